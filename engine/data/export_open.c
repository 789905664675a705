/* export_open.c: how a CSV file is written, from its first records. */
#include "engine/base/files.h"
#include "engine/data/cut.h"
#include "engine/data/export.h"
#include "engine/data/records.h"

#include <stdlib.h>
#include <string.h>

static const char *const USUAL_MARKS[] = {"NA", "N/A", "n/a", "#N/A", "#N/B", "NULL", "null", "(null)", "<NA>", "NaN", "nan", "n.v.t.", "-", ".", NULL};

bool export_is_missing(const struct export *file, struct cell cell) {
    if (cell.length == 0) return true;
    for (size_t i = 0; i < file->n_marks; i++) {
        if (file->marks[i].length == cell.length && !memcmp(file->marks[i].s, cell.s, cell.length)) return true;
    }
    return false;
}

static void add_mark(struct export *file, const char *mark) {
    if (!mark[0]) return;
    file->marks[file->n_marks++] = (struct cell){mark, strlen(mark)};
    file->mark_begins[(unsigned char)mark[0]] = true;
}

static void set_marks(struct export *file, const struct job_format *format, struct arena *arena) {
    file->marks = ARENA_ARRAY(arena, struct cell, format->missing.count + sizeof USUAL_MARKS / sizeof *USUAL_MARKS);
    for (size_t i = 0; i < format->missing.count; i++) add_mark(file, format->missing.items[i].text);
    for (size_t i = 0; !format->missing.count && USUAL_MARKS[i]; i++) add_mark(file, USUAL_MARKS[i]);
}

/* --- what the job says ------------------------------------------------------------------------------------------- */

static void check_encoding(const struct job_format *format, struct diag *diag) {
    if (!format->encoding.text || text_encoding_known(format->encoding.text)) return;
    diag_add(diag, SEVERITY_ERROR, format->encoding.at, "\"encoding\" is \"%s\", which nobody here knows; expected one such as utf-8, windows-1252 or utf-16", format->encoding.text);
}

static void given_delimiter(struct export *file, const struct job_format *format, struct diag *diag) {
    const char *text = format->delimiter.text;
    if (!text) return;
    file->delimiter = !strcmp(text, "tab") || !strcmp(text, "\\t") ? '\t' : text[0];
    if (file->delimiter != '\t' && (strlen(text) != 1 || !strchr(",;|\t", text[0]))) {
        diag_add(diag, SEVERITY_ERROR, format->delimiter.at,
                 "\"delimiter\" is \"%s\"; expected one of , ; | tab (in quotes)", text);
    }
}

static void given_decimal(struct export *file, const struct job_format *format, struct diag *diag) {
    const char *text = format->decimal.text;
    if (!text) return;
    file->decimal = text[0];
    file->decimal_given = true;
    if (strcmp(text, ".") != 0 && strcmp(text, ",") != 0) {
        diag_add(diag, SEVERITY_ERROR, format->decimal.at, "\"decimal\" is \"%s\"; expected \".\" or \",\"", text);
    }
}

static void given_date(struct export *file, const struct job_format *format, struct diag *diag) {
    static const char *const SPELLINGS[DATE_ORDERS][4] = {
        {"yyyy-mm-dd", "yyyy-m-d", "iso", NULL}, {"dd-mm-yyyy", "d-m-yyyy", "dd-mm-yy", NULL}, {"mm-dd-yyyy", "m-d-yyyy", "mm-dd-yy", NULL},
        {"yyyymmdd", NULL},                      {"yyyyqq", "yyyyq", NULL},        {"yyyy-mm", NULL},
        {"excel", NULL}};
    if (!format->date.text) return;
    char wanted[32];
    size_t n = 0;
    for (const char *s = format->date.text; *s && n + 1 < sizeof wanted; s++) {
        wanted[n++] = *s == '/' || *s == '.' ? '-' : (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
    }
    wanted[n] = '\0';
    for (int order = 0; order < DATE_ORDERS; order++) {
        for (int i = 0; SPELLINGS[order][i]; i++) {
            if (strcmp(SPELLINGS[order][i], wanted) != 0) continue;
            file->date_given = true;
            file->date = (enum date_order)order;
            return;
        }
    }
    diag_add(diag, SEVERITY_ERROR, format->date.at,
             "\"date\" is \"%s\"; expected yyyy-mm-dd, dd-mm-yyyy, mm-dd-yyyy, yyyymmdd, yyyyQq, yyyy-mm or excel",
             format->date.text);
}

/* --- what the bytes say ------------------------------------------------------------------------------------------ */

/* The mark that stands most often in the first line, outside quotes; a comma when none does. */
static char detect_delimiter(const char *s, size_t length) {
    static const char MARKS[] = {',', ';', '\t', '|'};
    size_t counts[4] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < length && (quoted || (s[i] != '\n' && s[i] != '\r')); i++) {
        if (s[i] == '"') quoted = !quoted;
        for (size_t k = 0; k < 4 && !quoted; k++) counts[k] += s[i] == MARKS[k];
    }
    for (size_t k = 1; k < 4; k++) {
        if (counts[k] > counts[best]) best = k;
    }
    return MARKS[best];
}

enum { TITLES_MOST = 30 };

/* Cells of a line that hold anything, quotes respected within it. */
static size_t cells_filled(const char *s, size_t length, char delimiter) {
    size_t filled = 0;
    bool quoted = false, any = false;
    for (size_t i = 0; i < length; i++) {
        if (s[i] == '"') quoted = !quoted;
        if (s[i] == delimiter && !quoted) {
            filled += any;
            any = false;
        } else if (!strchr(" \t\r\"", s[i]) || !s[i]) {
            any = true;
        }
    }
    return filled + any;
}

/* The line's own length, and in *whole its length with what ends it: a newline, a carriage return, or both. */
static size_t line_length(const char *s, size_t length, size_t *whole) {
    size_t n = 0;
    while (n < length && s[n] != '\n' && s[n] != '\r') n++;
    *whole = n + (n < length) + (n + 1 < length && s[n] == '\r' && s[n + 1] == '\n');
    return n;
}

/* Excel's "sep=;", which says what stands between cells. */
static bool says_delimiter(struct export *file, const char *s, size_t length) {
    while (length && strchr("\r\" ", s[length - 1])) length--;
    size_t quote = length && s[0] == '"';
    if (length != quote + 5 || strncasecmp(s + quote, "sep=", 4) != 0 || !strchr(",;|\t", s[quote + 4])) return false;
    if (!file->delimiter) file->delimiter = s[quote + 4];
    return true;
}

/* The header is the first line that has half as many cells filled as the fullest of the first lines: titles above it have
 * one or two. Blank lines and a "sep=" before it are passed over as well. */
static size_t header_begin(struct export *file, const char *s, size_t length) {
    size_t most = 1, at = 0, whole;
    uint32_t line = 1;
    for (int k = 0; k < TITLES_MOST && at < length; k++, at += whole) {
        size_t step = line_length(s + at, length - at, &whole);
        if (k == 0 && says_delimiter(file, s, step)) continue;
        char delimiter = file->delimiter ? file->delimiter : detect_delimiter(s + at, step);
        size_t filled = cells_filled(s + at, step, delimiter);
        if (filled > most) most = filled;
    }
    for (at = 0; at < length; at += whole, line++) {
        size_t step = line_length(s + at, length - at, &whole);
        bool mark = line == 1 && says_delimiter(file, s, step);
        char delimiter = file->delimiter ? file->delimiter : detect_delimiter(s + at, step);
        size_t filled = mark ? 0 : cells_filled(s + at, step, delimiter);
        if (filled == 0 || (filled * 2 < most && line < TITLES_MOST)) {
            file->n_titles += filled > 0;
            continue;
        }
        file->header_line = line;
        return at;
    }
    file->header_line = 1;
    return 0;
}

/* The first byte after the header record. */
static size_t header_end(const char *s, size_t length) {
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (s[i] == '"') quoted = !quoted;
        if (quoted || (s[i] != '\n' && s[i] != '\r')) continue;
        return s[i] == '\r' && i + 1 < length && s[i + 1] == '\n' ? i + 2 : i + 1;
    }
    return length;
}

/* The first byte after the first line, whatever its quotes. */
static size_t line_end(const char *s, size_t length) {
    const char *newline = memchr(s, '\n', length);
    return newline ? (size_t)(newline - s) + 1 : length;
}

struct sampler {
    struct export *file;
    struct arena *arena;
    size_t records;
};

static struct cell kept_cell(struct cell cell, struct arena *arena) {
    return (struct cell){arena_copy(arena, cell.s, cell.length), cell.length};
}

static const char *name_text(const struct export *file, struct cell cell, struct arena *arena) {
    size_t length;
    if (text_is_utf8(cell.s, cell.length)) return arena_copy(arena, cell.s, cell.length);
    char *text = text_to_utf8(file->source.encoding ? file->source.encoding : "WINDOWS-1252", cell.s, cell.length,
                              &length, arena);
    if (text) return text;
    text = arena_copy(arena, cell.s, cell.length);
    text_force_utf8(text);
    return text;
}

static void take_sample(const struct record *record, void *context) {
    struct sampler *sampler = context;
    struct export *file = sampler->file;
    if (sampler->records++ == 0) {
        file->n_columns = record->count < HEADER_MOST ? record->count : HEADER_MOST;
        file->too_wide = record->count > HEADER_MOST;
        file->names = ARENA_ARRAY(sampler->arena, const char *, record->count + 1);
        for (size_t i = 0; i < file->n_columns; i++) file->names[i] = name_text(file, record->cells[i], sampler->arena);
        file->sample = ARENA_ARRAY(sampler->arena, struct cell, file->n_columns * SNIFF_RECORDS);
    } else if (file->n_sample < SNIFF_RECORDS && record->count >= file->n_columns) {
        struct cell *to = file->sample + file->n_sample++ * file->n_columns;
        for (size_t i = 0; i < file->n_columns; i++) to[i] = kept_cell(record->cells[i], sampler->arena);
    }
}

/* A first guess; the whole file has the last word. */
static void guess_decimal(struct export *file) {
    size_t comma = 0, point = 0;
    for (size_t i = 0; i < file->n_sample * file->n_columns; i++) {
        struct cell_number number;
        struct cell cell = file->sample[i];
        point += cell_number(cell, '.', &number) && number.says == MARKS_PROVE;
        comma += cell_number(cell, ',', &number) && number.says == MARKS_PROVE;
    }
    file->decimal = comma > point ? ',' : '.';
}

static void check_header(const struct export *file, struct diag *diag) {
    for (size_t i = 0; i < file->n_columns; i++) {
        struct place at = {file->source.path, file->header_line, (uint32_t)i + 1};
        if (!file->names[i][0]) {
            diag_add(diag, SEVERITY_WARNING, at, "column %zu has no name; it is not read", i + 1);
        }
        for (size_t k = 0; k < i; k++) {
            if (file->names[i][0] && !strcmp(file->names[i], file->names[k])) {
                diag_add(diag, SEVERITY_ERROR, at, "two columns are named \"%s\"; rename one of them", file->names[i]);
            }
        }
    }
}

enum status export_open(struct export *file, const char *path, const struct job_format *format, struct place at,
                     struct arena *arena, struct diag *diag) {
    size_t errors = diag->errors;
    *file = (struct export){.at = at, .piece_bytes = CUT_BYTES};
    enum status status = source_open(&file->source, path, format->encoding.text, at, arena, diag);
    if (status != STATUS_OK) return status;
    check_encoding(format, diag);
    set_marks(file, format, arena);
    file->merge_spellings = format->merge_spellings;
    given_delimiter(file, format, diag);
    given_decimal(file, format, diag);
    given_date(file, format, diag);
    size_t window = file->source.length < SNIFF_BYTES ? file->source.length : SNIFF_BYTES;
    char *buffer = ARENA_ARRAY(arena, char, window + 1);
    const char *s = source_bytes(&file->source, 0, window, buffer);
    if (!s || window == 0) {
        diag_add(diag, SEVERITY_ERROR, at, "%s is empty; export it again", path);
        return STATUS_REFUSED;
    }
    if (window > 4 && (!memcmp(s, "PK\3\4", 4) || !memcmp(s, "\xD0\xCF\x11\xE0", 4))) {
        diag_add(diag, SEVERITY_ERROR, at, "%s is a workbook, not a CSV file; open it and save the sheet as \"CSV UTF-8\"", path);
        return STATUS_REFUSED;
    }
    size_t begin = header_begin(file, s, window);
    if (file->n_titles) {
        diag_add(diag, SEVERITY_WARNING, (struct place){path, file->header_line, 0}, "%zu line%s of text above the header %s passed over; the columns are named here",
                 file->n_titles, file->n_titles == 1 ? "" : "s", file->n_titles == 1 ? "is" : "are");
    }
    if (!file->delimiter) file->delimiter = detect_delimiter(s + begin, window - begin);
    file->first = begin + header_end(s + begin, window - begin);
    struct sampler sampler = {file, arena, 0};
    struct record_reader reader = {file->delimiter, HEADER_MOST, take_sample, &sampler, false};
    uint32_t line = file->header_line;
    size_t whole = window;
    while (window < file->source.length && whole > file->first && s[whole - 1] != '\n') whole--;
    if (!records_quoted(&reader, s + begin, whole - begin, &line)) { /* a stray quote must not blind what the sample is for */
        bool header_broken = sampler.records == 0;
        sampler.records = file->n_sample = 0;
        records_by_line(&reader, s + begin, whole - begin, file->header_line);
        if (header_broken) file->first = begin + line_end(s + begin, window - begin);
    }
    if (!file->decimal) guess_decimal(file);
    check_header(file, diag);
    if (file->too_wide) diag_add(diag, SEVERITY_ERROR, at, "%s has more than %d columns; leave out those that are not needed", path, HEADER_MOST);
    return diag->errors == errors ? STATUS_OK : STATUS_REFUSED; /* faults of the job elsewhere are not this file's */
}

void export_close(struct export *file) { source_close(&file->source); }
