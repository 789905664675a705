/* workbook.h: the parts of the workbook. For write_workbook.c and workbook_charts.c only. */
#ifndef BEHOUD_REPORT_WORKBOOK_H
#define BEHOUD_REPORT_WORKBOOK_H

#include "engine/report/report.h"

#include <xlsxwriter.h>

struct book {
    const struct report *report;
    lxw_workbook *workbook;
    lxw_format *header, *title, *heading, *wrapped, *hidden, *formats[CELL_FLAG + 1];
    lxw_worksheet *charts; /* where native charts are laid, two beside each other */
    size_t n_charts;
};

/* As text, never as a formula; a leading mark of a formula is disarmed for whoever copies the cell elsewhere. */
void book_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format);

/* Native charts of the main tables, on the sheet of charts, with what they draw on a sheet of its own behind all others. */
void book_charts(struct book *book);

#endif
