/* filters.h: a job's `for:` and `who:` sections as rows of the table. */
#ifndef BEHOUD_APP_FILTERS_H
#define BEHOUD_APP_FILTERS_H

#include "engine/app/study.h"

/* Who is meant: rows whose attributes fit, at tenures in [tenure_from, tenure_to) days. */
struct scope {
    uint8_t *rows;
    int32_t tenure_from, tenure_to;
};

/* false when a condition is refused; every fault is in the diag. */
bool filter_scope(const struct study *study, const struct filter *filter, struct scope *scope, struct diag *diag);

/* A filter in words: "department Sales, Finance; engagement below 5"; "all" for an empty one. */
const char *filter_words(const struct filter *filter, struct arena *arena);

#endif
