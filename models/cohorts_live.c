/* cohorts_live.c: one future of all cohorts side by side. */
#include "models/cohorts.h"

#include "engine/base/processors.h"
#include "models/exponential.h"

#include <math.h>
#include <string.h>

struct living {
    const struct cohorts *cohorts;
    const struct cohort_action *actions;
    size_t n_actions;
    const double *kappa, *unit;
    double *stay, *hazard, *money, *effective, *cost, *gone, *fresh_stay, *left_at; /* [cohort]; the last two [month][cohort] */
    struct cohort_life *life;
};

size_t cohorts_work(const struct cohorts *cohorts) { return cohorts->n * (6 + (cohorts->fresh ? 2 * cohorts->months : 0)); }

FOR_SEVERAL_PROCESSORS
static void times(double *restrict out, const double *restrict x, double by, size_t n) {
    for (size_t k = 0; k < n; k++) out[k] = x[k] * by;
}

FOR_SEVERAL_PROCESSORS
static void take_off(double *restrict x, const double *restrict share, double off, size_t n) {
    for (size_t k = 0; k < n; k++) x[k] *= 1 - share[k] * off;
}

FOR_SEVERAL_PROCESSORS
static void take_both_off(double *restrict x, const double *restrict share, double off, const double *restrict spill, double spill_off, size_t n) {
    for (size_t k = 0; k < n; k++) x[k] *= 1 - share[k] * off - (1 - share[k]) * spill[k] * spill_off;
}

FOR_SEVERAL_PROCESSORS
static void add_cause(double *restrict hazard, double *restrict money, const double *restrict effective, const double *restrict unit, size_t n) {
    for (size_t k = 0; k < n; k++) {
        hazard[k] += effective[k];
        money[k] += effective[k] * unit[k];
    }
}

FOR_SEVERAL_PROCESSORS
static void add_paid(double *restrict money, const double *restrict effective, const double *restrict paid, size_t n) {
    for (size_t k = 0; k < n; k++) money[k] += effective[k] * paid[k];
}

FOR_SEVERAL_PROCESSORS
static void add_plain(double *restrict hazard, double *restrict money, const double *restrict h, double kappa, const double *restrict unit, size_t n) {
    for (size_t k = 0; k < n; k++) {
        double scaled = h[k] * kappa;
        hazard[k] += scaled;
        money[k] += scaled * unit[k];
    }
}

FOR_SEVERAL_PROCESSORS
static void add_less(double *restrict hazard, double *restrict money, const double *restrict h, double kappa, const double *restrict unit, const double *restrict share, double off, size_t n) {
    for (size_t k = 0; k < n; k++) {
        double scaled = h[k] * kappa * (1 - share[k] * off);
        hazard[k] += scaled;
        money[k] += scaled * unit[k];
    }
}

/* A month: who goes, at the mean cost of the causes by which they go. */
FOR_SEVERAL_PROCESSORS
static void let_go(double *restrict stay, const double *restrict hazard, const double *restrict money, double *restrict gone, double *restrict cost, size_t n) {
    for (size_t k = 0; k < n; k++) {
        double h = hazard[k], now = stay[k] * (1 - exp_minus(h));
        gone[k] = now;
        stay[k] -= now;
        cost[k] += h > 1e-300 ? now * money[k] / h : 0;
    }
}

FOR_SEVERAL_PROCESSORS
static void add(double *restrict to, const double *restrict x, size_t n) {
    for (size_t k = 0; k < n; k++) to[k] += x[k];
}

/* h' = h (1 + s (ratio^bend - 1)) of those in scope. */
static void change(double *x, const double *ratio, const double *cover, double strength, double bend, size_t n) {
    for (size_t k = 0; k < n; k++) {
        double by = ratio[k] == 1 || bend == 1 ? ratio[k] : fmin(pow(ratio[k], bend), 1e6);
        x[k] *= 1 + cover[k] * strength * (by - 1);
    }
}

/* Who is in scope in month t; age: months of tenure of those who came, SIZE_MAX for who was there. */
static const double *cover_of(const struct living *l, const struct cohort_action *action, size_t t, size_t age) {
    const struct cohort_reach *reach = action->reach;
    if (age != SIZE_MAX && reach->fresh_cover) return reach->fresh_cover + age * l->cohorts->n;
    return reach->cover + (reach->by_month ? t * l->cohorts->n : 0);
}

/* One scenario on the hazards of one cause in month t. */
static void act(const struct living *l, const struct cohort_action *action, size_t c, size_t t, size_t age) {
    const struct scenario *scenario = action->scenario;
    const struct cohort_reach *reach = action->reach;
    size_t n = l->cohorts->n;
    double strength = scenario->strength[t];
    if (strength <= 0) return;
    const double *cover = cover_of(l, action, t, age);
    if (reach->alternative) {
        change(l->effective, reach->alternative + (t * l->cohorts->causes + c) * n, cover, strength, action->bend, n);
        return;
    }
    if (scenario->cause && scenario->cause != c + 1) return;
    if (reach->spill) {
        take_both_off(l->effective, cover, strength * action->off, reach->spill, strength * action->spill_off, n);
    } else if (action->off != 0) {
        take_off(l->effective, cover, strength * action->off, n);
    }
}

/* Does any scenario do anything to the cause in month t? */
static bool acted_on(const struct living *l, size_t c, size_t t) {
    for (size_t a = 0; a < l->n_actions; a++) {
        const struct scenario *scenario = l->actions[a].scenario;
        bool its = l->actions[a].reach->alternative || !scenario->cause || scenario->cause == c + 1;
        if (its && scenario->strength[t] > 0) return true;
    }
    return false;
}

/* The hazards and what a leaver costs in month t. */
static void gather_month(const struct living *l, const double *hazard, size_t t, size_t age) {
    const struct cohorts *co = l->cohorts;
    memset(l->hazard, 0, co->n * sizeof(double));
    memset(l->money, 0, co->n * sizeof(double));
    for (size_t c = 0; c < co->causes; c++) {
        bool paid = co->transition && co->is_paid[c] && age == SIZE_MAX, acted = acted_on(l, c, t);
        const struct cohort_action *only = l->n_actions == 1 ? &l->actions[0] : NULL;
        if (!paid && !acted) {
            add_plain(l->hazard, l->money, hazard + c * co->n, l->kappa[c], l->unit + c * co->n, co->n);
            continue;
        }
        if (!paid && only && !only->reach->alternative && !only->reach->spill) { /* the usual one, in one go */
            add_less(l->hazard, l->money, hazard + c * co->n, l->kappa[c], l->unit + c * co->n, cover_of(l, only, t, age), only->scenario->strength[t] * only->off, co->n);
            continue;
        }
        times(l->effective, hazard + c * co->n, l->kappa[c], co->n);
        for (size_t a = 0; a < l->n_actions; a++) act(l, &l->actions[a], c, t, age);
        add_cause(l->hazard, l->money, l->effective, l->unit + c * co->n, co->n);
        if (paid) add_paid(l->money, l->effective, co->transition + (t * co->causes + c) * co->n, co->n);
    }
}

static void retire(const struct living *l, size_t t) {
    const struct cohorts *co = l->cohorts;
    if (!co->retire) return;
    const double *share = co->retire + t * co->n, *unit = l->unit + (size_t)(co->retirement - 1) * co->n;
    for (size_t k = 0; k < co->n; k++) {
        double now = l->stay[k] * share[k];
        if (now <= 0) continue;
        l->stay[k] -= now;
        l->life->leave[k] += now;
        l->cost[k] += now * unit[k];
        if (l->left_at) l->left_at[t * co->n + k] += now;
        if (l->life->month_leave) l->life->month_leave[t * co->n + k] += now;
        if (l->life->month_cost) l->life->month_cost[t * co->n + k] += now * unit[k];
    }
}

/* What the month adds to what was asked for; `cost` is all there was before it. */
static void keep_month(const struct living *l, size_t t, double *leavers) {
    size_t n = l->cohorts->n;
    add(l->life->leave, l->gone, n);
    if (l->left_at) add(l->left_at + t * n, l->gone, n);
    if (leavers) add(leavers + t * n, l->gone, n);
    for (size_t k = 0; l->life->month_cost && k < n; k++) {
        if (l->hazard[k] > 1e-300) l->life->month_cost[t * n + k] += l->gone[k] * l->money[k] / l->hazard[k];
    }
}

/* Those who came in the place of who left: each month's own, with their own tenure. */
static void live_fresh(const struct living *l, size_t t) {
    const struct cohorts *co = l->cohorts;
    if (t >= co->lag) {
        memcpy(l->fresh_stay + t * co->n, l->left_at + (t - co->lag) * co->n, co->n * sizeof(double));
        if (l->life->month_hires) add(l->life->month_hires + t * co->n, l->fresh_stay + t * co->n, co->n);
    }
    for (size_t came = co->lag; came <= t; came++) {
        gather_month(l, co->fresh + (t - came) * co->causes * co->n, t, t - came);
        let_go(l->fresh_stay + came * co->n, l->hazard, l->money, l->gone, l->cost, co->n);
        keep_month(l, t, l->life->month_fresh);
    }
}

void cohorts_live(const struct cohorts *co, const struct cohort_action *actions, size_t n_actions, const double *kappa, const double *unit, double *work,
                  struct cohort_life *life) {
    size_t n = co->n, by_month = co->fresh ? co->months * n : 0;
    struct living l = {co, actions, n_actions, kappa, unit, work, work + n, work + 2 * n, work + 3 * n, work + 4 * n, work + 5 * n,
                       by_month ? work + 6 * n : NULL, by_month ? work + 6 * n + by_month : NULL, life};
    life->leavers = life->cost = 0;
    if (!n) return; /* a part that nobody is in */
    memcpy(l.stay, co->people, n * sizeof(double));
    memset(l.cost, 0, n * sizeof(double));
    memset(life->leave, 0, n * sizeof(double));
    if (by_month) memset(l.fresh_stay, 0, 2 * by_month * sizeof(double));
    for (size_t t = 0; t < co->months; t++) {
        retire(&l, t);
        gather_month(&l, co->hazard + t * co->causes * n, t, SIZE_MAX);
        let_go(l.stay, l.hazard, l.money, l.gone, l.cost, n);
        keep_month(&l, t, life->month_leave);
        if (co->fresh) live_fresh(&l, t);
    }
    for (size_t k = 0; k < n; k++) {
        life->leavers += life->leave[k];
        life->cost += l.cost[k];
    }
    if (life->spent) memcpy(life->spent, l.cost, n * sizeof(double));
}
