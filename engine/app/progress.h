/* progress.h: where the run is, on a terminal and for whatever takes over a second; and how long each stage took, in timings.json and, where
 * it is asked for, in a log. */
#ifndef BEHOUD_APP_PROGRESS_H
#define BEHOUD_APP_PROGRESS_H

#include "engine/base/arena.h"
#include "engine/base/diag.h"

#include <stdbool.h>
#include <stdint.h>

enum { STAGES_MOST = 24 };

struct progress {
    bool shown;      /* stderr is a terminal, and nobody asked for quiet */
    const char *log; /* a file's name; NULL = none */
    const char *names[STAGES_MOST];
    double seconds[STAGES_MOST];
    size_t n;
    double begun, since;
    bool running;
    size_t rows;     /* read; 0 = not yet known */
    const char *expected_names[STAGES_MOST]; /* how long the stages took the last time */
    double expected[STAGES_MOST];
    size_t n_expected;
};

/* log: lines are added to that file; NULL = none. */
void progress_begin(struct progress *progress, bool wanted, const char *log);

/* What the last run in that folder took tells what is left of this one. */
void progress_expect(struct progress *progress, const char *folder, struct arena *arena);

/* How many rows were read. */
void progress_rows(struct progress *progress, size_t rows);

/* Ends the running stage and begins another. */
void progress_stage(struct progress *progress, const char *name);
void progress_end(struct progress *progress);

/* timings.json: apart from run.json, so that two runs of one job are byte-equal but for it. */
MUST_CHECK enum status progress_write(const struct progress *progress, const char *folder, struct diag *diag);

#endif
