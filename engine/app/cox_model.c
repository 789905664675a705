#include "engine/app/cox_model.h"

#include "engine/app/model_rows.h"
#include "engine/app/terms.h"
#include "engine/report/wording.h"

#include <math.h>
#include <string.h>

/* A column of numbers over the lines; NULL when the job names none, or what it names is not one. */
static const double *number_column(const struct study *study, const struct cox_lines *lines, const struct word *word, struct diag *diag) {
    const struct column *column = model_number(study, word, diag);
    if (!column) return NULL;
    double *out = ARENA_ARRAY(study->arena, double, lines->n + 1);
    for (size_t k = 0; k < lines->n; k++) out[k] = column_number(column, lines->line ? lines->line[k] : k);
    return out;
}

/* Lines without a weight above 0 or an offset are not used, and that is said. */
static void leave_out(struct report *report, struct cox_model *m) {
    size_t without = 0;
    for (size_t k = 0; k < m->lines.n; k++) {
        double weight = m->problem.spells.weight ? m->problem.spells.weight[k] : 1, offset = m->problem.offset ? m->problem.offset[k] : 0;
        if (!m->lines.include[k] || (weight > 0 && isfinite(weight) && isfinite(offset))) continue;
        m->lines.include[k] = 0;
        without++;
    }
    if (without) report_note(report, "models", say(report, "Model “%s”: %zu lines have no weight above 0 or no offset, and are not used.", "Model “%s”: %zu regels hebben geen gewicht boven 0 of geen offset, en zijn niet gebruikt."), m->name, without);
}

static uint32_t *over_lines(const struct study *study, const struct cox_lines *lines, const uint32_t *codes) {
    uint32_t *out = ARENA_ARRAY(study->arena, uint32_t, lines->n + 1);
    for (size_t k = 0; k < lines->n; k++) out[k] = codes[lines->line ? lines->line[k] : k];
    return out;
}

/* Rows whose cluster is not known stand alone. */
static void set_cluster(const struct study *study, struct cox_model *m, struct diag *diag) {
    m->cluster = groups_of(study, &m->job->cluster, diag);
    if (!m->cluster.code) return;
    m->cluster.code = over_lines(study, &m->lines, m->cluster.code);
    for (size_t k = 0; k < m->lines.n; k++) {
        if (!m->cluster.code[k]) m->cluster.code[k] = (uint32_t)++m->cluster.n;
    }
}

static struct model_words words_of(const struct job_cox *job) {
    return (struct model_words){"Cox model", job->name.text, &job->terms, job->missing, {&job->cluster, &job->weights, &job->offset, &job->frailty.group}, 4, &job->strata, NULL};
}

/* The groups as one more factor, the last. */
static bool add_frailty(const struct study *study, struct cox_model *m, struct diag *diag) {
    struct arena *arena = study->arena;
    if (m->groups.n > FRAILTY_GROUPS_MOST) {
        diag_add(diag, SEVERITY_ERROR, m->job->frailty.group.at, "\"%s\" has %zu groups; a frailty is fitted for %d at most. Take {cluster: %s} for errors that allow for them",
                 m->job->frailty.group.text, m->groups.n, FRAILTY_GROUPS_MOST, m->job->frailty.group.text);
        return false;
    }
    struct design_factor *factors = ARENA_ARRAY(arena, struct design_factor, m->design.n_factors + 1);
    const char **labels = ARENA_ARRAY(arena, const char *, m->groups.n + 2);
    for (size_t g = 1; g <= m->groups.n; g++) labels[g] = m->groups.labels ? m->groups.labels[g] : "";
    labels[m->groups.n + 1] = "(missing)";
    if (m->design.n_factors) memcpy(factors, m->design.factors, m->design.n_factors * sizeof *factors);
    factors[m->design.n_factors++] = (struct design_factor){.name = m->job->frailty.group.text, .term = SIZE_MAX, .labels = labels, .n_levels = m->groups.n + 1,
                                                            .reference = 1, .codes = {over_lines(study, &m->lines, m->groups.code), 4, 0},
                                                            .missing_level = m->groups.n + 1};
    m->design.factors = factors;
    design_layout(&m->design, arena);
    return true;
}

bool cox_model_set_up(const struct study *study, struct report *report, struct diag *diag, struct cox_model *m) {
    size_t errors = diag->errors;
    uint8_t cause = study_cause(study, &m->job->cause, diag);
    struct design design;
    m->cause = cause ? study->timeline.causes[cause] : "all";
    m->panel = split_panel(study, cause, study->arena);
    struct model_words words = words_of(m->job);
    model_missing(study, &words, report, (uint8_t *)m->panel.include);
    bool built = terms_cox(study, m->job, &m->panel, &design, diag);
    m->lines = split_lines(study, cause, m->panel.include, m->job, study->arena);
    m->problem = (struct cox_problem){.design = &m->design, .ties = m->job->ties == TIES_BRESLOW ? COX_BRESLOW : COX_EFRON, .usable = m->lines.include,
                                      .spells = {.n = m->lines.n, .entry = m->lines.entry, .exit = m->lines.exit, .event = m->lines.event, .n_strata = 1}};
    m->problem.spells.weight = number_column(study, &m->lines, &m->job->weights, diag);
    m->problem.offset = number_column(study, &m->lines, &m->job->offset, diag);
    if (m->job->strata.count) {
        m->strata = study_segment(study, &m->job->strata, diag);
        if (m->strata.name) {
            uint32_t *codes = ARENA_ARRAY(study->arena, uint32_t, study->table.n_rows + 1);
            values_codes(column_values(&m->strata.levels), 0, study->table.n_rows, codes);
            m->problem.spells.stratum = over_lines(study, &m->lines, codes);
            m->problem.spells.n_strata = m->strata.levels.n_levels;
        }
    }
    if (m->job->cluster.text && m->job->frailty.group.text) {
        diag_add(diag, SEVERITY_ERROR, m->job->cluster.at, "\"cluster\" and \"frailty\" both allow for what a group shares; choose one");
    }
    if (m->job->cluster.text) set_cluster(study, m, diag);
    if (m->job->frailty.group.text) m->groups = groups_of(study, &m->job->frailty.group, diag);
    if (!built || diag->errors > errors) return false;
    m->terms = m->design = split_design(study, m->job, &m->lines, &design);
    if (m->job->frailty.group.text && !add_frailty(study, m, diag)) return false;
    leave_out(report, m);
    return true;
}

bool cox_model_is_plain(const struct job_cox *job) { return job->ridge == 0 && !job->frailty.group.text; }
