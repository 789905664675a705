#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "models/flows.h"

#include <math.h>

static const struct report_column FLOWS[] = {
    {"period", CELL_TEXT, "The period; the last one ends on as_of"},
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"headcount_start", CELL_COUNT, "People employed when it began"},
    {"hires", CELL_COUNT, "People hired in it"},
    {"transfers_in", CELL_COUNT, "People who moved into the group"},
    {"transfers_out", CELL_COUNT, "People who moved out of the group or out of sight"},
    {"exits", CELL_COUNT, "People who left"},
    {"headcount_end", CELL_COUNT, "People employed when it ended: start + hires + in - out - exits"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column TURNOVER[] = {
    {"period", CELL_TEXT, "The period; the last one ends on as_of"},
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"cause", CELL_TEXT, "The cause of exit; all = every exit"},
    {"exits", CELL_COUNT, "People who left"},
    {"person_days", CELL_COUNT, "Days of employment in the period"},
    {"headcount_average", CELL_NUMBER, "person_days / days in the period"},
    {"rate", CELL_SHARE, "exits / headcount_average: the headline"},
    {"rate_annualised", CELL_SHARE, "rate x 365.25 / days in the period"},
    {"rate_mid", CELL_SHARE, "exits / mean of start and end headcount"},
    {"rate_end", CELL_SHARE, "exits / headcount at the end (GRI 401-1)"},
    {"rate_start", CELL_SHARE, "exits / headcount at the start"},
    {"rate_monthly", CELL_SHARE, "exits / mean of the headcounts at month ends"},
    {"rate_12_months", CELL_SHARE, "exits in the twelve months to the period's end / average headcount in them"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

struct flow_tables {
    const struct study *study;
    struct report_table *flows, *turnover;
    struct flows counted;
    const char *segment;
    const struct column *levels; /* NULL = everybody */
    const struct segment *whole;
};

static const char *level_name(const struct flow_tables *t, size_t group) { return t->levels ? t->levels->levels[group] : ""; }

static const char *family(const struct flow_tables *t, int32_t period, size_t cause) {
    return t->levels ? arena_printf(t->study->arena, "%s|%d|%zu", t->segment, period, cause) : NULL;
}

static const char *period_name(const struct flow_tables *t, int32_t period) {
    char text[40];
    return arena_string(t->study->arena, period_format(t->counted.first + period, t->counted.step, text));
}

/* The fewest people any of its headcounts is about. */
static double people_of(const struct flow *flow) {
    double start = flow->headcount_start, end = flow->headcount_end;
    if (start > 0 && end > 0) return fmin(start, end);
    return start > 0 ? start : end > 0 ? end : flow->hires;
}

static void add_flow(const struct flow_tables *t, int32_t period, const char *name, size_t group, const char *kin) {
    const struct flow *flow = flows_cell(&t->counted, group, period);
    row_begin(t->flows, people_of(flow), kin);
    row_in_margins(t->flows, t->whole, group, kin);
    row_text(t->flows, name);
    row_text(t->flows, t->segment);
    row_text(t->flows, level_name(t, group));
    const double values[] = {flow->headcount_start, flow->hires, flow->transfers_in, flow->transfers_out, flow->exits, flow->headcount_end, 0};
    for (size_t k = 0; k < 7; k++) row_number(t->flows, values[k]);
}

static double exits_of(const struct flow *flow, size_t cause) { return cause ? flow->exits_by_cause[cause] : flow->exits; }

static double rate_of_year(const struct flow_tables *t, size_t group, int32_t period, size_t cause, struct arena *scratch) {
    int32_t back = 12 / period_months(t->counted.step);
    double days;
    if (period + 1 < back) return NAN;
    struct flow year = flows_sum(&t->counted, group, period, back, t->study->timeline.n_causes, scratch, &days);
    return days < 360 ? NAN : flows_turnover(&year, exits_of(&year, cause), days).rate;
}

static void add_turnover(const struct flow_tables *t, int32_t period, const char *name, size_t group, size_t cause, const char *kin,
                         struct arena *scratch) {
    const struct flow *flow = flows_cell(&t->counted, group, period);
    struct turnover rates = flows_turnover(flow, exits_of(flow, cause), t->counted.days[period]);
    row_begin(t->turnover, people_of(flow), kin);
    row_in_margins(t->turnover, t->whole, group, kin);
    row_text(t->turnover, name);
    row_text(t->turnover, t->segment);
    row_text(t->turnover, level_name(t, group));
    row_text(t->turnover, cause ? t->study->timeline.causes[cause] : "all");
    const double values[] = {exits_of(flow, cause), flow->person_days, rates.average, rates.rate, rates.rate_annualised, rates.rate_mid,
                             rates.rate_end, rates.rate_start, rates.rate_monthly, rate_of_year(t, group, period, cause, scratch), 0};
    for (size_t k = 0; k < 11; k++) row_number(t->turnover, values[k]);
}

/* Does anyone at all leave for this cause? An empty one has no rows. */
static bool cause_used(const struct study *study, size_t cause) {
    if (!cause) return true;
    for (size_t i = 0; i < study->timeline.n; i++) {
        if (study->timeline.cause[i] == cause) return true;
    }
    return false;
}

static void add_segment(struct flow_tables *t, int32_t from) {
    const struct timeline *line = &t->study->timeline;
    struct arena scratch = {0};
    struct flow_spells spells = {.n = line->n, .used = line->used, .hired = line->hired, .entry = line->entry, .tenure = line->exit, .cause = line->cause,
                                 .begins = line->begins, .as_of = line->as_of, .n_groups = t->levels ? t->levels->n_levels : 1, .n_causes = line->n_causes};
    if (t->levels) spells.group = column_values(t->levels);
    t->counted = flows_count(&spells, (enum period_step)t->study->job.period, from, &scratch);
    for (int32_t p = 0; p < t->counted.n_periods; p++) {
        const char *name = period_name(t, p), *kin = family(t, p, 0);
        for (size_t g = 1; g <= t->counted.n_groups; g++) add_flow(t, p, name, g, kin);
        for (size_t cause = 0; cause <= line->n_causes; cause++) {
            if (!cause_used(t->study, cause)) continue;
            kin = family(t, p, cause);
            for (size_t g = 1; g <= t->counted.n_groups; g++) add_turnover(t, p, name, g, cause, kin, &scratch);
        }
    }
    arena_free(&scratch);
}

void tables_flows(const struct study *study, const struct segment *segments, size_t n, struct report *report) {
    if (!study->timeline.hired) return;
    struct flow_tables t = {.study = study, .segment = "all"};
    t.flows = report_table(report, "flows", "Who came, moved and left in each period; every row balances.", FLOWS);
    t.turnover = report_table(report, "turnover", "Turnover by period, under every usual denominator.", TURNOVER);
    int32_t from = study_trend_from(study);
    char day[40];
    if (study->timeline.observed_since != DAY_MISSING && study->job.trend_from != DAY_MISSING && study->job.trend_from < from) {
        report_note(report, "flows", "Trends begin on %s, not on trend_from: before that only those who stayed are known.", days_format(from, day));
    }
    add_segment(&t, from);
    for (size_t i = 0; i < n; i++) {
        t.segment = segments[i].name;
        t.levels = &segments[i].levels;
        t.whole = &segments[i];
        add_segment(&t, from);
    }
}
