#include "engine/app/estimates.h"

#include "engine/app/risk.h"

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
    struct arena scratch = {0};
    double *people = ARENA_ARRAY(study->arena, double, factor->n_levels + 1);
    size_t *seen = ARENA_ARRAY(&scratch, size_t, factor->n_levels + 1), person = 0; /* 1 + the last person met */
    const uint32_t *order = risk_by_person(study, &scratch);
    size_t *first = ARENA_ARRAY(&scratch, size_t, t->n + 1); /* row of each timeline line; its pieces follow one another */
    for (size_t k = n; k-- > 0;) first[line ? line[k] : k] = k;
    for (size_t at = 0; at < t->n; at++) {
        size_t i = order ? order[at] : at;
        if (order || (t->person && t->begins)) {
            person = (size_t)t->person[i] + 1;
        } else if (timeline_begins(t, i)) {
            person = i + 1;
        }
        for (size_t k = first[i]; t->used[i] && k < n && (line ? line[k] : k) == i; k++) {
            uint32_t code = values_code(factor->codes, k);
            people[code] += seen[code] != person;
            seen[code] = person;
        }
    }
    if (factor->missing_level) people[factor->missing_level] = people[0];
    arena_free(&scratch);
    return people;
}
