#include "engine/report/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct report_table *report_table(struct report *report, const char *name, const char *help,
                                  const struct report_column *columns) {
    if (report->n_tables == TABLES_MOST) abort();
    struct report_table *table = &report->tables[report->n_tables++];
    *table = (struct report_table){.name = name, .help = help, .columns = columns, .arena = report->arena};
    while (columns[table->n_columns].name) table->n_columns++;
    return table;
}

struct report_table *report_open(struct report *report, const char *name) {
    for (size_t i = 0; i < report->n_tables; i++) {
        if (!strcmp(report->tables[i].name, name)) return &report->tables[i];
    }
    abort();
}

const struct report_table *report_find(const struct report *report, const char *name) {
    for (size_t i = 0; i < report->n_tables; i++) {
        if (!strcmp(report->tables[i].name, name)) return &report->tables[i];
    }
    return NULL;
}

void row_also_in(struct report_table *table, const char *family) {
    struct report_row *row = &table->rows[table->n_rows - 1];
    if (!row->families) row->families = ARENA_ARRAY(table->arena, const char *, FAMILIES_MOST);
    const char **families = row->families;
    for (size_t i = 0; i < FAMILIES_MOST; i++) {
        if (families[i] && !strcmp(families[i], family)) return;
        if (families[i]) continue;
        families[i] = family;
        return;
    }
}

void row_begin(struct report_table *table, double people, const char *family) {
    if (table->n_rows == table->capacity) {
        table->capacity = table->capacity ? table->capacity * 2 : 64;
        table->rows = realloc(table->rows, table->capacity * sizeof *table->rows);
        if (!table->rows) abort();
    }
    struct report_row *row = &table->rows[table->n_rows++];
    *row = (struct report_row){.cells = ARENA_ARRAY(table->arena, union report_cell, table->n_columns), .people = people};
    if (family) row_also_in(table, family);
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!cell_is_text(table->columns[c].kind)) row->cells[c].number = NAN;
    }
    table->filled = 0;
}

void report_free(struct report *report) {
    for (size_t t = 0; t < report->n_tables; t++) free(report->tables[t].rows);
    free(report->groups);
    ledger_free(&report->ledger);
}

void report_begin(struct report *report, struct arena *arena) {
    *report = (struct report){.arena = arena};
    ledger_begin(&report->ledger, arena);
}

static union report_cell *next_cell(struct report_table *table) {
    if (table->filled == table->n_columns) abort(); /* more cells than columns: our mistake */
    return &table->rows[table->n_rows - 1].cells[table->filled++];
}

void row_text(struct report_table *table, const char *text) { next_cell(table)->text = text ? text : ""; }

void row_number(struct report_table *table, double number) { next_cell(table)->number = number; }

void row_number_of(struct report_table *table, double number, uint32_t cell) {
    struct report_row *row = &table->rows[table->n_rows - 1];
    if (cell && !row->of) row->of = ARENA_ARRAY(table->arena, uint32_t, table->n_columns);
    if (cell) row->of[table->filled] = cell;
    row_number(table, number);
}

void row_about(struct report_table *table, uint32_t cell) { table->rows[table->n_rows - 1].about = cell; }

void row_with(struct report_table *table, uint32_t cell) { table->rows[table->n_rows - 1].with = cell; }

void row_hide(struct report_table *table) { table->rows[table->n_rows - 1].suppressed = true; }

void report_note(struct report *report, const char *topic, const char *format, ...) {
    if (report->n_notes == NOTES_MOST) return;
    va_list values;
    va_start(values, format);
    report->notes[report->n_notes++] = (struct report_note){topic, arena_vprintf(report->arena, format, values)};
    va_end(values);
}

void report_note_once(struct report *report, const char *topic, const char *format, ...) {
    va_list values;
    va_start(values, format);
    const char *text = arena_vprintf(report->arena, format, values);
    va_end(values);
    for (size_t i = 0; i < report->n_notes; i++) {
        if (!strcmp(report->notes[i].text, text)) return;
    }
    report_note(report, topic, "%s", text);
}

static size_t column_of(const struct report_table *table, const char *name) {
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!strcmp(table->columns[c].name, name)) return c;
    }
    fprintf(stderr, "behoud: table %s has no column %s\n", table->name, name);
    abort();
}

double cell_value(const struct report_table *table, size_t row, const char *column) {
    return table->rows[row].cells[column_of(table, column)].number;
}

void cell_set(struct report_table *table, size_t row, const char *column, double number) { table->rows[row].cells[column_of(table, column)].number = number; }

const char *cell_text(const struct report_table *table, size_t row, const char *column) {
    const char *text = table->rows[row].cells[column_of(table, column)].text;
    return text ? text : "";
}

size_t row_find(const struct report_table *table, ...) {
    for (size_t row = 0; row < table->n_rows; row++) {
        va_list pairs;
        va_start(pairs, table);
        bool same = true;
        for (const char *column; same && (column = va_arg(pairs, const char *));) {
            same = !strcmp(cell_text(table, row, column), va_arg(pairs, const char *));
        }
        va_end(pairs);
        if (same) return row;
    }
    return SIZE_MAX;
}

const char *report_main_model(const struct report *report) {
    const struct report_table *fit = report_find(report, "logistic_fit");
    const struct report_table *tests = report_find(report, "validation"); /* which baselines are not in */
    size_t best = SIZE_MAX;
    bool best_own = false;
    for (size_t r = 0; fit && r < fit->n_rows; r++) {
        if (strncmp(cell_text(fit, r, "end"), "converged", 9) != 0) continue;
        bool own = tests && row_find(tests, "model", cell_text(fit, r, "model"), NULL) != SIZE_MAX;
        bool better = best == SIZE_MAX || (own && !best_own) || (own == best_own && cell_value(fit, r, "n_event") > cell_value(fit, best, "n_event"));
        if (!better) continue;
        best = r;
        best_own = own;
    }
    return best == SIZE_MAX ? NULL : cell_text(fit, best, "model");
}

const char *report_model_cause(const struct report *report, const char *model) {
    const struct report_table *t = report_find(report, "logistic_fit");
    size_t r = t && model ? row_find(t, "model", model, NULL) : SIZE_MAX;
    return r == SIZE_MAX ? "all" : cell_text(t, r, "cause");
}

const char *report_cox_model(const struct report *report) {
    const struct report_table *fit = report_find(report, "cox_fit");
    for (size_t r = 0; fit && r < fit->n_rows; r++) {
        const char *end = cell_text(fit, r, "end");
        if (!strcmp(end, "converged") || !strcmp(end, "infinite")) return cell_text(fit, r, "model");
    }
    return NULL;
}

size_t report_best_test(const struct report *report, const char *model, const char *scorer) {
    static const char *const TESTS[] = {"out of time", "cross-validation", "in sample"};
    const struct report_table *t = report_find(report, "validation");
    for (size_t k = 0; t && model && k < sizeof TESTS / sizeof *TESTS; k++) {
        size_t last = SIZE_MAX; /* all periods together come last */
        for (size_t r = 0; r < t->n_rows; r++) {
            bool asked = !strcmp(cell_text(t, r, "model"), model) && !strcmp(cell_text(t, r, "test"), TESTS[k]) && !strcmp(cell_text(t, r, "scorer"), scorer);
            if (asked && isfinite(cell_value(t, r, "auc"))) last = r;
        }
        if (last != SIZE_MAX) return last;
    }
    return SIZE_MAX;
}

void report_leak(struct report *report, const char *attribute) {
    const char *known = report->meta.leaks ? report->meta.leaks : "";
    const char *quoted = arena_printf(report->arena, "“%s”", attribute);
    if (strstr(known, quoted)) return;
    report->meta.leaks = arena_printf(report->arena, "%s%s%s", known, known[0] ? ", " : "", quoted);
}

void report_add_group(struct report *report, const char *segment, const char *level, uint32_t cell) {
    if (report->n_groups == report->room_groups) {
        report->room_groups = report->room_groups ? 2 * report->room_groups : 64;
        report->groups = realloc(report->groups, report->room_groups * sizeof *report->groups);
        if (!report->groups) abort();
    }
    report->groups[report->n_groups++] = (struct report_group){segment, level, cell};
}

uint32_t report_group(const struct report *report, const char *segment, const char *level) {
    for (size_t i = 0; i < report->n_groups; i++) {
        const struct report_group *g = &report->groups[i];
        bool same = g->level && level ? !strcmp(g->level, level) : !g->level && !level;
        if (same && !strcmp(g->segment, segment)) return g->cell;
    }
    return 0;
}
