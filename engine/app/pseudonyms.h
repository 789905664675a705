/* pseudonyms.h: ids made unreadable by a key (BLAKE2b); whoever has key and ids can make them again, nobody else. */
#ifndef BEHOUD_APP_PSEUDONYMS_H
#define BEHOUD_APP_PSEUDONYMS_H

#include "engine/app/study.h"

enum { PSEUDONYM_BYTES = 10, PSEUDONYM_KEY_BYTES = 32, PSEUDONYM_LENGTH = 2 * PSEUDONYM_BYTES + 1 };

/* The key that a file's bytes make; an editor's last newline is no part of it. The bytes are wiped. */
MUST_CHECK enum status pseudonym_key_read(const char *path, struct arena *arena, struct diag *diag, unsigned char key[PSEUDONYM_KEY_BYTES]);

const char *pseudonym_of(const unsigned char key[PSEUDONYM_KEY_BYTES], const char *id, char out[PSEUDONYM_LENGTH]);

/* Gives the study's people pseudonyms, when its job asks for risks of individuals: by the job's key file, or by all that the table holds,
 * which nobody has who lacks the data. of_row numbers the people of the id column (NULL = every row its own; id NULL = by the row's
 * number). */
void pseudonyms_make(struct study *study, const struct table *table, const struct column *id, const uint32_t *of_row, size_t n_people, struct diag *diag);

#endif
