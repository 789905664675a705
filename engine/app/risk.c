#include "engine/app/risk.h"

static uint8_t event_of(const struct timeline *t, size_t i, uint8_t cause) {
    if (cause == RISK_BY_CAUSE) return t->cause[i];
    return timeline_exits(t, i, cause);
}

struct risk risk_of(const struct study *study, const struct risk_by *by, struct arena *arena) {
    const struct timeline *t = &study->timeline;
    int32_t *entry = ARENA_ARRAY(arena, int32_t, t->n + 1), *exit = ARENA_ARRAY(arena, int32_t, t->n + 1);
    uint8_t *event = ARENA_ARRAY(arena, uint8_t, t->n + 1);
    uint32_t *stratum = by->levels ? ARENA_ARRAY(arena, uint32_t, t->n + 1) : NULL, *within = by->within ? ARENA_ARRAY(arena, uint32_t, t->n + 1) : NULL;
    double *weight = by->weight ? ARENA_ARRAY(arena, double, t->n + 1) : NULL;
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        uint32_t code = by->levels ? column_code(by->levels, i) : 1, test = by->within ? column_code(by->within, i) : 1;
        double counts = by->weight ? column_number(by->weight, i) : 1;
        bool same = n && !timeline_begins(t, i) && (!stratum || stratum[n - 1] == code) && (!within || within[n - 1] == test) && (!weight || weight[n - 1] == counts);
        if (!same) {
            entry[n] = t->entry[i];
            if (stratum) stratum[n] = code;
            if (within) within[n] = test;
            if (weight) weight[n] = counts;
            n++;
        }
        exit[n - 1] = t->exit[i];
        event[n - 1] = event_of(t, i, by->cause);
    }
    return (struct risk){{n, entry, exit, event, stratum, by->levels ? by->levels->n_levels : 1, weight}, within};
}

/* Lines that are spells already: nothing is copied but what is worked out. */
static struct spells plain_spells(const struct timeline *t, const struct column *levels, uint8_t cause, struct arena *arena) {
    uint8_t *event = ARENA_ARRAY(arena, uint8_t, t->n + 1);
    uint32_t *stratum = levels ? ARENA_ARRAY(arena, uint32_t, t->n + 1) : NULL;
    for (size_t i = 0; i < t->n; i++) event[i] = event_of(t, i, cause);
    if (levels) values_codes(column_values(levels), 0, t->n, stratum);
    return (struct spells){t->n, t->entry, t->exit, event, stratum, levels ? levels->n_levels : 1, NULL};
}

struct spells risk_spells(const struct study *study, const struct column *levels, uint8_t cause, struct arena *arena) {
    if (!study->timeline.begins) return plain_spells(&study->timeline, levels, cause, arena);
    return risk_of(study, &(struct risk_by){.levels = levels, .cause = cause}, arena).spells;
}

const uint32_t *risk_by_person(const struct study *study, struct arena *arena) {
    const struct timeline *t = &study->timeline;
    if (t->begins || !t->person || t->n_people >= t->n_used) return NULL;
    size_t numbers = 0;
    for (size_t i = 0; i < t->n; i++) numbers = t->person[i] >= numbers ? (size_t)t->person[i] + 1 : numbers;
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, t->n + 1);
    size_t *next = ARENA_ARRAY(arena, size_t, numbers + 2);
    for (size_t i = 0; i < t->n; i++) next[t->person[i] + 1]++;
    for (size_t k = 1; k <= numbers; k++) next[k] += next[k - 1];
    for (size_t i = 0; i < t->n; i++) order[next[t->person[i]]++] = (uint32_t)i;
    return order;
}

double *risk_people(const struct study *study, const struct column *levels, size_t n_strata, struct arena *arena) {
    const struct timeline *t = &study->timeline;
    double *people = ARENA_ARRAY(arena, double, n_strata + 1);
    size_t *seen = ARENA_ARRAY(arena, size_t, n_strata + 1); /* 1 + the last person met: a person's lines stand together */
    const uint32_t *order = risk_by_person(study, arena);
    for (size_t k = 0; k < t->n; k++) {
        size_t i = order ? order[k] : k;
        uint32_t code = levels ? column_code(levels, i) : 1;
        size_t person = t->begins || order ? (size_t)t->person[i] + 1 : 0;
        if (!t->used[i] || !code || t->exit[i] <= t->entry[i] || (person && seen[code] == person)) continue;
        seen[code] = person;
        people[code]++;
    }
    return people;
}

double study_people(const struct study *study, const bool *marked) {
    const struct timeline *t = &study->timeline;
    struct arena scratch = {0};
    size_t numbers = t->n;
    for (size_t i = 0; i < t->n && t->person; i++) numbers = t->used[i] && t->person[i] >= numbers ? (size_t)t->person[i] + 1 : numbers;
    bool *seen = ARENA_ARRAY(&scratch, bool, numbers + 1);
    double people = 0;
    for (size_t i = 0, spell = 0; i < t->n; i++) {
        if (timeline_begins(t, i)) spell = i;
        size_t person = t->person ? t->person[i] : spell;
        if (!marked[i] || person >= numbers || seen[person]) continue;
        seen[person] = true;
        people++;
    }
    arena_free(&scratch);
    return people;
}
