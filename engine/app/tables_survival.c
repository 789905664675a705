#include "engine/app/risk.h"
#include "engine/app/tables.h"
#include "engine/report/disclosure.h"
#include "models/hazard.h"
#include "models/kaplan_meier.h"
#include "models/logrank.h"

#include <math.h>
#include <string.h>

static const struct report_column SURVIVAL[] = {
    {"curve", CELL_TEXT, "Which curve: the columns it is cut by, and the cause when it is one"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"time_days", CELL_COUNT, "Tenure in days"},
    {"time", CELL_NUMBER, "The same in the unit of the input, where that was not days"},
    {"n_risk", CELL_COUNT, "People still followed just before"},
    {"n_event", CELL_COUNT, "People who left on that day"},
    {"n_censored", CELL_COUNT, "People whose observation ended on that day"},
    {"survival", CELL_NUMBER, "Share still employed (Kaplan-Meier)"},
    {"std_error", CELL_NUMBER, "Its standard error (Greenwood)"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
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
    {"at", CELL_NUMBER, "Tenure in days"},
    {"survival", CELL_NUMBER, "Share still employed then"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column LOGRANK[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"strata", CELL_COUNT, "How many groups are compared"},
    {"chisq", CELL_NUMBER, "Log-rank statistic"},
    {"df", CELL_COUNT, "Degrees of freedom"},
    {"p_value", CELL_NUMBER, "Probability of so large a difference by chance"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column HAZARD[] = {
    {"band", CELL_TEXT, "Tenure"},
    {"from_days", CELL_COUNT, "Tenure days, above"},
    {"to_days", CELL_COUNT, "Tenure days, up to and including"},
    {"person_years", CELL_NUMBER, "Years of employment followed"},
    {"exits", CELL_COUNT, "Exits"},
    {"rate_per_year", CELL_SHARE, "Exits per person-year"},
    {"lower", CELL_SHARE, "Lower 95 % limit (exact Poisson)"},
    {"upper", CELL_SHARE, "Upper 95 % limit"},
    {NULL, CELL_TEXT, NULL}};

struct survival_tables {
    const struct study *study;
    struct report *report;
    struct report_table *survival, *at, *logrank;
};

struct curve {
    const char *name;
    const struct column *levels; /* NULL = everybody */
    uint8_t cause;
    const double *times;
    size_t n_times;
    enum km_scale scale;
};

static double unit_time(const struct study *study, double day) {
    const struct timeline *t = &study->timeline;
    if (!t->unit_time || t->unit_days == 1 || day < 0 || day > t->longest) return NAN;
    return t->unit_time[(int32_t)day];
}

static void add_rows(const struct survival_tables *s, const struct curve *curve, const char *stratum, const struct km_curve *km, bool hidden) {
    for (size_t r = 0; r < (hidden ? 1 : km->n_rows); r++) {
        row_begin(s->survival, (double)km->n, NULL);
        if (hidden) row_hide(s->survival);
        row_text(s->survival, curve->name);
        row_text(s->survival, stratum);
        if (hidden) continue;
        row_number(s->survival, km->time[r]);
        row_number(s->survival, unit_time(s->study, km->time[r]));
        const double values[] = {km->n_risk[r], km->n_event[r], km->n_censored[r], km->survival[r], km->std_error[r], km->lower[r], km->upper[r], 0};
        for (size_t k = 0; k < 8; k++) row_number(s->survival, values[k]);
    }
}

static void add_times(const struct survival_tables *s, const struct curve *curve, const char *stratum, const struct km_curve *km, bool hidden) {
    struct km_quantile median = km_quantile(km, 0.5);
    for (size_t i = 0; i < curve->n_times; i++) {
        row_begin(s->at, (double)km->n, NULL);
        if (hidden) row_hide(s->at);
        row_text(s->at, curve->name);
        row_text(s->at, stratum);
        struct km_value v = km_at(km, curve->times[i]);
        struct km_mean mean = isnan(v.survival) ? (struct km_mean){NAN, NAN} : km_restricted_mean(km, curve->times[i]);
        const double values[] = {(double)km->n, (double)km->n_events, median.time, median.lower, median.upper, mean.mean, mean.std_error,
                                 curve->times[i], v.survival, v.std_error, v.lower, v.upper, 0};
        for (size_t k = 0; k < 13; k++) row_number(s->at, values[k]);
    }
}

static void add_logrank(const struct survival_tables *s, const struct curve *curve, const struct spells *spells) {
    struct arena scratch = {0};
    struct logrank test = logrank_test(spells, &scratch);
    arena_free(&scratch);
    if (test.n_groups < 2) return;
    row_begin(s->logrank, NAN, NULL);
    row_text(s->logrank, curve->name);
    row_number(s->logrank, (double)test.n_groups);
    row_number(s->logrank, test.chisq);
    row_number(s->logrank, test.df);
    row_number(s->logrank, test.p_value);
}

static void add_curve(const struct survival_tables *s, const struct curve *curve) {
    struct arena scratch = {0};
    struct spells spells = risk_spells(s->study, curve->levels, curve->cause, &scratch);
    size_t n_strata = spells.n_strata;
    if (curve->levels) add_logrank(s, curve, &spells);
    struct km_curve *curves = km_fit(&spells, curve->scale, &scratch);
    double *people = risk_people(s->study, curve->levels, n_strata, &scratch);
    bool *hidden = ARENA_ARRAY(&scratch, bool, n_strata + 1);
    disclosure_groups(people + 1, n_strata, s->study->job.privacy.minimum_cell, hidden + 1);
    for (size_t k = 1; k <= n_strata; k++) {
        const char *name = curve->levels ? curve->levels->levels[k] : "all";
        if (!curves[k].n) continue;
        add_rows(s, curve, name, &curves[k], hidden[k]);
        add_times(s, curve, name, &curves[k], hidden[k]);
    }
    arena_free(&scratch);
}

static const double TIMES[] = {90, 180, 365, 1095};

static void add_job_curve(const struct survival_tables *s, const struct job_curve *job, struct diag *diag) {
    struct curve curve = {"all", NULL, study_cause(s->study, &job->cause, diag), job->n_times ? job->times : TIMES,
                          job->n_times ? job->n_times : sizeof TIMES / sizeof *TIMES, (enum km_scale)job->confidence};
    struct segment segment = {0};
    if (job->by.count) {
        segment = study_segment(s->study, &job->by, diag);
        if (!segment.name) return;
        curve.levels = &segment.known;
        curve.name = segment.name;
    }
    if (curve.cause) curve.name = arena_printf(s->study->arena, "%s, %s", curve.name, s->study->timeline.causes[curve.cause]);
    add_curve(s, &curve);
}

static void add_hazard(const struct survival_tables *s) {
    static const double MONTHS[] = {0, 1, 2, 3, 4, 6, 9, 12, 24, 36, 60, 120, 240, 1200};
    static const char *const NAMES[] = {"month 1", "month 2", "month 3", "month 4", "months 5-6", "months 7-9", "months 10-12",
                                        "year 2",  "year 3",  "years 4-5", "years 6-10", "years 11-20", "over 20 years"};
    enum { CUTS = sizeof MONTHS / sizeof *MONTHS };
    struct arena scratch = {0};
    int32_t cuts[CUTS];
    struct hazard_band bands[CUTS];
    for (size_t i = 0; i < CUTS; i++) cuts[i] = (int32_t)lround(MONTHS[i] * 30.4375);
    struct spells spells = risk_spells(s->study, NULL, 0, &scratch);
    hazard_by_tenure(&spells, cuts, CUTS, bands, &scratch);
    struct report_table *table = report_table(s->report, "hazard", "Exits per person-year by tenure.", HAZARD);
    for (size_t b = 0; b + 1 < CUTS; b++) {
        if (bands[b].person_days == 0) continue;
        row_begin(table, bands[b].person_days / 30, NULL);
        row_text(table, NAMES[b]);
        const double values[] = {bands[b].from, bands[b].to, bands[b].person_days / 365.25, bands[b].exits, bands[b].rate, bands[b].lower, bands[b].upper};
        for (size_t k = 0; k < 7; k++) row_number(table, values[k]);
    }
    arena_free(&scratch);
}

void tables_survival(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct diag *diag) {
    const struct job_models *models = &study->job.models;
    struct survival_tables s = {study, report,
                                report_table(report, "survival", "Share still employed by tenure, every day on which it changes or someone stops being followed.", SURVIVAL),
                                report_table(report, "survival_at", "Share still employed, median and mean at stated tenures.", SURVIVAL_AT),
                                report_table(report, "logrank", "Do the groups leave at the same rate? (log-rank test)", LOGRANK)};
    for (size_t i = 0; i < models->n_curves; i++) add_job_curve(&s, &models->curves[i], diag);
    if (!models->curves_given) {
        add_curve(&s, &(struct curve){"all", NULL, 0, TIMES, sizeof TIMES / sizeof *TIMES, KM_LOG_LOG});
        for (size_t i = 0; i < n; i++) add_curve(&s, &(struct curve){segments[i].name, &segments[i].known, 0, TIMES, sizeof TIMES / sizeof *TIMES, KM_LOG_LOG});
    }
    add_hazard(&s);
}
