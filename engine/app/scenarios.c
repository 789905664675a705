#include "engine/app/scenarios.h"

#include "datasets/levers.h"
#include "engine/app/filters.h"
#include "engine/base/text.h"

#include <math.h>
#include <string.h>

struct resolving {
    const struct study *whole;
    struct outlook *outlook;
    const struct costing *costing;
    struct scenario_set *set;
    struct diag *diag;
};

/* --- what it does ---------------------------------------------------------------------------------------------------- */

static struct uncertain range_of(const struct range *range) {
    if (isnan(range->mode)) return certain(0);
    return (struct uncertain){range->low, range->mode, range->high, (enum uncertain_shape)range->shape};
}

static const struct lever *find_lever(const struct job_scenario *job, struct diag *diag) {
    const struct lever *lever = lever_find(job->lever.text);
    const char *names[64];
    struct text all = {0};
    for (size_t i = 0; i < N_LEVERS; i++) {
        names[i] = LEVERS[i].name;
        text_addf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    bool pay_rise = lever && !strcmp(lever->name, "pay_rise");
    if (!lever) {
        const char *nearest = diag_nearest(job->lever.text, names, N_LEVERS);
        diag_add(diag, SEVERITY_ERROR, job->lever.at, "no lever \"%s\"%s%s%s the levers are %s", job->lever.text, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"? Else" : ";",
                 text_string(&all));
    } else if (pay_rise && isnan(job->raise)) {
        diag_add(diag, SEVERITY_ERROR, job->lever.at, "the lever \"pay_rise\" needs \"raise\": by how much pay rises, as raise: 3%%");
        lever = NULL;
    } else if (!pay_rise && lever->ratio_mode == 0 && isnan(job->hazard_ratio.mode)) {
        diag_add(diag, SEVERITY_ERROR, job->lever.at, "the lever \"%s\" has no published effect (%s); give your own hazard_ratio", lever->name, lever->evidence);
        lever = NULL;
    }
    text_free(&all);
    return lever;
}

static struct uncertain lever_ratio(const struct lever *lever, const struct job_scenario *job) {
    if (strcmp(lever->name, "pay_rise") != 0) return (struct uncertain){lever->ratio_low, lever->ratio_mode, lever->ratio_high, UNCERTAIN_TRIANGULAR};
    double at[LEVER_ELASTICITIES];
    for (size_t i = 0; i < LEVER_ELASTICITIES; i++) at[i] = pow(1 + job->raise, LEVER_PAY_ELASTICITY[i]);
    return (struct uncertain){at[0], at[1], at[2], UNCERTAIN_TRIANGULAR};
}

static uint8_t cause_of_scenario(const struct study *study, const struct job_scenario *job, struct diag *diag) {
    if (job->cause.text) return study_cause(study, &job->cause, diag);
    for (size_t i = 1; i <= study->timeline.n_causes; i++) {
        if (!strcmp(study->timeline.causes[i], "voluntary")) return (uint8_t)i;
    }
    if (study->timeline.n_causes > 2) { /* more than one, beside "unknown": which does it act on? */
        diag_add(diag, SEVERITY_ERROR, job->at, "no cause is called \"voluntary\"; say on which exits this scenario acts with \"cause\", or \"cause: all\"");
    }
    return 0;
}

/* --- what it costs --------------------------------------------------------------------------------------------------- */

/* On-costs of those in scope, by their pay. */
static struct uncertain mean_on_costs(const struct resolving *r, const struct scenario *to) {
    const struct forecast_costs *costs = &r->costing->costs;
    size_t causes = r->outlook->study.timeline.n_causes;
    struct uncertain mean = {0, 0, 0, UNCERTAIN_TRIANGULAR};
    double pay = 0;
    for (size_t i = 0; i < r->outlook->study.table.n_rows; i++) {
        if (to->in_scope && !to->in_scope[i]) continue;
        const struct uncertain *own = &costs->models[costs->model_of_slot[costs->class_of[i] * causes + (r->costing->voluntary ? r->costing->voluntary - 1u : 0)]].parameters[PARAMETER_ON_COSTS].is;
        mean.low += costs->pay[i] * own->low;
        mean.mode += costs->pay[i] * own->mode;
        mean.high += costs->pay[i] * own->high;
        pay += costs->pay[i];
    }
    if (!(pay > 0)) return certain(0);
    return (struct uncertain){mean.low / pay, fmax(mean.low, fmin(mean.mode, mean.high)) / pay, fmax(mean.low, mean.high) / pay, UNCERTAIN_TRIANGULAR};
}

static bool set_price(const struct resolving *r, const struct job_scenario *job, struct scenario *to) {
    const struct job_price *cost = &job->cost;
    bool given = !isnan(cost->per_head.mode) || !isnan(cost->fixed.mode) || !isnan(cost->of_pay.mode);
    to->per_head = range_of(&cost->per_head);
    to->fixed = range_of(&cost->fixed);
    to->of_pay = range_of(&cost->of_pay);
    if (cost->fixed.of_pay) diag_add(r->diag, SEVERITY_ERROR, cost->fixed.at, "\"fixed\" is an amount; for a share of pay take of_pay");
    if (cost->per_head.of_pay) diag_add(r->diag, SEVERITY_ERROR, cost->per_head.at, "\"per_head\" is an amount; for a share of pay take of_pay");
    bool of_pay = !isnan(cost->of_pay.mode) || !isnan(job->raise);
    if (!isnan(cost->of_pay.mode) && !r->costing->costs.pay) diag_add(r->diag, SEVERITY_ERROR, cost->of_pay.at, "\"of_pay\" needs to know what people earn; add costs: [{salary: COLUMN}]");
    if (isnan(cost->of_pay.mode) && of_pay && r->costing->costs.pay) {
        struct uncertain on_costs = mean_on_costs(r, to);
        to->of_pay = (struct uncertain){job->raise * (1 + on_costs.low), job->raise * (1 + on_costs.mode), job->raise * (1 + on_costs.high), on_costs.shape};
    }
    return given || of_pay || !isnan(job->promote);
}

/* --- one scenario ---------------------------------------------------------------------------------------------------- */

/* It says in one way what it does. */
static bool check_kind(const struct job_scenario *job, struct diag *diag) {
    bool effect = job->lever.text || !isnan(job->hazard_ratio.mode) || job->hazard_ratio.at.line, set = job->set.count > 0, combine = job->combine.count > 0, promote = !isnan(job->promote);
    const char *name = job->name.text ? job->name.text : "";
    size_t errors = diag->errors;
    if (effect + set + combine + promote == 0) {
        diag_add(diag, SEVERITY_ERROR, job->at, "scenario \"%s\" says nothing of its effect; give a lever, a hazard_ratio, set, promote or combine", name);
    } else if (effect + set + combine + promote > 1) {
        diag_add(diag, SEVERITY_ERROR, job->at, "scenario \"%s\" says its effect in several ways; take one of a lever or hazard_ratio, set, promote, combine (and combine the scenarios)", name);
    }
    if (set && job->cause.text) diag_add(diag, SEVERITY_ERROR, job->cause.at, "with \"set\" the models say on which exits it acts; leave \"cause\" out");
    if (!isnan(job->raise) && (!job->lever.text || strcmp(job->lever.text, "pay_rise") != 0)) diag_add(diag, SEVERITY_ERROR, job->at, "scenario \"%s\": \"raise\" goes with lever: pay_rise; add the lever, or leave \"raise\" out", name);
    if ((job->fade > 0 || !isnan(job->repeat_every)) && isnan(job->lasts) && !job->lever.text) {
        diag_add(diag, SEVERITY_ERROR, job->at, "scenario \"%s\": \"fade\" and \"repeat_every\" go with \"lasts\": after how many months its effect wears off", name);
    }
    bool own = job->who.count || job->cost.per_head.at.line || job->cost.fixed.at.line || job->cost.of_pay.at.line || job->start != DAY_MISSING || job->spillover.hazard_ratio.at.line;
    if (combine && own) diag_add(diag, SEVERITY_ERROR, job->combine.items[0].at, "a combination has the scope, the start and the costs of its scenarios; leave the other keys of \"%s\" out", name);
    return diag->errors == errors;
}

static bool set_spillover(const struct resolving *r, const struct job_scenario *job, struct scenario *to) {
    struct scope scope;
    if (!job->spillover.hazard_ratio.at.line) return true;
    to->spills = true;
    to->spill = range_of(&job->spillover.hazard_ratio);
    if (job->set.count || !isnan(job->promote)) diag_add(r->diag, SEVERITY_ERROR, job->spillover.hazard_ratio.at, "\"spillover\" goes with a lever or a hazard_ratio");
    if (!job->spillover.who_given) return true;
    if (!filter_scope(&r->outlook->study, &job->spillover.who, &scope, r->diag)) return false;
    if (scope.tenure_from > 0 || scope.tenure_to < INT32_MAX) diag_add(r->diag, SEVERITY_ERROR, job->spillover.hazard_ratio.at, "\"spillover\" cannot differ by tenure");
    to->spill_scope = scope.rows;
    return true;
}

/* What runs and means nothing, or less than it seems. */
static void warn_of_emptiness(const struct resolving *r, const struct job_scenario *job, const struct scenario *to) {
    const struct timeline *t = &r->outlook->study.timeline;
    double works = 0;
    size_t reached = 0, n = r->outlook->study.table.n_rows;
    for (size_t m = 0; m < r->outlook->people.months; m++) works += to->strength[m];
    for (size_t i = 0; i < n; i++) reached += timeline_present(t, i, t->as_of) && (!to->in_scope || to->in_scope[i]);
    if (works <= 0) diag_add(r->diag, SEVERITY_WARNING, job->at, "scenario \"%s\" does not work within the %zu months ahead: it changes nothing", job->name.text, r->outlook->people.months);
    if (!reached) diag_add(r->diag, SEVERITY_WARNING, job->at, "scenario \"%s\" reaches nobody who is there on as_of; look at its \"who\"", job->name.text);
    if (job->start != DAY_MISSING && t->hired && job->start <= t->as_of) {
        diag_add(r->diag, SEVERITY_WARNING, job->at, "scenario \"%s\" starts before as_of: what it has done so far is in the data already, and would count twice", job->name.text);
    }
}

static void resolve_one(const struct resolving *r, const struct job_scenario *job, struct scenario *to, struct scenario_words *words) {
    size_t errors = r->diag->errors;
    *to = (struct scenario){.tenure_to = INT32_MAX, .ratio = certain(1), .spill = certain(1), .internal_share = NAN};
    *words = (struct scenario_words){BASIS_OWN, "", false};
    if (!check_kind(job, r->diag) || job->combine.count) return;
    const struct lever *lever = job->lever.text ? find_lever(job, r->diag) : NULL;
    struct scope scope;
    bool whom = filter_scope(&r->outlook->study, &job->who, &scope, r->diag), spills = set_spillover(r, job, to);
    if (job->set.count && !scenario_check_set(&r->outlook->study, job, r->diag)) return;
    to->in_scope = whom && job->who.count ? scope.rows : NULL;
    words->priced = set_price(r, job, to);
    if (!whom || !spills || (job->lever.text && !lever)) return;
    to->tenure_from = scope.tenure_from;
    to->tenure_to = scope.tenure_to;
    if (lever && lever->tenure_to && lever->tenure_to < to->tenure_to) to->tenure_to = lever->tenure_to;
    scenario_course(r->outlook, job, !isnan(job->lasts) ? job->lasts : lever && lever->months ? lever->months : (double)NAN, to);
    if (!r->outlook->checked) warn_of_emptiness(r, job, to);
    if (!isnan(job->promote)) {
        to->internal_share = job->promote;
        if (scope.tenure_from > 0 || scope.tenure_to < INT32_MAX) diag_add(r->diag, SEVERITY_ERROR, job->at, "\"promote\" cannot differ by tenure");
    } else if (job->set.count) {
        words->basis = BASIS_ASSOCIATION;
        if (r->whole && r->diag->errors == errors) (void)scenario_change(r->whole, r->outlook, job, to, r->diag);
    } else {
        bool published = lever && isnan(job->hazard_ratio.mode);
        to->cause = cause_of_scenario(&r->outlook->study, job, r->diag);
        to->ratio = published ? lever_ratio(lever, job) : range_of(&job->hazard_ratio);
        words->basis = published ? BASIS_EVIDENCE : BASIS_OWN;
        if (lever) words->evidence = arena_printf(r->outlook->study.arena, "%s%s: %s", published ? "" : "own range beside ", lever->grade, lever->evidence);
        if (!published && job->hazard_ratio.source.text) words->evidence = job->hazard_ratio.source.text;
    }
}

/* --- scenarios together ---------------------------------------------------------------------------------------------- */

static size_t index_of(const struct resolving *r, const struct word *name) {
    const struct job *job = &r->outlook->study.job;
    const char **names = ARENA_ARRAY(r->outlook->study.arena, const char *, job->n_scenarios + 1);
    for (size_t s = 0; s < job->n_scenarios; s++) {
        names[s] = job->scenarios[s].name.text;
        if (!strcmp(names[s], name->text)) return s;
    }
    const char *nearest = diag_nearest(name->text, names, job->n_scenarios);
    diag_add(r->diag, SEVERITY_ERROR, name->at, "no scenario \"%s\"%s%s%s", name->text, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return SIZE_MAX;
}

static void resolve_combination(const struct resolving *r, size_t s) {
    const struct job *all = &r->outlook->study.job;
    const struct job_scenario *job = &all->scenarios[s];
    struct scenario *to = &r->set->items[s];
    size_t *members = ARENA_ARRAY(r->outlook->study.arena, size_t, job->combine.count + 1);
    struct scenario_words *words = &r->set->words[s];
    words->priced = true;
    words->basis = BASIS_EVIDENCE;
    for (size_t k = 0; k < job->combine.count; k++) {
        const struct word *name = &job->combine.items[k];
        size_t m = index_of(r, name);
        if (m == SIZE_MAX) continue;
        bool twice = false;
        for (size_t i = 0; i < to->n_members; i++) twice = twice || members[i] == m;
        if (all->scenarios[m].combine.count) {
            diag_add(r->diag, SEVERITY_ERROR, name->at, "\"%s\" is a combination itself; name its scenarios", name->text);
        } else if (twice) {
            diag_add(r->diag, SEVERITY_ERROR, name->at, "\"%s\" is named twice", name->text);
        } else {
            members[to->n_members++] = m;
            words->priced = words->priced && r->set->words[m].priced;
            if (r->set->words[m].basis > words->basis) words->basis = r->set->words[m].basis;
        }
    }
    to->members = members;
}

/* One effect, however many scenarios use it: the same lever with its published range. */
static void find_same_effects(const struct resolving *r) {
    const struct job *job = &r->outlook->study.job;
    for (size_t s = 0; s < r->set->n; s++) {
        r->set->items[s].same_effect = s;
        for (size_t k = 0; k < s; k++) {
            const struct job_scenario *a = &job->scenarios[k], *b = &job->scenarios[s];
            bool same = a->lever.text && b->lever.text && !strcmp(a->lever.text, b->lever.text) && isnan(a->hazard_ratio.mode) && isnan(b->hazard_ratio.mode);
            if (!same) continue;
            r->set->items[s].same_effect = k;
            break;
        }
    }
}

static void check_names(const struct resolving *r) {
    const struct job *job = &r->outlook->study.job;
    for (size_t s = 0; s < job->n_scenarios; s++) {
        for (size_t k = 0; k < s; k++) {
            if (job->scenarios[k].name.text && job->scenarios[s].name.text && !strcmp(job->scenarios[k].name.text, job->scenarios[s].name.text)) {
                diag_add(r->diag, SEVERITY_ERROR, job->scenarios[s].name.at, "there is a scenario \"%s\" already; give this one another name", job->scenarios[s].name.text);
            }
        }
    }
}

static void resolve_budget(const struct resolving *r) {
    const struct job *job = &r->outlook->study.job;
    struct scenario_set *set = r->set;
    set->candidates = ARENA_ARRAY(r->outlook->study.arena, size_t, set->n + 1);
    set->exclusive = ARENA_ARRAY(r->outlook->study.arena, uint32_t, job->budget.exclusive.count + 1);
    if (isnan(job->budget.amount)) return;
    for (size_t s = 0; s < set->n; s++) {
        if (set->words[s].priced && !job->scenarios[s].combine.count) set->candidates[set->n_candidates++] = s;
    }
    if (set->n_candidates > PORTFOLIO_MOST) {
        diag_add(r->diag, SEVERITY_ERROR, job->budget.at, "the budget has %zu scenarios with a price to choose from; every combination of them is weighed, of at most %d", set->n_candidates, PORTFOLIO_MOST);
    }
    if (!set->n_candidates) diag_add(r->diag, SEVERITY_ERROR, job->budget.at, "no scenario has a price, so a budget has nothing to choose from; give scenarios a cost");
    if (r->costing->costs.n_classes && !r->costing->costs.pay) diag_add(r->diag, SEVERITY_ERROR, job->budget.at, "a budget needs to know what leavers cost; add costs: [{salary: COLUMN}]");
    bool flat = job->budget.exclusive.count > 1; /* [A, B] is one list, [[A, B], [C, D]] are two */
    for (size_t e = 0; e < job->budget.exclusive.count; e++) flat = flat && job->budget.exclusive.items[e].columns.count == 1;
    for (size_t e = 0; e < job->budget.exclusive.count; e++) {
        const struct words *names = &job->budget.exclusive.items[e].columns;
        uint32_t *bits = &set->exclusive[flat ? 0 : e];
        for (size_t k = 0; k < names->count; k++) {
            size_t s = index_of(r, &names->items[k]);
            for (size_t i = 0; i < set->n_candidates && i < 32; i++) *bits |= set->candidates[i] == s ? 1u << i : 0;
        }
    }
    set->n_exclusive = flat ? 1 : job->budget.exclusive.count;
}

bool scenarios_resolve(const struct study *whole, struct outlook *outlook, const struct costing *costing, struct scenario_set *set, struct diag *diag) {
    const struct job *job = &outlook->study.job;
    struct arena *arena = outlook->study.arena;
    size_t errors = diag->errors;
    *set = (struct scenario_set){.items = ARENA_ARRAY(arena, struct scenario, job->n_scenarios + 2), .words = ARENA_ARRAY(arena, struct scenario_words, job->n_scenarios + 2), .n = job->n_scenarios};
    struct resolving r = {whole, outlook, costing, set, diag};
    if (set->n >= SCENARIOS_MOST) {
        diag_add(diag, SEVERITY_ERROR, job->scenarios[SCENARIOS_MOST - 1].at, "more than %d scenarios; run some of them with `behoud whatif`", SCENARIOS_MOST - 1);
        return false;
    }
    check_names(&r);
    for (size_t s = 0; s < set->n; s++) resolve_one(&r, &job->scenarios[s], &set->items[s], &set->words[s]);
    for (size_t s = 0; s < set->n; s++) {
        if (job->scenarios[s].combine.count) resolve_combination(&r, s);
    }
    find_same_effects(&r);
    if (diag->errors == errors) resolve_budget(&r);
    return diag->errors == errors;
}
