/* terms.h: a job's model terms made into a design over the people's panel. */
#ifndef BEHOUD_APP_TERMS_H
#define BEHOUD_APP_TERMS_H

#include "engine/app/study.h"
#include "models/logistic.h"

/* The first day of the trends: that of the first period whose people are all seen. */
int32_t study_trend_from(const struct study *study);

/* Lays out the panel of a study, once. */
void study_lay_out_panel(struct study *study);

/* The panel with all exits, or those of one cause, as events. */
struct panel study_panel(const struct study *study, uint8_t cause);

/* The periods ahead for whoever is there; last_share is how much of the last one lies in the horizon. */
struct panel study_future(const struct study *study, double *last_share);

/* The design of a model's terms (or the default ones when it has none). false when a term is refused. */
bool terms_design(const struct study *study, const struct job_logistic *model, const struct panel *panel, struct design *design,
                  struct diag *diag);

/* Tenure bands and one segment alone: the model of causes for which the job names none. */
void terms_baseline(const struct study *study, const struct segment *segment, const struct panel *panel, struct design *design);

#endif
