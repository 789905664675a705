#include "models/draws.h"

#include "engine/base/blocks.h"
#include "engine/base/random.h"

#include <gsl/gsl_cdf.h>

struct drawing {
    struct draws *draws;
    const struct cost_model *models;
};

void draws_unit(const struct cost_model *model, const struct cost_draw *values, struct cost_unit *unit, double gain[3]) {
    struct cost_unit outside = cost_unit_filled(model, values, false), within = cost_unit_filled(model, values, true);
    *unit = cost_unit_of(model, values);
    gain[0] = gain[1] = 0;
    gain[2] = values->parameters[PARAMETER_INTERNAL_SHARE];
    for (int i = 0; i < COST_COMPONENTS; i++) {
        gain[0] += outside.amount[i] - within.amount[i];
        gain[1] += outside.per_pay[i] - within.per_pay[i];
    }
}

/* Models share the u of each parameter: where two differ in one range only, the others rise and fall together. */
static void draw_costs(const struct drawing *d, size_t k) {
    struct draws *draws = d->draws;
    struct random_stream stream;
    struct cost_draw u;
    random_open(&stream, draws->seed, RANDOM_COSTS, k);
    for (int i = 0; i < COST_PARAMETERS; i++) u.parameters[i] = random_uniform(&stream);
    for (int l = 0; l < COST_LINES_MOST; l++) u.lines[l] = random_uniform(&stream);
    for (size_t m = 0; m < draws->n_models; m++) {
        struct cost_draw values = cost_at(&d->models[m], &u);
        draws_unit(&d->models[m], &values, &draws->units[k * draws->n_models + m], draws->gains + 3 * (k * draws->n_models + m));
    }
}

static void draw_block(size_t block, size_t first, size_t last, void *context) {
    (void)block;
    const struct drawing *d = context;
    struct draws *draws = d->draws;
    for (size_t k = first; k < last; k++) {
        struct random_stream stream;
        random_open(&stream, draws->seed, RANDOM_PARAMETERS, k);
        for (size_t j = 0; j < draws->n_normals; j++) draws->normals[k * draws->n_normals + j] = gsl_cdf_ugaussian_Pinv(random_uniform(&stream));
        draw_costs(d, k);
    }
}

struct draws draws_make(size_t n, uint64_t seed, size_t n_normals, const struct cost_model *models, size_t n_models, struct arena *arena) {
    struct draws draws = {n, n_normals, seed, ARENA_ARRAY(arena, double, n * n_normals + 1), n_models, ARENA_ARRAY(arena, struct cost_unit, n * n_models + 1),
                          ARENA_ARRAY(arena, double, 3 * n * n_models + 1), ARENA_ARRAY(arena, struct cost_unit, n_models + 1), ARENA_ARRAY(arena, double, 3 * n_models + 1)};
    struct drawing drawing = {&draws, models};
    for (size_t m = 0; m < n_models; m++) {
        struct cost_draw means = cost_means(&models[m]);
        draws_unit(&models[m], &means, &draws.means[m], draws.mean_gains + 3 * m);
    }
    blocks_run(n, blocks_count(n, 16), draw_block, &drawing);
    return draws;
}
