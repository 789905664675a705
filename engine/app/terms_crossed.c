#include "engine/app/building.h"

#include <string.h>

struct values codes_new(size_t n_levels, size_t n, struct arena *arena) {
    int width = n_levels < 256 ? 1 : n_levels < 65536 ? 2 : 4;
    return (struct values){arena_array(arena, n + 1, (size_t)width), width, 0};
}

void codes_set(struct values codes, size_t i, uint32_t code) {
    void *data = (void *)codes.data;
    switch (codes.width) {
    case 1: ((uint8_t *)data)[i] = (uint8_t)code; break;
    case 2: ((uint16_t *)data)[i] = (uint16_t)code; break;
    default: ((uint32_t *)data)[i] = code;
    }
}

/* --- what is crossed: a factor or a number of the model's own coding ---------------------------------------------- */

struct part {
    const char *name;
    bool is_factor;
    struct design_factor factor;
    struct design_number number;
};

/* As the model has it already, or as it would have it; only its indicator of missing values joins the model. */
static bool take_factor(struct building *b, const struct attribute *a, struct part *part) {
    for (size_t f = 0; f < b->n_factors; f++) {
        if (b->factors[f].codes.data != a->column->values) continue;
        part->factor = b->factors[f];
        return true;
    }
    add_factor(b, a->name, a->column, NULL);
    part->factor = b->factors[--b->n_factors];
    return true;
}

static bool take_number(struct building *b, const struct attribute *a, struct part *part) {
    size_t before = b->n_numbers;
    for (size_t k = 0; k < b->n_numbers; k++) {
        const struct design_number *n = &b->numbers[k];
        if (strcmp(n->name, a->name) != 0 || n->spline || n->times || n->when.data) continue;
        part->number = *n;
        return true;
    }
    add_number(b, a->name, a, &(struct job_term){0});
    if (b->n_numbers == before) return false;
    part->number = b->numbers[--b->n_numbers];
    return true;
}

static bool take_part(struct building *b, const struct word *word, struct part *part) {
    double unit = unit_of_tenure(word->text);
    if (unit > 0) {
        if (!has_tenure(b, word)) return false;
        *part = (struct part){.name = word->text, .number = {.name = word->text, .unit_days = unit}};
        return true;
    }
    const struct attribute *a = study_attribute(b->study, word, b->diag);
    if (!a) return false;
    *part = (struct part){.name = a->name, .is_factor = a->column->kind == COLUMN_LEVEL};
    return part->is_factor ? take_factor(b, a, part) : take_number(b, a, part);
}

/* --- crossing ------------------------------------------------------------------------------------------------------ */

static uint32_t level_of(const struct design_factor *factor, size_t i) {
    uint32_t code = values_code(factor->codes, i);
    return code ? code : (uint32_t)factor->missing_level;
}

/* The level among those that are not the reference, from 0. */
static size_t beside_reference(const struct design_factor *factor, size_t level) { return level - 1 - (level > factor->reference); }

/* One level for every pair of levels that are both not the reference; all else is the reference. */
static void cross_factors(struct building *b, const char *name, const struct design_factor *x, const struct design_factor *y) {
    struct arena *arena = b->study->arena;
    size_t n = b->study->table.n_rows, levels = (x->n_levels - 1) * (y->n_levels - 1) + 1;
    struct values codes = codes_new(levels, n, arena);
    const char **labels = ARENA_ARRAY(arena, const char *, levels + 1);
    labels[1] = "all others";
    for (size_t i = 1; i <= x->n_levels; i++) {
        for (size_t j = 1; j <= y->n_levels; j++) {
            if (i == x->reference || j == y->reference) continue;
            labels[2 + beside_reference(x, i) * (y->n_levels - 1) + beside_reference(y, j)] = arena_printf(arena, "%s / %s", x->labels[i], y->labels[j]);
        }
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t p = level_of(x, i), q = level_of(y, i);
        size_t level = p == x->reference || q == y->reference ? 1 : 2 + beside_reference(x, p) * (y->n_levels - 1) + beside_reference(y, q);
        if (p && q) codes_set(codes, i, (uint32_t)level);
    }
    *new_factor(b) = (struct design_factor){.name = name, .term = b->term, .labels = labels, .n_levels = levels, .reference = 1, .codes = codes};
}

/* The number apart for each level that is not the reference. */
static void cross_number(struct building *b, const char *name, const struct design_factor *factor, const struct design_number *number) {
    for (size_t level = 1; level <= factor->n_levels; level++) {
        if (level == factor->reference) continue;
        struct design_number *n = new_number(b);
        *n = *number;
        n->name = name;
        n->term = b->term;
        n->level = factor->labels[level];
        n->when = factor->codes;
        n->when_code = level == factor->missing_level ? 0 : (uint32_t)level;
        n->when_missing = factor->missing_level != 0;
    }
}

/* Tenure comes first: the other one is then what it is multiplied with. */
static void multiply_numbers(struct building *b, const char *name, const struct design_number *x, const struct design_number *y) {
    struct design_number *n = new_number(b), *times = ARENA_NEW(b->study->arena, struct design_number);
    *times = *y;
    *n = *x;
    n->name = name;
    n->term = b->term;
    n->level = "";
    n->times = times;
}

void add_interaction(struct building *b, const struct job_term *term) {
    struct part parts[2];
    if (term->interaction.count != 2) {
        diag_add(b->diag, SEVERITY_ERROR, term->interaction.items[0].at, "an interaction is of two columns; write interaction: [a, b]");
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        if (!take_part(b, &term->interaction.items[i], &parts[i])) return;
    }
    const char *name = arena_printf(b->study->arena, "%s x %s", parts[0].name, parts[1].name);
    if (parts[0].is_factor && parts[1].is_factor) {
        if (parts[0].factor.n_levels * parts[1].factor.n_levels > 5000) {
            diag_add(b->diag, SEVERITY_ERROR, term->interaction.items[0].at, "%s has too many combinations", name);
        } else {
            cross_factors(b, name, &parts[0].factor, &parts[1].factor);
        }
    } else if (parts[0].is_factor) {
        cross_number(b, name, &parts[0].factor, &parts[1].number);
    } else if (parts[1].is_factor) {
        cross_number(b, name, &parts[1].factor, &parts[0].number);
    } else if (!parts[0].number.values.data && !parts[1].number.values.data) {
        diag_add(b->diag, SEVERITY_ERROR, term->interaction.items[1].at, "tenure does not differ by itself; take {spline: %s}", parts[1].name);
    } else {
        bool second = !parts[1].number.values.data;
        multiply_numbers(b, name, &parts[second].number, &parts[!second].number);
    }
}
