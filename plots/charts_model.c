#include "engine/report/wording.h"
#include "plots/charts.h"

#include <math.h>
#include <string.h>

enum { ROWS_SHOWN = 26 };

static bool shown(const struct report_table *t, size_t r) {
    return isfinite(cell_value(t, r, "ratio_lower")) && isfinite(cell_value(t, r, "ratio_upper")) &&
           strcmp(cell_text(t, r, "term"), "(Intercept)") != 0 && strncmp(cell_text(t, r, "level"), "spline", 6) != 0;
}

/* The rows of the main model with the largest |statistic|, kept in the table's order. */
static size_t pick_rows(const struct report_table *t, const char *model, size_t *rows) {
    size_t n = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        if (strcmp(cell_text(t, r, "model"), model) != 0 || !shown(t, r)) continue;
        if (n < ROWS_SHOWN) {
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

static const char *row_label(const struct report *report, const struct report_table *t, size_t r) {
    const char *level = cell_text(t, r, "level");
    const char *term = say_word(report, cell_text(t, r, "term")), *step = say_ratio(report, t, r).step;
    bool tenure = !strncmp(cell_text(t, r, "term"), "tenure", 6);
    if (level[0]) return arena_printf(report->arena, "%s: %s", term, tenure ? say_band(report, level) : say_word(report, level));
    return arena_printf(report->arena, "%s %s", term, step);
}

/* The clearest row, tenure aside: that newcomers leave sooner is no news. */
static size_t strongest(const struct report_table *t, const size_t *rows, size_t n) {
    size_t best = rows[0];
    for (size_t i = 1; i < n; i++) {
        bool tenure = !strncmp(cell_text(t, rows[i], "term"), "tenure", 6), best_is_tenure = !strncmp(cell_text(t, best, "term"), "tenure", 6);
        if (tenure != best_is_tenure) {
            if (best_is_tenure) best = rows[i];
            continue;
        }
        if (fabs(cell_value(t, rows[i], "statistic")) > fabs(cell_value(t, best, "statistic"))) best = rows[i];
    }
    return best;
}

/* What a forest is of, in words. */
struct forest {
    const char *table, *model, *name, *finding, *source;
};

static bool draw_forest(const struct report *report, const struct forest *forest, struct chart *chart) {
    const struct report_table *t = report_find(report, forest->table);
    size_t rows[ROWS_SHOWN];
    size_t n = t && forest->model ? pick_rows(t, forest->model, rows) : 0;
    if (!n) return false;
    size_t best = strongest(t, rows, n);
    chart->name = forest->name;
    chart->height = 140 + (int)n * 22;
    bool clear = fabs(cell_value(t, best, "statistic")) > 1.96;
    chart->title = arena_printf(report->arena, clear ? say(report, "Clearest sign: %s, %s × %s", "Duidelijkste signaal: %s, %s × %s")
                                                     : say(report, "No clear sign; nearest comes %s, %s × %s", "Geen duidelijk signaal; het dichtst bij komt %s, %s × %s"),
                                row_label(report, t, best), forest->finding, say_number(report, say_ratio(report, t, best).ratio, 2));
    chart->description = forest->source;
    canvas_begin(chart, report, chart->description);
    text_add(&chart->data, "$ratios << EOD\n");
    text_add(&chart->draw, "set ytics (");
    for (size_t i = 0; i < n; i++) {
        size_t place = n - i;
        struct told_ratio told = say_ratio(report, t, rows[i]);
        text_addf(&chart->data, "%.8g %zu %.8g %.8g\n", told.ratio, place, told.lower, told.upper);
        if (i) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, row_label(report, t, rows[i]), 40);
        text_addf(&chart->draw, " %zu", place);
    }
    text_add(&chart->data, "EOD\n");
    text_addf(&chart->draw, ")\nset yrange [0.4:%.1f]\nset logscale x 2\nset grid noytics xtics\nset lmargin at screen 0.34\nset rmargin at screen 0.97\nset bmargin at screen %.4f\n", (double)n + 0.6, 62.0 / chart->height);
    text_addf(&chart->draw, "set arrow 1 from first 1, graph 0 to first 1, graph 1 nohead linecolor rgb '#8A979E' linewidth 1.4\n"
                            "plot $ratios using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb %s\n", canvas_colour(0));
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
