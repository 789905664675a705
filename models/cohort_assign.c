/* cohort_assign.c: whom each person goes with. */
#include "models/cohort_gathering.h"

#include "engine/base/blocks.h"

#include <math.h>
#include <stdlib.h>

enum { COARSEST = 6, SAMPLE = 32768 };

static uint64_t mix(uint64_t key, uint64_t with) {
    key ^= with + 0x9E3779B97F4A7C15u + (key << 6) + (key >> 2); /* splitmix64's finaliser */
    key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9u;
    key = (key ^ (key >> 27)) * 0x94D049BB133111EBu;
    return key ^ (key >> 31);
}

/* A person's hazard of everything over the horizon. */
static double whole_hazard(const struct forecast_input *base, const double *hazard, size_t i) {
    size_t n = base->people->n_periods * base->risk->n_models;
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += hazard[i * n + k];
    return sum;
}

/* Bins of equal ratio: 16 to a doubling at the finest. */
static uint64_t bin_of(double x, int coarse) { return x > 1e-12 ? (uint64_t)(int64_t)floor(log2(x) * (16 >> coarse)) : 1u << 20; }

static uint64_t key_of(const struct assigning *a, size_t i) {
    const struct cohorts_input *in = a->input;
    const struct forecast_input *base = in->base;
    double hazard = whole_hazard(base, base->risk->hazard, i);
    int coarse = a->coarse < 4 ? a->coarse : 4;
    uint64_t key = mix(base->costs.pay ? base->costs.class_of[i] : 0, a->coarse < 5 ? bin_of(hazard, coarse) : 0);
    int16_t by = base->people->retires_by ? base->people->retires_by[i] : INT16_MAX;
    key = mix(key, by > 0 && by < (int)base->people->months + RETIREMENT_WINDOW ? (uint64_t)by : 0);
    if (in->level.data) key = mix(key, values_code(in->level, i));
    if (a->tenure_bound > 0) {
        int32_t step = a->coarse < 2 ? 30 : a->coarse < 4 ? 91 : 183, tenure = in->base->people->tenure[i] < a->tenure_bound ? in->base->people->tenure[i] / step : INT32_MAX;
        key = mix(key, (uint64_t)tenure);
    }
    uint64_t scopes = 0;
    for (size_t s = 0, n = 0; s < in->n_scenarios; s++) {
        const struct scenario *scenario = &in->scenarios[s];
        if (scenario->n_members) continue;
        if (scenario->in_scope || scenario->spill_scope) {
            scopes = scopes << 2 | (scenario->in_scope ? scenario->in_scope[i] : 1u) | (scenario->spill_scope ? scenario->spill_scope[i] : 1u) << 1;
            if (++n % 32 == 0) key = mix(key, scopes);
        }
        if (scenario->hazard) key = mix(key, bin_of(hazard > 0 ? whole_hazard(base, scenario->hazard, i) / hazard : 1, coarse > 1 ? coarse : 1));
    }
    key = mix(key, scopes);
    return key ? key : 1;
}

static void key_block(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    const struct assigning *a = context;
    const uint8_t *include = a->input->base->people->include;
    for (size_t i = first; i < last; i++) a->key[i] = include[i] && i % a->every == 0 ? key_of(a, i) : 0;
}

/* Numbers the keys by their first person. false when there are more than `most`. */
static bool number_keys(struct assigning *a, size_t n, size_t most) {
    size_t slots = 1;
    while (slots < 4 * most) slots *= 2;
    uint64_t *keys = calloc(slots, sizeof *keys);
    uint32_t *numbers = calloc(slots, sizeof *numbers);
    if (!keys || !numbers) abort();
    a->n = 0;
    bool fits = true;
    for (size_t i = 0; i < n && fits; i++) {
        if (!a->key[i]) continue;
        size_t at = a->key[i] & (slots - 1);
        while (keys[at] && keys[at] != a->key[i]) at = (at + 1) & (slots - 1);
        fits = keys[at] || a->n < most;
        if (!keys[at] && fits) {
            keys[at] = a->key[i];
            a->first[a->n] = (uint32_t)i;
            numbers[at] = (uint32_t)a->n++;
        }
        a->cohort[i] = numbers[at];
    }
    free(keys);
    free(numbers);
    return fits;
}

static bool try_keys(struct assigning *a, size_t n, size_t most) {
    blocks_run(n, blocks_count(n, PEOPLE_LEAST), key_block, a);
    return number_keys(a, n, most);
}

/* As fine as there is room for. Scopes and groups are never given up, so that the coarsest may be more than asked for. */
void cohort_assign(struct assigning *a, struct arena *scratch) {
    const struct cohorts_input *in = a->input;
    size_t n = in->base->people->n, most = in->most ? in->most : COHORTS_MOST;
    for (size_t s = 0; s < in->n_scenarios; s++) {
        const struct scenario *scenario = &in->scenarios[s];
        int32_t bound = !scenario_is_bounded(scenario) ? 0 : scenario->tenure_to < INT32_MAX ? scenario->tenure_to : scenario->tenure_from;
        if (bound > a->tenure_bound) a->tenure_bound = bound;
    }
    a->key = ARENA_ARRAY(scratch, uint64_t, n + 1);
    a->cohort = ARENA_ARRAY(scratch, uint32_t, n + 1);
    a->first = ARENA_ARRAY(scratch, uint32_t, most + 1);
    a->every = n / SAMPLE + 1; /* a sample that does not fit spares going through everybody */
    while (a->coarse < COARSEST && a->every > 1 && !try_keys(a, n, most)) a->coarse++;
    a->every = 1;
    while (a->coarse < COARSEST && !try_keys(a, n, most)) a->coarse++;
    if (a->coarse < COARSEST) return;
    a->first = ARENA_ARRAY(scratch, uint32_t, n + 2);
    (void)try_keys(a, n, n + 1);
}
