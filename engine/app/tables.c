#include "engine/app/tables.h"

void row_in_margins(struct report_table *table, const struct segment *segment, size_t level, const char *family) {
    for (size_t m = 0; segment && segment->n_margins > 1 && m < segment->n_margins; m++) {
        row_also_in(table, arena_printf(table->arena, "%s|%zu|%zu", family, m, segment_margin(segment, level, m)));
    }
}
