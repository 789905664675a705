/* design.h: the design of a regression, never dense.
 *
 * A row with F factors and K numbers is F level numbers and K doubles. Columns of the full coding: the K numbers first
 * (centred and scaled), then the intercept, then every level of every factor. X'WX is then factor x factor cells,
 * factor x number rows and one number x number block; columns for reference levels are dropped only when solving. */
#ifndef BEHOUD_MODELS_DESIGN_H
#define BEHOUD_MODELS_DESIGN_H

#include "models/panel.h"
#include "models/spline.h"

enum { DESIGN_LANES = 8, DESIGN_TILE = 256 };

struct design_factor {
    const char *name;
    size_t term;               /* which of the model's terms it belongs to, for whoever asks */
    const char *const *labels; /* [1 .. n_levels] */
    size_t n_levels, reference;
    struct values codes;       /* one a source; data NULL = bands of tenure, by the cuts */
    const int32_t *cuts;       /* band b holds tenure in [cuts[b - 2], cuts[b - 1]) days; n_levels - 1 of them */
    size_t missing_level;      /* the level of code 0; 0 = such a source is left out */
    size_t parts;              /* each category but the reference, which is level 1, is so many levels in a row; 0 and 1 = one */
};

/* A column of numbers: a value, perhaps bent (a logarithm, a function of a spline), perhaps times another number, perhaps
 * only where a factor has a certain level and 0 elsewhere. */
struct design_number {
    const char *name;
    size_t term;          /* as of a factor */
    const char *level;    /* which of the columns of its term it is; "" when it is the only one */
    struct values values; /* one a source; data NULL = tenure in units of `unit_days` */
    double unit_days;
    bool logarithm;
    double fill;          /* takes the place of a missing value; NaN = such a source is left out */
    const struct spline *spline; /* NULL = none */
    size_t basis;                /* which of its functions */
    const struct design_number *times; /* with values of its own; NULL = none */
    double origin;               /* taken off before it is multiplied, where that changes nothing but rounding */
    struct values when;          /* codes; data NULL = everywhere */
    uint32_t when_code;          /* 0 = where the factor is missing */
    bool when_missing;           /* a source whose code is 0 counts as another level; else it is left out */
    double centre, scale; /* set by design_scale */
    bool constant;        /* one value only: it says nothing */
};

struct design {
    size_t n_factors, n_numbers;
    struct design_factor *factors; /* those with codes first, then those by tenure */
    struct design_number *numbers;
    size_t n_static;        /* factors with codes */
    bool by_row;            /* some number is tenure: rows of one source differ in more than their bands */
    /* set by design_layout: */
    size_t lanes;           /* numbers, rounded up to DESIGN_LANES */
    size_t intercept;       /* its column */
    size_t *base;           /* [factor]: column of its level 1 */
    size_t n_columns;       /* full coding */
    size_t stride;          /* n_columns, rounded up to DESIGN_LANES: so long is a row of X'WX, to stand on whole vectors */
};

void design_layout(struct design *design, struct arena *arena);

/* Mean and standard deviation of each number over the panel's rows, into centre and scale (scale 1 for a
 * constant). O(n numbers). */
void design_scale(struct design *design, const struct panel *panel);

/* The same design over rows[0 .. n) of its sources, one a source: copies of its columns, narrow as they are. */
struct design design_gathered(const struct design *design, const uint32_t *rows, size_t n, struct arena *arena);

/* Marks the columns of a term (from 0); its name, or NULL when it has none. The last term's number. */
const char *design_term(const struct design *design, size_t term, bool *columns);
size_t design_last_term(const struct design *design);

#endif
