/* parametric.h: distributions of tenure, for looking past the data: what a curve would do if it went on as it began.
 *
 * Each by maximum likelihood with late entry and weights, on two parameters (Klein & Moeschberger 2003, ch. 12):
 *
 *     Weibull       S = exp(-(t/scale)^shape)              shape < 1: the risk falls with tenure
 *     log-normal    S = 1 - Phi(log(t/scale)/shape)
 *     log-logistic  S = 1 / (1 + (t/scale)^shape)
 *     Gompertz      h = exp(shape t) / scale               shape < 0: some would never leave
 *
 * The log-likelihood is a sum over days: of exits log h, of those whose observation ends -H, of those who enter +H. So a step
 * costs O(days), however many spells. As R's survreg where that applies. */
#ifndef BEHOUD_MODELS_PARAMETRIC_H
#define BEHOUD_MODELS_PARAMETRIC_H

#include "models/spells.h"

#include <stdbool.h>

enum distribution { WEIBULL, LOGNORMAL, LOGLOGISTIC, GOMPERTZ, DISTRIBUTIONS };

struct parametric_fit {
    enum distribution distribution;
    bool converged;
    double n, n_events, loglik, aic;
    double shape, shape_se, scale, scale_se; /* scale in days */
};

/* All spells together, whatever their stratum: order[0 .. n) names them. */
struct parametric_fit parametric_fit(const struct spells *spells, const uint32_t *order, size_t n, enum distribution distribution);

double parametric_survival(const struct parametric_fit *fit, double days);

/* The tenure by which a share p has left; infinite where it never does. */
double parametric_quantile(const struct parametric_fit *fit, double p);

const char *parametric_name(enum distribution distribution);

#endif
