/* Histories, extracts and what is derived from them, against twins that go day by day. */
#include "engine/history/derive.h"
#include "engine/history/employment.h"
#include "engine/history/identifiers.h"
#include "engine/history/merge.h"
#include "models/flows.h"
#include "models/panel.h"
#include "tests/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 120, ROWS_MOST = 12, DAYS = 400, HISTORIES = 2 };

static const int32_t ORIGIN = 18262; /* 2020-01-01 */

/* --- a small company with messy histories ---------------------------------------------------------------------------- */

struct world {
    struct arena arena;
    struct quality quality;
    struct timeline spells;
    struct people people;
    struct table tables[HISTORIES];
    struct column columns[HISTORIES][4]; /* id, from, to, value */
    struct history histories[HISTORIES];
    struct merged merged;
};

static int below(int n) { return rand() % n; }

static void make_spells(struct world *w) {
    struct timeline *t = &w->spells;
    timeline_make_room(t, 2 * PEOPLE, ORIGIN + DAYS, &w->arena);
    t->causes = ARENA_ARRAY(&w->arena, const char *, 3);
    t->n_causes = 2;
    double *ids = ARENA_ARRAY(&w->arena, double, 2 * PEOPLE);
    for (int p = 0; p < PEOPLE; p++) {
        int start = below(DAYS);
        for (int s = 0; s < 2 && start < DAYS; s++) {
            size_t i = t->n++;
            int end = start + below(DAYS);
            bool gone = end <= DAYS;
            if (!gone) end = DAYS;
            t->used[i] = below(30) != 0;
            t->hired[i] = ORIGIN + start;
            t->exit[i] = end - start;
            t->entry[i] = below(4) ? 0 : below(t->exit[i] + 1);
            t->cause[i] = gone ? (uint8_t)(1 + below(2)) : 0;
            ids[i] = 1000 + 7 * p;
            start = end + 1 + below(40);
            if (!gone || below(2)) break;
        }
    }
    struct column *id = ARENA_NEW(&w->arena, struct column);
    *id = (struct column){.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids};
    w->people = people_number(id, t->n, &w->arena);
    t->person = w->people.of_row;
    t->n_numbered = w->people.n;
}

/* Rows in any order, some of nobody, some empty, overlapping or apart; the second file's ids are texts. */
static void make_history(struct world *w, int h, bool exclusive) {
    size_t n = PEOPLE * ROWS_MOST, kept = 0;
    double *ids = ARENA_ARRAY(&w->arena, double, n);
    uint32_t *texts = ARENA_ARRAY(&w->arena, uint32_t, n);
    int32_t *from = ARENA_ARRAY(&w->arena, int32_t, n), *to = ARENA_ARRAY(&w->arena, int32_t, n);
    uint8_t *value = ARENA_ARRAY(&w->arena, uint8_t, n);
    const char **levels = ARENA_ARRAY(&w->arena, const char *, PEOPLE + 3);
    for (int p = 0; p <= PEOPLE; p++) levels[p + 1] = arena_printf(&w->arena, "%d", 1000 + 7 * p);
    for (size_t i = 0; i < n; i++) {
        if (below(3) == 0) continue;
        int p = below(PEOPLE + 1), start = below(DAYS + 60) - 30;
        ids[kept] = 1000 + 7 * p;
        texts[kept] = (uint32_t)p + 1;
        from[kept] = below(40) ? ORIGIN + start : DAY_MISSING;
        to[kept] = below(3) ? ORIGIN + start + below(150) - 5 : DAY_MISSING;
        value[kept++] = (uint8_t)below(4);
    }
    struct column *c = w->columns[h];
    c[0] = h ? (struct column){.name = "id", .kind = COLUMN_LEVEL, .width = 4, .values = texts, .levels = levels, .n_levels = PEOPLE + 1}
             : (struct column){.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids};
    c[1] = (struct column){.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from};
    c[2] = (struct column){.name = "to", .kind = COLUMN_DAY, .width = 4, .values = to};
    static const char *LEVELS[] = {"", "a", "b", "c"};
    c[3] = (struct column){.name = "value", .kind = COLUMN_LEVEL, .width = 1, .values = value, .levels = LEVELS, .n_levels = 3};
    w->tables[h] = (struct table){.file = "history.csv", .n_rows = kept, .n_columns = 4, .columns = c, .first_line = 2};
    w->histories[h] = (struct history){.table = &w->tables[h], .id = &c[0], .from = &c[1], .to = &c[2], .to_exclusive = exclusive};
    history_arrange(&w->histories[h], &w->people, w->spells.as_of, &w->arena);
}

static struct world *make_world(unsigned seed, const int32_t *cuts, size_t n_cuts) {
    struct world *w = calloc(1, sizeof *w);
    srand(seed);
    quality_init(&w->quality, &w->arena);
    make_spells(w);
    make_history(w, 0, false);
    make_history(w, 1, true);
    w->merged = merge_histories(&(struct merging){&w->spells, w->people.n, w->histories, HISTORIES, cuts, n_cuts}, &w->arena, &w->arena);
    return w;
}

static void free_world(struct world *w) {
    arena_free(&w->arena);
    free(w);
}

/* --- the slow twin --------------------------------------------------------------------------------------------------- */

static double id_of(const struct history *h, size_t row) {
    return h->id->kind == COLUMN_NUMBER ? column_number(h->id, row) : strtod(column_text(h->id, row), NULL);
}

/* Does the row hold on the day by its own word? */
static bool holds(const struct history *h, size_t row, int32_t day) {
    int32_t from = column_day(h->from, row), to = column_day(h->to, row);
    if (from == DAY_MISSING || from > day || from > ORIGIN + DAYS) return false;
    if (to == DAY_MISSING) return true;
    return h->to_exclusive ? day < to : day <= to;
}

static bool is_empty(const struct history *h, size_t row) { return !holds(h, row, column_day(h->from, row)); }

/* The row in force: of those that hold on the day and are not replaced, the one that began last. */
static uint32_t row_on(const struct history *h, double id, int32_t day) {
    uint32_t best = ROW_NONE;
    for (size_t row = 0; row < h->table->n_rows; row++) {
        if (id_of(h, row) != id || column_day(h->from, row) == DAY_MISSING || is_empty(h, row) || !holds(h, row, day)) continue;
        bool replaced = false;
        for (size_t later = row + 1; later < h->table->n_rows && !replaced; later++) {
            replaced = id_of(h, later) == id && column_day(h->from, later) == column_day(h->from, row) && !is_empty(h, later);
        }
        if (!replaced && (best == ROW_NONE || column_day(h->from, row) > column_day(h->from, best))) best = (uint32_t)row;
    }
    return best;
}

/* Every day at risk of every spell is on exactly one line, with the rows in force on the day before it (the risk of day d
 * begins when d - 1 ends), or at the line's begin. */
static void test_merge(void **state) {
    (void)state;
    for (unsigned seed = 1; seed <= 3; seed++) {
        const int32_t cuts[] = {ORIGIN + 31, ORIGIN + 60, ORIGIN + 200, ORIGIN + DAYS};
        struct world *w = make_world(seed, cuts, seed % 2 ? 4 : 0);
        const struct timeline *t = &w->merged.timeline;
        size_t line = 0, days = 0, exits = 0;
        for (; line < t->n; line++) {
            size_t spell = w->merged.spell[line];
            double id = w->people.numbers[t->person[line]];
            int32_t first = t->hired[line] + t->entry[line], last = t->hired[line] + t->exit[line];
            assert_true(w->spells.used[spell] && t->person[line] == w->spells.person[spell] && t->hired[line] == w->spells.hired[spell]);
            bool begins = line == 0 || w->merged.spell[line - 1] != spell, ends = line + 1 == t->n || w->merged.spell[line + 1] != spell;
            assert_int_equal(t->begins[line], begins);
            assert_int_equal(t->entry[line], begins ? w->spells.entry[spell] : t->exit[line - 1]);
            if (ends) assert_int_equal(t->exit[line], w->spells.exit[spell]);
            assert_int_equal(t->cause[line], ends ? w->spells.cause[spell] : 0);
            for (int h = 0; h < HISTORIES; h++) {
                for (int32_t day = first; day == first || day < last; day++) assert_int_equal(w->merged.rows[h][line], row_on(&w->histories[h], id, day));
            }
            days += (size_t)(last - first);
            exits += t->cause[line] != 0;
        }
        size_t wanted = 0, leavers = 0;
        for (size_t i = 0; i < w->spells.n; i++) {
            if (!w->spells.used[i]) continue;
            wanted += (size_t)(w->spells.exit[i] - w->spells.entry[i]);
            leavers += w->spells.cause[i] != 0;
        }
        assert_int_equal(days, wanted);
        assert_int_equal(exits, leavers);
        free_world(w);
    }
}

/* Every row is used or has a reason, and rows in = used + listed. */
static void test_rows_add_up(void **state) {
    (void)state;
    struct world *w = make_world(11, NULL, 0);
    for (int h = 0; h < HISTORIES; h++) {
        size_t unseen, used = 0, listed = history_list_faults(&w->histories[h], &w->quality, &unseen);
        for (size_t row = 0; row < w->tables[h].n_rows; row++) {
            const struct history *history = &w->histories[h];
            used += history->used[row];
            assert_true(!history->used[row] == (history->fault[row] != ROW_FINE));
            double id = id_of(history, row);
            int32_t from = column_day(history->from, row);
            if (id == 1000 + 7 * PEOPLE) assert_int_equal(history->fault[row], ROW_STRANGER);
            if (id != 1000 + 7 * PEOPLE && from == DAY_MISSING) assert_int_equal(history->fault[row], ROW_NO_DATE);
        }
        assert_int_equal(used + listed, w->tables[h].n_rows);
        assert_true(used > 100 && listed > 100);
    }
    assert_true(w->quality.n_rejects > 200);
    free_world(w);
}

/* --- panel and flows of cut spells ----------------------------------------------------------------------------------- */

static struct panel calendar_panel(const struct timeline *t, const int32_t *starts, size_t n, struct arena *arena) {
    struct panel panel = {.kind = PANEL_CALENDAR, .n = t->n, .hired = t->hired, .entry = t->entry, .exit = t->exit, .cause = t->cause, .begins = t->begins,
                          .starts = starts, .n_periods = n};
    panel_prepare(&panel, arena);
    return panel;
}

/* Cut or not, a spell has the same periods and the same exit; and each period belongs to the line in force on its first day. */
static void test_panel_of_lines(void **state) {
    (void)state;
    enum { PERIODS = 13 };
    int32_t starts[PERIODS + 1], tenure[PANEL_PERIODS_MOST];
    for (int p = 0; p <= PERIODS; p++) starts[p] = ORIGIN + 30 * p;
    struct world *w = make_world(3, NULL, 0);
    for (size_t i = 0; i < w->spells.n; i++) {
        if (!w->spells.used[i]) w->spells.exit[i] = w->spells.entry[i] = 0;
    }
    struct panel whole = calendar_panel(&w->spells, starts, PERIODS, &w->arena), cut = calendar_panel(&w->merged.timeline, starts, PERIODS, &w->arena);
    size_t rows[2 * PEOPLE] = {0}, exits[2 * PEOPLE] = {0};
    for (size_t line = 0; line < cut.n; line++) {
        bool event;
        size_t spell = w->merged.spell[line], n = panel_run(&cut, line, tenure, &event);
        rows[spell] += n;
        exits[spell] += event;
        for (size_t k = 0; k < n; k++) {
            int32_t day = starts[cut.spans[line].first + (ptrdiff_t)k], first = cut.hired[line] + cut.entry[line], next = cut.hired[line] + cut.exit[line];
            bool last = line + 1 == cut.n || cut.begins[line + 1];
            assert_true((day >= first || cut.begins[line]) && (day < next || last));
            assert_int_equal(tenure[k], day > cut.hired[line] ? day - cut.hired[line] : 0);
        }
    }
    size_t periods, events, cut_periods, cut_events, total = 0;
    for (size_t i = 0; i < whole.n; i++) {
        bool event;
        size_t n = panel_run(&whole, i, tenure, &event);
        assert_int_equal(rows[i], n);
        assert_int_equal(exits[i], event);
        total += n;
    }
    assert_true(total > 300);
    panel_skipped(&whole, &periods, &events);
    panel_skipped(&cut, &cut_periods, &cut_events);
    assert_int_equal(periods, cut_periods);
    assert_int_equal(events, cut_events);
    free_world(w);
}

/* In which group is a person at the end of a day? 0 = not there. */
static size_t group_at(const struct world *w, const struct column *group, uint32_t person, int32_t day) {
    for (size_t i = 0; i < w->merged.timeline.n; i++) {
        if (w->merged.timeline.person[i] == person && timeline_present(&w->merged.timeline, i, day)) return column_code(group, i);
    }
    return SIZE_MAX;
}

/* Headcounts by counting heads, transfers by comparing each day with the day before. */
static void test_flows_of_lines(void **state) {
    (void)state;
    struct world *w = make_world(5, NULL, 0);
    struct timeline *t = &w->merged.timeline;
    struct column group = merge_column(&w->columns[0][3], w->merged.rows[0], t->n, &w->arena);
    struct flow_spells spells = {.n = t->n, .used = t->used, .hired = t->hired, .entry = t->entry, .tenure = t->exit, .cause = t->cause, .begins = t->begins,
                                 .as_of = t->as_of, .group = column_values(&group), .n_groups = 3, .n_causes = 2};
    struct flows flows = flows_count(&spells, PERIOD_QUARTER, ORIGIN, &w->arena);
    for (int32_t p = 0; p < flows.n_periods; p++) {
        double start[4] = {0}, end[4] = {0}, in[4] = {0}, out[4] = {0}, days[4] = {0};
        int32_t first = flows.first_day[p], last = first + flows.days[p] - 1;
        for (uint32_t person = 0; person < w->people.n; person++) {
            size_t before = group_at(w, &group, person, first - 1);
            if (before != SIZE_MAX) start[before]++;
            for (int32_t day = first; day <= last; day++) {
                size_t now = group_at(w, &group, person, day);
                if (now != SIZE_MAX) days[now]++;
                if (now != SIZE_MAX && before != SIZE_MAX && now != before) {
                    in[now]++;
                    out[before]++;
                }
                before = now;
            }
            if (before != SIZE_MAX) end[before]++;
        }
        for (size_t g = 1; g <= 3; g++) {
            const struct flow *flow = flows_cell(&flows, g, p);
            if (p) assert_digits(flow->headcount_start, start[g], 15, 1); /* on the first day of all those in view then count as there before */
            assert_digits(flow->headcount_end, end[g], 15, 1);
            assert_digits(flow->headcount_start + flow->hires + flow->transfers_in - flow->transfers_out - flow->exits, flow->headcount_end, 15, 1);
            assert_digits(flow->person_days, days[g], 15, 1);
            assert_true(flow->transfers_in >= in[g] && flow->transfers_out >= out[g]); /* late entry comes on top */
        }
    }
    free_world(w);
}

/* --- what is derived --------------------------------------------------------------------------------------------------- */

static struct deriving deriving_of(struct world *w, const int32_t *cuts, size_t n) {
    return (struct deriving){&w->merged.timeline, w->people.n, cuts, n, &w->arena};
}

/* Nothing that happens after a line's first day changes what is derived for it. */
static void test_no_leak(void **state) {
    (void)state;
    static const int32_t CUTS[] = {18262 + 30, 18262 + 60, 18262 + 90, 18262 + 120, 18262 + 150, 18262 + 180, 18262 + 240, 18262 + 300, 18262 + 400};
    enum { N = sizeof CUTS / sizeof *CUTS };
    const int32_t now = ORIGIN + 180;
    struct world *w = make_world(21, CUTS, N), *other = make_world(21, CUTS, N);
    /* in the other world every history row that begins after `now` says something else */
    for (int h = 0; h < HISTORIES; h++) {
        uint8_t *values = other->columns[h][3].values;
        for (size_t row = 0; row < other->tables[h].n_rows; row++) {
            if (column_day(&other->columns[h][1], row) > now) values[row] = (uint8_t)(1 + (values[row] + 1) % 3);
        }
    }
    struct world *worlds[] = {w, other};
    struct column made[2][4];
    for (int k = 0; k < 2; k++) {
        struct deriving d = deriving_of(worlds[k], CUTS, N);
        struct column *team = ARENA_NEW(&worlds[k]->arena, struct column);
        *team = merge_column(&worlds[k]->columns[0][3], worlds[k]->merged.rows[0], worlds[k]->merged.timeline.n, &worlds[k]->arena);
        made[k][0] = derive_months_since_change(&d, &worlds[k]->histories[0], &worlds[k]->columns[0][3], worlds[k]->merged.places[0], "months_in_role");
        made[k][1] = derive_team_size(&d, team);
        made[k][2] = derive_team_exits(&d, team);
        made[k][3] = derive_spell_number(&d);
    }
    size_t compared = 0, differ = 0;
    for (size_t i = 0; i < w->merged.timeline.n; i++) {
        bool known = w->merged.timeline.hired[i] + w->merged.timeline.entry[i] <= now;
        for (int k = 0; k < 4; k++) {
            double a = column_number(&made[0][k], i), b = column_number(&made[1][k], i);
            bool same = a == b || (isnan(a) && isnan(b));
            if (known) assert_true(same);
            compared += known;
            differ += !same;
        }
    }
    assert_true(compared > 500 && differ > 50);
    free_world(w);
    free_world(other);
}

/* Team size and exits by counting heads on each cut. */
static void test_teams(void **state) {
    (void)state;
    static const int32_t CUTS[] = {18262, 18262 + 91, 18262 + 182, 18262 + 274, 18262 + 366, 18262 + 400};
    enum { N = sizeof CUTS / sizeof *CUTS };
    struct world *w = make_world(31, CUTS, N);
    const struct timeline *t = &w->merged.timeline;
    struct deriving d = deriving_of(w, CUTS, N);
    struct column team = merge_column(&w->columns[1][3], w->merged.rows[1], t->n, &w->arena);
    struct column size = derive_team_size(&d, &team), exits = derive_team_exits(&d, &team);
    for (size_t i = 0; i < t->n; i++) {
        int32_t first = t->hired[i] + t->entry[i];
        size_t cut = N;
        while (cut > 0 && CUTS[cut - 1] > first) cut--;
        uint32_t code = column_code(&team, i);
        if (!cut || !code) {
            assert_true(isnan(column_number(&size, i)));
            continue;
        }
        int32_t day = CUTS[cut - 1];
        double there = 0, left = 0;
        for (size_t k = 0; k < t->n; k++) {
            int32_t begin = t->hired[k] + t->entry[k], end = t->hired[k] + t->exit[k];
            bool on_day = begin <= day && (day < end || (day == end && (t->cause[k] || timeline_ends(t, k))));
            bool zero = begin == end && !t->cause[k] && begin != day; /* a line of no length counts on its own day only */
            there += on_day && !zero && column_code(&team, k) == code;
            left += t->cause[k] && end < day && end >= day - 365 && column_code(&team, k) == code;
        }
        assert_digits(column_number(&size, i), there, 15, 1);
        assert_digits(column_number(&exits, i), left, 15, 1);
    }
    free_world(w);
}

/* By hand: pay 100, 110, 105, 126 from days 0, 100, 200, 300; the line that begins on day d knows what began up to d. */
static void test_raises(void **state) {
    (void)state;
    struct arena arena = {0};
    double ids[] = {1, 1, 1, 1}, id_of_employee[] = {1}, pays[] = {100, 110, 105, 126};
    int32_t from[] = {ORIGIN, ORIGIN + 100, ORIGIN + 200, ORIGIN + 300}, to[] = {DAY_MISSING, DAY_MISSING, DAY_MISSING, DAY_MISSING};
    struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids}, {.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from},
                         {.name = "to", .kind = COLUMN_DAY, .width = 4, .values = to}, {.name = "pay", .kind = COLUMN_NUMBER, .width = 8, .values = pays}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = id_of_employee};
    struct table table = {.file = "pay.csv", .n_rows = 4, .n_columns = 4, .columns = c};
    struct people people = people_number(&id, 1, &arena);
    struct history h = {.table = &table, .id = &c[0], .from = &c[1], .to = &c[2]};
    history_arrange(&h, &people, ORIGIN + 400, &arena);
    struct timeline spells;
    timeline_make_room(&spells, 1, ORIGIN + 400, &arena);
    spells.n = spells.used[0] = 1;
    spells.hired[0] = ORIGIN;
    spells.exit[0] = 400;
    const int32_t cuts[] = {ORIGIN + 150, ORIGIN + 361};
    struct merged m = merge_histories(&(struct merging){&spells, 1, &h, 1, cuts, 2}, &arena, &arena);
    struct deriving d = {&m.timeline, 1, cuts, 2, &arena};
    struct column since = derive_months_since_raise(&d, &h, &c[3], m.places[0]), percent = derive_raise_percent(&d, &h, &c[3], m.places[0]);
    static const int32_t BEGINS[] = {0, 100, 150, 200, 300, 361};
    static const double SINCE[] = {NAN, 0, 1, 3, 0, 2}, PERCENT[] = {NAN, 10, 10, 10, 20, 20}; /* 126 / 105 = 1.2 */
    assert_int_equal(m.timeline.n, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(m.timeline.entry[i], BEGINS[i]);
        assert_digits(column_number(&since, i), SINCE[i], 15, 1);
        assert_digits(column_number(&percent, i), PERCENT[i], 12, 1);
    }
    arena_free(&arena);
}

/* By hand: four peers with pay 30, 40, 50, 100 on a cut, one alone. */
static void test_compa_ratio(void **state) {
    (void)state;
    struct arena arena = {0};
    struct timeline t;
    timeline_make_room(&t, 5, ORIGIN + 10, &arena);
    t.n = 5;
    double pays[] = {30, 40, 50, 100, 70};
    uint8_t cells[] = {1, 1, 1, 1, 2};
    for (size_t i = 0; i < 5; i++) {
        t.used[i] = 1;
        t.hired[i] = ORIGIN;
        t.exit[i] = 10;
        t.person[i] = (uint32_t)i;
    }
    static const char *LEVELS[] = {"", "a", "b"};
    struct column pay = {.name = "pay", .kind = COLUMN_NUMBER, .width = 8, .values = pays},
                  cell = {.name = "cell", .kind = COLUMN_LEVEL, .width = 1, .values = cells, .levels = LEVELS, .n_levels = 2};
    const int32_t cuts[] = {ORIGIN};
    struct column ratio = derive_compa_ratio(&(struct deriving){&t, 5, cuts, 1, &arena}, &pay, &cell);
    assert_digits(column_number(&ratio, 0), 0.667, 12, 1); /* 30 / 45, to three places */
    assert_digits(column_number(&ratio, 3), 2.222, 12, 1);
    assert_true(isnan(column_number(&ratio, 4)));
    arena_free(&arena);
}

/* Talks on days 10, 200 and 200; the line of day 200 knows of the first only. */
static void test_events(void **state) {
    (void)state;
    struct arena arena = {0};
    double ids[] = {1, 1, 1}, employee[] = {1};
    int32_t days[] = {ORIGIN + 200, ORIGIN + 10, ORIGIN + 200};
    struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids}, {.name = "date", .kind = COLUMN_DAY, .width = 4, .values = days}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = employee};
    struct table table = {.file = "talks.csv", .n_rows = 3, .n_columns = 2, .columns = c};
    struct people people = people_number(&id, 1, &arena);
    struct history h = {.table = &table, .id = &c[0], .from = &c[1], .happenings = true};
    history_arrange(&h, &people, ORIGIN + 700, &arena);
    struct timeline spells;
    timeline_make_room(&spells, 1, ORIGIN + 700, &arena);
    spells.n = spells.used[0] = 1;
    spells.hired[0] = ORIGIN;
    spells.exit[0] = 700;
    const int32_t cuts[] = {ORIGIN + 200, ORIGIN + 201, ORIGIN + 376, ORIGIN + 566};
    struct merged m = merge_histories(&(struct merging){&spells, 1, NULL, 0, cuts, 4}, &arena, &arena);
    struct deriving d = {&m.timeline, 1, cuts, 4, &arena};
    struct event_log log = {&h, NULL};
    struct column since = derive_months_since_event(&d, &log, 0, "months_since_talk"), count = derive_event_count(&d, &log, 0, "talk_count_12m");
    static const double SINCE[] = {NAN, 6, 0, 5, 12}, COUNT[] = {0, 1, 3, 2, 0}; /* 190 days are 6 whole months, 176 are 5, 366 are 12 */
    for (size_t i = 0; i < 5; i++) {
        assert_digits(column_number(&since, i), SINCE[i], 15, 1);
        assert_digits(column_number(&count, i), COUNT[i], 15, 1);
    }
    arena_free(&arena);
}

/* --- spells from other files -------------------------------------------------------------------------------------------- */

/* Rows of one person: two that follow each other, a gap, a third that is open; hired before the first. */
static void test_employment(void **state) {
    (void)state;
    struct arena arena = {0};
    struct quality quality;
    struct diag diag;
    quality_init(&quality, &arena);
    diag_init(&diag, &arena);
    double ids[] = {5, 5, 5}, employee[] = {5};
    int32_t from[] = {ORIGIN, ORIGIN + 100, ORIGIN + 300}, to[] = {ORIGIN + 99, ORIGIN + 200, DAY_MISSING}, hire_day[] = {ORIGIN - 50};
    struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids}, {.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from},
                         {.name = "to", .kind = COLUMN_DAY, .width = 4, .values = to}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = employee};
    struct table table = {.file = "jobs.csv", .n_rows = 3, .n_columns = 3, .columns = c};
    struct people people = people_number(&id, 1, &arena);
    struct job job = {.as_of = ORIGIN + 400};
    for (int exclusive = 0; exclusive < 2; exclusive++) {
        struct history h = {.table = &table, .id = &c[0], .from = &c[1], .to = &c[2], .to_exclusive = exclusive};
        history_arrange(&h, &people, job.as_of, &arena);
        struct timeline t;
        employment_timeline(&(struct employment){&h, NULL, exclusive, hire_day}, &job, 1, &arena, &quality, &diag, &t);
        assert_int_equal(t.n, 2); /* an inclusive end on day 99 and a begin on day 100 leave no gap; an exclusive one, a day */
        assert_int_equal(t.hired[0], ORIGIN - 50);
        assert_int_equal(t.entry[0], 50);
        assert_int_equal(t.exit[0], 250 - exclusive);
        assert_int_equal(t.cause[0], 1);
        assert_int_equal(t.hired[1], ORIGIN + 300);
        assert_int_equal(t.entry[1], 0);
        assert_int_equal(t.exit[1], 100);
        assert_int_equal(t.cause[1], 0);
        employment_timeline(&(struct employment){&h, NULL, 99 + exclusive, NULL}, &job, 1, &arena, &quality, &diag, &t);
        assert_int_equal(t.n, 1);
        assert_int_equal(t.exit[0], 400);
    }
    arena_free(&arena);
}

struct extract_case {
    const char *what;
    int32_t day[6], hired[6], left[6]; /* from ORIGIN; 9999 = missing; ended by day 0 */
    uint8_t gone[6];
    bool with_status, with_left, absent_means_left;
    size_t n;
    int32_t spells[2][4]; /* hired, entry, exit, cause */
};

/* Extracts on days 100, 200, 300 (another person is in all of them); as_of is 300. */
static const struct extract_case EXTRACTS[] = {
    {"in all of them", {100, 200, 300}, {-20, -20, -20}, {0}, {0}, true, false, false, 1, {{-20, 120, 320, 0}}},
    {"gone by status", {100, 200}, {50, 50}, {0}, {0, 1}, true, false, false, 1, {{50, 50, 150, 1}}},
    {"gone by date", {100, 200}, {50, 50}, {9999, 160}, {0}, false, true, false, 1, {{50, 50, 110, 1}}},
    {"gone by absence", {100, 200}, {50, 50}, {0}, {0}, false, false, true, 1, {{50, 50, 249, 1}}},
    {"not said to be gone", {100, 200}, {50, 50}, {0}, {0}, false, false, false, 1, {{50, 50, 150, 0}}},
    {"hired between extracts that list leavers", {200, 300}, {150, 150}, {0}, {0}, true, false, false, 1, {{150, 0, 150, 0}}},
    {"hired between extracts that do not", {200, 300}, {150, 150}, {0}, {0}, false, false, true, 1, {{150, 50, 150, 0}}},
    {"came and went between two", {200}, {120}, {180}, {1}, true, true, false, 1, {{120, 0, 60, 1}}},
    {"gone before the first", {100}, {20}, {80}, {1}, true, true, false, 0, {{0}}},
    {"back with a new hire date", {100, 200, 300}, {50, 50, 250}, {9999, 170, 9999}, {0, 1, 0}, true, true, false, 2, {{50, 50, 120, 1}, {250, 0, 50, 0}}},
    {"gone and back in one extract", {100, 200, 200}, {50, 180, 50}, {9999, 9999, 170}, {0, 0, 1}, true, true, true, 2, {{50, 50, 120, 1}, {180, 0, 119, 1}}},
    {"gone by status and back in one extract", {100, 200, 200, 300}, {50, 50, 180, 180}, {0}, {0, 1, 0, 0}, true, false, false, 2, {{50, 50, 129, 1}, {180, 0, 120, 0}}},
    {"listed as a leaver once more", {100, 200, 200, 300, 300}, {50, 50, 180, 50, 180}, {9999, 170, 9999, 170, 9999}, {0, 1, 0, 1, 0}, true, true, false, 2, {{50, 50, 120, 1}, {180, 0, 120, 0}}},
    {"hired again and gone between two", {100, 200}, {50, 150}, {9999, 180}, {0, 1}, true, true, false, 2, {{50, 50, 99, 1}, {150, 0, 30, 1}}},
    {"back with the old hire date", {100, 200, 300}, {50, 50, 50}, {0}, {0, 1, 0}, true, false, false, 2, {{50, 50, 150, 1}, {50, 250, 250, 0}}},
    {"gone by the date of the extract itself", {100, 200}, {50, 50}, {9999, 200}, {0}, false, true, false, 1, {{50, 50, 150, 1}}},
    {"said to be gone before the first extract", {100, 200}, {50, 50}, {9999, 90}, {0, 1}, true, true, false, 1, {{50, 50, 50, 1}}},
    {"hired on an extract they are not in", {200}, {100}, {180}, {1}, true, true, false, 0, {{0}}},
    {"gone before they were hired", {200}, {150}, {120}, {1}, true, true, false, 0, {{0}}},
    {"back before anyone said they had left", {100, 300}, {50, 250}, {0}, {0}, false, false, false, 2, {{50, 50, 149, 1}, {250, 50, 50, 0}}},
};

static void test_snapshots(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof EXTRACTS / sizeof *EXTRACTS; k++) {
        const struct extract_case *e = &EXTRACTS[k];
        struct arena arena = {0};
        struct quality quality;
        struct diag diag;
        quality_init(&quality, &arena);
        diag_init(&diag, &arena);
        double ids[16];
        int32_t days[16], hired[16], left[16];
        uint8_t status[16];
        size_t n = 0;
        for (; n < 3; n++) { /* the other person */
            ids[n] = 1;
            days[n] = ORIGIN + 100 * (int32_t)(n + 1);
            hired[n] = ORIGIN - 300;
            left[n] = DAY_MISSING;
            status[n] = 1;
        }
        for (size_t i = 0; i < 6 && e->day[i]; i++, n++) {
            ids[n] = 2;
            days[n] = ORIGIN + e->day[i];
            hired[n] = ORIGIN + e->hired[i];
            left[n] = e->left[i] == 9999 || e->left[i] == 0 ? DAY_MISSING : ORIGIN + e->left[i];
            status[n] = (uint8_t)(1 + e->gone[i]);
        }
        static const char *LEVELS[] = {"", "active", "gone"};
        static const bool GONE[] = {false, false, true};
        struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids},    {.name = "day", .kind = COLUMN_DAY, .width = 4, .values = days},
                             {.name = "hired", .kind = COLUMN_DAY, .width = 4, .values = hired}, {.name = "left", .kind = COLUMN_DAY, .width = 4, .values = left},
                             {.name = "status", .kind = COLUMN_LEVEL, .width = 1, .values = status, .levels = LEVELS, .n_levels = 2}};
        struct table table = {.file = "extracts.csv", .n_rows = n, .n_columns = 5, .columns = c, .first_line = 2};
        struct people people = people_number(&c[0], n, &arena);
        struct history h = {.table = &table, .id = &c[0], .from = &c[1], .happenings = true};
        struct job job = {.as_of = ORIGIN + 300};
        struct timeline t;
        history_arrange(&h, &people, job.as_of, &arena);
        struct snapshots s = {&h, &c[2], e->with_left ? &c[3] : NULL, e->with_status ? &c[4] : NULL, NULL, GONE, e->absent_means_left};
        assert_int_equal(snapshots_timeline(&s, &job, people.n, (struct place){0}, &arena, &quality, &diag, &t), STATUS_OK);
        if (t.n != e->n + 1) fail_msg("%s: %zu spells", e->what, t.n - 1);
        for (size_t i = 0; i < e->n; i++) {
            int32_t got[] = {t.hired[i + 1] - ORIGIN, t.entry[i + 1], t.exit[i + 1], t.cause[i + 1]};
            for (int f = 0; f < 4; f++) {
                if (got[f] != e->spells[i][f]) fail_msg("%s: spell %zu is %d %d %d %d", e->what, i, got[0], got[1], got[2], got[3]);
            }
        }
        history_arrange(&h, &people, job.as_of, &arena);
        job.as_of = ORIGIN + 310; /* nobody is seen after the last extract */
        assert_int_equal(snapshots_timeline(&s, &job, people.n, (struct place){0}, &arena, &quality, &diag, &t), STATUS_REFUSED);
        arena_free(&arena);
    }
}

/* By hand: pay 100, unknown, 120; what is not known in between hides no raise. */
static void test_raise_past_unknown_pay(void **state) {
    (void)state;
    struct arena arena = {0};
    double ids[] = {1, 1, 1}, employee[] = {1}, pays[] = {100, NAN, 120};
    int32_t from[] = {ORIGIN, ORIGIN + 100, ORIGIN + 200};
    struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids}, {.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from},
                         {.name = "pay", .kind = COLUMN_NUMBER, .width = 8, .values = pays}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = employee};
    struct table table = {.file = "pay.csv", .n_rows = 3, .n_columns = 3, .columns = c};
    struct people people = people_number(&id, 1, &arena);
    struct history h = {.table = &table, .id = &c[0], .from = &c[1]};
    history_arrange(&h, &people, ORIGIN + 400, &arena);
    assert_int_equal(h.n_gaps, 0);
    struct timeline spells;
    timeline_make_room(&spells, 1, ORIGIN + 400, &arena);
    spells.n = spells.used[0] = 1;
    spells.hired[0] = ORIGIN;
    spells.exit[0] = 400;
    struct merged m = merge_histories(&(struct merging){&spells, 1, &h, 1, NULL, 0}, &arena, &arena);
    struct deriving d = {&m.timeline, 1, NULL, 0, &arena};
    struct column percent = derive_raise_percent(&d, &h, &c[2], m.places[0]);
    static const double PERCENT[] = {NAN, NAN, 20};
    assert_int_equal(m.timeline.n, 3);
    for (size_t i = 0; i < 3; i++) assert_digits(column_number(&percent, i), PERCENT[i], 12, 1);
    arena_free(&arena);
}

/* A row that ends on the day the next begins leaves no gap; one that ends a day before does. */
static void test_gaps(void **state) {
    (void)state;
    struct arena arena = {0};
    double ids[] = {1, 1, 1}, employee[] = {1};
    int32_t from[] = {ORIGIN, ORIGIN + 100, ORIGIN + 201}, to[] = {ORIGIN + 99, ORIGIN + 199, ORIGIN + 300};
    struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids}, {.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from},
                         {.name = "to", .kind = COLUMN_DAY, .width = 4, .values = to}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = employee};
    struct table table = {.file = "jobs.csv", .n_rows = 3, .n_columns = 3, .columns = c, .first_line = 2};
    struct people people = people_number(&id, 1, &arena);
    struct history h = {.table = &table, .id = &c[0], .from = &c[1], .to = &c[2]};
    history_arrange(&h, &people, ORIGIN + 400, &arena);
    assert_int_equal(h.n_gaps, 1); /* day 200 */
    assert_int_equal(h.gap_row, 2);
    assert_int_equal(h.n_overlaps, 0);
    arena_free(&arena);
}

/* Two spells with one hire date (back with the old one), listed in the wrong order: the rows in force are found all the same. */
static void test_merge_one_hire_date(void **state) {
    (void)state;
    struct arena arena = {0};
    double ids[] = {1, 1}, employee[] = {1};
    int32_t from[] = {ORIGIN, ORIGIN + 250};
    struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids}, {.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = employee};
    struct table table = {.file = "jobs.csv", .n_rows = 2, .n_columns = 2, .columns = c};
    struct people people = people_number(&id, 1, &arena);
    struct history h = {.table = &table, .id = &c[0], .from = &c[1]};
    history_arrange(&h, &people, ORIGIN + 400, &arena);
    struct timeline spells;
    timeline_make_room(&spells, 2, ORIGIN + 400, &arena);
    spells.n = 2;
    for (size_t i = 0; i < 2; i++) {
        spells.used[i] = 1;
        spells.hired[i] = ORIGIN;
    }
    spells.entry[0] = 250; spells.exit[0] = 300;
    spells.entry[1] = 50; spells.exit[1] = 150; spells.cause[1] = 1;
    struct merged m = merge_histories(&(struct merging){&spells, 1, &h, 1, NULL, 0}, &arena, &arena);
    assert_int_equal(m.timeline.n, 2);
    assert_int_equal(m.spell[0], 1);
    assert_int_equal(m.rows[0][0], 0);
    assert_int_equal(m.spell[1], 0);
    assert_int_equal(m.rows[0][1], 1);
    arena_free(&arena);
}

/* Numbers of every width are missing on a line without a row. */
static void test_merge_column_missing(void **state) {
    (void)state;
    struct arena arena = {0};
    int8_t one[] = {5};
    int16_t two[] = {500};
    int32_t four[] = {50000};
    double eight[] = {0.5};
    const struct column columns[] = {{.kind = COLUMN_NUMBER, .width = 1, .values = one}, {.kind = COLUMN_NUMBER, .width = 2, .values = two},
                                     {.kind = COLUMN_NUMBER, .width = 4, .values = four}, {.kind = COLUMN_NUMBER, .width = 8, .values = eight}};
    const uint32_t rows[] = {0, ROW_NONE};
    static const double VALUES[] = {5, 500, 50000, 0.5};
    for (size_t k = 0; k < 4; k++) {
        struct column merged = merge_column(&columns[k], rows, 2, &arena);
        assert_digits(column_number(&merged, 0), VALUES[k], 15, 1);
        assert_true(isnan(column_number(&merged, 1)));
        assert_int_equal(merged.n_missing, 1);
    }
    arena_free(&arena);
}

/* Somebody whose only day is the day of a cut and of their exit is one head, and so is whoever stays. */
static void test_team_of_one_day(void **state) {
    (void)state;
    struct arena arena = {0};
    struct timeline t;
    timeline_make_room(&t, 2, ORIGIN + 10, &arena);
    t.n = 2;
    uint8_t teams[] = {1, 1};
    for (size_t i = 0; i < 2; i++) {
        t.used[i] = 1;
        t.person[i] = (uint32_t)i;
        t.hired[i] = ORIGIN;
    }
    t.exit[0] = 10;
    t.cause[1] = 1; /* entry = exit = 0 */
    static const char *LEVELS[] = {"", "a"};
    struct column team = {.name = "team", .kind = COLUMN_LEVEL, .width = 1, .values = teams, .levels = LEVELS, .n_levels = 1};
    const int32_t cuts[] = {ORIGIN};
    struct column size = derive_team_size(&(struct deriving){&t, 2, cuts, 1, &arena}, &team);
    assert_digits(column_number(&size, 0), 2, 15, 1);
    arena_free(&arena);
}

/* An exit on the first day that is shown counts in the first period, of somebody who was there when it began. */
static void test_flows_exit_on_first_day(void **state) {
    (void)state;
    struct arena arena = {0};
    uint8_t used[] = {1}, cause[] = {1};
    int32_t hired[] = {ORIGIN - 100}, entry[] = {0}, tenure[] = {100};
    struct flow_spells spells = {.n = 1, .used = used, .hired = hired, .entry = entry, .tenure = tenure, .cause = cause, .as_of = ORIGIN + 90, .n_groups = 1, .n_causes = 1};
    struct flows flows = flows_count(&spells, PERIOD_QUARTER, ORIGIN, &arena);
    const struct flow *flow = flows_cell(&flows, 1, 0);
    assert_digits(flow->headcount_start, 1, 15, 1);
    assert_digits(flow->exits, 1, 15, 1);
    assert_digits(flow->headcount_end, 0, 15, 1);
    arena_free(&arena);
}

/* A last row that ends on as_of is an exit; of rows that end on one day the one that began last says why; who has no row is
 * not counted. */
static void test_employment_ends(void **state) {
    (void)state;
    struct arena arena = {0};
    struct quality quality;
    struct diag diag;
    quality_init(&quality, &arena);
    diag_init(&diag, &arena);
    double ids[] = {5, 5}, employees[] = {5, 6};
    int32_t from[] = {ORIGIN, ORIGIN + 100}, to[] = {ORIGIN + 400, ORIGIN + 400};
    uint8_t reasons[] = {1, 2};
    static const char *LEVELS[] = {"", "first", "second"};
    struct column c[] = {{.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = ids}, {.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from},
                         {.name = "to", .kind = COLUMN_DAY, .width = 4, .values = to}, {.name = "why", .kind = COLUMN_LEVEL, .width = 1, .values = reasons, .levels = LEVELS, .n_levels = 2}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = employees};
    struct table table = {.file = "jobs.csv", .n_rows = 2, .n_columns = 4, .columns = c};
    struct people people = people_number(&id, 2, &arena);
    struct job job = {.as_of = ORIGIN + 400};
    struct history h = {.table = &table, .id = &c[0], .from = &c[1], .to = &c[2]};
    history_arrange(&h, &people, job.as_of, &arena);
    struct timeline t;
    employment_timeline(&(struct employment){&h, &c[3], 0, NULL}, &job, 2, &arena, &quality, &diag, &t);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.n_people, 1);
    assert_int_equal(t.exit[0], 400);
    assert_string_equal(t.causes[t.cause[0]], "second");
    arena_free(&arena);
}

/* Ages 13 to 100 are ages; 12 and 101 are mistakes. */
static void test_ages(void **state) {
    (void)state;
    struct arena arena = {0};
    struct timeline t;
    timeline_make_room(&t, 4, ORIGIN + 10, &arena);
    t.n = 4;
    int16_t years[] = {2008, 2007, 1920, 1919}; /* ORIGIN is in 2020 */
    for (size_t i = 0; i < 4; i++) t.hired[i] = ORIGIN;
    struct column born = {.name = "birth_year", .kind = COLUMN_NUMBER, .width = 2, .values = years};
    struct column age = derive_age(&(struct deriving){&t, 4, NULL, 0, &arena}, &born);
    static const double AGES[] = {NAN, 13, 100, NAN};
    for (size_t i = 0; i < 4; i++) assert_digits(column_number(&age, i), AGES[i], 15, 1);
    arena_free(&arena);
}

/* Spells in any order are numbered by the day of hire. */
static void test_spell_numbers(void **state) {
    (void)state;
    struct arena arena = {0};
    struct timeline t;
    timeline_make_room(&t, 3, ORIGIN + 400, &arena);
    t.n = 3;
    static const int32_t HIRED[] = {200, 100, 0};
    static const double NUMBERS[] = {2, 1, 1};
    for (size_t i = 0; i < 3; i++) {
        t.used[i] = 1;
        t.person[i] = i == 1;
        t.hired[i] = ORIGIN + HIRED[i];
        t.exit[i] = 50;
    }
    struct column number = derive_spell_number(&(struct deriving){&t, 2, NULL, 0, &arena});
    for (size_t i = 0; i < 3; i++) assert_digits(column_number(&number, i), NUMBERS[i], 15, 1);
    arena_free(&arena);
}

/* Of three rows of nobody, two are somebody's with other zeros in front: the message says so; one of two is too few. */
static void test_ids_alike(void **state) {
    (void)state;
    struct arena arena = {0};
    double employees[] = {12, 13};
    uint32_t texts[] = {1, 2, 3};
    static const char *LEVELS[] = {"", "x99", "0012", "0013"};
    int32_t from[] = {ORIGIN, ORIGIN, ORIGIN};
    struct column c[] = {{.name = "id", .kind = COLUMN_LEVEL, .width = 4, .values = texts, .levels = LEVELS, .n_levels = 3}, {.name = "from", .kind = COLUMN_DAY, .width = 4, .values = from}};
    struct column id = {.name = "id", .kind = COLUMN_NUMBER, .width = 8, .values = employees};
    struct people people = people_number(&id, 2, &arena);
    for (size_t n = 2; n <= 3; n++) {
        struct table table = {.file = "jobs.csv", .n_rows = n, .n_columns = 2, .columns = c};
        struct history h = {.table = &table, .id = &c[0], .from = &c[1]};
        history_arrange(&h, &people, ORIGIN + 400, &arena);
        for (size_t row = 0; row < n; row++) assert_int_equal(h.fault[row], ROW_STRANGER);
        assert_int_equal(h.ids_alike, n == 3);
    }
    arena_free(&arena);
}

/* --- identifiers -------------------------------------------------------------------------------------------------------- */

static const char *found_in(const char *header, const char *const *texts, size_t n) {
    struct cell cells[32];
    for (size_t i = 0; i < n; i++) cells[i] = (struct cell){texts[i], strlen(texts[i])};
    const char *what = identifiers_find(header, cells, n, 1);
    return what ? what : "";
}

static void test_identifiers(void **state) {
    (void)state;
    /* 111222333 and 123456782 pass the eleven-test; NL91ABNA0417164300 is the IBAN that the banks print in examples */
    static const char *const BSN[] = {"111222333", "123456782", "111222333", "123456782", "111222333"}, *const NOT_BSN[] = {"111222334", "123456783", "111222335", "123456784", "1"},
                      *const IBAN[] = {"NL91ABNA0417164300", "NL91 ABNA 0417 1643 00", "GB82WEST12345698765432", "DE89370400440532013000", "NL91ABNA0417164300"},
                      *const MAIL[] = {"a@b.nl", "jan.p@x.com", "c@d.eu", "q@w.org", "z@z.nl"}, *const PHONE[] = {"06-12345678", "+31 6 1234 5678", "020 123 4567", "0031612345678", "(020) 1234567"},
                      *const NAMES[] = {"Jan de Vries", "Piet Jansen", "An van der Berg", "Ilse Bos", "Omar El Idrissi", "Kim Li", "Eva Smit", "Tom Kok", "Bo Vos", "Noa Bakker"},
                      *const TEAMS[] = {"Human Resources", "Human Resources", "Public Affairs", "Public Affairs", "Human Resources", "Public Affairs", "Human Resources", "Human Resources",
                                        "Public Affairs", "Public Affairs"},
                      *const PAY[] = {"35000", "42000", "38500", "51000", "47250"};
    assert_string_equal(found_in("nummer2", BSN, 5), "a citizen service number");
    assert_string_equal(found_in("x", NOT_BSN, 5), "");
    assert_string_equal(found_in("x", IBAN, 5), "a bank account");
    assert_string_equal(found_in("x", MAIL, 5), "an e-mail address");
    assert_string_equal(found_in("x", PHONE, 5), "a telephone number");
    assert_string_equal(found_in("x", NAMES, 10), "a name");
    assert_string_equal(found_in("x", TEAMS, 10), "");
    assert_string_equal(found_in("salaris", PAY, 5), "");
    /* a BSN whose leading 0 was lost; a Dutch IBAN with a digit mistyped; jobs, of which only the first word has a capital */
    static const char *const SHORT_BSN[] = {"11122237", "11122237", "11122237", "11122237", "11122237"},
                      *const TYPO[] = {"NL91ABNA0417164301", "NL91ABNA0417164301", "NL91ABNA0417164301", "NL91ABNA0417164301", "NL91ABNA0417164301"},
                      *const JOBS[] = {"Senior developer", "Junior developer", "Lead nurse", "Team lead", "Office manager", "Data analyst", "Chief cook", "Truck driver", "Night guard", "Ward nurse"};
    assert_string_equal(found_in("x", SHORT_BSN, 5), "a citizen service number");
    assert_string_equal(found_in("x", TYPO, 5), "a bank account");
    assert_string_equal(found_in("x", JOBS, 10), "");
    static const char *const ZEROS[] = {"000000000", "000000000", "000000000", "000000000", "000000000"},
                      *const NINE[] = {"06-12345670", "06-12345671", "06-12345672", "06-12345673", "06-12345674", "06-12345675", "06-12345676", "06-12345677", "06-12345678", "unknown", "none"},
                      *const FIVE_MAILS[] = {"a@b.nl", "b@b.nl", "c@b.nl", "d@b.nl", "e@b.nl", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x", "x"};
    assert_string_equal(found_in("x", ZEROS, 5), "");
    assert_string_equal(found_in("x", NINE, 10), "a telephone number"); /* nine in ten are enough */
    assert_string_equal(found_in("x", NINE + 1, 10), "");               /* eight are not */
    assert_string_equal(found_in("x", FIVE_MAILS, 25), "an e-mail address"); /* of addresses one in five */
    assert_string_equal(found_in("x", FIVE_MAILS, 26), "");
    assert_string_equal(found_in("x", (const char *const[]){"Jansen, Ine", "Jansen, Ine", "Bos, Daan", "Bos, Daan", "Bos, Daan"}, 5), "a name");
    static const char *const HEADERS[] = {"Naam", "First Name", "Achternaam", "E-mail", "Telefoonnummer", "IBAN", "BSN", "Geboortedatum", "date_of_birth", "naam leidinggevende"},
                      *const FINE[] = {"afdelingsnaam", "dept_name", "functienaam", "birth_year", "geboortejaar", "team", "salary", "email_count_is_here"};
    for (size_t i = 0; i < sizeof HEADERS / sizeof *HEADERS; i++) assert_true(found_in(HEADERS[i], PAY, 5)[0]);
    for (size_t i = 0; i + 1 < sizeof FINE / sizeof *FINE; i++) assert_string_equal(found_in(FINE[i], PAY, 5), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_merge),      cmocka_unit_test(test_rows_add_up),  cmocka_unit_test(test_panel_of_lines),
                                       cmocka_unit_test(test_flows_of_lines), cmocka_unit_test(test_no_leak),   cmocka_unit_test(test_teams),
                                       cmocka_unit_test(test_raises),     cmocka_unit_test(test_compa_ratio),  cmocka_unit_test(test_events),
                                       cmocka_unit_test(test_employment), cmocka_unit_test(test_snapshots),    cmocka_unit_test(test_identifiers),
                                       cmocka_unit_test(test_raise_past_unknown_pay),
                                       cmocka_unit_test(test_gaps),
                                       cmocka_unit_test(test_merge_one_hire_date),
                                       cmocka_unit_test(test_merge_column_missing),
                                       cmocka_unit_test(test_team_of_one_day),
                                       cmocka_unit_test(test_flows_exit_on_first_day),
                                       cmocka_unit_test(test_employment_ends),
                                       cmocka_unit_test(test_ages),
                                       cmocka_unit_test(test_spell_numbers),
                                       cmocka_unit_test(test_ids_alike)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
