#include "engine/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CHUNK_BYTES = 64 * 1024, HEADER_BYTES = 64, ALIGNMENT = 16 };
static const size_t HUGE_BYTES = (size_t)1 << 20;

struct arena_chunk {
    struct arena_chunk *previous;
    size_t bytes;
    int mapped;
};

static void abort_when_exhausted(size_t bytes_wanted) {
    fprintf(stderr, "behoud: out of memory (%zu bytes more were needed)\n", bytes_wanted);
    abort();
}

static void (*exhausted)(size_t) = abort_when_exhausted;

void arena_on_exhausted(void (*handler)(size_t)) { exhausted = handler; }

static struct arena_chunk *map_chunk(size_t bytes) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    (void)madvise(memory, bytes, MADV_HUGEPAGE); /* advice only: a refusal costs speed, nothing else */
    return memory;
}

static struct arena_chunk *add_chunk(struct arena *arena, size_t payload) {
    size_t bytes = payload + HEADER_BYTES;
    int mapped = bytes >= HUGE_BYTES;
    struct arena_chunk *chunk = mapped ? map_chunk(bytes) : calloc(1, bytes);
    if (!chunk) exhausted(bytes);
    *chunk = (struct arena_chunk){arena->chunks, bytes, mapped};
    arena->chunks = chunk;
    return chunk;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) {
        exhausted(SIZE_MAX);
        abort();
    }
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes > CHUNK_BYTES / 4) return (char *)add_chunk(arena, bytes) + HEADER_BYTES;
    if (bytes > (size_t)(arena->end - arena->next)) {
        struct arena_chunk *chunk = add_chunk(arena, CHUNK_BYTES);
        arena->next = (char *)chunk + HEADER_BYTES;
        arena->end = (char *)chunk + chunk->bytes;
    }
    void *memory = arena->next;
    arena->next += bytes;
    return memory;
}

void arena_free(struct arena *arena) {
    for (struct arena_chunk *chunk = arena->chunks; chunk;) {
        struct arena_chunk *previous = chunk->previous;
        if (chunk->mapped) {
            munmap(chunk, chunk->bytes);
        } else {
            free(chunk);
        }
        chunk = previous;
    }
    *arena = (struct arena){0};
}

void arena_forget(void *memory, size_t bytes) {
    const size_t page = 4096;
    uintptr_t first = ((uintptr_t)memory + page - 1) / page * page, last = ((uintptr_t)memory + bytes) / page * page;
    if (bytes < HUGE_BYTES || last <= first) return; /* may share its chunk with others */
    (void)madvise((void *)first, last - first, MADV_DONTNEED);
}

char *arena_copy(struct arena *arena, const char *text, size_t length) {
    char *copy = arena_array(arena, length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *arena_string(struct arena *arena, const char *text) { return arena_copy(arena, text, strlen(text)); }

char *arena_vprintf(struct arena *arena, const char *format, va_list values) {
    va_list again;
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = arena_array(arena, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, values);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list values;
    va_start(values, format);
    char *text = arena_vprintf(arena, format, values);
    va_end(values);
    return text;
}
