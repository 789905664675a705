/* cut.h: a CSV file cut into pieces at record boundaries, quotes respected, so that they can be parsed side by side.
 *
 * One parallel pass counts quotes and newlines by megabyte; the parity of quotes before a megabyte then says which of
 * its newlines end a record. The cut depends on the bytes alone. O(bytes). */
#ifndef BEHOUD_DATA_CUT_H
#define BEHOUD_DATA_CUT_H

#include "engine/data/source.h"

#include <stdint.h>

enum { CUT_BYTES = 1 << 20 };

struct piece {
    size_t first, last;  /* bytes */
    size_t rows_before;  /* at most so many records stand before it */
    uint32_t line;       /* its first line, from 1 */
    bool plain;          /* no quote and no lone carriage return: the fast lane may have it */
};

struct cut {
    struct piece *pieces;
    size_t count;
    size_t rows_most;          /* at most so many records in all */
    bool plain;                /* all pieces are, and no line is blank */
    unsigned char digest[32];
};

/* Cuts the bytes from `first` (a record's first byte) to the end, about every CUT_BYTES: any number gives the same rows. */
MUST_CHECK enum status cut_records(const struct source *source, size_t first, size_t piece_bytes, struct arena *arena, struct cut *cut,
                                   struct diag *diag);

/* The whole as one piece for libcsv: for files whose quotes do not pair up. */
void cut_as_one(const struct source *source, size_t first, struct cut *cut);

#endif
