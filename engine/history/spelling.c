#include "engine/history/spelling.h"

#include "engine/base/files.h"

#include <stdlib.h>
#include <string.h>

struct spelled {
    char *folded;
    uint32_t level;
    size_t rows;
};

/* Small letters, one blank between words, none at the ends. Of two-byte characters À to Þ become à to þ. */
static char *fold(const char *text, struct arena *arena) {
    char *folded = arena_string(arena, text), *to = folded;
    bool blank = false;
    for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
        bool hard_blank = s[0] == 0xC2 && s[1] == 0xA0;
        if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r' || hard_blank) {
            blank = to > folded;
            s += hard_blank;
            continue;
        }
        if (blank) *to++ = ' ';
        blank = false;
        bool second_of_latin = s > (const unsigned char *)text && s[-1] == 0xC3;
        unsigned char c = *s;
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
        if (second_of_latin && c >= 0x80 && c <= 0x9E && c != 0x97) c = (unsigned char)(c + 32);
        *to++ = (char)c;
    }
    *to = '\0';
    return folded;
}

/* Like spellings together, the most frequent first. */
static int by_fold(const void *a, const void *b) {
    const struct spelled *x = a, *y = b;
    int order = strcmp(x->folded, y->folded);
    if (order) return order;
    if (x->rows != y->rows) return x->rows > y->rows ? -1 : 1;
    return (x->level > y->level) - (x->level < y->level);
}

static size_t *count_rows(const struct column *column, size_t n_rows, struct arena *arena) {
    size_t *rows = ARENA_ARRAY(arena, size_t, column->n_levels + 1);
    for (size_t i = 0; i < n_rows; i++) rows[column_code(column, i)]++;
    return rows;
}

static void recode(struct column *column, size_t n_rows, const uint32_t *to) {
    for (size_t i = 0; i < n_rows; i++) {
        uint32_t code = to[column_code(column, i)];
        switch (column->width) {
        case 1: ((uint8_t *)column->values)[i] = (uint8_t)code; break;
        case 2: ((uint16_t *)column->values)[i] = (uint16_t)code; break;
        default: ((uint32_t *)column->values)[i] = code;
        }
    }
}

/* Takes out levels that no row has any more. */
static void drop_levels(struct column *column, uint32_t *to) {
    uint32_t kept = 0, *place = to; /* to[level] == level: it stays */
    uint32_t *renumbered = calloc(column->n_levels + 1, sizeof *renumbered);
    if (!renumbered) abort();
    for (uint32_t level = 1; level <= column->n_levels; level++) {
        if (place[level] != level) continue;
        renumbered[level] = ++kept;
        column->levels[kept] = column->levels[level];
    }
    for (uint32_t level = 1; level <= column->n_levels; level++) to[level] = renumbered[to[level]];
    column->n_levels = kept;
    free(renumbered);
}

void spelling_check(struct table *table, struct column *column, bool merge, struct arena *arena, struct quality *quality) {
    struct arena scratch = {0};
    size_t n = column->n_levels, found = 0;
    struct spelled *all = ARENA_ARRAY(&scratch, struct spelled, n + 1);
    uint32_t *to = ARENA_ARRAY(&scratch, uint32_t, n + 1);
    size_t *rows = count_rows(column, table->n_rows, &scratch);
    for (size_t level = 1; level <= n; level++) all[level - 1] = (struct spelled){fold(column->levels[level], &scratch), (uint32_t)level, rows[level]};
    qsort(all, n, sizeof *all, by_fold);
    for (size_t i = 0, first = 0; i < n; i++) {
        if (i == 0 || strcmp(all[i].folded, all[i - 1].folded) != 0) first = i;
        to[all[i].level] = all[first].level;
        if (i == first) continue;
        found += all[i].rows;
        quality_count(quality, arena_printf(arena, "%s: categories of column %s differ in capitals or blanks only", file_base(table->file), column->name), SEVERITY_WARNING,
                      all[i].rows, merge ? "read as the more frequent one" : "kept apart; format: {merge_spellings: true} joins them",
                      "\"%s\" (%zu rows) and \"%s\" (%zu)", column->levels[all[first].level], all[first].rows, column->levels[all[i].level], all[i].rows);
    }
    if (found && merge) {
        drop_levels(column, to);
        recode(column, table->n_rows, to);
    }
    arena_free(&scratch);
}
