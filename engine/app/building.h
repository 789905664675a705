/* building.h: a design in the making: the columns that a job's terms become. Shared by terms*.c only. */
#ifndef BEHOUD_APP_BUILDING_H
#define BEHOUD_APP_BUILDING_H

#include "engine/app/terms.h"

struct building {
    const struct study *study;
    const struct panel *panel;
    const struct study *facts;        /* where means, deviations and knots come from: the study itself, or, for a profile of */
    const struct panel *facts_panel;  /* made-up people, the one its model was fitted to */
    bool cox; /* tenure is the clock, not a term */
    enum missing_policy missing;
    struct design_factor *factors, *clocks;
    struct design_number *numbers;
    size_t n_factors, n_clocks, n_numbers;
    size_t room_factors, room_clocks, room_numbers;
    size_t term; /* the term being added */
    struct diag *diag;
};

/* One more column, to be filled in. */
struct design_factor *new_factor(struct building *b);
struct design_factor *new_clock(struct building *b);
struct design_number *new_number(struct building *b);

/* terms_tenure.c: columns of tenure. The unit in days of "tenure" (months) and its kin; 0 for any other name. */
double unit_of_tenure(const char *name);
/* Does a term on tenure make sense here? If not it says so. */
bool has_tenure(const struct building *b, const struct word *word);
void add_tenure_bands(struct building *b, const char *name, const double *cuts, size_t n, double unit, bool default_bands);
void add_default_tenure(struct building *b);
void add_tenure_number(struct building *b, const struct word *word);
void add_tenure_spline(struct building *b, const struct job_term *term);

/* terms_columns.c: columns of attributes. */
void add_factor(struct building *b, const char *name, const struct column *levels, const struct word *reference);
void add_number(struct building *b, const char *name, const struct attribute *a, const struct job_term *term);
void add_bands(struct building *b, const struct job_term *term);
void add_spline(struct building *b, const struct job_term *term);
size_t spline_knots(const struct job_term *term);

/* terms_crossed.c: columns of two attributes. */
void add_interaction(struct building *b, const struct job_term *term);

/* Codes 1 .. n_levels as narrow as they go; set one by one. */
struct values codes_new(size_t n_levels, size_t n, struct arena *arena);
void codes_set(struct values codes, size_t i, uint32_t code);

#endif
