#include "engine/app/model_rows.h"

#include "engine/base/text.h"
#include "engine/report/wording.h"

#include <string.h>

const struct column *model_number(const struct study *study, const struct word *word, struct diag *diag) {
    if (!word->text) return NULL;
    const struct attribute *a = study_attribute(study, word, diag);
    if (!a) return NULL;
    if (a->column->kind == COLUMN_NUMBER) return a->column;
    diag_add(diag, SEVERITY_ERROR, word->at, "\"%s\" holds categories; expected a column of numbers", word->text);
    return NULL;
}

/* Attributes met so far, with how many of the lines lack them. */
struct lacking {
    const struct study *study;
    const uint8_t *include;
    const struct panel *panel;
    const struct attribute *seen[64];
    size_t n;
    struct text words;
};

static bool has_rows(const struct panel *panel, size_t i) { return !panel || panel_count(panel, i) > 0; }

static void look_at(struct lacking *l, const struct attribute *a, uint8_t *drop) {
    size_t missing = 0;
    for (size_t k = 0; k < l->n; k++) {
        if (l->seen[k] == a) return;
    }
    if (!a || !a->column->n_missing || l->n == sizeof l->seen / sizeof *l->seen) return;
    l->seen[l->n++] = a;
    for (size_t i = 0; i < l->study->timeline.n; i++) {
        if (!l->include[i] || !column_is_missing(a->column, i)) continue;
        missing += has_rows(l->panel, i);
        if (drop) drop[i] = 1;
    }
    if (missing) text_addf(&l->words, "%s%s %s", l->words.length ? ", " : "", a->name, study_few(l->study, (double)missing));
}

static void look_at_word(struct lacking *l, const struct word *word, uint8_t *drop) {
    if (word->text) look_at(l, study_find_attribute(l->study, word->text), drop);
}

static void look_at_terms(struct lacking *l, const struct job_terms *terms, uint8_t *drop) {
    for (size_t i = 0; i < terms->count; i++) {
        const struct job_term *term = &terms->items[i];
        const struct word *of_term[] = {&term->name, &term->factor, &term->number, &term->bands, &term->spline};
        for (size_t k = 0; k < sizeof of_term / sizeof *of_term; k++) look_at_word(l, of_term[k], drop);
        for (size_t k = 0; k < term->interaction.count; k++) look_at_word(l, &term->interaction.items[k], drop);
    }
    for (size_t k = 0; k < l->study->n_attributes && !terms->count; k++) {
        if (l->study->attributes[k].usual) look_at(l, &l->study->attributes[k], drop);
    }
}

static size_t count_of(const uint8_t *include, const struct panel *panel, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += include[i] && has_rows(panel, i);
    return count;
}

void model_missing(const struct study *study, const struct model_words *words, struct report *report, uint8_t *include) {
    static const char *const DONE[] = {"have a category or an indicator of their own", "are left out", "get the mean"};
    static const char *const GEDAAN[] = {"krijgen een eigen categorie of kenmerk", "blijven weg", "krijgen het gemiddelde"};
    bool dutch = report->meta.language == REPORT_NL;
    size_t n = study->timeline.n, before = count_of(include, words->panel, n);
    uint8_t *drop = words->missing == MISSING_DROP ? ARENA_ARRAY(study->arena, uint8_t, n + 1) : NULL;
    struct lacking l = {.study = study, .include = include, .panel = words->panel};
    for (size_t k = 0; k < words->n_columns && drop; k++) look_at_word(&l, words->columns[k], drop);
    for (size_t k = 0; k < (words->strata && drop ? words->strata->count : 0); k++) look_at_word(&l, &words->strata->items[k], drop);
    look_at_terms(&l, words->terms, drop);
    for (size_t i = 0; i < n && drop; i++) include[i] = include[i] && !drop[i];
    size_t dropped = before - count_of(include, words->panel, n);
    if (l.words.length && !drop) {
        report_note(report, "models", say(report, "%s “%s”: of %s lines some lack a value, and these %s (missing: %s): %s.", "%s “%s”: van %s regels missen sommige een waarde, en deze %s (missing: %s): %s."), say_word(report, words->kind), words->name, say_count(report, (double)before),
                    dutch ? GEDAAN[words->missing] : DONE[words->missing],
                    words->missing == MISSING_MEAN ? "mean" : "indicator", text_string(&l.words));
    } else if (dropped) {
        report_note(report, "models", say(report, "%s “%s”: %s of %s lines lack something that it names, and are not used (missing: drop): %s.", "%s “%s”: %s van %s regels missen iets dat het noemt, en zijn niet gebruikt (missing: drop): %s."), say_word(report, words->kind), words->name, study_few(study, (double)dropped), say_count(report, (double)before),
                    text_string(&l.words));
    }
    text_free(&l.words);
}
