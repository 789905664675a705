/* tables_validation.c: does each model deserve belief? Scored where it was fitted, on people left out, and on periods after it; beside
 * two plain rivals. */
#include "engine/app/panels.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "engine/report/wording.h"
#include "models/cross_validation.h"
#include "models/validation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column VALIDATION[] = {
    {"model", CELL_TEXT, "The model"},
    {"scorer", CELL_TEXT, "What gives the risks: the model, or a plain rival"},
    {"test", CELL_TEXT, "in sample: the rows it was fitted to; cross-validation: people left out of the fit; out of time: periods after those it was fitted to"},
    {"period", CELL_TEXT, "The period scored; all = all of them together"},
    {"n", CELL_COUNT, "Rows scored"},
    {"n_event", CELL_COUNT, "What happened: exits among them"},
    {"expected", CELL_NUMBER, "What was forecast: exits expected of them"},
    {"auc", CELL_NUMBER, "Chance that a leaver scores above a stayer; 0.5 is a coin"},
    {"auc_lower", CELL_NUMBER, "Lower 95 % limit (DeLong)"},
    {"auc_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"top_decile_precision", CELL_SHARE, "Share of leavers in the tenth at highest risk"},
    {"top_decile_lift", CELL_NUMBER, "The same over the share among all"},
    {"brier", CELL_NUMBER, "Mean squared error of the risks"},
    {"brier_reliability", CELL_NUMBER, "Its part by being off in tenths of the risk (Murphy)"},
    {"brier_resolution", CELL_NUMBER, "What telling the tenths apart takes off it"},
    {"brier_uncertainty", CELL_NUMBER, "Its part that no model can take away"},
    {"calibration_intercept", CELL_NUMBER, "Log-odds by which all risks are off; 0 is right"},
    {"calibration_slope", CELL_NUMBER, "1 is right; under 1 risks are too far apart"},
    {"hosmer_lemeshow", CELL_NUMBER, "Observed against expected by tenth of the risk"},
    {"hosmer_lemeshow_df", CELL_COUNT, "Its degrees of freedom"},
    {"hosmer_lemeshow_p", CELL_NUMBER, "Its p-value"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column CALIBRATION[] = {
    {"model", CELL_TEXT, "The model"},
    {"test", CELL_TEXT, "As in validation"},
    {"group", CELL_COUNT, "Tenth of the rows by risk, 1 = the lowest"},
    {"n", CELL_COUNT, "Rows"},
    {"expected", CELL_NUMBER, "Exits expected"},
    {"observed", CELL_COUNT, "Exits"},
    {"risk", CELL_SHARE, "Mean risk forecast"},
    {"share", CELL_SHARE, "Share that left"},
    {"lower", CELL_SHARE, "Lower 95 % limit (exact)"},
    {"upper", CELL_SHARE, "Upper 95 % limit"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

struct validating {
    const struct study *study;
    const struct segment *segments;
    size_t n_segments;
    struct report *report;
};

/* Rows are of people and periods. Nobody has more rows than there are periods, so there are at least so many people. */
static double people_of(const struct panel *panel, double rows) { return panel->kind == PANEL_ROWS ? rows : ceil(rows / (double)(panel->n_periods ? panel->n_periods : 1)); }

static void add_row(const struct validating *v, const char *model, const char *scorer, const char *test, const char *period, double people, const struct validation *x) {
    struct report_table *table = report_open(v->report, "validation");
    row_begin(table, people, arena_printf(v->study->arena, "validation/%s/%s/%s", model, scorer, test)); /* periods add up to all */
    row_text(table, model);
    row_text(table, scorer);
    row_text(table, test);
    row_text(table, period);
    const double values[] = {x->n, x->n_events, x->expected, x->auc, x->auc_lower, x->auc_upper, x->top_precision, x->top_lift, x->brier, x->reliability, x->resolution,
                             x->uncertainty, x->calibration_intercept, x->calibration_slope, x->hosmer_lemeshow, x->hosmer_lemeshow_df, x->hosmer_lemeshow_p, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
}

static void add_groups(const struct validating *v, const char *model, const char *test, const struct panel *panel, const struct validation_group *groups, size_t n) {
    struct report_table *table = report_open(v->report, "calibration");
    for (size_t g = 0; g < n; g++) {
        row_begin(table, people_of(panel, groups[g].rows), arena_printf(v->study->arena, "calibration/%s/%s", model, test));
        row_text(table, model);
        row_text(table, test);
        const double values[] = {(double)g + 1, groups[g].rows, groups[g].expected, groups[g].events, groups[g].expected / groups[g].rows, groups[g].share, groups[g].lower, groups[g].upper, 0};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    }
}

static void add_groups_of(const struct validating *v, const char *model, const char *test, const struct panel *panel, const struct scores *scores) {
    struct validation_group groups[VALIDATION_GROUPS];
    size_t n = validation_groups(scores, groups);
    add_groups(v, model, test, panel, groups, n);
}

static struct validation add_scores(const struct validating *v, const char *model, const char *scorer, const char *test, const char *period, const struct panel *panel,
                                    const struct scores *scores) {
    struct validation x = validation_of(scores);
    add_row(v, model, scorer, test, period, people_of(panel, x.n), &x);
    return x;
}

/* --- the rivals -------------------------------------------------------------------------------------------------------- */

enum { RIVALS = 2 };

/* What a board would say without a model: last year's rate of each department; or of each stage of tenure. */
struct rival {
    const char *name;
    struct design design;
    bool last_year; /* fitted to the last year only */
};

static size_t rivals_of(const struct validating *v, const struct fitted *m, bool years_apart, struct rival rivals[RIVALS]) {
    size_t n = 0;
    bool tenure = terms_plain(v->study, NULL, true, &m->panel, &rivals[n].design);
    if (v->n_segments) {
        (void)terms_plain(v->study, &v->segments[0], false, &m->panel, &rivals[n].design);
        rivals[n].name = arena_printf(v->study->arena, years_apart ? "last year's rate by %s" : "rate by %s", v->segments[0].name);
        rivals[n++].last_year = true;
    }
    if (!tenure) return n;
    (void)terms_plain(v->study, NULL, true, &m->panel, &rivals[n].design);
    rivals[n].name = "tenure bands alone";
    rivals[n++].last_year = false;
    return n;
}

/* --- out of time ------------------------------------------------------------------------------------------------------- */

enum { TESTS_MOST = 12, EVENTS_LEAST = 20 };

/* Fitted to the past, scored on what came after. */
struct back_test {
    struct panel past, last_year, tests[TESTS_MOST];
    const char *periods[TESTS_MOST];
    size_t n_tests;
};

static bool enough(const struct panel *panel) {
    double events = 0;
    for (size_t i = 0; i < panel->n; i++) events += panel_count(panel, i) && panel_event(panel, i);
    return events >= EVENTS_LEAST;
}

static bool periods_apart(const struct study *study, const struct fitted *m, struct back_test *b, struct arena *arena) {
    size_t year = 12 / (size_t)period_months((enum period_step)study->job.period), n = m->panel.n_periods;
    if (m->panel.kind != PANEL_CALENDAR || n < 3 * year) return false;
    size_t cut = n - year;
    b->past = panel_between(&m->panel, 0, cut, arena);
    b->last_year = panel_between(&m->panel, cut - year, cut, arena);
    for (size_t k = 0; k < year; k++) {
        char name[40];
        b->tests[k] = panel_between(&m->panel, cut + k, cut + k + 1, arena);
        b->periods[k] = arena_string(study->arena, period_format(period_of(m->panel.starts[cut + k], (enum period_step)study->job.period), (enum period_step)study->job.period, name));
    }
    b->n_tests = year;
    return enough(&b->past);
}

/* The horizon before this one. */
static bool horizon_before(const struct study *study, const struct fitted *m, struct back_test *b, struct arena *arena) {
    char day[40];
    struct job_logistic before = *m->job;
    before.day = study_horizon_before(study, m->job);
    b->past = study_horizon(study, &before, m->cause);
    b->past.include = m->panel.include;
    b->past.weight = m->panel.weight;
    b->past.offset = m->panel.offset;
    panel_prepare(&b->past, arena);
    b->last_year = b->past;
    b->tests[0] = m->panel;
    b->periods[0] = arena_string(study->arena, days_format(study_horizon_day(study, m->job), day));
    b->n_tests = 1;
    return enough(&b->past);
}

static bool back_test_of(const struct study *study, const struct fitted *m, struct back_test *b, struct arena *arena) {
    *b = (struct back_test){.n_tests = 0};
    if (study->timeless) return false;
    return m->job->design == DESIGN_HORIZON ? horizon_before(study, m, b, arena) : periods_apart(study, m, b, arena);
}

static struct scores together(const struct scores *scores, size_t n, struct arena *arena) {
    struct scores_pool *pool = scores_pool_new();
    for (size_t k = 0; k < n; k++) scores_pool_add_scores(pool, &scores[k]);
    return scores_pool_end(pool, arena);
}

/* One scorer over all periods; its measures together. */
static struct validation score_periods(const struct validating *v, const struct fitted *m, const struct back_test *b, const struct design *design, const struct logistic_fit *fit,
                                       const char *scorer, bool groups) {
    struct arena scratch = {0};
    struct scores scores[TESTS_MOST];
    for (size_t k = 0; k < b->n_tests; k++) {
        scores[k] = scores_of(design, &b->tests[k], fit, false, &scratch);
        if (b->n_tests > 1) (void)add_scores(v, m->name, scorer, "out of time", b->periods[k], &b->tests[k], &scores[k]);
    }
    const struct panel later = {.kind = PANEL_CALENDAR, .n_periods = b->n_tests};
    struct scores all = b->n_tests > 1 ? together(scores, b->n_tests, &scratch) : scores[0];
    struct validation x = add_scores(v, m->name, scorer, "out of time", b->n_tests > 1 ? "all" : b->periods[0], &later, &all);
    if (groups) add_groups_of(v, m->name, "out of time", &later, &all);
    arena_free(&scratch);
    return x;
}

/* Rivals know nothing of the model's own offset. */
static void forget_offsets(struct back_test *b) {
    b->past.offset = b->last_year.offset = NULL;
    for (size_t k = 0; k < b->n_tests; k++) b->tests[k].offset = NULL;
}

/* The model's AUC, or NaN when there is too little past to fit it to. */
static double test_out_of_time(const struct validating *v, const struct fitted *m) {
    struct arena scratch = {0};
    struct back_test b;
    struct rival rivals[RIVALS];
    double auc = NAN;
    if (back_test_of(v->study, m, &b, &scratch)) {
        struct logistic_fit past = logistic_model_refit(m, &b.past, NULL, &scratch);
        if (past.end == LOGISTIC_CONVERGED) auc = score_periods(v, m, &b, &m->design, &past, "the model", true).auc;
        size_t n = rivals_of(v, m, m->job->design != DESIGN_HORIZON, rivals);
        forget_offsets(&b);
        for (size_t k = 0; k < n; k++) {
            struct logistic_fit fit = logistic_fit(&rivals[k].design, rivals[k].last_year ? &b.last_year : &b.past, NULL, &scratch);
            if (fit.end == LOGISTIC_CONVERGED) (void)score_periods(v, m, &b, &rivals[k].design, &fit, rivals[k].name, false);
        }
    }
    arena_free(&scratch);
    return auc;
}

/* --- people left out --------------------------------------------------------------------------------------------------- */

static double test_left_out(const struct validating *v, const struct fitted *m, bool with_rivals) {
    struct arena scratch = {0};
    struct rival rivals[RIVALS];
    const uint32_t *person = v->study->timeline.person;
    size_t folds = (size_t)m->job->folds, n = with_rivals ? rivals_of(v, m, false, rivals) : 0;
    uint64_t seed = (uint64_t)v->study->job.seed;
    struct scores scores = cross_validation_scores(&m->design, &m->panel, &m->fit, person, folds, seed, &scratch);
    struct validation x = add_scores(v, m->name, "the model", "cross-validation", "all", &m->panel, &scores);
    if (m->fit.end == LOGISTIC_CONVERGED && !m->fit.any_set_aside && x.n < m->in_sample.n) {
        report_note(v->report, "models", say(v->report, "Model “%s”: without some of the %zu parts the fit did not end well; %.0f of %.0f rows are cross-validated.", "Model “%s”: zonder sommige van de %zu delen eindigde de schatting niet goed; %.0f van de %.0f rijen zijn kruislings getoetst."), m->name, folds, x.n, m->in_sample.n);
    }
    add_groups_of(v, m->name, "cross-validation", &m->panel, &scores);
    struct panel panel = m->panel;
    panel.offset = NULL;
    for (size_t k = 0; k < n; k++) {
        struct logistic_fit fit = logistic_fit(&rivals[k].design, &panel, NULL, &scratch);
        scores = cross_validation_scores(&rivals[k].design, &panel, &fit, person, folds, seed, &scratch);
        (void)add_scores(v, m->name, rivals[k].name, "cross-validation", "all", &panel, &scores);
    }
    arena_free(&scratch);
    return x.auc;
}

/* --- too good ---------------------------------------------------------------------------------------------------------- */

/* How well a term tells leavers by itself, the others' part taken away. */
static double auc_of_term(const struct fitted *m, const bool *columns) {
    struct arena scratch = {0};
    struct logistic_fit alone = m->fit;
    alone.beta = ARENA_ARRAY(&scratch, double, m->design.stride);
    for (size_t c = 0; c < m->design.n_columns; c++) alone.beta[c] = columns[c] ? m->fit.beta[c] : 0;
    struct scores scores = scores_of(&m->design, &m->panel, &alone, false, &scratch);
    double auc = validation_ranks(&scores).auc;
    arena_free(&scratch);
    return auc;
}

/* From what attributes are known at the time, exits are told with an AUC of .65 to .80; far above that one of them knows the answer. */
static void warn_if_too_good(const struct validating *v, const struct fitted *m, double auc) {
    const double TOO_GOOD = 0.9, TELLING = 0.8;
    const char *worst = NULL;
    double most = 0;
    if (!(auc >= TOO_GOOD) || (m->cause && !strcmp(v->study->timeline.causes[m->cause], "retirement"))) return; /* age tells who retires, and may */
    bool *columns = ARENA_ARRAY(v->study->arena, bool, m->design.n_columns);
    for (size_t term = 0; term <= design_last_term(&m->design); term++) {
        const char *name = design_term(&m->design, term, columns);
        if (!name || !strncmp(name, "tenure", 6)) continue;
        double own = auc_of_term(m, columns);
        if (own <= most) continue;
        most = own;
        worst = name;
    }
    if (worst && most >= TELLING) {
        report_note(v->report, "warning", say(v->report, "Model “%s” is too good to be true: its AUC is %.2f, and “%s” alone gives %.2f. Is it filled in at the exit, or after it? Leave it out, or the forecast knows what it should predict.",
                                              "Model “%s” is te mooi om waar te zijn: de AUC is %.2f, en “%s” alleen geeft %.2f. Wordt dat pas bij of na het vertrek ingevuld? Laat het weg, anders kent de prognose het antwoord al."),
                    m->name, auc, worst, most);
        report_leak(v->report, worst);
    } else {
        report_note(v->report, "warning", say(v->report, "Model “%s” is too good to be true: its AUC is %.2f, where 0.65 to 0.80 is usual. Look for attributes that are filled in at the exit, or after it.",
                                              "Model “%s” is te mooi om waar te zijn: de AUC is %.2f, terwijl 0,65 tot 0,80 gebruikelijk is. Zoek naar kenmerken die pas bij of na het vertrek worden ingevuld."), m->name, auc);
    }
}

/* Attributes in the model of which it is known already that they know the answer. */
static void warn_of_leaks(const struct validating *v, const struct fitted *m) {
    bool *columns = ARENA_ARRAY(v->study->arena, bool, m->design.n_columns);
    for (size_t k = 0; k < v->study->n_attributes; k++) {
        const struct attribute *a = &v->study->attributes[k];
        bool used = false;
        for (size_t term = 0; a->leak && term <= design_last_term(&m->design); term++) {
            const char *name = design_term(&m->design, term, columns);
            used = used || (name && term_speaks_of(a->name, name));
        }
        if (!used) continue;
        report_note(v->report, "warning", say(v->report, "Model “%s” uses “%s”, which %s: is it filled in at the exit, or after it? Leave it out, or the forecast knows what it should predict.",
                                              "Model “%s” gebruikt “%s” (%s): wordt dat pas bij of na het vertrek ingevuld? Laat het weg, anders kent de prognose het antwoord al."), m->name, a->name, say_found(v->report, a->leak));
        report_leak(v->report, a->name);
    }
}

static void validate_model(const struct validating *v, const struct fitted *m) {
    if (!v->study->timeless) warn_of_leaks(v, m);
    add_row(v, m->name, "the model", "in sample", "all", people_of(&m->panel, m->in_sample.n), &m->in_sample);
    add_groups(v, m->name, "in sample", &m->panel, m->groups, m->n_groups);
    double later = test_out_of_time(v, m), left_out = m->job->folds > 1 ? test_left_out(v, m, isnan(later)) : NAN;
    warn_if_too_good(v, m, isnan(left_out) ? later : left_out);
}

void tables_validation(const struct study *study, const struct segment *segments, size_t n, const struct fits *fits, struct report *report) {
    struct validating v = {study, segments, n, report};
    bool any = false;
    for (size_t i = 0; i < fits->n; i++) any = any || (!fits->models[i].baseline && fits->models[i].fit.end == LOGISTIC_CONVERGED);
    if (!any) return;
    report_table(report, "validation", "Does each model deserve belief? Its scores on rows it was not fitted to, beside two plain rivals.", VALIDATION);
    report_table(report, "calibration", "Exits seen against those forecast, by tenth of the risk.", CALIBRATION);
    for (size_t i = 0; i < fits->n; i++) {
        if (!fits->models[i].baseline && fits->models[i].fit.end == LOGISTIC_CONVERGED) validate_model(&v, &fits->models[i]);
    }
}
