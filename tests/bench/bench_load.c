/* Loading alone: a CSV into typed columns.
 *
 *     bench_load FILE.csv [threads] */
#include "engine/base/blocks.h"
#include "engine/data/export.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    struct arena arena = {0};
    struct diag diag;
    struct export file;
    struct table table;
    struct job_format format = {0};
    struct rusage usage;
    if (argc < 2 || sodium_init() < 0) return 2;
    blocks_threads(argc > 2 ? atoi(argv[2]) : 2);
    diag_init(&diag, &arena);
    double start = now();
    enum status status = export_open(&file, argv[1], &format, (struct place){0}, &arena, &diag);
    if (status == STATUS_OK) {
        enum column_request *requests = ARENA_ARRAY(&arena, enum column_request, file.n_columns);
        status = export_load(&file, requests, &arena, &diag, &table);
    }
    double seconds = now() - start;
    diag_print(&diag, 0, stderr);
    if (status != STATUS_OK) return 1;
    getrusage(RUSAGE_SELF, &usage);
    printf("seconds %.3f rows %zu peak %ld MB (%s)\n", seconds, table.n_rows, usage.ru_maxrss / 1024, table.read_as);
    arena_free(&arena);
    return 0;
}
