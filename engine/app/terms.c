#include "engine/app/terms.h"

#include "models/design_products.h"

#include <math.h>
#include <string.h>

/* --- the panel ----------------------------------------------------------------------------------------------------- */

/* Trends and panel begin with recorded exits, at most ten years back, and not before everyone there is seen. */
static int32_t first_day(const struct study *study) {
    const struct timeline *t = &study->timeline;
    if (study->job.trend_from != DAY_MISSING) return study->job.trend_from;
    int32_t first_exit = t->as_of, back = t->as_of - 3652;
    for (size_t i = 0; i < t->n; i++) {
        if (t->cause[i] && t->hired[i] + t->exit[i] < first_exit) first_exit = t->hired[i] + t->exit[i];
    }
    int32_t first = first_exit > back ? first_exit : back;
    return t->observed_since != DAY_MISSING && t->observed_since > first ? t->observed_since : first;
}

int32_t study_trend_from(const struct study *study) {
    enum period_step step = (enum period_step)study->job.period;
    int32_t day = first_day(study), seen = study->timeline.observed_since;
    if (seen != DAY_MISSING && day < seen) day = seen;
    int32_t start = period_first(period_of(day, step), step);
    bool begun = seen != DAY_MISSING && seen > start; /* for a part of it nobody who then left is known */
    return begun ? period_first(period_of(day, step) + 1, step) : day;
}

static void calendar_starts(const struct study *study, struct panel *panel) {
    enum period_step step = (enum period_step)study->job.period;
    int32_t first = period_of(first_day(study), step), end = period_of(study->timeline.as_of + 1, step);
    panel->kind = PANEL_CALENDAR;
    panel->n_periods = end > first ? (size_t)(end - first) : 0;
    if (panel->n_periods > PANEL_PERIODS_MOST) {
        first += (int32_t)(panel->n_periods - PANEL_PERIODS_MOST);
        panel->n_periods = PANEL_PERIODS_MOST;
    }
    int32_t *starts = ARENA_ARRAY(study->arena, int32_t, panel->n_periods + 1);
    for (size_t p = 0; p <= panel->n_periods; p++) starts[p] = period_first(first + (int32_t)p, step);
    panel->starts = starts;
}

static double step_days(const struct study *study) { return period_months((enum period_step)study->job.period) * 30.4375; }

static void tenure_starts(const struct study *study, struct panel *panel) {
    double step = step_days(study);
    panel->kind = PANEL_TENURE;
    panel->n_periods = (size_t)ceil(study->timeline.longest / step);
    if (panel->n_periods > PANEL_PERIODS_MOST) panel->n_periods = PANEL_PERIODS_MOST;
    int32_t *starts = ARENA_ARRAY(study->arena, int32_t, panel->n_periods + 1);
    for (size_t p = 0; p <= panel->n_periods; p++) starts[p] = (int32_t)lround((double)p * step);
    panel->starts = starts;
}

/* A plain outcome: one row a row. */
static void outcome_rows(const struct study *study, struct panel *panel) {
    panel->kind = PANEL_ROWS;
    panel->outcome = study->timeline.cause;
    panel->include = study->timeline.used;
}

void study_lay_out_panel(struct study *study) {
    const struct timeline *t = &study->timeline;
    struct panel *panel = ARENA_NEW(study->arena, struct panel);
    study->panel = panel;
    *panel = (struct panel){.n = t->n, .hired = t->hired, .entry = t->entry, .exit = t->exit, .cause = t->cause, .begins = t->begins};
    if (study->timeless) {
        outcome_rows(study, panel);
        return;
    }
    if (t->hired) {
        calendar_starts(study, panel);
    } else {
        tenure_starts(study, panel);
    }
    panel_prepare(panel, study->arena);
}

struct panel study_panel(const struct study *study, uint8_t cause) {
    struct panel panel = *study->panel;
    panel.event_cause = cause;
    return panel;
}

static int32_t months_later(int32_t day, int months) {
    struct civil civil = days_to_civil(day);
    int index = civil.year * 12 + civil.month - 1 + months;
    for (int date = civil.day; date > 0; date--) {
        if (days_valid(index / 12, index % 12 + 1, date)) return days_from_civil(index / 12, index % 12 + 1, date);
    }
    return day;
}

struct panel study_future(const struct study *study, double *last_share) {
    const struct timeline *t = &study->timeline;
    struct panel panel = {.kind = PANEL_FUTURE, .n = t->n, .unit_days = t->unit_days, .hired = t->hired, .entry = t->entry, .exit = t->exit, .cause = t->cause, .begins = t->begins};
    int step = period_months((enum period_step)study->job.period), months = study->job.forecast.months;
    panel.n_periods = (size_t)((months + step - 1) / step);
    *last_share = (double)(months - (int)(panel.n_periods - 1) * step) / step;
    int32_t *starts = ARENA_ARRAY(study->arena, int32_t, panel.n_periods + 1);
    uint8_t *include = ARENA_ARRAY(study->arena, uint8_t, t->n + 1);
    for (size_t p = 0; p <= panel.n_periods; p++) {
        starts[p] = t->hired ? months_later(t->as_of + 1, (int)p * step) : (int32_t)lround((double)p * step_days(study));
    }
    for (size_t i = 0; i < t->n; i++) include[i] = timeline_present(t, i, t->as_of);
    panel.starts = starts;
    panel.include = include;
    return panel;
}

/* --- terms --------------------------------------------------------------------------------------------------------- */

struct building {
    const struct study *study;
    const struct panel *panel;
    enum missing_policy missing;
    struct design_factor *factors, *clocks;
    struct design_number *numbers;
    size_t n_factors, n_clocks, n_numbers;
    struct diag *diag;
};

/* "tenure" alone is in months: so bands of it are told. */
static double unit_of_tenure(const char *name) { return !strcmp(name, "tenure") ? 30.4375 : tenure_unit_days(name); }

static const char *months_text(struct arena *arena, double months) {
    if (months >= 24 && fmod(months, 12) == 0) return arena_printf(arena, "%.0f y", months / 12);
    return arena_printf(arena, "%.4g m", months);
}

/* Bands of tenure. In a calendar panel the default bands set the period of hire apart: it is not lived through whole. */
static void add_tenure_bands(struct building *b, const char *name, const double *cuts, size_t n, double unit, bool default_bands) {
    struct arena *arena = b->study->arena;
    bool hire_band = default_bands && b->panel->kind == PANEL_CALENDAR;
    struct design_factor *f = &b->clocks[b->n_clocks++];
    int32_t *days = ARENA_ARRAY(arena, int32_t, n + 2);
    const char **labels = ARENA_ARRAY(arena, const char *, n + 4);
    size_t bands = 0;
    labels[++bands] = hire_band ? "period of hire" : NULL;
    if (hire_band) {
        days[0] = 1;
        labels[++bands] = NULL;
    }
    for (size_t i = 0; i < n; i++) {
        bool months = unit == 30.4375;
        const char *from = months ? months_text(arena, cuts[i]) : arena_printf(arena, "%.6g", cuts[i]);
        if (i == 0) labels[bands] = arena_printf(arena, "under %s", from);
        days[bands - 1] = (int32_t)lround(cuts[i] * unit);
        if (i + 1 < n) {
            labels[++bands] = arena_printf(arena, "%s to %s", from, months ? months_text(arena, cuts[i + 1]) : arena_printf(arena, "%.6g", cuts[i + 1]));
        } else {
            labels[++bands] = arena_printf(arena, "%s and over", from);
        }
    }
    *f = (struct design_factor){.name = name, .labels = labels, .n_levels = bands, .reference = hire_band ? 2 : 1, .cuts = days};
}

static void add_default_tenure(struct building *b) {
    static const double MONTHS[] = {3, 6, 12, 24, 60, 120};
    size_t n = 6, keep = 0;
    double longest = b->study->timeline.longest / 30.4375;
    if (b->study->timeless) return;
    while (keep < n && MONTHS[keep] < longest) keep++;
    if (keep) add_tenure_bands(b, "tenure", MONTHS, keep, 30.4375, true);
}

static size_t level_named(const struct column *levels, const char *name) {
    for (size_t l = 1; l <= levels->n_levels; l++) {
        if (!strcmp(levels->levels[l], name)) return l;
    }
    return 0;
}

static void add_factor(struct building *b, const char *name, const struct column *levels, const struct word *reference) {
    struct arena *arena = b->study->arena;
    struct design_factor *f = &b->factors[b->n_factors++];
    *f = (struct design_factor){.name = name, .labels = levels->levels, .n_levels = levels->n_levels, .reference = 1, .codes = column_values(levels)};
    if (reference && reference->text) {
        f->reference = level_named(levels, reference->text);
        if (!f->reference) {
            const char *nearest = diag_nearest(reference->text, levels->levels + 1, levels->n_levels);
            diag_add(b->diag, SEVERITY_ERROR, reference->at, "\"%s\" has no category \"%s\"%s%s%s", name, reference->text,
                     nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
            f->reference = 1;
        }
    }
    if (levels->n_missing && b->missing != MISSING_DROP) {
        const char **labels = ARENA_ARRAY(arena, const char *, levels->n_levels + 2);
        for (size_t l = 1; l <= levels->n_levels; l++) labels[l] = levels->levels[l];
        labels[levels->n_levels + 1] = "(missing)";
        f->labels = labels;
        f->missing_level = ++f->n_levels;
    }
}

/* A factor that says of which people the number is missing. */
static void add_missing_indicator(struct building *b, const char *name, const struct column *column) {
    static const char *const LABELS[] = {"", "known", "(missing)"};
    uint8_t *codes = ARENA_ARRAY(b->study->arena, uint8_t, b->study->table.n_rows + 1);
    for (size_t i = 0; i < b->study->table.n_rows; i++) codes[i] = isnan(column_number(column, i)) ? 2 : 1;
    b->factors[b->n_factors++] = (struct design_factor){.name = name, .labels = LABELS, .n_levels = 2, .reference = 1, .codes = {codes, 1, 0}};
}

/* Means and deviations are over the model's rows, so that cutting a spell into more lines changes nothing. */
static double mean_of(const struct building *b, const struct column *column, bool logarithm) {
    double sum = 0, n = 0;
    for (size_t i = 0; i < b->panel->n; i++) {
        double x = column_number(column, i), rows = (double)panel_count(b->panel, i);
        if (rows == 0 || isnan(x)) continue;
        sum += rows * (logarithm ? log(x) : x);
        n += rows;
    }
    return n > 0 ? sum / n : 0;
}

static bool all_positive(const struct study *study, const struct column *column) {
    for (size_t i = 0; i < study->table.n_rows; i++) {
        if (study->timeline.used[i] && column_number(column, i) <= 0) return false;
    }
    return true;
}

static double deviation_of(const struct building *b, const struct column *column, double mean) {
    double sum = 0, n = 0;
    for (size_t i = 0; i < b->panel->n; i++) {
        double x = column_number(column, i), rows = (double)panel_count(b->panel, i);
        if (rows == 0 || isnan(x)) continue;
        sum += rows * (x - mean) * (x - mean);
        n += rows;
    }
    return n > 1 && sum > 0 ? sqrt(sum / (n - 1)) : 1;
}

/* A column of its own for a standardised number: mean 0 and deviation 1 over the model's rows. */
static struct values standardised(const struct building *b, const struct column *column) {
    double *out = ARENA_ARRAY(b->study->arena, double, b->panel->n + 1);
    double mean = mean_of(b, column, false), deviation = deviation_of(b, column, mean);
    for (size_t i = 0; i < b->panel->n; i++) out[i] = (column_number(column, i) - mean) / deviation;
    return (struct values){out, 8, 0};
}

static void add_number(struct building *b, const char *name, const struct attribute *a, const struct job_term *term) {
    const struct column *column = a->column;
    int transform = term ? term->transform : TRANSFORM_NONE;
    if (column->kind != COLUMN_NUMBER) {
        diag_add(b->diag, SEVERITY_ERROR, term->number.at, "\"%s\" holds categories, not numbers; use {factor: %s}", name, name);
        return;
    }
    if (transform == TRANSFORM_LOG && !all_positive(b->study, column)) {
        diag_add(b->diag, SEVERITY_ERROR, term->number.at, "\"%s\" has values of 0 or less; a logarithm needs positive ones", name);
        return;
    }
    struct design_number *n = &b->numbers[b->n_numbers++];
    *n = (struct design_number){.name = name, .values = column_values(column), .unit_days = 1, .fill = NAN};
    if (transform == TRANSFORM_STANDARD) n->values = standardised(b, column);
    n->logarithm = transform == TRANSFORM_LOG;
    if (transform == TRANSFORM_LOG) n->name = arena_printf(b->study->arena, "log(%s)", name);
    if (!column->n_missing) return;
    if (b->missing != MISSING_DROP) n->fill = transform == TRANSFORM_STANDARD ? 0 : mean_of(b, column, transform == TRANSFORM_LOG);
    if (b->missing == MISSING_INDICATOR) add_missing_indicator(b, name, column);
}

/* Does a term on tenure make sense here? */
static bool has_tenure(const struct building *b, const struct word *word) {
    if (!b->study->timeless) return true;
    diag_add(b->diag, SEVERITY_ERROR, word->at, "\"%s\": with an outcome there is no tenure", word->text);
    return false;
}

static void add_bands(struct building *b, const struct job_term *term) {
    double unit = unit_of_tenure(term->bands.text);
    if (!term->n_cuts) {
        diag_add(b->diag, SEVERITY_ERROR, term->bands.at, "\"bands\" needs \"at\": where the bands begin, as at: [6, 12]");
        return;
    }
    if (unit > 0 && !has_tenure(b, &term->bands)) return;
    if (unit > 0) {
        add_tenure_bands(b, term->bands.text, term->cuts, term->n_cuts, unit, false);
        return;
    }
    const struct attribute *a = study_attribute(b->study, &term->bands, b->diag);
    if (!a) return;
    if (term->n_cuts > 250) {
        diag_add(b->diag, SEVERITY_ERROR, term->bands.at, "at most 250 cuts can be made in \"%s\"", term->bands.text);
        return;
    }
    if (a->column->kind != COLUMN_NUMBER) {
        diag_add(b->diag, SEVERITY_ERROR, term->bands.at, "\"%s\" holds categories, not numbers; it cannot be cut into bands", term->bands.text);
        return;
    }
    struct arena *arena = b->study->arena;
    struct column bands = {.name = a->name, .kind = COLUMN_LEVEL, .width = 1, .n_levels = term->n_cuts + 1, .n_missing = a->column->n_missing};
    uint8_t *codes = ARENA_ARRAY(arena, uint8_t, b->study->table.n_rows + 1);
    for (size_t i = 0; i < b->study->table.n_rows; i++) {
        double x = column_number(a->column, i);
        if (isnan(x)) continue;
        size_t band = 1;
        while (band <= term->n_cuts && x >= term->cuts[band - 1]) band++;
        codes[i] = (uint8_t)band;
    }
    bands.values = codes;
    bands.levels = ARENA_ARRAY(arena, const char *, bands.n_levels + 1);
    bands.levels[0] = "";
    bands.levels[1] = arena_printf(arena, "under %.10g", term->cuts[0]);
    for (size_t i = 1; i < term->n_cuts; i++) bands.levels[i + 1] = arena_printf(arena, "%.10g to %.10g", term->cuts[i - 1], term->cuts[i]);
    bands.levels[term->n_cuts + 1] = arena_printf(arena, "%.10g and over", term->cuts[term->n_cuts - 1]);
    add_factor(b, a->name, &bands, NULL);
}

static void add_tenure_number(struct building *b, const struct word *word) {
    if (!has_tenure(b, word)) return;
    b->numbers[b->n_numbers++] = (struct design_number){.name = word->text, .unit_days = unit_of_tenure(word->text), .scale = 1};
}

static void add_named(struct building *b, const struct word *word, const struct job_term *term) {
    if (!strcmp(word->text, "tenure")) {
        if (has_tenure(b, word)) add_default_tenure(b);
        return;
    }
    if (unit_of_tenure(word->text) > 0) {
        add_tenure_number(b, word);
        return;
    }
    const struct attribute *a = study_attribute(b->study, word, b->diag);
    if (!a) return;
    if (a->column->kind == COLUMN_NUMBER) {
        add_number(b, a->name, a, term);
    } else if (a->column->n_levels > 5000) {
        diag_add(b->diag, SEVERITY_ERROR, word->at, "\"%s\" has %zu categories; too many for a model", word->text, a->column->n_levels);
    } else {
        add_factor(b, a->name, a->column, NULL);
    }
}

static void add_term(struct building *b, const struct job_term *term) {
    if (term->factor.text) {
        const struct attribute *a = study_attribute(b->study, &term->factor, b->diag);
        if (!a) return;
        const struct column *levels = attribute_levels(b->study, a);
        if (!levels->n_levels || levels->n_levels > 5000) {
            diag_add(b->diag, SEVERITY_ERROR, term->factor.at, "\"%s\" has too many different values for categories; use {number: %s}", term->factor.text, term->factor.text);
            return;
        }
        add_factor(b, a->name, levels, &term->reference);
    } else if (term->number.text && unit_of_tenure(term->number.text) > 0) {
        add_tenure_number(b, &term->number);
    } else if (term->number.text) {
        const struct attribute *a = study_attribute(b->study, &term->number, b->diag);
        if (a) add_number(b, a->name, a, term);
    } else if (term->bands.text) {
        add_bands(b, term);
    } else if (term->name.text) {
        add_named(b, &term->name, term);
    }
}

static void begin(struct building *b, size_t terms) {
    struct arena *arena = b->study->arena;
    b->factors = ARENA_ARRAY(arena, struct design_factor, 2 * terms + 2);
    b->clocks = ARENA_ARRAY(arena, struct design_factor, terms + 2);
    b->numbers = ARENA_ARRAY(arena, struct design_number, terms + 2);
}

static void finish(struct building *b, struct design *design) {
    *design = (struct design){.n_factors = b->n_factors + b->n_clocks, .n_numbers = b->n_numbers, .numbers = b->numbers};
    design->factors = ARENA_ARRAY(b->study->arena, struct design_factor, design->n_factors + 1);
    memcpy(design->factors, b->factors, b->n_factors * sizeof *b->factors);
    memcpy(design->factors + b->n_factors, b->clocks, b->n_clocks * sizeof *b->clocks);
    design_layout(design, b->study->arena);
    design_scale(design, b->panel);
}

enum { COLUMNS_MOST = 3000, USUAL_COLUMNS_MOST = 300, USUAL_COLUMNS_LEAST = 10, EXITS_A_COLUMN = 5 };

/* Columns of the full coding so far. */
static size_t columns_of(const struct building *b) {
    size_t columns = b->n_numbers;
    for (size_t f = 0; f < b->n_factors; f++) columns += b->factors[f].n_levels;
    for (size_t f = 0; f < b->n_clocks; f++) columns += b->clocks[f].n_levels;
    return columns;
}

static void check_size(struct building *b, const struct job_logistic *model) {
    size_t columns = columns_of(b);
    if (columns <= COLUMNS_MOST && b->n_factors + b->n_clocks < FACTORS_MOST) return;
    diag_add(b->diag, SEVERITY_ERROR, model->at, "this model has %zu terms with %zu categories and numbers in all; at most %d with %d are fitted",
             b->n_factors + b->n_clocks + b->n_numbers, columns, FACTORS_MOST - 1, COLUMNS_MOST);
}

/* A default model has no more columns than its exits can carry, and than anyone reads. */
static size_t usual_columns(const struct panel *panel) {
    size_t exits = 0;
    for (size_t i = 0; i < panel->n; i++) exits += panel->cause[i] && (!panel->event_cause || panel->cause[i] == panel->event_cause);
    size_t columns = exits / EXITS_A_COLUMN;
    return columns < USUAL_COLUMNS_LEAST ? USUAL_COLUMNS_LEAST : columns > USUAL_COLUMNS_MOST ? USUAL_COLUMNS_MOST : columns;
}

/* The default terms: tenure, and the usual attributes in their order, as far as there is room for them. */
static void add_usual_terms(struct building *b) {
    size_t most = usual_columns(b->panel);
    add_default_tenure(b);
    for (size_t i = 0; i < b->study->n_attributes; i++) {
        const struct attribute *a = &b->study->attributes[i];
        size_t more = a->column->kind == COLUMN_LEVEL ? a->column->n_levels : 2;
        if (!a->usual || columns_of(b) + more > most || b->n_factors + 4 > FACTORS_MOST) continue;
        if (a->column->kind == COLUMN_NUMBER) add_number(b, a->name, a, NULL);
        if (a->column->kind == COLUMN_LEVEL) add_factor(b, a->name, a->column, NULL);
    }
}

static void check_term(struct building *b, const struct job_term *term) {
    const struct word *forms[] = {&term->name, &term->factor, &term->number, &term->bands}, *first = NULL;
    for (size_t i = 0; i < 4; i++) {
        if (!forms[i]->text) continue;
        if (first) diag_add(b->diag, SEVERITY_ERROR, forms[i]->at, "a term is one of NAME, {factor:}, {number:} or {bands:}; this one is two");
        first = forms[i];
    }
}

bool terms_design(const struct study *study, const struct job_logistic *model, const struct panel *panel, struct design *design, struct diag *diag) {
    struct building b = {.study = study, .panel = panel, .missing = (enum missing_policy)model->missing, .diag = diag};
    size_t errors = diag->errors;
    begin(&b, model->n_terms + study->n_attributes);
    for (size_t i = 0; i < model->n_terms; i++) {
        check_term(&b, &model->terms[i]);
        add_term(&b, &model->terms[i]);
    }
    if (!model->n_terms) add_usual_terms(&b);
    check_size(&b, model);
    if (model->design == DESIGN_ROWS && !study->timeless) {
        diag_add(diag, SEVERITY_ERROR, model->at, "design: rows needs an \"outcome\" under data: employees:");
    }
    if (diag->errors > errors) return false;
    finish(&b, design);
    return true;
}

void terms_baseline(const struct study *study, const struct segment *segment, const struct panel *panel, struct design *design) {
    struct building b = {.study = study, .panel = panel, .missing = MISSING_INDICATOR};
    begin(&b, 2);
    add_default_tenure(&b);
    if (segment) add_factor(&b, segment->name, &segment->levels, NULL);
    finish(&b, design);
}
