#include "engine/app/building.h"

#include "models/design_products.h"

#include <string.h>

/* --- room ---------------------------------------------------------------------------------------------------------- */

#define ROOM_FOR_ONE_MORE(b, array, count, room, type)                                                                 \
    do {                                                                                                               \
        if ((count) < (room)) break;                                                                                   \
        type *grown = ARENA_ARRAY((b)->study->arena, type, (room) = 2 * (room) + 8);                                   \
        if (count) memcpy(grown, array, (count) * sizeof *grown);                                                      \
        (array) = grown;                                                                                               \
    } while (0)

struct design_factor *new_factor(struct building *b) {
    ROOM_FOR_ONE_MORE(b, b->factors, b->n_factors, b->room_factors, struct design_factor);
    return &b->factors[b->n_factors++];
}

struct design_factor *new_clock(struct building *b) {
    ROOM_FOR_ONE_MORE(b, b->clocks, b->n_clocks, b->room_clocks, struct design_factor);
    return &b->clocks[b->n_clocks++];
}

struct design_number *new_number(struct building *b) {
    ROOM_FOR_ONE_MORE(b, b->numbers, b->n_numbers, b->room_numbers, struct design_number);
    return &b->numbers[b->n_numbers++];
}

/* --- terms --------------------------------------------------------------------------------------------------------- */

static void add_named(struct building *b, const struct word *word, const struct job_term *term) {
    if (!strcmp(word->text, "tenure")) {
        if (has_tenure(b, word)) add_default_tenure(b);
        return;
    }
    if (unit_of_tenure(word->text) > 0) {
        add_tenure_number(b, word);
        return;
    }
    const struct attribute *a = study_attribute(b->study, word, b->diag);
    if (!a) return;
    if (a->column->kind == COLUMN_NUMBER) {
        add_number(b, a->name, a, term);
    } else if (a->column->n_levels > 5000) {
        diag_add(b->diag, SEVERITY_ERROR, word->at, "\"%s\" has %zu categories; too many for a model", word->text, a->column->n_levels);
    } else {
        add_factor(b, a->name, a->column, &term->reference);
    }
}

static void add_term(struct building *b, const struct job_term *term) {
    if (term->factor.text) {
        const struct attribute *a = study_attribute(b->study, &term->factor, b->diag);
        if (!a) return;
        const struct column *levels = attribute_levels(b->study, a);
        if (!levels->n_levels || levels->n_levels > 5000) {
            diag_add(b->diag, SEVERITY_ERROR, term->factor.at, "\"%s\" has too many different values for categories; use {number: %s}", term->factor.text, term->factor.text);
            return;
        }
        add_factor(b, a->name, levels, &term->reference);
    } else if (term->number.text && unit_of_tenure(term->number.text) > 0) {
        add_tenure_number(b, &term->number);
    } else if (term->number.text) {
        const struct attribute *a = study_attribute(b->study, &term->number, b->diag);
        if (a) add_number(b, a->name, a, term);
    } else if (term->bands.text) {
        add_bands(b, term);
    } else if (term->spline.text && unit_of_tenure(term->spline.text) > 0) {
        add_tenure_spline(b, term);
    } else if (term->spline.text) {
        add_spline(b, term);
    } else if (term->interaction.count) {
        add_interaction(b, term);
    } else if (term->name.text) {
        add_named(b, &term->name, term);
    }
}

static void finish(struct building *b, struct design *design) {
    *design = (struct design){.n_factors = b->n_factors + b->n_clocks, .n_numbers = b->n_numbers, .numbers = b->numbers};
    design->factors = ARENA_ARRAY(b->study->arena, struct design_factor, design->n_factors + 1);
    if (b->n_factors) memcpy(design->factors, b->factors, b->n_factors * sizeof *b->factors);
    if (b->n_clocks) memcpy(design->factors + b->n_factors, b->clocks, b->n_clocks * sizeof *b->clocks);
    design_layout(design, b->study->arena);
    design_scale(design, b->panel);
}

enum { COLUMNS_MOST = 3000, USUAL_COLUMNS_MOST = 300, USUAL_COLUMNS_LEAST = 10, EXITS_A_COLUMN = 5 };

/* Columns of the full coding so far. */
static size_t columns_of(const struct building *b) {
    size_t columns = b->n_numbers;
    for (size_t f = 0; f < b->n_factors; f++) columns += b->factors[f].n_levels;
    for (size_t f = 0; f < b->n_clocks; f++) columns += b->clocks[f].n_levels;
    return columns;
}

static void check_size(struct building *b, const struct job_terms *terms, struct place at) {
    size_t columns = columns_of(b), bands = 1;
    for (size_t t = 0; t < terms->count; t++) bands = terms->items[t].n_tenures + 1 > bands ? terms->items[t].n_tenures + 1 : bands;
    columns *= bands; /* at the utmost */
    if (columns <= COLUMNS_MOST && b->n_factors + b->n_clocks < FACTORS_MOST) return;
    diag_add(b->diag, SEVERITY_ERROR, at, "this model has %zu terms with %zu categories and numbers in all; at most %d with %d are fitted",
             b->n_factors + b->n_clocks + b->n_numbers, columns, FACTORS_MOST - 1, COLUMNS_MOST);
}

/* A default model has no more columns than its exits can carry, and than anyone reads. */
static size_t usual_columns(const struct panel *panel) {
    size_t exits = 0;
    for (size_t i = 0; i < panel->n; i++) exits += panel->cause[i] && (!panel->event_cause || panel->cause[i] == panel->event_cause);
    size_t columns = exits / EXITS_A_COLUMN;
    return columns < USUAL_COLUMNS_LEAST ? USUAL_COLUMNS_LEAST : columns > USUAL_COLUMNS_MOST ? USUAL_COLUMNS_MOST : columns;
}

/* The default terms: tenure, and the usual attributes in their order, as far as there is room for them. */
static void add_usual_terms(struct building *b) {
    size_t most = usual_columns(b->facts_panel);
    add_default_tenure(b);
    for (size_t i = 0; i < b->study->n_attributes; i++) {
        const struct attribute *a = &b->study->attributes[i];
        size_t more = a->column->kind == COLUMN_LEVEL ? a->column->n_levels : 2;
        if (!a->usual || columns_of(b) + more > most || b->n_factors + 4 > FACTORS_MOST) continue;
        b->term++;
        if (a->column->kind == COLUMN_NUMBER) add_number(b, a->name, a, NULL);
        if (a->column->kind == COLUMN_LEVEL) add_factor(b, a->name, a->column, NULL);
    }
}

/* Keys that do nothing where they stand. */
static void check_companions(struct building *b, const struct job_term *term, const struct word *first) {
    if (term->reference.text && !term->factor.text && !term->name.text) {
        diag_add(b->diag, SEVERITY_ERROR, term->reference.at, "\"reference\" goes with a factor: {factor: %s, reference: %s}", first->text, term->reference.text);
    }
    if (term->knots && !term->spline.text) diag_add(b->diag, SEVERITY_ERROR, first->at, "\"knots\" goes with a spline: {spline: %s, knots: %d}", first->text, term->knots);
    if (term->n_cuts && !term->bands.text) diag_add(b->diag, SEVERITY_ERROR, first->at, "\"at\" goes with bands: {bands: %s, at: [...]}", first->text);
    bool number = term->number.text && unit_of_tenure(term->number.text) == 0;
    if (term->transform != TRANSFORM_NONE && !number && !term->spline.text) {
        diag_add(b->diag, SEVERITY_ERROR, first->at, "\"transform\" goes with a number: {number: %s, transform: ...}", first->text);
    }
    if (term->n_tenures > 100) diag_add(b->diag, SEVERITY_ERROR, first->at, "by_tenure has %zu days; at most 100", term->n_tenures);
}

static void check_term(struct building *b, const struct job_term *term) {
    const struct word *crossed = term->interaction.count ? &term->interaction.items[0] : &(struct word){0};
    const struct word *forms[] = {&term->name, &term->factor, &term->number, &term->bands, &term->spline, crossed}, *first = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!forms[i]->text) continue;
        if (first) diag_add(b->diag, SEVERITY_ERROR, forms[i]->at, "a term is one of NAME, {factor:}, {number:}, {bands:}, {spline:} or {interaction:}; this one is two");
        first = forms[i];
    }
    if (!first) {
        diag_add(b->diag, SEVERITY_ERROR, term->reference.text ? term->reference.at : term->at, "this term names no column; write NAME, {factor: NAME}, {number: NAME}, {bands:}, {spline:} or {interaction:}");
        return;
    }
    check_companions(b, term, first);
    if (!term->n_tenures) return;
    if (!b->cox) diag_add(b->diag, SEVERITY_ERROR, first->at, "by_tenure is for Cox models; here take {interaction: [tenure_years, %s]}", first->text);
    if (first == crossed) diag_add(b->diag, SEVERITY_ERROR, first->at, "by_tenure goes with a factor, a number, bands or a spline");
}

static void add_terms(struct building *b, const struct job_terms *terms, struct place at) {
    for (b->term = 0; b->term < terms->count; b->term++) {
        check_term(b, &terms->items[b->term]);
        add_term(b, &terms->items[b->term]);
    }
    if (!terms->count) add_usual_terms(b);
    check_size(b, terms, at);
}

bool terms_design(const struct study *study, const struct job_logistic *model, const struct panel *panel, struct design *design, struct diag *diag) {
    struct building b = {.study = study, .panel = panel, .facts = study, .facts_panel = panel, .missing = (enum missing_policy)model->missing, .diag = diag};
    size_t errors = diag->errors;
    add_terms(&b, &model->terms, model->at);
    if (model->design == DESIGN_ROWS && !study->timeless) {
        diag_add(diag, SEVERITY_ERROR, model->at, "design: rows needs an \"outcome\" under data: employees:");
    }
    if (diag->errors > errors) return false;
    finish(&b, design);
    return true;
}

static bool build_cox(struct building *b, const struct job_cox *model, struct design *design) {
    size_t errors = b->diag->errors;
    b->cox = true;
    b->missing = (enum missing_policy)model->missing;
    add_terms(b, &model->terms, model->at);
    if (b->diag->errors > errors) return false;
    finish(b, design);
    return true;
}

bool terms_cox(const struct study *study, const struct job_cox *model, const struct panel *panel, struct design *design, struct diag *diag) {
    struct building b = {.study = study, .panel = panel, .facts = study, .facts_panel = panel, .diag = diag};
    return build_cox(&b, model, design);
}

bool terms_cox_alike(const struct study *people, const struct panel *panel, const struct study *study, const struct panel *fitted_panel,
                     const struct job_cox *model, struct design *design, struct diag *diag) {
    struct building b = {.study = people, .panel = panel, .facts = study, .facts_panel = fitted_panel, .diag = diag};
    return build_cox(&b, model, design);
}

bool terms_plain(const struct study *study, const struct segment *segment, bool tenure, const struct panel *panel, struct design *design) {
    struct building b = {.study = study, .panel = panel, .facts = study, .facts_panel = panel, .missing = MISSING_INDICATOR};
    if (tenure) add_default_tenure(&b);
    if (segment) add_factor(&b, segment->name, &segment->levels, NULL);
    finish(&b, design);
    return design->n_factors > 0;
}

/* --- what a term is about ------------------------------------------------------------------------------------------ */

/* "log(pay)" and "pay" are one attribute. */
static bool same_attribute(const char *a, size_t n, const char *b) {
    if (!strncmp(b, "log(", 4)) b += 4;
    return !strncmp(a, b, n) && (!b[n] || b[n] == ')');
}

bool term_speaks_of(const char *name, const char *other) {
    if (!strncmp(name, "log(", 4)) name += 4;
    size_t n = strcspn(name, ")");
    const char *cross = strstr(other, " x ");
    if (!cross) return same_attribute(name, n, other);
    return ((size_t)(cross - other) == n && !strncmp(other, name, n)) || same_attribute(name, n, cross + 3);
}
