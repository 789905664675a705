#include "engine/base/files.h"
#include "engine/report/writers.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_cell(struct text *out, const struct report_column *column, const union report_cell *cell) {
    if (cell_is_text(column->kind)) {
        text_add_csv(out, cell->text ? cell->text : "");
    } else if (column->kind == CELL_COUNT && fabs(cell->number) < 1e15) {
        text_add_number(out, cell->number, 15);
    } else {
        text_add_number(out, cell->number, 10);
    }
}

enum { FLUSH_BYTES = 1 << 18 };

static bool flush(struct text *out, FILE *file, size_t least) {
    if (out->length <= least) return true;
    bool ok = fwrite(text_string(out), 1, out->length, file) == out->length;
    out->length = 0;
    return ok;
}

/* Row by row, so that a long table is never held as text. */
static bool write_rows(const struct report_table *table, FILE *file) {
    struct text out = {0};
    bool ok = true;
    for (size_t c = 0; c < table->n_columns; c++) text_addf(&out, "%s%s", c ? "," : "", table->columns[c].name);
    text_add_char(&out, '\n');
    for (size_t r = 0; r < table->n_rows && ok; r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            if (c) text_add_char(&out, ',');
            add_cell(&out, &table->columns[c], &table->rows[r].cells[c]);
        }
        text_add_char(&out, '\n');
        ok = flush(&out, file, FLUSH_BYTES);
    }
    ok = ok && flush(&out, file, 0);
    text_free(&out);
    return ok;
}

static enum status write_table(const struct report_table *table, const char *folder, struct diag *diag) {
    char path[4096];
    snprintf(path, sizeof path, "%s/tables/%s.csv", folder, table->name);
    FILE *file = fopen(path, "wb");
    bool ok = file && write_rows(table, file);
    if (file && fclose(file) != 0) ok = false;
    if (ok) return STATUS_OK;
    diag_fail(diag, "cannot write %s: %s", path, strerror(errno));
    return STATUS_MACHINE;
}

static json_t *field_of(const struct report_column *column) {
    static const char *const TYPES[] = {[CELL_TEXT] = "string", [CELL_FINDING] = "string",  [CELL_KEY] = "number", [CELL_COUNT] = "number", [CELL_NUMBER] = "number",
                                        [CELL_SHARE] = "number", [CELL_MONEY] = "number", [CELL_FLAG] = "integer"};
    return json_pack("{s:s,s:s,s:s}", "name", column->name, "type", TYPES[column->kind], "description", column->help);
}

static json_t *resource_of(const struct report_table *table, struct arena *arena) {
    json_t *fields = json_array();
    for (size_t c = 0; c < table->n_columns; c++) json_array_append_new(fields, field_of(&table->columns[c]));
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:{s:o,s:[s]}}", "name", table->name, "path",
                     arena_printf(arena, "tables/%s.csv", table->name), "profile", "tabular-data-resource", "encoding",
                     "utf-8", "mediatype", "text/csv", "description", table->help, "schema", "fields", fields,
                     "missingValues", "");
}

static enum status write_package(const struct report *report, const char *folder, struct diag *diag) {
    json_t *resources = json_array();
    for (size_t t = 0; t < report->n_tables; t++) {
        json_array_append_new(resources, resource_of(&report->tables[t], report->arena));
    }
    json_t *package = json_pack("{s:s,s:s,s:s,s:o}", "profile", "tabular-data-package", "name", "behoud-tables", "title",
                                report->meta.title, "resources", resources);
    char *text = package ? json_dumps(package, JSON_INDENT(2)) : NULL;
    if (!text) {
        json_decref(package);
        diag_fail(diag, "cannot write datapackage.json: the title is not UTF-8; save the job file as UTF-8");
        return STATUS_REFUSED;
    }
    enum status status = file_write(folder, "datapackage.json", text, strlen(text), diag);
    free(text);
    json_decref(package);
    return status;
}

enum status write_tables(const struct report *report, const char *folder, struct diag *diag) {
    enum status status = folder_make(folder, "tables", diag);
    for (size_t t = 0; t < report->n_tables && status == STATUS_OK; t++) status = write_table(&report->tables[t], folder, diag);
    for (size_t t = 0; t < report->n_tables && status == STATUS_OK; t++) {
        if (report->tables[t].apart) status = file_keep_private(folder, arena_printf(report->arena, "tables/%s.csv", report->tables[t].name), diag);
    }
    return status == STATUS_OK ? write_package(report, folder, diag) : status;
}
