#include "engine/report/disclosure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
        if (!strcmp(table->columns[c].name, "suppressed")) {
            row->cells[c].number = 1;
        } else if (table->columns[c].kind == CELL_FINDING) {
            row->cells[c].text = "";
        } else if (table->columns[c].kind != CELL_TEXT) {
            row->cells[c].number = NAN;
        }
    }
}

/* --- a table's families: every row may add up to several totals ----------------------------------------------------- */

struct member {
    const char *family;
    size_t row;
};

static int by_family(const void *a, const void *b) {
    const struct member *x = a, *y = b;
    int order = strcmp(x->family, y->family);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static struct member *members_of(const struct report_table *table, size_t *count) {
    struct member *members = malloc((table->n_rows * FAMILIES_MOST + 1) * sizeof *members);
    if (!members) abort();
    *count = 0;
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t f = 0; table->rows[r].families && f < FAMILIES_MOST && table->rows[r].families[f]; f++) {
            members[(*count)++] = (struct member){table->rows[r].families[f], r};
        }
    }
    qsort(members, *count, sizeof *members, by_family);
    return members;
}

/* One family: hides the smallest shown row beside a hidden one that stands alone. Returns whether it did. */
static bool hide_partner(const struct report_table *table, const struct member *family, size_t n, bool *hidden) {
    size_t count = 0, next = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t row = family[i].row;
        double people = table->rows[row].people;
        count += hidden[row];
        if (!hidden[row] && people > 0 && (next == SIZE_MAX || people < table->rows[next].people)) next = row;
    }
    if (count != 1 || next == SIZE_MAX) return false;
    hidden[next] = true;
    return true;
}

/* Until no family has a hidden row alone: a partner hidden for one total may stand alone under another. */
static void complete(const struct report_table *table, bool *hidden) {
    size_t n;
    struct member *members = members_of(table, &n);
    for (bool again = true; again;) {
        again = false;
        for (size_t first = 0, last; first < n; first = last) {
            last = first + 1;
            while (last < n && !strcmp(members[first].family, members[last].family)) last++;
            again = hide_partner(table, members + first, last - first, hidden) || again;
        }
    }
    free(members);
}

static size_t protect_table(struct report_table *table, int minimum) {
    bool *hidden = calloc(table->n_rows + 1, sizeof *hidden);
    size_t count = 0;
    if (!hidden) abort();
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct report_row *row = &table->rows[r];
        hidden[r] = row->suppressed || (row->people > 0 && row->people < minimum);
    }
    complete(table, hidden);
    for (size_t r = 0; r < table->n_rows; r++) {
        if (hidden[r]) suppress(table, &table->rows[r]);
        count += hidden[r];
    }
    free(hidden);
    return count;
}

size_t disclosure_protect(struct report *report, int minimum) {
    size_t hidden = 0;
    for (size_t t = 0; t < report->n_tables; t++) hidden += protect_table(&report->tables[t], minimum);
    return hidden;
}
