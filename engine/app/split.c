#include "engine/app/split.h"

#include "engine/app/building.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Every tenure named by any term, rising, each once. */
static const double *all_cuts(const struct job_cox *model, size_t *n, struct arena *arena) {
    size_t most = 0, kept = 0;
    for (size_t t = 0; t < model->terms.count; t++) most += model->terms.items[t].n_tenures;
    double *cuts = ARENA_ARRAY(arena, double, most + 1);
    for (size_t t = 0, k = 0; t < model->terms.count; t++) {
        for (size_t i = 0; i < model->terms.items[t].n_tenures; i++) cuts[k++] = floor(model->terms.items[t].tenures[i]);
    }
    qsort(cuts, most, sizeof *cuts, values_compare);
    for (size_t i = 0; i < most; i++) {
        if (!kept || cuts[i] > cuts[kept - 1]) cuts[kept++] = cuts[i];
    }
    *n = kept;
    return cuts;
}

static bool is_used(const struct timeline *t, size_t i) { return t->used[i] && t->exit[i] > t->entry[i]; }

/* How many pieces a line falls into, and where the first of them lies. */
static size_t pieces_of(const struct timeline *t, size_t i, const struct cox_lines *lines, size_t *first) {
    size_t band = 0, last;
    while (band < lines->n_cuts && lines->cuts[band] <= t->entry[i]) band++;
    for (last = band; last < lines->n_cuts && lines->cuts[last] < t->exit[i];) last++;
    *first = band;
    return last - band + 1;
}

static void allocate(struct cox_lines *lines, struct arena *arena) {
    lines->entry = ARENA_ARRAY(arena, int32_t, lines->n + 1);
    lines->exit = ARENA_ARRAY(arena, int32_t, lines->n + 1);
    lines->event = ARENA_ARRAY(arena, uint8_t, lines->n + 1);
    lines->include = ARENA_ARRAY(arena, uint8_t, lines->n + 1);
}

struct cox_lines split_lines(const struct study *study, uint8_t cause, const uint8_t *include, const struct job_cox *model, struct arena *arena) {
    const struct timeline *t = &study->timeline;
    struct cox_lines lines = {.n = 0};
    size_t first, k = 0;
    lines.cuts = all_cuts(model, &lines.n_cuts, arena);
    for (size_t i = 0; i < t->n; i++) lines.n += is_used(t, i) ? pieces_of(t, i, &lines, &first) : 1;
    allocate(&lines, arena);
    uint32_t *line = lines.n_cuts ? ARENA_ARRAY(arena, uint32_t, lines.n + 1) : NULL;
    for (size_t i = 0; i < t->n; i++) {
        bool used = is_used(t, i);
        size_t n = used ? pieces_of(t, i, &lines, &first) : 1;
        for (size_t piece = 0; piece < n; piece++, k++) {
            size_t band = used ? first + piece : 0;
            lines.entry[k] = piece ? (int32_t)lines.cuts[band - 1] : t->entry[i];
            lines.exit[k] = piece + 1 < n ? (int32_t)lines.cuts[band] : t->exit[i];
            lines.event[k] = piece + 1 == n && timeline_exits(t, i, cause);
            lines.include[k] = include[i];
            if (line) line[k] = (uint32_t)i;
        }
    }
    lines.line = line;
    return lines;
}

struct panel split_panel(const struct study *study, uint8_t cause, struct arena *arena) {
    const struct timeline *t = &study->timeline;
    uint8_t *include = ARENA_ARRAY(arena, uint8_t, t->n + 1);
    for (size_t i = 0; i < t->n; i++) include[i] = is_used(t, i);
    return (struct panel){.kind = PANEL_ROWS, .n = t->n, .include = include, .cause = t->cause, .event_cause = cause};
}

/* --- columns told apart by tenure ------------------------------------------------------------------------------------ */

struct telling {
    const struct study *study;
    const struct cox_lines *lines;
    const struct job_term *term;
    struct values bands; /* of the term's own cuts */
    size_t n_bands;
    const char **labels; /* [1 .. n_bands] */
    bool penalised;      /* by a ridge, for which a shift is not the same */
};

/* The term's bands, each made of whole bands of the lines. */
static void set_bands(struct telling *t) {
    struct arena *arena = t->study->arena;
    const struct job_term *term = t->term;
    t->n_bands = term->n_tenures + 1;
    t->bands = codes_new(t->n_bands, t->lines->n, arena);
    t->labels = ARENA_ARRAY(arena, const char *, t->n_bands + 1);
    t->labels[1] = arena_printf(arena, "to %.0f days", floor(term->tenures[0]));
    for (size_t i = 1; i < term->n_tenures; i++) t->labels[i + 1] = arena_printf(arena, "%.0f to %.0f days", floor(term->tenures[i - 1]), floor(term->tenures[i]));
    t->labels[t->n_bands] = arena_printf(arena, "over %.0f days", floor(term->tenures[term->n_tenures - 1]));
    for (size_t k = 0; k < t->lines->n; k++) {
        uint32_t band = 1;
        while (band <= term->n_tenures && t->lines->entry[k] >= floor(term->tenures[band - 1])) band++;
        codes_set(t->bands, k, band);
    }
}

static const char *both(struct arena *arena, const char *level, const char *band) { return level[0] ? arena_printf(arena, "%s, %s", level, band) : band; }

static void tell_number(const struct telling *t, const struct design_number *number, struct design_number *out) {
    for (size_t band = 1; band <= t->n_bands; band++) {
        struct design_number *n = &out[band - 1];
        *n = *number;
        n->level = both(t->study->arena, number->level, t->labels[band]);
        n->origin = t->penalised ? 0 : number->centre; /* in a risk set all are in one band: a shift of the number moves them all */
        n->when = t->bands;
        n->when_code = (uint32_t)band;
    }
}

/* Every level but the reference in every band; the reference stays one. */
static struct design_factor tell_factor(const struct telling *t, const struct design_factor *factor) {
    struct arena *arena = t->study->arena;
    size_t levels = (factor->n_levels - 1) * t->n_bands + 1, n = t->lines->n;
    struct values codes = codes_new(levels, n, arena);
    const char **labels = ARENA_ARRAY(arena, const char *, levels + 1);
    labels[1] = factor->labels[factor->reference];
    for (size_t level = 1, at = 2; level <= factor->n_levels; level++) {
        for (size_t band = 1; level != factor->reference && band <= t->n_bands; band++) labels[at++] = both(arena, factor->labels[level], t->labels[band]);
    }
    for (size_t k = 0; k < n; k++) {
        size_t level = values_code(factor->codes, k);
        if (!level) level = factor->missing_level;
        if (!level) continue;
        size_t beside = level - 1 - (level > factor->reference);
        codes_set(codes, k, level == factor->reference ? 1 : (uint32_t)(1 + beside * t->n_bands + values_code(t->bands, k)));
    }
    return (struct design_factor){.name = factor->name, .term = factor->term, .labels = labels, .n_levels = levels, .reference = 1, .codes = codes, .parts = t->n_bands};
}

static const struct job_term *telling_term(const struct job_cox *model, size_t term) {
    return term < model->terms.count && model->terms.items[term].n_tenures ? &model->terms.items[term] : NULL;
}

static void tell_columns(const struct study *study, const struct job_cox *model, const struct cox_lines *lines, struct design *design) {
    struct arena *arena = study->arena;
    struct telling *of_term = ARENA_ARRAY(arena, struct telling, model->terms.count + 1);
    size_t most = design->n_numbers;
    for (size_t t = 0; t < model->terms.count; t++) {
        of_term[t] = (struct telling){.study = study, .lines = lines, .term = telling_term(model, t), .penalised = model->ridge > 0};
        if (of_term[t].term) set_bands(&of_term[t]);
    }
    for (size_t k = 0; k < design->n_numbers; k++) {
        const struct job_term *term = telling_term(model, design->numbers[k].term);
        if (term) most += term->n_tenures;
    }
    struct design_number *numbers = ARENA_ARRAY(arena, struct design_number, most + 1);
    size_t n = 0;
    for (size_t k = 0; k < design->n_numbers; k++) {
        const struct telling *t = &of_term[design->numbers[k].term < model->terms.count ? design->numbers[k].term : model->terms.count];
        if (!t->term) {
            numbers[n++] = design->numbers[k];
            continue;
        }
        tell_number(t, &design->numbers[k], numbers + n);
        n += t->n_bands;
    }
    design->numbers = numbers;
    design->n_numbers = n;
    for (size_t f = 0; f < design->n_factors; f++) {
        const struct telling *t = &of_term[design->factors[f].term < model->terms.count ? design->factors[f].term : model->terms.count];
        if (t->term) design->factors[f] = tell_factor(t, &design->factors[f]);
    }
}

struct design split_design(const struct study *study, const struct job_cox *model, const struct cox_lines *lines, const struct design *design) {
    if (!lines->line) return *design;
    struct design cut = design_gathered(design, lines->line, lines->n, study->arena);
    tell_columns(study, model, lines, &cut);
    design_layout(&cut, study->arena);
    struct panel panel = {.kind = PANEL_ROWS, .n = lines->n, .include = lines->include};
    design_scale(&cut, &panel);
    return cut;
}
