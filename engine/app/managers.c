#include "engine/app/managers.h"

#include "engine/app/headers.h"

const struct attribute *manager_of(const struct study *study) {
    for (size_t i = 0; i < study->n_attributes; i++) {
        const struct attribute *a = &study->attributes[i];
        if (header_role(a->name) == HEADER_MANAGER && a->column->kind == COLUMN_LEVEL) return a;
    }
    return NULL;
}

/* The managers as people: each level once. */
static uint32_t *people_of_levels(const struct people *people, const struct column *manager, struct arena *arena) {
    uint32_t *codes = ARENA_ARRAY(arena, uint32_t, manager->n_levels + 1);
    for (size_t level = 0; level <= manager->n_levels; level++) codes[level] = (uint32_t)level;
    struct column each = *manager;
    each.width = sizeof *codes;
    each.values = codes;
    return people_find(people, &each, manager->n_levels + 1, arena);
}

void managers_mark_own(struct study *study, const struct people *people, const uint32_t *of_line) {
    const struct attribute *manager = manager_of(study);
    if (!manager || !people->id) return;
    struct arena scratch = {0};
    const uint32_t *person = people_of_levels(people, manager->column, &scratch);
    study->own_manager = ARENA_ARRAY(study->arena, uint8_t, study->timeline.n + 1);
    for (size_t i = 0; i < study->timeline.n; i++) {
        uint32_t code = column_code(manager->column, i);
        study->own_manager[i] = code && of_line[i] != PERSON_NONE && person[code] == of_line[i];
    }
    arena_free(&scratch);
}
