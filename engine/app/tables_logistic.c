#include "engine/app/estimates.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "models/validation.h"

#include <math.h>
#include <string.h>

static const struct report_column COEFFICIENTS[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term"},
    {"level", CELL_TEXT, "The category, where the term has them"},
    {"rows", CELL_COUNT, "Panel rows in the category"},
    {"events", CELL_COUNT, "Exits among them"},
    {"estimate", CELL_NUMBER, "Log-odds against the reference, or per unit"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"robust_se", CELL_NUMBER, "Cluster-robust standard error, where asked for"},
    {"statistic", CELL_NUMBER, "estimate / std_error"},
    {"p_value", CELL_NUMBER, "Two-sided, normal"},
    {"ratio", CELL_NUMBER, "Odds ratio"},
    {"ratio_lower", CELL_NUMBER, "Lower 95 % limit (Wald)"},
    {"ratio_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"deviation", CELL_NUMBER, "Of a number: its standard deviation, to judge an effect per unit by"},
    {"note", CELL_TEXT, "reference, or why there is no estimate"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column FIT[] = {
    {"model", CELL_TEXT, "The model"},
    {"cause", CELL_TEXT, "The exits it explains"},
    {"n", CELL_COUNT, "Panel rows"},
    {"n_event", CELL_COUNT, "Exits"},
    {"deviance_null", CELL_NUMBER, "Deviance of the mean alone"},
    {"deviance", CELL_NUMBER, "Deviance"},
    {"df_residual", CELL_COUNT, "Residual degrees of freedom"},
    {"loglik", CELL_NUMBER, "Log-likelihood"},
    {"aic", CELL_NUMBER, "Akaike's criterion"},
    {"auc", CELL_NUMBER, "Chance that a leaver scores above a stayer, in the data it was fitted to"},
    {"auc_lower", CELL_NUMBER, "Lower 95 % limit (DeLong)"},
    {"auc_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"brier", CELL_NUMBER, "Mean squared error of the probabilities"},
    {"iterations", CELL_COUNT, "Newton steps"},
    {"end", CELL_TEXT, "converged, or what went wrong"},
    {NULL, CELL_TEXT, NULL}};

struct logistic_tables {
    const struct study *study;
    struct report *report;
    struct report_table *coefficients, *fit;
    struct fits *fits;
    struct diag *diag;
};

/* Every row of the level ended alike. */
static const char *note_of_separation(const struct study *study, const struct logistic_fit *fit, size_t column) {
    bool none = fit->columns[column] == COLUMN_NO_EVENTS;
    if (study->timeless) return arena_printf(study->arena, "%s of these rows: no finite estimate", none ? "none" : "all");
    return arena_printf(study->arena, "%s of these rows left: no finite estimate; the forecast takes half %s", none ? "none" : "all", none ? "an exit" : "a stayer");
}

static const char *note_of(const struct study *study, const struct logistic_fit *fit, size_t column) {
    switch (fit->columns[column]) {
    case COLUMN_REFERENCE: return "reference";
    case COLUMN_ALIASED: return "repeats other terms";
    case COLUMN_EMPTY: return "nobody in this category";
    case COLUMN_NO_EVENTS:
    case COLUMN_ALL_EVENTS: return note_of_separation(study, fit, column);
    default: return fit->end == LOGISTIC_CONVERGED ? "" : fit->end_words;
    }
}

static void add_coefficient(const struct logistic_tables *t, const char *model, const char *term, const char *level, const struct logistic_fit *fit, size_t column,
                            double people, double deviation, bool constant) {
    bool counted = column > fit->column_of[0];
    row_begin(t->coefficients, people, counted ? arena_printf(t->study->arena, "%s/%s", model, term) : NULL); /* levels add up to the fit's totals */
    row_text(t->coefficients, model);
    row_text(t->coefficients, term);
    row_text(t->coefficients, level);
    row_number(t->coefficients, counted ? fit->rows[column] : fit->n);
    row_number(t->coefficients, counted ? fit->events[column] : fit->n_events);
    row_estimate(t->coefficients, fit->columns[column] == COLUMN_REFERENCE, fit->estimate[column], fit->std_error[column], NAN);
    row_number(t->coefficients, deviation);
    row_text(t->coefficients, constant ? "the same for everybody" : note_of(t->study, fit, column));
}

static void add_coefficients(const struct logistic_tables *t, const struct fitted *m) {
    add_coefficient(t, m->name, "(Intercept)", "", &m->fit, m->design.intercept, NAN, NAN, false);
    for (size_t f = 0; f < m->design.n_factors; f++) {
        const struct design_factor *factor = &m->design.factors[f];
        double *people = people_in_levels(t->study, factor, NULL, t->study->timeline.n);
        for (size_t level = 1; level <= factor->n_levels; level++) {
            add_coefficient(t, m->name, factor->name, factor->labels[level], &m->fit, m->design.base[f] + level - 1, people ? people[level] : NAN, NAN, false);
        }
    }
    for (size_t k = 0; k < m->design.n_numbers; k++) {
        const struct design_number *number = &m->design.numbers[k];
        add_coefficient(t, m->name, number->name, number->level ? number->level : "", &m->fit, k, NAN, number->values.data ? number->scale : NAN, number->constant);
    }
}

static const char *cause_name(const struct study *study, uint8_t cause) { return cause ? study->timeline.causes[cause] : "all"; }

static void add_fit(const struct logistic_tables *t, const struct fitted *m, const struct panel *panel) {
    struct validation v = validate(&m->design, panel, &m->fit);
    row_begin(t->fit, NAN, NULL);
    row_text(t->fit, m->name);
    row_text(t->fit, cause_name(t->study, m->cause));
    const double values[] = {m->fit.n, m->fit.n_events, m->fit.deviance_null, m->fit.deviance, m->fit.df_residual, m->fit.loglik,
                             m->fit.aic, v.auc, v.auc_lower, v.auc_upper, v.brier, m->fit.iterations};
    for (size_t k = 0; k < 12; k++) row_number(t->fit, values[k]);
    row_text(t->fit, m->fit.end_words);
}

static void keep_model(struct logistic_tables *t, const char *name, uint8_t cause, const struct design *design, const struct panel *panel) {
    if (t->fits->n == FITTED_MOST) return;
    struct fitted *m = &t->fits->models[t->fits->n++];
    *m = (struct fitted){name, cause, *design, logistic_fit(design, panel, t->study->arena)};
    add_coefficients(t, m);
    add_fit(t, m, panel);
    if (m->fit.end != LOGISTIC_CONVERGED) {
        report_note(t->report, "models", "Model “%s” did not end well (%s): its estimates are not used in the forecast.", name, m->fit.end_words);
    }
}

static void fit_job_model(struct logistic_tables *t, const struct job_logistic *job) {
    uint8_t cause = study_cause(t->study, &job->cause, t->diag);
    struct panel panel = study_panel(t->study, cause);
    struct design design;
    if (terms_design(t->study, job, &panel, &design, t->diag)) keep_model(t, job->name.text, cause, &design, &panel);
}

/* Is there a model already that speaks of this cause, and can be believed? */
static bool is_covered(const struct fits *fits, uint8_t cause) {
    for (size_t i = 0; i < fits->n; i++) {
        if (fits->models[i].fit.end != LOGISTIC_CONVERGED) continue;
        if (!fits->models[i].cause || fits->models[i].cause == cause) return true;
    }
    return false;
}

/* Causes without a model of the job's get one: on all attributes by default, on tenure and segment where exits are few. */
static void fit_other_causes(struct logistic_tables *t, const struct segment *segments, size_t n) {
    enum { EXITS_FOR_ALL_TERMS = 200 };
    const struct timeline *line = &t->study->timeline;
    for (uint8_t cause = 1; cause <= line->n_causes; cause++) {
        size_t exits = study_exits(t->study, cause);
        if (!exits || is_covered(t->fits, cause)) continue;
        struct panel panel = study_panel(t->study, cause);
        struct design design;
        bool full = !t->study->job.models.logistic_given && (exits >= EXITS_FOR_ALL_TERMS || line->n_causes == 1);
        if (full && terms_design(t->study, &(struct job_logistic){.missing = MISSING_INDICATOR}, &panel, &design, t->diag)) {
            keep_model(t, line->causes[cause], cause, &design, &panel);
        }
        if (is_covered(t->fits, cause)) continue;
        terms_baseline(t->study, n && exits >= 50 ? &segments[0] : NULL, &panel, &design);
        keep_model(t, arena_printf(t->study->arena, "%s (baseline)", line->causes[cause]), cause, &design, &panel);
    }
}

static void note_panel(const struct logistic_tables *t) {
    struct panel panel = study_panel(t->study, 0);
    size_t periods, events;
    char first[40], last[40];
    panel_skipped(&panel, &periods, &events);
    if (panel.kind == PANEL_CALENDAR && panel.n_periods) {
        report_note(t->report, "panel", "The panel has one row for each person and period from %s to %s; %zu person-periods (with %zu exits) that were not observed whole are left out.",
                    days_format(panel.starts[0], first), days_format(panel.starts[panel.n_periods] - 1, last), periods, events);
    } else {
        report_note(t->report, "panel", "The panel has one row for each person and period of tenure; %zu person-periods (with %zu exits) that were not observed whole are left out.", periods, events);
    }
}

void tables_logistic(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct fits *fits, struct diag *diag) {
    const struct job_models *models = &study->job.models;
    if (models->logistic_given && !models->n_logistic) return;
    struct logistic_tables t = {study, report, report_table(report, "logistic_coefficients", study->timeless ? "What raises or lowers the odds of the outcome." : "What raises or lowers the odds of leaving.", COEFFICIENTS),
                                report_table(report, "logistic_fit", "How well each model fits.", FIT), fits, diag};
    for (size_t i = 0; i < models->n_logistic; i++) fit_job_model(&t, &models->logistic[i]);
    if (diag_status(diag) != STATUS_OK) return;
    fit_other_causes(&t, segments, n);
    if (!study->timeless) note_panel(&t);
}
