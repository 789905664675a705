/* charts_belief.c: was the model right, and where do its risks lie? */
#include "engine/report/wording.h"
#include "plots/charts.h"
#include "plots/heat.h"

#include <math.h>
#include <string.h>

/* " (voluntary)": of which exits the model is, where not of all. */
static const char *kind_words(const struct report *report, const char *model) {
    const char *cause = report_model_cause(report, model);
    return strcmp(cause, "all") ? arena_printf(report->arena, " (%s)", say_word(report, cause)) : "";
}

/* --- calibration ------------------------------------------------------------------------------------------------------- */

static double add_groups(struct chart *chart, const struct report_table *t, const char *model, const char *test) {
    double most = 0;
    text_add(&chart->data, "$groups << EOD\n");
    for (size_t r = 0; r < t->n_rows; r++) {
        double risk = cell_value(t, r, "risk"), share = cell_value(t, r, "share"), lower = cell_value(t, r, "lower"), upper = cell_value(t, r, "upper");
        if (strcmp(cell_text(t, r, "model"), model) != 0 || strcmp(cell_text(t, r, "test"), test) != 0 || !isfinite(share)) continue;
        text_addf(&chart->data, "%.8g %.8g %.8g %.8g\n", 100 * risk, 100 * share, 100 * lower, 100 * upper);
        most = fmax(most, fmax(100 * risk, 100 * upper));
    }
    text_add(&chart->data, "EOD\n");
    return most;
}

/* The group of the highest risk; SIZE_MAX = none. */
static size_t top_group(const struct report_table *t, const char *model, const char *test) {
    size_t top = SIZE_MAX;
    for (size_t r = 0; r < t->n_rows; r++) {
        bool own = !strcmp(cell_text(t, r, "model"), model) && !strcmp(cell_text(t, r, "test"), test) && isfinite(cell_value(t, r, "upper"));
        if (own && (top == SIZE_MAX || cell_value(t, r, "risk") > cell_value(t, top, "risk"))) top = r;
    }
    return top;
}

bool chart_calibration(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "calibration"), *tests = report_find(report, "validation");
    const char *model = report_main_model(report);
    size_t best = t ? report_best_test(report, model, "the model") : SIZE_MAX;
    if (best == SIZE_MAX) return false;
    const char *test = cell_text(tests, best, "test");
    double expected = cell_value(tests, best, "expected"), happened = cell_value(tests, best, "n_event");
    chart->name = "calibration";
    chart->width = 820;
    chart->height = 560;
    chart->title = arena_printf(report->arena, say(report, "Forecast %s exits%s, happened %s: tenth of the risk by tenth", "Voorspeld %s vertrekkers%s, werkelijk %s: per tiende van het risico"), say_count(report, expected), kind_words(report, model), say_count(report, happened));
    size_t top = top_group(t, model, test);
    double risk = top == SIZE_MAX ? NAN : cell_value(t, top, "risk"), share = top == SIZE_MAX ? NAN : cell_value(t, top, "share");
    if (top != SIZE_MAX && (risk < cell_value(t, top, "lower") || risk > cell_value(t, top, "upper"))) { /* those whom a reader would act on */
        chart->title = arena_printf(report->arena, say(report, "Forecast %s exits%s, happened %s; the highest tenth is told too %s: %s against %s", "Voorspeld %s vertrekkers%s, werkelijk %s; het hoogste tiende is te %s ingeschat: %s, het werd %s"), say_count(report, expected), kind_words(report, model),
                                    say_count(report, happened), risk > share ? say(report, "high", "hoog") : say(report, "low", "laag"), say_share(report, risk), say_share(report, share));
    }
    chart->description = !strcmp(test, "out of time") ? say(report, "Share that left against the risk forecast, by tenth of the risk, in periods after the fit; 95% intervals. On the line: right.",
                                                            "Aandeel vertrokken tegen voorspeld risico, per tiende, in perioden na de schatting; 95%-intervallen. Op de lijn: goed.")
                         : !strcmp(test, "in sample") ? say(report, "Share that left against the risk told, by tenth of the risk, in the very rows that were fitted; 95% intervals. On the line: right.",
                                                            "Aandeel vertrokken tegen het voorspelde risico, per tiende, op de rijen van de schatting zelf; 95%-intervallen. Op de lijn: goed.")
                                                      : say(report, "Share that left against the risk forecast, by tenth of the risk, of people left out of the fit; 95% intervals. On the line: right.",
                                                            "Aandeel vertrokken tegen voorspeld risico, per tiende, van mensen buiten de schatting; 95%-intervallen. Op de lijn: goed.");
    canvas_begin(chart, report, chart->description);
    double most = add_groups(chart, t, model, test);
    if (!(most > 0)) return false;
    text_addf(&chart->draw, "set xrange [0:%.6g]\nset yrange [0:%.6g]\nset format x '%%g%%%%'\nset format y '%%g%%%%'\nset grid xtics ytics\nset lmargin at screen 0.12\nset rmargin at screen 0.95\nset bmargin at screen 0.16\nset xlabel ",
              1.05 * most, 1.05 * most);
    canvas_label(&chart->draw, report->meta.outcome ? say(report, "forecast", "voorspeld") : say(report, "risk forecast for a period", "voorspeld risico per periode"), 60);
    text_add(&chart->draw, "\nset ylabel ");
    canvas_label(&chart->draw, report->meta.outcome ? say(report, "happened", "gebeurd") : say(report, "share that left", "aandeel vertrokken"), 60);
    text_addf(&chart->draw, "\nplot x with lines linewidth 1.2 dashtype 2 linecolor rgb '#8A979E', $groups using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.7 linewidth 1.6 linecolor rgb %s\n",
              canvas_colour(0));
    return true;
}

/* --- back-test --------------------------------------------------------------------------------------------------------- */

enum { PERIODS_MOST = 12 };

/* The rows of a model's own scores on later periods, one a period. */
static size_t later_periods(const struct report_table *t, const char *model, size_t rows[PERIODS_MOST]) {
    size_t n = 0;
    for (size_t r = 0; t && r < t->n_rows && n < PERIODS_MOST; r++) {
        bool ours = !strcmp(cell_text(t, r, "model"), model) && !strcmp(cell_text(t, r, "test"), "out of time") && !strcmp(cell_text(t, r, "scorer"), "the model");
        if (ours && strcmp(cell_text(t, r, "period"), "all") != 0 && isfinite(cell_value(t, r, "expected"))) rows[n++] = r;
    }
    return n;
}

bool chart_back_test(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "validation");
    const char *model = report_main_model(report);
    size_t rows[PERIODS_MOST], n = model ? later_periods(t, model, rows) : 0;
    double expected = 0, happened = 0, most = 0;
    if (n < 2) return false;
    chart->name = "back_test";
    text_add(&chart->data, "$periods << EOD\n");
    for (size_t i = 0; i < n; i++) {
        double forecast = cell_value(t, rows[i], "expected"), exits = cell_value(t, rows[i], "n_event"), spread = 1.96 * sqrt(forecast);
        text_addf(&chart->data, "%zu %.8g %.8g %.8g %.8g\n", i + 1, forecast, fmax(0, forecast - spread), forecast + spread, exits);
        expected += forecast;
        happened += exits;
        most = fmax(most, fmax(forecast + spread, exits));
    }
    text_add(&chart->data, "EOD\n");
    chart->title = arena_printf(report->arena, say(report, "Fitted to the past only, the model forecast %s exits%s; %s happened", "Geschat op alleen het verleden voorspelde het model %s vertrekkers%s; het werden er %s"),
                                say_count(report, expected), kind_words(report, model), say_count(report, happened));
    chart->description = say(report, "Bars: exits forecast, with 95% ranges of chance alone. Dots: who left. None of these periods was in the fit.",
                             "Staven: voorspeld vertrek, met 95%-bereik van toeval alleen. Punten: wie werkelijk vertrok. Geen van deze perioden zat in de schatting.");
    canvas_begin(chart, report, chart->description);
    text_add(&chart->draw, "set xtics (");
    for (size_t i = 0; i < n; i++) {
        if (i) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, cell_text(t, rows[i], "period"), 20);
        text_addf(&chart->draw, " %zu", i + 1);
    }
    text_addf(&chart->draw, ")\nset xrange [0.4:%.1f]\nset yrange [0:%.6g]\nset boxwidth 0.6\nset lmargin at screen 0.09\nset rmargin at screen 0.86\nset bmargin at screen 0.16\n", (double)n + 0.6, 1.08 * most);
    text_add(&chart->draw, "set label 801 ");
    canvas_label(&chart->draw, say(report, "forecast", "voorspeld"), 20);
    text_addf(&chart->draw, " at graph 1.01, first %.6g left noenhanced font ',10' textcolor rgb '#566872'\nset label 802 ", 0.5 * cell_value(t, rows[n - 1], "expected"));
    canvas_label(&chart->draw, say(report, "left", "vertrokken"), 20);
    text_addf(&chart->draw, " at graph 1.01, first %.6g left noenhanced font ',10' textcolor rgb %s\n", cell_value(t, rows[n - 1], "n_event"), canvas_ink(1));
    text_addf(&chart->draw, "plot $periods using 1:2:3:4:(0.6) with boxerrorbars linecolor rgb '#B9CBD3' fillstyle solid border rgb '#8A979E', $periods using 1:5 with points pointtype 7 pointsize 1.1 linecolor rgb %s\n", canvas_colour(1));
    return true;
}

/* --- the vlootschouw --------------------------------------------------------------------------------------------------- */

enum { SIDE_MOST = 12 };

/* The names of a side, in the table's order; "all" is none. */
static size_t side_of(const struct report_table *t, const char *column, const char *names[SIDE_MOST]) {
    size_t n = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *name = cell_text(t, r, column);
        bool seen = !strcmp(name, "all");
        for (size_t k = 0; k < n; k++) seen = seen || !strcmp(names[k], name);
        if (!seen && n < SIDE_MOST) names[n++] = name;
    }
    return n;
}

static void add_side(struct chart *chart, const struct report *report, const char *axis, const char *const *names, size_t n) {
    text_addf(&chart->draw, "set %s (", axis);
    for (size_t k = 0; k < n; k++) {
        if (k) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, say_label(report, names[k]), 24);
        text_addf(&chart->draw, " %zu", k + 1);
    }
    text_add(&chart->draw, ") scale 0\n");
}

bool chart_vlootschouw(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "vlootschouw");
    const char *performance[SIDE_MOST], *potential[SIDE_MOST];
    size_t rows = t ? side_of(t, "performance", performance) : 0, columns = t ? side_of(t, "potential", potential) : 0, whole = t ? row_find(t, "performance", "all", "potential", "all", NULL) : SIZE_MAX;
    double most = 0;
    if (rows < 2 || columns < 2 || whole == SIZE_MAX) return false;
    for (size_t r = 0; r < t->n_rows; r++) most = fmax(most, isfinite(cell_value(t, r, "share")) ? cell_value(t, r, "share") : 0);
    if (!(most > 0)) return false;
    size_t best = row_find(t, "performance", performance[rows - 1], "potential", "all", NULL);
    chart->name = "vlootschouw";
    chart->height = 190 + (int)rows * 52;
    chart->title = best != SIZE_MAX && isfinite(cell_value(t, best, "share"))
                       ? arena_printf(report->arena, say(report, "Of the best performers %s leave within %s, of everybody %s", "Van de beste presteerders vertrekt %s binnen %s, van allen %s"),
                                      say_share(report, cell_value(t, best, "share")), say_months(report), say_share(report, cell_value(t, whole, "share")))
                       : say(report, "Performance against potential: who is expected to leave", "Prestatie tegen potentieel: wie vertrekt naar verwachting");
    chart->description = say(report, "In each box: people there now, and the share of them expected to leave within the horizon (the shade). Empty = nobody, or too few people.",
                             "In elk vak: mensen nu in dienst, en het deel dat binnen de horizon naar verwachting vertrekt (de kleur). Leeg = niemand, of te weinig mensen.");
    canvas_begin(chart, report, chart->description);
    text_add(&chart->draw, "set grid noxtics noytics\nset border 0\n");
    add_side(chart, report, "ytics", performance, rows);
    add_side(chart, report, "xtics", potential, columns);
    text_addf(&chart->draw, "set xrange [0.5:%.1f]\nset yrange [0.5:%.1f]\nset lmargin at screen 0.17\nset rmargin at screen 0.98\nset bmargin at screen %.4f\nset xlabel ", (double)columns + 0.5, (double)rows + 0.5, 84.0 / chart->height);
    canvas_label(&chart->draw, say(report, "potential", "potentieel"), 30);
    text_add(&chart->draw, "\nset ylabel ");
    canvas_label(&chart->draw, say(report, "performance", "prestatie"), 30);
    text_add_char(&chart->draw, '\n');
    for (size_t p = 0; p < rows; p++) {
        for (size_t q = 0; q < columns; q++) {
            size_t r = row_find(t, "performance", performance[p], "potential", potential[q], NULL);
            double share = r == SIZE_MAX ? NAN : cell_value(t, r, "share");
            if (!isfinite(share)) continue;
            heat_cell(chart, report, p * columns + q, (double)q + 1, (double)p + 1, share / most, arena_printf(report->arena, "%s · %s", say_count(report, cell_value(t, r, "headcount")), say_share(report, share)));
        }
    }
    text_add(&chart->draw, "plot NaN notitle\n");
    return true;
}
