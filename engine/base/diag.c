#include "engine/base/diag.h"

#include "engine/base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

void diag_init(struct diag *diag, struct arena *arena) { *diag = (struct diag){.arena = arena}; }

static void add(struct diag *diag, enum severity severity, struct place at, const char *format, va_list values) {
    if (diag->count == diag->capacity) {
        size_t capacity = diag->capacity ? diag->capacity * 2 : 16;
        struct diag_message *grown = arena_array(diag->arena, capacity, sizeof *grown);
        if (diag->count) memcpy(grown, diag->messages, diag->count * sizeof *grown);
        diag->messages = grown;
        diag->capacity = capacity;
    }
    diag->messages[diag->count++] = (struct diag_message){severity, at, arena_vprintf(diag->arena, format, values)};
    if (severity == SEVERITY_ERROR) diag->errors++;
}

void diag_add(struct diag *diag, enum severity severity, struct place at, const char *format, ...) {
    va_list values;
    va_start(values, format);
    add(diag, severity, at, format, values);
    va_end(values);
}

void diag_fail(struct diag *diag, const char *format, ...) {
    va_list values;
    va_start(values, format);
    add(diag, SEVERITY_ERROR, (struct place){0}, format, values);
    va_end(values);
}

enum status diag_status(const struct diag *diag) { return diag->errors ? STATUS_REFUSED : STATUS_OK; }

static void add_place(struct text *out, struct place at) {
    if (!at.file) {
        text_add(out, "behoud: ");
        return;
    }
    text_add_printable(out, at.file);
    if (at.line) text_addf(out, ":%u", at.line);
    if (at.line && at.column) text_addf(out, ":%u", at.column);
    text_add(out, ": ");
}

void diag_print(const struct diag *diag, size_t first, FILE *to) {
    static const char *const prefix[] = {"note: ", "warning: ", ""};
    struct text out = {0};
    for (size_t i = first; i < diag->count; i++) {
        const struct diag_message *message = &diag->messages[i];
        add_place(&out, message->at);
        text_add(&out, prefix[message->severity]);
        text_add_printable(&out, message->text); /* a file's text commands no terminal */
        text_add_char(&out, '\n');
    }
    fputs(text_string(&out), to);
    text_free(&out);
}

enum { WORD_MAX = 64 };

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

/* Levenshtein's distance with one row of the table kept. */
static size_t distance(const char *a, const char *b) {
    size_t n = strlen(b), row[WORD_MAX + 1];
    if (n > WORD_MAX) return SIZE_MAX;
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            int same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            size_t substituted = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = min_size(substituted, min_size(row[j], row[j - 1]) + 1);
        }
    }
    return row[n];
}

const char *diag_nearest(const char *word, const char *const *candidates, size_t count) {
    size_t best = strlen(word) / 3 + 2;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(word, candidates[i]);
        if (d < best) {
            best = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}
