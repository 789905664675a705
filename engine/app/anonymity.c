/* anonymity.c: how well people are hidden in an export. */
#include "engine/app/anonymising.h"
#include "engine/base/files.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What an outsider may know of somebody: categories, age and years; and, asked apart, dates. Not pay or scores. */
static bool is_quasi_identifier(const struct anonymising *a, size_t c, bool dates) {
    const struct column *column = &a->table.columns[c];
    if (a->fates[c] == YEAR_OF_BIRTH) return true;
    if (a->fates[c] != KEPT) return false;
    if (column->kind == COLUMN_DAY) return dates;
    return column->kind == COLUMN_LEVEL || header_role(column->name) == HEADER_AGE || header_role(column->name) == HEADER_BIRTH_YEAR;
}

static uint64_t quasi_value(const struct anonymising *a, size_t c, size_t row) {
    const struct column *column = &a->table.columns[c];
    if (column_is_missing(column, row)) return UINT64_MAX;
    if (column->kind == COLUMN_NUMBER) return (uint64_t)(int64_t)(fmax(-1e6, fmin(1e6, column_number(column, row))) * 1000); /* ages and years */
    if (column->kind == COLUMN_DAY) {
        int32_t day = column_day(column, row);
        if (a->fates[c] == YEAR_OF_BIRTH) return (uint64_t)days_to_civil(day).year;
        return (uint64_t)(int64_t)(a->options->months ? period_of(day, PERIOD_MONTH) : day);
    }
    uint64_t hash = 14695981039346656037u; /* by text: pooled categories are one */
    for (const char *s = column_text(column, row); *s; s++) hash = (hash ^ (unsigned char)*s) * 1099511628211u;
    return hash;
}

static int compare_keys(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* Of somebody's rows the last one counts. */
static bool is_last_of_person(const struct anonymising *a, size_t row) { return !a->last_row || a->last_row[column_code(a->id, row)] == row; }

void anonymity_find_people(struct anonymising *a) {
    for (size_t c = 0; c < a->file.n_columns && !a->id; c++) {
        if (a->fates[c] == PSEUDONYM && header_role(a->file.names[c]) != HEADER_MANAGER) a->id = &a->table.columns[c];
    }
    if (!a->id) return;
    a->last_row = ARENA_ARRAY(a->arena, size_t, a->id->n_levels + 1);
    for (size_t row = 0; row < a->table.n_rows; row++) a->last_row[column_code(a->id, row)] = row;
}

struct anonymity {
    size_t rows, smallest, unique, at_risk; /* people; the smallest group; those alone in theirs; those in groups under the minimum */
};

/* Groups of rows equal in every quasi-identifier but `without`. O(rows log rows). */
static struct anonymity measure(const struct anonymising *a, bool dates, size_t without) {
    size_t n = 0, next_bad = 0;
    uint64_t *keys = malloc((a->table.n_rows + 1) * sizeof *keys);
    if (!keys) abort();
    for (size_t row = 0; row < a->table.n_rows; row++) {
        if (!anonymising_is_whole(a, row, &next_bad) || !is_last_of_person(a, row)) continue;
        uint64_t key = 0x9E3779B97F4A7C15u;
        for (size_t c = 0; c < a->file.n_columns; c++) {
            if (c == without || !is_quasi_identifier(a, c, dates)) continue;
            key = (key ^ quasi_value(a, c, row)) * 0xD6E8FEB86659FD93u;
            key ^= key >> 32;
        }
        keys[n++] = key;
    }
    struct anonymity found = {.smallest = n, .rows = n};
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t first = 0, last; first < n; first = last) {
        for (last = first + 1; last < n && keys[last] == keys[first];) last++;
        size_t size = last - first;
        if (size < found.smallest) found.smallest = size;
        found.unique += size == 1;
        found.at_risk += size < (size_t)a->options->minimum ? size : 0;
    }
    free(keys);
    return found;
}

static void add_measure(const char *what, struct anonymity k, struct text *out) {
    double share = k.rows ? 100.0 * (double)k.at_risk / (double)k.rows : 0;
    text_addf(out, "| %s | %zu | %zu | %zu (%.1f%%) |\n", what, k.smallest, k.unique, k.at_risk, share);
}

/* Nothing that Markdown would act on. */
static void add_plain(struct text *out, const char *s) {
    for (; *s; s++) text_add_char(out, (unsigned char)*s < 0x20 || strchr("|<>&`*_[]#\\", *s) ? ' ' : *s);
}

static void add_fates(const struct anonymising *a, struct text *out) {
    text_add(out, "| column | what was done |\n|---|---|\n");
    for (size_t c = 0; c < a->file.n_columns; c++) {
        text_add(out, "| ");
        add_plain(out, a->file.names[c]);
        switch (a->fates[c]) {
        case DROPPED: text_addf(out, " | left out: %s |\n", a->whys[c]); break;
        case PSEUDONYM: text_add(out, " | turned into a pseudonym with the key |\n"); break;
        case YEAR_OF_BIRTH: text_addf(out, " | only the year is kept, as %s |\n", a->names[c]); break;
        default:
            if (a->pooled[c]) {
                text_addf(out, " | kept; %zu categories of fewer than %ld rows are now %s |\n", a->pooled[c], a->options->minimum, a->blanked[c] ? "empty" : "(other)");
            } else {
                text_add(out, a->table.columns[c].kind == COLUMN_DAY && a->options->months ? " | kept; the first of the month |\n" : " | kept |\n");
            }
        }
    }
}

void anonymity_report(const struct anonymising *a, struct text *out) {
    text_add(out, "# How well people are hidden in ");
    add_plain(out, file_base(a->options->file));
    text_addf(out, "\n\n%zu rows, %zu left out for a wrong number of cells.\n\n", a->table.n_rows, a->table.n_bad_records);
    add_fates(a, out);
    text_addf(out, "\n## k-anonymity\n\nPeople are alike when nobody can tell them apart by what an outsider may know: categories, age and year of birth (and dates, in the last line). k is "
                   "the size of the smallest group of people alike; those in groups under %ld are at risk. Of somebody with several rows the last one counts.\n\n"
                   "| by | k | people alone in their group | people at risk |\n|---|---|---|---|\n", a->options->minimum);
    add_measure("all of them", measure(a, false, SIZE_MAX), out);
    for (size_t c = 0; c < a->file.n_columns; c++) {
        if (!is_quasi_identifier(a, c, false)) continue;
        struct text label = {0};
        text_add(&label, "all but ");
        add_plain(&label, a->names[c]);
        add_measure(text_string(&label), measure(a, false, c), out);
        text_free(&label);
    }
    add_measure("all of them, and dates", measure(a, true, SIZE_MAX), out);
    text_add(out, "\nThe column without which the fewest people are at risk is the first to leave out or to make coarser. Days of hire and exit tell most people apart: `--dates month` helps. "
                  "Numbers such as pay are not counted here, and whoever knows them knows more. Keep the key away from the data.\n");
}

