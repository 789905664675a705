/* What is said of a file's columns before anything is fitted: by hand, at the edges. */
#include "engine/history/checks.h"
#include "engine/history/people.h"
#include "engine/history/spelling.h"
#include "tests/support.h"

#include <math.h>
#include <string.h>

static const int32_t ORIGIN = 18262; /* 2020-01-01 */

struct bench {
    struct arena arena;
    struct quality quality;
    struct table table;
};

static void set_up(struct bench *b, size_t n) {
    *b = (struct bench){.table = {.file = "staff.csv", .n_rows = n, .first_line = 2}};
    quality_init(&b->quality, &b->arena);
}

/* How many rows the finding counts whose name ends so; 0 = there is none. */
static size_t found(const struct bench *b, const char *end) {
    for (size_t i = 0; i < b->quality.n_findings; i++) {
        const char *check = b->quality.findings[i].check;
        if (strlen(check) >= strlen(end) && !strcmp(check + strlen(check) - strlen(end), end)) return b->quality.findings[i].rows;
    }
    return 0;
}

static struct column numbers(const char *name, double *values, size_t n) {
    struct column column = {.name = name, .kind = COLUMN_NUMBER, .width = 8, .values = values};
    for (size_t i = 0; i < n; i++) column.n_missing += isnan(values[i]);
    return column;
}

static void test_spelling(void **state) {
    (void)state;
    struct bench b;
    set_up(&b, 9);
    static const char *NAMES[] = {"", "CAFÉ  bar", "Café bar", "sales", "Sales", "a×b", "a÷b"};
    const char *levels[7];
    memcpy(levels, NAMES, sizeof levels);
    uint8_t codes[] = {1, 2, 2, 3, 3, 4, 5, 6, 0};
    struct column column = {.name = "team", .kind = COLUMN_LEVEL, .width = 1, .values = codes, .levels = levels, .n_levels = 6};
    spelling_check(&b.table, &column, false, &b.arena, &b.quality);
    assert_int_equal(found(&b, "differ in capitals or blanks only"), 2); /* one CAFÉ, one Sales; × and ÷ are two things */
    assert_int_equal(column.n_levels, 6);
    spelling_check(&b.table, &column, true, &b.arena, &b.quality);
    assert_int_equal(column.n_levels, 4);
    static const char *const READ[] = {"Café bar", "Café bar", "Café bar", "sales", "sales", "sales", "a×b", "a÷b", ""};
    for (size_t i = 0; i < 9; i++) assert_string_equal(column_text(&column, i), READ[i]);
    arena_free(&b.arena);
}

static void test_values(void **state) {
    (void)state;
    struct bench b;
    double ages[] = {12, 13, 90, 91, NAN}, years[] = {1919, 1920, 2015, 2016, 1980}, same_values[] = {7, 7, 7, 7, 7}, pays[] = {1000, 999, 50000, 2500001, 2500000, -1};
    set_up(&b, 5);
    struct column age = numbers("Leeftijd", ages, 5), year = numbers("geboortejaar", years, 5), same = numbers("vast", same_values, 5);
    checks_column(&b.table, &age, NULL, &b.arena, &b.quality);
    checks_column(&b.table, &year, NULL, &b.arena, &b.quality);
    checks_column(&b.table, &same, NULL, &b.arena, &b.quality);
    assert_int_equal(found(&b, "has ages that nobody works at"), 2);
    assert_int_equal(found(&b, "has years of birth that nobody has who works"), 2);
    assert_int_equal(found(&b, "column vast has one value only"), 5);
    assert_non_null(strstr(b.quality.findings[0].example, "line 2: 12"));
    b.table.n_rows = 6;
    struct column pay = numbers("salaris", pays, 6); /* the median taken is 50,000: from 1,000 to 2,500,000 is possible */
    checks_column(&b.table, &pay, NULL, &b.arena, &b.quality);
    assert_int_equal(found(&b, "has pay that nobody gets"), 3);
    arena_free(&b.arena);
}

/* 40 rows in 2020 and 40 in 2021; half of one year missing is too much, less is not, nor where it is missing all over. */
static void test_missing_in_a_year(void **state) {
    (void)state;
    for (int missing = 19; missing <= 20; missing++) {
        for (int elsewhere = 4; elsewhere <= 5; elsewhere++) {
            struct bench b;
            double values[80];
            int32_t days[80];
            set_up(&b, 80);
            for (int i = 0; i < 80; i++) {
                values[i] = i < missing || i >= 80 - elsewhere ? (double)NAN : i;
                days[i] = days_from_civil(i < 40 ? 2020 : 2021, 6, 1);
            }
            struct column column = numbers("score", values, 80), when = {.name = "day", .kind = COLUMN_DAY, .width = 4, .values = days};
            checks_column(&b.table, &column, &when, &b.arena, &b.quality);
            assert_int_equal(found(&b, "is mostly missing in one year"), missing == 20 && elsewhere == 4 ? 20 : 0);
            arena_free(&b.arena);
        }
    }
}

static void test_duplicates(void **state) {
    (void)state;
    struct bench b;
    set_up(&b, 5);
    double values[] = {1, 2, 1, NAN, 1};
    uint8_t codes[] = {1, 1, 1, 1, 2};
    static const char *LEVELS[] = {"", "a", "b"};
    struct column columns[] = {numbers("x", values, 5), {.name = "y", .kind = COLUMN_LEVEL, .width = 1, .values = codes, .levels = LEVELS, .n_levels = 2}};
    b.table.columns = columns;
    b.table.n_columns = 2;
    checks_duplicates(&b.table, &b.quality);
    assert_int_equal(found(&b, "rows equal in every column"), 1);
    assert_string_equal(b.quality.findings[0].example, "staff.csv line 2 and line 4");
    arena_free(&b.arena);
}

/* Two ids that are one text, and ids that differ in leading zeros. */
static void test_people(void **state) {
    (void)state;
    struct arena arena = {0};
    static const char *BASE[] = {"", "007", "b", "b", "zed"}, *OTHER[] = {"", "7", "b", "zed", "nobody"};
    uint8_t base_codes[] = {1, 2, 3, 4}, other_codes[] = {1, 2, 3, 4, 0};
    struct column base = {.name = "id", .kind = COLUMN_LEVEL, .width = 1, .values = base_codes, .levels = BASE, .n_levels = 4},
                  other = {.name = "id", .kind = COLUMN_LEVEL, .width = 1, .values = other_codes, .levels = OTHER, .n_levels = 4};
    struct people people = people_number(&base, 4, &arena);
    uint32_t *of_row = people_find(&people, &other, 5, &arena);
    const uint32_t wanted[] = {PERSON_NONE, 1, 3, PERSON_NONE, PERSON_NONE};
    for (size_t i = 0; i < 5; i++) assert_int_equal(of_row[i], wanted[i]);
    assert_false(people_alike(&people, &other, of_row, 5)); /* one of two strangers is not most */
    other_codes[3] = 1;
    of_row = people_find(&people, &other, 5, &arena);
    assert_true(people_alike(&people, &other, of_row, 5));
    arena_free(&arena);
}

static size_t findings_with(const struct quality *q, const char *words) {
    size_t n = 0;
    for (size_t i = 0; i < q->n_findings; i++) n += strstr(q->findings[i].check, words) != NULL;
    return n;
}

/* Two years of 20 rows: so many of the first are missing, so many of the second. */
static size_t missing_year_findings(size_t missing, size_t others) {
    struct arena arena = {0};
    struct quality quality;
    quality_init(&quality, &arena);
    double values[40];
    int32_t days[40];
    for (size_t i = 0; i < 40; i++) {
        values[i] = i < missing || (i >= 20 && i < 20 + others) ? NAN : (double)i;
        days[i] = ORIGIN + (i < 20 ? 0 : 366) + (int32_t)i;
    }
    struct column c[] = {{.name = "score", .kind = COLUMN_NUMBER, .width = 8, .values = values, .n_missing = missing + others}, {.name = "hired", .kind = COLUMN_DAY, .width = 4, .values = days}};
    struct table table = {.file = "x.csv", .n_rows = 40, .n_columns = 2, .columns = c};
    checks_column(&table, &c[0], &c[1], &arena, &quality);
    size_t found = findings_with(&quality, "mostly missing in one year");
    arena_free(&arena);
    return found;
}

/* A column of 61 categories, on so many rows. */
static size_t variety_findings(size_t n) {
    enum { LEVELS = 61, ROWS = 200 };
    struct arena arena = {0};
    struct quality quality;
    quality_init(&quality, &arena);
    uint8_t codes[ROWS];
    const char *levels[LEVELS + 1] = {""};
    for (int l = 1; l <= LEVELS; l++) levels[l] = arena_printf(&arena, "c%d", l);
    for (size_t i = 0; i < n; i++) codes[i] = (uint8_t)(1 + i % LEVELS);
    struct column c = {.name = "note", .kind = COLUMN_LEVEL, .width = 1, .values = codes, .levels = levels, .n_levels = LEVELS};
    struct table table = {.file = "x.csv", .n_rows = n, .n_columns = 1, .columns = &c};
    checks_column(&table, &c, NULL, &arena, &quality);
    size_t found = findings_with(&quality, "nearly as many categories");
    arena_free(&arena);
    return found;
}

static size_t bounds_findings(const char *name, double a, double b) {
    struct arena arena = {0};
    struct quality quality;
    quality_init(&quality, &arena);
    double values[] = {a, 100, 100, b};
    if (!strcmp(name, "age")) values[1] = values[2] = 40;
    struct column c = {.name = name, .kind = COLUMN_NUMBER, .width = 8, .values = values};
    struct table table = {.file = "x.csv", .n_rows = 4, .n_columns = 1, .columns = &c};
    checks_column(&table, &c, NULL, &arena, &quality);
    size_t found = findings_with(&quality, "has ages") + findings_with(&quality, "has pay");
    arena_free(&arena);
    return found;
}

static void test_edges(void **state) {
    (void)state;
    assert_int_equal(variety_findings(121), 1);
    assert_int_equal(variety_findings(122), 0);
    assert_int_equal(bounds_findings("age", 13, 90), 0);
    assert_int_equal(bounds_findings("age", 12, 40), 1);
    assert_int_equal(bounds_findings("age", 40, 91), 1);
    assert_int_equal(bounds_findings("salary", 2, 5000), 0); /* a fiftieth and fifty times the median of 100 */
    assert_int_equal(bounds_findings("salary", 1.9, 100), 1);
    assert_int_equal(bounds_findings("salary", 100, 5001), 1);
    assert_int_equal(missing_year_findings(9, 0), 0);
    assert_int_equal(missing_year_findings(10, 0), 1);
    assert_int_equal(missing_year_findings(10, 2), 1);
    assert_int_equal(missing_year_findings(10, 3), 0);
}

/* "HR  advies" is "hr advies", "HRadvies" is another; the more frequent spelling stays. */
static void test_spelled_blanks(void **state) {
    (void)state;
    struct arena arena = {0};
    struct quality quality;
    quality_init(&quality, &arena);
    uint8_t codes[] = {1, 2, 2, 3, 4, 5};
    const char *levels[] = {"", "HR  advies", "hr advies", "HRadvies", "3 \xC3\x97 2", "3 \xC3\xB7 2"};
    struct column team = {.name = "team", .kind = COLUMN_LEVEL, .width = 1, .values = codes, .levels = levels, .n_levels = 5};
    struct table table = {.file = "x.csv", .n_rows = 6, .n_columns = 1, .columns = &team};
    spelling_check(&table, &team, true, &arena, &quality);
    assert_int_equal(team.n_levels, 4);
    static const char *const TEXTS[] = {"hr advies", "hr advies", "hr advies", "HRadvies", "3 \xC3\x97 2", "3 \xC3\xB7 2"};
    for (size_t i = 0; i < 6; i++) assert_string_equal(column_text(&team, i), TEXTS[i]);
    assert_int_equal(quality.n_findings, 1);
    assert_int_equal(quality.findings[0].rows, 1);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spelling), cmocka_unit_test(test_values), cmocka_unit_test(test_missing_in_a_year),
                                       cmocka_unit_test(test_duplicates), cmocka_unit_test(test_people), cmocka_unit_test(test_edges), cmocka_unit_test(test_spelled_blanks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
