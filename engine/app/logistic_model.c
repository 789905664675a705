#include "engine/app/logistic_model.h"

#include "engine/app/model_rows.h"
#include "engine/app/panels.h"
#include "engine/app/terms.h"
#include "engine/report/wording.h"
#include "models/cross_validation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_FOR_TESTS = 200000 }; /* a fit a term and a fold is not for the largest companies unless asked for */

struct job_logistic logistic_model_usual(const struct study *study) {
    return (struct job_logistic){.day = DAY_MISSING, .months = 12, .missing = MISSING_INDICATOR, .term_tests = study->timeline.n <= LINES_FOR_TESTS, .folds = study->timeline.n <= LINES_FOR_TESTS ? 5 : 0};
}

/* --- the rows ------------------------------------------------------------------------------------------------------ */

static int32_t first_observed(const struct study *study) {
    const struct timeline *t = &study->timeline;
    int32_t first = t->as_of;
    for (size_t i = 0; i < t->n; i++) {
        if (t->used[i] && t->exit[i] > t->entry[i] && t->hired[i] + t->entry[i] + 1 < first) first = t->hired[i] + t->entry[i] + 1;
    }
    return first;
}

static bool nobody_there(const struct study *study, const struct job_logistic *job) {
    struct panel panel = study_horizon(study, job, 0);
    for (size_t i = 0; i < panel.n; i++) {
        if (panel_count(&panel, i)) return false;
    }
    return true;
}

static bool check_design(const struct study *study, const struct job_logistic *job, struct diag *diag) {
    size_t errors = diag->errors;
    bool dates = study->timeline.hired != NULL;
    if (job->design != DESIGN_HORIZON && job->day_at.line) diag_add(diag, SEVERITY_ERROR, job->day_at, "\"at\" goes with design: horizon");
    if (job->design == DESIGN_HORIZON && !dates) {
        diag_add(diag, SEVERITY_ERROR, job->at, "design: horizon asks who was there on a day; it needs \"hired\" and \"left\" with dates");
    } else if (job->design == DESIGN_HORIZON && study_horizon_end(study, job) > study->timeline.as_of + 1) {
        diag_add(diag, SEVERITY_ERROR, job->day_at.line ? job->day_at : job->at, "%d months after \"at\" are not over on as_of; give an earlier \"at\" or fewer months", job->months);
    }
    if (job->design == DESIGN_HORIZON && diag->errors == errors && nobody_there(study, job)) {
        char day[40], first[40];
        diag_add(diag, SEVERITY_ERROR, job->day_at.line ? job->day_at : job->at, "nobody was there on %s and followed from then on: people are observed from %s; give a later \"at\" or fewer months",
                 days_format(study_horizon_day(study, job), day), days_format(first_observed(study), first));
    }
    return diag->errors == errors;
}

/* What the rows of a horizon are. */
static void note_horizon(const struct study *study, const struct job_logistic *job, struct report *report) {
    struct panel panel = study_horizon(study, job, 0);
    char day[40], last[40];
    size_t there = 0, whole = 0;
    for (size_t i = 0; i < panel.n; i++) {
        there += study->timeline.used[i] && timeline_present(&study->timeline, i, study_horizon_day(study, job));
        whole += panel_count(&panel, i);
    }
    report_note(report, "panel", say(report, "Model “%s”: of the %zu people there on %s, the %zu followed until they left or until %s; the others are left out. Attributes are those in force on that day; from a file without histories, those of the export.",
                                     "Model “%s”: van de %zu mensen die er waren op %s, de %zu die zijn gevolgd tot ze vertrokken of tot %s; de anderen blijven weg. De kenmerken zijn die van die dag; uit een bestand zonder historie die van de export."),
                job->name.text, there, days_format(study_horizon_day(study, job), day), whole, days_format(study_horizon_end(study, job) - 1, last));
}

static double *numbers_of(const struct study *study, const struct word *word, struct diag *diag) {
    const struct column *column = model_number(study, word, diag);
    if (!column) return NULL;
    double *out = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    for (size_t i = 0; i < study->timeline.n; i++) out[i] = column_number(column, i);
    return out;
}

/* Lines without a weight above 0 or an offset are not used, and that is said. */
static void leave_out(struct report *report, const struct fitted *m, size_t n, uint8_t *include) {
    size_t without = 0;
    for (size_t i = 0; i < n; i++) {
        double weight = m->weight ? m->weight[i] : 1, offset = m->offset ? m->offset[i] : 0;
        if (!include[i] || (weight > 0 && isfinite(weight) && isfinite(offset))) continue;
        include[i] = 0;
        without++;
    }
    for (size_t i = 0; i < n; i++) { /* what is not used must not spoil a sum */
        if (include[i]) continue;
        if (m->weight) m->weight[i] = 0;
        if (m->offset) m->offset[i] = 0;
    }
    if (without) report_note(report, "models", say(report, "Model “%s”: %zu lines have no weight above 0 or no offset, and are not used.", "Model “%s”: %zu regels hebben geen gewicht boven 0 of geen offset, en zijn niet gebruikt."), m->name, without);
}

static bool parse_ridge(const struct word *word, double *ridge, struct diag *diag) {
    char *end;
    *ridge = 0;
    if (!word->text || !strcmp(word->text, "cv")) return true;
    *ridge = strtod(word->text, &end);
    if (end != word->text && !*end && *ridge >= 0 && *ridge <= 1e9) return true;
    diag_add(diag, SEVERITY_ERROR, word->at, "\"ridge\" is \"%s\"; expected a number from 0 to 1e9, or cv", word->text);
    return false;
}

/* Lines whose cluster is not known stand alone. */
static void set_cluster(const struct study *study, struct fitted *m, struct diag *diag) {
    m->cluster = groups_of(study, &m->job->cluster, diag);
    for (size_t i = 0; i < study->timeline.n && m->cluster.code; i++) {
        if (!m->cluster.code[i]) m->cluster.code[i] = (uint32_t)++m->cluster.n;
    }
}

bool logistic_model_set_up(const struct study *study, const struct job_logistic *job, struct report *report, struct diag *diag, struct fitted *m) {
    size_t errors = diag->errors, n = study->timeline.n;
    double ridge;
    *m = (struct fitted){.name = job->name.text, .job = job, .cause = study_cause(study, &job->cause, diag)};
    if (!check_design(study, job, diag) || !parse_ridge(&job->ridge, &ridge, diag)) return false;
    if (job->firth && job->ridge.text) diag_add(diag, SEVERITY_ERROR, job->ridge.at, "\"ridge\" and \"firth\" both shrink; choose one");
    if (job->design == DESIGN_HORIZON) note_horizon(study, job, report);
    m->panel = job->design == DESIGN_HORIZON ? study_horizon(study, job, m->cause) : study_panel(study, m->cause);
    uint8_t *include = ARENA_ARRAY(study->arena, uint8_t, n + 1);
    for (size_t i = 0; i < n; i++) include[i] = study->timeline.used[i] && (!m->panel.include || m->panel.include[i]);
    struct model_words words = {"Model", m->name, &job->terms, job->missing, {&job->cluster, &job->weights, &job->offset}, 3, NULL, m->panel.from_start ? &m->panel : NULL};
    model_missing(study, &words, report, include);
    m->weight = numbers_of(study, &job->weights, diag);
    m->offset = numbers_of(study, &job->offset, diag);
    leave_out(report, m, n, include);
    m->panel.include = include;
    m->panel.weight = m->weight;
    m->panel.offset = m->offset;
    if (m->panel.spans) panel_prepare(&m->panel, study->arena);
    if (job->cluster.text) set_cluster(study, m, diag);
    return terms_design(study, job, &m->panel, &m->design, diag) && diag->errors == errors;
}

/* --- the fit --------------------------------------------------------------------------------------------------------- */

struct logistic_fit logistic_model_refit(const struct fitted *m, const struct panel *panel, const double *start, struct arena *arena) {
    return logistic_fit(&m->design, panel, &(struct logistic_options){m->fit.ridge, m->fit.firth, start}, arena);
}

void logistic_model_fit(const struct study *study, struct report *report, struct fitted *m) {
    struct logistic_options options = {.firth = m->job->firth};
    if (m->job->ridge.text && !strcmp(m->job->ridge.text, "cv")) {
        size_t folds = m->job->folds > 1 ? (size_t)m->job->folds : 5;
        options.ridge = cross_validation_ridge(&m->design, &m->panel, study->timeline.person, folds, (uint64_t)study->job.seed);
        if (options.ridge > 0) report_note(report, "models", say(report, "Model “%s”: a ridge of %.4g predicts people left out best (cross-validation in %zu parts).", "Model “%s”: een ridge van %.4g voorspelt weggelaten mensen het best (kruisvalidatie in %zu delen)."), m->name, options.ridge, folds);
    } else if (m->job->ridge.text) {
        options.ridge = strtod(m->job->ridge.text, NULL);
    }
    m->fit = logistic_fit(&m->design, &m->panel, &options, study->arena);
    if (!m->cluster.code || m->fit.end != LOGISTIC_CONVERGED) return;
    m->robust = ARENA_ARRAY(study->arena, double, m->fit.p * m->fit.p + 1);
    double groups = logistic_robust(&m->design, &m->panel, &m->fit, m->cluster.code, m->cluster.n, m->robust);
    if (groups > (double)m->fit.p) return;
    report_note(report, "models", say(report, "Model “%s”: %.0f groups in “%s” are too few for robust errors of %zu columns; none are given.", "Model “%s”: %.0f groepen in “%s” zijn te weinig voor robuuste fouten van %zu kolommen; ze worden niet gegeven."), m->name, groups, m->job->cluster.text, m->fit.p);
    m->robust = NULL;
}
