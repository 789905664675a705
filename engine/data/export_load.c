/* export_load.c: a CSV file's pieces into typed columns, side by side. */
#include "engine/base/blocks.h"
#include "engine/base/files.h"
#include "engine/base/text.h"
#include "engine/data/export.h"
#include "engine/data/cut.h"
#include "engine/data/levels.h"
#include "engine/data/plan.h"
#include "engine/data/records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct piece_result {
    struct evidence *evidence; /* one a column */
    size_t n_records, n_bad_records, bad_capacity;
    struct bad_record *bad_records;
    bool failed, misquoted;
    uint32_t misquoted_line;
};

struct loader {
    const struct export *file;
    struct cut cut;
    struct plan *plans;
    struct evidence *seen; /* each column's, of all pieces together; no cells in it */
    struct column *columns;
    uint32_t *lines;     /* NULL when every record is one line */
    size_t *first_rows;  /* of each piece; at most, until the first pass has counted */
    struct piece_result *results;
    bool by_line; /* the quotes do not pair up */
    bool mark_begins[256]; /* some missing mark begins with this byte */
};

struct piece_context {
    struct loader *loader;
    struct piece_result *result;
    size_t row;
};

/* --- one cell ---------------------------------------------------------------------------------------------------- */

static const int64_t TENS[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

static void set_missing(const struct plan *plan, struct column *column, size_t row) {
    if (plan->kind == COLUMN_DAY) {
        ((int32_t *)column->values)[row] = DAY_MISSING;
    } else if (plan->kind == COLUMN_NUMBER) {
        switch (plan->width) {
        case 1: ((int8_t *)column->values)[row] = INT8_MIN; break;
        case 2: ((int16_t *)column->values)[row] = INT16_MIN; break;
        case 4: ((int32_t *)column->values)[row] = INT32_MIN; break;
        default: ((double *)column->values)[row] = NAN;
        }
    } else { /* pieces may be read twice: a level needs its 0 written */
        switch (plan->width) {
        case 1: ((uint8_t *)column->values)[row] = 0; break;
        case 2: ((uint16_t *)column->values)[row] = 0; break;
        default: ((uint32_t *)column->values)[row] = 0;
        }
    }
}

/* The digits at the column's scale, or false when only a wider column holds them (the evidence then says so). */
static bool scaled_digits(const struct plan *plan, struct evidence *evidence, const struct cell_number *number,
                          int64_t *digits) {
    if (!number->exact || number->scale > 9) {
        evidence->width = 8;
        return false;
    }
    if (number->scale > evidence->scale) evidence->scale = number->scale;
    int up = plan->scale - number->scale;
    if (up < 0 || llabs(number->digits) > INT64_MAX / 10 / TENS[up]) {
        if (up >= 0) evidence->width = 8;
        return false;
    }
    *digits = number->digits * TENS[up];
    int width = plan_width(*digits);
    if (width > evidence->width) evidence->width = width;
    return width <= plan->width;
}

static void store_number(const struct plan *plan, struct column *column, struct evidence *evidence, size_t row,
                         const struct cell_number *number) {
    int64_t digits = 0;
    if (plan->width == 8) {
        double value = number->value;
        if (number->exact) value = number->scale <= 9 ? (double)number->digits / (double)TENS[number->scale]
                                                      : (double)number->digits / pow(10, number->scale);
        ((double *)column->values)[row] = value;
    } else if (!scaled_digits(plan, evidence, number, &digits)) {
        set_missing(plan, column, row); /* the column is read again, wider */
    } else if (plan->width == 1) {
        ((int8_t *)column->values)[row] = (int8_t)digits;
    } else if (plan->width == 2) {
        ((int16_t *)column->values)[row] = (int16_t)digits;
    } else {
        ((int32_t *)column->values)[row] = (int32_t)digits;
    }
}

static void store_level(const struct plan *plan, struct column *column, struct evidence *evidence, size_t row,
                        struct cell cell) {
    uint32_t code = dictionary_code(&evidence->dictionary, cell);
    switch (plan->width) {
    case 1: ((uint8_t *)column->values)[row] = (uint8_t)code; break;
    case 2: ((uint16_t *)column->values)[row] = (uint16_t)code; break;
    default: ((uint32_t *)column->values)[row] = code;
    }
}

/* Exports write "no date" as a day no one is hired or leaves on. */
static bool is_no_date(int32_t day) {
    return day >= days_from_civil(9999, 1, 1) || day == days_from_civil(1900, 1, 1);
}

static bool is_orderly(const struct plan *plan) {
    return plan->kind == COLUMN_DAY && (plan->order == DATE_DMY || plan->order == DATE_MDY);
}

static bool store_day(const struct plan *plan, struct column *column, struct evidence *evidence, size_t row,
                      struct cell cell) {
    int32_t day;
    if (!cell_day(cell, plan->order, &day)) {
        enum date_order other = plan->order == DATE_DMY ? DATE_MDY : DATE_DMY;
        bool orderly = plan->order == DATE_DMY || plan->order == DATE_MDY;
        evidence->n_other_order += orderly && cell_day(cell, other, &day);
        return false;
    }
    if (!evidence->order_proved && is_orderly(plan)) evidence->order_proved = days_to_civil(day).day > 12;
    if (is_no_date(day)) {
        evidence->n_missing++;
        day = DAY_MISSING;
    }
    ((int32_t *)column->values)[row] = day;
    return true;
}

static void read_cell(struct piece_context *piece, size_t c, struct cell cell, uint32_t line) {
    struct loader *loader = piece->loader;
    const struct plan *plan = &loader->plans[c];
    struct column *column = &loader->columns[c];
    struct evidence *evidence = &piece->result->evidence[c];
    if (cell.length == 0 || (loader->mark_begins[(unsigned char)cell.s[0]] && export_is_missing(loader->file, cell))) {
        evidence->n_missing++;
        set_missing(plan, column, piece->row);
        return;
    }
    evidence->n_values++;
    struct cell_number number;
    bool good = true;
    if (plan->kind == COLUMN_LEVEL) {
        store_level(plan, column, evidence, piece->row, cell);
    } else if (plan->kind == COLUMN_DAY) {
        good = store_day(plan, column, evidence, piece->row, cell);
    } else {
        good = cell_number(cell, loader->file->decimal, &number);
        if (good) store_number(plan, column, evidence, piece->row, &number);
    }
    if (!good) {
        evidence->n_missing++;
        evidence_keep_bad(evidence, (struct bad_cell){piece->row, line, (uint32_t)c + 1, NULL}, cell);
        set_missing(plan, column, piece->row);
    }
}

/* --- one piece --------------------------------------------------------------------------------------------------- */

static void keep_bad_record(struct piece_result *result, struct bad_record bad) {
    if (result->n_bad_records == result->bad_capacity) {
        result->bad_capacity = result->bad_capacity ? result->bad_capacity * 2 : 8;
        result->bad_records = realloc(result->bad_records, result->bad_capacity * sizeof bad);
        if (!result->bad_records) abort();
    }
    result->bad_records[result->n_bad_records++] = bad;
}

static void take_record(const struct record *record, void *context) {
    struct piece_context *piece = context;
    struct loader *loader = piece->loader;
    size_t n_columns = loader->file->n_columns;
    if (loader->lines) loader->lines[piece->row] = record->line;
    bool whole = record->count == n_columns;
    if (!whole) keep_bad_record(piece->result, (struct bad_record){piece->row, record->line, record->count});
    for (size_t c = 0; c < n_columns; c++) {
        if (!loader->plans[c].active) continue;
        if (whole) {
            read_cell(piece, c, record->cells[c], record->line);
        } else {
            set_missing(&loader->plans[c], &loader->columns[c], piece->row);
        }
    }
    piece->row++;
}

static void load_piece(size_t item, void *context) {
    struct loader *loader = context;
    const struct piece *piece = &loader->cut.pieces[item];
    struct piece_result *result = &loader->results[item];
    struct piece_context taking = {loader, result, loader->first_rows[item]};
    result->n_bad_records = 0;
    for (size_t c = 0; c < loader->file->n_columns; c++) {
        if (!loader->plans[c].active) continue;
        evidence_clear(&result->evidence[c]);
    }
    char *buffer = malloc(piece->last - piece->first + 1);
    const char *s = buffer ? source_bytes(&loader->file->source, piece->first, piece->last, buffer) : NULL;
    struct record_reader reader = {loader->file->delimiter, loader->file->n_columns, take_record, &taking};
    uint32_t line = piece->line;
    result->failed = !s;
    if (s && loader->by_line) {
        records_by_line(&reader, s, piece->last - piece->first, line);
    } else if (s && piece->plain) {
        records_plain(&reader, s, piece->last - piece->first, line);
    } else if (s) {
        result->misquoted = !records_quoted(&reader, s, piece->last - piece->first, &line);
        result->misquoted_line = line;
    }
    result->n_records = taking.row - loader->first_rows[item];
    free(buffer);
}

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
        sum.n_other_order += e->n_other_order;
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
    if (!levels_merge(pieces, n_pieces, encoding, arena, column, maps)) {
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
        if (loader->seen[c].order_proved && is_orderly(&loader->plans[c])) {
            proved = true;
            order = loader->plans[c].order;
        }
    }
    for (size_t c = 0; c < loader->file->n_columns && proved; c++) {
        struct plan *plan = &loader->plans[c];
        if (!is_orderly(plan) || plan->order == order || loader->seen[c].order_proved) continue;
        plan->order = order;
        plan->active = true;
    }
}

static enum status check_pass(struct loader *loader, struct diag *diag) {
    for (size_t p = 0; p < loader->cut.count; p++) {
        if (loader->results[p].failed) {
            diag_add(diag, SEVERITY_ERROR, (struct place){loader->file->source.path, 0, 0},
                     "became shorter while it was read; wait until the export is finished and run again");
            return STATUS_REFUSED;
        }
        if (!loader->results[p].misquoted || loader->by_line) continue;
        diag_add(diag, SEVERITY_WARNING,
                 (struct place){loader->file->source.path, loader->results[p].misquoted_line, 0},
                 "a quote (\") stands inside a cell or is never closed; every line is read as a row of its own, and such quotes as text");
        loader->by_line = true;
        cut_as_one(&loader->file->source, loader->file->first, &loader->cut);
        loader->first_rows[0] = 0;
        return STATUS_OK;
    }
    return STATUS_OK;
}

/* One parallel pass over the file; again, for the columns whose plan turned out wrong, until none is. */
static enum status run_passes(struct loader *loader, size_t *n_rows, struct arena *arena, struct diag *diag) {
    size_t n_columns = loader->file->n_columns;
    size_t errors = diag->errors;
    for (bool first = true, again = true; again; first = false) {
        allocate(loader, first ? loader->cut.rows_most : *n_rows, arena);
        blocks_each(loader->cut.count, load_piece, loader);
        bool was_by_line = loader->by_line;
        if (check_pass(loader, diag) != STATUS_OK) return STATUS_REFUSED;
        if (loader->by_line && !was_by_line) blocks_each(loader->cut.count, load_piece, loader);
        *n_rows = close_gaps(loader);
        again = false;
        for (size_t c = 0; c < n_columns; c++) {
            if (!loader->plans[c].active) continue;
            loader->seen[c] = fold_evidence(loader, c);
            plan_revise(&loader->plans[c], &loader->seen[c]);
            loader->columns[c].n_missing = loader->seen[c].n_missing;
            if (loader->plans[c].kind == COLUMN_LEVEL && !loader->plans[c].active) finish_levels(loader, c, arena, diag);
        }
        agree_on_order(loader);
        for (size_t c = 0; c < n_columns; c++) again = again || loader->plans[c].active;
    }
    return diag->errors == errors ? STATUS_OK : STATUS_REFUSED;
}

/* --- what the analyst is told ------------------------------------------------------------------------------------ */

/* Day before month or month before day: told by a day above 12 in any date column of the file, else refused. */
static void check_order(const struct loader *loader, struct diag *diag) {
    bool proved = loader->file->date_given;
    const char *unsure = NULL;
    for (size_t c = 0; c < loader->file->n_columns; c++) {
        if (!is_orderly(&loader->plans[c])) continue;
        proved = proved || loader->seen[c].order_proved;
        if (loader->seen[c].n_values) unsure = loader->file->names[c];
    }
    if (proved || !unsure) return;
    diag_add(diag, SEVERITY_ERROR, loader->file->at,
             "the dates in column \"%s\" of %s can be read day-month-year or month-day-year, and no day above 12 tells "
             "which; add format: {date: dd-mm-yyyy} or format: {date: mm-dd-yyyy}",
             unsure, file_base(loader->file->source.path));
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

static const char *describe(const struct loader *loader, struct arena *arena) {
    const struct export *file = loader->file;
    struct text words = {0};
    text_addf(&words, "delimiter %s, decimal \"%c\"",
              file->delimiter == '\t' ? "tab" : arena_printf(arena, "\"%c\"", file->delimiter), file->decimal);
    bool said[DATE_ORDERS] = {false};
    for (size_t c = 0; c < file->n_columns; c++) {
        if (loader->plans[c].kind != COLUMN_DAY || said[loader->plans[c].order]) continue;
        said[loader->plans[c].order] = true;
        text_addf(&words, ", dates %s", date_order_name(loader->plans[c].order));
    }
    const char *kept = arena_string(arena, text_string(&words));
    text_free(&words);
    return kept;
}

static void free_results(struct loader *loader) {
    for (size_t p = 0; p < loader->cut.count; p++) {
        for (size_t c = 0; c < loader->file->n_columns; c++) evidence_clear(&loader->results[p].evidence[c]);
        free(loader->results[p].bad_records);
    }
}

enum status export_load(const struct export *file, const enum column_request *requests, struct arena *arena,
                     struct diag *diag, struct table *table) {
    struct loader loader = {.file = file};
    size_t errors = diag->errors;
    enum status status = cut_records(&file->source, file->first, arena, &loader.cut, diag);
    if (status != STATUS_OK) return status;
    for (size_t i = 0; i < file->n_marks; i++) {
        loader.mark_begins[(unsigned char)file->marks[i].s[0]] = true;
    }
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
                            .lines = loader.lines, .n_bytes = file->source.length};
    memcpy(table->digest, loader.cut.digest, sizeof table->digest);
    table->first_line = loader.cut.pieces[0].line;
    status = run_passes(&loader, &table->n_rows, arena, diag);
    if (status == STATUS_OK) {
        check_order(&loader, diag);
        gather_bad(&loader, arena, table);
        table->read_as = describe(&loader, arena);
    }
    free_results(&loader);
    return diag->errors == errors ? STATUS_OK : STATUS_REFUSED;
}
