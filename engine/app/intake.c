#include "engine/app/intake.h"

#include "engine/base/files.h"
#include "engine/history/identifiers.h"

#include <string.h>

static size_t find_column(const struct input *input, const char *name) {
    for (size_t c = 0; c < input->file.n_columns; c++) {
        if (!strcmp(input->file.names[c], name)) return c;
    }
    return SIZE_MAX;
}

static size_t need_column(const struct input *input, const struct word *word, struct diag *diag) {
    size_t c = find_column(input, word->text);
    if (c != SIZE_MAX) return c;
    const char *nearest = diag_nearest(word->text, input->file.names, input->file.n_columns);
    diag_add(diag, SEVERITY_ERROR, word->at, "no column \"%s\" in %s%s%s%s", word->text, input->name,
             nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    return SIZE_MAX;
}

enum status input_open(struct input *input, const struct job *job, const struct input_plan *plan, struct arena *arena, struct diag *diag) {
    char *path = file_beside(arena, job->file, plan->file->text);
    *input = (struct input){.name = file_base(path), .at = plan->file->at, .rejects_at_most = plan->rejects_at_most, .listed = plan->attributes,
                            .n_listed = plan->n_attributes};
    enum status status = export_open(&input->file, path, plan->format, plan->file->at, arena, diag);
    if (status != STATUS_OK) return status;
    input->requests = ARENA_ARRAY(arena, enum column_request, input->file.n_columns + 1);
    input->taken = ARENA_ARRAY(arena, bool, input->file.n_columns + 1);
    return STATUS_OK;
}

/* Ids may be long numbers, but not e-mail addresses, citizen service numbers, or names. */
static const char *identifier_of_id(const struct input *input, size_t c) {
    const struct cell *cells = input->file.sample + c;
    const char *what = identifiers_in_ids(cells, input->file.n_sample, input->file.n_columns);
    const char *any = what ? what : identifiers_find(input->file.names[c], cells, input->file.n_sample, input->file.n_columns);
    return any && (what || !strcmp(any, "a name")) ? any : NULL;
}

void input_role(struct input *input, const struct word *word, enum column_request wanted, struct diag *diag) {
    if (!word->text) return;
    size_t c = need_column(input, word, diag);
    if (c == SIZE_MAX) return;
    input->requests[c] = wanted;
    input->taken[c] = true;
    const char *why = wanted == REQUEST_ID ? identifier_of_id(input, c) : NULL;
    if (!why) return;
    diag_add(diag, SEVERITY_ERROR, word->at, "the ids in column \"%s\" of %s are direct identifiers of people (%s) and are not read; make the export fit to use with `behoud anonymise`",
             word->text, input->name, why);
}

/* Why a column must not be loaded; NULL = it may. */
static const char *identifier(const struct input *input, size_t c) {
    return identifiers_find(input->file.names[c], input->file.sample + c, input->file.n_sample, input->file.n_columns);
}

static void refuse_identifiers(struct input *input, struct diag *diag) {
    for (size_t c = 0; c < input->file.n_columns; c++) {
        const char *why = input->taken[c] ? NULL : identifier(input, c);
        if (!why) continue;
        input->requests[c] = REQUEST_SKIP;
        input->taken[c] = true;
        diag_add(diag, SEVERITY_WARNING, (struct place){input->file.source.path, 1, (uint32_t)c + 1},
                 "column \"%s\" looks like a direct identifier of people (%s); it is not read. Leave it out of the export, or see `behoud anonymise --help`",
                 input->file.names[c], why);
    }
}

static void ask_listed(struct input *input, struct diag *diag) {
    static const enum column_request AS[] = {REQUEST_AUTO, REQUEST_NUMBER, REQUEST_LEVEL};
    for (size_t c = 0; c < input->file.n_columns; c++) {
        if (!input->taken[c]) input->requests[c] = REQUEST_SKIP;
    }
    for (size_t i = 0; i < input->n_listed; i++) {
        const struct job_attribute *a = &input->listed[i];
        const struct word *word = a->column.text ? &a->column : &a->name;
        size_t c = word->text ? need_column(input, word, diag) : SIZE_MAX;
        if (c == SIZE_MAX) continue;
        const char *why = identifier(input, c);
        if (why) {
            diag_add(diag, SEVERITY_ERROR, word->at, "\"%s\" looks like a direct identifier of people (%s) and is never read; take it out of the list", word->text, why);
        } else if (!input->taken[c]) {
            input->requests[c] = AS[a->as];
        }
    }
}

void input_attributes(struct input *input, struct diag *diag) {
    refuse_identifiers(input, diag);
    if (input->n_listed) ask_listed(input, diag);
}

enum status input_load(struct input *input, struct arena *arena, struct diag *diag) {
    enum status status = export_load(&input->file, input->requests, arena, diag, &input->table);
    export_close(&input->file);
    input->counts.rows = input->table.n_rows;
    return status;
}

const struct column *input_column(const struct input *input, const struct word *word) {
    return word->text ? table_column(&input->table, word->text) : NULL;
}
