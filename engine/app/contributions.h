/* contributions.h: what each term of a model adds to the log-odds of everybody there on as_of, against the company's mean. An offset is no term: it is not in
 * it. */
#ifndef BEHOUD_APP_CONTRIBUTIONS_H
#define BEHOUD_APP_CONTRIBUTIONS_H

#include "engine/app/logistic_model.h"

struct contributions {
    size_t n, n_terms;
    uint32_t *line;      /* [n] of the timeline */
    const char **names;  /* [n_terms] */
    double *mean;        /* [n_terms] over the company */
    double *value;       /* [n x n_terms]: the person's less the mean */
};

/* O(people x columns). Not for models of rows without time. */
struct contributions contributions_of(const struct study *study, const struct fitted *m, struct arena *arena);

#endif
