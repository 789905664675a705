#include "engine/app/money.h"

#include "engine/app/cost_assumptions.h"
#include "engine/app/tables.h"
#include "engine/report/wording.h"

#include <math.h>
#include <string.h>

void money_check(const struct study *study, struct diag *diag) {
    struct report none = {.arena = study->arena, .meta = {.currency = study->job.currency.text}};
    struct outlook outlook = {.study = *study};
    struct costing costing;
    struct scenario_set scenarios;
    if (study->timeless) return;
    bool ok = outlook_people(&outlook, diag);
    ok = costing_resolve(study, false, &costing, &none, diag) && ok;
    if (!ok) costing.costs = (struct forecast_costs){0};
    (void)scenarios_resolve(NULL, &outlook, &costing, &scenarios, diag);
}

/* --- one family of rows ---------------------------------------------------------------------------------------------- */

/* Everybody there and each group of each segment, as the flows' tables have them where there are any: hidden there, hidden here. */
static void make_heads(struct money *money) {
    struct arena *arena = money->report->arena;
    const struct outlook *outlook = money->outlook;
    double **people = segment_values(outlook->segments, outlook->n_segments, arena);
    for (size_t v = 0; v <= outlook->n_segments; v++) {
        for (size_t g = 1; g <= outlook->people.groupings[v].n_groups; g++) people[v][g] = money->forecast.cells[v][g].headcount;
    }
    int32_t as_of = outlook->study.timeline.as_of, from = as_of == DAY_MISSING ? 0 : as_of + 1;
    struct measure now = segment_heads(money->report, from, (struct ledger_place){0, from}); /* as the turn behind the last period has them */
    money->heads = segment_ids(outlook->segments, outlook->n_segments, arena);
    money->told = segments_told(outlook->segments, outlook->n_segments, people, money->report);
    segment_cells(money->report, outlook->segments, outlook->n_segments, &now, money->told, people, money->heads);
}

struct parts {
    double largest, second, all;
};

static void add_part(struct parts *parts, double x) {
    parts->all += x;
    if (x > parts->largest) {
        parts->second = parts->largest;
        parts->largest = x;
    } else if (x > parts->second) {
        parts->second = x;
    }
}

/* Where one person makes up nearly all of a group's expected pay of leavers, its sums tell that person's pay: the p% rule, with p = 10
 * (Hundepool et al. 2012, Statistical Disclosure Control): what is left without the two largest is less than a tenth of the largest. */
static void mark_dominated(struct money *money) {
    const struct forecast_people *people = &money->outlook->people;
    const double *pay = money->costing.costs.pay;
    for (size_t v = 1; pay && money->report->meta.minimum_cell > 2 && v < people->n_groupings; v++) { /* of two, each knows the other's */
        const struct forecast_grouping *grouping = &people->groupings[v];
        struct parts *parts = ARENA_ARRAY(money->report->arena, struct parts, grouping->n_groups + 1);
        for (size_t i = 0; i < people->n; i++) add_part(&parts[values_code(grouping->group, i)], money->leave[i] * pay[i]);
        for (size_t g = 1; g <= grouping->n_groups; g++) {
            const struct parts *p = &parts[g];
            if (p->largest > 0 && p->all - p->largest - p->second < 0.1 * p->largest) ledger_mark(&money->report->ledger, money->heads[v][g]);
        }
    }
}

static void begin_row(const struct money *money, struct report_table *table, size_t g, size_t group) {
    const struct segment *segment = g ? &money->outlook->segments[g - 1] : NULL;
    row_text(table, segment ? segment->name : "all");
    row_text(table, segment ? segment->levels.levels[group] : "");
}

void money_row_about(const struct money *money, struct report_table *table, size_t g, size_t group, const char *part, double people) {
    const struct segment *segment = g ? &money->outlook->segments[g - 1] : NULL;
    const char *kin = segment ? arena_printf(money->report->arena, "%s|%s", segment->name, part) : NULL;
    row_begin(table, people, kin);
    row_in_margins(table, segment, group, kin);
    row_with(table, money->heads[g][group]);
    begin_row(money, table, g, group);
}

void money_row(const struct money *money, struct report_table *table, size_t g, size_t group) {
    row_begin(table, money->forecast.cells[g][group].headcount, NULL);
    row_about(table, money->heads[g][group]);
    begin_row(money, table, g, group);
}

double money_reached(const struct money *money, size_t s) {
    const struct scenario *scenario = &money->scenarios.items[s];
    double least = fmin(money->effects[s].heads, money->scopes.apart[s]);
    for (size_t k = 0; k < scenario->n_members; k++) least = fmin(least, fmin(money->effects[scenario->members[k]].heads, money->scopes.apart[scenario->members[k]]));
    return least;
}

/* --- the flow -------------------------------------------------------------------------------------------------------- */

/* Levels of the first segment, where they are few enough to be told of each scenario. */
static void set_levels(const struct money *money, struct cohorts_input *input) {
    enum { LEVELS_MOST = 60 };
    const struct outlook *outlook = money->outlook;
    if (!outlook->n_segments || outlook->segments[0].levels.n_levels > LEVELS_MOST) return;
    input->level = column_values(&outlook->segments[0].levels);
    input->n_levels = outlook->segments[0].levels.n_levels;
}

static void make_cohorts(struct money *money) {
    enum { COHORTS_REPLACED = 256 }; /* those who come are lived through by month of coming: each costs as many times as much */
    long lag = lround(money->costing.vacancy_days / 30.4375);
    struct cohorts_input *input = &money->cohorts_input;
    *input = (struct cohorts_input){.base = &money->input, .scenarios = money->scenarios.items, .n_scenarios = money->scenarios.n, .fresh = money->outlook->fresh, .lag = lag > 1 ? (size_t)lag : 1,
                                     .most = money->outlook->fresh ? COHORTS_REPLACED : 0};
    set_levels(money, input);
    money->cohorts = cohorts_make(input, money->report->arena);
    money->scenario_input = (struct scenario_input){&money->input, &money->cohorts, money->scenarios.items, money->scenarios.n};
}

/* The best portfolio becomes a combination of its own, behind the job's scenarios. */
static void choose_portfolio(struct money *money) {
    const struct job *job = &money->outlook->study.job;
    struct scenario_set *set = &money->scenarios;
    if (isnan(job->budget.amount) || !set->n_candidates) return;
    struct portfolio_input input = {&money->scenario_input, set->candidates, set->n_candidates, set->exclusive, set->n_exclusive, job->budget.amount};
    money->portfolio = portfolio_choose(&input, money->report->arena);
    size_t *members = ARENA_ARRAY(money->report->arena, size_t, set->n_candidates + 1), n = 0;
    for (size_t i = 0; i < set->n_candidates; i++) {
        if (money->portfolio.best.chosen >> i & 1) members[n++] = set->candidates[i];
    }
    set->items[set->n].members = members;
    set->items[set->n].n_members = n;
}

/* Room behind the job's scenarios, taken before the cohorts are made: nobody is in its own scope. */
static void reserve_portfolio(struct money *money) {
    static const size_t NONE[] = {0};
    struct scenario_set *set = &money->scenarios;
    set->items[set->n] = (struct scenario){.ratio = certain(1), .spill = certain(1), .internal_share = NAN, .same_effect = set->n, .members = NONE, .n_members = 1};
}

static void run_scenarios(struct money *money) {
    struct scenario_set *set = &money->scenarios;
    bool budget = !isnan(money->outlook->study.job.budget.amount) && set->n_candidates;
    if (budget) {
        reserve_portfolio(money);
        set->n++;
    }
    make_cohorts(money);
    if (budget) {
        money->scenario_input.n = --set->n;
        choose_portfolio(money);
        if (set->items[set->n].n_members) money->scenario_input.n++;
    }
    if (money->scenario_input.n) money->effects = scenario_run(&money->scenario_input, money->report->arena);
    money->scopes = scopes_of(money->outlook, set->items, money->scenario_input.n, money->told, money->heads, money->report);
    for (size_t s = 0; s < money->scenario_input.n; s++) { /* of a combination, each person once */
        const struct scenario *scenario = &set->items[s];
        if (scenario->n_members) cohorts_heads(&money->cohorts_input, scenario->members, scenario->n_members, &money->effects[s].heads, &money->effects[s].pay);
    }
}

static void note_forecast(const struct money *money) {
    struct report *report = money->report;
    const struct job_forecast *job = &money->outlook->study.job.forecast;
    report_note(report, "forecast", "%s", job->replace ? say(report, "The forecast is about the people there on as_of. Whoever comes in the place of a leaver is told in the table headcount, and counts in what scenarios cost and save.",
                                                             "De prognose gaat over de mensen die er op de peildatum waren. Wie op de plaats van een vertrekker komt staat in de tabel headcount, en telt mee in wat scenario's kosten en besparen.")
                                                       : say(report, "The forecast is about the people there on as_of; those hired later are not in it, nor in what a scenario reaches (forecast: {replace: true} lets them in).",
                                                             "De prognose gaat over de mensen die er op de peildatum waren; wie later komt zit er niet in, en ook niet in wat een scenario bereikt (forecast: {replace: true} laat hen toe)."));
    if (money->outlook->risk.n_models == 1 && !money->outlook->risk.cause[0] && money->outlook->study.timeline.n_causes > 1) {
        report_note(report, "forecast", "%s", say(report, "One model forecasts every exit; leavers are split over causes as they were in the past.", "Eén model voorspelt elk vertrek; de vertrekkers zijn over oorzaken verdeeld zoals in het verleden."));
    }
    if (money->scenarios.n) {
        report_note(report, "scenarios", "%s", say(report, "Scenarios are worked out on groups of people with alike risks; all of them meet the same futures, so that their differences are not chance.", "Scenario's zijn doorgerekend op groepen mensen met gelijke risico's; alle ontmoeten dezelfde toekomsten, zodat hun verschillen geen toeval zijn."));
    }
}

bool money_run(const struct study *whole, struct outlook *outlook, struct money *money, struct report *report, struct diag *diag) {
    struct arena *arena = report->arena;
    const struct job *job = &outlook->study.job;
    *money = (struct money){.outlook = outlook, .report = report};
    if (!costing_resolve(&outlook->study, outlook->checked, &money->costing, report, diag)) return false;
    if (!scenarios_resolve(whole, outlook, &money->costing, &money->scenarios, diag)) return false;
    money->leave = ARENA_ARRAY(arena, double, outlook->people.n + 1);
    money->quit = ARENA_ARRAY(arena, double, outlook->people.n + 1);
    money->draws = draws_make((size_t)job->forecast.draws, (uint64_t)job->seed, outlook->risk.n_normals, money->costing.costs.models, money->costing.costs.n_models, arena);
    money->input = (struct forecast_input){.people = &outlook->people, .risk = &outlook->risk, .costs = money->costing.costs, .draws = &money->draws,
                                           .leave = money->leave, .leave_of_cause = money->quit, .told_cause = outlook->voluntary};
    money->forecast = forecast_run(&money->input, arena);
    make_heads(money);
    mark_dominated(money);
    note_forecast(money);
    if (money->scenarios.n || job->forecast.replace) run_scenarios(money);
    tables_outlook(money);
    tables_risk_map(money);
    if (money->costing.costs.pay) {
        tables_costs(money);
        cost_assumptions(&outlook->study, &money->costing, report);
    }
    tables_headcount(money);
    tables_scenarios(money);
    tables_budget(money);
    return true;
}
