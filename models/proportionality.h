/* proportionality.h: do the effects hold at every tenure? The score test for an effect that runs with g(t) (Grambsch & Therneau
 * 1994, Biometrika 81:515), exact as in R's cox.zph since survival 3.0, with g = 1 - the Kaplan-Meier curve just before t. */
#ifndef BEHOUD_MODELS_PROPORTIONALITY_H
#define BEHOUD_MODELS_PROPORTIONALITY_H

#include "models/cox.h"

struct proportionality {
    double *g;                          /* [cell] g(t), centred over the events */
    double *score;                      /* [p] sum of g times the Schoenfeld residuals */
    double *within, *across, *together; /* p x p: the information with weights 1, g and g^2 */
    size_t p;
};

/* Two passes over the rows. */
struct proportionality proportionality_of(const struct cox_problem *problem, const struct cox_fit *fit, struct arena *arena);

struct proportionality_test {
    double chisq, df, p_value;
};

/* Of the columns marked (over the full coding), or of all when NULL. */
struct proportionality_test proportionality_test(const struct proportionality *of, const struct cox_fit *fit, const bool *columns);

/* The effect of a term by tenure: beta(t) as the scaled Schoenfeld residuals give it, gathered into at most `most` runs of
 * whole days with `least` events or more each. Of a factor with several levels it is the effect of one step of its linear
 * predictor: 1 where it is as estimated. */
struct effect_run {
    int32_t from, to;  /* days with events */
    size_t events;
    double effect, std_error;
};
size_t proportionality_runs(const struct cox_problem *problem, const struct cox_fit *fit, size_t column, size_t least, size_t most,
                            struct effect_run *runs);

#endif
