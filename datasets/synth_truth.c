#include "datasets/synth_truth.h"

#include <jansson.h>
#include <stdlib.h>

const struct synth_truth SYNTH_TRUTH = {
    .intercept = -3.35,
    .involuntary_intercept = -6.9,
    .departments = {{"Care", 0.15, 0.0},
                    {"Engineering", 0.14, 0.20},
                    {"Finance", 0.07, 0.25},
                    {"Hospitality", 0.09, 0.85},
                    {"Human Resources", 0.04, 0.05},
                    {"IT", 0.11, 0.25},
                    {"Logistics", 0.11, 0.20},
                    {"Production", 0.13, 0.0},
                    {"Public Affairs", 0.04, -0.35},
                    {"Retail", 0.12, 0.55}},
    .families = {{"Advisor", 0.18, 0.05}, {"Analyst", 0.17, 0.10}, {"Engineer", 0.20, 0.0},
                 {"Manager", 0.10, -0.15}, {"Operator", 0.22, 0.10}, {"Planner", 0.13, 0.0}},
    .levels = {{"1 Junior", 0.30, 0.30}, {"2 Medior", 0.38, 0.10}, {"3 Senior", 0.24, 0.0}, {"4 Lead", 0.08, -0.15}},
    .level_pay = {34000, 46000, 62000, 84000},
    .locations = {{"Amsterdam", 0.28, 0.15}, {"Eindhoven", 0.22, 0.05}, {"Groningen", 0.13, -0.10}, {"Rotterdam", 0.20, 0.05}, {"Utrecht", 0.17, 0.0}},
    .genders = {{"F", 0.485, 0.0}, {"M", 0.500, 0.0}, {"X", 0.015, 0.0}},
    .band_from = {0, 1, 30, 61, 91, 122, 183, 274, 365, 731, 1826, 3653},
    .band_effect = {-0.60, 0.25, 0.60, 0.95, 0.80, 0.60, 0.45, 0.30, 0.0, -0.35, -0.70, -1.00},
    .engagement = -0.16,
    .performance = -0.20,
    .absence_days = 0.035,
    .log_salary = -0.50,
    .remote_days = -0.08,
    .involuntary_performance = -0.55,
    .pension_at = 0.15,
    .pension_after = 0.7,
    .season = {0.10, 0.0, 0.05, -0.15},
    .manager_spread = 0.25,
    .early_share = 0.38,
    .rehired_share = 0.04,
    .missing_engagement = 0.05,
};

static json_t *effects(const struct synth_level *levels, size_t n) {
    json_t *object = json_object();
    for (size_t i = 0; i < n; i++) json_object_set_new(object, levels[i].name, json_real(levels[i].effect));
    return object;
}

static json_t *bands(const struct synth_truth *truth) {
    json_t *list = json_array();
    for (size_t i = 0; i < SYNTH_BANDS; i++) {
        json_array_append_new(list, json_pack("{s:i,s:f}", "tenure_days_from", (int)truth->band_from[i], "effect", truth->band_effect[i]));
    }
    return list;
}

void synth_truth_json(size_t employees, int years, uint64_t seed, struct text *out) {
    const struct synth_truth *t = &SYNTH_TRUTH;
    json_t *root = json_pack(
        "{s:I,s:i,s:I,s:s,s:f,s:o,s:o,s:o,s:o,s:o,s:{s:f,s:f,s:f,s:f,s:f},s:[f,f,f,f],s:f,s:{s:f,s:f,s:f,s:f},s:{s:i,s:f,s:f}}", "employees",
        (json_int_t)employees, "years", years, "seed", (json_int_t)seed, "scale",
        "log-odds of leaving voluntarily in a calendar month", "intercept", t->intercept, "tenure_bands", bands(t), "department",
        effects(t->departments, SYNTH_DEPARTMENTS), "job_family", effects(t->families, SYNTH_FAMILIES), "level",
        effects(t->levels, SYNTH_LEVELS), "location", effects(t->locations, SYNTH_LOCATIONS), "numbers", "engagement",
        t->engagement, "performance", t->performance, "absence_days", t->absence_days, "log_salary_over_50000", t->log_salary,
        "remote_days", t->remote_days, "season_by_quarter", t->season[0], t->season[1], t->season[2], t->season[3],
        "manager_standard_deviation", t->manager_spread, "involuntary", "intercept", t->involuntary_intercept,
        "department_effects_times", 0.5, "tenure_bands_times", 0.5, "performance_less_3", t->involuntary_performance, "retirement_hazard_a_month", "age", 67, "at", t->pension_at, "after", t->pension_after);
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
    text_add(out, text);
    text_add_char(out, '\n');
    free(text);
    json_decref(root);
}
