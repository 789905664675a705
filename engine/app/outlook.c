#include "engine/app/outlook.h"

#include "datasets/statutory.h"
#include "engine/app/panels.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* --- the people there ------------------------------------------------------------------------------------------------ */

static size_t find_lines(const struct study *study, uint32_t *line) {
    size_t n = 0;
    for (size_t i = 0; i < study->timeline.n && !study->timeless; i++) {
        if (timeline_present(&study->timeline, i, study->timeline.as_of)) line[n++] = (uint32_t)i;
    }
    return n;
}

static struct column *gather_column(const struct column *from, const uint32_t *line, size_t n, struct arena *arena) {
    struct column *to = ARENA_NEW(arena, struct column);
    *to = *from;
    to->values = arena_array(arena, n + 1, (size_t)from->width);
    values_copy_at(from->values, from->width, line, n, to->values);
    to->n_missing = 0;
    for (size_t i = 0; i < n; i++) to->n_missing += column_is_missing(to, i);
    return to;
}

static void gather_timeline(const struct timeline *from, const uint32_t *line, size_t n, struct arena *arena, struct timeline *to) {
    *to = *from;
    to->n = to->n_used = to->n_people = n;
    to->person = NULL;
    to->begins = NULL;
    to->unit_time = NULL;
    to->used = ARENA_ARRAY(arena, uint8_t, n + 1);
    to->cause = ARENA_ARRAY(arena, uint8_t, n + 1);
    const int32_t *days[] = {from->hired, from->entry, from->exit};
    int32_t **out[] = {&to->hired, &to->entry, &to->exit};
    memset(to->used, 1, n);
    for (size_t k = 0; k < 3; k++) {
        *out[k] = days[k] ? ARENA_ARRAY(arena, int32_t, n + 1) : NULL;
        for (size_t i = 0; i < n && days[k]; i++) (*out[k])[i] = days[k][line[i]];
    }
}

void outlook_gather(const struct study *study, struct outlook *outlook) {
    struct arena *arena = study->arena;
    *outlook = (struct outlook){.study = *study, .line = ARENA_ARRAY(arena, uint32_t, study->timeline.n + 1)};
    struct study *there = &outlook->study;
    size_t n = find_lines(study, outlook->line);
    gather_timeline(&study->timeline, outlook->line, n, arena, &there->timeline);
    there->home = arena;
    there->table.n_rows = n;
    there->panel = NULL;
    there->pseudonyms = NULL;
    there->attributes = ARENA_ARRAY(arena, struct attribute, study->n_attributes + 1);
    for (size_t a = 0; a < study->n_attributes; a++) {
        there->attributes[a] = study->attributes[a];
        there->attributes[a].made = ARENA_NEW(arena, struct column);
        there->attributes[a].column = gather_column(study->attributes[a].column, outlook->line, n, arena);
    }
}

/* --- retirement ------------------------------------------------------------------------------------------------------ */

static const struct attribute *find_any(const struct study *study, const char *const *names) {
    for (size_t k = 0; names[k]; k++) {
        for (size_t i = 0; i < study->n_attributes; i++) {
            if (!strcasecmp(study->attributes[i].name, names[k]) && study->attributes[i].column->kind == COLUMN_NUMBER) return &study->attributes[i];
        }
    }
    return NULL;
}

double *outlook_birth_years(const struct study *study) {
    static const char *const YEARS[] = {"birth_year", "geboortejaar", "year_of_birth", NULL}, *const AGES[] = {"age", "leeftijd", NULL};
    const struct word *named = &study->job.data.derive.birth_year;
    const struct attribute *year = named->text ? study_find_attribute(study, named->text) : NULL, *age = NULL;
    if (!year || year->column->kind != COLUMN_NUMBER) year = find_any(study, YEARS);
    if (!year) age = find_any(study, AGES);
    if ((!year && !age) || study->timeline.as_of == DAY_MISSING) return NULL;
    int now = days_to_civil(study->timeline.as_of).year;
    double *out = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    bool any = false;
    for (size_t i = 0; i < study->timeline.n; i++) {
        double x = column_number(year ? year->column : age->column, i);
        out[i] = year ? x : now - floor(x);
        if (!(out[i] > now - 100 && out[i] < now - 13)) out[i] = NAN;
        any = any || isfinite(out[i]);
    }
    return any ? out : NULL;
}

/* By when each is old enough: of a year of birth, those born on its last day. Whoever is past that stays under the model. */
static void set_retirement(struct outlook *outlook, const double *born) {
    struct civil now = days_to_civil(outlook->study.timeline.as_of);
    int month = now.year * 12 + now.month; /* the first one ahead, from 0 */
    int16_t *by = ARENA_ARRAY(outlook->study.arena, int16_t, outlook->people.n + 1);
    for (size_t i = 0; i < outlook->people.n; i++) {
        by[i] = INT16_MAX;
        if (!isfinite(born[i])) continue;
        int last = ((int)born[i] + 1) * 12 + statutory_pension_months((int)born[i], 12) - month;
        by[i] = last <= 0 ? 0 : last < 30000 ? (int16_t)last : INT16_MAX;
    }
    outlook->people.retires_by = by;
}

static bool resolve_retirement(struct outlook *outlook, struct diag *diag) {
    const struct job_forecast *job = &outlook->study.job.forecast;
    const struct timeline *t = &outlook->study.timeline;
    if (job->retirement != RETIREMENT_AOW) return true;
    const double *born = outlook_birth_years(&outlook->study);
    for (size_t c = 1; c <= t->n_causes; c++) {
        if (!strcmp(t->causes[c], "retirement")) outlook->people.retirement = (uint8_t)c;
    }
    if (!born) {
        diag_add(diag, SEVERITY_ERROR, job->retirement_at, "nobody's year of birth is known; name its column, as data: {derive: {birth_year: COLUMN}}");
    } else if (!outlook->people.retirement) {
        diag_add(diag, SEVERITY_ERROR, job->retirement_at, "no cause of exit is called \"retirement\"; say in exit_reasons which reasons it is");
    } else {
        set_retirement(outlook, born);
    }
    return born && outlook->people.retirement;
}

/* --- the months ahead ------------------------------------------------------------------------------------------------ */

/* Exits of each cause as shares of all. */
static double *cause_shares(const struct study *study) {
    double *shares = ARENA_ARRAY(study->arena, double, 256);
    for (size_t i = 0; i < study->timeline.n; i++) {
        shares[0] += study->timeline.cause[i] != 0;
        shares[study->timeline.cause[i]] += study->timeline.cause[i] != 0;
    }
    double all = shares[0];
    for (size_t c = 0; c < 256 && all > 0; c++) shares[c] /= all;
    return shares;
}

static void set_groupings(struct outlook *outlook) {
    struct forecast_grouping *groupings = ARENA_ARRAY(outlook->study.arena, struct forecast_grouping, outlook->n_segments + 1);
    groupings[0].n_groups = 1;
    for (size_t i = 0; i < outlook->n_segments; i++) {
        groupings[i + 1] = (struct forecast_grouping){column_values(&outlook->segments[i].levels), outlook->segments[i].levels.n_levels};
    }
    outlook->people.groupings = groupings;
    outlook->people.n_groupings = outlook->n_segments + 1;
}

bool outlook_people(struct outlook *outlook, struct diag *diag) {
    struct study *study = &outlook->study;
    const struct timeline *t = &study->timeline;
    size_t n = t->n, step = (size_t)period_months((enum period_step)study->job.period), months = (size_t)study->job.forecast.months;
    struct diag said_elsewhere;
    diag_init(&said_elsewhere, study->arena);
    outlook->segments = study_segments(study, &outlook->n_segments, &said_elsewhere);
    uint8_t *include = ARENA_ARRAY(study->arena, uint8_t, n + 1);
    int32_t *tenure = ARENA_ARRAY(study->arena, int32_t, n + 1);
    memset(include, 1, n);
    for (size_t i = 0; i < n; i++) tenure[i] = !t->hired ? t->exit[i] : t->hired[i] != DAY_MISSING ? t->as_of + 1 - t->hired[i] : 0;
    outlook->people = (struct forecast_people){.n = n, .include = include, .tenure = tenure, .months = months, .step = step, .n_periods = (months + step - 1) / step, .n_causes = t->n_causes};
    set_groupings(outlook);
    if (study->job.forecast.replace && !t->hired) {
        diag_add(diag, SEVERITY_ERROR, study->job.forecast.replace_at, "\"replace\" needs dates: \"hired\" and \"left\" instead of durations");
        return false;
    }
    return resolve_retirement(outlook, diag);
}

/* --- the models ------------------------------------------------------------------------------------------------------ */

/* A horizon's model says nothing of the periods within it. */
static bool can_forecast(const struct fitted *m) { return m->fit.end == LOGISTIC_CONVERGED && m->job->design == DESIGN_PANEL; }

/* Every exit is forecast once: by a model of each cause, the first of its kind, or else by the first model of all exits. */
static size_t choose_models(const struct study *study, const struct fits *fits, const struct fitted **chosen) {
    size_t n = 0;
    bool complete = true;
    for (size_t cause = 1; cause <= study->timeline.n_causes; cause++) {
        size_t m = 0;
        while (m < fits->n && (fits->models[m].cause != cause || !can_forecast(&fits->models[m]))) m++;
        if (m < fits->n) chosen[n++] = &fits->models[m];
        complete = complete && (m < fits->n || study_exits(study, (uint8_t)cause) == 0);
    }
    for (size_t m = 0; m < fits->n && !complete; m++) {
        if (fits->models[m].cause || !can_forecast(&fits->models[m])) continue;
        chosen[0] = &fits->models[m];
        return 1;
    }
    return n;
}

/* A model over the people there. */
static struct forecast_model forecast_model_of(const struct outlook *outlook, const struct fitted *m, const struct design *design) {
    struct arena *arena = outlook->study.arena;
    struct design *gathered = ARENA_NEW(arena, struct design);
    double *offset = m->offset ? ARENA_ARRAY(arena, double, outlook->people.n + 1) : NULL;
    *gathered = design_gathered(design, outlook->line, outlook->people.n, arena);
    for (size_t i = 0; i < outlook->people.n && offset; i++) offset[i] = m->offset[outlook->line[i]];
    return (struct forecast_model){gathered, &m->fit, offset, m->cause};
}

static struct forecast_model *models_of(const struct outlook *outlook, const struct design *designs) {
    struct forecast_model *models = ARENA_ARRAY(outlook->study.arena, struct forecast_model, outlook->risk.n_models + 1);
    for (size_t m = 0; m < outlook->risk.n_models; m++) {
        models[m] = forecast_model_of(outlook, outlook->fitted[m], designs ? &designs[m] : &outlook->fitted[m]->design);
        models[m].cause = outlook->risk.cause[m];
    }
    return models;
}

/* --- who comes in the place ------------------------------------------------------------------------------------------ */

/* Hazards by month of tenure. The period of hire is lived through by half on average; the periods after it whole. */
static void spread_fresh(const struct outlook *outlook, const double *hazard, size_t rows) {
    size_t models = outlook->risk.n_models, months = outlook->people.months;
    double step = (double)outlook->people.step;
    for (size_t i = 0; i < outlook->people.n; i++) {
        for (size_t a = 0; a < months; a++) {
            for (size_t r = 0; r < rows; r++) {
                double from = r ? step / 2 + (double)(r - 1) * step : 0, to = step / 2 + (double)r * step;
                double share = (fmin(to, (double)a + 1) - fmax(from, (double)a)) / (to - from);
                for (size_t m = 0; m < models && share > 0; m++) outlook->fresh[(i * months + a) * models + m] += share * hazard[(i * rows + r) * models + m];
            }
        }
    }
}

static void forecast_fresh(struct outlook *outlook, const struct forecast_model *models) {
    struct arena *arena = outlook->study.arena, scratch = {0};
    size_t n = outlook->people.n, step = outlook->people.step, rows = (outlook->people.months + step - 1) / step + 1;
    int32_t first = outlook->study.timeline.as_of + 1, *hired = ARENA_ARRAY(&scratch, int32_t, n + 1), *starts = ARENA_ARRAY(&scratch, int32_t, rows + 2);
    for (size_t i = 0; i < n; i++) hired[i] = first;
    starts[0] = first;
    for (size_t r = 1; r <= rows; r++) starts[r] = first + (int32_t)lround(((double)step / 2 + (double)(r - 1) * (double)step) * 30.4375);
    struct panel future = {.kind = PANEL_FUTURE, .n = n, .unit_days = 1, .hired = hired, .starts = starts, .n_periods = rows, .include = outlook->people.include};
    struct forecast_people people = outlook->people;
    people.n_periods = rows;
    people.months = rows * step;
    people.retires_by = NULL;
    people.n_groupings = 1;
    struct forecast_risk risk = forecast_risk(&people, &future, models, outlook->risk.n_models, &scratch);
    outlook->fresh = ARENA_ARRAY(arena, double, n * outlook->people.months * outlook->risk.n_models + 1);
    spread_fresh(outlook, risk.hazard, rows);
    arena_free(&scratch);
}

/* --- the whole ------------------------------------------------------------------------------------------------------- */

bool outlook_forecast(const struct study *study, const struct fits *fits, struct outlook *outlook) {
    struct arena *arena = study->arena;
    double last_share;
    outlook->fitted = ARENA_ARRAY(arena, const struct fitted *, fits->n + 1);
    outlook->people.cause_share = cause_shares(study);
    size_t n = choose_models(study, fits, outlook->fitted);
    if (!n || !outlook->people.n) return false;
    outlook->risk = (struct forecast_risk){.n_models = n, .cause = ARENA_ARRAY(arena, uint8_t, n + 1)};
    outlook->model_names = ARENA_ARRAY(arena, const char *, n + 1);
    for (size_t m = 0; m < n; m++) {
        outlook->risk.cause[m] = outlook->fitted[m]->cause;
        outlook->model_names[m] = outlook->fitted[m]->name;
        if (outlook->risk.cause[m] && !strcmp(study->timeline.causes[outlook->risk.cause[m]], "voluntary")) outlook->voluntary = outlook->risk.cause[m];
    }
    struct panel future = study_future(&outlook->study, &last_share);
    struct forecast_model *models = models_of(outlook, NULL);
    outlook->risk = forecast_risk(&outlook->people, &future, models, n, arena);
    if (study->job.forecast.replace) forecast_fresh(outlook, models);
    return true;
}

/* d log(leaving): the gradient of all leavers over how they answer to all odds alike, by the first cell's direction. */
void outlook_changed(const struct outlook *outlook, const struct design *designs, double **hazard, double **direction) {
    struct arena *arena = outlook->study.arena;
    double last_share;
    struct panel future = study_future(&outlook->study, &last_share);
    struct forecast_risk risk = forecast_risk(&outlook->people, &future, models_of(outlook, designs), outlook->risk.n_models, arena);
    *hazard = risk.hazard;
    *direction = ARENA_ARRAY(arena, double, risk.n_normals + 1);
    for (size_t k = 0; k < risk.n_models * risk.n_normals; k++) (*direction)[k % risk.n_normals] += risk.direction[k] - outlook->risk.direction[k];
}
