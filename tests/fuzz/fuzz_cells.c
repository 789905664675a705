/* Numbers are what strtod makes of them, and days are days of the calendar, whatever the cell. */
#include "engine/base/text.h"
#include "engine/data/cells.h"
#include "tests/fuzz/fuzz_shared.h"

#include <math.h>

static const double TENS[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* Signs of money hold letters of their own; an exponent stands between digits. */
static int is_exponent(struct cell cell, size_t i) {
    return (cell.s[i] == 'e' || cell.s[i] == 'E') && i && i + 1 < cell.length && strchr("0123456789.,", cell.s[i - 1]) && strchr("0123456789+-", cell.s[i + 1]);
}

/* The cell with its thousands marks and its dressing out, and a point for its decimal mark. */
static double slow_number(struct cell cell, char decimal) {
    char plain[128];
    size_t n = 0;
    for (size_t i = 0; i < cell.length && n + 1 < sizeof plain; i++) {
        if (cell.s[i] == decimal) plain[n++] = '.';
        else if (cell.s[i] && (strchr("0123456789+-", cell.s[i]) || is_exponent(cell, i))) plain[n++] = cell.s[i];
    }
    plain[n] = '\0';
    return strtod(plain, NULL);
}

static void check_number(struct cell cell, char decimal) {
    struct cell_number number;
    if (!cell_number(cell, decimal, &number)) return;
    double value = number.exact ? (double)number.digits / TENS[number.scale] : number.value, slow = slow_number(cell, decimal);
    if (value != slow && !(value == 0 && slow == 0)) fuzz_fail("\"%.*s\" is %.17g, not %.17g", (int)cell.length, cell.s, slow, value);
}

static void check_digits_of(struct cell cell) {
    int64_t fast = cell_digits(cell), slow = cell.length >= 1 && cell.length <= 8 ? 0 : -1;
    for (size_t i = 0; i < cell.length && slow >= 0; i++) slow = cell.s[i] >= '0' && cell.s[i] <= '9' ? slow * 10 + (cell.s[i] - '0') : -1;
    if (fast != slow) fuzz_fail("\"%.*s\" is %lld, not %lld", (int)cell.length, cell.s, (long long)slow, (long long)fast);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 100) return 0;
    char *s = malloc(size + CELL_SLACK);
    memcpy(s, data, size);
    memset(s + size, '7', CELL_SLACK); /* what follows must not matter */
    struct cell cell = {s, size};
    check_number(cell, '.');
    check_number(cell, ',');
    check_digits_of(cell);
    for (int order = 0; order < DATE_ORDERS; order++) {
        int32_t day;
        if (!cell_day(cell, (enum date_order)order, &day)) continue;
        struct civil civil = days_to_civil(day);
        if (!days_valid(civil.year, civil.month, civil.day) || days_from_civil(civil.year, civil.month, civil.day) != day) fuzz_fail("\"%.*s\" is day %d", (int)size, s, day);
        (void)cell_short_year(cell, (enum date_order)order);
    }
    free(s);
    return 0;
}
