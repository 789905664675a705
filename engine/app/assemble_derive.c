/* assemble_derive.c: the attributes that a job derives from others, and those of events and of coming back. */
#include "engine/app/assembling.h"

#include <string.h>

static void add_made(struct assembling *a, struct column made) {
    struct column *kept = ARENA_NEW(a->study->arena, struct column);
    if (!made.values) return;
    if (study_find_attribute(a->study, made.name)) {
        quality_find(&a->study->quality, arena_printf(a->study->arena, "attribute %s is in the data already", made.name), SEVERITY_NOTE, "not derived", "%s", made.name);
        return;
    }
    *kept = made;
    study_add_attribute(a->study, made.name, kept);
}

/* The history that an attribute comes from, and its column there. */
static bool find_source(const struct assembling *a, const struct word *word, size_t *history, const struct column **column) {
    for (size_t h = 0; h < a->n_histories; h++) {
        const struct input *input = input_at(a, history_input(a, h));
        const char *name = word->text;
        for (size_t i = 0; i < input->n_listed; i++) {
            if (!strcmp(input->listed[i].name.text, name) && input->listed[i].column.text) name = input->listed[i].column.text;
        }
        *column = table_column(&input->table, name);
        *history = h;
        if (describes(*column)) return true;
    }
    return false;
}

static const struct attribute *need_number(const struct assembling *a, const struct word *word) {
    const struct attribute *found = study_attribute(a->study, word, a->diag);
    if (!found || found->column->kind == COLUMN_NUMBER) return found;
    diag_add(a->diag, SEVERITY_ERROR, word->at, "\"%s\" holds categories, not numbers", word->text);
    return NULL;
}

static const struct column *need_levels(const struct assembling *a, const struct word *word) {
    enum { CELLS_MOST = 20000000 }; /* levels times cuts */
    const struct attribute *found = study_attribute(a->study, word, a->diag);
    const struct column *levels = found ? attribute_levels(a->study, found) : NULL;
    bool fits = levels && levels->values && (levels->n_levels + 1) * (a->deriving.n_cuts + 1) <= CELLS_MOST;
    if (levels && !fits) diag_add(a->diag, SEVERITY_ERROR, word->at, "\"%s\" has too many different values", word->text);
    return fits ? levels : NULL;
}

/* Elapsed time needs to know since when: the attribute must come from a history. */
static void add_since_change(struct assembling *a, const struct word *word, const char *name) {
    size_t h;
    const struct column *column;
    if (!word->text || !study_attribute(a->study, word, a->diag)) return;
    if (find_source(a, word, &h, &column)) {
        add_made(a, derive_months_since_change(&a->deriving, &a->histories[h], column, a->merged.places[h], name));
    } else {
        diag_add(a->diag, SEVERITY_ERROR, word->at, "\"%s\" is in no history, so nobody knows since when it holds; leave the key out", word->text);
    }
}

static void add_raises(struct assembling *a, const struct word *pay) {
    size_t h;
    const struct column *column;
    if (!pay->text || !need_number(a, pay) || !find_source(a, pay, &h, &column)) return;
    add_made(a, derive_months_since_raise(&a->deriving, &a->histories[h], column, a->merged.places[h]));
    add_made(a, derive_raise_percent(&a->deriving, &a->histories[h], column, a->merged.places[h]));
}

static void add_compa_ratio(struct assembling *a) {
    const struct job_derive *d = &data_of(a)->derive;
    if (!d->job.count) return;
    if (!d->pay.text) {
        diag_add(a->diag, SEVERITY_ERROR, d->job.items[0].at, "\"job\" needs \"pay\" beside it, to compare");
        return;
    }
    const struct attribute *pay = need_number(a, &d->pay);
    struct segment cell = study_segment(a->study, &d->job, a->diag);
    if (!pay || !cell.name) return;
    add_made(a, derive_compa_ratio(&a->deriving, pay->column, &cell.known));
    study_find_attribute(a->study, d->pay.text)->usual = false; /* the two beside each other in a default model explain each other away */
}

static void add_team(struct assembling *a, const struct word *team) {
    const struct column *levels = team->text ? need_levels(a, team) : NULL;
    if (!levels) return;
    add_made(a, derive_team_size(&a->deriving, levels));
    add_made(a, derive_team_exits(&a->deriving, levels));
}

static void add_birth_year(struct assembling *a, const struct word *birth_year) {
    const struct attribute *year = birth_year->text ? need_number(a, birth_year) : NULL;
    if (!year) return;
    add_made(a, derive_age(&a->deriving, year->column));
    add_made(a, derive_age_band(&a->deriving, year->column));
}

/* The days themselves, for what counts them on other days than lines begin. */
static void keep_happenings(struct assembling *a, const struct event_log *log, uint32_t level, const char *kind) {
    struct study *study = a->study;
    const struct history *h = log->history;
    size_t *first = ARENA_ARRAY(study->arena, size_t, a->people.n + 2), n = 0;
    int32_t *days = ARENA_ARRAY(study->arena, int32_t, h->rows.first[a->people.n] + 1);
    for (size_t p = 0; p < a->people.n; p++) {
        first[p] = n;
        for (size_t k = h->rows.first[p]; k < h->rows.first[p + 1]; k++) {
            if (!level || column_code(log->kind, h->rows.order[k]) == level) days[n++] = h->begin[k];
        }
    }
    first[a->people.n] = n;
    study->happenings[study->n_happenings++] = (struct happenings){kind, first, days};
}

static void add_event_kind(struct assembling *a, const struct event_log *log, uint32_t level, const char *kind) {
    struct arena *arena = a->study->arena;
    keep_happenings(a, log, level, kind);
    add_made(a, derive_months_since_event(&a->deriving, log, level, arena_printf(arena, "months_since_%s", kind)));
    add_made(a, derive_event_count(&a->deriving, log, level, arena_printf(arena, "%s_count_12m", kind)));
}

static void add_events(struct assembling *a) {
    enum { KINDS_MOST = 50 };
    a->study->happenings = ARENA_ARRAY(a->study->arena, struct happenings, data_of(a)->n_events * KINDS_MOST + 1);
    for (size_t e = 0; e < data_of(a)->n_events; e++) {
        const struct job_events *job = &data_of(a)->events[e];
        const struct event_log *log = &a->logs[e];
        if (!log->kind) {
            add_event_kind(a, log, 0, job->kind.text);
        } else if (log->kind->n_levels > KINDS_MOST) {
            diag_add(a->diag, SEVERITY_ERROR, job->kind_column.at, "\"%s\" has %zu kinds of events; at most %d make attributes", job->kind_column.text, log->kind->n_levels, KINDS_MOST);
        } else {
            for (uint32_t level = 1; level <= log->kind->n_levels; level++) add_event_kind(a, log, level, log->kind->levels[level]);
        }
    }
}

/* Too few people who came back say nothing in a default model, and the number of a spell repeats that they did. */
static void judge_returns(struct study *study, const struct column *previously) {
    enum { RETURNS_LEAST = 50 };
    size_t returns = 0;
    for (size_t i = 0; i < study->timeline.n; i++) returns += timeline_begins(&study->timeline, i) && column_code(previously, i) == 2;
    study_find_attribute(study, "spell_number")->usual = false;
    if (returns < RETURNS_LEAST) study_find_attribute(study, "previously_employed")->usual = false;
}

/* People who come back, where ids tell. */
static void add_spell_number(struct study *study, const struct deriving *deriving) {
    struct column *kept = ARENA_ARRAY(study->arena, struct column, 2);
    kept[0] = derive_spell_number(deriving);
    if (!kept[0].values || study_find_attribute(study, kept[0].name)) return;
    kept[1] = derive_previously_employed(deriving, &kept[0]);
    study_add_attribute(study, kept[0].name, &kept[0]);
    study_add_attribute(study, kept[1].name, &kept[1]);
    judge_returns(study, &kept[1]);
}

void assemble_returns(struct study *study) {
    const struct timeline *t = &study->timeline;
    if (t->person && t->hired) add_spell_number(study, &(struct deriving){.timeline = t, .n_people = t->n_numbered, .arena = study->arena});
}

void assemble_derived(struct assembling *a) {
    const struct job_derive *d = &data_of(a)->derive;
    a->deriving.timeline = &a->study->timeline;
    a->deriving.n_people = a->people.n;
    a->deriving.arena = a->study->arena;
    add_since_change(a, &d->role, "months_in_role");
    add_since_change(a, &d->manager, "months_with_manager");
    add_raises(a, &d->pay);
    add_compa_ratio(a);
    add_team(a, &d->team);
    add_birth_year(a, &d->birth_year);
    const struct attribute *hours = d->hours.text ? need_number(a, &d->hours) : NULL;
    if (hours) add_made(a, derive_part_time(&a->deriving, hours->column, d->full_time_hours));
    add_events(a);
    add_spell_number(a->study, &a->deriving);
}
