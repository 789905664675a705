#include "models/aalen_johansen.h"

#include "engine/base/blocks.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What a spell moves the curves by (its influence), for weight 1, with S the share still there, F the incidence of a cause, and
 *
 *     H = sum d / (n (n - d)),   P = sum S- H- d_k / n  -  sum S- d_k / n^2:
 *
 * log S by H + h while it is at risk and by c after; F by P + h F + b while at risk and by a + c F after, where
 *     h = -H(entry), b = -P(entry) + H(entry) F(entry),
 *     c = H(exit) + h - [it left] / (n - d),   a = P + h F + b + [it left for k] S- / n - c F   at its exit.
 * Sums over spells of the squares are then sums of squares and products of h, b, c and a. */

struct running {
    double f, p;                  /* F and P */
    double b, hb, bb;             /* over those at risk, by weight */
    double aa, ac;                /* over those gone */
};

struct moments {
    double one, h, hh, cc;
};

struct walk {
    const struct spells *spells;
    size_t n_causes;
    double survival, before, hazard; /* S, S just before today, H */
    double at_risk, left;            /* n and d of today */
    struct moments all;
    struct running *cause;           /* [1 .. n_causes] */
    double *hazard_at;               /* [day] H, and [day][cause] F and P: what a spell that enters then starts from */
    double *f_at, *p_at;
};

static double weight_of(const struct spells *spells, size_t i) { return spells->weight ? spells->weight[i] : 1; }

/* A spell that enters, or (sign -1) one that was at risk and is not any more. */
static void put(struct walk *w, int32_t entry, double weight) {
    double h = -w->hazard_at[entry];
    w->all.one += weight;
    w->all.h += weight * h;
    w->all.hh += weight * h * h;
    for (size_t k = 1; k <= w->n_causes; k++) {
        size_t at = (size_t)entry * (w->n_causes + 1) + k;
        double b = -w->p_at[at] - h * w->f_at[at];
        w->cause[k].b += weight * b;
        w->cause[k].hb += weight * h * b;
        w->cause[k].bb += weight * b * b;
    }
}

static void take_leave(struct walk *w, size_t i) {
    const struct spells *spells = w->spells;
    double weight = weight_of(spells, i), h = -w->hazard_at[spells->entry[i]];
    bool leaves = spells->event[i] != 0;
    double c = w->survival > 0 ? w->hazard + h - (leaves ? 1 / (w->at_risk - w->left) : 0) : 0;
    put(w, spells->entry[i], -weight);
    w->all.cc += weight * c * c;
    for (size_t k = 1; k <= w->n_causes; k++) {
        size_t at = (size_t)spells->entry[i] * (w->n_causes + 1) + k;
        struct running *r = &w->cause[k];
        double b = -w->p_at[at] - h * w->f_at[at], a = r->p + h * r->f + b - c * r->f;
        if (spells->event[i] == k) a += w->before / w->at_risk;
        r->aa += weight * a * a;
        r->ac += weight * a * c;
    }
}

/* Today's exits, d[k] by cause. */
static void step(struct walk *w, const double *d) {
    w->before = w->survival;
    w->left = 0;
    for (size_t k = 1; k <= w->n_causes; k++) {
        double share = d[k] / w->at_risk;
        w->left += d[k];
        w->cause[k].f += w->survival * share;
        w->cause[k].p += w->survival * (w->hazard * share - share / w->at_risk);
    }
    double rest = w->at_risk - w->left;
    bool gone = rest <= 1e-12 * w->at_risk;
    if (!gone) w->hazard += w->left / (w->at_risk * rest);
    w->survival *= gone ? 0 : rest / w->at_risk;
}

static double root(double variance) { return variance > 0 ? sqrt(variance) : 0; }

static double error_of_cause(const struct walk *w, size_t k) {
    const struct running *r = &w->cause[k];
    double f = r->f, p = r->p;
    double gone = r->aa + 2 * f * r->ac + f * f * w->all.cc;
    double there = p * p * w->all.one + f * f * w->all.hh + r->bb + 2 * p * f * w->all.h + 2 * p * r->b + 2 * f * r->hb;
    return root(gone + there);
}

static double error_of_all(const struct walk *w) {
    double h = w->hazard;
    return w->survival * root(w->all.cc + h * h * w->all.one + 2 * h * w->all.h + w->all.hh);
}

/* --- one stratum ----------------------------------------------------------------------------------------------------- */

struct fit {
    const struct spells *spells;
    struct strata strata;
    size_t n_causes;
    struct aj_curve *curves;
    struct arena *arenas;
};

/* Spells of the stratum by the day they end. */
static uint32_t *by_exit(const struct spells *spells, const uint32_t *order, size_t n, int32_t longest, size_t *first, struct arena *arena) {
    uint32_t *sorted = ARENA_ARRAY(arena, uint32_t, n + 1);
    for (size_t k = 0; k < n; k++) first[spells->exit[order[k]] + 1]++;
    for (int32_t day = 0; day <= longest; day++) first[day + 1] += first[day];
    for (size_t k = 0; k < n; k++) sorted[first[spells->exit[order[k]]]++] = order[k];
    for (int32_t day = longest + 1; day > 0; day--) first[day] = first[day - 1];
    first[0] = 0;
    return sorted;
}

static void allocate(struct aj_curve *curve, struct arena *arena) {
    size_t cells = (curve->n_causes + 1) * curve->n_rows + 1;
    double *all = ARENA_ARRAY(arena, double, cells * 3), **columns[] = {&curve->n_event, &curve->incidence, &curve->std_error};
    for (size_t i = 0; i < 3; i++) *columns[i] = all + i * cells;
    curve->time = ARENA_ARRAY(arena, int32_t, curve->n_rows + 1);
    curve->n_risk = ARENA_ARRAY(arena, double, curve->n_rows + 1);
}

static void set_row(const struct walk *w, struct aj_curve *curve, size_t row, const double *d) {
    for (size_t k = 0; k <= w->n_causes; k++) {
        size_t at = k * curve->n_rows + row;
        curve->n_event[at] = k ? d[k] : w->left;
        curve->incidence[at] = k ? w->cause[k].f : 1 - w->survival;
        curve->std_error[at] = k ? error_of_cause(w, k) : error_of_all(w);
    }
}

static void fill_curve(size_t item, void *context) {
    struct fit *fit = context;
    const struct spells *spells = fit->spells;
    struct aj_curve *curve = &fit->curves[item + 1];
    const uint32_t *order = fit->strata.order + fit->strata.first[item + 1];
    size_t n = curve->n = fit->strata.first[item + 2] - fit->strata.first[item + 1], causes = curve->n_causes = fit->n_causes;
    struct arena scratch = {0};
    struct day_counts counts = day_counts_of(spells, order, n, -1);
    size_t days = (size_t)counts.longest + 2;
    size_t *first = ARENA_ARRAY(&scratch, size_t, days + 1);
    const uint32_t *leaving = by_exit(spells, order, n, counts.longest, first, &scratch);
    double *entering = ARENA_ARRAY(&scratch, double, days), *d = ARENA_ARRAY(&scratch, double, causes + 1);
    struct walk w = {.spells = spells, .n_causes = causes, .survival = 1, .cause = ARENA_ARRAY(&scratch, struct running, causes + 1),
                     .hazard_at = ARENA_ARRAY(&scratch, double, days), .f_at = ARENA_ARRAY(&scratch, double, days * (causes + 1)),
                     .p_at = ARENA_ARRAY(&scratch, double, days * (causes + 1))};
    for (size_t k = 0; k < n; k++) entering[spells->entry[order[k]]] += weight_of(spells, order[k]);
    for (int32_t day = 0; day <= counts.longest; day++) curve->n_rows += counts.events[day] > 0;
    allocate(curve, &fit->arenas[item]);
    for (int32_t day = 0, row = 0; day <= counts.longest; day++) {
        memset(d, 0, (causes + 1) * sizeof *d);
        for (size_t k = first[day]; k < first[day + 1]; k++) d[spells->event[leaving[k]]] += weight_of(spells, leaving[k]);
        w.at_risk = counts.at_risk[day];
        w.before = w.survival;
        w.left = 0;
        if (counts.events[day] > 0) step(&w, d);
        for (size_t k = first[day]; k < first[day + 1]; k++) take_leave(&w, leaving[k]);
        w.hazard_at[day] = w.hazard;
        for (size_t k = 1; k <= causes; k++) {
            w.f_at[(size_t)day * (causes + 1) + k] = w.cause[k].f;
            w.p_at[(size_t)day * (causes + 1) + k] = w.cause[k].p;
        }
        if (counts.events[day] > 0) {
            curve->time[row] = day;
            curve->n_risk[row] = w.at_risk;
            set_row(&w, curve, (size_t)row++, d);
        }
        if (entering[day] > 0) put(&w, day, entering[day]);
    }
    day_counts_free(&counts);
    arena_free(&scratch);
}

struct aj_curve *aj_fit(const struct spells *spells, size_t n_causes, struct arena *arena) {
    struct arena scratch = {0};
    struct fit fit = {spells, strata_of(spells, &scratch), n_causes, ARENA_ARRAY(arena, struct aj_curve, spells->n_strata + 1),
                      ARENA_ARRAY(&scratch, struct arena, spells->n_strata + 1)};
    blocks_each(spells->n_strata, fill_curve, &fit);
    for (size_t s = 1; s <= spells->n_strata; s++) { /* each stratum worked in an arena of its own */
        struct aj_curve *curve = &fit.curves[s], own = *curve;
        size_t cells = ((curve->n_causes + 1) * curve->n_rows + 1) * sizeof(double);
        allocate(curve, arena);
        memcpy(curve->n_event, own.n_event, 3 * cells);
        memcpy(curve->time, own.time, own.n_rows * sizeof *own.time);
        memcpy(curve->n_risk, own.n_risk, own.n_rows * sizeof *own.n_risk);
        arena_free(&fit.arenas[s - 1]);
    }
    arena_free(&scratch);
    return fit.curves;
}

void aj_limits(const struct aj_curve *curve, size_t cause, size_t row, enum km_scale scale, double *lower, double *upper) {
    double p = curve->incidence[cause * curve->n_rows + row], se = curve->std_error[cause * curve->n_rows + row];
    if (cause) {
        km_limits(p, se / p, scale, lower, upper);
    } else { /* as the curve of those who are still there has them */
        km_limits(1 - p, se / (1 - p), scale, upper, lower);
        *lower = 1 - *lower;
        *upper = 1 - *upper;
    }
}
