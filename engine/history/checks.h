/* checks.h: what is odd about a column of a file, and worth a look before anybody believes a result. */
#ifndef BEHOUD_HISTORY_CHECKS_H
#define BEHOUD_HISTORY_CHECKS_H

#include "engine/data/table.h"
#include "engine/history/quality.h"

/* Reports, with a count and the first line: a column with one value only; categories that are nearly all different;
 * a year in which the column is mostly missing though it is known in others (`when` is the day each row is about, NULL =
 * not known); ages and years of birth that nobody has; pay of nothing or less, or over fifty times or under a fiftieth of the
 * median. Nothing is changed. O(rows). */
void checks_column(const struct table *table, const struct column *column, const struct column *when, struct arena *arena,
                   struct quality *quality);

/* Rows that are equal in every column that was read, where no id tells people apart. O(rows x columns). */
void checks_duplicates(const struct table *table, struct quality *quality);

#endif
