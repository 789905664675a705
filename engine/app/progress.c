#include "engine/app/progress.h"

#include "engine/base/files.h"
#include "engine/base/text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void progress_begin(struct progress *progress, bool wanted, const char *log) {
    *progress = (struct progress){.shown = wanted && isatty(STDERR_FILENO), .log = log, .begun = now()};
}

void progress_rows(struct progress *progress, size_t rows) { progress->rows = rows; }

void progress_expect(struct progress *progress, const char *folder, struct arena *arena) {
    json_t *last = json_load_file(arena_printf(arena, "%s/timings.json", folder), 0, NULL), *seconds;
    const char *name;
    json_object_foreach(last, name, seconds) {
        if (!json_is_number(seconds) || progress->n_expected == STAGES_MOST) continue;
        progress->expected_names[progress->n_expected] = arena_string(arena, name);
        progress->expected[progress->n_expected++] = json_number_value(seconds);
    }
    json_decref(last);
}

/* --- what is left --------------------------------------------------------------------------------------------------------------- */

static double done_before(const struct progress *progress, const char *name) {
    for (size_t i = 0; i + 1 < progress->n; i++) {
        if (!strcmp(progress->names[i], name)) return progress->seconds[i];
    }
    return NAN;
}

/* The stages not yet done, as long as they took the last time, by how much slower this run is so far; NaN without a last time. */
static double seconds_left(const struct progress *progress) {
    double left = 0, took = 0, takes = 0;
    for (size_t i = 0; i < progress->n_expected; i++) {
        double done = done_before(progress, progress->expected_names[i]);
        if (isnan(done)) {
            left += progress->expected[i];
        } else {
            took += progress->expected[i];
            takes += done;
        }
    }
    if (!progress->n_expected) return NAN;
    return took > 0.05 ? left * takes / took : left;
}

/* Over a second it says where it is; before that nobody waits. */
static void show(const struct progress *progress) {
    double left = seconds_left(progress);
    if (!progress->shown || (progress->since - progress->begun < 1 && !(left > 1))) return;
    fprintf(stderr, "\r\033[K%s", progress->names[progress->n - 1]);
    if (progress->rows) fprintf(stderr, " · %zu rows", progress->rows);
    if (left >= 1) fprintf(stderr, " · about %.0f s left", ceil(left));
    fputs(" …", stderr);
    fflush(stderr);
}

/* --- the log -------------------------------------------------------------------------------------------------------------------- */

/* "2026-11-23 14:05:09  forecast           0.85 s  20167 rows". A log that cannot be written stops nothing. */
static void add_to_log(const struct progress *progress) {
    char stamp[32] = "";
    time_t clock = time(NULL);
    struct tm local;
    FILE *file = progress->log ? fopen(progress->log, "a") : NULL;
    if (!file) return;
    if (localtime_r(&clock, &local)) strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", &local);
    fprintf(file, "%s  %-18s %8.2f s", stamp, progress->names[progress->n - 1], progress->seconds[progress->n - 1]);
    if (progress->rows) fprintf(file, "  %zu rows", progress->rows);
    fputc('\n', file);
    (void)fclose(file);
}

/* --- stages ---------------------------------------------------------------------------------------------------------------------- */

void progress_end(struct progress *progress) {
    if (!progress->running) return;
    progress->seconds[progress->n - 1] = now() - progress->since;
    progress->running = false;
    add_to_log(progress);
    if (progress->shown) fputs("\r\033[K", stderr);
}

void progress_stage(struct progress *progress, const char *name) {
    progress_end(progress);
    if (progress->n == STAGES_MOST) return;
    progress->names[progress->n++] = name;
    progress->since = now();
    progress->running = true;
    show(progress);
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
