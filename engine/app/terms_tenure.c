#include "engine/app/building.h"

#include <math.h>
#include <string.h>

/* "tenure" alone is in months: so bands of it are told. */
double unit_of_tenure(const char *name) { return !strcmp(name, "tenure") ? 30.4375 : tenure_unit_days(name); }

static const char *months_text(struct arena *arena, double months) {
    if (months >= 24 && fmod(months, 12) == 0) return arena_printf(arena, "%.0f y", months / 12);
    return arena_printf(arena, "%.4g m", months);
}

/* Bands of tenure. In a calendar panel the default bands set the period of hire apart: it is not lived through whole. */
void add_tenure_bands(struct building *b, const char *name, const double *cuts, size_t n, double unit, bool default_bands) {
    struct arena *arena = b->study->arena;
    bool hire_band = default_bands && b->panel->kind == PANEL_CALENDAR;
    struct design_factor *f = new_clock(b);
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
    *f = (struct design_factor){.name = name, .term = b->term, .labels = labels, .n_levels = bands, .reference = hire_band ? 2 : 1, .cuts = days};
}

void add_default_tenure(struct building *b) {
    static const double MONTHS[] = {3, 6, 12, 24, 60, 120};
    size_t n = 6, keep = 0;
    double longest = b->study->timeline.longest / 30.4375;
    if (b->study->timeless || b->cox) return;
    while (keep < n && MONTHS[keep] < longest) keep++;
    if (keep) add_tenure_bands(b, "tenure", MONTHS, keep, 30.4375, true);
}

bool has_tenure(const struct building *b, const struct word *word) {
    if (!b->study->timeless && !b->cox) return true;
    diag_add(b->diag, SEVERITY_ERROR, word->at, b->cox ? "\"%s\": in a Cox model tenure is the clock, not a term; for an effect that differs by tenure give its term by_tenure"
                                                       : "\"%s\": with an outcome there is no tenure", word->text);
    return false;
}

void add_tenure_number(struct building *b, const struct word *word) {
    if (!has_tenure(b, word)) return;
    *new_number(b) = (struct design_number){.name = word->text, .term = b->term, .level = "", .unit_days = unit_of_tenure(word->text), .scale = 1};
}

/* Knots where people leave: there is what a curve over tenure has to tell. */
void add_tenure_spline(struct building *b, const struct job_term *term) {
    const struct timeline *t = &b->study->timeline;
    double unit = unit_of_tenure(term->spline.text), *exits = ARENA_ARRAY(b->study->arena, double, t->n + 1);
    struct spline *spline = ARENA_NEW(b->study->arena, struct spline);
    size_t n = 0;
    if (!has_tenure(b, &term->spline)) return;
    for (size_t i = 0; i < t->n; i++) {
        if (t->used[i] && t->cause[i] && t->exit[i] > t->entry[i]) exits[n++] = t->exit[i] / unit;
    }
    if (!spline_place(spline, spline_knots(term), exits, n)) {
        diag_add(b->diag, SEVERITY_ERROR, term->spline.at, "the exits lie on too few different tenures for %zu knots; ask for fewer", spline_knots(term));
        return;
    }
    for (size_t j = 0; j + 1 < spline->n_knots; j++) {
        *new_number(b) = (struct design_number){.name = term->spline.text, .term = b->term,
                                                            .level = arena_printf(b->study->arena, "spline %zu", j + 1), .unit_days = unit, .spline = spline, .basis = j};
    }
}
