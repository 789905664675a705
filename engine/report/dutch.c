#include "engine/report/dutch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_english(const void *key, const void *pair) { return strcmp(key, ((const struct dutch_pair *)pair)->english); }

static const char *look_up(const struct dutch_pair *pairs, size_t n, const char *english) {
    const struct dutch_pair *found = bsearch(english, pairs, n, sizeof *pairs, by_english);
    return found ? found->dutch : NULL;
}

const char *dutch_word(const char *english) { return look_up(DUTCH_WORDS, N_DUTCH_WORDS, english); }

const char *dutch_note(const char *english) { return look_up(DUTCH_NOTES, N_DUTCH_NOTES, english); }

const char *dutch_heading(const char *table, const char *column) {
    char own[96];
    snprintf(own, sizeof own, "%s.%s", table, column);
    const char *heading = look_up(DUTCH_HEADINGS, N_DUTCH_HEADINGS, own);
    return heading ? heading : look_up(DUTCH_HEADINGS, N_DUTCH_HEADINGS, column);
}

const char *dutch_sheet(const char *table) { return look_up(DUTCH_SHEETS, N_DUTCH_SHEETS, table); }

/* Each * or ~ takes as little as it can, the last one all that is left. */
static bool fits(const char *pattern, const char *text, struct dutch_part parts[DUTCH_PARTS_MOST]) {
    size_t n = 0;
    for (;;) {
        size_t plain = strcspn(pattern, "*~");
        if (strncmp(pattern, text, plain) != 0) return false;
        pattern += plain;
        text += plain;
        if (!*pattern) return !*text;
        if (n == DUTCH_PARTS_MOST) return false;
        pattern++;
        char next[256];
        size_t follows = strcspn(pattern, "*~");
        snprintf(next, sizeof next, "%.*s", (int)follows, pattern);
        const char *end = text + strlen(text);
        if (follows) {
            bool last = !pattern[follows];
            size_t left = (size_t)(end - text);
            end = !last ? strstr(text, next) : left >= follows && !strcmp(end - follows, next) ? end - follows : NULL;
        }
        if (!end || end == text) return false;
        parts[n++] = (struct dutch_part){text, (size_t)(end - text)};
        text = end;
    }
}

const struct dutch_pair *dutch_pattern(const char *english, struct dutch_part parts[DUTCH_PARTS_MOST]) {
    for (size_t i = 0; i < N_DUTCH_PATTERNS; i++) {
        if (fits(DUTCH_PATTERNS[i].english, english, parts)) return &DUTCH_PATTERNS[i];
    }
    return NULL;
}
