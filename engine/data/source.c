#include "engine/data/source.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of the UTF-8 character at s, of at most `left`; 0 when it is none. */
static size_t character_bytes(const unsigned char *s, size_t left) {
    size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : (s[0] & 0xF0) == 0xE0 ? 3 : (s[0] & 0xF8) == 0xF0 ? 4 : 0;
    if (n > left) return 0;
    for (size_t k = 1; k < n; k++) {
        if ((s[k] & 0xC0) != 0x80) return 0;
    }
    bool overlong = (n == 3 && s[0] == 0xE0 && s[1] < 0xA0) || (n == 4 && s[0] == 0xF0 && s[1] < 0x90);
    bool beyond = (n == 3 && s[0] == 0xED && s[1] >= 0xA0) || (n == 4 && (s[0] > 0xF4 || (s[0] == 0xF4 && s[1] >= 0x90)));
    return overlong || beyond ? 0 : n;
}

bool text_is_utf8(const char *text, size_t length) {
    for (size_t i = 0, n; i < length; i += n) {
        n = character_bytes((const unsigned char *)text + i, length - i);
        if (n == 0) return false;
    }
    return true;
}

void text_force_utf8(char *text) {
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        size_t n = character_bytes((const unsigned char *)text + i, length - i);
        if (n == 0) text[i] = '?';
        i += n ? n : 1;
    }
}

bool text_encoding_known(const char *encoding) {
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) return false;
    iconv_close(converter);
    return true;
}

char *text_to_utf8(const char *encoding, const char *text, size_t length, size_t *converted, struct arena *arena) {
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) return NULL;
    size_t room = length * 4 + SOURCE_SLACK, left = room, input_left = length;
    char *out = arena_array(arena, room + 1, 1), *to = out, *from = (char *)text;
    bool ok = iconv(converter, &from, &input_left, &to, &left) != (size_t)-1;
    iconv_close(converter);
    *converted = room - left;
    out[*converted] = '\0';
    return ok ? out : NULL;
}

const char *source_bytes(const struct source *source, size_t from, size_t to, char *buffer) {
    if (source->descriptor < 0) return source->memory + from;
    for (size_t got = 0; got < to - from;) {
        ssize_t n = pread(source->descriptor, buffer + got, to - from - got, (off_t)(source->first + from + got));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return NULL;
        got += (size_t)n;
    }
    return buffer;
}

/* Everything a pipe or another stream gives, into the arena. */
static bool read_stream(struct source *source, struct arena *arena) {
    size_t capacity = 1 << 20, used = 0;
    char *buffer = malloc(capacity);
    for (ssize_t n; buffer && (n = read(source->descriptor, buffer + used, capacity - used)) != 0;) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            free(buffer);
            return false;
        }
        used += (size_t)n;
        if (used == capacity) buffer = realloc(buffer, capacity *= 2);
    }
    if (!buffer) return false;
    source->memory = memcpy(arena_array(arena, used + SOURCE_SLACK, 1), buffer, used);
    source->length = used;
    free(buffer);
    close(source->descriptor);
    source->descriptor = -1;
    return true;
}

static bool begins_with(const struct source *source, const char *bytes, size_t count) {
    char buffer[4];
    if (source->length < count) return false;
    const char *s = source_bytes(source, 0, count, buffer);
    return s && !memcmp(s, bytes, count);
}

/* A mark says so, or every other one of the first bytes is zero. */
static const char *utf16_kind(const struct source *source) {
    char buffer[4];
    if (begins_with(source, "\xFF\xFE", 2) || begins_with(source, "\xFE\xFF", 2)) return "UTF-16";
    const char *s = source->length >= 4 ? source_bytes(source, 0, 4, buffer) : NULL;
    if (s && s[0] && !s[1] && s[2] && !s[3]) return "UTF-16LE";
    return s && !s[0] && s[1] && !s[2] && s[3] ? "UTF-16BE" : NULL;
}

static enum status convert_whole(struct source *source, const char *encoding, struct arena *arena, struct diag *diag) {
    char *buffer = malloc(source->length + 1);
    const char *bytes = buffer ? source_bytes(source, 0, source->length, buffer) : NULL;
    size_t length = 0;
    char *text = bytes ? text_to_utf8(encoding, bytes, source->length, &length, arena) : NULL;
    free(buffer);
    if (!text) {
        diag_add(diag, SEVERITY_ERROR, (struct place){source->path, 0, 0},
                 "cannot be read as %s; save it as \"CSV UTF-8\" and try again", encoding);
        return STATUS_REFUSED;
    }
    source_close(source);
    source->memory = text;
    source->length = length;
    return STATUS_OK;
}

static void skip_byte_order_mark(struct source *source) {
    if (!begins_with(source, "\xEF\xBB\xBF", 3)) return;
    source->length -= 3;
    if (source->descriptor >= 0) {
        source->first = 3;
    } else {
        source->memory += 3;
    }
}

enum status source_open(struct source *source, const char *path, const char *encoding, struct place at,
                        struct arena *arena, struct diag *diag) {
    struct stat info;
    *source = (struct source){.path = path, .descriptor = open(path, O_RDONLY | O_CLOEXEC), .encoding = encoding};
    if (source->descriptor < 0 || fstat(source->descriptor, &info) != 0) {
        diag_add(diag, SEVERITY_ERROR, at, "cannot open %s: %s; paths are relative to the job file", path, strerror(errno));
        return STATUS_REFUSED;
    }
    if (S_ISDIR(info.st_mode)) {
        diag_add(diag, SEVERITY_ERROR, at, "%s is a folder; name the CSV file in it", path);
        source_close(source);
        return STATUS_REFUSED;
    }
    source->length = (size_t)info.st_size;
    if (!S_ISREG(info.st_mode) && !read_stream(source, arena)) {
        diag_add(diag, SEVERITY_ERROR, at, "cannot read %s: %s", path, strerror(errno));
        return STATUS_REFUSED;
    }
    const char *wide = !encoding ? utf16_kind(source) : !strncasecmp(encoding, "utf-16", 6) ? encoding : NULL;
    if (wide) {
        source->encoding = "UTF-8";
        source->was_wide = true;
        enum status status = convert_whole(source, wide, arena, diag);
        if (status != STATUS_OK) return status;
    }
    skip_byte_order_mark(source);
    return STATUS_OK;
}

void source_close(struct source *source) {
    if (source->descriptor >= 0) close(source->descriptor);
    source->descriptor = -1;
}
