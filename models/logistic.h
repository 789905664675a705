/* logistic.h: logistic regression by iteratively reweighted least squares (Newton's method on the log-likelihood;
 * McCullagh & Nelder 1989, ch. 4), over the rows of a panel.
 *
 * As R's glm(family = binomial), iterated to the end; weights and offset stand in the panel. Numbers are centred and scaled within,
 * so their unit changes nothing; of columns that repeat each other the later terms are left out, as in R. Levels without an event
 * are set aside and named. When some other combination of terms tells events apart without error (separation: Albert & Anderson
 * 1984, Biometrika 71:1), that is proved on the rows, named, and the model fitted with Firth's penalty instead.
 * Sums run over fixed blocks folded in order, so any thread count gives the same bits. O(sources x (factors + numbers)^2 + rows) a
 * step; memory: 64 blocks of columns^2. */
#ifndef BEHOUD_MODELS_LOGISTIC_H
#define BEHOUD_MODELS_LOGISTIC_H

#include "models/column_end.h"
#include "models/design.h"

enum logistic_end {
    LOGISTIC_CONVERGED,
    LOGISTIC_OUT_OF_STEPS,
    LOGISTIC_NO_EVENTS     /* nobody, or everybody, left: nothing to fit */
};

struct logistic_options {
    double ridge;        /* penalty ridge/2 times the squares of the coefficients, every column at unit variance; 0 = none */
    bool firth;          /* Firth's penalty, half the log-determinant of the information (Firth 1993, Biometrika 80:27; Heinze & Schemper
                            2002, Stat. Med. 21:2409): finite estimates however few events; no level is set aside */
    const double *start; /* coefficients (`beta` of a fit of the same design) to begin from, of the columns in play; NULL = none */
};

struct logistic_fit {
    enum logistic_end end;
    int iterations;
    double n, n_events, sum_weights;          /* rows used */
    double loglik, loglik_null, deviance, deviance_null, df_residual, df_null, aic; /* without penalties; null: intercept and offset */
    double df;                                /* columns estimated but the intercept; under a ridge their effective number */
    size_t n_columns;
    enum column_end *columns;                 /* over the full coding */
    double *rows, *events;                    /* of each level's column; numbers hold the totals */
    double *estimate, *std_error;             /* in the units of the data; NaN when not estimated */
    double null_intercept;                    /* of the mean (and offset) alone */
    double *beta;                             /* scaled coefficients for tile_predict; set aside levels get the value by
                                                 which half an event would be expected among their rows */
    size_t p;                                 /* columns in play */
    size_t *column_of;                        /* [p]: column of the full coding; the intercept first */
    double *information, *covariance;         /* p x p, of beta; information with a ridge's penalty */
    const uint8_t *set_aside;                 /* [column] levels whose rows do not count */
    bool any_set_aside;
    double ridge;
    bool firth;
    bool *separating;                         /* [column] columns that together tell events apart without error; NULL = no separation */
    double separated_events, separated_rows;  /* events, and all rows, so told apart */
    const char *end_words;
};

/* Fits the model to the panel's rows. `design` is laid out and scaled. options NULL = none of them. */
struct logistic_fit logistic_fit(const struct design *design, const struct panel *panel, const struct logistic_options *options, struct arena *arena);

/* Tests of no effect at all of the columns marked (NULL = all but the intercept): Wald by the fit's information or by a covariance
 * of its columns, likelihood ratio and score (Rao) by a fit without them. NaN where a penalty leaves them without meaning. */
struct logistic_test {
    double df, wald, lr, score;
};
struct logistic_test logistic_test(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const bool *columns,
                                   const double *covariance, bool refit);

/* 95 % limits of a column's estimate, in the units of the data, where the (penalised) likelihood of all else at its best has fallen by
 * half a chi-squared quantile (Venzon & Moolgavkar 1988, Applied Statistics 37:87). Infinite where it never does. Some ten steps of
 * fitting a limit. */
void logistic_profile(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, size_t column, double limits[2]);

/* Covariance of the fit's columns that allows for what rows of a cluster share, clusters 1 .. n_clusters: the sandwich of the clusters'
 * scores times G / (G - 1), as R's vcovCL. Returns G, the clusters with rows that count. O(rows x non-zeros + clusters x non-zeros^2). */
double logistic_robust(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, const uint32_t *cluster, size_t n_clusters,
                     double *covariance);

/* Standard error of a column's estimate, in the units of the data, by any p x p covariance of beta; NaN when not estimated. */
double logistic_error(const struct design *design, const struct logistic_fit *fit, size_t column, const double *covariance);

#endif
