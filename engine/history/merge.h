/* merge.h: spells and histories, each on its own clock, merged into one timeline per person.
 *
 * A spell is cut wherever a history changes, and on the given days; every line then has, of each history, the row in
 * force on its first day: what R's survival::tmerge does for (start, stop] data. A change on day d holds for the risk
 * from d on, so an exit on d belongs to what was true before it, and nothing later reaches an earlier line. Lines come
 * out by person and day. People are merged side by side; O(rows + lines), and for somebody's spells out of order the
 * square of their number. */
#ifndef BEHOUD_HISTORY_MERGE_H
#define BEHOUD_HISTORY_MERGE_H

#include "engine/history/history.h"
#include "engine/history/timeline.h"

struct merging {
    const struct timeline *spells; /* with days, and with the person of each; lines not used are left out */
    size_t n_people;
    struct history *histories;
    size_t n_histories;
    const int32_t *cuts; /* rising days on which every spell is cut as well */
    size_t n_cuts;
};

struct merged {
    struct timeline timeline;
    uint32_t *spell; /* of each line: its row in `spells` */
    uint32_t **rows; /* [history][line]: the row in force, ROW_NONE where none is */
    uint32_t **places; /* [history][line]: its place in rows.order, for what is derived from earlier rows */
};

enum { ROW_NONE = UINT32_MAX };

/* Merges; marks the rows that hold nowhere in the histories' faults. The timeline's arrays are in `arena`, the others in
 * `scratch`. */
struct merged merge_histories(const struct merging *merging, struct arena *arena, struct arena *scratch);

/* A column read through row numbers: values of rows[i], missing where that is ROW_NONE. */
struct column merge_column(const struct column *column, const uint32_t *rows, size_t n, struct arena *arena);

#endif
