#include "engine/app/study.h"

#include "engine/base/files.h"

#include "engine/base/text.h"

#include <ctype.h>
#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* --- columns and their roles --------------------------------------------------------------------------------------- */

struct reading {
    struct study *study;
    struct export file;
    enum column_request *requests;
    bool *taken; /* columns with a role */
    struct diag *diag;
};

static size_t find_column(const struct export *file, const char *name) {
    for (size_t c = 0; c < file->n_columns; c++) {
        if (!strcmp(file->names[c], name)) return c;
    }
    return SIZE_MAX;
}

static size_t need_column(struct reading *r, const struct word *word) {
    size_t c = find_column(&r->file, word->text);
    if (c != SIZE_MAX) return c;
    const char *nearest = diag_nearest(word->text, r->file.names, r->file.n_columns);
    diag_add(r->diag, SEVERITY_ERROR, word->at, "no column \"%s\" in %s%s%s%s", word->text, file_base(r->file.source.path),
             nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return SIZE_MAX;
}

static void request(struct reading *r, const struct word *word, enum column_request wanted) {
    if (!word->text) return;
    size_t c = need_column(r, word);
    if (c == SIZE_MAX) return;
    r->requests[c] = wanted;
    r->taken[c] = true;
}

static bool is_day(const struct word *word) {
    int32_t day;
    return word->text && days_parse_iso(word->text, &day);
}

static void request_roles(struct reading *r) {
    const struct job_employees *e = &r->study->job.data.employees;
    request(r, &e->id, REQUEST_ID);
    request(r, &e->hired, REQUEST_DAY);
    request(r, &e->left, REQUEST_DAY);
    request(r, &e->observed_to, REQUEST_DAY);
    request(r, &e->tenure, REQUEST_NUMBER);
    request(r, &e->tenure_from, REQUEST_NUMBER);
    request(r, &e->exited.column, REQUEST_LEVEL);
    request(r, &e->reason, REQUEST_LEVEL);
    if (!is_day(&e->observed_from)) request(r, &e->observed_from, REQUEST_DAY);
}

/* Headers that name a person or another direct identifier, in English and Dutch. Such a column is never loaded. */
static bool names_a_person(const char *header) {
    static const char *const MARKS[] = {"first_name", "last_name", "firstname", "lastname",   "surname",     "voornaam", "achternaam", "roepnaam",
                                        "e-mail",     "email",     "phone",     "telefoon",   "iban",        "bsn",      "birth_date", "birthdate",
                                        "geboortedatum", "date_of_birth", "full_name", "naam_medewerker", "employee_name", "burgerservicenummer", NULL};
    char folded[128];
    size_t n = 0;
    for (; header[n] && n + 1 < sizeof folded; n++) folded[n] = header[n] == ' ' ? '_' : (char)tolower((unsigned char)header[n]);
    folded[n] = '\0';
    if (!strcmp(folded, "name") || !strcmp(folded, "naam")) return true;
    for (size_t i = 0; MARKS[i]; i++) {
        if (strstr(folded, MARKS[i])) return true;
    }
    return false;
}

static void refuse_identifiers(struct reading *r) {
    for (size_t c = 0; c < r->file.n_columns; c++) {
        if (r->taken[c] || !names_a_person(r->file.names[c])) continue;
        r->requests[c] = REQUEST_SKIP;
        r->taken[c] = true;
        diag_add(r->diag, SEVERITY_WARNING, (struct place){r->file.source.path, 1, (uint32_t)c + 1},
                 "column \"%s\" looks like a direct identifier of people; it is not read. Leave it out of the export", r->file.names[c]);
    }
}

static const struct column *role(const struct reading *r, const struct word *word) {
    return word->text ? table_column(&r->study->table, word->text) : NULL;
}

static void set_roles(struct reading *r) {
    const struct job_employees *e = &r->study->job.data.employees;
    struct roles *roles = &r->study->roles;
    *roles = (struct roles){role(r, &e->id),     role(r, &e->hired),       role(r, &e->left),   role(r, &e->reason),
                            NULL,                role(r, &e->observed_to), role(r, &e->tenure), role(r, &e->tenure_from),
                            role(r, &e->exited.column), DAY_MISSING};
    if (!is_day(&e->observed_from)) roles->observed_from = role(r, &e->observed_from);
    if (is_day(&e->observed_from)) (void)days_parse_iso(e->observed_from.text, &roles->observed_from_day);
}

/* --- attributes ---------------------------------------------------------------------------------------------------- */

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && !strcasecmp(s + n - m, end);
}

static bool is_constant(const struct column *column, size_t n_rows) {
    if (column->kind == COLUMN_LEVEL) return column->n_levels < 2 && column->n_missing == 0;
    double first = NAN;
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        if (isnan(first)) first = value;
        if (!isnan(value) && value != first) return false;
    }
    return true;
}

static bool is_identifier(const struct column *column, size_t n_rows) {
    if (ends_with(column->name, "_id") || ends_with(column->name, "_no") || ends_with(column->name, "nummer") || !strcasecmp(column->name, "id")) return true;
    return column->kind == COLUMN_LEVEL && column->n_levels > LEVELS_USUAL_MOST && column->n_levels * 4 > n_rows;
}

/* Attributes that the law protects stay out of the default models; a job that names them in its terms has them. */
static bool is_sensitive(const char *name) {
    static const char *const NAMES[] = {"gender", "sex", "geslacht", "age", "leeftijd", "birth_year", "geboortejaar", "nationality", "nationaliteit",
                                        "ethnicity", "etniciteit", "religion", "religie", "disability", "age_at_hire", "age_band", NULL};
    for (size_t i = 0; NAMES[i]; i++) {
        if (!strcasecmp(name, NAMES[i])) return true;
    }
    return false;
}

static void add_attribute(struct study *study, const char *name, const struct column *column) {
    struct attribute *a = &study->attributes[study->n_attributes++];
    *a = (struct attribute){.name = name, .column = column, .made = ARENA_NEW(study->arena, struct column)};
    bool many = column->kind == COLUMN_LEVEL && column->n_levels > LEVELS_USUAL_MOST;
    a->sensitive = is_sensitive(name) || is_sensitive(column->name);
    a->usual = !many && !is_constant(column, study->table.n_rows) && !a->sensitive && !is_identifier(column, study->table.n_rows);
}

static void request_attributes(struct reading *r) {
    const struct job_employees *e = &r->study->job.data.employees;
    static const enum column_request AS[] = {REQUEST_AUTO, REQUEST_NUMBER, REQUEST_LEVEL};
    for (size_t c = 0; c < r->file.n_columns && e->n_attributes; c++) {
        if (!r->taken[c]) r->requests[c] = REQUEST_SKIP;
    }
    for (size_t i = 0; i < e->n_attributes; i++) {
        const struct job_attribute *a = &e->attributes[i];
        const struct word *word = a->column.text ? &a->column : &a->name;
        size_t c = word->text ? need_column(r, word) : SIZE_MAX;
        if (c == SIZE_MAX) continue;
        if (names_a_person(word->text)) {
            diag_add(r->diag, SEVERITY_ERROR, word->at, "\"%s\" looks like a direct identifier of people and is never read; take it out of the list", word->text);
        } else if (!r->taken[c]) {
            r->requests[c] = AS[a->as];
        }
    }
}

static void take_attributes(struct reading *r) {
    struct study *study = r->study;
    const struct job_employees *e = &study->job.data.employees;
    struct text left_out = {0};
    study->attributes = ARENA_ARRAY(study->arena, struct attribute, r->file.n_columns + e->n_attributes + 1);
    for (size_t i = 0; i < e->n_attributes; i++) {
        const struct job_attribute *a = &e->attributes[i];
        const struct column *column = a->name.text ? table_column(&study->table, a->column.text ? a->column.text : a->name.text) : NULL;
        if (column && (column->kind == COLUMN_NUMBER || column->kind == COLUMN_LEVEL)) add_attribute(study, a->name.text, column);
    }
    for (size_t c = 0; c < r->file.n_columns && !e->n_attributes; c++) {
        const struct column *column = &study->table.columns[c];
        if (r->taken[c]) continue;
        if (column->kind == COLUMN_NUMBER || column->kind == COLUMN_LEVEL) {
            add_attribute(study, column->name, column);
            if (study->attributes[study->n_attributes - 1].usual) continue;
        }
        if (column->name[0]) text_addf(&left_out, "%s%s", left_out.length ? ", " : "", column->name);
    }
    study->left_out = arena_string(study->arena, text_string(&left_out));
    text_free(&left_out);
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static void check_form(const struct study *study, struct diag *diag) {
    const struct job_employees *e = &study->job.data.employees;
    if (!e->hired.text == !e->tenure.text) {
        diag_add(diag, SEVERITY_ERROR, e->at, "name either \"hired\" (with \"left\") for dates or \"tenure\" (with \"exited\") for durations");
    }
    if (e->tenure.text && !e->exited.column.text) {
        diag_add(diag, SEVERITY_ERROR, e->tenure.at, "with \"tenure\", \"exited\" must say who left, as exited: {column: left, is: \"1\"}");
    }
    if (e->hired.text && !e->left.text) {
        diag_add(diag, SEVERITY_ERROR, e->hired.at, "with \"hired\", \"left\" must name the column with the last day employed");
    }
    if (e->hired.text && study->job.as_of == DAY_MISSING && !study->job.as_of_at.line) {
        diag_add(diag, SEVERITY_ERROR, e->hired.at, "the key \"as_of\" is missing: the last day observed, such as as_of: 2026-09-30");
    }
}

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

static enum status read_table(struct reading *r) {
    struct study *study = r->study;
    const struct job_employees *e = &study->job.data.employees;
    char *path = file_beside(study->arena, study->job.file, e->file.text);
    size_t errors = r->diag->errors;
    enum status status = export_open(&r->file, path, &e->format, e->file.at, study->arena, r->diag);
    if (status != STATUS_OK) return status;
    r->requests = ARENA_ARRAY(study->arena, enum column_request, r->file.n_columns + 1);
    r->taken = ARENA_ARRAY(study->arena, bool, r->file.n_columns + 1);
    request_roles(r);
    refuse_identifiers(r);
    request_attributes(r);
    bool found = r->diag->errors == errors && (e->hired.text || e->tenure.text) && (!e->hired.text || study->job.as_of != DAY_MISSING);
    if (found) status = export_load(&r->file, r->requests, study->arena, r->diag, &study->table);
    export_close(&r->file);
    return found ? status : STATUS_REFUSED;
}

/* The first few rows and cells that were not used, each with its place. */
static void warn_rejects(const struct study *study, struct diag *diag) {
    enum { SHOWN = 10 };
    const struct quality *q = &study->quality;
    for (size_t i = 0; i < q->n_rejects && i < SHOWN; i++) {
        const struct reject *r = &q->rejects[i];
        diag_add(diag, SEVERITY_WARNING, (struct place){study->table.file, r->line, r->cell}, "%s%s%s%s%s%s; %s", r->reason, r->column[0] ? ": " : "", r->column,
                 r->value[0] ? " \"" : "", r->value, r->value[0] ? "\"" : "", r->taken);
    }
    if (q->n_rejects > SHOWN) {
        diag_add(diag, SEVERITY_WARNING, (struct place){study->table.file, 0, 0}, "%zu rows or cells in all are not used; every one is in tables/rejects.csv", q->n_rejects);
    }
}

/* The timeline holds what the ids and dates said. */
static void forget_dates(struct study *study) {
    const struct roles *r = &study->roles;
    const struct column *done[] = {r->id, r->hired, r->left, r->observed_from, r->observed_to};
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
        if (done[i]) column_forget(&study->table.columns[done[i] - study->table.columns], study->table.n_rows);
    }
    study->roles = (struct roles){.observed_from_day = DAY_MISSING};
}

enum status study_read(const char *job_path, struct arena *arena, struct study *study, struct diag *diag) {
    *study = (struct study){.arena = arena, .left_out = ""};
    enum status status = job_read(job_path, arena, &study->job, diag);
    if (status != STATUS_OK && !study->job.data.employees.file.text) return status; /* nothing more can be looked at */
    status = digest_job(study, job_path, diag);
    if (status != STATUS_OK) return status;
    check_form(study, diag);
    struct reading r = {.study = study, .diag = diag};
    status = read_table(&r);
    if (status != STATUS_OK) return status;
    hex_digest(study->table.digest, study->data_digest);
    set_roles(&r);
    take_attributes(&r);
    quality_init(&study->quality, arena);
    status = timeline_build(&study->job, &study->table, &study->roles, arena, &study->quality, diag, &study->timeline);
    if (status != STATUS_OK) return status;
    warn_rejects(study, diag);
    forget_dates(study);
    study_find_leaks(study);
    return STATUS_OK;
}

const struct column *attribute_levels(const struct study *study, const struct attribute *attribute) {
    if (attribute->column->kind == COLUMN_LEVEL) return attribute->column;
    if (!attribute->made->name) *attribute->made = column_as_levels(attribute->column, study->table.n_rows, LEVELS_OF_NUMBER_MOST, study->arena);
    return attribute->made;
}

const struct attribute *study_attribute(const struct study *study, const struct word *name, struct diag *diag) {
    const char **names = ARENA_ARRAY(study->arena, const char *, study->n_attributes + 1);
    for (size_t i = 0; i < study->n_attributes; i++) {
        if (!strcmp(study->attributes[i].name, name->text)) return &study->attributes[i];
        names[i] = study->attributes[i].name;
    }
    const char *nearest = diag_nearest(name->text, names, study->n_attributes);
    diag_add(diag, SEVERITY_ERROR, name->at, "no attribute \"%s\"%s%s%s", name->text, nearest ? "; did you mean \"" : "; list it under attributes",
             nearest ? nearest : "", nearest ? "\"?" : "");
    return NULL;
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
