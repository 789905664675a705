#include "engine/app/anonymising.h"
#include "engine/base/files.h"
#include "engine/history/identifiers.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- the key ------------------------------------------------------------------------------------------------------- */

static enum status make_key(const char *path, struct diag *diag) {
    unsigned char bytes[PSEUDONYM_KEY_BYTES];
    char hex[2 * PSEUDONYM_KEY_BYTES + 2];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    hex[2 * PSEUDONYM_KEY_BYTES] = '\n';
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written = descriptor >= 0 && write(descriptor, hex, 2 * PSEUDONYM_KEY_BYTES + 1) == 2 * PSEUDONYM_KEY_BYTES + 1;
    if (descriptor >= 0) written = close(descriptor) == 0 && written;
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(hex, sizeof hex);
    if (written) {
        diag_add(diag, SEVERITY_NOTE, (struct place){path, 0, 0}, "made a new key; keep it safe and apart from the data: whoever has it can find people back");
        return STATUS_OK;
    }
    diag_fail(diag, "cannot write the key file %s: %s", path, strerror(errno));
    return STATUS_MACHINE;
}

static enum status read_key(struct anonymising *a) {
    const char *path = a->options->key_file;
    if (access(path, F_OK) != 0) {
        enum status status = make_key(path, a->diag);
        if (status != STATUS_OK) return status;
    }
    return pseudonym_key_read(path, a->arena, a->diag, a->key);
}

/* --- what becomes of each column ----------------------------------------------------------------------------------- */

static bool asked_as_id(const struct anonymising *a, const char *name) {
    for (size_t i = 0; i < a->options->n_ids; i++) {
        if (!strcmp(a->options->ids[i], name)) return true;
    }
    return false;
}

static bool mostly_days(const struct anonymising *a, size_t c) {
    size_t days = 0, values = 0;
    int32_t day;
    for (size_t i = 0; i < a->file.n_sample; i++) {
        struct cell cell = a->file.sample[i * a->file.n_columns + c];
        if (!cell.length) continue;
        bool fits = false;
        for (int order = 0; order < DATE_ORDERS && !fits; order++) fits = cell_day(cell, (enum date_order)order, &day);
        values++;
        days += fits;
    }
    return values && days * 2 > values;
}

static void decide(struct anonymising *a, size_t c) {
    const char *name = a->file.names[c];
    const char *what = identifiers_find(name, a->file.sample + c, a->file.n_sample, a->file.n_columns);
    enum header_role role = header_role(name);
    a->names[c] = name;
    a->requests[c] = REQUEST_AUTO;
    if (asked_as_id(a, name) || role == HEADER_ID || (role == HEADER_MANAGER && !what)) {
        a->fates[c] = PSEUDONYM;
        a->requests[c] = REQUEST_LEVEL;
    } else if (what && !strcmp(what, "a full birth date")) {
        a->fates[c] = YEAR_OF_BIRTH;
        a->requests[c] = REQUEST_DAY;
        a->names[c] = strstr(name, "geb") || strstr(name, "Geb") ? "geboortejaar" : "birth_year";
    } else if (what || !name[0]) {
        a->fates[c] = DROPPED;
        a->requests[c] = REQUEST_SKIP;
        a->whys[c] = what ? what : "a column without a name";
    } else if (role == HEADER_HIRED || role == HEADER_LEFT || role == HEADER_FROM || role == HEADER_TO) {
        a->requests[c] = mostly_days(a, c) ? REQUEST_DAY : REQUEST_AUTO; /* a cell or two that are no date make it no text */
    }
}

/* Where nothing else tells people apart, what is too telling to keep becomes the pseudonym. */
static void decide_only_id(struct anonymising *a) {
    size_t best = SIZE_MAX;
    for (size_t c = 0; c < a->file.n_columns; c++) {
        if (a->fates[c] == PSEUDONYM && header_role(a->file.names[c]) != HEADER_MANAGER) return;
        bool tells = a->fates[c] == DROPPED && a->whys[c] && (!strcmp(a->whys[c], "a citizen service number") || !strcmp(a->whys[c], "an e-mail address"));
        if (tells && best == SIZE_MAX) best = c;
    }
    if (best == SIZE_MAX) return;
    a->fates[best] = PSEUDONYM;
    a->requests[best] = REQUEST_LEVEL;
}

/* A second column of that name is left out: the year of birth may be there already. */
static void keep_names_apart(struct anonymising *a) {
    for (size_t c = 0; c < a->file.n_columns; c++) {
        for (size_t k = 0; k < a->file.n_columns && a->fates[c] == YEAR_OF_BIRTH; k++) {
            if (k == c || a->fates[k] == DROPPED || strcmp(a->names[k], a->names[c]) != 0) continue;
            a->fates[c] = DROPPED;
            a->requests[c] = REQUEST_SKIP;
            a->whys[c] = "a full birth date, of which the year is there already";
        }
    }
}

static enum status open_file(struct anonymising *a) {
    struct job_format format = {.date = {a->options->date, {a->options->file, 0, 0}}};
    enum status status = export_open(&a->file, a->options->file, &format, (struct place){a->options->file, 0, 0}, a->arena, a->diag);
    if (status != STATUS_OK) return status;
    size_t n = a->file.n_columns;
    a->requests = ARENA_ARRAY(a->arena, enum column_request, n + 1);
    a->fates = ARENA_ARRAY(a->arena, enum fate, n + 1);
    a->names = ARENA_ARRAY(a->arena, const char *, n + 1);
    a->whys = ARENA_ARRAY(a->arena, const char *, n + 1);
    a->pooled = ARENA_ARRAY(a->arena, size_t, n + 1);
    a->blanked = ARENA_ARRAY(a->arena, bool, n + 1);
    for (size_t c = 0; c < n; c++) decide(a, c);
    decide_only_id(a);
    keep_names_apart(a);
    for (size_t i = 0; i < a->options->n_ids; i++) {
        bool found = false;
        for (size_t c = 0; c < n; c++) found = found || !strcmp(a->file.names[c], a->options->ids[i]);
        const char *nearest = found ? NULL : diag_nearest(a->options->ids[i], a->file.names, n);
        if (!found) diag_fail(a->diag, "no column \"%s\" in %s%s%s%s", a->options->ids[i], file_base(a->options->file), nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    }
    if (diag_status(a->diag) != STATUS_OK) return STATUS_REFUSED;
    status = export_load(&a->file, a->requests, a->arena, a->diag, &a->table);
    export_close(&a->file);
    return status;
}

/* --- rare categories ----------------------------------------------------------------------------------------------- */

static size_t *rows_by_level(const struct anonymising *a, const struct column *column) {
    size_t *rows = ARENA_ARRAY(a->arena, size_t, column->n_levels + 1);
    for (size_t i = 0; i < a->table.n_rows; i++) rows[column_code(column, i)]++;
    return rows;
}

/* A whole number that nearly every row has another of is a badge or a login, whatever it is called; pay is known by name. */
static void drop_keys(struct anonymising *a, size_t c) {
    enum { ROWS_LEAST = 20 };
    const struct column *column = &a->table.columns[c];
    size_t n = a->table.n_rows, distinct = 0, known = n - column->n_missing;
    enum header_role role = header_role(column->name);
    if (column->kind != COLUMN_NUMBER || a->fates[c] != KEPT || column->scale || known < ROWS_LEAST || role == HEADER_PAY || role == HEADER_TENURE) return;
    double *values = ARENA_ARRAY(a->arena, double, n + 1);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        double value = column_number(column, i);
        if (!isnan(value)) values[kept++] = value;
    }
    qsort(values, kept, sizeof *values, values_compare);
    for (size_t i = 0; i < kept; i++) distinct += i == 0 || values[i] != values[i - 1];
    if (distinct * 100 < known * 98 || values[0] != floor(values[0])) return;
    a->fates[c] = DROPPED;
    a->whys[c] = "a number that nearly every row has another of";
}

/* Rare categories get one name; a column where nearly all are rare is no category but a text, and goes. */
static void pool(struct anonymising *a, size_t c) {
    struct column *column = &a->table.columns[c];
    if (column->kind != COLUMN_LEVEL || a->fates[c] != KEPT) return;
    size_t *rows = rows_by_level(a, column), rare = 0, rare_rows = 0;
    for (size_t level = 1; level <= column->n_levels; level++) {
        bool is_rare = rows[level] < (size_t)a->options->minimum;
        rare += is_rare;
        rare_rows += is_rare ? rows[level] : 0;
    }
    if (rare_rows * 2 > a->table.n_rows - column->n_missing && rare > 2) {
        a->fates[c] = DROPPED;
        a->whys[c] = "texts that few rows share";
        return;
    }
    const char *pool_name = rare_rows < (size_t)a->options->minimum ? "" : "(other)"; /* a pool as rare as what it pools hides nobody */
    for (size_t level = 1; level <= column->n_levels && rare; level++) {
        if (rows[level] < (size_t)a->options->minimum) column->levels[level] = pool_name;
    }
    a->blanked[c] = rare && !pool_name[0];
    a->pooled[c] = rare;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static void add_cell(const struct anonymising *a, size_t c, size_t row, struct text *out) {
    const struct column *column = &a->table.columns[c];
    char buffer[64];
    if (column_is_missing(column, row)) return;
    if (a->fates[c] == PSEUDONYM) {
        text_add(out, pseudonym_of(a->key, column_text(column, row), buffer));
    } else if (column->kind == COLUMN_LEVEL) {
        text_add_csv(out, column_text(column, row));
    } else if (column->kind == COLUMN_NUMBER) {
        text_add_number(out, column_number(column, row), 15);
    } else if (a->fates[c] == YEAR_OF_BIRTH) {
        text_addf(out, "%d", days_to_civil(column_day(column, row)).year);
    } else {
        int32_t day = column_day(column, row);
        text_add(out, days_format(a->options->months ? period_first(period_of(day, PERIOD_MONTH), PERIOD_MONTH) : day, buffer));
    }
}

static bool is_written(const struct anonymising *a, size_t c) { return a->fates[c] != DROPPED; }

bool anonymising_is_whole(const struct anonymising *a, size_t row, size_t *next_bad) {
    while (*next_bad < a->table.n_bad_records && a->table.bad_records[*next_bad].row < row) ++*next_bad;
    return *next_bad == a->table.n_bad_records || a->table.bad_records[*next_bad].row != row;
}

static void add_rows(const struct anonymising *a, struct text *out) {
    size_t next_bad = 0;
    for (size_t c = 0, any = 0; c < a->file.n_columns; c++) {
        if (!is_written(a, c)) continue;
        if (any++) text_add_char(out, ',');
        text_add_csv(out, a->names[c]);
    }
    text_add_char(out, '\n');
    for (size_t row = 0; row < a->table.n_rows; row++) {
        if (!anonymising_is_whole(a, row, &next_bad)) continue;
        for (size_t c = 0, any = 0; c < a->file.n_columns; c++) {
            if (!is_written(a, c)) continue;
            if (any++) text_add_char(out, ',');
            add_cell(a, c, row, out);
        }
        text_add_char(out, '\n');
    }
}

static enum status write_results(const struct anonymising *a) {
    const char *out = a->options->out, *name = file_base(a->options->file), *dot = strrchr(name, '.');
    int stem = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    struct text rows = {0}, report = {0};
    add_rows(a, &rows);
    anonymity_report(a, &report);
    enum status status = file_put(out, name, text_string(&rows), rows.length, a->diag);
    if (status == STATUS_OK) status = file_put(out, arena_printf(a->arena, "%.*s-anonymity.md", stem, name), text_string(&report), report.length, a->diag);
    text_free(&rows);
    text_free(&report);
    return status;
}

/* Neither the data nor the key may be lost under what is written. */
static enum status check_goal(const struct anonymising *a) {
    const char *goal = arena_printf(a->arena, "%s/%s", a->options->out, file_base(a->options->file)), *const own[] = {a->options->file, a->options->key_file};
    for (int i = 0; i < 2; i++) {
        bool same = file_same(goal, own[i]) || !strcmp(goal, own[i]);
        if (!same) continue;
        diag_fail(a->diag, "%s would be overwritten by the anonymous copy; choose another --out", own[i]);
        return STATUS_REFUSED;
    }
    if (!file_same(a->options->file, a->options->key_file)) return STATUS_OK;
    diag_fail(a->diag, "the key file is the data; name another one, and it is made");
    return STATUS_REFUSED;
}

enum status anonymise_run(const struct anonymise_options *options, struct arena *arena, struct diag *diag) {
    struct anonymising a = {.options = options, .arena = arena, .diag = diag};
    enum status status = check_goal(&a);
    if (status == STATUS_OK) status = read_key(&a);
    if (status == STATUS_OK) status = check_goal(&a); /* once more, now that a new key is there */
    if (status == STATUS_OK) status = open_file(&a);
    if (status != STATUS_OK) return status;
    for (size_t c = 0; c < a.file.n_columns; c++) {
        drop_keys(&a, c);
        pool(&a, c);
    }
    anonymity_find_people(&a);
    status = write_results(&a);
    sodium_memzero(a.key, sizeof a.key);
    return status;
}
