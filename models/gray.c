#include "models/gray.h"

#include "models/cholesky.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* One group as time goes by. */
struct group {
    double *of_cause, *of_others, *ended; /* [day] */
    double at_risk;
    double survival, incidence;           /* just before today */
    double survival_after, incidence_after;
};

struct test {
    size_t k;
    struct group *groups;
    double all_incidence, all_incidence_after; /* of the pooled sample */
    double *score;                             /* [k] */
    double *a, *c;                             /* k x k: today's weights, and their sum over the hazard so far */
    double *v, *v2, *v3;                       /* parts of the variance: that of today, its mix with what is to come, and that */
};

/* Risk sets as if those who left for other causes stayed, and each group's curves after today. */
static void look(struct test *t, size_t day, double *adjusted, double *plain) {
    *adjusted = *plain = 0;
    for (size_t i = 0; i < t->k; i++) {
        struct group *g = &t->groups[i];
        if (g->at_risk <= 0) continue;
        double left = g->of_cause[day] + g->of_others[day];
        g->survival_after = g->survival * (g->at_risk - left) / g->at_risk;
        g->incidence_after = g->incidence + g->survival * g->of_cause[day] / g->at_risk;
        *plain += g->at_risk / g->survival;
        *adjusted += g->at_risk * (1 - g->incidence) / g->survival;
    }
}

static void add_weights(struct test *t, double exits, double plain) {
    size_t k = t->k;
    memset(t->a, 0, k * k * sizeof *t->a);
    for (size_t i = 0; i < k; i++) {
        const struct group *g = &t->groups[i];
        if (g->at_risk <= 0) continue;
        double own = g->at_risk / g->survival;
        for (size_t j = 0; j < k; j++) {
            const struct group *h = &t->groups[j];
            if (h->at_risk <= 0) continue;
            t->a[i * k + j] = i == j ? own * (1 - own / plain) : -own * (h->at_risk / h->survival) / plain;
            t->c[i * k + j] += t->a[i * k + j] * exits / (plain * (1 - t->all_incidence));
        }
    }
}

/* Adds one martingale's part: `by` its variance, `future` what it means for the incidence to come, `now` 1 when it is of the
 * cause itself. */
static void add_part(struct test *t, size_t j, double by, double future, double now) {
    size_t k = t->k;
    t->v3[j] += future * future * by;
    for (size_t i = 0; i < k; i++) {
        double x = now * t->a[i * k + j] - future * t->c[i * k + j];
        t->v2[i * k + j] += x * future * by;
        for (size_t l = 0; l < k; l++) t->v[i * k + l] += x * (now * t->a[l * k + j] - future * t->c[l * k + j]) * by;
    }
}

static void add_variance(struct test *t, size_t day, double exits, double plain) {
    for (size_t j = 0; j < t->k; j++) {
        const struct group *g = &t->groups[j];
        double others = g->of_others[day];
        if (exits > 0 && g->at_risk > 0) {
            double future = g->survival_after > 0 ? 1 - (1 - t->all_incidence_after) / g->survival_after : 1;
            double ties = exits > 1 ? 1 - (exits - 1) / (plain * g->survival - 1) : 1;
            add_part(t, j, ties * g->survival * exits / (plain * g->at_risk), future, 1);
        }
        if (others > 0 && g->survival_after > 0) {
            double future = (1 - t->all_incidence_after) / g->survival_after;
            double ties = others > 1 ? 1 - (others - 1) / (g->at_risk - 1) : 1;
            add_part(t, j, ties * g->survival * g->survival * others / (g->at_risk * g->at_risk), -future, 0);
        }
    }
}

static void test_day(struct test *t, size_t day) {
    double exits = 0, others = 0, adjusted, plain;
    for (size_t i = 0; i < t->k; i++) {
        exits += t->groups[i].of_cause[day];
        others += t->groups[i].of_others[day];
    }
    if (exits + others > 0) {
        look(t, day, &adjusted, &plain);
        t->all_incidence_after = t->all_incidence + exits / plain;
        for (size_t i = 0; i < t->k; i++) {
            const struct group *g = &t->groups[i];
            if (g->at_risk > 0) t->score[i] += g->of_cause[day] - exits * g->at_risk * (1 - g->incidence) / g->survival / adjusted;
        }
        add_weights(t, exits, plain);
        add_variance(t, day, exits, plain);
        t->all_incidence = t->all_incidence_after;
    }
    for (size_t i = 0; i < t->k; i++) {
        struct group *g = &t->groups[i];
        if (exits + others > 0 && g->at_risk > 0) {
            g->survival = g->survival_after;
            g->incidence = g->incidence_after;
        }
        g->at_risk -= g->of_cause[day] + g->of_others[day] + g->ended[day];
    }
}

/* Adds what one stratum of the test says: of the first k - 1 groups, for the scores of all add up to nothing. */
static void add_up(const struct test *t, double *score, double *variance) {
    size_t k = t->k, m = k - 1;
    for (size_t i = 0; i < m; i++) {
        score[i] += t->score[i];
        for (size_t l = 0; l < m; l++) {
            double sum = t->v[i * k + l];
            for (size_t j = 0; j < k; j++) {
                sum += t->c[i * k + j] * t->c[l * k + j] * t->v3[j] + t->c[i * k + j] * t->v2[l * k + j] + t->c[l * k + j] * t->v2[i * k + j];
            }
            variance[i * m + l] += sum;
        }
    }
}

static void finish(struct gray *gray, const double *score, double *variance, struct arena *scratch) {
    size_t m = gray->n_groups - 1;
    double *solved = ARENA_ARRAY(scratch, double, m + 1);
    bool *aliased = ARENA_ARRAY(scratch, bool, m + 1);
    memcpy(solved, score, m * sizeof *solved);
    gray->df = (double)cholesky_factor(variance, m, 1e-10, aliased);
    cholesky_solve(variance, m, aliased, solved);
    if (gray->df == 0) return;
    gray->chisq = 0;
    for (size_t i = 0; i < m; i++) gray->chisq += score[i] * solved[i];
    gray->p_value = gsl_cdf_chisq_Q(gray->chisq, gray->df);
}

/* A group's spells of one stratum of the test (0 = of all). */
static struct group group_of(const struct spells *spells, const uint32_t *order, size_t n, const uint32_t *within, uint32_t stratum, size_t days, uint8_t cause,
                             struct arena *scratch) {
    double *all = ARENA_ARRAY(scratch, double, 3 * days);
    struct group g = {all, all + days, all + 2 * days, 0, 1, 0, 1, 0};
    for (size_t k = 0; k < n; k++) {
        uint32_t i = order[k];
        double weight = spells->weight ? spells->weight[i] : 1;
        if (within && within[i] != stratum) continue;
        (spells->event[i] == 0 ? g.ended : spells->event[i] == cause ? g.of_cause : g.of_others)[spells->exit[i]] += weight;
        g.at_risk += weight;
    }
    return g;
}

static struct test test_new(size_t k, struct arena *scratch) {
    return (struct test){k, ARENA_ARRAY(scratch, struct group, k), 0, 0, ARENA_ARRAY(scratch, double, k), ARENA_ARRAY(scratch, double, k * k),
                         ARENA_ARRAY(scratch, double, k * k), ARENA_ARRAY(scratch, double, k * k), ARENA_ARRAY(scratch, double, k * k), ARENA_ARRAY(scratch, double, k)};
}

static void test_stratum(const struct spells *spells, const struct strata *strata, const uint32_t *within, uint32_t stratum, size_t days, uint8_t cause,
                         size_t n_groups, double *score, double *variance) {
    struct arena scratch = {0};
    struct test t = test_new(n_groups, &scratch);
    for (size_t s = 1, at = 0; s <= spells->n_strata; s++) {
        size_t first = strata->first[s], n = strata->first[s + 1] - first;
        if (n) t.groups[at++] = group_of(spells, strata->order + first, n, within, stratum, days, cause, &scratch);
    }
    for (size_t day = 0; day < days; day++) test_day(&t, day);
    add_up(&t, score, variance);
    arena_free(&scratch);
}

struct gray gray_test(const struct spells *spells, const uint32_t *within, size_t n_within, uint8_t cause) {
    struct gray gray = {0, NAN, 0, NAN};
    struct arena scratch = {0};
    struct strata strata = strata_of(spells, &scratch);
    int32_t longest = 0;
    bool late = false;
    for (size_t i = 0; i < spells->n; i++) {
        if (spells->exit[i] <= spells->entry[i]) continue;
        longest = spells->exit[i] > longest ? spells->exit[i] : longest;
        late = late || spells->entry[i] > 0;
    }
    for (size_t s = 1; s <= spells->n_strata; s++) gray.n_groups += strata.first[s + 1] > strata.first[s];
    size_t k = gray.n_groups;
    if (!late && k >= 2 && k <= GRAY_GROUPS_MOST) {
        double *score = ARENA_ARRAY(&scratch, double, k), *variance = ARENA_ARRAY(&scratch, double, k * k);
        for (uint32_t w = 1; w <= (within ? n_within : 1); w++) test_stratum(spells, &strata, within, w, (size_t)longest + 1, cause, k, score, variance);
        finish(&gray, score, variance, &scratch);
    }
    arena_free(&scratch);
    return gray;
}
