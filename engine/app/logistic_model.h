/* logistic_model.h: one logistic model of the job with what it is fitted to, and the tables that are made of it. */
#ifndef BEHOUD_APP_LOGISTIC_MODEL_H
#define BEHOUD_APP_LOGISTIC_MODEL_H

#include "engine/app/groups.h"
#include "engine/report/report.h"
#include "models/validation.h"

/* A model with what it is fitted to; kept for the forecast and for all that is told of its risks. */
struct fitted {
    const char *name;
    uint8_t cause;
    const struct job_logistic *job;
    struct panel panel;
    struct design design;
    double *weight, *offset;  /* by line, or NULL */
    struct grouping cluster;
    struct logistic_fit fit;
    double *robust;           /* p x p, or NULL */
    struct validation in_sample;
    struct validation_group groups[VALIDATION_GROUPS];
    size_t n_groups;
    bool baseline;            /* tenure and a segment alone, for a cause without a model */
};

enum { FITTED_MOST = 300 }; /* more than causes and models together can be */

struct fits {
    struct fitted models[FITTED_MOST];
    size_t n;
    double *leave, *quit; /* by line, from the forecast: the chance to leave in its horizon, and of one's own will; NULL = not told */
};

/* A model as the job would say it when it says nothing. */
struct job_logistic logistic_model_usual(const struct study *study);

/* Reads a model's words and lays out its rows and columns; every fault goes to the diag. `report` takes notes. */
bool logistic_model_set_up(const struct study *study, const struct job_logistic *job, struct report *report, struct diag *diag, struct fitted *m);

/* Fits it, with its robust covariance where there are clusters. */
void logistic_model_fit(const struct study *study, struct report *report, struct fitted *m);

/* A fit of other rows than the model's own, by the model's own options. */
struct logistic_fit logistic_model_refit(const struct fitted *m, const struct panel *panel, const double *start, struct arena *arena);

#endif
