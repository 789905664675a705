/* timeline.h: who was there from when until when, what was known of them then, and why it ended.
 *
 * Line i is row i of the table, so attributes need no index. A line is a spell of employment; where histories are merged
 * into it (merge.h) a spell is cut into several lines, each with the attributes of its days, and `begins` tells where a
 * spell starts. A rejected row stays in place with used = 0 and an empty risk interval. Tenure counts days since hire; the risk interval is (entry, exit]: whoever enters on the day of an
 * event is not at risk for it. */
#ifndef BEHOUD_HISTORY_TIMELINE_H
#define BEHOUD_HISTORY_TIMELINE_H

#include "engine/data/job.h"
#include "engine/data/table.h"
#include "engine/history/people.h"
#include "engine/history/quality.h"

struct timeline {
    size_t n;              /* lines = rows of the table                                 */
    size_t n_used, n_people;
    size_t n_numbered;     /* people by number, those without a line too; 0 without ids  */
    uint8_t *used;         /* 0 = rejected                                              */
    uint32_t *person;      /* 0-based; rows with one id share it. NULL: every row its own */
    int32_t *hired;        /* day, DAY_MISSING when rejected; NULL for durations        */
    int32_t *entry, *exit; /* tenure days; exit <= entry: never at risk                 */
    uint8_t *cause;        /* 0 = end of observation, or the spell goes on in the next line; else causes[cause] */
    uint8_t *begins;       /* 0 = the line goes on with the spell before it; NULL = every line is a spell */
    const char **causes;   /* [0] is "", then n_causes names                            */
    size_t n_causes;
    uint8_t *reason;       /* of an exit, as the file has it: reasons[reason]; 0 = none is told */
    const char **reasons;  /* n_reasons of them, from 1; none where they are too many to be reasons */
    size_t n_reasons;
    int32_t as_of;         /* DAY_MISSING for durations                                 */
    int32_t observed_since; /* first day everyone there is seen, DAY_MISSING = always   */
    double unit_days;      /* of durations; 1 for dates                                 */
    double *unit_time;     /* [day] = the duration as it was written; NULL for dates    */
    int32_t longest;       /* the longest exit                                          */
};

/* Where each role's column stands in the table; NULL = not given. */
struct roles {
    const struct column *id, *hired, *left, *reason, *observed_from, *observed_to, *tenure, *tenure_from, *exited;
    int32_t observed_from_day; /* one day for all, or DAY_MISSING */
};

/* Builds the timeline of the employees table. Rows that cannot be used go to `quality`, and are counted. O(rows). */
void timeline_build(const struct job *job, const struct table *table, const struct roles *roles, struct arena *arena,
                    struct quality *quality, struct row_counts *counts, struct diag *diag, struct timeline *timeline);

/* Arrays for n lines with dates and people, all zero; nothing else of the timeline changes. */
void timeline_allocate(struct timeline *timeline, size_t n, struct arena *arena);

/* An empty timeline with dates, and room for n lines. */
void timeline_make_room(struct timeline *timeline, size_t n, int32_t as_of, struct arena *arena);

/* Adds a spell to one that has room: at risk in (entry, exit] days of tenure. */
void timeline_add_spell(struct timeline *timeline, uint32_t person, int32_t hired, int32_t entry, int32_t exit, uint8_t cause);

/* Does the line begin a spell? Does it end one? */
bool timeline_begins(const struct timeline *timeline, size_t line);
bool timeline_ends(const struct timeline *timeline, size_t line);

/* Does the line end in an exit for the cause (0 = for any)? */
bool timeline_exits(const struct timeline *timeline, size_t line, uint8_t cause);

/* Is the line's person employed at the end of that day, with the line's attributes? */
bool timeline_present(const struct timeline *timeline, size_t line, int32_t day);

#endif
