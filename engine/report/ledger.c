#include "engine/report/ledger.h"

#include "engine/report/ledger_moves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Derived cells are numbered behind this. */
static const uint32_t DERIVED = UINT32_C(1) << 31;

static void *grown(void *items, size_t *room, size_t size) {
    *room = *room ? *room * 2 : 64;
    items = realloc(items, *room * size);
    if (!items) abort();
    return items;
}

void ledger_begin(struct ledger *ledger, struct arena *arena) {
    *ledger = (struct ledger){.arena = arena, .n_cells = 1};
    ledger->cells = grown(NULL, &ledger->room_cells, sizeof *ledger->cells);
    ledger->cells[0] = (struct ledger_cell){.weight = 1};
}

void ledger_free(struct ledger *ledger) {
    free(ledger->cells);
    free(ledger->terms);
    free(ledger->sums);
    free(ledger->derived);
    free(ledger->derived_first);
    free(ledger->slots);
    *ledger = (struct ledger){0};
}

/* --- by key ---------------------------------------------------------------------------------------------------------- */

static size_t hash(const char *key) {
    uint64_t h = UINT64_C(1469598103934665603); /* FNV-1a */
    for (; *key; key++) h = (h ^ (unsigned char)*key) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 32);
}

/* Where the key stands, or would. */
static uint32_t *slot_of(const struct ledger *ledger, const char *key) {
    size_t at = hash(key) & (ledger->n_slots - 1);
    while (ledger->slots[at] && strcmp(ledger->cells[ledger->slots[at]].key, key) != 0) at = (at + 1) & (ledger->n_slots - 1);
    return &ledger->slots[at];
}

static void make_slots(struct ledger *ledger) {
    if (ledger->n_slots > 2 * ledger->n_cells) return;
    free(ledger->slots);
    ledger->n_slots = ledger->n_slots ? ledger->n_slots * 4 : 1024;
    ledger->slots = calloc(ledger->n_slots, sizeof *ledger->slots);
    if (!ledger->slots) abort();
    for (uint32_t i = 1; i < ledger->n_cells; i++) {
        if (ledger->cells[i].key) *slot_of(ledger, ledger->cells[i].key) = i;
    }
}

uint32_t ledger_find(const struct ledger *ledger, const char *key) { return ledger->n_slots ? *slot_of(ledger, key) : 0; }

uint32_t ledger_cell(struct ledger *ledger, const char *key, double value, double least, double weight, struct ledger_place place) {
    uint32_t found = key ? ledger_find(ledger, key) : 0;
    for (; found && ledger->cells[found].value != value; found = ledger_find(ledger, key)) key = arena_printf(ledger->arena, "%s'", key);
    if (found) return found;
    if (ledger->n_cells == ledger->room_cells) ledger->cells = grown(ledger->cells, &ledger->room_cells, sizeof *ledger->cells);
    make_slots(ledger);
    uint32_t cell = (uint32_t)ledger->n_cells++;
    ledger->cells[cell] = (struct ledger_cell){.key = key, .value = value, .least = least, .weight = weight, .place = place, .unsafe = value > 0 && value < least};
    if (key) *slot_of(ledger, key) = cell;
    return cell;
}

uint32_t ledger_never_cell(struct ledger *ledger, const char *key) {
    uint32_t cell = ledger_cell(ledger, key, -1, 0, 1, (struct ledger_place){-1, 0});
    ledger->cells[cell].hidden = ledger->cells[cell].never = true;
    return cell;
}

void ledger_mark(struct ledger *ledger, uint32_t cell) {
    if (cell && cell < DERIVED) ledger->cells[cell].unsafe = true;
}

/* --- sums ------------------------------------------------------------------------------------------------------------ */

void ledger_sum(struct ledger *ledger) {
    if (ledger->n_sums && ledger->sums[ledger->n_sums - 1].count == 0) return; /* the last one came to nothing */
    if (ledger->n_sums == ledger->room_sums) ledger->sums = grown(ledger->sums, &ledger->room_sums, sizeof *ledger->sums);
    ledger->sums[ledger->n_sums++] = (struct ledger_sum){ledger->n_terms, 0};
}

void ledger_term(struct ledger *ledger, uint32_t cell, int sign) {
    if (!cell) return;
    if (ledger->n_terms == ledger->room_terms) ledger->terms = grown(ledger->terms, &ledger->room_terms, sizeof *ledger->terms);
    ledger->terms[ledger->n_terms++] = (struct ledger_term){cell, (int8_t)sign};
    ledger->sums[ledger->n_sums - 1].count++;
}

uint32_t ledger_unseen(struct ledger *ledger, double value, double least, struct ledger_place place) {
    uint32_t cell = ledger_cell(ledger, NULL, value, least, 1, place);
    ledger->cells[cell].hidden = ledger->cells[cell].unseen = true;
    return cell;
}

uint32_t ledger_derived(struct ledger *ledger, const uint32_t *parts, size_t n) {
    if (ledger->n_derived + 1 >= ledger->room_derived) ledger->derived_first = grown(ledger->derived_first, &ledger->room_derived, sizeof *ledger->derived_first);
    ledger->derived_first[ledger->n_derived++] = (uint32_t)ledger->n_parts;
    for (size_t i = 0; i < n; i++) {
        if (ledger->n_parts == ledger->room_parts) ledger->derived = grown(ledger->derived, &ledger->room_parts, sizeof *ledger->derived);
        ledger->derived[ledger->n_parts++] = parts[i];
    }
    ledger->derived_first[ledger->n_derived] = (uint32_t)ledger->n_parts;
    return DERIVED + (uint32_t)ledger->n_derived - 1;
}

bool ledger_hidden(const struct ledger *ledger, uint32_t cell) {
    if (cell == LEDGER_NEVER_TOLD) return true;
    if (cell < DERIVED) return ledger->cells[cell].hidden;
    for (size_t i = ledger->derived_first[cell - DERIVED]; i < ledger->derived_first[cell - DERIVED + 1]; i++) {
        if (ledger_hidden(ledger, ledger->derived[i])) return true;
    }
    return false;
}

bool ledger_never(const struct ledger *ledger, uint32_t cell) {
    if (cell == LEDGER_NEVER_TOLD || cell < DERIVED) return cell == LEDGER_NEVER_TOLD || ledger->cells[cell].never;
    for (size_t i = ledger->derived_first[cell - DERIVED]; i < ledger->derived_first[cell - DERIVED + 1]; i++) {
        if (ledger_never(ledger, ledger->derived[i])) return true;
    }
    return false;
}

/* --- the parts that are solved apart ---------------------------------------------------------------------------------- */

static uint32_t root_of(uint32_t *parent, uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
}

/* What must not be shown is to be as uncertain as it is large, and by two at least; what is hidden beside it, not to be found to the unit. */
static double asked(const struct ledger_cell *cell) { return cell->unseen && !cell->unsafe ? 0 : !cell->unsafe || !(cell->value < cell->least) ? 1 : cell->value > 2 ? cell->value : 2; }

bool ledger_is_safe(const struct ledger_cell *cell) { return !cell->hidden || cell->up + cell->down >= asked(cell) - 1e-6; }
double ledger_asked(const struct ledger_cell *cell) { return asked(cell); }

struct window {
    struct ledger *ledger;
    int group, first, last; /* eras */
};

static bool in_window(const struct window *w, uint32_t cell) {
    const struct ledger_place *place = &w->ledger->cells[cell].place;
    return place->group == w->group && place->era >= w->first && place->era <= w->last;
}

static int by_root(const void *a, const void *b) {
    const uint32_t *x = a, *y = b;
    return x[0] != y[0] ? (x[0] < y[0] ? -1 : 1) : (x[1] > y[1]) - (x[1] < y[1]);
}

struct due {
    int group, era;
};

static int by_place(const void *a, const void *b) {
    const struct due *x = a, *y = b;
    return x->group != y->group ? (x->group > y->group) - (x->group < y->group) : (x->era > y->era) - (x->era < y->era);
}

/* The cells of a window, by connected part: pairs (root, cell), and the equations' roots by their first cell in it. */
static void solve_window(struct ledger *ledger, int group, int era, int around) {
    struct window w = {.ledger = ledger, .group = group, .first = era - around, .last = era + around};
    uint32_t *parent = malloc(ledger->n_cells * sizeof *parent);
    uint32_t(*pairs)[2] = malloc(ledger->n_cells * sizeof *pairs);
    if (!parent || !pairs) abort();
    size_t n = 0;
    for (uint32_t i = 0; i < ledger->n_cells; i++) parent[i] = i;
    for (size_t s = 0; s < ledger->n_sums; s++) {
        uint32_t first = 0;
        for (size_t t = ledger->sums[s].first; t < ledger->sums[s].first + ledger->sums[s].count; t++) {
            uint32_t cell = ledger->terms[t].cell;
            if (!in_window(&w, cell)) continue;
            if (first) parent[root_of(parent, cell)] = root_of(parent, first);
            first = cell;
        }
    }
    for (uint32_t i = 1; i < ledger->n_cells; i++) {
        if (!in_window(&w, i)) continue;
        pairs[n][0] = root_of(parent, i);
        pairs[n++][1] = i;
    }
    qsort(pairs, n, sizeof *pairs, by_root);
    uint32_t *cells = parent; /* no longer needed */
    for (size_t first = 0, last; first < n; first = last) {
        size_t count = 0;
        bool due = false;
        for (last = first; last < n && pairs[last][0] == pairs[first][0]; last++) {
            const struct ledger_cell *cell = &ledger->cells[pairs[last][1]];
            due = due || (cell->place.era == era && !ledger_is_safe(cell));
            cells[count++] = pairs[last][1];
        }
        if (due) ledger_moves(ledger, cells, count, era);
    }
    free(parent);
    free(pairs);
}

void ledger_protect(struct ledger *ledger) {
    size_t n = 0;
    struct due *due = malloc(ledger->n_cells * sizeof *due);
    if (!due) abort();
    for (uint32_t i = 1; i < ledger->n_cells; i++) {
        struct ledger_cell *cell = &ledger->cells[i];
        if (!cell->unsafe) continue;
        cell->hidden = true;
        due[n++] = (struct due){cell->place.group, cell->place.era};
    }
    qsort(due, n, sizeof *due, by_place);
    for (int around = 0; around <= 1; around++) { /* what cannot move within its era may across two */
        for (size_t i = 0; i < n; i++) {
            if (!i || by_place(&due[i], &due[i - 1]) != 0) solve_window(ledger, due[i].group, due[i].era, around);
        }
    }
    for (uint32_t i = 1; i < ledger->n_cells; i++) {
        struct ledger_cell *cell = &ledger->cells[i];
        if (cell->value == 0 && cell->up <= 0) cell->hidden = false; /* no move needs it */
    }
    free(due);
}
