/* progress.h: where the run is, on a terminal; and how long each stage took, in timings.json. */
#ifndef BEHOUD_APP_PROGRESS_H
#define BEHOUD_APP_PROGRESS_H

#include "engine/base/diag.h"

#include <stdbool.h>
#include <stdint.h>

enum { STAGES_MOST = 16 };

struct progress {
    bool shown; /* stderr is a terminal, and nobody asked for quiet */
    const char *names[STAGES_MOST];
    double seconds[STAGES_MOST];
    size_t n;
    double since;
    bool running;
};

void progress_begin(struct progress *progress, bool wanted);

/* Ends the running stage and begins another. */
void progress_stage(struct progress *progress, const char *name);
void progress_end(struct progress *progress);

/* timings.json: apart from run.json, so that two runs of one job are byte-equal but for it. */
MUST_CHECK enum status progress_write(const struct progress *progress, const char *folder, struct diag *diag);

#endif
