#include "engine/history/timeline.h"

void timeline_allocate(struct timeline *t, size_t n, struct arena *arena) {
    t->used = ARENA_ARRAY(arena, uint8_t, n + 1);
    t->person = ARENA_ARRAY(arena, uint32_t, n + 1);
    t->hired = ARENA_ARRAY(arena, int32_t, n + 1);
    t->entry = ARENA_ARRAY(arena, int32_t, n + 1);
    t->exit = ARENA_ARRAY(arena, int32_t, n + 1);
    t->cause = ARENA_ARRAY(arena, uint8_t, n + 1);
    t->reason = ARENA_ARRAY(arena, uint8_t, n + 1);
}

void timeline_make_room(struct timeline *t, size_t n, int32_t as_of, struct arena *arena) {
    *t = (struct timeline){.as_of = as_of, .observed_since = DAY_MISSING, .unit_days = 1};
    timeline_allocate(t, n, arena);
}

void timeline_add_spell(struct timeline *t, uint32_t person, int32_t hired, int32_t entry, int32_t exit, uint8_t cause) {
    size_t i = t->n++;
    t->used[i] = 1;
    t->person[i] = person;
    t->hired[i] = hired;
    t->entry[i] = entry;
    t->exit[i] = exit;
    t->cause[i] = cause;
    if (entry && (t->observed_since == DAY_MISSING || hired + entry < t->observed_since)) t->observed_since = hired + entry;
    if (exit > t->longest) t->longest = exit;
}

bool timeline_begins(const struct timeline *timeline, size_t line) { return !timeline->begins || timeline->begins[line]; }

bool timeline_ends(const struct timeline *timeline, size_t line) {
    return line + 1 == timeline->n || timeline_begins(timeline, line + 1);
}

bool timeline_present(const struct timeline *timeline, size_t line, int32_t day) {
    if (!timeline->used[line]) return false;
    bool ends = timeline_ends(timeline, line);
    if (!timeline->hired) return ends && timeline->cause[line] == 0; /* durations: whoever has not left is there */
    int32_t first = timeline->hired[line] + timeline->entry[line];
    int32_t last = timeline->hired[line] + timeline->exit[line];
    return first <= day && (last > day || (last == day && ends && timeline->cause[line] == 0));
}

bool timeline_exits(const struct timeline *timeline, size_t line, uint8_t cause) {
    return timeline->cause[line] && (!cause || timeline->cause[line] == cause);
}
