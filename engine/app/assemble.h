/* assemble.h: the job's loaded files made one timeline with one table beside it. */
#ifndef BEHOUD_APP_ASSEMBLE_H
#define BEHOUD_APP_ASSEMBLE_H

#include "engine/app/study.h"

/* Which inputs are what; SIZE_MAX / none = not in the job. Histories, snapshots and events stand in the job's order. */
struct assembly {
    size_t employees;
    size_t first_history, first_snapshot, first_event;
};

/* Does the job need more than the employees' file as it stands? */
bool assemble_needed(const struct job *job);

/* Fills study->timeline, table, rows, quality and attributes. Faults go to the diag. */
MUST_CHECK enum status assemble_study(struct study *study, const struct assembly *assembly, struct diag *diag);

/* The roles of the employees' file, as timeline_build wants them. */
struct roles assemble_roles(const struct study *study, const struct input *employees);

/* Every attribute of an input, through `rows` (NULL = as they stand). */
void assemble_attributes(struct study *study, const struct input *input, const uint32_t *rows, struct diag *diag);

/* Makes rehires visible to models: spell_number and previously_employed, where anybody has two spells. */
void assemble_returns(struct study *study);

#endif
