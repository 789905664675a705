/* scenario_course.c: how far a scenario works in each month: it starts, builds up, lasts, wears off, and may be given again. */
#include "engine/app/scenarios.h"

#include <math.h>

/* How far it works `u` months after its start. */
static double works_at(const struct job_scenario *job, double lasts, double u) {
    double phase = u >= 0 && !isnan(job->repeat_every) ? fmod(u, job->repeat_every) : u;
    double grown = job->build_up > 0 ? fmin(1, u / job->build_up) : 1;
    if (u < 0) return 0;
    if (isnan(lasts) || phase <= lasts) return grown;
    return job->fade > 0 ? grown * fmax(0, 1 - (phase - lasts) / job->fade) : 0;
}

/* The first moment after `u` at which its course may bend, at most `end`. */
static double next_bend(const struct job_scenario *job, double lasts, double u, double end) {
    double cycle = !isnan(job->repeat_every) && u >= 0 ? floor(u / job->repeat_every + 1e-9) * job->repeat_every : 0;
    const double bends[] = {0, job->build_up, cycle + lasts, cycle + lasts + job->fade, cycle + job->repeat_every};
    double next = end;
    for (size_t k = 0; k < sizeof bends / sizeof *bends; k++) {
        if (bends[k] > u + 1e-9 && bends[k] < next) next = bends[k];
    }
    return next;
}

/* Over [u, end]: what it adds up to (Simpson's rule is exact between bends), and for how long it works at all. */
static void add_course(const struct job_scenario *job, double lasts, double u, double end, double *strength, double *active) {
    while (u < end - 1e-12) {
        double to = next_bend(job, lasts, u, end), width = to - u, inside = width * 1e-9;
        double middle = works_at(job, lasts, (u + to) / 2);
        *strength += width / 6 * (works_at(job, lasts, u + inside) + 4 * middle + works_at(job, lasts, to - inside));
        *active += middle > 0 ? width : 0;
        u = to;
    }
}

/* Months of the calendar from the first day ahead. */
static double months_until(const struct timeline *t, int32_t day) {
    struct civil from = days_to_civil(t->as_of + 1), to = days_to_civil(day);
    double lengths[2];
    const struct civil *days[] = {&from, &to};
    for (size_t k = 0; k < 2; k++) {
        int32_t first = days_from_civil(days[k]->year, days[k]->month, 1);
        int32_t next = days[k]->month == 12 ? days_from_civil(days[k]->year + 1, 1, 1) : days_from_civil(days[k]->year, days[k]->month + 1, 1);
        lengths[k] = (days[k]->day - 1) / (double)(next - first);
    }
    return (to.year - from.year) * 12 + to.month - from.month + lengths[1] - lengths[0];
}

void scenario_course(const struct outlook *outlook, const struct job_scenario *job, double lasts, struct scenario *to) {
    const struct timeline *t = &outlook->study.timeline;
    size_t months = outlook->people.months;
    double *strength = ARENA_ARRAY(outlook->study.arena, double, months + 1), *active = ARENA_ARRAY(outlook->study.arena, double, months + 1);
    to->start = job->start != DAY_MISSING && t->hired ? months_until(t, job->start) : 0;
    for (size_t m = 0; m < months; m++) add_course(job, lasts, (double)m - to->start, (double)m + 1 - to->start, &strength[m], &active[m]);
    to->start = fmax(to->start, 0); /* what has begun before counts from the first day ahead */
    to->strength = strength;
    to->active = active;
}
