#include "engine/app/profiles.h"

#include "engine/app/risk.h"
#include "engine/app/terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LEVELS_MOST = 7 };

/* --- what is typical ------------------------------------------------------------------------------------------------- */

static double typical_number(const struct study *study, const struct column *column) {
    double sum = 0, n = 0;
    for (size_t i = 0; i < study->timeline.n; i++) {
        double x = study->timeline.used[i] ? column_number(column, i) : NAN;
        if (isnan(x)) continue;
        sum += x;
        n++;
    }
    return n > 0 ? sum / n : 0;
}

/* The level that most lines have. */
static uint32_t typical_level(const struct study *study, const struct column *column) {
    size_t *count = calloc(column->n_levels + 1, sizeof *count);
    uint32_t most = 1;
    if (!count) abort();
    for (size_t i = 0; i < study->timeline.n; i++) count[study->timeline.used[i] ? column_code(column, i) : 0]++;
    for (uint32_t level = 2; level <= column->n_levels; level++) most = count[level] > count[most] ? level : most;
    free(count);
    return column->n_levels ? most : 0;
}

/* --- a study of made-up people --------------------------------------------------------------------------------------- */

static struct column new_column(const struct column *like, size_t n, struct arena *arena) {
    struct column column = *like;
    column.width = like->kind == COLUMN_NUMBER ? 8 : 4;
    column.scale = 0;
    column.values = like->kind == COLUMN_NUMBER ? (void *)ARENA_ARRAY(arena, double, n + 1) : (void *)ARENA_ARRAY(arena, uint32_t, n + 1);
    return column;
}

static void set_number(const struct column *column, size_t i, double x) { ((double *)column->values)[i] = x; }
static void set_level(const struct column *column, size_t i, uint32_t level) { ((uint32_t *)column->values)[i] = level; }

static void set_typical(const struct study *study, const struct column *from, const struct column *to, size_t n) {
    uint32_t level = from->kind == COLUMN_LEVEL ? typical_level(study, from) : 0;
    double number = from->kind == COLUMN_NUMBER ? typical_number(study, from) : 0;
    for (size_t i = 0; i < n; i++) {
        if (from->kind == COLUMN_LEVEL) set_level(to, i, level);
        if (from->kind == COLUMN_NUMBER) set_number(to, i, number);
    }
}

static struct study people_of(const struct study *study, size_t n) {
    struct arena *arena = study->arena;
    struct study people = *study;
    people.attributes = ARENA_ARRAY(arena, struct attribute, study->n_attributes + 1);
    people.table.n_rows = n;
    for (size_t a = 0; a < study->n_attributes; a++) {
        const struct attribute *from = &study->attributes[a];
        struct attribute *to = &people.attributes[a];
        struct column *column = ARENA_NEW(arena, struct column);
        *column = new_column(from->column, n, arena);
        *to = *from;
        to->column = column;
        to->made = ARENA_NEW(arena, struct column);
        set_typical(study, from->column, column, n);
        if (!from->made || !from->made->name) continue;
        *to->made = *from->made;
        if (!from->made->n_levels) continue;
        *to->made = new_column(from->made, n, arena);
        set_typical(study, from->made, to->made, n);
    }
    struct timeline *t = &people.timeline;
    *t = (struct timeline){.n = n, .used = ARENA_ARRAY(arena, uint8_t, n + 1), .entry = ARENA_ARRAY(arena, int32_t, n + 1),
                           .exit = ARENA_ARRAY(arena, int32_t, n + 1), .cause = ARENA_ARRAY(arena, uint8_t, n + 1), .causes = study->timeline.causes,
                           .n_causes = study->timeline.n_causes, .as_of = study->timeline.as_of};
    for (size_t i = 0; i < n; i++) {
        t->used[i] = 1;
        t->exit[i] = INT32_MAX / 2;
    }
    return people;
}

/* --- what a profile says --------------------------------------------------------------------------------------------- */

/* A number among the levels that were made of its column; 0 when it is none of them. */
static uint32_t level_of_number(const struct column *made, double x) {
    for (uint32_t level = 1; level <= made->n_levels; level++) {
        if (strtod(made->levels[level], NULL) == x) return level;
    }
    return 0;
}

/* One value into the made-up study (or, with people NULL, looked up only). */
static void set_value(const struct study *study, const struct condition *value, const struct study *people, size_t i, struct diag *diag) {
    const struct attribute *a = study_attribute(study, &value->column, diag);
    if (!a) return;
    const struct attribute *to = people ? &people->attributes[a - study->attributes] : NULL;
    const char *text = value->levels.count == 1 ? value->levels.items[0].text : NULL;
    struct place at = text ? value->levels.items[0].at : value->column.at;
    if (!text) {
        diag_add(diag, SEVERITY_ERROR, at, "a profile has one value of \"%s\"", value->column.text);
    } else if (a->column->kind == COLUMN_LEVEL) {
        uint32_t level = study_level(value->column.text, a->column, &value->levels.items[0], diag);
        if (level && to) set_level(to->column, i, level);
    } else {
        char *end;
        double x = strtod(text, &end);
        if (!*text || *end || !isfinite(x)) {
            diag_add(diag, SEVERITY_ERROR, at, "\"%s\" is \"%s\"; expected a number with a decimal point", value->column.text, text);
            return;
        }
        if (!to) return;
        set_number(to->column, i, x);
        if (to->made->n_levels) set_level(to->made, i, level_of_number(to->made, x));
    }
}

/* Does any term of the model name the column? The default terms are of all. */
static bool is_in_model(const struct job_cox *model, const char *name) {
    for (size_t i = 0; i < model->terms.count; i++) {
        const struct job_term *term = &model->terms.items[i];
        const struct word *words[] = {&term->name, &term->factor, &term->number, &term->bands, &term->spline};
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            if (words[k]->text && !strcmp(words[k]->text, name)) return true;
        }
        for (size_t k = 0; k < term->interaction.count; k++) {
            if (!strcmp(term->interaction.items[k].text, name)) return true;
        }
    }
    return model->terms.count == 0;
}

static void check_profile(const struct job_cox *model, size_t p, struct diag *diag) {
    const struct job_profile *profile = &model->profiles[p];
    for (size_t k = 0; k < p; k++) {
        if (!strcmp(model->profiles[k].name.text, profile->name.text)) diag_add(diag, SEVERITY_ERROR, profile->name.at, "there is a profile \"%s\" already; give this one another name", profile->name.text);
    }
    for (size_t k = 0; k < profile->values.count; k++) {
        const struct word *column = &profile->values.items[k].column;
        if (!is_in_model(model, column->text)) diag_add(diag, SEVERITY_ERROR, column->at, "\"%s\" is in no term of this model; it would change nothing", column->text);
    }
}

void profiles_check(const struct study *study, const struct job_cox *model, struct diag *diag) {
    for (size_t p = 0; p < model->n_profiles; p++) {
        check_profile(model, p, diag);
        for (size_t k = 0; k < model->profiles[p].values.count; k++) set_value(study, &model->profiles[p].values.items[k], NULL, 0, diag);
    }
}

/* The attribute of the model's first factor, as categories; NULL when it has none. */
static const struct column *first_factor(const struct study *study, const struct design *design, size_t *attribute) {
    for (size_t f = 0; f < design->n_factors; f++) {
        for (size_t a = 0; a < study->n_attributes; a++) {
            if (study->attributes[a].column->kind != COLUMN_LEVEL || strcmp(study->attributes[a].name, design->factors[f].name) != 0) continue;
            *attribute = a;
            return study->attributes[a].column;
        }
    }
    return NULL;
}

/* The categories with most people, as far as they may be shown; at most DEFAULT_LEVELS_MOST. */
static size_t largest_levels(const struct study *study, const struct column *factor, uint32_t *levels) {
    struct arena scratch = {0};
    double *people = risk_people(study, factor, factor->n_levels, &scratch);
    size_t n = 0;
    for (; n < DEFAULT_LEVELS_MOST && n < factor->n_levels; n++) {
        uint32_t most = 1;
        for (uint32_t level = 2; level <= factor->n_levels; level++) most = people[level] > people[most] ? level : most;
        if (people[most] < study->job.privacy.minimum_cell) break;
        levels[n] = most;
        people[most] = -1;
    }
    arena_free(&scratch);
    return n;
}

/* What the job does not say: one profile for each of the levels of the attribute; without any the typical one. */
struct usual_profiles {
    size_t attribute, n;
    uint32_t levels[DEFAULT_LEVELS_MOST];
};

static struct usual_profiles usual_profiles(const struct study *study, const struct design *design) {
    struct usual_profiles usual = {0};
    const struct column *factor = first_factor(study, design, &usual.attribute);
    if (factor) usual.n = largest_levels(study, factor, usual.levels);
    return usual;
}

/* --- their x ----------------------------------------------------------------------------------------------------------- */

static void copy_scales(const struct design *from, struct design *to) {
    for (size_t k = 0; k < to->n_numbers; k++) {
        to->numbers[k].centre = from->numbers[k].centre;
        to->numbers[k].scale = from->numbers[k].scale;
        to->numbers[k].origin = from->numbers[k].origin;
    }
}

/* x of row k of the design, over the full coding. */
static void read_x(const struct design *design, size_t k, double *x) {
    struct tile tile;
    tile_init(&tile, design);
    tile_fill_rows(&tile, design, NULL, k, 1);
    for (size_t j = 0; j < design->n_numbers; j++) x[j] = tile.numbers[j];
    for (size_t f = 0; f < design->n_factors; f++) x[tile.codes[f * DESIGN_TILE]] = 1;
    tile_free(&tile);
}

struct profiles profiles_of(const struct study *study, const struct job_cox *model, const struct panel *panel, const struct design *design,
                            size_t stride, struct diag *diag) {
    struct arena *arena = study->arena;
    struct usual_profiles usual = model->n_profiles ? (struct usual_profiles){0} : usual_profiles(study, design);
    size_t n = model->n_profiles ? model->n_profiles : usual.n ? usual.n : 1, errors = diag->errors;
    struct profiles profiles = {0, ARENA_ARRAY(arena, const char *, n + 1), NULL};
    struct study people = people_of(study, n);
    profiles.names[0] = "typical";
    for (size_t i = 0; i < model->n_profiles; i++) {
        profiles.names[i] = model->profiles[i].name.text;
        for (size_t k = 0; k < model->profiles[i].values.count; k++) set_value(study, &model->profiles[i].values.items[k], &people, i, diag);
    }
    for (size_t i = 0; i < usual.n; i++) {
        profiles.names[i] = study->attributes[usual.attribute].column->levels[usual.levels[i]];
        set_level(people.attributes[usual.attribute].column, i, usual.levels[i]);
    }
    struct panel rows = split_panel(&people, 0, arena);
    struct design whole;
    if (diag->errors > errors || !terms_cox_alike(&people, &rows, study, panel, model, &whole, diag)) return profiles;
    struct cox_lines lines = split_lines(&people, 0, rows.include, model, arena);
    struct design cut = split_design(&people, model, &lines, &whole);
    if (cut.n_columns != design->n_columns) abort(); /* the same terms make the same columns */
    copy_scales(design, &cut);
    size_t bands = lines.n_cuts + 1;
    profiles.items = ARENA_ARRAY(arena, struct cox_profile, n);
    for (size_t i = 0; i < n; i++) {
        double *x = ARENA_ARRAY(arena, double, bands * stride);
        for (size_t b = 0; b < bands; b++) read_x(&cut, i * bands + b, x + b * stride);
        profiles.items[i] = (struct cox_profile){bands, lines.cuts, x};
    }
    profiles.n = n;
    return profiles;
}
