#include "engine/app/sketch.h"

#include "engine/base/files.h"
#include "engine/history/identifiers.h"
#include "engine/history/people.h"

#include <stdlib.h>
#include <string.h>

const struct column *sketch_column(const struct sketch *sketch, enum header_role role) {
    for (size_t c = 0; c < sketch->table.n_columns; c++) {
        if (sketch->roles[c] == role) return &sketch->table.columns[c];
    }
    return NULL;
}

int32_t sketch_last_day(const struct sketch *sketch, enum header_role role) {
    const struct column *column = sketch_column(sketch, role);
    int32_t last = DAY_MISSING;
    for (size_t i = 0; column && column->kind == COLUMN_DAY && i < sketch->table.n_rows; i++) {
        int32_t day = column_day(column, i);
        if (day > last) last = day; /* DAY_MISSING is the least of all */
    }
    return last;
}

/* --- roles --------------------------------------------------------------------------------------------------------- */

static bool is_day_role(enum header_role role) {
    return role == HEADER_HIRED || role == HEADER_LEFT || role == HEADER_FROM || role == HEADER_TO || role == HEADER_EXTRACT_DAY || role == HEADER_AS_OF || role == HEADER_EVENT_DAY;
}

/* A header alone does not decide: "left" may be a day or a flag, "month" a tenure or a day. */
static enum header_role by_content(enum header_role role, const struct column *column) {
    bool day = column->kind == COLUMN_DAY, number = column->kind == COLUMN_NUMBER;
    if (role == HEADER_EXITED && day) return HEADER_LEFT;
    if (role == HEADER_TENURE && day) return HEADER_FROM;
    if (is_day_role(role) && !day) return HEADER_NONE;
    if (role == HEADER_TENURE && !number) return HEADER_NONE;
    if ((role == HEADER_PAY || role == HEADER_HOURS || role == HEADER_AGE || role == HEADER_BIRTH_YEAR) && !number) return HEADER_NONE;
    if ((role == HEADER_EXITED || role == HEADER_CENSORED || role == HEADER_OUTCOME) && column->kind == COLUMN_LEVEL && column->n_levels > 3) return HEADER_NONE;
    return role;
}

static bool role_taken(const struct sketch *sketch, size_t before, enum header_role role) {
    for (size_t c = 0; c < before; c++) {
        if (sketch->roles[c] == role) return true;
    }
    return false;
}

static void settle_roles(struct sketch *sketch) {
    for (size_t c = 0; c < sketch->table.n_columns; c++) {
        enum header_role role = by_content(sketch->roles[c], &sketch->table.columns[c]);
        bool again = role != HEADER_TENURE && role_taken(sketch, c, role); /* a second tenure is still the answer given away */
        sketch->roles[c] = again || sketch->identifiers[c] ? HEADER_NONE : role;
        sketch->dutch = sketch->dutch || (role != HEADER_NONE && header_is_dutch(sketch->table.columns[c].name));
    }
}

/* --- the shape ----------------------------------------------------------------------------------------------------- */

static bool has(const struct sketch *sketch, enum header_role role) { return sketch_column(sketch, role) != NULL; }

static void count_rows_per_id(struct sketch *sketch, struct arena *arena) {
    const struct column *id = sketch_column(sketch, HEADER_ID);
    if (!id || !sketch->table.n_rows) return;
    struct people people = people_number(id, sketch->table.n_rows, arena);
    sketch->rows_per_id = people.n ? (double)sketch->table.n_rows / (double)people.n : 0;
}

static enum shape shape_of(const struct sketch *s) {
    bool several = s->rows_per_id > 1.02, person = has(s, HEADER_ID);
    if (has(s, HEADER_EXTRACT_DAY) && has(s, HEADER_HIRED) && person && several) return SHAPE_SNAPSHOTS;
    if ((has(s, HEADER_HIRED) || has(s, HEADER_FROM)) && has(s, HEADER_LEFT)) return SHAPE_SPELLS;
    if (person && has(s, HEADER_FROM) && (several || !has(s, HEADER_TO))) return SHAPE_HISTORY;
    if (person && has(s, HEADER_FROM) && has(s, HEADER_TO)) return SHAPE_SPELLS;
    if (has(s, HEADER_TENURE) && (has(s, HEADER_EXITED) || has(s, HEADER_CENSORED))) return SHAPE_DURATIONS;
    if (has(s, HEADER_EXITED) || has(s, HEADER_OUTCOME) || has(s, HEADER_CENSORED)) return SHAPE_OUTCOME;
    if (person && has(s, HEADER_EVENT_DAY)) return SHAPE_EVENTS;
    if (person && !several) return SHAPE_DESCRIPTION;
    return person ? SHAPE_UNKNOWN : SHAPE_LOOKUP;
}

/* Where one row follows another: does it begin on the day the other ends, or on the next? */
static bool ends_are_exclusive(const struct sketch *sketch, struct arena *arena) {
    const struct column *id = sketch_column(sketch, HEADER_ID), *from = sketch_column(sketch, HEADER_FROM), *to = sketch_column(sketch, HEADER_TO);
    size_t same = 0, next = 0;
    if (!id || !from || !to) return false;
    struct people people = people_number(id, sketch->table.n_rows, arena);
    struct rows_by_person rows = people_rows(people.of_row, sketch->table.n_rows, people.n, arena);
    for (size_t p = 0; p < people.n; p++) {
        for (size_t i = rows.first[p]; i < rows.first[p + 1]; i++) {
            for (size_t k = rows.first[p]; k < rows.first[p + 1] && k < rows.first[p] + 200; k++) {
                int32_t end = column_day(to, rows.order[i]), begin = column_day(from, rows.order[k]);
                if (i == k || end == DAY_MISSING || begin == DAY_MISSING) continue;
                same += begin == end;
                next += begin == end + 1;
            }
        }
    }
    return same > next;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

/* Nothing, or zeros where a day would be. */
static bool empty_cell(struct cell cell) {
    for (size_t i = 0; i < cell.length; i++) {
        if (!cell.s[i] || !strchr("0-/.", cell.s[i])) return false;
    }
    return true;
}

/* Days as Excel's numbers are only days to someone who knows the header. */
static bool looks_like_days(const struct export *file, size_t c) {
    size_t days = 0, values = 0;
    int32_t day;
    for (size_t i = 0; i < file->n_sample; i++) {
        struct cell cell = file->sample[i * file->n_columns + c];
        if (empty_cell(cell) || export_is_missing(file, cell)) continue;
        values++;
        for (int order = 0; order < DATE_ORDERS; order++) {
            if (!cell_day(cell, (enum date_order)order, &day)) continue;
            days++;
            break;
        }
    }
    return values ? days * 10 >= values * 9 : true;
}

static enum column_request request_for(const struct sketch *sketch, const struct export *file, size_t c) {
    enum header_role role = sketch->roles[c];
    if (sketch->identifiers[c]) return REQUEST_SKIP;
    if (role == HEADER_ID) return REQUEST_ID;
    if (role == HEADER_REASON || role == HEADER_STATUS || role == HEADER_CENSORED || role == HEADER_OUTCOME) return REQUEST_LEVEL;
    return is_day_role(role) && looks_like_days(file, c) ? REQUEST_DAY : REQUEST_AUTO;
}

static enum status load(struct sketch *sketch, const struct job_format *format, struct arena *arena, struct diag *diag) {
    struct export file;
    struct place at = {sketch->path, 0, 0};
    enum status status = export_open(&file, sketch->path, format, at, arena, diag);
    if (status != STATUS_OK) return status;
    enum column_request *requests = ARENA_ARRAY(arena, enum column_request, file.n_columns + 1);
    sketch->roles = ARENA_ARRAY(arena, enum header_role, file.n_columns + 1);
    sketch->identifiers = ARENA_ARRAY(arena, const char *, file.n_columns + 1);
    for (size_t c = 0; c < file.n_columns; c++) {
        sketch->roles[c] = header_role(file.names[c]);
        bool id = sketch->roles[c] == HEADER_ID;
        sketch->identifiers[c] = id ? identifiers_in_ids(file.sample + c, file.n_sample, file.n_columns)
                                    : identifiers_find(file.names[c], file.sample + c, file.n_sample, file.n_columns);
        requests[c] = request_for(sketch, &file, c);
    }
    status = export_load(&file, requests, arena, diag, &sketch->table);
    export_close(&file);
    return status;
}

enum status sketch_file(struct sketch *sketch, const char *path, struct arena *arena, struct diag *diag) {
    static const struct job_format PLAIN = {0}, DUTCH = {.date = {"dd-mm-yyyy", {0}}, .decimal = {",", {0}}};
    *sketch = (struct sketch){.path = path};
    struct diag quiet;
    diag_init(&quiet, arena);
    if (load(sketch, &PLAIN, arena, &quiet) != STATUS_OK) { /* perhaps only because two readings fit: then the Dutch one, and the job says so */
        enum status status = load(sketch, &DUTCH, arena, diag);
        if (status != STATUS_OK) return status;
        sketch->guessed_format = true;
    }
    if (!sketch->table.n_rows) {
        diag_add(diag, SEVERITY_ERROR, (struct place){path, 0, 0}, "has a header and no rows; export it again");
        return STATUS_REFUSED;
    }
    if (sketch->table.n_bad_records * 2 > sketch->table.n_rows) {
        diag_add(diag, SEVERITY_ERROR, (struct place){path, sketch->table.bad_records[0].line, 0}, "most rows have %zu cells where the header has %zu; export it again, or mend the header",
                 sketch->table.bad_records[0].found, sketch->table.n_columns);
        return STATUS_REFUSED;
    }
    settle_roles(sketch);
    count_rows_per_id(sketch, arena);
    sketch->shape = shape_of(sketch);
    sketch->exclusive = sketch->shape == SHAPE_HISTORY && ends_are_exclusive(sketch, arena);
    return STATUS_OK;
}
