#include "engine/app/flow_cells.h"

#include "engine/report/wording.h"

#include <math.h>

/* --- counting ---------------------------------------------------------------------------------------------------------- */

static struct flows count(const struct study *study, const struct column *levels, int32_t from, struct arena *arena) {
    const struct timeline *line = &study->timeline;
    struct flow_spells spells = {.n = line->n, .used = line->used, .hired = line->hired, .entry = line->entry, .tenure = line->exit, .cause = line->cause,
                                 .begins = line->begins, .as_of = line->as_of, .n_groups = levels ? levels->n_levels : 1, .n_causes = line->n_causes};
    if (levels) spells.group = column_values(levels);
    return flows_count(&spells, (enum period_step)study->job.period, from, arena);
}

struct flow_views flow_views_count(const struct study *study, const struct segment *segments, size_t n, int32_t from, struct arena *arena) {
    struct flow_views views = {.study = study, .segments = segments, .n = n, .counted = ARENA_ARRAY(arena, struct flows, n + 1), .occurs = ARENA_ARRAY(arena, bool, study->timeline.n_causes + 1)};
    views.occurs[0] = true;
    for (size_t i = 0; i < study->timeline.n; i++) views.occurs[study->timeline.cause[i]] = true;
    for (size_t v = 0; v <= n; v++) views.counted[v] = count(study, v ? &segments[v - 1].levels : NULL, from, arena);
    views.year = 12 / period_months(views.counted[0].step);
    return views;
}

const char *flow_period_name(const struct flow_views *views, int32_t period) {
    char text[40];
    return arena_string(views->study->arena, period_format(views->counted[0].first + period, views->counted[0].step, text));
}

double flow_exits(const struct flow *flow, size_t cause) { return cause ? flow->exits_by_cause[cause] : flow->exits; }

static struct flow year_of(const struct flow_views *views, size_t view, size_t group, int32_t period, struct arena *scratch, double *days) {
    return flows_sum(&views->counted[view], group, period, views->year, views->study->timeline.n_causes, scratch, days);
}

double flow_year_rate(const struct flow_views *views, size_t view, size_t group, int32_t period, size_t cause, struct arena *scratch) {
    double days;
    const struct flows *counted = &views->counted[view];
    int32_t end = counted->first + period + 1;
    if (period + 1 < views->year) return NAN;
    struct flow year = year_of(views, view, group, period, scratch, &days);
    bool whole = days == period_first(end, counted->step) - period_first(end - views->year, counted->step);
    return whole ? flows_turnover(&year, flow_exits(&year, cause), days).rate : (double)NAN;
}

/* --- people at the turn of each period ------------------------------------------------------------------------------------- */

/* The people there when period `turn` begins; behind the last one, those there now. */
static void count_turn(const struct flow_views *views, int32_t turn, double *const *values) {
    bool first = turn == 0;
    for (size_t v = 0; v <= views->n; v++) {
        for (size_t g = 1; g <= views->counted[v].n_groups; g++) {
            const struct flow *flow = flows_cell(&views->counted[v], g, first ? 0 : turn - 1);
            values[v][g] = first ? flow->headcount_start : flow->headcount_end;
        }
    }
}

static void make_turn(const struct flow_views *views, struct report *report, int32_t turn, struct flow_cells *cells) {
    struct arena scratch = {0};
    double **values = segment_values(views->segments, views->n, &scratch);
    const struct flows *whole = &views->counted[0];
    bool last = turn == whole->n_periods;
    struct measure heads = segment_heads(report, last ? views->study->timeline.as_of + 1 : whole->first_day[turn], (struct ledger_place){0, turn});
    count_turn(views, turn, values);
    cells->heads[turn] = segment_ids(views->segments, views->n, report->arena);
    segment_cells(report, views->segments, views->n, &heads, views->told, values, cells->heads[turn]);
    arena_free(&scratch);
}

/* A group that is too small at the first or the last turn only would have one period that is not told, and models and curves tell all of
 * them together: the period beside it goes too. */
static void widen_ends(const struct flow_cells *cells, size_t v, size_t g) {
    int32_t n = cells->views->counted[0].n_periods;
    struct ledger *ledger = cells->ledger;
    if (ledger->cells[cells->heads[0][v][g]].unsafe) ledger_mark(ledger, cells->heads[1][v][g]);
    if (ledger->cells[cells->heads[n][v][g]].unsafe) ledger_mark(ledger, cells->heads[n - 1][v][g]);
}

/* --- of what leavers are few, the causes are not told --------------------------------------------------------------------- */

static bool is_few(double exits, int least) { return exits > 0 && exits < least; }

/* Segment by segment, for all groups and all periods alike: whoever knows all but one could work that one out. */
static enum causes_told causes_of(const struct flow_views *views, size_t v, int least) {
    struct arena scratch = {0};
    enum causes_told told = CAUSES_BY_PERIOD;
    size_t causes = 0;
    double days;
    for (size_t cause = 1; cause <= views->study->timeline.n_causes; cause++) causes += views->occurs[cause];
    if (causes < 2) return told; /* there is nothing to know */
    for (int32_t p = 0; p < views->counted[v].n_periods; p++) {
        for (size_t g = 1; g <= views->counted[v].n_groups; g++) {
            if (told == CAUSES_BY_PERIOD && is_few(flows_cell(&views->counted[v], g, p)->exits, least)) told = CAUSES_BY_YEAR;
        }
    }
    for (int32_t p = views->counted[v].n_periods - 1; p + 1 >= views->year && told == CAUSES_BY_YEAR; p -= views->year) {
        for (size_t g = 1; g <= views->counted[v].n_groups; g++) {
            if (is_few(year_of(views, v, g, p, &scratch, &days).exits, least)) told = CAUSES_NOT;
        }
    }
    arena_free(&scratch);
    return told;
}

static void note_causes(const struct flow_views *views, size_t v, enum causes_told told, struct report *report) {
    const char *name = v ? views->segments[v - 1].name : say(report, "everybody", "iedereen");
    if (told == CAUSES_BY_PERIOD || !views->told[v]) return;
    report_note(report, "privacy",
                told == CAUSES_BY_YEAR ? say(report, "Exits by cause are told for %s by twelve months only: in some periods fewer than %d people left a group.", "Vertrek naar oorzaak staat er voor %s alleen per twaalf maanden: in sommige perioden vertrokken er minder dan %d mensen uit een groep.")
                                       : say(report, "Exits by cause are not told for %s: in some years fewer than %d people left a group.", "Vertrek naar oorzaak staat er voor %s niet: in sommige jaren vertrokken er minder dan %d mensen uit een groep."),
                name, report->meta.minimum_events);
}

/* Whoever knows all turns but one could work that one out of what curves and models count in all. */
static void name_groups(const struct flow_cells *cells, struct report *report) {
    const struct flow_views *views = cells->views;
    int32_t turns = views->counted[0].n_periods + 1;
    uint32_t *parts = ARENA_ARRAY(report->arena, uint32_t, (size_t)turns);
    for (size_t v = 1; v <= views->n; v++) {
        const struct segment *segment = &views->segments[v - 1];
        for (size_t g = 1; g <= segment->levels.n_levels; g++) {
            for (int32_t turn = 0; turn < turns; turn++) parts[turn] = cells->heads[turn][v][g];
            report_add_group(report, segment->name, segment->levels.levels[g], ledger_derived(cells->ledger, parts, (size_t)turns));
        }
        if (cells->causes[v] == CAUSES_NOT) report_add_group(report, segment->name, NULL, LEDGER_NEVER_TOLD);
    }
}

struct flow_cells flow_cells_make(struct flow_views *views, struct report *report) {
    int32_t n = views->counted[0].n_periods;
    double **people = segment_values(views->segments, views->n, report->arena);
    count_turn(views, n, people);
    views->told = segments_told(views->segments, views->n, people, report);
    struct flow_cells cells = {.views = views, .ledger = &report->ledger, .heads = ARENA_ARRAY(report->arena, uint32_t **, (size_t)n + 2), .causes = ARENA_ARRAY(report->arena, enum causes_told, views->n + 1)};
    for (int32_t turn = 0; turn <= n; turn++) make_turn(views, report, turn, &cells);
    for (size_t v = 0; v <= views->n; v++) {
        cells.causes[v] = causes_of(views, v, report->meta.minimum_events);
        note_causes(views, v, cells.causes[v], report);
        for (size_t g = 1; g <= views->counted[v].n_groups && views->told[v] && n > 1; g++) widen_ends(&cells, v, g);
    }
    name_groups(&cells, report);
    return cells;
}

uint32_t flow_cell(const struct flow_cells *cells, size_t view, size_t group, int32_t period, size_t cause) {
    if (cause && cells->causes[view] != CAUSES_BY_PERIOD) return LEDGER_NEVER_TOLD;
    return ledger_derived(cells->ledger, (uint32_t[]){cells->heads[period][view][group], cells->heads[period + 1][view][group]}, 2);
}

uint32_t flow_year_cell(const struct flow_cells *cells, size_t view, size_t group, int32_t period, size_t cause) {
    enum { TURNS_MOST = 13 };
    uint32_t parts[TURNS_MOST];
    size_t n = 0;
    bool apart = (cells->views->counted[0].n_periods - 1 - period) % cells->views->year == 0; /* twelve months that overlap give the periods back */
    if (cause && (cells->causes[view] == CAUSES_NOT || (cells->causes[view] == CAUSES_BY_YEAR && !apart))) return LEDGER_NEVER_TOLD;
    for (int32_t turn = period + 1 - cells->views->year; turn <= period + 1; turn++) {
        if (turn >= 0) parts[n++] = cells->heads[turn][view][group];
    }
    return ledger_derived(cells->ledger, parts, n);
}
