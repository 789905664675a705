#include "engine/app/tables.h"
#include "engine/base/files.h"

#include <math.h>

static const struct report_column QUALITY[] = {
    {"check", CELL_TEXT, "What was looked at"},
    {"severity", CELL_TEXT, "error, warning or note"},
    {"rows", CELL_COUNT, "Rows it was found in"},
    {"example", CELL_TEXT, "The first of them"},
    {"taken", CELL_TEXT, "What was done"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column REJECTS[] = {
    {"file", CELL_TEXT, "The file"},
    {"line", CELL_COUNT, "Its line"},
    {"column", CELL_TEXT, "The column"},
    {"value", CELL_TEXT, "What stood there"},
    {"reason", CELL_TEXT, "Why it could not be used"},
    {"taken", CELL_TEXT, "What was done"},
    {NULL, CELL_TEXT, NULL}};

static void add_finding(struct report_table *table, const char *check, const char *severity, double rows, const char *example, const char *taken) {
    row_begin(table, NAN, NULL);
    row_text(table, check);
    row_text(table, severity);
    row_number(table, rows);
    row_text(table, example);
    row_text(table, taken);
}

/* Nobody leaves for long after the first hires: the records of earlier leavers are probably not in the file. */
static void check_truncation(const struct study *study, struct report *report, struct report_table *table) {
    const struct timeline *t = &study->timeline;
    bool from_employees = study->job.data.employees.left.text != NULL; /* elsewhere nobody is seen before a row of theirs */
    if (!t->hired || t->observed_since != DAY_MISSING || !from_employees) return;
    int32_t first_exit = INT32_MAX;
    size_t before = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (t->cause[i] && t->hired[i] + t->exit[i] < first_exit) first_exit = t->hired[i] + t->exit[i];
    }
    for (size_t i = 0; i < t->n; i++) before += t->used[i] && timeline_begins(t, i) && first_exit != INT32_MAX && t->hired[i] < first_exit - 365;
    if (before * 20 < t->n_used || first_exit == INT32_MAX) return;
    char day[40];
    days_format(first_exit, day);
    report->meta.first_exit = arena_string(study->arena, day);
    add_finding(table, "history seems to begin late", "warning", (double)before,
                arena_printf(study->arena, "no exit before %s, though these rows were hired over a year earlier", day),
                arena_printf(study->arena, "none; if earlier leavers are not in the file, set observed_from: %s", day));
}

void tables_quality(const struct study *study, struct report *report) {
    static const char *const SEVERITIES[] = {"note", "warning", "error"};
    const struct quality *q = &study->quality;
    struct report_table *table = report_table(report, "data_quality", "What was checked in the data and what was done.", QUALITY);
    for (size_t i = 0; i < study->n_inputs; i++) {
        const struct input *input = &study->inputs[i];
        const char *example = study->n_inputs > 1 ? arena_printf(study->arena, "%s: %s", input->name, input->table.read_as) : input->table.read_as;
        add_finding(table, "rows read", "note", (double)input->counts.rows, example, "");
        add_finding(table, "rows used", "note", (double)(input->counts.rows - input->counts.rejected), input->name, "");
        add_finding(table, "rows rejected", input->counts.rejected > input->counts.unseen ? "warning" : "note", (double)input->counts.rejected, input->name, "listed in rejects");
    }
    if (q->n_unlisted) {
        add_finding(table, "rejects not listed", "warning", (double)q->n_unlisted, "", "the table rejects holds the first 100,000 only; the others are counted in the findings below");
    }
    for (size_t i = 0; i < q->n_findings; i++) {
        add_finding(table, q->findings[i].check, SEVERITIES[q->findings[i].severity], (double)q->findings[i].rows, q->findings[i].example, q->findings[i].taken);
    }
    check_truncation(study, report, table);
    struct report_table *rejects = report_table(report, "rejects", "Every row and cell that could not be used.", REJECTS);
    for (size_t i = 0; i < q->n_rejects; i++) {
        row_begin(rejects, NAN, NULL);
        row_text(rejects, file_base(q->rejects[i].file));
        row_number(rejects, q->rejects[i].line);
        row_text(rejects, q->rejects[i].column);
        row_text(rejects, q->rejects[i].value);
        row_text(rejects, q->rejects[i].reason);
        row_text(rejects, q->rejects[i].taken);
    }
}
