#include "engine/app/cox_model.h"
#include "engine/app/estimates.h"
#include "models/cox_residuals.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column RESIDUALS[] = {
    {"model", CELL_TEXT, "The model"},
    {"group", CELL_COUNT, "Tenth of the lines by risk, 1 = the lowest"},
    {"n", CELL_COUNT, "Lines of the timeline"},
    {"observed", CELL_COUNT, "Exits"},
    {"expected", CELL_NUMBER, "Exits that the model expects of them, in the time they were followed"},
    {"martingale", CELL_NUMBER, "Observed less expected"},
    {"deviance", CELL_NUMBER, "Sum of the squared deviance residuals"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column FRAILTY[] = {
    {"model", CELL_TEXT, "The model"},
    {"group_by", CELL_TEXT, "What the groups are"},
    {"group", CELL_TEXT, "The manager or team"},
    {"people", CELL_COUNT, "People ever in the group"},
    {"exits", CELL_COUNT, "Exits among them"},
    {"effect", CELL_NUMBER, "Logarithm of the hazard ratio against the average group, shrunken towards it"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"ratio", CELL_NUMBER, "Hazard ratio against the average group"},
    {"ratio_lower", CELL_NUMBER, "Lower 95 % limit"},
    {"ratio_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column FRAILTY_FIT[] = {
    {"model", CELL_TEXT, "The model"},
    {"group_by", CELL_TEXT, "What the groups are"},
    {"groups", CELL_COUNT, "How many there are"},
    {"variance", CELL_NUMBER, "Variance of the groups' hazard ratios (gamma frailty, mean 1); 0 = groups do not differ beyond chance"},
    {"ratio_p10", CELL_NUMBER, "One group in ten has this hazard ratio against the average, or less"},
    {"ratio_p90", CELL_NUMBER, "One group in ten has this, or more"},
    {"estimated", CELL_FLAG, "1 = from the data, 0 = given by the job"},
    {"loglik_marginal", CELL_NUMBER, "Log-likelihood with the groups' effects averaged out"},
    {"p_value", CELL_NUMBER, "Likelihood-ratio test of no variance at all (half a chi-squared on 1 df)"},
    {NULL, CELL_TEXT, NULL}};

void tables_cox_groups_begin(struct report *report) {
    report_table(report, "cox_residuals", "Exits seen and expected, by tenth of the predicted risk.", RESIDUALS);
    report_table(report, "cox_frailty", "How managers or teams differ, beyond what the terms explain; only groups of ten people or more.", FRAILTY);
    report_table(report, "cox_frailty_fit", "How much managers or teams differ.", FRAILTY_FIT);
}

/* Is it the first time that the line's person is met in a tenth? met[person] has a bit a tenth. */
static bool is_first(const struct study *study, const struct cox_model *m, size_t k, size_t tenth, uint16_t *met) {
    const struct timeline *t = &study->timeline;
    size_t line = m->lines.line ? m->lines.line[k] : k, person = t->person && t->n_numbered ? t->person[line] : line;
    bool first = !(met[person] >> tenth & 1);
    met[person] = (uint16_t)(met[person] | 1u << tenth);
    return first;
}

/* By tenths of the risk, so that nobody stands alone. */
void tables_cox_residuals(const struct cox_tables *t, const struct cox_model *m) {
    struct report_table *table = report_open(t->report, "cox_residuals");
    enum { TENTHS = 10 };
    const struct cox_fit *fit = &m->fit;
    struct arena scratch = {0};
    size_t n = fit->sets->n, counts[TENTHS] = {0}, observed[TENTHS] = {0};
    double expected[TENTHS] = {0}, deviance[TENTHS] = {0}, people[TENTHS] = {0};
    double *residual = ARENA_ARRAY(&scratch, double, m->lines.n + 1), *risk = ARENA_ARRAY(&scratch, double, n + 1), cuts[TENTHS];
    cox_martingale(&m->problem, fit, residual);
    cox_predict(&fit->in_order, fit->beta, risk);
    double *sorted = ARENA_ARRAY(&scratch, double, n + 1);
    uint16_t *met = ARENA_ARRAY(&scratch, uint16_t, t->study->timeline.n + 1);
    memcpy(sorted, risk, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, values_compare);
    for (size_t d = 0; d + 1 < TENTHS; d++) cuts[d] = sorted[n * (d + 1) / TENTHS];
    for (size_t k = 0; k < n; k++) {
        size_t d = 0, i = fit->sets->order[k];
        bool event = m->problem.spells.event[i];
        while (d + 1 < TENTHS && risk[k] >= cuts[d]) d++;
        double of_deviance = cox_deviance(residual[i], event);
        counts[d]++;
        people[d] += is_first(t->study, m, i, d, met);
        observed[d] += event;
        expected[d] += event - residual[i];
        deviance[d] += of_deviance * of_deviance;
    }
    for (size_t d = 0; d < TENTHS; d++) {
        if (!counts[d]) continue;
        row_begin(table, people[d], m->name); /* the tenths add up to the fit's totals */
        row_text(table, m->name);
        const double values[] = {(double)(d + 1), (double)counts[d], (double)observed[d], expected[d], (double)observed[d] - expected[d], deviance[d], 0};
        for (size_t k = 0; k < 7; k++) row_number(table, values[k]);
    }
    arena_free(&scratch);
}

/* Groups of fewer than ten people are never shown, whatever the job allows of others. */
static void add_effects(const struct cox_tables *t, const struct cox_model *m) {
    struct report_table *table = report_open(t->report, "cox_frailty");
    enum { PEOPLE_LEAST = 10 };
    size_t f = m->design.n_factors - 1;
    const struct design_factor *factor = &m->design.factors[f];
    const double *people = people_in_levels(t->study, factor, m->lines.line, m->lines.n);
    double q = gsl_cdf_ugaussian_Pinv(0.975);
    for (size_t g = 1; g <= m->groups.n; g++) {
        size_t column = m->design.base[f] + g - 1;
        double effect = m->fit.estimate[column], se = m->fit.std_error[column];
        if (m->fit.rows[column] == 0) continue;
        row_begin(table, people[g], m->name); /* the effects average out: a hidden one needs a partner */
        if (people[g] < PEOPLE_LEAST) row_hide(table);
        row_text(table, m->name);
        row_text(table, factor->name);
        row_text(table, factor->labels[g]);
        const double values[] = {people[g], m->fit.events[column], effect, se, exp(effect), exp(effect - q * se), exp(effect + q * se), 0};
        for (size_t k = 0; k < 8; k++) row_number(table, values[k]);
    }
}

static void add_frailty_fit(const struct cox_tables *t, const struct cox_model *m) {
    struct report_table *table = report_open(t->report, "cox_frailty_fit");
    struct cox_problem without = m->problem;
    without.design = &m->terms;
    struct arena scratch = {0};
    struct cox_fit plain = cox_fit(&without, NULL, &scratch);
    double lr = 2 * (m->fit.loglik_marginal - plain.loglik);
    row_begin(table, NAN, NULL);
    row_text(table, m->name);
    row_text(table, m->job->frailty.group.text);
    bool estimated = m->job->frailty.variance == 0;
    double variance = m->fit.frailty_variance, low = variance > 0 ? gsl_cdf_gamma_Pinv(0.1, 1 / variance, variance) : 1;
    double high = variance > 0 ? gsl_cdf_gamma_Pinv(0.9, 1 / variance, variance) : 1;
    const double values[] = {(double)m->groups.n, variance, low, high, estimated, m->fit.loglik_marginal, estimated && m->job->ridge == 0 ? (lr > 0 ? gsl_cdf_chisq_Q(lr, 1) / 2 : 0.5) : NAN};
    for (size_t k = 0; k < 7; k++) row_number(table, values[k]);
    arena_free(&scratch);
}

void tables_cox_frailty(const struct cox_tables *t, const struct cox_model *m) {
    add_effects(t, m);
    add_frailty_fit(t, m);
}
