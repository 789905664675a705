/* plan.h: how each column of a file is being read, and what the pieces of the file say about that.
 *
 * A plan starts from the sample; a pass over the file gathers evidence; a plan that the evidence contradicts (a wider
 * number, a third decimal, a text among numbers, month before day) is changed and only its columns are read again. */
#ifndef BEHOUD_DATA_PLAN_H
#define BEHOUD_DATA_PLAN_H

#include "engine/data/export.h"
#include "engine/data/dictionary.h"

struct plan {
    enum column_kind kind;
    enum column_request request;
    int width, scale;
    enum date_order order;
    bool order_given, order_changed;
    bool active; /* to be read in the next pass */
};

struct evidence {
    size_t n_values, n_missing, n_bad;
    size_t fits[DATE_ORDERS];  /* days that the plan's order does not explain, by the orders that do */
    size_t n_proofs, n_contras, n_either; /* numbers whose marks prove the plan's decimal mark, or the other one, or fit both */
    size_t n_short_years;
    int width, scale;          /* needed; width 8 = only a double will do */
    bool order_proved;         /* a day above 12 stood where the plan expects the day */
    char example[24];          /* a number that fits both marks, or a day that fits both orders */
    struct bad_cell *kept;     /* every bad cell; n_bad of them, texts of their own */
    size_t capacity;
    struct dictionary dictionary;
};

/* The first plan, from the sample. */
struct plan plan_from_sample(const struct export *file, size_t column, enum column_request request);

void evidence_keep_bad(struct evidence *evidence, struct bad_cell bad, struct cell cell);
void evidence_clear(struct evidence *evidence);

/* Changes the plan where the evidence asks for it; plan->active then says to read the column again. */
void plan_revise(struct plan *plan, const struct evidence *evidence);

/* The narrowest width that holds `digits`: 1, 2, 4, or 8 for a double. */
static inline int plan_width(int64_t digits) {
    uint64_t size = digits < 0 ? (uint64_t)-digits : (uint64_t)digits;
    return size <= INT8_MAX ? 1 : size <= INT16_MAX ? 2 : size <= INT32_MAX ? 4 : 8;
}

#endif
