/* cohort_reach.c: whom scenarios reach: people, those who come later, and the part of the cohorts that they change. */
#include "models/cohort_gathering.h"

#include <math.h>

static const double DAYS_A_MONTH = 30.4375;

/* The part of month t in which a tenure begun at `tenure` lies within the scope. */
double scenario_within(const struct scenario *s, double tenure, size_t t) {
    double begin = tenure + (double)t * DAYS_A_MONTH, end = begin + DAYS_A_MONTH;
    double from = fmax(begin, s->tenure_from), to = fmin(end, s->tenure_to);
    return to > from ? (to - from) / DAYS_A_MONTH : 0;
}

/* Is the person in the scope of the scenario at any time while it works? */
bool scenario_reaches(const struct cohorts_input *in, const struct scenario *s, size_t i) {
    if (s->in_scope && !s->in_scope[i]) return false;
    for (size_t t = 0; t < in->base->people->months; t++) {
        if (s->strength[t] > 0 && (!scenario_is_bounded(s) || scenario_within(s, in->base->people->tenure[i], t) > 0)) return true;
    }
    return false;
}

void cohorts_heads(const struct cohorts_input *in, const size_t *scenarios, size_t n, double *heads, double *pay) {
    *heads = *pay = 0;
    for (size_t i = 0; i < in->base->people->n; i++) {
        bool reached = false;
        for (size_t k = 0; k < n && !reached && in->base->people->include[i]; k++) reached = scenario_reaches(in, &in->scenarios[scenarios[k]], i);
        if (!reached) continue;
        *heads += 1;
        if (in->base->costs.pay) *pay += in->base->costs.pay[i];
    }
}

/* --- those who come --------------------------------------------------------------------------------------------------- */

/* Is somebody who comes in month `came` in the scope at any time while the scenario works? */
static bool reaches_comer(const struct scenario *s, const struct cohort_reach *reach, const struct cohorts *co, size_t k, size_t came) {
    for (size_t t = came; t < co->months; t++) {
        double cover = reach->fresh_cover ? reach->fresh_cover[(t - came) * co->n + k] : reach->cover[k];
        if (s->strength[t] > 0 && cover > 0) return true;
    }
    return false;
}

/* Whom each scenario reaches of those who come in the place of leavers, as many as come without any scenario. */
void cohort_count_comers(const struct cohorts_input *input, struct cohorts *co, struct arena *arena) {
    struct arena scratch = {0};
    double *kappa = ARENA_ARRAY(&scratch, double, co->causes + 1);
    struct cohort_life life = {.leave = ARENA_ARRAY(&scratch, double, co->n + 1), .month_hires = ARENA_ARRAY(&scratch, double, co->months * co->n + 1)};
    for (size_t c = 0; c < co->causes; c++) kappa[c] = 1;
    cohorts_live(co, NULL, 0, kappa, ARENA_ARRAY(&scratch, double, co->causes * co->n + 1), ARENA_ARRAY(&scratch, double, cohorts_work(co)), &life);
    for (size_t s = 0; s < input->n_scenarios; s++) {
        struct cohort_reach *reach = &co->reach[s];
        if (input->scenarios[s].n_members) continue;
        reach->comers = ARENA_ARRAY(arena, double, co->months + 1);
        reach->comers_pay = ARENA_ARRAY(arena, double, co->months + 1);
        for (size_t came = 0; came < co->months; came++) {
            for (size_t k = 0; k < co->n_real; k++) {
                double hires = life.month_hires[came * co->n + k];
                if (hires <= 0 || !reaches_comer(&input->scenarios[s], reach, co, k, came)) continue;
                reach->comers[came] += hires;
                reach->comers_by_level[co->level[k]] += hires;
                for (size_t t = came; t < co->months; t++) {
                    reach->comers_pay[t] += hires * co->pay[k];
                    reach->comers_pay_by_level[co->level[k]] += hires * co->pay[k] / 12 * input->scenarios[s].active[t];
                }
            }
        }
    }
    arena_free(&scratch);
}

/* --- a part of them -------------------------------------------------------------------------------------------------- */

static bool is_touched(const struct cohorts *co, const struct cohort_reach *reach, size_t k) {
    if (reach->spill && reach->spill[k] > 0) return true;
    for (size_t t = 0; t < (reach->by_month ? co->months : 1); t++) {
        if (reach->cover[t * co->n + k] > 0 || (reach->fresh_cover && reach->fresh_cover[t * co->n + k] > 0)) return true;
    }
    return false;
}

/* rows x cohorts of an array, those that index names; NULL stays NULL. */
static double *part_of(const double *from, size_t rows, const struct cohorts *whole, const struct cohorts *part, const uint32_t *index, struct arena *arena) {
    if (!from) return NULL;
    double *to = ARENA_ARRAY(arena, double, rows * part->n + 1);
    for (size_t r = 0; r < rows; r++) {
        for (size_t k = 0; k < part->n_real; k++) to[r * part->n + k] = from[r * whole->n + index[k]];
    }
    return to;
}

struct cohorts cohorts_reached(const struct cohorts *co, const size_t *scenarios, size_t n, size_t n_scenarios, uint32_t **index, struct arena *arena) {
    struct cohorts part = *co;
    uint32_t *of = *index = ARENA_ARRAY(arena, uint32_t, co->n + 1);
    part.n_real = 0;
    for (size_t k = 0; k < co->n_real; k++) {
        bool touched = false;
        for (size_t s = 0; s < n && !touched; s++) touched = is_touched(co, &co->reach[scenarios[s]], k);
        if (touched) of[part.n_real++] = (uint32_t)k;
    }
    part.n = (part.n_real + COHORT_LANES - 1) / COHORT_LANES * COHORT_LANES;
    part.people = part_of(co->people, 1, co, &part, of, arena);
    part.hazard = part_of(co->hazard, co->months * co->causes, co, &part, of, arena);
    part.retire = part_of(co->retire, co->months, co, &part, of, arena);
    part.pay = part_of(co->pay, co->causes, co, &part, of, arena);
    part.pay_variance = part_of(co->pay_variance, co->causes, co, &part, of, arena);
    part.transition = part_of(co->transition, co->months * co->causes, co, &part, of, arena);
    part.fresh = part_of(co->fresh, co->months * co->causes, co, &part, of, arena);
    part.level = ARENA_ARRAY(arena, uint32_t, part.n + 1);
    part.model_of = ARENA_ARRAY(arena, uint16_t, co->causes * part.n + 1);
    for (size_t k = 0; k < part.n_real; k++) {
        part.level[k] = co->level[of[k]];
        for (size_t c = 0; c < co->causes; c++) part.model_of[c * part.n + k] = co->model_of[c * co->n + of[k]];
    }
    part.reach = ARENA_ARRAY(arena, struct cohort_reach, n_scenarios + 1);
    for (size_t i = 0; i < n; i++) {
        const struct cohort_reach *from = &co->reach[scenarios[i]];
        struct cohort_reach *to = &part.reach[scenarios[i]];
        *to = *from;
        to->cover = part_of(from->cover, from->by_month ? co->months : 1, co, &part, of, arena);
        to->fresh_cover = part_of(from->fresh_cover, co->months, co, &part, of, arena);
        to->spill = part_of(from->spill, 1, co, &part, of, arena);
        to->alternative = part_of(from->alternative, co->months * co->causes, co, &part, of, arena);
    }
    return part;
}
