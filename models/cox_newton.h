/* cox_newton.h: the steps by which a Cox model is fitted. Shared by cox*.c only. */
#ifndef BEHOUD_MODELS_COX_NEWTON_H
#define BEHOUD_MODELS_COX_NEWTON_H

#include "models/cox.h"

/* Of the decrement, per exit: the covariance is then right to 1e-10, whatever the size. */
static const double NEWTON_TOLERANCE = 1e-20;

struct newton {
    const struct cox_problem *problem;
    struct cox_fit *fit;
    const struct cox_rows *rows;
    struct cox_state *state;
    struct cox_information *information;
    bool *frozen;                 /* [p] columns that stay where they are */
    double *penalty;              /* [p] ridge times the column's variance */
    size_t first_effect;          /* of the p columns, those from here on are a frailty's; p = none */
    double precision;             /* 1 / the frailty's variance */
    double *whole, *matrix, *step, *score; /* over the p columns; the information, and once solved its factor */
    bool *aliased, *uninformed;
    double tolerance;
    int strides; /* steps since some column began to run */
};

/* What is taken from the likelihood for column i at x, and its derivatives: x^2 for a ridge, exp(x) - x for a frailty. */
struct newton_penalty {
    double value, slope, curvature;
};
struct newton_penalty newton_penalty(const struct newton *newton, size_t i);

/* For a fit whose columns are known; everything else is the scratch arena's. */
struct newton newton_new(const struct cox_problem *problem, struct cox_fit *fit, struct arena *scratch);

/* The step that Newton's method would take from the information; returns its decrement, in squared standard errors. */
double newton_solve(const struct newton *newton);

/* Steps until the decrement is below `tolerance`; away[] marks the columns that run off. */
enum cox_end newton_iterate(struct newton *newton, double tolerance, bool *away);

/* To the end: columns that run off are named, kept where they are, and the others fitted on. `warm`: many rows begin from a
 * fit of every sixteenth. Leaves how it ended in the fit. */
void newton_fit(struct newton *newton, bool warm, struct arena *scratch);

/* cox_columns.c: which rows and columns take part: fit->usable, rows, events, reach, columns, column_of and p. */
void cox_code_columns(const struct cox_problem *problem, const struct cox_options *options, struct cox_fit *fit, struct arena *arena);

/* cox_frailty.c: fits with a frailty on the last factor, its variance given or (0) to be found. */
void cox_fit_frailty(struct newton *newton, double variance, struct arena *scratch);

#endif
