#include "engine/app/curve_steps.h"
#include "engine/app/curving.h"
#include "engine/app/tables.h"
#include "engine/report/disclosure.h"
#include "models/parametric.h"

#include <math.h>
#include <string.h>

static const struct report_column SURVIVAL[] = {
    {"curve", CELL_TEXT, "Which curve: the columns it is cut by, and the cause when it is one"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"time_days", CELL_COUNT, "Tenure in days"},
    {"time", CELL_NUMBER, "The same in the unit of the input, where that was not days"},
    {"n_risk", CELL_COUNT, "People still followed when the step begins, behind the row before"},
    {"n_event", CELL_COUNT, "People who left since the row before: privacy: minimum_events at the least"},
    {"n_censored", CELL_COUNT, "People whose observation ended since the row before"},
    {"survival", CELL_NUMBER, "Share still employed (Kaplan-Meier)"},
    {"std_error", CELL_NUMBER, "Its standard error (Greenwood)"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {"cumulative_hazard", CELL_NUMBER, "Cumulative hazard (Nelson-Aalen)"},
    {"cumulative_hazard_se", CELL_NUMBER, "Its standard error"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column SURVIVAL_AT[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"n", CELL_COUNT, "People"},
    {"n_event", CELL_COUNT, "Exits"},
    {"median_days", CELL_NUMBER, "Tenure by which half have left; empty = not reached"},
    {"median_lower", CELL_NUMBER, "Its lower 95 % limit (Brookmeyer-Crowley)"},
    {"median_upper", CELL_NUMBER, "Its upper 95 % limit"},
    {"rmst_days", CELL_NUMBER, "Mean days employed up to `at`"},
    {"rmst_std_error", CELL_NUMBER, "Its standard error"},
    {"at", CELL_KEY, "Tenure in days"},
    {"survival", CELL_NUMBER, "Share still employed then"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column QUANTILES[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"share", CELL_SHARE, "The share gone"},
    {"days", CELL_NUMBER, "Tenure by which it has left; empty = not reached"},
    {"lower", CELL_NUMBER, "Its lower 95 % limit (Brookmeyer-Crowley)"},
    {"upper", CELL_NUMBER, "Its upper 95 % limit"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column AT_RISK[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"at", CELL_KEY, "Tenure in days"},
    {"n_risk", CELL_COUNT, "People at risk at the next exit from then on, as R's survfit tells it"},
    {"n_event", CELL_COUNT, "Exits before it"},
    {"n_censored", CELL_COUNT, "People whose observation ended before it"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const double TIMES[] = {90, 180, 365, 1095}, SHARES[] = {0.25, 0.5, 0.75};
enum { N_TIMES = sizeof TIMES / sizeof *TIMES, N_SHARES = sizeof SHARES / sizeof *SHARES };

const char *curve_stratum(const struct curving *c, size_t stratum) { return c->curve->levels ? c->curve->levels->levels[stratum] : "all"; }

double curve_unit_time(const struct study *study, double day) {
    const struct timeline *t = &study->timeline;
    if (!t->unit_time || t->unit_days == 1 || day < 0 || day > t->longest) return NAN;
    return t->unit_time[(int32_t)day];
}

static void begin_row(const struct curving *c, struct report_table *table, size_t stratum) {
    row_begin(table, (double)c->km[stratum].n, NULL);
    if (c->hidden[stratum]) row_hide(table);
    row_text(table, c->curve->name);
    row_text(table, curve_stratum(c, stratum));
}

static void add_rows(const struct curving *c, size_t stratum) {
    const struct km_curve *km = &c->km[stratum];
    struct report_table *table = report_open(c->report, "survival");
    struct curve_steps steps = curve_steps(km->time, km->n_event, km->n_rows, c->curve->times, c->curve->n_times, c->report->meta.minimum_events, c->scratch);
    for (size_t k = 0; k < (c->hidden[stratum] ? 1 : steps.n); k++) {
        begin_row(c, table, stratum);
        if (c->hidden[stratum]) continue;
        size_t r = steps.rows[k];
        row_number(table, km->time[r]);
        row_number(table, curve_unit_time(c->study, km->time[r]));
        const double values[] = {km->n_risk[curve_steps_first(&steps, k)], curve_steps_sum(&steps, k, km->n_event), curve_steps_sum(&steps, k, km->n_censored), km->survival[r], km->std_error[r],
                                 km->lower[r], km->upper[r], km->hazard[r], km->hazard_error[r], 0};
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) row_number(table, values[v]);
    }
}

static void add_times(const struct curving *c, size_t stratum) {
    const struct km_curve *km = &c->km[stratum];
    struct report_table *table = report_open(c->report, "survival_at");
    struct km_quantile median = km_quantile(km, 0.5);
    for (size_t i = 0; i < c->curve->n_times; i++) {
        double at = c->curve->times[i];
        begin_row(c, table, stratum);
        struct km_value v = km_at(km, at);
        struct km_mean mean = isnan(v.survival) ? (struct km_mean){NAN, NAN} : km_restricted_mean(km, at);
        const double values[] = {(double)km->n, km->n_events, median.time, median.lower, median.upper, mean.mean, mean.std_error, at,
                                 v.survival,    v.std_error,  v.lower,     v.upper,      0};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    }
}

static void add_quantiles(const struct curving *c, size_t stratum) {
    struct report_table *table = report_open(c->report, "survival_quantiles");
    for (size_t i = 0; i < c->curve->n_shares; i++) {
        struct km_quantile q = km_quantile(&c->km[stratum], c->curve->shares[i]);
        begin_row(c, table, stratum);
        const double values[] = {c->curve->shares[i], q.time, q.lower, q.upper, 0};
        for (size_t k = 0; k < 5; k++) row_number(table, values[k]);
    }
}

/* The days at which the number at risk is told: at most seven, whole years, months or tens of days apart, as far as a tenth are followed. */
static double risk_step(const struct curving *c, double *end) {
    enum { STEPS = 6 };
    *end = 0;
    for (size_t s = 1; s <= c->n_strata; s++) {
        const struct km_curve *km = &c->km[s];
        double most = 0;
        for (size_t r = 0; r < km->n_rows && !c->hidden[s]; r++) {
            most = fmax(most, km->n_risk[r]);
            if (km->n_risk[r] >= most / 10) *end = fmax(*end, km->time[r]);
        }
    }
    double unit = *end > 1095 ? 365 : *end > 180 ? 30 : 10;
    return fmax(1, ceil(*end / STEPS / unit) * unit);
}

static void add_at_risk(const struct curving *c, size_t stratum, double step, double end) {
    const struct km_curve *km = &c->km[stratum];
    struct report_table *table = report_open(c->report, "at_risk");
    double events = 0, censored = 0;
    size_t r = 0;
    for (double at = 0; at <= end; at += step) {
        for (; r < km->n_rows && km->time[r] < at; r++) {
            events += km->n_event[r];
            censored += km->n_censored[r];
        }
        double risk = r < km->n_rows ? km->n_risk[r] : 0;
        uint32_t told = at > 0 && risk > 0 && risk < c->report->meta.minimum_cell ? LEDGER_NEVER_TOLD : 0;
        begin_row(c, table, stratum);
        row_number(table, at);
        row_number_of(table, risk, told);
        row_number_of(table, events, told);
        row_number_of(table, censored, told);
        row_number(table, 0);
    }
}

static void add_curve(const struct study *study, struct report *report, const struct curve *curve) {
    struct arena scratch = {0};
    struct curving c = {.study = study, .report = report, .curve = curve, .scratch = &scratch};
    if (curve->within || curve->weight) {
        c.risk = risk_of(study, &(struct risk_by){curve->levels, curve->within, curve->weight, curve->cause}, &scratch);
    } else {
        c.risk.spells = risk_spells(study, curve->levels, curve->cause, &scratch);
    }
    c.n_strata = c.risk.spells.n_strata;
    c.km = km_fit(&c.risk.spells, curve->scale, &scratch);
    double *people = risk_people(study, curve->levels, c.n_strata, &scratch);
    bool *hidden = ARENA_ARRAY(&scratch, bool, c.n_strata + 1);
    disclosure_groups(people + 1, c.n_strata, study->job.privacy.minimum_cell, hidden + 1);
    c.hidden = hidden;
    double end, step = risk_step(&c, &end);
    for (size_t s = 1; s <= c.n_strata; s++) {
        if (!c.km[s].n) continue;
        add_rows(&c, s);
        add_at_risk(&c, s, step, end);
        add_times(&c, s);
        add_quantiles(&c, s);
    }
    tables_tests(&c);
    tables_incidence(&c);
    tables_fitted(&c);
    arena_free(&scratch);
}

/* --- the job's curves -------------------------------------------------------------------------------------------------- */

static struct curve usual_curve(const char *name, const struct column *levels) {
    struct curve curve = {.name = name, .levels = levels, .within_name = "", .times = TIMES, .n_times = N_TIMES, .shares = SHARES, .n_shares = N_SHARES};
    curve.exits_least = 10;
    for (size_t d = 0; d < DISTRIBUTIONS; d++) curve.fitted[d] = !levels;
    return curve;
}

static void set_fitted(const struct job_curve *job, struct curve *curve, struct diag *diag) {
    const char *names[DISTRIBUTIONS];
    for (enum distribution d = 0; d < DISTRIBUTIONS; d++) {
        names[d] = parametric_name(d);
        if (job->fitted.items) curve->fitted[d] = false;
    }
    if (job->fitted.count) curve->exits_least = 0;
    for (size_t i = 0; i < job->fitted.count; i++) {
        const struct word *word = &job->fitted.items[i];
        size_t d = 0;
        while (d < DISTRIBUTIONS && strcmp(names[d], word->text) != 0) d++;
        if (d < DISTRIBUTIONS) {
            curve->fitted[d] = true;
        } else {
            diag_add(diag, SEVERITY_ERROR, word->at, "\"fitted\" is \"%s\"; expected weibull, lognormal, loglogistic or gompertz", word->text);
        }
    }
}

static bool all_whole(const struct study *study, const struct column *column) {
    for (size_t i = 0; i < study->timeline.n; i++) {
        double x = study->timeline.used[i] ? column_number(column, i) : 0;
        if (x != floor(x)) return isnan(x);
    }
    return true;
}

/* false on a fault. */
static bool read_curve(const struct study *study, const struct job_curve *job, struct curve *curve, struct diag *diag) {
    size_t errors = diag->errors;
    *curve = usual_curve("all", NULL);
    if (job->by.count) {
        struct segment *segment = ARENA_NEW(study->arena, struct segment);
        *segment = study_segment(study, &job->by, diag);
        if (segment->name) *curve = usual_curve(segment->name, &segment->known);
    }
    curve->cause = study_cause(study, &job->cause, diag);
    if (job->n_times) curve->times = job->times, curve->n_times = job->n_times;
    if (job->n_shares) curve->shares = job->shares, curve->n_shares = job->n_shares;
    curve->scale = (enum km_scale)job->confidence;
    curve->rho = job->rho;
    curve->pairwise = job->pairwise;
    set_fitted(job, curve, diag);
    if (!job->by.count && (job->rho != 0 || job->strata.count || job->pairwise)) {
        diag_add(diag, SEVERITY_ERROR, job->at, "\"rho\", \"strata\" and \"pairwise\" are of a comparison; name the groups to compare in \"by\"");
    }
    if (job->strata.count) {
        struct segment *within = ARENA_NEW(study->arena, struct segment);
        *within = study_segment(study, &job->strata, diag);
        curve->within = &within->known;
        curve->within_name = within->name;
    }
    const struct attribute *weight = job->weights.text ? study_attribute(study, &job->weights, diag) : NULL;
    if (weight && weight->column->kind != COLUMN_NUMBER) diag_add(diag, SEVERITY_ERROR, job->weights.at, "\"%s\" holds categories; expected a column of numbers", job->weights.text);
    if (weight && weight->column->kind == COLUMN_NUMBER && !all_whole(study, weight->column)) {
        diag_add(diag, SEVERITY_ERROR, job->weights.at, "\"%s\" has values that are not whole numbers; a curve's weights say how many people a row stands for", job->weights.text);
    }
    if (weight) curve->weight = weight->column;
    if (curve->cause) curve->name = arena_printf(study->arena, "%s, %s", curve->name, study->timeline.causes[curve->cause]);
    return diag->errors == errors;
}

void curves_check(const struct study *study, struct diag *diag) {
    struct curve curve;
    for (size_t i = 0; i < study->job.models.n_curves; i++) (void)read_curve(study, &study->job.models.curves[i], &curve, diag);
}

void tables_survival(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct diag *diag) {
    const struct job_models *models = &study->job.models;
    report_table(report, "survival", "Share still employed by tenure, in steps of enough exits that none can be read off.", SURVIVAL);
    report_table(report, "at_risk", "How many are still followed, have left, or are no longer followed, at even tenures.", AT_RISK);
    report_table(report, "survival_at", "Share still employed, median and mean at stated tenures.", SURVIVAL_AT);
    report_table(report, "survival_quantiles", "Tenure by which a stated share has left.", QUANTILES);
    tables_tests_begin(report);
    tables_incidence_begin(study, report);
    tables_fitted_begin(report);
    for (size_t i = 0; i < models->n_curves; i++) {
        struct curve curve;
        if (read_curve(study, &models->curves[i], &curve, diag)) add_curve(study, report, &curve);
    }
    for (size_t i = 0; i <= n && !models->curves_given; i++) {
        struct curve curve = i ? usual_curve(segments[i - 1].name, &segments[i - 1].known) : usual_curve("all", NULL);
        add_curve(study, report, &curve);
    }
    tables_hazard(study, report);
}
