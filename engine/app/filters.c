#include "engine/app/filters.h"

#include "engine/base/blocks.h"

#include <math.h>
#include <string.h>

static void narrow_tenure(const struct condition *c, double unit, struct scope *scope) {
    double from = scope->tenure_from, to = scope->tenure_to;
    if (!isnan(c->at_least)) from = fmax(from, ceil(c->at_least * unit));
    if (!isnan(c->above)) from = fmax(from, floor(c->above * unit) + 1);
    if (!isnan(c->below)) to = fmin(to, ceil(c->below * unit));
    if (!isnan(c->at_most)) to = fmin(to, floor(c->at_most * unit) + 1);
    scope->tenure_from = (int32_t)fmin(fmax(from, 0), INT32_MAX);
    scope->tenure_to = (int32_t)fmin(fmax(to, 0), INT32_MAX);
}

static bool has_bounds(const struct condition *c) {
    return !isnan(c->below) || !isnan(c->at_least) || !isnan(c->above) || !isnan(c->at_most);
}

static bool within(const struct condition *c, double x) {
    return !isnan(x) && !(x >= c->below) && !(x < c->at_least) && !(x <= c->above) && !(x > c->at_most);
}

static bool mark_levels(const struct attribute *a, const struct column *levels, const struct condition *c, bool *wanted, struct diag *diag) {
    size_t errors = diag->errors;
    for (size_t k = 0; k < c->levels.count; k++) {
        const struct word *word = &c->levels.items[k];
        size_t level = 1;
        while (level <= levels->n_levels && strcmp(levels->levels[level], word->text) != 0) level++;
        if (level <= levels->n_levels) {
            wanted[level] = true;
            continue;
        }
        const char *nearest = diag_nearest(word->text, levels->levels + 1, levels->n_levels);
        diag_add(diag, SEVERITY_ERROR, word->at, "nobody has %s \"%s\"%s%s%s", a->name, word->text, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                 nearest ? "\"?" : "");
    }
    return diag->errors == errors;
}

struct narrowing {
    const struct condition *condition;
    struct values values;
    const bool *wanted; /* [level]; NULL = a number within bounds */
    uint8_t *rows;
};

enum { ROWS_LEAST = 16384, STRETCH = 1024 };

static void narrow_block(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    const struct narrowing *n = context;
    double numbers[STRETCH];
    uint32_t codes[STRETCH];
    for (size_t at = first; at < last; at += STRETCH) {
        size_t end = at + STRETCH < last ? at + STRETCH : last;
        if (n->wanted) values_codes(n->values, at, end, codes);
        else values_numbers(n->values, at, end, numbers);
        for (size_t i = at; i < end; i++) n->rows[i] = n->rows[i] && (n->wanted ? n->wanted[codes[i - at]] : within(n->condition, numbers[i - at]));
    }
}

static bool narrow(const struct study *study, const struct condition *c, struct scope *scope, struct diag *diag) {
    double unit = tenure_unit_days(c->column.text);
    if (unit > 0 && has_bounds(c)) {
        narrow_tenure(c, unit, scope);
        return true;
    }
    const struct attribute *a = study_attribute(study, &c->column, diag);
    if (!a) return false;
    if (has_bounds(c) && a->column->kind != COLUMN_NUMBER) {
        diag_add(diag, SEVERITY_ERROR, c->column.at, "\"%s\" holds categories, not numbers; name the categories in a list", c->column.text);
        return false;
    }
    const struct column *levels = has_bounds(c) ? NULL : attribute_levels(study, a);
    if (levels && (!levels->values || !c->levels.count)) {
        diag_add(diag, SEVERITY_ERROR, c->column.at, "\"%s\" needs categories, or bounds such as {below: 5}", c->column.text);
        return false;
    }
    bool *wanted = ARENA_ARRAY(study->arena, bool, levels ? levels->n_levels + 2 : 1);
    if (levels && !mark_levels(a, levels, c, wanted, diag)) return false;
    struct narrowing narrowing = {c, column_values(levels ? levels : a->column), levels ? wanted : NULL, scope->rows};
    blocks_run(study->table.n_rows, blocks_count(study->table.n_rows, ROWS_LEAST), narrow_block, &narrowing);
    return true;
}

bool filter_scope(const struct study *study, const struct filter *filter, struct scope *scope, struct diag *diag) {
    *scope = (struct scope){ARENA_ARRAY(study->arena, uint8_t, study->table.n_rows + 1), 0, INT32_MAX};
    memset(scope->rows, 1, study->table.n_rows);
    bool ok = true;
    for (size_t k = 0; k < filter->count; k++) ok = narrow(study, &filter->items[k], scope, diag) && ok;
    return ok;
}

const char *filter_words(const struct filter *filter, struct arena *arena) {
    const char *out = "";
    for (size_t i = 0; i < filter->count; i++) {
        const struct condition *c = &filter->items[i];
        out = arena_printf(arena, "%s%s%s", out, i ? "; " : "", c->column.text);
        for (size_t k = 0; k < c->levels.count; k++) out = arena_printf(arena, "%s%s %s", out, k ? "," : "", c->levels.items[k].text);
        const struct {
            const char *word;
            double x;
        } bounds[] = {{"below", c->below}, {"at least", c->at_least}, {"above", c->above}, {"at most", c->at_most}};
        for (size_t k = 0; k < 4; k++) {
            if (!isnan(bounds[k].x)) out = arena_printf(arena, "%s %s %.10g", out, bounds[k].word, bounds[k].x);
        }
    }
    return out[0] ? out : "all";
}
