#include "engine/data/job_reading.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool parse_double(const char *text, double *value) {
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

bool reader_within(const struct reader *reader, const struct schema_key *key, struct place at, double value) {
    if ((key->low == 0 && key->high == 0) || (value >= key->low && value <= key->high)) return true;
    diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is %g; expected %.10g to %.10g", key->name, value, key->low,
             key->high);
    return false;
}

/* "300.000" is three hundred to a computer, and three hundred thousand to many who write it. */
static bool is_grouped(const char *text) {
    size_t digits = strspn(text, "0123456789");
    if (digits < 1 || digits > 3 || text[digits] != '.') return false;
    for (text += digits; *text == '.'; text += 4) {
        if (strspn(text + 1, "0123456789") != 3) return false;
    }
    return *text == '\0';
}

double reader_number(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    double value = NAN;
    if (key->high >= 1e6 && is_grouped(text)) {
        diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is \"%s\": are those thousands or decimals? Write an amount without thousands marks, such as 300000, and decimals with one digit or two", key->name, text);
        return NAN;
    }
    if (!parse_double(text, &value)) {
        reader_wrong(reader, at, key, reader_quoted(reader, text), "a number, with a decimal point and without thousands marks");
        return NAN;
    }
    return reader_within(reader, key, at, value) ? value : NAN;
}

static double share_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    size_t length = strlen(text);
    bool percent = length && text[length - 1] == '%';
    double value = reader_number(reader, &(struct schema_key){.name = key->name}, at,
                             percent ? arena_copy(reader->arena, text, length - 1) : text);
    if (percent) value /= 100;
    return isnan(value) || reader_within(reader, key, at, value) ? value : NAN;
}

static int whole_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    double value = reader_number(reader, key, at, text);
    if (isnan(value)) return 0;
    if (value != floor(value)) reader_wrong(reader, at, key, reader_quoted(reader, text), "a whole number");
    return (int)value;
}

static bool bool_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    if (!strcmp(text, "true") || !strcmp(text, "yes") || !strcmp(text, "ja")) return true;
    if (!strcmp(text, "false") || !strcmp(text, "no") || !strcmp(text, "nee")) return false;
    reader_wrong(reader, at, key, reader_quoted(reader, text), "true or false");
    return false;
}

static int32_t day_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    int32_t day = DAY_MISSING;
    if (!days_parse_iso(text, &day)) {
        reader_wrong(reader, at, key, reader_quoted(reader, text), "a day of the calendar as yyyy-mm-dd, such as 2026-09-30");
    }
    return day;
}

static int choice_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    struct text expected = {0};
    int count = 0;
    for (; key->choices[count]; count++) {
        if (!strcmp(key->choices[count], text)) {
            text_free(&expected);
            return count;
        }
        text_addf(&expected, "%s%s", count ? ", " : "", key->choices[count]);
    }
    const char *nearest = diag_nearest(text, key->choices, (size_t)count);
    diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is \"%s\"; expected one of %s%s%s%s", key->name, text,
             text_string(&expected), nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    text_free(&expected);
    return 0;
}

void reader_scalar(const struct reader *reader, const struct schema_key *key, struct place at, const char *text, char *base) {
    void *to = base + key->offset;
    switch (key->kind) {
    case SCHEMA_WORD: *(struct word *)to = (struct word){text, at}; break;
    case SCHEMA_NUMBER: *(double *)to = reader_number(reader, key, at, text); break;
    case SCHEMA_SHARE: *(double *)to = share_of(reader, key, at, text); break;
    case SCHEMA_WHOLE: *(int *)to = whole_of(reader, key, at, text); break;
    case SCHEMA_BOOL: *(bool *)to = bool_of(reader, key, at, text); break;
    case SCHEMA_DAY: *(int32_t *)to = day_of(reader, key, at, text); break;
    case SCHEMA_CHOICE: *(int *)to = choice_of(reader, key, at, text); break;
    default: break;
    }
}
