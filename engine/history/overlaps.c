#include "engine/history/overlaps.h"

#include <stdlib.h>

struct spell {
    uint32_t person, row;
    int32_t first, last; /* days; still there: as_of + 1 */
};

static int by_person_and_day(const void *a, const void *b) {
    const struct spell *x = a, *y = b;
    if (x->person != y->person) return x->person < y->person ? -1 : 1;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    if (x->last != y->last) return x->last < y->last ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool counts(const struct timeline *t, size_t row, size_t n_people) { return t->used[row] && t->person[row] < n_people; }

/* The spells of people who have more than one. */
static struct spell *repeated(const struct timeline *t, size_t n_people, size_t *count) {
    uint8_t *spells = calloc(n_people + 1, 1);
    if (!spells) abort();
    *count = 0;
    for (size_t row = 0; row < t->n; row++) {
        if (counts(t, row, n_people) && spells[t->person[row]] < 2) spells[t->person[row]]++;
    }
    for (size_t row = 0; row < t->n; row++) *count += counts(t, row, n_people) && spells[t->person[row]] == 2;
    struct spell *all = malloc((*count + 1) * sizeof *all), *next = all;
    if (!all) abort();
    for (size_t row = 0; row < t->n; row++) {
        if (!counts(t, row, n_people) || spells[t->person[row]] < 2) continue;
        int32_t last = t->hired[row] + t->exit[row];
        *next++ = (struct spell){t->person[row], (uint32_t)row, t->hired[row], t->cause[row] ? last : last + 1};
    }
    free(spells);
    return all;
}

void overlaps_find(const struct timeline *timeline, size_t n_people, void (*refuse)(size_t, size_t, bool, void *), void *context) {
    size_t n;
    struct spell *spells = repeated(timeline, n_people, &n), *kept = NULL;
    qsort(spells, n, sizeof *spells, by_person_and_day);
    for (size_t i = 0; i < n; i++) {
        struct spell *spell = &spells[i];
        bool same_person = kept && kept->person == spell->person, twice = same_person && spell->first == kept->first && spell->last == kept->last;
        if (!same_person || (spell->first >= kept->last && !twice)) {
            kept = spell;
        } else {
            refuse(spell->row, kept->row, twice, context);
        }
    }
    free(spells);
}
