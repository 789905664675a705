/* export.h: a CSV file opened, its header and its way of writing known; then loaded into a table.
 *
 * Two steps, so that the job's column names can be checked against the header before anything is read. */
#ifndef BEHOUD_DATA_EXPORT_H
#define BEHOUD_DATA_EXPORT_H

#include "engine/data/job.h"
#include "engine/data/source.h"
#include "engine/data/table.h"
#include "engine/data/cells.h"

enum { SNIFF_BYTES = 1 << 18, SNIFF_RECORDS = 2000, HEADER_MOST = 1 << 14 };

struct export {
    struct source source;
    struct place at; /* the job's `file:` value */
    char delimiter, decimal;  /* decimal: where not given, what the first records say; the whole file may say otherwise */
    bool decimal_given, date_given;
    enum date_order date; /* when given */
    struct cell *marks; /* missing marks; an empty cell always is one */
    size_t n_marks;
    bool mark_begins[256]; /* some mark begins with this byte */
    bool merge_spellings;
    size_t n_columns;
    bool too_wide; /* the header has more than HEADER_MOST */
    const char **names;
    uint32_t header_line;
    size_t n_titles; /* lines of text above it */
    size_t first; /* byte after the header */
    size_t piece_bytes; /* how long the pieces are that are read side by side */
    struct cell *sample; /* SNIFF_RECORDS records at most, n_columns cells each */
    size_t n_sample;
};

/* Opens the file and reads its header and first records. Every fault goes to the diag. */
MUST_CHECK enum status export_open(struct export *file, const char *path, const struct job_format *format,
                                struct place at, struct arena *arena, struct diag *diag);

enum column_request { REQUEST_AUTO, REQUEST_NUMBER, REQUEST_LEVEL, REQUEST_DAY, REQUEST_ID, REQUEST_SKIP };

/* Loads the requested columns (one request a column of the header), in parallel; the result does not depend on the
 * number of threads. REQUEST_ID is a number when every cell is a plain whole number, else a level.
 * O(bytes); memory: the columns' own. */
MUST_CHECK enum status export_load(const struct export *file, const enum column_request *requests, struct arena *arena,
                                struct diag *diag, struct table *table);

void export_close(struct export *file);

/* Is the cell one of the file's missing marks? */
bool export_is_missing(const struct export *file, struct cell cell);

#endif
