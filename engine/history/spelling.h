/* spelling.h: categories that differ in capitals and blanks only. */
#ifndef BEHOUD_HISTORY_SPELLING_H
#define BEHOUD_HISTORY_SPELLING_H

#include "engine/data/table.h"
#include "engine/history/quality.h"

/* Finds the categories of a column that are one but for capitals (of ASCII and Latin-1 letters) and blanks, and reports
 * them. `merge`: their rows all get the most frequent spelling; the others then have no rows. O(rows + levels log levels). */
void spelling_check(struct table *table, struct column *column, bool merge, struct arena *arena, struct quality *quality);

#endif
