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

/* The periods ahead for whoever is there; last_share is how much of the last one lies in the horizon. */
struct panel study_future(const struct study *study, double *last_share);

#endif
