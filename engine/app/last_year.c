#include "engine/app/last_year.h"

#include "engine/app/panels.h"

#include <math.h>

int32_t last_year_from(const struct study *study) { return days_months_before(study->timeline.as_of + 1, 12); }

bool last_year_is_whole(const struct study *study) {
    enum period_step step = (enum period_step)study->job.period;
    return period_of(study->timeline.as_of + 1, step) != period_of(study->timeline.as_of, step);
}

static double exits_between(const struct study *study, int32_t first, int32_t last) {
    const struct timeline *t = &study->timeline;
    double exits = 0;
    for (size_t i = 0; i < t->n; i++) {
        int32_t day = t->hired[i] + t->exit[i];
        exits += t->used[i] && timeline_exits(t, i, 0) && day >= first && day <= last;
    }
    return exits;
}

double last_year_rate(const struct study *study) {
    const struct timeline *t = &study->timeline;
    int32_t from = last_year_from(study);
    double person_days = 0;
    if (study_trend_from(study) > from) return NAN;
    for (size_t i = 0; i < t->n; i++) {
        if (!t->used[i]) continue;
        int32_t first = t->hired[i] + t->entry[i], end = timeline_present(t, i, t->as_of) ? t->as_of + 1 : t->hired[i] + t->exit[i];
        if (first < from) first = from;
        if (end > first) person_days += end - first;
    }
    return person_days > 0 ? exits_between(study, from, t->as_of) / (person_days / (t->as_of + 1 - from)) : (double)NAN;
}

bool last_year_causes_told(const struct study *study, double least) {
    enum period_step step = (enum period_step)study->job.period;
    if (last_year_is_whole(study)) return true;
    int32_t from = last_year_from(study), period = period_of(from, step);
    double after = exits_between(study, from, period_first(period + 1, step) - 1), before = exits_between(study, period_first(period, step), from - 1);
    return (after == 0 || after >= least) && (before == 0 || before >= least);
}
