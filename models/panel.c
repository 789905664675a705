#include "models/panel.h"

#include <math.h>
#include <string.h>

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

static bool is_event(const struct panel *panel, uint8_t cause) {
    return cause && (!panel->event_cause || cause == panel->event_cause);
}

/* One spell: its sources [first, last), and what they are together. */
struct spell {
    size_t first, last;
    int32_t hired, entry, exit;
    uint8_t cause;
};

static struct spell spell_from(const struct panel *panel, size_t first) {
    struct spell spell = {.first = first, .last = first + 1, .hired = panel->hired ? panel->hired[first] : 0, .entry = panel->entry[first]};
    while (panel->begins && spell.last < panel->n && !panel->begins[spell.last]) spell.last++;
    spell.exit = panel->exit[spell.last - 1];
    spell.cause = panel->cause[spell.last - 1];
    return spell;
}

/* The whole periods of a spell, numbered, and the cause of the exit that falls in the last of them. */
struct range {
    ptrdiff_t first, last;
    uint8_t cause;
};

/* First and last whole period of a spell. An exit makes its period whole. */
static struct range calendar_range(const struct panel *panel, const struct spell *spell) {
    struct range r;
    int32_t begin = spell->hired + spell->entry, end = spell->hired + spell->exit;
    r.first = period_holding(panel, begin + 1);
    if (spell->entry > 0 && r.first >= 0 && r.first < (ptrdiff_t)panel->n_periods && begin > panel->starts[r.first]) ++r.first;
    if (r.first < 0) r.first = 0;
    r.last = period_holding(panel, end);
    r.cause = r.last < (ptrdiff_t)panel->n_periods ? spell->cause : 0;
    bool whole = r.cause || (r.last >= 0 && r.last < (ptrdiff_t)panel->n_periods && end + 1 == panel->starts[r.last + 1]);
    if (!whole) --r.last;
    return r;
}

static struct range tenure_range(const struct panel *panel, const struct spell *spell) {
    struct range r = {.first = period_holding(panel, spell->entry)};
    if (r.first < (ptrdiff_t)panel->n_periods && panel->starts[r.first] < spell->entry) ++r.first;
    r.last = period_holding(panel, spell->exit - 1); /* rows are (start, next] */
    r.cause = r.last < (ptrdiff_t)panel->n_periods ? spell->cause : 0;
    bool whole = r.cause || (r.last < (ptrdiff_t)panel->n_periods && spell->exit == panel->starts[r.last + 1]);
    if (!whole) --r.last;
    return r;
}

/* last < first: none. */
static struct range range_of(const struct panel *panel, const struct spell *spell) {
    if (spell->exit <= spell->entry) return (struct range){0, -1, 0};
    if (panel->from_start && spell->hired + spell->entry >= panel->starts[0]) return (struct range){0, -1, 0};
    return (panel->kind == PANEL_CALENDAR ? calendar_range : tenure_range)(panel, spell);
}

/* The first period after `from` that begins at or after the tenure at which the source ends. */
static ptrdiff_t first_after(const struct panel *panel, const struct spell *spell, size_t source, struct range range, ptrdiff_t from) {
    if (source + 1 == spell->last) return range.last + 1;
    int32_t until = panel->exit[source] + (panel->kind == PANEL_CALENDAR ? spell->hired : 0);
    while (from <= range.last && panel->starts[from] < until) from++;
    return from;
}

static void prepare_spell(const struct panel *panel, const struct spell *spell, struct panel_span *spans) {
    struct range range = range_of(panel, spell);
    for (ptrdiff_t from = range.first, source = (ptrdiff_t)spell->first; from <= range.last; source++) {
        ptrdiff_t next = first_after(panel, spell, (size_t)source, range, from);
        if (next == from) continue;
        if (!panel->include || panel->include[source]) spans[source] = (struct panel_span){(int16_t)from, (uint16_t)(next - from), next > range.last ? range.cause : 0};
        from = next;
    }
}

void panel_prepare(struct panel *panel, struct arena *arena) {
    struct panel_span *spans = ARENA_ARRAY(arena, struct panel_span, panel->n + 1);
    for (size_t i = 0; i < panel->n;) {
        struct spell spell = spell_from(panel, i);
        prepare_spell(panel, &spell, spans);
        i = spell.last;
    }
    panel->spans = spans;
    panel->longest = 1;
    for (size_t p = 0; p < panel->n_periods; p++) {
        int32_t days = panel->starts[p + 1] - panel->starts[p];
        panel->longest = days > panel->longest ? days : panel->longest;
    }
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

size_t panel_count(const struct panel *panel, size_t i) {
    if (panel->kind == PANEL_ROWS) return !panel->include || panel->include[i];
    return panel->spans[i].count;
}

bool panel_event(const struct panel *panel, size_t i) { return is_event(panel, panel->spans[i].cause); }

void panel_skipped(const struct panel *panel, size_t *periods, size_t *events) {
    *periods = *events = 0;
    bool calendar = panel->kind == PANEL_CALENDAR;
    for (size_t i = 0; i < panel->n;) {
        struct spell spell = spell_from(panel, i);
        i = spell.last;
        if (spell.exit <= spell.entry) continue;
        struct range range = range_of(panel, &spell);
        bool any = range.last >= range.first;
        ptrdiff_t from = period_holding(panel, spell.entry + (calendar ? spell.hired + 1 : 0));
        ptrdiff_t to = period_holding(panel, spell.exit + (calendar ? spell.hired : -1));
        bool within = to >= 0 && to < (ptrdiff_t)panel->n_periods;
        if (from < 0) from = 0;
        if (to >= (ptrdiff_t)panel->n_periods) to = (ptrdiff_t)panel->n_periods - 1;
        ptrdiff_t begun = to - from + 1, used = any ? range.last - range.first + 1 : 0;
        if (begun > used) *periods += (size_t)(begun - used);
        *events += is_event(panel, spell.cause) && within && !(any && range.cause);
    }
}

struct panel panel_gathered(const struct panel *panel, const uint32_t *rows, size_t n, struct arena *arena) {
    struct panel copy = *panel;
    const void *from[] = {panel->hired, panel->spans, panel->include, panel->outcome, panel->weight, panel->offset};
    const size_t size[] = {sizeof *panel->hired, sizeof *panel->spans, 1, 1, sizeof *panel->weight, sizeof *panel->offset};
    void *to[6] = {0};
    for (size_t k = 0; k < 6; k++) {
        if (!from[k]) continue;
        to[k] = arena_array(arena, n + 1, size[k]);
        for (size_t i = 0; i < n; i++) memcpy((char *)to[k] + i * size[k], (const char *)from[k] + rows[i] * size[k], size[k]);
    }
    copy.n = n;
    copy.hired = to[0];
    copy.spans = to[1];
    copy.include = to[2];
    copy.outcome = to[3];
    copy.weight = to[4];
    copy.offset = to[5];
    return copy;
}
