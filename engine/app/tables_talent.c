/* tables_talent.c: the vlootschouw. Performance against potential with the risk of each box; the top performers; critical positions and
 * who stands ready for them. About the people there on as_of, by the forecast's own risks. */
#include "engine/app/segment_cells.h"
#include "engine/app/tables.h"
#include "engine/app/talent_axes.h"
#include "engine/app/tally.h"

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
    {"group", CELL_TEXT, "top: the best performers; others; (missing): those whose performance is not known"},
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

/* --- who is who ------------------------------------------------------------------------------------------------------- */

struct talent {
    const struct study *study;
    const struct fits *fits;
    struct report *report;
    const struct segment *segments;
    size_t n_segments;
    struct axis performance, potential;
    bool *there, *top, *critical; /* [line] */
    const struct column *position, *successor_of; /* levels; NULL = not told */
    const struct column *successors;              /* a number on the holder's row; NULL */
    bool any_critical;
    double cut, share;
};

/* People of one value stand together: the cut lies where the share is nearest the one asked for. false when nobody's is known. */
static bool find_top(struct talent *t) {
    struct arena scratch = {0};
    size_t lines = t->study->timeline.n;
    double *there = ARENA_ARRAY(&scratch, double, lines + 1), wanted = t->study->job.talent.top_share, best = INFINITY, all = 0, above = 0;
    for (size_t i = 0; i < lines; i++) there[i] = t->there[i] ? t->performance.value[i] : (double)NAN;
    struct tally v = tally_of(there, lines, &scratch);
    for (size_t k = 0; k < v.n; k++) all += v.count[k];
    for (size_t k = v.n; k-- > 0;) {
        above += v.count[k];
        if (fabs(above / all - wanted) >= best) continue;
        best = fabs(above / all - wanted);
        t->cut = v.x[k];
        t->share = above / all;
    }
    for (size_t i = 0; i < lines; i++) t->top[i] = all > 0 && t->there[i] && t->performance.value[i] >= t->cut;
    arena_free(&scratch);
    return all > 0;
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
    for (size_t i = 0; i < t->study->timeline.n && t->successors; i++) {
        double x = column_number(t->successors, i);
        if (isnan(x) || (x >= 0 && x == floor(x))) continue;
        diag_add(diag, SEVERITY_ERROR, job->successors.at, "\"%s\" holds %.10g; expected the name of a position, or how many stand ready", job->successors.text, x);
        return false;
    }
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
    bool ok = axis_of(study, &job->performance, &job->performance_order, "performance", &t->performance, diag);
    ok = axis_of(study, &job->potential, &job->potential_order, "potential", &t->potential, diag) && ok;
    ok = mark_critical(t, diag) && ok;
    return find_positions(t, diag) && ok;
}

void talent_check(const struct study *study, struct diag *diag) {
    struct talent t;
    if (study->timeless && study->job.talent.at.line) {
        diag_add(diag, SEVERITY_ERROR, study->job.talent.at, "with an \"outcome\" nobody's risk of leaving is forecast; \"talent\" needs dates or durations");
        return;
    }
    bool ok = set_up(study, &t, diag);
    if (ok && study->job.talent.at.line && !t.performance.n && !t.potential.n && !t.any_critical) {
        diag_add(diag, SEVERITY_ERROR, study->job.talent.at, "there is no attribute \"performance\" or \"potential\", and nothing else is named here; say which columns hold them, as talent: {performance: COLUMN}");
    }
}

/* --- tables ----------------------------------------------------------------------------------------------------------- */

struct box {
    double people, leavers, quits, regretted;
};

/* Few top performers and critical holders would be told by name in what is regretted of everybody. */
static bool regrets_told(const struct talent *t) {
    double flagged = 0;
    for (size_t i = 0; i < t->study->timeline.n; i++) flagged += t->there[i] && (t->top[i] || t->critical[i]);
    return t->fits->quit && (flagged == 0 || flagged >= t->study->job.privacy.minimum_cell);
}

static void add_person(const struct talent *t, size_t i, struct box *box) {
    box->people++;
    box->leavers += t->fits->leave[i];
    double quit = t->fits->quit ? t->fits->quit[i] : (double)NAN;
    box->quits += quit;
    if (t->top[i] || t->critical[i]) box->regretted += quit;
}

struct grid {
    struct box boxes[AXIS_CLASSES_MOST + 2][AXIS_CLASSES_MOST + 2]; /* [performance][potential], 0 = all */
    uint32_t cells[AXIS_CLASSES_MOST + 2][AXIS_CLASSES_MOST + 2];   /* of the ledger */
};

/* Boxes add up to their row and their column, and those to everybody. */
static void tie_grid(const struct talent *t, struct grid *grid) {
    struct ledger *ledger = &t->report->ledger;
    enum { TALENT_GROUP = 1000000 }; /* no table's */
    for (size_t p = 0; p <= t->performance.n; p++) {
        for (size_t q = 0; q <= t->potential.n; q++) {
            grid->cells[p][q] = ledger_cell(ledger, NULL, grid->boxes[p][q].people, t->report->meta.minimum_cell, !p && !q ? 100 : !p || !q ? 4 : 1, (struct ledger_place){TALENT_GROUP, 0});
        }
    }
    for (size_t p = 0; p <= t->performance.n && t->potential.n; p++) {
        ledger_sum(ledger);
        for (size_t q = 0; q <= t->potential.n; q++) ledger_term(ledger, grid->cells[p][q], q ? 1 : -1);
    }
    for (size_t q = 0; q <= t->potential.n && t->performance.n; q++) {
        ledger_sum(ledger);
        for (size_t p = 0; p <= t->performance.n; p++) ledger_term(ledger, grid->cells[p][q], p ? 1 : -1);
    }
}

static void add_box(const struct talent *t, size_t p, size_t q, bool regrets, const struct grid *grid) {
    struct report_table *table = report_open(t->report, "vlootschouw");
    const struct box *box = &grid->boxes[p][q];
    row_begin(table, box->people, NULL);
    row_about(table, grid->cells[p][q]);
    row_text(table, p ? t->performance.labels[p] : "all");
    row_text(table, q ? t->potential.labels[q] : "all");
    const double values[] = {box->people, box->leavers, box->people > 0 ? box->leavers / box->people : NAN, box->quits, regrets ? box->regretted : (double)NAN, 0};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
}

static void add_grid(const struct talent *t) {
    struct grid *grid = ARENA_NEW(t->report->arena, struct grid);
    bool regrets = regrets_told(t);
    report_table(t->report, "vlootschouw", "Performance against potential: how many people, and how many of them are expected to leave.", GRID);
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        size_t p = t->performance.n ? t->performance.class_of[i] : 0, q = t->potential.n ? t->potential.class_of[i] : 0;
        if (!t->there[i]) continue;
        add_person(t, i, &grid->boxes[0][0]);
        if (p) add_person(t, i, &grid->boxes[p][0]);
        if (q) add_person(t, i, &grid->boxes[0][q]);
        if (p && q) add_person(t, i, &grid->boxes[p][q]);
    }
    tie_grid(t, grid);
    for (size_t p = 0; p <= t->performance.n; p++) {
        for (size_t q = 0; q <= t->potential.n; q++) {
            if (grid->boxes[p][q].people > 0) add_box(t, p, q, regrets, grid);
        }
    }
}

/* The label of the class in which the cut lies. */
static const char *cut_label(const struct talent *t) {
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        if (t->there[i] && t->performance.value[i] == t->cut) return t->performance.labels[t->performance.class_of[i]];
    }
    return "";
}

static void add_top(const struct talent *t) {
    static const char *const GROUPS[] = {"top", "others", "(missing)"};
    struct report_table *table = report_table(t->report, "top_performers", "The best performers, and how many of them are expected to leave.", TOP);
    struct box boxes[3] = {{0}};
    const char *cut = t->performance.is_number ? arena_printf(t->study->arena, "%.10g", t->cut) : cut_label(t);
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        if (t->there[i]) add_person(t, i, &boxes[isnan(t->performance.value[i]) ? 2 : !t->top[i]]);
    }
    const char *rule = arena_printf(t->study->arena, "%s %s and over. Asked for: the best %.0f%%; people of one score stand together, and the cut lies where the share is nearest", t->performance.name, cut,
                                    100 * t->study->job.talent.top_share);
    for (size_t g = 0; g < 3; g++) {
        const struct box *box = &boxes[g];
        if (box->people == 0) continue;
        row_begin(table, box->people, "top_performers");
        row_text(table, GROUPS[g]);
        row_text(table, rule);
        const double values[] = {box->people, g < 2 ? box->people / (boxes[0].people + boxes[1].people) : (double)NAN, box->leavers, box->leavers / box->people, box->quits, 0};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
    }
}

/* A critical position: who holds it, and who stands ready for it. */
struct post {
    struct box box;
    double ready;
};

/* Positions by number; 0 of those whose position is not known, or all together. */
static struct post *posts_of(const struct talent *t) {
    struct post *posts = ARENA_ARRAY(t->study->arena, struct post, (t->position ? t->position->n_levels : 0) + 1);
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        if (!t->there[i]) continue;
        uint32_t held = t->position ? column_code(t->position, i) : 0, for_post = t->successor_of ? column_code(t->successor_of, i) : 0;
        double said = t->successors ? column_number(t->successors, i) : (double)NAN;
        if (t->critical[i]) add_person(t, i, &posts[held].box);
        if (t->critical[i] && !isnan(said)) posts[held].ready += said;
        if (for_post && !t->position) posts[0].ready++;
        for (size_t p = 1; for_post && t->position && p <= t->position->n_levels; p++) {
            posts[p].ready += !strcmp(t->successor_of->levels[for_post], t->position->levels[p]);
        }
    }
    return posts;
}

/* The holders of a position (SIZE_MAX = of any) as a cell of the ledger: they may be a group that is hidden, or all but a few of one. */
static uint32_t cell_of_holders(const struct talent *t, size_t position) {
    const struct study *study = t->study;
    uint8_t *inside = ARENA_ARRAY(study->arena, uint8_t, study->timeline.n + 1);
    for (size_t i = 0; i < study->timeline.n; i++) {
        bool held = t->critical[i] && (position == SIZE_MAX || (t->position ? column_code(t->position, i) : 0) == position);
        inside[i] = t->there[i] ? held : 2;
    }
    return segment_cell_of_lines(study, t->segments, t->n_segments, inside, arena_printf(study->arena, "critical|%zu", position == SIZE_MAX ? 0 : position + 1), t->report);
}

static double short_of(const struct post *post) { return fmax(0, post->box.leavers - post->ready); }

static void add_post(const struct talent *t, const char *name, const struct post *post, double shortfall, size_t position) {
    struct report_table *table = report_open(t->report, "critical_positions");
    bool told = t->successors || t->successor_of;
    if (post->box.people == 0) return;
    row_begin(table, post->box.people, strcmp(name, "all") != 0 ? "critical_positions" : NULL);
    row_with(table, cell_of_holders(t, position));
    row_text(table, name);
    row_number(table, post->box.people);
    row_number(table, post->box.leavers);
    row_number(table, post->box.quits);
    row_number(table, told ? post->ready : (double)NAN);
    row_number(table, told ? post->ready / post->box.leavers : (double)NAN);
    row_number(table, told ? shortfall : (double)NAN);
    row_number(table, 0);
}

/* All together are short of what each is short of: nobody stands ready for another's position. */
static void add_critical(const struct talent *t) {
    struct post *posts = posts_of(t), all = {0};
    size_t n = t->position ? t->position->n_levels : 0;
    double shortfall = 0;
    report_table(t->report, "critical_positions", "Critical positions: expected vacancies against those who stand ready.", CRITICAL);
    for (size_t p = 0; p <= n; p++) {
        if (posts[p].box.people == 0) continue;
        all.box.people += posts[p].box.people;
        all.box.leavers += posts[p].box.leavers;
        all.box.quits += posts[p].box.quits;
        all.ready += posts[p].ready;
        shortfall += short_of(&posts[p]);
    }
    add_post(t, "all", &all, shortfall, SIZE_MAX);
    for (size_t p = 1; p <= n; p++) add_post(t, t->position->levels[p], &posts[p], short_of(&posts[p]), p);
    if (t->position) add_post(t, "(missing)", &posts[0], short_of(&posts[0]), 0);
}

void tables_talent(const struct study *study, const struct segment *segments, size_t n, const struct fits *fits, struct report *report, struct diag *diag) {
    struct talent t;
    if (study->timeless || !fits->leave || !set_up(study, &t, diag)) return;
    t.fits = fits;
    t.report = report;
    t.segments = segments;
    t.n_segments = n;
    bool known = t.performance.n && find_top(&t);
    if (t.performance.n || t.potential.n) add_grid(&t);
    if (known) add_top(&t);
    if (t.any_critical) add_critical(&t);
}

/* Does the name stand for a position that anybody holds? */
static bool is_held(const struct talent *t, const char *name) {
    for (size_t i = 0; i < t->study->timeline.n; i++) {
        uint32_t held = t->there[i] && t->critical[i] ? column_code(t->position, i) : 0;
        if (held && !strcmp(t->position->levels[held], name)) return true;
    }
    return false;
}

bool talent_critical(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct critical_posts *posts) {
    struct talent t;
    struct diag said_elsewhere;
    diag_init(&said_elsewhere, study->arena);
    if (study->timeless || !set_up(study, &t, &said_elsewhere) || !t.any_critical) return false;
    bool *held = ARENA_ARRAY(study->arena, bool, (t.successor_of ? t.successor_of->n_levels : 0) + 1);
    for (size_t l = 1; t.successor_of && l <= t.successor_of->n_levels; l++) held[l] = !t.position || is_held(&t, t.successor_of->levels[l]);
    *posts = (struct critical_posts){.critical = t.critical, .ready = t.successors || t.successor_of ? 0 : (double)NAN};
    for (size_t i = 0; i < study->timeline.n; i++) {
        double said = t.successors && t.critical[i] ? column_number(t.successors, i) : 0;
        if (!t.there[i]) continue;
        posts->holders += t.critical[i];
        posts->ready += (isnan(said) ? 0 : said) + (t.successor_of && held[column_code(t.successor_of, i)]);
    }
    t.report = report;
    t.segments = segments;
    t.n_segments = n;
    posts->cell = cell_of_holders(&t, SIZE_MAX);
    return true;
}

bool *talent_regretted(const struct study *study) {
    struct talent t;
    struct diag said_elsewhere;
    diag_init(&said_elsewhere, study->arena);
    if (study->timeless || !set_up(study, &t, &said_elsewhere)) return NULL;
    bool known = t.performance.n && find_top(&t);
    if (!known && !t.any_critical) return NULL;
    for (size_t i = 0; i < study->timeline.n; i++) t.top[i] = t.there[i] && (t.top[i] || t.critical[i]);
    return t.top;
}
