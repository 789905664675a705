/* tables_outlook.c: who is expected to leave: in all, by cause and by month. */
#include "engine/app/money.h"

#include <math.h>
#include <string.h>

static const struct report_column FORECAST[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"headcount", CELL_COUNT, "People there on as_of"},
    {"leavers_expected", CELL_NUMBER, "Of them, how many are expected to leave in the horizon"},
    {"leavers_p10", CELL_NUMBER, "One future in ten has fewer"},
    {"leavers_p50", CELL_NUMBER, "The middle future"},
    {"leavers_p90", CELL_NUMBER, "One future in ten has more"},
    {"parameters_p10", CELL_NUMBER, "The same, for the model's uncertainty alone"},
    {"parameters_p90", CELL_NUMBER, "The same, for the model's uncertainty alone"},
    {"chance_p10", CELL_NUMBER, "The same, for chance alone"},
    {"chance_p90", CELL_NUMBER, "The same, for chance alone"},
    {"share", CELL_SHARE, "leavers_expected / headcount"},
    {"cost_expected", CELL_MONEY, "What the leavers cost"},
    {"cost_p10", CELL_MONEY, "One future in ten costs less"},
    {"cost_p50", CELL_MONEY, "The middle future"},
    {"cost_p90", CELL_MONEY, "One future in ten costs more"},
    {"cost_per_leaver", CELL_MONEY, "cost_expected / leavers_expected"},
    {"cost_parameters_p10", CELL_MONEY, "The same, for the model's uncertainty alone"},
    {"cost_parameters_p90", CELL_MONEY, "The same, for the model's uncertainty alone"},
    {"cost_chance_p10", CELL_MONEY, "The same, for chance alone"},
    {"cost_chance_p90", CELL_MONEY, "The same, for chance alone"},
    {"cost_ranges_p10", CELL_MONEY, "The same, for the ranges of the costs alone"},
    {"cost_ranges_p90", CELL_MONEY, "The same, for the ranges of the costs alone"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column CAUSES[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"cause", CELL_TEXT, "The cause of exit"},
    {"leavers_expected", CELL_NUMBER, "Expected leavers in the horizon"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column MONTHS[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"month", CELL_KEY, "The month ahead, from 1"},
    {"cause", CELL_TEXT, "The cause of exit; all = every cause"},
    {"leavers_expected", CELL_NUMBER, "Expected leavers in that month"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static void add_cell(const struct money *m, struct report_table *table, size_t g, size_t group) {
    const struct forecast_cell *cell = &m->forecast.cells[g][group];
    double money = m->costing.costs.pay ? 1 : (double)NAN;
    money_row(m, table, g, group);
    const double values[] = {cell->headcount, cell->leavers.mean, cell->leavers.p10, cell->leavers.p50, cell->leavers.p90, cell->parameters.p10, cell->parameters.p90,
                             cell->chance.p10, cell->chance.p90, cell->headcount > 0 ? cell->leavers.mean / cell->headcount : (double)NAN,
                             cell->cost.mean * money, cell->cost.p10 * money, cell->cost.p50 * money, cell->cost.p90 * money, cell->leavers.mean > 0 ? cell->cost.mean / cell->leavers.mean * money : (double)NAN,
                             cell->cost_parameters.p10 * money, cell->cost_parameters.p90 * money, cell->cost_chance.p10 * money, cell->cost_chance.p90 * money,
                             cell->cost_ranges.p10 * money, cell->cost_ranges.p90 * money, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
}

/* Leavers of a cause (0 = all), of one month or of all. */
static double leavers_of(const struct money *m, const struct forecast_cell *cell, size_t cause, size_t month) {
    size_t months = m->outlook->people.months, causes = m->outlook->people.n_causes;
    double sum = 0;
    for (size_t t = 0; t < months; t++) {
        for (size_t c = 1; c <= causes; c++) {
            if ((month == SIZE_MAX || month == t) && (!cause || cause == c)) sum += cell->by_month[t * causes + c - 1];
        }
    }
    return sum;
}

static const char *cause_name(const struct money *m, size_t cause) { return cause ? m->outlook->study.timeline.causes[cause] : "all"; }

/* Who of a group may reach the age of retirement within the horizon: [group] from 1. Where they are few, what is told of their cause is about
 * them. NULL where nobody's month is known. */
static double *due_of(const struct money *m, size_t g) {
    const struct forecast_people *people = &m->outlook->people;
    double *due = people->retires_by ? ARENA_ARRAY(m->report->arena, double, people->groupings[g].n_groups + 1) : NULL;
    for (size_t i = 0; i < people->n && due; i++) {
        uint32_t code = people->groupings[g].group.data ? values_code(people->groupings[g].group, i) : 1;
        if (people->retires_by[i] > 0 && people->retires_by[i] < (int)people->months + RETIREMENT_WINDOW) due[code]++;
    }
    return due;
}

/* A row of a group's cause; the causes add up to all of them, so that one of them alone is never hidden. */
static void begin_cause(const struct money *m, struct report_table *table, size_t g, size_t group, size_t cause, const char *part, const double *due) {
    double people = m->forecast.cells[g][group].headcount;
    bool few = due && cause == m->outlook->people.retirement && due[group] > 0;
    money_row_about(m, table, g, group, part, few ? fmin(people, due[group]) : people);
    if (due && cause) row_also_in(table, arena_printf(m->report->arena, "causes|%zu|%zu|%s", g, group, part ? strchr(part, '|') ? arena_copy(m->report->arena, part, strcspn(part, "|")) : "" : ""));
}

static void add_causes(const struct money *m, struct report_table *table, size_t g) {
    const double *due = due_of(m, g);
    for (size_t cause = 0; cause <= m->outlook->people.n_causes; cause++) {
        for (size_t group = 1; group <= m->outlook->people.groupings[g].n_groups; group++) {
            double expected = leavers_of(m, &m->forecast.cells[g][group], cause, SIZE_MAX);
            if (expected <= 0) continue;
            begin_cause(m, table, g, group, cause, cause_name(m, cause), due);
            row_text(table, cause_name(m, cause));
            row_number(table, expected);
            row_number(table, 0);
        }
    }
}

static void add_months(const struct money *m, struct report_table *table, size_t g) {
    const double *due = due_of(m, g);
    for (size_t t = 0; t < m->outlook->people.months; t++) {
        for (size_t cause = 0; cause <= m->outlook->people.n_causes; cause++) {
            const char *part = arena_printf(m->report->arena, "%zu|%s", t, cause_name(m, cause));
            for (size_t group = 1; group <= m->outlook->people.groupings[g].n_groups; group++) {
                double expected = leavers_of(m, &m->forecast.cells[g][group], cause, t);
                if (expected <= 0) continue;
                begin_cause(m, table, g, group, cause, part, due);
                row_number(table, (double)t + 1);
                row_text(table, cause_name(m, cause));
                row_number(table, expected);
                row_number(table, 0);
            }
        }
    }
}

void tables_outlook(const struct money *m) {
    struct report_table *forecast = report_table(m->report, "forecast", "Who is expected to leave over the horizon, and what it costs.", FORECAST);
    struct report_table *causes = report_table(m->report, "forecast_causes", "The expected leavers by cause.", CAUSES);
    struct report_table *months = report_table(m->report, "forecast_months", "The expected leavers by month and cause, of everybody and by the first segment.", MONTHS);
    for (size_t g = 0; g < m->outlook->people.n_groupings; g++) {
        for (size_t group = 1; group <= m->outlook->people.groupings[g].n_groups; group++) add_cell(m, forecast, g, group);
        add_causes(m, causes, g);
        if (g < 2) add_months(m, months, g);
    }
}
