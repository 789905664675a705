#include "datasets/synth.h"

#include "datasets/synth_truth.h"
#include "engine/base/blocks.h"
#include "engine/base/days.h"
#include "engine/base/files.h"
#include "engine/base/random.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS_MOST = 1200, WAVE = 64, EMPLOYEES_A_BLOCK = 8192, EMPLOYEES_A_MANAGER = 12, PENSION_AGE = 67 };

struct calendar {
    int32_t as_of, observed_from;
    size_t n_months;
    int32_t first_day[MONTHS_MOST + 1];
    int quarter[MONTHS_MOST], year[MONTHS_MOST];
};

struct employee {
    int32_t hired, left; /* left: DAY_MISSING = still there */
    const char *reason;
    size_t department, family, level, location, gender;
    int birth_year, fte, performance, engagement, absence_days, remote_days;
    double salary, manager_effect;
    size_t manager;
    bool engagement_missing;
};

struct writer {
    const struct synth_plan *plan;
    struct calendar calendar;
    struct text rows[WAVE];
    size_t first; /* employee number of the wave's first block */
};

static void lay_out_calendar(struct calendar *calendar, int years) {
    calendar->as_of = days_from_civil(2026, 9, 30);
    calendar->n_months = (size_t)years * 12;
    int32_t first = period_of(calendar->as_of, PERIOD_MONTH) - (int32_t)calendar->n_months + 1;
    for (size_t m = 0; m <= calendar->n_months; m++) {
        calendar->first_day[m] = period_first(first + (int32_t)m, PERIOD_MONTH);
        struct civil civil = days_to_civil(calendar->first_day[m]);
        if (m == calendar->n_months) break;
        calendar->quarter[m] = (civil.month - 1) / 3;
        calendar->year[m] = civil.year;
    }
    calendar->observed_from = calendar->first_day[0];
}

/* --- one employee ------------------------------------------------------------------------------------------------ */

static size_t pick(const struct synth_level *levels, size_t n, double u) {
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += levels[i].share;
        if (u < sum) return i;
    }
    return n - 1;
}

static int clamp(double x, int low, int high) {
    int whole = (int)lround(x);
    return whole < low ? low : whole > high ? high : whole;
}

/* A manager's effect is drawn from a stream of the manager's own. */
static double manager_effect(const struct synth_plan *plan, size_t manager) {
    struct random_stream stream;
    random_open(&stream, plan->seed, RANDOM_SYNTH, ((uint64_t)1 << 40) + manager);
    return SYNTH_TRUTH.manager_spread * gsl_ran_gaussian(&stream.rng, 1);
}

static struct employee draw_employee(const struct writer *writer, struct random_stream *stream) {
    const struct synth_truth *t = &SYNTH_TRUTH;
    const struct calendar *calendar = &writer->calendar;
    struct employee e = {.left = DAY_MISSING, .reason = ""};
    double window = calendar->as_of - calendar->observed_from;
    bool early = random_uniform(stream) < t->early_share;
    double before = gsl_ran_exponential(&stream->rng, 6.0 * 365.25);
    if (before > 40 * 365.25) before = 40 * 365.25;
    e.hired = early ? calendar->observed_from - 1 - (int32_t)before : calendar->observed_from + (int32_t)(random_uniform(stream) * window);
    e.department = pick(t->departments, SYNTH_DEPARTMENTS, random_uniform(stream));
    e.family = pick(t->families, SYNTH_FAMILIES, random_uniform(stream));
    e.level = pick(t->levels, SYNTH_LEVELS, random_uniform(stream));
    e.location = pick(t->locations, SYNTH_LOCATIONS, random_uniform(stream));
    e.gender = pick(t->genders, SYNTH_GENDERS, random_uniform(stream));
    double tenure_years = early ? before / 365.25 : 0;
    double age = 20 + 6 * (double)e.level + tenure_years + 30 * pow(random_uniform(stream), 1.7);
    if (age > 66) age = fmax(20 + tenure_years, 45 + 21 * random_uniform(stream)); /* nobody stays past the pension age */
    if (age > 66) age = 66;
    e.birth_year = days_to_civil(calendar->observed_from).year - (int)age;
    e.fte = random_uniform(stream) < 0.72 ? 100 : 50 + 10 * (int)(random_uniform(stream) * 5);
    e.performance = clamp(3 + gsl_ran_gaussian(&stream->rng, 0.9), 1, 5);
    e.engagement = clamp(6.8 + gsl_ran_gaussian(&stream->rng, 1.8), 1, 10);
    e.absence_days = clamp(gsl_ran_gamma(&stream->rng, 1.4, 4.5), 0, 90);
    e.remote_days = clamp(gsl_ran_gaussian(&stream->rng, 1.4) + 1.4, 0, 5);
    e.salary = round(t->level_pay[e.level] * exp(gsl_ran_gaussian(&stream->rng, 0.14)) / 12) * 12;
    e.engagement_missing = random_uniform(stream) < t->missing_engagement;
    size_t managers = writer->plan->employees / EMPLOYEES_A_MANAGER + 1;
    e.manager = (size_t)(random_uniform(stream) * (double)managers);
    e.manager_effect = manager_effect(writer->plan, e.manager);
    return e;
}

static double fixed_part(const struct employee *e) {
    const struct synth_truth *t = &SYNTH_TRUTH;
    return t->intercept + t->departments[e->department].effect + t->families[e->family].effect + t->levels[e->level].effect +
           t->locations[e->location].effect + t->engagement * e->engagement + t->performance * e->performance +
           t->absence_days * e->absence_days + t->log_salary * log(e->salary / 50000) + t->remote_days * e->remote_days +
           e->manager_effect;
}

static double logistic(double x) { return 1 / (1 + exp(-x)); }

static double band_effect(int32_t tenure) {
    size_t band = 0;
    while (band + 1 < SYNTH_BANDS && tenure >= SYNTH_TRUTH.band_from[band + 1]) band++;
    return SYNTH_TRUTH.band_effect[band];
}

/* Goes through the months until the employee leaves or observation ends. */
static void live(const struct calendar *calendar, struct employee *e, struct random_stream *stream) {
    const struct synth_truth *t = &SYNTH_TRUTH;
    double voluntary = fixed_part(e);
    double involuntary = t->involuntary_intercept + 0.5 * t->departments[e->department].effect + t->involuntary_performance * (e->performance - 3);
    for (size_t m = 0; m < calendar->n_months; m++) {
        int32_t first = calendar->first_day[m], end = calendar->first_day[m + 1];
        if (e->hired >= end - 1) continue;
        int32_t begin = e->hired > first ? e->hired : first, tenure = begin == first && first > e->hired ? first - e->hired : 0;
        double hazard[3] = {-log1p(-logistic(voluntary + band_effect(tenure) + t->season[calendar->quarter[m]])),
                            -log1p(-logistic(involuntary + 0.5 * band_effect(tenure))), 0};
        int age = calendar->year[m] - e->birth_year;
        hazard[2] = age > PENSION_AGE ? t->pension_after : age == PENSION_AGE ? t->pension_at : 0;
        double total = hazard[0] + hazard[1] + hazard[2], u = random_uniform(stream);
        if (u >= -expm1(-total)) continue;
        double v = random_uniform(stream) * total;
        e->reason = v < hazard[0] ? "resignation" : v < hazard[0] + hazard[1] ? (random_uniform(stream) < 0.6 ? "dismissal" : "end of contract") : "pension";
        e->left = begin + 1 + (int32_t)(random_uniform(stream) * (double)(end - 1 - begin));
        return;
    }
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static void add_row(const struct calendar *calendar, size_t number, const struct employee *e, struct text *out) {
    const struct synth_truth *t = &SYNTH_TRUTH;
    char hired[40], left[40] = "", from[40] = "", engagement[8] = "";
    days_format(e->hired, hired);
    if (e->left != DAY_MISSING) days_format(e->left, left);
    if (e->hired < calendar->observed_from) days_format(calendar->observed_from, from);
    if (!e->engagement_missing) snprintf(engagement, sizeof engagement, "%d", e->engagement);
    text_addf(out, "%zu,%s,%s,%s,%s,%s,%s,%s,%s,%s,%d,%d.%02d,%.0f,%d,%s,%d,%d,%zu\n", 100001 + number, hired, left, e->reason, from,
              t->departments[e->department].name, t->families[e->family].name, t->levels[e->level].name,
              t->locations[e->location].name, t->genders[e->gender].name, e->birth_year, e->fte / 100, e->fte % 100, e->salary,
              e->performance, engagement, e->absence_days, e->remote_days, 7001 + e->manager);
}

static void add_employee(struct writer *writer, size_t number, struct text *out) {
    struct random_stream stream;
    random_open(&stream, writer->plan->seed, RANDOM_SYNTH, number);
    struct employee e = draw_employee(writer, &stream);
    live(&writer->calendar, &e, &stream);
    add_row(&writer->calendar, number, &e, out);
    bool resigned = e.left != DAY_MISSING && e.reason[0] == 'r';
    if (!resigned || random_uniform(&stream) >= SYNTH_TRUTH.rehired_share) return;
    e.hired = e.left + 183 + (int32_t)(random_uniform(&stream) * 730);
    if (e.hired >= writer->calendar.as_of) return;
    e.left = DAY_MISSING;
    e.reason = "";
    e.engagement = clamp(7.2 + gsl_ran_gaussian(&stream.rng, 1.6), 1, 10);
    live(&writer->calendar, &e, &stream);
    add_row(&writer->calendar, number, &e, out);
}

static void write_block(size_t block, void *context) {
    struct writer *writer = context;
    size_t first = writer->first + block * EMPLOYEES_A_BLOCK, last = first + EMPLOYEES_A_BLOCK;
    if (last > writer->plan->employees) last = writer->plan->employees;
    writer->rows[block].length = 0;
    for (size_t number = first; number < last; number++) add_employee(writer, number, &writer->rows[block]);
}

static enum status write_employees(struct writer *writer, const char *folder, struct diag *diag) {
    char path[4096];
    snprintf(path, sizeof path, "%s/employees.csv", folder);
    FILE *file = fopen(path, "wb");
    bool ok = file && fputs("employee_id,hire_date,exit_date,exit_reason,observed_from,department,job_family,level,location,gender,"
                            "birth_year,fte,salary,performance,engagement,absence_days,remote_days,manager_id\n", file) >= 0;
    for (writer->first = 0; ok && writer->first < writer->plan->employees; writer->first += (size_t)WAVE * EMPLOYEES_A_BLOCK) {
        size_t left = writer->plan->employees - writer->first, blocks = (left + EMPLOYEES_A_BLOCK - 1) / EMPLOYEES_A_BLOCK;
        if (blocks > WAVE) blocks = WAVE;
        blocks_each(blocks, write_block, writer);
        for (size_t b = 0; b < blocks && ok; b++) ok = fwrite(text_string(&writer->rows[b]), 1, writer->rows[b].length, file) == writer->rows[b].length;
    }
    for (size_t b = 0; b < WAVE; b++) text_free(&writer->rows[b]);
    if (file && fclose(file) != 0) ok = false;
    if (ok) return STATUS_OK;
    diag_fail(diag, "cannot write %s", path);
    return STATUS_MACHINE;
}

/* --- what lies beside the data ------------------------------------------------------------------------------------ */

static const char JOB[] =
    "# The quarterly job on the synthetic workforce. `behoud schema` explains every key.\n"
    "title: Retention, third quarter of 2026\n"
    "language: en               # nl for Dutch\n"
    "as_of: 2026-09-30          # the last day observed\n"
    "period: quarter\n"
    "\n"
    "data:\n"
    "  employees:\n"
    "    file: employees.csv\n"
    "    id: employee_id\n"
    "    hired: hire_date\n"
    "    left: exit_date\n"
    "    reason: exit_reason\n"
    "    observed_from: observed_from   # whoever was hired before is seen from then on\n"
    "    attributes: [department, job_family, level, location, gender, birth_year, fte, salary, performance, engagement, absence_days, remote_days]\n"
    "\n"
    "exit_reasons:\n"
    "  voluntary: [resignation]\n"
    "  involuntary: [dismissal, end of contract]\n"
    "  retirement: [pension]\n"
    "\n"
    "segments: [department, level, [department, level]]\n"
    "\n"
    "models:\n"
    "  curves:\n"
    "    - {by: []}\n"
    "    - {by: [department]}\n"
    "    - {by: [level], cause: voluntary, at: [90, 180, 365, 1095]}\n"
    "  logistic:\n"
    "    - name: voluntary exits\n"
    "      cause: voluntary\n"
    "      design: panel\n"
    "      terms:\n"
    "        - tenure\n"
    "        - department\n"
    "        - job_family\n"
    "        - {factor: level, reference: 3 Senior}\n"
    "        - location\n"
    "        - engagement\n"
    "        - performance\n"
    "        - absence_days\n"
    "        - {number: salary, transform: log}\n"
    "        - remote_days\n"
    "\n"
    "costs:\n"
    "  - for: {job_family: [Engineer]}\n"
    "    recruiting: {low: 9000, mode: 14000, high: 22000}\n"
    "    vacancy_days: {low: 45, mode: 70, high: 120}\n"
    "    ramp: {days: {low: 120, mode: 180, high: 270}, start: 0.4, shape: linear}\n"
    "  - salary: salary\n"
    "    internal: {share: 20%, backfill: 60%}       # of positions, filled from within; what the place behind then costs\n"
    "    transition_payment: [involuntary]           # by Dutch law\n"
    "    allowances: 8%                              # holiday pay, on top of the month's pay\n"
    "\n"
    "talent: {performance: performance}              # whose exit would be regretted\n"
    "\n"
    "scenarios:\n"
    "  - name: Structured onboarding\n"
    "    lever: onboarding\n"
    "    cost: {per_head: 400, fixed: 25000}\n"
    "  - name: Two days at home\n"
    "    lever: hybrid_work\n"
    "    who: {remote_days: {at_most: 1}, department: [Engineering, Finance, Human Resources, IT, Public Affairs]}\n"
    "    cost: {per_head: 600}\n"
    "  - name: Managers talk about staying\n"
    "    hazard_ratio: {low: 0.75, mode: 0.90, high: 1.0}\n"
    "    cause: voluntary\n"
    "    who: {engagement: {at_most: 6}}\n"
    "    cost: {per_head: 150, fixed: 40000}\n"
    "  - name: Nobody below 6 for engagement\n"
    "    set: {engagement: {at_least: 6}}            # what the model makes of it: an association\n"
    "    cost: {per_head: 250}\n"
    "  - name: Promote from within\n"
    "    promote: 40%\n"
    "    cost: {fixed: 50000}\n"
    "\n"
    "budget: {amount: 1500000}                       # the scenarios that together bring most for it\n"
    "\n"
    "forecast: {months: 12, draws: 2000, retirement: aow}\n"
    "privacy: {minimum_cell: 10}\n"
    "output: {charts: [svg, png], workbook: true, page: true}\n";

static const char DICTIONARY[] =
    "# The synthetic workforce\n\nMade, not observed: no row is about a real person. `truth.json` holds the coefficients it was drawn from.\n\n"
    "| column | meaning |\n|---|---|\n"
    "| employee_id | anonymous number; two rows with one number are one person who came back |\n"
    "| hire_date, exit_date | first and last day employed; no exit date: still there on 2026-09-30 |\n"
    "| exit_reason | resignation, dismissal, end of contract, pension |\n"
    "| observed_from | the day observation began, for whoever was hired before it |\n"
    "| department, job_family, level, location, gender | categories |\n"
    "| birth_year, fte, salary | year of birth, part-time factor, annual pay in euros |\n"
    "| performance, engagement | 1 to 5, 1 to 10; engagement is missing for one in twenty |\n"
    "| absence_days, remote_days | days absent last year, days a week at home |\n"
    "| manager_id | anonymous number of the manager |\n";

enum status synth_write(const struct synth_plan *plan, const char *folder, struct diag *diag) {
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer) return STATUS_MACHINE;
    writer->plan = plan;
    lay_out_calendar(&writer->calendar, plan->years);
    enum status status = write_employees(writer, folder, diag);
    free(writer);
    struct text truth = {0};
    synth_truth_json(plan->employees, plan->years, plan->seed, &truth);
    if (status == STATUS_OK) status = file_write(folder, "truth.json", text_string(&truth), truth.length, diag);
    if (status == STATUS_OK) status = file_write(folder, "quarterly.yaml", JOB, sizeof JOB - 1, diag);
    if (status == STATUS_OK) status = file_write(folder, "README.md", DICTIONARY, sizeof DICTIONARY - 1, diag);
    text_free(&truth);
    return status;
}
