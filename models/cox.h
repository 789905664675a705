/* cox.h: Cox's proportional hazards model of leaving for a cause (Cox 1972, JRSS B 34:187).
 *
 * Notation of Therneau & Grambsch (2000), ch. 3. Spells at risk in (entry, exit], so late entry and rows that cut a spell where
 * its attributes change need no more; strata, case weights, offset; ties after Efron (1977), JASA 72:557, or Breslow. As R's
 * coxph, iterated to the end. Numbers are centred and scaled within, so their unit changes nothing. Levels without an exit are
 * set aside and named; so are columns that repeat others, and those whose estimate runs off to infinity.
 * The same bits on any number of threads. O(rows x non-zeros^2 + cells x columns^2) a step. */
#ifndef BEHOUD_MODELS_COX_H
#define BEHOUD_MODELS_COX_H

#include "models/column_end.h"
#include "models/cox_sums.h"

enum cox_end {
    COX_CONVERGED,
    COX_INFINITE_BETA, /* the likelihood rises for ever along some columns (COLUMN_INFINITE); the others have converged */
    COX_OUT_OF_STEPS,
    COX_NO_EVENTS
};

/* A gamma frailty is an effect w for each level of the design's last factor, exp(w) drawn from a gamma distribution of mean 1:
 * the penalised likelihood of Therneau, Grambsch & Pankratz (2003), J. Comput. Graph. Stat. 12:156. Its variance, where not given,
 * is where the marginal likelihood is highest. Errors are by the whole penalised information, the variance taken as known. */
struct cox_options {
    double ridge;      /* penalty ridge/2 times the squares of the coefficients, every column at unit variance; 0 = none */
    bool frailty;      /* the last factor is a frailty */
    double variance;   /* of the frailty; 0 = to be estimated */
};

enum { FRAILTY_GROUPS_MOST = 1000 };

struct cox_fit {
    enum cox_end end;
    const char *end_words;
    int iterations;
    size_t n, n_events;       /* rows used and their exits */
    double loglik_null, loglik;
    double frailty_variance, loglik_marginal; /* NaN without a frailty */
    double lr, wald, score;   /* tests of all columns together; NaN where none is estimated */
    double df;                /* columns estimated; with a ridge their effective number */
    size_t n_columns;
    enum column_end *columns; /* over the full coding; the intercept is COLUMN_EMPTY */
    double *rows, *events;    /* of each level's column */
    double *reach;            /* from the least to the most a column holds, scaled */
    double *estimate, *std_error; /* in the units of the data; NaN when not estimated */
    double *beta;             /* over the full coding, for centred and scaled numbers */
    size_t p;                 /* columns in play */
    size_t *column_of;        /* [p] */
    double *information;      /* p x p, at beta; with the penalty of a ridge */
    double *covariance;       /* its inverse, of beta */
    const uint8_t *usable;    /* [row] */
    struct risk_sets *sets;
    struct cox_rows in_order;
    struct cox_state state;   /* at beta */
};

struct cox_fit cox_fit(const struct cox_problem *problem, const struct cox_options *options, struct arena *arena);

/* The tests of one term, its columns marked: Wald by the fit's own covariance, likelihood ratio and score by a fit without it. */
struct cox_term_test {
    double df, wald, lr, score;
};
struct cox_term_test cox_test_term(const struct cox_problem *problem, const struct cox_fit *fit, const bool *columns, bool refit);

/* b' V^-1 b over the columns marked (NULL = all), with V p x p of the fit's columns, or the fit's own when it is NULL (it is then
 * never inverted, and the last digits are right for columns that are nearly alike); *df = how many count. */
double cox_wald(const struct cox_fit *fit, const double *covariance, const bool *columns, double *df);

/* The standard deviation a column was divided by: 1 but for numbers. */
double cox_scale(const struct cox_fit *fit, size_t column);

#endif
