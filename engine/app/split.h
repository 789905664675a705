/* split.h: spells cut at stated tenures, so that an effect may differ before and after: a Cox model's lines. */
#ifndef BEHOUD_APP_SPLIT_H
#define BEHOUD_APP_SPLIT_H

#include "engine/app/study.h"
#include "models/cox.h"

/* Lines at risk in (entry, exit] for one cause; line k describes row line[k] of the table (NULL = row k). */
struct cox_lines {
    size_t n;
    const uint32_t *line;
    int32_t *entry, *exit;
    uint8_t *event;
    uint8_t *include;     /* 0 = not at risk, or rejected */
    const double *cuts;   /* rising */
    size_t n_cuts;
};

/* The timeline's lines, cut where any term of the model says that its effect changes; include[line] as in split_panel. */
struct cox_lines split_lines(const struct study *study, uint8_t cause, const uint8_t *include, const struct job_cox *model, struct arena *arena);

/* A panel of one row a line of the timeline that is at risk: what a design is built over. */
struct panel split_panel(const struct study *study, uint8_t cause, struct arena *arena);

/* The design over the cut lines, with the columns of terms that differ by tenure told apart. Without cuts it is the same one. */
struct design split_design(const struct study *study, const struct job_cox *model, const struct cox_lines *lines, const struct design *design);

#endif
