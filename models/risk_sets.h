/* risk_sets.h: who is at risk when somebody leaves, as the numbers that Cox's partial likelihood is summed by.
 *
 * A cell is one day of one stratum on which an event falls. Cells are numbered from 1, by stratum and then by day, so a row is at
 * risk in a run of cells (lo, hi]: those of its stratum with entry < day <= exit. Rows are put in the order of hi, events first,
 * and go by their position in it from then on; those at risk in no cell have none. O(rows + strata x days). */
#ifndef BEHOUD_MODELS_RISK_SETS_H
#define BEHOUD_MODELS_RISK_SETS_H

#include "models/spells.h"

#include <stdbool.h>

struct risk_sets {
    size_t n, n_cells;
    uint32_t *order;       /* [position] its row */
    size_t *first;         /* positions whose hi is c: first[c] .. first[c + 1], of 1 .. n_cells + 1 */
    uint32_t *events;      /* [cell] how many of them, the first, leave */
    uint32_t *lo;          /* [position]; 0 = at risk from its stratum's first cell on; NULL = all are */
    uint32_t *late;        /* positions with lo > 0, by lo */
    size_t *late_first;    /* those whose lo is c: late[late_first[c] .. late_first[c + 1]) */
    bool *opens;           /* [cell] it is the first of its stratum */
    uint32_t *stratum;     /* [cell] */
    int32_t *day;          /* [cell] */
    size_t *stratum_first; /* cells of stratum s: stratum_first[s] .. stratum_first[s + 1]; of 1 .. n_strata + 1 */
};

/* `usable` leaves rows out (NULL = none); of the others every `stride`th row, by number, is taken. */
struct risk_sets risk_sets_of(const struct spells *spells, const uint8_t *usable, size_t stride, struct arena *arena);

/* The cell in which a position is at risk last. O(log cells). */
size_t risk_sets_hi(const struct risk_sets *sets, size_t position);

/* Is a position one that leaves? `cell` is the one it is last at risk in, and is moved along with it. */
static inline bool risk_sets_leaves(const struct risk_sets *sets, size_t position, size_t *cell) {
    while (position >= sets->first[*cell + 1]) ++*cell;
    return position < sets->first[*cell] + sets->events[*cell];
}

#endif
