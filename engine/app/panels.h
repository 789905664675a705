/* panels.h: the study's person-period panels: the past, over which risk is fitted, and the periods ahead. */
#ifndef BEHOUD_APP_PANELS_H
#define BEHOUD_APP_PANELS_H

#include "engine/app/study.h"

/* The first day of the trends: that of the first period whose people are all seen. */
int32_t study_trend_from(const struct study *study);

/* Lays out the panel of a study, once. */
void study_lay_out_panel(struct study *study);

/* The panel with all exits, or those of one cause, as events. */
struct panel study_panel(const struct study *study, uint8_t cause);

/* A horizon: who was there on its day, and whether they left within its months; one period of the calendar. */
int32_t study_horizon_day(const struct study *study, const struct job_logistic *job);
int32_t study_horizon_end(const struct study *study, const struct job_logistic *job); /* the first day after it */
int32_t study_horizon_before(const struct study *study, const struct job_logistic *job); /* the day so many months before its day */
struct panel study_horizon(const struct study *study, const struct job_logistic *job, uint8_t cause);

/* The panel's periods [first, last) alone, as a panel of their own. */
struct panel panel_between(const struct panel *panel, size_t first, size_t last, struct arena *arena);

/* The periods ahead for whoever is there; last_share is how much of the last one lies in the horizon. */
struct panel study_future(const struct study *study, double *last_share);

#endif
