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

/* All entries in bins by their key, so that each bin is small enough to be sorted within the processor's own memory. */
enum { BINS_MOST = 256, BIN_LEAST = 1 << 14, SAMPLE_A_BIN = 16 };

struct binning {
    const struct entries *blocks;
    size_t n_bins;
    uint64_t edges[BINS_MOST];            /* bin k holds keys below edges[k], from edges[k - 1] on */
    size_t at[SCORE_BLOCKS][BINS_MOST];   /* where a block's entries of a bin go */
    size_t first[BINS_MOST + 1], kept[BINS_MOST];
    struct entry *sorted;
};

static size_t bin_of(const struct binning *b, uint64_t key) {
    size_t low = 0, high = b->n_bins - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (key < b->edges[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* Edges that part the entries about evenly: every so many of them, in order. */
static void set_edges(struct binning *b, size_t n) {
    size_t step = n / (b->n_bins * SAMPLE_A_BIN) + 1, sampled = 0, past = 0;
    struct entry *sample = calloc(2 * (n / step + SCORE_BLOCKS + 1), sizeof *sample);
    if (!sample) abort();
    for (size_t k = 0; k < SCORE_BLOCKS; k++) {
        for (; past < b->blocks[k].n; past += step) sample[sampled++] = b->blocks[k].items[past];
        past -= b->blocks[k].n;
    }
    sort_entries(sample, sample + sampled, sampled);
    for (size_t k = 0; k < b->n_bins; k++) b->edges[k] = k + 1 < b->n_bins ? sample[(k + 1) * sampled / b->n_bins].key : UINT64_MAX;
    free(sample);
}

static void count_block(size_t k, void *context) {
    struct binning *b = context;
    for (size_t i = 0; i < b->blocks[k].n; i++) b->at[k][bin_of(b, b->blocks[k].items[i].key)]++;
}

static void place_block(size_t k, void *context) {
    struct binning *b = context;
    for (size_t i = 0; i < b->blocks[k].n; i++) {
        struct entry entry = b->blocks[k].items[i];
        b->sorted[b->at[k][bin_of(b, entry.key)]++] = entry;
    }
}

static void sort_bin(size_t bin, void *context) {
    struct binning *b = context;
    size_t n = b->first[bin + 1] - b->first[bin];
    struct entry *items = b->sorted + b->first[bin], *other = malloc((n + 1) * sizeof *other);
    if (!other) abort();
    sort_entries(items, other, n);
    free(other);
    b->kept[bin] = join_equal(items, n);
}

static void order(struct binning *b, size_t n) {
    b->n_bins = n / BIN_LEAST + 1 < BINS_MOST ? n / BIN_LEAST + 1 : BINS_MOST;
    b->sorted = malloc((n + 1) * sizeof *b->sorted);
    if (!b->sorted) abort();
    set_edges(b, n);
    blocks_each(SCORE_BLOCKS, count_block, b);
    for (size_t bin = 0, at = 0; bin < b->n_bins; bin++) {
        b->first[bin] = at;
        for (size_t k = 0; k < SCORE_BLOCKS; k++) {
            size_t count = b->at[k][bin];
            b->at[k][bin] = at;
            at += count;
        }
        b->first[bin + 1] = at;
    }
    blocks_each(SCORE_BLOCKS, place_block, b);
    blocks_each(b->n_bins, sort_bin, b);
}

static struct scores gather(struct entries *blocks, struct arena *arena) {
    struct binning *b = calloc(1, sizeof *b);
    struct scores s = {0};
    size_t n = 0, at = 0;
    if (!b) abort();
    for (size_t k = 0; k < SCORE_BLOCKS; k++) n += blocks[k].n;
    b->blocks = blocks;
    order(b, n);
    for (size_t k = 0; k < SCORE_BLOCKS; k++) free(blocks[k].items);
    for (size_t bin = 0; bin < b->n_bins; bin++) s.n += b->kept[bin];
    s.log_odds = ARENA_ARRAY(arena, double, s.n + 1);
    s.risk = ARENA_ARRAY(arena, double, s.n + 1);
    s.rows = ARENA_ARRAY(arena, double, s.n + 1);
    s.events = ARENA_ARRAY(arena, double, s.n + 1);
    for (size_t bin = 0; bin < b->n_bins; bin++) {
        for (size_t i = b->first[bin]; i < b->first[bin] + b->kept[bin]; i++, at++) {
            s.log_odds[at] = value_of(b->sorted[i].key);
            s.rows[at] = b->sorted[i].rows;
            s.events[at] = b->sorted[i].events;
            s.n_rows += s.rows[at];
            s.n_events += s.events[at];
        }
    }
    logistic_means(s.n, s.log_odds, s.risk);
    free(b->sorted);
    free(b);
    return s;
}

/* --- from rows -------------------------------------------------------------------------------------------------------- */

struct scoring {
    const struct design *design;
    const struct panel *panel;
    const struct logistic_fit *fit;
    bool fitted_only;
    struct entries *entries; /* [block] */
};

static bool is_set_aside(const struct scoring *s, const struct tile *tile, size_t k, size_t r) {
    const struct design *design = s->design;
    const uint8_t *aside = s->fit->set_aside;
    for (size_t f = 0; f < design->n_factors; f++) {
        if (aside[tile_column(tile, design, f, k, r)]) return true;
    }
    return false;
}

static void score_block(size_t block, size_t first, size_t last, void *context) {
    const struct scoring *s = context;
    struct tile tile;
    bool check = s->fitted_only && s->fit->any_set_aside;
    tile_init(&tile, s->design);
    for (size_t at = first; at < last; at += DESIGN_TILE) {
        tile_fill(&tile, s->design, s->panel, at, at + DESIGN_TILE < last ? at + DESIGN_TILE : last);
        tile_predict(&tile, s->design, s->fit->beta);
        for (size_t k = 0; k < tile.n_sources; k++) {
            for (size_t r = tile.row_first[k]; r < tile.row_first[k + 1] && tile.weight[k] != 0; r++) {
                if (!check || !is_set_aside(s, &tile, k, r)) add(&s->entries[block], tile.eta[r], tile.trials[r], tile.y[r]);
            }
        }
    }
    tile_free(&tile);
}

struct scores_pool {
    struct entries entries[SCORE_BLOCKS];
};

struct scores_pool *scores_pool_new(void) {
    struct scores_pool *pool = calloc(1, sizeof *pool);
    if (!pool) abort();
    return pool;
}

void scores_pool_add(struct scores_pool *pool, const struct design *design, const struct panel *panel, const struct logistic_fit *fit, bool fitted_only) {
    struct scoring scoring = {design, panel, fit, fitted_only, pool->entries};
    size_t count = blocks_count(panel->n, ROWS_LEAST);
    blocks_run(panel->n, count < SCORE_BLOCKS ? count : SCORE_BLOCKS, score_block, &scoring);
}

void scores_pool_add_scores(struct scores_pool *pool, const struct scores *scores) {
    for (size_t i = 0; i < scores->n; i++) add(&pool->entries[i % SCORE_BLOCKS], scores->log_odds[i], scores->rows[i], scores->events[i]);
}

struct scores scores_pool_end(struct scores_pool *pool, struct arena *arena) {
    struct scores scores = gather(pool->entries, arena);
    free(pool);
    return scores;
}

struct scores scores_of(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, bool fitted_only, struct arena *arena) {
    struct scores_pool *pool = scores_pool_new();
    scores_pool_add(pool, design, panel, fit, fitted_only);
    return scores_pool_end(pool, arena);
}
