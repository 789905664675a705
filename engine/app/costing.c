#include "engine/app/costing.h"

#include "datasets/cost_defaults.h"
#include "engine/app/filters.h"
#include "engine/base/text.h"

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
    [PARAMETER_RAMP_DAYS] = {"ramp_days", offsetof(struct job_cost, ramp.days)},
    [PARAMETER_RAMP_START] = {"ramp_start", offsetof(struct job_cost, ramp.start)},
};

static const struct range *range_of(const struct job_cost *entry, size_t parameter) {
    return (const struct range *)((const char *)entry + PARAMETERS[parameter].offset);
}

/* The first entry in the set that says a thing decides it; what none says is the default. */
static struct cost_model model_of(const struct job *job, unsigned entries) {
    struct cost_model model = {.shape = COST_RAMP_LINEAR};
    bool shaped = false;
    for (size_t p = 0; p < COST_PARAMETERS; p++) {
        const struct cost_default *usual = cost_default_find(PARAMETERS[p].name);
        model.parameters[p] = (struct cost_range){usual->low, usual->mode, usual->high};
        for (size_t e = job->n_costs; e-- > 0;) {
            const struct range *range = range_of(&job->costs[e], p);
            if ((entries >> e & 1) && !isnan(range->mode)) model.parameters[p] = (struct cost_range){range->low, range->mode, range->high};
        }
    }
    for (size_t e = 0; e < job->n_costs && !shaped; e++) {
        shaped = (entries >> e & 1) && !isnan(job->costs[e].ramp.days.mode);
        if (shaped) model.shape = (enum cost_ramp)job->costs[e].ramp.shape;
    }
    return model;
}

static void note_parameters(const struct job *job, struct report *report) {
    struct text out = {0};
    for (size_t p = 0; p < COST_PARAMETERS; p++) {
        bool given = false;
        for (size_t e = 0; e < job->n_costs; e++) given = given || (!isnan(range_of(&job->costs[e], p)->mode) && job->costs[e].who.count == 0);
        if (given) continue;
        const struct cost_default *usual = cost_default_find(PARAMETERS[p].name);
        if (usual->high == 0) continue;
        text_addf(&out, "%s%s %g (%g to %g; %s)", out.length ? "; " : "", usual->name, usual->mode, usual->low, usual->high, usual->source);
    }
    if (out.length) report_note(report, "costs", "Cost assumptions the job leaves to behoud, for those it says nothing else about: %s.", text_string(&out));
    text_free(&out);
}

/* --- pay ----------------------------------------------------------------------------------------------------------- */

static const struct attribute *usual_pay(const struct study *study) {
    static const char *const NAMES[] = {"salary", "annual_salary", "pay", "salaris", "jaarsalaris", "bruto_jaarsalaris", NULL};
    for (size_t k = 0; NAMES[k]; k++) {
        for (size_t i = 0; i < study->n_attributes; i++) {
            const struct attribute *a = &study->attributes[i];
            if (!strcasecmp(a->name, NAMES[k]) && a->column->kind == COLUMN_NUMBER) return a;
        }
    }
    return NULL;
}

/* Writes pay where it is not known yet: from a column, or one amount. */
static bool set_pay(const struct study *study, const struct job_cost *cost, const uint8_t *rows, double *pay, struct diag *diag) {
    const struct word *salary = &cost->salary;
    double times = cost->salary_per == PER_MONTH ? 12 : 1;
    char *end;
    double amount = strtod(salary->text, &end);
    bool plain = end != salary->text && *end == '\0';
    const struct attribute *a = plain ? NULL : study_attribute(study, salary, diag);
    if (!plain && !a) return false;
    if (a && a->column->kind != COLUMN_NUMBER) {
        diag_add(diag, SEVERITY_ERROR, salary->at, "\"%s\" holds categories, not amounts", salary->text);
        return false;
    }
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (rows[i] && isnan(pay[i])) pay[i] = times * (a ? column_number(a->column, i) : amount);
    }
    return true;
}

/* Whose pay is not known is counted at the mean of the others present. */
static void fill_pay(const struct study *study, double *pay, struct report *report) {
    double sum = 0, n = 0, missing = 0;
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (!timeline_present(&study->timeline, i, study->timeline.as_of)) continue;
        if (isnan(pay[i]) || pay[i] < 0) {
            missing++;
        } else {
            sum += pay[i];
            n++;
        }
    }
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (isnan(pay[i]) || pay[i] < 0) pay[i] = n > 0 ? sum / n : 0;
    }
    if (missing > 0) report_note(report, "costs", "The pay of %.0f people is not known; they are counted at the mean of the others.", missing);
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static uint8_t class_of_entries(struct costing *costing, unsigned *sets, unsigned entries, const struct job *job) {
    for (size_t c = 0; c < costing->n_classes; c++) {
        if (sets[c] == entries) return (uint8_t)c;
    }
    if (costing->n_classes == COST_CLASSES_MOST) return 0;
    sets[costing->n_classes] = entries;
    costing->models[costing->n_classes] = model_of(job, entries);
    return (uint8_t)costing->n_classes++;
}

bool costing_resolve(const struct study *study, struct costing *costing, struct report *report, struct diag *diag) {
    const struct job *job = &study->job;
    size_t n = study->table.n_rows;
    if (job->n_costs > COST_ENTRIES_MOST) {
        diag_add(diag, SEVERITY_ERROR, job->costs[COST_ENTRIES_MOST].at, "more than %d cost entries; combine some of them", COST_ENTRIES_MOST);
        return false;
    }
    unsigned sets[COST_CLASSES_MOST];
    struct arena scratch = {0};
    uint16_t *entries = ARENA_ARRAY(&scratch, uint16_t, n + 1); /* bit e: entry e applies */
    *costing = (struct costing){ARENA_ARRAY(study->arena, double, n + 1), ARENA_ARRAY(study->arena, uint8_t, n + 1),
                                ARENA_ARRAY(study->arena, struct cost_model, COST_CLASSES_MOST), 0};
    for (size_t i = 0; i < n; i++) costing->pay[i] = NAN;
    bool ok = true, paid = false;
    for (size_t e = 0; e < job->n_costs; e++) {
        struct scope scope;
        if (!filter_scope(study, &job->costs[e].who, &scope, diag)) {
            ok = false;
            continue;
        }
        if (scope.tenure_from > 0 || scope.tenure_to < INT32_MAX) {
            diag_add(diag, SEVERITY_ERROR, job->costs[e].at, "costs cannot differ by tenure; use another column under \"for\"");
            ok = false;
        }
        for (size_t i = 0; i < n; i++) entries[i] |= (uint16_t)(scope.rows[i] << e);
        if (!job->costs[e].salary.text) continue;
        paid = true;
        ok = set_pay(study, &job->costs[e], scope.rows, costing->pay, diag) && ok;
    }
    const struct attribute *usual = paid ? NULL : usual_pay(study);
    if (usual) {
        for (size_t i = 0; i < n; i++) costing->pay[i] = column_number(usual->column, i);
        report_note(report, "costs", "Annual pay is read from column “%s”.", usual->name);
    }
    for (size_t i = 0; i < n; i++) costing->class_of[i] = class_of_entries(costing, sets, entries[i], job);
    arena_free(&scratch);
    if (paid || usual) {
        fill_pay(study, costing->pay, report);
        note_parameters(job, report);
    } else {
        costing->pay = NULL;
        report_note(report, "costs", "No costs: the job names no pay and the data have no pay column; add costs: [{salary: COLUMN}].");
    }
    return ok;
}
