#include "engine/data/records.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* --- the fast lane ----------------------------------------------------------------------------------------------- */

/* One bit for each of 64 bytes that is the delimiter or a newline. */
#ifdef __SSE2__
static inline uint64_t marks_in(const char *s, char delimiter) {
    const __m128i d = _mm_set1_epi8(delimiter), n = _mm_set1_epi8('\n');
    uint64_t marks = 0;
    for (int part = 0; part < 4; part++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + part * 16));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, d), _mm_cmpeq_epi8(bytes, n));
        marks |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (part * 16);
    }
    return marks;
}
#else
static inline uint64_t marks_in(const char *s, char delimiter) {
    uint64_t marks = 0;
    for (int i = 0; i < 64; i++) marks |= (uint64_t)(s[i] == delimiter || s[i] == '\n') << i;
    return marks;
}
#endif

static inline bool is_blank(char c, char delimiter) { return (c == ' ' || c == '\t') && c != delimiter; }

static inline struct cell trimmed(const char *from, const char *to, char delimiter) {
    while (from < to && is_blank(*from, delimiter)) from++;
    while (to > from && is_blank(to[-1], delimiter)) to--;
    return (struct cell){from, (size_t)(to - from)};
}

struct lane {
    struct record_reader *reader;
    struct cell *cells;
    size_t count;
    const char *from; /* where the current cell begins */
    uint32_t line;
};

static inline void end_cell(struct lane *lane, const char *to) {
    struct cell cell = trimmed(lane->from, to, lane->reader->delimiter);
    if (lane->count < lane->reader->room) lane->cells[lane->count] = cell;
    lane->count++;
    lane->from = to + 1;
}

static inline void end_record(struct lane *lane, const char *to) {
    if (to > lane->from && to[-1] == '\r') {
        end_cell(lane, to - 1);
        lane->from = to + 1;
    } else {
        end_cell(lane, to);
    }
    if (lane->count > 1 || lane->cells[0].length) {
        lane->reader->take(&(struct record){lane->cells, lane->count, lane->line}, lane->reader->context);
    } else {
        lane->reader->skipped = true;
    }
    lane->count = 0;
    lane->line++;
}

void records_plain(struct record_reader *reader, const char *s, size_t length, uint32_t line) {
    struct lane lane = {reader, malloc((reader->room + 1) * sizeof(struct cell)), 0, s, line};
    if (!lane.cells) abort();
    const char *end = s + length;
    for (const char *at = s; at < end; at += 64) {
        char tail[64] = {0};
        const char *bytes = at;
        if (end - at < 64) bytes = memcpy(tail, at, (size_t)(end - at));
        for (uint64_t marks = marks_in(bytes, reader->delimiter); marks; marks &= marks - 1) {
            const char *mark = at + __builtin_ctzll(marks);
            if (mark >= end) break;
            if (*mark == '\n') {
                end_record(&lane, mark);
            } else {
                end_cell(&lane, mark);
            }
        }
    }
    if (lane.from < end || lane.count) end_record(&lane, end); /* a last record without a newline */
    free(lane.cells);
}

/* --- libcsv's lane ----------------------------------------------------------------------------------------------- */

struct gathered {
    const struct record_reader *reader;
    struct cell *cells;
    size_t *offsets; /* of the cells in bytes, until the record is whole */
    size_t count;
    char *bytes;
    size_t used, capacity;
    uint32_t line, newlines_inside;
    bool after_return;
};

static void gather_cell(void *s, size_t length, void *context) {
    struct gathered *g = context;
    for (size_t i = 0; i < length; i++) g->newlines_inside += ((const char *)s)[i] == '\n';
    if (g->count < g->reader->room) {
        if (g->used + length + CELL_SLACK > g->capacity) {
            g->capacity = (g->used + length + CELL_SLACK) * 2 + 256;
            g->bytes = realloc(g->bytes, g->capacity);
            if (!g->bytes) abort();
        }
        if (length) memcpy(g->bytes + g->used, s, length);
        g->offsets[g->count] = g->used;
        g->cells[g->count].length = length;
        g->used += length;
    }
    g->count++;
    g->after_return = false;
}

static void gather_record(int terminator, void *context) {
    struct gathered *g = context;
    size_t kept = g->count < g->reader->room ? g->count : g->reader->room;
    for (size_t i = 0; i < kept; i++) g->cells[i].s = g->bytes ? g->bytes + g->offsets[i] : "";
    bool blank = g->count == 0 || (g->count == 1 && kept && g->cells[0].length == 0);
    if (!blank) g->reader->take(&(struct record){g->cells, g->count, g->line}, g->reader->context);
    if (!(terminator == '\n' && g->after_return && g->count == 0)) g->line += 1 + g->newlines_inside;
    g->after_return = terminator == '\r';
    g->count = g->used = g->newlines_inside = 0;
}

bool records_quoted(const struct record_reader *reader, const char *s, size_t length, uint32_t *line) {
    struct gathered g = {.reader = reader, .line = *line};
    g.cells = malloc((reader->room + 1) * sizeof *g.cells);
    g.offsets = malloc((reader->room + 1) * sizeof *g.offsets);
    struct csv_parser parser;
    if (!g.cells || !g.offsets || csv_init(&parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI) != 0) abort();
    csv_set_delim(&parser, (unsigned char)reader->delimiter);
    bool ok = csv_parse(&parser, s, length, gather_cell, gather_record, &g) == length &&
              csv_fini(&parser, gather_cell, gather_record, &g) == 0;
    csv_free(&parser);
    free(g.cells);
    free(g.offsets);
    free(g.bytes);
    *line = g.line;
    return ok;
}

/* --- broken quotes ----------------------------------------------------------------------------------------------- */

/* Do quotes open only at a cell's begin, and close only at its end? */
static bool quotes_pair_up(const char *s, size_t length, char delimiter) {
    bool quoted = false, begins = true;
    for (size_t i = 0; i < length; i++) {
        if (s[i] != '"') {
            if (!quoted) begins = s[i] == delimiter || (begins && is_blank(s[i], delimiter));
        } else if (!quoted) {
            if (!begins) return false;
            quoted = true;
        } else if (i + 1 < length && s[i + 1] == '"') {
            i++;
        } else {
            quoted = false;
            size_t next = i + 1;
            while (next < length && (is_blank(s[next], delimiter) || s[next] == '\r')) next++;
            if (next < length && s[next] != delimiter) return false;
            begins = false;
        }
    }
    return !quoted;
}

void records_by_line(struct record_reader *reader, const char *s, size_t length, uint32_t line) {
    for (const char *end = s + length, *next; s < end; s = next, line++) {
        const char *newline = memchr(s, '\n', (size_t)(end - s));
        next = newline ? newline + 1 : end;
        size_t n = (size_t)(next - s);
        uint32_t at = line;
        bool whole = quotes_pair_up(s, newline ? n - 1 : n, reader->delimiter);
        if (!whole || !records_quoted(reader, s, n, &at)) records_plain(reader, s, n, line);
    }
}
