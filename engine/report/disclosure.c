#include "engine/report/disclosure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool same_family(const struct report_row *a, const struct report_row *b) {
    return a->family && b->family && !strcmp(a->family, b->family);
}

void disclosure_groups(const double *people, size_t n, int minimum, bool *hidden) {
    size_t count = 0, next = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        hidden[i] = people[i] > 0 && people[i] < minimum;
        count += hidden[i];
        if (!hidden[i] && people[i] > 0 && (next == SIZE_MAX || people[i] < people[next])) next = i;
    }
    if (count == 1 && next != SIZE_MAX) hidden[next] = true;
}

static void suppress(const struct report_table *table, struct report_row *row) {
    row->suppressed = true;
    for (size_t c = 0; c < table->n_columns; c++) {
        if (table->columns[c].kind == CELL_FLAG) {
            row->cells[c].number = 1;
        } else if (table->columns[c].kind != CELL_TEXT) {
            row->cells[c].number = NAN;
        }
    }
}

/* Rows of a family stand together in their table. */
static size_t protect_family(struct report_table *table, size_t first, size_t last, int minimum) {
    size_t n = last - first, count = 0;
    double *people = calloc(n, sizeof *people);
    bool *hidden = calloc(n, sizeof *hidden);
    if (!people || !hidden) abort();
    for (size_t i = 0; i < n; i++) people[i] = table->rows[first + i].people;
    if (table->rows[first].family) {
        disclosure_groups(people, n, minimum, hidden);
    } else {
        hidden[0] = people[0] > 0 && people[0] < minimum;
    }
    for (size_t i = 0; i < n; i++) {
        if (!hidden[i] && !table->rows[first + i].suppressed) continue;
        suppress(table, &table->rows[first + i]);
        count++;
    }
    free(people);
    free(hidden);
    return count;
}

size_t disclosure_protect(struct report *report, int minimum) {
    size_t hidden = 0;
    for (size_t t = 0; t < report->n_tables; t++) {
        struct report_table *table = &report->tables[t];
        for (size_t first = 0, last; first < table->n_rows; first = last) {
            last = first + 1;
            while (last < table->n_rows && same_family(&table->rows[first], &table->rows[last])) last++;
            hidden += protect_family(table, first, last, minimum);
        }
    }
    return hidden;
}
