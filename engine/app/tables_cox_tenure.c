#include "engine/app/cox_model.h"
#include "engine/app/estimates.h"
#include "engine/app/profiles.h"
#include "engine/app/risk.h"
#include "engine/report/wording.h"
#include "models/cox_curves.h"
#include "models/proportionality.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const struct report_column PROPORTIONALITY[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term; GLOBAL = all together"},
    {"chisq", CELL_NUMBER, "Score test for an effect that changes with tenure (Grambsch-Therneau, Kaplan-Meier clock)"},
    {"df", CELL_COUNT, "Degrees of freedom"},
    {"p_value", CELL_NUMBER, "A small one says: this effect is not the same at every tenure"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column BY_TENURE[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term"},
    {"level", CELL_TEXT, "The category or part, where the term has them"},
    {"from_days", CELL_COUNT, "Tenure, from"},
    {"to_days", CELL_COUNT, "Tenure, to"},
    {"events", CELL_COUNT, "Exits in that stretch"},
    {"effect", CELL_NUMBER, "The effect there: estimate plus mean scaled Schoenfeld residual"},
    {"smooth", CELL_NUMBER, "The same, smoothed"},
    {"lower", CELL_NUMBER, "Lower 95 % limit of the smooth"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column CURVES[] = {
    {"model", CELL_TEXT, "The model"},
    {"profile", CELL_TEXT, "Whom the curve is for"},
    {"stratum", CELL_TEXT, "The stratum; all = the model has none"},
    {"time_days", CELL_COUNT, "Tenure in days"},
    {"cumulative_hazard", CELL_NUMBER, "Cumulative hazard"},
    {"survival", CELL_NUMBER, "Share still employed, if this were the only cause"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {NULL, CELL_TEXT, NULL}};

enum { CURVE_ROWS_MOST = 2000, CURVE_ROWS_LEAST = 50, ALL_ROWS_MOST = 60000 };

void tables_cox_tenure_begin(struct report *report) {
    report_table(report, "cox_proportionality", "Does each effect hold at every tenure?", PROPORTIONALITY);
    report_table(report, "cox_by_tenure", "Each effect by tenure: level where hazards are proportional.", BY_TENURE);
    report_table(report, "cox_curves", "Predicted share still employed, for stated people; of more than 2,000 days with exits (fewer where there are many strata) an even choice.", CURVES);
}

static void add_test(const struct cox_tables *t, const char *model, const char *term, struct proportionality_test test) {
    struct report_table *table = report_open(t->report, "cox_proportionality");
    row_begin(table, NAN, NULL);
    row_text(table, model);
    row_text(table, term);
    row_number(table, test.df > 0 ? test.chisq : NAN);
    row_number(table, test.df);
    row_number(table, test.p_value);
}

static void add_effect(const struct cox_tables *t, const struct cox_model *m, const struct tenure_effects *effects, size_t i, const char *term, const char *level,
                       struct arena *scratch) {
    struct report_table *table = report_open(t->report, "cox_by_tenure");
    double *smooth = ARENA_ARRAY(scratch, double, effects->n + 1), *error = ARENA_ARRAY(scratch, double, effects->n + 1), q = gsl_cdf_ugaussian_Pinv(0.975);
    tenure_effects_smooth(effects, &m->fit, i, smooth, error);
    for (size_t r = 0; r < effects->n; r++) {
        row_begin(table, NAN, NULL);
        row_text(table, m->name);
        row_text(table, term);
        row_text(table, level);
        const double values[] = {effects->from[r], effects->to[r], effects->events[r], effects->effect[r * effects->p + i], smooth[r], smooth[r] - q * error[r], smooth[r] + q * error[r]};
        for (size_t k = 0; k < 7; k++) row_number(table, values[k]);
    }
}

/* Of columns with an estimate, and of categories with enough people to be shown. */
static void add_by_tenure(const struct cox_tables *t, const struct cox_model *m, const struct proportionality *of) {
    enum { RUNS_MOST = 40, EXITS_LEAST = 20 };
    struct arena scratch = {0};
    double **people = ARENA_ARRAY(&scratch, double *, m->design.n_factors + 1);
    struct tenure_effects effects = tenure_effects_of(of, &m->fit, &m->means, EXITS_LEAST, RUNS_MOST, &scratch);
    for (size_t i = 0; i < m->fit.p; i++) {
        size_t column = m->fit.column_of[i], f = 0;
        if (m->fit.columns[column] != COLUMN_ESTIMATED) continue;
        if (column < m->design.n_numbers) {
            add_effect(t, m, &effects, i, m->design.numbers[column].name, m->design.numbers[column].level, &scratch);
            continue;
        }
        while (f + 1 < m->design.n_factors && m->design.base[f + 1] <= column) f++;
        size_t level = column - m->design.base[f] + 1;
        if (!people[f]) people[f] = people_in_levels(t->study, &m->design.factors[f], m->lines.line, m->lines.n);
        if (people[f][level] >= t->study->job.privacy.minimum_cell) add_effect(t, m, &effects, i, m->design.factors[f].name, m->design.factors[f].labels[level], &scratch);
    }
    arena_free(&scratch);
}

void tables_cox_proportionality(const struct cox_tables *t, const struct cox_model *m) {
    struct proportionality of = proportionality_of(&m->problem, &m->fit, t->study->arena);
    bool *columns = ARENA_ARRAY(t->study->arena, bool, m->design.n_columns);
    for (size_t term = 0; term <= design_last_term(&m->terms); term++) {
        const char *name = design_term(&m->terms, term, columns);
        if (name) add_test(t, m->name, name, proportionality_test(&of, &m->fit, columns));
    }
    add_test(t, m->name, "GLOBAL", proportionality_test(&of, &m->fit, NULL));
    add_by_tenure(t, m, &of);
}

/* --- curves -------------------------------------------------------------------------------------------------------- */

static void add_curve(const struct cox_tables *t, const struct cox_model *m, const char *profile, size_t stratum, const struct cox_curve *curve) {
    struct report_table *table = report_open(t->report, "cox_curves");
    for (size_t r = 0; r < curve->n; r++) {
        row_begin(table, NAN, NULL);
        row_text(table, m->name);
        row_text(table, profile);
        row_text(table, m->strata.name ? m->strata.levels.levels[stratum] : "all");
        const double values[] = {curve->time[r], curve->hazard[r], curve->survival[r], curve->std_error[r], curve->lower[r], curve->upper[r]};
        for (size_t k = 0; k < 6; k++) row_number(table, values[k]);
    }
}

/* Columns that a curve may not draw on: without an estimate, or of a category with too few people, whose hidden estimate a curve
 * would give away. */
static bool *barred_columns(const struct cox_tables *t, const struct cox_model *m, struct arena *scratch) {
    bool *barred = ARENA_ARRAY(scratch, bool, m->design.n_columns);
    for (size_t c = 0; c < m->terms.n_columns; c++) {
        enum column_end end = m->fit.columns[c];
        barred[c] = end == COLUMN_INFINITE || (c > m->design.intercept && (end == COLUMN_NO_EVENTS || end == COLUMN_EMPTY));
    }
    for (size_t f = 0; f < m->terms.n_factors; f++) {
        const double *people = people_in_levels(t->study, &m->design.factors[f], m->lines.line, m->lines.n);
        for (size_t level = 1; level <= m->design.factors[f].n_levels; level++) {
            size_t c = m->design.base[f] + level - 1;
            barred[c] = barred[c] || people[level] < t->study->job.privacy.minimum_cell;
        }
    }
    return barred;
}

static bool keeps_to(const struct cox_model *m, const struct cox_profile *profile, const bool *barred) {
    for (size_t b = 0; b < profile->n_bands; b++) {
        for (size_t c = 0; c < m->terms.n_columns; c++) {
            if (barred[c] && profile->x[b * m->design.stride + c] != 0) return false;
        }
    }
    return true;
}

void tables_cox_curves(const struct cox_tables *t, const struct cox_model *m) {
    struct profiles profiles = profiles_of(t->study, m->job, &m->panel, &m->terms, m->design.stride, t->diag);
    struct arena scratch = {0};
    const double *people = m->strata.name ? risk_people(t->study, &m->strata.levels, m->problem.spells.n_strata, &scratch) : NULL;
    const bool *barred = barred_columns(t, m, &scratch);
    for (size_t i = 0; i < profiles.n; i++) {
        if (keeps_to(m, &profiles.items[i], barred)) continue;
        report_note(t->report, "models", say(t->report, "Cox model “%s”: no curve for “%s”, which has a category without an estimate or with too few people.", "Cox-model “%s”: geen curve voor “%s”, want dat heeft een categorie zonder schatting of met te weinig mensen."), m->name, profiles.names[i]);
    }
    size_t curves = profiles.n * m->problem.spells.n_strata + 1, most = ALL_ROWS_MOST / curves;
    most = most > CURVE_ROWS_MOST ? CURVE_ROWS_MOST : most < CURVE_ROWS_LEAST ? CURVE_ROWS_LEAST : most;
    for (size_t s = 1; s <= m->problem.spells.n_strata; s++) {
        if (people && people[s] < t->study->job.privacy.minimum_cell) continue; /* only strata of enough people have curves */
        for (size_t i = 0; i < profiles.n; i++) {
            if (!keeps_to(m, &profiles.items[i], barred)) continue;
            struct cox_curve curve = cox_curve_of(&m->fit, m->robust, &m->means, &profiles.items[i], s, KM_LOG_LOG, most, (size_t)t->report->meta.minimum_events, &scratch); /* a day with an exit, and a row, hold one at least */
            add_curve(t, m, profiles.names[i], s, &curve);
        }
    }
    arena_free(&scratch);
}
