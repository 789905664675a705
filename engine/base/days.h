/* days.h: calendar days as whole numbers since 1970-01-01 (proleptic Gregorian), and the periods they fall in.
 *
 * Conversions after Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days). */
#ifndef BEHOUD_BASE_DAYS_H
#define BEHOUD_BASE_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_MISSING INT32_MIN

struct civil {
    int year, month, day; /* month and day from 1 */
};

int32_t days_from_civil(int year, int month, int day);
struct civil days_to_civil(int32_t day);
bool days_valid(int year, int month, int day);

/* The same day of the month so many months before; where that month is too short, the first of the next: 2024-02-29 less a year is 2023-03-01. */
int32_t days_months_before(int32_t day, int months);

/* "2026-09-30"; `out` holds 40 characters. Returns out. */
char *days_format(int32_t day, char out[40]);

/* Reads exactly yyyy-mm-dd; false when it is not a day of the calendar. */
bool days_parse_iso(const char *text, int32_t *day);

enum period_step { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

/* Periods are numbered; period_of is the number of the one holding `day`, period_first its first day. */
int32_t period_of(int32_t day, enum period_step step);
int32_t period_first(int32_t period, enum period_step step);
int32_t period_days(int32_t period, enum period_step step);
int period_months(enum period_step step);

/* "2026-09", "2026Q3" or "2026"; `out` holds 40 characters. Returns out. */
char *period_format(int32_t period, enum period_step step, char out[40]);

#endif
