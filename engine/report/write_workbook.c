#include "engine/base/files.h"
#include "engine/report/writers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

struct book {
    lxw_workbook *workbook;
    lxw_format *header, *title, *formats[CELL_FLAG + 1];
};

static void make_formats(struct book *book) {
    static const char *const PATTERNS[] = {[CELL_TEXT] = "@", [CELL_FINDING] = "@",      [CELL_COUNT] = "#,##0",   [CELL_NUMBER] = "0.0000",
                                           [CELL_SHARE] = "0.0%",  [CELL_MONEY] = "#,##0",   [CELL_FLAG] = "0"};
    for (int kind = CELL_TEXT; kind <= CELL_FLAG; kind++) {
        book->formats[kind] = workbook_add_format(book->workbook);
        format_set_num_format(book->formats[kind], PATTERNS[kind]);
    }
    book->header = workbook_add_format(book->workbook);
    format_set_bold(book->header);
    format_set_bottom(book->header, LXW_BORDER_THIN);
    book->title = workbook_add_format(book->workbook);
    format_set_bold(book->title);
    format_set_font_size(book->title, 16);
}

/* As text, never as a formula; a leading mark of a formula is disarmed for whoever copies the cell elsewhere. */
static void write_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format) {
    char safe[4096];
    const char *mark = text[0] && strchr("=+-@\t\r", text[0]) ? "'" : "";
    snprintf(safe, sizeof safe, "%s%s", mark, text);
    worksheet_write_string(sheet, row, column, safe, format);
}

static void write_cell(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       enum cell_kind kind, const union report_cell *cell) {
    if (cell_is_text(kind)) {
        if (cell->text && cell->text[0]) write_text(sheet, row, column, cell->text, book->formats[CELL_TEXT]);
    } else if (isfinite(cell->number)) {
        worksheet_write_number(sheet, row, column, cell->number, book->formats[kind]);
    }
}

static void write_sheet(const struct book *book, const struct report_table *table) {
    char name[32];
    snprintf(name, sizeof name, "%.31s", table->name);
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
    for (size_t c = 0; c < table->n_columns; c++) {
        lxw_col_t column = (lxw_col_t)c;
        double width = cell_is_text(table->columns[c].kind) ? 24 : 14;
        worksheet_set_column(sheet, column, column, width, NULL);
        worksheet_write_string(sheet, 0, column, table->columns[c].name, book->header);
        worksheet_write_comment(sheet, 0, column, table->columns[c].help);
    }
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            write_cell(book, sheet, (lxw_row_t)r + 1, (lxw_col_t)c, table->columns[c].kind, &table->rows[r].cells[c]);
        }
    }
    worksheet_freeze_panes(sheet, 1, 0);
    if (table->n_rows) worksheet_autofilter(sheet, 0, 0, (lxw_row_t)table->n_rows, (lxw_col_t)table->n_columns - 1);
}

/* The narrative line by line, without its Markdown marks. */
static lxw_row_t write_lines(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, const char *narrative) {
    (void)book;
    while (*narrative) {
        size_t length = strcspn(narrative, "\n");
        char line[2048];
        const char *from = narrative, *bullet = "";
        bool title = !strncmp(narrative, "# ", 2);
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
            write_text(sheet, row++, 0, line, NULL);
        }
        narrative += length + (narrative[length] == '\n');
    }
    return row;
}

static void write_summary(const struct book *book, const struct report *report, const char *narrative) {
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "summary");
    worksheet_set_column(sheet, 0, 0, 120, NULL);
    write_text(sheet, 0, 0, report->meta.title, book->title);
    lxw_row_t row = write_lines(book, sheet, 2, narrative) + 1;
    for (size_t t = 0; t < report->n_tables; t++) {
        const struct report_table *table = &report->tables[t];
        char line[512];
        snprintf(line, sizeof line, "%s%s: %s", table->name,
                 table->apart ? " (in tables/ only: of persons)" : table->n_rows > WORKBOOK_ROWS_MOST ? " (in tables/ only: too long for a sheet)" : "", table->help);
        write_text(sheet, row++, 0, line, NULL);
    }
}

enum status write_workbook(const struct report *report, const char *narrative, const char *folder, struct diag *diag) {
    char path[4096];
    snprintf(path, sizeof path, "%s/workbook.xlsx", folder);
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = (char *)folder};
    struct book book = {.workbook = workbook_new_opt(path, &options)};
    if (!book.workbook) {
        diag_fail(diag, "cannot make %s", path);
        return STATUS_MACHINE;
    }
    lxw_doc_properties properties = {.title = (char *)report->meta.title, .created = 946684800}; /* fixed: the same bytes each run */
    workbook_set_properties(book.workbook, &properties);
    make_formats(&book);
    write_summary(&book, report, narrative);
    for (size_t t = 0; t < report->n_tables; t++) {
        if (!report->tables[t].apart && report->tables[t].n_rows <= WORKBOOK_ROWS_MOST) write_sheet(&book, &report->tables[t]);
    }
    lxw_error error = workbook_close(book.workbook);
    if (error != LXW_NO_ERROR) {
        diag_fail(diag, "cannot write %s: %s", path, lxw_strerror(error));
        return STATUS_MACHINE;
    }
    return STATUS_OK;
}
