#include "engine/app/segment_cells.h"

#include "engine/base/text.h"
#include "engine/report/wording.h"

#include <math.h>
#include <string.h>

double **segment_values(const struct segment *segments, size_t n, struct arena *arena) {
    double **values = ARENA_ARRAY(arena, double *, n + 1);
    for (size_t v = 0; v <= n; v++) values[v] = ARENA_ARRAY(arena, double, (v ? segments[v - 1].levels.n_levels : 1) + 1);
    return values;
}

uint32_t **segment_ids(const struct segment *segments, size_t n, struct arena *arena) {
    uint32_t **ids = ARENA_ARRAY(arena, uint32_t *, n + 1);
    for (size_t v = 0; v <= n; v++) ids[v] = ARENA_ARRAY(arena, uint32_t, (v ? segments[v - 1].levels.n_levels : 1) + 1);
    return ids;
}

/* --- which segments another one adds up to ---------------------------------------------------------------------------- */

static size_t margins_of(const struct segment *segment) { return segment->n_margins > 1 ? segment->n_margins : 1; }

static const char *margin_name(const struct segment *segment, size_t m) { return segment->n_margins > 1 ? segment->margin_names[m] : segment->name; }

static size_t margin_size(const struct segment *segment, size_t m) { return segment->n_margins > 1 ? segment->margin_levels[m] : segment->levels.n_levels; }

static size_t margin_of(const struct segment *segment, size_t level, size_t m) { return segment->n_margins > 1 ? segment_margin(segment, level, m) : level; }

/* Where in `fine` each column of `coarse` stands; false when one of them is not in it. */
static bool columns_within(const struct segment *coarse, const struct segment *fine, size_t *where) {
    if (margins_of(coarse) > margins_of(fine)) return false;
    for (size_t m = 0; m < margins_of(coarse); m++) {
        size_t k = 0;
        while (k < margins_of(fine) && strcmp(margin_name(fine, k), margin_name(coarse, m)) != 0) k++;
        if (k == margins_of(fine)) return false;
        where[m] = k;
    }
    return true;
}

static size_t level_within(const struct segment *coarse, const struct segment *fine, const size_t *where, size_t level) {
    size_t code = 0;
    for (size_t m = 0; m < margins_of(coarse); m++) code = code * margin_size(coarse, m) + margin_of(fine, level, where[m]) - 1;
    return code + 1;
}

/* --- the cells and their sums ------------------------------------------------------------------------------------------ */

static void tie(struct report *report, const struct segment *segments, size_t fine, size_t coarse, double *const *values, uint32_t *const *cells) {
    size_t where[SEGMENT_COLUMNS] = {0};
    const struct segment *of = &segments[fine - 1], *to = coarse ? &segments[coarse - 1] : NULL;
    if (to && !columns_within(to, of, where)) return;
    size_t n = to ? to->levels.n_levels : 1;
    for (size_t total = 1; total <= n; total++) {
        double sum = 0;
        for (size_t level = 1; level <= of->levels.n_levels; level++) sum += !to || level_within(to, of, where, level) == total ? values[fine][level] : 0;
        if (fabs(sum - values[coarse][total]) > 1e-6 * (1 + fabs(sum))) continue; /* they do not add up: nothing can be told from them */
        ledger_sum(&report->ledger);
        ledger_term(&report->ledger, cells[coarse][total], -1);
        for (size_t level = 1; level <= of->levels.n_levels; level++) {
            if ((!to || level_within(to, of, where, level) == total)) ledger_term(&report->ledger, cells[fine][level], 1);
        }
    }
}

bool *segments_told(const struct segment *segments, size_t n, double *const *people, struct report *report) {
    bool *told = ARENA_ARRAY(report->arena, bool, n + 1);
    int minimum = report->meta.minimum_cell;
    told[0] = true;
    for (size_t v = 1; v <= n; v++) {
        size_t groups = 0, small = 0;
        for (size_t level = 1; level <= segments[v - 1].levels.n_levels; level++) {
            groups += people[v][level] > 0;
            small += people[v][level] > 0 && people[v][level] < minimum;
        }
        told[v] = 4 * small <= groups || small < 2; /* one alone always finds a partner */
        if (told[v]) continue;
        report_note_once(report, "privacy", say(report, "“%s” is too fine a cut to be told: %zu of its %zu groups have fewer than %d people.", "De uitsplitsing naar “%s” is te fijn om te tonen: %zu van de %zu groepen hebben minder dan %d mensen."), segments[v - 1].name, small, groups, minimum);
    }
    return told;
}

/* Names with their bars marked, so that no two groups share a key. */
static const char *key_of(const struct report *report, const char *measure, const char *segment, const char *level) {
    const char *const names[] = {segment, level};
    struct text key = {0};
    text_add(&key, measure);
    for (size_t k = 0; k < 2; k++) {
        text_add_char(&key, '|');
        for (const char *s = names[k]; *s; s++) {
            if (*s == '|' || *s == '\\') text_add_char(&key, '\\');
            text_add_char(&key, *s);
        }
    }
    const char *kept = arena_string(report->arena, text_string(&key));
    text_free(&key);
    return kept;
}

struct measure segment_heads(const struct report *report, int32_t day, struct ledger_place place) {
    char text[40];
    return (struct measure){arena_printf(report->arena, "heads|%s", days_format(day, text)), 1, place};
}

uint32_t segment_heads_of(const struct report *report, int32_t day, const char *segment, const char *level) {
    return ledger_find(&report->ledger, key_of(report, segment_heads(report, day, (struct ledger_place){0}).key, segment, level));
}

/* false where the set parts a group, or holds somebody of none. Mostly the first few people tell. */
static bool holds_whole(struct values group, size_t n_groups, const uint8_t *inside, size_t n, uint8_t *held) {
    enum { UNSEEN, IN, OUT };
    for (size_t i = 0; i < n; i++) {
        if (inside[i] > 1) continue;
        uint32_t code = values_code(group, i);
        uint8_t where = inside[i] ? IN : OUT;
        if ((!code && where == IN) || (held[code] != UNSEEN && held[code] != where)) return false;
        held[code] = where;
    }
    for (size_t level = 0; level <= n_groups; level++) held[level] = held[level] == IN;
    return true;
}

void segment_tie_whole(struct ledger *ledger, uint32_t cell, struct values group, size_t n_groups, const uint32_t *heads, const uint8_t *inside, size_t n) {
    struct arena scratch = {0};
    uint8_t *held = ARENA_ARRAY(&scratch, uint8_t, n_groups + 1);
    if (holds_whole(group, n_groups, inside, n, held)) {
        ledger_sum(ledger);
        ledger_term(ledger, cell, -1);
        for (size_t level = 1; level <= n_groups; level++) {
            if (held[level]) ledger_term(ledger, heads[level], 1);
        }
    }
    arena_free(&scratch);
}

/* How many people a set lacks to hold whole groups only, or holds beside whole groups, whichever are fewer: 0 = it is made of them. Of groups of fewer
 * than `enough`, whose sizes nobody is told, it can only hold people beside others. INFINITY where it holds no group, or they are `enough` by far. `small`:
 * one of the groups has fewer. */
static double people_off(const uint8_t *inside, size_t n, struct values group, size_t n_groups, double enough, bool *small) {
    enum { BETWEEN = 1024 };
    struct arena scratch = {0};
    double *all = ARENA_ARRAY(&scratch, double, n_groups + 1), *in = ARENA_ARRAY(&scratch, double, n_groups + 1), lacking = 0, beside = 0, parted = 0;
    bool any = false;
    *small = false;
    for (size_t i = 0; i < n && parted < enough; i++) {
        uint32_t code = inside[i] > 1 ? 0 : values_code(group, i);
        all[code] += inside[i] <= 1;
        in[code] += inside[i] == 1;
        if (i % BETWEEN != BETWEEN - 1) continue;
        parted = 0; /* less than either, and it never falls: the first people mostly tell */
        for (size_t level = 0; level <= n_groups; level++) parted += fmin(in[level], all[level] - in[level]);
    }
    for (size_t level = 0; level <= n_groups && parted < enough; level++) {
        bool few = all[level] < enough, whole = !few && in[level] == all[level];
        *small = *small || (few && all[level] > 0);
        if (in[level] > 0) lacking += few ? (double)INFINITY : all[level] - in[level];
        if (!whole) beside += in[level];
        any = any || whole;
    }
    arena_free(&scratch);
    return parted < enough ? fmin(lacking, any ? beside : (double)INFINITY) : (double)INFINITY;
}

static bool is_segment(const struct segment *segments, size_t n, const char *name) {
    for (size_t v = 0; v < n; v++) {
        if (!strcmp(segments[v].name, name)) return true;
    }
    return false;
}

double segment_people_apart(const struct study *study, const struct segment *segments, size_t n, const bool *told, const uint8_t *inside, double enough, bool just) {
    double least = INFINITY;
    bool small;
    for (size_t a = 0; a < study->n_attributes; a++) {
        const struct attribute *attribute = &study->attributes[a];
        if (attribute->column->kind != COLUMN_LEVEL) continue;
        double off = people_off(inside, study->timeline.n, column_values(attribute->column), attribute->column->n_levels, enough, &small);
        if (off > 0 && off < enough) least = fmin(least, off);
        if (off == 0 && small && just && !is_segment(segments, n, attribute->name)) least = fmin(least, 1);
    }
    for (size_t v = 1; v <= n; v++) {
        const struct column *levels = &segments[v - 1].levels;
        double off = told[v] ? people_off(inside, study->timeline.n, column_values(levels), levels->n_levels, enough, &small) : 0;
        if (off > 0 && off < enough) least = fmin(least, off);
    }
    return least;
}

uint32_t segment_cell_of_set(const struct study *study, const struct segment *segments, size_t n, const bool *told, uint32_t *const *heads, const uint8_t *inside, const char *key, struct report *report) {
    const double WEIGHT = 8; /* asked for by name: more than a department */
    struct ledger *ledger = &report->ledger;
    double people = 0;
    for (size_t i = 0; i < study->timeline.n; i++) people += inside[i] == 1;
    uint32_t cell = ledger_cell(ledger, key, people, report->meta.minimum_cell, WEIGHT, ledger->cells[heads[0][1]].place);
    for (size_t v = 1; v <= n; v++) {
        const struct column *levels = &segments[v - 1].levels;
        if (told[v]) segment_tie_whole(ledger, cell, column_values(levels), levels->n_levels, heads[v], inside, study->timeline.n);
    }
    return cell;
}

uint32_t segment_cell_of_lines(const struct study *study, const struct segment *segments, size_t n, const uint8_t *inside, const char *key, struct report *report) {
    struct ledger *ledger = &report->ledger;
    int32_t day = study->timeline.as_of == DAY_MISSING ? 0 : study->timeline.as_of + 1;
    uint32_t everybody = segment_heads_of(report, day, "all", ""), found = ledger_find(ledger, key);
    if (!everybody || found) return found;
    struct arena scratch = {0};
    uint32_t **heads = segment_ids(segments, n, &scratch);
    bool *told = ARENA_ARRAY(&scratch, bool, n + 1);
    heads[0][1] = everybody;
    for (size_t v = 1; v <= n; v++) {
        const struct column *levels = &segments[v - 1].levels;
        told[v] = true;
        for (size_t level = 1; level <= levels->n_levels && told[v]; level++) {
            heads[v][level] = segment_heads_of(report, day, segments[v - 1].name, levels->levels[level]);
            told[v] = heads[v][level] && !ledger_never(ledger, heads[v][level]);
        }
    }
    double least = report->meta.minimum_cell;
    bool few = segment_people_apart(study, segments, n, told, inside, least, false) < least;
    uint32_t cell = few ? ledger_never_cell(ledger, key) : segment_cell_of_set(study, segments, n, told, heads, inside, key, report);
    arena_free(&scratch);
    return cell;
}

void segment_cells(struct report *report, const struct segment *segments, size_t n, const struct measure *measure, const bool *told, double *const *values, uint32_t *const *cells) {
    for (size_t v = 0; v <= n; v++) {
        const struct segment *segment = v ? &segments[v - 1] : NULL;
        double weight = measure->weight * (!v ? 100 : 1.0 + 3.0 * (margins_of(segment) == 1));
        for (size_t level = 1; level <= (segment ? segment->levels.n_levels : 1); level++) {
            const char *key = key_of(report, measure->key, segment ? segment->name : "all", segment ? segment->levels.levels[level] : "");
            cells[v][level] = !told[v] ? ledger_never_cell(&report->ledger, key) : ledger_cell(&report->ledger, key, values[v][level], report->meta.minimum_cell, weight, measure->place);
        }
    }
    for (size_t fine = 1; fine <= n; fine++) {
        for (size_t coarse = 0; coarse <= n; coarse++) {
            if (coarse != fine && told[fine] && told[coarse]) tie(report, segments, fine, coarse, values, cells);
        }
    }
}
