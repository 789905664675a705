/* cox_sums.h: the sums Cox's partial likelihood is made of, at one value of the coefficients.
 *
 * Notation of Therneau & Grambsch (2000), ch. 3. Row i has risk r_i = weight_i exp(x_i beta). In cell t, with d events of total
 * weight W, S0 and S1 are the sums of r and r x over the risk set, D0 and D1 over those who leave. Efron (1977), JASA 72:557,
 * lets the k-th of d tied exits see the risk set less k/d of D; Breslow leaves that out. Every sum over k is one of five:
 *
 *     s_j = sum (k/d)^j / (S0 - k/d D0),   q_j = sum (k/d)^j / (S0 - k/d D0)^2,   h = W/d
 *
 * so that the hazard of a cell is h s0, and the information takes from X'EX, E = the rows' expected exits, no more than
 * h (q0 S1 S1' - q1 (S1 D1' + D1 S1') + q2 D1 D1') a cell. One pass over the rows in the order in which they leave gives both. */
#ifndef BEHOUD_MODELS_COX_SUMS_H
#define BEHOUD_MODELS_COX_SUMS_H

#include "models/tile.h"
#include "models/risk_sets.h"

enum cox_ties { COX_EFRON, COX_BRESLOW };

struct cox_problem {
    const struct design *design; /* laid out and scaled; no factor or number of tenure */
    struct spells spells;
    const double *offset;        /* of each row; NULL = 0 */
    enum cox_ties ties;
    const uint8_t *usable;       /* rows to use; NULL = all */
};

/* The rows that are ever at risk, in the order in which they leave (risk_sets.h): copies, so that every pass is straight. */
struct cox_rows {
    const struct risk_sets *sets;
    struct design design;
    const double *weight, *offset; /* [position]; NULL = 1, 0; the offset is centred */
    double offset_mean;
    enum cox_ties ties;
};

struct cox_rows cox_rows_of(const struct cox_problem *problem, const struct risk_sets *sets, struct arena *arena);

/* Arrays over cells, from 1. */
struct cox_cells {
    double *at_risk, *leaving;      /* S0, D0 */
    double *weight;                 /* h */
    double *s0, *s1, *q0, *q1, *q2;
    double *hazard;                 /* h s0, of whoever is at risk and stays */
    double *hazard_leaving;         /* h (s0 - s1), of whoever leaves */
    double *cumulative;             /* of hazard, within the stratum; [0] = 0 */
};

/* Beyond it the squares of risks have no room in a double, and there is no likelihood. */
enum { COX_ETA_MOST = 340 };

struct cox_state {
    double *risk;                   /* [position] r */
    double loglik;
    double extreme;                 /* the largest |x beta| of any row */
    struct cox_cells cells;
};

struct cox_state cox_state_new(const struct cox_rows *rows, struct arena *arena);

/* Fills the state for coefficients over the full coding. */
void cox_state_set(const struct cox_rows *rows, const double *beta, struct cox_state *state);

/* x beta of every position, without weight and offset's mean: equal rows have equal bits. */
void cox_predict(const struct cox_rows *rows, const double *beta, double *eta);

/* The score and the information matrix (full coding; each pair of columns once, in the row of the later one). With `by` (one a
 * cell, NULL = 1) every cell's part counts so many times: what the test of proportional hazards needs. */
struct cox_information {
    double *score;  /* [stride] */
    double *matrix; /* [n_columns][stride] */
};
struct cox_information cox_information_new(const struct design *design, struct arena *arena);
void cox_information_set(const struct cox_rows *rows, const struct cox_state *state, const double *by, struct cox_information *information);

/* The exits expected of each position while at risk: its risk times the hazard it lived through, less its share in its own tie. */
void cox_expected(const struct cox_rows *rows, const struct cox_state *state, double *expected);

#endif
