/* employment.h: spells of employment found in a history or in extracts, where no file lists them. */
#ifndef BEHOUD_HISTORY_EMPLOYMENT_H
#define BEHOUD_HISTORY_EMPLOYMENT_H

#include "engine/history/history.h"
#include "engine/history/timeline.h"

/* A history whose rows are the employment: rows at most `gap_days` apart are one spell, from the first one's begin to the
 * last one's end. hire_day[person], where given, is when tenure began; someone hired before their first row enters the
 * risk set with it (late entry), for before it nobody who left would be seen. */
struct employment {
    const struct history *history; /* arranged */
    const struct column *reason;   /* read from the row that ends the spell; NULL = none */
    int gap_days;
    const int32_t *hire_day;       /* NULL, or one a person; DAY_MISSING = not known */
};

/* Periodic extracts. Someone is followed from the first extract they are in: whoever was hired and gone between two
 * extracts is in none, so survivors alone would be seen before it. Only where extracts list leavers too (status or left)
 * does someone hired since the extract before count from the hire on, described by the first extract they are in. Two rows of
 * a person in one extract, with two hire dates, are two spells. */
struct snapshots {
    struct history *history;            /* of happenings, arranged by the extracts' days; rows that say nothing new are taken out */
    const struct column *hired, *left;  /* left NULL = not in the extract */
    const struct column *status, *reason;
    const bool *gone;                   /* [status code]: means left */
    bool absent_means_left;
};

/* Both fill `timeline` (people as numbered, causes by the job's exit_reasons). O(rows). */
void employment_timeline(const struct employment *employment, const struct job *job, size_t n_people, struct arena *arena,
                         struct quality *quality, struct diag *diag, struct timeline *timeline);

/* The extracts' last day must be as_of; `at` is where the job says so. */
MUST_CHECK enum status snapshots_timeline(const struct snapshots *snapshots, const struct job *job, size_t n_people,
                                          struct place at, struct arena *arena, struct quality *quality, struct diag *diag,
                                          struct timeline *timeline);

#endif
