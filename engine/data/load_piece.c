/* load_piece.c: the records of one piece into typed columns. Every cell of the file passes here. */
#include "engine/data/loader.h"
#include "engine/data/records.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t TENS[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

enum { MEMO_BITS = 7, MEMO_SLOTS = 1 << MEMO_BITS };

/* The code or day that a short cell was given: most cells of a column have been seen before. */
struct memo {
    uint64_t low, high; /* the cell's bytes, zeros behind; length 0 = empty */
    uint32_t length, value;
};

/* One active column of a piece. */
struct lane {
    const struct plan *plan;
    struct column *column;
    struct evidence *evidence;
    struct memo *memo; /* MEMO_SLOTS of them, for levels and days */
    size_t at;         /* the column's number */
};

struct piece_context {
    const struct loader *loader;
    struct piece_result *result;
    struct lane *lanes;
    size_t n_lanes, row;
};

/* --- storing ------------------------------------------------------------------------------------------------------- */

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
static bool scaled_digits(const struct plan *plan, struct evidence *evidence, const struct cell_number *number, int64_t *digits) {
    if (!number->exact || number->scale > 9) {
        evidence->width = 8;
        return false;
    }
    if (number->scale > evidence->scale) evidence->scale = number->scale;
    int up = plan->scale - number->scale;
    if (up < 0) return false;
    if (llabs(number->digits) > INT32_MAX) { /* at the scale it is wider still: then only a double will do */
        evidence->width = 8;
        return false;
    }
    *digits = number->digits * TENS[up];
    int width = plan_width(*digits);
    if (width > evidence->width) evidence->width = width;
    return width <= plan->width;
}

static void store_digits(const struct plan *plan, struct column *column, size_t row, int64_t digits) {
    switch (plan->width) {
    case 1: ((int8_t *)column->values)[row] = (int8_t)digits; break;
    case 2: ((int16_t *)column->values)[row] = (int16_t)digits; break;
    default: ((int32_t *)column->values)[row] = (int32_t)digits;
    }
}

static void store_number(const struct lane *lane, size_t row, const struct cell_number *number) {
    const struct plan *plan = lane->plan;
    int64_t digits = 0;
    if (plan->width == 8) {
        double value = number->value;
        if (number->exact) value = number->scale <= 9 ? (double)number->digits / (double)TENS[number->scale]
                                                      : (double)number->digits / pow(10, number->scale);
        ((double *)lane->column->values)[row] = value;
    } else if (scaled_digits(plan, lane->evidence, number, &digits)) {
        store_digits(plan, lane->column, row, digits);
    } else {
        set_missing(plan, lane->column, row); /* the column is read again, wider */
    }
}

static void store_code(const struct lane *lane, size_t row, uint32_t code) {
    switch (lane->plan->width) {
    case 1: ((uint8_t *)lane->column->values)[row] = (uint8_t)code; break;
    case 2: ((uint16_t *)lane->column->values)[row] = (uint16_t)code; break;
    default: ((uint32_t *)lane->column->values)[row] = code;
    }
}

/* --- one cell ------------------------------------------------------------------------------------------------------ */

/* The memo's place for a cell of at most 16 bytes, with the cell's own bytes in *key. Reads CELL_SLACK bytes. */
static inline struct memo *memo_of(const struct lane *lane, struct cell cell, struct memo *key) {
    uint64_t low, high;
    memcpy(&low, cell.s, 8);
    memcpy(&high, cell.s + 8, 8);
    size_t bits = 8 * cell.length;
    key->low = bits >= 64 ? low : low & ((UINT64_C(1) << bits) - 1);
    key->high = bits <= 64 ? 0 : bits == 128 ? high : high & ((UINT64_C(1) << (bits - 64)) - 1);
    key->length = (uint32_t)cell.length;
    uint64_t hash = (key->low ^ (key->high * 0x9E3779B97F4A7C15u) ^ cell.length) * 0xD6E8FEB86659FD93u;
    return &lane->memo[hash >> (64 - MEMO_BITS)];
}

static inline bool memo_is(const struct memo *memo, const struct memo *key) {
    return (memo->low == key->low) & (memo->high == key->high) & (memo->length == key->length);
}

static void read_level(const struct lane *lane, size_t row, struct cell cell) {
    struct memo key, *memo = NULL;
    if (cell.length <= CELL_SLACK) {
        memo = memo_of(lane, cell, &key);
        if (memo_is(memo, &key)) {
            store_code(lane, row, memo->value);
            return;
        }
    }
    uint32_t code = dictionary_code(&lane->evidence->dictionary, cell);
    store_code(lane, row, code);
    if (!memo) return;
    key.value = code;
    *memo = key;
}

static void keep_example(struct evidence *evidence, struct cell cell) {
    size_t n = cell.length < sizeof evidence->example - 1 ? cell.length : sizeof evidence->example - 1;
    memcpy(evidence->example, cell.s, n);
    evidence->example[n] = '\0';
}

enum { DAY_NONE = INT32_MAX }; /* past any day: read as "no date" */

/* 0, 00-00-0000 and 0000-00-00 stand for "no date" too. */
static bool is_zeros(struct cell cell) {
    for (size_t i = 0; i < cell.length; i++) {
        if (!strchr("0-/.", cell.s[i]) || !cell.s[i]) return false;
    }
    return true;
}

/* Exports write "no date" as a day no one is hired or leaves on. */
static bool is_no_date(int32_t day) { return day >= days_from_civil(2099, 1, 1) || day == days_from_civil(1900, 1, 1); }

bool plan_is_orderly(const struct plan *plan) { return plan->kind == COLUMN_DAY && (plan->order == DATE_DMY || plan->order == DATE_MDY); }

/* Which other orders would read the cell. */
static void count_fits(const struct plan *plan, struct evidence *evidence, struct cell cell) {
    int32_t day;
    for (int order = 0; order < DATE_ORDERS; order++) {
        evidence->fits[order] += order != (int)plan->order && cell_day(cell, (enum date_order)order, &day);
    }
}

static bool read_day(const struct lane *lane, size_t row, struct cell cell) {
    struct evidence *evidence = lane->evidence;
    int32_t day, *to = (int32_t *)lane->column->values + row;
    struct memo key, *memo = cell.length <= CELL_SLACK ? memo_of(lane, cell, &key) : NULL;
    if (memo && memo_is(memo, &key) && (int32_t)memo->value != DAY_MISSING) {
        *to = (int32_t)memo->value;
        return true;
    }
    if (!cell_day(cell, lane->plan->order, &day)) {
        count_fits(lane->plan, evidence, cell);
        if (!is_zeros(cell)) return false;
        day = DAY_NONE;
    }
    if (plan_is_orderly(lane->plan) && day != DAY_NONE) {
        enum date_order other = lane->plan->order == DATE_DMY ? DATE_MDY : DATE_DMY;
        int32_t misread;
        if (!evidence->order_proved) evidence->order_proved = !cell_day(cell, other, &misread);
        evidence->n_short_years += cell_short_year(cell, lane->plan->order);
        if (!evidence->example[0]) keep_example(evidence, cell);
    }
    if (is_no_date(day)) {
        evidence->n_missing++;
        day = DAY_MISSING;
    }
    *to = day;
    if (!memo) return true;
    key.value = (uint32_t)day;
    *memo = key;
    return true;
}

/* What the number's marks say of the file's decimal mark. */
static void count_marks(struct evidence *evidence, const struct cell_number *number, struct cell cell) {
    evidence->n_proofs += number->says == MARKS_PROVE;
    if (number->says == MARKS_EITHER && evidence->n_either++ == 0) keep_example(evidence, cell);
}

/* A whole number as it would be printed: nothing else may share its value. */
static bool is_plain_id(struct cell cell, const struct cell_number *number) {
    if (!number->exact || cell_is_code(cell)) return false;
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.s[i] < '0' || cell.s[i] > '9') return false;
    }
    return true;
}

static bool read_number(const struct piece_context *piece, const struct lane *lane, struct cell cell) {
    const struct plan *plan = lane->plan;
    int64_t digits = plan->scale == 0 && plan->width < 8 && plan->request != REQUEST_ID ? cell_digits(cell) : -1;
    if (digits >= 0) { /* the common case, without a mark */
        int width = plan_width(digits);
        if (width > lane->evidence->width) lane->evidence->width = width;
        if (width <= plan->width) {
            store_digits(plan, lane->column, piece->row, digits);
        } else {
            set_missing(plan, lane->column, piece->row);
        }
        return true;
    }
    struct cell_number number;
    if (!cell_number(cell, piece->loader->decimal, &number)) {
        char other = piece->loader->decimal == '.' ? ',' : '.';
        lane->evidence->n_contras += cell_number(cell, other, &number) && number.says == MARKS_PROVE;
        return false;
    }
    if (plan->request == REQUEST_ID && !is_plain_id(cell, &number)) return false; /* two people might become one */
    if (number.says != MARKS_NOTHING) count_marks(lane->evidence, &number, cell);
    store_number(lane, piece->row, &number);
    return true;
}

static inline void read_cell(const struct piece_context *piece, const struct lane *lane, struct cell cell, uint32_t line) {
    const struct export *file = piece->loader->file;
    struct evidence *evidence = lane->evidence;
    if (cell.length == 0 || (file->mark_begins[(unsigned char)cell.s[0]] && export_is_missing(file, cell))) {
        evidence->n_missing++;
        set_missing(lane->plan, lane->column, piece->row);
        return;
    }
    evidence->n_values++;
    bool good = true;
    switch (lane->plan->kind) {
    case COLUMN_LEVEL: read_level(lane, piece->row, cell); return;
    case COLUMN_DAY: good = read_day(lane, piece->row, cell); break;
    default: good = read_number(piece, lane, cell);
    }
    if (good) return;
    evidence->n_missing++;
    evidence_keep_bad(evidence, (struct bad_cell){piece->row, line, (uint32_t)lane->at + 1, NULL}, cell);
    set_missing(lane->plan, lane->column, piece->row);
}

/* --- one record ---------------------------------------------------------------------------------------------------- */

static void keep_bad_record(struct piece_result *result, struct bad_record bad) {
    if (result->n_bad_records == result->bad_capacity) {
        result->bad_capacity = result->bad_capacity ? result->bad_capacity * 2 : 8;
        result->bad_records = realloc(result->bad_records, result->bad_capacity * sizeof bad);
        if (!result->bad_records) abort();
    }
    result->bad_records[result->n_bad_records++] = bad;
}

/* Delimiters and nothing between them. */
static bool is_empty(const struct record *record, size_t n_columns) {
    for (size_t c = 0; c < record->count && c < n_columns; c++) {
        if (record->cells[c].length) return false;
    }
    return record->count <= n_columns;
}

/* As many cells as the header, or one more that is empty: a delimiter behind the last cell. */
static bool is_whole(const struct record *record, size_t n_columns) {
    return record->count == n_columns || (record->count == n_columns + 1 && record->cells[n_columns].length == 0);
}

static void take_record(const struct record *record, void *context) {
    struct piece_context *piece = context;
    const struct loader *loader = piece->loader;
    size_t n_columns = loader->file->n_columns;
    if (n_columns > 1 && record->cells[0].length == 0 && is_empty(record, n_columns)) {
        piece->result->skipped = true;
        return;
    }
    if (loader->lines) loader->lines[piece->row] = record->line;
    if (is_whole(record, n_columns)) {
        for (size_t k = 0; k < piece->n_lanes; k++) read_cell(piece, &piece->lanes[k], record->cells[piece->lanes[k].at], record->line);
    } else {
        keep_bad_record(piece->result, (struct bad_record){piece->row, record->line, record->count});
        for (size_t k = 0; k < piece->n_lanes; k++) set_missing(piece->lanes[k].plan, piece->lanes[k].column, piece->row);
    }
    piece->row++;
}

/* --- one piece ----------------------------------------------------------------------------------------------------- */

static void set_up_lanes(const struct loader *loader, struct piece_context *taking) {
    size_t n = loader->file->n_columns;
    taking->lanes = calloc(n + 1, sizeof *taking->lanes);
    if (!taking->lanes) abort();
    for (size_t c = 0; c < n; c++) {
        const struct plan *plan = &loader->plans[c];
        if (!plan->active) continue;
        evidence_clear(&taking->result->evidence[c]);
        struct lane *lane = &taking->lanes[taking->n_lanes++];
        *lane = (struct lane){plan, &loader->columns[c], &taking->result->evidence[c], NULL, c};
        if (plan->kind == COLUMN_NUMBER) continue;
        lane->memo = calloc(MEMO_SLOTS, sizeof *lane->memo); /* length 0 never asks */
        if (!lane->memo) abort();
    }
}

static void tear_down_lanes(struct piece_context *taking) {
    for (size_t k = 0; k < taking->n_lanes; k++) free(taking->lanes[k].memo);
    free(taking->lanes);
}

void load_piece(size_t item, void *context) {
    struct loader *loader = context;
    const struct piece *piece = &loader->cut.pieces[item];
    struct piece_result *result = &loader->results[item];
    struct piece_context taking = {.loader = loader, .result = result, .row = loader->first_rows[item]};
    size_t length = piece->last - piece->first;
    result->n_bad_records = 0;
    result->skipped = false;
    set_up_lanes(loader, &taking);
    char *buffer = malloc(length + CELL_SLACK);
    const char *s = buffer ? source_bytes(&loader->file->source, piece->first, piece->last, buffer) : NULL;
    struct record_reader reader = {loader->file->delimiter, loader->file->n_columns + 1, take_record, &taking, false};
    uint32_t line = piece->line;
    result->failed = !s;
    if (s && loader->by_line) {
        records_by_line(&reader, s, length, line);
    } else if (s && piece->plain) {
        records_plain(&reader, s, length, line);
    } else if (s) {
        result->misquoted = !records_quoted(&reader, s, length, &line);
        result->misquoted_line = line;
    }
    result->skipped = result->skipped || reader.skipped;
    result->n_records = taking.row - loader->first_rows[item];
    tear_down_lanes(&taking);
    free(buffer);
}
