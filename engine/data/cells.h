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
#include <string.h>

struct cell {
    const char *s;
    size_t length;
};

/* What a number's marks say about which of '.' and ',' is the decimal one. */
enum mark_says { MARKS_NOTHING, MARKS_EITHER, MARKS_PROVE };

/* digits / 10^scale when exact; else value alone holds it. */
struct cell_number {
    int64_t digits;
    int scale;
    bool exact;
    double value;
    enum mark_says says; /* "1.500" may be a thousand and a half or one and a half; "1.5" and "0.125" may not */
};

/* Reads a number with `decimal` as its mark ('.' or ','); the other mark may group thousands (in threes).
 * A sign of money, blanks among the thousands and a ",-" behind are passed over. false when the cell is no number. */
bool cell_number(struct cell cell, char decimal, struct cell_number *number);

/* "0042" is a code, not a number; "0.42" and "0" are numbers. */
static inline bool cell_is_code(struct cell cell) {
    return cell.length > 1 && cell.s[0] == '0' && cell.s[1] >= '0' && cell.s[1] <= '9';
}

enum date_order { DATE_YMD, DATE_DMY, DATE_MDY, DATE_COMPACT, DATE_QUARTER, DATE_MONTH, DATE_SERIAL, DATE_ORDERS };

/* Reads a day in that order (two-digit parts may have one digit; '-', '/' or '.' between; a month may be its name in
 * English or Dutch, as 01-MAR-2024 or 1 mrt 2024; a year of two digits is one of 1950 to 2049; a time behind a day is
 * dropped). DATE_SERIAL is Excel's number of a day, from 1954 to 2100. false when it is no day of the calendar. */
bool cell_day(struct cell cell, enum date_order order, int32_t *day);

/* Is the day's year written with two digits? For a cell that cell_day reads. */
bool cell_short_year(struct cell cell, enum date_order order);

enum { CELL_SLACK = 16 }; /* bytes that may be read past a cell's end where a function says so */

/* The whole number of up to 8 digits and nothing else that the cell is; -1 when it is none. Reads CELL_SLACK bytes past. */
static inline int64_t cell_digits(struct cell cell) {
    uint64_t word;
    if (cell.length == 0 || cell.length > 8 || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) return -1;
    memcpy(&word, cell.s, 8);
    word = (word ^ 0x3030303030303030u) << (8 * (8 - cell.length)); /* digits 0..9, zeros in front: first byte is lowest */
    uint64_t over = ((word + 0x7676767676767676u) | word) & 0x8080808080808080u;
    if (over) return -1;
    word = (word * 10 + (word >> 8)) & 0x00FF00FF00FF00FFu;
    word = (word * 100 + (word >> 16)) & 0x0000FFFF0000FFFFu;
    return (int64_t)((word * 10000 + (word >> 32)) & 0xFFFFFFFFu);
}

const char *date_order_name(enum date_order order);

#endif
