/* scenario_set.c: what the models would forecast if an attribute were different: their designs with its columns changed. */
#include "engine/app/scenarios.h"

#include "engine/app/terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One attribute as it would be, over the whole study's lines. */
struct changed {
    const struct attribute *attribute;
    const struct condition *to;
    double *numbers;       /* [line]; NULL for categories */
    struct values codes;   /* [line] of its own categories, or of those made of the number; data NULL = not needed yet */
    bool used;             /* in some model */
};

/* --- what it would be ------------------------------------------------------------------------------------------------ */

static bool number_of(const struct word *word, double *x) {
    char *end;
    *x = strtod(word->text, &end);
    return end != word->text && !*end && isfinite(*x);
}

/* The models have seen some values only, and say nothing of others. */
static void check_reach(const struct study *study, const struct attribute *a, const struct condition *to, struct diag *diag) {
    double low = INFINITY, high = -INFINITY, x[] = {to->at_least, to->at_most, NAN};
    for (size_t i = 0; i < study->table.n_rows; i++) {
        double value = study->timeline.used[i] ? column_number(a->column, i) : (double)NAN;
        low = fmin(low, value);
        high = fmax(high, value);
    }
    if (to->levels.count) (void)number_of(&to->levels.items[0], &x[2]);
    for (size_t k = 0; k < 3; k++) {
        double room = 0.1 * (high - low); /* a little beyond is no other world */
        if (isnan(x[k]) || (x[k] >= low - room && x[k] <= high + room)) continue;
        diag_add(diag, SEVERITY_ERROR, to->column.at, "\"%s\" is %.10g to %.10g in the data; the models have never seen %.10g", a->name, low, high, x[k]);
    }
}

static bool check_condition(const struct study *study, const struct condition *to, struct diag *diag) {
    const struct attribute *a = tenure_unit_days(to->column.text) > 0 ? NULL : study_attribute(study, &to->column, diag);
    bool bounds = !isnan(to->at_least) || !isnan(to->at_most), strict = !isnan(to->below) || !isnan(to->above);
    double x;
    size_t errors = diag->errors;
    if (tenure_unit_days(to->column.text) > 0) diag_add(diag, SEVERITY_ERROR, to->column.at, "tenure goes on by itself; it cannot be set");
    if (!a || diag->errors > errors) return false;
    if (strict) {
        diag_add(diag, SEVERITY_ERROR, to->column.at, "with \"set\" say at_most or at_least, or one value");
    } else if (a->column->kind == COLUMN_NUMBER && !bounds && (to->levels.count != 1 || !number_of(&to->levels.items[0], &x))) {
        diag_add(diag, SEVERITY_ERROR, to->column.at, "\"%s\" is a number; set it to one value, or {at_most: ...} or {at_least: ...}", to->column.text);
    } else if (a->column->kind == COLUMN_LEVEL && (bounds || to->levels.count != 1)) {
        diag_add(diag, SEVERITY_ERROR, to->column.at, "\"%s\" holds categories; set it to one of them", to->column.text);
    } else if (a->column->kind == COLUMN_LEVEL) {
        (void)study_level(a->name, a->column, &to->levels.items[0], diag);
    } else {
        check_reach(study, a, to, diag);
    }
    return diag->errors == errors;
}

bool scenario_check_set(const struct study *study, const struct job_scenario *job, struct diag *diag) {
    bool ok = true;
    for (size_t k = 0; k < job->set.count; k++) ok = check_condition(study, &job->set.items[k], diag) && ok;
    return ok;
}

static double set_number(const struct condition *to, double x) {
    double value;
    if (to->levels.count) {
        (void)number_of(&to->levels.items[0], &value);
        return value;
    }
    bool never = isnan(x) && !strncmp(to->column.text, "months_since_", 13); /* it has not happened: then, at the latest */
    if (!isnan(to->at_most) && (x > to->at_most || never)) x = to->at_most;
    if (!isnan(to->at_least) && x < to->at_least) x = to->at_least;
    return x;
}

static struct values uniform_codes(size_t n, uint32_t code, struct arena *arena) {
    uint32_t *codes = ARENA_ARRAY(arena, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) codes[i] = code;
    return (struct values){codes, 4, 0};
}

static void change_attribute(const struct study *study, struct changed *c, struct diag *diag) {
    size_t n = study->table.n_rows;
    if (c->attribute->column->kind == COLUMN_LEVEL) {
        c->codes = uniform_codes(n, study_level(c->attribute->name, c->attribute->column, &c->to->levels.items[0], diag), study->arena);
        return;
    }
    c->numbers = ARENA_ARRAY(study->arena, double, n + 1);
    for (size_t i = 0; i < n; i++) c->numbers[i] = set_number(c->to, column_number(c->attribute->column, i));
}

/* --- in the models' columns ------------------------------------------------------------------------------------------ */

struct changing {
    const struct study *study;
    struct changed *items;
    size_t n;
    const char *model;
    struct diag *diag;
};

static void refuse(const struct changing *ch, const struct changed *c, const char *why) {
    diag_add(ch->diag, SEVERITY_ERROR, c->to->column.at, "\"%s\" cannot be set: model \"%s\" has it %s", c->to->column.text, ch->model, why);
}

/* Which band a number lies in, by the words of the bands: each but the first begins with its own number. */
static uint32_t band_of(const struct design_factor *factor, double x, size_t bands) {
    uint32_t band = 1;
    while (band < bands && x >= strtod(factor->labels[band + 1], NULL)) band++;
    return isnan(x) ? 0 : band;
}

static struct values banded(const struct changing *ch, const struct changed *c, const struct design_factor *factor, bool indicator) {
    size_t n = ch->study->table.n_rows, bands = factor->n_levels - (factor->missing_level != 0);
    uint32_t *codes = ARENA_ARRAY(ch->study->arena, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) codes[i] = indicator ? 1u + (isnan(c->numbers[i]) != 0) : band_of(factor, c->numbers[i], bands);
    return (struct values){codes, 4, 0};
}

/* The categories made of a number's values. */
static struct values leveled(const struct changing *ch, const struct changed *c) {
    const struct column *made = c->attribute->made;
    uint32_t *codes = ARENA_ARRAY(ch->study->arena, uint32_t, ch->study->table.n_rows + 1);
    for (size_t i = 0; i < ch->study->table.n_rows; i++) {
        double x = c->numbers[i];
        uint32_t level = 1;
        while (level <= made->n_levels && strtod(made->levels[level], NULL) != x) level++;
        if (level > made->n_levels && !isnan(x)) {
            refuse(ch, c, "as categories, and nobody has that value");
            break;
        }
        codes[i] = isnan(x) ? 0 : level;
    }
    return (struct values){codes, 4, 0};
}

static bool is_indicator(const struct design_factor *f) { return f->n_levels == 2 && !strcmp(f->labels[1], "known"); }

static void change_factor(const struct changing *ch, struct changed *c, struct design_factor *f) {
    const struct column *column = c->attribute->column, *made = c->attribute->made;
    if (!f->codes.data) return; /* bands of tenure */
    bool crossed = strstr(f->name, " x ") != NULL;
    if (f->codes.data == column->values && !c->numbers) {
        f->codes = c->codes;
    } else if (made && made->values && f->codes.data == made->values) {
        f->codes = leveled(ch, c);
    } else if (!crossed && !strcmp(f->name, c->attribute->name) && c->numbers) {
        f->codes = banded(ch, c, f, is_indicator(f));
    } else if (crossed && term_speaks_of(c->attribute->name, f->name)) {
        refuse(ch, c, "crossed with another attribute's categories; make a model without that interaction");
        return;
    } else {
        return;
    }
    c->used = true;
}

static void change_number(const struct changing *ch, struct changed *c, struct design_number *number) {
    const void *from = c->attribute->column->values;
    struct values to = {c->numbers, 8, 0};
    bool any = false;
    if (c->numbers && number->values.data == from) {
        number->values = to;
        any = true;
    } else if (c->numbers && number->values.data && !strcmp(number->name, c->attribute->name)) {
        refuse(ch, c, "in standard deviations; write the term without transform: standard");
    }
    if (number->times && c->numbers && number->times->values.data == from) {
        struct design_number *times = ARENA_NEW(ch->study->arena, struct design_number);
        *times = *number->times;
        times->values = to;
        number->times = times;
        any = true;
    }
    if (!c->numbers && number->when.data == from) {
        number->when = c->codes;
        any = true;
    }
    c->used = c->used || any;
}

static struct design change_design(const struct changing *ch, const struct design *design) {
    struct arena *arena = ch->study->arena;
    struct design copy = *design;
    copy.factors = ARENA_ARRAY(arena, struct design_factor, design->n_factors + 1);
    copy.numbers = ARENA_ARRAY(arena, struct design_number, design->n_numbers + 1);
    if (design->n_factors) memcpy(copy.factors, design->factors, design->n_factors * sizeof *copy.factors);
    if (design->n_numbers) memcpy(copy.numbers, design->numbers, design->n_numbers * sizeof *copy.numbers);
    for (size_t k = 0; k < ch->n; k++) {
        for (size_t f = 0; f < copy.n_factors; f++) change_factor(ch, &ch->items[k], &copy.factors[f]);
        for (size_t j = 0; j < copy.n_numbers; j++) change_number(ch, &ch->items[k], &copy.numbers[j]);
    }
    return copy;
}

bool scenario_change(const struct study *whole, const struct outlook *outlook, const struct job_scenario *job, struct scenario *scenario, struct diag *diag) {
    struct arena *arena = whole->arena;
    struct changing ch = {whole, ARENA_ARRAY(arena, struct changed, job->set.count + 1), job->set.count, "", diag};
    struct design *designs = ARENA_ARRAY(arena, struct design, outlook->risk.n_models + 1);
    double *hazard, *direction;
    size_t errors = diag->errors;
    for (size_t k = 0; k < ch.n; k++) {
        ch.items[k] = (struct changed){.attribute = study_attribute(whole, &job->set.items[k].column, diag), .to = &job->set.items[k]};
        change_attribute(whole, &ch.items[k], diag);
    }
    for (size_t m = 0; m < outlook->risk.n_models; m++) {
        ch.model = outlook->model_names[m];
        designs[m] = change_design(&ch, &outlook->fitted[m]->design);
    }
    for (size_t k = 0; k < ch.n && diag->errors == errors; k++) {
        if (!ch.items[k].used) diag_add(diag, SEVERITY_ERROR, ch.items[k].to->column.at, "\"%s\" is in no model that the forecast is made of; setting it would change nothing", ch.items[k].to->column.text);
    }
    if (diag->errors > errors) return false;
    outlook_changed(outlook, designs, &hazard, &direction);
    scenario->hazard = hazard;
    scenario->direction = direction;
    return true;
}
