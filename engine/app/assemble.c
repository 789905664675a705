#include "engine/app/assembling.h"
#include "engine/app/managers.h"
#include "engine/app/pseudonyms.h"

#include <stdlib.h>
#include <string.h>

/* --- roles --------------------------------------------------------------------------------------------------------- */

struct roles assemble_roles(const struct study *study, const struct input *employees) {
    const struct job_employees *e = &study->job.data.employees;
    struct roles roles = {.id = input_column(employees, &e->id), .hired = input_column(employees, &e->hired), .left = input_column(employees, &e->left),
                          .reason = input_column(employees, &e->reason), .observed_to = input_column(employees, &e->observed_to),
                          .tenure = input_column(employees, &e->tenure), .tenure_from = input_column(employees, &e->tenure_from),
                          .exited = input_column(employees, e->outcome.column.text ? &e->outcome.column : &e->exited.column),
                          .observed_from_day = DAY_MISSING};
    if (!word_is_day(&e->observed_from)) roles.observed_from = input_column(employees, &e->observed_from);
    if (word_is_day(&e->observed_from)) (void)days_parse_iso(e->observed_from.text, &roles.observed_from_day);
    return roles;
}

/* --- attributes ---------------------------------------------------------------------------------------------------- */

static void leave_out(struct study *study, const char *name) {
    study->left_out = study->left_out[0] ? arena_printf(study->arena, "%s, %s", study->left_out, name) : name;
}

/* A column of a file becomes an attribute of the timeline's lines. A name that stands in several files is the first's. */
static void take(struct study *study, const char *name, const struct column *column, const uint32_t *rows) {
    if (study_find_attribute(study, name)) {
        quality_find(&study->quality, arena_printf(study->arena, "column %s stands in several files", name), SEVERITY_WARNING,
                     "the history's is used, or the first one's", "give one of them another name: {name: ..., column: %s}", name);
        return;
    }
    struct column *kept = ARENA_NEW(study->arena, struct column);
    *kept = rows ? merge_column(column, rows, study->timeline.n, study->arena) : *column;
    study_add_attribute(study, name, kept);
}

void assemble_attributes(struct study *study, const struct input *input, const uint32_t *rows, struct diag *diag) {
    for (size_t i = 0; i < input->n_listed; i++) {
        const struct job_attribute *a = &input->listed[i];
        const struct column *column = a->name.text ? table_column(&input->table, a->column.text ? a->column.text : a->name.text) : NULL;
        if (describes(column)) take(study, a->name.text, column, rows);
        if (column && column->kind == COLUMN_DAY) {
            diag_add(diag, SEVERITY_ERROR, a->name.at, "\"%s\" holds dates; attributes are numbers or categories. Leave it out, or give it as events", a->name.text);
        }
    }
    for (size_t c = 0; c < input->file.n_columns && !input->n_listed; c++) {
        const struct column *column = &input->table.columns[c];
        if (input->taken[c] || !column->name[0]) continue;
        if (describes(column)) take(study, column->name, column, rows);
        const struct attribute *a = describes(column) ? study_find_attribute(study, column->name) : NULL;
        if (!a || !a->usual) leave_out(study, column->name);
    }
}

/* --- people -------------------------------------------------------------------------------------------------------- */

static bool has_employees(const struct assembling *a) { return a->files->employees != SIZE_MAX; }

/* The history that is the employment; SIZE_MAX = none is. */
static size_t employment_history(const struct job_data *data) {
    for (size_t h = 0; h < data->n_histories; h++) {
        if (data->histories[h].is_employment) return h;
    }
    return SIZE_MAX;
}

/* The employees' file numbers the people, or else the file that says who is employed. */
static void number_people(struct assembling *a) {
    const struct job_data *data = data_of(a);
    size_t h = employment_history(data);
    const struct input *input = input_at(a, has_employees(a) ? a->files->employees : h != SIZE_MAX ? a->files->first_history + h : a->files->first_snapshot);
    const struct word *id = has_employees(a) ? &data->employees.id : h != SIZE_MAX ? &data->histories[h].id : &data->snapshots[0].id;
    a->people = people_number(input_column(input, id), input->table.n_rows, &a->scratch);
    pseudonyms_make(a->study, &input->table, a->people.id, a->people.of_row, a->people.n, a->diag);
}

/* --- histories ----------------------------------------------------------------------------------------------------- */

static void set_up_histories(struct assembling *a) {
    const struct job_data *data = data_of(a);
    a->n_histories = data->n_histories + data->n_snapshots;
    a->histories = ARENA_ARRAY(a->study->arena, struct history, a->n_histories + 1);
    for (size_t h = 0; h < data->n_histories; h++) {
        const struct job_history *job = &data->histories[h];
        const struct input *input = input_at(a, a->files->first_history + h);
        a->histories[h] = (struct history){.table = &input->table, .id = input_column(input, &job->id), .from = input_column(input, &job->from),
                                           .to = input_column(input, &job->to), .to_exclusive = job->to_is == TO_EXCLUSIVE,
                                           .whole_people = job->is_employment, .strangers_expected = !has_employees(a)};
    }
    for (size_t s = 0; s < data->n_snapshots; s++) {
        const struct job_snapshots *job = &data->snapshots[s];
        const struct input *input = input_at(a, a->files->first_snapshot + s);
        struct history *h = &a->histories[data->n_histories + s];
        *h = (struct history){.table = &input->table, .id = input_column(input, &job->id), .happenings = true,
                              .deciding = {input_column(input, &job->hired), input_column(input, &job->left)}};
        if (word_is_day(&job->date)) {
            (void)days_parse_iso(job->date.text, &h->from_day);
        } else {
            h->from = input_column(input, &job->date);
        }
    }
    for (size_t h = 0; h < a->n_histories; h++) history_arrange(&a->histories[h], &a->people, a->study->job.as_of, &a->scratch);
}

static void set_up_events(struct assembling *a) {
    const struct job_data *data = data_of(a);
    a->logs = ARENA_ARRAY(a->study->arena, struct event_log, data->n_events + 1);
    for (size_t e = 0; e < data->n_events; e++) {
        const struct job_events *job = &data->events[e];
        const struct input *input = input_at(a, a->files->first_event + e);
        struct history *h = ARENA_NEW(a->study->arena, struct history);
        *h = (struct history){.table = &input->table, .id = input_column(input, &job->id), .from = input_column(input, &job->date), .happenings = true,
                              .strangers_expected = !has_employees(a)};
        history_arrange(h, &a->people, a->study->job.as_of, &a->scratch);
        a->logs[e] = (struct event_log){h, input_column(input, &job->kind_column)};
    }
}

/* --- spells -------------------------------------------------------------------------------------------------------- */

/* An employees' file that only describes people: one row each. */
static void describe_people(struct assembling *a) {
    struct study *study = a->study;
    struct input *input = input_at(a, a->files->employees);
    a->employee_row = ARENA_ARRAY(study->arena, uint32_t, a->people.n + 1);
    for (size_t p = 0; p < a->people.n; p++) a->employee_row[p] = ROW_NONE;
    for (size_t row = 0; row < input->table.n_rows; row++) {
        uint32_t person = a->people.of_row[row], line = table_line(&input->table, row);
        bool twice = person != PERSON_NONE && a->employee_row[person] != ROW_NONE;
        if (person != PERSON_NONE && !twice) {
            a->employee_row[person] = (uint32_t)row;
            continue;
        }
        char text[40];
        const char *value = twice ? people_id_text(a->people.id, row, text) : "", *reason = twice ? "another row has this id" : "no id";
        input->counts.rejected++;
        quality_reject(&study->quality, (struct reject){input->table.file, line, 0, "", value, reason, "row not used; the first one counts"});
        quality_find(&study->quality, reason, SEVERITY_ERROR, "row not used; the first one counts", "%s line %u", input->name, line);
    }
    for (size_t i = 0; i < input->table.n_bad_cells; i++) quality_cell(&study->quality, &input->table, &input->table.bad_cells[i], false);
}

/* When each person was hired, by the employees' file; NULL when that does not say. */
static int32_t *hire_days(const struct assembling *a) {
    if (!a->employee_row || !a->roles.hired) return NULL;
    int32_t *days = ARENA_ARRAY(a->study->arena, int32_t, a->people.n + 1);
    for (size_t p = 0; p < a->people.n; p++) days[p] = a->employee_row[p] == ROW_NONE ? DAY_MISSING : column_day(a->roles.hired, a->employee_row[p]);
    return days;
}

static bool *gone_levels(const struct assembling *a, const struct job_snapshots *job, const struct column *status) {
    bool *gone = ARENA_ARRAY(a->study->arena, bool, (status ? status->n_levels : 0) + 1);
    for (size_t k = 0; status && k < job->status.left.count; k++) {
        const struct word *word = &job->status.left.items[k];
        bool found = false;
        for (size_t level = 1; level <= status->n_levels; level++) {
            if (strcmp(status->levels[level], word->text) != 0) continue;
            gone[level] = found = true;
        }
        const char *nearest = found ? NULL : diag_nearest(word->text, status->levels + 1, status->n_levels);
        if (!found) diag_add(a->diag, SEVERITY_ERROR, word->at, "nobody has the status \"%s\"%s%s%s", word->text, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    }
    return gone;
}

static enum status spells_of_snapshots(struct assembling *a) {
    const struct job_snapshots *job = &data_of(a)->snapshots[0];
    const struct input *input = input_at(a, a->files->first_snapshot);
    const struct column *status = input_column(input, &job->status.column);
    struct snapshots s = {&a->histories[data_of(a)->n_histories], input_column(input, &job->hired), input_column(input, &job->left), status,
                          input_column(input, &job->reason), gone_levels(a, job, status), job->absent_means_left};
    return snapshots_timeline(&s, &a->study->job, a->people.n, a->study->job.as_of_at, &a->scratch, &a->study->quality, a->diag, &a->spells);
}

static enum status make_spells(struct assembling *a) {
    struct study *study = a->study;
    size_t h = employment_history(data_of(a));
    if (data_of(a)->n_snapshots) return spells_of_snapshots(a);
    if (h != SIZE_MAX) {
        const struct job_history *job = &data_of(a)->histories[h];
        struct employment e = {&a->histories[h], input_column(input_at(a, a->files->first_history + h), &job->reason), job->gap_days, hire_days(a)};
        employment_timeline(&e, &study->job, a->people.n, &a->scratch, &study->quality, a->diag, &a->spells);
        return STATUS_OK;
    }
    struct input *employees = input_at(a, a->files->employees);
    timeline_build(&study->job, &employees->table, &a->roles, &a->scratch, &study->quality, &employees->counts, a->diag, &a->spells);
    return STATUS_OK;
}

/* --- merging ------------------------------------------------------------------------------------------------------- */

static bool derives_by_period(const struct job_data *data) {
    const struct job_derive *d = &data->derive;
    return data->n_events || d->role.text || d->manager.text || d->pay.text || d->team.text || d->birth_year.text;
}

/* The first days of the periods in which anybody leaves, and the last day, so that the forecast starts from what is true. */
static void set_cuts(struct assembling *a) {
    struct study *study = a->study;
    const struct timeline *t = &a->spells;
    enum period_step step = (enum period_step)study->job.period;
    int32_t first = t->as_of;
    if (!derives_by_period(data_of(a))) return;
    for (size_t i = 0; i < t->n; i++) {
        if (t->cause[i] && t->hired[i] + t->exit[i] < first) first = t->hired[i] + t->exit[i];
    }
    if (study->job.trend_from != DAY_MISSING && study->job.trend_from < first) first = study->job.trend_from;
    int32_t from = period_of(first, step), to = period_of(t->as_of, step);
    int32_t *cuts = ARENA_ARRAY(study->arena, int32_t, (size_t)(to - from) + 2);
    size_t n = 0;
    for (int32_t p = from; p <= to; p++) cuts[n++] = period_first(p, step);
    if (cuts[n - 1] < t->as_of) cuts[n++] = t->as_of;
    a->deriving.cuts = cuts;
    a->deriving.n_cuts = n;
}

/* The employees' row behind each line. */
static uint32_t *employees_rows(const struct assembling *a) {
    const struct merged *m = &a->merged;
    if (!a->employee_row) return m->spell;
    uint32_t *rows = ARENA_ARRAY(a->study->arena, uint32_t, m->timeline.n + 1);
    for (size_t i = 0; i < m->timeline.n; i++) rows[i] = a->employee_row[m->timeline.person[i]];
    return rows;
}

/* The last day each person is employed (as_of when they still are); DAY_MISSING = never. */
static int32_t *last_days(const struct assembling *a) {
    const struct timeline *t = &a->spells;
    int32_t *last = ARENA_ARRAY(a->study->arena, int32_t, a->people.n + 1);
    for (size_t p = 0; p < a->people.n; p++) last[p] = DAY_MISSING;
    for (size_t i = 0; i < t->n; i++) {
        int32_t day = t->used[i] ? t->hired[i] + t->exit[i] + (t->cause[i] == 0) : DAY_MISSING;
        if (t->used[i] && day > last[t->person[i]]) last[t->person[i]] = day;
    }
    return last;
}

/* Events of nobody who is employed, or on and after the exit, say nothing of any risk. */
static void judge_events(struct assembling *a) {
    const int32_t *last = last_days(a);
    for (size_t e = 0; e < data_of(a)->n_events; e++) {
        struct history *h = a->logs[e].history;
        for (size_t row = 0; row < h->table->n_rows; row++) {
            if (h->fault[row]) continue;
            int32_t day = column_day(h->from, row), end = last[h->person[row]];
            h->fault[row] = end == DAY_MISSING ? ROW_OUTSIDE : day >= end ? ROW_AFTER_EXIT : ROW_FINE;
            h->used[row] = !h->fault[row];
        }
    }
}

/* People whom the employees' file describes, and of whom nothing says that they were employed. */
static void list_unemployed(struct assembling *a) {
    struct input *input = input_at(a, a->files->employees);
    const int32_t *last = last_days(a);
    for (size_t p = 0; p < a->people.n; p++) {
        if (last[p] != DAY_MISSING || a->employee_row[p] == ROW_NONE) continue;
        uint32_t line = table_line(&input->table, a->employee_row[p]);
        char text[40];
        const char *id = people_id_text(a->people.id, a->employee_row[p], text), *reason = "never employed by the other file", *taken = "row not used";
        input->counts.rejected++;
        input->counts.unseen++;
        quality_reject(&a->study->quality, (struct reject){input->table.file, line, 0, "", id, reason, taken});
        quality_find(&a->study->quality, reason, SEVERITY_WARNING, taken, "%s line %u: %s", input->name, line, id);
    }
}

/* The names of causes and reasons outlive the assembling. */
static void keep_causes(struct study *study) {
    struct timeline *t = &study->timeline;
    const char **causes = ARENA_ARRAY(study->arena, const char *, t->n_causes + 2);
    memcpy(causes, t->causes, (t->n_causes + 1) * sizeof *causes);
    t->causes = causes;
    const char **reasons = ARENA_ARRAY(study->arena, const char *, t->n_reasons + 1);
    if (t->n_reasons) memcpy(reasons, t->reasons, (t->n_reasons + 1) * sizeof *reasons);
    t->reasons = reasons;
}

static void merge_all(struct assembling *a) {
    struct study *study = a->study;
    set_cuts(a);
    struct merging merging = {&a->spells, a->people.n, a->histories, a->n_histories, a->deriving.cuts, a->deriving.n_cuts};
    a->merged = merge_histories(&merging, study->arena, &a->scratch);
    study->timeline = a->merged.timeline;
    keep_causes(study);
    study->table = (struct table){.file = study->inputs[0].table.file, .n_rows = a->merged.timeline.n, .read_as = study->inputs[0].table.read_as};
    study->timeline.n_numbered = a->people.n;
    for (size_t h = 0; h < a->n_histories; h++) {
        assemble_attributes(study, input_at(a, history_input(a, h)), a->merged.rows[h], a->diag);
    }
    if (has_employees(a)) assemble_attributes(study, input_at(a, a->files->employees), employees_rows(a), a->diag);
}

/* Of whom a history says nothing at all, though they are employed. */
static void count_unknown(struct assembling *a) {
    const struct timeline *t = &a->spells;
    for (size_t h = 0; h < data_of(a)->n_histories; h++) {
        const struct history *history = &a->histories[h];
        const struct input *input = input_at(a, a->files->first_history + h);
        size_t unknown = 0;
        char id[40];
        const char *first = "";
        for (size_t i = 0; i < t->n; i++) {
            bool none = t->used[i] && history->rows.first[t->person[i]] == history->rows.first[t->person[i] + 1];
            if (none && unknown++ == 0 && !a->employee_row && has_employees(a)) first = arena_string(a->study->arena, people_id_text(a->people.id, i, id));
        }
        if (!unknown) continue;
        quality_count(&a->study->quality, arena_printf(a->study->arena, "people without a row in %s", input->name), SEVERITY_WARNING, unknown,
                      "its attributes are missing for them", "%s%s", first[0] ? "id " : "", first);
    }
}

/* --- the whole ----------------------------------------------------------------------------------------------------- */

bool assemble_needed(const struct job *job) {
    const struct job_data *data = &job->data;
    const struct job_derive *d = &data->derive;
    return data->n_histories || data->n_snapshots || data->n_events || d->role.text || d->manager.text || d->pay.text || d->team.text || d->birth_year.text ||
           d->hours.text || d->job.count;
}

static void list_history(struct assembling *a, const struct history *h, size_t input) {
    struct row_counts *counts = &input_at(a, input)->counts;
    counts->rejected = history_list_faults(h, &a->study->quality, &counts->unseen);
}

static void list_all(struct assembling *a) {
    const struct job_data *data = data_of(a);
    for (size_t h = 0; h < data->n_histories; h++) list_history(a, &a->histories[h], a->files->first_history + h);
    for (size_t s = 0; s < data->n_snapshots; s++) list_history(a, &a->histories[data->n_histories + s], a->files->first_snapshot + s);
    for (size_t e = 0; e < data->n_events; e++) list_history(a, a->logs[e].history, a->files->first_event + e);
}

static enum status assemble(struct assembling *a) {
    struct study *study = a->study;
    bool employment_elsewhere = study->job.data.n_snapshots || employment_history(&study->job.data) != SIZE_MAX;
    if (has_employees(a)) a->roles = assemble_roles(study, input_at(a, a->files->employees));
    number_people(a);
    set_up_histories(a);
    set_up_events(a);
    if (has_employees(a) && employment_elsewhere) describe_people(a);
    if (make_spells(a) != STATUS_OK) return STATUS_REFUSED;
    judge_events(a);
    if (a->employee_row) list_unemployed(a);
    merge_all(a);
    count_unknown(a);
    assemble_derived(a);
    managers_mark_own(study, &a->people, study->timeline.person);
    list_all(a);
    return diag_status(a->diag);
}

enum status assemble_study(struct study *study, const struct assembly *files, struct diag *diag) {
    struct assembling a = {.study = study, .files = files, .diag = diag};
    enum status status = assemble(&a);
    arena_free(&a.scratch);
    return status;
}
