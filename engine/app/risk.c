#include "engine/app/risk.h"

static bool is_event(const struct timeline *t, size_t i, uint8_t cause) { return t->cause[i] && (!cause || t->cause[i] == cause); }

/* Lines that are spells already. */
static struct spells plain_spells(const struct timeline *t, const struct column *levels, uint8_t cause, struct arena *arena) {
    uint8_t *event = ARENA_ARRAY(arena, uint8_t, t->n + 1);
    uint32_t *stratum = levels ? ARENA_ARRAY(arena, uint32_t, t->n + 1) : NULL;
    for (size_t i = 0; i < t->n; i++) event[i] = is_event(t, i, cause);
    if (levels) values_codes(column_values(levels), 0, t->n, stratum);
    return (struct spells){t->n, t->entry, t->exit, event, stratum, levels ? levels->n_levels : 1, NULL};
}

static struct spells joined_spells(const struct timeline *t, const struct column *levels, uint8_t cause, struct arena *arena) {
    int32_t *entry = ARENA_ARRAY(arena, int32_t, t->n + 1), *exit = ARENA_ARRAY(arena, int32_t, t->n + 1);
    uint8_t *event = ARENA_ARRAY(arena, uint8_t, t->n + 1);
    uint32_t *stratum = ARENA_ARRAY(arena, uint32_t, t->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        uint32_t code = levels ? column_code(levels, i) : 1;
        bool same = n && !timeline_begins(t, i) && stratum[n - 1] == code;
        if (!same) {
            entry[n] = t->entry[i];
            stratum[n++] = code;
        }
        exit[n - 1] = t->exit[i];
        event[n - 1] = is_event(t, i, cause);
    }
    return (struct spells){n, entry, exit, event, stratum, levels ? levels->n_levels : 1, NULL};
}

struct spells risk_spells(const struct study *study, const struct column *levels, uint8_t cause, struct arena *arena) {
    return (study->timeline.begins ? joined_spells : plain_spells)(&study->timeline, levels, cause, arena);
}

double *risk_people(const struct study *study, const struct column *levels, size_t n_strata, struct arena *arena) {
    const struct timeline *t = &study->timeline;
    double *people = ARENA_ARRAY(arena, double, n_strata + 1);
    size_t *seen = ARENA_ARRAY(arena, size_t, n_strata + 1); /* 1 + the last person met: a person's merged lines stand together */
    for (size_t i = 0; i < t->n; i++) {
        uint32_t code = levels ? column_code(levels, i) : 1;
        size_t person = t->begins ? (size_t)t->person[i] + 1 : 0;
        if (!t->used[i] || !code || t->exit[i] <= t->entry[i] || (person && seen[code] == person)) continue;
        seen[code] = person;
        people[code]++;
    }
    return people;
}
