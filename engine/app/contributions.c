#include "engine/app/contributions.h"

#include "engine/app/panels.h"
#include "engine/app/terms.h"
#include "models/tile.h"

#include <string.h>

/* The term of each column of the design, SIZE_MAX = none. */
static size_t *terms_by_column(const struct study *study, const struct design *design, struct contributions *c, struct arena *arena) {
    size_t *place = ARENA_ARRAY(arena, size_t, design->n_columns);
    bool *columns = ARENA_ARRAY(arena, bool, design->n_columns);
    for (size_t k = 0; k < design->n_columns; k++) place[k] = SIZE_MAX;
    c->names = ARENA_ARRAY(study->arena, const char *, design_last_term(design) + 2);
    for (size_t term = 0; term <= design_last_term(design); term++) {
        const char *name = design_term(design, term, columns);
        if (!name) continue;
        for (size_t k = 0; k < design->n_columns; k++) {
            if (columns[k]) place[k] = c->n_terms;
        }
        c->names[c->n_terms++] = name;
    }
    return place;
}

/* One row a person, as things stand on the day after as_of. */
static void add_tile(const struct fitted *m, const struct tile *tile, const size_t *place, struct contributions *c) {
    const struct design *design = &m->design;
    const double *beta = m->fit.beta;
    for (size_t k = 0; k < tile->n_sources; k++) {
        size_t r = tile->row_first[k];
        if (r == tile->row_first[k + 1] || tile->weight[k] == 0) continue; /* not there, or without a value that the model needs */
        double *value = c->value + c->n * c->n_terms;
        const double *x = tile->numbers + (design->by_row ? r : k) * design->lanes;
        for (size_t j = 0; j < design->n_numbers; j++) value[place[j]] += beta[j] * x[j];
        for (size_t f = 0; f < design->n_factors; f++) {
            size_t column = tile_column(tile, design, f, k, r);
            value[place[column]] += beta[column];
        }
        c->line[c->n++] = (uint32_t)(tile->first + k);
    }
}

struct contributions contributions_of(const struct study *study, const struct fitted *m, struct arena *arena) {
    struct contributions c = {0};
    double last_share;
    struct panel now = study_future(study, &last_share);
    size_t there = 0, *place = terms_by_column(study, &m->design, &c, arena);
    now.n_periods = 1;
    for (size_t i = 0; i < now.n; i++) there += now.include[i] != 0;
    c.line = ARENA_ARRAY(arena, uint32_t, there + 1);
    c.mean = ARENA_ARRAY(arena, double, c.n_terms + 1);
    c.value = ARENA_ARRAY(arena, double, (there + 1) * (c.n_terms + 1));
    struct tile tile;
    tile_init(&tile, &m->design);
    for (size_t at = 0; at < now.n; at += DESIGN_TILE) {
        tile_fill(&tile, &m->design, &now, at, at + DESIGN_TILE < now.n ? at + DESIGN_TILE : now.n);
        add_tile(m, &tile, place, &c);
    }
    tile_free(&tile);
    for (size_t k = 0; k < c.n; k++) {
        for (size_t t = 0; t < c.n_terms; t++) c.mean[t] += c.value[k * c.n_terms + t] / (double)c.n;
    }
    for (size_t k = 0; k < c.n; k++) {
        for (size_t t = 0; t < c.n_terms; t++) c.value[k * c.n_terms + t] -= c.mean[t];
    }
    return c;
}
