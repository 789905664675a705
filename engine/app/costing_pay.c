/* costing_pay.c: what everybody earns in a year. */
#include "engine/app/costing_pay.h"

#include "engine/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

const struct attribute *pay_usual(const struct study *study) {
    static const char *const NAMES[] = {"salary", "annual_salary", "pay", "salaris", "jaarsalaris", "bruto_jaarsalaris", NULL};
    for (size_t k = 0; NAMES[k]; k++) {
        for (size_t i = 0; i < study->n_attributes; i++) {
            const struct attribute *a = &study->attributes[i];
            if (!strcasecmp(a->name, NAMES[k]) && a->column->kind == COLUMN_NUMBER) return a;
        }
    }
    return NULL;
}

/* Writes pay where it is not known yet: from a column, or one amount. */
bool pay_set(const struct study *study, const struct job_cost *cost, const uint8_t *rows, double *pay, struct diag *diag) {
    const struct word *salary = &cost->salary;
    double times = cost->salary_per == PER_MONTH ? 12 : 1;
    char *end;
    double amount = strtod(salary->text, &end);
    bool plain = end != salary->text && *end == '\0';
    const struct attribute *a = plain ? NULL : study_attribute(study, salary, diag);
    if (!plain && !a) return false;
    if (a && a->column->kind != COLUMN_NUMBER) {
        diag_add(diag, SEVERITY_ERROR, salary->at, "\"%s\" holds categories, not amounts", salary->text);
        return false;
    }
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (rows[i] && isnan(pay[i])) pay[i] = times * (a ? column_number(a->column, i) : amount);
    }
    return true;
}

/* Whose pay is not known is counted at the mean of the others present. */
void pay_fill(const struct study *study, double *pay, struct report *report) {
    double sum = 0, n = 0, missing = 0;
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (!timeline_present(&study->timeline, i, study->timeline.as_of)) continue;
        if (isnan(pay[i]) || pay[i] < 0) {
            missing++;
        } else {
            sum += pay[i];
            n++;
        }
    }
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (isnan(pay[i]) || pay[i] < 0) pay[i] = n > 0 ? sum / n : 0;
    }
    if (missing > 0) report_note(report, "costs", say(report, "The pay of %s people is not known; they are counted at the mean of the others.", "Het salaris van %s mensen is niet bekend; zij tellen mee met het gemiddelde salaris van de anderen."), study_few(study, missing));
}

/* A year's pay that nobody, or hardly anybody, earns. */
void pay_warn(const struct study *study, const double *pay, struct diag *diag) {
    const double LEAST = 5000, MOST = 250000;
    double sum = 0, n = 0;
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (!timeline_present(&study->timeline, i, study->timeline.as_of)) continue;
        sum += pay[i];
        n++;
    }
    if (n == 0 || (sum / n >= LEAST && sum / n <= MOST)) return;
    struct place at = study->job.n_costs ? study->job.costs[0].at : (struct place){study->job.file, 1, 1};
    diag_add(diag, SEVERITY_WARNING, at, "annual pay is %.0f on average: is it that of a year, and salary_per right?", sum / n);
}
