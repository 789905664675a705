/* references.c: every name a job uses, looked up before anything is fitted, so that one run shows all faults. */
#include "engine/app/money.h"
#include "engine/app/tables.h"

#include <string.h>

static void check_charts(const struct job *job, struct diag *diag) {
    for (size_t i = 0; i < job->output.charts.count; i++) {
        const struct word *word = &job->output.charts.items[i];
        if (strcmp(word->text, "svg") != 0 && strcmp(word->text, "png") != 0) {
            diag_add(diag, SEVERITY_ERROR, word->at, "\"charts\" is \"%s\"; expected svg, png or []", word->text);
        }
    }
}

/* Both go into scripts and style sheets: nothing but what they are made of. */
static void check_theme(const struct job_theme *theme, struct diag *diag) {
    for (size_t i = 0; i < theme->colours.count; i++) {
        const struct word *word = &theme->colours.items[i];
        bool colour = strlen(word->text) == 7 && word->text[0] == '#' && strspn(word->text + 1, "0123456789abcdefABCDEF") == 6;
        if (!colour) diag_add(diag, SEVERITY_ERROR, word->at, "\"%s\" is no colour; write it in quotes as \"#0072B2\"", word->text);
        if (i == THEME_COLOURS) diag_add(diag, SEVERITY_ERROR, word->at, "a theme has %d colours at the most", THEME_COLOURS);
    }
    const char *font = theme->font.text;
    if (font && (!font[0] || font[strspn(font, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -")])) {
        diag_add(diag, SEVERITY_ERROR, theme->font.at, "\"%s\" is no name of a font: letters, digits, spaces and hyphens", font);
    }
}

static void check_privacy(const struct study *study, struct diag *diag) {
    const struct job_privacy *privacy = &study->job.privacy;
    for (size_t i = 0; i < privacy->sensitive.count; i++) (void)study_attribute(study, &privacy->sensitive.items[i], diag);
    if (study->timeless && privacy->individual_risk) {
        diag_add(diag, SEVERITY_ERROR, privacy->individual_at, "with an \"outcome\" nobody's risk of leaving is forecast; \"individual_risk\" needs dates or durations");
    }
    if (privacy->key_file.text && !privacy->individual_risk) diag_add(diag, SEVERITY_ERROR, privacy->key_file.at, "\"key_file\" goes with individual_risk: true");
}

void output_check(const struct job *job, struct diag *diag) {
    check_charts(job, diag);
    check_theme(&job->output.theme, diag);
}

void study_check_references(const struct study *study, struct diag *diag) {
    struct arena scratch = {0};
    struct study probe = *study;
    size_t n;
    probe.arena = &scratch; /* what is built here only to be checked goes again */
    (void)study_segments(&probe, &n, diag);
    curves_check(&probe, diag);
    logistic_check(&probe, diag);
    cox_check(&probe, diag);
    money_check(&probe, diag);
    output_check(&probe.job, diag);
    check_privacy(&probe, diag);
    talent_check(&probe, diag);
    arena_free(&scratch);
}
