/* scores.h: the risks that a model gives to rows, in order, with what became of them: what every measure of belief is taken from.
 *
 * Rows of one score are one entry. O(rows), a radix sort in parallel; 32 bytes a row while it lasts. The same bits on any number of
 * threads. */
#ifndef BEHOUD_MODELS_SCORES_H
#define BEHOUD_MODELS_SCORES_H

#include "models/logistic.h"

struct scores {
    size_t n;        /* entries, by rising log-odds */
    double *log_odds, *risk, *rows, *events;
    double n_rows, n_events;
};

/* The panel's rows by the fit's coefficients. `fitted_only` leaves out rows that were set aside from the fit; otherwise they count with
 * the coefficients that place_set_aside gave. */
struct scores scores_of(const struct design *design, const struct panel *panel, const struct logistic_fit *fit, bool fitted_only, struct arena *arena);

/* Several panels, fits or scores as one: added one by one, and ended once. */
struct scores_pool *scores_pool_new(void);
void scores_pool_add(struct scores_pool *pool, const struct design *design, const struct panel *panel, const struct logistic_fit *fit, bool fitted_only);
void scores_pool_add_scores(struct scores_pool *pool, const struct scores *scores);
struct scores scores_pool_end(struct scores_pool *pool, struct arena *arena);

#endif
