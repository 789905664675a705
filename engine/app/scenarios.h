/* scenarios.h: a job's scenarios as the models take them: whose hazard, when, by how much, at what price. */
#ifndef BEHOUD_APP_SCENARIOS_H
#define BEHOUD_APP_SCENARIOS_H

#include "engine/app/costing.h"
#include "engine/app/outlook.h"

enum basis { BASIS_EVIDENCE, BASIS_OWN, BASIS_ASSOCIATION };

struct scenario_words {
    enum basis basis;
    const char *evidence; /* "" = none */
    bool priced;
};

struct scenario_set {
    struct scenario *items; /* as the job's; room for one more */
    struct scenario_words *words;
    size_t n;
    uint32_t *exclusive;    /* sets of the budget's candidates */
    size_t n_exclusive;
    size_t *candidates, n_candidates; /* scenarios that a budget may choose */
};

/* `whole` is the study whose lines the models' designs are of; NULL: what is changed by set is looked up only. Every fault goes to the diag; false then. */
bool scenarios_resolve(const struct study *whole, struct outlook *outlook, const struct costing *costing, struct scenario_set *set, struct diag *diag);

/* scenario_course.c: its strength and activity by month, and its start; `lasts` in months, NaN = it does not wear off. */
void scenario_course(const struct outlook *outlook, const struct job_scenario *job, double lasts, struct scenario *to);

/* scenario_set.c: the hazards of everybody when attributes change. false and an error where they cannot be changed. */
bool scenario_change(const struct study *whole, const struct outlook *outlook, const struct job_scenario *job, struct scenario *scenario, struct diag *diag);

/* The conditions of `set`, looked up only. */
bool scenario_check_set(const struct study *study, const struct job_scenario *job, struct diag *diag);

#endif
