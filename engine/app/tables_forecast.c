#include "datasets/levers.h"
#include "engine/app/costing.h"
#include "engine/app/filters.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "models/forecast.h"

#include <math.h>
#include <string.h>

static const struct report_column FORECAST[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"headcount", CELL_COUNT, "People there on as_of"},
    {"leavers_expected", CELL_NUMBER, "Of them, how many are expected to leave in the horizon"},
    {"leavers_p10", CELL_NUMBER, "One future in ten has fewer"},
    {"leavers_p50", CELL_NUMBER, "The middle future"},
    {"leavers_p90", CELL_NUMBER, "One future in ten has more"},
    {"parameters_p10", CELL_NUMBER, "The same, for the model's uncertainty alone"},
    {"parameters_p90", CELL_NUMBER, "The same, for the model's uncertainty alone"},
    {"share", CELL_SHARE, "leavers_expected / headcount"},
    {"cost_expected", CELL_MONEY, "What the leavers cost"},
    {"cost_p10", CELL_MONEY, "One future in ten costs less"},
    {"cost_p50", CELL_MONEY, "The middle future"},
    {"cost_p90", CELL_MONEY, "One future in ten costs more"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column CAUSES[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"cause", CELL_TEXT, "The cause of exit"},
    {"leavers_expected", CELL_NUMBER, "Expected leavers in the horizon"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column COSTS[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"component", CELL_TEXT, "The part of the cost"},
    {"per_leaver", CELL_MONEY, "Expected cost of one leaver"},
    {"leavers", CELL_NUMBER, "Expected leavers"},
    {"total", CELL_MONEY, "per_leaver x leavers"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column SCENARIOS[] = {
    {"scenario", CELL_TEXT, "The scenario"},
    {"basis", CELL_TEXT, "What its effect rests on: evidence (published) or own (the job's estimate)"},
    {"people", CELL_COUNT, "People in its scope at some time in the horizon"},
    {"avoided_mean", CELL_NUMBER, "Leavers it avoids"},
    {"avoided_p10", CELL_NUMBER, "One future in ten has fewer"},
    {"avoided_p50", CELL_NUMBER, "The middle future"},
    {"avoided_p90", CELL_NUMBER, "One future in ten has more"},
    {"programme_cost", CELL_MONEY, "What it costs"},
    {"saved_mean", CELL_MONEY, "Cost of the leavers it avoids"},
    {"saved_p10", CELL_MONEY, "One future in ten saves less"},
    {"saved_p50", CELL_MONEY, "The middle future"},
    {"saved_p90", CELL_MONEY, "One future in ten saves more"},
    {"net_mean", CELL_MONEY, "Saved less programme cost"},
    {"net_p10", CELL_MONEY, "One future in ten brings less"},
    {"net_p50", CELL_MONEY, "The middle future"},
    {"net_p90", CELL_MONEY, "One future in ten brings more"},
    {"roi", CELL_NUMBER, "net_mean / programme_cost"},
    {"payback_months", CELL_NUMBER, "Months until the saving has paid the programme, at an even pace"},
    {"probability_positive", CELL_SHARE, "Share of futures in which it pays for itself"},
    {"source", CELL_TEXT, "The evidence"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const char *const COMPONENTS[COST_COMPONENTS] = {"separation", "recruiting", "vacancy", "cover", "onboarding", "ramp", "knock_on"};

struct forecasting {
    const struct study *study;
    const struct segment *segments;
    size_t n_segments;
    struct report *report;
    struct forecast_input input;
    struct forecast forecast;
};

/* --- scenarios ----------------------------------------------------------------------------------------------------- */

static struct cost_range plain_range(const struct range *range) {
    if (isnan(range->mode)) return (struct cost_range){0, 0, 0};
    return (struct cost_range){range->low, range->mode, range->high};
}

static const struct lever *find_lever(const struct job_scenario *job, struct diag *diag) {
    const struct lever *lever = lever_find(job->lever.text);
    const char *names[64];
    for (size_t i = 0; i < N_LEVERS; i++) names[i] = LEVERS[i].name;
    if (!lever) {
        const char *nearest = diag_nearest(job->lever.text, names, N_LEVERS);
        diag_add(diag, SEVERITY_ERROR, job->lever.at, "no lever \"%s\"%s%s%s the levers are hybrid_work, manager_attention, onboarding, referral, job_preview, training, stay_interviews",
                 job->lever.text, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"? Else" : ";");
    } else if (lever->ratio_mode == 0 && isnan(job->hazard_ratio.mode)) {
        diag_add(diag, SEVERITY_ERROR, job->lever.at, "the lever \"%s\" has no published effect (%s); give your own hazard_ratio", lever->name, lever->evidence);
        return NULL;
    }
    return lever;
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

/* How much of each period it works in: from its start on, and for a lever that fades, until then. */
static const double *shares_of(const struct forecasting *f, const struct job_scenario *job, int months) {
    const struct panel *future = f->input.future;
    double *share = ARENA_ARRAY(f->study->arena, double, future->n_periods + 1);
    double from = job->start != DAY_MISSING && f->study->timeline.hired ? job->start : future->starts[0];
    double to = months ? from + months * 30.4375 : INFINITY;
    for (size_t p = 0; p < future->n_periods; p++) {
        double begin = future->starts[p], end = future->starts[p + 1];
        double days = fmin(end, to) - fmax(begin, from);
        share[p] = days > 0 ? days / (end - begin) : 0;
    }
    return share;
}

static bool add_scenario(struct forecasting *f, const struct job_scenario *job, struct forecast_scenario *to, struct diag *diag) {
    const struct lever *lever = job->lever.text ? find_lever(job, diag) : NULL;
    struct scope scope;
    if (job->lever.text && !lever) return false;
    if (!lever && isnan(job->hazard_ratio.mode) && !job->hazard_ratio.at.line) {
        diag_add(diag, SEVERITY_ERROR, job->at, "scenario \"%s\" says nothing of its effect; give a lever or a hazard_ratio", job->name.text ? job->name.text : "");
        return false;
    }
    if (!filter_scope(f->study, &job->who, &scope, diag)) return false;
    *to = (struct forecast_scenario){.in_scope = scope.rows, .tenure_from = scope.tenure_from, .tenure_to = scope.tenure_to,
                                     .cause = cause_of_scenario(f->study, job, diag), .ratio = plain_range(&job->hazard_ratio),
                                     .per_head = plain_range(&job->cost.per_head), .fixed = plain_range(&job->cost.fixed)};
    if (lever && isnan(job->hazard_ratio.mode)) to->ratio = (struct cost_range){lever->ratio_low, lever->ratio_mode, lever->ratio_high};
    if (lever && lever->tenure_to && lever->tenure_to < to->tenure_to) to->tenure_to = lever->tenure_to;
    to->share = shares_of(f, job, lever ? lever->months : 0);
    return diag_status(diag) == STATUS_OK;
}

/* --- tables -------------------------------------------------------------------------------------------------------- */

static const char *level_name(const struct forecasting *f, size_t g, size_t group) { return g ? f->segments[g - 1].levels.levels[group] : ""; }

static const char *segment_name(const struct forecasting *f, size_t g) { return g ? f->segments[g - 1].name : "all"; }

static const char *family(const struct forecasting *f, size_t g, const char *part) {
    return g ? arena_printf(f->study->arena, "%s|%s", segment_name(f, g), part) : NULL;
}

static void begin_row(struct report_table *table, const struct forecasting *f, size_t g, size_t group, const char *kin) {
    row_begin(table, f->forecast.cells[g][group].headcount, kin);
    row_in_margins(table, g ? &f->segments[g - 1] : NULL, group, kin);
    row_text(table, segment_name(f, g));
    row_text(table, level_name(f, g, group));
}

static void add_cells(const struct forecasting *f, struct report_table *table, size_t g) {
    const char *kin = family(f, g, "");
    for (size_t group = 1; group <= f->input.groupings[g].n_groups; group++) {
        const struct forecast_cell *cell = &f->forecast.cells[g][group];
        double money = f->input.pay ? 1 : NAN;
        begin_row(table, f, g, group, kin);
        const double values[] = {cell->headcount, cell->leavers.mean, cell->leavers.p10, cell->leavers.p50, cell->leavers.p90, cell->parameter_p10, cell->parameter_p90,
                                 cell->headcount > 0 ? cell->leavers.mean / cell->headcount : NAN, cell->cost.mean * money, cell->cost.p10 * money,
                                 cell->cost.p50 * money, cell->cost.p90 * money, 0};
        for (size_t k = 0; k < 13; k++) row_number(table, values[k]);
    }
}

static void add_causes(const struct forecasting *f, struct report_table *table, size_t g) {
    const struct timeline *line = &f->study->timeline;
    for (size_t cause = 0; cause <= line->n_causes; cause++) {
        const char *kin = family(f, g, line->causes[cause]);
        for (size_t group = 1; group <= f->input.groupings[g].n_groups; group++) {
            const struct forecast_cell *cell = &f->forecast.cells[g][group];
            double expected = cause ? cell->by_cause[cause] : cell->leavers.mean;
            if (expected <= 0) continue;
            begin_row(table, f, g, group, kin);
            row_text(table, cause ? line->causes[cause] : "all");
            row_number(table, expected);
            row_number(table, 0);
        }
    }
}

static void add_costs(const struct forecasting *f, struct report_table *table, size_t g) {
    for (size_t c = 0; c < COST_COMPONENTS; c++) {
        const char *kin = family(f, g, COMPONENTS[c]);
        for (size_t group = 1; group <= f->input.groupings[g].n_groups; group++) {
            const struct forecast_cell *cell = &f->forecast.cells[g][group];
            begin_row(table, f, g, group, kin);
            row_text(table, COMPONENTS[c]);
            row_number(table, cell->leavers.mean > 0 ? cell->component[c] / cell->leavers.mean : NAN);
            row_number(table, cell->leavers.mean);
            row_number(table, cell->component[c]);
            row_number(table, 0);
        }
    }
}

static void add_effects(const struct forecasting *f, struct report_table *table) {
    const struct job *job = &f->study->job;
    for (size_t s = 0; s < job->n_scenarios; s++) {
        const struct forecast_effect *e = &f->forecast.effects[s];
        bool published = job->scenarios[s].lever.text && isnan(job->scenarios[s].hazard_ratio.mode);
        double money = f->input.pay ? 1 : NAN;
        bool priced = !isnan(job->scenarios[s].cost.per_head.mode) || !isnan(job->scenarios[s].cost.fixed.mode);
        double net = priced ? money : NAN;
        row_begin(table, e->heads, NULL);
        row_text(table, job->scenarios[s].name.text);
        row_text(table, published ? "evidence" : "own");
        const double values[] = {e->heads, e->avoided.mean, e->avoided.p10, e->avoided.p50, e->avoided.p90, priced ? e->programme : NAN, e->saved.mean * money,
                                 e->saved.p10 * money, e->saved.p50 * money, e->saved.p90 * money, e->net.mean * net, e->net.p10 * net,
                                 e->net.p50 * net, e->net.p90 * net, e->roi * net, e->payback_months * net, e->probability_positive * net};
        for (size_t k = 0; k < 17; k++) row_number(table, values[k]);
        row_text(table, published ? lever_find(job->scenarios[s].lever.text)->evidence : "");
        row_number(table, 0);
    }
}

static void add_tables(const struct forecasting *f) {
    struct report_table *forecast = report_table(f->report, "forecast", "Who is expected to leave over the horizon, and what it costs.", FORECAST);
    struct report_table *causes = report_table(f->report, "forecast_causes", "The expected leavers by cause.", CAUSES);
    struct report_table *costs = f->input.pay ? report_table(f->report, "costs", "Expected cost of the leavers by component.", COSTS) : NULL;
    struct report_table *scenarios = f->input.n_scenarios ? report_table(f->report, "scenarios", "What each scenario would avoid, cost and bring.", SCENARIOS) : NULL;
    for (size_t g = 0; g < f->input.n_groupings; g++) {
        add_cells(f, forecast, g);
        add_causes(f, causes, g);
        if (costs) add_costs(f, costs, g);
    }
    if (scenarios) add_effects(f, scenarios);
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static struct forecast_grouping *groupings_of(const struct forecasting *f) {
    struct forecast_grouping *groupings = ARENA_ARRAY(f->study->arena, struct forecast_grouping, f->n_segments + 1);
    groupings[0].n_groups = 1;
    for (size_t i = 0; i < f->n_segments; i++) {
        groupings[i + 1] = (struct forecast_grouping){column_values(&f->segments[i].levels), f->segments[i].levels.n_levels};
    }
    return groupings;
}

static bool anyone(const struct panel *future) {
    for (size_t i = 0; i < future->n; i++) {
        if (future->include[i]) return true;
    }
    return false;
}

void forecast_check(const struct study *study, struct diag *diag) {
    struct report report = {.arena = study->arena};
    struct costing costing;
    double last_share;
    struct panel future = study_future(study, &last_share);
    struct forecasting f = {.study = study, .report = &report, .input = {.future = &future}};
    (void)costing_resolve(study, &costing, &report, diag);
    for (size_t s = 0; s < study->job.n_scenarios; s++) {
        struct forecast_scenario scenario;
        (void)add_scenario(&f, &study->job.scenarios[s], &scenario, diag);
    }
}

/* Exits of each cause; [0] of all. */
static double *exits_by_cause(const struct study *study) {
    double *exits = ARENA_ARRAY(study->arena, double, 256);
    for (size_t i = 0; i < study->timeline.n; i++) {
        exits[0] += study->timeline.cause[i] != 0;
        exits[study->timeline.cause[i]] += study->timeline.cause[i] != 0;
    }
    return exits;
}

static const double *cause_shares(const struct study *study) {
    double *shares = exits_by_cause(study), all = shares[0];
    for (size_t c = 0; c < 256 && all > 0; c++) shares[c] /= all;
    return shares;
}

/* A horizon's model says nothing of the periods within it. */
static bool can_forecast(const struct fitted *m) { return m->fit.end == LOGISTIC_CONVERGED && m->job->design == DESIGN_PANEL; }

static struct forecast_model forecast_model_of(const struct fitted *m, uint8_t cause) { return (struct forecast_model){&m->design, &m->fit, m->offset, cause}; }

/* Every exit is forecast once: by a model of each cause, the first of its kind, or else by the first model of all exits. */
static size_t choose_models(const struct study *study, const struct fits *fits, struct forecast_model *models) {
    const double *exits = exits_by_cause(study);
    size_t n = 0;
    bool complete = true;
    for (size_t cause = 1; cause <= study->timeline.n_causes; cause++) {
        size_t m = 0;
        while (m < fits->n && (fits->models[m].cause != cause || !can_forecast(&fits->models[m]))) m++;
        if (m < fits->n) models[n++] = forecast_model_of(&fits->models[m], (uint8_t)cause);
        complete = complete && (m < fits->n || exits[cause] == 0);
    }
    for (size_t m = 0; m < fits->n && !complete; m++) {
        if (fits->models[m].cause || !can_forecast(&fits->models[m])) continue;
        models[0] = forecast_model_of(&fits->models[m], 0);
        return 1;
    }
    return n;
}

/* The cause called voluntary, when a model tells it apart; else 0. */
static uint8_t voluntary(const struct study *study, const struct forecast_model *models, size_t n) {
    for (size_t m = 0; m < n; m++) {
        if (models[m].cause && !strcmp(study->timeline.causes[models[m].cause], "voluntary")) return models[m].cause;
    }
    return 0;
}

void tables_forecast(const struct study *study, const struct segment *segments, size_t n, struct fits *fits, struct report *report, struct diag *diag) {
    const struct job *job = &study->job;
    struct forecasting f = {.study = study, .segments = segments, .n_segments = n, .report = report};
    struct forecast_scenario *scenarios = ARENA_ARRAY(study->arena, struct forecast_scenario, job->n_scenarios + 1);
    struct forecast_model *models = ARENA_ARRAY(study->arena, struct forecast_model, fits->n + 1);
    struct costing costing;
    double last_share;
    struct panel future = study_future(study, &last_share);
    f.input = (struct forecast_input){.models = models, .future = &future, .last_share = last_share, .months = job->forecast.months,
                                      .n_causes = study->timeline.n_causes, .n_groupings = n + 1, .n_scenarios = job->n_scenarios,
                                      .groupings = groupings_of(&f), .scenarios = scenarios, .draws = (size_t)job->forecast.draws, .seed = (uint64_t)job->seed};
    bool ok = costing_resolve(study, &costing, report, diag);
    for (size_t s = 0; s < job->n_scenarios; s++) ok = add_scenario(&f, &job->scenarios[s], &scenarios[s], diag) && ok;
    f.input.n_models = choose_models(study, fits, models);
    f.input.cause_share = cause_shares(study);
    if (!ok || !f.input.n_models || !anyone(&future)) return;
    f.input.pay = costing.pay;
    f.input.cost_class = costing.class_of;
    f.input.cost_models = costing.models;
    f.input.n_cost_classes = costing.pay ? costing.n_classes : 0;
    fits->leave = f.input.leave = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    fits->quit = f.input.leave_of_cause = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    f.input.told_cause = voluntary(study, models, f.input.n_models);
    f.forecast = forecast_run(&f.input, study->arena);
    if (!f.input.told_cause) fits->quit = NULL; /* nobody can say who of the leavers goes of their own will */
    report_note(report, "forecast", "The forecast is about the people there on as_of; those hired later are not in it, nor in what a scenario reaches.");
    add_tables(&f);
}
