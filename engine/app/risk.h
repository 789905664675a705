/* risk.h: the timeline as the survival models read it. */
#ifndef BEHOUD_APP_RISK_H
#define BEHOUD_APP_RISK_H

#include "engine/app/study.h"
#include "models/spells.h"

/* Spells at risk of leaving for `cause` (0 = any), by the categories of `levels` (NULL = all together). Lines of one
 * spell that follow each other in one category are one: a change of something else is no end of observation. */
struct spells risk_spells(const struct study *study, const struct column *levels, uint8_t cause, struct arena *arena);

/* How many people are behind each stratum (from 1). */
double *risk_people(const struct study *study, const struct column *levels, size_t n_strata, struct arena *arena);

#endif
