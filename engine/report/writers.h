/* writers.h: the report in each of its forms. Every writer reads the protected report and writes into `folder`. */
#ifndef BEHOUD_REPORT_WRITERS_H
#define BEHOUD_REPORT_WRITERS_H

#include "engine/base/text.h"
#include "engine/report/report.h"

/* tables/NAME.csv for each table, and datapackage.json (Frictionless Data Package 1.0). */
MUST_CHECK enum status write_tables(const struct report *report, const char *folder, struct diag *diag);

/* workbook.xlsx: a summary and one sheet a table; tables longer than WORKBOOK_ROWS_MOST stay in their CSV. */
enum { WORKBOOK_ROWS_MOST = 20000 };
MUST_CHECK enum status write_workbook(const struct report *report, const char *narrative, const char *folder,
                                      struct diag *diag);

/* The narrative in Markdown, in the job's language; and its first three sentences alone. */
void narrative_write(const struct report *report, struct text *out);
void narrative_headline(const struct report *report, struct text *out);

/* A chart as the page shows it. */
struct page_chart {
    const char *name, *title, *description, *svg; /* svg: the file's bytes, from <svg on */
};

/* report.html: one file, no script, nothing fetched. */
MUST_CHECK enum status write_page(const struct report *report, const char *narrative, const struct page_chart *charts,
                                  size_t n_charts, const char *folder, struct diag *diag);

/* model_card.md: what the logistic models are, how far to believe them, and what a data-protection assessment asks. */
MUST_CHECK enum status write_card(const struct report *report, const char *folder, struct diag *diag);

/* run.json: version, digests, seed, counts, warnings. */
MUST_CHECK enum status write_run(const struct report *report, const struct diag *warnings, const char *folder,
                                 struct diag *diag);

/* & < > " ' as entities. */
void html_escape(struct text *out, const char *s);

#endif
