/* overlaps.h: spells of one person that cannot both be true. */
#ifndef BEHOUD_HISTORY_OVERLAPS_H
#define BEHOUD_HISTORY_OVERLAPS_H

#include "engine/history/timeline.h"

/* Calls refuse(row, other, twice, context) for each spell that overlaps an earlier one (`other`) of the same person:
 * people are counted once. twice: it has the same first and last day. Spells of a person are taken in order of hire, of
 * exit, then of row. For timelines with dates and ids. O(n log n) in the spells of people who have several. */
void overlaps_find(const struct timeline *timeline, size_t n_people,
                   void (*refuse)(size_t row, size_t other, bool twice, void *context), void *context);

#endif
