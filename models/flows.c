#include "models/flows.h"

#include <math.h>
#include <stdbool.h>

struct counting {
    const struct flow_spells *spells;
    struct flows flows;
    double *arrivals; /* [group][period + 1]: net headcount change at the period's start, for whole periods inside */
    int32_t *month_end; /* the days that close a month in the window */
    size_t n_months;
    int32_t *month_period;
    double *month_change; /* [group][month]: change of headcount up to that month's end */
};

static int32_t clamp_period(const struct flows *flows, int32_t day) {
    return period_of(day, flows->step) - flows->first;
}

static struct flow *cell(const struct flows *flows, size_t group, int32_t period) {
    return &flows->cells[(group - 1) * (size_t)flows->n_periods + (size_t)period];
}

/* Person-days of [from, to) in each period: the ends by hand, whole periods inside by their change of headcount. */
static void add_person_days(struct counting *c, size_t group, int32_t from, int32_t to) {
    struct flows *flows = &c->flows;
    int32_t window = flows->first_day[0];
    if (from < window) from = window;
    if (to <= from) return;
    int32_t p = clamp_period(flows, from), q = clamp_period(flows, to - 1);
    if (p == q) {
        cell(flows, group, p)->person_days += to - from;
        return;
    }
    cell(flows, group, p)->person_days += flows->first_day[p] + flows->days[p] - from;
    cell(flows, group, q)->person_days += to - flows->first_day[q];
    double *arrivals = c->arrivals + (group - 1) * ((size_t)flows->n_periods + 1);
    arrivals[p + 1] += 1;
    arrivals[q] -= 1;
}

/* The first month whose end is on or after `day`; n_months when there is none. */
static size_t month_after(const struct counting *c, int32_t day) {
    size_t low = 0, high = c->n_months;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c->month_end[middle] < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_month_ends(struct counting *c, size_t group, int32_t hired, int32_t gone) {
    double *change = c->month_change + (group - 1) * (c->n_months + 1);
    change[month_after(c, hired)] += 1;
    change[month_after(c, gone)] -= 1;
}

/* Somebody in one group without a break. */
struct stay {
    size_t group;
    int32_t from, gone; /* gone: the first day at whose end the person is not there */
    bool hired, seen, stays; /* hired; came into view after the hire; still there at the end */
    uint8_t cause;      /* 0 with neither: moved on, or no longer observed */
};

static void add_stay(struct counting *c, const struct stay *stay) {
    struct flows *flows = &c->flows;
    int32_t window = flows->first_day[0];
    if (!stay->stays && stay->gone < window) return;
    if (stay->from < window || (stay->seen && stay->from == window)) {
        cell(flows, stay->group, 0)->headcount_start += 1;
    } else if (stay->hired) {
        cell(flows, stay->group, clamp_period(flows, stay->from))->hires += 1;
    } else {
        cell(flows, stay->group, clamp_period(flows, stay->from))->transfers_in += 1;
    }
    if (!stay->stays) {
        struct flow *end = cell(flows, stay->group, clamp_period(flows, stay->gone));
        if (stay->cause) {
            end->exits += 1;
            end->exits_by_cause[stay->cause] += 1;
        } else {
            end->transfers_out += 1;
        }
    }
    add_person_days(c, stay->group, stay->from, stay->gone);
    add_month_ends(c, stay->group, stay->from, stay->gone);
}

static size_t group_of(const struct flow_spells *s, size_t i) { return s->group.data ? values_code(s->group, i) : 1; }

static bool goes_on(const struct flow_spells *s, size_t i) { return s->begins && i < s->n && !s->begins[i]; }

/* The rows from i on that are one spell in one group; returns the row after them. */
static size_t next_stay(const struct flow_spells *s, enum period_step step, size_t i, struct stay *stay) {
    int32_t entry = s->entry ? s->entry[i] : 0;
    bool begins = !goes_on(s, i), in_view = begins && (entry == 0 || period_of(s->hired[i], step) == period_of(s->hired[i] + entry, step));
    *stay = (struct stay){.group = group_of(s, i), .from = s->hired[i] + entry, .hired = in_view, .seen = begins && !in_view};
    size_t next = i + 1;
    while (goes_on(s, next) && group_of(s, next) == stay->group) next++;
    stay->gone = s->hired[i] + s->tenure[next - 1];
    if (!goes_on(s, next)) {
        stay->cause = s->cause[next - 1];
        stay->stays = !stay->cause && stay->gone >= s->as_of;
        if (stay->stays) stay->gone = s->as_of + 1;
    }
    return next;
}

static void finish_group(struct counting *c, size_t group) {
    struct flows *flows = &c->flows;
    const double *arrivals = c->arrivals + (group - 1) * ((size_t)flows->n_periods + 1);
    double whole = 0, start = cell(flows, group, 0)->headcount_start;
    for (int32_t p = 0; p < flows->n_periods; p++) {
        struct flow *flow = cell(flows, group, p);
        whole += arrivals[p];
        flow->person_days += whole * flows->days[p];
        flow->headcount_start = start;
        start += flow->hires + flow->transfers_in - flow->transfers_out - flow->exits;
        flow->headcount_end = start;
    }
    double headcount = 0;
    const double *change = c->month_change + (group - 1) * (c->n_months + 1);
    for (size_t m = 0; m < c->n_months; m++) {
        headcount += change[m];
        struct flow *flow = cell(flows, group, c->month_period[m]);
        flow->month_ends += 1;
        flow->monthly_headcount += headcount;
    }
}

static void lay_out_periods(struct counting *c, enum period_step step, int32_t from, struct arena *arena) {
    struct flows *flows = &c->flows;
    int32_t as_of = c->spells->as_of;
    flows->step = step;
    flows->first = period_of(from < as_of ? from : as_of, step);
    flows->n_periods = period_of(as_of, step) - flows->first + 1;
    size_t n = (size_t)flows->n_periods;
    flows->first_day = ARENA_ARRAY(arena, int32_t, n);
    flows->days = ARENA_ARRAY(arena, int32_t, n);
    for (int32_t p = 0; p < flows->n_periods; p++) {
        flows->first_day[p] = period_first(flows->first + p, step);
        int32_t days = period_days(flows->first + p, step), left = as_of + 1 - flows->first_day[p];
        flows->days[p] = days < left ? days : left;
    }
    int32_t first_month = period_of(flows->first_day[0], PERIOD_MONTH), last_month = period_of(as_of + 1, PERIOD_MONTH);
    c->n_months = (size_t)(last_month - first_month);
    c->month_end = ARENA_ARRAY(arena, int32_t, c->n_months + 1);
    c->month_period = ARENA_ARRAY(arena, int32_t, c->n_months + 1);
    for (size_t m = 0; m < c->n_months; m++) {
        c->month_end[m] = period_first(first_month + (int32_t)m + 1, PERIOD_MONTH) - 1;
        c->month_period[m] = clamp_period(flows, c->month_end[m]);
    }
}

struct flows flows_count(const struct flow_spells *spells, enum period_step step, int32_t from, struct arena *arena) {
    struct counting c = {.spells = spells};
    lay_out_periods(&c, step, from, arena);
    size_t groups = spells->n_groups, periods = (size_t)c.flows.n_periods;
    c.flows.n_groups = groups;
    c.flows.cells = ARENA_ARRAY(arena, struct flow, groups * periods + 1);
    double *by_cause = ARENA_ARRAY(arena, double, groups * periods * (spells->n_causes + 1) + 1);
    for (size_t i = 0; i < groups * periods; i++) c.flows.cells[i].exits_by_cause = by_cause + i * (spells->n_causes + 1);
    c.arrivals = ARENA_ARRAY(arena, double, groups * (periods + 1) + 1);
    c.month_change = ARENA_ARRAY(arena, double, groups * (c.n_months + 1) + 1);
    for (size_t i = 0; i < spells->n;) {
        struct stay stay;
        bool used = spells->used[i];
        i = next_stay(spells, step, i, &stay);
        if (used && stay.group) add_stay(&c, &stay);
    }
    for (size_t g = 1; g <= groups; g++) finish_group(&c, g);
    return c.flows;
}

const struct flow *flows_cell(const struct flows *flows, size_t group, int32_t period) {
    return cell(flows, group, period);
}

struct flow flows_sum(const struct flows *flows, size_t group, int32_t period, int32_t back, size_t n_causes,
                      struct arena *arena, double *days) {
    struct flow sum = {.exits_by_cause = ARENA_ARRAY(arena, double, n_causes + 1)};
    *days = 0;
    for (int32_t p = period - back + 1 < 0 ? 0 : period - back + 1; p <= period; p++) {
        const struct flow *flow = cell(flows, group, p);
        if (*days == 0) sum.headcount_start = flow->headcount_start;
        sum.hires += flow->hires;
        sum.transfers_in += flow->transfers_in;
        sum.transfers_out += flow->transfers_out;
        sum.exits += flow->exits;
        sum.headcount_end = flow->headcount_end;
        sum.person_days += flow->person_days;
        sum.month_ends += flow->month_ends;
        sum.monthly_headcount += flow->monthly_headcount;
        for (size_t k = 1; k <= n_causes; k++) sum.exits_by_cause[k] += flow->exits_by_cause[k];
        *days += flows->days[p];
    }
    return sum;
}

static double ratio(double exits, double denominator) { return denominator > 0 ? exits / denominator : NAN; }

struct turnover flows_turnover(const struct flow *flow, double exits, double days) {
    struct turnover t = {.average = flow->person_days / days};
    t.rate = ratio(exits, t.average);
    t.rate_annualised = t.rate * 365.25 / days;
    t.rate_mid = ratio(exits, (flow->headcount_start + flow->headcount_end) / 2);
    t.rate_end = ratio(exits, flow->headcount_end);
    t.rate_start = ratio(exits, flow->headcount_start);
    t.rate_monthly = ratio(exits, flow->month_ends > 0 ? flow->monthly_headcount / flow->month_ends : 0);
    return t;
}
