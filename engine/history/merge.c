#include "engine/history/merge.h"

#include "engine/base/blocks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct pass {
    const struct merging *merging;
    struct rows_by_person spells; /* by person, in order of hire */
    struct merged *out;           /* NULL while lines are only counted */
    size_t counted[BLOCKS_MAX], first[BLOCKS_MAX];
};

/* Where in each history, and among the cuts, one person's walk stands. */
struct walk {
    size_t line; /* the next to write */
    size_t *at, *end, *row; /* [history]; row: the place in force, SIZE_MAX = none */
    size_t cut;
};

/* The rows in force on `day`, and the first day after it on which any is another. */
static int32_t look_around(const struct merging *m, struct walk *w, int32_t day) {
    int32_t next = DAY_NEVER;
    for (size_t h = 0; h < m->n_histories; h++) {
        int32_t change;
        w->row[h] = history_row_on(&m->histories[h], &w->at[h], w->end[h], day, &change);
        if (change < next) next = change;
    }
    while (w->cut < m->n_cuts && m->cuts[w->cut] <= day) w->cut++;
    if (w->cut < m->n_cuts && m->cuts[w->cut] < next) next = m->cuts[w->cut];
    return next;
}

static void write_line(const struct pass *pass, const struct walk *w, size_t spell, int32_t entry, int32_t exit, bool begins, bool ends) {
    const struct timeline *from = pass->merging->spells;
    struct timeline *to = &pass->out->timeline;
    size_t i = w->line;
    to->used[i] = 1;
    to->person[i] = from->person[spell];
    to->hired[i] = from->hired[spell];
    to->entry[i] = entry;
    to->exit[i] = exit;
    to->begins[i] = begins;
    to->cause[i] = ends ? from->cause[spell] : 0;
    to->reason[i] = ends ? from->reason[spell] : 0;
    pass->out->spell[i] = (uint32_t)spell;
    for (size_t h = 0; h < pass->merging->n_histories; h++) {
        struct history *history = &pass->merging->histories[h];
        bool any = w->row[h] != SIZE_MAX;
        pass->out->places[h][i] = any ? (uint32_t)w->row[h] : ROW_NONE;
        pass->out->rows[h][i] = any ? history->rows.order[w->row[h]] : ROW_NONE;
        if (any) history->used[pass->out->rows[h][i]] = 1;
    }
}

/* Whoever is still there is cut on the last day too: what changes then is known, though no risk follows. */
static void walk_spell(const struct pass *pass, struct walk *w, size_t spell) {
    const struct timeline *t = pass->merging->spells;
    int32_t hired = t->hired[spell], entry = t->entry[spell], exit = t->exit[spell], last = hired + exit;
    int32_t limit = t->cause[spell] ? last : last + 1;
    bool begins = true;
    for (int32_t day = hired + entry;; begins = false) {
        int32_t next = look_around(pass->merging, w, day);
        bool ends = next >= limit;
        int32_t until = ends ? exit : next - hired;
        if (pass->out) write_line(pass, w, spell, day - hired, until, begins, ends);
        w->line++;
        if (ends) return;
        day = next;
    }
}

static void walk_block(size_t block, size_t first, size_t last, void *context) {
    struct pass *pass = context;
    const struct merging *m = pass->merging;
    size_t *numbers = calloc(3 * m->n_histories + 1, sizeof *numbers);
    if (!numbers) abort();
    struct walk w = {pass->out ? pass->first[block] : 0, numbers, numbers + m->n_histories, numbers + 2 * m->n_histories, 0};
    for (size_t p = first; p < last; p++) {
        for (size_t h = 0; h < m->n_histories; h++) {
            w.at[h] = m->histories[h].rows.first[p];
            w.end[h] = m->histories[h].rows.first[p + 1];
        }
        w.cut = 0;
        for (size_t k = pass->spells.first[p]; k < pass->spells.first[p + 1]; k++) walk_spell(pass, &w, pass->spells.order[k]);
    }
    pass->counted[block] = w.line;
    free(numbers);
}

/* --- spells by person ---------------------------------------------------------------------------------------------- */

static bool comes_after(const struct timeline *t, uint32_t a, uint32_t b) {
    return t->hired[a] != t->hired[b] ? t->hired[a] > t->hired[b] : t->exit[a] > t->exit[b];
}

/* By hire, then exit; they are few, and mostly in order. */
static void order_by_hire(const struct timeline *t, uint32_t *spells, size_t n) {
    for (size_t i = 1; i < n; i++) {
        uint32_t spell = spells[i];
        size_t k = i;
        for (; k > 0 && comes_after(t, spells[k - 1], spell); k--) spells[k] = spells[k - 1];
        spells[k] = spell;
    }
}

static struct rows_by_person spells_by_person(const struct merging *m, struct arena *arena) {
    const struct timeline *t = m->spells;
    uint32_t *person = ARENA_ARRAY(arena, uint32_t, t->n + 1);
    for (size_t i = 0; i < t->n; i++) person[i] = t->used[i] ? t->person[i] : PERSON_NONE;
    struct rows_by_person rows = people_rows(person, t->n, m->n_people, arena);
    for (size_t p = 0; p < m->n_people; p++) order_by_hire(t, rows.order + rows.first[p], rows.first[p + 1] - rows.first[p]);
    return rows;
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

static void make_room(const struct merging *m, struct merged *out, size_t n, struct arena *arena, struct arena *scratch) {
    struct timeline *t = &out->timeline;
    *t = *m->spells;
    t->n = n;
    timeline_allocate(t, n, arena);
    t->begins = ARENA_ARRAY(arena, uint8_t, n + 1);
    out->spell = ARENA_ARRAY(scratch, uint32_t, n + 1);
    out->rows = ARENA_ARRAY(scratch, uint32_t *, m->n_histories + 1);
    out->places = ARENA_ARRAY(scratch, uint32_t *, m->n_histories + 1);
    for (size_t h = 0; h < m->n_histories; h++) {
        out->rows[h] = ARENA_ARRAY(scratch, uint32_t, n + 1);
        out->places[h] = ARENA_ARRAY(scratch, uint32_t, n + 1);
    }
}

/* The last day of the person's last spell, when that ended with an exit. */
static int32_t exit_day(const struct pass *pass, uint32_t person) {
    size_t begin = pass->spells.first[person], end = pass->spells.first[person + 1];
    if (begin == end) return DAY_NEVER;
    size_t spell = pass->spells.order[end - 1];
    const struct timeline *t = pass->merging->spells;
    return t->cause[spell] ? t->hired[spell] + t->exit[spell] : DAY_NEVER;
}

static void mark_unused(const struct pass *pass, struct history *h) {
    for (uint32_t person = 0; person < pass->merging->n_people; person++) {
        int32_t exit = exit_day(pass, person);
        for (size_t k = h->rows.first[person]; k < h->rows.first[person + 1]; k++) {
            uint32_t row = h->rows.order[k];
            if (!h->used[row] && !h->fault[row]) h->fault[row] = h->begin[k] >= exit ? ROW_AFTER_EXIT : ROW_OUTSIDE;
        }
    }
}

struct merged merge_histories(const struct merging *m, struct arena *arena, struct arena *scratch) {
    struct merged out = {0};
    struct pass pass = {.merging = m, .spells = spells_by_person(m, scratch)};
    size_t count = blocks_count(m->n_people, 1024), n = 0;
    blocks_run(m->n_people, count, walk_block, &pass);
    for (size_t b = 0; b < count; b++) {
        pass.first[b] = n;
        n += pass.counted[b];
    }
    make_room(m, &out, n, arena, scratch);
    pass.out = &out;
    blocks_run(m->n_people, count, walk_block, &pass);
    for (size_t h = 0; h < m->n_histories; h++) mark_unused(&pass, &m->histories[h]);
    return out;
}

/* --- columns ------------------------------------------------------------------------------------------------------- */

struct gathering {
    const struct column *from;
    const uint32_t *rows;
    void *to;
};

#define GATHER(type, missing)                                                        \
    do {                                                                             \
        const type *from = g->from->values;                                          \
        type *to = g->to;                                                            \
        for (size_t i = first; i < last; i++) to[i] = g->rows[i] == ROW_NONE ? (missing) : from[g->rows[i]]; \
    } while (0)

static void gather_block(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    const struct gathering *g = context;
    bool number = g->from->kind == COLUMN_NUMBER;
    switch (g->from->width) {
    case 1: GATHER(uint8_t, number ? 0x80 : 0); break;
    case 2: GATHER(uint16_t, number ? 0x8000u : 0); break;
    case 4: GATHER(uint32_t, number || g->from->kind == COLUMN_DAY ? 0x80000000u : 0); break;
    default: GATHER(double, NAN);
    }
}

static size_t count_missing(const struct column *column, size_t n) {
    size_t missing = 0;
    for (size_t i = 0; i < n; i++) missing += column_is_missing(column, i);
    return missing;
}

struct column merge_column(const struct column *column, const uint32_t *rows, size_t n, struct arena *arena) {
    struct column merged = *column;
    merged.values = arena_array(arena, n + 1, (size_t)column->width);
    blocks_run(n, blocks_count(n, 16384), gather_block, &(struct gathering){column, rows, merged.values});
    merged.n_missing = count_missing(&merged, n);
    return merged;
}
