/* dictionary.h: distinct texts and their codes, in order of first appearance. */
#ifndef BEHOUD_DATA_DICTIONARY_H
#define BEHOUD_DATA_DICTIONARY_H

#include "engine/data/cells.h"

struct dictionary_entry {
    const char *s;
    uint32_t length;
    uint64_t hash;
};

/* Zero-initialise; dictionary_free ends it. Codes run from 1; it owns copies of the texts. */
struct dictionary {
    uint32_t *slots; /* code, 0 = empty; a power of two of them */
    size_t n_slots, count, capacity;
    struct dictionary_entry *entries; /* entries[code - 1] */
    char *texts;
    struct dictionary_texts *chunks;
    size_t texts_left;
};

/* The code of a text, added when new. O(length) expected. */
uint32_t dictionary_code(struct dictionary *dictionary, struct cell cell);
/* The same with its hash known already. */
uint32_t dictionary_code_hashed(struct dictionary *dictionary, struct cell cell, uint64_t hash);
/* The code of a text, 0 when it has none. */
uint32_t dictionary_find(const struct dictionary *dictionary, struct cell cell);
void dictionary_free(struct dictionary *dictionary);

#endif
