/* charts_model.c: odds and hazard ratios as forests: term by term, each with its reference, its levels and their intervals. */
#include "engine/report/wording.h"
#include "plots/charts.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { ROWS_MOST = 60 };

static bool shown(const struct report_table *t, size_t r, const char *model) {
    return !strcmp(cell_text(t, r, "model"), model) && isfinite(cell_value(t, r, "ratio_lower")) && isfinite(cell_value(t, r, "ratio_upper")) &&
           strcmp(cell_text(t, r, "term"), "(Intercept)") != 0 && strncmp(cell_text(t, r, "level"), "spline", 6) != 0;
}

/* The model's rows, in the table's order; where there are more than a chart can hold, those with the largest |statistic|. */
static size_t pick_rows(const struct report_table *t, const char *model, size_t *rows, size_t *all) {
    size_t n = 0;
    *all = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        if (!shown(t, r, model)) continue;
        ++*all;
        if (n < ROWS_MOST) {
            rows[n++] = r;
            continue;
        }
        size_t weakest = 0;
        for (size_t i = 1; i < n; i++) {
            if (fabs(cell_value(t, rows[i], "statistic")) < fabs(cell_value(t, rows[weakest], "statistic"))) weakest = i;
        }
        if (fabs(cell_value(t, r, "statistic")) <= fabs(cell_value(t, rows[weakest], "statistic"))) continue;
        memmove(rows + weakest, rows + weakest + 1, (n - weakest - 1) * sizeof *rows);
        rows[n - 1] = r;
    }
    return n;
}

static bool is_tenure(const struct report_table *t, size_t r) { return !strncmp(cell_text(t, r, "term"), "tenure", 6); }

static const char *level_label(const struct report *report, const struct report_table *t, size_t r) {
    const char *level = cell_text(t, r, "level");
    return is_tenure(t, r) ? say_band(report, level) : say_label(report, level);
}

/* "department Retail against Care", "engagement +1". */
static const char *row_words(const struct report *report, const struct report_table *t, size_t r, const char *reference) {
    const char *term = say_label(report, cell_text(t, r, "term"));
    if (!cell_text(t, r, "level")[0]) return arena_printf(report->arena, "%s %s", term, say_ratio(report, t, r).step);
    return reference ? arena_printf(report->arena, say(report, "%s %s against %s", "%s %s tegenover %s"), term, level_label(report, t, r), reference) : arena_printf(report->arena, "%s %s", term, level_label(report, t, r));
}

/* The level that a term's others are compared with; NULL = the term has none. */
static const char *reference_of(const struct report *report, const struct report_table *t, const char *model, const char *term) {
    size_t r = row_find(t, "model", model, "term", term, "note", "reference", NULL);
    return r == SIZE_MAX ? NULL : level_label(report, t, r);
}

/* The clearest row, tenure aside: that newcomers leave sooner is no news. */
static size_t strongest(const struct report_table *t, const size_t *rows, size_t n) {
    size_t best = rows[0];
    for (size_t i = 1; i < n; i++) {
        bool better = fabs(cell_value(t, rows[i], "statistic")) > fabs(cell_value(t, best, "statistic"));
        if (is_tenure(t, rows[i]) != is_tenure(t, best)) better = is_tenure(t, best);
        if (better) best = rows[i];
    }
    return best;
}

/* What a forest is of, in words. */
struct forest {
    const char *table, *model, *name, *finding, *source;
};

/* The largest of n statistics that are chance alone is rarely so large (Bonferroni's bound at 5 %). */
static bool is_clear(double statistic, size_t n) { return fabs(statistic) > gsl_cdf_ugaussian_Qinv(0.025 / (double)n); }

static void set_words(const struct report *report, const struct forest *forest, const struct report_table *t, const size_t *rows, size_t n, size_t all, struct chart *chart) {
    size_t best = strongest(t, rows, n);
    bool clear = is_clear(cell_value(t, best, "statistic"), all);
    chart->name = forest->name;
    chart->title = arena_printf(report->arena, clear ? say(report, "Clearest sign: %s × %s for %s", "Duidelijkste signaal: %s × %s bij %s") : say(report, "No clear sign; nearest comes %s × %s for %s", "Geen duidelijk signaal; het dichtst bij komt %s × %s bij %s"),
                                forest->finding, say_number(report, say_ratio(report, t, best).ratio, 2), row_words(report, t, best, reference_of(report, t, forest->model, cell_text(t, best, "term"))));
    chart->description = forest->source;
    if (all > n) chart->description = arena_printf(report->arena, say(report, "%s The clearest %zu of %zu rows.", "%s De duidelijkste %zu van %zu rijen."), forest->source, n, all);
}

static void add_tic(struct chart *chart, const char *label, size_t place, bool first) {
    if (!first) text_add(&chart->draw, ", ");
    canvas_tic(&chart->draw, label, 40);
    text_addf(&chart->draw, " -%zu", place);
}

static void add_line(struct text *out, size_t place) { text_addf(out, "set arrow %zu from graph -0.5, first -%.1f to graph 1, first -%.1f nohead linecolor rgb '#E4EAED' linewidth 1\n", 100 + place, (double)place - 0.5, (double)place - 0.5); }

/* A term's name and reference, left of its levels, under a line. */
static void add_heading(struct text *out, const struct report *report, const struct report_table *t, size_t row, const char *reference, size_t place) {
    const char *name = say_label(report, cell_text(t, row, "term"));
    add_line(out, place);
    text_addf(out, "set label %zu ", 700 + place);
    canvas_label(out, reference ? arena_printf(report->arena, say(report, "%s, against %s", "%s, tegenover %s"), name, reference) : name, 46);
    text_addf(out, " at screen 0.02, first -%zu left noenhanced font ',11' textcolor rgb '#1B2A33'\n", place);
}

static bool draw_forest(const struct report *report, const struct forest *forest, struct chart *chart) {
    const struct report_table *t = report_find(report, forest->table);
    size_t rows[ROWS_MOST], all = 0, n = t && forest->model ? pick_rows(t, forest->model, rows, &all) : 0, place = 0;
    if (!n) return false;
    const char *term = "";
    struct text lines = {0};
    set_words(report, forest, t, rows, n, all, chart);
    for (size_t i = 0; i < n; i++) { /* a line for each row, and one for each term that has levels */
        bool heads = cell_text(t, rows[i], "level")[0] && strcmp(term, cell_text(t, rows[i], "term")) != 0;
        term = cell_text(t, rows[i], "term");
        place += 1 + heads;
    }
    chart->height = 140 + (int)place * 21;
    canvas_begin(chart, report, chart->description);
    text_add(&chart->data, "$ratios << EOD\n");
    text_add(&chart->draw, "set ytics (");
    place = 0;
    term = "";
    for (size_t i = 0; i < n; i++) {
        const char *level = cell_text(t, rows[i], "level");
        if (level[0] && strcmp(term, cell_text(t, rows[i], "term")) != 0) {
            add_heading(&lines, report, t, rows[i], reference_of(report, t, forest->model, cell_text(t, rows[i], "term")), ++place);
        }
        bool numbers = !level[0] && term[0] && i > 0 && cell_text(t, rows[i - 1], "level")[0]; /* the first number after levels */
        if (numbers) add_line(&lines, place + 1);
        term = cell_text(t, rows[i], "term");
        struct told_ratio told = say_ratio(report, t, rows[i]);
        add_tic(chart, level[0] ? level_label(report, t, rows[i]) : row_words(report, t, rows[i], NULL), ++place, i == 0);
        text_addf(&chart->data, "%.8g -%zu %.8g %.8g\n", told.ratio, place, told.lower, told.upper);
    }
    text_add(&chart->data, "EOD\n");
    text_addf(&chart->draw, ") scale 0\nset yrange [-%.1f:-0.4]\nset logscale x 2\nset grid noytics xtics\nset lmargin at screen 0.34\nset rmargin at screen 0.97\nset bmargin at screen %.4f\n%s", (double)place + 0.6, 62.0 / chart->height, text_string(&lines));
    text_addf(&chart->draw, "set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor rgb '#8A979E' linewidth 1.4\n"
                            "plot $ratios using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb %s\n", canvas_colour(0));
    text_free(&lines);
    return true;
}

bool chart_odds(const struct report *report, struct chart *chart) {
    const struct forest forest = {"logistic_coefficients", report_main_model(report), "odds_ratios", say_odds(report),
                                  say(report, "Odds ratios with 95% intervals, other terms equal; 1 is no difference from the reference. Associations, not proof of cause.",
                                      "Kansverhoudingen met 95%-intervallen, al het andere gelijk; 1 is geen verschil met de referentie. Samenhang, geen bewijs van oorzaak.")};
    return draw_forest(report, &forest, chart);
}

bool chart_hazard_ratios(const struct report *report, struct chart *chart) {
    const struct report_table *fit = report_find(report, "cox_fit");
    const char *model = report_cox_model(report), *cause = model ? cell_text(fit, row_find(fit, "model", model, NULL), "cause") : "all";
    const char *finding = say(report, "risk of leaving", "vertrekrisico");
    if (strcmp(cause, "all") != 0) finding = arena_printf(report->arena, "%s (%s)", finding, say_word(report, cause));
    const struct forest forest = {"cox_coefficients", model, "hazard_ratios", finding,
                                  say(report, "Hazard ratios (Cox) with 95% intervals, other terms equal; 1 is no difference from the reference. Associations, not proof of cause.",
                                      "Risicoverhoudingen (Cox) met 95%-intervallen, al het andere gelijk; 1 is geen verschil met de referentie. Samenhang, geen bewijs van oorzaak.")};
    return draw_forest(report, &forest, chart);
}
