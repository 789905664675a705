/* fit_models.h: the models of a stored fit: their designs over the people there, coefficients and covariance, so that a what-if can ask
 * what they would forecast if attributes were different. For fit_store.c only. */
#ifndef BEHOUD_APP_FIT_MODELS_H
#define BEHOUD_APP_FIT_MODELS_H

#include "engine/app/outlook.h"

#include <jansson.h>

enum { FIT_ARRAYS_MOST = 4096 };

/* Arrays that the designs stand on: the attributes' columns first, then what else there is, each once. */
struct fit_arrays {
    size_t n, n_attributes;
    const void *of[FIT_ARRAYS_MOST]; /* in the whole study: what designs point at */
    void *kept[FIT_ARRAYS_MOST];     /* over the people there */
    int width[FIT_ARRAYS_MOST], scale[FIT_ARRAYS_MOST];
    size_t bytes[FIT_ARRAYS_MOST];
};

/* Everything as JSON; arrays join `arrays`. NULL when there are too many. `study` is the whole one. */
json_t *fit_models_describe(const struct study *study, const struct outlook *outlook, struct fit_arrays *arrays);

/* Before the arrays are there: which there are. Attributes' columns are those of the outlook. */
void fit_models_arrays(const json_t *models, const struct outlook *outlook, struct fit_arrays *arrays);

/* Once arrays->kept are there: outlook->fitted, and the attributes' categories made of numbers. */
void fit_models_read(const json_t *models, struct outlook *outlook, const struct fit_arrays *arrays);

#endif
