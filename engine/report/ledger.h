/* ledger.h: what an attentive reader could work out. Every published number about people is a cell, every sum that ties such numbers an
 * equation over cells, and one number that stands in several tables is one cell.
 *
 * A cell about fewer than its `least` must not be shown, nor be found from what is shown: given all shown cells, the equations, and that
 * no number of people is below zero, its possible values must span as much as it counts, and two at least; those of any other hidden
 * cell one. The
 * proof is a move d of the hidden cells with A d = 0 and x + d >= 0 that takes the cell so far: linear programmes look for such moves,
 * many cells at a time. What has no proof gets company: the cheapest shown cell of one of its equations is hidden too, and so on. (The
 * problem: Fischetti & Salazar González 2000, Models and algorithms for optimizing cell suppression in tabular data with linear constraints,
 * Journal of the American Statistical Association.)
 *
 * Cells of one `group` are solved together, era by era (the years of a trend): what lies outside stands still, so a proof found inside
 * holds for the whole; what has no room to move in its own era is tried again with those beside it. Cost: nothing where nothing must be
 * hidden; else a few linear programmes for each connected part of the equations. Deterministic. */
#ifndef BEHOUD_REPORT_LEDGER_H
#define BEHOUD_REPORT_LEDGER_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Cell 0 is no cell, never hidden; this one always is. */
#define LEDGER_NEVER_TOLD UINT32_MAX

struct ledger_place {
    int group, era;
};

struct ledger_cell {
    const char *key; /* NULL = of one table only */
    double value, least, weight;
    struct ledger_place place;
    bool unsafe;     /* must not be shown: fewer than `least`, or marked */
    bool hidden;
    bool unseen;     /* no table shows it: hidden from the start, and asked for nothing unless it is unsafe */
    bool never;      /* hidden by a rule that has nothing to do with its own value */
    double up, down; /* how far it is known to be able to move either way */
};

struct ledger_term {
    uint32_t cell;
    int8_t sign;
};

struct ledger_sum {
    size_t first, count; /* of terms */
};

struct ledger {
    struct arena *arena;
    struct ledger_cell *cells;
    size_t n_cells, room_cells;
    struct ledger_term *terms;
    size_t n_terms, room_terms;
    struct ledger_sum *sums;
    size_t n_sums, room_sums;
    uint32_t *derived, *derived_first; /* cells that go when any of their parts goes */
    size_t n_derived, room_derived, n_parts, room_parts;
    uint32_t *slots; /* by key */
    size_t n_slots;
};

void ledger_begin(struct ledger *ledger, struct arena *arena);
void ledger_free(struct ledger *ledger);

/* The cell of that key, made when it is new; the same key with another value is another cell. key NULL = always a new one.
 * `least`: fewer than that, and more than none, must not be shown. weight: how much it is missed. */
uint32_t ledger_cell(struct ledger *ledger, const char *key, double value, double least, double weight, struct ledger_place place);

/* A number that no table shows, though sums of such ones are: where it is fewer than `least`, those must not give it away. */
uint32_t ledger_unseen(struct ledger *ledger, double value, double least, struct ledger_place place);

/* A cell that is never shown, by that key: found wherever the number it stands for is told. */
uint32_t ledger_never_cell(struct ledger *ledger, const char *key);

/* The cell of that key, or 0. */
uint32_t ledger_find(const struct ledger *ledger, const char *key);

/* This cell must not be shown whatever it counts. */
void ledger_mark(struct ledger *ledger, uint32_t cell);

/* Opens an equation, adds terms to it: they add up, by sign, to something that is known. total = -1 on the total's own cell. */
void ledger_sum(struct ledger *ledger);
void ledger_term(struct ledger *ledger, uint32_t cell, int sign);

/* A number worked out of others: it goes when any of them goes. */
uint32_t ledger_derived(struct ledger *ledger, const uint32_t *parts, size_t n);

/* Decides what is hidden. */
void ledger_protect(struct ledger *ledger);
bool ledger_hidden(const struct ledger *ledger, uint32_t cell);

/* Is it, or a part of it, LEDGER_NEVER_TOLD? */
bool ledger_never(const struct ledger *ledger, uint32_t cell);

#endif
