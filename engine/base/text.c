#include "engine/base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct text *text, size_t more) {
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity) return;
    size_t capacity = text->capacity ? text->capacity : 256;
    while (capacity < needed) capacity *= 2;
    char *grown = realloc(text->s, capacity);
    if (!grown) {
        fprintf(stderr, "behoud: out of memory (%zu bytes more were needed)\n", capacity);
        abort();
    }
    text->s = grown;
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *s, size_t length) {
    reserve(text, length);
    if (length) memcpy(text->s + text->length, s, length);
    text->length += length;
    text->s[text->length] = '\0';
}

void text_add(struct text *text, const char *s) { text_add_bytes(text, s, strlen(s)); }

void text_add_char(struct text *text, char c) { text_add_bytes(text, &c, 1); }

void text_addf(struct text *text, const char *format, ...) {
    va_list values, again;
    va_start(values, format);
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    reserve(text, (size_t)length);
    vsnprintf(text->s + text->length, (size_t)length + 1, format, values);
    text->length += (size_t)length;
    va_end(values);
}

void text_add_number(struct text *text, double value, int digits) {
    if (isfinite(value)) text_addf(text, "%.*g", digits, value == 0 ? 0.0 : value); /* no minus zero */
}

const char *text_string(const struct text *text) { return text->s ? text->s : ""; }

void text_free(struct text *text) {
    free(text->s);
    *text = (struct text){0};
}

void text_add_csv(struct text *text, const char *s) {
    bool formula = s[0] && strchr("=+-@\t\r", s[0]);
    bool quoted = strpbrk(s, ",;\"\n\r") != NULL;
    if (quoted) text_add_char(text, '"');
    if (formula) text_add_char(text, '\'');
    for (; *s; s++) {
        if (*s == '"') text_add_char(text, '"');
        text_add_char(text, *s);
    }
    if (quoted) text_add_char(text, '"');
}

void text_add_printable(struct text *text, const char *s) {
    for (; *s; s++) {
        unsigned char c = (unsigned char)s[0], next = (unsigned char)s[1];
        bool second = c == 0xC2 && next >= 0x80 && next <= 0x9F;
        text_add_char(text, c < 0x20 || c == 0x7F || second ? '?' : *s);
        s += second;
    }
}
