#include "engine/data/cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c) { return (unsigned char)(c - '0') < 10; }

/* Whatever the fast path leaves: exponents, more digits than a double holds. */
static bool slow_number(struct cell cell, char decimal, struct cell_number *number) {
    char buffer[64], *end;
    size_t n = 0;
    for (size_t i = 0; i < cell.length; i++) {
        char c = cell.s[i];
        if (n + 1 >= sizeof buffer || !(is_digit(c) || c == decimal || c == '-' || c == '+' || c == 'e' || c == 'E')) {
            return false;
        }
        buffer[n++] = c == decimal ? '.' : c;
    }
    buffer[n] = '\0';
    number->exact = false;
    number->value = strtod(buffer, &end);
    return n && *end == '\0' && isfinite(number->value);
}

bool cell_number(struct cell cell, char decimal, struct cell_number *number) {
    const char *s = cell.s, *end = s + cell.length, group = decimal == '.' ? ',' : '.';
    bool negative = s < end && *s == '-';
    if (s < end && (*s == '-' || *s == '+')) s++;
    int64_t digits = 0;
    int count = 0, scale = 0, group_digits = -1; /* digits since the last thousands mark; -1 = none seen */
    for (; s < end && (is_digit(*s) || *s == group); s++) {
        if (*s == group) {
            if (count == 0 || (group_digits >= 0 ? group_digits != 3 : count > 3)) return false;
            group_digits = 0;
            continue;
        }
        if (++count > 15) return slow_number(cell, decimal, number);
        if (group_digits >= 0) group_digits++;
        digits = digits * 10 + (*s - '0');
    }
    if (group_digits >= 0 && group_digits != 3) return false;
    if (s < end && *s == decimal) {
        for (s++; s < end && is_digit(*s); s++, scale++) {
            if (++count > 15) return slow_number(cell, decimal, number);
            digits = digits * 10 + (*s - '0');
        }
    }
    if (s != end || count == 0) return count > 0 && slow_number(cell, decimal, number);
    number->digits = negative ? -digits : digits;
    number->scale = scale;
    number->exact = true;
    return true;
}

static int two_digits(const char *s) { return (s[0] - '0') * 10 + (s[1] - '0'); }

/* Up to three numbers with one mark between; returns how many were read and where the last ended. */
static int read_parts(struct cell cell, int part[3], size_t digits[3], size_t *end) {
    size_t i = 0;
    int count = 0;
    char mark = 0;
    while (count < 3) {
        size_t from = i;
        int value = 0;
        for (; i < cell.length && is_digit(cell.s[i]) && i - from < 5; i++) value = value * 10 + (cell.s[i] - '0');
        if (i == from) return 0;
        part[count] = value;
        digits[count++] = i - from;
        if (count == 3) break;
        if (i == cell.length || !strchr("-/.", cell.s[i]) || (mark && mark != cell.s[i])) return 0;
        mark = cell.s[i++];
    }
    *end = i;
    return count;
}

/* What may follow a day: nothing, or a time such as "T00:00:00" or " 0:00". */
static bool is_time(struct cell cell, size_t from) {
    if (from == cell.length) return true;
    if (cell.s[from] != ' ' && cell.s[from] != 'T') return false;
    for (size_t i = from + 1; i < cell.length; i++) {
        if (!is_digit(cell.s[i]) && !strchr(":.+-Z APMapm", cell.s[i])) return false;
    }
    return from + 1 < cell.length;
}

static bool civil_day(int year, int month, int day, int32_t *out) {
    if (!days_valid(year, month, day)) return false;
    *out = days_from_civil(year, month, day);
    return true;
}

static bool parted_day(struct cell cell, enum date_order order, int32_t *day) {
    int part[3];
    size_t digits[3], end = 0;
    if (read_parts(cell, part, digits, &end) != 3 || !is_time(cell, end)) return false;
    int year_at = order == DATE_YMD ? 0 : 2;
    if (digits[year_at] != 4 || digits[1] > 2 || digits[2 - year_at] > 2) return false;
    if (order == DATE_YMD) return civil_day(part[0], part[1], part[2], day);
    if (order == DATE_DMY) return civil_day(part[2], part[1], part[0], day);
    return civil_day(part[2], part[0], part[1], day);
}

static bool year_of(struct cell cell, int *year) {
    if (cell.length < 4) return false;
    for (int i = 0; i < 4; i++) {
        if (!is_digit(cell.s[i])) return false;
    }
    *year = two_digits(cell.s) * 100 + two_digits(cell.s + 2);
    return true;
}

bool cell_day(struct cell cell, enum date_order order, int32_t *day) {
    const char *s = cell.s;
    int year;
    if (order == DATE_YMD && cell.length == 10 && s[4] == '-' && s[7] == '-' && year_of(cell, &year) &&
        is_digit(s[5]) && is_digit(s[6]) && is_digit(s[8]) && is_digit(s[9])) {
        return civil_day(year, two_digits(s + 5), two_digits(s + 8), day);
    }
    if (order <= DATE_MDY) return parted_day(cell, order, day);
    if (!year_of(cell, &year)) return false;
    switch (order) {
    case DATE_COMPACT:
        for (int i = 4; i < 8; i++) {
            if (cell.length != 8 || !is_digit(s[i])) return false;
        }
        return civil_day(year, two_digits(s + 4), two_digits(s + 6), day);
    case DATE_QUARTER:
        return cell.length == 6 && (s[4] == 'Q' || s[4] == 'q') && s[5] >= '1' && s[5] <= '4' &&
               civil_day(year, (s[5] - '1') * 3 + 1, 1, day);
    default:
        return cell.length == 7 && s[4] == '-' && is_digit(s[5]) && is_digit(s[6]) &&
               civil_day(year, two_digits(s + 5), 1, day);
    }
}

const char *date_order_name(enum date_order order) {
    static const char *const NAMES[] = {"yyyy-mm-dd", "dd-mm-yyyy", "mm-dd-yyyy", "yyyymmdd", "yyyyQq", "yyyy-mm"};
    return NAMES[order];
}
