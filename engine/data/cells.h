/* cells.h: one cell's text to a number or a day, exactly and fast.
 *
 * A number of at most 15 digits is its digits over a power of ten, both exact, so one division gives the nearest double
 * (Clinger 1990, "How to read floating point numbers accurately", PLDI '90, the fast case); the rest goes to strtod. */
#ifndef BEHOUD_DATA_CELLS_H
#define BEHOUD_DATA_CELLS_H

#include "engine/base/days.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cell {
    const char *s;
    size_t length;
};

/* digits / 10^scale when exact; else value alone holds it. */
struct cell_number {
    int64_t digits;
    int scale;
    bool exact;
    double value;
};

/* Reads a number with `decimal` as its mark ('.' or ','); the other mark may group thousands (in threes).
 * false when the cell is no number. */
bool cell_number(struct cell cell, char decimal, struct cell_number *number);

enum date_order { DATE_YMD, DATE_DMY, DATE_MDY, DATE_COMPACT, DATE_QUARTER, DATE_MONTH, DATE_ORDERS };

/* Reads a day in that order (two-digit parts may have one digit; '-', '/' or '.' between; a time behind a day is
 * dropped). false when it is no day of the calendar. */
bool cell_day(struct cell cell, enum date_order order, int32_t *day);

const char *date_order_name(enum date_order order);

#endif
