#include "engine/data/job_schema.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *kind_name(const struct schema_key *key) {
    static const char *const NAMES[] = {
        [SCHEMA_WORD] = "text",
        [SCHEMA_NUMBER] = "number",
        [SCHEMA_WHOLE] = "whole number",
        [SCHEMA_SHARE] = "share, `5%` or `0.05`",
        [SCHEMA_BOOL] = "true or false",
        [SCHEMA_DAY] = "day, yyyy-mm-dd",
        [SCHEMA_CHOICE] = "one of",
        [SCHEMA_WORDS] = "text or list of texts",
        [SCHEMA_NUMBERS] = "list of numbers",
        [SCHEMA_RANGE] = "number, or `{low:, mode:, high:, shape: triangular | pert | log-normal | uniform, source:}` (log-normal: low and high are P10 and P90)",
        [SCHEMA_FILTER] = "`COLUMN: level`, `COLUMN: [levels]` or `COLUMN: {below:, at_least:, above:, at_most:}`",
        [SCHEMA_GROUPS] = "list of names, or of lists of names",
        [SCHEMA_REASONS] = "`CAUSE: [reasons]`",
        [SCHEMA_SECTION] = "section",
        [SCHEMA_LIST] = "list of sections"};
    return NAMES[key->kind];
}

static void add_choices(struct text *out, const struct schema_key *key) {
    for (size_t i = 0; key->choices[i]; i++) text_addf(out, "%s`%s`", i ? ", " : " ", key->choices[i]);
}

static void markdown_keys(struct text *out, const struct schema_key *keys, int depth) {
    for (const struct schema_key *key = keys; key->name; key++) {
        text_addf(out, "%*s- `%s`: %s", depth * 2, "", key->name, kind_name(key));
        if (key->choices) add_choices(out, key);
        if (key->short_form) text_addf(out, ", or just the %s", key->short_form);
        if (key->required) text_add(out, "; **required**");
        if (key->fallback) text_addf(out, "; default `%s`", key->fallback);
        text_addf(out, ". %s\n", key->help);
        if (key->children) markdown_keys(out, key->children, depth + 1);
    }
}

void job_schema_markdown(struct text *out) {
    text_add(out, "# The job file\n\nYAML. Paths are relative to the job file. Only `data` is required, and `as_of` where "
                  "there are dates.\nAn unknown key is an error.\n\n");
    markdown_keys(out, job_schema(), 0);
}

static json_t *object_schema(const struct schema_key *keys);

static json_t *either(json_t *a, json_t *b) { return json_pack("{s:[o,o]}", "anyOf", a, b); }

static json_t *bounded(const char *type, const struct schema_key *key) {
    json_t *schema = json_pack("{s:s}", "type", type);
    if (key->low != 0 || key->high != 0) {
        json_object_set_new(schema, "minimum", json_real(key->low));
        json_object_set_new(schema, "maximum", json_real(key->high));
    }
    return schema;
}

static json_t *scalar_schema(void) { return json_pack("{s:[s,s,s]}", "type", "string", "number", "boolean"); }

static json_t *list_of(json_t *items) { return json_pack("{s:s,s:o}", "type", "array", "items", items); }

static json_t *choice_schema(const struct schema_key *key) {
    json_t *values = json_array();
    for (size_t i = 0; key->choices[i]; i++) json_array_append_new(values, json_string(key->choices[i]));
    return json_pack("{s:o}", "enum", values);
}

/* "20%" stands for a share, and in an amount for a share of annual pay. */
static json_t *number_or_percent(const struct schema_key *key) {
    return either(bounded("number", key), json_pack("{s:s,s:s}", "type", "string", "pattern", "^[0-9.]+%$"));
}

static json_t *range_schema(const struct schema_key *key) {
    json_t *parts = json_pack("{s:s,s:{s:o,s:o,s:o,s:o,s:{s:[s,s,s,s]},s:{s:s}},s:b}", "type", "object", "properties", "value", number_or_percent(key), "low",
                              number_or_percent(key), "mode", number_or_percent(key), "high", number_or_percent(key), "shape", "enum", "triangular", "pert",
                              "log-normal", "uniform", "source", "type", "string", "additionalProperties", 0);
    return either(number_or_percent(key), parts);
}

static json_t *map_of(json_t *values) {
    return json_pack("{s:s,s:o}", "type", "object", "additionalProperties", values);
}

static json_t *filter_schema(void) {
    json_t *number = json_pack("{s:s}", "type", "number");
    json_t *bounds = json_pack("{s:s,s:{s:O,s:O,s:O,s:O},s:b}", "type", "object", "properties", "below", number,
                               "at_least", number, "above", number, "at_most", number, "additionalProperties", 0);
    json_decref(number);
    return map_of(json_pack("{s:[o,o,o]}", "anyOf", scalar_schema(), list_of(scalar_schema()), bounds));
}

static json_t *value_schema(const struct schema_key *key) {
    switch (key->kind) {
    case SCHEMA_WORD: return scalar_schema();
    case SCHEMA_NUMBER: return bounded("number", key);
    case SCHEMA_WHOLE: return bounded("integer", key);
    case SCHEMA_SHARE: return either(bounded("number", key), json_pack("{s:s}", "type", "string"));
    case SCHEMA_BOOL: return json_pack("{s:s}", "type", "boolean");
    case SCHEMA_DAY: return json_pack("{s:s,s:s}", "type", "string", "format", "date");
    case SCHEMA_CHOICE: return choice_schema(key);
    case SCHEMA_WORDS: return either(scalar_schema(), list_of(scalar_schema()));
    case SCHEMA_NUMBERS: return list_of(bounded("number", key));
    case SCHEMA_RANGE: return range_schema(key);
    case SCHEMA_FILTER: return filter_schema();
    case SCHEMA_GROUPS: return list_of(either(scalar_schema(), list_of(scalar_schema())));
    case SCHEMA_REASONS: return map_of(either(scalar_schema(), list_of(scalar_schema())));
    case SCHEMA_SECTION: return object_schema(key->children);
    case SCHEMA_LIST: {
        json_t *item = object_schema(key->children);
        json_t *items = key->short_form ? either(scalar_schema(), item) : item;
        return either(list_of(items), json_deep_copy(items)); /* one item needs no list */
    }
    }
    return NULL;
}

static json_t *object_schema(const struct schema_key *keys) {
    json_t *properties = json_object(), *required = json_array();
    for (const struct schema_key *key = keys; key->name; key++) {
        json_t *schema = value_schema(key);
        json_object_set_new(schema, "description", json_string(key->help));
        json_object_set_new(properties, key->name, schema);
        if (key->required && !key->short_form) json_array_append_new(required, json_string(key->name));
    }
    json_t *schema =
        json_pack("{s:s,s:o,s:b}", "type", "object", "properties", properties, "additionalProperties", 0);
    if (json_array_size(required)) {
        json_object_set_new(schema, "required", required);
    } else {
        json_decref(required);
    }
    return schema;
}

void job_schema_json(struct text *out) {
    json_t *schema = object_schema(job_schema());
    json_object_set_new(schema, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
    json_object_set_new(schema, "title", json_string("behoud job file"));
    char *text = json_dumps(schema, JSON_INDENT(2));
    text_add(out, text);
    text_add_char(out, '\n');
    free(text);
    json_decref(schema);
}
