/* fit_store.h: what a run keeps of its fits, and a what-if reads: fit/fit.json and fit/people.bin in the output folder.
 *
 * Of the people there on as_of, in no order that says who they are and without their ids: tenure, attributes, and the hazards that the
 * models give them. people.bin is an image of arrays, each on 64 bytes, in the order of the machine that wrote it; fit.json says how long
 * they are, which job and data they come from, and what the categories are called. Files are for their owner only (mode 600). */
#ifndef BEHOUD_APP_FIT_STORE_H
#define BEHOUD_APP_FIT_STORE_H

#include "engine/app/outlook.h"

/* What a what-if says of the run that it rests on. */
struct fit_facts {
    const char *data_digest, *read_as, *leaks, *first_exit;
    size_t rows_in, rows_used, rows_rejected, people;
};

MUST_CHECK enum status fit_store(const struct study *study, const struct outlook *outlook, const struct fit_facts *facts, const char *folder, struct diag *diag);

/* Reads the fit of `folder` for a job as it is now. STATUS_REFUSED, with the reason, when there is none, or when the job's data or what its
 * models hang on is not what it was. The people's arrays are mapped, and live as long as the program. */
MUST_CHECK enum status fit_load(const char *folder, const struct job *job, struct arena *arena, struct outlook *outlook, struct fit_facts *facts, struct diag *diag);

#endif
