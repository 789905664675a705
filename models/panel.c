#include "models/panel.h"

#include <math.h>

/* The period that holds `day` (starts[p] <= day < starts[p + 1]); n_periods when past the last, -1 when before. */
static ptrdiff_t period_holding(const struct panel *panel, int32_t day) {
    ptrdiff_t low = -1, high = (ptrdiff_t)panel->n_periods;
    if (day >= panel->starts[high]) return high;
    while (high - low > 1) {
        ptrdiff_t middle = (low + high) / 2;
        if (panel->starts[middle] <= day) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_event(const struct panel *panel, size_t i) {
    return panel->cause[i] && (!panel->event_cause || panel->cause[i] == panel->event_cause);
}

/* First and last whole period of a source, and whether its exit falls in the last. An exit makes its period whole. */
static bool calendar_range(const struct panel *panel, size_t i, ptrdiff_t *first, ptrdiff_t *last, bool *gone) {
    if (panel->exit[i] <= panel->entry[i]) return false;
    int32_t begin = panel->hired[i] + panel->entry[i], end = panel->hired[i] + panel->exit[i];
    *first = period_holding(panel, begin + 1);
    if (panel->entry[i] > 0 && *first >= 0 && *first < (ptrdiff_t)panel->n_periods && begin > panel->starts[*first]) ++*first;
    if (*first < 0) *first = 0;
    *last = period_holding(panel, end);
    *gone = panel->cause[i] != 0 && *last < (ptrdiff_t)panel->n_periods;
    bool whole = *gone || (*last >= 0 && *last < (ptrdiff_t)panel->n_periods && end + 1 == panel->starts[*last + 1]);
    if (!whole) --*last;
    return *last >= *first;
}

static bool tenure_range(const struct panel *panel, size_t i, ptrdiff_t *first, ptrdiff_t *last, bool *gone) {
    if (panel->exit[i] <= panel->entry[i]) return false;
    *first = period_holding(panel, panel->entry[i]);
    if (*first < (ptrdiff_t)panel->n_periods && panel->starts[*first] < panel->entry[i]) ++*first;
    *last = period_holding(panel, panel->exit[i] - 1); /* rows are (start, next] */
    *gone = panel->cause[i] != 0 && *last < (ptrdiff_t)panel->n_periods;
    bool whole = *gone || (*last < (ptrdiff_t)panel->n_periods && panel->exit[i] == panel->starts[*last + 1]);
    if (!whole) --*last;
    return *last >= *first;
}

static bool range_of(const struct panel *panel, size_t i, ptrdiff_t *first, ptrdiff_t *last, bool *gone) {
    return (panel->kind == PANEL_CALENDAR ? calendar_range : tenure_range)(panel, i, first, last, gone);
}

void panel_prepare(struct panel *panel, struct arena *arena) {
    struct panel_span *spans = ARENA_ARRAY(arena, struct panel_span, panel->n + 1);
    for (size_t i = 0; i < panel->n; i++) {
        ptrdiff_t first, last;
        bool gone;
        if (range_of(panel, i, &first, &last, &gone)) spans[i] = (struct panel_span){(int16_t)first, (uint16_t)(last - first + 1), gone};
    }
    panel->spans = spans;
}

/* A duration of whole units before it was rounded to days. */
static double unrounded(int32_t days, double unit) {
    double whole = round(days / unit) * unit;
    return fabs(whole - days) <= 0.5 ? whole : days;
}

static size_t future_run(const struct panel *panel, size_t i, int32_t *tenure) {
    if (!panel->include[i]) return 0;
    for (size_t p = 0; p < panel->n_periods; p++) {
        int32_t at = panel->hired ? panel->starts[p] - panel->hired[i]
                                  : (int32_t)lround(unrounded(panel->exit[i], panel->unit_days) + round(panel->starts[p] / panel->unit_days) * panel->unit_days);
        tenure[p] = at > 0 ? at : 0;
    }
    return panel->n_periods;
}

size_t panel_run(const struct panel *panel, size_t i, int32_t *tenure, bool *event) {
    *event = false;
    if (panel->kind == PANEL_FUTURE) return future_run(panel, i, tenure);
    const struct panel_span *span = &panel->spans[i];
    const int32_t *starts = panel->starts + span->first;
    int32_t origin = panel->kind == PANEL_CALENDAR ? panel->hired[i] : 0;
    for (size_t p = 0; p < span->count; p++) tenure[p] = starts[p] > origin ? starts[p] - origin : 0;
    *event = panel_event(panel, i);
    return span->count;
}

bool panel_event(const struct panel *panel, size_t i) { return panel->spans[i].gone && is_event(panel, i); }

void panel_skipped(const struct panel *panel, size_t *periods, size_t *events) {
    *periods = *events = 0;
    for (size_t i = 0; i < panel->n; i++) {
        ptrdiff_t first, last;
        bool gone, calendar = panel->kind == PANEL_CALENDAR;
        if (panel->exit[i] <= panel->entry[i]) continue;
        bool any = range_of(panel, i, &first, &last, &gone);
        int32_t begin = panel->entry[i] + (calendar ? panel->hired[i] + 1 : 0);
        int32_t end = panel->exit[i] + (calendar ? panel->hired[i] : -1);
        ptrdiff_t from = period_holding(panel, begin), to = period_holding(panel, end);
        if (from < 0) from = 0;
        if (to >= (ptrdiff_t)panel->n_periods) to = (ptrdiff_t)panel->n_periods - 1;
        ptrdiff_t begun = to - from + 1, used = any ? last - first + 1 : 0;
        if (begun > used) *periods += (size_t)(begun - used);
        *events += is_event(panel, i) && !(any && gone);
    }
}
