/* records.h: the records of a piece of CSV, cell by cell.
 *
 * libcsv reads them; pieces that hold no quote and no lone carriage return go through a fast lane of our own, which
 * must give what libcsv gives (tests/unit/test_csv.c holds one against the other). */
#ifndef BEHOUD_DATA_RECORDS_H
#define BEHOUD_DATA_RECORDS_H

#include "engine/data/cells.h"

struct record {
    const struct cell *cells; /* blanks around unquoted cells are off; valid during the call only;
                                 CELL_SLACK bytes behind each may be read where that was so of the input */
    size_t count;             /* cells found; those past `room` are counted, not kept */
    uint32_t line;            /* where it begins */
};

struct record_reader {
    char delimiter;
    size_t room;  /* cells kept a record */
    void (*take)(const struct record *record, void *context);
    void *context;
    bool skipped; /* set by records_plain: a line held nothing but blanks, and so no record */
};

/* Both give every record that is not blank, in order; `line` is that of the first byte. */
void records_plain(struct record_reader *reader, const char *s, size_t length, uint32_t line);

/* false when the quotes are not as RFC 4180 has them; *line then says where. */
bool records_quoted(const struct record_reader *reader, const char *s, size_t length, uint32_t *line);

/* For a file whose quotes do not pair up: every line is a record of its own, and on a line where quotes are astray they
 * are text. So a stray quote spoils its own line at most. */
void records_by_line(struct record_reader *reader, const char *s, size_t length, uint32_t line);

#endif
