#include "engine/history/history.h"

#include "engine/base/blocks.h"
#include "engine/base/files.h"

#include <stdlib.h>
#include <string.h>

static int32_t from_of(const struct history *h, size_t row) { return h->from ? column_day(h->from, row) : h->from_day; }

/* The first day on which the row's own end says that it no longer holds. */
static int32_t own_end(const struct history *h, size_t row) {
    int32_t to = h->to ? column_day(h->to, row) : DAY_MISSING;
    if (to == DAY_MISSING) return DAY_NEVER;
    return h->to_exclusive ? to : to + 1;
}

static enum row_fault fault_of(const struct history *h, size_t row, int32_t as_of) {
    char text[40];
    if (h->fault[row]) return (enum row_fault)h->fault[row];
    if (h->person[row] == PERSON_NONE) return people_id_text(h->id, row, text)[0] ? ROW_STRANGER : ROW_NO_ID;
    int32_t from = from_of(h, row);
    if (from == DAY_MISSING) return ROW_NO_DATE;
    if (own_end(h, row) <= from) return ROW_EMPTY;
    return from > as_of ? ROW_UNSEEN : ROW_FINE;
}

static bool decides(const struct history *h, const struct column *column) {
    return column == h->from || column == h->to || column == h->deciding[0] || column == h->deciding[1];
}

/* Half of somebody's employment would look like an exit. */
static void distrust(struct history *h, size_t n_people, struct arena *arena) {
    bool *people = ARENA_ARRAY(arena, bool, n_people + 1);
    for (size_t row = 0; row < h->table->n_rows; row++) {
        if (h->fault[row] == ROW_NOT_A_DATE && h->person[row] != PERSON_NONE) people[h->person[row]] = true;
    }
    for (size_t row = 0; row < h->table->n_rows; row++) {
        if (!h->fault[row] && people[h->person[row]]) h->fault[row] = ROW_DISTRUSTED;
    }
}

static void mark_faults(struct history *h, int32_t as_of, struct arena *arena) {
    size_t n = h->table->n_rows;
    h->fault = ARENA_ARRAY(arena, uint8_t, n + 1);
    h->used = ARENA_ARRAY(arena, uint8_t, n + 1);
    for (size_t i = 0; i < h->table->n_bad_records; i++) h->fault[h->table->bad_records[i].row] = ROW_WRONG_CELLS;
    for (size_t i = 0; i < h->table->n_bad_cells; i++) {
        const struct column *column = &h->table->columns[h->table->bad_cells[i].column - 1];
        if (decides(h, column)) h->fault[h->table->bad_cells[i].row] = ROW_NOT_A_DATE;
    }
    for (size_t row = 0; row < n; row++) h->fault[row] = (uint8_t)fault_of(h, row, as_of);
}

/* --- one person's rows --------------------------------------------------------------------------------------------- */

struct dated {
    int32_t from;
    uint32_t row;
};

static int by_day(const void *a, const void *b) {
    const struct dated *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void sort_rows(const struct history *h, uint32_t *rows, size_t n) {
    bool rising = true;
    for (size_t k = 1; k < n && rising; k++) rising = from_of(h, rows[k - 1]) <= from_of(h, rows[k]);
    if (rising) return;
    struct dated *dated = malloc(n * sizeof *dated);
    if (!dated) abort();
    for (size_t k = 0; k < n; k++) dated[k] = (struct dated){from_of(h, rows[k]), rows[k]};
    qsort(dated, n, sizeof *dated, by_day);
    for (size_t k = 0; k < n; k++) rows[k] = dated[k].row;
    free(dated);
}

struct sorting {
    struct history *h;
    struct rows_by_person all; /* fine rows, before replaced ones go */
    size_t *kept;              /* [person]: rows that stay, at the begin of the person's stretch */
    size_t overlaps[BLOCKS_MAX], gaps[BLOCKS_MAX];
    uint32_t overlap_row[BLOCKS_MAX], gap_row[BLOCKS_MAX];
};

/* Of several rows that begin on one day the last in the file stays. */
static size_t keep_last_of_day(struct history *h, uint32_t *rows, size_t n) {
    size_t kept = 0;
    for (size_t k = 0; k < n; k++) {
        if (!h->happenings && k + 1 < n && from_of(h, rows[k]) == from_of(h, rows[k + 1])) {
            h->fault[rows[k]] = ROW_REPLACED;
        } else {
            rows[kept++] = rows[k];
        }
    }
    return kept;
}

static void sort_block(size_t block, size_t first, size_t last, void *context) {
    struct sorting *s = context;
    for (size_t p = first; p < last; p++) {
        size_t begin = s->all.first[p], n = s->all.first[p + 1] - begin;
        uint32_t *rows = s->all.order + begin;
        if (n > 1) sort_rows(s->h, rows, n);
        s->kept[p] = keep_last_of_day(s->h, rows, n);
        for (size_t k = 0; k + 1 < s->kept[p]; k++) {
            int32_t end = own_end(s->h, rows[k]), next = from_of(s->h, rows[k + 1]);
            bool plain_end = end == next || (end == DAY_NEVER && !s->h->to); /* without ends a row holds until the next */
            if (plain_end || s->h->happenings) continue;
            size_t *count = end > next ? &s->overlaps[block] : &s->gaps[block];
            if ((*count)++ == 0) *(end > next ? &s->overlap_row[block] : &s->gap_row[block]) = rows[k + 1];
        }
    }
}

/* Stretches of days on which one row is in force, for one person after another. */
struct laying {
    struct history *h;
    size_t at;        /* the next place */
    size_t *open;     /* rows still holding by their own word, the last begun on top */
    size_t n_open;
};

static void lay(struct laying *l, uint32_t row, int32_t from, int32_t until) {
    if (from >= until) return;
    l->h->rows.order[l->at] = row;
    l->h->begin[l->at] = from;
    l->h->until[l->at++] = until;
}

/* Lays down what is in force from `from` on until `until`, by the rows that are open: the last begun counts, and when it
 * ends the one before it counts again. */
static void lay_open(struct laying *l, int32_t from, int32_t until) {
    while (l->n_open && from < until) {
        size_t row = l->open[l->n_open - 1];
        int32_t end = own_end(l->h, row), stop = end < until ? end : until;
        if (stop > from) {
            lay(l, (uint32_t)row, from, stop);
            from = stop;
        }
        if (end <= until) l->n_open--;
    }
}

static void lay_person(struct laying *l, const uint32_t *rows, size_t n) {
    l->n_open = 0;
    for (size_t k = 0; k < n; k++) {
        l->open[l->n_open++] = rows[k];
        lay_open(l, from_of(l->h, rows[k]), k + 1 < n ? from_of(l->h, rows[k + 1]) : DAY_NEVER);
    }
}

/* Writes down on which days each row is in force; a row may come back when a later one ends before it. */
static void set_days(struct sorting *s, size_t n_people, struct arena *arena) {
    struct history *h = s->h;
    struct rows_by_person sorted = s->all;
    size_t n = sorted.first[n_people];
    h->rows = (struct rows_by_person){ARENA_ARRAY(arena, size_t, n_people + 2), ARENA_ARRAY(arena, uint32_t, 2 * n + 1)};
    h->begin = ARENA_ARRAY(arena, int32_t, 2 * n + 1);
    h->until = ARENA_ARRAY(arena, int32_t, 2 * n + 1);
    struct laying l = {h, 0, malloc((n + 1) * sizeof(size_t)), 0};
    if (!l.open) abort();
    for (size_t p = 0; p < n_people; p++) {
        h->rows.first[p] = l.at;
        const uint32_t *rows = sorted.order + sorted.first[p];
        for (size_t k = 0; h->happenings && k < s->kept[p]; k++) lay(&l, rows[k], from_of(h, rows[k]), DAY_NEVER);
        if (!h->happenings) lay_person(&l, rows, s->kept[p]);
    }
    h->rows.first[n_people] = l.at;
    free(l.open);
}

void history_arrange(struct history *h, const struct people *people, int32_t as_of, struct arena *arena) {
    size_t n = h->table->n_rows;
    if (!h->person) h->person = people_find(people, h->id, n, arena);
    for (size_t row = 0; row < n && !h->ids_alike; row++) {
        if (h->person[row] != PERSON_NONE) continue;
        h->ids_alike = people_alike(people, h->id, h->person, n);
        break;
    }
    struct arena scratch = {0};
    mark_faults(h, as_of, arena);
    if (h->whole_people) distrust(h, people->n, &scratch);
    uint32_t *fine = ARENA_ARRAY(&scratch, uint32_t, n + 1);
    for (size_t row = 0; row < n; row++) fine[row] = h->fault[row] ? PERSON_NONE : h->person[row];
    struct sorting *s = ARENA_NEW(&scratch, struct sorting);
    s->h = h;
    s->all = people_rows(fine, n, people->n, &scratch);
    s->kept = ARENA_ARRAY(&scratch, size_t, people->n + 1);
    size_t count = blocks_count(people->n, 1024);
    blocks_run(people->n, count, sort_block, s);
    for (size_t b = count; b-- > 0;) {
        h->n_overlaps += s->overlaps[b];
        h->n_gaps += s->gaps[b];
        if (s->overlaps[b]) h->overlap_row = s->overlap_row[b];
        if (s->gaps[b]) h->gap_row = s->gap_row[b];
    }
    set_days(s, people->n, arena);
    arena_free(&scratch);
}

size_t history_row_on(const struct history *h, size_t *at, size_t end, int32_t day, int32_t *change) {
    while (*at < end && h->until[*at] <= day) ++*at;
    if (*at == end) {
        *change = DAY_NEVER;
        return SIZE_MAX;
    }
    bool holds = h->begin[*at] <= day;
    *change = holds ? h->until[*at] : h->begin[*at];
    return holds ? *at : SIZE_MAX;
}

/* --- what the analyst is told -------------------------------------------------------------------------------------- */

static const struct {
    const char *reason, *taken;
    enum severity severity;
} FAULTS[ROW_FAULTS] = {
    [ROW_NO_ID] = {"no id", "row not used", SEVERITY_ERROR},
    [ROW_STRANGER] = {"nobody has this id", "row not used", SEVERITY_ERROR},
    [ROW_NO_DATE] = {"no date", "row not used", SEVERITY_ERROR},
    [ROW_EMPTY] = {"covers no day", "row not used", SEVERITY_ERROR},
    [ROW_REPLACED] = {"another row begins on the same day", "row not used; the last one in the file counts", SEVERITY_WARNING},
    [ROW_UNSEEN] = {"begins after as_of", "row not used; nobody knew of it then", SEVERITY_NOTE},
    [ROW_WRONG_CELLS] = {"wrong number of cells", "row not used", SEVERITY_ERROR},
    [ROW_AFTER_EXIT] = {"begins on or after the exit", "row not used; what was written down at the exit cannot foretell it", SEVERITY_WARNING},
    [ROW_OUTSIDE] = {"outside the time the person is followed", "row not used", SEVERITY_NOTE},
    [ROW_NO_HIRE_DATE] = {"no hire date", "row not used", SEVERITY_ERROR},
    [ROW_DISTRUSTED] = {"another row of this person has no readable date", "row not used", SEVERITY_ERROR}};

static bool is_unseen(const struct history *h, enum row_fault fault) {
    return fault == ROW_UNSEEN || fault == ROW_OUTSIDE || fault == ROW_AFTER_EXIT || (fault == ROW_STRANGER && h->strangers_expected);
}

static void list_row(const struct history *h, struct quality *q, size_t row) {
    enum row_fault fault = (enum row_fault)h->fault[row];
    char day[40] = "", id[40];
    const struct column *column = fault == ROW_NO_DATE ? h->from : fault <= ROW_STRANGER ? h->id : fault == ROW_EMPTY ? h->to : h->from;
    const char *value = fault == ROW_STRANGER ? people_id_text(h->id, row, id) : "";
    int32_t shown = fault == ROW_EMPTY ? column_day(h->to, row) : from_of(h, row);
    if (fault >= ROW_EMPTY && fault != ROW_WRONG_CELLS && shown != DAY_MISSING) value = days_format(shown, day);
    uint32_t line = table_line(h->table, row);
    uint32_t cell = column && fault != ROW_WRONG_CELLS ? (uint32_t)(column - h->table->columns) + 1 : 0;
    const char *reason = FAULTS[fault].reason;
    if (fault == ROW_STRANGER && h->ids_alike) reason = "nobody has this id, though somebody has it with other leading zeros; write ids alike in all files";
    quality_reject(q, (struct reject){.file = h->table->file, .line = line, .cell = cell, .column = cell ? column->name : "", .value = value,
                                      .reason = reason, .taken = FAULTS[fault].taken});
    quality_find(q, reason, FAULTS[fault].severity, FAULTS[fault].taken, "%s line %u%s%s", file_base(h->table->file), line, value[0] ? ": " : "", quality_shown(q, value));
}

size_t history_list_faults(const struct history *h, struct quality *quality, size_t *unseen) {
    size_t listed = 0;
    *unseen = 0;
    for (size_t i = 0; i < h->table->n_bad_cells; i++) {
        const struct bad_cell *bad = &h->table->bad_cells[i];
        const struct column *column = &h->table->columns[bad->column - 1];
        quality_cell(quality, h->table, bad, decides(h, column));
    }
    for (size_t row = 0; row < h->table->n_rows; row++) {
        if (!h->fault[row]) continue;
        listed++;
        if (h->fault[row] == ROW_NOT_A_DATE) continue; /* listed as a cell */
        *unseen += is_unseen(h, (enum row_fault)h->fault[row]);
        list_row(h, quality, row);
    }
    const char *file = file_base(h->table->file);
    if (h->n_overlaps) {
        quality_count(quality, "history rows overlap", SEVERITY_WARNING, h->n_overlaps, "the one that began last counts while both hold", "%s line %u",
                      file, table_line(h->table, h->overlap_row));
    }
    if (h->n_gaps) {
        quality_count(quality, "gap in a history", SEVERITY_NOTE, h->n_gaps, "not known in between", "%s before line %u", file, table_line(h->table, h->gap_row));
    }
    return listed;
}
