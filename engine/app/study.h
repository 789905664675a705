/* study.h: a job with its data read: the timeline, the attributes that describe people in the days of each of its lines,
 * and what was wrong with the files. */
#ifndef BEHOUD_APP_STUDY_H
#define BEHOUD_APP_STUDY_H

#include "engine/app/intake.h"
#include "engine/history/timeline.h"
#include "models/panel.h"

/* One attribute, as levels (factor) and, where it is one, as a number. */
struct attribute {
    const char *name;
    const struct column *column; /* as read: COLUMN_NUMBER or COLUMN_LEVEL */
    struct column *made;         /* a number's values as levels, once anyone asked for them */
    bool usual;                  /* in the default models: not an identifier, not constant, not sensitive */
    bool sensitive;              /* protected by law, such as gender and age */
    const char *leak;            /* why it seems to know the outcome, in words; NULL = it does not */
};

enum { LEVELS_OF_NUMBER_MOST = 60, LEVELS_USUAL_MOST = 60 };

/* Days on which something of a kind, such as a talk, happened to people. */
struct happenings {
    const char *kind;
    const size_t *first; /* [person], and one behind the last: places in days */
    const int32_t *days; /* rising for each person */
};

struct study {
    struct arena *arena;
    struct arena *home; /* the study's own: what is kept for good goes here, whoever asks for it */
    struct job job;
    struct input *inputs; /* the files, in the job's order: employees, histories, snapshots, events */
    size_t n_inputs;
    struct row_counts rows; /* of all files together */
    struct table table;   /* row i describes line i of the timeline: the employees' own, or what was merged */
    struct timeline timeline;
    bool timeless;        /* a plain outcome: timeline.cause is it, and nothing else of the timeline means anything */
    struct quality quality;
    struct attribute *attributes;
    size_t n_attributes, attributes_capacity;
    const char *left_out; /* columns not used as attributes, in words; "" = none */
    char job_digest[65], data_digest[65];
    const char **pseudonyms; /* [person, or row where every row is one]; NULL unless the job asks for risks of individuals */
    struct happenings *happenings; /* each kind of event once */
    size_t n_happenings;
    uint8_t *own_manager; /* [line] 1 = is their own manager; NULL = no column says who the manager is */
    struct panel *panel; /* of every exit; models of one cause read the same rows */
};

/* Reads and checks everything; every fault is in the diag. STATUS_OK when there is a timeline, so that what else is wrong
 * with the job can still be looked up. */
MUST_CHECK enum status study_read(const char *job_path, struct arena *arena, struct study *study, struct diag *diag);

/* Adds a column of study->table, or one of as many rows, as an attribute. */
void study_add_attribute(struct study *study, const char *name, const struct column *column);

/* By name; NULL when there is none. */
struct attribute *study_find_attribute(const struct study *study, const char *name);

/* The attribute as categories; n_levels 0 = too many different values. A number's are made when first asked for. */
const struct column *attribute_levels(const struct study *study, const struct attribute *attribute);

/* Takes attributes that know the outcome out of the default models, and says so. */
void study_find_leaks(struct study *study, struct diag *diag);

/* By name; NULL and an error at the word when there is none. */
const struct attribute *study_attribute(const struct study *study, const struct word *name, struct diag *diag);

enum { SEGMENT_COLUMNS = 3 };

/* The days in a unit of "tenure_days", "tenure_months" or "tenure_years"; 0 for any other name. */
double tenure_unit_days(const char *name);

/* A way to cut people: one attribute's levels, or several attributes crossed. */
struct segment {
    const char *name; /* "department", "department x level" */
    struct column levels; /* with a "(missing)" one where somebody's is not known: tables then add up */
    struct column known;  /* without it: for curves and tests, which compare what is known */
    size_t n_margins;                      /* columns crossed; 0 or 1: none */
    size_t margin_levels[SEGMENT_COLUMNS]; /* how many levels each of them has */
    const char *margin_names[SEGMENT_COLUMNS];
};

/* The level of crossed column `margin` that a crossed level belongs to. */
size_t segment_margin(const struct segment *segment, size_t level, size_t margin);

/* The levels of several attributes crossed, as one column; labels joined by " / ". NULL name on a fault. */
struct segment study_segment(const struct study *study, const struct words *columns, struct diag *diag);

/* All segments of the job, or the default one. */
struct segment *study_segments(const struct study *study, size_t *count, struct diag *diag);

/* A number of people or rows as a note may tell it: "fewer than 10" below the least cell that is shown. */
const char *study_few(const struct study *study, double n);

/* How many different people have lines marked (by line). O(lines). */
double study_people(const struct study *study, const bool *marked);

/* How many exits there are for a cause, 0 for any. */
size_t study_exits(const struct study *study, uint8_t cause);

/* The level of that name, from 1; 0, and an error at the word with the nearest name, when there is none. */
uint32_t study_level(const char *column, const struct column *levels, const struct word *word, struct diag *diag);

/* The number of a cause by name, 0 for NULL or "all"; an error at the word when there is none. */
uint8_t study_cause(const struct study *study, const struct word *cause, struct diag *diag);

#endif
