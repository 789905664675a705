/* draws.h: what is uncertain, drawn once for everybody: the models' parameters and what leavers cost.
 *
 * Draws are keyed by their number, so every group and every scenario meets the same ones: differences are not noise. */
#ifndef BEHOUD_MODELS_DRAWS_H
#define BEHOUD_MODELS_DRAWS_H

#include "engine/base/arena.h"
#include "models/cost.h"

#include <stdint.h>

struct draws {
    size_t n, n_normals;
    uint64_t seed;
    double *normals;         /* [draw][normal]: standard normals, one for each estimated column of each model in turn */
    size_t n_models;         /* of cost */
    struct cost_unit *units; /* [draw][model] */
    double *gains;           /* [draw][model][3]: what filling from within instead of from outside saves, as an amount and per pay; and the share filled so */
    struct cost_unit *means; /* [model] at the mean of every range */
    double *mean_gains;      /* [model][3] */
};

/* O(n x (normals + models)). */
struct draws draws_make(size_t n, uint64_t seed, size_t n_normals, const struct cost_model *models, size_t n_models, struct arena *arena);

/* A model's unit cost and gain at given values: what the tornado turns one by one. */
void draws_unit(const struct cost_model *model, const struct cost_draw *values, struct cost_unit *unit, double gain[3]);

#endif
