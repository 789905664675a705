/* history.h: an effective-dated file: what was true of whom from when until when.
 *
 * Rows are put in order per person and day. On a day on which several hold, the one that began last counts; when it ends
 * before an earlier one does, that counts again. A row without an end holds until the next one begins, and on.
 * O(rows) for a file in order of person and day, else O(rows log rows). */
#ifndef BEHOUD_HISTORY_HISTORY_H
#define BEHOUD_HISTORY_HISTORY_H

#include "engine/history/people.h"
#include "engine/history/quality.h"

/* Why a row is not used; every one is listed. */
enum row_fault {
    ROW_FINE,
    ROW_NO_ID,
    ROW_STRANGER,     /* an id that no employee has                     */
    ROW_NO_DATE,
    ROW_NOT_A_DATE,   /* a day that cannot be read                      */
    ROW_EMPTY,        /* ends before it begins, or on the same day      */
    ROW_REPLACED,     /* another row of the person begins that day      */
    ROW_UNSEEN,       /* begins after as_of                             */
    ROW_WRONG_CELLS,  /* wrong number of cells                          */
    ROW_AFTER_EXIT,   /* begins on or after the day of the exit         */
    ROW_OUTSIDE,      /* holds on no day on which the person is followed */
    ROW_NO_HIRE_DATE, /* of an extract                                  */
    ROW_DISTRUSTED,   /* another row of the person has a day that cannot be read, and the rows are the employment */
    ROW_FAULTS
};

struct history {
    const struct table *table;
    const struct column *id, *from, *to; /* to NULL = until the next row */
    const struct column *deciding[2];    /* other days without which a row is not used; NULL = none */
    int32_t from_day;                    /* for all rows, where there is no column */
    bool to_exclusive;
    bool happenings;                     /* rows are events: several on one day all count */
    bool whole_people;                   /* one unreadable day, and none of the person's rows is used */
    bool strangers_expected;             /* ids that nobody has are no fault of the file: the people are those of an extract or a history */
    /* set by history_arrange: */
    uint32_t *person;             /* of each row of the file */
    bool ids_alike;               /* most strangers are known with other leading zeros */
    uint8_t *fault;               /* enum row_fault of each row */
    uint8_t *used;                /* set by the merge: the row holds on some line */
    struct rows_by_person rows;   /* stretches of days with one fine row in force, rising; a row may have several */
    int32_t *begin, *until;       /* by place in rows.order: first day, and first day on which the row is no longer in force */
    size_t n_overlaps, n_gaps;    /* rows that begin while another holds; days between two rows on which none holds */
    uint32_t overlap_row, gap_row; /* the first of each */
};

enum { DAY_NEVER = INT32_MAX };

/* Numbers, orders and checks the rows. `as_of` is the last day seen. */
void history_arrange(struct history *history, const struct people *people, int32_t as_of, struct arena *arena);

/* The place in rows.order of the row that holds on `day`, from place *at on (moved forward), before `end`; SIZE_MAX = none.
 * *change becomes the first day after `day` on which that is different. */
size_t history_row_on(const struct history *history, size_t *at, size_t end, int32_t day, int32_t *change);

/* Lists every row that is not used in the quality tables; returns how many, and in *unseen how many of them lie after as_of. */
size_t history_list_faults(const struct history *history, struct quality *quality, size_t *unseen);

#endif
