/* wording.h: how numbers, amounts and days are said in the reader's language; the words of tables are in lexicon.h. */
#ifndef BEHOUD_REPORT_WORDING_H
#define BEHOUD_REPORT_WORDING_H

#include "engine/report/lexicon.h"

/* A share of fewer expected leavers is chance: no group is singled out by it. */
enum { LEAVERS_LEAST = 5 };

/* 1,234 | 1.234: whole numbers. */
const char *say_count(const struct report *report, double x);

/* 12.3% | 12,3%. */
const char *say_share(const struct report *report, double share);

/* With `decimals` decimals: 1.23 | 1,23. */
const char *say_number(const struct report *report, double x, int decimals);

/* €7.21 million, €8,710 | € 7,21 miljoen, € 8.710: three significant digits, never finer than one; below zero with a minus. */
const char *say_money(const struct report *report, double x);

/* The same without the currency: 29,800,000. */
const char *say_amount(const struct report *report, double x);

/* 77%, or "more than 99%": draws tell a chance no finer. */
const char *say_chance(const struct report *report, double chance);

/* "1 leaver", "1,408 leavers". */
const char *say_how_many(const struct report *report, double n, const char *one, const char *many);

/* "a, b and c". */
const char *say_list(const struct report *report, const char *const *items, size_t n);

/* 30 September 2026 | 30 september 2026, from yyyy-mm-dd. */
const char *say_day(const struct report *report, const char *iso);

/* Does as_of end a period of the trends? What stands in their last row is of whole ones then. */
bool say_whole_periods(const struct report *report);

/* The horizon: "12 months" | "12 maanden", "month" | "maand" for one. */
const char *say_months(const struct report *report);

/* A row of logistic_coefficients as it is told: an effect too small to see per unit is told per standard deviation. */
struct told_ratio {
    double ratio, lower, upper;
    const char *step; /* "" for a category, "+1", or "+13,000" */
};
struct told_ratio say_ratio(const struct report *report, const struct report_table *coefficients, size_t row);

/* "of their own will": how people of a cause leave. */
const char *say_cause(const struct report *report, const char *cause);

/* Either of two texts, by language. */
const char *say(const struct report *report, const char *english, const char *dutch);

/* "odds of leaving", or of the job's own outcome. */
const char *say_odds(const struct report *report);

#endif
