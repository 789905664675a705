/* derive.h: attributes made of others, as of the first day of each line: nothing later than that day is looked at.
 *
 * The timeline has been cut at the first day of every period in which anybody leaves, so what runs with the calendar is at
 * most a period old wherever there is any risk.
 * Months are whole (30.4375 days each), raises have one decimal, ratios three. Every column is missing where its source is.
 * Months in a role or with a manager run on through a break in employment when the row does. */
#ifndef BEHOUD_HISTORY_DERIVE_H
#define BEHOUD_HISTORY_DERIVE_H

#include "engine/history/merge.h"

/* The merged timeline, and the days on which all of it is cut. */
struct deriving {
    const struct timeline *timeline;
    size_t n_people;
    const int32_t *cuts;
    size_t n_cuts;
    struct arena *arena;
};

/* Whole months since the history's value last became what it is; `places` are the lines' places in the history. */
struct column derive_months_since_change(const struct deriving *d, const struct history *history, const struct column *value,
                                         const uint32_t *places, const char *name);

/* Whole months since pay last rose, and by how many percent it did; missing before any raise. */
struct column derive_months_since_raise(const struct deriving *d, const struct history *history, const struct column *pay,
                                        const uint32_t *places);
struct column derive_raise_percent(const struct deriving *d, const struct history *history, const struct column *pay,
                                   const uint32_t *places);

/* The age reached in the calendar year, and its band (those of Statistics Netherlands); missing under 13 and over 100. */
struct column derive_age(const struct deriving *d, const struct column *birth_year);
struct column derive_age_band(const struct deriving *d, const struct column *birth_year);

/* How many were in the person's team on the last cut, and how many had left it in the 365 days before that. */
struct column derive_team_size(const struct deriving *d, const struct column *team);
struct column derive_team_exits(const struct deriving *d, const struct column *team);

/* Pay over the median pay of everybody in the same cell on the last cut; missing where they were fewer than two.
 * `cell` codes run from 1 to n_cells, 0 = not known. */
struct column derive_compa_ratio(const struct deriving *d, const struct column *pay, const struct column *cell);

/* `hours` over those of a full-time contract. */
struct column derive_part_time(const struct deriving *d, const struct column *hours, double full_time);

/* 1 for a person's first spell, 2 for the second...; NULL values when nobody has two. */
struct column derive_spell_number(const struct deriving *d);
struct column derive_previously_employed(const struct deriving *d, const struct column *spell_number);

/* Events by person and day. */
struct event_log {
    struct history *history; /* arranged by the day; several on one day are several */
    const struct column *kind; /* NULL = all of one kind */
};

/* Whole months since the last event of the kind before the line's first day; how many in the 365 days before it.
 * `level` is the kind's code, 0 = every event. */
struct column derive_months_since_event(const struct deriving *d, const struct event_log *log, uint32_t level, const char *name);
struct column derive_event_count(const struct deriving *d, const struct event_log *log, uint32_t level, const char *name);

#endif
