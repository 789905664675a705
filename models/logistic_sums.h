/* logistic_sums.h: one pass over a model's rows, folded: X'WX, the score and the likelihood, or counts. For logistic*.c,
 * cross_validation.c and marginal.c only. */
#ifndef BEHOUD_MODELS_LOGISTIC_SUMS_H
#define BEHOUD_MODELS_LOGISTIC_SUMS_H

#include "models/logistic.h"
#include "models/design_products.h"
#include "models/tile.h"

enum logistic_pass_kind {
    PASS_COUNT,  /* rows and events a column */
    PASS_FIT,    /* X'WX, score, log-likelihood */
    PASS_FIRTH,  /* the same under Firth's penalty, by `inverse`: the score moved, X'WX as the steps need it */
    PASS_EXPECT, /* events expected among each column's rows */
    PASS_APART   /* how far the rows lie from each other along `beta`, for separation */
};

struct logistic_pass {
    enum logistic_pass_kind kind;
    const struct design *design;
    const struct panel *panel;
    const double *beta;
    const uint8_t *set_aside; /* [column]; its rows do not count */
    bool any_set_aside;
    const double *inverse;    /* FIRTH: of the information, over the full coding, n_columns rows of `stride`; 0 where not estimated */
    double apart;             /* APART: rows further than this count */
    size_t stride;            /* every so many tiles; 1 = all */
    double *slots;
    size_t width;
};

/* X'WX over the full coding (each pair stored once: the later factor's row holds it), X'residual and more; COUNT and EXPECT: per column. */
struct logistic_sums {
    double *hessian, *score, *rows, *events;
    double loglik, n, n_events, n_weighted_events, sum_weights; /* FIT: loglik; COUNT: the others */
    double least, most, events_apart, rows_apart;               /* APART: least (signed by the outcome) and greatest distance; rows beyond `apart` */
};

struct logistic_pass logistic_pass_new(const struct design *design, const struct panel *panel, const double *beta, const uint8_t *set_aside, struct arena *scratch);

/* What each of a tile's rows counts for, into its weights and events: 0 for rows in a level that is set aside. */
void logistic_weigh_rows(const struct logistic_pass *pass, struct tile *tile);

struct logistic_sums logistic_pass_run(struct logistic_pass *pass);

#endif
