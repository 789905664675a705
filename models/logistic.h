/* logistic.h: logistic regression by iteratively reweighted least squares (Newton's method on the log-likelihood;
 * McCullagh & Nelder 1989, ch. 4), over the rows of a panel.
 *
 * As R's glm(family = binomial), iterated to the end. Sums run over fixed blocks folded in order, so any thread count
 * gives the same bits. O(sources x (factors + numbers)^2 + rows) a step; memory: 64 blocks of columns^2. */
#ifndef BEHOUD_MODELS_LOGISTIC_H
#define BEHOUD_MODELS_LOGISTIC_H

#include "models/column_end.h"
#include "models/design.h"

enum logistic_end {
    LOGISTIC_CONVERGED,
    LOGISTIC_SEPARATED,    /* some combination of terms tells exits apart without error: estimates run away */
    LOGISTIC_OUT_OF_STEPS,
    LOGISTIC_NO_EVENTS     /* nobody, or everybody, left: nothing to fit */
};

struct logistic_fit {
    enum logistic_end end;
    int iterations;
    double n, n_events, sum_weights;          /* rows used */
    double loglik, loglik_null, deviance, deviance_null, df_residual, df_null, aic;
    size_t n_columns;
    enum column_end *columns;                 /* over the full coding */
    double *rows, *events;                    /* of each level's column; numbers hold the totals */
    double *estimate, *std_error;             /* in the units of the data; NaN when not estimated */
    double *beta;                             /* scaled coefficients for tile_predict; set aside levels get the value by
                                                 which half an exit would be expected among their rows */
    size_t p;                                 /* estimated columns */
    size_t *column_of;                        /* [p]: column of the full coding */
    double *covariance;                       /* p x p, of beta */
    const char *end_words;
};

/* Fits the model to the panel's rows. `design` is laid out and scaled. */
struct logistic_fit logistic_fit(const struct design *design, const struct panel *panel, struct arena *arena);

#endif
