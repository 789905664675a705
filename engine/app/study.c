#include "engine/app/study.h"

#include "engine/app/assemble.h"
#include "engine/app/managers.h"
#include "engine/app/pseudonyms.h"
#include "engine/base/files.h"
#include "engine/base/text.h"
#include "engine/history/checks.h"
#include "engine/history/spelling.h"

#include <sodium.h>
#include <string.h>

struct reading {
    struct study *study;
    struct assembly files;
    struct diag *diag;
};

/* --- what the job must say ----------------------------------------------------------------------------------------- */

static size_t employment_histories(const struct job_data *data) {
    size_t n = 0;
    for (size_t h = 0; h < data->n_histories; h++) n += data->histories[h].is_employment;
    return n;
}

/* Where dates are needed at all. */
static bool has_dates(const struct job_data *data) { return !data->employees.tenure.text && !data->employees.outcome.column.text; }

/* Exactly one thing says who was employed when. */
static void check_clock(const struct job *job, struct diag *diag) {
    const struct job_data *data = &job->data;
    const struct job_employees *e = &data->employees;
    size_t elsewhere = employment_histories(data) + data->n_snapshots;
    struct place at = e->file.text ? e->at : data->n_histories ? data->histories[0].at : data->n_snapshots ? data->snapshots[0].at : (struct place){job->file, 1, 1};
    int clocks = (e->hired.text && !elsewhere) + (e->tenure.text != NULL) + (e->outcome.column.text != NULL) + (elsewhere > 0);
    if (clocks != 1 || elsewhere > 1) {
        diag_add(diag, SEVERITY_ERROR, at,
                 "say in one way who was employed when: \"hired\" with \"left\" for dates, \"tenure\" with \"exited\" for durations, \"outcome\" without time, "
                 "one history with is_employment: true, or snapshots; this job says it in %d ways", elsewhere > 1 ? (int)elsewhere : clocks);
    }
    if (e->tenure.text && !e->exited.column.text) {
        diag_add(diag, SEVERITY_ERROR, e->tenure.at, "with \"tenure\", \"exited\" must say who left, as exited: {column: left, is: \"1\"}");
    }
    if (e->hired.text && !e->left.text && !elsewhere) {
        diag_add(diag, SEVERITY_ERROR, e->hired.at, "with \"hired\", \"left\" must name the column with the last day employed");
    }
    if (e->left.text && elsewhere) {
        diag_add(diag, SEVERITY_ERROR, e->left.at, "the exits come from the other file already; leave \"left\" out here");
    }
}

static void check_histories(const struct job *job, struct diag *diag) {
    const struct job_data *data = &job->data;
    for (size_t h = 0; h < data->n_histories; h++) {
        const struct job_history *history = &data->histories[h];
        if (history->reason.text && !history->is_employment) diag_add(diag, SEVERITY_ERROR, history->reason.at, "\"reason\" is for a history with is_employment: true");
    }
    for (size_t k = 0; k < data->n_events; k++) {
        const struct job_events *events = &data->events[k];
        if (!events->kind.text == !events->kind_column.text) {
            diag_add(diag, SEVERITY_ERROR, events->at, "say what happened: either \"kind\", one word for all rows, or \"kind_column\"");
        }
    }
    bool needs_ids = data->n_histories || data->n_snapshots || data->n_events;
    if (data->employees.file.text && needs_ids && !data->employees.id.text) {
        diag_add(diag, SEVERITY_ERROR, data->employees.at, "the key \"id\" is missing here: the other files are joined to the employees by it");
    }
    if (!has_dates(data) && assemble_needed(job)) {
        diag_add(diag, SEVERITY_ERROR, data->employees.at, "histories, snapshots, events and derive need dates: name \"hired\" and \"left\" instead of durations or an outcome");
    }
}

static void check_form(const struct job *job, struct diag *diag) {
    const struct job_employees *e = &job->data.employees;
    check_clock(job, diag);
    check_histories(job, diag);
    if (has_dates(&job->data) && job->as_of == DAY_MISSING && !job->as_of_at.line) {
        diag_add(diag, SEVERITY_ERROR, e->hired.text ? e->hired.at : e->at, "the key \"as_of\" is missing: the last day observed, such as as_of: 2026-09-30");
    }
}

/* --- the files ----------------------------------------------------------------------------------------------------- */

static struct input *open_next(struct reading *r, const struct input_plan *plan) {
    struct study *study = r->study;
    struct input *input = &study->inputs[study->n_inputs++];
    return input_open(input, &study->job, plan, study->arena, r->diag) == STATUS_OK ? input : NULL;
}

#define PLAN(section) (&(struct input_plan){&(section)->file, &(section)->format, (section)->attributes, (section)->n_attributes, (section)->rejects_at_most})

static void open_employees(struct reading *r) {
    const struct job_employees *e = &r->study->job.data.employees;
    r->files.employees = r->study->n_inputs;
    struct input *input = open_next(r, PLAN(e));
    if (!input) return;
    const struct word *const days[] = {&e->hired, &e->left, &e->observed_to}, *const numbers[] = {&e->tenure, &e->tenure_from},
                      *const levels[] = {&e->exited.column, &e->outcome.column, &e->reason};
    input_role(input, &e->id, REQUEST_ID, r->diag);
    for (size_t i = 0; i < 3; i++) input_role(input, days[i], REQUEST_DAY, r->diag);
    for (size_t i = 0; i < 2; i++) input_role(input, numbers[i], REQUEST_NUMBER, r->diag);
    for (size_t i = 0; i < 3; i++) input_role(input, levels[i], REQUEST_LEVEL, r->diag);
    if (!word_is_day(&e->observed_from)) input_role(input, &e->observed_from, REQUEST_DAY, r->diag);
    input_attributes(input, r->diag);
}

static void open_history(struct reading *r, const struct job_history *h) {
    struct input *input = open_next(r, PLAN(h));
    if (!input) return;
    input_role(input, &h->id, REQUEST_ID, r->diag);
    input_role(input, &h->from, REQUEST_DAY, r->diag);
    input_role(input, &h->to, REQUEST_DAY, r->diag);
    input_role(input, &h->reason, REQUEST_LEVEL, r->diag);
    input_attributes(input, r->diag);
}

static void open_snapshots(struct reading *r, const struct job_snapshots *s) {
    struct input *input = open_next(r, PLAN(s));
    if (!input) return;
    input_role(input, &s->id, REQUEST_ID, r->diag);
    if (!word_is_day(&s->date)) input_role(input, &s->date, REQUEST_DAY, r->diag);
    input_role(input, &s->hired, REQUEST_DAY, r->diag);
    input_role(input, &s->left, REQUEST_DAY, r->diag);
    input_role(input, &s->status.column, REQUEST_LEVEL, r->diag);
    input_role(input, &s->reason, REQUEST_LEVEL, r->diag);
    input_attributes(input, r->diag);
}

/* Of events only who, when and what is read. */
static void open_events(struct reading *r, const struct job_events *e) {
    struct input *input = open_next(r, &(struct input_plan){&e->file, &e->format, NULL, 0, e->rejects_at_most});
    if (!input) return;
    for (size_t c = 0; c < input->file.n_columns; c++) input->requests[c] = REQUEST_SKIP;
    input_role(input, &e->id, REQUEST_ID, r->diag);
    input_role(input, &e->date, REQUEST_DAY, r->diag);
    input_role(input, &e->kind_column, REQUEST_LEVEL, r->diag);
}

static void open_all(struct reading *r) {
    const struct job_data *data = &r->study->job.data;
    r->study->inputs = ARENA_ARRAY(r->study->arena, struct input, 1 + data->n_histories + data->n_snapshots + data->n_events);
    r->files.employees = SIZE_MAX;
    if (data->employees.file.text) open_employees(r);
    r->files.first_history = r->study->n_inputs;
    for (size_t h = 0; h < data->n_histories; h++) {
        if (data->histories[h].file.text) open_history(r, &data->histories[h]);
    }
    r->files.first_snapshot = r->study->n_inputs;
    for (size_t s = 0; s < data->n_snapshots; s++) {
        if (data->snapshots[s].file.text) open_snapshots(r, &data->snapshots[s]);
    }
    r->files.first_event = r->study->n_inputs;
    for (size_t e = 0; e < data->n_events; e++) {
        if (data->events[e].file.text) open_events(r, &data->events[e]);
    }
}

static enum status load_all(struct reading *r) {
    enum status status = STATUS_OK;
    for (size_t i = 0; i < r->study->n_inputs; i++) {
        enum status loaded = input_load(&r->study->inputs[i], r->study->arena, r->diag);
        if (loaded != STATUS_OK) status = loaded;
    }
    return status;
}

/* --- what is odd about their columns --------------------------------------------------------------------------------- */

/* The day that each row of an input is about: the first role that is a day. */
static const struct column *day_column(const struct input *input) {
    for (size_t c = 0; c < input->table.n_columns; c++) {
        if (input->taken[c] && input->table.columns[c].kind == COLUMN_DAY) return &input->table.columns[c];
    }
    return NULL;
}

static void check_columns(struct reading *r, bool has_id, struct input *input) {
    struct study *study = r->study;
    for (size_t c = 0; c < input->table.n_columns; c++) {
        struct column *column = &input->table.columns[c];
        bool spelled = column->kind == COLUMN_LEVEL && input->requests[c] != REQUEST_ID;
        if (spelled) spelling_check(&input->table, column, input->file.merge_spellings, study->arena, &study->quality);
        bool describes = column->kind == COLUMN_LEVEL || column->kind == COLUMN_NUMBER;
        if (describes && !input->taken[c]) checks_column(&input->table, column, day_column(input), study->arena, &study->quality);
    }
    if (!has_id) checks_duplicates(&input->table, &study->quality);
}

static void check_all_columns(struct reading *r) {
    for (size_t i = 0; i < r->study->n_inputs; i++) {
        bool has_id = i != r->files.employees || r->study->job.data.employees.id.text;
        check_columns(r, has_id, &r->study->inputs[i]);
    }
}

/* --- digests ------------------------------------------------------------------------------------------------------- */

static void hex_digest(const unsigned char digest[32], char out[65]) { sodium_bin2hex(out, 65, digest, 32); }

static enum status digest_job(struct study *study, const char *path, struct diag *diag) {
    char *bytes;
    size_t length;
    unsigned char digest[32];
    enum status status = file_read(path, study->arena, &bytes, &length, diag);
    if (status != STATUS_OK) return status;
    crypto_generichash(digest, sizeof digest, (const unsigned char *)bytes, length, NULL, 0);
    hex_digest(digest, study->job_digest);
    return STATUS_OK;
}

/* One file's own digest; of several, the digest of theirs in order. */
static void digest_data(struct study *study) {
    unsigned char digest[32];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    for (size_t i = 0; i < study->n_inputs; i++) crypto_generichash_update(&state, study->inputs[i].table.digest, sizeof digest);
    crypto_generichash_final(&state, digest, sizeof digest);
    hex_digest(study->n_inputs == 1 ? study->inputs[0].table.digest : digest, study->data_digest);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

/* The first few rows and cells that were not used, each with its place. */
static void warn_rejects(const struct study *study, struct diag *diag) {
    enum { SHOWN = 10 };
    const struct quality *q = &study->quality;
    for (size_t i = 0; i < q->n_rejects && i < SHOWN; i++) {
        const struct reject *r = &q->rejects[i];
        diag_add(diag, SEVERITY_WARNING, (struct place){r->file, r->line, r->cell}, "%s%s%s%s%s%s; %s", r->reason, r->column[0] ? ": " : "", r->column,
                 r->value[0] ? " \"" : "", r->value, r->value[0] ? "\"" : "", r->taken);
    }
    if (q->n_rejects > SHOWN) {
        diag_add(diag, SEVERITY_WARNING, (struct place){0}, "%zu rows or cells in all are not used; every one is in tables/rejects.csv", q->n_rejects + q->n_unlisted);
    }
}

/* The timeline holds what ids and dates said, and merged columns what the files' said. */
static void forget_columns(struct study *study, bool merged) {
    for (size_t i = 0; i < study->n_inputs; i++) {
        struct input *input = &study->inputs[i];
        for (size_t c = 0; c < input->table.n_columns; c++) {
            struct column *column = &input->table.columns[c];
            if (column->values && (merged || input->taken[c])) column_forget(column, input->table.n_rows);
        }
    }
}

/* The employees' file as it stands is the timeline. */
static void take_employees(struct reading *r) {
    struct study *study = r->study;
    struct input *employees = &study->inputs[r->files.employees];
    struct roles roles = assemble_roles(study, employees);
    study->table = employees->table;
    study->timeless = study->job.data.employees.outcome.column.text != NULL;
    timeline_build(&study->job, &employees->table, &roles, study->arena, &study->quality, &employees->counts, r->diag, &study->timeline);
    const struct timeline *t = &study->timeline;
    pseudonyms_make(study, &employees->table, roles.id, t->person, t->person ? t->n_numbered : t->n, r->diag);
    assemble_attributes(study, employees, NULL, r->diag);
    assemble_returns(study);
    if (roles.id && manager_of(study)) {
        struct arena scratch = {0};
        struct people people = people_number(roles.id, employees->table.n_rows, &scratch);
        managers_mark_own(study, &people, people.of_row);
        arena_free(&scratch);
    }
}

static enum status tolerate_all(struct reading *r) {
    struct study *study = r->study;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < study->n_inputs; i++) {
        struct input *input = &study->inputs[i];
        study->rows.rows += input->counts.rows;
        study->rows.rejected += input->counts.rejected;
        study->rows.unseen += input->counts.unseen;
        enum status tolerated = quality_tolerate(&study->quality, input->table.file, &input->counts, input->rejects_at_most, input->at, r->diag);
        if (tolerated != STATUS_OK) status = tolerated;
    }
    return status;
}

/* The last hire or exit on or before as_of; DAY_MISSING = none. */
static int32_t last_day_known(const struct timeline *t) {
    int32_t last = DAY_MISSING;
    for (size_t i = 0; i < t->n; i++) {
        int32_t exit = t->used[i] && t->cause[i] ? t->hired[i] + t->exit[i] : DAY_MISSING;
        if (t->used[i] && t->hired[i] > last) last = t->hired[i];
        if (exit > last) last = exit;
    }
    return last;
}

/* A job that runs and means little: long after the export nobody was hired, or the file holds leavers only. */
static void warn_of_emptiness(const struct study *study, struct diag *diag) {
    enum { DAYS_MOST = 366 };
    const struct timeline *t = &study->timeline;
    if (!t->hired) return;
    int32_t last = last_day_known(t);
    char day[40];
    if (last != DAY_MISSING && t->as_of - last > DAYS_MOST) {
        diag_add(diag, SEVERITY_WARNING, study->job.as_of_at, "as_of lies over a year after the last hire or exit in the data (%s): everybody else counts as still there until then. Is it the day of the export?",
                 days_format(last, day));
    }
    for (size_t i = 0; i < t->n; i++) {
        if (timeline_present(t, i, t->as_of)) return;
    }
    if (t->n_used) diag_add(diag, SEVERITY_WARNING, study->inputs[0].at, "nobody is employed on as_of: is this a list of leavers only? Turnover needs those who stayed as well");
}

enum status study_read(const char *job_path, struct arena *arena, struct study *study, struct diag *diag) {
    *study = (struct study){.arena = arena, .home = arena, .left_out = ""};
    struct reading r = {.study = study, .diag = diag};
    enum status status = job_read(job_path, arena, &study->job, diag);
    const struct job_data *data = &study->job.data;
    bool any = data->employees.file.text || data->n_histories || data->n_snapshots;
    if (status != STATUS_OK && !any) return status; /* nothing more can be looked at */
    status = digest_job(study, job_path, diag);
    if (status != STATUS_OK) return status;
    size_t errors = diag->errors;
    check_form(&study->job, diag);
    open_all(&r);
    bool days_known = !has_dates(data) || study->job.as_of != DAY_MISSING;
    if (diag->errors > errors || !days_known) return STATUS_REFUSED;
    status = load_all(&r);
    if (status != STATUS_OK) return status;
    digest_data(study);
    quality_init(&study->quality, arena);
    check_all_columns(&r);
    bool merged = assemble_needed(&study->job);
    if (merged) {
        status = assemble_study(study, &r.files, diag);
    } else {
        take_employees(&r);
    }
    if (status != STATUS_OK) return status;
    status = tolerate_all(&r);
    if (status != STATUS_OK) return status;
    warn_rejects(study, diag);
    warn_of_emptiness(study, diag);
    forget_columns(study, merged);
    study_find_leaks(study, diag);
    return STATUS_OK;
}

uint8_t study_cause(const struct study *study, const struct word *cause, struct diag *diag) {
    const struct timeline *t = &study->timeline;
    if (!cause->text || !strcmp(cause->text, "all")) return 0;
    for (size_t i = 1; i <= t->n_causes; i++) {
        if (!strcmp(t->causes[i], cause->text)) return (uint8_t)i;
    }
    const char *nearest = diag_nearest(cause->text, t->causes + 1, t->n_causes);
    struct text known = {0};
    for (size_t i = 1; i <= t->n_causes; i++) text_addf(&known, "%s%s", i > 1 ? ", " : "", t->causes[i]);
    diag_add(diag, SEVERITY_ERROR, cause->at, "no cause \"%s\"%s%s%s the causes are %s", cause->text, nearest ? "; did you mean \"" : "",
             nearest ? nearest : "", nearest ? "\"? Else" : ";", text_string(&known));
    text_free(&known);
    return 0;
}

double tenure_unit_days(const char *name) {
    if (!strcmp(name, "tenure_days")) return 1;
    if (!strcmp(name, "tenure_months")) return 30.4375;
    return !strcmp(name, "tenure_years") ? 365.25 : 0;
}
