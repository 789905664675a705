/* tables_moves.c: who moved from where to where, why people left, how many reports managers have, and who had a talk of late. */
#include "engine/app/last_year.h"
#include "engine/app/managers.h"
#include "engine/app/panels.h"
#include "engine/app/segment_cells.h"
#include "engine/app/tables.h"
#include "engine/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column MOBILITY[] = {
    {"segment", CELL_TEXT, "The first segment"},
    {"from_level", CELL_TEXT, "The group that people left"},
    {"to_level", CELL_TEXT, "The group that they went to; all = any, others = those to which few went, together"},
    {"people", CELL_COUNT, "Moves in the twelve months to as_of"},
    {"share", CELL_SHARE, "Of all moves out of from_level"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column REASONS[] = {
    {"cause", CELL_TEXT, "The cause of exit, the most frequent one first"},
    {"reason", CELL_TEXT, "The reason as it is recorded, the most frequent one first; empty = all of the cause, (other reasons) = the rare ones together"},
    {"exits", CELL_COUNT, "Exits in the twelve months to as_of"},
    {"share", CELL_SHARE, "Of all of them"},
    {"cumulative", CELL_SHARE, "Of this one and those before it, among the causes or among the reasons"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column SPAN[] = {
    {"reports", CELL_TEXT, "How many people report to a manager"},
    {"managers", CELL_COUNT, "Managers with so many, on as_of"},
    {"people", CELL_COUNT, "People who report to them"},
    {"share", CELL_SHARE, "Of the people whose manager is known"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column COVERAGE[] = {
    {"kind", CELL_TEXT, "The kind of event: talk, training, survey"},
    {"period", CELL_TEXT, "The period at whose end it is counted"},
    {"segment", CELL_TEXT, "The first segment; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"headcount", CELL_COUNT, "People there then"},
    {"within_3_months", CELL_COUNT, "Of them, with such an event in the three months to its last day"},
    {"share_3_months", CELL_SHARE, "within_3_months / headcount"},
    {"within_12_months", CELL_COUNT, "With one in the twelve months to that day"},
    {"share_12_months", CELL_SHARE, "within_12_months / headcount"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

/* --- internal mobility ------------------------------------------------------------------------------------------------------ */

/* moves[from][to] in the twelve months to as_of, by the levels of a segment; 0 where nobody's line goes on in another. Coming into sight in a first
 * group is no move. */
static double *count_moves(const struct study *study, const struct column *levels, double *all) {
    const struct timeline *t = &study->timeline;
    size_t n = levels->n_levels + 1;
    double *moves = ARENA_ARRAY(study->arena, double, n * n);
    int32_t from = last_year_from(study);
    uint32_t missing = 0;
    for (size_t level = 1; level <= levels->n_levels; level++) missing = strcmp(levels->levels[level], "(missing)") ? missing : (uint32_t)level;
    *all = 0;
    for (size_t i = 1; i < t->n; i++) {
        int32_t day = t->hired[i] + t->entry[i];
        if (!t->used[i] || !t->used[i - 1] || timeline_begins(t, i) || day < from || day > t->as_of) continue;
        uint32_t a = column_code(levels, i - 1), b = column_code(levels, i);
        if (!a || !b || a == b || a == missing || b == missing) continue;
        moves[a * n + b]++;
        ++*all;
    }
    return moves;
}

static void add_moves(const struct segment *segment, size_t from, const char *to, double people, double out, struct report_table *table, struct report *report) {
    row_begin(table, NAN, NULL);
    row_with(table, report_group(report, segment->name, segment->levels.levels[from]));
    row_text(table, segment->name);
    row_text(table, segment->levels.levels[from]);
    row_text(table, to);
    row_number(table, people);
    row_number(table, people / out);
    row_number(table, 0);
}

static void add_mobility(const struct study *study, const struct segment *segment, struct report *report) {
    enum { LEVELS_MOST = 40 };
    const struct column *levels = &segment->levels;
    double all, *moves;
    if (segment->n_margins > 1 || levels->n_levels > LEVELS_MOST) return;
    moves = count_moves(study, levels, &all);
    if (all == 0) return;
    struct report_table *table = report_table(report, "mobility", "Internal moves between groups of the first segment in the last twelve months.", MOBILITY);
    size_t n = levels->n_levels + 1;
    for (size_t a = 1; a < n; a++) {
        double out = 0, rare = 0;
        for (size_t b = 1; b < n; b++) out += moves[a * n + b];
        if (out > 0) add_moves(segment, a, "all", out, out, table, report);
        for (size_t b = 1; b < n; b++) {
            double people = moves[a * n + b];
            bool few = people < report->meta.minimum_events; /* which row stands there would tell that somebody moved so */
            rare += few ? people : 0;
            if (people > 0 && !few) add_moves(segment, a, levels->levels[b], people, out, table, report);
        }
        if (rare > 0) add_moves(segment, a, "others", rare, out, table, report);
    }
}

/* --- why people left ----------------------------------------------------------------------------------------------------------- */

struct reason {
    size_t cause, reason; /* reason 0 = not recorded, or all of the cause */
    double exits;
    bool rare; /* several, together: each of too few to be told */
};

/* By exits, then as the job and the file have them; the rare ones behind all others. */
static int by_exits(const void *a, const void *b) {
    const struct reason *x = a, *y = b;
    if (x->rare != y->rare) return x->rare ? 1 : -1;
    if (x->exits != y->exits) return x->exits < y->exits ? 1 : -1;
    if (x->cause != y->cause) return x->cause > y->cause ? 1 : -1;
    return (x->reason > y->reason) - (x->reason < y->reason);
}

/* exits[cause][reason] in the twelve months to as_of; a row's first is the cause without a recorded reason. */
static double *count_reasons(const struct study *study, struct arena *arena, double *all) {
    const struct timeline *t = &study->timeline;
    size_t width = t->n_reasons + 1;
    double *exits = ARENA_ARRAY(arena, double, (t->n_causes + 1) * width);
    int32_t from = last_year_from(study);
    *all = 0;
    for (size_t i = 0; i < t->n; i++) {
        int32_t day = t->hired[i] + t->exit[i];
        if (!t->used[i] || !timeline_exits(t, i, 0) || day < from || day > t->as_of) continue;
        exits[t->cause[i] * width + (t->n_reasons ? t->reason[i] : 0)]++;
        ++*all;
    }
    return exits;
}

/* The reasons of a cause, those of fewer than `least` exits put together: two or more of them, and `least` exits at least, with the next rarest ones
 * where they are not. One that is left alone is the cause itself. Returns how many, into list[]. */
static size_t list_reasons(const struct timeline *t, const double *exits, size_t cause, double least, struct reason *list) {
    struct reason rare = {cause, 0, 0, true};
    size_t n = 0, together = 0;
    for (size_t r = 0; r <= t->n_reasons; r++) {
        double x = exits[cause * (t->n_reasons + 1) + r];
        if (x > 0) list[n++] = (struct reason){cause, r, x, false};
    }
    qsort(list, n, sizeof *list, by_exits);
    while (n > 0 && (list[n - 1].exits < least || (together > 0 && (together < 2 || rare.exits < least)))) {
        rare.exits += list[--n].exits;
        together++;
    }
    if (together) list[n++] = rare;
    return n;
}

static void add_reason_rows(const struct timeline *t, const struct reason *list, size_t n, double all, bool causes, struct report_table *table) {
    double so_far = 0;
    for (size_t k = 0; k < n; k++) {
        so_far += list[k].exits;
        row_begin(table, NAN, NULL);
        row_text(table, t->causes[list[k].cause]);
        row_text(table, causes ? "" : list[k].rare ? "(other reasons)" : list[k].reason ? t->reasons[list[k].reason] : "(missing)");
        const double values[] = {list[k].exits, list[k].exits / all, so_far / all, 0};
        for (size_t v = 0; v < 4; v++) row_number(table, values[v]);
    }
}

static void add_reasons(const struct study *study, struct report *report) {
    const struct timeline *t = &study->timeline;
    struct arena scratch = {0};
    double all, *exits = count_reasons(study, &scratch, &all);
    struct reason *causes = ARENA_ARRAY(&scratch, struct reason, t->n_causes + 1), *reasons = ARENA_ARRAY(&scratch, struct reason, (t->n_causes + 1) * (t->n_reasons + 2));
    size_t n_causes = 0, n = 0;
    for (size_t c = 1; c <= t->n_causes; c++) {
        size_t own = list_reasons(t, exits, c, report->meta.minimum_events, reasons + n);
        double sum = 0;
        for (size_t k = 0; k < own; k++) sum += reasons[n + k].exits;
        if (own) causes[n_causes++] = (struct reason){c, 0, sum, false};
        n += own;
    }
    bool told = last_year_causes_told(study, report->meta.minimum_cell);
    if (!told) report_note(report, "privacy", say(report, "The causes of the last twelve months are not told: as_of ends no period, and less whole periods they would tell the causes of a few. Let as_of end a period.", "De oorzaken van de laatste twaalf maanden worden niet getoond: de peildatum sluit geen periode af, en min hele perioden zouden ze de oorzaken van enkelen verraden. Laat as_of een periode afsluiten."));
    bool several = told && t->n_causes >= 2 && all >= report->meta.minimum_cell; /* whoever knows those few would learn why they left */
    if (several) {
        struct report_table *table = report_table(report, "exit_reasons", "Why people left in the last twelve months, the most frequent cause first, then by recorded reason.", REASONS);
        qsort(causes, n_causes, sizeof *causes, by_exits);
        qsort(reasons, n, sizeof *reasons, by_exits);
        add_reason_rows(t, causes, n_causes, all, true, table);
        if (t->n_reasons && n > n_causes) add_reason_rows(t, reasons, n, all, false, table); /* else each cause is one reason */
    }
    arena_free(&scratch);
}

/* --- span of control ------------------------------------------------------------------------------------------------------------ */

static void add_span(const struct study *study, struct report *report) {
    static const double FROM[] = {1, 5, 10, 15, 20, 30};
    static const char *const NAMES[] = {"1 to 4", "5 to 9", "10 to 14", "15 to 19", "20 to 29", "30 and over"};
    enum { BANDS = sizeof FROM / sizeof *FROM };
    const struct attribute *manager = manager_of(study);
    if (!manager) return;
    double *reports = ARENA_ARRAY(study->arena, double, manager->column->n_levels + 1), managers[BANDS] = {0}, people[BANDS] = {0}, all = 0;
    for (size_t i = 0; i < study->timeline.n; i++) {
        uint32_t code = study->timeline.used[i] && timeline_present(&study->timeline, i, study->timeline.as_of) ? column_code(manager->column, i) : 0;
        if (code && !(study->own_manager && study->own_manager[i])) reports[code]++;
    }
    for (size_t m = 1; m <= manager->column->n_levels; m++) {
        size_t band = BANDS;
        while (band > 0 && reports[m] < FROM[band - 1]) band--;
        if (!band) continue;
        managers[band - 1]++;
        people[band - 1] += reports[m];
        all += reports[m];
    }
    if (all == 0) return;
    struct report_table *table = report_table(report, "span_of_control", "How many people report to a manager.", SPAN);
    for (size_t b = 0; b < BANDS; b++) {
        if (managers[b] == 0) continue;
        row_begin(table, people[b], "span");
        row_text(table, NAMES[b]);
        const double values[] = {managers[b], people[b], people[b] / all, 0};
        for (size_t v = 0; v < 4; v++) row_number(table, values[v]);
    }
}

/* --- who had a talk of late -------------------------------------------------------------------------------------------------------- */

struct covered {
    double people, three, twelve;
};

/* Did it happen to the person on one of the days from `from` to `until`? */
static bool happened(const struct happenings *h, size_t person, int32_t from, int32_t until) {
    for (size_t k = h->first[person + 1]; k > h->first[person] && h->days[k - 1] >= from; k--) {
        if (h->days[k - 1] <= until) return true;
    }
    return false;
}

static void add_turn(const struct study *study, const struct segment *segment, const struct happenings *h, int32_t day, const char *period, struct report *report) {
    const struct timeline *t = &study->timeline;
    size_t groups = segment ? segment->levels.n_levels : 0;
    struct covered *covered = ARENA_ARRAY(study->arena, struct covered, groups + 1);
    struct report_table *table = report_open(report, "coverage");
    int32_t three = days_months_before(day + 1, 3), twelve = days_months_before(day + 1, 12);
    for (size_t i = 0; i < t->n; i++) {
        if (!t->used[i] || !timeline_present(t, i, day)) continue;
        uint32_t code = segment ? column_code(&segment->levels, i) : 0;
        bool of_late = happened(h, t->person[i], three, day), in_year = of_late || happened(h, t->person[i], twelve, day);
        for (int all = 0; all < (code ? 2 : 1); all++) {
            struct covered *c = &covered[all ? code : 0];
            c->people++;
            c->three += of_late;
            c->twelve += in_year;
        }
    }
    for (size_t g = 0; g <= groups; g++) {
        const struct covered *c = &covered[g];
        if (c->people == 0) continue;
        const char *level = g ? segment->levels.levels[g] : "", *name = g ? segment->name : "all";
        uint32_t heads = segment_heads_of(report, day + 1, name, level);
        row_begin(table, c->people, g && !heads ? arena_printf(report->arena, "%s %s", h->kind, period) : NULL);
        row_about(table, heads);
        row_text(table, h->kind);
        row_text(table, period);
        row_text(table, name);
        row_text(table, level);
        const double values[] = {c->people, c->three, c->three / c->people, c->twelve, c->twelve / c->people, 0};
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) row_number(table, values[v]);
    }
}

static void add_coverage(const struct study *study, const struct segment *segment, struct report *report) {
    enum { PERIODS_BACK = 8 };
    const struct timeline *t = &study->timeline;
    enum period_step step = (enum period_step)study->job.period;
    if (study->n_happenings) report_table(report, "coverage", "Who had a talk, a training or whatever events there are, of late: by period, of everybody and by the first segment.", COVERAGE);
    for (size_t k = 0; k < study->n_happenings; k++) {
        int32_t last = period_of(t->as_of, step), since = period_of(study_trend_from(study), step);
        for (int32_t p = last - PERIODS_BACK + 1 > since ? last - PERIODS_BACK + 1 : since; p <= last; p++) {
            char name[40];
            int32_t end = p == last ? t->as_of : period_first(p + 1, step) - 1;
            add_turn(study, segment, &study->happenings[k], end, arena_string(study->arena, period_format(p, step, name)), report);
        }
    }
}

void tables_moves(const struct study *study, const struct segment *segments, size_t n, struct report *report) {
    if (study->timeless || !study->timeline.hired || study->timeline.as_of == DAY_MISSING) return;
    if (n) add_mobility(study, &segments[0], report);
    add_reasons(study, report);
    add_span(study, report);
    add_coverage(study, n && segments[0].n_margins <= 1 ? &segments[0] : NULL, report);
}
