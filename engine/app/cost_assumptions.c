#include "engine/app/cost_assumptions.h"

#include "datasets/cost_defaults.h"
#include "datasets/statutory.h"
#include "engine/app/filters.h"

#include <math.h>
#include <string.h>

static const struct report_column ASSUMPTIONS[] = {
    {"for", CELL_TEXT, "Whom the number is about; all = everybody about whom nothing else is said"},
    {"exits", CELL_TEXT, "Which exits it is about"},
    {"parameter", CELL_TEXT, "As the job file writes it"},
    {"low", CELL_NUMBER, "The range: low"},
    {"mode", CELL_NUMBER, "The most likely value, or the middle"},
    {"high", CELL_NUMBER, "The range: high"},
    {"shape", CELL_TEXT, "How it is spread; log-normal: low and high are P10 and P90"},
    {"mean", CELL_NUMBER, "Its mean, which expected costs are made of"},
    {"unit", CELL_TEXT, "What it is counted in"},
    {"source", CELL_TEXT, "Where it comes from"},
    {NULL, CELL_TEXT, NULL}};

static const char *unit_of(size_t parameter, bool of_pay, const char *currency) {
    switch (parameter) {
    case PARAMETER_VACANCY_DAYS:
    case PARAMETER_RAMP_DAYS:
    case PARAMETER_INTERNAL_VACANCY_DAYS:
    case PARAMETER_INTERNAL_RAMP_DAYS: return "days";
    case PARAMETER_ON_COSTS: return "share of pay";
    case PARAMETER_OUTPUT: return "times annual pay";
    case PARAMETER_VACANCY_LOSS:
    case PARAMETER_RAMP_START:
    case PARAMETER_INTERNAL_RAMP_START: return "share of output";
    case PARAMETER_INTERNAL_SHARE: return "share of positions";
    case PARAMETER_BACKFILL: return "share of filling from outside";
    default: return of_pay ? "share of annual pay" : currency;
    }
}

static void add_row(struct report_table *table, const char *who, const char *exits, const char *name, struct uncertain x, const char *unit, const char *source) {
    static const char *const SHAPES[] = {"triangular", "pert", "log-normal", "uniform"};
    row_begin(table, NAN, NULL);
    row_text(table, who);
    row_text(table, exits);
    row_text(table, name);
    row_number(table, x.low);
    row_number(table, x.mode);
    row_number(table, x.high);
    row_text(table, is_certain(x) ? "" : SHAPES[x.shape]);
    row_number(table, uncertain_mean(x));
    row_text(table, unit);
    row_text(table, source);
}

static struct uncertain uncertain_of(const struct range *range) { return (struct uncertain){range->low, range->mode, range->high, (enum uncertain_shape)range->shape}; }

static const char *source_of(const struct range *range) { return range->source.text ? range->source.text : "the job"; }

static const char *exits_words(const struct job_cost *entry, struct arena *arena) {
    static const char *const KINDS[] = {"all", "regretted", "desired", "other"};
    const char *out = KINDS[entry->exits];
    for (size_t k = 0; k < entry->causes.count; k++) out = arena_printf(arena, "%s%s %s", out, k ? "," : ":", entry->causes.items[k].text);
    return out;
}

/* A default holds unless some entry about everybody replaces it. */
static bool is_replaced(const struct job *job, size_t parameter) {
    for (size_t e = 0; e < job->n_costs; e++) {
        const struct job_cost *entry = &job->costs[e];
        bool everybody = !entry->who.count && !entry->causes.count && entry->exits == EXITS_ALL;
        if (everybody && !isnan(costing_range(entry, parameter)->mode)) return true;
    }
    return false;
}

void cost_assumptions(const struct study *study, const struct costing *costing, struct report *report) {
    const struct job *job = &study->job;
    struct report_table *table = report_table(report, "cost_assumptions", "What a leaver's cost is made of: every number with its range and source.", ASSUMPTIONS);
    for (size_t e = 0; e < job->n_costs; e++) {
        const struct job_cost *entry = &job->costs[e];
        const char *who = filter_words(&entry->who, report->arena), *exits = exits_words(entry, report->arena);
        for (size_t p = 0; p < COST_PARAMETERS; p++) {
            const struct range *range = costing_range(entry, p);
            bool pareto = (p == PARAMETER_RAMP_DAYS && entry->ramp.shape == RAMP_PARETO) || (p == PARAMETER_INTERNAL_RAMP_DAYS && entry->internal.ramp.shape == RAMP_PARETO);
            if (!isnan(range->mode)) add_row(table, who, exits, costing_parameter(p), uncertain_of(range), pareto ? "days, fast first (pareto)" : unit_of(p, range->of_pay, job->currency.text), source_of(range));
        }
        for (size_t k = 0; k < entry->n_lines; k++) {
            const struct range *amount = &entry->lines[k].amount;
            add_row(table, who, exits, entry->lines[k].name.text, uncertain_of(amount), amount->of_pay ? "share of annual pay" : job->currency.text, source_of(amount));
        }
    }
    for (size_t p = 0; p < COST_PARAMETERS; p++) {
        const struct cost_default *usual = cost_default_find(costing_parameter(p)), *desired = costing->told[LOSS_DESIRED] ? cost_default_desired(costing_parameter(p)) : NULL;
        if (is_replaced(job, p)) continue;
        add_row(table, "all", "all", costing_parameter(p), (struct uncertain){usual->low, usual->mode, usual->high, UNCERTAIN_TRIANGULAR}, unit_of(p, false, job->currency.text), usual->source);
        if (desired) add_row(table, "all", "desired", costing_parameter(p), (struct uncertain){desired->low, desired->mode, desired->high, UNCERTAIN_TRIANGULAR}, unit_of(p, false, job->currency.text), desired->source);
    }
    bool due = false;
    for (size_t m = 0; m < costing->costs.n_models; m++) due = due || costing->costs.transition[m];
    if (!due || study->timeline.as_of == DAY_MISSING) return;
    const struct statutory_cap *cap = statutory_transition_cap(days_to_civil(study->timeline.as_of + 1).year);
    add_row(table, "all", "all", arena_printf(report->arena, "transition_payment cap %d", cap->year), certain(cap->amount), job->currency.text, cap->source);
    if (costing->costs.allowances > 0) add_row(table, "all", "all", "allowances", certain(costing->costs.allowances), "share of pay", "the job");
}
