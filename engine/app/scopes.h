/* scopes.h: whom a scenario reaches, as others could tell: two scenarios whose scopes differ by a few people tell of those few by their
 * difference. */
#ifndef BEHOUD_APP_SCOPES_H
#define BEHOUD_APP_SCOPES_H

#include "engine/app/outlook.h"
#include "models/scenario.h"

/* By scenario: the fewest people by whom its scope differs from that of one before it, from everybody, or from whole groups that are told (where it
 * is made of whole groups, those in small ones), none left aside; INFINITY when there is none such, or they are `enough`. O(people x scenarios^2) at the worst, far less where scopes differ. */
double *scopes_apart(const struct outlook *outlook, const struct scenario *scenarios, size_t n, double enough, struct arena *arena);

#endif
