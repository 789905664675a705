/* ledger_moves.h: which cells of one connected part are hidden beside those that must be. For ledger.c only. */
#ifndef BEHOUD_REPORT_LEDGER_MOVES_H
#define BEHOUD_REPORT_LEDGER_MOVES_H

#include "engine/report/ledger.h"

/* Hides further cells of `cells` until every hidden one of that era is safe, or nothing is left to hide. */
void ledger_moves(struct ledger *ledger, const uint32_t *cells, size_t n, int era);

/* Is it shown, or proven not to be found? */
bool ledger_is_safe(const struct ledger_cell *cell);

/* How far the possible values of a hidden cell must lie apart. */
double ledger_asked(const struct ledger_cell *cell);

#endif
