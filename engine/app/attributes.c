/* attributes.c: which columns describe people, and what may stand in a default model. */
#include "engine/app/headers.h"
#include "engine/app/study.h"
#include "engine/base/text.h"

#include <math.h>
#include <string.h>

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && !strcasecmp(s + n - m, end);
}

static bool is_constant(const struct column *column, size_t n_rows) {
    if (column->kind == COLUMN_LEVEL) return column->n_levels < 2 && column->n_missing == 0;
    double first = NAN;
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        if (isnan(first)) first = value;
        if (!isnan(value) && value != first) return false;
    }
    return true;
}

static bool is_identifier(const struct column *column, size_t n_rows) {
    enum header_role role = header_role(column->name);
    if (role == HEADER_ID || role == HEADER_MANAGER) return true;
    if (ends_with(column->name, "_id") || ends_with(column->name, "_no") || ends_with(column->name, "nummer") || !strcasecmp(column->name, "id")) return true;
    return column->kind == COLUMN_LEVEL && column->n_levels > LEVELS_USUAL_MOST && column->n_levels * 4 > n_rows;
}

/* Attributes that the law protects stay out of the default models; a job that names them in its terms has them. */
static bool is_sensitive(const char *name) {
    static const char *const NAMES[] = {"gender", "sex", "geslacht", "age", "leeftijd", "birth_year", "geboortejaar", "nationality", "nationaliteit",
                                        "ethnicity", "etniciteit", "religion", "religie", "disability", "age_at_hire", "age_band", "leeftijdsgroep", NULL};
    for (size_t i = 0; NAMES[i]; i++) {
        if (!strcasecmp(name, NAMES[i])) return true;
    }
    return false;
}

static bool is_named(const struct words *words, const char *name) {
    for (size_t i = 0; i < words->count; i++) {
        if (!strcmp(words->items[i].text, name)) return true;
    }
    return false;
}

void study_add_attribute(struct study *study, const char *name, const struct column *column) {
    if (study->n_attributes == study->attributes_capacity) {
        struct attribute *grown = ARENA_ARRAY(study->arena, struct attribute, (study->attributes_capacity = 2 * study->attributes_capacity + 16));
        if (study->n_attributes) memcpy(grown, study->attributes, study->n_attributes * sizeof *grown);
        study->attributes = grown;
    }
    struct attribute *a = &study->attributes[study->n_attributes++];
    *a = (struct attribute){.name = name, .column = column, .made = ARENA_NEW(study->arena, struct column)};
    bool many = column->kind == COLUMN_LEVEL && column->n_levels > LEVELS_USUAL_MOST;
    a->sensitive = is_sensitive(name) || is_sensitive(column->name) || is_named(&study->job.privacy.sensitive, name);
    a->usual = !many && !is_constant(column, study->table.n_rows) && !a->sensitive && !is_identifier(column, study->table.n_rows);
}

struct attribute *study_find_attribute(const struct study *study, const char *name) {
    for (size_t i = 0; i < study->n_attributes; i++) {
        if (!strcmp(study->attributes[i].name, name)) return &study->attributes[i];
    }
    return NULL;
}

const struct column *attribute_levels(const struct study *study, const struct attribute *attribute) {
    if (attribute->column->kind == COLUMN_LEVEL) return attribute->column;
    if (!attribute->made->name) *attribute->made = column_as_levels(attribute->column, study->table.n_rows, LEVELS_OF_NUMBER_MOST, study->home);
    return attribute->made;
}

const struct attribute *study_attribute(const struct study *study, const struct word *name, struct diag *diag) {
    const char **names = ARENA_ARRAY(study->arena, const char *, study->n_attributes + 1);
    for (size_t i = 0; i < study->n_attributes; i++) {
        if (!strcmp(study->attributes[i].name, name->text)) return &study->attributes[i];
        names[i] = study->attributes[i].name;
    }
    const char *nearest = diag_nearest(name->text, names, study->n_attributes);
    for (size_t i = 0; i < study->n_attributes && !nearest; i++) { /* a part of a longer name, or the longer name itself */
        if (strlen(name->text) > 3 && (strcasestr(names[i], name->text) || strcasestr(name->text, names[i]))) nearest = names[i];
    }
    diag_add(diag, SEVERITY_ERROR, name->at, "no attribute \"%s\"%s%s%s", name->text, nearest ? "; did you mean \"" : "; list it under attributes",
             nearest ? nearest : "", nearest ? "\"?" : "");
    return NULL;
}

uint32_t study_level(const char *column, const struct column *levels, const struct word *word, struct diag *diag) {
    for (uint32_t level = 1; level <= levels->n_levels; level++) {
        if (!strcmp(levels->levels[level], word->text)) return level;
    }
    const char *nearest = diag_nearest(word->text, levels->levels + 1, levels->n_levels);
    struct text known = {0};
    for (size_t l = 1; l <= levels->n_levels && levels->n_levels <= 12; l++) text_addf(&known, "%s%s", l > 1 ? ", " : "", levels->levels[l]);
    diag_add(diag, SEVERITY_ERROR, word->at, "\"%s\" has no category \"%s\"%s%s%s%s%s", column, word->text, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "",
             known.length && !nearest ? "; it has " : "", nearest ? "" : text_string(&known));
    text_free(&known);
    return 0;
}

size_t study_exits(const struct study *study, uint8_t cause) {
    size_t n = 0;
    for (size_t i = 0; i < study->timeline.n; i++) n += study->timeline.used[i] && timeline_exits(&study->timeline, i, cause);
    return n;
}

const char *study_few(const struct study *study, double n) {
    int least = study->job.privacy.minimum_cell;
    return n > 0 && n < least ? arena_printf(study->arena, study->job.language == LANGUAGE_NL ? "minder dan %d" : "fewer than %d", least) : arena_printf(study->arena, "%.0f", n);
}
