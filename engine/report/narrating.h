/* narrating.h: the parts of the narrative and the figures they share. For narrative*.c only. */
#ifndef BEHOUD_REPORT_NARRATING_H
#define BEHOUD_REPORT_NARRATING_H

#include "engine/base/text.h"
#include "engine/report/wording.h"

struct figures {
    const struct report_table *forecast, *costs, *scenarios, *portfolio, *coefficients, *turnover, *logistic;
    size_t whole;  /* row of everyone in the forecast; SIZE_MAX = none */
    size_t chosen; /* row of the best portfolio under the budget; SIZE_MAX = none that may be told */
    size_t best;   /* the scenario with the highest expected net; SIZE_MAX = none */
    bool money, budget_told; /* budget_told: no row of the portfolio is hidden */
};

static inline double whole_value(const struct figures *f, const char *column) {
    return cell_value(f->forecast, f->whole, column);
}

size_t figures_last_year(const struct figures *f);

/* narrative_risk.c: what must be known first, what goes with leaving, whom it takes, and whether the model was right before. */
void tell_first(const struct report *report, const struct figures *f, struct text *out);
void tell_why(const struct report *report, const struct figures *f, struct text *out);
void tell_whom(const struct report *report, struct text *out);
void tell_belief(const struct report *report, struct text *out);

/* narrative_money.c: what it costs, what would change it, and how sure that is. */
void tell_costs(const struct report *report, const struct figures *f, struct text *out);
void tell_scenarios(const struct report *report, const struct figures *f, struct text *out);
void tell_cost_certainty(const struct report *report, const struct figures *f, struct text *out);

/* narrative_plan.c: what a budget would do, what to decide, and the best plan in a sentence: the portfolio under the budget, or the best
 * scenario. */
void tell_budget(const struct report *report, const struct figures *f, struct text *out);
void tell_decision(const struct report *report, const struct figures *f, struct text *out);
void tell_best(const struct report *report, const struct figures *f, struct text *out);

/* Do those who come in the place of leavers count in the scenarios? */
bool figures_replaced(const struct figures *f);

/* What leavers cost of a kind in cost_summary: "cash" or "output"; NaN = not told. */
double figures_kind(const struct report *report, const char *kind);

/* "80% range 10 to 20", of a row's two columns. */
const char *say_count_range(const struct report *report, const struct report_table *table, size_t row, const char *low, const char *high);
const char *say_money_range(const struct report *report, const struct report_table *table, size_t row, const char *low, const char *high);

/* A scenario's name in quotes; "a net gain of X" or "a net loss of X". */
const char *say_name(const struct report *report, const char *name);
const char *say_net(const struct report *report, double net);

/* "about 58", "58", or "fewer than one". */
const char *say_kept(const struct report *report, double n);

#endif
