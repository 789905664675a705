#include "engine/app/curving.h"
#include "models/parametric.h"

#include <math.h>

static const struct report_column PARAMETRIC[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"distribution", CELL_TEXT, "weibull S = exp(-(t/scale)^shape), lognormal S = 1 - Phi(log(t/scale)/shape), loglogistic S = 1/(1 + (t/scale)^shape), gompertz h = exp(shape t)/scale"},
    {"n_event", CELL_COUNT, "Exits"},
    {"loglik", CELL_NUMBER, "Log-likelihood, t in days"},
    {"aic", CELL_NUMBER, "Akaike's criterion: the lowest fits best"},
    {"best", CELL_FLAG, "1 = the lowest of the stratum"},
    {"shape", CELL_NUMBER, "Shape"},
    {"shape_se", CELL_NUMBER, "Its standard error"},
    {"scale", CELL_NUMBER, "Scale in days"},
    {"scale_se", CELL_NUMBER, "Its standard error"},
    {"median_days", CELL_NUMBER, "Tenure by which half have left, if it goes on so; empty = never"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column CURVES[] = {
    {"curve", CELL_TEXT, "Which curve"},
    {"stratum", CELL_TEXT, "The group; all = everybody"},
    {"distribution", CELL_TEXT, "The distribution"},
    {"time_days", CELL_NUMBER, "Tenure in days, up to half as long again as anybody was followed"},
    {"survival", CELL_NUMBER, "Share still employed"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

void tables_fitted_begin(struct report *report) {
    report_table(report, "parametric", "Distributions fitted to tenure, for looking past the data.", PARAMETRIC);
    report_table(report, "parametric_curves", "The curves of those distributions.", CURVES);
}

static struct report_table *begin_row(const struct curving *c, const char *name, size_t stratum, enum distribution distribution) {
    struct report_table *table = report_open(c->report, name);
    row_begin(table, (double)c->km[stratum].n, NULL);
    if (c->hidden[stratum]) row_hide(table);
    row_text(table, c->curve->name);
    row_text(table, curve_stratum(c, stratum));
    row_text(table, parametric_name(distribution));
    return table;
}

static void add_fit(const struct curving *c, size_t stratum, const struct parametric_fit *fit, bool best) {
    enum { POINTS = 100 };
    struct report_table *table = begin_row(c, "parametric", stratum, fit->distribution);
    double median = fit->converged ? parametric_quantile(fit, 0.5) : NAN;
    const double values[] = {fit->n_events, fit->loglik, fit->aic, best, fit->shape, fit->shape_se, fit->scale, fit->scale_se, isfinite(median) ? median : NAN, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    const struct km_curve *km = &c->km[stratum];
    double end = km->n_rows ? 1.5 * km->time[km->n_rows - 1] : 0;
    for (size_t i = 0; i <= POINTS && fit->converged && !c->hidden[stratum]; i++) {
        double day = end * (double)i / POINTS;
        table = begin_row(c, "parametric_curves", stratum, fit->distribution);
        row_number(table, day);
        row_number(table, parametric_survival(fit, day));
        row_number(table, 0);
    }
}

void tables_fitted(const struct curving *c) {
    struct strata strata = strata_of(&c->risk.spells, c->scratch);
    for (size_t s = 1; s <= c->n_strata; s++) {
        struct parametric_fit fits[DISTRIBUTIONS];
        if (c->km[s].n_events < c->curve->exits_least) continue;
        size_t first = strata.first[s], n = strata.first[s + 1] - first, best = DISTRIBUTIONS;
        for (enum distribution d = 0; d < DISTRIBUTIONS && n; d++) {
            if (!c->curve->fitted[d]) continue;
            fits[d] = parametric_fit(&c->risk.spells, strata.order + first, n, d);
            if (fits[d].converged && (best == DISTRIBUTIONS || fits[d].aic < fits[best].aic)) best = d;
        }
        for (enum distribution d = 0; d < DISTRIBUTIONS && n; d++) {
            if (c->curve->fitted[d]) add_fit(c, s, &fits[d], d == best);
        }
    }
}
