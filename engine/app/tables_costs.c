/* tables_costs.c: what leavers cost, by component and by kind of exit; against what studies found; and filled from outside or within. */
#include "datasets/cost_defaults.h"
#include "engine/app/money.h"

#include <math.h>
#include <string.h>

static const struct report_column COSTS[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"component", CELL_TEXT, "The part of the cost"},
    {"kind", CELL_TEXT, "cash, output (work not done), or own: a line of the job's own, beside the total"},
    {"per_leaver", CELL_MONEY, "Expected cost of one leaver"},
    {"leavers", CELL_NUMBER, "Expected leavers"},
    {"total", CELL_MONEY, "per_leaver x leavers"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column SUMMARY[] = {
    {"kind", CELL_TEXT, "cash (paid, less pay saved), output (work not done), or own (lines of the job's own, beside the total)"},
    {"per_leaver", CELL_MONEY, "Of one leaver"},
    {"total", CELL_MONEY, "Of all expected leavers"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column KINDS[] = {
    {"exit", CELL_TEXT, "regretted (a top performer or the holder of a critical position goes of their own will), desired (the job says so), or other"},
    {"headcount", CELL_COUNT, "People whose exit it would be"},
    {"leavers_expected", CELL_NUMBER, "Expected exits of the kind in the horizon"},
    {"cost_expected", CELL_MONEY, "What they cost"},
    {"per_leaver", CELL_MONEY, "cost_expected / leavers_expected"},
    {"share_of_cost", CELL_SHARE, "Of what all leavers cost"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column CHECK[] = {
    {"study", CELL_TEXT, "Who found it"},
    {"low", CELL_SHARE, "A leaver's cost as a share of annual pay: low"},
    {"usual", CELL_SHARE, "The median"},
    {"high", CELL_SHARE, "High"},
    {"about", CELL_TEXT, "What it is about"},
    {"ours", CELL_SHARE, "Cost of a leaver here, over the leavers' mean pay"},
    {"verdict", CELL_FINDING, "below, within or above its range"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column FILLING[] = {
    {"segment", CELL_TEXT, "The columns people are cut by; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"leavers", CELL_NUMBER, "Expected leavers, whose positions are to be filled"},
    {"from_outside", CELL_MONEY, "Filling one from outside: recruiting, the vacancy less pay saved, cover, onboarding and ramp-up"},
    {"from_within", CELL_MONEY, "Filling one from within, with what filling the place that falls vacant in turn costs"},
    {"saved", CELL_MONEY, "from_outside - from_within"},
    {"break_even_backfill", CELL_SHARE, "Filling the place that falls vacant in turn may cost this share of filling this one from outside before both are alike"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const char *kind_of(const struct money *m, size_t part) {
    if (part < COST_COMPONENTS) return costing_kind(part);
    return m->costing.costs.counts[part] ? "cash" : "own";
}

static void add_component(const struct money *m, struct report_table *table, size_t g, size_t part) {
    bool own = part >= COST_COMPONENTS;
    const char *name = own ? m->costing.lines[part - COST_COMPONENTS] : COST_COMPONENT_NAMES[part];
    const char *kind = kind_of(m, part);
    for (size_t group = 1; group <= m->outlook->people.groupings[g].n_groups; group++) {
        const struct forecast_cell *cell = &m->forecast.cells[g][group];
        money_row(m, table, g, group);
        row_text(table, name);
        row_text(table, kind);
        row_number(table, cell->leavers.mean > 0 ? cell->component[part] / cell->leavers.mean : (double)NAN);
        row_number(table, cell->leavers.mean);
        row_number(table, cell->component[part]);
        row_number(table, 0);
    }
}

/* The company's cost by what it is. */
static void add_summary(const struct money *m) {
    static const char *const NAMES[] = {"cash", "output", "own"};
    const struct forecast_cell *all = &m->forecast.cells[0][1];
    struct report_table *table = report_table(m->report, "cost_summary", "What leavers cost: money paid, work not done, and lines of the job's own beside the total.", SUMMARY);
    for (size_t k = 0; k < 3; k++) {
        double total = 0;
        for (size_t part = 0; part < COST_COMPONENTS + m->costing.n_lines; part++) total += !strcmp(kind_of(m, part), NAMES[k]) ? all->component[part] : 0;
        if (k == 2 && total == 0) continue;
        row_begin(table, all->headcount, NULL);
        row_text(table, NAMES[k]);
        row_number(table, all->leavers.mean > 0 ? total / all->leavers.mean : (double)NAN);
        row_number(table, total);
        row_number(table, 0);
    }
}

/* --- kinds of exit --------------------------------------------------------------------------------------------------- */

static enum loss loss_of_slot(const struct money *m, size_t class, size_t cause) {
    return cause == m->costing.voluntary ? (enum loss)m->costing.loss_of_class[class] : LOSS_OTHER;
}

static void add_kinds(const struct money *m) {
    static const char *const NAMES[LOSSES] = {"other", "regretted", "desired"};
    const struct forecast_cell *all = &m->forecast.cells[0][1];
    double leavers[LOSSES] = {0}, cost[LOSSES] = {0}, people[LOSSES] = {0};
    size_t causes = m->outlook->people.n_causes;
    if (!m->costing.voluntary || (!m->costing.told[LOSS_REGRETTED] && !m->costing.told[LOSS_DESIRED])) return;
    for (size_t slot = 0; slot < m->costing.costs.n_classes * causes; slot++) {
        enum loss loss = loss_of_slot(m, slot / causes, slot % causes + 1);
        leavers[loss] += all->slots[3 * slot];
        cost[loss] += forecast_slot_cost(&m->costing.costs, &m->draws.means[m->costing.costs.model_of_slot[slot]], all->slots + 3 * slot, NULL);
    }
    for (size_t i = 0; i < m->outlook->people.n; i++) people[m->costing.loss[i]]++;
    struct report_table *table = report_table(m->report, "exits_by_kind", "Regretted and desired exits, and what each costs.", KINDS);
    for (size_t k = 1; k <= LOSSES; k++) {
        size_t loss = k % LOSSES;
        if (people[loss] == 0) continue;
        row_begin(table, people[loss], "exits_by_kind");
        row_text(table, NAMES[loss]);
        bool crossed = m->outlook->study.job.talent.critical.column.text != NULL; /* with the numbers of top performers and of holders it would tell who is both */
        const double values[] = {crossed ? (double)NAN : people[loss], leavers[loss], cost[loss], leavers[loss] > 0 ? cost[loss] / leavers[loss] : (double)NAN, all->cost.mean > 0 ? cost[loss] / all->cost.mean : (double)NAN, 0};
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) row_number(table, values[v]);
    }
}

/* --- against studies ------------------------------------------------------------------------------------------------- */

static void add_check(const struct money *m) {
    const struct forecast_cell *all = &m->forecast.cells[0][1];
    double leavers = 0, pay = 0;
    for (size_t slot = 0; slot < m->costing.costs.n_classes * m->outlook->people.n_causes; slot++) {
        leavers += all->slots[3 * slot];
        pay += all->slots[3 * slot + 1];
    }
    if (!(leavers > 0) || !(pay > 0)) return;
    double share = all->cost.mean / pay;
    struct report_table *table = report_table(m->report, "cost_check", "The cost of a leaver as a share of pay, beside what studies found.", CHECK);
    for (size_t i = 0; i < N_COST_STUDIES; i++) {
        const struct cost_study *study = &COST_STUDIES[i];
        row_begin(table, all->headcount, NULL);
        row_text(table, study->name);
        row_number(table, study->low);
        row_number(table, study->usual);
        row_number(table, study->high);
        row_text(table, study->scope);
        row_number(table, share);
        row_text(table, share < study->low ? "below" : share > study->high ? "above" : "within");
    }
}

/* --- hire or promote ------------------------------------------------------------------------------------------------- */

static double filling(const struct cost_unit *unit, const double slot[3]) {
    double sum = 0;
    for (size_t i = 0; i < COST_COMPONENTS; i++) {
        bool leaving = i == COST_SEPARATION || i == COST_TRANSITION || i == COST_KNOCK_ON;
        sum += leaving ? 0 : unit->amount[i] * slot[0] + unit->per_pay[i] * slot[1];
    }
    return sum;
}

static bool is_asked(const struct job *job) {
    bool asked = false;
    for (size_t e = 0; e < job->n_costs; e++) {
        const struct job_internal *i = &job->costs[e].internal;
        asked = asked || !isnan(i->share.mode) || !isnan(i->recruiting.mode) || !isnan(i->onboarding.mode) || !isnan(i->vacancy_days.mode) || !isnan(i->backfill.mode) || !isnan(i->ramp.days.mode);
    }
    for (size_t s = 0; s < job->n_scenarios; s++) asked = asked || !isnan(job->scenarios[s].promote);
    return asked;
}

static void add_filling(const struct money *m, struct report_table *table, size_t g, size_t group) {
    const struct forecast_cell *cell = &m->forecast.cells[g][group];
    const struct forecast_costs *costs = &m->costing.costs;
    double leavers = 0, outside = 0, within = 0, alone = 0; /* alone: from within, the place behind it left empty */
    for (size_t slot = 0; slot < costs->n_classes * m->outlook->people.n_causes; slot++) {
        const struct cost_model *model = &costs->models[costs->model_of_slot[slot]];
        struct cost_draw means = cost_means(model);
        struct cost_unit from_outside = cost_unit_filled(model, &means, false), from_within = cost_unit_filled(model, &means, true);
        means.parameters[PARAMETER_BACKFILL] = 0;
        struct cost_unit left = cost_unit_filled(model, &means, true);
        leavers += cell->slots[3 * slot];
        outside += filling(&from_outside, cell->slots + 3 * slot);
        within += filling(&from_within, cell->slots + 3 * slot);
        alone += filling(&left, cell->slots + 3 * slot);
    }
    money_row(m, table, g, group);
    const double values[] = {leavers, outside / leavers, within / leavers, (outside - within) / leavers, outside > 0 ? (outside - alone) / outside : (double)NAN, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, leavers > 0 || k == 5 ? values[k] : (double)NAN);
}

void tables_costs(const struct money *m) {
    struct report_table *costs = report_table(m->report, "costs", "Expected cost of the leavers by component.", COSTS);
    struct report_table *table = is_asked(&m->outlook->study.job) ? report_table(m->report, "hire_or_promote", "Filling a position from outside or from within.", FILLING) : NULL;
    for (size_t g = 0; g < m->outlook->people.n_groupings; g++) {
        for (size_t part = 0; part < COST_COMPONENTS + m->costing.n_lines; part++) add_component(m, costs, g, part);
        for (size_t group = 1; table && group <= m->outlook->people.groupings[g].n_groups; group++) add_filling(m, table, g, group);
    }
    add_summary(m);
    add_kinds(m);
    add_check(m);
}
