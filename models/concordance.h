/* concordance.h: of two people of whom one leaves first, how often it is the one with the higher risk.
 *
 * Harrell, Lee & Mark (1996), Statist. Med. 15:361, over pairs of one stratum both at risk when the first leaves; exits on one
 * day are no pair, equal risks count half. The error is the infinitesimal jackknife, as in R's concordance. Two trees over the
 * ranks of the risk, one of who is at risk and one of who has left, tell every row its pairs: O(rows log rows). */
#ifndef BEHOUD_MODELS_CONCORDANCE_H
#define BEHOUD_MODELS_CONCORDANCE_H

#include "models/risk_sets.h"

struct concordance {
    double concordant, discordant, tied; /* pairs, by weight */
    double value, std_error;             /* NaN without pairs */
};

/* score and weight go by position (weight NULL = 1). With `cluster` (by row, 0 = none) rows of one cluster are taken together
 * for the error. */
struct concordance concordance_of(const struct risk_sets *sets, const double *score, const double *weight, const uint32_t *cluster, size_t n_clusters);

#endif
