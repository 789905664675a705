/* scopes.h: whom a scenario reaches, as others could tell: two scenarios whose scopes differ by a few people tell of those few by their
 * difference, and a scope made of whole groups tells their sum. */
#ifndef BEHOUD_APP_SCOPES_H
#define BEHOUD_APP_SCOPES_H

#include "engine/app/outlook.h"
#include "models/scenario.h"

struct scopes {
    double *apart;   /* [scenario] the fewest people by whom it differs from one before it, from everybody, or from groups of an attribute, none left aside, and the same of those it spills over to
                      * (1 where it is such groups and one of them is small, or overlaps with others in too many ways); INFINITY = none so few */
    uint32_t *cells; /* [scenario] the ledger's cell of whom it reaches; of a combination it goes with any of its members' too */
};

/* Where a scope is made of whole groups of a segment its cell is their sum, so that taking the others off tells no group that is hidden; where
 * `apart` is fewer than may be shown, the cell is never told. `told` and `heads` are by segment and group, as money.h has them.
 * O(people x scenarios x (scenarios + segments)) at the worst; the first few people mostly tell. */
struct scopes scopes_of(const struct outlook *outlook, const struct scenario *scenarios, size_t n, const bool *told, uint32_t *const *heads, struct report *report);

#endif
