/* Any bytes load or are refused, and cutting the file into small pieces gives the table that one piece gives. */
#include "engine/data/export.h"
#include "tests/fuzz/fuzz_shared.h"

#include <math.h>
#include <sodium.h>

struct loaded {
    struct arena arena;
    struct diag diag;
    struct export file;
    struct table table;
    enum status status;
};

static void load(struct loaded *l, const char *path, size_t piece_bytes) {
    static const struct job_format PLAIN = {0};
    *l = (struct loaded){0};
    diag_init(&l->diag, &l->arena);
    l->status = export_open(&l->file, path, &PLAIN, (struct place){"job.yaml", 1, 1}, &l->arena, &l->diag);
    if (l->status == STATUS_OK) {
        l->file.piece_bytes = piece_bytes;
        enum column_request *requests = ARENA_ARRAY(&l->arena, enum column_request, l->file.n_columns + 1);
        if (l->file.n_columns > 1) requests[0] = REQUEST_ID;
        if (l->file.n_columns > 2) requests[1] = REQUEST_DAY;
        l->status = export_load(&l->file, requests, &l->arena, &l->diag, &l->table);
    }
    export_close(&l->file);
}

static void compare_columns(const struct loaded *a, const struct loaded *b, size_t c) {
    const struct column *x = &a->table.columns[c], *y = &b->table.columns[c];
    if (x->kind != y->kind || x->n_levels != y->n_levels || x->n_missing != y->n_missing) fuzz_fail("column %zu is read in two ways", c);
    if (!x->values) return;
    for (size_t i = 0; i < a->table.n_rows; i++) {
        bool same = column_is_missing(x, i) == column_is_missing(y, i);
        if (same && !column_is_missing(x, i)) {
            if (x->kind == COLUMN_LEVEL) same = !strcmp(column_text(x, i), column_text(y, i));
            if (x->kind == COLUMN_DAY) same = column_day(x, i) == column_day(y, i);
            if (x->kind == COLUMN_NUMBER) same = column_number(x, i) == column_number(y, i);
        }
        if (!same) fuzz_fail("row %zu of column %zu differs", i, c);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int ready;
    if (!ready++ && sodium_init() < 0) fuzz_fail("no libsodium");
    if (size < 2) return 0;
    char path[40];
    int descriptor = fuzz_file(data + 1, size - 1, path);
    struct loaded whole, pieces;
    load(&whole, path, 1 << 20);
    load(&pieces, path, 1 + data[0] % 64);
    if (whole.status != pieces.status) fuzz_fail("status %d in one piece, %d in several", whole.status, pieces.status);
    if (whole.status == STATUS_OK) {
        if (whole.table.n_rows != pieces.table.n_rows || whole.table.n_bad_cells != pieces.table.n_bad_cells || whole.table.n_bad_records != pieces.table.n_bad_records) {
            fuzz_fail("%zu rows in one piece, %zu in several", whole.table.n_rows, pieces.table.n_rows);
        }
        for (size_t i = 0; i < whole.table.n_rows; i++) {
            if (table_line(&whole.table, i) != table_line(&pieces.table, i)) fuzz_fail("row %zu stands on two lines", i);
        }
        for (size_t c = 0; c < whole.table.n_columns; c++) compare_columns(&whole, &pieces, c);
    }
    arena_free(&whole.arena);
    arena_free(&pieces.arena);
    close(descriptor);
    return 0;
}
