/* cohorts.c: what the cohorts are like. */
#include "models/cohort_gathering.h"

#include "engine/base/blocks.h"
#include "models/exponential.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COHORT_BLOCKS = 16 };

static const double DAYS_A_MONTH = 30.4375;

/* One flat row a cohort: people, then [month](there, retired), [month][cause] leavers, [cause](leavers, their pay, its square), statutory payments,
 * then of each scenario what differs by month. */
struct gathering {
    const struct cohorts_input *input;
    const struct assigning *assigned;
    size_t width, leave_at, pay_at, paid_at, fresh_at, heads_width;
    size_t *cover_at, *alternative_at; /* [scenario]; SIZE_MAX = none */
    size_t *by_month, n_by_month;      /* scenarios that have either */
    bool due;                          /* is any statutory payment? */
    double *slots;                                /* [block][cohort][width] */
    double *heads;                                /* [block][scenario][level x 2] */
    size_t fresh_months;
};

enum { ROW_PEOPLE, ROW_FIRST_MONTH }; /* then [month](there, retired) */

static bool is_due(const struct forecast_costs *costs) {
    for (size_t m = 0; m < costs->n_models && costs->pay; m++) {
        if (costs->transition[m]) return true;
    }
    return false;
}

static void lay_out(struct gathering *g, struct arena *scratch) {
    const struct cohorts_input *in = g->input;
    size_t months = in->base->people->months, causes = in->base->people->n_causes, at = ROW_FIRST_MONTH + 2 * months;
    g->leave_at = at;
    at += months * causes;
    g->pay_at = at;
    at += 3 * causes;
    g->paid_at = at;
    if (in->base->costs.pay) at += months * causes;
    g->fresh_at = at;
    g->fresh_months = in->fresh ? months : 0;
    at += g->fresh_months * causes;
    g->cover_at = ARENA_ARRAY(scratch, size_t, in->n_scenarios + 1);
    g->alternative_at = ARENA_ARRAY(scratch, size_t, in->n_scenarios + 1);
    g->by_month = ARENA_ARRAY(scratch, size_t, in->n_scenarios + 1);
    g->due = is_due(&in->base->costs);
    for (size_t s = 0; s < in->n_scenarios; s++) {
        g->cover_at[s] = g->alternative_at[s] = SIZE_MAX;
        if (in->scenarios[s].n_members) continue;
        if (scenario_is_bounded(&in->scenarios[s]) || in->scenarios[s].hazard) g->by_month[g->n_by_month++] = s;
        if (scenario_is_bounded(&in->scenarios[s])) {
            g->cover_at[s] = at;
            at += months;
        }
        if (in->scenarios[s].hazard) {
            g->alternative_at[s] = at;
            at += months * causes;
        }
    }
    g->width = at;
    g->heads_width = in->n_scenarios * 2 * (in->n_levels + 1);
}

static void count_heads(const struct gathering *g, size_t i, double *heads) {
    const struct cohorts_input *in = g->input;
    uint32_t level = in->level.data ? values_code(in->level, i) : 0;
    for (size_t s = 0; s < in->n_scenarios; s++) {
        double *at = heads + (s * (in->n_levels + 1) + level) * 2;
        if (in->scenarios[s].n_members || !scenario_reaches(in, &in->scenarios[s], i)) continue;
        at[0]++;
        if (in->base->costs.pay) at[1] += in->base->costs.pay[i];
    }
}

struct month {
    size_t t, p;
    double *leavers, *hazard; /* [cause] */
    double *changed;          /* [cause] under a scenario */
};

static void add_reach(const struct gathering *g, size_t i, const struct month *now, double *row) {
    const struct cohorts_input *in = g->input;
    size_t causes = in->base->people->n_causes;
    for (size_t k = 0; k < g->n_by_month; k++) {
        size_t s = g->by_month[k];
        const struct scenario *scenario = &in->scenarios[s];
        if (g->cover_at[s] != SIZE_MAX && in->base->people->tenure[i] < scenario->tenure_to && (!scenario->in_scope || scenario->in_scope[i])) {
            double leavers = 0;
            for (size_t c = 0; c < causes; c++) leavers += !scenario->cause || scenario->cause == c + 1 ? now->leavers[c] : 0;
            row[g->cover_at[s] + now->t] += leavers * scenario_within(scenario, in->base->people->tenure[i], now->t);
        }
        if (g->alternative_at[s] == SIZE_MAX) continue;
        (void)forecast_month_hazards(in->base->people, in->base->risk, scenario->hazard, i, now->p, now->changed);
        for (size_t c = 0; c < causes; c++) {
            if (now->hazard[c] > 0) row[g->alternative_at[s] + now->t * causes + c] += now->leavers[c] * now->changed[c] / now->hazard[c];
        }
    }
}

/* What the law has the month's leavers paid. */
static void add_paid(const struct gathering *g, size_t i, const struct month *now, double *row) {
    const struct forecast_costs *costs = &g->input->base->costs;
    size_t causes = g->input->base->people->n_causes, class = costs->class_of[i];
    double month_pay = costs->pay[i] / 12 * (1 + costs->allowances), years = (g->input->base->people->tenure[i] + ((double)now->t + 0.5) * DAYS_A_MONTH) / 365.25;
    int16_t by = g->input->base->people->retires_by ? g->input->base->people->retires_by[i] : INT16_MAX;
    for (size_t c = 0; c < causes && by > (int)now->t; c++) {
        bool retires = by != INT16_MAX && c + 1 == g->input->base->people->retirement;
        if (!costs->transition[costs->model_of_slot[class * causes + c]] || retires) continue;
        row[g->paid_at + now->t * causes + c] += now->leavers[c] * cost_transition(month_pay, years, costs->cap[now->t]);
    }
}

/* Of whoever comes in the person's place, as often as the place falls vacant. */
static void add_fresh(const struct gathering *g, size_t i, double leave, double *row) {
    const struct forecast_input *base = g->input->base;
    const double *at = g->input->fresh + i * base->people->months * base->risk->n_models;
    for (size_t a = 0; a < base->people->months; a++) {
        for (size_t m = 0; m < base->risk->n_models; m++) {
            double h = leave * at[a * base->risk->n_models + m];
            uint8_t cause = base->risk->cause[m];
            double *of = row + g->fresh_at + a * base->people->n_causes;
            if (cause) of[cause - 1] += h;
            for (size_t c = 1; c <= base->people->n_causes && !cause; c++) of[c - 1] += h * base->people->cause_share[c];
        }
    }
}

static void add_person(const struct gathering *g, size_t i, double *row, double *scratch) {
    const struct forecast_input *base = g->input->base;
    size_t causes = base->people->n_causes;
    struct month now = {0, 0, scratch, scratch + causes, scratch + 2 * causes};
    double stay = 1, hazard = 0, gone = 0;
    int16_t by = base->people->retires_by ? base->people->retires_by[i] : INT16_MAX;
    double *all = scratch + 3 * causes; /* leavers of all months, by cause */
    memset(all, 0, causes * sizeof *all);
    row[ROW_PEOPLE]++;
    for (size_t t = 0; t < base->people->months; t++) {
        double retired = stay * retirement_share(by, t);
        now.t = t;
        if (t % base->people->step == 0) {
            now.p = t / base->people->step;
            hazard = forecast_month_hazards(base->people, base->risk, base->risk->hazard, i, now.p, now.hazard);
            gone = 1 - exp_minus(hazard);
        }
        row[ROW_FIRST_MONTH + 2 * t] += stay;
        row[ROW_FIRST_MONTH + 2 * t + 1] += retired;
        stay -= retired;
        double per_hazard = hazard > 0 ? stay * gone / hazard : 0;
        for (size_t c = 0; c < causes; c++) {
            now.leavers[c] = per_hazard * now.hazard[c];
            row[g->leave_at + t * causes + c] += now.leavers[c];
            all[c] += now.leavers[c];
        }
        stay -= stay * gone;
        if (g->n_by_month) add_reach(g, i, &now, row);
        if (g->due) add_paid(g, i, &now, row);
        if (retired > 0) all[base->people->retirement - 1] += retired;
    }
    for (size_t c = 0; c < causes && base->costs.pay; c++) {
        double *of = row + g->pay_at + 3 * c;
        of[0] += all[c];
        of[1] += all[c] * base->costs.pay[i];
        of[2] += all[c] * base->costs.pay[i] * base->costs.pay[i];
    }
    if (g->fresh_months) add_fresh(g, i, 1 - stay, row);
}

static void gather_block(size_t block, size_t first, size_t last, void *context) {
    const struct gathering *g = context;
    double *rows = g->slots + block * g->assigned->n * g->width, *heads = g->heads + block * g->heads_width;
    double *scratch = calloc(4 * g->input->base->people->n_causes + 1, sizeof *scratch);
    if (!scratch) abort();
    for (size_t i = first; i < last; i++) {
        if (!g->assigned->key[i]) continue;
        add_person(g, i, rows + g->assigned->cohort[i] * g->width, scratch);
        count_heads(g, i, heads);
    }
    free(scratch);
}

/* --- from sums to hazards -------------------------------------------------------------------------------------------- */

/* The hazards under which the cohort's own leavers leave. */
static void set_hazards(const struct gathering *g, const double *row, size_t k, struct cohorts *co) {
    for (size_t t = 0; t < co->months; t++) {
        double there = row[ROW_FIRST_MONTH + 2 * t], retired = row[ROW_FIRST_MONTH + 2 * t + 1], leavers = 0;
        for (size_t c = 0; c < co->causes; c++) leavers += row[g->leave_at + t * co->causes + c];
        if (co->retire) co->retire[t * co->n + k] = there > 0 ? retired / there : 0;
        double hazard = leavers > 0 && there > retired ? -log1p(-leavers / (there - retired)) : 0;
        for (size_t c = 0; c < co->causes && leavers > 0; c++) {
            co->hazard[(t * co->causes + c) * co->n + k] = hazard * row[g->leave_at + t * co->causes + c] / leavers;
        }
    }
}

static void set_prices(const struct gathering *g, const double *row, size_t k, size_t person, struct cohorts *co) {
    const struct forecast_costs *costs = &g->input->base->costs;
    size_t class = costs->class_of[person];
    for (size_t c = 0; c < co->causes; c++) {
        const double *of = row + g->pay_at + 3 * c;
        co->pay[c * co->n + k] = of[0] > 0 ? of[1] / of[0] : costs->pay[person];
        co->pay_variance[c * co->n + k] = of[0] > 0 ? fmax(0, of[2] / of[0] - of[1] / of[0] * (of[1] / of[0])) : 0;
        co->model_of[c * co->n + k] = costs->model_of_slot[class * co->causes + c];
        for (size_t t = 0; t < co->months && co->transition; t++) {
            double of_month = row[g->leave_at + t * co->causes + c];
            double paid = row[g->paid_at + t * co->causes + c];
            if (of_month > 0) co->transition[(t * co->causes + c) * co->n + k] = paid / of_month;
            co->is_paid[c] = co->is_paid[c] || paid > 0;
        }
    }
}

static void set_fresh(const struct gathering *g, const double *row, size_t k, struct cohorts *co) {
    double leave = 0;
    for (size_t t = 0; t < co->months; t++) {
        leave += row[ROW_FIRST_MONTH + 2 * t + 1];
        for (size_t c = 0; c < co->causes; c++) leave += row[g->leave_at + t * co->causes + c];
    }
    for (size_t a = 0; a < g->fresh_months * co->causes && leave > 0; a++) co->fresh[a * co->n + k] = row[g->fresh_at + a] / leave;
}

static void set_reach(const struct gathering *g, const double *row, size_t k, size_t person, size_t s, struct cohorts *co) {
    const struct scenario *scenario = &g->input->scenarios[s];
    struct cohort_reach *reach = &co->reach[s];
    double in = scenario->in_scope ? scenario->in_scope[person] : 1;
    if (reach->spill) reach->spill[k] = scenario->spill_scope ? scenario->spill_scope[person] : 1;
    for (size_t t = 0; t < (reach->by_month ? co->months : 1); t++) {
        double leavers = 0;
        for (size_t c = 0; c < co->causes; c++) leavers += !scenario->cause || scenario->cause == c + 1 ? row[g->leave_at + t * co->causes + c] : 0;
        double share = !reach->by_month ? 1 : leavers > 0 ? row[g->cover_at[s] + t] / leavers : 0;
        reach->cover[t * co->n + k] = in * share;
        if (reach->fresh_cover) reach->fresh_cover[t * co->n + k] = in * scenario_within(scenario, 0, t);
    }
    for (size_t a = 0; a < co->months * co->causes && reach->alternative; a++) {
        double leavers = row[g->leave_at + a];
        reach->alternative[a * co->n + k] = leavers > 0 ? row[g->alternative_at[s] + a] / leavers : 1;
    }
}

static void make_room(const struct gathering *g, struct cohorts *co, struct arena *arena) {
    const struct cohorts_input *in = g->input;
    size_t cells = co->months * co->causes * co->n + 1;
    co->people = ARENA_ARRAY(arena, double, co->n + 1);
    co->hazard = ARENA_ARRAY(arena, double, cells);
    if (in->base->people->retires_by) co->retire = ARENA_ARRAY(arena, double, co->months * co->n + 1);
    co->pay = ARENA_ARRAY(arena, double, co->causes * co->n + 1);
    co->pay_variance = ARENA_ARRAY(arena, double, co->causes * co->n + 1);
    co->model_of = ARENA_ARRAY(arena, uint16_t, co->causes * co->n + 1);
    if (is_due(&in->base->costs)) co->transition = ARENA_ARRAY(arena, double, cells);
    co->is_paid = ARENA_ARRAY(arena, bool, co->causes + 1);
    co->level = ARENA_ARRAY(arena, uint32_t, co->n + 1);
    if (in->fresh) co->fresh = ARENA_ARRAY(arena, double, cells);
    co->reach = ARENA_ARRAY(arena, struct cohort_reach, in->n_scenarios + 1);
    for (size_t s = 0; s < in->n_scenarios; s++) {
        const struct scenario *scenario = &in->scenarios[s];
        struct cohort_reach *reach = &co->reach[s];
        reach->by_month = g->cover_at[s] != SIZE_MAX;
        reach->cover = ARENA_ARRAY(arena, double, (reach->by_month ? co->months : 1) * co->n + 1);
        if (reach->by_month && in->fresh) reach->fresh_cover = ARENA_ARRAY(arena, double, co->months * co->n + 1);
        if (scenario->spills) reach->spill = ARENA_ARRAY(arena, double, co->n + 1);
        if (scenario->hazard) reach->alternative = ARENA_ARRAY(arena, double, cells);
        reach->heads_by_level = ARENA_ARRAY(arena, double, in->n_levels + 1);
        reach->pay_by_level = ARENA_ARRAY(arena, double, in->n_levels + 1);
        reach->comers_by_level = ARENA_ARRAY(arena, double, in->n_levels + 1);
        reach->comers_pay_by_level = ARENA_ARRAY(arena, double, in->n_levels + 1);
    }
}

static void set_heads(const struct gathering *g, struct cohorts *co) {
    for (size_t s = 0; s < g->input->n_scenarios; s++) {
        struct cohort_reach *reach = &co->reach[s];
        for (size_t level = 0; level <= g->input->n_levels; level++) {
            const double *at = g->heads + (s * (g->input->n_levels + 1) + level) * 2;
            reach->heads += reach->heads_by_level[level] = at[0];
            reach->pay += reach->pay_by_level[level] = at[1];
        }
    }
}

struct cohorts cohorts_make(const struct cohorts_input *input, struct arena *arena) {
    struct arena scratch = {0};
    struct assigning assigned = {.input = input};
    struct gathering g = {.input = input, .assigned = &assigned};
    const struct forecast_input *base = input->base;
    cohort_assign(&assigned, &scratch);
    lay_out(&g, &scratch);
    size_t count = blocks_count(base->people->n, PEOPLE_LEAST), width = assigned.n * g.width;
    if (count > COHORT_BLOCKS) count = COHORT_BLOCKS;
    g.slots = ARENA_ARRAY(&scratch, double, (count + 1) * width + 1);
    g.heads = ARENA_ARRAY(&scratch, double, (count + 1) * g.heads_width + 1);
    blocks_run(base->people->n, count, gather_block, &g);
    blocks_fold(g.slots, count, width);
    blocks_fold(g.heads, count, g.heads_width);
    struct cohorts co = {.n = (assigned.n + COHORT_LANES - 1) / COHORT_LANES * COHORT_LANES, .n_real = assigned.n, .months = base->people->months, .causes = base->people->n_causes,
                         .n_levels = input->n_levels, .lag = input->lag ? input->lag : 1, .retirement = base->people->retirement};
    make_room(&g, &co, arena);
    for (size_t k = 0; k < co.n_real; k++) {
        const double *row = g.slots + k * g.width;
        size_t person = assigned.first[k];
        co.people[k] = row[ROW_PEOPLE];
        co.level[k] = input->level.data ? values_code(input->level, person) : 0;
        set_hazards(&g, row, k, &co);
        if (base->costs.pay) set_prices(&g, row, k, person, &co);
        if (co.fresh) set_fresh(&g, row, k, &co);
        for (size_t s = 0; s < input->n_scenarios; s++) {
            if (!input->scenarios[s].n_members) set_reach(&g, row, k, person, s, &co);
        }
    }
    set_heads(&g, &co);
    if (co.fresh) cohort_count_comers(input, &co, arena);
    arena_free(&scratch);
    return co;
}
