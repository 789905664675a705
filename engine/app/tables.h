/* tables.h: the models run on a study, and their results as the report's tables. */
#ifndef BEHOUD_APP_TABLES_H
#define BEHOUD_APP_TABLES_H

#include "engine/app/contributions.h"
#include "engine/app/study.h"

/* Puts the row being made in the families of its segment's margins: department x level adds up by either. */
void row_in_margins(struct report_table *table, const struct segment *segment, size_t level, const char *family);

/* The job's curves, looked up only. */
void curves_check(const struct study *study, struct diag *diag);

/* survival, survival_at, survival_quantiles, logrank, logrank_pairs, survival_differences, incidence, gray, parametric,
 * parametric_curves, hazard, hazard_smooth, early_attrition */
void tables_survival(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct diag *diag);

/* cox_coefficients, cox_fit, cox_terms, cox_proportionality, cox_curves, cox_residuals */
void tables_cox(const struct study *study, struct report *report, struct diag *diag);

/* The job's Cox models, looked up only. */
void cox_check(const struct study *study, struct diag *diag);

/* flows, turnover */
void tables_flows(const struct study *study, const struct segment *segments, size_t n, struct report *report);

/* logistic_coefficients, logistic_fit, logistic_terms, marginal_effects; fits one model for every cause that the forecast needs. */
void tables_logistic(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct fits *fits,
                     struct diag *diag);

/* The job's logistic models, looked up only. */
void logistic_check(const struct study *study, struct diag *diag);

/* validation, calibration: does each model deserve belief? */
void tables_validation(const struct study *study, const struct segment *segments, size_t n, const struct fits *fits, struct report *report);

/* drift: are those whose risk is forecast like those the models were fitted to? */
void tables_drift(const struct study *study, struct report *report);

/* marginal_effects of one model, of the people in each level */
void tables_effects_begin(struct report *report);
void tables_effects(const struct study *study, const struct fitted *m, struct report *report);

/* segment_drivers, individual_risk: what sets a segment, and where the job asks a person, apart from the company; and the audit below
 * of each model. */
void tables_reading(const struct study *study, const struct segment *segments, size_t n, const struct fits *fits, struct report *report);

/* fairness, fairness_proxies: is the model right for everybody alike, and what stands in for what the law protects? c: what its terms
 * add for the people there, n = 0 where there is no time. */
void tables_fairness_begin(const struct study *study, struct report *report);
void tables_fairness(const struct study *study, const struct fitted *m, const struct contributions *c, struct report *report);

/* What the audit found, as notes: of the protected table. */
void tables_fairness_notes(struct report *report);

/* vlootschouw, top_performers, critical_positions; and the words of the job's section talent, looked up only. */
void tables_talent(const struct study *study, const struct segment *segments, size_t n, const struct fits *fits, struct report *report, struct diag *diag);
void talent_check(const struct study *study, struct diag *diag);

/* Per row: would that person's leaving be regretted, as a top performer or the holder of a critical position? NULL when nothing says so. */
bool *talent_regretted(const struct study *study);

/* Critical positions, where the job says which they are: lines on which somebody holds one, holders there now, and who stand ready to succeed them
 * (NaN = not said). */
struct critical_posts {
    const bool *critical; /* [line] */
    double holders, ready;
    uint32_t cell; /* the ledger's, of the holders */
};
bool talent_critical(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct critical_posts *posts);

/* The section output: what goes from the job into scripts and style sheets as it is. Whatever draws must have checked it. */
void output_check(const struct job *job, struct diag *diag);

/* Every name the job uses, looked up; nothing is fitted. Every fault goes to the diag. */
void study_check_references(const struct study *study, struct diag *diag);

/* standards: ESRS S1-6, GRI 401-1, ISO 30414 and cost per hire, of the last twelve months; after the tables costs and mobility. */
void tables_standards(const struct study *study, const struct segment *segments, size_t n, struct report *report);

/* mobility, exit_reasons, span_of_control, coverage: who moved where, why people left, who has how many reports, who had a talk. */
void tables_moves(const struct study *study, const struct segment *segments, size_t n, struct report *report);

/* data_quality, rejects */
void tables_quality(const struct study *study, struct report *report);

#endif
