#include "models/validation.h"

#include "models/logistic_kernel.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* --- telling apart ---------------------------------------------------------------------------------------------------- */

/* Sample variance from sums. */
static double variance(double sum, double squares, double n) { return n > 1 ? (squares - sum * sum / n) / (n - 1) : 0; }

static void delong(const struct scores *s, struct validation *v) {
    double m = s->n_events, others = s->n_rows - m, events_below = 0, others_below = 0;
    double sum = 0, squares = 0, event_sum = 0, event_squares = 0;
    for (size_t i = 0; i < s->n; i++) {
        double events = s->events[i], stayers = s->rows[i] - events;
        double above = (m - events_below - events / 2) / m, below = (others_below + stayers / 2) / others;
        sum += stayers * above;
        squares += stayers * above * above;
        event_sum += events * below;
        event_squares += events * below * below;
        events_below += events;
        others_below += stayers;
    }
    double z = gsl_cdf_ugaussian_Pinv(0.975);
    v->auc = sum / others;
    v->auc_se = sqrt(variance(event_sum, event_squares, m) / m + variance(sum, squares, others) / others);
    v->auc_lower = fmax(0, v->auc - z * v->auc_se);
    v->auc_upper = fmin(1, v->auc + z * v->auc_se);
}

static void top_tenth(const struct scores *s, struct validation *v) {
    double wanted = ceil(s->n_rows / 10), left = wanted, events = 0;
    for (size_t i = s->n; i-- > 0 && left > 0;) {
        double taken = fmin(left, s->rows[i]);
        events += s->events[i] * taken / s->rows[i];
        left -= taken;
    }
    v->top_precision = events / wanted;
    v->top_lift = v->top_precision / (s->n_events / s->n_rows);
}

/* --- being right ------------------------------------------------------------------------------------------------------ */

/* Newton's steps for a and b of log-odds a + b x, or for a alone. */
static void recalibrate(const struct scores *s, bool slope, double *a, double *b, double *b_se) {
    enum { CHUNK = 256, STEPS = 50 };
    double x[CHUNK], mu[CHUNK];
    *a = 0;
    *b = 1;
    for (int step = 0; step < STEPS; step++) {
        double u0 = 0, u1 = 0, h00 = 0, h01 = 0, h11 = 0;
        for (size_t at = 0; at < s->n; at += CHUNK) {
            size_t n = at + CHUNK < s->n ? CHUNK : s->n - at;
            for (size_t i = 0; i < n; i++) x[i] = *a + *b * s->log_odds[at + i];
            logistic_means(n, x, mu);
            for (size_t i = 0; i < n; i++) {
                double eta = s->log_odds[at + i], w = s->rows[at + i] * mu[i] * (1 - mu[i]), r = s->events[at + i] - s->rows[at + i] * mu[i];
                u0 += r;
                u1 += r * eta;
                h00 += w;
                h01 += w * eta;
                h11 += w * eta * eta;
            }
        }
        double determinant = slope ? h00 * h11 - h01 * h01 : h00;
        double da = slope ? (h11 * u0 - h01 * u1) / determinant : u0 / h00, db = slope ? (h00 * u1 - h01 * u0) / determinant : 0;
        *b_se = slope ? sqrt(h00 / determinant) : NAN;
        if (!isfinite(da) || !isfinite(db) || determinant <= 1e-12 * h00 * (slope ? h11 : 1) || fabs(*b + db) > 1e4) {
            *a = *b = *b_se = NAN; /* one score for all, or events told apart */
            return;
        }
        *a += da;
        *b += db;
        if (fabs(da) < 1e-13 * (1 + fabs(*a)) && fabs(db) < 1e-13 * (1 + fabs(*b))) return;
    }
    *a = *b = *b_se = NAN;
}

/* Row number `rank` (from 0) in order of risk. */
static double risk_at(const struct scores *s, double rank, size_t *i, double *before) {
    while (*i + 1 < s->n && *before + s->rows[*i] <= rank) *before += s->rows[(*i)++];
    return s->risk[*i];
}

/* Quantiles of type 7 of the rows' risks at 0, .1 .. 1, each once; returns how many. */
static size_t breaks_of(const struct scores *s, double breaks[VALIDATION_GROUPS + 1]) {
    size_t n = 0;
    for (int k = 0; k <= VALIDATION_GROUPS; k++) {
        size_t i = 0;
        double before = 0, at = (s->n_rows - 1) * ((double)k / VALIDATION_GROUPS), whole = floor(at + 4e-16 * at), part = fmax(0, at - whole);
        double low = risk_at(s, whole, &i, &before), high = risk_at(s, fmin(whole + 1, s->n_rows - 1), &i, &before);
        double x = part < 1e-12 ? low : low + part * (high - low);
        if (!n || x > breaks[n - 1]) breaks[n++] = x;
    }
    return n;
}

/* By halves: GSL's own inverse does not always end. */
static double beta_quantile(double share, double a, double b) {
    double low = 0, high = 1;
    for (int step = 0; step < 100 && high - low > 1e-14 * high; step++) {
        double middle = (low + high) / 2;
        *(gsl_cdf_beta_P(middle, a, b) < share ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

size_t validation_groups(const struct scores *s, struct validation_group groups[VALIDATION_GROUPS]) {
    double breaks[VALIDATION_GROUPS + 1];
    if (!s->n) return 0;
    size_t n = breaks_of(s, breaks), at = 0;
    if (n < 2) n = 2, breaks[1] = breaks[0];
    for (size_t g = 0; g + 1 < n; g++) groups[g] = (struct validation_group){.from = breaks[g], .to = breaks[g + 1]};
    for (size_t i = 0; i < s->n; i++) {
        while (at + 2 < n && s->risk[i] > breaks[at + 1]) at++;
        groups[at].rows += s->rows[i];
        groups[at].events += s->events[i];
        groups[at].expected += s->rows[i] * s->risk[i];
    }
    size_t kept = 0;
    for (size_t g = 0; g + 1 < n; g++) {
        struct validation_group *group = &groups[g];
        if (group->rows <= 0) continue;
        group->share = group->events / group->rows;
        group->lower = group->events > 0 ? beta_quantile(0.025, group->events, group->rows - group->events + 1) : 0;
        group->upper = group->events < group->rows ? beta_quantile(0.975, group->events + 1, group->rows - group->events) : 1;
        groups[kept++] = *group;
    }
    return kept;
}

static void by_groups(const struct scores *s, struct validation *v) {
    struct validation_group groups[VALIDATION_GROUPS];
    size_t n = validation_groups(s, groups);
    double overall = s->n_events / s->n_rows;
    v->reliability = v->resolution = v->hosmer_lemeshow = 0;
    for (size_t g = 0; g < n; g++) {
        double rows = groups[g].rows, mean = groups[g].expected / rows, off = groups[g].events - groups[g].expected;
        v->reliability += rows * (mean - groups[g].share) * (mean - groups[g].share) / s->n_rows;
        v->resolution += rows * (groups[g].share - overall) * (groups[g].share - overall) / s->n_rows;
        v->hosmer_lemeshow += off * off / groups[g].expected + off * off / (rows - groups[g].expected);
    }
    v->uncertainty = overall * (1 - overall);
    v->hosmer_lemeshow_df = n > 2 ? (double)n - 2 : NAN;
    v->hosmer_lemeshow_p = n > 2 ? gsl_cdf_chisq_Q(v->hosmer_lemeshow, (double)n - 2) : NAN;
    if (n <= 2) v->hosmer_lemeshow = NAN;
}

struct validation validation_ranks(const struct scores *s) {
    struct validation v = {.n = s->n_rows, .n_events = s->n_events};
    double *const without[] = {&v.auc, &v.auc_se, &v.auc_lower, &v.auc_upper, &v.brier, &v.reliability, &v.resolution, &v.uncertainty, &v.calibration_intercept, &v.calibration_slope,
                               &v.calibration_slope_se, &v.hosmer_lemeshow, &v.hosmer_lemeshow_df, &v.hosmer_lemeshow_p, &v.top_precision, &v.top_lift, &v.tjur};
    for (size_t k = 0; k < sizeof without / sizeof *without; k++) *without[k] = NAN;
    for (size_t i = 0; i < s->n; i++) v.expected += s->rows[i] * s->risk[i];
    if (s->n_events > 0 && s->n_events < s->n_rows) delong(s, &v);
    return v;
}

struct validation validation_of(const struct scores *s) {
    struct validation v = validation_ranks(s);
    double squares = 0, of_events = 0, one, none;
    for (size_t i = 0; i < s->n; i++) {
        double risk = s->risk[i];
        squares += s->events[i] * (1 - risk) * (1 - risk) + (s->rows[i] - s->events[i]) * risk * risk;
        of_events += s->events[i] * risk;
    }
    v.brier = s->n_rows > 0 ? squares / s->n_rows : NAN;
    if (!(s->n_events > 0 && s->n_events < s->n_rows)) return v;
    v.tjur = of_events / s->n_events - (v.expected - of_events) / (s->n_rows - s->n_events);
    top_tenth(s, &v);
    by_groups(s, &v);
    recalibrate(s, false, &v.calibration_intercept, &one, &none);
    recalibrate(s, true, &none, &v.calibration_slope, &v.calibration_slope_se);
    return v;
}

double validation_drift(const double *before, const double *now, size_t n) {
    double all_before = 0, all_now = 0, sum = 0;
    for (size_t k = 0; k < n; k++) {
        all_before += before[k];
        all_now += now[k];
    }
    if (all_before <= 0 || all_now <= 0) return NAN;
    for (size_t k = 0; k < n; k++) {
        if (before[k] <= 0 && now[k] <= 0) continue;
        double a = fmax(before[k], 0.5) / all_before, b = fmax(now[k], 0.5) / all_now;
        sum += (b - a) * log(b / a);
    }
    return sum;
}
