#include "engine/history/timeline.h"

#include "engine/history/causes.h"
#include "engine/history/overlaps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct builder {
    const struct job *job;
    const struct table *table;
    const struct roles *roles;
    struct quality *quality;
    struct timeline *timeline;
    const uint8_t *cause_of;
    bool *yes; /* levels of the `exited` column that mean yes */
    struct arena *arena;
};

static void refuse_row(struct builder *b, size_t row, const struct column *column, const char *value,
                       const char *reason) {
    b->timeline->used[row] = 0;
    if (b->timeline->hired) b->timeline->hired[row] = DAY_MISSING;
    b->timeline->entry[row] = b->timeline->exit[row] = 0;
    b->timeline->cause[row] = 0;
    b->quality->n_rows_rejected++;
    uint32_t line = table_line(b->table, row);
    uint32_t cell = column ? (uint32_t)(column - b->table->columns) + 1 : 0;
    quality_reject(b->quality, (struct reject){line, cell, column ? column->name : "", value, reason, "row not used"});
    quality_find(b->quality, reason, SEVERITY_ERROR, "row not used", "line %u%s%s%s%s", line, column ? ", " : "",
                 column ? column->name : "", value[0] ? ": " : "", value);
}

/* --- spells with dates ------------------------------------------------------------------------------------------- */

static void refuse_day(struct builder *b, size_t row, const struct column *column, int32_t day, const char *reason) {
    char text[40] = "";
    if (day != DAY_MISSING) days_format(day, text);
    refuse_row(b, row, column, text, reason);
}

static int32_t day_or_missing(const struct column *column, size_t row) {
    return column ? column_day(column, row) : DAY_MISSING;
}

static int32_t observed_from(const struct builder *b, size_t row) {
    int32_t day = day_or_missing(b->roles->observed_from, row);
    return day == DAY_MISSING ? b->roles->observed_from_day : day;
}

/* The cause of an exit, and what the reason says that the dates do not. */
static uint8_t cause_of_exit(struct builder *b, size_t row, bool left) {
    const struct column *reason = b->roles->reason;
    uint32_t code = reason ? column_code(reason, row) : 0;
    uint32_t line = table_line(b->table, row);
    if (left && reason && !code) {
        quality_find(b->quality, "exit without a reason", SEVERITY_WARNING, "counted as cause \"unknown\"", "line %u", line);
    }
    if (!left && code) {
        quality_find(b->quality, "reason without an exit", SEVERITY_WARNING, "reason left out; counted as still there",
                     "line %u: %s", line, reason->levels[code]);
    }
    return left ? b->cause_of[code] : 0;
}

static void build_dated(struct builder *b, size_t row) {
    struct timeline *t = b->timeline;
    int32_t hired = column_day(b->roles->hired, row), left = day_or_missing(b->roles->left, row);
    int32_t from = observed_from(b, row), to = day_or_missing(b->roles->observed_to, row);
    if (hired == DAY_MISSING) {
        refuse_day(b, row, b->roles->hired, DAY_MISSING, "no hire date");
        return;
    }
    if (left != DAY_MISSING && left < hired) {
        refuse_day(b, row, b->roles->left, left, "exit before hire");
        return;
    }
    if (hired < days_from_civil(1920, 1, 1)) {
        refuse_day(b, row, b->roles->hired, hired, "impossible hire date");
        return;
    }
    if (hired > t->as_of) {
        refuse_day(b, row, b->roles->hired, hired, "hired after as_of");
        b->quality->n_rows_unseen++;
        return;
    }
    int32_t end = to != DAY_MISSING && to < t->as_of ? to : t->as_of;
    bool gone = left != DAY_MISSING && left <= end;
    if (left != DAY_MISSING && left > t->as_of) {
        quality_find(b->quality, "exit after as_of", SEVERITY_NOTE, "counted as still there on as_of", "line %u",
                     table_line(b->table, row));
    }
    int32_t last = gone ? left : end;
    if (last < hired || (from != DAY_MISSING && from > last)) {
        refuse_day(b, row, b->roles->hired, hired, "never under observation");
        return;
    }
    t->hired[row] = hired;
    t->entry[row] = from != DAY_MISSING && from > hired ? from - hired : 0;
    t->exit[row] = last - hired;
    t->cause[row] = cause_of_exit(b, row, gone);
    if (t->entry[row] && (t->observed_since == DAY_MISSING || from < t->observed_since)) t->observed_since = from;
    if (t->exit[row] <= t->entry[row]) {
        quality_find(b->quality, "no time at risk", SEVERITY_NOTE, "in the flows, not in curves and models", "line %u",
                     table_line(b->table, row));
    }
}

/* --- durations --------------------------------------------------------------------------------------------------- */

static bool says_yes(const struct builder *b, size_t row) {
    return b->roles->exited && b->yes[column_code(b->roles->exited, row)];
}

static void build_duration(struct builder *b, size_t row) {
    struct timeline *t = b->timeline;
    double tenure = column_number(b->roles->tenure, row);
    double from = b->roles->tenure_from ? column_number(b->roles->tenure_from, row) : 0;
    if (isnan(from)) from = 0;
    if (isnan(tenure) || tenure < 0 || tenure * t->unit_days > 40000) {
        char value[32] = "";
        if (!isnan(tenure)) snprintf(value, sizeof value, "%g", tenure);
        refuse_row(b, row, b->roles->tenure, value, isnan(tenure) ? "no tenure" : "impossible tenure");
        return;
    }
    if (from < 0 || from * t->unit_days > 40000) {
        char value[32];
        snprintf(value, sizeof value, "%g", from);
        refuse_row(b, row, b->roles->tenure_from, value, "impossible tenure");
        return;
    }
    bool left = says_yes(b, row);
    t->entry[row] = (int32_t)lround(from * t->unit_days);
    t->exit[row] = (int32_t)lround(tenure * t->unit_days);
    t->cause[row] = cause_of_exit(b, row, left);
    if (t->exit[row] <= t->entry[row]) {
        quality_find(b->quality, "no time at risk", SEVERITY_NOTE, "not in curves and models", "line %u",
                     table_line(b->table, row));
    }
}

/* What each whole day was in the durations' own unit: the least duration that became that day. */
static void keep_units(struct builder *b) {
    struct timeline *t = b->timeline;
    t->unit_time = ARENA_ARRAY(b->arena, double, (size_t)t->longest + 1);
    for (int32_t day = 0; day <= t->longest; day++) t->unit_time[day] = NAN;
    for (size_t row = 0; row < t->n; row++) {
        if (!t->used[row]) continue;
        double tenure = column_number(b->roles->tenure, row), *kept = &t->unit_time[t->exit[row]];
        if (isnan(*kept) || tenure < *kept) *kept = tenure;
    }
}

static double days_of_unit(int unit) {
    static const double DAYS[] = {1, 7, 30.4375, 365.25};
    return DAYS[unit];
}

/* --- people ------------------------------------------------------------------------------------------------------ */

struct identified {
    double number;
    uint32_t row;
};

static int by_number(const void *a, const void *b) {
    const struct identified *x = a, *y = b;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Numbers people 0.. by ids that are numbers, in rising order of id unless they stand so already. */
static size_t number_people(const struct builder *b, uint32_t *person) {
    const struct column *id = b->roles->id;
    size_t n = b->timeline->n, people = 0;
    bool rising = true;
    double previous = -INFINITY;
    for (size_t row = 0; row < n && rising; row++) {
        double number = column_number(id, row);
        rising = number >= previous;
        people += number > previous;
        person[row] = (uint32_t)people - 1;
        previous = number;
    }
    if (rising) return people;
    struct identified *ids = malloc((n + 1) * sizeof *ids);
    if (!ids) abort();
    for (size_t row = 0; row < n; row++) {
        double number = column_number(id, row);
        ids[row] = (struct identified){isnan(number) ? INFINITY : number, (uint32_t)row};
    }
    qsort(ids, n, sizeof *ids, by_number);
    people = 0;
    for (size_t i = 0; i < n; i++) {
        people += i == 0 || ids[i].number != ids[i - 1].number;
        person[ids[i].row] = (uint32_t)people - 1;
    }
    free(ids);
    return people;
}

static bool id_missing(const struct column *id, size_t row) {
    return id->kind == COLUMN_LEVEL ? column_code(id, row) == 0 : isnan(column_number(id, row));
}

static void refuse_overlap(size_t row, size_t other, bool twice, void *context) {
    struct builder *b = context;
    char value[40];
    snprintf(value, sizeof value, "line %u", table_line(b->table, other));
    b->timeline->n_used--;
    refuse_row(b, row, b->roles->id, value, twice ? "the same spell twice" : "overlaps another spell of the same person");
}

static void assign_people(struct builder *b) {
    struct timeline *t = b->timeline;
    const struct column *id = b->roles->id;
    t->n_people = t->n_used;
    if (!id) return;
    t->person = ARENA_ARRAY(b->arena, uint32_t, t->n);
    size_t people = id->n_levels;
    if (id->kind == COLUMN_NUMBER) {
        people = number_people(b, t->person);
    } else {
        for (size_t row = 0; row < t->n; row++) t->person[row] = column_code(id, row) - 1;
    }
    if (t->hired) overlaps_find(t, people, refuse_overlap, b);
    uint8_t *seen = calloc(people + 1, 1);
    if (!seen) abort();
    t->n_people = 0;
    for (size_t row = 0; row < t->n; row++) {
        if (!t->used[row] || t->person[row] >= people) continue;
        t->n_people += !seen[t->person[row]];
        seen[t->person[row]] = 1;
    }
    free(seen);
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

static void mark_yes(struct builder *b) {
    const struct column *exited = b->roles->exited;
    if (!exited) return;
    const struct words *is = &b->job->data.employees.exited.is;
    b->yes = ARENA_ARRAY(b->arena, bool, exited->n_levels + 1);
    for (size_t level = 1; level <= exited->n_levels; level++) {
        for (size_t k = 0; k < is->count; k++) {
            b->yes[level] = b->yes[level] || !strcmp(exited->levels[level], is->items[k].text);
        }
    }
}

static void refuse_bad_records(struct builder *b) {
    for (size_t i = 0; i < b->table->n_bad_records; i++) {
        const struct bad_record *bad = &b->table->bad_records[i];
        char found[48];
        snprintf(found, sizeof found, "%zu cells, %zu expected", bad->found, b->table->n_columns);
        if (b->timeline->used[bad->row]) refuse_row(b, bad->row, NULL, found, "wrong number of cells");
    }
}

static bool decides_spell(const struct roles *roles, const struct column *column) {
    return column == roles->hired || column == roles->left || column == roles->observed_from ||
           column == roles->observed_to || column == roles->tenure || column == roles->tenure_from;
}

/* A spell whose dates cannot be read is not guessed at; another cell is read as missing. */
static void list_bad_cells(struct builder *b) {
    for (size_t i = 0; i < b->table->n_bad_cells; i++) {
        const struct bad_cell *bad = &b->table->bad_cells[i];
        const struct column *column = &b->table->columns[bad->column - 1];
        const char *reason = column->kind == COLUMN_DAY ? "not a date" : "not a number";
        if (decides_spell(b->roles, column)) {
            if (b->timeline->used[bad->row]) refuse_row(b, bad->row, column, bad->text, reason);
            continue;
        }
        quality_reject(b->quality, (struct reject){bad->line, bad->column, column->name, bad->text, reason, "cell read as missing"});
        const char *check = column->kind == COLUMN_DAY ? "cell is not a date" : "cell is not a number";
        quality_find(b->quality, check, SEVERITY_WARNING, "cell read as missing", "line %u, %s: %s", bad->line,
                     column->name, bad->text);
    }
}

static enum status check_tolerance(const struct builder *b, struct diag *diag) {
    const struct job_employees *employees = &b->job->data.employees;
    if (b->timeline->n == 0) {
        diag_add(diag, SEVERITY_ERROR, employees->file.at, "%s has a header and no rows; export it again", b->table->file);
        return STATUS_REFUSED;
    }
    double share = (double)(b->quality->n_rows_rejected - b->quality->n_rows_unseen) / (double)b->timeline->n;
    if (b->timeline->n_used && share <= employees->rejects_at_most) return STATUS_OK;
    for (size_t i = 0; i < b->quality->n_rejects && i < 20; i++) {
        const struct reject *r = &b->quality->rejects[i];
        diag_add(diag, SEVERITY_ERROR, (struct place){b->table->file, r->line, r->cell}, "%s%s%s%s%s%s", r->reason, r->column[0] ? ": " : "", r->column,
                 r->value[0] ? " \"" : "", r->value, r->value[0] ? "\"" : "");
    }
    diag_add(diag, SEVERITY_ERROR, employees->file.at,
             "%zu of %zu rows cannot be used, more than rejects_at_most allows (%.3g %%); mend the file, or raise "
             "rejects_at_most if you accept that",
             b->quality->n_rows_rejected - b->quality->n_rows_unseen, b->timeline->n, employees->rejects_at_most * 100);
    return STATUS_REFUSED;
}

enum status timeline_build(const struct job *job, const struct table *table, const struct roles *roles,
                           struct arena *arena, struct quality *quality, struct diag *diag, struct timeline *timeline) {
    size_t n = table->n_rows;
    *timeline = (struct timeline){.n = n,
                                  .as_of = roles->hired ? job->as_of : DAY_MISSING,
                                  .observed_since = DAY_MISSING,
                                  .unit_days = roles->hired ? 1 : days_of_unit(job->data.employees.tenure_unit)};
    timeline->used = ARENA_ARRAY(arena, uint8_t, n + 1);
    timeline->entry = ARENA_ARRAY(arena, int32_t, n + 1);
    timeline->exit = ARENA_ARRAY(arena, int32_t, n + 1);
    timeline->cause = ARENA_ARRAY(arena, uint8_t, n + 1);
    if (roles->hired) timeline->hired = ARENA_ARRAY(arena, int32_t, n + 1);
    struct builder b = {job, table, roles, quality, timeline, NULL, NULL, arena};
    b.cause_of = causes_map(&job->reasons, roles->reason, arena, diag, timeline);
    memset(timeline->used, 1, n);
    mark_yes(&b);
    refuse_bad_records(&b);
    list_bad_cells(&b);
    for (size_t row = 0; row < n; row++) {
        if (!timeline->used[row]) continue;
        if (roles->id && id_missing(roles->id, row)) {
            refuse_row(&b, row, roles->id, "", "no id");
        } else if (roles->hired) {
            build_dated(&b, row);
        } else {
            build_duration(&b, row);
        }
        if (timeline->exit[row] > timeline->longest) timeline->longest = timeline->exit[row];
        timeline->n_used += timeline->used[row];
    }
    assign_people(&b);
    if (!roles->hired) keep_units(&b);
    return check_tolerance(&b, diag);
}

bool timeline_begins(const struct timeline *timeline, size_t line) { return !timeline->begins || timeline->begins[line]; }

bool timeline_ends(const struct timeline *timeline, size_t line) {
    return line + 1 == timeline->n || timeline_begins(timeline, line + 1);
}

bool timeline_present(const struct timeline *timeline, size_t line, int32_t day) {
    if (!timeline->used[line]) return false;
    bool ends = timeline_ends(timeline, line);
    if (!timeline->hired) return ends && timeline->cause[line] == 0; /* durations: whoever has not left is there */
    int32_t first = timeline->hired[line] + (timeline_begins(timeline, line) ? 0 : timeline->entry[line]);
    int32_t last = timeline->hired[line] + timeline->exit[line];
    return first <= day && (last > day || (last == day && ends && timeline->cause[line] == 0));
}
