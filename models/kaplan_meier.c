#include "models/kaplan_meier.h"

#include "engine/base/blocks.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

struct fit {
    const struct spells *spells;
    struct strata strata;
    enum km_scale scale;
    struct km_curve *curves;
    struct day_counts *counts;
};

static void count_stratum(size_t item, void *context) {
    struct fit *fit = context;
    size_t s = item + 1, first = fit->strata.first[s], n = fit->strata.first[s + 1] - first;
    struct day_counts counts = day_counts_of(fit->spells, fit->strata.order + first, n, -1);
    struct km_curve *curve = &fit->curves[s];
    curve->n = n;
    curve->seen_from = INT32_MAX;
    for (size_t k = first; k < first + n; k++) {
        int32_t entry = fit->spells->entry[fit->strata.order[k]];
        if (entry < curve->seen_from) curve->seen_from = entry;
    }
    for (int32_t day = 0; day <= counts.longest; day++) {
        curve->n_events += counts.events[day];
        curve->n_rows += counts.events[day] > 0 || counts.censored[day] > 0;
    }
    fit->counts[s] = counts;
}

static double clamp(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

void km_limits(double s, double se_log, enum km_scale scale, double *lower, double *upper) {
    double z = gsl_cdf_ugaussian_Pinv(0.975);
    *lower = *upper = NAN;
    if (scale == KM_PLAIN && s > 0) {
        *lower = clamp(s - z * s * se_log);
        *upper = clamp(s + z * s * se_log);
    } else if (scale == KM_LOG && s > 0) {
        *lower = s * exp(-z * se_log);
        *upper = clamp(s * exp(z * se_log));
    } else if (scale == KM_LOG_LOG && s > 0 && s < 1) {
        double centre = log(-log(s)), half = z * se_log / -log(s);
        *lower = exp(-exp(centre + half));
        *upper = exp(-exp(centre - half));
    }
}

static void fill_curve(size_t item, void *context) {
    struct fit *fit = context;
    struct km_curve *curve = &fit->curves[item + 1];
    struct day_counts *counts = &fit->counts[item + 1];
    double survival = 1, variance = 0; /* of log S: sum d / (n (n - d)) */
    double hazard = 0, hazard_variance = 0;
    size_t row = 0;
    for (int32_t day = 0; day <= counts->longest; day++) {
        double n = counts->at_risk[day], d = counts->events[day];
        if (d == 0 && counts->censored[day] == 0) continue;
        if (d > 0) {
            survival *= (n - d) / n;
            variance += d / (n * (n - d));
            hazard += d / n;
            hazard_variance += d / (n * n);
        }
        curve->time[row] = day;
        curve->n_risk[row] = n;
        curve->n_event[row] = d;
        curve->n_censored[row] = counts->censored[day];
        curve->survival[row] = survival;
        curve->hazard[row] = hazard;
        curve->hazard_error[row] = sqrt(hazard_variance);
        curve->std_error[row] = survival > 0 ? survival * sqrt(variance) : NAN;
        km_limits(survival, sqrt(variance), fit->scale, &curve->lower[row], &curve->upper[row]);
        row++;
    }
    day_counts_free(counts);
}

static void allocate(struct km_curve *curve, struct arena *arena) {
    size_t rows = curve->n_rows;
    double *all = ARENA_ARRAY(arena, double, rows * 9 + 1);
    curve->time = ARENA_ARRAY(arena, int32_t, rows + 1);
    double **columns[] = {&curve->n_risk, &curve->n_event, &curve->n_censored, &curve->survival,
                          &curve->std_error, &curve->lower, &curve->upper, &curve->hazard, &curve->hazard_error};
    for (size_t i = 0; i < 9; i++) *columns[i] = all + i * rows;
}

struct km_curve *km_fit(const struct spells *spells, enum km_scale scale, struct arena *arena) {
    struct fit fit = {spells, strata_of(spells, arena), scale,
                      ARENA_ARRAY(arena, struct km_curve, spells->n_strata + 1),
                      ARENA_ARRAY(arena, struct day_counts, spells->n_strata + 1)};
    blocks_each(spells->n_strata, count_stratum, &fit);
    for (size_t s = 1; s <= spells->n_strata; s++) allocate(&fit.curves[s], arena);
    blocks_each(spells->n_strata, fill_curve, &fit);
    return fit.curves;
}

struct km_value km_at(const struct km_curve *curve, double time) {
    size_t rows = 0;
    while (rows < curve->n_rows && curve->time[rows] <= time) rows++;
    double n_risk = rows < curve->n_rows ? curve->n_risk[rows] : 0;
    if (rows == 0 && time < curve->seen_from) return (struct km_value){NAN, NAN, NAN, NAN, 0};
    if (rows == 0) return (struct km_value){1, 0, 1, 1, n_risk};
    size_t last = rows - 1;
    if (rows == curve->n_rows && time > curve->time[last] && curve->survival[last] > 0) {
        return (struct km_value){NAN, NAN, NAN, NAN, 0};
    }
    return (struct km_value){curve->survival[last], curve->std_error[last], curve->lower[last], curve->upper[last],
                             time == curve->time[last] ? curve->n_risk[last] : n_risk};
}

/* The first time y = 1 - S reaches p. On a stretch where it equals p (to rounding) the quantile is the stretch's middle,
 * as R has it; a curve that ends on p has its stretch end with the last row. */
static double crossing(const struct km_curve *curve, const double *survival, double p) {
    const double tolerance = sqrt(2.220446049250313e-16);
    double reached = NAN;
    for (size_t row = 0; row < curve->n_rows; row++) {
        if (isnan(survival[row])) continue;
        double y = 1 - survival[row];
        if (isnan(reached) && y + tolerance >= p) reached = curve->time[row];
        if (y - tolerance >= p) return (reached + curve->time[row]) / 2;
    }
    size_t last = curve->n_rows - 1;
    if (isnan(reached) || isnan(survival[last])) return NAN;
    return (reached + curve->time[last]) / 2;
}

struct km_quantile km_quantile(const struct km_curve *curve, double p) {
    if (curve->n_rows == 0) return (struct km_quantile){NAN, NAN, NAN};
    return (struct km_quantile){crossing(curve, curve->survival, p), crossing(curve, curve->lower, p),
                                crossing(curve, curve->upper, p)};
}

/* Area under the curve between two rows' times, clipped at `until`. */
static double slice(const struct km_curve *curve, size_t row, double until) {
    double from = row ? curve->time[row - 1] : 0, to = curve->time[row];
    double height = row ? curve->survival[row - 1] : 1;
    if (from >= until) return 0;
    return height * ((to < until ? to : until) - from);
}

struct km_mean km_restricted_mean(const struct km_curve *curve, double until) {
    double mean = 0, variance = 0;
    if (curve->n_rows) {
        double last = curve->time[curve->n_rows - 1];
        if (last < until) mean = curve->survival[curve->n_rows - 1] * (until - last);
    } else {
        mean = until;
    }
    for (size_t row = curve->n_rows; row-- > 0;) { /* `mean` is the area from this row on */
        double n = curve->n_risk[row], d = curve->n_event[row];
        if (curve->time[row] < until && d > 0 && n > d) variance += mean * mean * d / (n * (n - d));
        mean += slice(curve, row, until);
    }
    return (struct km_mean){mean, sqrt(variance)};
}

struct km_difference km_difference(double a, double a_error, double b, double b_error) {
    double difference = a - b, error = sqrt(a_error * a_error + b_error * b_error), z = gsl_cdf_ugaussian_Pinv(0.975);
    return (struct km_difference){difference, error, difference - z * error, difference + z * error,
                                  error > 0 ? 2 * gsl_cdf_ugaussian_Q(fabs(difference) / error) : NAN};
}
