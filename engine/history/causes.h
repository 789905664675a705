/* causes.h: which exit reason belongs to which cause. */
#ifndef BEHOUD_HISTORY_CAUSES_H
#define BEHOUD_HISTORY_CAUSES_H

#include "engine/history/timeline.h"

/* Cause names in timeline->causes, and the cause of each level of the reason column (cause_of[0]: exits without a
 * reason). `arena` owns the result. At most 250 causes. */
const uint8_t *causes_map(const struct job_reasons *reasons, const struct column *reason, struct arena *arena,
                          struct diag *diag, struct timeline *timeline);

/* The reason of an exit in the words of the file, for timeline->reason; 0 = none is told. */
uint8_t causes_reason(const struct timeline *timeline, const struct column *reason, size_t row);

/* The cause of an exit that a row of another file tells; an exit without a reason is reported. `reason` NULL = none is told. */
uint8_t causes_of_row(const uint8_t *cause_of, const struct column *reason, const struct table *table, size_t row,
                      struct quality *quality);

#endif
