#include "engine/history/derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MONTH = 30.4375;
enum { YEAR_DAYS = 365, PEERS_LEAST = 2 };

static int32_t first_day(const struct deriving *d, size_t i) { return d->timeline->hired[i] + d->timeline->entry[i]; }

/* A column of small numbers with `scale` decimals, all missing. */
static struct column number_column(const struct deriving *d, const char *name, int scale) {
    int16_t *values = ARENA_ARRAY(d->arena, int16_t, d->timeline->n + 1);
    for (size_t i = 0; i < d->timeline->n; i++) values[i] = INT16_MIN;
    return (struct column){.name = name, .kind = COLUMN_NUMBER, .width = 2, .scale = scale, .values = values, .n_missing = d->timeline->n};
}

static void put(struct column *column, size_t i, double value) {
    static const double TENS[] = {1, 10, 100, 1000};
    double scaled = floor(value * TENS[column->scale] + 0.5);
    if (isnan(scaled)) return;
    ((int16_t *)column->values)[i] = (int16_t)fmax(-INT16_MAX, fmin(INT16_MAX, scaled));
    column->n_missing--;
}

static double months_between(int32_t from, int32_t to) { return floor((to - from) / MONTH); }

/* --- since a change ------------------------------------------------------------------------------------------------ */

static bool same_value(const struct column *column, size_t a, size_t b) {
    if (column->kind == COLUMN_LEVEL) return column_code(column, a) == column_code(column, b);
    return column_number(column, a) == column_number(column, b);
}

/* The place before k, when it is the same person's; SIZE_MAX else. `first` is where the person's places begin. */
static size_t place_before(size_t k, size_t first) { return k > first ? k - 1 : SIZE_MAX; }

/* since[k]: the first day of the run of equal values that place k belongs to. */
static int32_t *run_starts(const struct deriving *d, const struct history *h, const struct column *value, struct arena *arena) {
    size_t n = h->rows.first[d->n_people];
    int32_t *since = ARENA_ARRAY(arena, int32_t, n + 1);
    for (size_t p = 0; p < d->n_people; p++) {
        for (size_t k = h->rows.first[p]; k < h->rows.first[p + 1]; k++) {
            size_t before = place_before(k, h->rows.first[p]);
            bool goes_on = before != SIZE_MAX && h->until[before] == h->begin[k] && same_value(value, h->rows.order[before], h->rows.order[k]);
            since[k] = goes_on ? since[before] : h->begin[k];
        }
    }
    return since;
}

struct column derive_months_since_change(const struct deriving *d, const struct history *h, const struct column *value, const uint32_t *places,
                                         const char *name) {
    struct arena scratch = {0};
    struct column column = number_column(d, name, 0);
    int32_t *since = run_starts(d, h, value, &scratch);
    for (size_t i = 0; i < d->timeline->n; i++) {
        if (places[i] != ROW_NONE && !column_is_missing(value, h->rows.order[places[i]])) put(&column, i, months_between(since[places[i]], first_day(d, i)));
    }
    arena_free(&scratch);
    return column;
}

/* --- raises -------------------------------------------------------------------------------------------------------- */

struct raise {
    int32_t day; /* DAY_MISSING = none yet */
    double percent;
};

/* raises[k]: the last raise up to place k. */
static struct raise *last_raises(const struct deriving *d, const struct history *h, const struct column *pay, struct arena *arena) {
    size_t n = h->rows.first[d->n_people];
    struct raise *raises = ARENA_ARRAY(arena, struct raise, n + 1);
    for (size_t p = 0; p < d->n_people; p++) {
        double known = NAN;
        struct raise last = {DAY_MISSING, NAN};
        for (size_t k = h->rows.first[p]; k < h->rows.first[p + 1]; k++) {
            double now = column_number(pay, h->rows.order[k]);
            if (now > known) last = (struct raise){h->begin[k], known > 0 ? (now / known - 1) * 100 : NAN};
            if (!isnan(now)) known = now;
            raises[k] = last;
        }
    }
    return raises;
}

static struct column derive_raise(const struct deriving *d, const struct history *h, const struct column *pay, const uint32_t *places, bool size) {
    struct arena scratch = {0};
    struct column column = number_column(d, size ? "raise_percent" : "months_since_raise", size);
    struct raise *raises = last_raises(d, h, pay, &scratch);
    for (size_t i = 0; i < d->timeline->n; i++) {
        const struct raise *raise = places[i] == ROW_NONE ? NULL : &raises[places[i]];
        if (raise && raise->day != DAY_MISSING) put(&column, i, size ? raise->percent : months_between(raise->day, first_day(d, i)));
    }
    arena_free(&scratch);
    return column;
}

struct column derive_months_since_raise(const struct deriving *d, const struct history *h, const struct column *pay, const uint32_t *places) {
    return derive_raise(d, h, pay, places, false);
}

struct column derive_raise_percent(const struct deriving *d, const struct history *h, const struct column *pay, const uint32_t *places) {
    return derive_raise(d, h, pay, places, true);
}

/* --- age ----------------------------------------------------------------------------------------------------------- */

static double age_on(const struct deriving *d, const struct column *birth_year, size_t i) {
    double age = days_to_civil(first_day(d, i)).year - column_number(birth_year, i);
    return age >= 13 && age <= 100 ? age : NAN;
}

struct column derive_age(const struct deriving *d, const struct column *birth_year) {
    struct column column = number_column(d, "age", 0);
    for (size_t i = 0; i < d->timeline->n; i++) put(&column, i, age_on(d, birth_year, i));
    return column;
}

struct column derive_age_band(const struct deriving *d, const struct column *birth_year) {
    static const char *const BANDS[] = {"", "under 25", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and over"};
    size_t n = d->timeline->n;
    uint8_t *codes = ARENA_ARRAY(d->arena, uint8_t, n + 1);
    struct column column = {.name = "age_band", .kind = COLUMN_LEVEL, .width = 1, .values = codes, .n_levels = 6};
    column.levels = ARENA_ARRAY(d->arena, const char *, 7);
    memcpy(column.levels, BANDS, sizeof BANDS);
    for (size_t i = 0; i < n; i++) {
        double age = age_on(d, birth_year, i);
        codes[i] = isnan(age) ? 0 : age < 25 ? 1 : age >= 65 ? 6 : (uint8_t)((age - 15) / 10 + 1);
        column.n_missing += codes[i] == 0;
    }
    return column;
}

/* --- teams --------------------------------------------------------------------------------------------------------- */

/* The last cut on or before the line's first day; SIZE_MAX = none. */
static size_t last_cut(const struct deriving *d, int32_t day) {
    size_t low = 0, high = d->n_cuts;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (d->cuts[middle] <= day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1; /* 0 - 1 is SIZE_MAX */
}

/* The cut that falls on the day; SIZE_MAX = none does. */
static size_t cut_on(const struct deriving *d, int32_t day) {
    size_t cut = last_cut(d, day);
    return cut != SIZE_MAX && d->cuts[cut] == day ? cut : SIZE_MAX;
}

/* The cuts on which the line's person is employed as it says: every spell is cut there, so that it begins on the day, or
 * ends with an exit on it. Returns how many, into cuts[]. */
static size_t cuts_of_presence(const struct deriving *d, size_t i, size_t cuts[2]) {
    const struct timeline *t = d->timeline;
    size_t n = 0, begin = cut_on(d, first_day(d, i));
    if (begin != SIZE_MAX) cuts[n++] = begin;
    size_t end = t->cause[i] && t->exit[i] > t->entry[i] ? cut_on(d, t->hired[i] + t->exit[i]) : SIZE_MAX;
    if (end != SIZE_MAX) cuts[n++] = end;
    return n;
}

static struct column team_column(const struct deriving *d, const struct column *team, const uint32_t *counts, const char *name) {
    int32_t *values = ARENA_ARRAY(d->arena, int32_t, d->timeline->n + 1);
    struct column column = {.name = name, .kind = COLUMN_NUMBER, .width = 4, .values = values};
    for (size_t i = 0; i < d->timeline->n; i++) {
        size_t cut = last_cut(d, first_day(d, i)), code = column_code(team, i);
        bool known = code && cut != SIZE_MAX;
        values[i] = known ? (int32_t)counts[cut * (team->n_levels + 1) + code] : INT32_MIN;
        column.n_missing += !known;
    }
    return column;
}

struct column derive_team_size(const struct deriving *d, const struct column *team) {
    struct arena scratch = {0};
    uint32_t *counts = ARENA_ARRAY(&scratch, uint32_t, d->n_cuts * (team->n_levels + 1) + 1);
    for (size_t i = 0; i < d->timeline->n; i++) {
        size_t cuts[2], n = cuts_of_presence(d, i, cuts);
        for (size_t k = 0; k < n; k++) counts[cuts[k] * (team->n_levels + 1) + column_code(team, i)]++;
    }
    struct column column = team_column(d, team, counts, "team_size");
    arena_free(&scratch);
    return column;
}

struct column derive_team_exits(const struct deriving *d, const struct column *team) {
    struct arena scratch = {0};
    const struct timeline *t = d->timeline;
    uint32_t *counts = ARENA_ARRAY(&scratch, uint32_t, d->n_cuts * (team->n_levels + 1) + 1);
    for (size_t i = 0; i < t->n; i++) {
        int32_t day = t->hired[i] + t->exit[i];
        if (!t->cause[i]) continue;
        size_t cut = last_cut(d, day) + 1; /* the first cut after the exit */
        for (; cut < d->n_cuts && d->cuts[cut] <= day + YEAR_DAYS; cut++) counts[cut * (team->n_levels + 1) + column_code(team, i)]++;
    }
    struct column column = team_column(d, team, counts, "team_exits_12m");
    arena_free(&scratch);
    return column;
}

/* --- pay among peers ----------------------------------------------------------------------------------------------- */

static double median_of(double *values, size_t n) {
    if (n < PEERS_LEAST) return NAN;
    qsort(values, n, sizeof *values, values_compare);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Medians by [cut][cell], from everybody employed on the cut. */
static double *medians_of_pay(const struct deriving *d, const struct column *pay, const struct column *cell, struct arena *arena) {
    size_t width = cell->n_levels + 1, n_groups = d->n_cuts * width, n = d->timeline->n;
    size_t *first = ARENA_ARRAY(arena, size_t, n_groups + 2);
    double *pays = ARENA_ARRAY(arena, double, 2 * n + 1), *medians = ARENA_ARRAY(arena, double, n_groups + 1);
    for (int fill = 0; fill < 2; fill++) {
        for (size_t i = 0; i < n; i++) {
            size_t cuts[2], present = cuts_of_presence(d, i, cuts), code = column_code(cell, i);
            double value = column_number(pay, i);
            if (!code || isnan(value)) continue;
            for (size_t k = 0; k < present; k++) {
                size_t group = cuts[k] * width + code;
                if (fill) pays[first[group + 1]] = value;
                first[group + 1]++;
            }
        }
        size_t sum = 0;
        for (size_t g = 0; g < n_groups && !fill; g++) { /* first[g + 1] becomes where the group begins, then where it ends */
            size_t count = first[g + 1];
            first[g + 1] = sum;
            sum += count;
        }
    }
    for (size_t g = 0; g < n_groups; g++) medians[g] = median_of(pays + first[g], first[g + 1] - first[g]);
    return medians;
}

struct column derive_compa_ratio(const struct deriving *d, const struct column *pay, const struct column *cell) {
    struct arena scratch = {0};
    struct column column = number_column(d, "compa_ratio", 3);
    double *medians = medians_of_pay(d, pay, cell, &scratch);
    for (size_t i = 0; i < d->timeline->n; i++) {
        size_t cut = last_cut(d, first_day(d, i)), code = column_code(cell, i);
        if (cut == SIZE_MAX || !code) continue;
        double median = medians[cut * (cell->n_levels + 1) + code];
        if (median > 0) put(&column, i, column_number(pay, i) / median);
    }
    arena_free(&scratch);
    return column;
}

struct column derive_part_time(const struct deriving *d, const struct column *hours, double full_time) {
    struct column column = number_column(d, "part_time_factor", 3);
    for (size_t i = 0; i < d->timeline->n; i++) put(&column, i, column_number(hours, i) / full_time);
    return column;
}

/* --- coming back --------------------------------------------------------------------------------------------------- */

/* Lines cut from spells stand by person and day: a number goes up where the person's next spell begins. */
static void number_lines(const struct timeline *t, uint16_t *numbers) {
    for (size_t i = 0; i < t->n; i++) {
        bool same = i && t->person[i] == t->person[i - 1];
        numbers[i] = (uint16_t)(same ? numbers[i - 1] + timeline_begins(t, i) : 1);
    }
}

struct begun {
    int32_t hired;
    uint32_t row;
};

static int by_hire(const void *a, const void *b) {
    const struct begun *x = a, *y = b;
    if (x->hired != y->hired) return x->hired < y->hired ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Lines that are spells stand in any order. */
static void number_spells(const struct timeline *t, size_t n_people, uint16_t *numbers) {
    struct arena scratch = {0};
    uint32_t *person = ARENA_ARRAY(&scratch, uint32_t, t->n + 1);
    struct begun *spells = ARENA_ARRAY(&scratch, struct begun, t->n + 1);
    for (size_t i = 0; i < t->n; i++) person[i] = t->used[i] ? t->person[i] : PERSON_NONE;
    struct rows_by_person rows = people_rows(person, t->n, n_people, &scratch);
    for (size_t p = 0; p < n_people; p++) {
        size_t n = rows.first[p + 1] - rows.first[p];
        const uint32_t *own = rows.order + rows.first[p];
        for (size_t k = 0; k < n; k++) spells[k] = (struct begun){t->hired[own[k]], own[k]};
        if (n > 1) qsort(spells, n, sizeof *spells, by_hire);
        for (size_t k = 0; k < n; k++) numbers[spells[k].row] = (uint16_t)(k + 1 < UINT16_MAX ? k + 1 : UINT16_MAX);
    }
    arena_free(&scratch);
}

struct column derive_spell_number(const struct deriving *d) {
    const struct timeline *t = d->timeline;
    struct arena scratch = {0};
    struct column column = number_column(d, "spell_number", 0);
    uint16_t *numbers = ARENA_ARRAY(&scratch, uint16_t, t->n + 1), most = 0;
    if (t->begins) {
        number_lines(t, numbers);
    } else {
        number_spells(t, d->n_people, numbers);
    }
    for (size_t i = 0; i < t->n; i++) {
        if (t->used[i]) put(&column, i, numbers[i]);
        if (t->used[i] && numbers[i] > most) most = numbers[i];
    }
    if (most <= 1) column.values = NULL;
    arena_free(&scratch);
    return column;
}

struct column derive_previously_employed(const struct deriving *d, const struct column *spell_number) {
    uint8_t *codes = ARENA_ARRAY(d->arena, uint8_t, d->timeline->n + 1);
    struct column column = {.name = "previously_employed", .kind = COLUMN_LEVEL, .width = 1, .values = codes, .n_levels = 2};
    column.levels = ARENA_ARRAY(d->arena, const char *, 3);
    column.levels[0] = "";
    column.levels[1] = "no";
    column.levels[2] = "yes";
    for (size_t i = 0; i < d->timeline->n; i++) {
        double number = column_number(spell_number, i);
        codes[i] = isnan(number) ? 0 : number > 1 ? 2 : 1;
        column.n_missing += codes[i] == 0;
    }
    return column;
}

/* --- events -------------------------------------------------------------------------------------------------------- */

static bool is_kind(const struct event_log *log, size_t place, uint32_t level) {
    return !level || column_code(log->kind, log->history->rows.order[place]) == level;
}

/* One person's walk through their events, as the days of their lines go on. */
struct event_walk {
    size_t next, oldest, end; /* the first event not before the line; the first within the year before it */
    size_t count;             /* of the kind, in [oldest, next) */
    int32_t last;             /* of the kind, before the line; DAY_MISSING = none */
};

static void walk_to(const struct event_log *log, uint32_t level, struct event_walk *w, int32_t day) {
    const struct history *h = log->history;
    for (; w->next < w->end && h->begin[w->next] < day; w->next++) {
        if (!is_kind(log, w->next, level)) continue;
        w->last = h->begin[w->next];
        w->count++;
    }
    for (; w->oldest < w->next && day - h->begin[w->oldest] > YEAR_DAYS; w->oldest++) w->count -= is_kind(log, w->oldest, level);
}

/* How many `counted` in the 365 days before each line, or the months since the last. Lines stand by person and day. */
static struct column derive_event(const struct deriving *d, const struct event_log *log, uint32_t level, const char *name, bool counted) {
    const struct timeline *t = d->timeline;
    const size_t *first = log->history->rows.first;
    struct column column = number_column(d, name, 0);
    struct event_walk w = {0};
    for (size_t i = 0; i < t->n; i++) {
        bool same = i && t->person[i] == t->person[i - 1];
        if (!same) w = (struct event_walk){first[t->person[i]], first[t->person[i]], first[t->person[i] + 1], 0, DAY_MISSING};
        int32_t day = first_day(d, i);
        walk_to(log, level, &w, day);
        if (counted) put(&column, i, (double)w.count);
        if (!counted && w.last != DAY_MISSING) put(&column, i, months_between(w.last, day));
    }
    return column;
}

struct column derive_months_since_event(const struct deriving *d, const struct event_log *log, uint32_t level, const char *name) {
    return derive_event(d, log, level, name, false);
}

struct column derive_event_count(const struct deriving *d, const struct event_log *log, uint32_t level, const char *name) {
    return derive_event(d, log, level, name, true);
}
