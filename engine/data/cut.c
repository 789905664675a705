#include "engine/data/cut.h"

#include "engine/base/blocks.h"
#include "engine/base/processors.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const size_t NONE = SIZE_MAX;

struct megabyte {
    size_t quotes, newlines, returns;
    size_t boundary[2];       /* first byte after the first newline that ends a record, if [0] / [1] quotes are open */
    size_t newlines_before[2]; /* newlines up to and with that one */
    bool lone_return, blank_line, failed;
    unsigned char digest[32];
};

struct scan {
    const struct source *source;
    size_t first, piece_bytes;
    struct megabyte *megabytes;
};

static void find_boundaries(struct megabyte *m, const char *s, size_t length, size_t base) {
    size_t parity = 0, newlines = 0;
    m->boundary[0] = m->boundary[1] = NONE;
    for (size_t i = 0; i < length && (m->boundary[0] == NONE || m->boundary[1] == NONE); i++) {
        if (s[i] == '"') parity ^= 1;
        if (s[i] != '\n') continue;
        newlines++;
        if (m->boundary[parity] == NONE) {
            m->boundary[parity] = base + i + 1;
            m->newlines_before[parity] = newlines;
        }
        if (m->quotes == 0) break; /* the other parity has none */
    }
}

enum { LANES = 64, RUN_MOST = 255 }; /* so many additions of 0 or 1 fit a byte */

/* Quotes, newlines and carriage returns in one pass, and whether two newlines follow each other. s[length] may be read. */
FOR_SEVERAL_PROCESSORS static void count_marks(struct megabyte *m, const char *s, size_t length) {
    size_t at = 0, whole = length / LANES * LANES;
    while (at < whole) {
        uint8_t quotes[LANES] = {0}, newlines[LANES] = {0}, returns[LANES] = {0}, blank[LANES] = {0};
        for (size_t k = 0; k < RUN_MOST && at < whole; k++, at += LANES) {
            for (size_t i = 0; i < LANES; i++) {
                char c = s[at + i];
                quotes[i] = (uint8_t)(quotes[i] + (c == '"'));
                newlines[i] = (uint8_t)(newlines[i] + (c == '\n'));
                returns[i] = (uint8_t)(returns[i] + (c == '\r'));
                blank[i] = (uint8_t)(blank[i] | ((c == '\n') & (s[at + i + 1] == '\n')));
            }
        }
        for (size_t i = 0; i < LANES; i++) {
            m->quotes += quotes[i];
            m->newlines += newlines[i];
            m->returns += returns[i];
            m->blank_line = m->blank_line || blank[i];
        }
    }
    for (; at < length; at++) {
        m->quotes += s[at] == '"';
        m->newlines += s[at] == '\n';
        m->returns += s[at] == '\r';
        m->blank_line = m->blank_line || (s[at] == '\n' && s[at + 1] == '\n');
    }
}

/* Looks one byte past `length` where the file has one. */
static bool has_lone_return(const char *s, size_t length, bool more) {
    for (const char *at = s; (at = memchr(at, '\r', length - (size_t)(at - s))); at++) {
        if (((size_t)(at - s) + 1 == length && !more) || at[1] != '\n') return true;
    }
    return false;
}

/* A newline, a carriage return and a newline. */
static bool has_blank_return_line(const char *s, size_t length) {
    for (const char *at = s; (at = memchr(at, '\r', length - (size_t)(at - s))); at++) {
        if (at > s && at[-1] == '\n' && (size_t)(at - s) + 1 < length && at[1] == '\n') return true;
    }
    return false;
}

static void scan_megabyte(size_t item, void *context) {
    struct scan *scan = context;
    struct megabyte *m = &scan->megabytes[item];
    size_t from = item * scan->piece_bytes, to = from + scan->piece_bytes;
    if (to > scan->source->length) to = scan->source->length;
    bool more = to < scan->source->length;
    char *buffer = malloc(to - from + 2);
    if (buffer) buffer[to - from] = 0;
    const char *s = buffer ? source_bytes(scan->source, from, to + more, buffer) : NULL;
    m->failed = !s;
    if (s) {
        count_marks(m, s, to - from);
        m->lone_return = m->returns && has_lone_return(s, to - from, more);
        m->blank_line = m->blank_line || (m->returns && has_blank_return_line(s, to - from));
        find_boundaries(m, s, to - from, from);
        crypto_generichash(m->digest, sizeof m->digest, (const unsigned char *)s, to - from, NULL, 0);
    }
    free(buffer);
}

static void fold_digests(struct cut *cut, const struct megabyte *megabytes, size_t count) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof cut->digest);
    for (size_t i = 0; i < count; i++) crypto_generichash_update(&state, megabytes[i].digest, sizeof megabytes[i].digest);
    crypto_generichash_final(&state, cut->digest, sizeof cut->digest);
}

static void end_piece(struct cut *cut, size_t byte, size_t newlines) {
    if (cut->count) cut->pieces[cut->count - 1].last = byte;
    cut->rows_most = newlines;
}

static void begin_piece(struct cut *cut, size_t byte, size_t newlines, uint32_t line) {
    end_piece(cut, byte, newlines);
    cut->pieces[cut->count++] = (struct piece){.first = byte, .rows_before = newlines, .line = line, .plain = true};
}

/* What stands before the first record. */
struct header {
    size_t end, newlines, quotes;
};

/* Walks the megabytes in order, knowing at each how many quotes and newlines came before; quotes of the header do not
 * count, for the first record begins outside quotes whatever the header was. */
static void place_pieces(struct cut *cut, const struct megabyte *megabytes, size_t count, const struct source *source,
                         const struct header *header) {
    size_t newlines = 0, parity = header->quotes & 1, first = header->end, newlines_in_header = header->newlines;
    cut->plain = true;
    begin_piece(cut, first, 0, (uint32_t)newlines_in_header + 1);
    for (size_t i = 0; i < count; i++) {
        const struct megabyte *m = &megabytes[i];
        size_t boundary = m->boundary[parity];
        bool odd = m->quotes > 0 || m->lone_return;
        if (i && boundary != NONE && boundary > first) {
            if (odd) cut->pieces[cut->count - 1].plain = false; /* its tail is in this megabyte */
            size_t before = newlines + m->newlines_before[parity];
            begin_piece(cut, boundary, before - newlines_in_header, (uint32_t)before + 1);
        }
        if (odd || parity) cut->pieces[cut->count - 1].plain = false;
        if (odd || m->blank_line) cut->plain = false;
        newlines += m->newlines;
        parity = (parity + m->quotes) & 1;
    }
    end_piece(cut, source->length, newlines - newlines_in_header + 1);
}

enum status cut_records(const struct source *source, size_t first, size_t piece_bytes, struct arena *arena, struct cut *cut,
                        struct diag *diag) {
    size_t count = (source->length + piece_bytes - 1) / piece_bytes;
    struct scan scan = {source, first, piece_bytes, ARENA_ARRAY(arena, struct megabyte, count + 1)};
    blocks_each(count, scan_megabyte, &scan);
    for (size_t i = 0; i < count; i++) {
        if (scan.megabytes[i].failed) {
            diag_add(diag, SEVERITY_ERROR, (struct place){source->path, 0, 0},
                     "became shorter while it was read; wait until the export is finished and run again");
            return STATUS_REFUSED;
        }
    }
    *cut = (struct cut){.pieces = ARENA_ARRAY(arena, struct piece, count + 2)};
    fold_digests(cut, scan.megabytes, count);
    struct header header = {.end = first};
    char *buffer = malloc(first + 1);
    const char *s = buffer ? source_bytes(source, 0, first, buffer) : NULL;
    for (size_t i = 0; s && i < first; i++) {
        header.newlines += s[i] == '\n';
        header.quotes += s[i] == '"';
    }
    free(buffer);
    place_pieces(cut, scan.megabytes, count, source, &header);
    bool lone = false;
    size_t ends = 2;
    for (size_t i = 0; i < count; i++) {
        lone = lone || scan.megabytes[i].lone_return;
        ends += scan.megabytes[i].newlines + scan.megabytes[i].returns;
    }
    if (lone) { /* a return alone ends a record too: rows are then bounded by both marks, and the file is not cut */
        cut_as_one(source, first, cut);
        cut->rows_most = ends;
    }
    return STATUS_OK;
}

void cut_as_one(const struct source *source, size_t first, struct cut *cut) {
    cut->pieces[0].first = first;
    cut->pieces[0].last = source->length;
    cut->pieces[0].plain = false;
    cut->count = 1;
    cut->plain = false;
}
