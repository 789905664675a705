/* portfolio.c: which scenarios together bring most for a budget. Every combination is worked out, so the best is the best. */
#include "models/theatre.h"

#include "engine/base/blocks.h"

#include <math.h>
#include <stdlib.h>

struct choosing {
    const struct portfolio_input *input;
    const struct cast *whole; /* of all candidates: whatever is chosen of them changes nobody else */
    double *cost;  /* [candidate] */
    struct portfolio_step *steps; /* [combination]; net NaN where it is not allowed */
};

static bool is_allowed(const struct choosing *c, uint32_t chosen) {
    for (size_t e = 0; e < c->input->n_exclusive; e++) {
        uint32_t both = chosen & c->input->exclusive[e];
        if (both & (both - 1)) return false;
    }
    return true;
}

static void weigh_block(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    const struct choosing *c = context;
    struct theatre t;
    theatre_open(&t, c->input->scenarios, false);
    theatre_set_means(&t);
    theatre_live_base(&t);
    for (size_t chosen = first; chosen < last; chosen++) {
        size_t members[PORTFOLIO_MOST], n = 0;
        struct cast cast = *c->whole;
        struct portfolio_step *step = &c->steps[chosen];
        *step = (struct portfolio_step){(uint32_t)chosen, 0, NAN};
        for (size_t i = 0; i < c->input->n; i++) {
            if (!(chosen >> i & 1)) continue;
            members[n++] = c->input->candidates[i];
            step->cost += c->cost[i];
        }
        if (!is_allowed(c, (uint32_t)chosen)) continue;
        cast.scenarios = members;
        cast.n = n;
        struct outcome outcome = theatre_play(&t, &cast);
        step->net = outcome.saved + outcome.moved - outcome.programme;
    }
    theatre_close(&t);
}

static void price_candidates(const struct choosing *c) {
    struct theatre t;
    theatre_open(&t, c->input->scenarios, false);
    theatre_set_means(&t);
    theatre_live_base(&t);
    for (size_t i = 0; i < c->input->n; i++) {
        struct cast cast = *c->whole;
        cast.scenarios = &c->input->candidates[i];
        cast.n = 1;
        c->cost[i] = theatre_play(&t, &cast).programme;
    }
    theatre_close(&t);
}

/* By cost, then the higher net, then the fewer and earlier. */
static int by_cost(const void *a, const void *b) {
    const struct portfolio_step *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    if (x->net != y->net) return x->net > y->net ? -1 : 1;
    return x->chosen < y->chosen ? -1 : x->chosen > y->chosen;
}

struct portfolio portfolio_choose(const struct portfolio_input *input, struct arena *arena) {
    struct arena scratch = {0};
    size_t all = (size_t)1 << input->n, n = 0;
    struct cast whole = cast_make(input->scenarios, input->candidates, input->n, &scratch);
    struct choosing c = {input, &whole, ARENA_ARRAY(&scratch, double, input->n + 1), ARENA_ARRAY(&scratch, struct portfolio_step, all)};
    price_candidates(&c);
    blocks_run(all, blocks_count(all, 16), weigh_block, &c);
    for (size_t k = 0; k < all; k++) {
        if (!isnan(c.steps[k].net)) c.steps[n++] = c.steps[k];
    }
    qsort(c.steps, n, sizeof *c.steps, by_cost);
    struct portfolio portfolio = {{0, 0, 0}, ARENA_ARRAY(arena, struct portfolio_step, n + 1), 0};
    for (size_t k = 0; k < n; k++) {
        bool better = !portfolio.n || c.steps[k].net > portfolio.frontier[portfolio.n - 1].net;
        if (better) portfolio.frontier[portfolio.n++] = c.steps[k];
        if (better && (isnan(input->budget) || c.steps[k].cost <= input->budget) && c.steps[k].net > portfolio.best.net) portfolio.best = c.steps[k];
    }
    arena_free(&scratch);
    return portfolio;
}
