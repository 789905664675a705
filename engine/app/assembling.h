/* assembling.h: a study on its way from files to a timeline. Private to assemble.c and assemble_derive.c. */
#ifndef BEHOUD_APP_ASSEMBLING_H
#define BEHOUD_APP_ASSEMBLING_H

#include "engine/app/assemble.h"
#include "engine/history/derive.h"
#include "engine/history/employment.h"
#include "engine/history/merge.h"

struct assembling {
    struct study *study;
    struct arena scratch; /* what only the assembling needs: as large as the files */
    const struct assembly *files;
    struct people people;
    struct history *histories; /* those of the job, then the snapshots' */
    size_t n_histories;
    struct event_log *logs;
    struct roles roles;
    uint32_t *employee_row; /* [person]: their row in the employees' file, where that only describes them */
    struct timeline spells;
    struct merged merged;
    struct deriving deriving;
    struct diag *diag;
};

static inline struct input *input_at(const struct assembling *a, size_t i) { return &a->study->inputs[i]; }

static inline const struct job_data *data_of(const struct assembling *a) { return &a->study->job.data; }

/* The input of a history: those of the job come first, then the snapshots'. */
static inline size_t history_input(const struct assembling *a, size_t h) {
    size_t own = data_of(a)->n_histories;
    return h < own ? a->files->first_history + h : a->files->first_snapshot + h - own;
}

/* Can the column be an attribute? */
static inline bool describes(const struct column *column) { return column && (column->kind == COLUMN_NUMBER || column->kind == COLUMN_LEVEL); }

/* Adds every attribute that the job asks to derive. */
void assemble_derived(struct assembling *a);

#endif
