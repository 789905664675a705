#include "models/cox_newton.h"

#include "models/cholesky.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 50, LOOKS_MOST = 200, WARM_ROWS = 1 << 17, WARM_STRIDE = 16, WARM_EXITS_A_COLUMN = 20 };

static double information_at(const struct newton *newton, size_t i, size_t j) {
    size_t a = newton->fit->column_of[i], b = newton->fit->column_of[j];
    return newton->information->matrix[(a > b ? a : b) * newton->problem->design->stride + (a > b ? b : a)];
}

struct newton_penalty newton_penalty(const struct newton *newton, size_t i) {
    double x = newton->fit->beta[newton->fit->column_of[i]], by = newton->penalty[i];
    if (i < newton->first_effect) return (struct newton_penalty){by * x * x / 2, by * x, by};
    double e = exp(x), precision = newton->precision;
    return (struct newton_penalty){precision * (e - x), precision * (e - 1), precision * e};
}

/* A column of which nothing but rounding is left once the risk sets' means are taken out tells nothing. */
static void clear_uninformed(const struct newton *newton) {
    size_t p = newton->fit->p;
    double least = 1e-12 * (1 + newton->fit->events[newton->problem->design->intercept]);
    for (size_t i = 0; i < newton->first_effect; i++) {
        newton->uninformed[i] = newton->matrix[i * p + i] <= least;
        if (!newton->uninformed[i]) continue;
        for (size_t j = 0; j < p; j++) newton->matrix[i * p + j] = newton->matrix[j * p + i] = 0;
        newton->step[i] = newton->score[i] = 0;
    }
}

double newton_solve(const struct newton *newton) {
    const struct cox_fit *fit = newton->fit;
    size_t p = fit->p;
    double decrement = 0;
    for (size_t i = 0; i < p; i++) {
        bool frozen = newton->frozen[i];
        struct newton_penalty penalty = newton_penalty(newton, i);
        newton->score[i] = frozen ? 0 : newton->information->score[fit->column_of[i]] - penalty.slope;
        newton->step[i] = newton->score[i];
        for (size_t j = 0; j <= i; j++) {
            bool apart = frozen || newton->frozen[j];
            newton->matrix[i * p + j] = newton->matrix[j * p + i] = apart ? 0 : information_at(newton, i, j);
        }
        newton->matrix[i * p + i] += frozen ? 0 : penalty.curvature;
    }
    clear_uninformed(newton);
    memcpy(newton->whole, newton->matrix, p * p * sizeof(double));
    cholesky_factor(newton->matrix, p, 1e-10, newton->aliased);
    cholesky_solve(newton->matrix, p, newton->aliased, newton->step);
    for (size_t i = 0; i < p; i++) decrement += newton->score[i] * newton->step[i];
    return decrement;
}

static void move(const struct newton *newton, double by) {
    for (size_t i = 0; i < newton->fit->p; i++) newton->fit->beta[newton->fit->column_of[i]] += by * newton->step[i];
}

static double penalised(const struct newton *newton) {
    double penalty = 0;
    for (size_t i = 0; i < newton->fit->p; i++) penalty += newton_penalty(newton, i).value;
    return newton->state->loglik - penalty;
}

/* Under a monotone likelihood what a coefficient does over its column's reach strides on by about one a step while the likelihood
 * no longer rises; or, where differences are small against the reach, it goes to where exp() has no room left. A penalty holds
 * every coefficient. */
static bool runs_away(struct newton *newton, double decrement, bool *away) {
    enum { FAR = 20, STRIDES = 3 };
    bool any = false, no_room = newton->state->extreme > 0.85 * COX_ETA_MOST, beyond = no_room;
    for (size_t i = 0; i < newton->first_effect; i++) {
        size_t column = newton->fit->column_of[i];
        double reach = newton->fit->reach[column], beta = reach * newton->fit->beta[column], step = reach * newton->step[i];
        bool strides = decrement < 1e-3 && fabs(step) > 0.3 && fabs(beta) > FAR && (beta > 0) == (step > 0);
        bool lost = newton->uninformed[i] && fabs(beta) > FAR && !newton->frozen[i]; /* so far out that all risk sets are of one */
        beyond = beyond || lost;
        away[i] = newton->penalty[i] == 0 && (strides || lost || (no_room && fabs(beta) > COX_ETA_MOST / 4 && !newton->frozen[i]));
        any = any || away[i];
    }
    newton->strides = any ? newton->strides + 1 : 0;
    return any && (beyond || newton->strides >= STRIDES);
}

enum cox_end newton_iterate(struct newton *newton, double tolerance, bool *away) {
    struct cox_fit *fit = newton->fit;
    double best = -INFINITY, halved = 1, previous = INFINITY;
    newton->strides = 0;
    for (int step = 0, look = 0; step < STEPS_MOST && look < LOOKS_MOST; look++) {
        cox_state_set(newton->rows, fit->beta, newton->state);
        double loglik = penalised(newton);
        if (!(isfinite(loglik) && loglik >= best - 1e-9 * fabs(best)) && halved > 1e-6) { /* overshot: go back half the way */
            halved /= 2;
            move(newton, -halved);
            continue;
        }
        if (!isfinite(loglik)) return COX_OUT_OF_STEPS; /* offsets, say, for which exp() has no room */
        best = loglik;
        halved = 1;
        step++;
        fit->iterations++;
        cox_information_set(newton->rows, newton->state, NULL, newton->information);
        double decrement = newton_solve(newton);
        if (runs_away(newton, decrement, away)) return COX_INFINITE_BETA;
        bool at_rounding = decrement < 1e-12 && decrement > previous / 4; /* the last digits: no step is better */
        move(newton, 1);
        if (decrement < tolerance || at_rounding) return COX_CONVERGED;
        previous = decrement;
    }
    return COX_OUT_OF_STEPS;
}

struct newton newton_new(const struct cox_problem *problem, struct cox_fit *fit, struct arena *scratch) {
    size_t p = fit->p + 1;
    struct newton newton = {.problem = problem,
                            .fit = fit,
                            .rows = &fit->in_order,
                            .state = &fit->state,
                            .first_effect = fit->p,
                            .tolerance = NEWTON_TOLERANCE,
                            .information = ARENA_NEW(scratch, struct cox_information),
                            .frozen = ARENA_ARRAY(scratch, bool, p),
                            .penalty = ARENA_ARRAY(scratch, double, p),
                            .whole = ARENA_ARRAY(scratch, double, p * p),
                            .matrix = ARENA_ARRAY(scratch, double, p * p),
                            .step = ARENA_ARRAY(scratch, double, p),
                            .score = ARENA_ARRAY(scratch, double, p),
                            .aliased = ARENA_ARRAY(scratch, bool, p),
                            .uninformed = ARENA_ARRAY(scratch, bool, p)};
    *newton.information = cox_information_new(problem->design, scratch);
    return newton;
}

/* Many rows: a fit of every sixteenth comes near enough that few steps over all are left. What it gives is only a place to
 * start from; when it does not converge it is not used. */
static void warm_start(struct newton *newton, bool *away) {
    struct cox_fit *fit = newton->fit;
    if (fit->n < WARM_ROWS || fit->n_events < WARM_STRIDE * WARM_EXITS_A_COLUMN * fit->p) return; /* a part must tell by itself */
    struct arena scratch = {0};
    struct risk_sets sets = risk_sets_of(&newton->problem->spells, fit->usable, WARM_STRIDE, &scratch);
    struct cox_rows rows = cox_rows_of(newton->problem, &sets, &scratch);
    struct cox_state state = cox_state_new(&rows, &scratch);
    struct newton warm = *newton;
    warm.rows = &rows;
    warm.state = &state;
    if (newton_iterate(&warm, 1e-3, away) != COX_CONVERGED) memset(fit->beta, 0, fit->n_columns * sizeof *fit->beta);
    fit->iterations = 0;
    arena_free(&scratch);
}

/* Columns that ran off are named, and stay where they are. */
static void name_infinite(struct newton *newton, const bool *away) {
    for (size_t i = 0; i < newton->fit->p; i++) {
        if (!away[i]) continue;
        newton->frozen[i] = true;
        newton->fit->columns[newton->fit->column_of[i]] = COLUMN_INFINITE;
    }
}

static bool any_frozen(const struct newton *newton) {
    for (size_t i = 0; i < newton->fit->p; i++) {
        if (newton->frozen[i]) return true;
    }
    return false;
}

void newton_fit(struct newton *newton, bool warm, struct arena *scratch) {
    struct cox_fit *fit = newton->fit;
    bool *away = ARENA_ARRAY(scratch, bool, fit->p + 1);
    double tolerance = newton->tolerance * (1 + (double)fit->n_events);
    if (warm) warm_start(newton, away);
    for (size_t tries = 0; tries <= fit->p; tries++) {
        fit->end = newton_iterate(newton, tolerance, away);
        if (fit->end != COX_INFINITE_BETA) break;
        name_infinite(newton, away);
    }
    if (fit->end == COX_CONVERGED && any_frozen(newton)) fit->end = COX_INFINITE_BETA;
}
