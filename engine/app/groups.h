/* groups.h: rows that go together by a column of any kind: strata, clusters, managers and teams. */
#ifndef BEHOUD_APP_GROUPS_H
#define BEHOUD_APP_GROUPS_H

#include "engine/app/study.h"

struct grouping {
    size_t n;            /* groups */
    uint32_t *code;      /* [row of the table] 1 .. n; 0 = not known */
    const char **labels; /* [1 .. n] */
};

/* By an attribute, however many values it has; or by the person, when the name is that of the id column. code NULL and an
 * error at the word when there is no such column. */
struct grouping groups_of(const struct study *study, const struct word *name, struct diag *diag);

#endif
