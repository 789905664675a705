#include "engine/data/levels.h"

#include "engine/data/source.h"

#include <stdlib.h>
#include <string.h>

struct sortable {
    const char *text;
    uint32_t code;
};

static int by_text(const void *a, const void *b) {
    return strcmp(((const struct sortable *)a)->text, ((const struct sortable *)b)->text);
}

/* rank[code] = place of the code's text among the sorted texts; equal ones (written in two encodings) share the first's. */
static uint32_t *ranks(struct sortable *sorted, size_t *count, bool in_order, struct arena *arena) {
    uint32_t *rank = ARENA_ARRAY(arena, uint32_t, *count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        bool same = in_order && kept && !strcmp(sorted[kept - 1].text, sorted[i].text);
        rank[sorted[i].code] = (uint32_t)(same ? kept : kept + 1);
        if (!same) sorted[kept++] = sorted[i];
    }
    *count = kept;
    return rank;
}

/* A text as everything after this reads it: UTF-8, and without a zero byte, which would end it. */
static const char *readable(const struct dictionary_entry *entry, const char *encoding, struct arena *arena, bool *foreign) {
    size_t length = entry->length;
    char *text;
    if (text_is_utf8(entry->s, entry->length)) {
        text = arena_copy(arena, entry->s, entry->length);
    } else {
        *foreign = true;
        text = text_to_utf8(encoding, entry->s, entry->length, &length, arena);
    }
    for (size_t i = 0; text && i < length; i++) text[i] = text[i] ? text[i] : '?';
    return text;
}

bool levels_merge(const struct dictionary *const *pieces, size_t n_pieces, const char *encoding, struct arena *arena,
                  struct column *column, uint32_t **maps, bool *foreign) {
    struct dictionary all = {0};
    for (size_t p = 0; p < n_pieces; p++) {
        maps[p] = ARENA_ARRAY(arena, uint32_t, pieces[p]->count + 1);
        for (size_t i = 0; i < pieces[p]->count; i++) {
            const struct dictionary_entry *entry = &pieces[p]->entries[i];
            maps[p][i + 1] = dictionary_code_hashed(&all, (struct cell){entry->s, entry->length}, entry->hash);
        }
    }
    struct sortable *texts = ARENA_ARRAY(arena, struct sortable, all.count + 1);
    bool ok = true;
    for (size_t i = 0; i < all.count; i++) {
        const char *text = readable(&all.entries[i], encoding, arena, foreign);
        ok = ok && text;
        texts[i] = (struct sortable){text ? text : "?", (uint32_t)i + 1};
    }
    size_t n = all.count;
    bool in_order = n <= LEVELS_SORTED_MOST || *foreign; /* two encodings in one file: equal texts must meet */
    if (in_order) qsort(texts, n, sizeof *texts, by_text);
    uint32_t *rank = ranks(texts, &n, in_order, arena);
    for (size_t p = 0; p < n_pieces; p++) {
        for (size_t i = 1; i <= pieces[p]->count; i++) maps[p][i] = rank[maps[p][i]];
    }
    column->n_levels = n;
    column->levels = ARENA_ARRAY(arena, const char *, n + 1);
    column->levels[0] = "";
    for (size_t i = 0; i < n; i++) column->levels[i + 1] = texts[i].text;
    dictionary_free(&all);
    return ok;
}
