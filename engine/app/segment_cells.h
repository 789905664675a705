/* segment_cells.h: one number of people (those there on a day) of everybody and of each group of each segment, as cells of the
 * report's ledger, tied by the sums that a reader knows: groups add up to everybody, department x level to departments and to levels. */
#ifndef BEHOUD_APP_SEGMENT_CELLS_H
#define BEHOUD_APP_SEGMENT_CELLS_H

#include "engine/app/study.h"
#include "engine/report/report.h"

struct measure {
    const char *key; /* what it counts, the same in another run */
    double weight;   /* how much it is missed */
    struct ledger_place place;
};

/* The measure of the people there when a day begins (0: durations have no days), and the cell of a group of it; 0 = it has none. */
struct measure segment_heads(const struct report *report, int32_t day, struct ledger_place place);
uint32_t segment_heads_of(const struct report *report, int32_t day, const char *segment, const char *level);

/* A cut of which more than a quarter of the groups are too small is too fine to be told at all: [n + 1], by the people there. What would be
 * left of it hardly says a thing, and what it would take to hide the rest is more than it is worth. The report says so. */
bool *segments_told(const struct segment *segments, size_t n, double *const *people, struct report *report);

/* values[0][1] is of everybody, values[1 + s][1 .. n_levels] of segment s; cells alike, filled in, never told where the cut is not. */
void segment_cells(struct report *report, const struct segment *segments, size_t n, const struct measure *measure, const bool *told, double *const *values, uint32_t *const *cells);

/* Where a set of people parts no group of a segment, its cell is the sum of those it holds: inside[i] is 1 for whoever is in the set, 0 for whoever
 * is not, anything else for whom to leave aside. */
void segment_tie_whole(struct ledger *ledger, uint32_t cell, struct values group, size_t n_groups, const uint32_t *heads, const uint8_t *inside, size_t n);

/* By how few people a set differs from whole groups of an attribute, or of a segment that is told, whose sizes others may know (the standards tell
 * some): those it lacks, or holds beside them. `just`: 1 too where it is just groups of an attribute that is no segment, and one of them is small.
 * INFINITY = no fewer than `enough`. O(people x attributes) at the worst. */
double segment_people_apart(const struct study *study, const struct segment *segments, size_t n, const bool *told, const uint8_t *inside, double enough, bool just);

/* A new cell of such a set (key NULL: of one table only), tied to the segments that it parts no group of. */
uint32_t segment_cell_of_set(const struct study *study, const struct segment *segments, size_t n, const bool *told, uint32_t *const *heads, const uint8_t *inside, const char *key, struct report *report);

/* The cell, by a key of its own, of some of the people there on as_of: inside[] by line, as above. Tied to the job's segments as their headcounts on
 * that day are told; never told where it differs by a few from whole groups. 0 = there are no such headcounts. */
uint32_t segment_cell_of_lines(const struct study *study, const struct segment *segments, size_t n, const uint8_t *inside, const char *key, struct report *report);

/* Room for either, n + 1 of them. */
double **segment_values(const struct segment *segments, size_t n, struct arena *arena);
uint32_t **segment_ids(const struct segment *segments, size_t n, struct arena *arena);

#endif
