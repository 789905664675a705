#include "engine/app/costing.h"

#include "datasets/cost_defaults.h"
#include "datasets/statutory.h"
#include "engine/app/cost_assumptions.h"
#include "engine/app/costing_pay.h"
#include "engine/app/filters.h"
#include "engine/app/tables.h"
#include "engine/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- parameters ---------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t offset; /* of its struct range in struct job_cost */
} PARAMETERS[COST_PARAMETERS] = {
    [PARAMETER_ON_COSTS] = {"on_costs", offsetof(struct job_cost, on_costs)},
    [PARAMETER_OUTPUT] = {"output", offsetof(struct job_cost, output)},
    [PARAMETER_SEPARATION] = {"separation", offsetof(struct job_cost, separation)},
    [PARAMETER_RECRUITING] = {"recruiting", offsetof(struct job_cost, recruiting)},
    [PARAMETER_ONBOARDING] = {"onboarding", offsetof(struct job_cost, onboarding)},
    [PARAMETER_VACANCY_DAYS] = {"vacancy_days", offsetof(struct job_cost, vacancy_days)},
    [PARAMETER_VACANCY_LOSS] = {"vacancy_loss", offsetof(struct job_cost, vacancy_loss)},
    [PARAMETER_COVER] = {"cover", offsetof(struct job_cost, cover)},
    [PARAMETER_KNOCK_ON] = {"knock_on", offsetof(struct job_cost, knock_on)},
    [PARAMETER_RAMP_DAYS] = {"ramp.days", offsetof(struct job_cost, ramp.days)},
    [PARAMETER_RAMP_START] = {"ramp.start", offsetof(struct job_cost, ramp.start)},
    [PARAMETER_INTERNAL_SHARE] = {"internal.share", offsetof(struct job_cost, internal.share)},
    [PARAMETER_INTERNAL_RECRUITING] = {"internal.recruiting", offsetof(struct job_cost, internal.recruiting)},
    [PARAMETER_INTERNAL_ONBOARDING] = {"internal.onboarding", offsetof(struct job_cost, internal.onboarding)},
    [PARAMETER_INTERNAL_VACANCY_DAYS] = {"internal.vacancy_days", offsetof(struct job_cost, internal.vacancy_days)},
    [PARAMETER_INTERNAL_RAMP_DAYS] = {"internal.ramp.days", offsetof(struct job_cost, internal.ramp.days)},
    [PARAMETER_INTERNAL_RAMP_START] = {"internal.ramp.start", offsetof(struct job_cost, internal.ramp.start)},
    [PARAMETER_BACKFILL] = {"internal.backfill", offsetof(struct job_cost, internal.backfill)},
};

const char *const COST_COMPONENT_NAMES[COST_COMPONENTS] = {"separation", "transition_payment", "recruiting", "vacancy", "saved_pay", "cover", "onboarding", "ramp", "knock_on"};

const char *costing_kind(size_t component) { return component == COST_VACANCY || component == COST_RAMP || component == COST_KNOCK_ON ? "output" : "cash"; }

const char *costing_parameter(size_t parameter) { return PARAMETERS[parameter].name; }

const struct range *costing_range(const struct job_cost *entry, size_t parameter) { return (const struct range *)((const char *)entry + PARAMETERS[parameter].offset); }

static struct cost_value value_of(const struct range *range) {
    return (struct cost_value){{range->low, range->mode, range->high, (enum uncertain_shape)range->shape}, range->of_pay};
}

static struct cost_value default_of(size_t parameter, bool desired) {
    const struct cost_default *usual = desired ? cost_default_desired(PARAMETERS[parameter].name) : NULL;
    if (!usual) usual = cost_default_find(PARAMETERS[parameter].name);
    return (struct cost_value){{usual->low, usual->mode, usual->high, UNCERTAIN_TRIANGULAR}, false};
}

/* What a set of entries says: the first of them that says a thing decides it; what none says is the default. */
struct cost_set {
    unsigned entries; /* bit e: entry e applies */
    bool desired;
};

static struct cost_model model_of(const struct job *job, const struct costing *costing, struct cost_set set) {
    struct cost_model model = {.shape = COST_RAMP_LINEAR, .internal_shape = COST_RAMP_LINEAR};
    bool shaped = false, within = false;
    for (size_t p = 0; p < COST_PARAMETERS; p++) {
        model.parameters[p] = default_of(p, set.desired);
        for (size_t e = job->n_costs; e-- > 0;) {
            const struct range *range = costing_range(&job->costs[e], p);
            if ((set.entries >> e & 1) && !isnan(range->mode)) model.parameters[p] = value_of(range);
        }
    }
    for (size_t e = 0; e < job->n_costs && !shaped; e++) {
        shaped = (set.entries >> e & 1) && !isnan(job->costs[e].ramp.days.mode);
        if (shaped) model.shape = (enum cost_ramp)job->costs[e].ramp.shape;
    }
    for (size_t e = 0; e < job->n_costs && !within; e++) {
        within = (set.entries >> e & 1) && !isnan(job->costs[e].internal.ramp.days.mode);
        if (within) model.internal_shape = (enum cost_ramp)job->costs[e].internal.ramp.shape;
    }
    for (size_t l = 0; l < costing->n_lines; l++) {
        for (size_t e = job->n_costs; e-- > 0;) {
            for (size_t k = 0; k < job->costs[e].n_lines && (set.entries >> e & 1); k++) {
                if (!strcmp(job->costs[e].lines[k].name.text, costing->lines[l])) model.lines[l] = value_of(&job->costs[e].lines[k].amount);
            }
        }
    }
    return model;
}

/* --- who, for what cause ------------------------------------------------------------------------------------------- */

struct resolving {
    const struct study *study;
    struct costing *costing;
    struct diag *diag;
    uint16_t *entries;     /* [row] bit e: entry e is about this person */
    uint8_t (*causes)[256]; /* [entry][cause]: is it about it? */
    uint8_t due[256];      /* [cause] by default */
};

static bool resolve_causes(struct resolving *r, size_t e) {
    const struct job_cost *entry = &r->study->job.costs[e];
    size_t errors = r->diag->errors;
    for (size_t c = 0; c <= r->study->timeline.n_causes; c++) r->causes[e][c] = entry->causes.count == 0;
    for (size_t k = 0; k < entry->causes.count; k++) {
        uint8_t cause = study_cause(r->study, &entry->causes.items[k], r->diag);
        for (size_t c = 0; c <= r->study->timeline.n_causes; c++) r->causes[e][c] = r->causes[e][c] || !cause || c == cause; /* 0 = all */
    }
    for (size_t k = 0; k < entry->transition_payment.count; k++) (void)study_cause(r->study, &entry->transition_payment.items[k], r->diag);
    return r->diag->errors == errors;
}

static uint8_t cause_called(const struct study *study, const char *name) {
    for (size_t c = 1; c <= study->timeline.n_causes; c++) {
        if (!strcmp(study->timeline.causes[c], name)) return (uint8_t)c;
    }
    return 0;
}

/* What each person's exit would be. */
static bool mark_losses(struct resolving *r) {
    const struct study *study = r->study;
    struct costing *costing = r->costing;
    struct scope scope;
    size_t n = study->table.n_rows;
    bool *regretted = talent_regretted(study);
    if (!filter_scope(study, &study->job.talent.desired, &scope, r->diag)) return false;
    costing->loss = ARENA_ARRAY(study->arena, uint8_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (regretted && regretted[i]) costing->loss[i] = LOSS_REGRETTED;
        if (study->job.talent.desired.count && scope.rows[i]) costing->loss[i] = LOSS_DESIRED;
        costing->told[costing->loss[i]] = true;
    }
    return true;
}

static bool about_exit(const struct resolving *r, size_t e, size_t cause, enum loss loss) {
    bool own_will = cause == r->costing->voluntary;
    switch ((enum exit_kind)r->study->job.costs[e].exits) {
    case EXITS_ALL: return true;
    case EXITS_REGRETTED: return own_will && loss == LOSS_REGRETTED;
    case EXITS_DESIRED: return own_will && loss == LOSS_DESIRED;
    case EXITS_OTHER: break;
    }
    return !own_will || loss == LOSS_OTHER;
}

static struct cost_set set_of(const struct resolving *r, unsigned entries, enum loss loss, size_t cause) {
    struct cost_set set = {0, cause == r->costing->voluntary && loss == LOSS_DESIRED};
    for (size_t e = 0; e < r->study->job.n_costs; e++) {
        if ((entries >> e & 1) && r->causes[e][cause] && about_exit(r, e, cause, loss)) set.entries |= 1u << e;
    }
    return set;
}

/* Is the transition payment due? As the first entry says that says it. */
static bool is_due(const struct resolving *r, struct cost_set set, size_t cause) {
    const struct job *job = &r->study->job;
    for (size_t e = 0; e < job->n_costs; e++) {
        const struct job_cost *entry = &job->costs[e];
        if (!(set.entries >> e & 1) || !entry->transition_given) continue;
        for (size_t k = 0; k < entry->transition_payment.count; k++) {
            const char *name = entry->transition_payment.items[k].text;
            if (!strcmp(name, "all") || !strcmp(name, r->study->timeline.causes[cause])) return true;
        }
        return false;
    }
    return r->due[cause];
}

/* --- classes and their models ---------------------------------------------------------------------------------------- */

static uint16_t model_number(struct resolving *r, struct cost_set *sets, bool *transition, struct cost_model *models, struct cost_set set, bool due) {
    struct forecast_costs *costs = &r->costing->costs;
    for (size_t m = 0; m < costs->n_models; m++) {
        if (sets[m].entries == set.entries && sets[m].desired == set.desired && transition[m] == due) return (uint16_t)m;
    }
    sets[costs->n_models] = set;
    transition[costs->n_models] = due;
    models[costs->n_models] = model_of(&r->study->job, r->costing, set);
    return (uint16_t)costs->n_models++;
}

/* false when the entries cut people into more classes than there is room for. */
static bool make_classes(struct resolving *r) {
    const struct study *study = r->study;
    struct arena *arena = study->arena;
    struct costing *costing = r->costing;
    size_t n = study->table.n_rows, causes = study->timeline.n_causes, most = COST_CLASSES_MOST * causes;
    uint8_t *class_of = ARENA_ARRAY(arena, uint8_t, n + 1);
    unsigned keys[COST_CLASSES_MOST];
    costing->loss_of_class = ARENA_ARRAY(arena, uint8_t, COST_CLASSES_MOST);
    for (size_t i = 0; i < n; i++) {
        unsigned key = r->entries[i] | (unsigned)costing->loss[i] << COST_ENTRIES_MOST;
        size_t c = 0;
        while (c < costing->costs.n_classes && keys[c] != key) c++;
        if (c == COST_CLASSES_MOST) return false;
        if (c == costing->costs.n_classes) {
            keys[costing->costs.n_classes++] = key;
            costing->loss_of_class[c] = costing->loss[i];
        }
        class_of[i] = (uint8_t)c;
    }
    struct cost_set *sets = ARENA_ARRAY(arena, struct cost_set, most + 1);
    struct cost_model *models = ARENA_ARRAY(arena, struct cost_model, most + 1);
    bool *transition = ARENA_ARRAY(arena, bool, most + 1);
    uint16_t *of_slot = ARENA_ARRAY(arena, uint16_t, most + 1);
    for (size_t c = 0; c < costing->costs.n_classes; c++) {
        for (size_t cause = 1; cause <= causes; cause++) {
            struct cost_set set = set_of(r, keys[c] & ((1u << COST_ENTRIES_MOST) - 1), (enum loss)costing->loss_of_class[c], cause);
            of_slot[c * causes + cause - 1] = model_number(r, sets, transition, models, set, is_due(r, set, cause));
        }
    }
    costing->costs.class_of = class_of;
    costing->costs.model_of_slot = of_slot;
    costing->costs.models = models;
    costing->costs.transition = transition;
    return true;
}

/* --- own lines, caps ------------------------------------------------------------------------------------------------- */

static bool find_lines(struct resolving *r) {
    const struct job *job = &r->study->job;
    struct costing *costing = r->costing;
    for (size_t i = 0; i < COST_COMPONENTS; i++) costing->costs.counts[i] = true;
    for (size_t e = 0; e < job->n_costs; e++) {
        for (size_t k = 0; k < job->costs[e].n_lines; k++) {
            const struct job_line *line = &job->costs[e].lines[k];
            size_t l = 0;
            while (l < costing->n_lines && strcmp(costing->lines[l], line->name.text) != 0) l++;
            if (l == COST_LINES_MOST) {
                diag_add(r->diag, SEVERITY_ERROR, line->at, "more than %d lines of your own; take some of them together", COST_LINES_MOST);
                return false;
            }
            if (l == costing->n_lines) costing->lines[costing->n_lines++] = line->name.text;
            costing->costs.counts[COST_COMPONENTS + l] = costing->costs.counts[COST_COMPONENTS + l] || line->cash;
        }
    }
    return true;
}

static void set_transition(struct resolving *r, struct report *report) {
    const struct study *study = r->study;
    const struct job *job = &study->job;
    size_t months = (size_t)job->forecast.months;
    double *cap = ARENA_ARRAY(study->arena, double, months + 1);
    struct civil now = study->timeline.as_of == DAY_MISSING ? (struct civil){statutory_last_cap(), 1, 1} : days_to_civil(study->timeline.as_of + 1);
    int last = now.year;
    bool dutch = job->language == LANGUAGE_NL && !strcmp(job->currency.text, "EUR"), any = dutch && cause_called(study, "involuntary");
    for (size_t t = 0; t < months; t++) cap[t] = statutory_transition_cap(last = now.year + (now.month - 1 + (int)t) / 12)->amount;
    r->costing->costs.cap = cap;
    if (dutch) r->due[cause_called(study, "involuntary")] = 1;
    for (size_t e = 0; e < job->n_costs; e++) {
        if (job->costs[e].transition_given) any = job->costs[e].transition_payment.count > 0 || any;
        if (job->costs[e].allowances > r->costing->costs.allowances) r->costing->costs.allowances = job->costs[e].allowances;
    }
    r->due[0] = 0;
    if (!any) return;
    report_note(report, "costs", say(report, "The transition payment (art. 7:673 BW) is a third of a month's pay per year of service, capped at %s in %d or a year's pay where that is more; it counts for the exits that the job names, and, where forecast: {retirement: aow} tells it, not from the state pension age on.",
                                     "De transitievergoeding (art. 7:673 BW) is een derde maandsalaris per dienstjaar, met een maximum van %s in %d, of een jaarsalaris als dat meer is; zij telt bij het vertrek dat de opdracht noemt en, waar forecast: {retirement: aow} die kent, niet vanaf de AOW-leeftijd."),
                say_money(report, cap[0]), now.year);
    if (last > statutory_last_cap()) report_note(report, "costs", say(report, "The cap of the transition payment is known until %d; later exits are counted at that one.", "Het maximum van de transitievergoeding is bekend tot en met %d; later vertrek is tegen dat maximum gerekend."), statutory_last_cap());
}

/* --- what is odd ------------------------------------------------------------------------------------------------------ */

/* What an entry about everybody says, one behind it says in vain. */
static void warn_of_order(const struct job *job, struct diag *diag) {
    for (size_t f = 0; f < job->n_costs; f++) {
        const struct job_cost *first = &job->costs[f];
        if (first->who.count || first->causes.count || first->exits != EXITS_ALL) continue;
        for (size_t e = f + 1; e < job->n_costs; e++) {
            for (size_t p = 0; p < COST_PARAMETERS; p++) {
                if (isnan(costing_range(first, p)->mode) || isnan(costing_range(&job->costs[e], p)->mode)) continue;
                diag_add(diag, SEVERITY_WARNING, costing_range(&job->costs[e], p)->at, "\"%s\" is never used: an entry about everybody stands before it and says it already; put that one last", costing_parameter(p));
            }
        }
    }
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static bool take_entries(struct resolving *r, bool *paid, double *pay) {
    const struct study *study = r->study;
    bool ok = true;
    for (size_t e = 0; e < study->job.n_costs; e++) {
        struct scope scope;
        ok = resolve_causes(r, e) && ok;
        if (!filter_scope(study, &study->job.costs[e].who, &scope, r->diag)) {
            ok = false;
            continue;
        }
        if (scope.tenure_from > 0 || scope.tenure_to < INT32_MAX) {
            diag_add(r->diag, SEVERITY_ERROR, study->job.costs[e].at, "costs cannot differ by tenure; use another column under \"for\"");
            ok = false;
        }
        for (size_t i = 0; i < study->table.n_rows; i++) r->entries[i] |= (uint16_t)(scope.rows[i] << e);
        if (!study->job.costs[e].salary.text) continue;
        *paid = true;
        ok = pay_set(study, &study->job.costs[e], scope.rows, pay, r->diag) && ok;
    }
    return ok;
}

static double mean_vacancy(const struct costing *costing, size_t n, size_t causes) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        size_t model = costing->costs.model_of_slot[costing->costs.class_of[i] * causes + (costing->voluntary ? costing->voluntary - 1u : 0)];
        sum += uncertain_mean(costing->costs.models[model].parameters[PARAMETER_VACANCY_DAYS].is);
    }
    return n ? sum / (double)n : 0;
}

bool costing_resolve(const struct study *study, bool checked, struct costing *costing, struct report *report, struct diag *diag) {
    const struct job *job = &study->job;
    size_t n = study->table.n_rows;
    *costing = (struct costing){.voluntary = study->timeline.n_causes == 1 ? 1 : cause_called(study, "voluntary")};
    if (job->n_costs > COST_ENTRIES_MOST) {
        diag_add(diag, SEVERITY_ERROR, job->costs[COST_ENTRIES_MOST].at, "more than %d cost entries; combine some of them", COST_ENTRIES_MOST);
        return false;
    }
    struct resolving r = {.study = study, .costing = costing, .diag = diag, .entries = ARENA_ARRAY(study->arena, uint16_t, n + 1),
                          .causes = arena_array(study->arena, job->n_costs + 1, sizeof *r.causes)};
    double *pay = ARENA_ARRAY(study->arena, double, n + 1);
    for (size_t i = 0; i < n; i++) pay[i] = NAN;
    bool paid = false, ok = take_entries(&r, &paid, pay);
    ok = mark_losses(&r) && ok;
    ok = find_lines(&r) && ok;
    if (!ok) return false;
    if (!checked) warn_of_order(job, diag);
    set_transition(&r, report);
    if (!make_classes(&r)) {
        diag_add(diag, SEVERITY_ERROR, job->costs[0].at, "the cost entries cut people into more than %d groups; give them fewer different \"for\"", COST_CLASSES_MOST);
        return false;
    }
    costing->vacancy_days = mean_vacancy(costing, n, study->timeline.n_causes);
    const struct attribute *usual = paid ? NULL : pay_usual(study);
    for (size_t i = 0; i < n && usual; i++) pay[i] = column_number(usual->column, i);
    if (usual) report_note(report, "costs", say(report, "Annual pay is read from column “%s”.", "Het jaarsalaris komt uit kolom “%s”."), usual->name);
    if (!paid && !usual) {
        report_note(report, "costs", say(report, "No costs: the job names no pay and the data have no pay column; add costs: [{salary: COLUMN}].", "Geen kosten: de opdracht noemt geen salaris en de gegevens hebben er geen kolom voor; voeg toe costs: [{salary: KOLOM}]."));
        return true;
    }
    pay_fill(study, pay, report);
    if (!checked) pay_warn(study, pay, diag);
    costing->costs.pay = pay;
    return true;
}
