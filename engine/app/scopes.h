/* scopes.h: whom a scenario reaches, as others could tell: two scenarios whose scopes differ by a few people tell of those few by their
 * difference. */
#ifndef BEHOUD_APP_SCOPES_H
#define BEHOUD_APP_SCOPES_H

#include "engine/app/outlook.h"
#include "models/scenario.h"

/* By scenario: the fewest people by whom its scope differs from that of one before it, or from everybody, none left aside; INFINITY when there is none
 * such, or they are `enough`. O(people x scenarios^2) at the worst, far less where scopes differ. */
double *scopes_apart(const struct outlook *outlook, const struct scenario *scenarios, size_t n, double enough, struct arena *arena);

/* By scenario: the ledger's cell of whom it reaches. Where that is made of whole groups of a segment it is their sum, so that taking the others off
 * tells no group that is hidden; LEDGER_NEVER_TOLD where it differs from another one by a few (apart); of a combination it goes with any of its members. `told` and `heads` are by segment and group, as of money.h.
 * O(people x scenarios x segments). */
uint32_t *scopes_cells(const struct outlook *outlook, const struct scenario *scenarios, size_t n, const double *apart, const bool *told, uint32_t *const *heads, struct report *report);

#endif
