#include "engine/base/files.h"
#include "engine/data/job.h"
#include "engine/data/job_schema.h"
#include "engine/data/source.h"

#include <errno.h>
#include <libfyaml.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *file;
    struct arena *arena;
    struct diag *diag;
};

/* --- places and scalars ------------------------------------------------------------------------------------------ */

static struct place place_of(const struct reader *reader, struct fy_node *node) {
    void *step = NULL;
    while (node && fy_node_get_type(node) == FYNT_MAPPING) {
        struct fy_node_pair *pair = fy_node_mapping_iterate(node, &step);
        step = NULL;
        node = pair ? fy_node_pair_key(pair) : NULL;
    }
    if (node && fy_node_get_type(node) == FYNT_SEQUENCE) return place_of(reader, fy_node_sequence_iterate(node, &step));
    struct fy_token *token = node ? fy_node_get_scalar_token(node) : NULL;
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    if (!mark) return (struct place){reader->file, 0, 0};
    return (struct place){reader->file, (uint32_t)mark->line + 1, (uint32_t)mark->column + 1};
}

static bool is_scalar(struct fy_node *node) { return node && fy_node_get_type(node) == FYNT_SCALAR; }

static const char *scalar_text(const struct reader *reader, struct fy_node *node) {
    size_t length = 0;
    const char *text = fy_node_get_scalar(node, &length);
    return text ? arena_copy(reader->arena, text, length) : "";
}

static void wrong(const struct reader *reader, struct place at, const struct schema_key *key, const char *found,
                  const char *expected) {
    diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is %s; expected %s", key->name, found, expected);
}

static const char *quoted(const struct reader *reader, const char *text) {
    return arena_printf(reader->arena, "\"%s\"", text);
}

static const char *kind_found(const struct reader *reader, struct fy_node *node) {
    if (is_scalar(node)) return quoted(reader, scalar_text(reader, node));
    return node && fy_node_get_type(node) == FYNT_SEQUENCE ? "a list" : "a section";
}

static bool parse_double(const char *text, double *value) {
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

static bool within(const struct reader *reader, const struct schema_key *key, struct place at, double value) {
    if ((key->low == 0 && key->high == 0) || (value >= key->low && value <= key->high)) return true;
    diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is %g; expected %.10g to %.10g", key->name, value, key->low,
             key->high);
    return false;
}

/* "300.000" is three hundred to a computer, and three hundred thousand to many who write it. */
static bool is_grouped(const char *text) {
    size_t digits = strspn(text, "0123456789");
    if (digits < 1 || digits > 3 || text[digits] != '.') return false;
    for (text += digits; *text == '.'; text += 4) {
        if (strspn(text + 1, "0123456789") != 3) return false;
    }
    return *text == '\0';
}

static double number_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    double value = NAN;
    if (key->high >= 1e6 && is_grouped(text)) {
        diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is \"%s\": are those thousands or decimals? Write an amount without thousands marks, such as 300000, and decimals with one digit or two", key->name, text);
        return NAN;
    }
    if (!parse_double(text, &value)) {
        wrong(reader, at, key, quoted(reader, text), "a number, with a decimal point and without thousands marks");
        return NAN;
    }
    return within(reader, key, at, value) ? value : NAN;
}

static double share_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    size_t length = strlen(text);
    bool percent = length && text[length - 1] == '%';
    double value = number_of(reader, &(struct schema_key){.name = key->name}, at,
                             percent ? arena_copy(reader->arena, text, length - 1) : text);
    if (percent) value /= 100;
    return isnan(value) || within(reader, key, at, value) ? value : NAN;
}

static int whole_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    double value = number_of(reader, key, at, text);
    if (isnan(value)) return 0;
    if (value != floor(value)) wrong(reader, at, key, quoted(reader, text), "a whole number");
    return (int)value;
}

static bool bool_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    if (!strcmp(text, "true") || !strcmp(text, "yes") || !strcmp(text, "ja")) return true;
    if (!strcmp(text, "false") || !strcmp(text, "no") || !strcmp(text, "nee")) return false;
    wrong(reader, at, key, quoted(reader, text), "true or false");
    return false;
}

static int32_t day_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    int32_t day = DAY_MISSING;
    if (!days_parse_iso(text, &day)) {
        wrong(reader, at, key, quoted(reader, text), "a day of the calendar as yyyy-mm-dd, such as 2026-09-30");
    }
    return day;
}

static int choice_of(const struct reader *reader, const struct schema_key *key, struct place at, const char *text) {
    struct text expected = {0};
    int count = 0;
    for (; key->choices[count]; count++) {
        if (!strcmp(key->choices[count], text)) {
            text_free(&expected);
            return count;
        }
        text_addf(&expected, "%s%s", count ? ", " : "", key->choices[count]);
    }
    const char *nearest = diag_nearest(text, key->choices, (size_t)count);
    diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is \"%s\"; expected one of %s%s%s%s", key->name, text,
             text_string(&expected), nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    text_free(&expected);
    return 0;
}

static void read_scalar(const struct reader *reader, const struct schema_key *key, struct place at, const char *text,
                        char *base) {
    void *to = base + key->offset;
    switch (key->kind) {
    case SCHEMA_WORD: *(struct word *)to = (struct word){text, at}; break;
    case SCHEMA_NUMBER: *(double *)to = number_of(reader, key, at, text); break;
    case SCHEMA_SHARE: *(double *)to = share_of(reader, key, at, text); break;
    case SCHEMA_WHOLE: *(int *)to = whole_of(reader, key, at, text); break;
    case SCHEMA_BOOL: *(bool *)to = bool_of(reader, key, at, text); break;
    case SCHEMA_DAY: *(int32_t *)to = day_of(reader, key, at, text); break;
    case SCHEMA_CHOICE: *(int *)to = choice_of(reader, key, at, text); break;
    default: break;
    }
}

/* --- lists of scalars -------------------------------------------------------------------------------------------- */

static size_t items_in(struct fy_node *node) {
    if (!node || fy_node_get_type(node) != FYNT_SEQUENCE) return node ? 1 : 0;
    return (size_t)fy_node_sequence_item_count(node);
}

/* The next item of a list; a lone value counts as a list of one. */
static struct fy_node *next_item(struct fy_node *node, void **step) {
    if (fy_node_get_type(node) == FYNT_SEQUENCE) return fy_node_sequence_iterate(node, step);
    if (*step) return NULL;
    *step = node;
    return node;
}

static struct words read_words(const struct reader *reader, const struct schema_key *key, struct fy_node *node) {
    struct words words = {ARENA_ARRAY(reader->arena, struct word, items_in(node) + 1), 0};
    void *step = NULL;
    for (struct fy_node *item; node && (item = next_item(node, &step));) {
        if (is_scalar(item)) {
            words.items[words.count++] = (struct word){scalar_text(reader, item), place_of(reader, item)};
        } else {
            wrong(reader, place_of(reader, item), key, kind_found(reader, item), "a name or a list of names");
        }
    }
    return words;
}

static void read_numbers(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    struct words words = read_words(reader, key, node);
    double *numbers = ARENA_ARRAY(reader->arena, double, words.count + 1);
    for (size_t i = 0; i < words.count; i++) {
        numbers[i] = number_of(reader, key, words.items[i].at, words.items[i].text);
        if (i && numbers[i] <= numbers[i - 1]) {
            wrong(reader, words.items[i].at, key, "not in rising order", "each number above the one before");
        }
    }
    *(double **)(base + key->offset) = numbers;
    *(size_t *)(base + key->offset + sizeof(double *)) = words.count;
}

static void read_groups(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    struct groups *groups = (struct groups *)(base + key->offset);
    groups->items = ARENA_ARRAY(reader->arena, struct group, items_in(node) + 1);
    groups->given = true;
    void *step = NULL;
    for (struct fy_node *item; node && (item = next_item(node, &step));) {
        groups->items[groups->count++].columns = read_words(reader, key, item);
    }
}

/* --- sections ---------------------------------------------------------------------------------------------------- */

static void read_section(const struct reader *reader, const struct schema_key *keys, struct fy_node *node, char *base);

static bool must_be_section(const struct reader *reader, const struct schema_key *key, struct fy_node *node) {
    if (node && fy_node_get_type(node) == FYNT_MAPPING) return true;
    wrong(reader, place_of(reader, node), key, node ? kind_found(reader, node) : "empty", "a section of keys");
    return false;
}

/* One number of a range. "20%" is a share; of an amount of money it is a share of annual pay. */
static double part_of(const struct reader *reader, const struct schema_key *key, const struct word *word, int *percents) {
    size_t length = strlen(word->text);
    bool percent = length && word->text[length - 1] == '%', money = key->high >= 1e6;
    *percents += percent;
    if (!percent) return number_of(reader, key, word->at, word->text);
    double value = number_of(reader, &(struct schema_key){.name = key->name}, word->at, arena_copy(reader->arena, word->text, length - 1)) / 100;
    if (!money) return isnan(value) || within(reader, key, word->at, value) ? value : NAN;
    return isnan(value) || within(reader, &(struct schema_key){.name = key->name, .low = 0, .high = 100}, word->at, value) ? value : NAN;
}

struct range_words {
    struct word value, low, mode, high, source;
    int shape;
};

static void set_range(const struct reader *reader, const struct schema_key *key, const struct range_words *words, struct range *range) {
    const struct word *parts[] = {&words->low, &words->mode, &words->high};
    double *numbers[] = {&range->low, &range->mode, &range->high};
    bool loose = words->shape == RANGE_LOG_NORMAL || words->shape == RANGE_UNIFORM; /* known by two numbers */
    int percents = 0, given = 0;
    size_t errors = reader->diag->errors;
    if (words->value.text) {
        range->low = range->mode = range->high = part_of(reader, key, &words->value, &percents);
        given = percents ? 1 : 0;
    } else if (!words->low.text || !words->high.text || (!words->mode.text && !loose)) {
        const char *lacks = !words->low.text ? "without low" : !words->high.text ? "without high" : "without mode";
        wrong(reader, range->at, key, lacks, loose ? "{low:, high:}" : "a number, or {low:, mode:, high:}");
    }
    for (size_t i = 0; i < 3 && !words->value.text; i++) {
        if (!parts[i]->text) continue;
        *numbers[i] = part_of(reader, key, parts[i], &percents);
        given++;
    }
    if (reader->diag->errors > errors) return;
    if (percents && percents != given) wrong(reader, range->at, key, "partly a percentage", "all of its numbers as percentages, or none");
    range->of_pay = percents && key->high >= 1e6;
    if (loose && !words->mode.text && !words->value.text) range->mode = words->shape == RANGE_UNIFORM ? (range->low + range->high) / 2 : sqrt(range->low * range->high);
    if (range->low > range->mode || range->mode > range->high) {
        wrong(reader, range->at, key, arena_printf(reader->arena, "out of order (%.10g, %.10g, %.10g)", range->low, range->mode, range->high), loose ? "low <= high" : "low <= mode <= high");
    }
    if (words->shape == RANGE_LOG_NORMAL && !(range->low > 0)) wrong(reader, range->at, key, "log-normal from 0", "a low above 0");
}

static void read_range(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    static const char *const SHAPES[] = {"triangular", "pert", "log-normal", "uniform", NULL};
    static const struct schema_key PARTS[] = {
        {"value", SCHEMA_WORD, offsetof(struct range_words, value), .help = ""},   {"low", SCHEMA_WORD, offsetof(struct range_words, low), .help = ""},
        {"mode", SCHEMA_WORD, offsetof(struct range_words, mode), .help = ""},     {"high", SCHEMA_WORD, offsetof(struct range_words, high), .help = ""},
        {"shape", SCHEMA_CHOICE, offsetof(struct range_words, shape), .choices = SHAPES}, {"source", SCHEMA_WORD, offsetof(struct range_words, source), .help = ""},
        {.name = NULL}};
    struct range *range = (struct range *)(base + key->offset);
    struct range_words words = {.shape = RANGE_TRIANGULAR};
    range->at = place_of(reader, node);
    if (is_scalar(node)) {
        words.value = (struct word){scalar_text(reader, node), range->at};
    } else if (must_be_section(reader, key, node)) {
        read_section(reader, PARTS, node, (char *)&words);
        range->shape = words.shape;
        range->source = words.source;
    } else {
        return;
    }
    set_range(reader, key, &words, range);
}

static void read_condition(const struct reader *reader, struct fy_node *node, struct condition *condition) {
    static const struct schema_key BOUNDS[] = {
        {"below", SCHEMA_NUMBER, offsetof(struct condition, below), .help = ""},
        {"at_least", SCHEMA_NUMBER, offsetof(struct condition, at_least), .help = ""},
        {"above", SCHEMA_NUMBER, offsetof(struct condition, above), .help = ""},
        {"at_most", SCHEMA_NUMBER, offsetof(struct condition, at_most), .help = ""},
        {.name = NULL}};
    condition->below = condition->at_least = condition->above = condition->at_most = NAN;
    if (fy_node_get_type(node) == FYNT_MAPPING) {
        read_section(reader, BOUNDS, node, (char *)condition);
    } else {
        condition->levels = read_words(reader, &(struct schema_key){.name = condition->column.text}, node);
    }
}

static void read_filter(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    if (!must_be_section(reader, key, node)) return;
    struct filter *filter = (struct filter *)(base + key->offset);
    filter->items = ARENA_ARRAY(reader->arena, struct condition, (size_t)fy_node_mapping_item_count(node) + 1);
    void *step = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &step));) {
        struct condition *condition = &filter->items[filter->count++];
        struct fy_node *name = fy_node_pair_key(pair);
        condition->column = (struct word){scalar_text(reader, name), place_of(reader, name)};
        read_condition(reader, fy_node_pair_value(pair), condition);
    }
}

static void read_reasons(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    if (!must_be_section(reader, key, node)) return;
    struct job_reasons *reasons = (struct job_reasons *)(base + key->offset);
    reasons->items = ARENA_ARRAY(reader->arena, struct job_reason, (size_t)fy_node_mapping_item_count(node) + 1);
    void *step = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &step));) {
        struct fy_node *name = fy_node_pair_key(pair);
        reasons->items[reasons->count++] = (struct job_reason){
            {scalar_text(reader, name), place_of(reader, name)}, read_words(reader, key, fy_node_pair_value(pair))};
    }
}

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
            read_scalar(reader, key, (struct place){0}, key->fallback, base);
        }
    }
}

static void read_list(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    size_t count = 0;
    char *items = arena_array(reader->arena, items_in(node) + 1, key->size);
    void *step = NULL;
    for (struct fy_node *item; node && (item = next_item(node, &step));) {
        char *to = items + key->size * count++;
        set_defaults(reader, key->children, to);
        if (key->keeps_place) *(struct place *)to = place_of(reader, item);
        if (is_scalar(item) && key->short_form) {
            const struct schema_key *child = key->children;
            while (strcmp(child->name, key->short_form) != 0) child++;
            read_scalar(reader, child, place_of(reader, item), scalar_text(reader, item), to);
        } else if (must_be_section(reader, key, item)) {
            read_section(reader, key->children, item, to);
        }
    }
    *(char **)(base + key->offset) = items;
    *(size_t *)(base + key->offset + sizeof(char *)) = count;
}

static void read_value(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base) {
    switch (key->kind) {
    case SCHEMA_WORDS: *(struct words *)(base + key->offset) = read_words(reader, key, node); return;
    case SCHEMA_NUMBERS: read_numbers(reader, key, node, base); return;
    case SCHEMA_RANGE: read_range(reader, key, node, base); return;
    case SCHEMA_FILTER: read_filter(reader, key, node, base); return;
    case SCHEMA_GROUPS: read_groups(reader, key, node, base); return;
    case SCHEMA_REASONS: read_reasons(reader, key, node, base); return;
    case SCHEMA_LIST: read_list(reader, key, node, base); return;
    case SCHEMA_SECTION:
        if (!must_be_section(reader, key, node)) return;
        if (key->keeps_place) *(struct place *)(base + key->offset) = place_of(reader, node);
        read_section(reader, key->children, node, base + key->offset);
        return;
    default:
        if (is_scalar(node)) {
            read_scalar(reader, key, place_of(reader, node), scalar_text(reader, node), base);
        } else {
            wrong(reader, place_of(reader, node), key, node ? kind_found(reader, node) : "empty", "a single value");
        }
    }
}

static const struct schema_key *find_key(const struct reader *reader, const struct schema_key *keys,
                                         struct fy_node *node) {
    const char *name = scalar_text(reader, node), *names[64];
    size_t count = 0;
    for (const struct schema_key *key = keys; key->name; key++) {
        if (!strcmp(key->name, name)) return key;
        names[count++] = key->name;
    }
    const char *nearest = diag_nearest(name, names, count);
    if (nearest) {
        diag_add(reader->diag, SEVERITY_ERROR, place_of(reader, node), "unknown key \"%s\"; did you mean \"%s\"?", name,
                 nearest);
    } else {
        struct text known = {0};
        for (size_t i = 0; i < count; i++) text_addf(&known, "%s%s", i ? ", " : "", names[i]);
        diag_add(reader->diag, SEVERITY_ERROR, place_of(reader, node), "unknown key \"%s\"; the keys here are %s", name,
                 text_string(&known));
        text_free(&known);
    }
    return NULL;
}

static void read_section(const struct reader *reader, const struct schema_key *keys, struct fy_node *node, char *base) {
    bool seen[64] = {false};
    void *step = NULL;
    for (struct fy_node_pair *pair; (pair = fy_node_mapping_iterate(node, &step));) {
        const struct schema_key *key = find_key(reader, keys, fy_node_pair_key(pair));
        if (!key) continue;
        seen[key - keys] = true;
        if (key->given_offset) *(bool *)(base + key->given_offset) = true;
        if (key->place_offset) *(struct place *)(base + key->place_offset) = place_of(reader, fy_node_pair_key(pair));
        struct fy_node *value = fy_node_pair_value(pair);
        if (value && !fy_node_is_null(value)) read_value(reader, key, value, base);
    }
    for (const struct schema_key *key = keys; key->name; key++) {
        if (key->required && !seen[key - keys]) {
            diag_add(reader->diag, SEVERITY_ERROR, place_of(reader, node), "the key \"%s\" is missing here: %s",
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
        read_section(reader, keys, root, base);
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
