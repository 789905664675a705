/* segments.c: ways to cut people, for tables and curves. */
#include "engine/app/study.h"

#include <stdlib.h>
#include <string.h>

enum { CROSSED_MOST = 60000 };

/* Codes (a - 1) * n_b + b of two columns; 0 where either is missing. */
static struct column cross(const struct study *study, const struct column *a, const struct column *b, struct arena *arena) {
    struct column crossed = {.kind = COLUMN_LEVEL, .width = 4, .n_levels = a->n_levels * b->n_levels};
    uint32_t *codes = ARENA_ARRAY(arena, uint32_t, study->table.n_rows + 1);
    for (size_t row = 0; row < study->table.n_rows; row++) {
        uint32_t x = column_code(a, row), y = column_code(b, row);
        codes[row] = x && y ? (x - 1) * (uint32_t)b->n_levels + y : 0;
    }
    crossed.values = codes;
    crossed.levels = ARENA_ARRAY(arena, const char *, crossed.n_levels + 1);
    crossed.levels[0] = "";
    for (size_t i = 1; i <= a->n_levels; i++) {
        for (size_t k = 1; k <= b->n_levels; k++) {
            crossed.levels[(i - 1) * b->n_levels + k] = arena_printf(arena, "%s / %s", a->levels[i], b->levels[k]);
        }
    }
    return crossed;
}

size_t segment_margin(const struct segment *segment, size_t level, size_t margin) {
    size_t rest = level - 1;
    for (size_t m = segment->n_margins; m-- > margin + 1;) rest /= segment->margin_levels[m];
    return rest % segment->margin_levels[margin] + 1;
}

/* Is anybody's level not known? */
static bool somebody_missing(const struct study *study, const struct column *levels) {
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (study->timeline.used[i] && !column_code(levels, i)) return true;
    }
    return false;
}

/* The same levels, and one more for whoever has none. */
static struct column with_missing(const struct study *study, const struct column *levels) {
    if (!somebody_missing(study, levels)) return *levels;
    struct column whole = *levels;
    uint32_t *codes = ARENA_ARRAY(study->arena, uint32_t, study->table.n_rows + 1);
    whole.n_levels++;
    whole.levels = ARENA_ARRAY(study->arena, const char *, whole.n_levels + 1);
    memcpy(whole.levels, levels->levels, (levels->n_levels + 1) * sizeof *whole.levels);
    whole.levels[whole.n_levels] = "(missing)";
    for (size_t i = 0; i < study->table.n_rows; i++) {
        uint32_t code = column_code(levels, i);
        codes[i] = code ? code : (uint32_t)whole.n_levels;
    }
    whole.values = codes;
    whole.width = 4;
    return whole;
}

struct segment study_segment(const struct study *study, const struct words *columns, struct diag *diag) {
    struct segment segment = {0};
    if (columns->count > SEGMENT_COLUMNS) {
        diag_add(diag, SEVERITY_ERROR, columns->items[SEGMENT_COLUMNS].at, "at most %d columns can be crossed", SEGMENT_COLUMNS);
        return segment;
    }
    for (size_t i = 0; i < columns->count; i++) {
        const struct attribute *a = study_attribute(study, &columns->items[i], diag);
        if (!a) return (struct segment){0};
        const struct column *levels = attribute_levels(study, a);
        if (levels->n_levels == 0 || levels->n_levels * (i ? segment.levels.n_levels : 1) > CROSSED_MOST) {
            diag_add(diag, SEVERITY_ERROR, columns->items[i].at, "\"%s\" has too many different values to cut by", columns->items[i].text);
            return (struct segment){0};
        }
        struct column whole = with_missing(study, levels);
        segment.margin_names[segment.n_margins] = a->name;
        segment.margin_levels[segment.n_margins++] = whole.n_levels;
        segment.levels = i ? cross(study, &segment.levels, &whole, study->arena) : whole;
        segment.known = i ? cross(study, &segment.known, levels, study->arena) : *levels;
        segment.name = i ? arena_printf(study->arena, "%s x %s", segment.name, a->name) : a->name;
    }
    return segment;
}

static const struct attribute *default_attribute(const struct study *study) {
    static const char *const NAMES[] = {"department", "afdeling", "facility", "business_unit", "team", NULL};
    for (size_t k = 0; NAMES[k]; k++) {
        for (size_t i = 0; i < study->n_attributes; i++) {
            if (!strcasecmp(study->attributes[i].name, NAMES[k]) && study->attributes[i].usual && study->attributes[i].column->kind == COLUMN_LEVEL) return &study->attributes[i];
        }
    }
    for (size_t i = 0; i < study->n_attributes; i++) {
        const struct attribute *a = &study->attributes[i];
        if (a->usual && a->column->kind == COLUMN_LEVEL) return a;
    }
    return NULL;
}

struct segment *study_segments(const struct study *study, size_t *count, struct diag *diag) {
    const struct groups *groups = &study->job.segments;
    struct segment *segments = ARENA_ARRAY(study->arena, struct segment, groups->count + 2);
    *count = 0;
    for (size_t i = 0; i < groups->count; i++) {
        struct segment segment = study_segment(study, &groups->items[i].columns, diag);
        if (segment.name) segments[(*count)++] = segment;
    }
    const struct attribute *usual = groups->given ? NULL : default_attribute(study);
    if (usual) segments[(*count)++] = (struct segment){.name = usual->name, .levels = with_missing(study, usual->column), .known = *usual->column};
    return segments;
}
