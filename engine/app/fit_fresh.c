/* fit_fresh.c: is a stored fit still that of the job and its data? */
#include "engine/app/fit_fresh.h"

#include "engine/app/version.h"
#include "engine/base/files.h"
#include "engine/base/text.h"
#include "engine/data/cut.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* --- what the job's files are ---------------------------------------------------------------------------------------- */

/* The files a job names, in the order in which a study opens them. */
static size_t files_of(const struct job *job, const struct word **files, const struct job_format **formats, size_t most) {
    const struct job_data *data = &job->data;
    size_t n = 0;
#define ADD(section) do { if ((section)->file.text && n < most) { files[n] = &(section)->file; formats[n++] = &(section)->format; } } while (0)
    ADD(&data->employees);
    for (size_t h = 0; h < data->n_histories; h++) ADD(&data->histories[h]);
    for (size_t s = 0; s < data->n_snapshots; s++) ADD(&data->snapshots[s]);
    for (size_t e = 0; e < data->n_events; e++) ADD(&data->events[e]);
#undef ADD
    return n;
}

enum { FILES_MOST = 256 };

void fit_digest(const char *words, size_t length, char hex[65]) {
    unsigned char digest[32];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)words, length, NULL, 0);
    sodium_bin2hex(hex, 65, digest, sizeof digest);
}

/* A digest of each key that the fits hang on: one line of fitted_words is one key. */
json_t *fit_describe_job(const struct job *job) {
    json_t *keys = json_object();
    for (const char *line = job->fitted_words; *line;) {
        size_t length = strcspn(line, "\n"), name = strcspn(line, ":");
        char hex[65], key[64];
        snprintf(key, sizeof key, "%.*s", (int)name, line);
        fit_digest(line, length, hex);
        json_object_set_new(keys, key, json_string(hex));
        line += length + (line[length] == '\n');
    }
    return keys;
}

static json_int_t moment_of(const struct stat *info) { return (json_int_t)info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec; }

json_t *fit_describe_files(const struct study *study) {
    json_t *list = json_array();
    for (size_t i = 0; i < study->n_inputs; i++) {
        const struct input *input = &study->inputs[i];
        struct stat info = {0};
        char hex[65];
        sodium_bin2hex(hex, sizeof hex, input->table.digest, 32);
        (void)stat(input->file.source.path, &info);
        json_array_append_new(list, json_pack("{s:s,s:I,s:I,s:I,s:s}", "name", input->name, "bytes", (json_int_t)info.st_size, "modified", moment_of(&info), "piece",
                                              (json_int_t)input->file.piece_bytes, "blake2b", hex));
    }
    return list;
}

/* --- is it still so? ------------------------------------------------------------------------------------------------- */

/* Has the file the bytes that it had? By its size and its moment; where that is another, by its digest. */
static bool file_is_as_it_was(const char *path, json_t *was, const struct word *file, const struct job_format *format, struct arena *arena, struct diag *diag) {
    struct stat info;
    if (stat(path, &info) != 0) { /* nobody can say; the run stands by itself */
        diag_add(diag, SEVERITY_WARNING, file->at, "%s is not there any more: whether it is still what the last run read cannot be told", file->text);
        return true;
    }
    if (info.st_size != json_integer_value(json_object_get(was, "bytes"))) return false;
    if (moment_of(&info) == json_integer_value(json_object_get(was, "modified"))) return true;
    struct source source;
    struct cut cut;
    char hex[65] = "";
    if (source_open(&source, path, format->encoding.text, file->at, arena, diag) != STATUS_OK) return false;
    size_t piece = (size_t)json_integer_value(json_object_get(was, "piece"));
    if (cut_records(&source, 0, piece ? piece : CUT_BYTES, arena, &cut, diag) == STATUS_OK) sodium_bin2hex(hex, sizeof hex, cut.digest, sizeof cut.digest);
    source_close(&source);
    const char *then = json_string_value(json_object_get(was, "blake2b"));
    return then && !strcmp(hex, then);
}

enum status fit_check_fresh(json_t *fit, const struct job *job, struct arena *arena, struct diag *diag) {
    const struct word *files[FILES_MOST];
    const struct job_format *formats[FILES_MOST];
    size_t n = files_of(job, files, formats, FILES_MOST), errors = diag->errors;
    const char *base = file_base(job->file);
    const char *version = json_string_value(json_object_get(fit, "version"));
    if (json_integer_value(json_object_get(fit, "format")) != FIT_FORMAT || !version || strcmp(version, BEHOUD_VERSION) != 0) {
        diag_add(diag, SEVERITY_ERROR, (struct place){job->file, 1, 1}, "the last run was made by another version of behoud; run `behoud run %s` first", base);
        return STATUS_REFUSED;
    }
    json_t *now = fit_describe_job(job), *value;
    const char *key, *changed = "";
    json_object_foreach(now, key, value) {
        if (!json_equal(value, json_object_get(json_object_get(fit, "job"), key))) changed = arena_printf(arena, "%s%s%s", changed, changed[0] ? ", " : "", key);
    }
    json_decref(now);
    if (changed[0]) {
        diag_add(diag, SEVERITY_ERROR, (struct place){job->file, 1, 1}, "the job has changed since the last run in what its models hang on: %s; run `behoud run %s` first", changed, base);
    }
    for (size_t i = 0; i < n && diag->errors == errors; i++) {
        json_t *was = json_array_get(json_object_get(fit, "files"), i);
        if (was && file_is_as_it_was(file_beside(arena, job->file, files[i]->text), was, files[i], formats[i], arena, diag)) continue;
        diag_add(diag, SEVERITY_ERROR, files[i]->at, "%s has changed since the last run; run `behoud run %s` first", files[i]->text, base);
    }
    return diag->errors == errors ? STATUS_OK : STATUS_REFUSED;
}
