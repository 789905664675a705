#include "engine/app/curve_steps.h"
#include "engine/app/curving.h"
#include "models/aalen_johansen.h"
#include "models/gray.h"

#include <math.h>

static const struct report_column INCIDENCE[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"cause", CELL_TEXT, "The cause of exit; all = any"},
    {"time_days", CELL_COUNT, "Tenure in days"},
    {"time", CELL_NUMBER, "The same in the unit of the input, where that was not days"},
    {"n_risk", CELL_COUNT, "People still followed when the step begins, behind the row before"},
    {"n_event", CELL_COUNT, "People who left for this cause since the row before: privacy: minimum_events at the least"},
    {"incidence", CELL_NUMBER, "Share that has left for this cause (Aalen-Johansen)"},
    {"std_error", CELL_NUMBER, "Its standard error (infinitesimal jackknife)"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column GRAY[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"cause", CELL_TEXT, "The cause of exit"},
    {"groups", CELL_COUNT, "How many groups are compared"},
    {"chisq", CELL_NUMBER, "Gray's statistic"},
    {"df", CELL_COUNT, "Degrees of freedom"},
    {"p_value", CELL_NUMBER, "Probability of so large a difference by chance"},
    {NULL, CELL_TEXT, NULL}};

void tables_incidence_begin(const struct study *study, struct report *report) {
    if (study->timeline.n_causes < 2) return;
    report_table(report, "incidence", "Share that has left for each cause, by tenure; of more than 2,000 days with exits an even choice.", INCIDENCE);
    report_table(report, "gray", "Do the groups differ in the share that leaves for a cause? (Gray's test; observed from hire only)", GRAY);
}

static const char *cause_name(const struct curving *c, size_t cause) { return cause ? c->study->timeline.causes[cause] : "all"; }

static void add_row(const struct curving *c, size_t stratum, size_t cause, const struct aj_curve *aj, size_t first, size_t row) {
    struct report_table *table = report_open(c->report, "incidence");
    size_t at = cause * aj->n_rows + row;
    row_begin(table, (double)aj->n, NULL);
    if (c->hidden[stratum]) row_hide(table);
    row_text(table, c->curve->name);
    row_text(table, curve_stratum(c, stratum));
    row_text(table, cause_name(c, cause));
    if (c->hidden[stratum]) return;
    double lower, upper, events = 0;
    for (size_t k = first; k <= row; k++) events += aj->n_event[cause * aj->n_rows + k];
    aj_limits(aj, cause, row, c->curve->scale, &lower, &upper);
    const double values[] = {aj->time[row], curve_unit_time(c->study, aj->time[row]), aj->n_risk[first], events, aj->incidence[at], aj->std_error[at], lower, upper, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
}

/* The causes for which anybody leaves; 0, all together, is one. */
static bool *causes_that_occur(const struct curving *c) {
    const struct timeline *t = &c->study->timeline;
    bool *occurs = ARENA_ARRAY(c->scratch, bool, t->n_causes + 1);
    for (size_t i = 0; i < t->n; i++) occurs[t->cause[i]] = true;
    occurs[0] = true;
    return occurs;
}

static void add_stratum(const struct curving *c, size_t stratum, const struct aj_curve *aj, const bool *occurs) {
    for (size_t cause = 0; cause <= aj->n_causes; cause++) {
        if (!occurs[cause]) continue;
        if (c->hidden[stratum]) {
            add_row(c, stratum, cause, aj, 0, 0);
            continue;
        }
        struct curve_steps steps = curve_steps(aj->time, aj->n_event + cause * aj->n_rows, aj->n_rows, c->curve->times, c->curve->n_times, c->report->meta.minimum_events, c->scratch);
        size_t step = steps.n > CURVE_DAYS_MOST ? (steps.n - 1) / CURVE_DAYS_MOST + 1 : 1, next = 0;
        for (size_t k = (steps.n + step - 1) % step; k < steps.n; k += step) {
            add_row(c, stratum, cause, aj, next, steps.rows[k]);
            next = steps.rows[k] + 1;
        }
    }
}

static void add_gray(const struct curving *c, const struct risk *by_cause, const bool *occurs) {
    struct report_table *table = report_open(c->report, "gray");
    for (size_t cause = 1; cause <= c->study->timeline.n_causes; cause++) {
        if (!occurs[cause]) continue;
        struct gray gray = gray_test(&by_cause->spells, by_cause->within, c->curve->within ? c->curve->within->n_levels : 1, (uint8_t)cause);
        if (isnan(gray.chisq)) continue;
        row_begin(table, NAN, NULL);
        row_text(table, c->curve->name);
        row_text(table, cause_name(c, cause));
        const double values[] = {(double)gray.n_groups, gray.chisq, gray.df, gray.p_value};
        for (size_t k = 0; k < 4; k++) row_number(table, values[k]);
    }
}

void tables_incidence(const struct curving *c) {
    size_t n_causes = c->study->timeline.n_causes;
    if (n_causes < 2 || c->curve->cause) return;
    struct risk_by by = {c->curve->levels, c->curve->within, c->curve->weight, RISK_BY_CAUSE};
    bool plain = !by.within && !by.weight;
    struct risk risk = plain ? (struct risk){risk_spells(c->study, by.levels, by.cause, c->scratch), NULL} : risk_of(c->study, &by, c->scratch);
    const bool *occurs = causes_that_occur(c);
    const struct aj_curve *curves = aj_fit(&risk.spells, n_causes, c->scratch);
    for (size_t s = 1; s <= c->n_strata; s++) {
        if (curves[s].n) add_stratum(c, s, &curves[s], occurs);
    }
    if (c->curve->levels) add_gray(c, &risk, occurs);
}
