/* source.h: the bytes of an input file, read in pieces by any thread.
 *
 * A regular file is read where it lies (pread: a file that shrinks is an error, never a crash); anything else, and
 * whatever is not written in a superset of ASCII, is brought into memory as UTF-8 first. */
#ifndef BEHOUD_DATA_SOURCE_H
#define BEHOUD_DATA_SOURCE_H

#include "engine/base/arena.h"
#include "engine/base/diag.h"

#include <stdbool.h>

enum { SOURCE_SLACK = 16 }; /* bytes that may be read past the end of what is in memory */

struct source {
    const char *path;
    int descriptor;     /* -1 when in memory */
    const char *memory; /* from `first` on   */
    size_t first;       /* bytes of a byte-order mark to skip */
    size_t length;      /* bytes after it    */
    bool was_wide;        /* the file was UTF-16 */
    const char *encoding; /* what the bytes that are handed out are written in; NULL = UTF-8 until proved otherwise */
};

/* Opens and, for UTF-16, converts. `encoding` NULL = detect. Faults are about `at` (the job's `file:` value). */
MUST_CHECK enum status source_open(struct source *source, const char *path, const char *encoding, struct place at,
                                   struct arena *arena, struct diag *diag);

/* Bytes [from, to) into `buffer`, or a pointer into memory; NULL when the file became shorter. Thread-safe. */
const char *source_bytes(const struct source *source, size_t from, size_t to, char *buffer);

void source_close(struct source *source);

/* `length` bytes of `text` from `encoding` to UTF-8, in the arena; NULL when they are not of that encoding. */
char *text_to_utf8(const char *encoding, const char *text, size_t length, size_t *converted, struct arena *arena);

bool text_encoding_known(const char *encoding);

/* Replaces every byte that is not part of valid UTF-8 by '?', in place. */
void text_force_utf8(char *text);

bool text_is_utf8(const char *text, size_t length);

#endif
