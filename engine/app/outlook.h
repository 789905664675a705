/* outlook.h: the people there on as_of and what the models forecast of them: all that money is made of, and all that is kept of a run. */
#ifndef BEHOUD_APP_OUTLOOK_H
#define BEHOUD_APP_OUTLOOK_H

#include "engine/app/logistic_model.h"
#include "models/scenario.h"

struct outlook {
    struct study study;       /* of the people there alone, one line each */
    uint32_t *line;           /* which line of the whole study each of them is; NULL when that is not known any more */
    struct segment *segments;
    size_t n_segments;
    struct forecast_people people;
    struct forecast_risk risk;
    double *fresh;            /* [person][month of tenure][model]: hazards of whoever comes in their place; NULL = nobody does */
    const char **model_names; /* [model] */
    bool checked;             /* the job was looked up before, and what is odd in it was said */
    uint8_t voluntary;        /* the cause called so, when a model tells it apart; else 0 */
    const struct fitted **fitted; /* [model] whose hazards they are; NULL when that is not known any more */
};

/* The people there, as a study of their own: its attributes are copied, its job is shared. */
void outlook_gather(const struct study *study, struct outlook *outlook);

/* Who the people are by the job: their groups, tenure, day of retirement, and the months ahead. false on a fault of the job. */
bool outlook_people(struct outlook *outlook, struct diag *diag);

/* The hazards of all of them by the fits. false when no model can forecast, or nobody is there. */
bool outlook_forecast(const struct study *study, const struct fits *fits, struct outlook *outlook);

/* Hazards of all of them by other designs of the same columns, one a model, over the whole study's lines: [person][period][model], and the
 * direction [normal] in which the logarithm of the hazards of the models that differ moves against that of the base. */
void outlook_changed(const struct outlook *outlook, const struct design *designs, double **hazard, double **direction);

/* Each person's year of birth; NULL when nobody's is known. */
double *outlook_birth_years(const struct study *study);

#endif
