/* tables_scenarios.c: what each scenario avoids, costs and brings; what that hangs on; and where it brings most. */
#include "engine/app/money.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column SCENARIOS[] = {
    {"scenario", CELL_TEXT, "The scenario"},
    {"basis", CELL_TEXT, "What its effect rests on: evidence (published), own (the job's estimate), or association (a model's, no proof of an effect)"},
    {"people", CELL_COUNT, "People there on as_of who are in its scope at some time in the horizon"},
    {"comers", CELL_NUMBER, "And of those expected to come in the place of leavers (forecast: {replace: true})"},
    {"hazard_ratio_low", CELL_NUMBER, "Its effect on the hazard of leaving: low"},
    {"hazard_ratio_mode", CELL_NUMBER, "Its effect: the most likely"},
    {"hazard_ratio_high", CELL_NUMBER, "Its effect: high"},
    {"avoided_mean", CELL_NUMBER, "Leavers it avoids"},
    {"avoided_p10", CELL_NUMBER, "One future in ten has fewer"},
    {"avoided_p50", CELL_NUMBER, "The middle future"},
    {"avoided_p90", CELL_NUMBER, "One future in ten has more"},
    {"programme_cost", CELL_MONEY, "What it costs"},
    {"saved_mean", CELL_MONEY, "Cost of the leavers it avoids"},
    {"saved_p10", CELL_MONEY, "One future in ten saves less"},
    {"saved_p50", CELL_MONEY, "The middle future"},
    {"saved_p90", CELL_MONEY, "One future in ten saves more"},
    {"net_mean", CELL_MONEY, "Saved less programme cost"},
    {"net_p10", CELL_MONEY, "One future in ten brings less"},
    {"net_p50", CELL_MONEY, "The middle future"},
    {"net_p90", CELL_MONEY, "One future in ten brings more"},
    {"roi", CELL_NUMBER, "net_mean / programme_cost"},
    {"payback_months", CELL_NUMBER, "Months from its start until what it has saved has paid what it has cost so far, and stays so; empty = not in the horizon"},
    {"probability_positive", CELL_SHARE, "Share of futures in which it pays for itself"},
    {"break_even_reduction", CELL_SHARE, "By how much it must cut the exits it acts on, in its scope, to pay; empty = nothing would do"},
    {"source", CELL_TEXT, "The evidence"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column DRIVERS[] = {
    {"scenario", CELL_TEXT, "The scenario"},
    {"driver", CELL_TEXT, "What is uncertain"},
    {"of", CELL_TEXT, "Of which scenario, model or line"},
    {"low", CELL_NUMBER, "Its P10; empty where it differs by group"},
    {"high", CELL_NUMBER, "Its P90"},
    {"net_low", CELL_MONEY, "The net at its P10, all else at its mean"},
    {"net_high", CELL_MONEY, "The net at its P90"},
    {"swing", CELL_MONEY, "How far they lie apart"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column TARGETING[] = {
    {"scenario", CELL_TEXT, "The scenario"},
    {"segment", CELL_TEXT, "The first segment"},
    {"rank", CELL_COUNT, "Where it brings most per person reached: 1; after the last group, the sums are those of a broad programme"},
    {"level", CELL_TEXT, "The group"},
    {"people", CELL_COUNT, "People in its scope"},
    {"avoided", CELL_NUMBER, "Leavers it avoids among them, at the mean of everything"},
    {"programme_cost", CELL_MONEY, "What it costs for them, without its fixed cost"},
    {"saved", CELL_MONEY, "What it saves"},
    {"net", CELL_MONEY, "saved - programme_cost"},
    {"fixed_cost", CELL_MONEY, "The scenario's cost that does not go by groups"},
    {"people_so_far", CELL_COUNT, "People in this group and those before it; empty where some group is not shown"},
    {"net_so_far", CELL_MONEY, "Net of them together, after the fixed cost"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const char *name_of(const struct money *m, size_t s) { return m->outlook->study.job.scenarios[s].name.text; }

static const char *cell_of_basis(enum basis basis) {
    static const char *const WORDS[] = {"evidence", "own", "association"};
    return WORDS[basis];
}

static void add_effect(const struct money *m, struct report_table *table, size_t s) {
    const struct scenario_effect *e = &m->effects[s];
    const struct scenario *scenario = &m->scenarios.items[s];
    const struct scenario_words *words = &m->scenarios.words[s];
    double money = m->costing.costs.pay ? 1 : (double)NAN, net = words->priced ? money : (double)NAN;
    bool one = !scenario->n_members && !scenario->hazard && isnan(scenario->internal_share);
    row_begin(table, money_reached(m, s), NULL);
    row_about(table, m->scopes.cells[s]);
    row_text(table, name_of(m, s));
    row_text(table, cell_of_basis(words->basis));
    const double values[] = {e->heads, m->outlook->fresh ? e->comers : (double)NAN, one ? scenario->ratio.low : (double)NAN, one ? scenario->ratio.mode : (double)NAN, one ? scenario->ratio.high : (double)NAN,
                             e->avoided.mean, e->avoided.p10, e->avoided.p50, e->avoided.p90, words->priced ? e->programme : (double)NAN, e->saved.mean * money,
                             e->saved.p10 * money, e->saved.p50 * money, e->saved.p90 * money, e->net.mean * net, e->net.p10 * net,
                             e->net.p50 * net, e->net.p90 * net, e->roi * net, e->payback_months * net, e->probability_positive * net, (1 - e->break_even) * net};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    row_text(table, words->evidence);
    row_number(table, 0);
}

/* --- what it hangs on ------------------------------------------------------------------------------------------------ */

static void name_bar(const struct money *m, const struct tornado_bar *bar, const char **driver, const char **of) {
    static const char *const WORDS[] = {"hazard_ratio", "spillover", "per_head", "fixed", "of_pay", "risk", "", ""};
    *driver = WORDS[bar->kind];
    *of = name_of(m, bar->scenario);
    if (bar->kind == TORNADO_HAZARD) *of = m->outlook->model_names[bar->which];
    if (bar->kind == TORNADO_COST) {
        *driver = costing_parameter(bar->which);
        *of = "";
    }
    if (bar->kind == TORNADO_LINE) {
        *driver = "line";
        *of = m->costing.lines[bar->which];
    }
}

static void add_drivers(const struct money *m, struct report_table *table, size_t s) {
    enum { BARS_SHOWN = 12 };
    struct tornado_bar *bars;
    if (!m->scenarios.words[s].priced || !m->costing.costs.pay) return;
    size_t n = scenario_tornado(&m->scenario_input, s, &bars, m->report->arena);
    for (size_t i = 0; i < n && i < BARS_SHOWN; i++) {
        const char *driver, *of;
        name_bar(m, &bars[i], &driver, &of);
        row_begin(table, money_reached(m, s), NULL);
        row_about(table, m->scopes.cells[s]);
        row_text(table, name_of(m, s));
        row_text(table, driver);
        row_text(table, of);
        const double values[] = {bars[i].low, bars[i].high, bars[i].net_low, bars[i].net_high, fabs(bars[i].net_high - bars[i].net_low), 0};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    }
}

/* --- where it brings most -------------------------------------------------------------------------------------------- */

struct place_of_level {
    size_t level;
    double per_head;
};

static int by_gain(const void *a, const void *b) {
    const struct place_of_level *x = a, *y = b;
    if (x->per_head != y->per_head) return x->per_head < y->per_head ? 1 : -1;
    return x->level < y->level ? -1 : x->level > y->level;
}

static void add_targets(const struct money *m, struct report_table *table, size_t s) {
    const struct scenario_effect *e = &m->effects[s];
    const struct segment *segment = &m->outlook->segments[0];
    size_t levels = m->cohorts.n_levels, n = 0;
    struct place_of_level *order = ARENA_ARRAY(m->report->arena, struct place_of_level, levels + 1);
    for (size_t level = 1; level <= levels; level++) {
        double heads = e->heads_by_level[level];
        if (heads > 0) order[n++] = (struct place_of_level){level, (e->saved_by_level[level] - e->programme_by_level[level]) / heads};
    }
    qsort(order, n, sizeof *order, by_gain);
    for (size_t k = 0; k < n; k++) {
        size_t level = order[k].level;
        double net = e->saved_by_level[level] - e->programme_by_level[level];
        double outside = m->forecast.cells[1][level].headcount - e->heads_by_level[level]; /* a few whom it does not reach would be told by the group's headcount */
        row_begin(table, outside > 0 ? fmin(outside, e->heads_by_level[level]) : e->heads_by_level[level], arena_printf(m->report->arena, "targeting|%s", name_of(m, s)));
        row_with(table, m->heads[1][level]);
        row_text(table, name_of(m, s));
        row_text(table, segment->name);
        row_number(table, (double)k + 1);
        row_text(table, segment->levels.levels[level]);
        const double values[] = {e->heads_by_level[level], e->avoided_by_level[level], e->programme_by_level[level], e->saved_by_level[level], net, uncertain_mean(m->scenarios.items[s].fixed), NAN, NAN, 0};
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) row_number(table, values[v]);
    }
}

/* Told by group of a scenario for many, whose price goes by the number reached. */
static bool is_targetable(const struct money *m, size_t s) {
    const struct scenario *scenario = &m->scenarios.items[s];
    bool each = scenario->per_head.high > 0 || scenario->of_pay.high > 0;
    return m->costing.costs.pay && each && !scenario->n_members && !scenario->spills && m->cohorts.n_levels > 1 && m->scenarios.words[s].priced;
}

void tables_scenarios(const struct money *m) {
    size_t n = m->outlook->study.job.n_scenarios;
    if (!n) return;
    struct report_table *scenarios = report_table(m->report, "scenarios", "What each scenario would avoid, cost and bring.", SCENARIOS);
    struct report_table *drivers = m->costing.costs.pay ? report_table(m->report, "scenario_drivers", "What the net of each scenario hangs on: the twelve uncertain things that move it most.", DRIVERS) : NULL;
    struct report_table *targets = NULL;
    for (size_t s = 0; s < n; s++) {
        add_effect(m, scenarios, s);
        if (drivers) add_drivers(m, drivers, s);
        if (!is_targetable(m, s)) continue;
        if (!targets) targets = report_table(m->report, "targeting", "Targeted against broad: what each scenario would bring group by group.", TARGETING);
        add_targets(m, targets, s);
    }
}

/* Is any group of the scenario hidden? Sums over the others would then give it away. */
static bool is_broken(const struct report_table *t, const char *name) {
    for (size_t r = 0; r < t->n_rows; r++) {
        if (t->rows[r].suppressed && !strcmp(cell_text(t, r, "scenario"), name)) return true;
    }
    return false;
}

void tables_scenarios_sums(struct report *report) {
    const struct report_table *found = report_find(report, "targeting");
    if (!found) return;
    struct report_table *t = report_open(report, "targeting");
    double people = 0, net = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *name = cell_text(t, r, "scenario");
        if (r == 0 || strcmp(cell_text(t, r - 1, "scenario"), name) != 0) {
            people = 0;
            net = -cell_value(t, r, "fixed_cost");
        }
        if (is_broken(t, name)) continue;
        people += cell_value(t, r, "people");
        net += cell_value(t, r, "net");
        cell_set(t, r, "people_so_far", people);
        cell_set(t, r, "net_so_far", net);
    }
}
