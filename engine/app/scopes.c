#include "engine/app/scopes.h"

#include "engine/app/segment_cells.h"

#include <math.h>
#include <string.h>

/* --- whom each reaches ----------------------------------------------------------------------------------------------------- */

/* In scope today, or at some time within the horizon. */
static void mark_scope(const struct outlook *outlook, const struct scenario *s, uint8_t *in) {
    const double horizon = 30.4375 * (double)outlook->people.months;
    for (size_t i = 0; i < outlook->people.n; i++) {
        double tenure = outlook->people.tenure[i];
        in[i] = (!s->in_scope || s->in_scope[i]) && tenure < s->tenure_to && tenure + horizon >= s->tenure_from;
    }
}

/* [scenario][person]; a combination reaches whomever any of its members does, wherever these stand. */
static uint8_t **mark_scopes(const struct outlook *outlook, const struct scenario *scenarios, size_t n, struct arena *arena) {
    uint8_t **in = ARENA_ARRAY(arena, uint8_t *, n + 1);
    for (size_t s = 0; s < n; s++) in[s] = ARENA_ARRAY(arena, uint8_t, outlook->people.n + 1);
    for (size_t s = 0; s < n; s++) {
        if (!scenarios[s].n_members) mark_scope(outlook, &scenarios[s], in[s]);
    }
    for (size_t s = 0; s < n; s++) {
        for (size_t k = 0; k < scenarios[s].n_members; k++) {
            for (size_t i = 0; i < outlook->people.n; i++) in[s][i] |= in[scenarios[s].members[k]][i];
        }
    }
    return in;
}

/* --- by whom they differ ---------------------------------------------------------------------------------------------------- */

static double people_between(const uint8_t *a, const uint8_t *b, size_t n, double enough) {
    double people = 0;
    for (size_t i = 0; i < n && people < enough; i++) people += a[i] != b[i];
    return people;
}

/* Everybody but a few. */
static double people_outside(const uint8_t *in, size_t n, double enough) {
    double people = 0;
    for (size_t i = 0; i < n && people < enough; i++) people += !in[i];
    return people;
}

static bool is_segment(const struct outlook *outlook, const char *name) {
    for (size_t v = 0; v < outlook->n_segments; v++) {
        if (!strcmp(outlook->segments[v].name, name)) return true;
    }
    return false;
}

/* From groups of any attribute that others may know the sizes of (the standards tell some): but a few of them, or just them where one is small. */
static double people_off_attributes(const struct outlook *outlook, const uint8_t *in, const bool *told, double enough) {
    double least = INFINITY;
    bool small;
    for (size_t a = 0; a < outlook->study.n_attributes; a++) {
        const struct attribute *attribute = &outlook->study.attributes[a];
        if (attribute->column->kind != COLUMN_LEVEL) continue;
        double off = segment_people_off(in, outlook->people.n, column_values(attribute->column), attribute->column->n_levels, enough, &small);
        if (off > 0 && off < enough) least = fmin(least, off);
        if (off == 0 && small && !is_segment(outlook, attribute->name)) least = fmin(least, 1);
    }
    for (size_t g = 1; g < outlook->people.n_groupings; g++) {
        if (!told[g]) continue;
        double off = segment_people_off(in, outlook->people.n, outlook->people.groupings[g].group, outlook->people.groupings[g].n_groups, enough, &small);
        if (off > 0 && off < enough) least = fmin(least, off);
    }
    return least;
}

static void note_few(double *apart, double people, double enough) {
    if (people > 0 && people < enough) *apart = fmin(*apart, people);
}

/* --- scopes made of groups --------------------------------------------------------------------------------------------------- */

static uint32_t cell_of(const struct outlook *outlook, const uint8_t *in, const bool *told, uint32_t *const *heads, struct report *report) {
    const double WEIGHT = 8; /* asked for by name: more than a department */
    struct ledger *ledger = &report->ledger;
    size_t n = outlook->people.n;
    double people = 0;
    for (size_t i = 0; i < n; i++) people += in[i];
    if (people == (double)n) return heads[0][1];
    uint32_t cell = ledger_cell(ledger, NULL, people, report->meta.minimum_cell, WEIGHT, ledger->cells[heads[0][1]].place);
    for (size_t g = 1; g < outlook->people.n_groupings; g++) {
        if (told[g]) segment_tie_whole(ledger, cell, outlook->people.groupings[g].group, outlook->people.groupings[g].n_groups, heads[g], in, n);
    }
    return cell;
}

/* People by which of the scopes reach them: [k] a set of scopes, as bits, and how many people. Returns how many sets; SIZE_MAX = too many. */
enum { SCOPES_MOST = 64, SETS_MOST = 512 };
struct overlap {
    uint64_t scopes;
    double people;
};

static size_t find_overlaps(uint8_t *const *in, size_t people, const uint32_t *own, size_t n, struct overlap *sets) {
    size_t found = 0, last = 0;
    for (size_t i = 0; i < people; i++) {
        uint64_t scopes = 0;
        for (size_t s = 0; s < n; s++) scopes |= own[s] != LEDGER_NEVER_TOLD ? (uint64_t)in[s][i] << s : 0;
        if (!found || sets[last].scopes != scopes) { /* neighbours are mostly alike */
            for (last = 0; last < found && sets[last].scopes != scopes; last++) continue;
            if (last == SETS_MOST) return SIZE_MAX;
            if (last == found) sets[found++] = (struct overlap){scopes, 0};
        }
        sets[last].people++;
    }
    return found;
}

/* Scopes overlap: by sums and differences of three, few people may be found that no two tell. Each scope is a sum of those that the same scopes
 * reach, whom no table shows. */
static void tie_overlaps(uint8_t *const *in, size_t people, const uint32_t *own, size_t n, uint32_t everybody, struct report *report) {
    struct overlap sets[SETS_MOST];
    uint32_t cells[SETS_MOST];
    struct ledger *ledger = &report->ledger;
    size_t found = n && n <= SCOPES_MOST ? find_overlaps(in, people, own, n, sets) : SIZE_MAX;
    if (found == SIZE_MAX) return;
    for (size_t k = 0; k < found; k++) cells[k] = ledger_unseen(ledger, sets[k].people, report->meta.minimum_cell, ledger->cells[everybody].place);
    for (size_t s = 0; s <= n; s++) {
        uint32_t sum = s < n ? own[s] : everybody;
        if (sum == LEDGER_NEVER_TOLD || (s < n && sum == everybody)) continue;
        ledger_sum(ledger);
        ledger_term(ledger, sum, -1);
        for (size_t k = 0; k < found; k++) {
            if (s == n || sets[k].scopes >> s & 1) ledger_term(ledger, cells[k], 1);
        }
    }
}

struct scopes scopes_of(const struct outlook *outlook, const struct scenario *scenarios, size_t n, const bool *told, uint32_t *const *heads, struct report *report) {
    struct arena scratch = {0};
    struct scopes scopes = {ARENA_ARRAY(report->arena, double, n + 1), ARENA_ARRAY(report->arena, uint32_t, n + 1)};
    uint8_t **in = mark_scopes(outlook, scenarios, n, &scratch);
    double enough = report->meta.minimum_cell;
    uint8_t *everybody = ARENA_ARRAY(&scratch, uint8_t, outlook->people.n + 1);
    memset(everybody, 1, outlook->people.n);
    uint32_t *own = ARENA_ARRAY(&scratch, uint32_t, n + 1), *parts = ARENA_ARRAY(&scratch, uint32_t, n + 2);
    for (size_t s = 0; s < n; s++) {
        scopes.apart[s] = INFINITY;
        note_few(&scopes.apart[s], people_outside(in[s], outlook->people.n, enough), enough);
        for (size_t before = 0; before < s; before++) note_few(&scopes.apart[s], people_between(in[s], in[before], outlook->people.n, enough), enough);
        if (people_between(in[s], everybody, outlook->people.n, 1) > 0) scopes.apart[s] = fmin(scopes.apart[s], people_off_attributes(outlook, in[s], told, enough));
        own[s] = scopes.apart[s] < enough ? LEDGER_NEVER_TOLD : cell_of(outlook, in[s], told, heads, report);
    }
    tie_overlaps(in, outlook->people.n, own, n, heads[0][1], report);
    for (size_t s = 0; s < n; s++) { /* of a combination, its members' too */
        size_t m = 0;
        parts[m++] = own[s];
        for (size_t k = 0; k < scenarios[s].n_members; k++) parts[m++] = own[scenarios[s].members[k]];
        scopes.cells[s] = m > 1 ? ledger_derived(&report->ledger, parts, m) : own[s];
    }
    arena_free(&scratch);
    return scopes;
}
