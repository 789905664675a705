/* lexicon.h: what stands in the tables, in the reader's words: codes spelled out, the program's own words in Dutch, names of the job and of the data as
 * they are. */
#ifndef BEHOUD_REPORT_LEXICON_H
#define BEHOUD_REPORT_LEXICON_H

#include "engine/report/report.h"

/* A component, cause or other word of the program's own, spelled out in the reader's language; others stay as they are. */
const char *say_word(const struct report *report, const char *word);

/* A name of the job or of the data, as it is, but for the few that are the program's own: "all", "(missing)", "tenure". */
const char *say_label(const struct report *report, const char *name);

/* A text cell as a reader sees it. */
const char *say_cell(const struct report *report, const struct report_table *table, size_t row, size_t column);

/* What was found or done, with its names and numbers, as findings and warnings have it. */
const char *say_found(const struct report *report, const char *text);

/* How a column is headed, what is noted to it or to a table, and what a table's sheet is called: in English by the names in tables/. */
const char *say_heading(const struct report *report, const struct report_table *table, size_t column);
const char *say_note(const struct report *report, const char *note);
const char *say_sheet(const struct report *report, const char *table);

/* A band of tenure as the tables have it ("3 m to 6 m") in the reader's language: "3 mnd tot 6 mnd". */
const char *say_band(const struct report *report, const char *band);

#endif
