/* records.h: the records of a piece of CSV, cell by cell.
 *
 * libcsv reads them; pieces that hold no quote and no lone carriage return go through a fast lane of our own, which
 * must give what libcsv gives (tests/unit/test_records.c holds one against the other). */
#ifndef BEHOUD_DATA_RECORDS_H
#define BEHOUD_DATA_RECORDS_H

#include "engine/data/cells.h"

struct record {
    const struct cell *cells; /* blanks around unquoted cells are off; valid during the call only */
    size_t count;             /* cells found; those past `room` are counted, not kept */
    uint32_t line;            /* where it begins */
};

struct record_reader {
    char delimiter;
    bool lenient; /* libcsv's own reading of quotes that do not pair up, instead of refusing them */
    size_t room;  /* cells kept a record */
    void (*take)(const struct record *record, void *context);
    void *context;
};

/* Both give every record that is not blank, in order; `line` is that of the first byte. */
void records_plain(const struct record_reader *reader, const char *s, size_t length, uint32_t line);

/* false when the quotes are not as RFC 4180 has them (and reader is not lenient), *line then says where. */
bool records_quoted(const struct record_reader *reader, const char *s, size_t length, uint32_t *line);

#endif
