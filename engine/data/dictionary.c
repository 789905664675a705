#include "engine/data/dictionary.h"

#include <stdlib.h>
#include <string.h>

struct dictionary_texts {
    struct dictionary_texts *previous;
};

enum { TEXT_CHUNK = 1 << 14 };

static void *grown(void *memory, size_t count, size_t size) {
    void *more = reallocarray(memory, count, size);
    if (!more) abort();
    return more;
}

/* Eight bytes a step, multiplied and folded; the last step reads the tail alone. */
static uint64_t hash_of(struct cell cell) {
    uint64_t hash = cell.length * 0x9E3779B97F4A7C15u;
    const char *s = cell.s;
    size_t left = cell.length;
    while (left) {
        uint64_t word = 0;
        size_t step = left < 8 ? left : 8;
        memcpy(&word, s, step);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
        hash ^= hash >> 32;
        s += step;
        left -= step;
    }
    return hash;
}

static const char *keep_text(struct dictionary *dictionary, struct cell cell) {
    if (cell.length + 1 > dictionary->texts_left) {
        size_t bytes = cell.length + 1 > TEXT_CHUNK ? cell.length + 1 : TEXT_CHUNK;
        struct dictionary_texts *chunk = grown(NULL, 1, sizeof *chunk + bytes);
        chunk->previous = dictionary->chunks;
        dictionary->chunks = chunk;
        dictionary->texts = (char *)(chunk + 1);
        dictionary->texts_left = bytes;
    }
    char *text = dictionary->texts;
    memcpy(text, cell.s, cell.length);
    text[cell.length] = '\0';
    dictionary->texts += cell.length + 1;
    dictionary->texts_left -= cell.length + 1;
    return text;
}

static void rehash(struct dictionary *dictionary) {
    size_t n_slots = dictionary->n_slots ? dictionary->n_slots * 4 : 64;
    free(dictionary->slots);
    dictionary->slots = calloc(n_slots, sizeof *dictionary->slots);
    if (!dictionary->slots) abort();
    dictionary->n_slots = n_slots;
    for (size_t code = 1; code <= dictionary->count; code++) {
        size_t slot = dictionary->entries[code - 1].hash & (n_slots - 1);
        while (dictionary->slots[slot]) slot = (slot + 1) & (n_slots - 1);
        dictionary->slots[slot] = (uint32_t)code;
    }
}

/* The slot that holds the text, or the empty one where it would stand. */
static inline size_t slot_of(const struct dictionary *dictionary, struct cell cell, uint64_t hash) {
    size_t mask = dictionary->n_slots - 1, slot = hash & mask;
    for (uint32_t code; (code = dictionary->slots[slot]); slot = (slot + 1) & mask) {
        const struct dictionary_entry *entry = &dictionary->entries[code - 1];
        if (entry->hash == hash && entry->length == cell.length && !memcmp(entry->s, cell.s, cell.length)) break;
    }
    return slot;
}

uint32_t dictionary_find(const struct dictionary *dictionary, struct cell cell) {
    return dictionary->n_slots ? dictionary->slots[slot_of(dictionary, cell, hash_of(cell))] : 0;
}

uint32_t dictionary_code_hashed(struct dictionary *dictionary, struct cell cell, uint64_t hash) {
    if (dictionary->count * 2 >= dictionary->n_slots) rehash(dictionary);
    size_t slot = slot_of(dictionary, cell, hash);
    if (dictionary->slots[slot]) return dictionary->slots[slot];
    if (dictionary->count == dictionary->capacity) {
        dictionary->capacity = dictionary->capacity ? dictionary->capacity * 2 : 64;
        dictionary->entries = grown(dictionary->entries, dictionary->capacity, sizeof *dictionary->entries);
    }
    dictionary->entries[dictionary->count++] =
        (struct dictionary_entry){keep_text(dictionary, cell), (uint32_t)cell.length, hash};
    return dictionary->slots[slot] = (uint32_t)dictionary->count;
}

uint32_t dictionary_code(struct dictionary *dictionary, struct cell cell) {
    return dictionary_code_hashed(dictionary, cell, hash_of(cell));
}

void dictionary_free(struct dictionary *dictionary) {
    for (struct dictionary_texts *chunk = dictionary->chunks; chunk;) {
        struct dictionary_texts *previous = chunk->previous;
        free(chunk);
        chunk = previous;
    }
    free(dictionary->slots);
    free(dictionary->entries);
    *dictionary = (struct dictionary){0};
}
