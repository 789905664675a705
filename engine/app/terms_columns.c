#include "engine/app/building.h"

#include <math.h>
#include <string.h>

void add_factor(struct building *b, const char *name, const struct column *levels, const struct word *reference) {
    struct arena *arena = b->study->arena;
    struct design_factor *f = new_factor(b);
    *f = (struct design_factor){.name = name, .term = b->term, .labels = levels->levels, .n_levels = levels->n_levels, .reference = 1, .codes = column_values(levels)};
    if (reference && reference->text) {
        f->reference = study_level(name, levels, reference, b->diag);
        if (!f->reference) f->reference = 1;
    }
    if (levels->n_missing && b->missing != MISSING_DROP) {
        const char **labels = ARENA_ARRAY(arena, const char *, levels->n_levels + 2);
        for (size_t l = 1; l <= levels->n_levels; l++) labels[l] = levels->levels[l];
        labels[levels->n_levels + 1] = "(missing)";
        f->labels = labels;
        f->missing_level = ++f->n_levels;
    }
}

/* A factor that says of which people the number is missing. */
static void add_missing_indicator(struct building *b, const char *name, const struct column *column) {
    static const char *const LABELS[] = {"", "known", "(missing)"};
    uint8_t *codes = ARENA_ARRAY(b->study->arena, uint8_t, b->study->table.n_rows + 1);
    for (size_t i = 0; i < b->study->table.n_rows; i++) codes[i] = isnan(column_number(column, i)) ? 2 : 1;
    *new_factor(b) = (struct design_factor){.name = name, .term = b->term, .labels = LABELS, .n_levels = 2, .reference = 1, .codes = {codes, 1, 0}};
}

/* The column that facts about the attribute are taken from. */
static const struct column *facts_of(const struct building *b, const char *name, const struct column *column) {
    const struct attribute *a = b->facts != b->study ? study_find_attribute(b->facts, name) : NULL;
    return a ? a->column : column;
}

/* Means and deviations are over the model's rows, so that cutting a spell into more lines changes nothing. */
static double mean_of(const struct building *b, const struct column *column, bool logarithm) {
    double sum = 0, n = 0;
    for (size_t i = 0; i < b->facts_panel->n; i++) {
        double x = column_number(column, i), rows = (double)panel_count(b->facts_panel, i);
        if (rows == 0 || isnan(x)) continue;
        sum += rows * (logarithm ? log(x) : x);
        n += rows;
    }
    return n > 0 ? sum / n : 0;
}

static bool all_positive(const struct study *study, const struct column *column) {
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (study->timeline.used[i] && column_number(column, i) <= 0) return false;
    }
    return true;
}

static double deviation_of(const struct building *b, const struct column *column, double mean) {
    double sum = 0, n = 0;
    for (size_t i = 0; i < b->facts_panel->n; i++) {
        double x = column_number(column, i), rows = (double)panel_count(b->facts_panel, i);
        if (rows == 0 || isnan(x)) continue;
        sum += rows * (x - mean) * (x - mean);
        n += rows;
    }
    return n > 1 && sum > 0 ? sqrt(sum / (n - 1)) : 1;
}

/* A column of its own for a standardised number: mean 0 and deviation 1 over the model's rows. */
static struct values standardised(const struct building *b, const char *name, const struct column *column) {
    double *out = ARENA_ARRAY(b->study->arena, double, b->panel->n + 1);
    double mean = mean_of(b, facts_of(b, name, column), false), deviation = deviation_of(b, facts_of(b, name, column), mean);
    for (size_t i = 0; i < b->panel->n; i++) out[i] = (column_number(column, i) - mean) / deviation;
    return (struct values){out, 8, 0};
}

/* The word that names a number, however the term is written. */
static const struct word *word_of(const struct job_term *term) {
    return term->spline.text ? &term->spline : term->number.text ? &term->number : term->interaction.count ? &term->interaction.items[0] : &term->name;
}

void add_number(struct building *b, const char *name, const struct attribute *a, const struct job_term *term) {
    const struct column *column = a->column;
    int transform = term ? term->transform : TRANSFORM_NONE;
    if (column->kind != COLUMN_NUMBER) {
        diag_add(b->diag, SEVERITY_ERROR, word_of(term)->at, "\"%s\" holds categories, not numbers; use {factor: %s}", name, name);
        return;
    }
    if (transform == TRANSFORM_LOG && !all_positive(b->study, column)) {
        diag_add(b->diag, SEVERITY_ERROR, word_of(term)->at, "\"%s\" has values of 0 or less; a logarithm needs positive ones", name);
        return;
    }
    struct design_number *n = new_number(b);
    *n = (struct design_number){.name = name, .term = b->term, .level = "", .values = column_values(column), .unit_days = 1, .fill = NAN};
    if (transform == TRANSFORM_STANDARD) n->values = standardised(b, name, column);
    n->logarithm = transform == TRANSFORM_LOG;
    if (transform == TRANSFORM_LOG) n->name = arena_printf(b->study->arena, "log(%s)", name);
    if (!column->n_missing) return;
    if (b->missing != MISSING_DROP) n->fill = transform == TRANSFORM_STANDARD ? 0 : mean_of(b, facts_of(b, name, column), transform == TRANSFORM_LOG);
    if (b->missing == MISSING_INDICATOR) add_missing_indicator(b, name, column);
}

void add_bands(struct building *b, const struct job_term *term) {
    double unit = unit_of_tenure(term->bands.text);
    if (!term->n_cuts) {
        diag_add(b->diag, SEVERITY_ERROR, term->bands.at, "\"bands\" needs \"at\": where the bands begin, as at: [6, 12]");
        return;
    }
    if (unit > 0 && !has_tenure(b, &term->bands)) return;
    if (unit > 0) {
        add_tenure_bands(b, term->bands.text, term->cuts, term->n_cuts, unit, false);
        return;
    }
    const struct attribute *a = study_attribute(b->study, &term->bands, b->diag);
    if (!a) return;
    if (term->n_cuts > 250) {
        diag_add(b->diag, SEVERITY_ERROR, term->bands.at, "at most 250 cuts can be made in \"%s\"", term->bands.text);
        return;
    }
    if (a->column->kind != COLUMN_NUMBER) {
        diag_add(b->diag, SEVERITY_ERROR, term->bands.at, "\"%s\" holds categories, not numbers; it cannot be cut into bands", term->bands.text);
        return;
    }
    struct arena *arena = b->study->arena;
    struct column bands = {.name = a->name, .kind = COLUMN_LEVEL, .width = 1, .n_levels = term->n_cuts + 1, .n_missing = a->column->n_missing};
    uint8_t *codes = ARENA_ARRAY(arena, uint8_t, b->study->table.n_rows + 1);
    for (size_t i = 0; i < b->study->table.n_rows; i++) {
        double x = column_number(a->column, i);
        if (isnan(x)) continue;
        size_t band = 1;
        while (band <= term->n_cuts && x >= term->cuts[band - 1]) band++;
        codes[i] = (uint8_t)band;
    }
    bands.values = codes;
    bands.levels = ARENA_ARRAY(arena, const char *, bands.n_levels + 1);
    bands.levels[0] = "";
    bands.levels[1] = arena_printf(arena, "under %.10g", term->cuts[0]);
    for (size_t i = 1; i < term->n_cuts; i++) bands.levels[i + 1] = arena_printf(arena, "%.10g to %.10g", term->cuts[i - 1], term->cuts[i]);
    bands.levels[term->n_cuts + 1] = arena_printf(arena, "%.10g and over", term->cuts[term->n_cuts - 1]);
    add_factor(b, a->name, &bands, NULL);
}

/* The values that the model's rows have, each once. */
static double *values_of(const struct building *b, const struct column *column, size_t *n) {
    double *x = ARENA_ARRAY(b->study->arena, double, b->facts_panel->n + 1);
    *n = 0;
    for (size_t i = 0; i < b->facts_panel->n; i++) {
        double value = column_number(column, i);
        if (!isnan(value) && panel_count(b->facts_panel, i)) x[(*n)++] = value;
    }
    return x;
}

size_t spline_knots(const struct job_term *term) { return term->knots ? (size_t)term->knots : 4; }

void add_spline(struct building *b, const struct job_term *term) {
    const struct attribute *a = study_attribute(b->study, &term->spline, b->diag);
    if (!a) return;
    size_t n, first = b->n_numbers;
    if (term->transform != TRANSFORM_NONE) {
        diag_add(b->diag, SEVERITY_ERROR, term->spline.at, "a spline bends \"%s\" by itself; leave out the transform", a->name);
        return;
    }
    add_number(b, a->name, a, term);
    if (b->n_numbers == first) return;
    struct spline *spline = ARENA_NEW(b->study->arena, struct spline);
    double *x = values_of(b, facts_of(b, a->name, a->column), &n);
    if (!spline_place(spline, spline_knots(term), x, n)) {
        diag_add(b->diag, SEVERITY_ERROR, term->spline.at, "\"%s\" has too few different values for %zu knots; ask for fewer, or take {number: %s}", a->name,
                 spline_knots(term), a->name);
        return;
    }
    b->numbers[first].spline = spline;
    b->numbers[first].level = "spline 1";
    for (size_t j = 1; j + 1 < spline->n_knots; j++) {
        struct design_number *number = new_number(b);
        *number = b->numbers[first];
        number->basis = j;
        number->level = arena_printf(b->study->arena, "spline %zu", j + 1);
    }
}
