/* tables_standards.c: the last twelve months as reporting standards ask for them, each number with its clause and its denominator.
 *
 * ESRS S1-6: Delegated Regulation (EU) 2023/2772, annex I, S1 paragraph 50. GRI 401-1 (2016): hires and turnover by age group, gender and
 * region, rates on the employees at the end of the period. ISO 30414:2018, recruitment, mobility and turnover. Cost per hire: ANSI/SHRM 06001.2012. */
#include "engine/app/last_year.h"
#include "engine/app/outlook.h"
#include "engine/app/segment_cells.h"
#include "engine/app/tables.h"
#include "engine/report/wording.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static const struct report_column STANDARDS[] = {
    {"framework", CELL_TEXT, "The standard"},
    {"clause", CELL_TEXT, "Where in it the number is asked for"},
    {"metric", CELL_TEXT, "What it asks for"},
    {"breakdown", CELL_TEXT, "What it is cut by; empty = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"count", CELL_COUNT, "The number of people, hires or exits"},
    {"denominator", CELL_NUMBER, "What the rate is divided by"},
    {"denominator_is", CELL_TEXT, "In words"},
    {"rate", CELL_SHARE, "count / denominator"},
    {"amount", CELL_MONEY, "An amount of money, where that is what is asked for"},
    {"from", CELL_TEXT, "The first day of the reporting period"},
    {"until", CELL_TEXT, "Its last day: as_of"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

/* Ways to cut people that the standards ask for, as segments, so that the ledger ties them as it does the job's own. */
enum cut { CUT_GENDER, CUT_COUNTRY, CUT_REGION, CUT_CONTRACT, CUTS };

/* What is counted of a group: people there on as_of and when the period began, what happened in between. */
enum counting { THERE, START, HIRES, EXITS, VOLUNTARY, PERSON_DAYS, COUNTINGS };

struct counted {
    double of[COUNTINGS];
};

struct standards {
    const struct study *study;
    struct report_table *table;
    struct segment segments[CUTS + 1];
    enum cut kind[CUTS + 1];
    size_t n;
    const double *born;
    int32_t from, until;
    const char *from_day, *until_day;
    uint8_t voluntary;
    struct counted all, ages[4]; /* under 30, 30 to 50, over 50, not known */
    struct critical_posts posts; /* critical NULL = the job names none */
    struct counted critical;
    double promoted; /* into critical positions, from others */
    struct counted *groups[CUTS + 1];
    uint32_t **cells, **cells_before; /* the people there on as_of, and when the period began */
};

static const char *const AGES[] = {"under 30", "30 to 50", "over 50", "(missing)"};

/* --- which columns --------------------------------------------------------------------------------------------------------- */

static const struct attribute *find_named(const struct study *study, enum cut cut) {
    static const char *const NAMES[CUTS][9] = {[CUT_GENDER] = {"gender", "geslacht", "sex", NULL},
                                               [CUT_COUNTRY] = {"country", "land", NULL},
                                               [CUT_REGION] = {"region", "regio", "location", "locatie", "vestiging", "site", "plaats", "city", NULL},
                                               [CUT_CONTRACT] = {"contract_type", "contracttype", "contract", "employment_type", "dienstverband", "soort_contract", NULL}};
    for (size_t k = 0; NAMES[cut][k]; k++) {
        for (size_t i = 0; i < study->n_attributes; i++) {
            if (!strcasecmp(study->attributes[i].name, NAMES[cut][k])) return &study->attributes[i];
        }
    }
    return NULL;
}

static void find_cuts(struct standards *s) {
    enum { LEVELS_TOLD = 60 };
    struct diag unsaid;
    diag_init(&unsaid, s->study->arena);
    for (enum cut cut = 0; cut < CUTS; cut++) {
        const struct attribute *a = find_named(s->study, cut);
        if (!a) continue;
        struct word word = {.text = a->name};
        struct words words = {&word, 1};
        struct segment segment = study_segment(s->study, &words, &unsaid);
        if (!segment.name || segment.levels.n_levels > LEVELS_TOLD) continue;
        s->kind[s->n] = cut;
        s->segments[s->n++] = segment;
    }
    s->born = outlook_birth_years(s->study);
}

/* --- counting ----------------------------------------------------------------------------------------------------------------- */

static size_t age_on(const struct standards *s, size_t line, int32_t day) {
    if (!s->born || !isfinite(s->born[line])) return 3;
    double age = days_to_civil(day).year - s->born[line];
    return age < 30 ? 0 : age <= 50 ? 1 : 2;
}

/* Where a line's event counts: everybody, its age then, its group of each cut. */
static void add(struct standards *s, size_t line, int32_t day, enum counting what, double x) {
    struct counted *places[CUTS + 4] = {&s->all, &s->ages[age_on(s, line, day)]};
    size_t n = 2;
    if (s->posts.critical && s->posts.critical[line]) places[n++] = &s->critical;
    for (size_t v = 0; v < s->n; v++) {
        uint32_t code = column_code(&s->segments[v].levels, line);
        if (code) places[n++] = &s->groups[v][code];
    }
    for (size_t k = 0; k < n; k++) places[k]->of[what] += x;
}

static void count_line(struct standards *s, size_t i) {
    const struct timeline *t = &s->study->timeline;
    int32_t begins = t->hired[i] + t->entry[i], ends = t->hired[i] + t->exit[i];
    bool stays = timeline_present(t, i, s->until), hired = timeline_begins(t, i) && t->entry[i] == 0;
    if (timeline_present(t, i, s->until)) add(s, i, s->until, THERE, 1);
    if (timeline_present(t, i, s->from - 1)) add(s, i, s->from, START, 1);
    if (hired && begins >= s->from && begins <= s->until) add(s, i, begins, HIRES, 1);
    if (timeline_exits(t, i, 0) && ends >= s->from && ends <= s->until) {
        add(s, i, ends, EXITS, 1);
        if (t->cause[i] == s->voluntary) add(s, i, ends, VOLUNTARY, 1);
    }
    bool promoted = s->posts.critical && s->posts.critical[i] && !timeline_begins(t, i) && i > 0 && !s->posts.critical[i - 1];
    s->promoted += promoted && begins >= s->from && begins <= s->until;
    int32_t first = begins > s->from ? begins : s->from, last = stays ? s->until + 1 : ends;
    if (last > s->until + 1) last = s->until + 1;
    if (last > first) add(s, i, s->until, PERSON_DAYS, last - first);
}

static void count(struct standards *s, struct report *report) {
    const struct timeline *t = &s->study->timeline;
    char day[40];
    s->until = t->as_of;
    s->from = last_year_from(s->study);
    s->from_day = arena_string(report->arena, days_format(s->from, day));
    s->until_day = arena_string(report->arena, days_format(s->until, day));
    for (size_t c = 1; c <= t->n_causes; c++) {
        if (!strcmp(t->causes[c], "voluntary")) s->voluntary = (uint8_t)c;
    }
    for (size_t v = 0; v < s->n; v++) s->groups[v] = ARENA_ARRAY(report->arena, struct counted, s->segments[v].levels.n_levels + 1);
    for (size_t i = 0; i < t->n; i++) {
        if (t->used[i]) count_line(s, i);
    }
}

/* --- rows ------------------------------------------------------------------------------------------------------------------------ */

struct clause {
    const char *framework, *clause, *metric;
};

static void add_row(const struct standards *s, const struct clause *clause, const char *breakdown, const char *level, double people, uint32_t cell, uint32_t before, double count, double denominator, const char *denominator_is) {
    row_begin(s->table, people, NULL);
    row_about(s->table, cell);
    row_with(s->table, before); /* end - hires + exits is what it was */
    row_text(s->table, clause->framework);
    row_text(s->table, clause->clause);
    row_text(s->table, clause->metric);
    row_text(s->table, breakdown);
    row_text(s->table, level);
    row_number(s->table, count);
    row_number(s->table, denominator);
    row_text(s->table, denominator_is);
    row_number(s->table, denominator > 0 ? count / denominator : (double)NAN);
    row_number(s->table, NAN);
    row_text(s->table, s->from_day);
    row_text(s->table, s->until_day);
    row_number(s->table, 0);
}

static void add_cut(const struct standards *s, const struct clause *clause, enum cut cut, enum counting what, const char *denominator_is) {
    for (size_t v = 0; v < s->n; v++) {
        for (size_t g = 1; s->kind[v] == cut && g <= s->segments[v].levels.n_levels; g++) {
            const struct counted *c = &s->groups[v][g];
            if (c->of[THERE] + c->of[HIRES] + c->of[EXITS] == 0) continue;
            add_row(s, clause, s->segments[v].name, s->segments[v].levels.levels[g], c->of[THERE] > 0 ? c->of[THERE] : c->of[EXITS], s->cells[v + 1][g], s->cells_before[v + 1][g], c->of[what], denominator_is[0] ? c->of[THERE] : (double)NAN, denominator_is);
        }
    }
}

/* The three age groups of GRI 401-1, in a family of their own: they add up to everybody. */
static void add_ages(const struct standards *s, const struct clause *clause, enum counting what, const char *denominator_is) {
    for (size_t a = 0; s->born && a < 4; a++) {
        const struct counted *c = &s->ages[a];
        if (c->of[THERE] + c->of[HIRES] + c->of[EXITS] == 0) continue;
        add_row(s, clause, "age", AGES[a], c->of[THERE] > 0 ? c->of[THERE] : c->of[EXITS], 0, 0, c->of[what], c->of[THERE], denominator_is);
        row_also_in(s->table, clause->clause);
    }
}

static void add_esrs(const struct standards *s) {
    static const struct clause HEADS = {"ESRS S1-6", "S1 ¶50(a)", "Employees by head count at the end of the period"}, CONTRACTS = {"ESRS S1-6", "S1 ¶50(b)", "Employees by type of contract at the end of the period"},
                               LEFT = {"ESRS S1-6", "S1 ¶50(c)", "Employees who left, and rate of turnover"};
    double days = s->until - s->from + 1;
    add_row(s, &HEADS, "", "", s->all.of[THERE], 0, 0, s->all.of[THERE], NAN, "");
    add_cut(s, &HEADS, CUT_GENDER, THERE, "");
    add_cut(s, &HEADS, CUT_COUNTRY, THERE, "");
    add_cut(s, &CONTRACTS, CUT_CONTRACT, THERE, "");
    add_row(s, &LEFT, "", "", s->all.of[THERE], 0, 0, s->all.of[EXITS], s->all.of[PERSON_DAYS] / days, "average headcount: person-days / days");
}

static void add_gri(const struct standards *s) {
    static const struct {
        struct clause clause;
        enum counting what;
    } ROWS[] = {{{"GRI 401-1", "401-1 a", "New employee hires"}, HIRES}, {{"GRI 401-1", "401-1 b", "Employee turnover"}, EXITS}};
    static const char END[] = "employees at the end of the period";
    for (size_t k = 0; k < 2; k++) {
        add_row(s, &ROWS[k].clause, "", "", s->all.of[THERE], 0, 0, s->all.of[ROWS[k].what], s->all.of[THERE], END);
        add_ages(s, &ROWS[k].clause, ROWS[k].what, END);
        add_cut(s, &ROWS[k].clause, CUT_GENDER, ROWS[k].what, END);
        add_cut(s, &ROWS[k].clause, CUT_REGION, ROWS[k].what, END);
        add_cut(s, &ROWS[k].clause, CUT_COUNTRY, ROWS[k].what, END);
    }
}

/* Moves between groups of the first segment, as the table mobility has them; NaN where some group's are hidden or there are none. */
static double moves_in(const struct report *report) {
    const struct report_table *t = report_find(report, "mobility");
    double sum = t ? 0 : (double)NAN;
    for (size_t r = 0; t && r < t->n_rows; r++) sum += !strcmp(cell_text(t, r, "to_level"), "all") ? cell_value(t, r, "people") : 0;
    return sum;
}

static void add_iso(const struct standards *s, const struct report *report) {
    static const char PLACE[] = "Recruitment, mobility and turnover", AVERAGE[] = "average headcount: person-days / days";
    static const struct clause ALL = {"ISO 30414:2018", PLACE, "Turnover rate"}, QUITS = {"ISO 30414:2018", PLACE, "Voluntary turnover rate, without retirement"};
    double average = s->all.of[PERSON_DAYS] / (s->until - s->from + 1);
    add_row(s, &ALL, "", "", s->all.of[THERE], 0, 0, s->all.of[EXITS], average, AVERAGE);
    double moves = moves_in(report);
    static const struct clause MOVES = {"ISO 30414:2018", PLACE, "Internal mobility rate"}, FILLED = {"ISO 30414:2018", PLACE, "Moves from within, of all who took up a position"};
    if (moves >= s->study->job.privacy.minimum_cell) {
        add_row(s, &MOVES, "", "", s->all.of[THERE], 0, 0, moves, average, AVERAGE);
        add_row(s, &FILLED, "", "", s->all.of[THERE], 0, 0, moves, moves + s->all.of[HIRES], "moves and hires");
    }
    bool causes = last_year_causes_told(s->study, s->study->job.privacy.minimum_cell);
    if (s->voluntary && causes && (s->all.of[EXITS] >= s->study->job.privacy.minimum_cell || s->all.of[EXITS] == 0)) add_row(s, &QUITS, "", "", s->all.of[THERE], 0, 0, s->all.of[VOLUNTARY], average, AVERAGE);
}

/* It goes with its holders, who may be a group, or the partner of one, that is hidden. */
static void add_critical_row(const struct standards *s, const struct clause *clause, double count, double denominator, const char *denominator_is) {
    add_row(s, clause, "", "", s->critical.of[THERE], s->posts.cell, 0, count, denominator, denominator_is);
}

/* Critical positions: who left them of their own will, how they were filled, who stand ready. Told where holders and others are both enough, and not
 * of so few leavers that whoever knows them would learn why they left. */
static void add_critical(const struct standards *s, const struct report *report) {
    static const struct clause LEFT = {"ISO 30414:2018", "Recruitment, mobility and turnover", "Voluntary turnover rate of critical positions"},
                               FILLED = {"ISO 30414:2018", "Recruitment, mobility and turnover", "Critical positions filled from within, of all that were filled"},
                               READY = {"ISO 30414:2018", "Succession planning", "People ready to succeed, for each critical position"};
    double least = report->meta.minimum_cell, filled = s->promoted + s->critical.of[HIRES];
    double others = s->all.of[THERE] - s->critical.of[THERE], exits = s->critical.of[EXITS], other_exits = s->all.of[EXITS] - exits;
    bool enough = (exits == 0 || exits >= fmax(least, report->meta.minimum_events)) && (other_exits == 0 || other_exits >= least) && last_year_causes_told(s->study, least);
    if (!s->posts.critical || s->critical.of[THERE] < least || (others > 0 && others < least)) return;
    double average = s->critical.of[PERSON_DAYS] / (s->until - s->from + 1);
    if (s->voluntary && enough) add_critical_row(s, &LEFT, s->critical.of[VOLUNTARY], average, "average headcount of critical positions");
    if (filled >= least) add_critical_row(s, &FILLED, s->promoted, filled, "moves and hires into critical positions");
    if (isfinite(s->posts.ready)) add_critical_row(s, &READY, s->posts.ready, s->posts.holders, "holders of critical positions at the end of the period");
}

/* What the job, or the defaults, say that recruiting costs: the mean over expected leavers, each of whom is replaced. */
static void add_cost_per_hire(const struct standards *s, const struct report *report) {
    const struct report_table *costs = report_find(report, "costs");
    size_t r = costs ? row_find(costs, "segment", "all", "component", "recruiting", NULL) : SIZE_MAX;
    static const struct clause CLAUSE = {"ANSI/SHRM 06001.2012", "Cost per hire", "Recruiting costs, internal and external, for each hire"};
    if (r == SIZE_MAX) return;
    add_row(s, &CLAUSE, "", "", s->all.of[THERE], 0, 0, NAN, NAN, "expected hires in the place of leavers; costs as in cost_assumptions");
    cell_set(s->table, s->table->n_rows - 1, "amount", cell_value(costs, r, "per_leaver"));
}

/* The audit tells headcounts of the same groups: what is hidden here is hidden there. */
static void tie_audit(const struct standards *s, struct report *report) {
    struct report_table *audit = report_find(report, "fairness") ? report_open(report, "fairness") : NULL;
    for (size_t r = 0; audit && r < audit->n_rows; r++) {
        for (size_t v = 0; v < s->n; v++) {
            for (size_t g = 1; g <= s->segments[v].levels.n_levels; g++) {
                bool same = !strcmp(cell_text(audit, r, "attribute"), s->segments[v].name) && !strcmp(cell_text(audit, r, "group"), s->segments[v].levels.levels[g]);
                if (same) audit->rows[r].with = s->cells[v + 1][g];
            }
        }
    }
}

/* The people there when that day begins, as cells that flows share. */
static uint32_t **cells_of(const struct standards *s, struct report *report, int32_t day, enum counting what) {
    double **people = segment_values(s->segments, s->n, report->arena), **now = segment_values(s->segments, s->n, report->arena);
    uint32_t **cells = segment_ids(s->segments, s->n, report->arena);
    people[0][1] = s->all.of[what];
    for (size_t v = 0; v < s->n; v++) {
        for (size_t g = 1; g <= s->segments[v].levels.n_levels; g++) {
            people[v + 1][g] = s->groups[v][g].of[what];
            now[v + 1][g] = s->groups[v][g].of[THERE];
        }
    }
    struct measure heads = segment_heads(report, day, (struct ledger_place){0, day});
    segment_cells(report, s->segments, s->n, &heads, segments_told(s->segments, s->n, now, report), people, cells);
    return cells;
}

void tables_standards(const struct study *study, const struct segment *segments, size_t n, struct report *report) {
    struct standards s = {.study = study};
    if (study->timeless || !study->timeline.hired || study->timeline.as_of == DAY_MISSING) return;
    int32_t seen = study->timeline.observed_since;
    if (seen != DAY_MISSING && seen > last_year_from(study)) {
        report_note(report, "standards", say(report, "No table “standards”: those numbers are of twelve months, and fewer are seen.", "Geen tabel “standards”: die cijfers gaan over twaalf maanden, en er zijn er minder gezien."));
        return;
    }
    find_cuts(&s);
    if (!talent_critical(study, segments, n, report, &s.posts)) s.posts.critical = NULL;
    count(&s, report);
    if (s.all.of[THERE] == 0) return;
    s.cells = cells_of(&s, report, s.until + 1, THERE);
    s.cells_before = cells_of(&s, report, s.from, START);
    tie_audit(&s, report);
    s.table = report_table(report, "standards", "The last twelve months as reporting standards ask for them: ESRS S1-6, GRI 401-1, ISO 30414, cost per hire.", STANDARDS);
    add_esrs(&s);
    add_gri(&s);
    add_iso(&s, report);
    add_critical(&s, report);
    add_cost_per_hire(&s, report);
}
