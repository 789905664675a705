/* leakage.c: attributes that know the outcome: a model on them would look perfect and predict nothing. */
#include "engine/app/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* --- how well a column tells leavers by itself ------------------------------------------------------------------------- */

enum { CLASSES_MOST = 1024, BINS = 20, SAMPLE = 50000 };

/* Spells by class of the column, 0 = missing, in two halves: each half is scored by the other's rates, so that chance tells nothing. */
struct halves {
    struct tally half[2][CLASSES_MOST];
    size_t n;
};

static size_t bins_of(const struct study *study, const struct column *column, double cuts[BINS]) {
    struct arena scratch = {0};
    size_t n = 0, kept = 0, step = study->table.n_rows / SAMPLE + 1;
    double *x = ARENA_ARRAY(&scratch, double, study->table.n_rows / step + 2);
    for (size_t i = 0; i < study->table.n_rows; i += step) {
        if (speaks(study, i) && !column_is_missing(column, i)) x[n++] = column_number(column, i);
    }
    qsort(x, n, sizeof *x, values_compare);
    for (size_t k = 1; k < BINS && n; k++) {
        double cut = x[n * k / BINS];
        if (cut > x[0] && (!kept || cut > cuts[kept - 1])) cuts[kept++] = cut;
    }
    arena_free(&scratch);
    return kept;
}

static bool tally_halves(const struct study *study, const struct column *column, struct halves *h) {
    double cuts[BINS];
    size_t n_cuts = column->kind == COLUMN_NUMBER ? bins_of(study, column, cuts) : 0;
    h->n = column->kind == COLUMN_NUMBER ? n_cuts + 2 : column->n_levels + 1;
    if (h->n > CLASSES_MOST) return false;
    for (size_t i = 0, spell = 0; i < study->table.n_rows; i++) {
        if (!speaks(study, i)) continue;
        size_t class = 0;
        if (column->kind == COLUMN_LEVEL) {
            class = column_code(column, i);
        } else if (!column_is_missing(column, i)) {
            for (class = 1; class <= n_cuts && column_number(column, i) >= cuts[class - 1];) class++;
        }
        struct tally *tally = &h->half[(spell++ * 2654435761u) >> 16 & 1][class];
        *(left(study, i) ? &tally->leavers : &tally->stayers) += 1;
    }
    return true;
}

/* The chance that a leaver of one half stands above a stayer of it, by the other half's rates. */
static double auc_by(const struct tally *half, const struct tally *other, size_t n) {
    size_t order[CLASSES_MOST];
    double rate[CLASSES_MOST], below = 0, sum = 0, leavers = 0;
    for (size_t c = 0; c < n; c++) {
        rate[c] = (other[c].leavers + 0.5) / (other[c].leavers + other[c].stayers + 1);
        size_t at = c;
        for (; at > 0 && rate[order[at - 1]] > rate[c]; at--) order[at] = order[at - 1];
        order[at] = c;
    }
    for (size_t k = 0; k < n; k++) {
        const struct tally *t = &half[order[k]];
        sum += t->leavers * (below + t->stayers / 2);
        below += t->stayers;
        leavers += t->leavers;
    }
    return leavers > 0 && below > 0 ? sum / leavers / below : 0.5;
}

static double auc_alone(const struct study *study, const struct column *column) {
    struct halves *h = calloc(1, sizeof *h);
    if (!h) abort();
    double auc = tally_halves(study, column, h) ? (auc_by(h->half[0], h->half[1], h->n) + auc_by(h->half[1], h->half[0], h->n)) / 2 : 0.5;
    free(h);
    return auc;
}

/* --- what is done about it --------------------------------------------------------------------------------------------- */

static const char *why_leak(const struct study *study, const struct attribute *a) {
    const double TELLING = 0.8; /* what is known at the time tells with .5 to .7 */
    if (known_of_leavers_only(study, a->column)) return "known only of people who left";
    if (tells_exits(study, a)) return "tells who left all but perfectly";
    if (is_tenure(study, a->column)) return "is the tenure itself";
    double auc = auc_alone(study, a->column);
    return auc >= TELLING ? arena_printf(study->arena, "alone tells leavers from those still there (AUC %.2f)", auc) : NULL;
}

void study_find_leaks(struct study *study, struct diag *diag) {
    for (size_t k = 0; k < study->n_attributes; k++) {
        struct attribute *a = &study->attributes[k];
        if (!a->usual) continue;
        a->leak = why_leak(study, a);
        if (!a->leak) continue;
        a->usual = false;
        quality_find(&study->quality, arena_printf(study->arena, "column %s %s", a->name, a->leak), SEVERITY_WARNING, "left out of the default models", "it would give the answer away");
        diag_add(diag, SEVERITY_WARNING, (struct place){study->inputs[0].table.file, 1, 0}, "column \"%s\" %s: it seems to be filled in at the exit or after it, and stays out of the default models", a->name,
                 a->leak);
    }
}
