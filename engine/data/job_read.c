#include "engine/base/files.h"
#include "engine/data/job_reading.h"
#include "engine/data/source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void set_defaults(const struct reader *reader, const struct schema_key *keys, char *base) {
    for (const struct schema_key *key = keys; key->name; key++) {
        void *to = base + key->offset;
        if (key->kind == SCHEMA_SECTION) {
            set_defaults(reader, key->children, to);
        } else if (key->kind == SCHEMA_RANGE) {
            *(struct range *)to = (struct range){.low = NAN, .mode = NAN, .high = NAN};
        } else if ((key->kind == SCHEMA_NUMBER || key->kind == SCHEMA_SHARE) && !key->fallback) {
            *(double *)to = NAN;
        } else if (key->kind == SCHEMA_DAY) {
            *(int32_t *)to = DAY_MISSING;
        } else if (key->kind == SCHEMA_WORDS && key->fallback) { /* names between blanks */
            struct words *words = to;
            words->items = ARENA_ARRAY(reader->arena, struct word, 8);
            char *rest = arena_string(reader->arena, key->fallback);
            for (char *word; (word = strsep(&rest, " "));) words->items[words->count++].text = word;
        } else if (key->fallback) {
            reader_scalar(reader, key, (struct place){0}, key->fallback, base);
        }
    }
}

static void read_list(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    size_t count = 0;
    char *items = arena_array(reader->arena, reader_items(node) + 1, key->size);
    void *step = NULL;
    for (struct fy_node *item; node && (item = reader_next(node, &step));) {
        char *to = items + key->size * count++;
        set_defaults(reader, key->children, to);
        if (key->keeps_place) *(struct place *)to = reader_place(reader, item);
        if (reader_is_scalar(item) && key->short_form) {
            const struct schema_key *child = key->children;
            while (strcmp(child->name, key->short_form) != 0) child++;
            reader_scalar(reader, child, reader_place(reader, item), reader_text(reader, item), to);
        } else if (reader_is_section(reader, key, item)) {
            reader_section(reader, key->children, item, to);
        }
    }
    *(char **)(base + key->offset) = items;
    *(size_t *)(base + key->offset + sizeof(char *)) = count;
}

static void read_value(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    switch (key->kind) {
    case SCHEMA_WORDS: *(struct words *)(base + key->offset) = reader_words(reader, key, node); return;
    case SCHEMA_NUMBERS: reader_numbers(reader, key, node, base); return;
    case SCHEMA_RANGE: reader_range(reader, key, node, base); return;
    case SCHEMA_FILTER: reader_filter(reader, key, node, base); return;
    case SCHEMA_GROUPS: reader_groups(reader, key, node, base); return;
    case SCHEMA_REASONS: reader_reasons(reader, key, node, base); return;
    case SCHEMA_LIST: read_list(reader, key, node, base); return;
    case SCHEMA_SECTION:
        if (!reader_is_section(reader, key, node)) return;
        if (key->keeps_place) *(struct place *)(base + key->offset) = reader_place(reader, node);
        reader_section(reader, key->children, node, base + key->offset);
        return;
    default:
        if (reader_is_scalar(node)) {
            reader_scalar(reader, key, reader_place(reader, node), reader_text(reader, node), base);
        } else {
            reader_wrong(reader, reader_place(reader, node), key, node ? reader_found(reader, node) : "empty", "a single value");
        }
    }
}

static const struct schema_key *find_key(const struct reader *reader, const struct schema_key *keys,
                                         struct fy_node *node) {
    const char *name = reader_text(reader, node), *names[64];
    size_t count = 0;
    for (const struct schema_key *key = keys; key->name; key++) {
        if (!strcmp(key->name, name)) return key;
        names[count++] = key->name;
    }
    const char *nearest = diag_nearest(name, names, count);
    if (nearest) {
        diag_add(reader->diag, SEVERITY_ERROR, reader_place(reader, node), "unknown key \"%s\"; did you mean \"%s\"?", name,
                 nearest);
    } else {
        struct text known = {0};
        for (size_t i = 0; i < count; i++) text_addf(&known, "%s%s", i ? ", " : "", names[i]);
        diag_add(reader->diag, SEVERITY_ERROR, reader_place(reader, node), "unknown key \"%s\"; the keys here are %s", name,
                 text_string(&known));
        text_free(&known);
    }
    return NULL;
}

void reader_section(const struct reader *reader, const struct schema_key *keys, struct fy_node *node, char *base) {
    bool seen[64] = {false};
    void *step = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &step));) {
        const struct schema_key *key = find_key(reader, keys, fy_node_pair_key(pair));
        if (!key) continue;
        seen[key - keys] = true;
        if (key->given_offset) *(bool *)(base + key->given_offset) = true;
        if (key->place_offset) *(struct place *)(base + key->place_offset) = reader_place(reader, fy_node_pair_key(pair));
        struct fy_node *value = fy_node_pair_value(pair);
        if (value && !fy_node_is_null(value)) read_value(reader, key, value, base);
    }
    for (const struct schema_key *key = keys; key->name; key++) {
        if (key->required && !seen[key - keys]) {
            diag_add(reader->diag, SEVERITY_ERROR, reader_place(reader, node), "the key \"%s\" is missing here: %s",
                     key->name, key->help ? key->help : "a number");
        }
    }
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

static void report_yaml_errors(const struct reader *reader, struct fy_diag *yaml) {
    void *step = NULL;
    for (struct fy_diag_error *error; (error = fy_diag_errors_iterate(yaml, &step));) {
        struct place at = {reader->file, error->line > 0 ? (uint32_t)error->line : 0,
                           error->column > 0 ? (uint32_t)error->column : 0};
        diag_add(reader->diag, SEVERITY_ERROR, at, "this is not YAML: %s; check the indentation and quotes near here",
                 arena_string(reader->arena, error->msg));
    }
    if (!reader->diag->errors) diag_add(reader->diag, SEVERITY_ERROR, (struct place){reader->file, 1, 1}, "this is not YAML");
}

/* The place of the first byte that is no UTF-8; line 0 = there is none. libfyaml may not end on such bytes. */
static struct place first_odd_byte(const char *file, const char *bytes, size_t length) {
    struct place at = {file, 1, 1};
    for (size_t first = 0; first < length;) {
        const char *newline = memchr(bytes + first, '\n', length - first);
        size_t end = newline ? (size_t)(newline - bytes) + 1 : length;
        if (!text_is_utf8(bytes + first, end - first)) {
            while (text_is_utf8(bytes + first, at.column)) at.column++;
            return at;
        }
        first = end;
        at.line++;
    }
    return (struct place){file, 0, 0};
}

/* --- what fits hang on ------------------------------------------------------------------------------------------- */

/* Keys of the job, and of some of its sections, that a fit and a forecast of risks hang on. What is not here may change without a new run. */
static const char *const FITTED[] = {"as_of", "period", "seed", "trend_from", "data", "exit_reasons", "segments", "models", "forecast/months", "forecast/retirement", "forecast/replace", "privacy/sensitive", NULL};

static void add_node(struct text *out, const char *name, struct fy_node *node) {
    char *words = node ? fy_emit_node_to_string(node, FYECF_MODE_JSON_ONELINE | FYECF_WIDTH_INF) : NULL;
    text_addf(out, "%s: %s\n", name, words ? words : "");
    free(words);
}

static const char *fitted_words(const struct reader *reader, struct fy_node *root) {
    struct text out = {0};
    for (size_t k = 0; FITTED[k]; k++) add_node(&out, FITTED[k], fy_node_by_path(root, FITTED[k], FY_NT, FYNWF_DONT_FOLLOW));
    const char *kept = arena_copy(reader->arena, text_string(&out), out.length);
    text_free(&out);
    return kept;
}

/* --- a whole file ------------------------------------------------------------------------------------------------- */

/* A file's keys into the struct that they describe. `what` it is, for whoever wrote another kind of file. */
static enum status read_file(struct reader *reader, const struct schema_key *keys, const char *what, char *base, const char **words) {
    char *bytes;
    size_t length, errors = reader->diag->errors;
    enum status status = file_read(reader->file, reader->arena, &bytes, &length, reader->diag);
    if (status != STATUS_OK) return STATUS_REFUSED;
    struct place odd = first_odd_byte(reader->file, bytes, length);
    if (odd.line) {
        diag_add(reader->diag, SEVERITY_ERROR, odd, "this is not UTF-8; save the job file as UTF-8 and try again");
        return STATUS_REFUSED;
    }
    struct fy_diag *yaml = fy_diag_create(NULL);
    fy_diag_set_collect_errors(yaml, true);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_RESOLVE_DOCUMENT, .diag = yaml};
    bool blank = strspn(bytes, " \t\r\n") == length;
    struct fy_document *document = blank ? NULL : fy_document_build_from_string(&config, bytes, length);
    struct fy_node *root = document ? fy_document_root(document) : NULL;
    if (!blank && (!document || fy_diag_got_error(yaml))) {
        report_yaml_errors(reader, yaml);
    } else if (!root || fy_node_get_type(root) != FYNT_MAPPING) {
        diag_add(reader->diag, SEVERITY_ERROR, (struct place){reader->file, 1, 1}, "this is not %s; see `behoud schema`", what);
    } else {
        reader_section(reader, keys, root, base);
        if (words) *words = fitted_words(reader, root);
    }
    if (document) fy_document_destroy(document);
    fy_diag_destroy(yaml);
    return reader->diag->errors == errors ? STATUS_OK : STATUS_REFUSED;
}

enum status job_read(const char *path, struct arena *arena, struct job *job, struct diag *diag) {
    struct reader reader = {arena_string(arena, path), arena, diag};
    *job = (struct job){.file = reader.file, .fitted_words = ""};
    set_defaults(&reader, job_schema(), (char *)job);
    enum status status = read_file(&reader, job_schema(), "a job file: expected keys such as \"data:\"", (char *)job, &job->fitted_words);
    return status == STATUS_OK ? diag_status(diag) : status;
}

enum status job_read_scenarios(const char *path, struct arena *arena, struct job *job, struct diag *diag) {
    struct reader reader = {arena_string(arena, path), arena, diag};
    static const char *const NAMES[] = {"costs", "scenarios", "budget"};
    struct schema_key keys[4] = {{.name = NULL}};
    struct job other = {.file = reader.file};
    size_t n = 0;
    for (const struct schema_key *key = job_schema(); key->name; key++) {
        for (size_t k = 0; k < 3; k++) {
            if (!strcmp(key->name, NAMES[k])) keys[n++] = *key;
        }
    }
    keys[n].name = NULL;
    set_defaults(&reader, keys, (char *)&other);
    enum status status = read_file(&reader, keys, "a file of scenarios: expected \"scenarios:\", \"costs:\" or \"budget:\"", (char *)&other, NULL);
    if (other.costs) {
        job->costs = other.costs;
        job->n_costs = other.n_costs;
    }
    if (other.scenarios) {
        job->scenarios = other.scenarios;
        job->n_scenarios = other.n_scenarios;
    }
    if (other.scenarios || other.budget.at.line) job->budget = other.budget; /* a budget names scenarios: it goes with them */
    return status;
}
