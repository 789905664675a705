/* tables_budget.c: the scenarios that together bring most for the budget, and what other budgets would bring. */
#include "engine/app/money.h"

#include <math.h>
#include <string.h>

static const struct report_column PORTFOLIO[] = {
    {"scenario", CELL_TEXT, "A scenario with a price; all = those chosen, together"},
    {"chosen", CELL_FLAG, "1 = in the best portfolio under the budget"},
    {"people", CELL_COUNT, "People in its scope"},
    {"programme_cost", CELL_MONEY, "What it costs"},
    {"avoided_mean", CELL_NUMBER, "Leavers it avoids, by itself"},
    {"avoided_p10", CELL_NUMBER, "One future in ten has fewer"},
    {"avoided_p90", CELL_NUMBER, "One future in ten has more"},
    {"saved_mean", CELL_MONEY, "What it saves, by itself"},
    {"net_mean", CELL_MONEY, "What it brings, by itself"},
    {"net_p10", CELL_MONEY, "One future in ten brings less"},
    {"net_p90", CELL_MONEY, "One future in ten brings more"},
    {"probability_positive", CELL_SHARE, "Share of futures in which it pays for itself"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column FRONTIER[] = {
    {"programme_cost", CELL_MONEY, "What the portfolio costs, at the mean of everything: no cheaper one brings as much"},
    {"net", CELL_MONEY, "What it brings, at the mean of everything"},
    {"net_more", CELL_MONEY, "How much more than the step before"},
    {"within_budget", CELL_FLAG, "1 = the budget reaches"},
    {"chosen", CELL_FLAG, "1 = the best under the budget"},
    {"scenarios", CELL_TEXT, "Which scenarios it is"},
    {"suppressed", CELL_FLAG, "1 = not shown: a scenario in it reaches too few people"},
    {NULL, CELL_TEXT, NULL}};

static void add_member(const struct money *m, struct report_table *table, size_t s, const char *name, bool chosen) {
    const struct scenario_effect *e = &m->effects[s];
    row_begin(table, money_reached(m, s), NULL);
    row_about(table, m->scopes.cells[s]);
    row_text(table, name);
    const double values[] = {chosen, e->heads, e->programme, e->avoided.mean, e->avoided.p10, e->avoided.p90, e->saved.mean, e->net.mean, e->net.p10, e->net.p90, e->probability_positive, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
}

static void add_step(const struct money *m, struct report_table *table, size_t k) {
    const struct portfolio_step *step = &m->portfolio.frontier[k];
    const struct job *job = &m->outlook->study.job;
    const char *names = "";
    uint32_t *parts = ARENA_ARRAY(m->report->arena, uint32_t, m->scenarios.n_candidates + 1);
    size_t n = 0;
    double least = INFINITY; /* people reached by the smallest scenario in it */
    for (size_t i = 0; i < m->scenarios.n_candidates; i++) {
        size_t s = m->scenarios.candidates[i];
        if (!(step->chosen >> i & 1)) continue;
        names = arena_printf(m->report->arena, "%s%s%s", names, names[0] ? "; " : "", job->scenarios[s].name.text);
        least = fmin(least, money_reached(m, s));
        parts[n++] = m->scopes.cells[s];
    }
    row_begin(table, isfinite(least) ? least : (double)NAN, NULL);
    if (n) row_about(table, ledger_derived(&m->report->ledger, parts, n));
    row_number(table, step->cost);
    row_number(table, step->net);
    row_number(table, k ? step->net - m->portfolio.frontier[k - 1].net : (double)NAN);
    row_number(table, step->cost <= job->budget.amount);
    row_number(table, step->chosen == m->portfolio.best.chosen);
    row_text(table, names);
    row_number(table, 0);
}

void tables_budget(const struct money *m) {
    const struct job *job = &m->outlook->study.job;
    if (isnan(job->budget.amount) || !m->scenarios.n_candidates || !m->effects) return;
    struct report_table *portfolio = report_table(m->report, "portfolio", "The scenarios that together bring most under the budget.", PORTFOLIO);
    for (size_t i = 0; i < m->scenarios.n_candidates; i++) {
        size_t s = m->scenarios.candidates[i];
        add_member(m, portfolio, s, job->scenarios[s].name.text, m->portfolio.best.chosen >> i & 1);
    }
    if (m->portfolio.best.chosen) add_member(m, portfolio, m->scenarios.n, "all", true);
    struct report_table *frontier = report_table(m->report, "budget_frontier", "What budgets of every size would bring at best.", FRONTIER);
    for (size_t k = 0; k < m->portfolio.n; k++) add_step(m, frontier, k);
}
