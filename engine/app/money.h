/* money.h: from the people there and their hazards to costs, scenarios and a portfolio, and the tables of all of it. The same from a run's
 * own fits and from a stored one. */
#ifndef BEHOUD_APP_MONEY_H
#define BEHOUD_APP_MONEY_H

#include "engine/app/costing.h"
#include "engine/app/outlook.h"
#include "engine/app/scenarios.h"
#include "engine/app/scopes.h"
#include "engine/app/segment_cells.h"
#include "models/cohorts.h"

struct money {
    struct outlook *outlook;
    struct report *report;
    struct costing costing;
    struct draws draws;
    struct forecast_input input;
    struct forecast forecast;
    struct cohorts_input cohorts_input;
    struct cohorts cohorts;
    struct scenario_set scenarios; /* the job's, and behind them the portfolio where there is a budget */
    struct scenario_input scenario_input;
    struct scenario_effect *effects;
    struct portfolio portfolio;
    bool *told;            /* [view] not too fine a cut to be told */
    uint32_t **heads;      /* [view][group] the ledger's cells of the people there; view 0 = everybody */
    struct scopes scopes;  /* by scenario, the portfolio behind them */
    double *leave, *quit;  /* [person] the chance to leave, and to quit */
};

/* Every key of costs, scenarios, budget and forecast, looked up only. */
void money_check(const struct study *study, struct diag *diag);

/* Everything, with its tables. `whole` is the study whose lines the models' designs are of. */
bool money_run(const struct study *whole, struct outlook *outlook, struct money *money, struct report *report, struct diag *diag);

/* Sums over the groups of targeting, once it is known which may be shown: of the protected table. */
void tables_scenarios_sums(struct report *report);

/* --- the tables, for money.c only ------------------------------------------------------------------------------------- */

/* A row about one group, with its segment and level. */
void money_row(const struct money *money, struct report_table *table, size_t grouping, size_t group);

/* The same about some people of the group only, in its segment's family `part`. */
void money_row_about(const struct money *money, struct report_table *table, size_t grouping, size_t group, const char *part, double people);

/* How many people a row about a scenario is about, for disclosure: those by whom it differs from another one, where they are few; of a
 * combination those of its smallest scenario, for what is left when the others are taken off is about them. */
double money_reached(const struct money *money, size_t scenario);

/* forecast, forecast_causes, forecast_months */
void tables_outlook(const struct money *money);

/* risk_by_tenure */
void tables_risk_map(const struct money *money);

/* costs, exits_by_kind, cost_check, hire_or_promote */
void tables_costs(const struct money *money);

/* headcount, retirement_wave */
void tables_headcount(const struct money *money);

/* scenarios, scenario_drivers, targeting */
void tables_scenarios(const struct money *money);

/* portfolio, budget_frontier */
void tables_budget(const struct money *money);

#endif
