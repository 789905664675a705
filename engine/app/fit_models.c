#include "engine/app/fit_models.h"

#include <math.h>
#include <string.h>

/* --- writing ----------------------------------------------------------------------------------------------------------- */

struct describing {
    const struct outlook *outlook;
    struct fit_arrays *arrays;
    struct arena *arena;
    bool too_many;
};

static json_int_t add_array(struct describing *d, const void *of, void *kept, int width, int scale, size_t bytes) {
    struct fit_arrays *a = d->arrays;
    if (a->n == FIT_ARRAYS_MOST) {
        d->too_many = true;
        return -1;
    }
    a->of[a->n] = of;
    a->kept[a->n] = kept;
    a->width[a->n] = width;
    a->scale[a->n] = scale;
    a->bytes[a->n] = bytes;
    return (json_int_t)a->n++;
}

/* The number of an array over the whole study's lines, gathered when it is new; -1 for none. */
static json_int_t values_of(struct describing *d, struct values values) {
    size_t n = d->outlook->people.n;
    if (!values.data) return -1;
    for (size_t k = 0; k < d->arrays->n; k++) {
        if (d->arrays->of[k] == values.data) return (json_int_t)k;
    }
    void *kept = arena_array(d->arena, n + 1, (size_t)values.width);
    values_copy_at(values.data, values.width, d->outlook->line, n, kept);
    return add_array(d, values.data, kept, values.width, values.scale, n * (size_t)values.width);
}

static json_int_t doubles_of(struct describing *d, const double *x, size_t n) { return add_array(d, NULL, (void *)x, 8, 0, n * sizeof *x); }

static json_t *real_of(double x) { return isfinite(x) ? json_real(x) : json_null(); }

static json_t *labels_of(const char *const *labels, size_t n) {
    json_t *list = json_array();
    for (size_t l = 1; l <= n; l++) json_array_append_new(list, json_string(labels[l]));
    return list;
}

static json_t *factor_of(struct describing *d, const struct design_factor *f) {
    json_t *cuts = json_array();
    for (size_t k = 0; !f->codes.data && k + 1 < f->n_levels; k++) json_array_append_new(cuts, json_integer(f->cuts[k]));
    return json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:o,s:o}", "name", f->name, "term", (json_int_t)f->term, "reference", (json_int_t)f->reference, "codes", values_of(d, f->codes), "missing_level",
                     (json_int_t)f->missing_level, "parts", (json_int_t)f->parts, "labels", labels_of(f->labels, f->n_levels), "cuts", cuts);
}

static json_t *spline_of(const struct spline *s) {
    json_t *knots = json_array(), *mix = json_array(), *size = json_array();
    for (size_t k = 0; k < SPLINE_KNOTS_MOST; k++) {
        json_array_append_new(knots, json_real(k < s->n_knots ? s->knots[k] : 0));
        json_array_append_new(size, real_of(s->size[k]));
        for (size_t j = 0; j < SPLINE_KNOTS_MOST; j++) json_array_append_new(mix, real_of(s->mix[k][j]));
    }
    return json_pack("{s:I,s:o,s:o,s:o}", "n", (json_int_t)s->n_knots, "knots", knots, "mix", mix, "size", size);
}

static json_t *number_of(struct describing *d, const struct design_number *n) {
    json_t *out = json_pack("{s:s,s:I,s:s,s:I,s:b,s:I,s:I,s:I,s:b,s:b}", "name", n->name, "term", (json_int_t)n->term, "level", n->level ? n->level : "", "values", values_of(d, n->values), "log",
                            n->logarithm, "basis", (json_int_t)n->basis, "when", values_of(d, n->when), "when_code", (json_int_t)n->when_code, "when_missing", n->when_missing, "constant", n->constant);
    json_object_set_new(out, "unit_days", real_of(n->unit_days));
    json_object_set_new(out, "fill", real_of(n->fill));
    json_object_set_new(out, "origin", real_of(n->origin));
    json_object_set_new(out, "centre", real_of(n->centre));
    json_object_set_new(out, "scale", real_of(n->scale));
    if (n->spline) json_object_set_new(out, "spline", spline_of(n->spline));
    if (n->times) json_object_set_new(out, "times", number_of(d, n->times));
    return out;
}

static json_t *model_of(struct describing *d, const struct fitted *m) {
    json_t *factors = json_array(), *numbers = json_array(), *columns = json_array();
    for (size_t f = 0; f < m->design.n_factors; f++) json_array_append_new(factors, factor_of(d, &m->design.factors[f]));
    for (size_t k = 0; k < m->design.n_numbers; k++) json_array_append_new(numbers, number_of(d, &m->design.numbers[k]));
    for (size_t i = 0; i < m->fit.p; i++) json_array_append_new(columns, json_integer((json_int_t)m->fit.column_of[i]));
    struct values offset = {m->offset, 8, 0};
    return json_pack("{s:s,s:o,s:o,s:o,s:I,s:I,s:I}", "name", m->name, "factors", factors, "numbers", numbers, "column_of", columns, "beta", doubles_of(d, m->fit.beta, m->design.n_columns), "covariance",
                     doubles_of(d, m->fit.covariance, m->fit.p * m->fit.p), "offset", values_of(d, offset));
}

/* Categories that were made of numbers: what factors of them point at. */
static json_t *made_of(struct describing *d, const struct study *study) {
    json_t *list = json_array();
    for (size_t a = 0; a < study->n_attributes; a++) {
        const struct column *made = study->attributes[a].made;
        bool any = study->attributes[a].column->kind == COLUMN_NUMBER && made && made->values && made->n_levels;
        if (!any) continue;
        json_array_append_new(list, json_pack("{s:I,s:I,s:I,s:o}", "attribute", (json_int_t)a, "codes", values_of(d, column_values(made)), "missing", (json_int_t)made->n_missing, "levels",
                                              labels_of(made->levels, made->n_levels)));
    }
    return list;
}

json_t *fit_models_describe(const struct study *study, const struct outlook *outlook, struct fit_arrays *arrays) {
    struct describing d = {outlook, arrays, study->arena, false};
    json_t *models = json_array(), *list = json_array();
    *arrays = (struct fit_arrays){0};
    for (size_t a = 0; a < study->n_attributes; a++) {
        const struct column *column = outlook->study.attributes[a].column;
        (void)add_array(&d, study->attributes[a].column->values, column->values, column->width, column->scale, outlook->people.n * (size_t)column->width);
    }
    arrays->n_attributes = arrays->n;
    json_t *made = made_of(&d, study);
    for (size_t m = 0; m < outlook->risk.n_models; m++) json_array_append_new(models, model_of(&d, outlook->fitted[m]));
    for (size_t k = arrays->n_attributes; k < arrays->n; k++) {
        json_array_append_new(list, json_pack("{s:i,s:i,s:I}", "width", arrays->width[k], "scale", arrays->scale[k], "bytes", (json_int_t)arrays->bytes[k]));
    }
    json_t *out = json_pack("{s:o,s:o,s:o}", "arrays", list, "made", made, "models", models);
    if (!d.too_many) return out;
    json_decref(out);
    return NULL;
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

struct restoring {
    struct outlook *outlook;
    const struct fit_arrays *arrays;
    struct arena *arena;
};

static json_int_t whole(const json_t *from, const char *name) { return json_integer_value(json_object_get(from, name)); }

static double real(const json_t *from, const char *name) {
    json_t *x = json_object_get(from, name);
    return json_is_number(x) ? json_number_value(x) : (double)NAN;
}

static const char *text(const struct restoring *r, const json_t *from, const char *name) {
    const char *x = json_string_value(json_object_get(from, name));
    return arena_string(r->arena, x ? x : "");
}

static struct values array_at(const struct restoring *r, json_int_t k) {
    if (k < 0 || (size_t)k >= r->arrays->n) return (struct values){0};
    return (struct values){r->arrays->kept[k], r->arrays->width[k], r->arrays->scale[k]};
}

static const char **read_labels(const struct restoring *r, const json_t *list) {
    size_t n = json_array_size(list);
    const char **labels = ARENA_ARRAY(r->arena, const char *, n + 1);
    labels[0] = "";
    for (size_t l = 0; l < n; l++) labels[l + 1] = arena_string(r->arena, json_string_value(json_array_get(list, l)));
    return labels;
}

static struct design_factor read_factor(const struct restoring *r, const json_t *from) {
    json_t *labels = json_object_get(from, "labels"), *list = json_object_get(from, "cuts");
    int32_t *cuts = ARENA_ARRAY(r->arena, int32_t, json_array_size(list) + 1);
    for (size_t k = 0; k < json_array_size(list); k++) cuts[k] = (int32_t)json_integer_value(json_array_get(list, k));
    return (struct design_factor){.name = text(r, from, "name"), .term = (size_t)whole(from, "term"), .labels = read_labels(r, labels), .n_levels = json_array_size(labels),
                                  .reference = (size_t)whole(from, "reference"), .codes = array_at(r, whole(from, "codes")), .cuts = cuts, .missing_level = (size_t)whole(from, "missing_level"),
                                  .parts = (size_t)whole(from, "parts")};
}

static const struct spline *read_spline(const struct restoring *r, const json_t *from) {
    if (!from) return NULL;
    struct spline *s = ARENA_NEW(r->arena, struct spline);
    s->n_knots = (size_t)whole(from, "n");
    for (size_t k = 0; k < SPLINE_KNOTS_MOST; k++) {
        s->knots[k] = json_number_value(json_array_get(json_object_get(from, "knots"), k));
        s->size[k] = json_number_value(json_array_get(json_object_get(from, "size"), k));
        for (size_t j = 0; j < SPLINE_KNOTS_MOST; j++) s->mix[k][j] = json_number_value(json_array_get(json_object_get(from, "mix"), k * SPLINE_KNOTS_MOST + j));
    }
    return s;
}

static struct design_number read_number(const struct restoring *r, const json_t *from) {
    struct design_number n = {.name = text(r, from, "name"), .term = (size_t)whole(from, "term"), .level = text(r, from, "level"), .values = array_at(r, whole(from, "values")),
                              .unit_days = real(from, "unit_days"), .logarithm = json_is_true(json_object_get(from, "log")), .fill = real(from, "fill"),
                              .spline = read_spline(r, json_object_get(from, "spline")), .basis = (size_t)whole(from, "basis"), .origin = real(from, "origin"), .when = array_at(r, whole(from, "when")),
                              .when_code = (uint32_t)whole(from, "when_code"), .when_missing = json_is_true(json_object_get(from, "when_missing")), .centre = real(from, "centre"),
                              .scale = real(from, "scale"), .constant = json_is_true(json_object_get(from, "constant"))};
    json_t *times = json_object_get(from, "times");
    if (!times) return n;
    struct design_number *other = ARENA_NEW(r->arena, struct design_number);
    *other = read_number(r, times);
    n.times = other;
    return n;
}

static const struct fitted *read_model(const struct restoring *r, const json_t *from) {
    struct fitted *m = ARENA_NEW(r->arena, struct fitted);
    json_t *factors = json_object_get(from, "factors"), *numbers = json_object_get(from, "numbers"), *columns = json_object_get(from, "column_of");
    m->name = text(r, from, "name");
    m->design = (struct design){.n_factors = json_array_size(factors), .n_numbers = json_array_size(numbers)};
    m->design.factors = ARENA_ARRAY(r->arena, struct design_factor, m->design.n_factors + 1);
    m->design.numbers = ARENA_ARRAY(r->arena, struct design_number, m->design.n_numbers + 1);
    for (size_t f = 0; f < m->design.n_factors; f++) m->design.factors[f] = read_factor(r, json_array_get(factors, f));
    for (size_t k = 0; k < m->design.n_numbers; k++) m->design.numbers[k] = read_number(r, json_array_get(numbers, k));
    design_layout(&m->design, r->arena);
    m->fit = (struct logistic_fit){.n_columns = m->design.n_columns, .p = json_array_size(columns), .beta = (double *)array_at(r, whole(from, "beta")).data,
                                   .covariance = (double *)array_at(r, whole(from, "covariance")).data};
    m->fit.column_of = ARENA_ARRAY(r->arena, size_t, m->fit.p + 1);
    for (size_t i = 0; i < m->fit.p; i++) m->fit.column_of[i] = (size_t)json_integer_value(json_array_get(columns, i));
    m->offset = (double *)array_at(r, whole(from, "offset")).data;
    return m;
}

void fit_models_arrays(const json_t *models, const struct outlook *outlook, struct fit_arrays *arrays) {
    json_t *list = json_object_get(models, "arrays");
    *arrays = (struct fit_arrays){.n_attributes = outlook->study.n_attributes};
    for (size_t a = 0; a < outlook->study.n_attributes && arrays->n < FIT_ARRAYS_MOST; a++, arrays->n++) {
        const struct column *column = outlook->study.attributes[a].column;
        arrays->width[a] = column->width;
        arrays->scale[a] = column->scale;
        arrays->bytes[a] = outlook->people.n * (size_t)column->width;
    }
    for (size_t k = 0; k < json_array_size(list) && arrays->n < FIT_ARRAYS_MOST; k++, arrays->n++) {
        json_t *from = json_array_get(list, k);
        arrays->width[arrays->n] = (int)whole(from, "width");
        arrays->scale[arrays->n] = (int)whole(from, "scale");
        arrays->bytes[arrays->n] = (size_t)whole(from, "bytes");
    }
}

void fit_models_read(const json_t *models, struct outlook *outlook, const struct fit_arrays *arrays) {
    struct restoring r = {outlook, arrays, outlook->study.arena};
    json_t *made = json_object_get(models, "made"), *list = json_object_get(models, "models");
    for (size_t k = 0; k < json_array_size(made); k++) {
        json_t *from = json_array_get(made, k), *levels = json_object_get(from, "levels");
        size_t a = (size_t)whole(from, "attribute");
        struct values codes = array_at(&r, whole(from, "codes"));
        if (a >= outlook->study.n_attributes) continue;
        *outlook->study.attributes[a].made = (struct column){.name = outlook->study.attributes[a].name, .kind = COLUMN_LEVEL, .width = codes.width, .values = (void *)codes.data,
                                                             .levels = read_labels(&r, levels), .n_levels = json_array_size(levels), .n_missing = (size_t)whole(from, "missing")};
    }
    outlook->fitted = ARENA_ARRAY(r.arena, const struct fitted *, json_array_size(list) + 1);
    for (size_t m = 0; m < json_array_size(list); m++) outlook->fitted[m] = read_model(&r, json_array_get(list, m));
    outlook->line = ARENA_ARRAY(r.arena, uint32_t, outlook->people.n + 1);
    for (size_t i = 0; i < outlook->people.n; i++) outlook->line[i] = (uint32_t)i;
}
