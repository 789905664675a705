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
    const uint32_t *order = line ? NULL : risk_by_person(study, &scratch);
    for (size_t k = 0; k < n; k++) {
        size_t row = order ? order[k] : k, i = line ? line[row] : row;
        uint32_t code = values_code(factor->codes, row);
        if (t->person && (t->begins || order)) {
            person = (size_t)t->person[i] + 1;
        } else if (timeline_begins(t, i)) {
            person = i + 1;
        }
        if (!t->used[i] || seen[code] == person) continue;
        seen[code] = person;
        people[code]++;
    }
    if (factor->missing_level) people[factor->missing_level] = people[0];
    arena_free(&scratch);
    return people;
}
