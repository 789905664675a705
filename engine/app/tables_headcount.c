/* tables_headcount.c: headcount as it runs off and is filled again, month by month; and the retirement wave. */
#include "datasets/statutory.h"
#include "engine/app/money.h"
#include "engine/report/wording.h"

#include <math.h>
#include <string.h>

static const struct report_column HEADCOUNT[] = {
    {"segment", CELL_TEXT, "The first segment; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"month", CELL_KEY, "The month ahead, from 1"},
    {"headcount_start", CELL_NUMBER, "Expected people at its start"},
    {"leavers", CELL_NUMBER, "Of those there on as_of, how many leave in it"},
    {"hires", CELL_NUMBER, "Who come in the place of leavers (with forecast: {replace: true})"},
    {"leavers_hired", CELL_NUMBER, "Of those who came since as_of, how many leave again in it"},
    {"headcount_end", CELL_NUMBER, "headcount_start - leavers + hires - leavers_hired"},
    {"end_p10", CELL_NUMBER, "One future in ten has fewer: the model's uncertainty, and chance"},
    {"end_p90", CELL_NUMBER, "One future in ten has more"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

static const struct report_column WAVE[] = {
    {"segment", CELL_TEXT, "The first segment; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"year", CELL_KEY, "The calendar year"},
    {"reaching", CELL_NUMBER, "Of the people there on as_of, how many reach the state pension age (AOW) in it"},
    {"share", CELL_SHARE, "Of the group's headcount"},
    {"service_years", CELL_NUMBER, "The years of service they then have together"},
    {"service_years_each", CELL_NUMBER, "service_years / reaching"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

/* --- stock and flow -------------------------------------------------------------------------------------------------- */

/* Who comes, and who of them leaves, by month and level ([month][level], level 0 = all). */
struct comers {
    double *hires, *leavers;
    size_t levels;
};

static struct comers live_with_comers(const struct money *m) {
    const struct cohorts *co = &m->cohorts;
    struct arena scratch = {0};
    struct comers comers = {.levels = co->n_levels + 1};
    size_t cells = co->months * co->n + 1;
    comers.hires = ARENA_ARRAY(m->report->arena, double, co->months * comers.levels + 1);
    comers.leavers = ARENA_ARRAY(m->report->arena, double, co->months * comers.levels + 1);
    double *kappa = ARENA_ARRAY(&scratch, double, co->causes + 1);
    struct cohort_life life = {.leave = ARENA_ARRAY(&scratch, double, co->n + 1), .month_fresh = ARENA_ARRAY(&scratch, double, cells), .month_hires = ARENA_ARRAY(&scratch, double, cells)};
    for (size_t c = 0; c < co->causes; c++) kappa[c] = 1;
    cohorts_live(co, NULL, 0, kappa, ARENA_ARRAY(&scratch, double, co->causes * co->n + 1), ARENA_ARRAY(&scratch, double, cohorts_work(co)), &life);
    for (size_t i = 0; i < co->months * co->n; i++) {
        size_t t = i / co->n, level = co->level[i % co->n];
        comers.hires[t * comers.levels] += life.month_hires[i];
        comers.leavers[t * comers.levels] += life.month_fresh[i];
        if (!level) continue;
        comers.hires[t * comers.levels + level] += life.month_hires[i];
        comers.leavers[t * comers.levels + level] += life.month_fresh[i];
    }
    arena_free(&scratch);
    return comers;
}

static void add_run(const struct money *m, struct report_table *table, size_t g, size_t group, const struct comers *comers) {
    const struct forecast_cell *cell = &m->forecast.cells[g][group];
    size_t causes = m->outlook->people.n_causes;
    double start = cell->headcount, gone = 0, all = cell->leavers.mean;
    for (size_t t = 0; t < m->outlook->people.months; t++) {
        double leavers = 0, hires = comers ? comers->hires[t * comers->levels + (g ? group : 0)] : 0, again = comers ? comers->leavers[t * comers->levels + (g ? group : 0)] : 0;
        for (size_t c = 0; c < causes; c++) leavers += cell->by_month[t * causes + c];
        double end = start - leavers + hires - again;
        gone += leavers;
        double done = all > 0 ? gone / all : 0; /* what the model is unsure of grows with the leavers, chance with their root */
        double fewer = hypot((cell->parameters.p90 - all) * done, (cell->chance.p90 - all) * sqrt(done)), more = hypot((all - cell->parameters.p10) * done, (all - cell->chance.p10) * sqrt(done));
        money_row(m, table, g, group);
        const double values[] = {(double)t + 1, start, leavers, hires, again, end, fmax(0, end - fewer), end + more, 0};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
        start = end;
    }
}

static void add_headcount(const struct money *m) {
    struct report_table *table = report_table(m->report, "headcount", "Headcount month by month: who leaves, and, where the job says so, who comes in their place.", HEADCOUNT);
    struct comers with = {0};
    const struct comers *comers = NULL;
    if (m->outlook->fresh) {
        with = live_with_comers(m);
        comers = &with;
    }
    bool told = !comers || comers->levels > 1;
    for (size_t g = 0; g < m->outlook->people.n_groupings && g < (told ? 2u : 1u); g++) {
        for (size_t group = 1; group <= m->outlook->people.groupings[g].n_groups; group++) {
            if (m->forecast.cells[g][group].headcount > 0) add_run(m, table, g, group, comers);
        }
    }
}

/* --- the retirement wave --------------------------------------------------------------------------------------------- */

enum { WAVE_YEARS = 10 };

struct wave {
    double reaching[WAVE_YEARS + 1], service[WAVE_YEARS + 1], people[WAVE_YEARS + 1]; /* people: whoever may reach it in that year */
};

/* Of a year of birth the days are spread evenly: a part of it may be over, and a part lie in the next year. */
static void add_to_wave(const struct money *m, size_t i, double born, struct wave *wave) {
    const struct timeline *t = &m->outlook->study.timeline;
    struct civil now = days_to_civil(t->as_of);
    double years = statutory_pension_months((int)born, 7) / 12.0, from = born + years, today = now.year + (now.month - 1) / 12.0 + now.day / 365.0;
    double left = from + 1 - fmax(from, today); /* the part of the year of birth that is still to come */
    for (int y = 0; y <= WAVE_YEARS && left > 0; y++) {
        double begin = fmax(fmax(from, today), now.year + y), end = fmin(from + 1, now.year + y + 1);
        if (end <= begin) continue;
        double share = (end - begin) / left, service = (m->outlook->people.tenure[i] / 365.25 + (begin + end) / 2 - today);
        wave->people[y]++;
        wave->reaching[y] += share;
        wave->service[y] += share * service;
    }
}

static void add_wave(const struct money *m) {
    const struct outlook *outlook = m->outlook;
    const double *born = outlook_birth_years(&outlook->study);
    size_t known = 0, levels = outlook->n_segments ? outlook->segments[0].levels.n_levels : 0;
    if (!born) return;
    struct wave *waves = ARENA_ARRAY(m->report->arena, struct wave, levels + 1);
    for (size_t i = 0; i < outlook->people.n; i++) {
        if (!isfinite(born[i])) continue;
        known++;
        add_to_wave(m, i, born[i], &waves[0]);
        if (levels) add_to_wave(m, i, born[i], &waves[column_code(&outlook->segments[0].levels, i)]);
    }
    struct report_table *table = report_table(m->report, "retirement_wave", "Who reaches the Dutch state pension age, and the years of service that go with them.", WAVE);
    int year = days_to_civil(outlook->study.timeline.as_of).year;
    for (size_t g = 0; g < 2 && g < outlook->people.n_groupings; g++) {
        for (size_t group = 1; group <= outlook->people.groupings[g].n_groups; group++) {
            const struct wave *wave = &waves[g ? group : 0];
            double headcount = m->forecast.cells[g][group].headcount;
            for (int y = 0; y <= WAVE_YEARS && headcount > 0; y++) {
                money_row_about(m, table, g, group, arena_printf(m->report->arena, "%d", y), wave->people[y]);
                const double values[] = {year + y, wave->reaching[y], wave->reaching[y] / headcount, wave->service[y], wave->reaching[y] > 0 ? wave->service[y] / wave->reaching[y] : (double)NAN, 0};
                for (size_t k = 0; k < sizeof values / sizeof *values; k++) row_number(table, values[k]);
            }
        }
    }
    if (known < outlook->people.n) report_note(m->report, "forecast", say(m->report, "The year of birth of %s people is not known; they are not in the retirement wave.", "Van %s mensen is het geboortejaar niet bekend; zij zitten niet in de pensioengolf."), study_few(&outlook->study, (double)(outlook->people.n - known)));
    report_note(m->report, "forecast", say(m->report, "The state pension age (AOW) is set by law until %d; later years are counted at the last one known.", "De AOW-leeftijd is vastgesteld tot en met %d; latere jaren zijn gerekend met de laatst bekende."), statutory_last_pension());
}

void tables_headcount(const struct money *m) {
    add_headcount(m);
    add_wave(m);
}
