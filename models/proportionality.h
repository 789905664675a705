/* proportionality.h: do the effects hold at every tenure? The score test for an effect that runs with g(t) (Grambsch & Therneau
 * 1994, Biometrika 81:515), exact as in R's cox.zph since survival 3.0, with g = 1 - the Kaplan-Meier curve just before t. */
#ifndef BEHOUD_MODELS_PROPORTIONALITY_H
#define BEHOUD_MODELS_PROPORTIONALITY_H

#include "models/cox_residuals.h"

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

/* Each effect by tenure: beta(t) is the estimate plus the mean scaled Schoenfeld residual (Grambsch & Therneau 1994, eq. 2.4), here
 * of runs of whole days that hold `least` exits or more, `most` runs at the utmost; so no run tells of one person. */
struct tenure_effects {
    size_t n, p;
    int32_t *from, *to; /* [run] days with exits, from the first to the last */
    double *events, *g; /* [run] exits, and their mean place on the clock */
    double *effect;     /* [run][p], in the units of the data */
    double total;       /* exits in all */
};
struct tenure_effects tenure_effects_of(const struct proportionality *of, const struct cox_fit *fit, const struct cox_means *means, size_t least, size_t most,
                                        struct arena *arena);

/* Their smooth in the clock, a natural spline of four functions by weighted least squares, with the errors that R's plot.cox.zph
 * has; smooth[run] and std_error[run]. NaN with fewer than six runs. `column` is one of the fit's p. */
void tenure_effects_smooth(const struct tenure_effects *effects, const struct cox_fit *fit, size_t column, double *smooth,
                           double *std_error);

#endif
