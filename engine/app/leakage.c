/* leakage.c: attributes that know the outcome: a model on them would look perfect and predict nothing. */
#include "engine/app/study.h"

#include <math.h>
#include <stdlib.h>

struct tally {
    double leavers, stayers;
};

static bool left(const struct study *study, size_t i) { return study->timeline.cause[i] != 0; }

/* A spell speaks once, by what was known of it last. */
static bool speaks(const struct study *study, size_t i) { return study->timeline.used[i] && timeline_ends(&study->timeline, i); }

/* Filled in for leavers and hardly ever for the others: written down at or after the exit. */
static bool known_of_leavers_only(const struct study *study, const struct column *column) {
    struct tally all = {0}, missing = {0};
    if (!column->n_missing) return false;
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (!speaks(study, i)) continue;
        *(left(study, i) ? &all.leavers : &all.stayers) += 1;
        *(left(study, i) ? &missing.leavers : &missing.stayers) += column_is_missing(column, i);
    }
    return all.leavers > 0 && all.stayers > 0 && missing.stayers > 0.95 * all.stayers && missing.leavers < 0.5 * all.leavers;
}

/* Its categories tell leavers from stayers all but perfectly. */
static bool tells_exits(const struct study *study, const struct attribute *a) {
    struct arena scratch = {0};
    struct column made = a->column->kind == COLUMN_LEVEL ? *a->column : column_as_levels(a->column, study->table.n_rows, LEVELS_OF_NUMBER_MOST, &scratch);
    struct tally *levels = calloc(made.n_levels + 1, sizeof *levels), all = {0};
    if (!levels) abort();
    for (size_t i = 0; i < study->table.n_rows && made.n_levels; i++) {
        if (!speaks(study, i)) continue;
        struct tally *level = &levels[column_code(&made, i)];
        *(left(study, i) ? &level->leavers : &level->stayers) += 1;
        *(left(study, i) ? &all.leavers : &all.stayers) += 1;
    }
    double told = 0, n = all.leavers + all.stayers;
    for (size_t l = 0; l <= made.n_levels; l++) told += fmax(levels[l].leavers, levels[l].stayers);
    free(levels);
    arena_free(&scratch);
    return n >= 50 && told >= 0.99 * n && fmax(all.leavers, all.stayers) < 0.95 * n;
}

/* The tenure itself, in days, months or years. */
static bool is_tenure(const struct study *study, const struct column *column) {
    static const double UNITS[] = {1, 30.4375, 365.25};
    if (column->kind != COLUMN_NUMBER) return false;
    for (size_t u = 0; u < 3; u++) {
        double same = 0, n = 0;
        for (size_t i = 0; i < study->table.n_rows; i++) {
            double value = column_number(column, i);
            if (!speaks(study, i) || isnan(value)) continue;
            n++;
            same += fabs(value * UNITS[u] - study->timeline.exit[i]) <= (u ? UNITS[u] : 1) && study->timeline.exit[i] > UNITS[u];
        }
        if (n >= 20 && same >= 0.9 * n && column->width > (u == 2)) return true;
    }
    return false;
}

void study_find_leaks(struct study *study) {
    for (size_t k = 0; k < study->n_attributes; k++) {
        struct attribute *a = &study->attributes[k];
        if (!a->usual) continue;
        const char *why = known_of_leavers_only(study, a->column) ? "known only of people who left"
                          : tells_exits(study, a)                 ? "tells who left all but perfectly"
                          : is_tenure(study, a->column)           ? "is the tenure itself"
                                                                  : NULL;
        if (!why) continue;
        a->usual = false;
        const char *check = arena_printf(study->arena, "column %s %s", a->name, why);
        quality_find(&study->quality, check, SEVERITY_WARNING, "left out of the default models", "it would give the answer away");
    }
}
