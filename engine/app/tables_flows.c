#include "engine/app/flow_cells.h"
#include "engine/app/last_year.h"
#include "engine/app/panels.h"
#include "engine/app/tables.h"
#include "engine/report/wording.h"

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
    {"rate_12_months", CELL_SHARE, "exits in the twelve months to the period's end / average headcount in them; where as_of ends no period, for the last one told of everybody and all causes only, to as_of"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

struct flow_tables {
    const struct study *study;
    const struct flow_views *views;
    const struct flow_cells *cells;
    struct report_table *flows, *turnover;
    size_t view;   /* 0 = everybody, then the segments */
    int32_t period;
    const char *period_name, *segment;
};

static const struct flows *counted(const struct flow_tables *t) { return &t->views->counted[t->view]; }

static const char *level_name(const struct flow_tables *t, size_t group) { return t->view ? t->views->segments[t->view - 1].levels.levels[group] : ""; }

static uint32_t heads(const struct flow_tables *t, int32_t turn, size_t group) { return t->cells->heads[turn][t->view][group]; }

static void add_flow(const struct flow_tables *t, size_t group) {
    const struct flow *flow = flows_cell(counted(t), group, t->period);
    uint32_t moves = flow_cell(t->cells, t->view, group, t->period, 0);
    row_begin(t->flows, NAN, NULL);
    row_text(t->flows, t->period_name);
    row_text(t->flows, t->segment);
    row_text(t->flows, level_name(t, group));
    row_number_of(t->flows, flow->headcount_start, heads(t, t->period, group));
    row_number_of(t->flows, flow->hires, moves);
    row_number_of(t->flows, flow->transfers_in, moves);
    row_number_of(t->flows, flow->transfers_out, moves);
    row_number_of(t->flows, flow->exits, moves);
    row_number_of(t->flows, flow->headcount_end, heads(t, t->period + 1, group));
    row_number(t->flows, 0);
}

/* Where as_of ends no period the last one is told of everybody all the same, as the standards tell it; of groups it would give parts of periods away. */
static double year_rate(const struct flow_tables *t, size_t group, size_t cause, struct arena *scratch) {
    double rate = flow_year_rate(t->views, t->view, group, t->period, cause, scratch);
    bool last = t->view == 0 && cause == 0 && t->period + 1 == counted(t)->n_periods;
    return isnan(rate) && last ? last_year_rate(t->study) : rate;
}

static void add_turnover(const struct flow_tables *t, size_t group, size_t cause, struct arena *scratch) {
    const struct flow *flow = flows_cell(counted(t), group, t->period);
    double exits = flow_exits(flow, cause);
    struct turnover rates = flows_turnover(flow, exits, counted(t)->days[t->period]);
    uint32_t size = flow_cell(t->cells, t->view, group, t->period, 0), told = flow_cell(t->cells, t->view, group, t->period, cause);
    row_begin(t->turnover, NAN, NULL);
    row_text(t->turnover, t->period_name);
    row_text(t->turnover, t->segment);
    row_text(t->turnover, level_name(t, group));
    row_text(t->turnover, cause ? t->study->timeline.causes[cause] : "all");
    row_number_of(t->turnover, exits, told);
    row_number_of(t->turnover, flow->person_days, size);
    row_number_of(t->turnover, rates.average, size);
    const double values[] = {rates.rate, rates.rate_annualised, rates.rate_mid, rates.rate_end, rates.rate_start, rates.rate_monthly};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number_of(t->turnover, values[k], told);
    row_number_of(t->turnover, year_rate(t, group, cause, scratch), flow_year_cell(t->cells, t->view, group, t->period, cause));
    row_number(t->turnover, 0);
}

static void add_view(struct flow_tables *t) {
    struct arena scratch = {0};
    for (t->period = 0; t->period < counted(t)->n_periods; t->period++) {
        t->period_name = flow_period_name(t->views, t->period);
        for (size_t g = 1; g <= counted(t)->n_groups; g++) add_flow(t, g);
        for (size_t cause = 0; cause <= t->study->timeline.n_causes; cause++) {
            for (size_t g = 1; g <= counted(t)->n_groups && t->views->occurs[cause]; g++) add_turnover(t, g, cause, &scratch);
        }
    }
    arena_free(&scratch);
}

void tables_flows(const struct study *study, const struct segment *segments, size_t n, struct report *report) {
    if (!study->timeline.hired) return;
    int32_t from = study_trend_from(study);
    char day[40];
    if (study->timeline.observed_since != DAY_MISSING && study->job.trend_from != DAY_MISSING && study->job.trend_from < from) {
        report_note(report, "flows", say(report, "Trends begin on %s, not on trend_from: before that only those who stayed are known.", "Trends beginnen op %s en niet op trend_from: van daarvoor is alleen bekend wie bleef."), days_format(from, day));
    }
    struct flow_views views = flow_views_count(study, segments, n, from, study->arena);
    struct flow_cells cells = flow_cells_make(&views, report);
    struct flow_tables t = {.study = study, .views = &views, .cells = &cells};
    t.flows = report_table(report, "flows", "Who came, moved and left in each period; every row balances.", FLOWS);
    t.turnover = report_table(report, "turnover", "Turnover by period, under every usual denominator.", TURNOVER);
    for (t.view = 0; t.view <= n; t.view++) {
        t.segment = t.view ? segments[t.view - 1].name : "all";
        add_view(&t);
    }
}
