/* tables_effects.c: what each term does to the risk itself, in percentage points. */
#include "engine/app/estimates.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "engine/report/wording.h"
#include "models/marginal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

static const struct report_column EFFECTS[] = {
    {"model", CELL_TEXT, "The model"},
    {"term", CELL_TEXT, "The term"},
    {"level", CELL_TEXT, "The category, where the term has them"},
    {"per", CELL_TEXT, "What the risk is of: a month, quarter or year of the panel, a horizon, or the outcome of a row"},
    {"effect", CELL_NUMBER, "Average marginal effect on the risk: against the reference, or per unit"},
    {"std_error", CELL_NUMBER, "Its standard error (delta method); cluster-robust where asked for"},
    {"lower", CELL_NUMBER, "Lower 95 % limit"},
    {"upper", CELL_NUMBER, "Upper 95 % limit"},
    {"points", CELL_NUMBER, "The effect in percentage points"},
    {"points_lower", CELL_NUMBER, "Lower 95 % limit"},
    {"points_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"deviation", CELL_NUMBER, "Of a number: its standard deviation, to judge an effect per unit by"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

/* Where two terms speak of one attribute there is no effect of it alone. */
static bool stands_alone(const struct design *design, const char *name, size_t term) {
    if (strstr(name, " x ")) return false;
    for (size_t f = 0; f < design->n_factors; f++) {
        if (design->factors[f].term != term && term_speaks_of(name, design->factors[f].name)) return false;
    }
    for (size_t k = 0; k < design->n_numbers; k++) {
        if (design->numbers[k].term != term && term_speaks_of(name, design->numbers[k].name)) return false;
    }
    return true;
}

static const char *risk_is_of(const struct study *study, const struct fitted *m) {
    static const char *const STEPS[] = {"month", "quarter", "year"};
    if (study->timeless) return "row";
    return m->job->design == DESIGN_HORIZON ? arena_printf(study->arena, "%d months", m->job->months) : STEPS[study->job.period];
}

struct effects {
    double *effect, *error;
};

/* A category or number with what is known of its effect. */
struct effect {
    const char *term, *level;
    size_t column;
    double people, deviation;
};

struct telling {
    const struct study *study;
    const struct fitted *model;
    struct report_table *table;
    double *effect, *error; /* [column] */
};

static void add_effect(const struct telling *t, const struct effect *e) {
    double effect = t->effect[e->column], error = t->error[e->column], z = gsl_cdf_ugaussian_Pinv(0.975);
    if (isnan(effect)) return;
    row_begin(t->table, e->people, NULL);
    row_text(t->table, t->model->name);
    row_text(t->table, e->term);
    row_text(t->table, e->level);
    row_text(t->table, risk_is_of(t->study, t->model));
    const double values[] = {effect, error, effect - z * error, effect + z * error, 100 * effect, 100 * (effect - z * error), 100 * (effect + z * error), e->deviation, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(t->table, values[k]);
}

static void add_effects(const struct telling *t) {
    const struct design *design = &t->model->design;
    for (size_t f = 0; f < design->n_factors; f++) {
        const struct design_factor *factor = &design->factors[f];
        double *people = people_in_levels(t->study, factor, NULL, t->study->timeline.n);
        for (size_t level = 1; level <= factor->n_levels; level++) {
            add_effect(t, &(struct effect){factor->name, factor->labels[level], design->base[f] + level - 1, people ? people[level] : NAN, NAN});
        }
    }
    for (size_t k = 0; k < design->n_numbers; k++) {
        const struct design_number *number = &design->numbers[k];
        add_effect(t, &(struct effect){number->name, "", k, NAN, number->values.data ? number->scale : NAN});
    }
}

void tables_effects_begin(struct report *report) {
    report_table(report, "marginal_effects", "By how many percentage points the risk differs, other things as they are.", EFFECTS);
}

void tables_effects(const struct study *study, const struct fitted *m, struct report *report) {
    enum { COLUMNS_MOST = 600 };
    const struct design *design = &m->design;
    struct arena scratch = {0};
    if (design->n_columns > COLUMNS_MOST) {
        report_note(report, "models", say(report, "Model “%s” has %zu columns; effects in percentage points are worked out for %d at most.", "Model “%s” heeft %zu kolommen; effecten in procentpunten worden voor ten hoogste %d berekend."), m->name, design->n_columns, COLUMNS_MOST);
        return;
    }
    bool *factors = ARENA_ARRAY(&scratch, bool, design->n_factors + 1), *numbers = ARENA_ARRAY(&scratch, bool, design->n_numbers + 1);
    struct telling t = {study, m, report_open(report, "marginal_effects"), ARENA_ARRAY(&scratch, double, design->n_columns), ARENA_ARRAY(&scratch, double, design->n_columns)};
    for (size_t f = 0; f < design->n_factors; f++) factors[f] = stands_alone(design, design->factors[f].name, design->factors[f].term);
    for (size_t k = 0; k < design->n_numbers; k++) {
        const struct design_number *n = &design->numbers[k];
        numbers[k] = !n->spline && !n->times && !n->when.data && stands_alone(design, n->name, n->term);
    }
    marginal_effects(design, &m->panel, &m->fit, m->robust ? m->robust : m->fit.covariance, factors, numbers, t.effect, t.error);
    add_effects(&t);
    arena_free(&scratch);
}
