/* publish.h: a report into its folder: tables, narrative, charts, page, workbook, whole or not at all. */
#ifndef BEHOUD_APP_PUBLISH_H
#define BEHOUD_APP_PUBLISH_H

#include "engine/app/progress.h"
#include "engine/data/job.h"
#include "engine/report/report.h"

struct publication {
    const struct job *job;
    const struct report *report; /* protected */
    bool check_only;             /* tables and run.json alone */
    bool remember;               /* published.json, for the next run */
    enum status (*keep)(const void *kept, const char *folder, struct diag *diag); /* what else goes into the folder; NULL = nothing */
    const void *kept;
};

/* JOB-KIND beside the job. */
const char *publish_folder(const struct job *job, const char *kind, struct arena *arena);

MUST_CHECK enum status publish(const struct publication *publication, const char *out, struct progress *progress, struct diag *diag);

/* What the writers are told of the job; digests and counts are the caller's. */
void publish_meta(const struct job *job, int32_t as_of, struct report *report);

/* Hides what must not be shown, and what the last run in `before` hid, and says how much. before NULL = there was none. */
void publish_protect(struct report *report, const char *before);

#endif
