/* The fast lane gives what libcsv gives, on every input that it is given: no quote, no carriage return alone. */
#include "engine/base/text.h"
#include "engine/data/records.h"
#include "tests/fuzz/fuzz_shared.h"

#include <string.h>

static void note_record(const struct record *record, void *context) {
    struct text *out = context;
    text_addf(out, "%u#%zu", record->line, record->count);
    for (size_t i = 0; i < record->count && i < 8; i++) {
        text_addf(out, "[%zu:", record->cells[i].length);
        text_add_bytes(out, record->cells[i].s, record->cells[i].length);
        text_add_char(out, ']');
    }
    text_add_char(out, '\n');
}

static int fast_lane_may(const char *s, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"' || s[i] == '\0') return 0;
        if (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n')) return 0;
        if (s[i] == '\n' && i + 1 < n && (s[i + 1] == '\n' || s[i + 1] == '\r')) return 0; /* blank lines: line numbers differ by design */
    }
    return n == 0 || (s[0] != '\n' && s[0] != '\r');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    char delimiter = ",;\t|"[data[0] % 4];
    size_t n = size - 1;
    char *s = malloc(n + CELL_SLACK);
    memcpy(s, data + 1, n);
    struct text fast = {0}, slow = {0};
    struct record_reader reader = {delimiter, 8, note_record, &slow, false};
    uint32_t line = 1;
    bool whole = records_quoted(&reader, s, n, &line);
    if (fast_lane_may(s, n)) {
        reader.context = &fast;
        records_plain(&reader, s, n, 1);
        if (!whole) fuzz_fail("libcsv refuses what has no quotes");
        if (!reader.skipped && (fast.length != slow.length || (fast.length && memcmp(fast.s, slow.s, fast.length) != 0))) {
            fuzz_fail("the lanes differ\n--- fast\n%s--- libcsv\n%s", text_string(&fast), text_string(&slow));
        }
    } else {
        reader.context = &fast;
        records_by_line(&reader, s, n, 1);
    }
    text_free(&fast);
    text_free(&slow);
    free(s);
    return 0;
}
