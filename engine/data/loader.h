/* loader.h: a file on its way into columns: what its pieces and passes share. Private to export_load.c and load_piece.c. */
#ifndef BEHOUD_DATA_LOADER_H
#define BEHOUD_DATA_LOADER_H

#include "engine/data/cut.h"
#include "engine/data/export.h"
#include "engine/data/plan.h"

struct piece_result {
    struct evidence *evidence; /* one a column */
    size_t n_records, n_bad_records, bad_capacity;
    struct bad_record *bad_records;
    bool failed, misquoted, skipped; /* the file shrank; quotes astray; a line of blanks held no record */
    uint32_t misquoted_line;
};

struct loader {
    const struct export *file;
    char decimal;
    bool decimal_changed;
    bool foreign;        /* some text was not UTF-8 */
    struct cut cut;
    struct plan *plans;
    struct evidence *seen; /* each column's, of all pieces together; no cells in it */
    struct column *columns;
    uint32_t *lines;     /* NULL while every record is one line */
    size_t *first_rows;  /* of each piece; at most, until the first pass has counted */
    struct piece_result *results;
    bool by_line;        /* the quotes do not pair up */
};

/* Reads one piece's records into the columns whose plan is active. Safe side by side. */
void load_piece(size_t item, void *loader);

/* Does the plan read days with day and month in either order? */
bool plan_is_orderly(const struct plan *plan);

#endif
