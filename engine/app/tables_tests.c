#include "engine/app/curving.h"
#include "engine/report/wording.h"
#include "models/logrank.h"

#include <math.h>

static const struct report_column LOGRANK[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"strata", CELL_COUNT, "How many groups are compared"},
    {"chisq", CELL_NUMBER, "Log-rank statistic, or G-rho"},
    {"df", CELL_COUNT, "Degrees of freedom"},
    {"p_value", CELL_NUMBER, "Probability of so large a difference by chance"},
    {"rho", CELL_NUMBER, "Weights: 0 = log-rank; above it early exits count more"},
    {"within", CELL_TEXT, "The columns within whose categories the groups are compared; empty = none"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column PAIRS[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "One group"},
    {"versus", CELL_TEXT, "The other"},
    {"chisq", CELL_NUMBER, "The same test of these two alone"},
    {"p_value", CELL_NUMBER, "Its p-value"},
    {"p_adjusted", CELL_NUMBER, "The same for as many tests as there are pairs (Holm)"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column DIFFERENCES[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "One group"},
    {"versus", CELL_TEXT, "The other"},
    {"at", CELL_NUMBER, "Tenure in days"},
    {"measure", CELL_TEXT, "survival, or rmst: mean days employed up to `at`"},
    {"difference", CELL_NUMBER, "The first group's less the other's"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {"p_value", CELL_NUMBER, "Two-sided, normal"},
    {NULL, CELL_TEXT, NULL}};

enum { PAIRED_GROUPS_MOST = 45, CELLS_MOST = 20000 };

void tables_tests_begin(struct report *report) {
    report_table(report, "logrank", "Do the groups leave at the same rate?", LOGRANK);
    report_table(report, "logrank_pairs", "Which groups differ? Every two of them compared.", PAIRS);
    report_table(report, "survival_differences", "By how much do every two groups differ?", DIFFERENCES);
}

static void add_test(const struct curving *c, const struct logrank_tally *tally) {
    struct report_table *table = report_open(c->report, "logrank");
    struct logrank test = logrank_of(tally, NULL, c->curve->rho, c->scratch);
    if (test.n_groups < 2) return;
    row_begin(table, NAN, NULL);
    row_text(table, c->curve->name);
    const double values[] = {(double)test.n_groups, test.chisq, test.df, test.p_value, c->curve->rho};
    for (size_t k = 0; k < 5; k++) row_number(table, values[k]);
    row_text(table, c->curve->within_name);
}

static void begin_pair(const struct curving *c, struct report_table *table, size_t a, size_t b) {
    row_begin(table, NAN, NULL);
    row_text(table, c->curve->name);
    row_text(table, curve_stratum(c, a));
    row_text(table, curve_stratum(c, b));
}

static void add_difference(const struct curving *c, size_t a, size_t b, double at, const char *measure, struct km_difference d) {
    struct report_table *table = report_open(c->report, "survival_differences");
    begin_pair(c, table, a, b);
    row_number(table, at);
    row_text(table, measure);
    const double values[] = {d.difference, d.std_error, d.lower, d.upper, d.p_value};
    for (size_t k = 0; k < 5; k++) row_number(table, values[k]);
}

static void add_differences(const struct curving *c, size_t a, size_t b) {
    for (size_t i = 0; i < c->curve->n_times; i++) {
        double at = c->curve->times[i];
        struct km_value x = km_at(&c->km[a], at), y = km_at(&c->km[b], at);
        if (isnan(x.survival) || isnan(y.survival)) continue;
        struct km_mean p = km_restricted_mean(&c->km[a], at), q = km_restricted_mean(&c->km[b], at);
        add_difference(c, a, b, at, "survival", km_difference(x.survival, x.std_error, y.survival, y.std_error));
        add_difference(c, a, b, at, "rmst", km_difference(p.mean, p.std_error, q.mean, q.std_error));
    }
}

/* The groups that are shown: what is said of a pair is said of both. */
static size_t shown_groups(const struct curving *c, size_t *shown) {
    size_t n = 0;
    for (size_t s = 1; s <= c->n_strata; s++) {
        if (c->km[s].n && !c->hidden[s]) shown[n++] = s;
    }
    return n;
}

static void add_pairs(const struct curving *c, const struct logrank_tally *tally) {
    size_t *shown = ARENA_ARRAY(c->scratch, size_t, c->n_strata + 1), n = shown_groups(c, shown), pairs = n * (n - (n > 0)) / 2, at = 0;
    if (n > PAIRED_GROUPS_MOST) {
        report_note(c->report, "curves", say(c->report, "Curve “%s” has %zu groups; pairs are compared for %d at most.", "Curve “%s” heeft %zu groepen; paren worden voor ten hoogste %d groepen vergeleken."), c->curve->name, n, PAIRED_GROUPS_MOST);
        return;
    }
    double *p = ARENA_ARRAY(c->scratch, double, pairs + 1), *chisq = ARENA_ARRAY(c->scratch, double, pairs + 1), *adjusted = ARENA_ARRAY(c->scratch, double, pairs + 1);
    bool *pair = ARENA_ARRAY(c->scratch, bool, c->n_strata + 1);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++, at++) {
            pair[shown[i] - 1] = pair[shown[j] - 1] = true;
            struct logrank test = logrank_of(tally, pair, c->curve->rho, c->scratch);
            pair[shown[i] - 1] = pair[shown[j] - 1] = false;
            p[at] = test.p_value;
            chisq[at] = test.chisq;
        }
    }
    holm_adjust(p, pairs, adjusted);
    at = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++, at++) {
            struct report_table *table = report_open(c->report, "logrank_pairs");
            begin_pair(c, table, shown[i], shown[j]);
            const double values[] = {chisq[at], p[at], adjusted[at]};
            for (size_t k = 0; k < 3; k++) row_number(table, values[k]);
            add_differences(c, shown[i], shown[j]);
        }
    }
}

void tables_tests(const struct curving *c) {
    if (!c->curve->levels) return;
    size_t within = c->curve->within ? c->curve->within->n_levels : 1;
    if (c->n_strata > LOGRANK_GROUPS_MOST || c->n_strata * within > CELLS_MOST) {
        report_note(c->report, "curves", say(c->report, "Curve “%s” has %zu groups in %zu strata; so many are not compared.", "Curve “%s” heeft %zu groepen in %zu strata; zoveel worden er niet vergeleken."), c->curve->name, c->n_strata, within);
        return;
    }
    struct logrank_tally tally = logrank_tally_of(&c->risk.spells, c->risk.within, within, c->scratch);
    add_test(c, &tally);
    if (c->curve->pairwise) add_pairs(c, &tally);
    logrank_tally_free(&tally);
}
