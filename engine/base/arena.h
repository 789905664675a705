/* arena.h: memory that lives as long as a stage of the run, and goes all at once.
 *
 * An allocation never returns NULL: sizes are checked for overflow, and when memory is exhausted the handler that the
 * program set is called (it must not return). Blocks of a megabyte or more come straight from the system, zeroed and
 * advised to huge pages: on large arrays the first touch costs more than the arithmetic. Not for several threads. */
#ifndef BEHOUD_BASE_ARENA_H
#define BEHOUD_BASE_ARENA_H

#include "engine/base/status.h"

#include <stdarg.h>
#include <stddef.h>

struct arena {
    struct arena_chunk *chunks;
    char *next, *end;
};

/* What to do when memory is exhausted: set once, by main; the default aborts. */
void arena_on_exhausted(void (*handler)(size_t bytes_wanted));

void arena_free(struct arena *arena);

/* Gives back the pages of a large array that is not needed any more; it must not be read again. Small arrays stay. */
void arena_forget(void *memory, size_t bytes);

/* `count` elements of `size` bytes, all zero, aligned for any type (64 bytes when large). */
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((malloc, returns_nonnull));

char *arena_copy(struct arena *arena, const char *text, size_t length) __attribute__((returns_nonnull));
char *arena_string(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3) __attribute__((returns_nonnull));
char *arena_vprintf(struct arena *arena, const char *format, va_list values) PRINTF_LIKE(2, 0)
    __attribute__((returns_nonnull));

#define ARENA_NEW(arena, type)          ((type *)arena_array((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
