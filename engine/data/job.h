/* job.h: the job file as the program holds it: one struct a section, every name with the place it was written at.
 *
 * job_read fills it from YAML by the table in job_schema.c, which also documents every key (`behoud schema`). */
#ifndef BEHOUD_DATA_JOB_H
#define BEHOUD_DATA_JOB_H

#include "engine/base/days.h"
#include "engine/base/diag.h"

#include <stdbool.h>

/* A name from the job, where it stands; text is NULL when the key was not given. */
struct word {
    const char *text;
    struct place at;
};

/* Is the word a day of the calendar, yyyy-mm-dd, and not the name of a column? */
static inline bool word_is_day(const struct word *word) {
    int32_t day;
    return word->text && days_parse_iso(word->text, &day);
}

struct words {
    struct word *items;
    size_t count;
};

enum range_shape { RANGE_TRIANGULAR, RANGE_PERT, RANGE_LOG_NORMAL, RANGE_UNIFORM };

/* A number with its uncertainty: low = mode = high for a plain number, all NaN when not given. */
struct range {
    double low, mode, high;
    struct place at;
    int shape;          /* enum range_shape */
    bool of_pay;        /* an amount given as a share of annual pay, "20%" */
    struct word source; /* where the number comes from, in the job's own words */
};

/* One condition on a column: any of these levels, or these bounds (NaN = none). */
struct condition {
    struct word column;
    struct words levels;
    double below, at_least, above, at_most;
};

struct filter {
    struct condition *items;
    size_t count;
};

/* A group to cut by: one column or several crossed. */
struct group {
    struct words columns;
};

struct groups {
    struct group *items;
    size_t count;
    bool given;
};

enum language { LANGUAGE_EN, LANGUAGE_NL };

struct job_format {
    struct word delimiter, decimal, encoding, date; /* NULL = detect */
    struct words missing;                           /* none = the usual marks */
    bool merge_spellings;
};

enum read_as { READ_AUTO, READ_NUMBER, READ_LEVEL };

struct job_attribute {
    struct word name, column; /* column NULL = the same */
    int as;                   /* enum read_as */
};

struct job_match {
    struct word column;
    struct words is;
};

enum tenure_unit { UNIT_DAYS, UNIT_WEEKS, UNIT_MONTHS, UNIT_YEARS };

struct job_employees {
    struct place at;
    struct word file;
    struct job_format format;
    struct word id, hired, left, reason, observed_from, observed_to;
    struct word tenure, tenure_from;
    int tenure_unit; /* enum tenure_unit */
    struct job_match exited, outcome;
    struct job_attribute *attributes;
    size_t n_attributes;
    double rejects_at_most; /* share of rows */
};

enum to_is { TO_INCLUSIVE, TO_EXCLUSIVE };

/* What was true of people from when until when, on a clock of its own. */
struct job_history {
    struct place at;
    struct word file;
    struct job_format format;
    struct word id, from, to, reason;
    int to_is; /* enum to_is */
    bool is_employment;
    int gap_days;
    struct job_attribute *attributes;
    size_t n_attributes;
    double rejects_at_most;
};

struct job_status {
    struct word column;
    struct words left;
};

/* Extracts of everybody employed, made every month, quarter or year. */
struct job_snapshots {
    struct place at;
    struct word file;
    struct job_format format;
    struct word id, date, hired, left, reason; /* date: a column, or one day */
    struct job_status status;
    bool absent_means_left;
    struct job_attribute *attributes;
    size_t n_attributes;
    double rejects_at_most;
};

struct job_events {
    struct place at;
    struct word file;
    struct job_format format;
    struct word id, date, kind, kind_column;
    double rejects_at_most;
};

/* Which attributes the derived ones are made of. */
struct job_derive {
    struct word role, manager, pay, team, birth_year, hours;
    struct words job;
    double full_time_hours;
};

struct job_data {
    struct job_employees employees;
    struct job_history *histories;
    size_t n_histories;
    struct job_snapshots *snapshots;
    size_t n_snapshots;
    struct job_events *events;
    size_t n_events;
    struct job_derive derive;
};

struct job_reason {
    struct word cause;
    struct words reasons;
};

struct job_reasons {
    struct job_reason *items;
    size_t count;
};

enum confidence { CONFIDENCE_LOG_LOG, CONFIDENCE_LOG, CONFIDENCE_PLAIN };

struct job_curve {
    struct place at;
    struct words by;
    struct word cause;
    double *times;
    size_t n_times;
    int confidence; /* enum confidence */
    double *shares;
    size_t n_shares;
    double rho;
    struct words strata;
    bool pairwise;
    struct word weights;
    struct words fitted;
};

enum transform { TRANSFORM_NONE, TRANSFORM_LOG, TRANSFORM_STANDARD };

struct job_term {
    struct place at;
    struct word name, factor, number, bands, spline; /* exactly one of these and interaction is given */
    struct words interaction;
    struct word reference;
    int transform; /* enum transform */
    int knots;
    double *cuts;
    size_t n_cuts;
    double *tenures; /* by_tenure */
    size_t n_tenures;
};

enum missing_policy { MISSING_INDICATOR, MISSING_DROP, MISSING_MEAN };

/* What any model is made of. */
struct job_terms {
    struct job_term *items;
    size_t count;
};

enum design_kind { DESIGN_PANEL, DESIGN_HORIZON, DESIGN_ROWS };

enum intervals { INTERVALS_WALD, INTERVALS_PROFILE };

struct job_logistic {
    struct place at;
    struct word name, cause;
    int design; /* enum design_kind */
    int32_t day; /* of a horizon; DAY_MISSING = so long before as_of */
    struct place day_at;
    int months;
    struct job_terms terms;
    int missing; /* enum missing_policy */
    struct word weights, offset, cluster;
    struct word ridge; /* a strength, or "cv" */
    bool firth;
    int intervals; /* enum intervals */
    bool term_tests;
    int folds;
};

enum ties { TIES_EFRON, TIES_BRESLOW };

struct job_frailty {
    struct word group;
    int distribution; /* gamma */
    double variance; /* 0 = to be estimated */
};

/* People to predict a curve for: what they have in each attribute named. */
struct job_profile {
    struct place at;
    struct word name;
    struct filter values;
};

struct job_cox {
    struct place at;
    struct word name, cause;
    struct job_terms terms;
    int ties; /* enum ties */
    struct words strata;
    struct word weights, offset, cluster;
    double ridge;
    struct job_frailty frailty;
    struct job_profile *profiles;
    size_t n_profiles;
    bool term_tests;
    int missing; /* enum missing_policy */
};

struct job_models {
    struct job_curve *curves;
    size_t n_curves;
    bool curves_given;
    struct job_cox *cox;
    size_t n_cox;
    bool cox_given;
    struct job_logistic *logistic;
    size_t n_logistic;
    bool logistic_given;
};

enum ramp_shape { RAMP_LINEAR, RAMP_PARETO };

struct job_ramp {
    struct range days, start;
    int shape; /* enum ramp_shape */
};

enum salary_per { PER_YEAR, PER_MONTH };

/* How a position is filled from within, and what the place that falls vacant in turn costs. */
struct job_internal {
    struct range share, recruiting, onboarding, vacancy_days, backfill;
    struct job_ramp ramp;
};

/* A line of the user's own: so much a leaver. */
struct job_line {
    struct place at;
    struct word name;
    struct range amount;
    bool cash;
};

enum exit_kind { EXITS_ALL, EXITS_REGRETTED, EXITS_DESIRED, EXITS_OTHER };

/* What one leaver costs in a scope; a NaN range means "not said here": the next matching entry or the default speaks. */
struct job_cost {
    struct place at;
    struct filter who;
    struct words causes; /* none = all */
    int exits;           /* enum exit_kind */
    struct word salary; /* a column, or a plain amount */
    int salary_per;     /* enum salary_per */
    struct range on_costs, output, separation, recruiting, onboarding, vacancy_days, vacancy_loss, cover, knock_on;
    struct job_ramp ramp;
    struct job_internal internal;
    struct words transition_payment; /* the causes it is due for */
    bool transition_given;
    double allowances;
    struct job_line *lines;
    size_t n_lines;
};

struct job_price {
    struct range per_head, fixed, of_pay;
};

struct job_spillover {
    struct range hazard_ratio;
    struct filter who;
    bool who_given;
};

struct job_scenario {
    struct place at;
    struct word name, lever, cause;
    struct range hazard_ratio;
    struct filter who;
    struct job_price cost;
    int32_t start; /* DAY_MISSING = the day after as_of */
    double build_up, lasts, fade, repeat_every; /* months; NaN = not said */
    struct job_spillover spillover;
    struct filter set;
    struct words combine;
    double raise, promote; /* NaN = not said */
};

enum retirement_by { RETIREMENT_MODEL, RETIREMENT_AOW };

struct job_forecast {
    int months, draws;
    int retirement; /* enum retirement_by */
    struct place retirement_at;
    bool replace;
    struct place replace_at;
};

struct job_budget {
    struct place at;
    double amount; /* NaN = not given */
    struct groups exclusive;
};

struct job_privacy {
    int minimum_cell, minimum_events; /* minimum_events 0 = not given: see job_minimum_events */
    bool individual_risk;
    struct place individual_at;
    struct word key_file;
    struct words sensitive;
};

/* Who performs and could grow, which positions are critical, and who stands ready for them. */
struct job_talent {
    struct place at;
    struct word performance, potential;
    struct words performance_order, potential_order;
    double top_share;
    struct job_match critical;
    struct word position, successors;
    struct filter desired;
};

struct job_theme {
    struct words colours;
    struct word font;
};

struct job_output {
    struct words charts;
    struct job_theme theme;
    bool workbook, page, fit;
};

struct job {
    const char *file;
    const char *fitted_words; /* all that the fits hang on, as one text that does not change with layout or comments */
    struct word title;
    int language; /* enum language */
    struct word currency;
    int32_t as_of; /* DAY_MISSING when not given */
    struct place as_of_at;
    int period; /* enum period_step */
    int seed;
    int32_t trend_from;
    struct job_data data;
    struct job_reasons reasons;
    struct groups segments;
    struct job_models models;
    struct job_cost *costs;
    size_t n_costs;
    struct job_scenario *scenarios;
    size_t n_scenarios;
    struct job_budget budget;
    struct job_forecast forecast;
    struct job_privacy privacy;
    struct job_talent talent;
    struct job_output output;
};

/* Fewer exits than that are not told: five, or the least group that is shown where that is less. */
static inline int job_minimum_events(const struct job_privacy *privacy) {
    enum { EVENTS_USUAL = 5 };
    if (privacy->minimum_events) return privacy->minimum_events;
    return privacy->minimum_cell < EVENTS_USUAL ? privacy->minimum_cell : EVENTS_USUAL;
}

/* Reads and checks the job file against the schema. Every fault found is added to the diag; STATUS_REFUSED then. */
MUST_CHECK enum status job_read(const char *path, struct arena *arena, struct job *job, struct diag *diag);

/* Puts the scenarios, costs and budget of another file in the place of the job's own; each that it does not name stays, but for the
 * budget, which goes with the scenarios. */
MUST_CHECK enum status job_read_scenarios(const char *path, struct arena *arena, struct job *job, struct diag *diag);

#endif
