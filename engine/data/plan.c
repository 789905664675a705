#include "engine/data/plan.h"

#include <stdlib.h>
#include <string.h>

enum { SCALE_MOST = 9, BAD_TEXT_MOST = 60 };

void evidence_keep_bad(struct evidence *evidence, struct bad_cell bad, struct cell cell) {
    if (evidence->n_bad == evidence->capacity) {
        evidence->capacity = evidence->capacity ? evidence->capacity * 2 : 8;
        evidence->kept = realloc(evidence->kept, evidence->capacity * sizeof *evidence->kept);
    }
    size_t length = cell.length < BAD_TEXT_MOST ? cell.length : BAD_TEXT_MOST;
    bad.text = strndup(cell.s, length);
    if (!evidence->kept || !bad.text) abort();
    text_force_utf8((char *)bad.text);
    evidence->kept[evidence->n_bad++] = bad;
}

void evidence_clear(struct evidence *evidence) {
    for (size_t i = 0; i < evidence->n_bad; i++) free((char *)evidence->kept[i].text);
    free(evidence->kept);
    dictionary_free(&evidence->dictionary);
    *evidence = (struct evidence){0};
}

/* A column is taken for numbers or days when at most one value in fifty is something else. */
static bool mostly(size_t n_bad, size_t n_values) { return n_bad * 50 <= n_values; }

struct tally {
    size_t values, numbers, codes, inexact, days[DATE_ORDERS];
    int width, scale;
};

static void count_cell(struct tally *tally, const struct export *file, struct cell cell) {
    struct cell_number number;
    int32_t day;
    tally->values++;
    if (cell_number(cell, file->decimal, &number)) {
        tally->numbers++;
        tally->codes += cell_is_code(cell);
        tally->inexact += !number.exact || number.says != MARKS_NOTHING || cell.s[0] == '+' || cell.s[0] == '-';
        int width = number.exact && number.scale <= SCALE_MOST ? plan_width(number.digits) : 8;
        if (number.exact && number.scale > tally->scale && number.scale <= SCALE_MOST) tally->scale = number.scale;
        if (width > tally->width) tally->width = width;
    }
    for (int order = 0; order < DATE_ORDERS; order++) tally->days[order] += cell_day(cell, (enum date_order)order, &day);
}

static struct tally tally_column(const struct export *file, size_t column) {
    struct tally tally = {.width = 1};
    for (size_t i = 0; i < file->n_sample; i++) {
        struct cell cell = file->sample[i * file->n_columns + column];
        if (!export_is_missing(file, cell)) count_cell(&tally, file, cell);
    }
    return tally;
}

static enum date_order best_order(const struct export *file, const struct tally *tally) {
    if (file->date_given) return file->date;
    int best = DATE_YMD;
    for (int order = 1; order < DATE_ORDERS; order++) {
        if (tally->days[order] > tally->days[best]) best = order;
    }
    return (enum date_order)best;
}

static enum column_kind automatic_kind(const struct tally *tally, enum date_order order) {
    if (tally->codes) return COLUMN_LEVEL;
    if (mostly(tally->values - tally->numbers, tally->values)) return COLUMN_NUMBER;
    bool numbers = order == DATE_COMPACT || order == DATE_SERIAL; /* days to whoever asks for days */
    bool days = !numbers && mostly(tally->values - tally->days[order], tally->values);
    return days ? COLUMN_DAY : COLUMN_LEVEL;
}

struct plan plan_from_sample(const struct export *file, size_t column, enum column_request request) {
    struct tally tally = tally_column(file, column);
    struct plan plan = {.request = request, .width = tally.width, .scale = tally.scale, .active = true};
    plan.order = best_order(file, &tally);
    plan.order_given = file->date_given;
    switch (request) {
    case REQUEST_SKIP: plan.kind = COLUMN_SKIPPED; break;
    case REQUEST_NUMBER: plan.kind = COLUMN_NUMBER; break;
    case REQUEST_DAY: plan.kind = COLUMN_DAY; break;
    case REQUEST_LEVEL: plan.kind = COLUMN_LEVEL; break;
    case REQUEST_ID: plan.kind = tally.codes || tally.scale || tally.inexact || tally.numbers < tally.values ? COLUMN_LEVEL : COLUMN_NUMBER; break;
    case REQUEST_AUTO: plan.kind = automatic_kind(&tally, plan.order); break;
    }
    if (plan.kind == COLUMN_LEVEL) plan.width = request == REQUEST_ID ? 4 : 1;
    if (plan.kind == COLUMN_DAY) plan.width = 4;
    plan.active = plan.kind != COLUMN_SKIPPED;
    return plan;
}

static void become_level(struct plan *plan) {
    plan->kind = COLUMN_LEVEL;
    plan->width = plan->request == REQUEST_ID ? 4 : 1;
    plan->active = true;
}

static void revise_number(struct plan *plan, const struct evidence *evidence) {
    bool is_id = plan->request == REQUEST_ID;
    if ((is_id && evidence->n_bad) ||
        (plan->request == REQUEST_AUTO && !mostly(evidence->n_bad, evidence->n_values))) {
        become_level(plan);
        return;
    }
    if (evidence->scale > plan->scale) {
        plan->scale = evidence->scale;
        plan->active = true;
    }
    if (evidence->width > plan->width) {
        plan->width = evidence->width;
        plan->active = true;
    }
}

static bool is_orderly(enum date_order order) { return order == DATE_DMY || order == DATE_MDY; }

/* The order that explains most of the days that the plan's does not. */
static enum date_order best_fit(const struct evidence *evidence) {
    int best = DATE_YMD;
    for (int order = 1; order < DATE_ORDERS; order++) {
        if (evidence->fits[order] > evidence->fits[best]) best = order;
    }
    return (enum date_order)best;
}

/* Month before day: one such cell is enough, unless another proved day before month. Any other order: when it explains more. */
static void revise_order(struct plan *plan, const struct evidence *evidence) {
    enum date_order best = best_fit(evidence);
    if (plan->order_given || plan->order_changed || !evidence->fits[best]) return;
    bool twins = is_orderly(plan->order) && is_orderly(best);
    if (twins ? evidence->order_proved : evidence->fits[best] <= evidence->n_values - evidence->n_bad) return;
    plan->order = best;
    plan->order_changed = plan->active = true;
}

void plan_revise(struct plan *plan, const struct evidence *evidence) {
    plan->active = false;
    if (plan->kind == COLUMN_NUMBER) {
        revise_number(plan, evidence);
    } else if (plan->kind == COLUMN_LEVEL && evidence->width > plan->width) {
        plan->width = evidence->width;
        plan->active = true;
    } else if (plan->kind == COLUMN_DAY) {
        revise_order(plan, evidence);
        if (!plan->active && plan->request == REQUEST_AUTO && !mostly(evidence->n_bad, evidence->n_values)) become_level(plan);
    }
}
