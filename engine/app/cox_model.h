/* cox_model.h: one Cox model of the job with what it is fitted to, and the tables that are made of it. For tables_cox*.c and
 * cox_model.c only. */
#ifndef BEHOUD_APP_COX_MODEL_H
#define BEHOUD_APP_COX_MODEL_H

#include "engine/app/groups.h"
#include "engine/app/split.h"
#include "engine/app/terms.h"
#include "engine/report/report.h"
#include "models/cox_residuals.h"

struct cox_tables {
    const struct study *study;
    struct report *report;
    struct diag *diag;
};

/* A model with what it is fitted to. */
struct cox_model {
    const char *name, *cause;
    const struct job_cox *job;
    struct panel panel;
    struct design terms, design; /* over the lines: of the terms, and with the frailty's groups behind them */
    struct cox_lines lines;
    struct cox_problem problem;
    struct segment strata;
    struct grouping cluster, groups; /* groups: of the frailty */
    struct cox_fit fit;
    struct cox_means means; /* of the fit's risk sets */
    double *robust; /* p x p, or NULL */
};

/* Reads a model's words and lays out its lines and columns; every fault goes to the diag. `report` takes notes. */
bool cox_model_set_up(const struct study *study, struct report *report, struct diag *diag, struct cox_model *m);

/* Estimates that are not shrunken: tests of no effect mean what they say. */
bool cox_model_is_plain(const struct job_cox *job);

/* tables_cox_tenure.c: cox_proportionality, cox_by_tenure, cox_curves */
void tables_cox_tenure_begin(struct report *report);
void tables_cox_proportionality(const struct cox_tables *t, const struct cox_model *m);
void tables_cox_curves(const struct cox_tables *t, const struct cox_model *m);

/* tables_cox_groups.c: cox_residuals, cox_frailty, cox_frailty_fit */
void tables_cox_groups_begin(struct report *report);
void tables_cox_residuals(const struct cox_tables *t, const struct cox_model *m);
void tables_cox_frailty(const struct cox_tables *t, const struct cox_model *m);

#endif
