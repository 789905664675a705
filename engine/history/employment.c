#include "engine/history/employment.h"

#include "engine/history/causes.h"

#include <string.h>

struct builder {
    const struct employment *e;
    const uint8_t *cause_of;
    struct timeline *timeline;
    struct quality *quality;
    int32_t as_of;
};

/* The last day on which the row holds by its own word, whatever begins meanwhile. */
static int32_t own_last(const struct history *h, size_t row) {
    int32_t to = h->to ? column_day(h->to, row) : DAY_MISSING;
    if (to == DAY_MISSING) return DAY_NEVER;
    return h->to_exclusive ? to - 1 : to;
}

/* One spell of a person: from `first` to `last` (DAY_NEVER = open), ended by `row`. */
static void add_spell(struct builder *b, uint32_t person, bool first_spell, int32_t first, int32_t last, size_t row) {
    int32_t hired = first, hire_day = b->e->hire_day && first_spell ? b->e->hire_day[person] : DAY_MISSING;
    if (hire_day != DAY_MISSING && hire_day <= first) hired = hire_day;
    if (hire_day != DAY_MISSING && hire_day > first) {
        quality_find(b->quality, "hired after the first row of the history", SEVERITY_WARNING, "tenure counts from the first row", "line %u",
                     table_line(b->e->history->table, row));
    }
    bool gone = last <= b->as_of;
    uint8_t cause = gone ? causes_of_row(b->cause_of, b->e->reason, b->e->history->table, row, b->quality) : 0;
    timeline_add_spell(b->timeline, person, hired, first - hired, (gone ? last : b->as_of) - hired, cause);
    if (gone) b->timeline->reason[b->timeline->n - 1] = causes_reason(b->timeline, b->e->reason, row);
}

static void add_person(struct builder *b, uint32_t person) {
    const struct history *h = b->e->history;
    size_t begin = h->rows.first[person], end = h->rows.first[person + 1];
    bool first_spell = true;
    for (size_t k = begin; k < end; first_spell = false) {
        size_t ending = h->rows.order[k];
        int32_t first = h->begin[k], last = own_last(h, ending);
        for (k++; k < end && (last == DAY_NEVER || h->begin[k] - last - 1 <= b->e->gap_days); k++) {
            int32_t to = own_last(h, h->rows.order[k]);
            if (to < last) continue;
            last = to;
            ending = h->rows.order[k];
        }
        add_spell(b, person, first_spell, first, last, ending);
    }
    b->timeline->n_people += end > begin;
}

void employment_timeline(const struct employment *e, const struct job *job, size_t n_people, struct arena *arena, struct quality *quality,
                         struct diag *diag, struct timeline *timeline) {
    struct builder b = {e, NULL, timeline, quality, job->as_of};
    timeline_make_room(timeline, e->history->rows.first[n_people], job->as_of, arena);
    b.cause_of = causes_map(&job->reasons, e->reason, arena, diag, timeline);
    for (uint32_t person = 0; person < n_people; person++) add_person(&b, person);
    timeline->n_used = timeline->n;
}
