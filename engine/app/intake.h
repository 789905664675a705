/* intake.h: one of the job's files, opened, asked for its columns, and loaded. */
#ifndef BEHOUD_APP_INTAKE_H
#define BEHOUD_APP_INTAKE_H

#include "engine/data/export.h"
#include "engine/data/job.h"
#include "engine/history/quality.h"

struct input {
    const char *name;    /* the file's own, without folders */
    struct place at;     /* where the job names it */
    double rejects_at_most;
    const struct job_attribute *listed; /* the job's attributes of this file; none = every column */
    size_t n_listed;
    struct export file;
    enum column_request *requests;
    bool *taken;         /* columns with a role, or refused */
    struct table table;
    struct row_counts counts;
};

/* How the job names a file. */
struct input_plan {
    const struct word *file;
    const struct job_format *format;
    const struct job_attribute *attributes;
    size_t n_attributes;
    double rejects_at_most;
};

/* Opens the file; its header is then known. Columns that name people are refused here, and never loaded. */
MUST_CHECK enum status input_open(struct input *input, const struct job *job, const struct input_plan *plan, struct arena *arena,
                                  struct diag *diag);

/* Gives a column a role; an error at the word when there is none of that name. Nothing when the word was not given. */
void input_role(struct input *input, const struct word *word, enum column_request wanted, struct diag *diag);

/* Asks for the attributes, once every role is given. */
void input_attributes(struct input *input, struct diag *diag);

MUST_CHECK enum status input_load(struct input *input, struct arena *arena, struct diag *diag);

/* The column of a role once loaded; NULL when the word was not given. */
const struct column *input_column(const struct input *input, const struct word *word);

#endif
