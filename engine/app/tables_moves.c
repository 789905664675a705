/* tables_moves.c: who moved from where to where, why people left, how many reports managers have, and who had a talk of late. */
#include "engine/app/headers.h"
#include "engine/app/panels.h"
#include "engine/app/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column MOBILITY[] = {
    {"segment", CELL_TEXT, "The first segment"},
    {"from_level", CELL_TEXT, "The group that people left"},
    {"to_level", CELL_TEXT, "The group that they went to; all = any"},
    {"people", CELL_COUNT, "Moves in the twelve months to as_of"},
    {"share", CELL_SHARE, "Of all moves out of from_level"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column REASONS[] = {
    {"cause", CELL_TEXT, "The cause of exit, the most frequent one first"},
    {"exits", CELL_COUNT, "Exits in the twelve months to as_of"},
    {"share", CELL_SHARE, "Of all of them"},
    {"cumulative", CELL_SHARE, "Of this one and those before it"},
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
    {"within_3_months", CELL_COUNT, "Of them, with such an event in the three months before"},
    {"share_3_months", CELL_SHARE, "within_3_months / headcount"},
    {"within_12_months", CELL_COUNT, "With one in the twelve months before"},
    {"share_12_months", CELL_SHARE, "within_12_months / headcount"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static int32_t year_before(int32_t as_of) {
    struct civil end = days_to_civil(as_of + 1);
    return days_from_civil(end.year - 1, end.month, end.month == 2 && end.day == 29 ? 28 : end.day);
}

/* --- internal mobility ------------------------------------------------------------------------------------------------------ */

/* moves[from][to] in the twelve months to as_of, by the levels of a segment; 0 where nobody's line goes on in another. */
static double *count_moves(const struct study *study, const struct column *levels, double *all) {
    const struct timeline *t = &study->timeline;
    size_t n = levels->n_levels + 1;
    double *moves = ARENA_ARRAY(study->arena, double, n * n);
    int32_t from = year_before(t->as_of);
    *all = 0;
    for (size_t i = 1; i < t->n; i++) {
        int32_t day = t->hired[i] + t->entry[i];
        if (!t->used[i] || !t->used[i - 1] || timeline_begins(t, i) || day < from || day > t->as_of) continue;
        uint32_t a = column_code(levels, i - 1), b = column_code(levels, i);
        if (!a || !b || a == b) continue;
        moves[a * n + b]++;
        ++*all;
    }
    return moves;
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
        double out = 0;
        for (size_t b = 1; b < n; b++) out += moves[a * n + b];
        for (size_t b = 0; b < n && out > 0; b++) {
            double people = b ? moves[a * n + b] : out;
            if (people == 0) continue;
            row_begin(table, b ? people : NAN, b ? arena_printf(report->arena, "from %zu", a) : NULL); /* all of them are told by flows */
            if (b) row_also_in(table, arena_printf(report->arena, "to %zu", b));
            row_with(table, report_group(report, segment->name, levels->levels[a]));
            row_text(table, segment->name);
            row_text(table, levels->levels[a]);
            row_text(table, b ? levels->levels[b] : "all");
            row_number(table, people);
            row_number(table, people / out);
            row_number(table, 0);
        }
    }
}

/* --- why people left ----------------------------------------------------------------------------------------------------------- */

struct reason {
    size_t cause;
    double exits;
};

static int by_exits(const void *a, const void *b) {
    const struct reason *x = a, *y = b;
    return x->exits != y->exits ? (x->exits < y->exits ? 1 : -1) : (x->cause > y->cause) - (x->cause < y->cause);
}

static void add_reasons(const struct study *study, struct report *report) {
    const struct timeline *t = &study->timeline;
    struct reason *reasons = ARENA_ARRAY(study->arena, struct reason, t->n_causes + 1);
    int32_t from = year_before(t->as_of);
    double all = 0, so_far = 0;
    for (size_t c = 0; c < t->n_causes; c++) reasons[c].cause = c + 1;
    for (size_t i = 0; i < t->n; i++) {
        int32_t day = t->hired[i] + t->exit[i];
        if (!t->used[i] || !timeline_exits(t, i, 0) || day < from || day > t->as_of) continue;
        reasons[t->cause[i] - 1].exits++;
        all++;
    }
    if (t->n_causes < 2 || all < report->meta.minimum_cell) return; /* whoever knows those few would learn why they left */
    qsort(reasons, t->n_causes, sizeof *reasons, by_exits);
    struct report_table *table = report_table(report, "exit_reasons", "Why people left in the last twelve months, the most frequent cause first.", REASONS);
    for (size_t k = 0; k < t->n_causes && reasons[k].exits > 0; k++) {
        so_far += reasons[k].exits;
        row_begin(table, NAN, NULL);
        row_text(table, t->causes[reasons[k].cause]);
        const double values[] = {reasons[k].exits, reasons[k].exits / all, so_far / all, 0};
        for (size_t v = 0; v < 4; v++) row_number(table, values[v]);
    }
}

/* --- span of control ------------------------------------------------------------------------------------------------------------ */

static void add_span(const struct study *study, struct report *report) {
    static const double FROM[] = {1, 5, 10, 15, 20, 30};
    static const char *const NAMES[] = {"1 to 4", "5 to 9", "10 to 14", "15 to 19", "20 to 29", "30 and over"};
    enum { BANDS = sizeof FROM / sizeof *FROM };
    const struct attribute *manager = NULL;
    for (size_t i = 0; i < study->n_attributes && !manager; i++) {
        const struct attribute *a = &study->attributes[i];
        if (header_role(a->name) == HEADER_MANAGER && a->column->kind == COLUMN_LEVEL) manager = a;
    }
    if (!manager) return;
    double *reports = ARENA_ARRAY(study->arena, double, manager->column->n_levels + 1), managers[BANDS] = {0}, people[BANDS] = {0}, all = 0;
    for (size_t i = 0; i < study->timeline.n; i++) {
        uint32_t code = study->timeline.used[i] && timeline_present(&study->timeline, i, study->timeline.as_of) ? column_code(manager->column, i) : 0;
        if (code) reports[code]++;
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

static const char KIND_PREFIX[] = "months_since_";

/* An attribute of events, which each line has as of its days. */
static bool is_event(const struct study *study, const struct attribute *a) {
    bool any = false;
    for (size_t k = 0; k < study->job.data.n_events; k++) any = any || study->job.data.events[k].file.text;
    return any && !strncmp(a->name, KIND_PREFIX, strlen(KIND_PREFIX)) && a->column->kind == COLUMN_NUMBER && study_find_attribute(study, arena_printf(study->arena, "%s_count_12m", a->name + strlen(KIND_PREFIX)));
}

/* The line that knows what happened until the end of that day: lines are cut where a period begins, so the one that goes on then. */
static size_t line_knowing(const struct timeline *t, size_t i, int32_t day) {
    bool next = i + 1 < t->n && t->used[i + 1] && !timeline_begins(t, i + 1) && t->hired[i + 1] + t->entry[i + 1] == day + 1;
    return next ? i + 1 : i;
}

static void add_turn(const struct study *study, const struct segment *segment, const struct attribute *a, int32_t day, const char *period, struct report *report) {
    const struct timeline *t = &study->timeline;
    const char *kind = a->name + strlen(KIND_PREFIX);
    const struct column *twelve = study_find_attribute(study, arena_printf(study->arena, "%s_count_12m", kind))->column;
    size_t groups = segment ? segment->levels.n_levels : 0;
    struct covered *covered = ARENA_ARRAY(study->arena, struct covered, groups + 1);
    struct report_table *table = report_open(report, "coverage");
    char next[40];
    for (size_t i = 0; i < t->n; i++) {
        if (!t->used[i] || !timeline_present(t, i, day)) continue;
        uint32_t code = segment ? column_code(&segment->levels, i) : 0;
        for (int all = 0; all < (code ? 2 : 1); all++) {
            struct covered *c = &covered[all ? code : 0];
            c->people++;
            c->three += column_number(a->column, line_knowing(t, i, day)) < 3; /* whole months */
            c->twelve += column_number(twelve, line_knowing(t, i, day)) > 0;
        }
    }
    for (size_t g = 0; g <= groups; g++) {
        const struct covered *c = &covered[g];
        if (c->people == 0) continue;
        const char *level = g ? segment->levels.levels[g] : "", *name = g ? segment->name : "all";
        uint32_t heads = ledger_find(&report->ledger, arena_printf(study->arena, "heads|%s|%s|%s", days_format(day + 1, next), name, level));
        row_begin(table, c->people, g && !heads ? arena_printf(report->arena, "%s %s", kind, period) : NULL);
        row_about(table, heads);
        row_text(table, kind);
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
    bool made = false;
    for (size_t i = 0; i < study->n_attributes; i++) {
        if (!is_event(study, &study->attributes[i])) continue;
        if (!made) report_table(report, "coverage", "Who had a talk, a training or whatever events there are, of late: by period, of everybody and by the first segment.", COVERAGE);
        made = true;
        int32_t last = period_of(t->as_of, step), since = period_of(study_trend_from(study), step);
        for (int32_t p = last - PERIODS_BACK + 1 > since ? last - PERIODS_BACK + 1 : since; p <= last; p++) {
            char name[40];
            int32_t end = p == last ? t->as_of : period_first(p + 1, step) - 1;
            add_turn(study, segment, &study->attributes[i], end, arena_string(study->arena, period_format(p, step, name)), report);
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
