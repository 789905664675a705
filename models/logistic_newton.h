/* logistic_newton.h: Newton's steps towards the highest (penalised) likelihood, freely, with columns held where they are, or with a
 * combination of columns held at a value. For logistic*.c only. */
#ifndef BEHOUD_MODELS_LOGISTIC_NEWTON_H
#define BEHOUD_MODELS_LOGISTIC_NEWTON_H

#include "models/logistic_sums.h"

struct logistic_newton {
    struct logistic_fit *fit; /* moves its beta */
    struct logistic_pass *pass;
    double *penalty;          /* [p] of a ridge */
    bool *frozen;             /* [p] */
    const double *hold;       /* [p] a combination of columns ... */
    double value;             /* ... held at this; NULL = none */
    double *information, *factor, *score, *step, *along; /* information: p x p at beta, with the penalty */
    double *curvature;        /* what steps are by: the information, but for Firth */
    bool *aliased;
    double *inverse;          /* Firth: over the full coding */
    double loglik, penalised;
};

struct logistic_newton logistic_newton_new(struct logistic_fit *fit, struct logistic_pass *pass, struct arena *scratch);

/* Everything at the fit's beta; and the next step, with its decrement: how far it goes in squared standard errors. */
void logistic_newton_look(struct logistic_newton *newton);
double logistic_newton_solve(struct logistic_newton *newton);

/* To the end. `separated` (NULL = not looked for) tells whether the fit ended because rows are told apart without error, the step then
 * being the way to do so. */
enum logistic_end logistic_newton_iterate(struct logistic_newton *newton, double tolerance, bool *separated);

/* logistic.c: when a fit has come to rest; and what column i of the fit brings to the estimate of `column`, in the units of the data. */
double logistic_tolerance(const struct logistic_fit *fit);
double logistic_share(const struct design *design, const struct logistic_fit *fit, size_t column, size_t i);

#endif
