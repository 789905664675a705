/* quality.h: what was found wrong with the data and what was done, for the tables `data_quality` and `rejects`. */
#ifndef BEHOUD_HISTORY_QUALITY_H
#define BEHOUD_HISTORY_QUALITY_H

#include "engine/base/diag.h"
#include "engine/data/table.h"

/* A row or cell that is not used. */
struct reject {
    const char *file;
    uint32_t line, cell; /* cell: the column's number from 1, 0 = the whole row */
    const char *column, *value, *reason, *taken;
};

/* Of one file: rows = rows used + rejected. Those that lie after as_of are no fault of the file. */
struct row_counts {
    size_t rows, rejected, unseen;
};

struct finding {
    const char *check;
    enum severity severity;
    size_t rows;
    const char *example, *taken;
};

enum { REJECTS_LISTED_MOST = 100000 };

struct quality {
    struct arena *arena;
    struct reject *rejects;
    size_t n_rejects, rejects_capacity;
    size_t n_unlisted; /* rejects past REJECTS_LISTED_MOST */
    struct finding *findings;
    size_t n_findings, findings_capacity;
};

void quality_init(struct quality *quality, struct arena *arena);

/* A value as it may be shown: not one that looks like a name, an address or a number of a person. */
const char *quality_shown(const struct quality *quality, const char *value);
void quality_reject(struct quality *quality, struct reject reject);

/* Counts a finding once more; the example of its first row is kept. */
void quality_find(struct quality *quality, const char *check, enum severity severity, const char *taken,
                  const char *example_format, ...) PRINTF_LIKE(5, 6);

/* The same for `rows` rows at once. */
void quality_count(struct quality *quality, const char *check, enum severity severity, size_t rows, const char *taken,
                   const char *example_format, ...) PRINTF_LIKE(6, 7);

/* Why a cell is no day or no number, in words: where it would be one with the other decimal mark, which mark the file has. */
const char *quality_fault(const struct quality *quality, const struct table *table, const struct bad_cell *cell);

/* A cell that is no number or no date: `row_lost` = its row is not used, else it is read as missing. */
void quality_cell(struct quality *quality, const struct table *table, const struct bad_cell *cell, bool row_lost);

/* Refuses a file of which more than a share `at_most` cannot be used, or nothing can; `at` is where the job names it. */
MUST_CHECK enum status quality_tolerate(const struct quality *quality, const char *file, const struct row_counts *counts,
                                        double at_most, struct place at, struct diag *diag);

#endif
