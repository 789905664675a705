/* model_rows.h: which lines a model of the job is fitted to, and columns of numbers over them. */
#ifndef BEHOUD_APP_MODEL_ROWS_H
#define BEHOUD_APP_MODEL_ROWS_H

#include "engine/app/study.h"
#include "engine/report/report.h"

enum { MODEL_WORDS_MOST = 8 };

/* A model's words: what it is called, its terms, and the other columns it names. */
struct model_words {
    const char *kind, *name; /* "Cox model" "quits" */
    const struct job_terms *terms;
    int missing; /* enum missing_policy */
    const struct word *columns[MODEL_WORDS_MOST];
    size_t n_columns;
    const struct words *strata; /* NULL = none */
    const struct panel *panel;  /* notes count its lines with rows only; NULL = all lines */
};

/* missing: drop leaves out whoever lacks anything that the model names, before means and knots are taken. What was done about missing
 * values is noted. */
void model_missing(const struct study *study, const struct model_words *words, struct report *report, uint8_t *include);

/* A column of numbers; NULL when the job names none, or what it names is not one. */
const struct column *model_number(const struct study *study, const struct word *word, struct diag *diag);

#endif
