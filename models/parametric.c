#include "models/parametric.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Every distribution but Gompertz's is one of z = (log t - mu) / sigma; mu = log scale, and sigma = 1/shape but for the
 * log-normal, whose shape is sigma itself. Gompertz's has the parameters shape and log scale. The search is over a = mu and
 * b = log sigma, or a = log scale and b = shape in units of the longest tenure. */

struct days {
    int32_t longest;
    double *leave, *end, *enter; /* [day] exits; whoever stops being followed, exits too; whoever enters */
    double n, exits;
};

/* Value, gradient and second derivatives in (a, b). */
struct jet {
    double f, a, b, aa, ab, bb;
};

static void add_jet(struct jet *sum, const struct jet *x, double by) {
    sum->f += by * x->f;
    sum->a += by * x->a;
    sum->b += by * x->b;
    sum->aa += by * x->aa;
    sum->ab += by * x->ab;
    sum->bb += by * x->bb;
}

/* f(z) of z = (log t - a) e^-b, by f, f' and f''; z has the derivatives -e^-b, -z and so on. */
static struct jet of_z(double z, double inverse, double f, double d1, double d2) {
    return (struct jet){f, -inverse * d1, -z * d1, inverse * inverse * d2, inverse * (d1 + z * d2), z * d1 + z * z * d2};
}

/* log of the normal hazard phi(z)/(1 - Phi(z)), by the tail where the quotient would be lost. */
static double mills(double z) {
    if (z < 30) return exp(-z * z / 2) / sqrt(2 * M_PI) / gsl_cdf_ugaussian_Q(z);
    return z + 1 / z - 2 / (z * z * z);
}

static double log_tail(double z) { return z < 30 ? log(gsl_cdf_ugaussian_Q(z)) : -z * z / 2 - log(z * sqrt(2 * M_PI)) + log1p(-1 / (z * z) + 3 / (z * z * z * z)); }

/* Cumulative hazard H and log hazard at a day. */
static struct jet cumulative(enum distribution distribution, double t, double a, double b) {
    if (t <= 0) return (struct jet){0};
    double inverse = exp(-b), z = (log(t) - a) * inverse, e = exp(z), s = e / (1 + e), m;
    switch (distribution) {
    case WEIBULL: return of_z(z, inverse, e, e, e);
    case LOGLOGISTIC: return of_z(z, inverse, z > 30 ? z : log1p(e), z > 30 ? 1 : s, z > 30 ? 0 : s * (1 - s));
    default: m = mills(z); return of_z(z, inverse, -log_tail(z), m, m * (m - z));
    }
}

static struct jet log_hazard(enum distribution distribution, double t, double a, double b) {
    double inverse = exp(-b), z = (log(t) - a) * inverse, e = exp(z), s = z > 30 ? 1 : e / (1 + e), m, d2;
    struct jet jet;
    switch (distribution) {
    case WEIBULL: jet = of_z(z, inverse, z, 1, 0); break;
    case LOGLOGISTIC: jet = of_z(z, inverse, z - (z > 30 ? z : log1p(e)), 1 - s, -s * (1 - s)); break;
    default:
        m = mills(z), d2 = m * (m - z);
        jet = of_z(z, inverse, -z * z / 2 - log(2 * M_PI) / 2 - log_tail(z), m - z, d2 - 1);
    }
    jet.f -= b + log(t); /* from z to t */
    jet.b -= 1;
    return jet;
}

/* Gompertz: H = (e^(g t) - 1) / g / e^a, with g = b / longest. */
static struct jet gompertz_cumulative(double t, double a, double b, double longest) {
    double u = t / longest, x = b * u, rate = exp(-a) * t, e = exp(x), f, d1, d2; /* (e^x - 1)/x and its derivatives in x */
    if (fabs(x) < 1e-2) {
        f = 1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5 * (1 + x / 6))));
        d1 = 0.5 + x / 3 * (1 + x * 3 / 8 * (1 + x * 4 / 15 * (1 + x * 5 / 24)));
        d2 = 1.0 / 3 + x / 4 * (1 + x * 2 / 5 * (1 + x * 5 / 18 * (1 + x * 3 / 14)));
    } else {
        f = (e - 1) / x;
        d1 = (e - f) / x;
        d2 = (e - 2 * d1) / x;
    }
    return (struct jet){rate * f, -rate * f, rate * d1 * u, rate * f, -rate * d1 * u, rate * d2 * u * u};
}

static struct jet loglik(const struct days *days, enum distribution distribution, double a, double b) {
    struct jet sum = {0};
    for (int32_t day = 0; day <= days->longest; day++) {
        double t = day, lived = days->enter[day] - days->end[day];
        if (lived != 0) {
            struct jet h = distribution == GOMPERTZ ? gompertz_cumulative(t, a, b, days->longest) : cumulative(distribution, t, a, b);
            add_jet(&sum, &h, lived);
        }
        if (days->leave[day] > 0) {
            struct jet h = distribution == GOMPERTZ ? (struct jet){b * t / days->longest - a, -1, t / days->longest, 0, 0, 0} : log_hazard(distribution, t, a, b);
            add_jet(&sum, &h, days->leave[day]);
        }
    }
    return sum;
}

static struct days days_of(const struct spells *spells, const uint32_t *order, size_t n) {
    struct days days = {0};
    for (size_t k = 0; k < n; k++) days.longest = spells->exit[order[k]] > days.longest ? spells->exit[order[k]] : days.longest;
    size_t size = (size_t)days.longest + 1;
    days.leave = calloc(3 * size, sizeof *days.leave);
    if (!days.leave) abort();
    days.end = days.leave + size;
    days.enter = days.end + size;
    for (size_t k = 0; k < n; k++) {
        uint32_t i = order[k];
        double weight = spells->weight ? spells->weight[i] : 1;
        days.n += weight;
        days.exits += spells->event[i] ? weight : 0;
        days.end[spells->exit[i]] += weight;
        days.enter[spells->entry[i] > 0 ? spells->entry[i] : 0] += weight;
        if (spells->event[i]) days.leave[spells->exit[i]] += weight;
    }
    return days;
}

/* From a constant hazard. */
static void start(const struct days *days, enum distribution distribution, double *a, double *b) {
    double lived = 0;
    for (int32_t day = 0; day <= days->longest; day++) lived += (days->end[day] - days->enter[day]) * day;
    double mean = lived / days->exits;
    *a = log(distribution == WEIBULL || distribution == GOMPERTZ ? mean : mean * M_LN2);
    *b = distribution == LOGNORMAL ? log(1.5) : 0;
}

/* Newton's steps, uphill: where the surface is not a hilltop the step follows the slope. Returns whether it came to rest. */
static bool climb(const struct days *days, enum distribution distribution, double *a, double *b, struct jet *at) {
    *at = loglik(days, distribution, *a, *b);
    for (int step = 0; step < 200; step++) {
        double det = at->aa * at->bb - at->ab * at->ab, da, db;
        bool top = at->aa < 0 && det > 0;
        if (top) {
            da = -(at->bb * at->a - at->ab * at->b) / det;
            db = -(at->aa * at->b - at->ab * at->a) / det;
        } else {
            double length = sqrt(at->a * at->a + at->b * at->b);
            da = 0.5 * at->a / length;
            db = 0.5 * at->b / length;
        }
        double gain = at->a * da + at->b * db, by = 1;
        if (fabs(da) > 2 || fabs(db) > 2) by = 2 / fmax(fabs(da), fabs(db));
        struct jet next = loglik(days, distribution, *a + by * da, *b + by * db);
        while (!(next.f >= at->f - 1e-10 * fabs(at->f)) && by > 1e-10) {
            by /= 2;
            next = loglik(days, distribution, *a + by * da, *b + by * db);
        }
        *a += by * da;
        *b += by * db;
        *at = next;
        if (top && gain < 1e-16 * (1 + days->exits)) return isfinite(at->f);
    }
    return false;
}

struct parametric_fit parametric_fit(const struct spells *spells, const uint32_t *order, size_t n, enum distribution distribution) {
    struct days days = days_of(spells, order, n);
    struct parametric_fit fit = {.distribution = distribution, .n = days.n, .n_events = days.exits, .loglik = NAN, .aic = NAN,
                                 .shape = NAN, .shape_se = NAN, .scale = NAN, .scale_se = NAN};
    double a, b;
    struct jet at;
    if (days.exits >= 2 && days.longest > 1) {
        start(&days, distribution, &a, &b);
        fit.converged = climb(&days, distribution, &a, &b, &at);
    }
    if (fit.converged) {
        double det = at.aa * at.bb - at.ab * at.ab, a_se = sqrt(-at.bb / det), b_se = sqrt(-at.aa / det);
        fit.loglik = at.f;
        fit.aic = 4 - 2 * at.f;
        fit.scale = exp(a);
        fit.scale_se = fit.scale * a_se;
        fit.shape = distribution == GOMPERTZ ? b / days.longest : distribution == LOGNORMAL ? exp(b) : exp(-b);
        fit.shape_se = distribution == GOMPERTZ ? b_se / days.longest : fit.shape * b_se;
    }
    free(days.leave);
    return fit;
}

double parametric_survival(const struct parametric_fit *fit, double days) {
    if (days <= 0) return 1;
    double x = days / fit->scale;
    switch (fit->distribution) {
    case WEIBULL: return exp(-pow(x, fit->shape));
    case LOGNORMAL: return gsl_cdf_ugaussian_Q(log(x) / fit->shape);
    case LOGLOGISTIC: return 1 / (1 + pow(x, fit->shape));
    default: return exp(-(fit->shape == 0 ? x : expm1(fit->shape * days) / fit->shape / fit->scale));
    }
}

double parametric_quantile(const struct parametric_fit *fit, double p) {
    double hazard = -log1p(-p);
    switch (fit->distribution) {
    case WEIBULL: return fit->scale * pow(hazard, 1 / fit->shape);
    case LOGNORMAL: return fit->scale * exp(fit->shape * gsl_cdf_ugaussian_Pinv(p));
    case LOGLOGISTIC: return fit->scale * pow(p / (1 - p), 1 / fit->shape);
    default: {
        double inside = 1 + fit->shape * hazard * fit->scale;
        if (fit->shape == 0) return hazard * fit->scale;
        return inside > 0 ? log(inside) / fit->shape : INFINITY;
    }
    }
}

const char *parametric_name(enum distribution distribution) {
    static const char *const NAMES[] = {"weibull", "lognormal", "loglogistic", "gompertz"};
    return NAMES[distribution];
}
