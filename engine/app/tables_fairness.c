/* tables_fairness.c: the audit by what the law protects. Those attributes are not in the models unless the job puts them there; here they
 * tell whether the models are right for everybody alike, and which terms stand in for them. */
#include "engine/app/contributions.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "engine/base/text.h"
#include "engine/report/wording.h"
#include "models/validation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column FAIRNESS[] = {
    {"model", CELL_TEXT, "The model"},
    {"attribute", CELL_TEXT, "What the law protects"},
    {"group", CELL_TEXT, "The group"},
    {"n", CELL_COUNT, "Rows of the group in the model's panel, those of categories without exits too"},
    {"n_event", CELL_COUNT, "Exits among them"},
    {"expected", CELL_NUMBER, "Exits that the model expects of them"},
    {"observed_to_expected", CELL_NUMBER, "1 is right for the group; over 1 its risk is told too low"},
    {"ratio_lower", CELL_NUMBER, "Lower 95 % limit (exact Poisson)"},
    {"ratio_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"auc", CELL_NUMBER, "Chance that a leaver scores above a stayer, within the group"},
    {"auc_lower", CELL_NUMBER, "Lower 95 % limit (DeLong)"},
    {"auc_upper", CELL_NUMBER, "Upper 95 % limit"},
    {"headcount", CELL_COUNT, "People there on as_of"},
    {"selected", CELL_SHARE, "Share of them among the tenth at highest risk"},
    {"selection_ratio", CELL_NUMBER, "The same over that of the group selected most (of those with two in a hundred people or more); under 0.8 is the four-fifths rule's sign of adverse impact"},
    {"verdict", CELL_FINDING, "alike, what differs beyond chance, or too few to tell"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column PROXIES[] = {
    {"model", CELL_TEXT, "The model"},
    {"attribute", CELL_TEXT, "What the law protects"},
    {"term", CELL_TEXT, "The term of the model"},
    {"association", CELL_NUMBER, "Share of the term's variance over people that the groups explain (eta squared): 0.01 small, 0.06 medium, 0.14 large"},
    {"gap_ratio", CELL_NUMBER, "Odds ratio between the groups for which the term tells most and least"},
    {"verdict", CELL_TEXT, "none, weak, or proxy: the term tells much of what the attribute would"},
    {NULL, CELL_TEXT, NULL}};

enum { GROUPS_MOST = 40, TENTH = 10, EXPECTED_LEAST = 1 };

struct audit {
    const struct study *study;
    struct report *report;
    const struct fitted *model;
    const struct contributions *c;
    const uint8_t *selected; /* [of c] */
    const char *attribute;
    struct column groups;
};

/* --- who is in which group -------------------------------------------------------------------------------------------- */

/* Ages as GRI 401-1 cuts them; other numbers at their thirds. */
static struct column bands_of(const struct study *study, const struct attribute *a) {
    static const char *const AGES[] = {"", "under 30", "30 to 50", "over 50"}, *const THIRDS[] = {"", "lowest third", "middle third", "highest third"};
    bool birth = strstr(a->name, "birth") || strstr(a->name, "geboorte"), age = birth || !strncasecmp(a->name, "age", 3) || !strcasecmp(a->name, "leeftijd");
    size_t n = study->table.n_rows, known = 0;
    double year = study->timeline.as_of != DAY_MISSING ? (double)days_to_civil(study->timeline.as_of).year : (double)NAN, cuts[2] = {30, 50.5};
    struct column bands = {.name = a->name, .kind = COLUMN_LEVEL, .width = 1, .n_levels = 3, .levels = (const char **)(age ? AGES : THIRDS)};
    uint8_t *codes = ARENA_ARRAY(study->arena, uint8_t, n + 1);
    if (!age) {
        struct arena scratch = {0};
        double *x = ARENA_ARRAY(&scratch, double, n + 1);
        for (size_t i = 0; i < n; i++) {
            double value = column_number(a->column, i);
            if (!isnan(value) && study->timeline.used[i]) x[known++] = value;
        }
        qsort(x, known, sizeof *x, values_compare);
        for (size_t k = 0; k < 2 && known; k++) cuts[k] = x[known * (k + 1) / 3];
        arena_free(&scratch);
    }
    for (size_t i = 0; i < n; i++) {
        double x = column_number(a->column, i);
        if (birth) x = year - x;
        if (!isnan(x)) codes[i] = (uint8_t)(1 + (x >= cuts[0]) + (x >= cuts[1]));
    }
    bands.values = codes;
    return bands;
}

static bool groups_by(const struct study *study, const struct attribute *a, struct column *groups) {
    *groups = a->column->kind == COLUMN_LEVEL ? *a->column : bands_of(study, a);
    return groups->n_levels >= 2 && groups->n_levels <= GROUPS_MOST;
}

/* --- right for each group --------------------------------------------------------------------------------------------- */

static struct validation validation_within(const struct audit *audit, size_t group) {
    const struct fitted *m = audit->model;
    struct arena scratch = {0};
    uint32_t *rows = ARENA_ARRAY(&scratch, uint32_t, m->panel.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < m->panel.n; i++) {
        if (column_code(&audit->groups, i) == group && panel_count(&m->panel, i)) rows[n++] = (uint32_t)i;
    }
    struct panel panel = panel_gathered(&m->panel, rows, n, &scratch);
    struct design design = design_gathered(&m->design, rows, n, &scratch);
    struct scores scores = scores_of(&design, &panel, &m->fit, false, &scratch);
    struct validation v = validation_ranks(&scores);
    arena_free(&scratch);
    return v;
}

/* People there, and those selected, by group. */
static void count_people(const struct audit *audit, double *people, double *selected) {
    for (size_t k = 0; k < audit->c->n; k++) {
        size_t g = column_code(&audit->groups, audit->c->line[k]);
        people[g]++;
        selected[g] += audit->selected[k];
    }
}

/* Shares of two groups told apart beyond chance (two proportions, pooled). */
static bool differ(double share, double people, double most, double of_people) {
    double pooled = (share * people + most * of_people) / (people + of_people);
    return most - share > 1.96 * sqrt(pooled * (1 - pooled) * (1 / people + 1 / of_people));
}

/* The group selected most, of those large enough to compare with: two in a hundred of the people or more (Uniform Guidelines on Employee
 * Selection Procedures, 29 CFR 1607.4), and more than may be hidden. */
struct most_selected {
    double share, people;
};

/* Differences beyond chance only: exact limits for the exits, two proportions for the share selected. */
static const char *verdict_of(double lower, double upper, double share, double people, struct most_selected most) {
    bool adverse = people > 0 && most.share > 0 && share / most.share < 0.8 && differ(share, people, most.share, most.people);
    if (lower > 1) return adverse ? "risk told too low; selected less" : "risk told too low";
    if (upper < 1) return adverse ? "risk told too high; selected less" : "risk told too high";
    if (adverse) return "selected less (four-fifths rule)";
    return people > 0 && most.share > 0 && share / most.share < 0.8 ? "too few to tell" : "alike";
}

/* Different people in the rows of the group, there or gone. */
static double people_ever(const struct audit *audit, size_t group) {
    struct arena scratch = {0};
    bool *marked = ARENA_ARRAY(&scratch, bool, audit->model->panel.n + 1);
    for (size_t i = 0; i < audit->model->panel.n; i++) marked[i] = column_code(&audit->groups, i) == group && panel_count(&audit->model->panel, i);
    double people = study_people(audit->study, marked);
    arena_free(&scratch);
    return people;
}

static void add_group(const struct audit *audit, size_t group, double people, double share, struct most_selected most) {
    struct report_table *table = report_open(audit->report, "fairness");
    struct validation v = validation_within(audit, group);
    double events = v.n_events, lower = events > 0 ? gsl_cdf_chisq_Pinv(0.025, 2 * events) / 2 / v.expected : 0, upper = gsl_cdf_chisq_Pinv(0.975, 2 * (events + 1)) / 2 / v.expected;
    if (v.n <= 0) return;
    bool few = v.expected < EXPECTED_LEAST; /* limits of next to nothing say nothing */
    const char *verdict = few ? "too few to tell" : verdict_of(lower, upper, share, people, most);
    double ever = people_ever(audit, group); /* those who left are people too */
    row_begin(table, people > 0 && people < ever ? people : ever, arena_printf(audit->study->arena, "fairness/%s/%s", audit->model->name, audit->attribute));
    row_text(table, audit->model->name);
    row_text(table, audit->attribute);
    row_text(table, audit->groups.levels[group]);
    const double values[] = {v.n, events, v.expected, few ? (double)NAN : events / v.expected, few ? (double)NAN : lower, few ? (double)NAN : upper, v.auc, v.auc_lower, v.auc_upper, audit->c->n ? people : (double)NAN, people > 0 ? share : NAN, most.share > 0 && people > 0 ? share / most.share : NAN};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    row_text(table, verdict);
    row_number(table, 0);
}

static void add_groups(const struct audit *audit) {
    double people[GROUPS_MOST + 1] = {0}, selected[GROUPS_MOST + 1] = {0};
    struct most_selected most = {0, 0};
    count_people(audit, people, selected);
    for (size_t g = 1; g <= audit->groups.n_levels; g++) {
        bool large = people[g] >= audit->study->job.privacy.minimum_cell && people[g] >= 0.02 * (double)audit->c->n;
        if (large && selected[g] / people[g] > most.share) most = (struct most_selected){selected[g] / people[g], people[g]};
    }
    for (size_t g = 1; g <= audit->groups.n_levels; g++) add_group(audit, g, people[g], people[g] > 0 ? selected[g] / people[g] : 0, most);
}

/* --- what stands in for it -------------------------------------------------------------------------------------------- */

static void add_proxy(const struct audit *audit, size_t term) {
    struct report_table *table = report_open(audit->report, "fairness_proxies");
    double n[GROUPS_MOST + 1] = {0}, sum[GROUPS_MOST + 1] = {0}, all = 0, total = 0, squares = 0, between = 0, least = INFINITY, most = -INFINITY;
    for (size_t k = 0; k < audit->c->n; k++) {
        size_t g = column_code(&audit->groups, audit->c->line[k]);
        double x = audit->c->value[k * audit->c->n_terms + term];
        if (!g) continue;
        n[g]++;
        sum[g] += x;
        all++;
        total += x;
        squares += x * x;
    }
    double variance = squares - total * total / all;
    for (size_t g = 1; g <= audit->groups.n_levels; g++) {
        if (n[g] < audit->study->job.privacy.minimum_cell) continue;
        double mean = sum[g] / n[g];
        between += n[g] * (mean - total / all) * (mean - total / all);
        least = fmin(least, mean);
        most = fmax(most, mean);
    }
    if (!(most >= least) || variance <= 1e-12 * all) return;
    double eta = between / variance;
    row_begin(table, NAN, NULL);
    row_text(table, audit->model->name);
    row_text(table, audit->attribute);
    row_text(table, audit->c->names[term]);
    row_number(table, eta);
    row_number(table, exp(most - least));
    row_text(table, eta >= 0.14 ? "proxy" : eta >= 0.01 ? "weak" : "none");
    if (eta >= 0.14) {
        report_note(audit->report, "fairness", say(audit->report, "Model “%s”: “%s” stands in for %s (which explains %.0f%% of what the term tells).", "Model “%s”: “%s” verraadt %s (dat verklaart %.0f%% van wat de term zegt)."), audit->model->name, audit->c->names[term], audit->attribute, 100 * eta);
    }
}

/* --- all of it -------------------------------------------------------------------------------------------------------- */

static int downward(const void *a, const void *b) { return values_compare(b, a); }

/* The tenth at highest risk, and whoever ties with its last. */
static uint8_t *select_top(const struct fitted *m, const struct contributions *c, struct arena *arena) {
    double *risk = ARENA_ARRAY(arena, double, c->n + 1), *sorted = ARENA_ARRAY(arena, double, c->n + 1);
    uint8_t *selected = ARENA_ARRAY(arena, uint8_t, c->n + 1);
    for (size_t k = 0; k < c->n; k++) {
        risk[k] = m->offset ? m->offset[c->line[k]] : 0;
        for (size_t t = 0; t < c->n_terms; t++) risk[k] += c->value[k * c->n_terms + t];
        sorted[k] = risk[k];
    }
    qsort(sorted, c->n, sizeof *sorted, downward);
    for (size_t k = 0; k < c->n; k++) selected[k] = risk[k] >= sorted[(c->n + TENTH - 1) / TENTH - 1];
    return selected;
}

static bool in_model(const struct fitted *m, const char *name) {
    bool *columns = calloc(m->design.n_columns + 1, sizeof *columns), found = false;
    if (!columns) abort();
    for (size_t term = 0; term <= design_last_term(&m->design); term++) {
        const char *of_term = design_term(&m->design, term, columns);
        found = found || (of_term && term_speaks_of(name, of_term));
    }
    free(columns);
    return found;
}

/* Age is told once, however many attributes have it. */
static bool told_by_another(const struct study *study, const char *name) {
    return (!strcmp(name, "birth_year") || !strcmp(name, "geboortejaar") || !strcmp(name, "age_band")) && (study_find_attribute(study, "age") || study_find_attribute(study, "leeftijd"));
}

void tables_fairness(const struct study *study, const struct fitted *m, const struct contributions *c, struct report *report) {
    struct arena scratch = {0};
    uint8_t *selected = c->n ? select_top(m, c, &scratch) : NULL;
    for (size_t k = 0; k < study->n_attributes; k++) {
        const struct attribute *a = &study->attributes[k];
        struct audit audit = {study, report, m, c, selected, a->name, {0}};
        if (!a->sensitive || told_by_another(study, a->name)) continue;
        if (in_model(m, a->name)) report_note(report, "fairness", say(report, "Model “%s” uses “%s”, which the law protects, because the job names it among its terms.", "Model “%s” gebruikt “%s”, dat de wet beschermt, omdat de opdracht het bij de termen noemt."), m->name, a->name);
        if (!groups_by(study, a, &audit.groups)) {
            report_note(report, "fairness", say(report, "“%s” is not audited: it has %zu categories, and 2 to %d can be compared.", "“%s” is niet getoetst: het heeft %zu categorieën, en 2 tot %d zijn te vergelijken."), a->name, audit.groups.n_levels, GROUPS_MOST);
            continue;
        }
        add_groups(&audit);
        for (size_t term = 0; term < c->n_terms && c->n; term++) {
            if (!term_speaks_of(a->name, c->names[term])) add_proxy(&audit, term);
        }
    }
    arena_free(&scratch);
}

void tables_fairness_begin(const struct study *study, struct report *report) {
    bool any = false;
    for (size_t k = 0; k < study->n_attributes; k++) any = any || study->attributes[k].sensitive;
    if (!any) return;
    report_table(report, "fairness", "Are the models right for everybody alike?", FAIRNESS);
    if (!study->timeless) report_table(report, "fairness_proxies", "Which terms stand in for what the law protects?", PROXIES);
}

/* One note a model and attribute, from the rows that are shown. */
void tables_fairness_notes(struct report *report) {
    const struct report_table *t = report_find(report, "fairness");
    for (size_t first = 0, last; t && first < t->n_rows; first = last) {
        const char *model = cell_text(t, first, "model"), *attribute = cell_text(t, first, "attribute");
        struct text said = {0};
        for (last = first; last < t->n_rows && !strcmp(cell_text(t, last, "model"), model) && !strcmp(cell_text(t, last, "attribute"), attribute); last++) {
            const char *verdict = cell_text(t, last, "verdict");
            if (!verdict[0] || !strcmp(verdict, "alike") || !strcmp(verdict, "too few to tell")) continue;
            text_addf(&said, say(report, "%s%s: %s (exits %s times those expected", "%s%s: %s (vertrek %s keer het verwachte"), said.length ? "; " : "", say_label(report, cell_text(t, last, "group")), say_word(report, verdict),
                      say_number(report, cell_value(t, last, "observed_to_expected"), 2));
            if (isfinite(cell_value(t, last, "selection_ratio"))) {
                text_addf(&said, say(report, ", selected %s times as often as the group selected most", ", %s keer zo vaak geselecteerd als de vaakst geselecteerde groep"), say_number(report, cell_value(t, last, "selection_ratio"), 2));
            }
            text_add(&said, ")");
        }
        if (said.length) report_note(report, "fairness", say(report, "Model “%s” is not alike for every %s, in exits or in who is among the tenth at highest risk. %s.", "Model “%s” is niet gelijk voor elke groep van %s, in vertrek of in wie bij het tiende met het hoogste risico hoort. %s."), model, say_label(report, attribute), text_string(&said));
        text_free(&said);
    }
}
