#include "models/risk_sets.h"

#include <stdlib.h>
#include <string.h>

struct building {
    const struct spells *spells;
    const uint8_t *usable;
    size_t stride;
    struct risk_sets *sets;
    uint32_t *lo, *hi; /* [row] */
};

static bool is_taken(const struct building *b, size_t i) { return (b->stride == 1 || i % b->stride == 0) && (!b->usable || b->usable[i]); }

/* The cells of one stratum: cell_to[day] = the last cell up to that day. Returns the number of the last one. */
static size_t number_cells(const struct building *b, const uint32_t *rows, size_t n, size_t s, size_t cells, uint32_t *cell_to, int32_t longest) {
    memset(cell_to, 0, ((size_t)longest + 1) * sizeof *cell_to);
    for (size_t k = 0; k < n; k++) {
        if (b->spells->event[rows[k]]) cell_to[b->spells->exit[rows[k]]]++;
    }
    for (int32_t day = 0; day <= longest; day++) {
        if (cell_to[day]) {
            cells++;
            b->sets->events[cells] = cell_to[day];
            b->sets->day[cells] = day;
            b->sets->stratum[cells] = (uint32_t)s;
        }
        cell_to[day] = (uint32_t)cells;
    }
    return cells;
}

static void place_rows(const struct building *b, const uint32_t *rows, size_t n, const uint32_t *cell_to) {
    for (size_t k = 0; k < n; k++) {
        uint32_t i = rows[k];
        int32_t entry = b->spells->entry[i];
        b->lo[i] = entry < 0 ? cell_to[0] : cell_to[entry];
        b->hi[i] = cell_to[b->spells->exit[i]];
    }
}

/* Rows taken of each stratum, their longest exit, and how many events there are in all. */
static size_t take_rows(const struct building *b, struct strata *strata, int32_t *longest) {
    size_t events = 0, kept = 0;
    *longest = 0;
    for (size_t s = 1; s <= b->spells->n_strata; s++) {
        size_t first = strata->first[s], last = strata->first[s + 1];
        strata->first[s] = kept;
        for (size_t k = first; k < last; k++) {
            uint32_t i = strata->order[k];
            if (!is_taken(b, i)) continue;
            strata->order[kept++] = i;
            events += b->spells->event[i] != 0;
            if (b->spells->exit[i] > *longest) *longest = b->spells->exit[i];
        }
    }
    strata->first[b->spells->n_strata + 1] = kept;
    return events;
}

/* Where each cell's rows begin, in the order of the cells they leave in. */
static void count_rows(const struct building *b, const uint32_t *rows, size_t n) {
    struct risk_sets *sets = b->sets;
    for (size_t k = 0; k < n; k++) {
        uint32_t i = rows[k];
        if (b->hi[i] != b->lo[i]) sets->first[b->hi[i] + 1]++;
    }
    for (size_t c = 1; c <= sets->n_cells + 1; c++) sets->first[c] += sets->first[c - 1];
    sets->n = sets->first[sets->n_cells + 1];
}

/* Rows by the cell they leave in, events first. */
static void sort_rows(const struct building *b, const uint32_t *rows, size_t n) {
    struct risk_sets *sets = b->sets;
    size_t *next = calloc((sets->n_cells + 2) * 2, sizeof *next), *next_event = next + sets->n_cells + 2;
    if (!next) abort();
    for (size_t c = 1; c <= sets->n_cells; c++) {
        next_event[c] = sets->first[c];
        next[c] = sets->first[c] + sets->events[c];
    }
    for (size_t k = 0; k < n; k++) {
        uint32_t i = rows[k], c = b->hi[i];
        if (c != b->lo[i]) sets->order[b->spells->event[i] ? next_event[c]++ : next[c]++] = i;
    }
    free(next);
}

/* Who enters after the first cell of the stratum, by when. */
static void sort_late(const struct building *b, struct arena *arena) {
    struct risk_sets *sets = b->sets;
    size_t late = 0;
    for (size_t k = 0; k < sets->n; k++) {
        uint32_t enters = b->lo[sets->order[k]];
        if (!enters || sets->opens[enters + 1]) continue;
        sets->late_first[enters + 1]++;
        late++;
    }
    for (size_t c = 1; c <= sets->n_cells + 1; c++) sets->late_first[c] += sets->late_first[c - 1];
    if (!late) return;
    sets->lo = ARENA_ARRAY(arena, uint32_t, sets->n);
    sets->late = ARENA_ARRAY(arena, uint32_t, late);
    size_t *next = malloc((sets->n_cells + 2) * sizeof *next);
    if (!next) abort();
    memcpy(next, sets->late_first, (sets->n_cells + 2) * sizeof *next);
    for (size_t k = 0; k < sets->n; k++) {
        uint32_t enters = b->lo[sets->order[k]];
        if (!enters || sets->opens[enters + 1]) continue;
        sets->lo[k] = enters;
        sets->late[next[enters]++] = (uint32_t)k;
    }
    free(next);
}

struct risk_sets risk_sets_of(const struct spells *spells, const uint8_t *usable, size_t stride, struct arena *arena) {
    struct risk_sets sets = {0};
    struct arena scratch = {0};
    struct building b = {spells, usable, stride, &sets, ARENA_ARRAY(&scratch, uint32_t, spells->n + 1), ARENA_ARRAY(&scratch, uint32_t, spells->n + 1)};
    struct strata strata = strata_of(spells, &scratch);
    int32_t longest;
    size_t most = take_rows(&b, &strata, &longest), kept = strata.first[spells->n_strata + 1];
    uint32_t *cell_to = ARENA_ARRAY(&scratch, uint32_t, (size_t)longest + 1);
    sets.events = ARENA_ARRAY(arena, uint32_t, most + 2);
    sets.stratum = ARENA_ARRAY(arena, uint32_t, most + 2);
    sets.day = ARENA_ARRAY(arena, int32_t, most + 2);
    sets.opens = ARENA_ARRAY(arena, bool, most + 3);
    sets.stratum_first = ARENA_ARRAY(arena, size_t, spells->n_strata + 2);
    for (size_t s = 1; s <= spells->n_strata; s++) {
        const uint32_t *rows = strata.order + strata.first[s];
        size_t n = strata.first[s + 1] - strata.first[s];
        int32_t last = 0;
        for (size_t k = 0; k < n; k++) last = spells->exit[rows[k]] > last ? spells->exit[rows[k]] : last;
        sets.stratum_first[s] = sets.n_cells + 1;
        sets.n_cells = number_cells(&b, rows, n, s, sets.n_cells, cell_to, last);
        sets.opens[sets.stratum_first[s]] = true;
        place_rows(&b, rows, n, cell_to);
    }
    sets.stratum_first[spells->n_strata + 1] = sets.n_cells + 1;
    sets.first = ARENA_ARRAY(arena, size_t, sets.n_cells + 3);
    sets.late_first = ARENA_ARRAY(arena, size_t, sets.n_cells + 3);
    count_rows(&b, strata.order, kept);
    sets.order = ARENA_ARRAY(arena, uint32_t, sets.n + 1);
    sort_rows(&b, strata.order, kept);
    sort_late(&b, arena);
    arena_free(&scratch);
    return sets;
}

size_t risk_sets_hi(const struct risk_sets *sets, size_t position) {
    size_t low = 1, high = sets->n_cells;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (sets->first[middle] <= position) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}
