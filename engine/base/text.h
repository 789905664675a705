/* text.h: a string that grows, for building output before it is written in one piece. */
#ifndef BEHOUD_BASE_TEXT_H
#define BEHOUD_BASE_TEXT_H

#include "engine/base/status.h"

#include <stddef.h>

/* Zero-initialise; `s` is NULL while empty, else NUL-terminated. text_free ends it. */
struct text {
    char *s;
    size_t length, capacity;
};

void text_add(struct text *text, const char *s);
void text_add_bytes(struct text *text, const char *s, size_t length);
void text_add_char(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* The shortest decimal that reads back as `value` to `digits` significant digits ("%.*g"), "" when not finite. */
void text_add_number(struct text *text, double value, int digits);

/* Text from a file or a name as a terminal or a comment may have it: control characters (C0, DEL, C1) become '?'. */
void text_add_printable(struct text *text, const char *s);

/* One cell of a comma-separated file, quoted where it must be (and where a semicolon might mislead). A text that a
 * spreadsheet would take for a formula gets a ' in front. */
void text_add_csv(struct text *text, const char *s);

const char *text_string(const struct text *text); /* never NULL */
void text_free(struct text *text);

#endif
