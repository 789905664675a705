#include "engine/app/talent_axes.h"

#include "engine/app/tally.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MOST = 7 }; /* of a number: so many each have a class */

/* --- an order of categories ------------------------------------------------------------------------------------------- */

/* What the usual words of appraisals mean, Dutch and English; 0 = not one of them. */
static int rank_of_word(const char *label) {
    static const struct {
        const char *word;
        int rank;
    } WORDS[] = {{"onvoldoende", 1}, {"zwak", 1}, {"poor", 1},   {"low", 1},       {"laag", 1},      {"below", 1},    {"matig", 2},      {"fair", 2},      {"developing", 2}, {"in ontwikkeling", 2},
                 {"medium", 3},      {"mid", 3},  {"average", 3}, {"gemiddeld", 3}, {"voldoende", 3}, {"sufficient", 3}, {"meets", 3}, {"solid", 3},     {"good", 4},       {"goed", 4},
                 {"exceeds", 5},     {"high", 5}, {"hoog", 5},   {"strong", 5},    {"sterk", 5},     {"excellent", 6}, {"uitstekend", 6}, {"outstanding", 6}, {"top", 6}};
    for (size_t k = 0; k < sizeof WORDS / sizeof *WORDS; k++) {
        if (!strncasecmp(label, WORDS[k].word, strlen(WORDS[k].word))) return WORDS[k].rank;
    }
    return 0;
}

static bool is_numbered(const struct column *levels) {
    for (size_t l = 1; l <= levels->n_levels; l++) {
        if (!isdigit((unsigned char)levels->levels[l][0])) return false;
    }
    return true;
}

static bool are_usual_words(const struct column *levels) {
    for (size_t l = 1; l <= levels->n_levels; l++) {
        if (!rank_of_word(levels->levels[l])) return false;
    }
    return true;
}

/* Place of each category, from 1: as the job says, by what its word means, or as they are numbered. false when none of these tells.
   Words of the job's order that no record has take no place: a scale may have a mark that nobody was given. */
static bool order_levels(const struct column *levels, const struct words *order, size_t *place) {
    bool numbered = is_numbered(levels), words = !numbered && are_usual_words(levels);
    double key[AXIS_CLASSES_MOST + 1];
    for (size_t l = 1; l <= levels->n_levels; l++) {
        key[l] = words ? rank_of_word(levels->levels[l]) : strtod(levels->levels[l], NULL);
        bool named = false;
        for (size_t k = 0; k < order->count && !named; k++) {
            named = !strcmp(order->items[k].text, levels->levels[l]);
            key[l] = (double)k;
        }
        if (order->count && !named) return false;
    }
    for (size_t l = 1; l <= levels->n_levels; l++) {
        place[l] = 0;
        for (size_t k = 1; k <= levels->n_levels; k++) place[l] += key[k] < key[l] || (key[k] == key[l] && k <= l);
    }
    return order->count || words || numbered;
}

static void axis_of_levels(const struct study *study, const struct column *levels, const size_t *place, struct axis *axis) {
    axis->n = levels->n_levels;
    for (size_t l = 1; l <= levels->n_levels; l++) axis->labels[place[l]] = levels->levels[l];
    for (size_t i = 0; i < study->timeline.n; i++) {
        uint32_t code = column_code(levels, i);
        axis->class_of[i] = code ? (uint8_t)place[code] : 0;
        axis->value[i] = code ? (double)place[code] : NAN;
    }
}

/* A class for each value where there are few, else thirds of those there now. */
static void axis_of_numbers(const struct study *study, const struct column *column, struct axis *axis) {
    static const char *const THIRDS[] = {"lowest third", "middle third", "highest third"}, *const HALVES[] = {"lower part", "higher part"};
    struct arena scratch = {0};
    const struct timeline *t = &study->timeline;
    double *x = ARENA_ARRAY(&scratch, double, t->n + 1), cuts[AXIS_CLASSES_MOST];
    size_t n = 0, n_cuts = 0;
    for (size_t i = 0; i < t->n; i++) {
        axis->value[i] = column_number(column, i);
        if (!isnan(axis->value[i]) && timeline_present(t, i, t->as_of)) x[n++] = axis->value[i];
    }
    struct tally tally = tally_of(x, n, &scratch);
    bool few = tally.n <= VALUES_MOST;
    for (size_t k = 0; k < tally.n && few; k++) cuts[n_cuts++] = tally.x[k];
    for (size_t third = 1; third <= 2 && !few; third++) {
        double cut = tally_at(&tally, (double)(third * n / 3));
        if (!n_cuts || cut > cuts[n_cuts - 1]) cuts[n_cuts++] = cut;
    }
    axis->n = few ? n_cuts : n_cuts + 1;
    for (size_t k = 0; k < axis->n; k++) axis->labels[k + 1] = few ? arena_printf(study->arena, "%.10g", cuts[k]) : axis->n == 2 ? HALVES[k] : THIRDS[k];
    for (size_t i = 0; i < t->n; i++) {
        size_t class = few ? 0 : 1;
        for (size_t k = 0; k < n_cuts; k++) class += axis->value[i] >= cuts[k];
        axis->class_of[i] = isnan(axis->value[i]) ? 0 : (uint8_t)class;
    }
    arena_free(&scratch);
}

/* Whoever is there without a class gets the last one: boxes then add up to everybody. */
static void add_unknown(const struct study *study, struct axis *axis) {
    const struct timeline *t = &study->timeline;
    bool any = false;
    for (size_t i = 0; i < t->n; i++) any = any || (!axis->class_of[i] && timeline_present(t, i, t->as_of));
    if (!any) return;
    axis->labels[++axis->n] = "(missing)";
    for (size_t i = 0; i < t->n; i++) axis->class_of[i] = axis->class_of[i] ? axis->class_of[i] : (uint8_t)axis->n;
}

static void refuse_order(const struct word *word, const struct words *order, const struct attribute *a, struct diag *diag) {
    if (order->count) {
        diag_add(diag, SEVERITY_ERROR, order->items[0].at, "this order does not name every category of \"%s\"; name all %zu, the lowest first", a->name, a->column->n_levels);
    } else {
        diag_add(diag, SEVERITY_ERROR, word->at, "which category of \"%s\" is the highest? They are neither numbered (1 low, 2 middle) nor usual words; name them from low to high with %s", a->name,
                 "performance_order or potential_order");
    }
}

bool axis_of(const struct study *study, const struct word *word, const struct words *order, const char *usual, struct axis *axis, struct diag *diag) {
    const struct attribute *a = word->text ? study_attribute(study, word, diag) : study_find_attribute(study, usual);
    size_t place[AXIS_CLASSES_MOST + 1];
    bool asked = word->text || order->count;
    *axis = (struct axis){.name = usual};
    if (word->text && !a) return false;
    if (!a) return true;
    bool levels = a->column->kind == COLUMN_LEVEL;
    if (levels && a->column->n_levels > AXIS_CLASSES_MOST) {
        if (asked) diag_add(diag, SEVERITY_ERROR, word->text ? word->at : order->items[0].at, "\"%s\" has %zu categories; a side of the grid has %d at most", a->name, a->column->n_levels, AXIS_CLASSES_MOST);
        return !asked;
    }
    if (levels && !order_levels(a->column, order, place)) {
        if (asked) refuse_order(word, order, a, diag);
        return !asked;
    }
    axis->name = a->name;
    axis->is_number = !levels;
    axis->class_of = ARENA_ARRAY(study->arena, uint8_t, study->timeline.n + 1);
    axis->value = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    if (levels) {
        axis_of_levels(study, a->column, place, axis);
    } else {
        axis_of_numbers(study, a->column, axis);
    }
    add_unknown(study, axis);
    return true;
}
