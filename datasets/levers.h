/* levers.h: retention measures and what research found of their effect on quitting. */
#ifndef BEHOUD_DATASETS_LEVERS_H
#define BEHOUD_DATASETS_LEVERS_H

#include <stddef.h>
#include <stdint.h>

/* ratio_*: hazard ratio on voluntary exits, 0 = no published effect (the job must give its own). A study that gives one
 * value is read as "most likely that, at worst nothing": low = mode = the value, high = 1, since results seldom carry
 * over in full. A study's own range is kept. */
struct lever {
    const char *name, *description;
    double ratio_low, ratio_mode, ratio_high;
    int32_t tenure_to; /* acts only on tenures below, in days; 0 = on all */
    int months;        /* then it wears off; 0 = lasts */
    const char *grade; /* how far to trust it: randomised, field experiment, meta-analysis, observational, none */
    const char *evidence;
};

/* The lever pay_rise: the hazard of quitting goes with pay to the power of this (field's usual elasticity, and its range). */
enum { LEVER_ELASTICITIES = 3 };
extern const double LEVER_PAY_ELASTICITY[LEVER_ELASTICITIES]; /* strongest, usual, none */

extern const struct lever LEVERS[];
extern const size_t N_LEVERS;

/* By name, or NULL. */
const struct lever *lever_find(const char *name);

/* What addresses an attribute: a measure in words, and the lever it is, where it is one. */
struct remedy {
    const char *words[8]; /* parts of the attribute's name, English and Dutch, ended by NULL */
    const char *measure, *lever; /* lever "" = none of the above */
};

/* By an attribute's name; NULL when nothing does (a department, a place). */
const struct remedy *remedy_for(const char *attribute);

#endif
