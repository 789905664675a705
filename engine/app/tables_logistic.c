#include "engine/app/estimates.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "engine/base/text.h"
#include "engine/report/wording.h"
#include "models/validation.h"

#include <gsl/gsl_cdf.h>
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
    {"robust_se", CELL_NUMBER, "Cluster-robust standard error, where asked for; statistic and limits are then by it"},
    {"statistic", CELL_NUMBER, "estimate / std_error"},
    {"p_value", CELL_NUMBER, "Two-sided, normal"},
    {"ratio", CELL_NUMBER, "Odds ratio"},
    {"ratio_lower", CELL_NUMBER, "Lower 95 % limit (Wald)"},
    {"ratio_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"profile_lower", CELL_NUMBER, "Lower 95 % limit of the estimate by the profile likelihood, where asked for"},
    {"profile_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"deviation", CELL_NUMBER, "Of a number: its standard deviation, to judge an effect per unit by"},
    {"note", CELL_FINDING, "reference, or why there is no estimate"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column FIT[] = {
    {"model", CELL_TEXT, "The model"},
    {"cause", CELL_TEXT, "The exits it explains"},
    {"n", CELL_COUNT, "Rows: people and periods of a panel, people of a horizon, rows of a file"},
    {"n_event", CELL_COUNT, "Exits"},
    {"deviance_null", CELL_NUMBER, "Deviance of the mean alone"},
    {"deviance", CELL_NUMBER, "Deviance"},
    {"df_residual", CELL_COUNT, "Residual degrees of freedom"},
    {"loglik", CELL_NUMBER, "Log-likelihood, without penalties"},
    {"aic", CELL_NUMBER, "Akaike's criterion; under a penalty too every column counts whole"},
    {"df", CELL_NUMBER, "Columns estimated but the intercept; with a ridge their effective number"},
    {"lr", CELL_NUMBER, "Likelihood-ratio test of all terms"},
    {"lr_p", CELL_NUMBER, "Its p-value"},
    {"wald", CELL_NUMBER, "Wald test of all terms; cluster-robust where asked for"},
    {"wald_p", CELL_NUMBER, "Its p-value"},
    {"score", CELL_NUMBER, "Score (Rao) test of all terms"},
    {"score_p", CELL_NUMBER, "Its p-value"},
    {"mcfadden", CELL_NUMBER, "Pseudo R-squared: 1 - deviance / deviance_null"},
    {"cox_snell", CELL_NUMBER, "Pseudo R-squared of Cox and Snell"},
    {"nagelkerke", CELL_NUMBER, "The same over the most it can be"},
    {"tjur", CELL_NUMBER, "Mean risk of those with the event less that of the others"},
    {"auc", CELL_NUMBER, "Chance that a leaver scores above a stayer, in the data it was fitted to; out of sample: see validation"},
    {"auc_lower", CELL_NUMBER, "Lower 95 % limit (DeLong)"},
    {"auc_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"brier", CELL_NUMBER, "Mean squared error of the probabilities"},
    {"brier_reliability", CELL_NUMBER, "Its part by being off in tenths of the risk (Murphy)"},
    {"brier_resolution", CELL_NUMBER, "What telling the tenths apart takes off it"},
    {"brier_uncertainty", CELL_NUMBER, "Its part that no model can take away"},
    {"calibration_intercept", CELL_NUMBER, "Log-odds by which all risks are off; 0 is right"},
    {"calibration_slope", CELL_NUMBER, "1 is right; under 1 risks are too far apart"},
    {"hosmer_lemeshow", CELL_NUMBER, "Observed against expected by tenth of the risk"},
    {"hosmer_lemeshow_df", CELL_COUNT, "Its degrees of freedom"},
    {"hosmer_lemeshow_p", CELL_NUMBER, "Its p-value"},
    {"top_decile_precision", CELL_SHARE, "Share of events in the tenth at highest risk"},
    {"top_decile_lift", CELL_NUMBER, "The same over the share among all"},
    {"ridge", CELL_NUMBER, "The strength of the penalty"},
    {"iterations", CELL_COUNT, "Newton steps"},
    {"end", CELL_TEXT, "converged, or what went wrong"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column TERMS[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term"},
    {"df", CELL_COUNT, "Its columns"},
    {"wald", CELL_NUMBER, "Joint Wald test of the term; cluster-robust where asked for"},
    {"wald_p", CELL_NUMBER, "Its p-value"},
    {"lr", CELL_NUMBER, "Likelihood-ratio test against the model without it"},
    {"lr_p", CELL_NUMBER, "Its p-value"},
    {"score", CELL_NUMBER, "Score test of adding it to the model without it"},
    {"score_p", CELL_NUMBER, "Its p-value"},
    {NULL, CELL_TEXT, NULL}};

struct logistic_tables {
    const struct study *study;
    struct report *report;
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
    default: break;
    }
    if (fit->end != LOGISTIC_CONVERGED) return fit->end_words;
    return fit->separating && fit->separating[column] ? "tells without error who leaves (separation): finite by Firth's penalty" : "";
}

/* A category or number of a model as it stands in its tables. */
struct coefficient {
    const char *term, *level;
    size_t column;
    double people, deviation;
    bool constant;
};

static void add_coefficient(const struct logistic_tables *t, const struct fitted *m, const struct coefficient *c) {
    struct report_table *table = report_open(t->report, "logistic_coefficients");
    const struct logistic_fit *fit = &m->fit;
    bool counted = c->column > m->design.intercept;
    double limits[2] = {NAN, NAN};
    row_begin(table, c->people, counted ? arena_printf(t->study->arena, "%s/%s", m->name, c->term) : NULL); /* levels add up to the fit's totals */
    row_text(table, m->name);
    row_text(table, c->term);
    row_text(table, c->level);
    row_number(table, counted ? fit->rows[c->column] : fit->n);
    row_number(table, counted ? fit->events[c->column] : fit->n_events);
    row_estimate(table, fit->columns[c->column] == COLUMN_REFERENCE, fit->estimate[c->column], fit->std_error[c->column],
                 m->robust ? logistic_error(&m->design, fit, c->column, m->robust) : NAN);
    if (m->job->intervals == INTERVALS_PROFILE) logistic_profile(&m->design, &m->panel, fit, c->column, limits);
    row_number(table, limits[0]);
    row_number(table, limits[1]);
    row_number(table, c->deviation);
    row_text(table, c->constant ? "the same for everybody" : note_of(t->study, fit, c->column));
    row_number(table, 0);
}

/* All columns of a model in the tables' order; every one goes to `take`. */
static void each_coefficient(const struct logistic_tables *t, const struct fitted *m, void (*take)(const struct logistic_tables *, const struct fitted *, const struct coefficient *)) {
    for (size_t f = 0; f < m->design.n_factors; f++) {
        const struct design_factor *factor = &m->design.factors[f];
        double *people = people_in_levels(t->study, factor, NULL, t->study->timeline.n);
        for (size_t level = 1; level <= factor->n_levels; level++) {
            take(t, m, &(struct coefficient){factor->name, factor->labels[level], m->design.base[f] + level - 1, people ? people[level] : NAN, NAN, false});
        }
    }
    for (size_t k = 0; k < m->design.n_numbers; k++) {
        const struct design_number *number = &m->design.numbers[k];
        take(t, m, &(struct coefficient){number->name, number->level ? number->level : "", k, NAN, number->values.data ? number->scale : NAN, number->constant});
    }
}

static const char *cause_name(const struct study *study, uint8_t cause) { return cause ? study->timeline.causes[cause] : "all"; }

static double tail(double chisq, double df) { return df > 0 && chisq >= 0 ? gsl_cdf_chisq_Q(chisq, df) : NAN; }

static void score_in_sample(struct fitted *m) {
    struct arena scratch = {0};
    struct scores scores = scores_of(&m->design, &m->panel, &m->fit, true, &scratch);
    m->in_sample = validation_of(&scores);
    m->n_groups = validation_groups(&scores, m->groups);
    arena_free(&scratch);
}

static void add_fit(const struct logistic_tables *t, const struct fitted *m) {
    struct report_table *table = report_open(t->report, "logistic_fit");
    const struct logistic_fit *fit = &m->fit;
    const struct validation v = m->in_sample;
    bool fitted = fit->end != LOGISTIC_NO_EVENTS;
    struct logistic_test all = {NAN, NAN, NAN, NAN};
    if (fitted) all = logistic_test(&m->design, &m->panel, fit, NULL, m->robust, true);
    double snell = 1 - exp((fit->deviance - fit->deviance_null) / fit->n);
    const double values[] = {fit->n, fit->n_events, fit->deviance_null, fit->deviance, fit->df_residual, fit->loglik, fit->aic, fit->df,
                             all.lr, tail(all.lr, all.df), all.wald, tail(all.wald, all.df), all.score, tail(all.score, all.df),
                             1 - fit->deviance / fit->deviance_null, snell, snell / (1 - exp(-fit->deviance_null / fit->n)), v.tjur,
                             v.auc, v.auc_lower, v.auc_upper, v.brier, v.reliability, v.resolution, v.uncertainty, v.calibration_intercept, v.calibration_slope,
                             v.hosmer_lemeshow, v.hosmer_lemeshow_df, v.hosmer_lemeshow_p, v.top_precision, v.top_lift, fit->ridge, fit->iterations};
    row_begin(table, NAN, NULL);
    row_text(table, m->name);
    row_text(table, cause_name(t->study, m->cause));
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, fitted || k < 2 ? values[k] : NAN);
    row_text(table, fit->end_words);
}

static void add_terms(const struct logistic_tables *t, const struct fitted *m) {
    struct report_table *table = report_open(t->report, "logistic_terms");
    if (m->fit.firth || m->fit.ridge > 0) return; /* a penalty leaves tests of no effect without meaning */
    bool *columns = ARENA_ARRAY(t->study->arena, bool, m->design.n_columns);
    for (size_t term = 0; term <= design_last_term(&m->design); term++) {
        const char *name = design_term(&m->design, term, columns);
        if (!name) continue;
        struct logistic_test test = logistic_test(&m->design, &m->panel, &m->fit, columns, m->robust, m->job->term_tests);
        row_begin(table, NAN, NULL);
        row_text(table, m->name);
        row_text(table, name);
        const double values[] = {test.df, test.wald, tail(test.wald, test.df), test.lr, tail(test.lr, test.df), test.score, tail(test.score, test.df)};
        for (size_t k = 0; k < 7; k++) row_number(table, test.df > 0 || k == 0 ? values[k] : NAN);
    }
}

/* --- the models ----------------------------------------------------------------------------------------------------- */

/* Which columns tell exits apart without error, how many, and what was done about it. */
static void note_separation(const struct logistic_tables *t, const struct fitted *m) {
    const struct logistic_fit *fit = &m->fit;
    struct text names = {0};
    for (size_t i = 0; i < fit->p && fit->separating; i++) {
        size_t c = fit->column_of[i];
        if (!fit->separating[c]) continue;
        text_add(&names, names.length ? ", " : "");
        if (c < m->design.n_numbers) text_add(&names, m->design.numbers[c].name);
        for (size_t f = 0; f < m->design.n_factors; f++) {
            if (c >= m->design.base[f] && c < m->design.base[f] + m->design.factors[f].n_levels) {
                text_addf(&names, "%s %s", m->design.factors[f].name, m->design.factors[f].labels[c - m->design.base[f] + 1]);
            }
        }
    }
    if (fit->separating) {
        const char *tell = strchr(text_string(&names), ',') ? say(t->report, "together tell", "samen houden") : say(t->report, "tells", "houdt");
        report_note(t->report, "models", say(t->report, "Model “%s”: %s %s %s rows apart without error, %s of the %.0f with the event among them (separation): by likelihood alone the estimates would be infinite. It is fitted with Firth's penalty, which keeps them finite.",
                                             "Model “%s”: %s %s %s rijen foutloos uiteen, waaronder %s van de %.0f met de gebeurtenis (separatie): alleen op aannemelijkheid werden de schattingen oneindig. Het is geschat met de straf van Firth, die ze eindig houdt."),
                    m->name, text_string(&names), tell, study_few(t->study, fit->separated_rows), study_few(t->study, fit->separated_events), fit->n_events);
    }
    text_free(&names);
}

/* Jobs that lie each within one department: what is left of the departments compares one job of each. */
static void note_nested(const struct logistic_tables *t, const struct fitted *m) {
    for (size_t f = 0; f < m->design.n_factors; f++) {
        const struct design_factor *factor = &m->design.factors[f];
        size_t aliased = 0, estimated = 0;
        for (size_t c = m->design.base[f]; c < m->design.base[f] + factor->n_levels; c++) {
            aliased += m->fit.columns[c] == COLUMN_ALIASED;
            estimated += m->fit.columns[c] == COLUMN_ESTIMATED;
        }
        if (!aliased || !estimated) continue;
        report_note(t->report, "models", say(t->report, "Model “%s”: %zu categories of “%s” repeat other terms, as when each job lies within one department. The other term then compares one such category with another: leave one of the two out to read it plainly.",
                                             "Model “%s”: %zu categorieën van “%s” herhalen andere termen, zoals wanneer elke functie binnen één afdeling valt. De andere term vergelijkt dan één zo'n categorie met een andere: laat een van beide weg om haar zuiver te lezen."),
                    m->name, aliased, factor->name);
    }
}

static void keep_model(struct logistic_tables *t, const struct fitted *model) {
    if (t->fits->n == FITTED_MOST) return;
    struct fitted *m = &t->fits->models[t->fits->n++];
    *m = *model;
    logistic_model_fit(t->study, t->report, m);
    score_in_sample(m);
    add_coefficient(t, m, &(struct coefficient){"(Intercept)", "", m->design.intercept, NAN, NAN, false});
    each_coefficient(t, m, add_coefficient);
    add_fit(t, m);
    if (m->fit.end != LOGISTIC_CONVERGED) {
        report_note(t->report, "models", say(t->report, "Model “%s” did not end well (%s): its estimates are not used in the forecast.", "De schatting van model “%s” lukte niet (%s): de schattingen zijn niet gebruikt in de prognose."), m->name, say_word(t->report, m->fit.end_words));
        return;
    }
    note_separation(t, m);
    note_nested(t, m);
    add_terms(t, m);
    tables_effects(t->study, m, t->report);
}

static void fit_job_model(struct logistic_tables *t, const struct job_logistic *job) {
    struct fitted m;
    if (logistic_model_set_up(t->study, job, t->report, t->diag, &m)) keep_model(t, &m);
}

/* Can a model tell of every period ahead, and be believed? */
static bool forecasts(const struct fitted *m) { return m->fit.end == LOGISTIC_CONVERGED && m->job->design != DESIGN_HORIZON; }

/* Does a model speak of this cause? Where some cause has a model of its own, each must have one. */
static bool is_covered(const struct fits *fits, uint8_t cause) {
    bool apart = false, own = false, all = false;
    for (size_t i = 0; i < fits->n; i++) {
        const struct fitted *m = &fits->models[i];
        apart = apart || (forecasts(m) && m->cause);
        own = own || (forecasts(m) && m->cause == cause);
        all = all || (forecasts(m) && !m->cause);
    }
    return own || (all && !apart);
}

static void fit_baseline(struct logistic_tables *t, const struct job_logistic *job, uint8_t cause, const struct segment *segment, bool tenure) {
    struct fitted m = {.name = arena_printf(t->study->arena, "%s (baseline)", t->study->timeline.causes[cause]), .cause = cause, .job = job, .baseline = true};
    m.panel = study_panel(t->study, cause);
    (void)terms_plain(t->study, segment, tenure, &m.panel, &m.design);
    keep_model(t, &m);
}

/* A model of the cause that ends well: on all attributes by default, on tenure and segment where exits are few, and at the least their
 * mean. */
static void cover(struct logistic_tables *t, uint8_t cause, size_t exits, const struct segment *segment) {
    enum { EXITS_FOR_ALL_TERMS = 200, EXITS_FOR_SEGMENT = 50 };
    struct job_logistic *usual = ARENA_NEW(t->study->arena, struct job_logistic);
    *usual = logistic_model_usual(t->study);
    usual->name.text = usual->cause.text = t->study->timeline.causes[cause];
    bool full = !t->study->job.models.logistic_given && (exits >= EXITS_FOR_ALL_TERMS || t->study->timeline.n_causes == 1);
    struct fitted m;
    if (full && logistic_model_set_up(t->study, usual, t->report, t->diag, &m)) keep_model(t, &m);
    if (!is_covered(t->fits, cause) && segment && exits >= EXITS_FOR_SEGMENT) fit_baseline(t, usual, cause, segment, true);
    if (!is_covered(t->fits, cause)) fit_baseline(t, usual, cause, NULL, true);
    if (!is_covered(t->fits, cause)) fit_baseline(t, usual, cause, NULL, false);
    if (is_covered(t->fits, cause) || t->study->timeless) return;
    report_note(t->report, "warning", say(t->report, "No model of “%s” could be fitted (%zu exits, none of them in a period observed whole): the forecast is without them.", "Van “%s” kon geen model worden geschat (%zu keer vertrek, geen daarvan in een geheel waargenomen periode): de prognose is zonder hen."), t->study->timeline.causes[cause], exits);
}

static void fit_other_causes(struct logistic_tables *t, const struct segment *segments, size_t n) {
    for (uint8_t cause = 1; cause <= t->study->timeline.n_causes; cause++) {
        size_t exits = study_exits(t->study, cause);
        if (exits && !is_covered(t->fits, cause)) cover(t, cause, exits, n ? &segments[0] : NULL);
    }
}

static void note_panel(const struct logistic_tables *t) {
    struct panel panel = study_panel(t->study, 0);
    size_t periods, events;
    char first[40], last[40];
    panel_skipped(&panel, &periods, &events);
    if (panel.kind == PANEL_CALENDAR && panel.n_periods) {
        report_note(t->report, "panel", say(t->report, "The panel has one row for each person and period from %s to %s; %zu person-periods (with %zu exits) that were not observed whole are left out.", "Het panel heeft één rij per persoon en periode van %s tot en met %s; %zu persoonsperioden (met %zu keer vertrek) die niet geheel zijn waargenomen blijven weg."),
                    days_format(panel.starts[0], first), days_format(panel.starts[panel.n_periods] - 1, last), periods, events);
    } else {
        report_note(t->report, "panel", say(t->report, "The panel has one row for each person and period of tenure; %zu person-periods (with %zu exits) that were not observed whole are left out.", "Het panel heeft één rij per persoon en periode van diensttijd; %zu persoonsperioden (met %zu keer vertrek) die niet geheel zijn waargenomen blijven weg."), periods, events);
    }
}

void tables_logistic(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct fits *fits, struct diag *diag) {
    const struct job_models *models = &study->job.models;
    if (models->logistic_given && !models->n_logistic) return;
    struct logistic_tables t = {study, report, fits, diag};
    report_table(report, "logistic_coefficients", study->timeless ? "What raises or lowers the odds of the outcome." : "What raises or lowers the odds of leaving.", COEFFICIENTS);
    report_table(report, "logistic_fit", "How well each model fits.", FIT);
    report_table(report, "logistic_terms", "Does each term of a logistic model matter?", TERMS);
    tables_effects_begin(report);
    for (size_t i = 0; i < models->n_logistic; i++) fit_job_model(&t, &models->logistic[i]);
    if (diag_status(diag) != STATUS_OK) return;
    fit_other_causes(&t, segments, n);
    if (!study->timeless) note_panel(&t);
}

/* Two models of one name could not be told apart in any table. */
static void check_names(const struct job_models *models, struct diag *diag) {
    for (size_t i = 0; i < models->n_logistic; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(models->logistic[i].name.text, models->logistic[k].name.text) != 0) continue;
            diag_add(diag, SEVERITY_ERROR, models->logistic[i].name.at, "there is a logistic model \"%s\" already; give this one another name", models->logistic[i].name.text);
        }
    }
}

void logistic_check(const struct study *study, struct diag *diag) {
    struct report none = {.arena = study->arena};
    check_names(&study->job.models, diag);
    for (size_t i = 0; i < study->job.models.n_logistic; i++) {
        struct fitted m;
        (void)logistic_model_set_up(study, &study->job.models.logistic[i], &none, diag, &m);
    }
}
