#include "engine/app/curving.h"
#include "engine/app/tables.h"
#include "models/hazard.h"

#include <math.h>
#include <string.h>

static const struct report_column HAZARD[] = {
    {"band", CELL_TEXT, "Tenure"},
    {"from_days", CELL_COUNT, "Tenure days, above"},
    {"to_days", CELL_COUNT, "Tenure days, up to and including"},
    {"person_years", CELL_NUMBER, "Years of employment followed"},
    {"exits", CELL_COUNT, "Exits"},
    {"rate_per_year", CELL_SHARE, "Exits per person-year"},
    {"lower", CELL_SHARE, "Lower 95 % limit (exact Poisson)"},
    {"upper", CELL_SHARE, "Upper 95 % limit"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column SMOOTH[] = {
    {"curve", CELL_TEXT, "Whom it is about; all = everybody"},
    {"time_days", CELL_COUNT, "Tenure in days"},
    {"bandwidth_days", CELL_NUMBER, "How far on either side exits count"},
    {"rate_per_year", CELL_SHARE, "Exits per person-year (Epanechnikov kernel)"},
    {"lower", CELL_SHARE, "Lower 95 % limit"},
    {"upper", CELL_SHARE, "Upper 95 % limit"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column EARLY[] = {
    {"cohort", CELL_TEXT, "The year (or quarter) of hire"},
    {"hires", CELL_COUNT, "People hired then, and followed"},
    {"at", CELL_KEY, "Tenure in days"},
    {"left", CELL_SHARE, "Share of them gone by then (1 - Kaplan-Meier); empty = not followed so far"},
    {"std_error", CELL_NUMBER, "Its standard error"},
    {"lower", CELL_SHARE, "Lower 95 % limit"},
    {"upper", CELL_SHARE, "Upper 95 % limit"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static void add_bands(const struct study *study, struct report *report) {
    static const double MONTHS[] = {0, 1, 2, 3, 4, 6, 9, 12, 24, 36, 60, 120, 240, 1200};
    static const char *const NAMES[] = {"month 1", "month 2", "month 3", "month 4", "months 5-6", "months 7-9", "months 10-12",
                                        "year 2",  "year 3",  "years 4-5", "years 6-10", "years 11-20", "over 20 years"};
    enum { CUTS = sizeof MONTHS / sizeof *MONTHS };
    struct arena scratch = {0};
    int32_t cuts[CUTS];
    struct hazard_band bands[CUTS];
    for (size_t i = 0; i < CUTS; i++) cuts[i] = (int32_t)lround(MONTHS[i] * 30.4375);
    struct spells spells = risk_spells(study, NULL, 0, &scratch);
    hazard_by_tenure(&spells, cuts, CUTS, bands, &scratch);
    struct report_table *table = report_table(report, "hazard", "Exits per person-year by tenure.", HAZARD);
    for (size_t b = 0; b + 1 < CUTS; b++) {
        if (bands[b].person_days == 0) continue;
        row_begin(table, bands[b].person_days / 30, NULL);
        row_text(table, NAMES[b]);
        const double values[] = {bands[b].from, bands[b].to, bands[b].person_days / 365.25, bands[b].exits, bands[b].rate, bands[b].lower, bands[b].upper};
        for (size_t k = 0; k < 7; k++) row_number(table, values[k]);
    }
    arena_free(&scratch);
}

/* The last day on which at least a tenth of the most there ever were are still followed. */
static double last_day(const struct km_curve *km) {
    double most = 0, last = 0;
    for (size_t r = 0; r < km->n_rows; r++) most = km->n_risk[r] > most ? km->n_risk[r] : most;
    for (size_t r = 0; r < km->n_rows; r++) {
        if (km->n_risk[r] >= most / 10) last = km->time[r];
    }
    return last;
}

static void add_smooth(const struct study *study, struct report *report) {
    enum { POINTS = 60, DAYS_LEAST = 60, EXITS_LEAST = 10 };
    struct arena scratch = {0};
    struct spells spells = risk_spells(study, NULL, 0, &scratch);
    struct strata strata = strata_of(&spells, &scratch);
    struct km_curve *km = km_fit(&spells, KM_LOG_LOG, &scratch);
    double until = last_day(&km[1]), bandwidth = fmax(DAYS_LEAST, fmax(2.5 * study->timeline.unit_days, until / 30));
    struct hazard_point points[POINTS];
    struct report_table *table = report_table(report, "hazard_smooth", "Exits per person-year by tenure, smoothed.", SMOOTH);
    if (until > 2 * bandwidth && km[1].n_events >= EXITS_LEAST && km[1].n >= (size_t)study->job.privacy.minimum_cell) {
        hazard_smooth(&spells, strata.order + strata.first[1], strata.first[2] - strata.first[1], bandwidth, until, POINTS, points);
        for (size_t i = 0; i < POINTS; i++) {
            row_begin(table, NAN, NULL);
            row_text(table, "all");
            const double values[] = {round(points[i].day), bandwidth, points[i].rate, points[i].lower, points[i].upper};
            for (size_t k = 0; k < 5; k++) row_number(table, values[k]);
        }
    }
    arena_free(&scratch);
}

/* --- early attrition --------------------------------------------------------------------------------------------------- */

enum { COHORTS_MOST = 12, YEARS_FOR_YEARS = 3 };

/* The cohorts of hire: the last ones, of people who are seen from their first day. */
static struct column cohorts_of(const struct study *study, struct arena *arena) {
    const struct timeline *t = &study->timeline;
    int32_t first = INT32_MAX, last = t->as_of;
    for (size_t i = 0; i < t->n; i++) {
        if (t->used[i] && timeline_begins(t, i) && t->entry[i] <= 0 && t->hired[i] < first) first = t->hired[i];
    }
    enum period_step step = last - first >= YEARS_FOR_YEARS * 366 ? PERIOD_YEAR : PERIOD_QUARTER;
    int32_t end = period_of(last, step), begin = first < last ? period_of(first, step) : end;
    if (end - begin >= COHORTS_MOST) begin = end - COHORTS_MOST + 1;
    size_t n = (size_t)(end - begin + 1);
    uint8_t *codes = ARENA_ARRAY(arena, uint8_t, t->n + 1);
    const char **labels = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t k = 0; k < n; k++) {
        char text[40];
        period_format(begin + (int32_t)k, step, text);
        labels[k + 1] = arena_string(arena, text);
    }
    for (size_t i = 0, spell = 0; i < t->n; i++) {
        if (timeline_begins(t, i)) spell = i;
        int32_t period = t->used[i] ? period_of(t->hired[i], step) : begin - 1;
        bool seen = t->entry[spell] <= 0 && period >= begin && period <= end;
        codes[i] = seen ? (uint8_t)(period - begin + 1) : 0;
    }
    return (struct column){.name = "cohort", .kind = COLUMN_LEVEL, .width = 1, .values = codes, .levels = labels, .n_levels = n};
}

static void add_early(const struct study *study, struct report *report) {
    static const double TIMES[] = {90, 180, 365, 1095};
    struct arena scratch = {0};
    struct column cohorts = cohorts_of(study, &scratch);
    struct spells spells = risk_spells(study, &cohorts, 0, &scratch);
    struct km_curve *km = km_fit(&spells, KM_LOG_LOG, &scratch);
    struct report_table *table = report_table(report, "early_attrition", "Share gone by stated tenures, by cohort of hire.", EARLY);
    for (size_t s = 1; s <= cohorts.n_levels; s++) {
        for (size_t i = 0; i < 4 && km[s].n; i++) {
            struct km_value v = km_at(&km[s], TIMES[i]);
            row_begin(table, (double)km[s].n, arena_printf(study->arena, "at %.0f", TIMES[i])); /* with the flows the hires add up */
            row_text(table, arena_string(study->arena, cohorts.levels[s]));
            const double values[] = {(double)km[s].n, TIMES[i], 1 - v.survival, v.std_error, 1 - v.upper, 1 - v.lower, 0};
            for (size_t k = 0; k < 7; k++) row_number(table, values[k]);
        }
    }
    arena_free(&scratch);
}

void tables_hazard(const struct study *study, struct report *report) {
    add_bands(study, report);
    add_smooth(study, report);
    if (study->timeline.hired) add_early(study, report);
}
