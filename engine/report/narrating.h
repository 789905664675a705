/* narrating.h: the parts of the narrative and the figures they share. For narrative*.c only. */
#ifndef BEHOUD_REPORT_NARRATING_H
#define BEHOUD_REPORT_NARRATING_H

#include "engine/base/text.h"
#include "engine/report/wording.h"

struct figures {
    const struct report_table *forecast, *costs, *scenarios, *coefficients, *turnover, *logistic;
    size_t whole; /* row of everyone in the forecast; SIZE_MAX = none */
    bool money;
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

#endif
