/* tables_risk_map.c: who is expected to leave, by group and tenure. */
#include "engine/app/money.h"

static const struct report_column BY_TENURE[] = {
    {"segment", CELL_TEXT, "The first segment; all = everybody"},
    {"level", CELL_TEXT, "The group"},
    {"band", CELL_TEXT, "Tenure on as_of; all = any"},
    {"share", CELL_SHARE, "Of the people there then, how many are expected to leave within the horizon"},
    {"suppressed", CELL_FLAG, "1 = not shown: too few people"},
    {NULL, CELL_TEXT, NULL}};

enum { BANDS = 6 };
static const double BAND_FROM[BANDS] = {0, 182.625, 365.25, 730.5, 1826.25, 3652.5}; /* days */
static const char *const BAND_NAMES[BANDS] = {"under 6 m", "6 m to 12 m", "12 m to 2 y", "2 y to 5 y", "5 y to 10 y", "10 y and over"};

struct map {
    size_t levels;
    double *people, *leavers; /* [level][band], level 0 = all, the last band = all */
};

static struct map map_risk(const struct money *m, size_t g) {
    const struct forecast_people *people = &m->outlook->people;
    struct map map = {.levels = g ? people->groupings[g].n_groups : 0};
    map.people = ARENA_ARRAY(m->report->arena, double, (map.levels + 1) * (BANDS + 1));
    map.leavers = ARENA_ARRAY(m->report->arena, double, (map.levels + 1) * (BANDS + 1));
    for (size_t i = 0; i < people->n; i++) {
        size_t band = BANDS - 1, level = g ? values_code(people->groupings[g].group, i) : 0;
        while (band > 0 && people->tenure[i] < BAND_FROM[band]) band--;
        const size_t cells[] = {band, BANDS, level * (BANDS + 1) + band, level * (BANDS + 1) + BANDS};
        for (size_t k = 0; k < (level ? 4u : 2u); k++) {
            map.people[cells[k]]++;
            map.leavers[cells[k]] += m->leave[i];
        }
    }
    return map;
}

/* Bands add up to their group, whose people other tables show, and groups to everybody. */
static uint32_t *map_cells(const struct money *m, size_t g, const struct map *map) {
    enum { MAP_GROUP = 1000001 }; /* no table's, as the cells of heads are not */
    struct ledger *ledger = &m->report->ledger;
    uint32_t *cells = ARENA_ARRAY(m->report->arena, uint32_t, (map->levels + 1) * (BANDS + 1));
    for (size_t i = 0; i < (map->levels + 1) * (BANDS + 1); i++) {
        bool small = i % (BANDS + 1) == BANDS && i / (BANDS + 1) > 0 && ledger_never(&m->report->ledger, m->heads[g][i / (BANDS + 1)]);
        cells[i] = ledger_cell(ledger, NULL, map->people[i], m->report->meta.minimum_cell, i < BANDS + 1 ? 50 : i % (BANDS + 1) == BANDS ? 20 : 1, (struct ledger_place){MAP_GROUP, 0});
        if (small) ledger_mark(ledger, cells[i]);
    }
    for (size_t level = 0; level <= map->levels; level++) {
        ledger_sum(ledger);
        for (size_t band = 0; band <= BANDS; band++) ledger_term(ledger, cells[level * (BANDS + 1) + band], band < BANDS ? 1 : -1);
    }
    for (size_t band = 0; band <= BANDS && map->levels; band++) {
        ledger_sum(ledger);
        for (size_t level = 0; level <= map->levels; level++) ledger_term(ledger, cells[level * (BANDS + 1) + band], level ? 1 : -1);
    }
    return cells;
}

void tables_risk_map(const struct money *m) {
    size_t g = m->outlook->people.n_groupings > 1 ? 1 : 0;
    struct map map = map_risk(m, g);
    const uint32_t *cells = map_cells(m, g, &map);
    struct report_table *table = report_table(m->report, "risk_by_tenure", "Expected share of leavers by tenure, of everybody and by the first segment.", BY_TENURE);
    for (size_t level = 0; level <= map.levels; level++) {
        for (size_t band = 0; band <= BANDS; band++) {
            size_t i = level * (BANDS + 1) + band;
            if (map.people[i] == 0) continue;
            row_begin(table, map.people[i], NULL);
            row_about(table, cells[i]);
            row_with(table, level ? m->heads[g][level] : m->heads[0][1]);
            row_text(table, level ? m->outlook->segments[g - 1].name : "all");
            row_text(table, level ? m->outlook->segments[g - 1].levels.levels[level] : "");
            row_text(table, band < BANDS ? BAND_NAMES[band] : "all");
            row_number(table, map.leavers[i] / map.people[i]); /* without numbers of people: hires and scopes by tenure would give hidden ones back */
            row_number(table, 0);
        }
    }
}
