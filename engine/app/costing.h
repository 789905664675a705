/* costing.h: a job's cost entries resolved for every person: pay, and the parameters that hold for them. */
#ifndef BEHOUD_APP_COSTING_H
#define BEHOUD_APP_COSTING_H

#include "engine/app/study.h"
#include "engine/report/report.h"
#include "models/cost.h"

enum { COST_ENTRIES_MOST = 16, COST_CLASSES_MOST = 250 };

/* People to whom the same entries apply share a class. */
struct costing {
    double *pay;       /* per row; NULL = the job names no pay and the data have none */
    uint8_t *class_of; /* per row */
    struct cost_model *models;
    size_t n_classes;
};

/* false on a fault of the job; what was assumed is noted in the report. */
bool costing_resolve(const struct study *study, struct costing *costing, struct report *report, struct diag *diag);

#endif
