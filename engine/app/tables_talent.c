/* tables_talent.c: the vlootschouw. Performance against potential with the risk of each box; the top performers; critical positions and
 * who stands ready for them. About the people there on as_of, by the forecast's own risks. */
#include "engine/app/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct report_column GRID[] = {
    {"performance", CELL_TEXT, "Performance; all = everybody"},
    {"potential", CELL_TEXT, "Potential; all = everybody"},
    {"headcount", CELL_COUNT, "People there on as_of"},
    {"leavers_expected", CELL_NUMBER, "Of them, how many are expected to leave in the horizon"},
    {"share", CELL_SHARE, "leavers_expected / headcount"},
    {"quits_expected", CELL_NUMBER, "Of those, how many of their own will"},
    {"regretted_expected", CELL_NUMBER, "Of those, how many are top performers or hold a critical position"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column TOP[] = {
    {"group", CELL_TEXT, "top: the best performers; others: everybody else with a known performance"},
    {"rule", CELL_TEXT, "Who counts as a top performer"},
    {"headcount", CELL_COUNT, "People there on as_of"},
    {"share_of_people", CELL_SHARE, "Their share of the people with a known performance"},
    {"leavers_expected", CELL_NUMBER, "Of them, how many are expected to leave in the horizon"},
    {"share", CELL_SHARE, "leavers_expected / headcount"},
    {"quits_expected", CELL_NUMBER, "Of those, how many of their own will: regretted, for the top"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column CRITICAL[] = {
    {"position", CELL_TEXT, "The critical position; all = all together"},
    {"holders", CELL_COUNT, "People who hold it on as_of"},
    {"vacancies_expected", CELL_NUMBER, "How many of them are expected to leave in the horizon"},
    {"quits_expected", CELL_NUMBER, "Of those, how many of their own will"},
    {"ready_successors", CELL_COUNT, "People who stand ready for it"},
    {"cover", CELL_NUMBER, "ready_successors / vacancies_expected: under 1 some vacancy finds nobody ready"},
    {"shortfall", CELL_NUMBER, "vacancies_expected less ready_successors, at least 0"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

enum { CLASSES_MOST = 12, VALUES_MOST = 7 };

/* One side of the grid: classes in rising order (the last for whom it is not known), and everybody's. */
struct axis {
    const char *name;
    size_t n;
    const char *labels[CLASSES_MOST + 2];
    uint8_t *class_of;  /* [line] */
    double *value;      /* [line] what the best are picked by; NaN = not known */
};

/* --- an order of categories ------------------------------------------------------------------------------------------- */

/* What the usual words of appraisals mean, Dutch and English; 0 = not one of them. */
static int rank_of_word(const char *label) {
    static const struct {
        const char *word;
        int rank;
    } WORDS[] = {{"onvoldoende", 1}, {"zwak", 1}, {"poor", 1},   {"low", 1},       {"laag", 1},      {"below", 1},    {"matig", 2},      {"fair", 2},      {"developing", 2}, {"in ontwikkeling", 2},
                 {"medium", 3},      {"mid", 3},  {"average", 3}, {"gemiddeld", 3}, {"voldoende", 3}, {"sufficient", 3}, {"meets", 3}, {"solid", 3},     {"good", 4},       {"goed", 4},
                 {"exceeds", 5},     {"high", 5}, {"hoog", 5},   {"strong", 5},    {"sterk", 5},     {"excellent", 6}, {"uitstekend", 6}, {"outstanding", 6}, {"top", 6}};
    for (size_t k = 0; k < sizeof WORDS / sizeof *WORDS; k++) {
        if (!strncasecmp(label, WORDS[k].word, strlen(WORDS[k].word))) return WORDS[k].rank;
    }
    return 0;
}

/* Place of each category, from 1: by what its word means, or as they stand in the alphabet ("1 low", "2 middle"). */
static void order_levels(const struct column *levels, size_t *place) {
    bool words = true;
    for (size_t l = 1; l <= levels->n_levels; l++) words = words && rank_of_word(levels->levels[l]);
    for (size_t l = 1; l <= levels->n_levels; l++) {
        place[l] = 1;
        for (size_t k = 1; k <= levels->n_levels; k++) {
            int a = words ? rank_of_word(levels->levels[k]) : 0, b = words ? rank_of_word(levels->levels[l]) : 0;
            place[l] += a < b || (a == b && k < l);
        }
    }
}

static void axis_of_levels(const struct study *study, const struct column *levels, struct axis *axis) {
    size_t place[CLASSES_MOST + 1];
    order_levels(levels, place);
    axis->n = levels->n_levels;
    for (size_t l = 1; l <= levels->n_levels; l++) axis->labels[place[l]] = levels->levels[l];
    for (size_t i = 0; i < study->timeline.n; i++) {
        uint32_t code = column_code(levels, i);
        axis->class_of[i] = code ? (uint8_t)place[code] : 0;
        axis->value[i] = code ? (double)place[code] : NAN;
    }
}

/* A class for each value where there are few, else thirds of those there now. */
static void axis_of_numbers(const struct study *study, const struct column *column, struct axis *axis) {
    static const char *const THIRDS[] = {"lowest third", "middle third", "highest third"};
    struct arena scratch = {0};
    const struct timeline *t = &study->timeline;
    double *x = ARENA_ARRAY(&scratch, double, t->n + 1), cuts[CLASSES_MOST];
    size_t n = 0, distinct = 0, n_cuts = 0;
    for (size_t i = 0; i < t->n; i++) {
        axis->value[i] = column_number(column, i);
        if (!isnan(axis->value[i]) && timeline_present(t, i, t->as_of)) x[n++] = axis->value[i];
    }
    qsort(x, n, sizeof *x, values_compare);
    for (size_t i = 0; i < n; i++) distinct += i == 0 || x[i] != x[i - 1];
    bool few = distinct <= VALUES_MOST;
    for (size_t i = 0; i < n; i++) {
        bool begins = few ? i == 0 || x[i] != x[i - 1] : i == n / 3 || i == 2 * n / 3;
        if (begins && (!n_cuts || x[i] > cuts[n_cuts - 1])) cuts[n_cuts++] = x[i];
    }
    axis->n = few ? n_cuts : n_cuts + 1;
    for (size_t k = 0; k < axis->n; k++) axis->labels[k + 1] = few ? arena_printf(study->arena, "%.10g", cuts[k]) : THIRDS[k];
    for (size_t i = 0; i < t->n; i++) {
        size_t class = few ? 0 : 1;
        for (size_t k = 0; k < n_cuts; k++) class += axis->value[i] >= cuts[k];
        axis->class_of[i] = isnan(axis->value[i]) ? 0 : (uint8_t)class;
    }
    arena_free(&scratch);
}

/* Whoever is there without a class gets the last one: boxes then add up to everybody. */
static void add_unknown(const struct study *study, struct axis *axis) {
    const struct timeline *t = &study->timeline;
    bool any = false;
    for (size_t i = 0; i < t->n; i++) any = any || (!axis->class_of[i] && timeline_present(t, i, t->as_of));
    if (!any) return;
    axis->labels[++axis->n] = "(missing)";
    for (size_t i = 0; i < t->n; i++) axis->class_of[i] = axis->class_of[i] ? axis->class_of[i] : (uint8_t)axis->n;
}

/* By the job's word, or the usual name; n = 0 when there is none. false on a fault. */
static bool axis_of(const struct study *study, const struct word *word, const char *usual, struct axis *axis, struct diag *diag) {
    const struct attribute *a = word->text ? study_attribute(study, word, diag) : study_find_attribute(study, usual);
    *axis = (struct axis){.name = usual};
    if (word->text && !a) return false;
    if (!a) return true;
    if (a->column->kind == COLUMN_LEVEL && a->column->n_levels > CLASSES_MOST) {
        if (word->text) diag_add(diag, SEVERITY_ERROR, word->at, "\"%s\" has %zu categories; a side of the grid has %d at most", a->name, a->column->n_levels, CLASSES_MOST);
        return !word->text;
    }
    axis->name = a->name;
    axis->class_of = ARENA_ARRAY(study->arena, uint8_t, study->timeline.n + 1);
    axis->value = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    if (a->column->kind == COLUMN_LEVEL) {
        axis_of_levels(study, a->column, axis);
    } else {
        axis_of_numbers(study, a->column, axis);
    }
    add_unknown(study, axis);
    return true;
}

/* --- who is who ------------------------------------------------------------------------------------------------------- */

struct talent {
    const struct study *study;
    const struct fits *fits;
    struct report *report;
    struct axis performance, potential;
    bool *there, *top, *critical; /* [line] */
    const struct column *position, *successor_of; /* levels; NULL = not told */
    const struct column *successors;              /* a number on the holder's row; NULL */
    bool any_critical;
    double cut, share;
};

/* People of one value stand together: the cut lies where the share is nearest the one asked for. */
static void find_top(struct talent *t) {
    struct arena scratch = {0};
    size_t n = 0, lines = t->study->timeline.n;
    double *x = ARENA_ARRAY(&scratch, double, lines + 1), wanted = t->study->job.talent.top_share, best = INFINITY;
    for (size_t i = 0; i < lines; i++) {
        if (t->there[i] && !isnan(t->performance.value[i])) x[n++] = t->performance.value[i];
    }
    qsort(x, n, sizeof *x, values_compare);
    for (size_t i = n; i-- > 0;) {
        if (i > 0 && x[i - 1] == x[i]) continue;
        double share = (double)(n - i) / (double)n;
        if (fabs(share - wanted) >= best) continue;
        best = fabs(share - wanted);
        t->cut = x[i];
        t->share = share;
    }
    for (size_t i = 0; i < lines; i++) t->top[i] = n && t->there[i] && t->performance.value[i] >= t->cut;
    arena_free(&scratch);
}

static bool mark_critical(struct talent *t, struct diag *diag) {
    const struct job_match *match = &t->study->job.talent.critical;
    static const char *const YES[] = {"1", "yes", "y", "true", "ja", "j", "waar"};
    if (!match->column.text) return true;
    const struct attribute *a = study_attribute(t->study, &match->column, diag);
    if (!a) return false;
    const struct column *levels = attribute_levels(t->study, a);
    bool *wanted = ARENA_ARRAY(t->study->arena, bool, levels->n_levels + 2);
    size_t errors = diag->errors;
    for (size_t k = 0; k < match->is.count; k++) wanted[study_level(a->name, levels, &match->is.items[k], diag)] = true;
    for (size_t l = 1; l <= levels->n_levels && !match->is.count; l++) {
        for (size_t k = 0; k < sizeof YES / sizeof *YES; k++) wanted[l] = wanted[l] || !strcasecmp(levels->levels[l], YES[k]);
    }
    wanted[0] = false;
    for (size_t i = 0; i < t->study->timeline.n; i++) t->critical[i] = wanted[column_code(levels, i)];
    t->any_critical = true;
    return diag->errors == errors;
}

static bool find_positions(struct talent *t, struct diag *diag) {
    const struct job_talent *job = &t->study->job.talent;
    const struct attribute *position = job->position.text ? study_attribute(t->study, &job->position, diag) : NULL;
    const struct attribute *successors = job->successors.text ? study_attribute(t->study, &job->successors, diag) : NULL;
    if ((job->position.text && !position) || (job->successors.text && !successors)) return false;
    if ((position || successors) && !t->any_critical) {
        diag_add(diag, SEVERITY_ERROR, position ? job->position.at : job->successors.at, "\"position\" and \"successors\" go with \"critical\": which column and values say that somebody holds a critical position");
        return false;
    }
    if (position) t->position = attribute_levels(t->study, position);
    if (successors && successors->column->kind == COLUMN_NUMBER) t->successors = successors->column;
    if (successors && successors->column->kind == COLUMN_LEVEL) t->successor_of = successors->column;
    return true;
}

static bool set_up(const struct study *study, struct talent *t, struct diag *diag) {
    const struct job_talent *job = &study->job.talent;
    *t = (struct talent){.study = study};
    t->there = ARENA_ARRAY(study->arena, bool, study->timeline.n + 1);
    t->top = ARENA_ARRAY(study->arena, bool, study->timeline.n + 1);
    t->critical = ARENA_ARRAY(study->arena, bool, study->timeline.n + 1);
    for (size_t i = 0; i < study->timeline.n; i++) t->there[i] = !study->timeless && timeline_present(&study->timeline, i, study->timeline.as_of);
    bool ok = axis_of(study, &job->performance, "performance", &t->performance, diag);
    ok = axis_of(study, &job->potential, "potential", &t->potential, diag) && ok;
    ok = mark_critical(t, diag) && ok;
    return find_positions(t, diag) && ok;
}

void talent_check(const struct study *study, struct diag *diag) {
    struct talent t;
    if (study->timeless && study->job.talent.at.line) {
        diag_add(diag, SEVERITY_ERROR, study->job.talent.at, "with an \"outcome\" nobody's risk of leaving is forecast; \"talent\" needs dates or durations");
        return;
    }
    (void)set_up(study, &t, diag);
}

/* --- tables ----------------------------------------------------------------------------------------------------------- */

struct box {
    double people, leavers, quits, regretted;
};

static void add_person(const struct talent *t, size_t i, struct box *box) {
    box->people++;
    box->leavers += t->fits->leave[i];
    double quit = t->fits->quit ? t->fits->quit[i] : (double)NAN;
    box->quits += quit;
    if (t->top[i] || t->critical[i]) box->regretted += quit;
}

static void add_box(const struct talent *t, size_t p, size_t q, const struct box *box) {
    struct report_table *table = report_open(t->report, "vlootschouw");
    const char *by_performance = p ? arena_printf(t->study->arena, "vlootschouw/%zu", p) : "vlootschouw//", *by_potential = q ? arena_printf(t->study->arena, "vlootschouw//%zu", q) : "vlootschouw/";
    bool whole = !p && !q;
    row_begin(table, box->people, whole ? NULL : q ? by_performance : by_potential); /* boxes add up to their row; rows to the whole */
    if (q && !whole) row_also_in(table, p ? by_potential : "vlootschouw//");
    row_text(table, p ? t->performance.labels[p] : "all");
    row_text(table, q ? t->potential.labels[q] : "all");
    const double values[] = {box->people, box->leavers, box->people > 0 ? box->leavers / box->people : NAN, box->quits, box->regretted, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
}

static void add_grid(const struct talent *t) {
    struct box boxes[CLASSES_MOST + 2][CLASSES_MOST + 2] = {{{0}}};
    report_table(t->report, "vlootschouw", "Performance against potential: how many people, and how many of them are expected to leave.", GRID);
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        size_t p = t->performance.n ? t->performance.class_of[i] : 0, q = t->potential.n ? t->potential.class_of[i] : 0;
        if (!t->there[i]) continue;
        add_person(t, i, &boxes[0][0]);
        if (p) add_person(t, i, &boxes[p][0]);
        if (q) add_person(t, i, &boxes[0][q]);
        if (p && q) add_person(t, i, &boxes[p][q]);
    }
    for (size_t p = 0; p <= t->performance.n; p++) {
        for (size_t q = 0; q <= t->potential.n; q++) {
            if (boxes[p][q].people > 0) add_box(t, p, q, &boxes[p][q]);
        }
    }
}

static void add_top(const struct talent *t) {
    struct report_table *table = report_table(t->report, "top_performers", "The best performers, and how many of them are expected to leave.", TOP);
    struct box boxes[2] = {{0}};
    const char *cut = NULL;
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        if (!t->there[i] || isnan(t->performance.value[i])) continue;
        add_person(t, i, &boxes[t->top[i]]);
        if (t->performance.value[i] == t->cut) cut = t->performance.labels[t->performance.class_of[i]];
    }
    bool number = t->performance.n && !rank_of_word(t->performance.labels[1]);
    const char *rule = arena_printf(t->study->arena, "%s %s and over: %.1f%% of the people whose %s is known. Asked for: %.0f%%; people of one score stand together, and the cut lies where the share is nearest",
                                    t->performance.name, number ? arena_printf(t->study->arena, "%.10g", t->cut) : cut, 100 * t->share, t->performance.name, 100 * t->study->job.talent.top_share);
    for (int g = 1; g >= 0; g--) {
        const struct box *box = &boxes[g];
        row_begin(table, box->people, "top_performers");
        row_text(table, g ? "top" : "others");
        row_text(table, rule);
        const double values[] = {box->people, box->people / (boxes[0].people + boxes[1].people), box->leavers, box->people > 0 ? box->leavers / box->people : NAN, box->quits, 0};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    }
}

/* Who stands ready for a position: as many people as name it, or as the holders' rows say. */
static double ready_for(const struct talent *t, size_t position) {
    double ready = 0;
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        if (!t->there[i]) continue;
        if (t->successors) {
            double x = column_number(t->successors, i);
            if (t->critical[i] && !isnan(x) && (!position || column_code(t->position, i) == position)) ready += x;
        } else if (t->successor_of) {
            uint32_t code = column_code(t->successor_of, i);
            ready += code && (!position || !strcmp(t->successor_of->levels[code], t->position->levels[position]));
        }
    }
    return ready;
}

static void add_position(const struct talent *t, size_t position) {
    struct report_table *table = report_open(t->report, "critical_positions");
    struct box box = {0};
    bool told = t->successors || t->successor_of;
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        if (t->there[i] && t->critical[i] && (!position || column_code(t->position, i) == position)) add_person(t, i, &box);
    }
    if (box.people == 0) return;
    double ready = told ? ready_for(t, position) : NAN;
    row_begin(table, box.people, position ? "critical_positions" : NULL);
    row_text(table, position ? t->position->levels[position] : "all");
    const double values[] = {box.people, box.leavers, box.quits, ready, ready / box.leavers, fmax(0, box.leavers - ready), 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, told || k < 3 || k == 6 ? values[k] : NAN);
}

static void add_critical(const struct talent *t) {
    report_table(t->report, "critical_positions", "Critical positions: expected vacancies against those who stand ready.", CRITICAL);
    for (size_t position = 0; position <= (t->position ? t->position->n_levels : 0); position++) add_position(t, position);
}

void tables_talent(const struct study *study, const struct fits *fits, struct report *report, struct diag *diag) {
    struct talent t;
    if (study->timeless || !fits->leave || !set_up(study, &t, diag)) return;
    t.fits = fits;
    t.report = report;
    if (t.performance.n) find_top(&t);
    if (t.performance.n || t.potential.n) add_grid(&t);
    if (t.performance.n) add_top(&t);
    if (t.any_critical) add_critical(&t);
}
