/* init.h: `behoud init`: a starter job guessed from files, with a comment at every guess. */
#ifndef BEHOUD_APP_INIT_H
#define BEHOUD_APP_INIT_H

#include "engine/base/diag.h"

#include <stdio.h>

/* Writes the job file `out` (which must not exist) for the files, and says on `to` what each seems to be and what it is unsure of. */
MUST_CHECK enum status init_run(const char *const *files, size_t n_files, const char *out, struct arena *arena, FILE *to,
                                struct diag *diag);

#endif
