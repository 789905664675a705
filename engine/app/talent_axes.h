/* talent_axes.h: a side of the vlootschouw: performance or potential as a few classes in rising order. */
#ifndef BEHOUD_APP_TALENT_AXES_H
#define BEHOUD_APP_TALENT_AXES_H

#include "engine/app/study.h"

enum { AXIS_CLASSES_MOST = 12 };

struct axis {
    const char *name;
    size_t n;                                  /* classes; the last may be of those for whom it is not known */
    const char *labels[AXIS_CLASSES_MOST + 2];
    uint8_t *class_of;                         /* [line] */
    double *value;                             /* [line] what the best are picked by; NaN = not known */
    bool is_number;
};

/* By the job's word, or the usual name; n = 0 when there is no such attribute. `order` are the categories from low to high, where they
 * are neither numbered ("1 low") nor the usual words of appraisals. false on a fault. */
bool axis_of(const struct study *study, const struct word *word, const struct words *order, const char *usual, struct axis *axis, struct diag *diag);

#endif
