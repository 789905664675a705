#include "models/logrank.h"

#include "engine/base/blocks.h"
#include "models/cholesky.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* --- the tally ------------------------------------------------------------------------------------------------------- */

struct tallying {
    const struct spells *spells;
    struct strata cells; /* spells by stratum of the test, then by group */
    int32_t *longest;    /* [within] */
    struct logrank_tally *tally;
};

static void count_cell(size_t item, void *context) {
    struct tallying *t = context;
    size_t first = t->cells.first[item + 1], n = t->cells.first[item + 2] - first;
    t->tally->counts[item] = day_counts_of(t->spells, t->cells.order + first, n, t->longest[item / t->tally->n_groups]);
}

struct logrank_tally logrank_tally_of(const struct spells *spells, const uint32_t *within, size_t n_within, struct arena *arena) {
    size_t k = spells->n_strata, cells = k * n_within;
    struct logrank_tally tally = {k, n_within, ARENA_ARRAY(arena, struct day_counts, cells + 1)};
    struct spells by_cell = *spells;
    uint32_t *code = within ? ARENA_ARRAY(arena, uint32_t, spells->n + 1) : NULL;
    struct tallying t = {spells, {0}, ARENA_ARRAY(arena, int32_t, n_within + 1), &tally};
    for (size_t i = 0; i < spells->n; i++) {
        uint32_t w = within ? within[i] : 1, g = spells->stratum ? spells->stratum[i] : 1;
        if (code) code[i] = w && g ? (uint32_t)((w - 1) * k + g) : 0;
        if (w && g && spells->exit[i] > t.longest[w - 1]) t.longest[w - 1] = spells->exit[i];
    }
    if (code) by_cell.stratum = code;
    by_cell.n_strata = cells;
    t.cells = strata_of(&by_cell, arena);
    blocks_each(cells, count_cell, &t);
    return tally;
}

void logrank_tally_free(struct logrank_tally *tally) {
    for (size_t c = 0; c < tally->n_groups * tally->n_within; c++) day_counts_free(&tally->counts[c]);
}

/* --- the test -------------------------------------------------------------------------------------------------------- */

struct testing {
    const struct logrank_tally *tally;
    const size_t *groups; /* those tested */
    size_t k;
    double rho;
    struct logrank *test;
    double *covariance; /* k x k */
};

/* Adds one day's observed, expected and hypergeometric covariance. `survival` is that of all just before, and moved past it. */
static void add_day(const struct testing *t, const struct day_counts *counts, int32_t day, double *survival) {
    double n = 0, d = 0;
    for (size_t i = 0; i < t->k; i++) {
        n += counts[t->groups[i]].at_risk[day];
        d += counts[t->groups[i]].events[day];
    }
    if (d == 0) return;
    double weight = t->rho == 0 ? 1 : pow(*survival, t->rho), factor = n > 1 ? weight * weight * d * (n - d) / (n - 1) : 0;
    for (size_t i = 0; i < t->k; i++) {
        double share = counts[t->groups[i]].at_risk[day] / n;
        t->test->observed[t->groups[i] + 1] += weight * counts[t->groups[i]].events[day];
        t->test->expected[t->groups[i] + 1] += weight * d * share;
        if (share == 0) continue;
        t->covariance[i * t->k + i] += factor * share;
        for (size_t j = 0; j < t->k; j++) t->covariance[i * t->k + j] -= factor * share * counts[t->groups[j]].at_risk[day] / n;
    }
    *survival *= (n - d) / n;
}

static void finish(const struct testing *t, struct arena *scratch) {
    size_t k = t->k;
    double *difference = ARENA_ARRAY(scratch, double, k + 1), *solved = ARENA_ARRAY(scratch, double, k + 1);
    bool *aliased = ARENA_ARRAY(scratch, bool, k + 1);
    for (size_t i = 0; i < k; i++) solved[i] = difference[i] = t->test->observed[t->groups[i] + 1] - t->test->expected[t->groups[i] + 1];
    t->test->df = (double)cholesky_factor(t->covariance, k, 1e-9, aliased);
    cholesky_solve(t->covariance, k, aliased, solved);
    t->test->chisq = t->test->df > 0 ? 0 : NAN;
    for (size_t i = 0; i < k; i++) t->test->chisq += difference[i] * solved[i];
    t->test->p_value = t->test->df > 0 ? gsl_cdf_chisq_Q(t->test->chisq, t->test->df) : NAN;
}

static bool has_people(const struct logrank_tally *tally, size_t group) {
    for (size_t w = 0; w < tally->n_within; w++) {
        const struct day_counts *counts = &tally->counts[w * tally->n_groups + group];
        for (int32_t day = 0; day <= counts->longest; day++) {
            if (counts->at_risk[day] > 0) return true;
        }
    }
    return false;
}

struct logrank logrank_of(const struct logrank_tally *tally, const bool *groups, double rho, struct arena *arena) {
    struct logrank test = {.chisq = NAN, .p_value = NAN, .observed = ARENA_ARRAY(arena, double, tally->n_groups + 2),
                           .expected = ARENA_ARRAY(arena, double, tally->n_groups + 2)};
    struct arena scratch = {0};
    size_t *taken = ARENA_ARRAY(&scratch, size_t, tally->n_groups + 1);
    for (size_t g = 0; g < tally->n_groups; g++) {
        if ((!groups || groups[g]) && has_people(tally, g)) taken[test.n_groups++] = g;
    }
    if (test.n_groups >= 2 && test.n_groups <= LOGRANK_GROUPS_MOST) {
        struct testing t = {tally, taken, test.n_groups, rho, &test, ARENA_ARRAY(&scratch, double, test.n_groups * test.n_groups)};
        for (size_t w = 0; w < tally->n_within; w++) {
            const struct day_counts *counts = &tally->counts[w * tally->n_groups];
            double survival = 1;
            for (int32_t day = 0; day <= counts->longest; day++) add_day(&t, counts, day, &survival);
        }
        finish(&t, &scratch);
    }
    arena_free(&scratch);
    return test;
}

struct logrank logrank_test(const struct spells *spells, struct arena *arena) {
    struct logrank_tally tally = logrank_tally_of(spells, NULL, 1, arena);
    struct logrank test = logrank_of(&tally, NULL, 0, arena);
    logrank_tally_free(&tally);
    return test;
}

void holm_adjust(const double *p_values, size_t n, double *adjusted) {
    size_t tests = 0, done = 0;
    bool *taken = calloc(n + 1, sizeof *taken);
    double running = 0;
    if (!taken) abort();
    for (size_t i = 0; i < n; i++) {
        adjusted[i] = NAN;
        taken[i] = isnan(p_values[i]);
        tests += !taken[i];
    }
    for (; done < tests; done++) {
        size_t least = n;
        for (size_t i = 0; i < n; i++) {
            if (!taken[i] && (least == n || p_values[i] < p_values[least])) least = i;
        }
        double p = p_values[least] * (double)(tests - done);
        running = p > running ? p : running;
        adjusted[least] = running < 1 ? running : 1;
        taken[least] = true;
    }
    free(taken);
}
