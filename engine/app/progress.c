#include "engine/app/progress.h"

#include "engine/base/files.h"
#include "engine/base/text.h"

#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void progress_begin(struct progress *progress, bool wanted) { *progress = (struct progress){.shown = wanted && isatty(STDERR_FILENO)}; }

void progress_end(struct progress *progress) {
    if (!progress->running) return;
    progress->seconds[progress->n - 1] = now() - progress->since;
    progress->running = false;
    if (progress->shown) fputs("\r\033[K", stderr);
}

void progress_stage(struct progress *progress, const char *name) {
    progress_end(progress);
    if (progress->n == STAGES_MOST) return;
    progress->names[progress->n++] = name;
    progress->since = now();
    progress->running = true;
    if (progress->shown) fprintf(stderr, "\r\033[K%s …", name);
}

enum status progress_write(const struct progress *progress, const char *folder, struct diag *diag) {
    struct text out = {0};
    text_add(&out, "{");
    for (size_t i = 0; i < progress->n; i++) text_addf(&out, "%s\n  \"%s\": %.4f", i ? "," : "", progress->names[i], progress->seconds[i]);
    text_add(&out, "\n}\n");
    enum status status = file_write(folder, "timings.json", text_string(&out), out.length, diag);
    text_free(&out);
    return status;
}
