#include "engine/history/timeline.h"

#include <stdarg.h>
#include <string.h>

void quality_init(struct quality *quality, struct arena *arena) { *quality = (struct quality){.arena = arena}; }

static void *grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return items;
    *capacity = *capacity ? *capacity * 2 : 64;
    void *grown = arena_array(arena, *capacity, size);
    if (count) memcpy(grown, items, count * size);
    return grown;
}

void quality_reject(struct quality *quality, struct reject reject) {
    if (quality->n_rejects == REJECTS_LISTED_MOST) return;
    quality->rejects = grow(quality->arena, quality->rejects, quality->n_rejects, &quality->rejects_capacity,
                            sizeof *quality->rejects);
    reject.value = arena_string(quality->arena, reject.value);
    quality->rejects[quality->n_rejects++] = reject;
}

void quality_find(struct quality *quality, const char *check, enum severity severity, const char *taken,
                  const char *example_format, ...) {
    for (size_t i = 0; i < quality->n_findings; i++) {
        if (!strcmp(quality->findings[i].check, check)) {
            quality->findings[i].rows++;
            return;
        }
    }
    va_list values;
    va_start(values, example_format);
    quality->findings = grow(quality->arena, quality->findings, quality->n_findings, &quality->findings_capacity,
                             sizeof *quality->findings);
    quality->findings[quality->n_findings++] = (struct finding){
        check, severity, 1, arena_vprintf(quality->arena, example_format, values), taken};
    va_end(values);
}
