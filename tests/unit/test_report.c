/* Tables, disclosure control, and what user text becomes in CSV, HTML and gnuplot. */
#include "tests/support.h"

#include "engine/report/disclosure.h"
#include "engine/report/wording.h"
#include "engine/report/writers.h"
#include "plots/canvas.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct report_column COLUMNS[] = {{"level", CELL_TEXT, "group"}, {"headcount", CELL_COUNT, "people"}, {"suppressed", CELL_FLAG, "hidden"}, {NULL, CELL_TEXT, NULL}};

static struct report *new_report(struct arena *arena) {
    struct report *report = ARENA_NEW(arena, struct report);
    report_begin(report, arena);
    report->meta.minimum_cell = 10;
    report->meta.minimum_events = 5;
    report->meta.currency = "EUR";
    report->meta.title = "t";
    report->meta.as_of = "";
    return report;
}

static void add(struct report_table *table, const char *level, double people, const char *family) {
    row_begin(table, people, family);
    row_text(table, level);
    row_number(table, people);
    row_number(table, 0);
}

/* One small group takes the next smallest with it; two small ones hide each other; a lone row needs no partner. */
static void test_disclosure(void **state) {
    (void)state;
    struct arena arena = {0};
    struct report *report = new_report(&arena);
    struct report_table *t = report_table(report, "t", "", COLUMNS);
    const double people[] = {60, 3, 12, 45, 0, 4, 6, 50};
    add(t, "all", people[0], NULL);
    for (int i = 1; i < 5; i++) add(t, "x", people[i], "first");
    for (int i = 5; i < 8; i++) add(t, "y", people[i], "second");
    assert_int_equal(disclosure_protect(report).rows, 4);
    const bool hidden[] = {false, true, true, false, false, true, true, false};
    for (size_t r = 0; r < 8; r++) {
        assert_int_equal(t->rows[r].suppressed, hidden[r]);
        assert_int_equal(isnan(cell_value(t, r, "headcount")), hidden[r]);
        assert_int_equal(cell_value(t, r, "suppressed") == 1, hidden[r]);
    }
    report_free(report);
    arena_free(&arena);
}

/* Rows of a cross add up by either margin: no hidden cell stands alone in its line or its column. */
static void test_crossed_disclosure(void **state) {
    (void)state;
    enum { SIDE = 4 };
    srand(8);
    for (int round = 0; round < 300; round++) {
        struct arena arena = {0};
        struct report *report = new_report(&arena);
        struct report_table *t = report_table(report, "t", "", COLUMNS);
        for (int i = 0; i < SIDE * SIDE; i++) {
            add(t, "x", rand() % 40, "whole");
            row_also_in(t, arena_printf(&arena, "line %d", i / SIDE));
            row_also_in(t, arena_printf(&arena, "column %d", i % SIDE));
        }
        disclosure_protect(report);
        for (int line = 0; line < 2 * SIDE; line++) {
            int hidden = 0, about_someone = 0;
            for (int k = 0; k < SIDE; k++) {
                const struct report_row *row = &t->rows[line < SIDE ? line * SIDE + k : k * SIDE + line - SIDE];
                hidden += row->suppressed;
                about_someone += row->people > 0;
                assert_false(!row->suppressed && row->people > 0 && row->people < 10);
            }
            assert_true(hidden != 1 || about_someone == 1);
        }
        report_free(report);
        arena_free(&arena);
    }
}

/* As an attacker: from the total and the shown groups, no hidden group is determined, whatever the sizes. */
static void test_no_subtraction(void **state) {
    (void)state;
    srand(2);
    for (int round = 0; round < 5000; round++) {
        double people[6], total = 0, shown = 0;
        bool hidden[6];
        size_t n = (size_t)(2 + rand() % 5), count = 0, about_someone = 0;
        for (size_t i = 0; i < n; i++) total += people[i] = rand() % 25;
        disclosure_groups(people, n, 10, hidden);
        for (size_t i = 0; i < n; i++) {
            shown += hidden[i] ? 0 : people[i];
            count += hidden[i];
            about_someone += people[i] > 0;
            assert_false(!hidden[i] && people[i] > 0 && people[i] < 10);
        }
        assert_true(count != 1 || about_someone == 1);
        (void)total;
        (void)shown;
    }
}

static void test_wording(void **state) {
    (void)state;
    struct arena arena = {0};
    struct report *r = new_report(&arena);
    assert_string_equal(say_count(r, 1234567.4), "1,234,567");
    assert_string_equal(say_share(r, 0.1234), "12.3%");
    assert_string_equal(say_money(r, 7234567), "€7.23 million");
    assert_string_equal(say_money(r, -8712), "−€8,710");
    assert_string_equal(say_money(r, 123456), "€123,000");
    assert_string_equal(say_money(r, 999600), "€1.00 million");
    assert_string_equal(say_money(r, 28361006), "€28.4 million");
    assert_string_equal(say_money(r, 3406275085.0), "€3.41 billion");
    assert_string_equal(say_money(r, -0.3), "€0");
    assert_string_equal(say_how_many(r, 1.2, "leaver", "leavers"), "1 leaver");
    assert_string_equal(say_how_many(r, 1408.3, "leaver", "leavers"), "1,408 leavers");
    assert_string_equal(say_chance(r, 0.766), "77%");
    assert_string_equal(say_chance(r, 1), "more than 99%");
    assert_string_equal(say_chance(r, 0), "less than 1%");
    assert_string_equal(say_list(r, (const char *const[]){"a", "b", "c"}, 3), "a, b and c");
    assert_string_equal(say_day(r, "2026-03-01"), "1 March 2026");
    assert_string_equal(say_number(r, -0.001, 2), "0.00");
    r->meta.language = REPORT_NL;
    assert_string_equal(say_count(r, 1234567.4), "1.234.567");
    assert_string_equal(say_share(r, 0.1234), "12,3%");
    assert_string_equal(say_money(r, 7234567), "€ 7,23 miljoen");
    assert_string_equal(say_day(r, "2026-03-01"), "1 maart 2026");
    assert_string_equal(say_band(r, "12 m to 2 y"), "1 tot 2 jaar");
    assert_string_equal(say_band(r, "10 y and over"), "10 jaar en meer");
    report_free(r);
    arena_free(&arena);
}

static const char NASTY[] = "R&D <b>\"x\"</b> _{^2}@'`touch /tmp/x`'\n=cmd";

static void test_escaping(void **state) {
    (void)state;
    struct text out = {0};
    html_escape(&out, NASTY);
    assert_string_equal(text_string(&out), "R&amp;D &lt;b&gt;&quot;x&quot;&lt;/b&gt; _{^2}@&#39;`touch /tmp/x`&#39;\n=cmd");
    text_free(&out);
    canvas_label(&out, NASTY, 100);
    assert_string_equal(text_string(&out), "'R&D <b>\"x\"</b> _{^2}@’`touch /tmp/x`’ =cmd'");
    text_free(&out);
    canvas_tic(&out, "100% 'x", 100);
    assert_string_equal(text_string(&out), "'100%% ’x'");
    text_free(&out);
    canvas_label(&out, "één twee", 3);
    assert_string_equal(text_string(&out), "'één…'");
    text_free(&out);
    canvas_number(&out, NAN);
    assert_string_equal(text_string(&out), "NaN");
    text_free(&out);
}

static void test_csv_cells(void **state) {
    (void)state;
    struct arena arena = {0};
    struct diag diag;
    diag_init(&diag, &arena);
    struct report *report = new_report(&arena);
    struct report_table *t = report_table(report, "t", "help", COLUMNS);
    add(t, "=1+1", 5, NULL);
    add(t, "a,\"b\"\nc", 1e6, NULL);
    char folder[] = "/tmp/behoud-report-XXXXXX", path[64], bytes[256] = "";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(write_tables(report, folder, &diag), STATUS_OK);
    snprintf(path, sizeof path, "%s/tables/t.csv", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    bytes[fread(bytes, 1, sizeof bytes - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(bytes, "level,headcount,suppressed\n'=1+1,5,0\n\"a,\"\"b\"\"\nc\",1000000,0\n");
    snprintf(bytes, sizeof bytes, "rm -r %s", folder);
    assert_int_equal(system(bytes), 0);
    report_free(report);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_disclosure), cmocka_unit_test(test_crossed_disclosure), cmocka_unit_test(test_no_subtraction), cmocka_unit_test(test_wording), cmocka_unit_test(test_escaping),
                                       cmocka_unit_test(test_csv_cells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
