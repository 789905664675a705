#include "models/hazard.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

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

/* Epanechnikov's kernel at x, q bandwidths from the near end (1 and more: no end in sight). */
static double kernel(double x, double q) {
    if (x < -1 || x > 1 || x > q) return 0;
    double plain = 0.75 * (1 - x * x);
    if (q >= 1) return plain;
    double below = pow(1 + q, 4) * (19 - 18 * q + 3 * q * q);
    return plain * (64 * (2 - 4 * q + 6 * q * q - 3 * q * q * q) + 240 * (1 - q) * (1 - q) * x) / below;
}

static struct hazard_point point_at(const struct day_counts *counts, double t, double bandwidth, double until) {
    double sum = 0, variance = 0, z = gsl_cdf_ugaussian_Pinv(0.975);
    int32_t first = (int32_t)fmax(0, ceil(t - bandwidth)), last = (int32_t)fmin(fmin(counts->longest, until), floor(t + bandwidth));
    bool left = t < bandwidth && t <= until / 2;
    for (int32_t day = first; day <= last; day++) {
        if (counts->events[day] == 0) continue;
        double x = (t - day) / bandwidth, q = left ? t / bandwidth : (until - t) / bandwidth;
        double k = kernel(left ? x : -x, q < 1 ? q : 1) / bandwidth, n = counts->at_risk[day];
        sum += k * counts->events[day] / n;
        variance += k * k * counts->events[day] / (n * n);
    }
    double rate = sum > 0 ? sum * 365.25 : 0, spread = sum > 0 ? exp(z * sqrt(variance) / sum) : NAN;
    return (struct hazard_point){t, rate, rate / spread, rate * spread};
}

void hazard_smooth(const struct spells *spells, const uint32_t *order, size_t n_spells, double bandwidth, double until, size_t n,
                   struct hazard_point *points) {
    struct day_counts counts = day_counts_of(spells, order, n_spells, -1);
    for (size_t i = 0; i < n; i++) points[i] = point_at(&counts, until * (double)(i + 1) / (double)n, bandwidth, until);
    day_counts_free(&counts);
}
