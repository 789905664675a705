#include "engine/app/fit_store.h"

#include "engine/app/fit_fresh.h"
#include "engine/app/fit_models.h"
#include "engine/app/version.h"
#include "engine/base/blocks.h"
#include "engine/base/files.h"
#include "engine/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIT_ALIGNMENT = 64 };

/* --- the arrays ------------------------------------------------------------------------------------------------------ */

/* Calls visit for each array in its order: where its pointer stands, and how many bytes it has; absent ones have none. */
typedef void (*array_visit)(void *context, void **array, size_t bytes);

static void each_array(struct outlook *o, bool retires, bool fresh, array_visit visit, void *context) {
    struct forecast_people *people = &o->people;
    struct forecast_risk *risk = &o->risk;
    struct timeline *t = &o->study.timeline;
    size_t n = people->n, cells = 0;
    for (size_t g = 0; g < people->n_groupings; g++) cells += people->groupings[g].n_groups;
    visit(context, (void **)&t->hired, t->as_of == DAY_MISSING ? 0 : n * sizeof(int32_t));
    visit(context, (void **)&t->entry, n * sizeof(int32_t));
    visit(context, (void **)&t->exit, n * sizeof(int32_t));
    visit(context, (void **)&people->retires_by, retires ? n * sizeof(int16_t) : 0);
    visit(context, (void **)&risk->hazard, n * people->n_periods * risk->n_models * sizeof(double));
    visit(context, (void **)&risk->direction, risk->n_models * risk->n_normals * sizeof(double));
    visit(context, (void **)&risk->cell_direction, cells * risk->n_normals * sizeof(double));
    visit(context, (void **)&o->fresh, fresh ? n * people->months * risk->n_models * sizeof(double) : 0);
}

static void each_kept(struct fit_arrays *arrays, array_visit visit, void *context) {
    for (size_t k = 0; k < arrays->n; k++) visit(context, &arrays->kept[k], arrays->bytes[k]);
}

struct mapping {
    char *bytes;
    size_t at, length;
    bool short_of;
};

static bool map_people(const char *path, struct mapping *m) {
    struct stat info;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &info) != 0) return false;
    m->length = (size_t)info.st_size;
    m->bytes = m->length ? mmap(NULL, m->length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0) : NULL;
    close(descriptor);
    return m->bytes != MAP_FAILED && m->bytes;
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

static json_t *describe_attributes(const struct study *study) {
    json_t *list = json_array();
    for (size_t a = 0; a < study->n_attributes; a++) {
        const struct attribute *at = &study->attributes[a];
        json_t *levels = json_array();
        for (size_t l = 1; at->column->kind == COLUMN_LEVEL && l <= at->column->n_levels; l++) json_array_append_new(levels, json_string(at->column->levels[l]));
        json_array_append_new(list, json_pack("{s:s,s:i,s:i,s:i,s:I,s:b,s:b,s:o}", "name", at->name, "kind", (int)at->column->kind, "width", at->column->width, "scale", at->column->scale,
                                              "missing", (json_int_t)at->column->n_missing, "usual", at->usual, "sensitive", at->sensitive, "levels", levels));
    }
    return list;
}

static json_t *describe_names(const char *const *names, size_t first, size_t n) {
    json_t *list = json_array();
    for (size_t i = first; i < first + n; i++) json_array_append_new(list, json_string(names[i]));
    return list;
}

static json_t *describe(const struct study *study, const struct outlook *o, const struct fit_facts *facts) {
    const struct timeline *t = &o->study.timeline;
    json_t *shares = json_array(), *of_model = json_array();
    for (size_t c = 0; c <= t->n_causes; c++) json_array_append_new(shares, json_real(o->people.cause_share[c]));
    for (size_t m = 0; m < o->risk.n_models; m++) json_array_append_new(of_model, json_integer(o->risk.cause[m]));
    json_t *fit = json_pack("{s:i,s:s,s:o,s:I,s:I,s:I,s:b,s:b,s:i,s:i,s:I,s:f}", "format", FIT_FORMAT, "version", BEHOUD_VERSION, "job", fit_describe_job(&study->job), "people", (json_int_t)o->people.n, "models",
                            (json_int_t)o->risk.n_models, "normals", (json_int_t)o->risk.n_normals, "retires", o->people.retires_by != NULL, "replaced", o->fresh != NULL, "retirement",
                            (int)o->people.retirement, "voluntary", (int)o->voluntary, "as_of", (json_int_t)t->as_of, "unit_days", t->unit_days);
    json_object_set_new(fit, "files", fit_describe_files(study));
    json_object_set_new(fit, "causes", describe_names(t->causes, 1, t->n_causes));
    json_object_set_new(fit, "cause_share", shares);
    json_object_set_new(fit, "model_names", describe_names(o->model_names, 0, o->risk.n_models));
    json_object_set_new(fit, "model_cause", of_model);
    json_object_set_new(fit, "attributes", describe_attributes(&o->study));
    json_object_set_new(fit, "facts", json_pack("{s:s,s:s,s:s,s:s,s:I,s:I,s:I,s:I}", "data_digest", facts->data_digest, "read_as", facts->read_as, "leaks", facts->leaks ? facts->leaks : "",
                                                "first_exit", facts->first_exit ? facts->first_exit : "", "rows_in", (json_int_t)facts->rows_in, "rows_used", (json_int_t)facts->rows_used,
                                                "rows_rejected", (json_int_t)facts->rows_rejected, "people", (json_int_t)facts->people));
    return fit;
}

struct writing {
    FILE *file;
    bool failed;
};

static void write_array(void *context, void **array, size_t bytes) {
    static const char NOTHING[FIT_ALIGNMENT] = {0};
    struct writing *w = context;
    size_t over = bytes % FIT_ALIGNMENT;
    if (bytes && fwrite(*array, 1, bytes, w->file) != bytes) w->failed = true;
    if (over && fwrite(NOTHING, 1, FIT_ALIGNMENT - over, w->file) != FIT_ALIGNMENT - over) w->failed = true;
}

/* A checksum that finds a damaged file, and no seal against whoever forges one: Poly1305 of each megabyte under a key that all know, and
 * BLAKE2b over those. */
struct summing {
    const unsigned char *bytes;
    size_t length;
    unsigned char (*sums)[crypto_onetimeauth_BYTES];
};

enum { MEGABYTE = 1 << 20 };

static void sum_megabyte(size_t k, void *context) {
    static const unsigned char KEY[crypto_onetimeauth_KEYBYTES] = "behoud: the arrays of a stored";
    const struct summing *s = context;
    size_t first = k * MEGABYTE, length = s->length - first < MEGABYTE ? s->length - first : MEGABYTE;
    crypto_onetimeauth(s->sums[k], s->bytes + first, length, KEY);
}

static void bytes_digest(const void *bytes, size_t length, struct arena *arena, char hex[65]) {
    size_t count = (length + MEGABYTE - 1) / MEGABYTE;
    struct summing summing = {bytes, length, arena_array(arena, count + 1, crypto_onetimeauth_BYTES)};
    blocks_each(count, sum_megabyte, &summing);
    fit_digest((const char *)summing.sums, count * crypto_onetimeauth_BYTES, hex);
}

/* Of all that fit.json says but this. */
static void json_digest(json_t *fit, char hex[65]) {
    json_t *check = json_incref(json_object_get(fit, "check"));
    json_object_del(fit, "check");
    char *text = json_dumps(fit, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(17));
    fit_digest(text ? text : "", text ? strlen(text) : 0, hex);
    free(text);
    if (check) json_object_set_new(fit, "check", check);
}

static enum status write_people(struct outlook *o, struct fit_arrays *arrays, const char *folder, struct diag *diag) {
    const char *path = arena_printf(o->study.arena, "%s/people.bin", folder);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct writing w = {descriptor >= 0 ? fdopen(descriptor, "wb") : NULL, false};
    if (w.file) {
        each_array(o, o->people.retires_by != NULL, o->fresh != NULL, write_array, &w);
        each_kept(arrays, write_array, &w);
    }
    if (w.file && fclose(w.file) == 0 && !w.failed) return STATUS_OK;
    diag_fail(diag, "cannot write %s: %s", path, strerror(errno));
    return STATUS_MACHINE;
}

enum status fit_store(const struct study *study, const struct outlook *outlook, const struct fit_facts *facts, const char *folder, struct diag *diag) {
    struct outlook copy = *outlook;
    char *inside = arena_printf(study->arena, "%s/fit", folder), people[65] = "", check[65];
    struct fit_arrays *arrays = ARENA_NEW(study->arena, struct fit_arrays);
    enum status status = folder_make(folder, "fit", diag);
    if (status != STATUS_OK) return status;
    json_t *fit = describe(study, outlook, facts), *models = fit_models_describe(study, outlook, arrays);
    json_object_set_new(fit, "fitted", models);
    status = write_people(&copy, arrays, inside, diag);
    struct mapping written = {0};
    if (status == STATUS_OK && map_people(arena_printf(study->arena, "%s/people.bin", inside), &written)) bytes_digest(written.bytes, written.length, study->arena, people);
    if (written.bytes) munmap(written.bytes, written.length);
    json_object_set_new(fit, "people_sum", json_string(people));
    json_digest(fit, check);
    json_object_set_new(fit, "check", json_string(check));
    char *text = fit && models ? json_dumps(fit, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
    if (status == STATUS_OK && !text) {
        diag_fail(diag, "cannot write fit.json: some name in the data is not UTF-8, or the models have more than %d columns of their own", FIT_ARRAYS_MOST);
        status = STATUS_MACHINE;
    }
    if (status == STATUS_OK) status = file_write(inside, "fit.json", text, strlen(text), diag);
    if (status == STATUS_OK) status = file_keep_private(inside, "fit.json", diag);
    free(text);
    json_decref(fit);
    return status;
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

static const char *text_of(json_t *object, const char *name, struct arena *arena) {
    const char *text = json_string_value(json_object_get(object, name));
    return arena_string(arena, text ? text : "");
}

static size_t size_of(json_t *object, const char *name) {
    json_int_t x = json_integer_value(json_object_get(object, name));
    return x > 0 ? (size_t)x : 0;
}

static void map_array(void *context, void **array, size_t bytes) {
    struct mapping *m = context;
    size_t whole = (bytes + FIT_ALIGNMENT - 1) / FIT_ALIGNMENT * FIT_ALIGNMENT;
    *array = NULL;
    if (!bytes) return;
    if (whole > m->length - m->at) {
        m->short_of = true;
        return;
    }
    *array = m->bytes + m->at;
    m->at += whole;
}

static void read_attributes(json_t *list, struct study *study, struct arena *arena) {
    study->n_attributes = study->attributes_capacity = json_array_size(list);
    study->attributes = ARENA_ARRAY(arena, struct attribute, study->n_attributes + 1);
    for (size_t a = 0; a < study->n_attributes; a++) {
        json_t *from = json_array_get(list, a), *levels = json_object_get(from, "levels");
        struct column *column = ARENA_NEW(arena, struct column);
        *column = (struct column){.name = text_of(from, "name", arena), .kind = (enum column_kind)json_integer_value(json_object_get(from, "kind")), .width = (int)size_of(from, "width"),
                                  .scale = (int)size_of(from, "scale"), .n_missing = size_of(from, "missing"), .n_levels = json_array_size(levels)};
        column->levels = ARENA_ARRAY(arena, const char *, column->n_levels + 1);
        column->levels[0] = "";
        for (size_t l = 1; l <= column->n_levels; l++) column->levels[l] = arena_string(arena, json_string_value(json_array_get(levels, l - 1)));
        study->attributes[a] = (struct attribute){.name = column->name, .column = column, .made = ARENA_NEW(arena, struct column), .usual = json_is_true(json_object_get(from, "usual")),
                                                  .sensitive = json_is_true(json_object_get(from, "sensitive"))};
    }
}

static const char **read_names(json_t *list, size_t first, struct arena *arena) {
    size_t n = json_array_size(list);
    const char **names = ARENA_ARRAY(arena, const char *, n + first + 1);
    for (size_t i = 0; i < first; i++) names[i] = "";
    for (size_t i = 0; i < n; i++) names[first + i] = arena_string(arena, json_string_value(json_array_get(list, i)));
    return names;
}

static void read_timeline(json_t *fit, struct timeline *t, struct arena *arena) {
    size_t n = size_of(fit, "people");
    json_t *causes = json_object_get(fit, "causes");
    *t = (struct timeline){.n = n, .n_used = n, .n_people = n, .as_of = (int32_t)json_integer_value(json_object_get(fit, "as_of")), .observed_since = DAY_MISSING,
                           .unit_days = json_real_value(json_object_get(fit, "unit_days")), .n_causes = json_array_size(causes)};
    t->causes = read_names(causes, 1, arena);
    t->used = ARENA_ARRAY(arena, uint8_t, n + 1);
    t->cause = ARENA_ARRAY(arena, uint8_t, n + 1);
    memset(t->used, 1, n);
}

static void read_risk(json_t *fit, struct outlook *o, struct arena *arena) {
    json_t *shares = json_object_get(fit, "cause_share"), *of_model = json_object_get(fit, "model_cause");
    double *share = ARENA_ARRAY(arena, double, 256);
    for (size_t c = 0; c < json_array_size(shares) && c < 256; c++) share[c] = json_number_value(json_array_get(shares, c));
    o->people.cause_share = share;
    o->people.retirement = (uint8_t)size_of(fit, "retirement");
    o->voluntary = (uint8_t)size_of(fit, "voluntary");
    o->risk = (struct forecast_risk){.n_models = size_of(fit, "models"), .n_normals = size_of(fit, "normals")};
    o->risk.cause = ARENA_ARRAY(arena, uint8_t, o->risk.n_models + 1);
    for (size_t m = 0; m < o->risk.n_models; m++) o->risk.cause[m] = (uint8_t)json_integer_value(json_array_get(of_model, m));
    o->model_names = read_names(json_object_get(fit, "model_names"), 0, arena);
}

static void read_facts(json_t *from, struct fit_facts *facts, struct arena *arena) {
    *facts = (struct fit_facts){.data_digest = text_of(from, "data_digest", arena), .read_as = text_of(from, "read_as", arena), .leaks = text_of(from, "leaks", arena),
                                .first_exit = text_of(from, "first_exit", arena), .rows_in = size_of(from, "rows_in"), .rows_used = size_of(from, "rows_used"),
                                .rows_rejected = size_of(from, "rows_rejected"), .people = size_of(from, "people")};
    if (!facts->leaks[0]) facts->leaks = NULL;
    if (!facts->first_exit[0]) facts->first_exit = NULL;
}

static size_t aligned(size_t bytes) { return (bytes + FIT_ALIGNMENT - 1) / FIT_ALIGNMENT * FIT_ALIGNMENT; }

/* The people as the job sees them: what was worked out by the run is not worked out again. */
static bool see_people(struct outlook *o, struct diag *diag) {
    struct job_forecast asked = o->study.job.forecast;
    const double *shares = o->people.cause_share;
    uint8_t retirement = o->people.retirement;
    o->study.job.forecast.retirement = RETIREMENT_MODEL;
    bool ok = outlook_people(o, diag);
    o->study.job.forecast = asked;
    o->people.cause_share = shares;
    o->people.retirement = retirement;
    return ok;
}

/* Columns first, for who is in which group is read from them; then the people, then the rest. */
static bool read_arrays(struct mapping m, json_t *fit, struct outlook *o, struct diag *diag) {
    struct fit_arrays *arrays = ARENA_NEW(o->study.arena, struct fit_arrays);
    struct timeline *t = &o->study.timeline;
    size_t kept = 0;
    fit_models_arrays(json_object_get(fit, "fitted"), o, arrays);
    for (size_t k = 0; k < arrays->n; k++) kept += aligned(arrays->bytes[k]);
    if (kept > m.length) return false;
    m.at = m.length - kept;
    each_kept(arrays, map_array, &m);
    for (size_t a = 0; a < o->study.n_attributes; a++) ((struct column *)o->study.attributes[a].column)->values = arrays->kept[a];
    m.at = 0; /* the days of hire and the tenures stand first: enough to see the people */
    map_array(&m, (void **)&t->hired, t->as_of == DAY_MISSING ? 0 : o->people.n * sizeof(int32_t));
    map_array(&m, (void **)&t->entry, o->people.n * sizeof(int32_t));
    map_array(&m, (void **)&t->exit, o->people.n * sizeof(int32_t));
    if (m.short_of || !see_people(o, diag)) return false;
    m.at = 0;
    each_array(o, json_is_true(json_object_get(fit, "retires")), json_is_true(json_object_get(fit, "replaced")), map_array, &m);
    if (m.short_of || m.at != m.length - kept) return false;
    fit_models_read(json_object_get(fit, "fitted"), o, arrays);
    return true;
}

enum status fit_load(const char *folder, const struct job *job, struct arena *arena, struct outlook *o, struct fit_facts *facts, struct diag *diag) {
    json_error_t error;
    json_t *fit = json_load_file(arena_printf(arena, "%s/fit.json", folder), 0, &error);
    if (!json_is_object(fit)) {
        diag_add(diag, SEVERITY_ERROR, (struct place){job->file, 1, 1}, "there is no stored run in %s; run `behoud run %s` first, or name the folder of an earlier run: --run FOLDER", folder, file_base(job->file));
        json_decref(fit);
        return STATUS_REFUSED;
    }
    char check[65], people_now[65] = "";
    const char *people = arena_printf(arena, "%s/people.bin", folder);
    struct mapping map = {0};
    json_digest(fit, check);
    if (map_people(people, &map)) bytes_digest(map.bytes, map.length, arena, people_now);
    enum status status = fit_check_fresh(fit, job, arena, diag);
    if (status == STATUS_OK && (strcmp(check, text_of(fit, "check", arena)) != 0 || strcmp(people_now, text_of(fit, "people_sum", arena)) != 0)) {
        diag_add(diag, SEVERITY_ERROR, (struct place){job->file, 1, 1}, "%s is not what the last run wrote; run `behoud run %s` again", folder, file_base(job->file));
        status = STATUS_REFUSED;
    }
    *o = (struct outlook){.study = {.arena = arena, .home = arena, .job = *job, .left_out = ""}};
    if (status == STATUS_OK) {
        read_timeline(fit, &o->study.timeline, arena);
        o->people.n = o->study.table.n_rows = o->study.timeline.n;
        read_attributes(json_object_get(fit, "attributes"), &o->study, arena);
        read_risk(fit, o, arena);
        read_facts(json_object_get(fit, "facts"), facts, arena);
        if (!read_arrays(map, fit, o, diag)) {
            diag_add(diag, SEVERITY_ERROR, (struct place){job->file, 1, 1}, "%s is not what the last run wrote; run `behoud run %s` again", people, file_base(job->file));
            status = STATUS_REFUSED;
        }
    }
    json_decref(fit);
    return status;
}
