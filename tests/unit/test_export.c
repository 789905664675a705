/* Cells, records, cutting and loading. */
#include "tests/support.h"

#include "engine/app/anonymise.h"
#include "engine/app/init.h"
#include "engine/base/blocks.h"
#include "engine/base/files.h"
#include "engine/base/text.h"
#include "engine/data/export.h"
#include "engine/data/records.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct cell cell_of(const char *s) { return (struct cell){s, strlen(s)}; }

/* --- cells --------------------------------------------------------------------------------------------------------- */

static double number_in(const char *s, char decimal) {
    struct cell_number n;
    if (!cell_number(cell_of(s), decimal, &n)) return NAN;
    return n.exact ? (double)n.digits / pow(10, n.scale) : n.value;
}

static void test_numbers(void **state) {
    (void)state;
    assert_digits(number_in("52345.67", '.'), 52345.67, 17, 1);
    assert_digits(number_in("-0.001", '.'), -0.001, 17, 1e-9);
    assert_digits(number_in("1.234.567,89", ','), 1234567.89, 17, 1);
    assert_digits(number_in("1,234,567", '.'), 1234567, 17, 1);
    assert_digits(number_in("12,5", ','), 12.5, 17, 1);
    assert_digits(number_in("1e3", '.'), 1000, 17, 1);
    assert_digits(number_in("12345678901234567890", '.'), 12345678901234567890.0, 17, 1);
    assert_digits(number_in("€ 39.887,67", ','), 39887.67, 17, 1);
    assert_digits(number_in("39 887,67 EUR", ','), 39887.67, 17, 1);
    assert_digits(number_in("39887,-", ','), 39887, 17, 1);
    assert_digits(number_in("$1,250.00", '.'), 1250, 17, 1);
    assert_digits(number_in("39887.-", ','), 39887, 17, 1);
    static const char *const NOT[] = {"€", "EUR", "12 34", "", "-", "12a", "1,23", "1.2.3", ",5,", "1,2345", "--1", "0x10", "inf", "nan", "1 2", "12,34,567", "26.748,00", "1.2,345"};
    for (size_t i = 0; i < sizeof NOT / sizeof *NOT; i++) assert_true(isnan(number_in(NOT[i], '.')));
}

/* Against strtod, on random decimals. */
static void test_numbers_against_strtod(void **state) {
    (void)state;
    srand(1);
    for (int i = 0; i < 200000; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s%d.%0*d", rand() % 2 ? "-" : "", rand() % 10000000, rand() % 7 + 1, rand() % 1000000);
        assert_true(number_in(text, '.') == strtod(text, NULL));
    }
}

static int32_t day_in(const char *s, enum date_order order) {
    int32_t day;
    return cell_day(cell_of(s), order, &day) ? day : DAY_MISSING;
}

static void test_days(void **state) {
    (void)state;
    int32_t day = days_from_civil(2024, 2, 9);
    assert_int_equal(day_in("2024-02-09", DATE_YMD), day);
    assert_int_equal(day_in("2024/2/9", DATE_YMD), day);
    assert_int_equal(day_in("2024-02-09T10:11:12.5Z", DATE_YMD), day);
    assert_int_equal(day_in("09-02-2024", DATE_DMY), day);
    assert_int_equal(day_in("9.2.2024", DATE_DMY), day);
    assert_int_equal(day_in("2/9/2024", DATE_MDY), day);
    assert_int_equal(day_in("2/9/2024 0:00", DATE_MDY), day);
    assert_int_equal(day_in("20240209", DATE_COMPACT), day);
    assert_int_equal(day_in("2024Q1", DATE_QUARTER), days_from_civil(2024, 1, 1));
    assert_int_equal(day_in("2024-02", DATE_MONTH), days_from_civil(2024, 2, 1));
    assert_int_equal(day_in("9-2-24", DATE_DMY), day);
    assert_int_equal(day_in("2/9/24", DATE_MDY), day);
    assert_int_equal(day_in("31-12-49", DATE_DMY), days_from_civil(2049, 12, 31));
    assert_int_equal(day_in("1-1-50", DATE_DMY), days_from_civil(1950, 1, 1));
    assert_int_equal(day_in("09-FEB-2024", DATE_DMY), day);
    assert_int_equal(day_in("09-FEB-24", DATE_DMY), day);
    assert_int_equal(day_in("9 februari 2024", DATE_DMY), day);
    assert_int_equal(day_in("9 mrt. 2024", DATE_DMY), days_from_civil(2024, 3, 9));
    assert_int_equal(day_in("45331", DATE_SERIAL), day); /* as Excel and LibreOffice have it */
    assert_int_equal(day_in("45331.75", DATE_SERIAL), day);
    assert_int_equal(day_in("45331", DATE_DMY), DAY_MISSING);
    assert_int_equal(day_in("1234", DATE_SERIAL), DAY_MISSING);
    assert_int_equal(day_in("99999", DATE_SERIAL), DAY_MISSING);
    static const char *const NOT[] = {"31-02-2024", "2024-02-30", "9-foo-2024", "1-2/2024", "9 2 2024", "9-feb 2024", "1-2-024", "32-1-2024", "today", "", "2024", "1-13-2024"};
    for (size_t i = 0; i < sizeof NOT / sizeof *NOT; i++) assert_int_equal(day_in(NOT[i], i == 1 ? DATE_YMD : DATE_DMY), DAY_MISSING);
}

/* --- records: the fast lane against libcsv -------------------------------------------------------------------------- */

static void note_record(const struct record *record, void *context) {
    struct text *out = context;
    text_addf(out, "%u#%zu", record->line, record->count);
    for (size_t i = 0; i < record->count && i < 6; i++) text_addf(out, "[%.*s]", (int)record->cells[i].length, record->cells[i].s);
    text_add(out, "\n");
}

static void compare_lanes(const char *s, size_t length, char delimiter) {
    struct text fast = {0}, slow = {0};
    struct record_reader reader = {delimiter, 6, note_record, &fast, false};
    uint32_t line = 5;
    records_plain(&reader, s, length, 5);
    reader.context = &slow;
    assert_true(records_quoted(&reader, s, length, &line));
    if (strcmp(text_string(&fast), text_string(&slow)) != 0) fail_msg("lanes differ on:\n%.*s\n--- fast\n%s--- libcsv\n%s", (int)length, s, text_string(&fast), text_string(&slow));
    text_free(&fast);
    text_free(&slow);
}

static void test_lanes_agree(void **state) {
    (void)state;
    static const char ALPHABET[] = "ab1.,;\t \n\n-x,,;;";
    srand(7);
    for (int i = 0; i < 20000; i++) {
        char s[400];
        size_t n = (size_t)(rand() % 399), used = 0;
        while (used < n) {
            char c = ALPHABET[(size_t)rand() % (sizeof ALPHABET - 1)];
            if (c == '\n' && rand() % 2 && used + 1 < n) s[used++] = '\r'; /* CRLF */
            s[used++] = c;
        }
        compare_lanes(s, used, ",;\t"[i % 3]);
    }
}

/* --- loading -------------------------------------------------------------------------------------------------------- */

struct loaded {
    struct arena arena;
    struct diag diag;
    struct export file;
    struct table table;
    enum status status;
};

static void load_bytes(struct loaded *l, const char *bytes, size_t length, const struct job_format *format, const enum column_request *requests) {
    char path[] = "/tmp/behoud-test-XXXXXX";
    static const enum column_request AUTO[64] = {0};
    static const struct job_format PLAIN = {0};
    *l = (struct loaded){0};
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0 && write(descriptor, bytes, length) == (ssize_t)length);
    close(descriptor);
    diag_init(&l->diag, &l->arena);
    l->status = export_open(&l->file, path, format ? format : &PLAIN, (struct place){"job.yaml", 3, 11}, &l->arena, &l->diag);
    if (l->status == STATUS_OK) l->status = export_load(&l->file, requests ? requests : AUTO, &l->arena, &l->diag, &l->table);
    export_close(&l->file);
    unlink(path);
}

static void load(struct loaded *l, const char *s) { load_bytes(l, s, strlen(s), NULL, NULL); }

static void done(struct loaded *l) { arena_free(&l->arena); }

static void test_kinds(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "id,day,pay,team,share,code\n1,2024-01-31,1000.50,Sales,0.25,007\n2,,2000,NA,.5,012\n3,2024-12-01,-,Care,1,100\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_rows, 3);
    const struct column *pay = table_column(&l.table, "pay"), *team = table_column(&l.table, "team"), *day = table_column(&l.table, "day");
    assert_int_equal(table_column(&l.table, "id")->kind, COLUMN_NUMBER);
    assert_int_equal(day->kind, COLUMN_DAY);
    assert_int_equal(column_day(day, 0), days_from_civil(2024, 1, 31));
    assert_int_equal(column_day(day, 1), DAY_MISSING);
    assert_digits(column_number(pay, 0), 1000.5, 17, 1);
    assert_true(isnan(column_number(pay, 2)));
    assert_string_equal(column_text(team, 2), "Care");
    assert_int_equal(column_code(team, 1), 0);
    assert_string_equal(column_text(table_column(&l.table, "code"), 0), "007");
    assert_digits(column_number(table_column(&l.table, "share"), 1), 0.5, 17, 1);
    done(&l);
}

static void test_dutch_export(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "\xEF\xBB\xBFnummer;in dienst;salaris;afdeling\r\n1;31-12-2020;45.000,50;Caf\xE9 & Co\r\n2;01-02-2021;1.250,00;\"In; dienst\nnaast\"\r\n\r\n3;1-3-2021;800,5;HR\r\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_rows, 3);
    assert_string_equal(l.table.columns[0].name, "nummer");
    assert_digits(column_number(&l.table.columns[2], 0), 45000.5, 17, 1);
    assert_digits(column_number(&l.table.columns[2], 2), 800.5, 17, 1);
    assert_int_equal(column_day(&l.table.columns[1], 1), days_from_civil(2021, 2, 1));
    assert_string_equal(column_text(&l.table.columns[3], 0), "Café & Co");
    assert_string_equal(column_text(&l.table.columns[3], 1), "In; dienst\nnaast");
    assert_int_equal(table_line(&l.table, 2), 6);
    done(&l);
}

/* Every amount has both marks: the last one is the decimal one. */
static void test_both_marks(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "id;pay\n1;26.748,00\n2;45.972,00\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_digits(column_number(&l.table.columns[1], 0), 26748, 17, 1);
    done(&l);
    load(&l, "id;pay\n1;26,748.00\n2;45,972.00\n");
    assert_digits(column_number(&l.table.columns[1], 1), 45972, 17, 1);
    done(&l);
}

static void test_utf16(void **state) {
    (void)state;
    static const char TEXT[] = "a\tb\n1\tx\n2\ty\n";
    char bytes[2 + 2 * sizeof TEXT] = "\xFF\xFE";
    for (size_t i = 0; i + 1 < sizeof TEXT; i++) bytes[2 + 2 * i] = TEXT[i];
    struct loaded l;
    load_bytes(&l, bytes, 2 + 2 * (sizeof TEXT - 1), NULL, NULL);
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_rows, 2);
    assert_string_equal(column_text(&l.table.columns[1], 1), "y");
    done(&l);
}

static void test_utf16_big_endian(void **state) {
    (void)state;
    static const char TEXT[] = "a;b\n1;x\n";
    char bytes[2 + 2 * sizeof TEXT] = "\xFE\xFF";
    for (size_t i = 0; i + 1 < sizeof TEXT; i++) bytes[3 + 2 * i] = TEXT[i];
    struct loaded l;
    load_bytes(&l, bytes, 2 + 2 * (sizeof TEXT - 1), NULL, NULL);
    assert_int_equal(l.table.n_rows, 1);
    assert_string_equal(column_text(&l.table.columns[1], 0), "x");
    done(&l);
}

/* Lines that end in a carriage return alone. */
static void test_lone_returns(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "a,b\r1,2\r3,4\r");
    assert_int_equal(l.table.n_rows, 2);
    assert_digits(column_number(&l.table.columns[1], 1), 4, 17, 1);
    done(&l);
}

/* Far more records than newlines: room is made for both. */
static void test_many_lone_returns(void **state) {
    (void)state;
    struct text bytes = {0};
    struct loaded l;
    text_add(&bytes, "a,b\n");
    for (int i = 0; i < 200000; i++) text_addf(&bytes, "%d,text%c", i, i % 1000 ? '\r' : '\n');
    load(&l, text_string(&bytes));
    assert_int_equal(l.table.n_rows, 200000);
    assert_digits(column_number(&l.table.columns[0], 199999), 199999, 17, 1);
    text_free(&bytes);
    done(&l);
}

/* What the job says of the format goes before what the file seems to be. */
static void test_given_format(void **state) {
    (void)state;
    struct loaded l;
    struct job_format format = {.delimiter = {";", {0}}, .decimal = {",", {0}}};
    load_bytes(&l, "a;b,c,d\n1;1.500\n", 16, &format, NULL);
    assert_int_equal(l.table.n_columns, 2);
    assert_digits(column_number(&l.table.columns[1], 0), 1500, 17, 1);
    done(&l);
    format = (struct job_format){.decimal = {".", {0}}};
    load_bytes(&l, "a;b\n1;1.500\n", 12, &format, NULL);
    assert_digits(column_number(&l.table.columns[1], 0), 1.5, 17, 1);
    done(&l);
}

static void test_ambiguous_dates(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "id,hired\n1,03-04-2025\n2,05-06-2024\n");
    assert_int_equal(l.status, STATUS_REFUSED);
    assert_non_null(strstr(l.diag.messages[0].text, "day-month-year or month-day-year"));
    assert_int_equal(l.diag.messages[0].at.line, 3);
    assert_non_null(strstr(l.diag.messages[0].text, "03-04-2025")); /* shown, with both readings */
    assert_non_null(strstr(l.diag.messages[0].text, "2025-04-03"));
    assert_non_null(strstr(l.diag.messages[0].text, "2025-03-04"));
    done(&l);
    load(&l, "id,hired,left\n1,3/4/2025,6/30/2025\n2,5/6/2024,\n"); /* another column of the file tells */
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(column_day(&l.table.columns[1], 0), days_from_civil(2025, 3, 4));
    done(&l);
    struct job_format format = {.date = {"dd-mm-yyyy", {0}}};
    load_bytes(&l, "id,hired\n1,03-04-2025\n", 22, &format, NULL);
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(column_day(&l.table.columns[1], 0), days_from_civil(2025, 4, 3));
    done(&l);
}

static void test_ambiguous_decimals(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "id;pay\n1;1.500\n2;2.750\n");
    assert_int_equal(l.status, STATUS_REFUSED);
    assert_non_null(strstr(l.diag.messages[0].text, "decimal mark or a thousands mark"));
    done(&l);
}

/* What only the end of a long file tells: the decimal mark, the order of a date column that was empty so far, ids that are
 * no numbers after all. */
static void test_late_evidence(void **state) {
    (void)state;
    static const enum column_request REQUESTS[64] = {REQUEST_ID, REQUEST_DAY, REQUEST_DAY, REQUEST_AUTO, REQUEST_AUTO};
    struct text bytes = {0};
    struct loaded l;
    text_add(&bytes, "id;hired;left;pay;team\n");
    for (int i = 0; i < 9000; i++) {
        text_addf(&bytes, "%d;%02d-%02d-2020;%s;%s;%s\n", 1000 + i, i % 28 + 1, i % 12 + 1, i < 8990 ? "" : "05-06-2024", i < 8000 ? "1000" : "1.000,25", i % 2 ? "a" : "b");
    }
    text_add(&bytes, "0012;01-02-2020;;900,5;a\n12;01-02-2020;;900;b\n");
    load_bytes(&l, text_string(&bytes), bytes.length, NULL, REQUESTS);
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_bad_cells, 0);
    assert_int_equal(column_day(&l.table.columns[2], 8995), days_from_civil(2024, 6, 5));
    assert_digits(column_number(&l.table.columns[3], 8500), 1000.25, 17, 1);
    assert_digits(column_number(&l.table.columns[3], 9000), 900.5, 17, 1);
    assert_int_equal(l.table.columns[0].kind, COLUMN_LEVEL); /* "0012" is not 12 */
    assert_int_not_equal(column_code(&l.table.columns[0], 9000), column_code(&l.table.columns[0], 9001));
    assert_non_null(strstr(l.table.read_as, "decimal \",\""));
    text_free(&bytes);
    done(&l);
}

static void test_excel_days(void **state) {
    (void)state;
    static const enum column_request REQUESTS[64] = {REQUEST_ID, REQUEST_DAY, REQUEST_DAY};
    struct loaded l;
    static const char TEXT[] = "id,hired,left\n1,45331,\n2,44927.5,45331\n";
    load_bytes(&l, TEXT, strlen(TEXT), NULL, REQUESTS);
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(column_day(&l.table.columns[1], 0), days_from_civil(2024, 2, 9));
    assert_int_equal(column_day(&l.table.columns[1], 1), days_from_civil(2023, 1, 1));
    done(&l);
}

/* Ids longer than a double holds stay texts: two people never become one. */
static void test_long_ids(void **state) {
    (void)state;
    static const enum column_request REQUESTS[64] = {REQUEST_ID};
    struct loaded l;
    load_bytes(&l, "id\n12345678901234567\n12345678901234568\n", 39, NULL, REQUESTS);
    assert_int_not_equal(column_code(&l.table.columns[0], 0), column_code(&l.table.columns[0], 1));
    done(&l);
}

/* Excel's first line, and blank lines before the header; lines of blanks shift no line number. */
static void test_lines_before_the_header(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "sep=;\n\na;b\n1;2,5\n   \n3;x?\n4;5\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_columns, 2);
    assert_int_equal(l.table.n_rows, 3);
    assert_int_equal(table_line(&l.table, 0), 4);
    assert_int_equal(table_line(&l.table, 1), 6);
    assert_int_equal(table_line(&l.table, 2), 7);
    done(&l);
}

static void test_utf16_without_mark(void **state) {
    (void)state;
    static const char TEXT[] = "a\tb\n1\tx\n";
    char bytes[2 * sizeof TEXT] = {0};
    for (size_t i = 0; i + 1 < sizeof TEXT; i++) bytes[2 * i] = TEXT[i];
    struct loaded l;
    load_bytes(&l, bytes, 2 * (sizeof TEXT - 1), NULL, NULL);
    assert_int_equal(l.table.n_rows, 1);
    assert_string_equal(column_text(&l.table.columns[1], 0), "x");
    done(&l);
}

/* Titles above the header, a delimiter behind every row, and rows of delimiters alone. */
static void test_titles_and_tails(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "Verloopoverzicht 2026;;;\nAfgedrukt op 30-06-2026\n\nnr;afdeling;schaal;loon\n1;HR;8;1000;\n;;;\n2;IT;9;2000;\n3;IT;9;x;y\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_string_equal(l.table.columns[1].name, "afdeling");
    assert_int_equal(l.table.n_rows, 3);
    assert_int_equal(l.table.n_bad_records, 1); /* a fifth cell that holds something */
    assert_int_equal(table_line(&l.table, 0), 5);
    assert_int_equal(table_line(&l.table, 1), 7);
    assert_int_equal(l.diag.count, 1);
    assert_int_equal(l.diag.messages[0].at.line, 4);
    done(&l);
}

/* A zero before a mark of thousands, or no digit before the mark: only one reading is left, so nothing is asked. */
static void test_marks(void **state) {
    (void)state;
    struct loaded l;
    assert_true(isnan(number_in("0.500", ',')));
    assert_true(isnan(number_in("0,500", '.')));
    load(&l, "id;share\n1;.500\n2;.750\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_digits(column_number(&l.table.columns[1], 1), 0.75, 17, 1);
    done(&l);
}

/* A file without any mark keeps the decimal mark that was guessed. */
static void test_decimal_stays(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "id;pay\n1;1000\n2;2000\n");
    assert_non_null(strstr(l.table.read_as, "decimal \".\""));
    done(&l);
}

/* Days that stand for "no date" are missing, and counted so. */
static void test_no_dates(void **state) {
    (void)state;
    static const enum column_request REQUESTS[64] = {REQUEST_ID, REQUEST_DAY};
    static const char TEXT[] = "id,left\n1,1900-01-01\n2,9999-12-31\n3,2024-02-09\n4,0000-00-00\n5,\n6,9999-12-31\n7,1900-01-02\n";
    struct loaded l;
    load_bytes(&l, TEXT, strlen(TEXT), NULL, REQUESTS);
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(column_day(&l.table.columns[1], 0), DAY_MISSING);
    assert_int_equal(column_day(&l.table.columns[1], 1), DAY_MISSING);
    assert_int_equal(column_day(&l.table.columns[1], 3), DAY_MISSING);
    assert_int_equal(column_day(&l.table.columns[1], 6), days_from_civil(1900, 1, 2));
    assert_int_equal(l.table.columns[1].n_missing, 5);
    assert_int_equal(l.table.n_bad_cells, 0);
    done(&l);
}

/* One bad cell among many is named by line and column; a column of texts is no column of numbers. */
static void test_bad_cells(void **state) {
    (void)state;
    struct text bytes = {0};
    struct loaded l;
    text_add(&bytes, "id,pay,left\n");
    for (int i = 0; i < 400; i++) text_addf(&bytes, "%d,%s,%s\n", i, i == 250 ? "n/a?" : "100", i == 300 ? "2024-02-30" : "2024-02-13");
    load(&l, text_string(&bytes));
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_bad_cells, 2);
    assert_int_equal(l.table.bad_cells[0].line, 252);
    assert_int_equal(l.table.bad_cells[0].column, 2);
    assert_string_equal(l.table.bad_cells[0].text, "n/a?");
    assert_int_equal(l.table.bad_cells[1].line, 302);
    assert_string_equal(l.table.bad_cells[1].text, "2024-02-30");
    assert_true(isnan(column_number(&l.table.columns[1], 250)));
    text_free(&bytes);
    done(&l);
}

static void test_wrong_number_of_cells(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "a,b\n1,2\n3\n4,5,6\n7,8\n");
    assert_int_equal(l.table.n_rows, 4);
    assert_int_equal(l.table.n_bad_records, 2);
    assert_int_equal(l.table.bad_records[0].line, 3);
    assert_int_equal(l.table.bad_records[1].found, 3);
    done(&l);
}

static void test_stray_quote(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "a,b\n1,5\" pipe\n2,plain\n3,x\n");
    assert_int_equal(l.file.n_sample, 3); /* what guards people's data looks at the rows behind it too */
    done(&l);
    load(&l, "a,b\n1,5\" pipe\n2,plain\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_rows, 2);
    assert_string_equal(column_text(&l.table.columns[1], 0), "5\" pipe");
    assert_int_equal(l.diag.count, 1);
    assert_int_equal(l.diag.messages[0].at.line, 2);
    done(&l);
}

/* A quote that is never closed, and one that another closes lines later, spoil their own lines only. */
static void test_unclosed_quote(void **state) {
    (void)state;
    for (int variant = 0; variant < 2; variant++) {
        struct text bytes = {0};
        struct loaded l;
        text_add(&bytes, "id,team\n");
        for (int i = 0; i < 5000; i++) {
            bool stray = i == 2001 || (variant == 1 && i == 2031);
            text_addf(&bytes, "%d,%s%s\n", i, stray ? "\"" : "", i % 2 ? "Sales" : "\"Care, home\"");
        }
        load(&l, text_string(&bytes));
        assert_int_equal(l.status, STATUS_OK);
        assert_int_equal(l.table.n_rows, 5000);
        assert_true(l.table.n_bad_records <= 2);
        assert_int_equal(l.diag.count, 1);
        text_free(&bytes);
        done(&l);
    }
}

/* Several megabytes with quoted newlines at any place: the same table, whatever the cut, as a plain count says. */
static void test_cut(void **state) {
    (void)state;
    struct text bytes = {0};
    struct loaded l;
    double sum = 0;
    text_add(&bytes, "id,note,x\n");
    srand(3);
    size_t rows = 120000;
    for (size_t i = 0; i < rows; i++) {
        double x = rand() % 100000 / 8.0;
        sum += x;
        text_addf(&bytes, "%zu,%s,%.3f%s\n", i, i % 5 == 0 ? "\"a \"\"quoted\"\"\nline, with\n\nmore\"" : "plain text of some length", x, i % 3 ? "" : "\r");
        if (i % 1000 == 0) text_add(&bytes, "\n");
    }
    load(&l, text_string(&bytes));
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.diag.count, 0); /* no piece was cut inside a quote */
    assert_int_equal(l.table.n_rows, rows);
    double loaded = 0;
    for (size_t i = 0; i < rows; i++) {
        loaded += column_number(&l.table.columns[2], i);
        assert_int_equal((size_t)column_number(&l.table.columns[0], i), i);
    }
    assert_digits(loaded, sum, 13, 1);
    assert_string_equal(column_text(&l.table.columns[1], 5), "a \"quoted\"\nline, with\n\nmore");
    text_free(&bytes);
    done(&l);
}

/* A column outgrows what its sample promised: wider, then finer, then text after all. */
static void test_replanning(void **state) {
    (void)state;
    struct text bytes = {0};
    struct loaded l;
    text_add(&bytes, "a,b,c,d\n");
    for (int i = 0; i < 60000; i++) text_addf(&bytes, "%d,%s,%s,l%d\n", i, i < 50000 ? "1.5" : "1.125", i < 30000 ? "12" : "twelve", i < 50000 ? i % 10 : i);
    load(&l, text_string(&bytes));
    assert_int_equal(l.table.columns[0].width, 4);
    assert_digits(column_number(&l.table.columns[1], 59999), 1.125, 17, 1);
    assert_digits(column_number(&l.table.columns[1], 0), 1.5, 17, 1);
    assert_int_equal(l.table.columns[2].kind, COLUMN_LEVEL);
    assert_int_equal(l.table.columns[3].n_levels, 10010);
    assert_string_equal(column_text(&l.table.columns[3], 59999), "l59999");
    assert_string_equal(column_text(&l.table.columns[3], 3), "l3");
    text_free(&bytes);
    done(&l);
}

/* A cell that is cut, or is not UTF-8, is shown as text that every writer can take. */
static void test_texts_are_utf8(void **state) {
    (void)state;
    char cut[] = "caf\xC3", whole[] = "caf\xC3\xA9 \xE2\x82\xAC", bad[] = "a\xFF" "b\xC0\xAF\xED\xA0\x80";
    assert_false(text_is_utf8(cut, strlen(cut)));
    assert_true(text_is_utf8(whole, strlen(whole)));
    text_force_utf8(cut);
    text_force_utf8(whole);
    text_force_utf8(bad);
    assert_string_equal(cut, "caf?");
    assert_string_equal(whole, "caf\xC3\xA9 \xE2\x82\xAC");
    assert_string_equal(bad, "a?b?????");
}

static void test_empty_and_missing(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "");
    assert_int_equal(l.status, STATUS_REFUSED);
    done(&l);
    load(&l, "a,b\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_rows, 0);
    done(&l);
    load(&l, "a,b\n1,2");
    assert_int_equal(l.table.n_rows, 1);
    assert_digits(column_number(&l.table.columns[1], 0), 2, 17, 1);
    done(&l);
    load(&l, "a,a\n1,2\n");
    assert_int_equal(l.status, STATUS_REFUSED);
    done(&l);
}

/* Blanks between thousands say nothing of the decimal mark: nothing is asked. */
static void test_blank_thousands(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "id;pay\n1;39 887\n2;41 250\n");
    assert_int_equal(l.status, STATUS_OK);
    assert_digits(column_number(&l.table.columns[1], 1), 41250, 17, 1);
    done(&l);
}

/* One cell in fifty may be something else, and no more. */
static void test_mostly_numbers(void **state) {
    (void)state;
    for (int n = 49; n <= 50; n++) {
        struct text bytes = {0};
        struct loaded l;
        text_add(&bytes, "id;pay\n");
        for (int i = 0; i < n; i++) text_addf(&bytes, "%d;%s\n", i, i == 20 ? "n/a?" : "100");
        load(&l, text_string(&bytes));
        assert_int_equal(l.table.columns[1].kind, n == 50 ? COLUMN_NUMBER : COLUMN_LEVEL);
        text_free(&bytes);
        done(&l);
    }
}

/* Another order that explains as many days as the first changes nothing. */
static void test_tied_orders(void **state) {
    (void)state;
    static const enum column_request REQUESTS[64] = {REQUEST_ID, REQUEST_DAY};
    static const char TEXT[] = "id,hired\n1,2024-02-09\n2,2024-02-10\n3,20240211\n4,20240212\n";
    struct loaded l;
    load_bytes(&l, TEXT, strlen(TEXT), NULL, REQUESTS);
    assert_int_equal(column_day(&l.table.columns[1], 0), days_from_civil(2024, 2, 9));
    assert_int_equal(l.table.n_bad_cells, 2);
    assert_int_equal(l.table.bad_cells[0].row, 2);
    done(&l);
}

/* A row whose only cell lies past the header's is no empty row. */
static void test_cell_past_the_header(void **state) {
    (void)state;
    struct loaded l;
    load(&l, "a;b;c\n1;2;3\n;;;x\n;;\n4;5;6\n");
    assert_int_equal(l.table.n_rows, 3);
    assert_int_equal(l.table.n_bad_records, 1);
    assert_int_equal(l.table.bad_records[0].line, 3);
    done(&l);
}

/* Bad cells and records behind blank lines, pieces further on, keep their row and line. */
static void test_bad_cells_after_gaps(void **state) {
    (void)state;
    enum { ROWS = 300000, BAD = 250000, SHORT = 250001 };
    struct text bytes = {0};
    struct loaded l;
    text_add(&bytes, "id,pay\n");
    for (int i = 0; i < ROWS; i++) {
        text_addf(&bytes, i == SHORT ? "%d\n" : "%d,%s\n", 1000000 + i, i == BAD ? "n/a?" : "100");
        if (i < 1000) text_add(&bytes, "\n");
    }
    load(&l, text_string(&bytes));
    assert_int_equal(l.status, STATUS_OK);
    assert_int_equal(l.table.n_rows, ROWS);
    assert_int_equal(l.table.bad_cells[0].row, BAD);
    assert_int_equal(l.table.bad_cells[0].line, 2 + 1000 + BAD);
    assert_int_equal(l.table.bad_records[0].row, SHORT);
    assert_true(isnan(column_number(&l.table.columns[1], BAD)));
    assert_digits(column_number(&l.table.columns[1], BAD - 1), 100, 17, 1);
    text_free(&bytes);
    done(&l);
}

/* --- anonymous copies ----------------------------------------------------------------------------------------------- */

/* The copy of a file p.csv, or (report) what is said of it; `secret` NULL = a new key. */
static const char *anonymous(struct arena *arena, const char *csv, const char *secret, long minimum, bool months, bool report) {
    char folder[] = "/tmp/behoud-anon-XXXXXX", *bytes = NULL;
    size_t length;
    struct diag diag;
    assert_non_null(mkdtemp(folder));
    const char *file = arena_printf(arena, "%s/p.csv", folder), *key = arena_printf(arena, "%s/key", folder), *out = arena_printf(arena, "%s/out", folder);
    diag_init(&diag, arena);
    assert_int_equal(file_put(folder, "p.csv", csv, strlen(csv), &diag), STATUS_OK);
    if (secret) assert_int_equal(file_put(folder, "key", secret, strlen(secret), &diag), STATUS_OK);
    assert_int_equal(anonymise_run(&(struct anonymise_options){.file = file, .key_file = key, .out = out, .minimum = minimum, .months = months}, arena, &diag), STATUS_OK);
    const char *copy = arena_printf(arena, "%s/p.csv", out), *said = arena_printf(arena, "%s/p-anonymity.md", out);
    assert_int_equal(file_read(report ? said : copy, arena, &bytes, &length, &diag), STATUS_OK);
    const char *kept = arena_copy(arena, bytes, length), *const all[] = {copy, said, file, key};
    for (size_t i = 0; i < 4; i++) unlink(all[i]);
    rmdir(out);
    rmdir(folder);
    return kept;
}

static size_t times(const char *text, const char *word) {
    size_t n = 0;
    for (; (text = strstr(text, word)); text++) n++;
    return n;
}

/* Teams of 30, 5, 2, 2 and 1 with a minimum of 5: the five stay, the last three are five together and become one. A badge number
 * goes; days become months when asked; of a birth date and a birth year one column is left. */
static void test_anonymous_copy(void **state) {
    (void)state;
    struct arena arena = {0};
    struct text csv = {0};
    text_add(&csv, "id,team,badge,hire_date,birth_date,birth_year\n");
    for (int i = 0; i < 40; i++) {
        text_addf(&csv, "%d,%s,%d,2020-01-%02d,1980-05-%02d,1980\n", i + 1, i < 30 ? "Alpha" : i < 35 ? "Beta" : i < 37 ? "Gamma" : i < 39 ? "Delta" : "Epsilon", 7000 + 13 * i, 2 + i % 27, 2 + i % 27);
    }
    const char *copy = anonymous(&arena, text_string(&csv), NULL, 5, true, false);
    assert_memory_equal(copy, "id,team,hire_date,birth_year\n", 29);
    assert_int_equal(times(copy, ",Alpha,"), 30);
    assert_int_equal(times(copy, ",Beta,"), 5);
    assert_int_equal(times(copy, ",(other),"), 5);
    assert_int_equal(times(copy, ",2020-01-01,1980\n"), 40);
    assert_null(strstr(copy, "7000"));
    assert_non_null(strstr(anonymous(&arena, text_string(&csv), NULL, 5, true, true), "| team | kept; 3 categories of fewer than 5 rows are now (other) |"));
    copy = anonymous(&arena, text_string(&csv), NULL, 5, false, false);
    assert_null(strstr(copy, ",2020-01-01,"));
    assert_non_null(strstr(copy, ",2020-01-02,1980\n"));
    text_free(&csv);
    arena_free(&arena);
}

/* Six people with two rows each, of which the last counts: five are alike, one (in a team too rare to name) is alone. A
 * group of five is no smaller than the minimum. */
static void test_anonymity(void **state) {
    (void)state;
    struct arena arena = {0};
    struct text csv = {0};
    text_add(&csv, "id,team\n");
    for (int i = 0; i < 12; i++) text_addf(&csv, "%d,%s\n", i / 2 + 1, i < 10 ? "Alpha" : "Beta");
    const char *report = anonymous(&arena, text_string(&csv), NULL, 5, false, true);
    assert_non_null(strstr(report, "| team | kept; 1 categories of fewer than 5 rows are now empty |"));
    assert_non_null(strstr(report, "| all of them | 1 | 1 | 1 (16.7%) |"));
    assert_non_null(strstr(report, "| all but team | 6 | 0 | 0 (0.0%) |"));
    text_free(&csv);
    arena_free(&arena);
}

/* An editor's newline behind the key changes nothing; another key does. */
static void test_key(void **state) {
    (void)state;
    struct arena arena = {0};
    const char *one = anonymous(&arena, "id,age\n1,30\n2,40\n", "0123456789abcdef", 1, false, false);
    assert_string_equal(one, anonymous(&arena, "id,age\n1,30\n2,40\n", "0123456789abcdef\n", 1, false, false));
    assert_string_not_equal(one, anonymous(&arena, "id,age\n1,30\n2,40\n", "0123456789abcdeg", 1, false, false));
    arena_free(&arena);
}

/* The job that `init` writes for one file. */
static const char *initiated(struct arena *arena, const char *csv) {
    char folder[] = "/tmp/behoud-init-XXXXXX", *bytes = NULL;
    size_t length;
    struct diag diag;
    assert_non_null(mkdtemp(folder));
    const char *file = arena_printf(arena, "%s/p.csv", folder), *job = arena_printf(arena, "%s/job.yaml", folder);
    FILE *to = fopen("/dev/null", "w");
    assert_non_null(to);
    diag_init(&diag, arena);
    assert_int_equal(file_put(folder, "p.csv", csv, strlen(csv), &diag), STATUS_OK);
    assert_int_equal(init_run(&file, 1, job, arena, to, &diag), STATUS_OK);
    fclose(to);
    assert_int_equal(file_read(job, arena, &bytes, &length, &diag), STATUS_OK);
    const char *kept = arena_copy(arena, bytes, length);
    unlink(file);
    unlink(job);
    rmdir(folder);
    return kept;
}

static void test_init(void **state) {
    (void)state;
    struct arena arena = {0};
    const char *job = initiated(&arena, "id,tenure_years,tenure_months,tenure_days,left\n1,1,12,365,1\n2,2,24,730,0\n3,3,36,1095,1\n"); /* the finest clock */
    assert_non_null(strstr(job, "tenure: \"tenure_days\"\n    tenure_unit: days\n"));
    job = initiated(&arena, "id,from,to,team\n1,2020-01-01,2020-06-30,a\n1,2020-09-01,,b\n2,2020-01-01,,a\n"); /* nothing says that ends are exclusive */
    assert_non_null(strstr(job, "to_is: inclusive"));
    assert_non_null(strstr(job, "attributes: [\"team\"]"));
    job = initiated(&arena, "id,from,to,team\n1,2020-01-01,2020-06-30,a\n1,2020-06-30,,b\n2,2020-01-01,,a\n");
    assert_non_null(strstr(job, "to_is: exclusive"));
    job = initiated(&arena, "id,hire_date,exit_date,salary\n1,2020-01-01,,3000\n2,2020-02-01,2021-01-01,3500\n3,2020-03-01,,40000\n"); /* half is a month's pay */
    assert_non_null(strstr(job, "salary_per: month"));
    job = initiated(&arena, "id,hire_date,exit_date,salary\n1,2020-01-01,,3000\n2,2020-02-01,2021-01-01,35000\n3,2020-03-01,,40000\n");
    assert_non_null(strstr(job, "salary_per: year"));
    arena_free(&arena);
}

static int start(void **state) {
    (void)state;
    return sodium_init() < 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),      cmocka_unit_test(test_numbers_against_strtod), cmocka_unit_test(test_days),
        cmocka_unit_test(test_lanes_agree),  cmocka_unit_test(test_kinds),                  cmocka_unit_test(test_dutch_export),
        cmocka_unit_test(test_utf16),        cmocka_unit_test(test_both_marks),
              cmocka_unit_test(test_ambiguous_dates),        cmocka_unit_test(test_ambiguous_decimals), cmocka_unit_test(test_late_evidence), cmocka_unit_test(test_excel_days), cmocka_unit_test(test_titles_and_tails), cmocka_unit_test(test_long_ids), cmocka_unit_test(test_lines_before_the_header), cmocka_unit_test(test_utf16_without_mark),
        cmocka_unit_test(test_blank_thousands), cmocka_unit_test(test_mostly_numbers), cmocka_unit_test(test_tied_orders), cmocka_unit_test(test_cell_past_the_header), cmocka_unit_test(test_bad_cells_after_gaps), cmocka_unit_test(test_anonymous_copy), cmocka_unit_test(test_anonymity), cmocka_unit_test(test_key), cmocka_unit_test(test_init), cmocka_unit_test(test_bad_cells), cmocka_unit_test(test_marks), cmocka_unit_test(test_decimal_stays), cmocka_unit_test(test_no_dates),    cmocka_unit_test(test_wrong_number_of_cells),  cmocka_unit_test(test_stray_quote),
        cmocka_unit_test(test_utf16_big_endian), cmocka_unit_test(test_lone_returns), cmocka_unit_test(test_many_lone_returns), cmocka_unit_test(test_given_format), cmocka_unit_test(test_texts_are_utf8), cmocka_unit_test(test_cut),          cmocka_unit_test(test_unclosed_quote),
                cmocka_unit_test(test_replanning),             cmocka_unit_test(test_empty_and_missing),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
