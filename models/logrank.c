#include "models/logrank.h"

#include "engine/base/blocks.h"
#include "models/cholesky.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

struct tally {
    const struct spells *spells;
    struct strata strata;
    int32_t longest;
    struct day_counts *groups;
};

static void count_group(size_t item, void *context) {
    struct tally *tally = context;
    size_t first = tally->strata.first[item + 1], n = tally->strata.first[item + 2] - first;
    tally->groups[item] = day_counts_of(tally->spells, tally->strata.order + first, n, tally->longest);
}

/* Adds one event day's observed, expected and hypergeometric covariance (upper part by rows). */
static void add_day(const struct tally *tally, int32_t day, struct logrank *test, double *covariance) {
    size_t k = tally->spells->n_strata;
    double n = 0, d = 0;
    for (size_t g = 0; g < k; g++) {
        n += tally->groups[g].at_risk[day];
        d += tally->groups[g].events[day];
    }
    if (d == 0) return;
    double factor = n > 1 ? d * (n - d) / (n - 1) : 0;
    for (size_t g = 0; g < k; g++) {
        double share = tally->groups[g].at_risk[day] / n;
        test->observed[g + 1] += tally->groups[g].events[day];
        test->expected[g + 1] += d * share;
        if (share == 0) continue;
        covariance[g * k + g] += factor * share;
        for (size_t h = 0; h < k; h++) covariance[g * k + h] -= factor * share * tally->groups[h].at_risk[day] / n;
    }
}

static void finish(struct logrank *test, size_t k, double *covariance) {
    double *difference = calloc(k, sizeof *difference), *solved = calloc(k, sizeof *solved);
    bool *aliased = calloc(k, sizeof *aliased);
    if (!difference || !solved || !aliased) abort();
    for (size_t g = 0; g < k; g++) solved[g] = difference[g] = test->observed[g + 1] - test->expected[g + 1];
    test->df = (double)cholesky_factor(covariance, k, 1e-9, aliased);
    cholesky_solve(covariance, k, aliased, solved);
    test->chisq = 0;
    for (size_t g = 0; g < k; g++) test->chisq += difference[g] * solved[g];
    test->p_value = test->df > 0 ? gsl_cdf_chisq_Q(test->chisq, test->df) : NAN;
    if (test->df == 0) test->chisq = NAN;
    free(difference);
    free(solved);
    free(aliased);
}

struct logrank logrank_test(const struct spells *spells, struct arena *arena) {
    size_t k = spells->n_strata;
    struct logrank test = {.chisq = NAN, .p_value = NAN, .observed = ARENA_ARRAY(arena, double, k + 2),
                           .expected = ARENA_ARRAY(arena, double, k + 2)};
    struct tally tally = {spells, strata_of(spells, arena), 0, ARENA_ARRAY(arena, struct day_counts, k + 1)};
    for (size_t s = 1; s <= k; s++) test.n_groups += tally.strata.first[s + 1] > tally.strata.first[s];
    if (test.n_groups < 2 || k > LOGRANK_GROUPS_MOST) return test;
    for (size_t i = 0; i < spells->n; i++) {
        if (spells->exit[i] > tally.longest) tally.longest = spells->exit[i];
    }
    blocks_each(k, count_group, &tally);
    double *covariance = ARENA_ARRAY(arena, double, k * k);
    for (int32_t day = 0; day <= tally.longest; day++) add_day(&tally, day, &test, covariance);
    finish(&test, k, covariance);
    for (size_t g = 0; g < k; g++) day_counts_free(&tally.groups[g]);
    return test;
}
