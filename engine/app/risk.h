/* risk.h: the timeline as the survival models read it. */
#ifndef BEHOUD_APP_RISK_H
#define BEHOUD_APP_RISK_H

#include "engine/app/study.h"
#include "models/spells.h"

enum { RISK_BY_CAUSE = 255 }; /* events are the causes themselves */

struct risk_by {
    const struct column *levels; /* the spells' strata; NULL = all together */
    const struct column *within; /* strata of a test; NULL = none */
    const struct column *weight; /* numbers; NULL = 1 */
    uint8_t cause;               /* 0 = any exit is the event */
};

struct risk {
    struct spells spells;
    uint32_t *within; /* of each spell; NULL = none */
};

/* Spells at risk of leaving. Lines of one spell that follow each other in one category (and, where asked for, one stratum of the
 * test and one weight) are one: a change of something else is no end of observation. */
struct risk risk_of(const struct study *study, const struct risk_by *by, struct arena *arena);

/* The same by categories alone. */
struct spells risk_spells(const struct study *study, const struct column *levels, uint8_t cause, struct arena *arena);

/* The lines in an order in which each person's stand together; NULL where they stand so already. */
const uint32_t *risk_by_person(const struct study *study, struct arena *arena);

/* How many people are behind each stratum (from 1). */
double *risk_people(const struct study *study, const struct column *levels, size_t n_strata, struct arena *arena);

#endif
