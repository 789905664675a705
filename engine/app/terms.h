/* terms.h: a job's model terms made into a design over the people's panel. */
#ifndef BEHOUD_APP_TERMS_H
#define BEHOUD_APP_TERMS_H

#include "engine/app/panels.h"
#include "engine/app/study.h"
#include "models/logistic.h"

/* The design of a model's terms (or the default ones when it has none). false when a term is refused. */
bool terms_design(const struct study *study, const struct job_logistic *model, const struct panel *panel, struct design *design,
                  struct diag *diag);

/* The same for a Cox model, over the lines of the timeline; effects that differ by tenure are not told apart yet (split.h). */
bool terms_cox(const struct study *study, const struct job_cox *model, const struct panel *panel, struct design *design, struct diag *diag);

/* The same columns over made-up people: with the means and knots of the study that the model is fitted to. */
bool terms_cox_alike(const struct study *people, const struct panel *panel, const struct study *study, const struct panel *fitted_panel,
                     const struct job_cox *model, struct design *design, struct diag *diag);

/* Bands of tenure, a segment (NULL = none), or both: the model of causes for which the job names none, and what a model has to beat.
 * false when it has no term. */
bool terms_plain(const struct study *study, const struct segment *segment, bool tenure, const struct panel *panel, struct design *design);

/* Is the term of that name about the attribute (or the logarithm of it) too: by itself or crossed with another? */
bool term_speaks_of(const char *attribute, const char *term);

#endif
