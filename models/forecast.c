/* forecast.c: the pass over people, from their hazards to sums. What the sums then mean is in forecast_draws.c. */
#include "models/forecast_sums.h"

#include "engine/base/blocks.h"
#include "models/exponential.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORECAST_BLOCKS = 16, SOURCES_LEAST = 4096 };

static const double DAYS_A_MONTH = 30.4375;

/* --- where each sum stands --------------------------------------------------------------------------------------- */

static void lay_out(struct forecast_sums *sums, const struct forecast_input *input, struct arena *arena) {
    const struct forecast_people *people = input->people;
    size_t at = SUM_FIRST_MONTH + people->months * people->n_causes;
    sums->slots_at = at;
    sums->n_slots = input->costs.pay ? input->costs.n_classes * people->n_causes : 0;
    sums->cell_width = at + 3 * sums->n_slots;
    sums->first_cell = ARENA_ARRAY(arena, size_t, people->n_groupings + 1);
    for (size_t g = 0; g < people->n_groupings; g++) {
        sums->first_cell[g] = sums->n_cells;
        sums->n_cells += people->groupings[g].n_groups;
    }
}

/* --- one person -------------------------------------------------------------------------------------------------- */

struct person {
    size_t source;
    double stay, leave; /* over the horizon */
    double *by_month;   /* [month x n_causes + cause - 1] */
    double *slots;      /* [cause - 1][3]: leavers, their pay, their statutory payments */
    double *hazard;     /* [cause - 1] of a month */
    double cost_variance, cost_covariance;
};

struct pass {
    const struct forecast_input *input;
    const struct forecast_sums *sums;
    double *slots;
    double *unit; /* [cost model][2] at its mean: an amount, and a multiple of pay, of all that counts */
};

double forecast_month_hazards(const struct forecast_people *people, const struct forecast_risk *risk, const double *hazard, size_t source, size_t period, double *of_cause) {
    const double *at = hazard + (source * people->n_periods + period) * risk->n_models;
    double sum = 0;
    memset(of_cause, 0, people->n_causes * sizeof *of_cause);
    for (size_t m = 0; m < risk->n_models; m++) {
        double h = at[m] / (double)people->step;
        sum += h;
        if (risk->cause[m]) of_cause[risk->cause[m] - 1] += h;
        for (size_t c = 1; c <= people->n_causes && !risk->cause[m]; c++) of_cause[c - 1] += h * people->cause_share[c];
    }
    return sum;
}

void forecast_unit(const struct forecast_costs *costs, const struct cost_unit *unit, double sums[2]) {
    sums[0] = sums[1] = 0;
    for (size_t i = 0; i < COST_PARTS; i++) {
        sums[0] += costs->counts[i] ? unit->amount[i] : 0;
        sums[1] += costs->counts[i] ? unit->per_pay[i] : 0;
    }
}

static int16_t retires_by(const struct forecast_people *people, size_t source) { return people->retires_by ? people->retires_by[source] : INT16_MAX; }

static void live_through(const struct forecast_input *input, struct person *person) {
    const struct forecast_people *people = input->people;
    size_t causes = people->n_causes;
    int16_t by = retires_by(people, person->source);
    double stay = 1, hazard = 0, gone = 0;
    memset(person->by_month, 0, people->months * causes * sizeof(double));
    for (size_t t = 0; t < people->months; t++) {
        double *of_month = person->by_month + t * causes, retired = stay * retirement_share(by, t);
        if (t % people->step == 0) {
            hazard = forecast_month_hazards(people, input->risk, input->risk->hazard, person->source, t / people->step, person->hazard);
            gone = 1 - exp_minus(hazard);
        }
        stay -= retired;
        for (size_t c = 0; c < causes && hazard > 0; c++) of_month[c] = stay * gone * person->hazard[c] / hazard;
        stay -= stay * gone;
        if (retired > 0) of_month[people->retirement - 1] += retired;
    }
    person->stay = stay;
    person->leave = 1 - stay;
}

/* Whether this person goes, and for what cause, is chance: so is what it costs. At mean unit costs. */
static void spread_cost(const struct forecast_input *input, const double *unit, struct person *person) {
    const struct forecast_costs *costs = &input->costs;
    size_t causes = input->people->n_causes, class = costs->class_of[person->source];
    double mean = 0, square = 0;
    for (size_t c = 0; c < causes; c++) {
        const double *slot = person->slots + 3 * c;
        if (slot[0] <= 0) continue;
        const double *of = unit + 2 * (size_t)costs->model_of_slot[class * causes + c];
        double cost = of[0] * slot[0] + of[1] * slot[1] + slot[2];
        mean += cost;
        square += cost * cost / slot[0];
    }
    person->cost_variance = square - mean * mean;
    person->cost_covariance = mean * person->stay;
}

/* By cause: how many of the person leave, their pay, and what the law has them paid. */
static void price(const struct forecast_input *input, const double *unit, struct person *person) {
    const struct forecast_costs *costs = &input->costs;
    size_t causes = input->people->n_causes, class = costs->class_of[person->source];
    double pay = costs->pay[person->source];
    int16_t by = retires_by(input->people, person->source);
    for (size_t c = 0; c < causes; c++) {
        double leavers = 0, paid = 0;
        bool due = costs->transition[costs->model_of_slot[class * causes + c]] && !(by != INT16_MAX && c + 1 == input->people->retirement);
        for (size_t t = 0; t < input->people->months; t++) {
            double now = person->by_month[t * causes + c], years = (input->people->tenure[person->source] + ((double)t + 0.5) * DAYS_A_MONTH) / 365.25;
            leavers += now;
            if (due && now > 0 && by > (int)t) paid += now * cost_transition(pay / 12 * (1 + costs->allowances), years, costs->cap[t]);
        }
        person->slots[3 * c] = leavers;
        person->slots[3 * c + 1] = leavers * pay;
        person->slots[3 * c + 2] = paid;
    }
    spread_cost(input, unit, person);
}

static void add_person(const struct pass *pass, const struct person *person, double *cell) {
    const struct forecast_input *input = pass->input;
    size_t causes = input->people->n_causes;
    cell[SUM_HEADCOUNT] += 1;
    cell[SUM_LEAVERS] += person->leave;
    cell[SUM_VARIANCE] += person->leave * person->stay;
    for (size_t i = 0; i < input->people->months * causes; i++) cell[SUM_FIRST_MONTH + i] += person->by_month[i];
    if (!input->costs.pay) return;
    double *slots = cell + pass->sums->slots_at + 3 * causes * (size_t)input->costs.class_of[person->source];
    cell[SUM_PAY] += input->costs.pay[person->source];
    cell[SUM_COST_VARIANCE] += person->cost_variance;
    cell[SUM_COST_COVARIANCE] += person->cost_covariance;
    for (size_t i = 0; i < 3 * causes; i++) slots[i] += person->slots[i];
}

/* --- everyone ---------------------------------------------------------------------------------------------------- */

static double of_cause(const struct forecast_input *input, const struct person *person) {
    double sum = 0;
    for (size_t t = 0; t < input->people->months && input->told_cause; t++) sum += person->by_month[t * input->people->n_causes + input->told_cause - 1];
    return sum;
}

static void run_block(size_t block, size_t first, size_t last, void *context) {
    const struct pass *pass = context;
    const struct forecast_input *input = pass->input;
    const struct forecast_people *people = input->people;
    double *slot = pass->slots + block * pass->sums->n_cells * pass->sums->cell_width;
    size_t months = people->months * people->n_causes;
    double *room = calloc(months + 4 * people->n_causes + 1, sizeof *room);
    if (!room) abort();
    struct person person = {.by_month = room, .slots = room + months, .hazard = room + months + 3 * people->n_causes};
    for (size_t i = first; i < last; i++) {
        if (!people->include[i]) continue;
        person.source = i;
        live_through(input, &person);
        if (input->costs.pay) price(input, pass->unit, &person);
        if (input->leave) input->leave[i] = person.leave;
        if (input->leave_of_cause) input->leave_of_cause[i] = of_cause(input, &person);
        bool counted = false; /* in the first segment, whose groups are added up to the whole later */
        for (size_t g = 1; g < people->n_groupings; g++) {
            uint32_t code = values_code(people->groupings[g].group, i);
            if (code) add_person(pass, &person, slot + (pass->sums->first_cell[g] + code - 1) * pass->sums->cell_width);
            counted = counted || (code && g == 1);
        }
        if (!counted) add_person(pass, &person, slot);
    }
    free(room);
}

struct forecast forecast_run(const struct forecast_input *input, struct arena *arena) {
    struct forecast_sums sums = {0};
    struct arena scratch = {0};
    lay_out(&sums, input, &scratch);
    size_t count = blocks_count(input->people->n, SOURCES_LEAST), width = sums.n_cells * sums.cell_width;
    if (count > FORECAST_BLOCKS) count = FORECAST_BLOCKS;
    struct pass pass = {.input = input, .sums = &sums, .slots = ARENA_ARRAY(&scratch, double, (count + 1) * width + 1)};
    pass.unit = ARENA_ARRAY(&scratch, double, 2 * input->costs.n_models + 1);
    for (size_t m = 0; m < input->costs.n_models && input->costs.pay; m++) forecast_unit(&input->costs, &input->draws->means[m], pass.unit + 2 * m);
    blocks_run(input->people->n, count, run_block, &pass);
    blocks_fold(pass.slots, count, width);
    for (size_t k = 0; input->people->n_groupings > 1 && k < input->people->groupings[1].n_groups * sums.cell_width; k++) {
        pass.slots[k % sums.cell_width] += pass.slots[sums.first_cell[1] * sums.cell_width + k];
    }
    sums.values = pass.slots;
    struct forecast forecast = forecast_draw(input, &sums, arena);
    arena_free(&scratch);
    return forecast;
}
