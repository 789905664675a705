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

/* The same of many fits together: each panel scored by its own. */
struct scores_part {
    const struct design *design;
    const struct panel *panel;
    const struct logistic_fit *fit;
};
struct scores scores_of_parts(const struct scores_part *parts, size_t n_parts, bool fitted_only, struct arena *arena);

/* Several scores as one. */
struct scores scores_together(const struct scores *scores, size_t n, struct arena *arena);

#endif
