/* costing.h: a job's cost entries resolved for every person there: pay, the kind of exit it would be, and what it costs. */
#ifndef BEHOUD_APP_COSTING_H
#define BEHOUD_APP_COSTING_H

#include "engine/app/study.h"
#include "engine/report/report.h"
#include "models/forecast.h"

enum { COST_ENTRIES_MOST = 12, COST_CLASSES_MOST = 250 };

/* What an exit of one's own will would be. */
enum loss { LOSS_OTHER, LOSS_REGRETTED, LOSS_DESIRED, LOSSES };

struct costing {
    struct forecast_costs costs;          /* pay NULL: the job names no pay and the data have none */
    uint8_t *loss;                        /* per row: enum loss */
    uint8_t *loss_of_class;               /* [class] */
    bool told[LOSSES];                    /* is anybody's exit of that kind? */
    uint8_t voluntary;                    /* the cause called so, or the only one there is; 0 = none */
    const char *lines[COST_LINES_MOST];   /* the user's own lines */
    size_t n_lines;
    double vacancy_days;                  /* on average */
};

/* false on a fault of the job; what was assumed is noted in the report. `checked`: what is odd was said before. */
bool costing_resolve(const struct study *study, bool checked, struct costing *costing, struct report *report, struct diag *diag);

/* The name of a cost parameter as the job file writes it. */
const char *costing_parameter(size_t parameter);

/* Of a cost component, as in the tables. */
extern const char *const COST_COMPONENT_NAMES[COST_COMPONENTS];

/* What a component is: cash paid (or saved), or output lost. */
const char *costing_kind(size_t component);

#endif
