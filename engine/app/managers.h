/* managers.h: who reports to whom, where a column says who the manager is. */
#ifndef BEHOUD_APP_MANAGERS_H
#define BEHOUD_APP_MANAGERS_H

#include "engine/app/study.h"

/* The attribute that names the manager, by its header; NULL when none does. */
const struct attribute *manager_of(const struct study *study);

/* Marks the lines of those who are their own manager, as exports have it of whoever is at the top: they report to nobody. While ids are
 * still there; of_line is people's number of each line. O(lines + people). */
void managers_mark_own(struct study *study, const struct people *people, const uint32_t *of_line);

#endif
