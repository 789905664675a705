/* last_year.h: the twelve months to as_of, which need not end a period of the trends. */
#ifndef BEHOUD_APP_LAST_YEAR_H
#define BEHOUD_APP_LAST_YEAR_H

#include "engine/app/study.h"

/* Its first day. */
int32_t last_year_from(const struct study *study);

/* Does as_of end a period? Then the twelve months are whole periods. */
bool last_year_is_whole(const struct study *study);

/* Everybody's exits in it over their average headcount; NaN where trends begin later. O(lines). */
double last_year_rate(const struct study *study);

/* May its exits be told by cause? Less whole periods they would tell the causes of those who left in a part of one: 0 or `least` at the least, on
 * either side of its first day. O(lines). */
bool last_year_causes_told(const struct study *study, double least);

#endif
