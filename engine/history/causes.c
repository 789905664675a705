#include "engine/history/causes.h"

#include <string.h>

enum { CAUSES_MOST = 250 };

static uint8_t cause_named(struct timeline *timeline, const char *name) {
    for (size_t i = 1; i <= timeline->n_causes; i++) {
        if (!strcmp(timeline->causes[i], name)) return (uint8_t)i;
    }
    if (timeline->n_causes == CAUSES_MOST) return CAUSES_MOST;
    timeline->causes[++timeline->n_causes] = name;
    return (uint8_t)timeline->n_causes;
}

static uint8_t listed_cause(const struct job_reasons *reasons, const char *reason, struct timeline *timeline) {
    for (size_t i = 0; i < reasons->count; i++) {
        for (size_t k = 0; k < reasons->items[i].reasons.count; k++) {
            if (!strcmp(reasons->items[i].reasons.items[k].text, reason)) {
                return cause_named(timeline, reasons->items[i].cause.text);
            }
        }
    }
    return 0;
}

static void check_listed_reasons(const struct job_reasons *reasons, const struct column *reason, struct diag *diag) {
    for (size_t i = 0; i < reasons->count; i++) {
        for (size_t k = 0; k < reasons->items[i].reasons.count; k++) {
            const struct word *word = &reasons->items[i].reasons.items[k];
            bool found = false;
            for (size_t l = 1; l <= reason->n_levels && !found; l++) found = !strcmp(reason->levels[l], word->text);
            if (found) continue;
            const char *nearest = diag_nearest(word->text, reason->levels + 1, reason->n_levels);
            diag_add(diag, SEVERITY_WARNING, word->at, "no exit has the reason \"%s\"%s%s%s", word->text,
                     nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
        }
    }
}

const uint8_t *causes_map(const struct job_reasons *reasons, const struct column *reason, struct arena *arena,
                          struct diag *diag, struct timeline *timeline) {
    timeline->causes = ARENA_ARRAY(arena, const char *, CAUSES_MOST + 2);
    timeline->causes[0] = "";
    size_t n_levels = reason ? reason->n_levels : 0;
    uint8_t *cause_of = ARENA_ARRAY(arena, uint8_t, n_levels + 1);
    if (!reason) {
        cause_of[0] = cause_named(timeline, "exit");
        return cause_of;
    }
    timeline->reasons = reason->levels;
    timeline->n_reasons = n_levels <= CAUSES_MOST ? n_levels : 0;
    for (size_t i = 0; i < reasons->count; i++) cause_named(timeline, reasons->items[i].cause.text);
    for (size_t level = 1; level <= n_levels; level++) {
        uint8_t cause = listed_cause(reasons, reason->levels[level], timeline);
        if (!cause && reasons->count) {
            diag_add(diag, SEVERITY_WARNING, reasons->items[0].cause.at, "the exit reason \"%s\" is listed under no cause; it counts as \"other\"", reason->levels[level]);
        }
        if (!cause) cause = cause_named(timeline, reasons->count ? "other" : reason->levels[level]);
        cause_of[level] = cause;
    }
    cause_of[0] = cause_named(timeline, "unknown");
    if (timeline->n_causes == CAUSES_MOST) {
        diag_add(diag, SEVERITY_WARNING, (struct place){0}, "there are over %d causes of exit; put reasons together under exit_reasons. Those past that number count as \"%s\"", CAUSES_MOST - 1,
                 timeline->causes[CAUSES_MOST]);
    }
    check_listed_reasons(reasons, reason, diag);
    return cause_of;
}

uint8_t causes_reason(const struct timeline *timeline, const struct column *reason, size_t row) { return timeline->n_reasons ? (uint8_t)column_code(reason, row) : 0; }

uint8_t causes_of_row(const uint8_t *cause_of, const struct column *reason, const struct table *table, size_t row, struct quality *quality) {
    uint32_t code = reason ? column_code(reason, row) : 0;
    if (reason && !code) quality_find(quality, "exit without a reason", SEVERITY_WARNING, "counted as cause \"unknown\"", "line %u", table_line(table, row));
    return cause_of[code];
}
