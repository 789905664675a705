/* export_load.c: a file's pieces into typed columns, pass by pass, until every plan fits the whole file. */
#include "engine/base/blocks.h"
#include "engine/base/files.h"
#include "engine/base/text.h"
#include "engine/data/levels.h"
#include "engine/data/loader.h"

#include <stdlib.h>
#include <string.h>

/* --- all pieces -------------------------------------------------------------------------------------------------- */

/* Moves rows up over the places of lines that held no record. */
static size_t close_gaps(struct loader *loader) {
    size_t row = 0;
    for (size_t p = 0; p < loader->cut.count; p++) {
        size_t from = loader->first_rows[p], n = loader->results[p].n_records;
        for (size_t c = 0; from != row && c < loader->file->n_columns; c++) {
            size_t width = (size_t)loader->columns[c].width;
            char *values = loader->columns[c].values;
            if (values) memmove(values + row * width, values + from * width, n * width);
        }
        if (from != row && loader->lines) memmove(loader->lines + row, loader->lines + from, n * sizeof *loader->lines);
        for (size_t c = 0; c < loader->file->n_columns; c++) {
            struct evidence *evidence = &loader->results[p].evidence[c];
            for (size_t k = 0; k < evidence->n_bad; k++) evidence->kept[k].row -= from - row;
        }
        for (size_t k = 0; k < loader->results[p].n_bad_records; k++) {
            loader->results[p].bad_records[k].row -= from - row;
        }
        loader->first_rows[p] = row;
        row += n;
    }
    return row;
}

static struct evidence fold_evidence(const struct loader *loader, size_t c) {
    struct evidence sum = {0};
    size_t most = 0;
    for (size_t p = 0; p < loader->cut.count; p++) {
        const struct evidence *e = &loader->results[p].evidence[c];
        sum.n_values += e->n_values;
        sum.n_missing += e->n_missing;
        sum.n_bad += e->n_bad;
        for (int order = 0; order < DATE_ORDERS; order++) sum.fits[order] += e->fits[order];
        sum.n_proofs += e->n_proofs;
        sum.n_contras += e->n_contras;
        if (!sum.example[0]) memcpy(sum.example, e->example, sizeof sum.example);
        sum.n_either += e->n_either;
        sum.n_short_years += e->n_short_years;
        sum.order_proved = sum.order_proved || e->order_proved;
        if (e->width > sum.width) sum.width = e->width;
        if (e->scale > sum.scale) sum.scale = e->scale;
        if (e->dictionary.count > most) most = e->dictionary.count;
    }
    if (loader->plans[c].kind == COLUMN_LEVEL) sum.width = most <= UINT8_MAX ? 1 : most <= UINT16_MAX ? 2 : 4;
    return sum;
}

static void allocate(struct loader *loader, size_t n_rows, struct arena *arena) {
    for (size_t c = 0; c < loader->file->n_columns; c++) {
        const struct plan *plan = &loader->plans[c];
        if (!plan->active) continue;
        struct column *column = &loader->columns[c];
        column->kind = plan->kind;
        column->width = plan->width;
        column->scale = plan->width == 8 ? 0 : plan->scale;
        column->values = arena_array(arena, n_rows + 1, (size_t)plan->width);
    }
}

struct remap {
    struct loader *loader;
    struct column *column;
    uint32_t **maps;
};

static void remap_piece(size_t item, void *context) {
    struct remap *remap = context;
    size_t first = remap->loader->first_rows[item], last = first + remap->loader->results[item].n_records;
    const uint32_t *map = remap->maps[item];
    switch (remap->column->width) {
    case 1:
        for (uint8_t *v = remap->column->values, *at = v + first; at < v + last; at++) *at = (uint8_t)map[*at];
        break;
    case 2:
        for (uint16_t *v = remap->column->values, *at = v + first; at < v + last; at++) *at = (uint16_t)map[*at];
        break;
    default:
        for (uint32_t *v = remap->column->values, *at = v + first; at < v + last; at++) *at = map[*at];
    }
}

/* Gives the column its levels; false (and a wider plan) when there are more of them than its width holds. */
static bool finish_levels(struct loader *loader, size_t c, struct arena *arena, struct diag *diag) {
    struct column *column = &loader->columns[c];
    struct plan *plan = &loader->plans[c];
    size_t n_pieces = loader->cut.count;
    const struct dictionary **pieces = ARENA_ARRAY(arena, const struct dictionary *, n_pieces);
    uint32_t **maps = ARENA_ARRAY(arena, uint32_t *, n_pieces);
    for (size_t p = 0; p < n_pieces; p++) pieces[p] = &loader->results[p].evidence[c].dictionary;
    const char *encoding = loader->file->source.encoding ? loader->file->source.encoding : "WINDOWS-1252";
    if (!levels_merge(pieces, n_pieces, encoding, arena, column, maps, &loader->foreign)) {
        diag_add(diag, SEVERITY_ERROR, (struct place){loader->file->source.path, 0, 0},
                 "column \"%s\" holds text that is not %s; add format: {encoding: ...}", column->name, encoding);
    }
    int width = column->n_levels <= UINT8_MAX ? 1 : column->n_levels <= UINT16_MAX ? 2 : 4;
    if (width > plan->width) {
        plan->width = width;
        plan->active = true;
        return false;
    }
    blocks_each(n_pieces, remap_piece, &(struct remap){loader, column, maps});
    return true;
}

/* A file writes its dates one way: a column that fits both orders is read as the one another column proves. */
static void agree_on_order(struct loader *loader) {
    bool proved = false;
    enum date_order order = DATE_DMY;
    for (size_t c = 0; c < loader->file->n_columns; c++) {
        if (loader->seen[c].order_proved && plan_is_orderly(&loader->plans[c])) {
            proved = true;
            order = loader->plans[c].order;
        }
    }
    for (size_t c = 0; c < loader->file->n_columns && proved; c++) {
        struct plan *plan = &loader->plans[c];
        if (!plan_is_orderly(plan) || plan->order == order || loader->seen[c].order_proved || plan->order_given) continue;
        plan->order = order;
        plan->active = plan->order_changed = true;
    }
}

/* The other mark explains more numbers than the guessed one: every column of numbers is read again with it. */
static void agree_on_decimal(struct loader *loader) {
    size_t proofs = 0, contras = 0, n = loader->file->n_columns;
    for (size_t c = 0; c < n; c++) {
        proofs += loader->seen[c].n_proofs;
        contras += loader->seen[c].n_contras;
    }
    if (loader->file->decimal_given || loader->decimal_changed || contras <= proofs) return;
    loader->decimal = loader->decimal == '.' ? ',' : '.';
    loader->decimal_changed = true;
    for (size_t c = 0; c < n; c++) {
        struct plan *plan = &loader->plans[c];
        bool was_number = plan->kind == COLUMN_NUMBER || loader->seen[c].n_proofs + loader->seen[c].n_contras + loader->seen[c].n_either > 0;
        if (!was_number || plan->request == REQUEST_ID || plan->kind == COLUMN_SKIPPED || plan->kind == COLUMN_DAY) continue;
        *plan = (struct plan){.kind = COLUMN_NUMBER, .request = plan->request, .width = 1, .active = true};
    }
}

static void forget_evidence(struct loader *loader) {
    for (size_t p = 0; p < loader->cut.count; p++) {
        for (size_t c = 0; c < loader->file->n_columns; c++) evidence_clear(&loader->results[p].evidence[c]);
        free(loader->results[p].bad_records);
        loader->results[p] = (struct piece_result){.evidence = loader->results[p].evidence};
    }
}

/* Quotes that do not pair up, or lines of blanks between records: the file is then read once more, in another way. */
static enum status check_pass(struct loader *loader, struct arena *arena, bool *once_more, struct diag *diag) {
    bool skipped = false;
    *once_more = false;
    for (size_t p = 0; p < loader->cut.count; p++) {
        const struct piece_result *result = &loader->results[p];
        skipped = skipped || result->skipped;
        if (result->failed) {
            diag_add(diag, SEVERITY_ERROR, (struct place){loader->file->source.path, 0, 0},
                     "became shorter while it was read; wait until the export is finished and run again");
            return STATUS_REFUSED;
        }
        if (!result->misquoted || loader->by_line) continue;
        diag_add(diag, SEVERITY_WARNING, (struct place){loader->file->source.path, result->misquoted_line, 0},
                 "a quote (\") stands inside a cell or is never closed; every line is read as a row of its own, and such quotes as text");
        forget_evidence(loader);
        loader->by_line = *once_more = true;
        cut_as_one(&loader->file->source, loader->file->first, &loader->cut);
        loader->first_rows[0] = 0;
        return STATUS_OK;
    }
    *once_more = skipped && !loader->lines;
    if (*once_more) loader->lines = ARENA_ARRAY(arena, uint32_t, loader->cut.rows_most + 1);
    return STATUS_OK;
}

/* One parallel pass over the file, for the columns whose plan is active. */
static enum status run_pass(struct loader *loader, size_t n_rows, struct arena *arena, struct diag *diag) {
    bool once_more;
    allocate(loader, n_rows, arena);
    do {
        blocks_each(loader->cut.count, load_piece, loader);
        if (check_pass(loader, arena, &once_more, diag) != STATUS_OK) return STATUS_REFUSED;
    } while (once_more);
    return STATUS_OK;
}

/* What a pass found, and what must be read again because of it. */
static bool revise_plans(struct loader *loader, struct arena *arena, struct diag *diag) {
    size_t n = loader->file->n_columns;
    bool *read = calloc(n + 1, sizeof *read), again = false;
    if (!read) abort();
    for (size_t c = 0; c < n; c++) {
        read[c] = loader->plans[c].active;
        if (!read[c]) continue;
        loader->seen[c] = fold_evidence(loader, c);
        plan_revise(&loader->plans[c], &loader->seen[c]);
        loader->columns[c].n_missing = loader->seen[c].n_missing;
    }
    agree_on_order(loader);
    agree_on_decimal(loader);
    for (size_t c = 0; c < n; c++) {
        if (read[c] && loader->plans[c].kind == COLUMN_LEVEL && !loader->plans[c].active) finish_levels(loader, c, arena, diag);
        again = again || loader->plans[c].active;
    }
    free(read);
    return again;
}

static enum status run_passes(struct loader *loader, size_t *n_rows, struct arena *arena, struct diag *diag) {
    size_t errors = diag->errors;
    *n_rows = loader->cut.rows_most;
    do {
        if (run_pass(loader, *n_rows, arena, diag) != STATUS_OK) return STATUS_REFUSED;
        *n_rows = close_gaps(loader);
    } while (revise_plans(loader, arena, diag));
    return diag->errors == errors ? STATUS_OK : STATUS_REFUSED;
}

/* --- what the analyst is told ------------------------------------------------------------------------------------ */

static void tell_ambiguous(const struct loader *loader, size_t c, struct diag *diag) {
    const char *example = loader->seen[c].example;
    struct cell cell = {example, strlen(example)};
    int32_t day_first, month_first;
    char one[40] = "?", other[40] = "?";
    if (cell_day(cell, DATE_DMY, &day_first)) days_format(day_first, one);
    if (cell_day(cell, DATE_MDY, &month_first)) days_format(month_first, other);
    diag_add(diag, SEVERITY_ERROR, loader->file->at,
             "the dates in column \"%s\" of %s can be read day-month-year or month-day-year (\"%s\" as %s or %s), and no day above 12 tells "
             "which; add format: {date: dd-mm-yyyy} or format: {date: mm-dd-yyyy}",
             loader->file->names[c], file_base(loader->file->source.path), example, one, other);
}

/* Day before month or month before day: told by a day above 12 in any date column of the file, else refused. */
static void check_order(const struct loader *loader, struct diag *diag) {
    bool proved = loader->file->date_given;
    size_t unsure = SIZE_MAX;
    for (size_t c = 0; c < loader->file->n_columns; c++) {
        if (!plan_is_orderly(&loader->plans[c])) continue;
        proved = proved || loader->seen[c].order_proved;
        if (loader->seen[c].n_values) unsure = c;
    }
    if (!proved && unsure != SIZE_MAX) tell_ambiguous(loader, unsure, diag);
}

/* A decimal or a thousands mark: told by a number that only one of them explains, in any column of the file, else refused. */
static void check_decimal(const struct loader *loader, struct diag *diag) {
    size_t proofs = 0;
    const struct evidence *unsure = NULL;
    for (size_t c = 0; c < loader->file->n_columns; c++) {
        const struct evidence *e = &loader->seen[c];
        if (loader->plans[c].kind != COLUMN_NUMBER) continue;
        proofs += e->n_proofs;
        if (e->n_either) unsure = e;
    }
    if (proofs || !unsure || loader->file->decimal_given || loader->file->delimiter == ',') return;
    diag_add(diag, SEVERITY_ERROR, loader->file->at,
             "\"%s\" in %s may hold a decimal mark or a thousands mark, and no other number tells which; "
             "add format: {decimal: \",\"} or format: {decimal: \".\"}",
             unsure->example, file_base(loader->file->source.path));
}

static void gather_bad(const struct loader *loader, struct arena *arena, struct table *table) {
    size_t n_columns = loader->file->n_columns, kept = 0, records = 0;
    for (size_t p = 0; p < loader->cut.count; p++) {
        for (size_t c = 0; c < n_columns; c++) kept += loader->results[p].evidence[c].n_bad;
        records += loader->results[p].n_bad_records;
    }
    table->bad_cells = ARENA_ARRAY(arena, struct bad_cell, kept + 1);
    table->bad_records = ARENA_ARRAY(arena, struct bad_record, records + 1);
    for (size_t p = 0; p < loader->cut.count; p++) {
        const struct piece_result *result = &loader->results[p];
        for (size_t c = 0; c < n_columns; c++) {
            if (loader->plans[c].kind == COLUMN_LEVEL || loader->plans[c].kind == COLUMN_SKIPPED) continue;
            const struct evidence *evidence = &result->evidence[c];
            for (size_t k = 0; k < evidence->n_bad; k++) {
                struct bad_cell bad = evidence->kept[k];
                bad.text = arena_string(arena, bad.text);
                table->bad_cells[table->n_bad_cells++] = bad;
            }
        }
        for (size_t k = 0; k < result->n_bad_records; k++) {
            table->bad_records[table->n_bad_records++] = result->bad_records[k];
        }
    }
}

static const char *encoding_of(const struct loader *loader) {
    const struct source *source = &loader->file->source;
    if (source->was_wide) return "UTF-16";
    return source->encoding ? source->encoding : loader->foreign ? "Windows-1252" : NULL;
}

static const char *describe(const struct loader *loader, struct arena *arena) {
    const struct export *file = loader->file;
    struct text words = {0};
    text_addf(&words, "delimiter %s, decimal \"%c\"",
              file->delimiter == '\t' ? "tab" : arena_printf(arena, "\"%c\"", file->delimiter), loader->decimal);
    if (encoding_of(loader)) text_addf(&words, ", encoding %s", encoding_of(loader));
    bool said[DATE_ORDERS] = {false};
    for (size_t c = 0; c < file->n_columns; c++) {
        const struct plan *plan = &loader->plans[c];
        if (plan->kind != COLUMN_DAY || said[plan->order]) continue;
        said[plan->order] = true;
        text_addf(&words, ", dates %s%s", date_order_name(plan->order), loader->seen[c].n_short_years ? " (years 50 to 49 are 1950 to 2049)" : "");
    }
    const char *kept = arena_string(arena, text_string(&words));
    text_free(&words);
    return kept;
}

enum status export_load(const struct export *file, const enum column_request *requests, struct arena *arena,
                     struct diag *diag, struct table *table) {
    struct loader loader = {.file = file, .decimal = file->decimal};
    size_t errors = diag->errors;
    enum status status = cut_records(&file->source, file->first, file->piece_bytes, arena, &loader.cut, diag);
    if (status != STATUS_OK) return status;
    size_t n_pieces = loader.cut.count;
    loader.plans = ARENA_ARRAY(arena, struct plan, file->n_columns);
    loader.seen = ARENA_ARRAY(arena, struct evidence, file->n_columns);
    loader.columns = ARENA_ARRAY(arena, struct column, file->n_columns);
    loader.results = ARENA_ARRAY(arena, struct piece_result, n_pieces);
    loader.first_rows = ARENA_ARRAY(arena, size_t, n_pieces);
    if (!loader.cut.plain) loader.lines = ARENA_ARRAY(arena, uint32_t, loader.cut.rows_most + 1);
    for (size_t c = 0; c < file->n_columns; c++) {
        loader.columns[c].name = file->names[c];
        loader.plans[c] = plan_from_sample(file, c, file->names[c][0] ? requests[c] : REQUEST_SKIP);
    }
    for (size_t p = 0; p < n_pieces; p++) {
        loader.first_rows[p] = loader.cut.pieces[p].rows_before;
        loader.results[p].evidence = ARENA_ARRAY(arena, struct evidence, file->n_columns);
    }
    *table = (struct table){.file = file->source.path, .n_columns = file->n_columns, .columns = loader.columns,
                            .n_bytes = file->source.length};
    memcpy(table->digest, loader.cut.digest, sizeof table->digest);
    table->first_line = loader.cut.pieces[0].line;
    status = run_passes(&loader, &table->n_rows, arena, diag);
    if (status == STATUS_OK) {
        check_order(&loader, diag);
        check_decimal(&loader, diag);
        gather_bad(&loader, arena, table);
        table->decimal = loader.decimal;
        table->read_as = describe(&loader, arena);
        table->lines = loader.lines;
    }
    forget_evidence(&loader);
    return diag->errors == errors ? STATUS_OK : STATUS_REFUSED;
}
