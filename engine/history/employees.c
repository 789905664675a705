/* employees.c: the file with one row an employee, or a spell, as a timeline. */
#include "engine/base/files.h"
#include "engine/history/causes.h"
#include "engine/history/overlaps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct builder {
    const struct job *job;
    const struct table *table;
    const struct roles *roles;
    struct row_counts *counts;
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
    b->timeline->cause[row] = b->timeline->reason[row] = 0;
    b->counts->rejected++;
    uint32_t line = table_line(b->table, row);
    uint32_t cell = column ? (uint32_t)(column - b->table->columns) + 1 : 0;
    quality_reject(b->quality, (struct reject){b->table->file, line, cell, column ? column->name : "", value, reason, "row not used"});
    quality_find(b->quality, reason, SEVERITY_ERROR, "row not used", "line %u%s%s%s%s", line, column ? ", " : "",
                 column ? column->name : "", value[0] ? ": " : "", quality_shown(b->quality, value));
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

/* The cause of an exit, and what the reason says that the dates do not; `later`: it is of an exit that is not seen yet. */
static uint8_t cause_of_exit(struct builder *b, size_t row, bool left, bool later) {
    const struct column *reason = b->roles->reason;
    uint32_t code = reason ? column_code(reason, row) : 0;
    uint32_t line = table_line(b->table, row);
    if (left && reason && !code) {
        quality_find(b->quality, "exit without a reason", SEVERITY_WARNING, "counted as cause \"unknown\"", "line %u", line);
    }
    if (!left && !later && code) {
        quality_find(b->quality, "reason without an exit", SEVERITY_WARNING, "reason left out; counted as still there",
                     "line %u: %s", line, reason->levels[code]);
    }
    b->timeline->reason[row] = left ? causes_reason(b->timeline, reason, row) : 0;
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
        b->counts->unseen++;
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
    t->cause[row] = cause_of_exit(b, row, gone, left != DAY_MISSING);
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
    t->cause[row] = cause_of_exit(b, row, left, false);
    if (t->exit[row] <= t->entry[row]) {
        quality_find(b->quality, "no time at risk", SEVERITY_NOTE, "not in curves and models", "line %u",
                     table_line(b->table, row));
    }
}

/* --- a plain outcome ----------------------------------------------------------------------------------------------- */

/* Time means nothing here: every row is as long as any other, and the outcome stands where a cause of exit would. */
static void build_outcome(struct builder *b, size_t row) {
    if (column_is_missing(b->roles->exited, row)) {
        refuse_row(b, row, b->roles->exited, "", "no outcome");
        return;
    }
    b->timeline->exit[row] = 1;
    b->timeline->cause[row] = says_yes(b, row);
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
    struct people numbered = people_number(id, t->n, b->arena);
    size_t people = numbered.n;
    t->person = numbered.of_row;
    t->n_numbered = people;
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

static bool says(const struct words *is, const char *text) {
    static const char *const YES[] = {"1", "yes", "y", "true", "ja", "j", "waar", NULL};
    for (size_t k = 0; k < is->count; k++) {
        if (!strcmp(is->items[k].text, text)) return true;
    }
    for (size_t k = 0; !is->count && YES[k]; k++) {
        if (!strcasecmp(YES[k], text)) return true;
    }
    return false;
}

static void mark_yes(struct builder *b, struct diag *diag) {
    const struct column *exited = b->roles->exited;
    if (!exited) return;
    const struct job_employees *e = &b->job->data.employees;
    const struct job_match *match = e->outcome.column.text ? &e->outcome : &e->exited;
    bool found = false;
    b->yes = ARENA_ARRAY(b->arena, bool, exited->n_levels + 1);
    for (size_t level = 1; level <= exited->n_levels; level++) {
        b->yes[level] = says(&match->is, exited->levels[level]);
        found = found || b->yes[level];
    }
    if (found) return;
    const struct word *word = match->is.count ? &match->is.items[0] : &match->column;
    const char *nearest = match->is.count ? diag_nearest(word->text, exited->levels + 1, exited->n_levels) : NULL;
    diag_add(diag, SEVERITY_ERROR, word->at, "no row of %s has a %s that means yes; %s%s%s", file_base(b->table->file), exited->name,
             nearest ? "did you mean \"" : "say which does, as is: VALUE", nearest ? nearest : "", nearest ? "\"?" : "");
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
        if (!decides_spell(b->roles, column)) {
            quality_cell(b->quality, b->table, bad, false);
        } else if (b->timeline->used[bad->row]) {
            refuse_row(b, bad->row, column, bad->text, quality_fault(b->quality, b->table, bad));
        }
    }
}

void timeline_build(const struct job *job, const struct table *table, const struct roles *roles, struct arena *arena,
                    struct quality *quality, struct row_counts *counts, struct diag *diag, struct timeline *timeline) {
    size_t n = table->n_rows;
    counts->rows = n;
    *timeline = (struct timeline){.n = n,
                                  .as_of = roles->hired ? job->as_of : DAY_MISSING,
                                  .observed_since = DAY_MISSING,
                                  .unit_days = roles->hired ? 1 : days_of_unit(job->data.employees.tenure_unit)};
    timeline->used = ARENA_ARRAY(arena, uint8_t, n + 1);
    timeline->entry = ARENA_ARRAY(arena, int32_t, n + 1);
    timeline->exit = ARENA_ARRAY(arena, int32_t, n + 1);
    timeline->cause = ARENA_ARRAY(arena, uint8_t, n + 1);
    timeline->reason = ARENA_ARRAY(arena, uint8_t, n + 1);
    if (roles->hired) timeline->hired = ARENA_ARRAY(arena, int32_t, n + 1);
    struct builder b = {job, table, roles, counts, quality, timeline, NULL, NULL, arena};
    b.cause_of = causes_map(&job->reasons, roles->reason, arena, diag, timeline);
    memset(timeline->used, 1, n);
    mark_yes(&b, diag);
    refuse_bad_records(&b);
    list_bad_cells(&b);
    for (size_t row = 0; row < n; row++) {
        if (!timeline->used[row]) continue;
        if (roles->id && column_is_missing(roles->id, row)) {
            refuse_row(&b, row, roles->id, "", "no id");
        } else if (roles->hired) {
            build_dated(&b, row);
        } else if (roles->tenure) {
            build_duration(&b, row);
        } else {
            build_outcome(&b, row);
        }
        if (timeline->exit[row] > timeline->longest) timeline->longest = timeline->exit[row];
        timeline->n_used += timeline->used[row];
    }
    assign_people(&b);
    if (roles->tenure) keep_units(&b);
    if (!roles->hired && !roles->tenure) timeline->causes[1] = roles->exited->name;
}
