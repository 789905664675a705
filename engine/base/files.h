/* files.h: whole files in and out, and a folder of results that appears whole or not at all. */
#ifndef BEHOUD_BASE_FILES_H
#define BEHOUD_BASE_FILES_H

#include "engine/base/arena.h"
#include "engine/base/diag.h"

#include <stdbool.h>
#include <stddef.h>

/* `name` as seen from the folder that holds `beside`; absolute names stay as they are. In the arena. */
char *file_beside(struct arena *arena, const char *beside, const char *name);

/* The part of a path after its last '/'. */
const char *file_base(const char *path);

MUST_CHECK enum status file_read(const char *path, struct arena *arena, char **bytes, size_t *length, struct diag *diag);
MUST_CHECK enum status file_write(const char *folder, const char *name, const char *bytes, size_t length,
                                  struct diag *diag);

/* Takes from everybody else the right to read a file of the folder. */
MUST_CHECK enum status file_keep_private(const char *folder, const char *name, struct diag *diag);

/* The same for a file of its own: the folder is made where there is none, and the file appears whole or not at all. */
MUST_CHECK enum status file_put(const char *folder, const char *name, const char *bytes, size_t length, struct diag *diag);

/* Are the two names one file? */
bool file_same(const char *one, const char *other);

/* Makes an empty folder beside `goal` for building it (and the folders above it); `built`, in the arena, is its path.
 * A goal that exists may hold only entries named in `ours` (ended by NULL): nothing of the user's is ever replaced.
 * Folders that a killed run left behind are removed. */
MUST_CHECK enum status folder_begin(const char *goal, const char *const *ours, struct arena *arena, char **built,
                                    struct diag *diag);

/* Puts the built folder in the goal's place in one rename, and removes what stood there. */
MUST_CHECK enum status folder_commit(const char *built, const char *goal, struct diag *diag);

/* Removes a folder that was begun and will not be finished. */
void folder_abandon(const char *built);

MUST_CHECK enum status folder_make(const char *folder, const char *name, struct diag *diag);

#endif
