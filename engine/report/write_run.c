#include "engine/base/files.h"
#include "engine/report/writers.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *warnings_of(const struct diag *warnings) {
    json_t *list = json_array();
    for (size_t i = 0; i < warnings->count; i++) {
        const struct diag_message *m = &warnings->messages[i];
        if (m->severity != SEVERITY_WARNING) continue;
        json_array_append_new(list, json_pack("{s:s,s:i,s:i,s:s}", "file", m->at.file ? file_base(m->at.file) : "", "line",
                                              (int)m->at.line, "column", (int)m->at.column, "text", m->text));
    }
    return list;
}

static json_t *notes_of(const struct report *report) {
    json_t *list = json_array();
    for (size_t i = 0; i < report->n_notes; i++) {
        json_array_append_new(list, json_pack("{s:s,s:s}", "topic", report->notes[i].topic, "text", report->notes[i].text));
    }
    return list;
}

enum status write_run(const struct report *report, const struct diag *warnings, const char *folder, struct diag *diag) {
    const struct report_meta *meta = &report->meta;
    json_t *run = json_pack(
        "{s:s, s:s, s:{s:s, s:s}, s:{s:s, s:s}, s:s, s:i, s:i, s:i, s:{s:I, s:I, s:I, s:I}, s:o, s:o}", "program", "behoud",
        "version", meta->version, "job", "file", meta->job_file, "blake2b", meta->job_digest, "data", "blake2b",
        meta->data_digest, "read_as", meta->read_as, "as_of", meta->as_of, "seed", meta->seed, "draws", meta->draws,
        "minimum_cell", meta->minimum_cell, "counts", "rows_in", (json_int_t)meta->rows_in, "rows_used",
        (json_int_t)meta->rows_used, "rows_rejected", (json_int_t)meta->rows_rejected, "people", (json_int_t)meta->people,
        "warnings", warnings_of(warnings), "notes", notes_of(report));
    char *text = run ? json_dumps(run, JSON_INDENT(2)) : NULL;
    if (!text) {
        json_decref(run);
        diag_fail(diag, "cannot write run.json: some text of the job is not UTF-8; save the job file as UTF-8");
        return STATUS_REFUSED;
    }
    enum status status = file_write(folder, "run.json", text, strlen(text), diag);
    free(text);
    json_decref(run);
    return status;
}
