#include "models/scores.h"

#include "engine/base/blocks.h"
#include "models/logistic_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SCORE_BLOCKS = 8, ROWS_LEAST = 4096, DIGIT = 11, DIGITS = 6, VALUES = 1 << DIGIT };

/* A double's bits, turned so that they order as it does. */
struct entry {
    uint64_t key;
    uint32_t rows, events;
};

struct entries {
    struct entry *items;
    size_t n, capacity;
};

static uint64_t key_of(double x) {
    uint64_t bits;
    x += 0; /* -0 is 0 */
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | 1ull << 63;
}

static double value_of(uint64_t key) {
    uint64_t bits = key >> 63 ? key & ~(1ull << 63) : ~key;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void add(struct entries *e, double log_odds, double rows, double events) {
    if (e->n == e->capacity) {
        e->capacity = e->capacity ? e->capacity * 2 : 4096;
        e->items = realloc(e->items, e->capacity * sizeof *e->items);
        if (!e->items) abort();
    }
    e->items[e->n++] = (struct entry){key_of(log_odds), (uint32_t)rows, (uint32_t)events};
}

/* --- in order ------------------------------------------------------------------------------------------------------- */

/* By all digits of the key, the last first; the result is in `items` again, for their number is even. */
static void sort_entries(struct entry *items, struct entry *other, size_t n) {
    size_t (*counts)[VALUES] = calloc(DIGITS, sizeof *counts);
    if (!counts) abort();
    for (size_t i = 0; i < n; i++) {
        for (int d = 0; d < DIGITS; d++) counts[d][items[i].key >> (d * DIGIT) & (VALUES - 1)]++;
    }
    for (int d = 0; d < DIGITS; d++) {
        size_t at = 0;
        for (size_t v = 0; v < VALUES; v++) {
            size_t count = counts[d][v];
            counts[d][v] = at;
            at += count;
        }
        for (size_t i = 0; i < n; i++) other[counts[d][items[i].key >> (d * DIGIT) & (VALUES - 1)]++] = items[i];
        struct entry *swap = items;
        items = other;
        other = swap;
    }
    free(counts);
}

/* Ordered entries of one score become one. */
static size_t join_equal(struct entry *items, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && items[kept - 1].key == items[i].key) {
            items[kept - 1].rows += items[i].rows;
            items[kept - 1].events += items[i].events;
        } else {
            items[kept++] = items[i];
        }
    }
    return kept;
}

static void sort_part(size_t k, void *context) {
    struct entries *part = (struct entries *)context + k;
    struct entry *other = malloc((part->n + 1) * sizeof *other);
    if (!other) abort();
    sort_entries(part->items, other, part->n);
    free(other);
    part->n = join_equal(part->items, part->n);
}

/* Part 2k of the round and its neighbour become one. */
static void merge_parts(size_t k, void *context) {
    struct entries *a = (struct entries *)context + 2 * k, *b = a + 1;
    struct entries both = {malloc((a->n + b->n + 1) * sizeof *both.items), 0, a->n + b->n};
    if (!both.items) abort();
    for (size_t i = 0, j = 0; i < a->n || j < b->n;) {
        bool first = j == b->n || (i < a->n && a->items[i].key <= b->items[j].key);
        both.items[both.n++] = first ? a->items[i++] : b->items[j++];
    }
    both.n = join_equal(both.items, both.n);
    free(a->items);
    free(b->items);
    *a = both;
    *b = (struct entries){0};
}

static struct scores gather(struct entries *parts, struct arena *arena) {
    blocks_each(SCORE_BLOCKS, sort_part, parts);
    for (size_t n = SCORE_BLOCKS; n > 1; n /= 2) {
        blocks_each(n / 2, merge_parts, parts);
        for (size_t k = 1; k < n / 2; k++) parts[k] = parts[2 * k];
        for (size_t k = n / 2 > 0 ? n / 2 : 1; k < n; k++) parts[k] = (struct entries){0};
    }
    struct scores s = {.n = parts[0].n};
    s.log_odds = ARENA_ARRAY(arena, double, s.n + 1);
    s.risk = ARENA_ARRAY(arena, double, s.n + 1);
    s.rows = ARENA_ARRAY(arena, double, s.n + 1);
    s.events = ARENA_ARRAY(arena, double, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        s.log_odds[i] = value_of(parts[0].items[i].key);
        s.rows[i] = parts[0].items[i].rows;
        s.events[i] = parts[0].items[i].events;
        s.n_rows += s.rows[i];
        s.n_events += s.events[i];
    }
    logistic_means(s.n, s.log_odds, s.risk);
    free(parts[0].items);
    return s;
}

/* --- from rows -------------------------------------------------------------------------------------------------------- */

struct scoring {
    const struct scores_part *part;
    bool fitted_only;
    struct entries *entries; /* [block] */
};

static bool is_set_aside(const struct scoring *s, const struct tile *tile, size_t k, size_t r) {
    const struct design *design = s->part->design;
    const uint8_t *aside = s->part->fit->set_aside;
    for (size_t f = 0; f < design->n_factors; f++) {
        if (aside[f < design->n_static ? tile->codes[f * DESIGN_TILE + k] : tile->bands[(f - design->n_static) * tile->row_capacity + r]]) return true;
    }
    return false;
}

static void score_block(size_t block, size_t first, size_t last, void *context) {
    const struct scoring *s = context;
    struct tile tile;
    bool check = s->fitted_only && s->part->fit->any_set_aside;
    tile_init(&tile, s->part->design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        tile_fill(&tile, s->part->design, s->part->panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        tile_predict(&tile, s->part->design, s->part->fit->beta);
        for (size_t k = 0; k < tile.n_sources; k++) {
            for (size_t r = tile.row_first[k]; r < tile.row_first[k + 1] && tile.weight[k] != 0; r++) {
                if (!check || !is_set_aside(s, &tile, k, r)) add(&s->entries[block], tile.eta[r], tile.trials[r], tile.y[r]);
            }
        }
    }
    tile_free(&tile);
}

struct scores scores_of_parts(const struct scores_part *parts, size_t n_parts, bool fitted_only, struct arena *arena) {
    struct entries entries[SCORE_BLOCKS] = {{0}};
    for (size_t k = 0; k < n_parts; k++) {
        struct scoring scoring = {&parts[k], fitted_only, entries};
        size_t count = blocks_count(parts[k].panel->n, ROWS_LEAST);
        blocks_run(parts[k].panel->n, count < SCORE_BLOCKS ? count : SCORE_BLOCKS, score_block, &scoring);
    }
    return gather(entries, arena);
}

struct scores scores_of(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, bool fitted_only, struct arena *arena) {
    return scores_of_parts(&(struct scores_part){design, panel, fit}, 1, fitted_only, arena);
}

struct scores scores_given(const double *log_odds, const double *rows, const double *events, size_t n, struct arena *arena) {
    struct entries entries[SCORE_BLOCKS] = {{0}};
    for (size_t i = 0; i < n; i++) add(&entries[0], log_odds[i], rows[i], events[i]);
    return gather(entries, arena);
}
