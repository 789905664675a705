#include "engine/app/estimates.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

void row_estimate(struct report_table *table, bool reference, double estimate, double std_error, double robust_se) {
    if (reference) {
        const double values[] = {0, NAN, NAN, NAN, NAN, 1, NAN, NAN};
        for (size_t k = 0; k < 8; k++) row_number(table, values[k]);
        return;
    }
    double se = isnan(robust_se) ? std_error : robust_se, z = estimate / se, q = gsl_cdf_ugaussian_Pinv(0.975);
    const double values[] = {estimate,      std_error, robust_se, z, 2 * gsl_cdf_ugaussian_Q(fabs(z)), exp(estimate), exp(estimate - q * se),
                             exp(estimate + q * se)};
    for (size_t k = 0; k < 8; k++) row_number(table, values[k]);
}

double *people_in_levels(const struct study *study, const struct design_factor *factor, const uint32_t *line, size_t n) {
    if (!factor->codes.data) return NULL;
    const struct timeline *t = &study->timeline;
    double *people = ARENA_ARRAY(study->arena, double, factor->n_levels + 1);
    size_t *seen = ARENA_ARRAY(study->arena, size_t, factor->n_levels + 1); /* 1 + the last spell's first line */
    for (size_t k = 0, first = 0; k < n; k++) {
        size_t i = line ? line[k] : k;
        uint32_t code = values_code(factor->codes, k);
        if (timeline_begins(t, i)) first = i + 1;
        if (!t->used[i] || seen[code] == first) continue;
        seen[code] = first;
        people[code]++;
    }
    if (factor->missing_level) people[factor->missing_level] = people[0];
    return people;
}
