/* tables_reading.c: what sets a segment's risk apart from the company's, and what would address it; the same of a person only where the
 * job asks for it. */
#include "datasets/levers.h"
#include "engine/app/contributions.h"
#include "engine/app/segment_cells.h"
#include "engine/app/tables.h"
#include "engine/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column DRIVERS[] = {
    {"model", CELL_TEXT, "The model"},
    {"segment", CELL_TEXT, "The column people are cut by"},
    {"level", CELL_TEXT, "The group"},
    {"headcount", CELL_COUNT, "People there on as_of"},
    {"rank", CELL_COUNT, "1 = what sets the group apart most"},
    {"term", CELL_FINDING, "The term"},
    {"contribution", CELL_NUMBER, "What the term adds to the group's mean log-odds, against the company's mean"},
    {"ratio", CELL_NUMBER, "The same as an odds ratio: over 1 raises the group's risk"},
    {"measure", CELL_FINDING, "What would address it"},
    {"lever", CELL_FINDING, "The lever of a scenario that it is, where there is one"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column INDIVIDUALS[] = {
    {"pseudonym", CELL_TEXT, "The person, by the key of the job; not for decisions about them (GDPR art. 22): for a talk"},
    {"risk", CELL_SHARE, "Chance to leave in the horizon, for any cause"},
    {"model", CELL_TEXT, "The model that the reasons are of"},
    {"reason_1", CELL_TEXT, "The term that sets the person apart from the company most"},
    {"effect_1", CELL_TEXT, "What it does to the odds against the company's mean: much higher (1.5 times or more), higher, about the same, lower, much lower; in bands, for a figure would give the attribute away"},
    {"reason_2", CELL_TEXT, "The next"},
    {"effect_2", CELL_TEXT, "What it does"},
    {"reason_3", CELL_TEXT, "The third"},
    {"effect_3", CELL_TEXT, "What it does"},
    {NULL, CELL_TEXT, NULL}};

enum { GROUPS_MOST = 500, REASONS = 3 };

struct reading {
    const struct study *study;
    struct report *report;
    const struct fitted *model;
    struct contributions c;
};

/* --- segments ------------------------------------------------------------------------------------------------------- */

/* The terms of row `mean`, the largest first. */
static void rank_terms(const double *mean, size_t n, size_t *order) {
    for (size_t t = 0; t < n; t++) {
        size_t at = t;
        for (; at > 0 && fabs(mean[order[at - 1]]) < fabs(mean[t]); at--) order[at] = order[at - 1];
        order[at] = t;
    }
}

static void add_group(const struct reading *r, const struct segment *segment, size_t level, double people, const double *mean) {
    struct report_table *table = report_open(r->report, "segment_drivers");
    size_t *order = ARENA_ARRAY(r->study->arena, size_t, r->c.n_terms + 1);
    rank_terms(mean, r->c.n_terms, order);
    for (size_t k = 0; k < r->c.n_terms; k++) {
        size_t t = order[k];
        const struct remedy *remedy = mean[t] > 0 ? remedy_for(r->c.names[t]) : NULL; /* where it raises the risk */
        int32_t as_of = r->study->timeline.as_of;
        uint32_t heads = segment_heads_of(r->report, as_of == DAY_MISSING ? 0 : as_of + 1, segment->name, segment->levels.levels[level]);
        row_begin(table, people, heads ? NULL : arena_printf(r->study->arena, "drivers/%s/%s/%zu", r->model->name, segment->name, k));
        row_about(table, heads);
        row_text(table, r->model->name);
        row_text(table, segment->name);
        row_text(table, segment->levels.levels[level]);
        row_number(table, people);
        row_number(table, (double)k + 1);
        row_text(table, r->c.names[t]);
        row_number(table, mean[t]);
        row_number(table, exp(mean[t]));
        row_text(table, remedy ? remedy->measure : "");
        row_text(table, remedy ? remedy->lever : "");
        row_number(table, 0);
    }
}

static void add_segment(const struct reading *r, const struct segment *segment) {
    size_t groups = segment->levels.n_levels, terms = r->c.n_terms;
    struct arena scratch = {0};
    double *people = ARENA_ARRAY(&scratch, double, groups + 1), *sums = ARENA_ARRAY(&scratch, double, (groups + 1) * (terms + 1));
    for (size_t k = 0; k < r->c.n; k++) {
        size_t g = column_code(&segment->levels, r->c.line[k]);
        people[g]++;
        for (size_t t = 0; t < terms; t++) sums[g * terms + t] += r->c.value[k * terms + t];
    }
    for (size_t g = 1; g <= groups; g++) {
        for (size_t t = 0; t < terms && people[g] > 0; t++) sums[g * terms + t] /= people[g];
        if (people[g] > 0) add_group(r, segment, g, people[g], sums + g * terms);
    }
    arena_free(&scratch);
}

/* --- persons -------------------------------------------------------------------------------------------------------- */

struct individual {
    const char *pseudonym;
    size_t at; /* in the contributions */
};

static int by_pseudonym(const void *a, const void *b) { return strcmp(((const struct individual *)a)->pseudonym, ((const struct individual *)b)->pseudonym); }

static const char *band_of(double ratio) {
    return ratio >= 1.5 ? "much higher" : ratio >= 1.1 ? "higher" : ratio > 1 / 1.1 ? "about the same" : ratio > 1 / 1.5 ? "lower" : "much lower";
}

static void add_reasons(const struct reading *r, struct report_table *table, const double *value) {
    size_t best[REASONS], n = 0;
    for (size_t t = 0; t < r->c.n_terms; t++) {
        size_t at = n < REASONS ? n++ : REASONS;
        for (; at > 0 && fabs(value[best[at - 1]]) < fabs(value[t]); at--) {
            if (at < REASONS) best[at] = best[at - 1];
        }
        if (at < REASONS) best[at] = t;
    }
    for (size_t k = 0; k < REASONS; k++) {
        row_text(table, k < n ? r->c.names[best[k]] : "");
        row_text(table, k < n ? band_of(exp(value[best[k]])) : "");
    }
}

/* In the order of the pseudonyms, which says nothing of anybody. */
static void add_individuals(const struct reading *r, const double *leave) {
    const struct timeline *line = &r->study->timeline;
    struct report_table *table = report_table(r->report, "individual_risk", "Each person's risk, under a pseudonym. For talks only: never for a decision about a person.", INDIVIDUALS);
    table->apart = true;
    struct individual *people = malloc((r->c.n + 1) * sizeof *people);
    if (!people) abort();
    for (size_t k = 0; k < r->c.n; k++) people[k] = (struct individual){r->study->pseudonyms[line->person ? line->person[r->c.line[k]] : r->c.line[k]], k};
    qsort(people, r->c.n, sizeof *people, by_pseudonym);
    for (size_t i = 0; i < r->c.n; i++) {
        size_t k = people[i].at;
        row_begin(table, NAN, NULL);
        row_text(table, people[i].pseudonym);
        row_number(table, leave[r->c.line[k]]);
        row_text(table, r->model->name);
        add_reasons(r, table, r->c.value + k * r->c.n_terms);
    }
    free(people);
    report_note(r->report, "individuals",
                say(r->report,
                    "The table individual_risk holds %zu people under pseudonyms, made by %s. A risk is a chance, not a fact: of those at 20%% four in five stay. Use it for a talk about what somebody needs, "
                    "never for a decision about them (GDPR art. 22; EU AI Act annex III, 4b), keep it from whoever decides on pay or contracts, and destroy it after use.",
                    "De tabel individual_risk bevat %zu mensen onder pseudoniem, gemaakt met %s. Een risico is een kans, geen feit: van wie op 20%% staat blijven er vier van de vijf. Gebruik haar voor een gesprek over wat iemand "
                    "nodig heeft, nooit voor een besluit over die persoon (AVG art. 22; AI-verordening bijlage III, 4b), houd haar weg bij wie over loon of contract beslist, en vernietig haar na gebruik."),
                r->c.n, r->study->job.privacy.key_file.text ? say(r->report, "the job's key file", "het sleutelbestand van de opdracht") : say(r->report, "all that the data hold", "alles wat de gegevens bevatten"));
}

static bool is_told(const struct fitted *m) { return !m->baseline && m->fit.end == LOGISTIC_CONVERGED; }

/* The model of quitting, else the first. */
static size_t main_model(const struct study *study, const struct fits *fits) {
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < fits->n; i++) {
        const struct fitted *m = &fits->models[i];
        if (!is_told(m)) continue;
        if (first == SIZE_MAX) first = i;
        if (m->cause && !strcmp(study->timeline.causes[m->cause], "voluntary")) return i;
    }
    return first;
}

void tables_reading(const struct study *study, const struct segment *segments, size_t n, const struct fits *fits, struct report *report) {
    size_t chosen = main_model(study, fits);
    if (chosen == SIZE_MAX) return;
    if (!study->timeless) report_table(report, "segment_drivers", "What sets each group's risk apart from the company's, and what would address it.", DRIVERS);
    tables_fairness_begin(study, report);
    for (size_t i = 0; i < fits->n; i++) {
        struct arena scratch = {0};
        struct reading r = {study, report, &fits->models[i], {0}};
        if (!is_told(r.model)) continue;
        if (!study->timeless) r.c = contributions_of(study, r.model, &scratch);
        for (size_t s = 0; s < n && !study->timeless; s++) {
            if (segments[s].n_margins <= 1 && segments[s].levels.n_levels <= GROUPS_MOST) add_segment(&r, &segments[s]);
        }
        if (i == chosen && study->pseudonyms && fits->leave) add_individuals(&r, fits->leave);
        tables_fairness(study, r.model, &r.c, report);
        arena_free(&scratch);
    }
}
