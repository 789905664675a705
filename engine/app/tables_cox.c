#include "engine/app/cox_model.h"
#include "engine/app/estimates.h"
#include "engine/app/profiles.h"
#include "engine/app/risk.h"
#include "engine/app/tables.h"
#include "engine/report/wording.h"
#include "models/concordance.h"
#include "models/cox_residuals.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

static const struct report_column COEFFICIENTS[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term"},
    {"level", CELL_TEXT, "The category or part, where the term has them"},
    {"rows", CELL_COUNT, "Lines at risk in the category"},
    {"events", CELL_COUNT, "Exits among them"},
    {"estimate", CELL_NUMBER, "Logarithm of the hazard ratio against the reference, or per unit"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"robust_se", CELL_NUMBER, "Cluster-robust standard error, where asked for; statistic and limits are then by it"},
    {"statistic", CELL_NUMBER, "estimate / error"},
    {"p_value", CELL_NUMBER, "Two-sided, normal"},
    {"ratio", CELL_NUMBER, "Hazard ratio"},
    {"ratio_lower", CELL_NUMBER, "Lower 95 % limit (Wald)"},
    {"ratio_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"deviation", CELL_NUMBER, "Of a number: its standard deviation, to judge an effect per unit by"},
    {"note", CELL_FINDING, "reference, or why there is no estimate"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column FIT[] = {
    {"model", CELL_TEXT, "The model"},
    {"cause", CELL_TEXT, "The exits it explains"},
    {"n", CELL_COUNT, "Lines of the timeline used: spells, or the parts of spells in which attributes hold"},
    {"n_event", CELL_COUNT, "Exits"},
    {"loglik_null", CELL_NUMBER, "Partial log-likelihood without terms"},
    {"loglik", CELL_NUMBER, "Partial log-likelihood"},
    {"lr", CELL_NUMBER, "Likelihood-ratio test of all terms"},
    {"lr_p", CELL_NUMBER, "Its p-value"},
    {"wald", CELL_NUMBER, "Wald test of all terms; cluster-robust where asked for"},
    {"wald_p", CELL_NUMBER, "Its p-value"},
    {"score", CELL_NUMBER, "Score (log-rank) test of all terms"},
    {"score_p", CELL_NUMBER, "Its p-value"},
    {"df", CELL_NUMBER, "Degrees of freedom: columns estimated; with a ridge their effective number"},
    {"concordance", CELL_NUMBER, "Chance that of two people the one with the higher risk leaves first"},
    {"concordance_se", CELL_NUMBER, "Its standard error"},
    {"iterations", CELL_COUNT, "Newton steps"},
    {"end", CELL_TEXT, "converged, or what went wrong"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column TERMS[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term"},
    {"df", CELL_COUNT, "Its columns"},
    {"wald", CELL_NUMBER, "Wald test of the term"},
    {"wald_p", CELL_NUMBER, "Its p-value"},
    {"lr", CELL_NUMBER, "Likelihood-ratio test against the model without it"},
    {"lr_p", CELL_NUMBER, "Its p-value"},
    {"score", CELL_NUMBER, "Score test of adding it to the model without it"},
    {"score_p", CELL_NUMBER, "Its p-value"},
    {NULL, CELL_TEXT, NULL}};

static const char *note_of(const struct cox_fit *fit, size_t column, bool constant) {
    if (constant) return "the same for everybody";
    switch (fit->columns[column]) {
    case COLUMN_REFERENCE: return "reference";
    case COLUMN_ALIASED: return fit->end == COX_OUT_OF_STEPS ? fit->end_words : fit->end == COX_INFINITE_BETA ? "nothing is left to tell it by, beside what is infinite" : "repeats other terms";
    case COLUMN_EMPTY: return "nobody in this category";
    case COLUMN_NO_EVENTS: return "nobody in this category left: no finite estimate";
    case COLUMN_INFINITE: return "infinite: it tells who leaves first without error";
    default: return fit->end == COX_OUT_OF_STEPS || fit->end == COX_NO_EVENTS ? fit->end_words : "";
    }
}

static double robust_se(const struct cox_model *m, size_t column) {
    if (!m->robust || m->fit.columns[column] != COLUMN_ESTIMATED) return NAN;
    size_t i = 0;
    while (m->fit.column_of[i] != column) i++;
    return sqrt(m->robust[i * m->fit.p + i]) / cox_scale(&m->fit, column);
}

/* Rows of a factor add up to the fit's totals, so a hidden one needs a partner. Parts of one category, which hold the same people,
 * are none for each other: each part has a family of its own. */
static const char *family_of(const struct cox_tables *t, const struct cox_model *m, const struct design_factor *factor, size_t level) {
    size_t part = factor->parts > 1 && level > 1 ? (level - 2) % factor->parts : 0;
    return arena_printf(t->study->arena, "%s/%s/%zu", m->name, factor->name, part);
}

static void add_coefficient(const struct cox_tables *t, const struct cox_model *m, const char *term, const char *level, size_t column, double people,
                            const char *family, double deviation, bool constant) {
    struct report_table *table = report_open(t->report, "cox_coefficients");
    const struct cox_fit *fit = &m->fit;
    bool of_factor = column > m->design.intercept;
    row_begin(table, people, family);
    row_text(table, m->name);
    row_text(table, term);
    row_text(table, level);
    row_number(table, of_factor ? fit->rows[column] : (double)fit->n);
    row_number(table, of_factor ? fit->events[column] : (double)fit->n_events);
    row_estimate(table, fit->columns[column] == COLUMN_REFERENCE, fit->estimate[column], fit->std_error[column], robust_se(m, column));
    row_number(table, deviation);
    row_text(table, note_of(fit, column, constant));
    row_number(table, 0);
}

static void add_coefficients(const struct cox_tables *t, const struct cox_model *m) {
    for (size_t f = 0; f < m->terms.n_factors; f++) {
        const struct design_factor *factor = &m->design.factors[f];
        double *people = people_in_levels(t->study, factor, m->lines.line, m->lines.n);
        for (size_t level = 1; level <= factor->n_levels; level++) {
            add_coefficient(t, m, factor->name, factor->labels[level], m->design.base[f] + level - 1, people[level], family_of(t, m, factor, level), NAN, false);
        }
    }
    for (size_t k = 0; k < m->design.n_numbers; k++) {
        const struct design_number *number = &m->design.numbers[k];
        add_coefficient(t, m, number->name, number->level, k, NAN, NULL, number->scale, number->constant);
    }
}

static double tail(double chisq, double df) { return df > 0 && chisq >= 0 ? gsl_cdf_chisq_Q(chisq, df) : NAN; }

/* Lines of the timeline, however many pieces they are cut into. */
static size_t lines_used(const struct cox_model *m) {
    size_t n = 0, last = SIZE_MAX;
    for (size_t k = 0; k < m->lines.n; k++) {
        size_t line = m->lines.line ? m->lines.line[k] : k;
        if (!m->fit.usable[k] || line == last) continue;
        last = line;
        n++;
    }
    return n;
}

static void add_fit(const struct cox_tables *t, const struct cox_model *m) {
    struct report_table *table = report_open(t->report, "cox_fit");
    const struct cox_fit *fit = &m->fit;
    double df = fit->df, wald = fit->wald;
    bool fitted = fit->end != COX_NO_EVENTS;
    struct concordance c = {.value = NAN, .std_error = NAN};
    if (fitted) {
        double *risk = ARENA_ARRAY(t->study->arena, double, fit->sets->n + 1);
        cox_predict(&fit->in_order, fit->beta, risk);
        c = concordance_of(fit->sets, risk, fit->in_order.weight, m->cluster.code, m->cluster.n);
        if (m->robust) wald = cox_wald(fit, m->robust, NULL, &df);
        if (!cox_model_is_plain(m->job)) wald = NAN;
    }
    row_begin(table, NAN, NULL);
    row_text(table, m->name);
    row_text(table, m->cause);
    double score = cox_model_is_plain(m->job) ? fit->score : NAN;
    const double values[] = {(double)lines_used(m), (double)fit->n_events, fit->loglik_null, fit->loglik, fit->lr, tail(fit->lr, fit->df), wald, tail(wald, df), score,
                             tail(score, fit->df), fit->df, c.value, c.std_error, fit->iterations};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    row_text(table, fit->end_words);
}

static void add_terms(const struct cox_tables *t, const struct cox_model *m) {
    struct report_table *table = report_open(t->report, "cox_terms");
    bool *columns = ARENA_ARRAY(t->study->arena, bool, m->design.n_columns);
    bool refit = m->job->term_tests && cox_model_is_plain(m->job);
    for (size_t term = 0; term <= design_last_term(&m->terms); term++) {
        const char *name = design_term(&m->terms, term, columns);
        if (!name) continue;
        struct cox_term_test test = cox_test_term(&m->problem, &m->fit, columns, refit);
        if (m->robust) test.wald = cox_wald(&m->fit, m->robust, columns, &test.df);
        row_begin(table, NAN, NULL);
        row_text(table, m->name);
        row_text(table, name);
        const double values[] = {test.df, test.wald, tail(test.wald, test.df), test.lr, tail(test.lr, test.df), test.score, tail(test.score, test.df)};
        for (size_t k = 0; k < 7; k++) row_number(table, test.df > 0 || k == 0 ? values[k] : NAN);
    }
}

/* --- the models -------------------------------------------------------------------------------------------------------- */

static void fit_model(const struct cox_tables *t, const struct job_cox *job, const char *name) {
    struct cox_model *m = ARENA_NEW(t->study->arena, struct cox_model);
    *m = (struct cox_model){.name = name, .job = job};
    if (!cox_model_set_up(t->study, t->report, t->diag, m)) return;
    bool frailty = job->frailty.group.text != NULL;
    m->fit = cox_fit(&m->problem, &(struct cox_options){.ridge = job->ridge, .frailty = frailty, .variance = job->frailty.variance}, t->study->arena);
    if (m->fit.end != COX_NO_EVENTS) m->means = cox_means_of(&m->fit.in_order, &m->fit.state, t->study->arena);
    if (m->cluster.code && m->cluster.n <= m->fit.p) {
        report_note(t->report, "models", say(t->report, "Cox model “%s”: %zu groups in “%s” are too few for robust errors of %zu columns; none are given.", "Cox-model “%s”: %zu groepen in “%s” zijn te weinig voor robuuste fouten van %zu kolommen; ze worden niet gegeven."), name, m->cluster.n, job->cluster.text, m->fit.p);
    } else if (m->cluster.code && m->fit.end != COX_NO_EVENTS) {
        m->robust = ARENA_ARRAY(t->study->arena, double, m->fit.p * m->fit.p + 1);
        cox_robust(&m->fit, &m->means, m->cluster.code, m->cluster.n, m->robust);
    }
    add_coefficients(t, m);
    add_fit(t, m);
    if (m->fit.end == COX_OUT_OF_STEPS) report_note(t->report, "models", say(t->report, "Cox model “%s” did not converge; do not use its estimates.", "Cox-model “%s” is niet geconvergeerd; gebruik de schattingen niet."), name);
    if (m->fit.end == COX_NO_EVENTS || m->fit.end == COX_OUT_OF_STEPS) return;
    add_terms(t, m);
    if (frailty) {
        tables_cox_frailty(t, m);
    } else {
        tables_cox_proportionality(t, m);
    }
    tables_cox_curves(t, m);
    tables_cox_residuals(t, m);
}

/* Without models in the job: quitting where it is told apart from other exits and frequent enough, else every exit. */
static struct job_cox default_model(const struct study *study) {
    enum { QUITS_LEAST = 20, LINES_FOR_TESTS = 200000 }; /* a fit a term is not for the largest companies unless asked for */
    struct job_cox job = {.name = {.text = "all"}, .term_tests = study->timeline.n <= LINES_FOR_TESTS, .missing = MISSING_INDICATOR};
    const struct timeline *t = &study->timeline;
    for (uint8_t cause = 1; cause <= t->n_causes && t->n_causes > 1; cause++) {
        if (strcmp(t->causes[cause], "voluntary") != 0 || study_exits(study, cause) < QUITS_LEAST) continue;
        job.name.text = job.cause.text = "voluntary";
    }
    return job;
}

enum { EXITS_LEAST = 10 };

/* A model of so few people is about each of them. */
static bool has_people(const struct study *study) {
    struct arena scratch = {0};
    double people = risk_people(study, NULL, 1, &scratch)[1];
    arena_free(&scratch);
    return people >= study->job.privacy.minimum_cell;
}

void tables_cox(const struct study *study, struct report *report, struct diag *diag) {
    const struct job_models *models = &study->job.models;
    if (models->cox_given && !models->n_cox) return;
    struct cox_tables t = {study, report, diag};
    report_table(report, "cox_coefficients", "What hastens or delays leaving (Cox's proportional hazards).", COEFFICIENTS);
    report_table(report, "cox_fit", "How well each Cox model fits.", FIT);
    report_table(report, "cox_terms", "Does each term of a Cox model matter?", TERMS);
    tables_cox_tenure_begin(report);
    tables_cox_groups_begin(report);
    if (!has_people(study)) {
        report_note(report, "privacy", say(report, "Fewer than %d people are followed; no Cox model is shown.", "Er worden minder dan %d mensen gevolgd; er wordt geen Cox-model getoond."), study->job.privacy.minimum_cell);
        return;
    }
    for (size_t i = 0; i < models->n_cox; i++) fit_model(&t, &models->cox[i], models->cox[i].name.text);
    if (models->cox_given || study_exits(study, 0) < EXITS_LEAST) return; /* fewer say nothing worth a default model */
    struct job_cox *usual = ARENA_NEW(study->arena, struct job_cox);
    *usual = default_model(study);
    fit_model(&t, usual, usual->name.text);
}

/* Two models of one name could not be told apart in any table. */
static void check_names(const struct job_models *models, struct diag *diag) {
    for (size_t i = 0; i < models->n_cox; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(models->cox[i].name.text, models->cox[k].name.text) != 0) continue;
            diag_add(diag, SEVERITY_ERROR, models->cox[i].name.at, "there is a Cox model \"%s\" already; give this one another name", models->cox[i].name.text);
        }
    }
}

void cox_check(const struct study *study, struct diag *diag) {
    struct report none = {.arena = study->arena};
    check_names(&study->job.models, diag);
    if (study->timeless && study->job.models.n_cox) {
        diag_add(diag, SEVERITY_ERROR, study->job.models.cox[0].at, "with an \"outcome\" there is no time; a Cox model needs dates or durations");
    }
    for (size_t i = 0; i < study->job.models.n_cox && !study->timeless; i++) {
        struct cox_model m = {.name = study->job.models.cox[i].name.text, .job = &study->job.models.cox[i]};
        (void)cox_model_set_up(study, &none, diag, &m);
        profiles_check(study, m.job, diag);
    }
}
