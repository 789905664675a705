#include "models/hazard.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static void set_rate(struct hazard_band *band) {
    double years = band->person_days / 365.25;
    if (years <= 0) {
        band->rate = band->lower = band->upper = NAN;
        return;
    }
    band->rate = band->exits / years;
    band->lower = band->exits > 0 ? gsl_cdf_chisq_Pinv(0.025, 2 * band->exits) / 2 / years : 0;
    band->upper = gsl_cdf_chisq_Pinv(0.975, 2 * (band->exits + 1)) / 2 / years;
}

void hazard_by_tenure(const struct spells *spells, const int32_t *cuts, size_t n, struct hazard_band *bands,
                      struct arena *arena) {
    struct spells together = *spells;
    together.stratum = NULL;
    together.n_strata = 1;
    struct strata strata = strata_of(&together, arena);
    struct day_counts counts = day_counts_of(&together, strata.order, strata.first[2] - strata.first[1], -1);
    for (size_t b = 0; b + 1 < n; b++) {
        bands[b] = (struct hazard_band){.from = cuts[b], .to = cuts[b + 1]};
        for (int32_t day = cuts[b] + 1; day <= cuts[b + 1] && day <= counts.longest; day++) {
            bands[b].person_days += counts.at_risk[day];
            bands[b].exits += counts.events[day];
        }
        set_rate(&bands[b]);
    }
    day_counts_free(&counts);
}
