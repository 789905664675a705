#include "engine/app/panels.h"

#include <math.h>

/* Trends and panel begin with recorded exits, at most ten years back, and not before everyone there is seen. */
static int32_t first_day(const struct study *study) {
    const struct timeline *t = &study->timeline;
    if (study->job.trend_from != DAY_MISSING) return study->job.trend_from;
    int32_t first_exit = t->as_of, back = t->as_of - 3652;
    for (size_t i = 0; i < t->n; i++) {
        if (t->cause[i] && t->hired[i] + t->exit[i] < first_exit) first_exit = t->hired[i] + t->exit[i];
    }
    int32_t first = first_exit > back ? first_exit : back;
    return t->observed_since != DAY_MISSING && t->observed_since > first ? t->observed_since : first;
}

int32_t study_trend_from(const struct study *study) {
    enum period_step step = (enum period_step)study->job.period;
    int32_t day = first_day(study), seen = study->timeline.observed_since;
    if (seen != DAY_MISSING && day < seen) day = seen;
    int32_t start = period_first(period_of(day, step), step);
    bool begun = seen != DAY_MISSING && seen > start; /* for a part of it nobody who then left is known */
    return begun ? period_first(period_of(day, step) + 1, step) : day;
}

static void calendar_starts(const struct study *study, struct panel *panel) {
    enum period_step step = (enum period_step)study->job.period;
    int32_t first = period_of(first_day(study), step), end = period_of(study->timeline.as_of + 1, step);
    panel->kind = PANEL_CALENDAR;
    panel->n_periods = end > first ? (size_t)(end - first) : 0;
    if (panel->n_periods > PANEL_PERIODS_MOST) {
        first += (int32_t)(panel->n_periods - PANEL_PERIODS_MOST);
        panel->n_periods = PANEL_PERIODS_MOST;
    }
    int32_t *starts = ARENA_ARRAY(study->arena, int32_t, panel->n_periods + 1);
    for (size_t p = 0; p <= panel->n_periods; p++) starts[p] = period_first(first + (int32_t)p, step);
    panel->starts = starts;
}

static double step_days(const struct study *study) { return period_months((enum period_step)study->job.period) * 30.4375; }

static void tenure_starts(const struct study *study, struct panel *panel) {
    double step = step_days(study);
    panel->kind = PANEL_TENURE;
    panel->n_periods = (size_t)ceil(study->timeline.longest / step);
    if (panel->n_periods > PANEL_PERIODS_MOST) panel->n_periods = PANEL_PERIODS_MOST;
    int32_t *starts = ARENA_ARRAY(study->arena, int32_t, panel->n_periods + 1);
    for (size_t p = 0; p <= panel->n_periods; p++) starts[p] = (int32_t)lround((double)p * step);
    panel->starts = starts;
}

/* A plain outcome: one row a row. */
static void outcome_rows(const struct study *study, struct panel *panel) {
    panel->kind = PANEL_ROWS;
    panel->outcome = study->timeline.cause;
    panel->include = study->timeline.used;
}

void study_lay_out_panel(struct study *study) {
    const struct timeline *t = &study->timeline;
    struct panel *panel = ARENA_NEW(study->arena, struct panel);
    study->panel = panel;
    *panel = (struct panel){.n = t->n, .hired = t->hired, .entry = t->entry, .exit = t->exit, .cause = t->cause, .begins = t->begins};
    if (study->timeless) {
        outcome_rows(study, panel);
        return;
    }
    if (t->hired) {
        calendar_starts(study, panel);
    } else {
        tenure_starts(study, panel);
    }
    panel_prepare(panel, study->arena);
}

struct panel study_panel(const struct study *study, uint8_t cause) {
    struct panel panel = *study->panel;
    panel.event_cause = cause;
    return panel;
}

static int32_t months_later(int32_t day, int months) {
    struct civil civil = days_to_civil(day);
    int index = civil.year * 12 + civil.month - 1 + months;
    for (int date = civil.day; date > 0; date--) {
        if (days_valid(index / 12, index % 12 + 1, date)) return days_from_civil(index / 12, index % 12 + 1, date);
    }
    return day;
}

int32_t study_horizon_day(const struct study *study, const struct job_logistic *job) {
    return job->day != DAY_MISSING ? job->day : months_later(study->timeline.as_of + 1, -job->months) - 1;
}

int32_t study_horizon_end(const struct study *study, const struct job_logistic *job) { return months_later(study_horizon_day(study, job) + 1, job->months); }

int32_t study_horizon_before(const struct study *study, const struct job_logistic *job) { return months_later(study_horizon_day(study, job) + 1, -job->months) - 1; }

struct panel study_horizon(const struct study *study, const struct job_logistic *job, uint8_t cause) {
    const struct timeline *t = &study->timeline;
    struct panel panel = {.kind = PANEL_CALENDAR, .n = t->n, .hired = t->hired, .entry = t->entry, .exit = t->exit, .cause = t->cause, .begins = t->begins,
                          .event_cause = cause, .n_periods = 1, .from_start = true};
    int32_t *starts = ARENA_ARRAY(study->arena, int32_t, 2);
    starts[0] = study_horizon_day(study, job) + 1;
    starts[1] = study_horizon_end(study, job);
    panel.starts = starts;
    panel_prepare(&panel, study->arena);
    return panel;
}

struct panel panel_between(const struct panel *panel, size_t first, size_t last, struct arena *arena) {
    struct panel part = *panel;
    part.starts = panel->starts + first;
    part.n_periods = last - first;
    panel_prepare(&part, arena);
    return part;
}

struct panel study_future(const struct study *study, double *last_share) {
    const struct timeline *t = &study->timeline;
    struct panel panel = {.kind = PANEL_FUTURE, .n = t->n, .unit_days = t->unit_days, .hired = t->hired, .entry = t->entry, .exit = t->exit, .cause = t->cause, .begins = t->begins};
    int step = period_months((enum period_step)study->job.period), months = study->job.forecast.months;
    panel.n_periods = (size_t)((months + step - 1) / step);
    *last_share = (double)(months - (int)(panel.n_periods - 1) * step) / step;
    int32_t *starts = ARENA_ARRAY(study->arena, int32_t, panel.n_periods + 1);
    uint8_t *include = ARENA_ARRAY(study->arena, uint8_t, t->n + 1);
    for (size_t p = 0; p <= panel.n_periods; p++) {
        starts[p] = t->hired ? months_later(t->as_of + 1, (int)p * step) : (int32_t)lround((double)p * step_days(study));
    }
    for (size_t i = 0; i < t->n; i++) include[i] = timeline_present(t, i, t->as_of);
    panel.starts = starts;
    panel.include = include;
    return panel;
}
