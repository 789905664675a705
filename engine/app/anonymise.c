#include "engine/app/anonymise.h"

#include "engine/app/headers.h"
#include "engine/base/files.h"
#include "engine/base/text.h"
#include "engine/data/export.h"
#include "engine/history/identifiers.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum fate { KEPT, DROPPED, PSEUDONYM, YEAR_OF_BIRTH };

enum { PSEUDONYM_BYTES = 10, KEY_BYTES = 32 };

struct anonymising {
    const struct anonymise_options *options;
    struct export file;
    struct table table;
    enum column_request *requests;
    enum fate *fates;
    const char **names, **whys; /* of the columns as written; why one was dropped */
    size_t *pooled;             /* categories pooled, by column */
    bool *blanked;              /* and left empty, because together they were rare still */
    unsigned char key[KEY_BYTES];
    const struct column *id;    /* by which rows are a person's; NULL = every row is one */
    size_t *last_row;           /* [id code] */
    struct arena *arena;
    struct diag *diag;
};

/* --- the key ------------------------------------------------------------------------------------------------------- */

static enum status make_key(const char *path, struct diag *diag) {
    unsigned char bytes[KEY_BYTES];
    char hex[2 * KEY_BYTES + 2];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    hex[2 * KEY_BYTES] = '\n';
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written = descriptor >= 0 && write(descriptor, hex, 2 * KEY_BYTES + 1) == 2 * KEY_BYTES + 1;
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
    char *bytes;
    size_t length;
    if (access(path, F_OK) != 0) {
        enum status status = make_key(path, a->diag);
        if (status != STATUS_OK) return status;
    }
    enum status status = file_read(path, a->arena, &bytes, &length, a->diag);
    if (status != STATUS_OK) return status;
    if (length < 16) {
        diag_add(a->diag, SEVERITY_ERROR, (struct place){path, 0, 0}, "holds %zu bytes; a key has 16 at the least. Name a file that does not exist, and a good one is made", length);
        return STATUS_REFUSED;
    }
    struct stat info;
    if (stat(path, &info) == 0 && (info.st_mode & 077)) {
        diag_add(a->diag, SEVERITY_WARNING, (struct place){path, 0, 0}, "others on this machine can read the key; take that right away with: chmod 600 %s", path);
    }
    size_t used = length;
    while (used && strchr(" \t\r\n", bytes[used - 1])) used--; /* an editor's last newline is no part of the key */
    crypto_generichash(a->key, sizeof a->key, (const unsigned char *)bytes, used, NULL, 0);
    sodium_memzero(bytes, length);
    return STATUS_OK;
}

static const char *pseudonym(const struct anonymising *a, const char *id, char out[2 * PSEUDONYM_BYTES + 1]) {
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)id, strlen(id), a->key, sizeof a->key);
    return sodium_bin2hex(out, 2 * PSEUDONYM_BYTES + 1, digest, PSEUDONYM_BYTES);
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
    static const struct job_format PLAIN = {0};
    enum status status = export_open(&a->file, a->options->file, &PLAIN, (struct place){a->options->file, 0, 0}, a->arena, a->diag);
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

static int compare_numbers(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

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
    qsort(values, kept, sizeof *values, compare_numbers);
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
        text_add(out, pseudonym(a, column_text(column, row), buffer));
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

static bool is_whole(const struct anonymising *a, size_t row, size_t *next_bad) {
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
        if (!is_whole(a, row, &next_bad)) continue;
        for (size_t c = 0, any = 0; c < a->file.n_columns; c++) {
            if (!is_written(a, c)) continue;
            if (any++) text_add_char(out, ',');
            add_cell(a, c, row, out);
        }
        text_add_char(out, '\n');
    }
}

/* --- k-anonymity --------------------------------------------------------------------------------------------------- */

/* What an outsider may know of somebody: categories, age and years; and, asked apart, dates. Not pay or scores. */
static bool is_quasi_identifier(const struct anonymising *a, size_t c, bool dates) {
    const struct column *column = &a->table.columns[c];
    if (a->fates[c] == YEAR_OF_BIRTH) return true;
    if (a->fates[c] != KEPT) return false;
    if (column->kind == COLUMN_DAY) return dates;
    return column->kind == COLUMN_LEVEL || header_role(column->name) == HEADER_AGE || header_role(column->name) == HEADER_BIRTH_YEAR;
}

static uint64_t quasi_value(const struct anonymising *a, size_t c, size_t row) {
    const struct column *column = &a->table.columns[c];
    if (column_is_missing(column, row)) return UINT64_MAX;
    if (column->kind == COLUMN_NUMBER) return (uint64_t)(int64_t)(fmax(-1e6, fmin(1e6, column_number(column, row))) * 1000); /* ages and years */
    if (column->kind == COLUMN_DAY) {
        int32_t day = column_day(column, row);
        if (a->fates[c] == YEAR_OF_BIRTH) return (uint64_t)days_to_civil(day).year;
        return (uint64_t)(int64_t)(a->options->months ? period_of(day, PERIOD_MONTH) : day);
    }
    uint64_t hash = 14695981039346656037u; /* by text: pooled categories are one */
    for (const char *s = column_text(column, row); *s; s++) hash = (hash ^ (unsigned char)*s) * 1099511628211u;
    return hash;
}

static int compare_keys(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* Of somebody's rows the last one counts. */
static bool is_last_of_person(const struct anonymising *a, size_t row) { return !a->last_row || a->last_row[column_code(a->id, row)] == row; }

static void find_last_rows(struct anonymising *a) {
    for (size_t c = 0; c < a->file.n_columns && !a->id; c++) {
        if (a->fates[c] == PSEUDONYM && header_role(a->file.names[c]) != HEADER_MANAGER) a->id = &a->table.columns[c];
    }
    if (!a->id) return;
    a->last_row = ARENA_ARRAY(a->arena, size_t, a->id->n_levels + 1);
    for (size_t row = 0; row < a->table.n_rows; row++) a->last_row[column_code(a->id, row)] = row;
}

struct anonymity {
    size_t rows, smallest, unique, at_risk; /* people; the smallest group; those alone in theirs; those in groups under the minimum */
};

/* Groups of rows equal in every quasi-identifier but `without`. O(rows log rows). */
static struct anonymity measure(const struct anonymising *a, bool dates, size_t without) {
    size_t n = 0, next_bad = 0;
    uint64_t *keys = malloc((a->table.n_rows + 1) * sizeof *keys);
    if (!keys) abort();
    for (size_t row = 0; row < a->table.n_rows; row++) {
        if (!is_whole(a, row, &next_bad) || !is_last_of_person(a, row)) continue;
        uint64_t key = 0x9E3779B97F4A7C15u;
        for (size_t c = 0; c < a->file.n_columns; c++) {
            if (c == without || !is_quasi_identifier(a, c, dates)) continue;
            key = (key ^ quasi_value(a, c, row)) * 0xD6E8FEB86659FD93u;
            key ^= key >> 32;
        }
        keys[n++] = key;
    }
    struct anonymity found = {.smallest = n, .rows = n};
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t first = 0, last; first < n; first = last) {
        for (last = first + 1; last < n && keys[last] == keys[first];) last++;
        size_t size = last - first;
        if (size < found.smallest) found.smallest = size;
        found.unique += size == 1;
        found.at_risk += size < (size_t)a->options->minimum ? size : 0;
    }
    free(keys);
    return found;
}

static void add_measure(const char *what, struct anonymity k, struct text *out) {
    double share = k.rows ? 100.0 * (double)k.at_risk / (double)k.rows : 0;
    text_addf(out, "| %s | %zu | %zu | %zu (%.1f%%) |\n", what, k.smallest, k.unique, k.at_risk, share);
}

/* Nothing that Markdown would act on. */
static void add_plain(struct text *out, const char *s) {
    for (; *s; s++) text_add_char(out, (unsigned char)*s < 0x20 || strchr("|<>&`*_[]#\\", *s) ? ' ' : *s);
}

static void add_fates(const struct anonymising *a, struct text *out) {
    text_add(out, "| column | what was done |\n|---|---|\n");
    for (size_t c = 0; c < a->file.n_columns; c++) {
        text_add(out, "| ");
        add_plain(out, a->file.names[c]);
        switch (a->fates[c]) {
        case DROPPED: text_addf(out, " | left out: %s |\n", a->whys[c]); break;
        case PSEUDONYM: text_add(out, " | turned into a pseudonym with the key |\n"); break;
        case YEAR_OF_BIRTH: text_addf(out, " | only the year is kept, as %s |\n", a->names[c]); break;
        default:
            if (a->pooled[c]) {
                text_addf(out, " | kept; %zu categories of fewer than %ld rows are now %s |\n", a->pooled[c], a->options->minimum, a->blanked[c] ? "empty" : "(other)");
            } else {
                text_add(out, a->table.columns[c].kind == COLUMN_DAY && a->options->months ? " | kept; the first of the month |\n" : " | kept |\n");
            }
        }
    }
}

static void add_report(const struct anonymising *a, struct text *out) {
    text_add(out, "# How well people are hidden in ");
    add_plain(out, file_base(a->options->file));
    text_addf(out, "\n\n%zu rows, %zu left out for a wrong number of cells.\n\n", a->table.n_rows, a->table.n_bad_records);
    add_fates(a, out);
    text_addf(out, "\n## k-anonymity\n\nPeople are alike when nobody can tell them apart by what an outsider may know: categories, age and year of birth (and dates, in the last line). k is "
                   "the size of the smallest group of people alike; those in groups under %ld are at risk. Of somebody with several rows the last one counts.\n\n"
                   "| by | k | people alone in their group | people at risk |\n|---|---|---|---|\n", a->options->minimum);
    add_measure("all of them", measure(a, false, SIZE_MAX), out);
    for (size_t c = 0; c < a->file.n_columns; c++) {
        if (!is_quasi_identifier(a, c, false)) continue;
        struct text label = {0};
        text_add(&label, "all but ");
        add_plain(&label, a->names[c]);
        add_measure(text_string(&label), measure(a, false, c), out);
        text_free(&label);
    }
    add_measure("all of them, and dates", measure(a, true, SIZE_MAX), out);
    text_add(out, "\nThe column without which the fewest people are at risk is the first to leave out or to make coarser. Days of hire and exit tell most people apart: `--dates month` helps. "
                  "Numbers such as pay are not counted here, and whoever knows them knows more. Keep the key away from the data.\n");
}

static enum status write_results(const struct anonymising *a) {
    const char *out = a->options->out, *name = file_base(a->options->file), *dot = strrchr(name, '.');
    int stem = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    struct text rows = {0}, report = {0};
    add_rows(a, &rows);
    add_report(a, &report);
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
    find_last_rows(&a);
    status = write_results(&a);
    sodium_memzero(a.key, sizeof a.key);
    return status;
}
