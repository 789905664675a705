#include "engine/base/days.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int32_t days_from_civil(int year, int month, int day) {
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil days_to_civil(int32_t day) {
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    int month = shifted_month + (shifted_month < 10 ? 3 : -9);
    return (struct civil){year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

bool days_valid(int year, int month, int day) {
    static const int LENGTHS[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= LENGTHS[month] + (leap && month == 2);
}

int32_t days_months_before(int32_t day, int months) {
    struct civil civil = days_to_civil(day);
    int month = civil.year * 12 + civil.month - 1 - months;
    bool there = days_valid(month / 12, month % 12 + 1, civil.day);
    return there ? days_from_civil(month / 12, month % 12 + 1, civil.day) : days_from_civil((month + 1) / 12, (month + 1) % 12 + 1, 1);
}

char *days_format(int32_t day, char out[40]) {
    struct civil civil = days_to_civil(day);
    snprintf(out, 40, "%04d-%02d-%02d", civil.year % 10000, civil.month, civil.day);
    return out;
}

bool days_parse_iso(const char *text, int32_t *day) {
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-') return false;
    for (int i = 0; i < 10; i++) {
        if (i != 4 && i != 7 && !isdigit((unsigned char)text[i])) return false;
    }
    int year = atoi(text), month = atoi(text + 5), date = atoi(text + 8);
    if (!days_valid(year, month, date)) return false;
    *day = days_from_civil(year, month, date);
    return true;
}

int period_months(enum period_step step) { return step == PERIOD_MONTH ? 1 : step == PERIOD_QUARTER ? 3 : 12; }

static int32_t floor_div(int32_t a, int32_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

int32_t period_of(int32_t day, enum period_step step) {
    struct civil civil = days_to_civil(day);
    return floor_div(civil.year * 12 + civil.month - 1, period_months(step));
}

int32_t period_first(int32_t period, enum period_step step) {
    int32_t months = period * period_months(step), year = floor_div(months, 12);
    return days_from_civil(year, months - year * 12 + 1, 1);
}

int32_t period_days(int32_t period, enum period_step step) {
    return period_first(period + 1, step) - period_first(period, step);
}

char *period_format(int32_t period, enum period_step step, char out[40]) {
    struct civil first = days_to_civil(period_first(period, step));
    int year = first.year % 10000, month = (first.month - 1) % 12;
    if (step == PERIOD_YEAR) {
        snprintf(out, 40, "%04d", year);
    } else if (step == PERIOD_QUARTER) {
        snprintf(out, 40, "%04dQ%d", year, month / 3 + 1);
    } else {
        snprintf(out, 40, "%04d-%02d", year, month + 1);
    }
    return out;
}
