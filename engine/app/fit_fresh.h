/* fit_fresh.h: what a stored fit knows of its job and data, to tell whether it is still theirs. For fit_store.c only. */
#ifndef BEHOUD_APP_FIT_FRESH_H
#define BEHOUD_APP_FIT_FRESH_H

#include "engine/app/study.h"

#include <jansson.h>

enum { FIT_FORMAT = 2 };

/* BLAKE2b as hexadecimal. */
void fit_digest(const char *words, size_t length, char hex[65]);

/* A digest of each key that fits hang on; and of each file its size, its moment and its digest. */
json_t *fit_describe_job(const struct job *job);
json_t *fit_describe_files(const struct study *study);

/* STATUS_REFUSED, with the reason at its place, when the job or its data are not what they were. */
MUST_CHECK enum status fit_check_fresh(json_t *fit, const struct job *job, struct arena *arena, struct diag *diag);

#endif
