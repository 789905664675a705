/* Days, random streams, messages, blocks, arena and text. */
#include "tests/support.h"

#include "engine/base/blocks.h"
#include "engine/base/days.h"
#include "engine/base/diag.h"
#include "engine/base/random.h"
#include "engine/base/text.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>
#include <time.h>

/* Against the C library's own calendar, every day of 1900 to 2100. */
static void test_days(void **state) {
    (void)state;
    for (int32_t day = -25567; day < 47482; day++) {
        time_t seconds = (time_t)day * 86400;
        struct tm tm;
        gmtime_r(&seconds, &tm);
        struct civil civil = days_to_civil(day);
        assert_int_equal(civil.year, tm.tm_year + 1900);
        assert_int_equal(civil.month, tm.tm_mon + 1);
        assert_int_equal(civil.day, tm.tm_mday);
        assert_int_equal(days_from_civil(civil.year, civil.month, civil.day), day);
        assert_true(days_valid(civil.year, civil.month, civil.day));
    }
    assert_false(days_valid(2025, 2, 29));
    assert_true(days_valid(2024, 2, 29));
    assert_false(days_valid(1900, 2, 29));
    assert_false(days_valid(2024, 13, 1));
    assert_false(days_valid(2024, 4, 31));
    static const int BEFORE[][7] = {/* day, months, the day so many months before: by a paper calendar */
                                    {2026, 10, 1, 12, 2025, 10, 1}, {2026, 1, 1, 3, 2025, 10, 1}, {2024, 2, 29, 12, 2023, 3, 1}, {2025, 5, 31, 3, 2025, 3, 1},
                                    {2024, 5, 31, 3, 2024, 3, 1},   {2025, 3, 15, 14, 2024, 1, 15}, {2025, 1, 31, 1, 2024, 12, 31}, {2025, 12, 31, 1, 2025, 12, 1}};
    for (size_t i = 0; i < sizeof BEFORE / sizeof *BEFORE; i++) {
        const int *b = BEFORE[i];
        assert_int_equal(days_months_before(days_from_civil(b[0], b[1], b[2]), b[3]), days_from_civil(b[4], b[5], b[6]));
    }
}

static void test_periods(void **state) {
    (void)state;
    char text[40];
    int32_t day = days_from_civil(2026, 9, 30);
    assert_string_equal(period_format(period_of(day, PERIOD_QUARTER), PERIOD_QUARTER, text), "2026Q3");
    assert_string_equal(period_format(period_of(day, PERIOD_MONTH), PERIOD_MONTH, text), "2026-09");
    assert_string_equal(period_format(period_of(day, PERIOD_YEAR), PERIOD_YEAR, text), "2026");
    assert_int_equal(period_first(period_of(day, PERIOD_QUARTER), PERIOD_QUARTER), days_from_civil(2026, 7, 1));
    assert_int_equal(period_days(period_of(day, PERIOD_QUARTER), PERIOD_QUARTER), 92);
    assert_int_equal(period_of(days_from_civil(1969, 12, 31), PERIOD_QUARTER) + 1, period_of(0, PERIOD_QUARTER));
}

/* Known answers of Philox4x32-10 from the Random123 distribution (kat_vectors). */
static void test_philox(void **state) {
    (void)state;
    static const uint32_t CASES[][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}};
    for (size_t i = 0; i < 3; i++) {
        uint32_t output[4];
        random_philox(CASES[i], CASES[i] + 2, output);
        assert_memory_equal(output, CASES[i] + 6, sizeof output);
    }
}

static void test_streams(void **state) {
    (void)state;
    struct random_stream a, b;
    random_open(&a, 1, RANDOM_CHANCE, 7);
    random_open(&b, 1, RANDOM_CHANCE, 8);
    assert_true(random_uniform(&a) != random_uniform(&b));
    double sum = 0, squares = 0;
    for (int i = 0; i < 100000; i++) {
        double x = gsl_ran_gaussian(&a.rng, 1);
        sum += x;
        squares += x * x;
    }
    assert_true(fabs(sum / 100000) < 0.02);
    assert_true(fabs(squares / 100000 - 1) < 0.03);
}

static void test_nearest(void **state) {
    (void)state;
    static const char *const NAMES[] = {"tenure_band", "department", "Salary"};
    assert_string_equal(diag_nearest("tenure_bnad", NAMES, 3), "tenure_band");
    assert_string_equal(diag_nearest("salary", NAMES, 3), "Salary");
    assert_null(diag_nearest("zzz", NAMES, 3));
}

struct visit {
    int seen[1000];
};

static void see(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    for (size_t i = first; i < last; i++) ((struct visit *)context)->seen[i]++;
}

static void test_blocks(void **state) {
    (void)state;
    for (size_t n = 0; n < 1000; n += 37) {
        struct visit visit = {{0}};
        blocks_run(n, blocks_count(n, 10), see, &visit);
        for (size_t i = 0; i < n; i++) assert_int_equal(visit.seen[i], 1);
    }
    assert_int_equal(blocks_count(1000000, 1), BLOCKS_MAX);
}

static void test_text(void **state) {
    (void)state;
    struct text text = {0};
    text_add_number(&text, -0.0, 10);
    text_add(&text, "|");
    text_add_number(&text, NAN, 10);
    text_addf(&text, "|%d", 42);
    assert_string_equal(text_string(&text), "0||42");
    text_free(&text);
}

static void test_arena(void **state) {
    (void)state;
    struct arena arena = {0};
    for (size_t n = 1; n < (1 << 22); n *= 3) {
        unsigned char *bytes = arena_array(&arena, n, 1);
        assert_int_equal((uintptr_t)bytes % 16, 0);
        for (size_t i = 0; i < n; i += n / 7 + 1) assert_int_equal(bytes[i], 0);
        memset(bytes, 0xAA, n);
    }
    assert_string_equal(arena_printf(&arena, "%s-%d", "a", 1), "a-1");
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_days),    cmocka_unit_test(test_periods), cmocka_unit_test(test_philox), cmocka_unit_test(test_streams),
                                       cmocka_unit_test(test_nearest), cmocka_unit_test(test_blocks),  cmocka_unit_test(test_text),   cmocka_unit_test(test_arena)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
