/* Parameter recovery: the month panel of a synthetic workforce gives back the coefficients it was drawn from. */
#include "tests/support.h"

#include "datasets/synth.h"
#include "datasets/synth_truth.h"
#include "engine/app/study.h"
#include "engine/app/terms.h"
#include "engine/base/files.h"
#include "models/logistic.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char JOB[] = "as_of: 2026-09-30\n"
                          "period: month\n"
                          "data: {employees: {file: employees.csv, id: employee_id, hired: hire_date, left: exit_date, reason: exit_reason, observed_from: observed_from}}\n"
                          "exit_reasons: {voluntary: [resignation], involuntary: [dismissal, end of contract], retirement: [pension]}\n"
                          "models:\n"
                          "  logistic:\n"
                          "    - name: quits\n"
                          "      cause: voluntary\n"
                          "      terms: [{bands: tenure_days, at: [1, 30, 61, 91, 122, 183, 274, 365, 731, 1826, 3653]}, department, job_family, level, location,\n"
                          "              engagement, performance, absence_days, {number: salary, transform: log}, remote_days]\n";

struct fixture {
    char folder[64], path[128];
    struct arena arena;
    struct diag diag;
    struct study study;
    struct design design;
    struct logistic_fit fit;
};

static void make(struct fixture *f, size_t employees) {
    *f = (struct fixture){.folder = "/tmp/behoud-recovery-XXXXXX"};
    diag_init(&f->diag, &f->arena);
    assert_non_null(mkdtemp(f->folder));
    assert_int_equal(synth_write(&(struct synth_plan){employees, 5, 11}, f->folder, &f->diag), STATUS_OK);
    assert_int_equal(file_write(f->folder, "job.yaml", JOB, sizeof JOB - 1, &f->diag), STATUS_OK);
    snprintf(f->path, sizeof f->path, "%s/job.yaml", f->folder);
    enum status status = study_read(f->path, &f->arena, &f->study, &f->diag);
    diag_print(&f->diag, 0, stderr);
    assert_int_equal(status, STATUS_OK);
    study_lay_out_panel(&f->study);
    const struct job_logistic *model = &f->study.job.models.logistic[0];
    struct panel panel = study_panel(&f->study, study_cause(&f->study, &model->cause, &f->diag));
    assert_true(terms_design(&f->study, model, &panel, &f->design, &f->diag));
    f->fit = logistic_fit(&f->design, &panel, NULL, &f->arena);
    assert_int_equal(f->fit.end, LOGISTIC_CONVERGED);
}

static void done(struct fixture *f) {
    char command[160];
    snprintf(command, sizeof command, "rm -r %s", f->folder);
    assert_int_equal(system(command), 0);
    arena_free(&f->arena);
}

/* Managers and seasons are not in the model: their spread dilutes effects by about one part in fifty. */
static void check(double estimate, double std_error, double truth, double *sum, int *count, const char *what) {
    double z = (estimate - truth) / std_error;
    if (fabs(z) > 4) fail_msg("%s: estimate %.4f (%.4f), truth %.4f", what, estimate, std_error, truth);
    *sum += z * z;
    ++*count;
}

static void check_factor(const struct fixture *f, const char *name, const struct synth_level *levels, size_t n, double *sum, int *count) {
    size_t k = 0;
    while (strcmp(f->design.factors[k].name, name) != 0) k++;
    for (size_t l = 1; l < n; l++) {
        size_t column = f->design.base[k] + l;
        assert_string_equal(f->design.factors[k].labels[l + 1], levels[l].name);
        check(f->fit.estimate[column], f->fit.std_error[column], levels[l].effect - levels[0].effect, sum, count, levels[l].name);
    }
}

static void test_recovery(void **state) {
    (void)state;
    const struct synth_truth *t = &SYNTH_TRUTH;
    struct fixture *f = malloc(sizeof *f);
    make(f, 60000);
    double sum = 0;
    int count = 0;
    check_factor(f, "department", t->departments, SYNTH_DEPARTMENTS, &sum, &count);
    check_factor(f, "job_family", t->families, SYNTH_FAMILIES, &sum, &count);
    check_factor(f, "level", t->levels, SYNTH_LEVELS, &sum, &count);
    check_factor(f, "location", t->locations, SYNTH_LOCATIONS, &sum, &count);
    const double numbers[] = {t->engagement, t->performance, t->absence_days, t->log_salary, t->remote_days};
    for (size_t k = 0; k < 5; k++) check(f->fit.estimate[k], f->fit.std_error[k], numbers[k], &sum, &count, f->design.numbers[k].name);
    size_t bands = f->design.base[f->design.n_factors - 1];
    for (size_t b = 1; b < SYNTH_BANDS; b++) {
        double truth = t->band_effect[b] - t->band_effect[0];
        check(f->fit.estimate[bands + b], f->fit.std_error[bands + b], truth, &sum, &count, f->design.factors[f->design.n_factors - 1].labels[b + 1]);
    }
    double intercept = t->intercept + t->departments[0].effect + t->families[0].effect + t->levels[0].effect + t->locations[0].effect + t->band_effect[0] -
                       t->log_salary * log(50000);
    check(f->fit.estimate[f->design.intercept], f->fit.std_error[f->design.intercept], intercept, &sum, &count, "(Intercept)");
    assert_true(sum / count < 2); /* the mean of squared standard normals is 1 */
    done(f);
    free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_recovery)};
    if (sodium_init() < 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
