/* pipeline.h: the whole flow: job file and CSV in, board pack out. */
#ifndef BEHOUD_APP_PIPELINE_H
#define BEHOUD_APP_PIPELINE_H

#include "engine/base/text.h"
#include "engine/data/job.h"
#include "engine/report/report.h"

#include <stdbool.h>

struct pipeline_options {
    const char *job, *out; /* out NULL = JOB-out/ beside the job (JOB-check/ for a check) */
    bool check_only;       /* read and check everything, fit nothing */
    bool quiet;
    const char *log;       /* a file to which each stage and its time are added; NULL = none */
};

struct pipeline_result {
    const char *out;
    struct text headline; /* the narrative's first sentences */
    size_t rows_in, rows_used, rows_rejected;
    bool page, workbook, charts;
};

/* Runs the job. Results appear at result->out whole or not at all; every fault is in the diag. */
MUST_CHECK enum status pipeline_run(const struct pipeline_options *options, struct arena *arena, struct pipeline_result *result,
                                    struct diag *diag);

/* What a command says at its end. */
void pipeline_tell(const struct job *job, const struct report *report, struct pipeline_result *result);

#endif
