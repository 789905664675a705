#include "engine/history/quality.h"

#include "engine/base/files.h"
#include "engine/data/cells.h"
#include "engine/history/identifiers.h"

#include <stdarg.h>
#include <string.h>

void quality_init(struct quality *quality, struct arena *arena) { *quality = (struct quality){.arena = arena}; }

static void *grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return items;
    *capacity = *capacity ? *capacity * 2 : 64;
    void *grown = arena_array(arena, *capacity, size);
    if (count) memcpy(grown, items, count * size);
    return grown;
}

const char *quality_shown(const struct quality *quality, const char *value) {
    return identifiers_is(value) ? "(not shown: it looks like a person's)" : arena_string(quality->arena, value);
}

void quality_reject(struct quality *quality, struct reject reject) {
    if (quality->n_rejects == REJECTS_LISTED_MOST) {
        quality->n_unlisted++;
        return;
    }
    quality->rejects = grow(quality->arena, quality->rejects, quality->n_rejects, &quality->rejects_capacity,
                            sizeof *quality->rejects);
    reject.value = quality_shown(quality, reject.value);
    quality->rejects[quality->n_rejects++] = reject;
}

static void count_finding(struct quality *quality, struct finding finding, const char *format, va_list values) {
    for (size_t i = 0; i < quality->n_findings; i++) {
        if (!strcmp(quality->findings[i].check, finding.check)) {
            quality->findings[i].rows += finding.rows;
            return;
        }
    }
    quality->findings = grow(quality->arena, quality->findings, quality->n_findings, &quality->findings_capacity,
                             sizeof *quality->findings);
    finding.example = arena_vprintf(quality->arena, format, values);
    quality->findings[quality->n_findings++] = finding;
}

void quality_find(struct quality *quality, const char *check, enum severity severity, const char *taken,
                  const char *example_format, ...) {
    va_list values;
    va_start(values, example_format);
    count_finding(quality, (struct finding){check, severity, 1, NULL, taken}, example_format, values);
    va_end(values);
}

void quality_count(struct quality *quality, const char *check, enum severity severity, size_t rows, const char *taken,
                   const char *example_format, ...) {
    va_list values;
    va_start(values, example_format);
    count_finding(quality, (struct finding){check, severity, rows, NULL, taken}, example_format, values);
    va_end(values);
}

const char *quality_fault(const struct quality *quality, const struct table *table, const struct bad_cell *cell) {
    struct cell_number number;
    bool comma = table->decimal == ',';
    if (table->columns[cell->column - 1].kind == COLUMN_DAY) return "not a date";
    bool other = cell_number((struct cell){cell->text, strlen(cell->text)}, comma ? '.' : ',', &number);
    return other ? arena_printf(quality->arena, "not a number in this file, which has a decimal %s", comma ? "comma" : "point") : "not a number";
}

void quality_cell(struct quality *quality, const struct table *table, const struct bad_cell *cell, bool row_lost) {
    const struct column *column = &table->columns[cell->column - 1];
    bool day = column->kind == COLUMN_DAY;
    const char *taken = row_lost ? "row not used" : "cell read as missing";
    quality_reject(quality, (struct reject){table->file, cell->line, cell->column, column->name, cell->text, quality_fault(quality, table, cell), taken});
    quality_find(quality, day ? "cell is not a date" : "cell is not a number", row_lost ? SEVERITY_ERROR : SEVERITY_WARNING, taken, "%s line %u, %s: %s",
                 file_base(table->file), cell->line, column->name, quality_shown(quality, cell->text));
}

enum status quality_tolerate(const struct quality *quality, const char *file, const struct row_counts *counts, double at_most,
                             struct place at, struct diag *diag) {
    enum { SHOWN = 20 };
    if (counts->rows == 0) {
        diag_add(diag, SEVERITY_ERROR, at, "%s has a header and no rows; export it again", file);
        return STATUS_REFUSED;
    }
    size_t bad = counts->rejected - counts->unseen;
    if (counts->rejected < counts->rows && (double)bad <= at_most * (double)counts->rows) return STATUS_OK;
    for (size_t i = 0, shown = 0; i < quality->n_rejects && shown < SHOWN; i++) {
        const struct reject *r = &quality->rejects[i];
        if (strcmp(r->file, file) != 0) continue;
        shown++;
        diag_add(diag, SEVERITY_ERROR, (struct place){file, r->line, r->cell}, "%s%s%s%s%s%s", r->reason, r->column[0] ? ": " : "", r->column,
                 r->value[0] ? " \"" : "", r->value, r->value[0] ? "\"" : "");
    }
    diag_add(diag, SEVERITY_ERROR, at,
             "%zu of %zu rows of %s cannot be used, more than rejects_at_most allows (%.3g %%); mend the file, or raise "
             "rejects_at_most if you accept that",
             bad ? bad : counts->rejected, counts->rows, file_base(file), at_most * 100);
    return STATUS_REFUSED;
}
