/* paging.h: the parts of the page. For write_page.c and page_*.c only. */
#ifndef BEHOUD_REPORT_PAGING_H
#define BEHOUD_REPORT_PAGING_H

#include "engine/report/wording.h"
#include "engine/report/writers.h"

/* page_figures.c: the headline figures, each with its range and with what it was a quarter and a year before. */
void page_figures(const struct report *report, struct text *out);

/* page_story.c: the narrative, of the few Markdown forms that it has. */
void page_story(const char *narrative, struct text *out);

/* page_charts.c: the drawings, described for screen readers, under the question that each answers. */
void page_charts(const struct report *report, const struct page_chart *charts, size_t n, struct text *out);

/* page_tables.c: the columns that a reader needs of the tables that a board asks for; the rest is in the workbook and in tables/. */
void page_tables(const struct report *report, struct text *out);

#endif
