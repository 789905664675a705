/* profiles.h: the people a Cox model predicts curves for, made of the job's profiles or of what is typical. */
#ifndef BEHOUD_APP_PROFILES_H
#define BEHOUD_APP_PROFILES_H

#include "engine/app/split.h"
#include "models/cox_curves.h"

struct profiles {
    size_t n;
    const char **names;
    struct cox_profile *items;
};

/* `design` is the one the model's terms make, over cut lines; `panel` what it was built over; x comes `stride` long. What a profile does not name is
 * the most frequent category, or the mean. Without profiles in the job: one for each of the most frequent categories of the model's first
 * factor, otherwise typical; without a factor the typical one. n = 0 and an error at the value when it does not exist. */
struct profiles profiles_of(const struct study *study, const struct job_cox *model, const struct panel *panel, const struct design *design,
                            size_t stride, struct diag *diag);

/* The values that profiles name, looked up only. */
void profiles_check(const struct study *study, const struct job_cox *model, struct diag *diag);

#endif
