#include "engine/report/disclosure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void disclosure_groups(const double *people, size_t n, int minimum, bool *hidden) {
    size_t count = 0, next = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        hidden[i] = people[i] > 0 && people[i] < minimum;
        count += hidden[i];
        if (!hidden[i] && people[i] > 0 && (next == SIZE_MAX || people[i] < people[next])) next = i;
    }
    if (count == 1 && next != SIZE_MAX) hidden[next] = true;
}

/* --- a table's families: every row may add up to several totals ----------------------------------------------------- */

struct member {
    const char *family;
    size_t row;
};

static int by_family(const void *a, const void *b) {
    const struct member *x = a, *y = b;
    int order = strcmp(x->family, y->family);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static struct member *members_of(const struct report_table *table, size_t *count) {
    struct member *members = malloc((table->n_rows * FAMILIES_MOST + 1) * sizeof *members);
    if (!members) abort();
    *count = 0;
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t f = 0; table->rows[r].families && f < FAMILIES_MOST && table->rows[r].families[f]; f++) {
            members[(*count)++] = (struct member){table->rows[r].families[f], r};
        }
    }
    qsort(members, *count, sizeof *members, by_family);
    return members;
}

static bool must_go(const struct report *report, const struct report_row *row) { return row->suppressed || (row->people > 0 && row->people < report->meta.minimum_cell); }

/* Rows that have no cell of the ledger get one of their own. */
static void enter(struct report *report, size_t t) {
    struct report_table *table = &report->tables[t];
    size_t n;
    struct member *members = members_of(table, &n);
    for (size_t i = 0; i < n; i++) {
        struct report_row *row = &table->rows[members[i].row];
        if (row->about) continue;
        double people = isnan(row->people) ? 0 : row->people;
        row->about = ledger_cell(&report->ledger, NULL, people, report->meta.minimum_cell, 1, (struct ledger_place){(int)t + 1, 0});
        if (must_go(report, row)) ledger_mark(&report->ledger, row->about);
    }
    for (size_t i = 0; i < n; i++) {
        if (!i || strcmp(members[i].family, members[i - 1].family) != 0) ledger_sum(&report->ledger);
        ledger_term(&report->ledger, table->rows[members[i].row].about, 1);
    }
    free(members);
}

/* --- what else counts the people of a group ------------------------------------------------------------------------------- */

/* Tables of curves and models name a group by these columns. */
static const char *const NAMED_BY[][2] = {{"curve", "stratum"}, {"term", "level"}, {"attribute", "group"}};
static const char *const COUNTS[] = {"n", "n_event", "n_risk", "n_censored", "rows", "events", "expected", NULL};
static const char *const EVENTS[] = {"events", "n_event", NULL}; /* of models of one cause */

static size_t column_named(const struct report_table *table, const char *name) {
    size_t c = 0;
    while (c < table->n_columns && strcmp(table->columns[c].name, name) != 0) c++;
    return c;
}

static void tie_numbers(const struct report *report, struct report_table *table, struct report_row *row, const char *const *names, uint32_t cell) {
    for (; cell && *names; names++) {
        size_t c = column_named(table, *names);
        if (c == table->n_columns) continue;
        if (!row->of) row->of = ARENA_ARRAY(report->arena, uint32_t, table->n_columns);
        if (row->of[c] != LEDGER_NEVER_TOLD) row->of[c] = cell;
    }
}

static bool is_cut(const struct report *report, const char *name) {
    for (size_t i = 0; i < report->n_groups; i++) {
        if (!strcmp(report->groups[i].segment, name)) return true;
    }
    return false;
}

/* "department, voluntary": a curve of one cause. A column's own name may hold such a mark. */
static const char *cut_of(const struct report *report, const char *name, bool *by_cause) {
    const char *comma = NULL;
    for (const char *next = name; !is_cut(report, name) && (next = strstr(next, ", ")); next += 2) comma = next;
    *by_cause = comma != NULL;
    return comma ? arena_copy(report->arena, name, (size_t)(comma - name)) : name;
}

/* How many there were, and left, in all: where the group is hidden on any day, these would give that day back; where its causes are not told,
 * neither are they by what a model of one cause counts. */
static void tie_groups(struct report *report, struct report_table *table) {
    size_t model = column_named(table, "model");
    for (size_t k = 0; k < sizeof NAMED_BY / sizeof *NAMED_BY; k++) {
        size_t cut = column_named(table, NAMED_BY[k][0]), level = column_named(table, NAMED_BY[k][1]);
        if (cut == table->n_columns || level == table->n_columns || table->columns[cut].kind != CELL_TEXT || table->columns[level].kind != CELL_TEXT) continue;
        const char *last_cut = NULL, *last_level = NULL; /* rows of a group stand together */
        uint32_t cell = 0, never = 0;
        bool by_cause;
        for (size_t r = 0; r < table->n_rows && report->n_groups; r++) {
            struct report_row *row = &table->rows[r];
            if (row->cells[cut].text != last_cut || row->cells[level].text != last_level) {
                last_cut = row->cells[cut].text;
                last_level = row->cells[level].text;
                const char *name = cut_of(report, last_cut, &by_cause);
                cell = report_group(report, name, last_level);
                never = report_group(report, name, NULL);
            }
            tie_numbers(report, table, row, COUNTS, cell);
            if (model < table->n_columns) tie_numbers(report, table, row, EVENTS, never);
        }
    }
}

/* --- what is blanked -------------------------------------------------------------------------------------------------- */

static void mark(const struct report_table *table, struct report_row *row) {
    row->suppressed = true;
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!strcmp(table->columns[c].name, "suppressed")) row->cells[c].number = 1;
    }
}

static void blank_row(const struct report_table *table, struct report_row *row) {
    for (size_t c = 0; c < table->n_columns; c++) {
        if (table->columns[c].kind == CELL_FINDING) {
            row->cells[c].text = "";
        } else if (table->columns[c].kind != CELL_TEXT && table->columns[c].kind != CELL_KEY) {
            row->cells[c].number = NAN;
        }
    }
    mark(table, row);
}

static size_t blank_numbers(const struct ledger *ledger, const struct report_table *table, struct report_row *row) {
    size_t count = 0;
    bool any = false;
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!row->of[c] || isnan(row->cells[c].number) || !ledger_hidden(ledger, row->of[c])) continue;
        row->cells[c].number = NAN;
        any = true;
        count += !ledger_never(ledger, row->of[c]); /* what is not told by rule has a note of its own */
    }
    if (any) mark(table, row);
    return count;
}

/* --- curves of causes that are not told ------------------------------------------------------------------------------------ */

/* Where the causes of a cut's exits are not told, its curves by cause are one row each, without numbers: that a curve steps, and on which day, tells
 * of exits too. */
static void fold_causes(const struct report *report, struct report_table *table) {
    size_t cut = column_named(table, "curve"), level = column_named(table, "stratum"), cause = column_named(table, "cause"), kept = 0;
    const struct report_row *last = NULL;
    if (cut == table->n_columns || level == table->n_columns) return;
    for (size_t r = 0; r < table->n_rows; r++) {
        struct report_row *row = &table->rows[r];
        bool by_cause = false, one = cause < table->n_columns && strcmp(row->cells[cause].text, "all") != 0;
        const char *name = cut_of(report, row->cells[cut].text, &by_cause);
        bool untold = (by_cause || one) && report_group(report, name, NULL);
        bool same = untold && last && !strcmp(last->cells[cut].text, row->cells[cut].text) && !strcmp(last->cells[level].text, row->cells[level].text) &&
                    (cause == table->n_columns || !strcmp(last->cells[cause].text, row->cells[cause].text));
        if (same) continue;
        if (untold) row->suppressed = true;
        table->rows[kept] = *row;
        last = untold ? &table->rows[kept] : NULL;
        kept++;
    }
    table->n_rows = kept;
}

struct disclosure disclosure_protect(struct report *report) {
    struct disclosure hidden = {0};
    for (size_t t = 0; t < report->n_tables; t++) {
        if (report->n_groups) fold_causes(report, &report->tables[t]);
        tie_groups(report, &report->tables[t]);
        enter(report, t);
    }
    ledger_protect(&report->ledger);
    for (size_t t = 0; t < report->n_tables; t++) {
        struct report_table *table = &report->tables[t];
        for (size_t r = 0; r < table->n_rows; r++) {
            struct report_row *row = &table->rows[r];
            bool whole = must_go(report, row) || ledger_hidden(&report->ledger, row->about) || ledger_hidden(&report->ledger, row->with);
            if (whole) blank_row(table, row);
            size_t cells = whole || !row->of ? 0 : blank_numbers(&report->ledger, table, row);
            hidden.rows += whole && !ledger_never(&report->ledger, row->about) && !ledger_never(&report->ledger, row->with);
            hidden.cells += cells;
        }
    }
    return hidden;
}
