#include "engine/base/files.h"
#include "engine/report/wording.h"
#include "engine/report/workbook.h"
#include "engine/report/writers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void make_formats(struct book *book) {
    static const char *const PATTERNS[] = {[CELL_TEXT] = "@", [CELL_FINDING] = "@",      [CELL_KEY] = "0",         [CELL_COUNT] = "#,##0",   [CELL_NUMBER] = "0.0000",
                                           [CELL_SHARE] = "0.0%",  [CELL_MONEY] = "#,##0",   [CELL_FLAG] = "0"};
    for (int kind = CELL_TEXT; kind <= CELL_FLAG; kind++) {
        book->formats[kind] = workbook_add_format(book->workbook);
        format_set_num_format(book->formats[kind], PATTERNS[kind]);
    }
    book->header = workbook_add_format(book->workbook);
    format_set_bold(book->header);
    format_set_bottom(book->header, LXW_BORDER_MEDIUM);
    format_set_text_wrap(book->header);
    format_set_align(book->header, LXW_ALIGN_VERTICAL_TOP);
    book->heading = workbook_add_format(book->workbook);
    format_set_bold(book->heading);
    format_set_font_size(book->heading, 13);
    book->wrapped = workbook_add_format(book->workbook);
    format_set_text_wrap(book->wrapped);
    format_set_align(book->wrapped, LXW_ALIGN_VERTICAL_TOP);
    book->hidden = workbook_add_format(book->workbook);
    format_set_bg_color(book->hidden, 0xE3E8EB);
    book->title = workbook_add_format(book->workbook);
    format_set_bold(book->title);
    format_set_font_size(book->title, 16);
}

void book_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format) {
    char safe[4096];
    const char *mark = text[0] && strchr("=+-@\t\r", text[0]) ? "'" : "";
    snprintf(safe, sizeof safe, "%s%s", mark, text);
    worksheet_write_string(sheet, row, column, safe, format);
}

/* In English as tables/ has it, for formulas that look a code up; in Dutch said in words. */
static const char *book_cell(const struct book *book, const struct report_table *table, size_t r, size_t c) {
    const char *text = table->rows[r].cells[c].text;
    return book->report->meta.language == REPORT_NL ? say_cell(book->report, table, r, c) : text ? text : "";
}

/* Below the headings: row r of the table is row r + 1 of the sheet. */
static void write_cell(const struct book *book, lxw_worksheet *sheet, const struct report_table *table, size_t r, size_t c) {
    const union report_cell *cell = &table->rows[r].cells[c];
    enum cell_kind kind = table->columns[c].kind;
    lxw_row_t row = (lxw_row_t)r + 1;
    if (cell_is_text(kind)) {
        const char *text = book_cell(book, table, r, c);
        if (text[0]) book_text(sheet, row, (lxw_col_t)c, text, book->formats[CELL_TEXT]);
    } else if (isfinite(cell->number)) {
        worksheet_write_number(sheet, row, (lxw_col_t)c, cell->number, book->formats[kind]);
    } else if (table->rows[r].suppressed) {
        worksheet_write_blank(sheet, row, (lxw_col_t)c, book->hidden);
    }
}

/* Wide enough for what is in it, within reason. */
static double column_width(const struct book *book, const struct report_table *table, size_t c) {
    enum { LOOKED_AT = 200, WIDEST = 48 };
    size_t most = strlen(say_heading(book->report, table, c)) < 14 ? 10 : 14;
    for (size_t r = 0; r < table->n_rows && r < LOOKED_AT && cell_is_text(table->columns[c].kind); r++) {
        size_t length = strlen(book_cell(book, table, r, c));
        if (length > most) most = length;
    }
    return (double)(most > WIDEST ? WIDEST : most) + 2;
}

/* The columns that say what a row is about stay in sight. */
static lxw_col_t leading_texts(const struct report_table *table) {
    size_t c = 0;
    while (c < 3 && c < table->n_columns && cell_is_text(table->columns[c].kind)) c++;
    return (lxw_col_t)c;
}

static void write_sheet(const struct book *book, const struct report_table *table) {
    const struct report *report = book->report;
    char name[32];
    snprintf(name, sizeof name, "%.31s", say_sheet(report, table->name));
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
    for (size_t c = 0; c < table->n_columns; c++) {
        lxw_col_t column = (lxw_col_t)c;
        const char *heading = say_heading(report, table, c), *note = say_note(report, table->columns[c].help), *in_tables = table->columns[c].name;
        worksheet_set_column(sheet, column, column, column_width(book, table, c), NULL);
        worksheet_write_string(sheet, 0, column, heading, book->header);
        worksheet_write_comment(sheet, 0, column, strcmp(heading, in_tables) ? arena_printf(report->arena, "%s (%s)", note, in_tables) : note);
    }
    worksheet_set_row(sheet, 0, 32, NULL); /* two lines: long headings are wrapped */
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t c = 0; c < table->n_columns; c++) write_cell(book, sheet, table, r, c);
    }
    worksheet_freeze_panes(sheet, 1, leading_texts(table));
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
    if (table->n_rows) worksheet_autofilter(sheet, 0, 0, (lxw_row_t)table->n_rows, (lxw_col_t)table->n_columns - 1);
}

/* --- the summary --------------------------------------------------------------------------------------------------------------- */

/* The narrative line by line, without its Markdown marks. */
static lxw_row_t write_lines(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, const char *narrative) {
    while (*narrative) {
        size_t length = strcspn(narrative, "\n");
        char line[2048];
        const char *from = narrative, *bullet = "";
        bool title = !strncmp(narrative, "# ", 2), heading = !strncmp(narrative, "## ", 3);
        if (!strncmp(from, "- ", 2)) {
            bullet = "• ";
            from += 2;
        }
        while (*from == '#' || *from == ' ' || *from == '*') from++;
        int n = (int)(length - (size_t)(from - narrative));
        if (n > 0 && from[n - 1] == '*') n--;
        if (n > 0 && !title) {
            snprintf(line, sizeof line, "%s%.*s", bullet, n, from);
            for (char *mark; (mark = strstr(line, "**"));) memmove(mark, mark + 2, strlen(mark + 2) + 1);
            row += heading;
            if (!heading) worksheet_set_row(sheet, row, 15.0 * (double)(1 + strlen(line) / 118), NULL); /* who only reads it elsewhere sees all of it */
            book_text(sheet, row++, 0, line, heading ? book->heading : book->wrapped);
        }
        narrative += length + (narrative[length] == '\n');
    }
    return row;
}

static bool has_sheet(const struct report_table *table) { return !table->apart && table->n_rows <= WORKBOOK_ROWS_MOST && table->n_rows > 0; }

/* Each sheet by name, a click away, with what it holds. */
static void write_contents(const struct book *book, lxw_worksheet *sheet, lxw_row_t row) {
    const struct report *report = book->report;
    book_text(sheet, row++, 0, say(report, "Sheets", "Bladen"), book->heading);
    for (size_t t = 0; t < report->n_tables; t++) {
        const struct report_table *table = &report->tables[t];
        char line[512], link[64];
        const char *name = table->apart || table->n_rows > WORKBOOK_ROWS_MOST ? table->name : say_sheet(report, table->name);
        snprintf(line, sizeof line, "%s%s: %s", name, table->apart ? say(report, " (in tables/ only: of persons)", " (alleen in tables/: van personen)") : table->n_rows > WORKBOOK_ROWS_MOST ? say(report, " (in tables/ only: too long for a sheet)", " (alleen in tables/: te lang voor een blad)") : "", say_note(report, table->help));
        snprintf(link, sizeof link, "internal:'%.31s'!A1", name);
        if (table->n_rows == 0) continue;
        if (has_sheet(table)) {
            worksheet_write_url_opt(sheet, row++, 0, link, NULL, line, NULL);
        } else {
            book_text(sheet, row++, 0, line, NULL);
        }
    }
}

static void write_summary(const struct book *book, const char *narrative) {
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, say(book->report, "summary", "samenvatting"));
    worksheet_set_column(sheet, 0, 0, 120, NULL);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    book_text(sheet, 0, 0, book->report->meta.title, book->title);
    write_contents(book, sheet, write_lines(book, sheet, 1, narrative) + 1);
}

enum status write_workbook(const struct report *report, const char *narrative, const char *folder, struct diag *diag) {
    char path[4096];
    snprintf(path, sizeof path, "%s/workbook.xlsx", folder);
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = (char *)folder};
    struct book book = {.report = report, .workbook = workbook_new_opt(path, &options)};
    if (!book.workbook) {
        diag_fail(diag, "cannot make %s", path);
        return STATUS_MACHINE;
    }
    lxw_doc_properties properties = {.title = (char *)report->meta.title, .created = 946684800}; /* fixed: the same bytes each run */
    workbook_set_properties(book.workbook, &properties);
    make_formats(&book);
    write_summary(&book, narrative);
    book.charts = workbook_add_worksheet(book.workbook, say(report, "charts", "grafieken"));
    worksheet_set_paper(book.charts, 9); /* A4 */
    worksheet_fit_to_pages(book.charts, 1, 1);
    for (size_t t = 0; t < report->n_tables; t++) {
        if (has_sheet(&report->tables[t])) write_sheet(&book, &report->tables[t]);
    }
    book_charts(&book);
    lxw_error error = workbook_close(book.workbook);
    if (error != LXW_NO_ERROR) {
        diag_fail(diag, "cannot write %s: %s", path, lxw_strerror(error));
        return STATUS_MACHINE;
    }
    return STATUS_OK;
}
