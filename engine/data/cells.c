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
    number->says = MARKS_NOTHING;
    number->value = strtod(buffer, &end);
    return n && *end == '\0' && isfinite(number->value);
}

/* Read with the other mark, would it be a number too? One mark with three digits behind it and one to three before, the
 * first no zero. */
static enum mark_says marks_say(int groups, int before, int scale, bool leading_zero) {
    if (groups == 0 && scale < 0) return MARKS_NOTHING;
    if (groups > 0) return groups == 1 && scale < 0 ? MARKS_EITHER : MARKS_PROVE;
    return scale == 3 && before >= 1 && before <= 3 && !leading_zero ? MARKS_EITHER : MARKS_PROVE;
}

static bool plain_number(struct cell cell, char decimal, struct cell_number *number) {
    const char *s = cell.s, *end = s + cell.length, group = decimal == '.' ? ',' : '.';
    bool negative = s < end && *s == '-';
    if (s < end && (*s == '-' || *s == '+')) s++;
    bool leading_zero = s < end && *s == '0';
    int64_t digits = 0;
    int count = 0, scale = -1, groups = 0, group_digits = -1; /* digits since the last thousands mark; -1 = none seen */
    for (; s < end && (is_digit(*s) || *s == group); s++) {
        if (*s == group) {
            if (count == 0 || leading_zero || (group_digits >= 0 ? group_digits != 3 : count > 3)) return false;
            group_digits = 0;
            groups++;
            continue;
        }
        if (++count > 15) return slow_number(cell, decimal, number);
        if (group_digits >= 0) group_digits++;
        digits = digits * 10 + (*s - '0');
    }
    if (group_digits >= 0 && group_digits != 3) return false;
    int before = count;
    if (s < end && *s == decimal) {
        for (s++, scale = 0; s < end && is_digit(*s); s++, scale++) {
            if (++count > 15) return slow_number(cell, decimal, number);
            digits = digits * 10 + (*s - '0');
        }
    }
    if (s != end || count == 0) return count > 0 && slow_number(cell, decimal, number);
    number->digits = negative ? -digits : digits;
    number->scale = scale < 0 ? 0 : scale;
    number->exact = true;
    number->says = marks_say(groups, before, scale, leading_zero);
    return true;
}

static const char *const BLANKS[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xA0", NULL};
static const char *const SIGNS[] = {"\xE2\x82\xAC", "EUR", "eur", "\xC2\xA3", "GBP", "USD", "\x80", "$", NULL};

/* How many bytes at s are one of the marks; 0 = they are none. */
static size_t mark_at(const char *const *marks, const char *s, size_t left) {
    for (; *marks; marks++) {
        size_t n = strlen(*marks);
        if (n <= left && !memcmp(s, *marks, n)) return n;
    }
    return 0;
}

/* How many bytes the cell ends in are one of the marks. */
static size_t mark_behind(const char *const *marks, struct cell cell) {
    for (; *marks; marks++) {
        size_t n = strlen(*marks);
        if (n <= cell.length && !memcmp(cell.s + cell.length - n, *marks, n)) return n;
    }
    return 0;
}

/* Takes blanks and one sign of money off each end. */
static struct cell undressed(struct cell cell) {
    bool sign_before = false, sign_behind = false;
    for (size_t n; (n = mark_at(BLANKS, cell.s, cell.length)) || (!sign_before && (n = mark_at(SIGNS, cell.s, cell.length)));) {
        sign_before = sign_before || !mark_at(BLANKS, cell.s, cell.length);
        cell = (struct cell){cell.s + n, cell.length - n};
    }
    for (size_t n; (n = mark_behind(BLANKS, cell)) || (!sign_behind && (n = mark_behind(SIGNS, cell)));) {
        sign_behind = sign_behind || !mark_behind(BLANKS, cell);
        cell.length -= n;
    }
    return cell;
}

/* "€ 39.887,67", "39887,-", "39 887,67 EUR": the number without its dressing, if that is what the cell is. A blank between
 * digits groups thousands. */
static bool dressed_number(struct cell cell, char decimal, struct cell_number *number) {
    char plain[48], group = decimal == '.' ? ',' : '.';
    struct cell bare = undressed(cell);
    size_t n = 0;
    bool grouped = false;
    for (size_t i = 0, step; i < bare.length; i += step ? step : 1) {
        if (n == sizeof plain) return false;
        step = mark_at(BLANKS, bare.s + i, bare.length - i);
        bool between = step && n && is_digit(plain[n - 1]) && i + step < bare.length && is_digit(bare.s[i + step]);
        if (step && !between) return false;
        plain[n++] = step ? group : bare.s[i];
        grouped = grouped || between;
    }
    bool no_cents = n > 2 && plain[n - 1] == '-' && (plain[n - 2] == ',' || plain[n - 2] == '.');
    if (no_cents) n -= 2;
    bool dressed = bare.length < cell.length || grouped || no_cents;
    if (!dressed || !n || !plain_number((struct cell){plain, n}, decimal, number)) return false;
    if (grouped && number->says == MARKS_EITHER) number->says = MARKS_NOTHING;
    return true;
}

bool cell_number(struct cell cell, char decimal, struct cell_number *number) {
    return plain_number(cell, decimal, number) || dressed_number(cell, decimal, number);
}

static int two_digits(const char *s) { return (s[0] - '0') * 10 + (s[1] - '0'); }

/* "jan", "mrt", "MAR", "september"...: 1 to 12, 0 when it is no month. */
static int month_named(const char *s, size_t length) {
    static const char *const NAMES[] = {"january", "februari", "march", "april", "may", "june", "july", "augustus", "september", "october", "november", "december",
                                        "januari", "february", "maart", "april", "mei", "juni", "juli", "august",   "september", "oktober", "november", "december",
                                        "jan",     "feb",      "mrt",   "apr",   "may", "jun",  "jul",  "aug",      "sept",      "okt",     "nov",      "dec"};
    if (length < 3) return 0;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strlen(NAMES[i]) >= length && !strncasecmp(NAMES[i], s, length)) return (int)(i % 12) + 1;
    }
    return 0;
}

struct parts {
    int value[3];
    size_t digits[3]; /* 0 = a month by its name */
    size_t end;
};

static bool is_letter(char c) { return (unsigned char)((c | 32) - 'a') < 26; }

/* Three numbers with one mark between, the second perhaps a month by its name. */
static bool read_parts(struct cell cell, struct parts *parts) {
    size_t i = 0;
    char mark = 0;
    bool named = false;
    for (int k = 0; k < 3; k++) {
        size_t from = i;
        int value = 0;
        for (; i < cell.length && is_digit(cell.s[i]) && i - from < 5; i++) value = value * 10 + (cell.s[i] - '0');
        parts->digits[k] = i - from;
        if (i == from && k == 1) {
            while (i < cell.length && is_letter(cell.s[i])) i++;
            value = month_named(cell.s + from, i - from);
            named = value > 0;
            if (named && mark == ' ' && i < cell.length && cell.s[i] == '.') i++; /* 1 mrt. 2024 */
        }
        if (i == from || (parts->digits[k] == 0 && !named)) return false;
        parts->value[k] = value;
        if (k == 2) break;
        if (i == cell.length || !strchr("-/. ", cell.s[i]) || (mark && mark != cell.s[i])) return false;
        mark = cell.s[i++];
    }
    parts->end = i;
    return mark != ' ' || named;
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

enum { SHORT_YEARS_UNTIL = 49 }; /* 49 is 2049, 50 is 1950 */

static int full_year(int year, size_t digits) {
    if (digits != 2) return year;
    return year <= SHORT_YEARS_UNTIL ? 2000 + year : 1900 + year;
}

static bool parted_day(struct cell cell, enum date_order order, int32_t *day) {
    struct parts p;
    if (!read_parts(cell, &p) || !is_time(cell, p.end)) return false;
    int year_at = order == DATE_YMD ? 0 : 2;
    bool short_year = order != DATE_YMD && p.digits[2] == 2;
    if ((p.digits[year_at] != 4 && !short_year) || p.digits[1] > 2 || p.digits[2 - year_at] > 2) return false;
    int year = full_year(p.value[year_at], p.digits[year_at]);
    if (order == DATE_YMD) return civil_day(year, p.value[1], p.value[2], day);
    if (order == DATE_DMY) return civil_day(year, p.value[1], p.value[0], day);
    return p.digits[1] && civil_day(year, p.value[0], p.value[1], day);
}

bool cell_short_year(struct cell cell, enum date_order order) {
    struct parts p;
    return (order == DATE_DMY || order == DATE_MDY) && read_parts(cell, &p) && p.digits[2] == 2;
}

/* Excel counts days from 1899-12-30 (and a 1900-02-29 that never was, before our range); the time of day is a fraction. */
static bool serial_day(struct cell cell, int32_t *day) {
    enum { FIRST = 20000, LAST = 73415, EPOCH = 25569, NO_DAY = 2958465 }; /* 9999-12-31 */
    int32_t serial = 0;
    if (cell.length == 7 && !memcmp(cell.s, "2958465", 7)) {
        *day = NO_DAY - EPOCH;
        return true;
    }
    size_t i = 0;
    for (; i < cell.length && i < 5 && is_digit(cell.s[i]); i++) serial = serial * 10 + (cell.s[i] - '0');
    if (i != 5 || serial < FIRST || serial > LAST) return false;
    if (i < cell.length && cell.s[i] != '.' && cell.s[i] != ',') return false;
    for (i++; i < cell.length; i++) {
        if (!is_digit(cell.s[i])) return false;
    }
    *day = serial - EPOCH;
    return true;
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
    if (order == DATE_SERIAL) return serial_day(cell, day);
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
    static const char *const NAMES[] = {"yyyy-mm-dd", "dd-mm-yyyy", "mm-dd-yyyy", "yyyymmdd", "yyyyQq", "yyyy-mm", "as Excel numbers"};
    return NAMES[order];
}
