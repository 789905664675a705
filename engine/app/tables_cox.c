#include "engine/app/estimates.h"
#include "engine/app/groups.h"
#include "engine/app/profiles.h"
#include "engine/app/risk.h"
#include "engine/app/split.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "models/concordance.h"
#include "models/cox_curves.h"
#include "models/proportionality.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
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
    {"note", CELL_TEXT, "reference, or why there is no estimate"},
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

static const struct report_column PROPORTIONALITY[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term; GLOBAL = all together"},
    {"chisq", CELL_NUMBER, "Score test for an effect that changes with tenure (Grambsch-Therneau, Kaplan-Meier clock)"},
    {"df", CELL_COUNT, "Degrees of freedom"},
    {"p_value", CELL_NUMBER, "A small one says: this effect is not the same at every tenure"},
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

enum { CURVE_ROWS_MOST = 2000 };

struct cox_tables {
    const struct study *study;
    struct report *report;
    struct report_table *coefficients, *fit, *terms, *proportionality, *curves, *residuals, *by_tenure, *frailty, *frailty_fit;
    struct diag *diag;
};

/* A model with what it is fitted to. */
struct cox_model {
    const char *name, *cause;
    const struct job_cox *job;
    struct panel panel;
    struct design terms, design; /* over the lines: of the terms, and with the frailty's groups behind them */
    struct cox_lines lines;
    struct cox_problem problem;
    struct segment strata;
    struct grouping cluster, groups; /* groups: of the frailty */
    struct cox_fit fit;
    double *robust; /* p x p, or NULL */
};

/* --- setting a model up ------------------------------------------------------------------------------------------------ */

/* A column of numbers over the lines; NULL when the job names none, or what it names is not one. */
static const double *number_column(const struct study *study, const struct cox_lines *lines, const struct word *word, struct diag *diag) {
    if (!word->text) return NULL;
    const struct attribute *a = study_attribute(study, word, diag);
    if (!a) return NULL;
    if (a->column->kind != COLUMN_NUMBER) {
        diag_add(diag, SEVERITY_ERROR, word->at, "\"%s\" holds categories; expected a column of numbers", word->text);
        return NULL;
    }
    double *out = ARENA_ARRAY(study->arena, double, lines->n + 1);
    for (size_t k = 0; k < lines->n; k++) out[k] = column_number(a->column, lines->line ? lines->line[k] : k);
    return out;
}

/* Lines without a weight above 0 or an offset are not used, and that is said. */
static void leave_out(const struct cox_tables *t, struct cox_model *m) {
    size_t without = 0;
    for (size_t k = 0; k < m->lines.n; k++) {
        double weight = m->problem.spells.weight ? m->problem.spells.weight[k] : 1, offset = m->problem.offset ? m->problem.offset[k] : 0;
        if (!m->lines.include[k] || (weight > 0 && isfinite(weight) && isfinite(offset))) continue;
        m->lines.include[k] = 0;
        without++;
    }
    if (without) report_note(t->report, "models", "Model “%s”: %zu lines have no weight above 0 or no offset, and are not used.", m->name, without);
}

static uint32_t *over_lines(const struct study *study, const struct cox_lines *lines, const uint32_t *codes) {
    uint32_t *out = ARENA_ARRAY(study->arena, uint32_t, lines->n + 1);
    for (size_t k = 0; k < lines->n; k++) out[k] = codes[lines->line ? lines->line[k] : k];
    return out;
}

/* Rows whose cluster is not known stand alone. */
static void set_cluster(const struct cox_tables *t, struct cox_model *m) {
    m->cluster = groups_of(t->study, &m->job->cluster, t->diag);
    if (!m->cluster.code) return;
    m->cluster.code = over_lines(t->study, &m->lines, m->cluster.code);
    for (size_t k = 0; k < m->lines.n; k++) {
        if (!m->cluster.code[k]) m->cluster.code[k] = (uint32_t)++m->cluster.n;
    }
}

static void need(const struct study *study, const struct word *word, uint8_t *include) {
    const struct attribute *a = word->text ? study_find_attribute(study, word->text) : NULL;
    for (size_t i = 0; a && i < study->timeline.n; i++) include[i] = include[i] && !column_is_missing(a->column, i);
}

/* missing: drop leaves out whoever lacks anything that the model names, before means and knots are taken. */
static void drop_incomplete(const struct study *study, const struct job_cox *job, uint8_t *include) {
    if (job->missing != MISSING_DROP) return;
    const struct word *words[] = {&job->cluster, &job->weights, &job->offset, &job->frailty.group};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) need(study, words[k], include);
    for (size_t k = 0; k < job->strata.count; k++) need(study, &job->strata.items[k], include);
    for (size_t i = 0; i < job->terms.count; i++) {
        const struct job_term *term = &job->terms.items[i];
        const struct word *of_term[] = {&term->name, &term->factor, &term->number, &term->bands, &term->spline};
        for (size_t k = 0; k < sizeof of_term / sizeof *of_term; k++) need(study, of_term[k], include);
        for (size_t k = 0; k < term->interaction.count; k++) need(study, &term->interaction.items[k], include);
    }
}

/* The groups as one more factor, the last. */
static bool add_frailty(const struct cox_tables *t, struct cox_model *m) {
    struct arena *arena = t->study->arena;
    if (m->groups.n > FRAILTY_GROUPS_MOST) {
        diag_add(t->diag, SEVERITY_ERROR, m->job->frailty.group.at, "\"%s\" has %zu groups; a frailty is fitted for %d at most. Take {cluster: %s} for errors that allow for them",
                 m->job->frailty.group.text, m->groups.n, FRAILTY_GROUPS_MOST, m->job->frailty.group.text);
        return false;
    }
    struct design_factor *factors = ARENA_ARRAY(arena, struct design_factor, m->design.n_factors + 1);
    const char **labels = ARENA_ARRAY(arena, const char *, m->groups.n + 2);
    for (size_t g = 1; g <= m->groups.n; g++) labels[g] = m->groups.labels ? m->groups.labels[g] : "";
    labels[m->groups.n + 1] = "(missing)";
    if (m->design.n_factors) memcpy(factors, m->design.factors, m->design.n_factors * sizeof *factors);
    factors[m->design.n_factors++] = (struct design_factor){.name = m->job->frailty.group.text, .term = SIZE_MAX, .labels = labels, .n_levels = m->groups.n + 1,
                                                            .reference = 1, .codes = {over_lines(t->study, &m->lines, m->groups.code), 4, 0},
                                                            .missing_level = m->groups.n + 1};
    m->design.factors = factors;
    design_layout(&m->design, arena);
    return true;
}

static bool set_up(const struct cox_tables *t, struct cox_model *m) {
    const struct study *study = t->study;
    size_t errors = t->diag->errors;
    uint8_t cause = study_cause(study, &m->job->cause, t->diag);
    struct design design;
    m->cause = cause ? study->timeline.causes[cause] : "all";
    m->panel = split_panel(study, cause, study->arena);
    drop_incomplete(study, m->job, (uint8_t *)m->panel.include);
    bool built = terms_cox(study, m->job, &m->panel, &design, t->diag);
    m->lines = split_lines(study, cause, m->panel.include, m->job, study->arena);
    m->problem = (struct cox_problem){.design = &m->design, .ties = m->job->ties == TIES_BRESLOW ? COX_BRESLOW : COX_EFRON, .usable = m->lines.include,
                                      .spells = {.n = m->lines.n, .entry = m->lines.entry, .exit = m->lines.exit, .event = m->lines.event, .n_strata = 1}};
    m->problem.spells.weight = number_column(study, &m->lines, &m->job->weights, t->diag);
    m->problem.offset = number_column(study, &m->lines, &m->job->offset, t->diag);
    if (m->job->strata.count) {
        m->strata = study_segment(study, &m->job->strata, t->diag);
        if (m->strata.name) {
            uint32_t *codes = ARENA_ARRAY(study->arena, uint32_t, study->table.n_rows + 1);
            values_codes(column_values(&m->strata.levels), 0, study->table.n_rows, codes);
            m->problem.spells.stratum = over_lines(study, &m->lines, codes);
            m->problem.spells.n_strata = m->strata.levels.n_levels;
        }
    }
    if (m->job->cluster.text) set_cluster(t, m);
    if (m->job->frailty.group.text) m->groups = groups_of(study, &m->job->frailty.group, t->diag);
    if (!built || t->diag->errors > errors) return false;
    m->terms = m->design = split_design(study, m->job, &m->lines, &design);
    if (m->job->frailty.group.text && !add_frailty(t, m)) return false;
    leave_out(t, m);
    return true;
}

/* --- tables ------------------------------------------------------------------------------------------------------------ */

static const char *note_of(const struct study *study, const struct cox_fit *fit, size_t column, bool constant) {
    if (constant) return "the same for everybody";
    switch (fit->columns[column]) {
    case COLUMN_REFERENCE: return "reference";
    case COLUMN_ALIASED: return "repeats other terms";
    case COLUMN_EMPTY: return "nobody in this category";
    case COLUMN_NO_EVENTS: return arena_printf(study->arena, "none of %.0f lines left: no finite estimate", fit->rows[column]);
    case COLUMN_INFINITE: return "infinite: it tells who leaves first without error";
    default: return fit->end == COX_OUT_OF_STEPS || fit->end == COX_NO_EVENTS ? fit->end_words : "";
    }
}

static double robust_se(const struct cox_model *m, size_t column) {
    if (!m->robust || m->fit.columns[column] != COLUMN_ESTIMATED) return NAN;
    size_t i = 0;
    while (m->fit.column_of[i] != column) i++;
    return sqrt(m->robust[i * m->fit.p + i]) / cox_scale(&m->problem, column);
}

static void add_coefficient(const struct cox_tables *t, const struct cox_model *m, const char *term, const char *level, size_t column, double people,
                            double deviation, bool constant) {
    const struct cox_fit *fit = &m->fit;
    bool of_factor = column > m->design.intercept;
    row_begin(t->coefficients, people, of_factor ? arena_printf(t->study->arena, "%s/%s", m->name, term) : NULL); /* levels add up to the fit's totals */
    row_text(t->coefficients, m->name);
    row_text(t->coefficients, term);
    row_text(t->coefficients, level);
    row_number(t->coefficients, of_factor ? fit->rows[column] : (double)fit->n);
    row_number(t->coefficients, of_factor ? fit->events[column] : (double)fit->n_events);
    row_estimate(t->coefficients, fit->columns[column] == COLUMN_REFERENCE, fit->estimate[column], fit->std_error[column], robust_se(m, column));
    row_number(t->coefficients, deviation);
    row_text(t->coefficients, note_of(t->study, fit, column, constant));
    row_number(t->coefficients, 0);
}

static void add_coefficients(const struct cox_tables *t, const struct cox_model *m) {
    for (size_t f = 0; f < m->terms.n_factors; f++) {
        const struct design_factor *factor = &m->design.factors[f];
        double *people = people_in_levels(t->study, factor, m->lines.line, m->lines.n);
        for (size_t level = 1; level <= factor->n_levels; level++) {
            add_coefficient(t, m, factor->name, factor->labels[level], m->design.base[f] + level - 1, people[level], NAN, false);
        }
    }
    for (size_t k = 0; k < m->design.n_numbers; k++) {
        const struct design_number *number = &m->design.numbers[k];
        add_coefficient(t, m, number->name, number->level, k, NAN, number->scale, number->constant);
    }
}

/* Estimates that are not shrunken: tests of no effect mean what they say. */
static bool is_plain(const struct job_cox *job) { return job->ridge == 0 && !job->frailty.group.text; }

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
    const struct cox_fit *fit = &m->fit;
    double df = fit->df, wald = fit->wald;
    bool fitted = fit->end != COX_NO_EVENTS;
    struct concordance c = {.value = NAN, .std_error = NAN};
    if (fitted) {
        double *risk = ARENA_ARRAY(t->study->arena, double, fit->sets->n + 1);
        cox_predict(&fit->in_order, fit->beta, risk);
        c = concordance_of(fit->sets, risk, fit->in_order.weight, m->cluster.code, m->cluster.n);
        if (m->robust) wald = cox_wald(fit, m->robust, NULL, &df);
        if (!is_plain(m->job)) wald = NAN;
    }
    row_begin(t->fit, NAN, NULL);
    row_text(t->fit, m->name);
    row_text(t->fit, m->cause);
    double score = is_plain(m->job) ? fit->score : NAN;
    const double values[] = {(double)lines_used(m), (double)fit->n_events, fit->loglik_null, fit->loglik, fit->lr, tail(fit->lr, fit->df), wald, tail(wald, df), score,
                             tail(score, fit->df), fit->df, c.value, c.std_error, fit->iterations};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(t->fit, values[k]);
    row_text(t->fit, fit->end_words);
}

/* Marks the columns of a term; its name, or NULL when it has none. */
static const char *columns_of_term(const struct design *design, size_t term, bool *columns) {
    const char *name = NULL;
    memset(columns, 0, design->n_columns * sizeof *columns);
    for (size_t k = 0; k < design->n_numbers; k++) {
        if (design->numbers[k].term != term) continue;
        columns[k] = true;
        name = design->numbers[k].name;
    }
    for (size_t f = 0; f < design->n_factors; f++) {
        if (design->factors[f].term != term) continue;
        for (size_t level = 0; level < design->factors[f].n_levels; level++) columns[design->base[f] + level] = true;
        name = design->factors[f].name;
    }
    return name;
}

static size_t last_term(const struct design *design) {
    size_t last = 0;
    for (size_t k = 0; k < design->n_numbers; k++) last = design->numbers[k].term > last ? design->numbers[k].term : last;
    for (size_t f = 0; f < design->n_factors; f++) last = design->factors[f].term > last ? design->factors[f].term : last;
    return last;
}

static void add_terms(const struct cox_tables *t, const struct cox_model *m) {
    bool *columns = ARENA_ARRAY(t->study->arena, bool, m->design.n_columns);
    bool refit = m->job->term_tests && is_plain(m->job);
    for (size_t term = 0; term <= last_term(&m->terms); term++) {
        const char *name = columns_of_term(&m->terms, term, columns);
        if (!name) continue;
        struct cox_term_test test = cox_test_term(&m->problem, &m->fit, columns, refit);
        row_begin(t->terms, NAN, NULL);
        row_text(t->terms, m->name);
        row_text(t->terms, name);
        const double values[] = {test.df, test.wald, tail(test.wald, test.df), test.lr, tail(test.lr, test.df), test.score, tail(test.score, test.df)};
        for (size_t k = 0; k < 7; k++) row_number(t->terms, test.df > 0 || k == 0 ? values[k] : NAN);
    }
}

static void add_test(const struct cox_tables *t, const char *model, const char *term, struct proportionality_test test) {
    row_begin(t->proportionality, NAN, NULL);
    row_text(t->proportionality, model);
    row_text(t->proportionality, term);
    row_number(t->proportionality, test.df > 0 ? test.chisq : NAN);
    row_number(t->proportionality, test.df);
    row_number(t->proportionality, test.p_value);
}

static void add_effect(const struct cox_tables *t, const struct cox_model *m, const struct tenure_effects *effects, size_t i, const char *term, const char *level,
                       struct arena *scratch) {
    double *smooth = ARENA_ARRAY(scratch, double, effects->n + 1), *error = ARENA_ARRAY(scratch, double, effects->n + 1), q = gsl_cdf_ugaussian_Pinv(0.975);
    tenure_effects_smooth(effects, &m->problem, &m->fit, i, smooth, error);
    for (size_t r = 0; r < effects->n; r++) {
        row_begin(t->by_tenure, NAN, NULL);
        row_text(t->by_tenure, m->name);
        row_text(t->by_tenure, term);
        row_text(t->by_tenure, level);
        const double values[] = {effects->from[r], effects->to[r], effects->events[r], effects->effect[r * effects->p + i], smooth[r], smooth[r] - q * error[r], smooth[r] + q * error[r]};
        for (size_t k = 0; k < 7; k++) row_number(t->by_tenure, values[k]);
    }
}

/* Of columns with an estimate, and of categories with enough people to be shown. */
static void add_by_tenure(const struct cox_tables *t, const struct cox_model *m, const struct proportionality *of) {
    enum { RUNS_MOST = 40, EXITS_LEAST = 20 };
    struct arena scratch = {0};
    struct cox_means means = cox_means_of(&m->fit.in_order, &m->fit.state, &scratch);
    struct tenure_effects effects = tenure_effects_of(of, &m->fit, &means, EXITS_LEAST, RUNS_MOST, &scratch);
    for (size_t i = 0; i < m->fit.p; i++) {
        size_t column = m->fit.column_of[i], f = 0;
        if (m->fit.columns[column] != COLUMN_ESTIMATED || m->fit.rows[column] < (column < m->design.n_numbers ? 0 : t->study->job.privacy.minimum_cell)) continue;
        if (column < m->design.n_numbers) {
            add_effect(t, m, &effects, i, m->design.numbers[column].name, m->design.numbers[column].level, &scratch);
            continue;
        }
        while (f + 1 < m->design.n_factors && m->design.base[f + 1] <= column) f++;
        add_effect(t, m, &effects, i, m->design.factors[f].name, m->design.factors[f].labels[column - m->design.base[f] + 1], &scratch);
    }
    arena_free(&scratch);
}

static void add_proportionality(const struct cox_tables *t, const struct cox_model *m) {
    struct proportionality of = proportionality_of(&m->problem, &m->fit, t->study->arena);
    bool *columns = ARENA_ARRAY(t->study->arena, bool, m->design.n_columns);
    for (size_t term = 0; term <= last_term(&m->terms); term++) {
        const char *name = columns_of_term(&m->terms, term, columns);
        if (name) add_test(t, m->name, name, proportionality_test(&of, &m->fit, columns));
    }
    add_test(t, m->name, "GLOBAL", proportionality_test(&of, &m->fit, NULL));
    add_by_tenure(t, m, &of);
}

static void add_curve(const struct cox_tables *t, const struct cox_model *m, const char *profile, size_t stratum, const struct cox_curve *curve) {
    for (size_t r = 0; r < curve->n; r++) {
        row_begin(t->curves, NAN, NULL);
        row_text(t->curves, m->name);
        row_text(t->curves, profile);
        row_text(t->curves, m->strata.name ? m->strata.levels.levels[stratum] : "all");
        const double values[] = {curve->time[r], curve->hazard[r], curve->survival[r], curve->std_error[r], curve->lower[r], curve->upper[r]};
        for (size_t k = 0; k < 6; k++) row_number(t->curves, values[k]);
    }
}

/* Does the profile keep to columns that have an estimate? */
static bool has_estimate(const struct cox_model *m, const struct cox_profile *profile) {
    size_t stride = m->design.stride;
    for (size_t b = 0; b < profile->n_bands; b++) {
        for (size_t c = 0; c < m->terms.n_columns; c++) {
            enum column_end end = m->fit.columns[c];
            bool unknown = c > m->design.intercept && (end == COLUMN_NO_EVENTS || end == COLUMN_EMPTY);
            if (profile->x[b * stride + c] != 0 && (unknown || end == COLUMN_INFINITE)) return false;
        }
    }
    return true;
}

static void add_curves(const struct cox_tables *t, const struct cox_model *m) {
    struct profiles profiles = profiles_of(t->study, m->job, &m->panel, &m->terms, m->design.stride, t->diag);
    struct arena scratch = {0};
    struct cox_means means = cox_means_of(&m->fit.in_order, &m->fit.state, &scratch);
    const double *people = m->strata.name ? risk_people(t->study, &m->strata.levels, m->problem.spells.n_strata, &scratch) : NULL;
    for (size_t s = 1; s <= m->problem.spells.n_strata; s++) {
        if (people && people[s] < t->study->job.privacy.minimum_cell) continue; /* only strata of enough people have curves */
        for (size_t i = 0; i < profiles.n; i++) {
            if (!has_estimate(m, &profiles.items[i])) {
                if (s == 1) report_note(t->report, "models", "Cox model “%s”: no curve for “%s”, which has a category that the model cannot tell about.", m->name, profiles.names[i]);
                continue;
            }
            struct cox_curve curve = cox_curve_of(&m->fit, m->robust, &means, &profiles.items[i], s, KM_LOG_LOG, CURVE_ROWS_MOST, &scratch);
            add_curve(t, m, profiles.names[i], s, &curve);
        }
    }
    arena_free(&scratch);
}

/* By tenths of the risk, so that nobody stands alone. */
static void add_residuals(const struct cox_tables *t, const struct cox_model *m) {
    enum { TENTHS = 10 };
    const struct cox_fit *fit = &m->fit;
    struct arena scratch = {0};
    size_t n = fit->sets->n, counts[TENTHS] = {0}, observed[TENTHS] = {0};
    double expected[TENTHS] = {0}, deviance[TENTHS] = {0};
    double *residual = ARENA_ARRAY(&scratch, double, m->lines.n + 1), *risk = ARENA_ARRAY(&scratch, double, n + 1), cuts[TENTHS];
    cox_martingale(&m->problem, fit, residual);
    cox_predict(&fit->in_order, fit->beta, risk);
    double *sorted = ARENA_ARRAY(&scratch, double, n + 1);
    memcpy(sorted, risk, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, values_compare);
    for (size_t d = 0; d + 1 < TENTHS; d++) cuts[d] = sorted[n * (d + 1) / TENTHS];
    for (size_t k = 0; k < n; k++) {
        size_t d = 0, i = fit->sets->order[k];
        bool event = m->problem.spells.event[i];
        while (d + 1 < TENTHS && risk[k] >= cuts[d]) d++;
        double of_deviance = cox_deviance(residual[i], event);
        counts[d]++;
        observed[d] += event;
        expected[d] += event - residual[i];
        deviance[d] += of_deviance * of_deviance;
    }
    for (size_t d = 0; d < TENTHS; d++) {
        if (!counts[d]) continue;
        row_begin(t->residuals, (double)counts[d], NULL);
        row_text(t->residuals, m->name);
        const double values[] = {(double)(d + 1), (double)counts[d], (double)observed[d], expected[d], (double)observed[d] - expected[d], deviance[d], 0};
        for (size_t k = 0; k < 7; k++) row_number(t->residuals, values[k]);
    }
    arena_free(&scratch);
}

/* Groups of fewer than ten people are never shown, whatever the job allows of others. */
static void add_effects(const struct cox_tables *t, const struct cox_model *m) {
    enum { PEOPLE_LEAST = 10 };
    size_t f = m->design.n_factors - 1;
    const struct design_factor *factor = &m->design.factors[f];
    const double *people = people_in_levels(t->study, factor, m->lines.line, m->lines.n);
    double q = gsl_cdf_ugaussian_Pinv(0.975);
    for (size_t g = 1; g <= m->groups.n; g++) {
        size_t column = m->design.base[f] + g - 1;
        double effect = m->fit.estimate[column], se = m->fit.std_error[column];
        if (m->fit.rows[column] == 0) continue;
        row_begin(t->frailty, people[g], NULL);
        if (people[g] < PEOPLE_LEAST) row_hide(t->frailty);
        row_text(t->frailty, m->name);
        row_text(t->frailty, factor->name);
        row_text(t->frailty, factor->labels[g]);
        const double values[] = {people[g], m->fit.events[column], effect, se, exp(effect), exp(effect - q * se), exp(effect + q * se), 0};
        for (size_t k = 0; k < 8; k++) row_number(t->frailty, values[k]);
    }
}

static void add_frailty_fit(const struct cox_tables *t, const struct cox_model *m) {
    struct cox_problem without = m->problem;
    without.design = &m->terms;
    struct arena scratch = {0};
    struct cox_fit plain = cox_fit(&without, NULL, &scratch);
    double lr = 2 * (m->fit.loglik_marginal - plain.loglik);
    row_begin(t->frailty_fit, NAN, NULL);
    row_text(t->frailty_fit, m->name);
    row_text(t->frailty_fit, m->job->frailty.group.text);
    bool estimated = m->job->frailty.variance == 0;
    double variance = m->fit.frailty_variance, low = variance > 0 ? gsl_cdf_gamma_Pinv(0.1, 1 / variance, variance) : 1;
    double high = variance > 0 ? gsl_cdf_gamma_Pinv(0.9, 1 / variance, variance) : 1;
    const double values[] = {(double)m->groups.n, variance, low, high, estimated, m->fit.loglik_marginal, estimated ? (lr > 0 ? gsl_cdf_chisq_Q(lr, 1) / 2 : 0.5) : NAN};
    for (size_t k = 0; k < 7; k++) row_number(t->frailty_fit, values[k]);
    arena_free(&scratch);
}

/* --- the models -------------------------------------------------------------------------------------------------------- */

static void fit_model(const struct cox_tables *t, const struct job_cox *job, const char *name) {
    struct cox_model *m = ARENA_NEW(t->study->arena, struct cox_model);
    *m = (struct cox_model){.name = name, .job = job};
    if (!set_up(t, m)) return;
    bool frailty = job->frailty.group.text != NULL;
    m->fit = cox_fit(&m->problem, &(struct cox_options){.ridge = job->ridge, .frailty = frailty, .variance = job->frailty.variance}, t->study->arena);
    if (m->cluster.code && m->cluster.n <= m->fit.p) {
        report_note(t->report, "models", "Cox model “%s”: %zu groups in “%s” are too few for robust errors of %zu columns; none are given.", name, m->cluster.n, job->cluster.text, m->fit.p);
    } else if (m->cluster.code && m->fit.end != COX_NO_EVENTS) {
        m->robust = ARENA_ARRAY(t->study->arena, double, m->fit.p * m->fit.p + 1);
        cox_robust(&m->problem, &m->fit, m->cluster.code, m->cluster.n, m->robust);
    }
    add_coefficients(t, m);
    add_fit(t, m);
    if (m->fit.end == COX_NO_EVENTS) return;
    add_terms(t, m);
    if (frailty) {
        add_effects(t, m);
        add_frailty_fit(t, m);
    } else {
        add_proportionality(t, m);
    }
    add_curves(t, m);
    add_residuals(t, m);
    if (m->fit.end == COX_OUT_OF_STEPS) report_note(t->report, "models", "Cox model “%s” did not converge; do not use its estimates.", name);
}

/* Without models in the job: quitting where it is told apart from other exits and frequent enough, else every exit. */
static struct job_cox default_model(const struct study *study) {
    enum { EXITS_LEAST = 20, LINES_FOR_TESTS = 200000 }; /* a fit a term is not for the largest companies unless asked for */
    struct job_cox job = {.name = {.text = "all"}, .term_tests = study->timeline.n <= LINES_FOR_TESTS, .missing = MISSING_INDICATOR};
    const struct timeline *t = &study->timeline;
    for (uint8_t cause = 1; cause <= t->n_causes && t->n_causes > 1; cause++) {
        size_t exits = 0;
        for (size_t i = 0; i < t->n; i++) exits += t->cause[i] == cause;
        if (strcmp(t->causes[cause], "voluntary") != 0 || exits < EXITS_LEAST) continue;
        job.name.text = job.cause.text = "voluntary";
    }
    return job;
}

void tables_cox(const struct study *study, struct report *report, struct diag *diag) {
    const struct job_models *models = &study->job.models;
    if (models->cox_given && !models->n_cox) return;
    struct cox_tables t = {study, report,
                           report_table(report, "cox_coefficients", "What hastens or delays leaving (Cox's proportional hazards).", COEFFICIENTS),
                           report_table(report, "cox_fit", "How well each Cox model fits.", FIT),
                           report_table(report, "cox_terms", "Does each term of a Cox model matter?", TERMS),
                           report_table(report, "cox_proportionality", "Does each effect hold at every tenure?", PROPORTIONALITY),
                           report_table(report, "cox_curves", "Predicted share still employed, for stated people; of more than 2,000 days with exits an even choice.", CURVES),
                           report_table(report, "cox_residuals", "Exits seen and expected, by tenth of the predicted risk.", RESIDUALS),
                           report_table(report, "cox_by_tenure", "Each effect by tenure: level where hazards are proportional.", BY_TENURE),
                           report_table(report, "cox_frailty", "How managers or teams differ, beyond what the terms explain; only groups of ten people or more.", FRAILTY),
                           report_table(report, "cox_frailty_fit", "How much managers or teams differ.", FRAILTY_FIT), diag};
    for (size_t i = 0; i < models->n_cox; i++) fit_model(&t, &models->cox[i], models->cox[i].name.text);
    if (models->cox_given) return;
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
    struct cox_tables t = {.study = study, .report = &none, .diag = diag};
    check_names(&study->job.models, diag);
    if (study->timeless && study->job.models.n_cox) {
        diag_add(diag, SEVERITY_ERROR, study->job.models.cox[0].at, "with an \"outcome\" there is no time; a Cox model needs dates or durations");
    }
    for (size_t i = 0; i < study->job.models.n_cox && !study->timeless; i++) {
        struct cox_model m = {.name = study->job.models.cox[i].name.text, .job = &study->job.models.cox[i]};
        (void)set_up(&t, &m);
        profiles_check(study, m.job, diag);
    }
}
