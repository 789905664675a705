#include "engine/report/wording.h"
#include "plots/charts.h"
#include "plots/lines.h"

#include <math.h>
#include <string.h>

enum { CURVES_MOST = 6 };

struct curve_rows {
    size_t first, last; /* rows of `survival` */
    const char *name;
    double n;
};

static bool same_curve(const struct report_table *t, size_t a, size_t b) {
    return !strcmp(cell_text(t, a, "curve"), cell_text(t, b, "curve")) && !strcmp(cell_text(t, a, "stratum"), cell_text(t, b, "stratum"));
}

/* The largest strata of the first curve that has several, or the one of everybody. */
static size_t pick_curves(const struct report_table *t, struct curve_rows *picked, size_t *groups) {
    size_t n = 0;
    *groups = 0;
    const char *curve = NULL;
    for (size_t first = 0, last; first < t->n_rows; first = last) {
        last = first + 1;
        while (last < t->n_rows && same_curve(t, first, last)) last++;
        const char *name = cell_text(t, first, "curve");
        bool everybody = !strcmp(cell_text(t, first, "stratum"), "all");
        if (isnan(cell_value(t, first, "survival")) || (curve && strcmp(curve, name) != 0)) continue;
        if (!everybody) curve = name;
        if (!everybody && n == 1 && !strcmp(picked[0].name, "all")) n = 0;
        *groups += !everybody;
        struct curve_rows rows = {first, last, cell_text(t, first, "stratum"), t->rows[first].people};
        size_t at = n < CURVES_MOST ? n++ : CURVES_MOST;
        for (; at > 0 && picked[at - 1].n < rows.n; at--) {
            if (at < CURVES_MOST) picked[at] = picked[at - 1];
        }
        if (at < CURVES_MOST) picked[at] = rows;
    }
    return n;
}

/* How far the number at risk is told: as far as a curve says anything. */
static double last_day(const struct report_table *risk, const struct curve_rows *curves, size_t n, const char *curve) {
    double end = 0;
    for (size_t r = 0; risk && r < risk->n_rows; r++) {
        for (size_t i = 0; i < n; i++) {
            bool own = !strcmp(cell_text(risk, r, "curve"), curve) && !strcmp(cell_text(risk, r, "stratum"), curves[i].name);
            if (own && cell_value(risk, r, "n_risk") > 0) end = fmax(end, cell_value(risk, r, "at"));
        }
    }
    return end;
}

/* --- the points of a curve: its own rows, and its values at the stated tenures ------------------------------------------------- */

struct point {
    double day, survival, lower, upper;
};

enum { POINTS_MOST = 4096 };

static size_t insert(struct point *points, size_t n, struct point p) {
    if (isnan(p.survival) || n == POINTS_MOST) return n;
    if (isnan(p.lower)) p.lower = p.survival;
    if (isnan(p.upper)) p.upper = p.survival;
    size_t at = n;
    for (; at > 0 && points[at - 1].day > p.day; at--) points[at] = points[at - 1];
    points[at] = p;
    return n + 1;
}

static size_t points_of(const struct report *report, const struct report_table *t, const struct curve_rows *curve, double end, struct point *points) {
    const struct report_table *at = report_find(report, "survival_at");
    size_t n = insert(points, 0, (struct point){0, 1, 1, 1});
    for (size_t r = curve->first; r < curve->last && cell_value(t, r, "time_days") <= end; r++) n = insert(points, n, (struct point){cell_value(t, r, "time_days"), cell_value(t, r, "survival"), cell_value(t, r, "lower"), cell_value(t, r, "upper")});
    for (size_t r = 0; at && r < at->n_rows; r++) {
        bool own = !strcmp(cell_text(at, r, "curve"), cell_text(t, curve->first, "curve")) && !strcmp(cell_text(at, r, "stratum"), curve->name) && cell_value(at, r, "at") <= end;
        if (own) n = insert(points, n, (struct point){cell_value(at, r, "at"), cell_value(at, r, "survival"), cell_value(at, r, "lower"), cell_value(at, r, "upper")});
    }
    return n;
}

/* A curve that steps on every exit is drawn in steps; of one that tells several exits at once the way between its points is a straight line: held
 * level it would lie above the truth. */
static bool in_steps(const struct report *report) { return report->meta.minimum_events <= 1; }

static void add_curve(struct chart *chart, const struct report *report, const struct report_table *t, const struct curve_rows *curve, size_t i, double end) {
    struct point *points = ARENA_ARRAY(report->arena, struct point, POINTS_MOST + 1);
    size_t n = points_of(report, t, curve, end, points);
    double before[3] = {1, 1, 1};
    text_addf(&chart->data, "$curve%zu << EOD\n", i);
    for (size_t k = 0; k < n; k++) {
        const double values[] = {points[k].survival, points[k].lower, points[k].upper};
        if (in_steps(report)) {
            lines_step_to(chart, points[k].day, before, values);
        } else {
            text_addf(&chart->data, "%.8g %.8g %.8g %.8g\n", points[k].day, values[0], values[1], values[2]);
        }
    }
    text_add(&chart->data, "EOD\n");
}

/* --- the number at risk -------------------------------------------------------------------------------------------------------------- */

/* How far apart the days are at which it is told. */
static double risk_step(const struct report_table *risk, const char *curve) {
    for (size_t r = 0; r < risk->n_rows; r++) {
        if (!strcmp(cell_text(risk, r, "curve"), curve) && cell_value(risk, r, "at") > 0) return cell_value(risk, r, "at");
    }
    return 365;
}

static void add_risk_row(struct chart *chart, const struct report_table *risk, const char *curve, const char *stratum, size_t i, double end, double y) {
    size_t k = 0;
    for (size_t r = 0; r < risk->n_rows; r++) {
        bool own = !strcmp(cell_text(risk, r, "curve"), curve) && !strcmp(cell_text(risk, r, "stratum"), stratum);
        if (!own || k > LINES_STEPS) continue;
        double people = cell_value(risk, r, "n_risk"), day = cell_value(risk, r, "at");
        if (!(day <= end)) break;
        text_addf(&chart->draw, "set label %zu '", 511 + i * 20 + k++);
        if (isnan(people)) {
            text_add(&chart->draw, "–");
        } else {
            text_addf(&chart->draw, "%.0f", people);
            if (day > 0) text_addf(&chart->draw, " (%.0f, %.0f)", cell_value(risk, r, "n_event"), cell_value(risk, r, "n_censored"));
        }
        text_addf(&chart->draw, "' at first %.8g, screen %.4f center font ',9'\n", day, y);
    }
}

static void add_risk_table(struct chart *chart, const struct report *report, const struct report_table *t, const struct curve_rows *curves, size_t n, double end) {
    const struct report_table *risk = report_find(report, "at_risk");
    double line = 15.0 / chart->height, top = ((double)n * 15.0 + 34) / chart->height;
    text_add(&chart->draw, "set label 500 ");
    canvas_label(&chart->draw, say(report, "At risk (left, no longer followed)", "Gevolgd (vertrokken, niet meer gevolgd)"), 60);
    text_addf(&chart->draw, " at screen 0.02, screen %.4f left noenhanced font ',9'\n", top);
    for (size_t i = 0; i < n; i++) {
        text_addf(&chart->draw, "set label %zu ", 510 + i * 20);
        canvas_label(&chart->draw, curves[i].name, 22);
        text_addf(&chart->draw, " at screen 0.02, screen %.4f left noenhanced font ',9' textcolor rgb %s\n", top - (double)(i + 1) * line, canvas_ink(i));
        add_risk_row(chart, risk, cell_text(t, curves[i].first, "curve"), curves[i].name, i, end, top - (double)(i + 1) * line);
    }
}

/* The share still there by a day, between two points on the straight line, as it is drawn. */
static double survival_at(const struct report *report, const struct report_table *t, const struct curve_rows *curve, double day) {
    struct point *points = ARENA_ARRAY(report->arena, struct point, POINTS_MOST + 1);
    size_t n = points_of(report, t, curve, INFINITY, points), k = 0;
    while (k + 1 < n && points[k + 1].day <= day) k++;
    if (in_steps(report) || k + 1 == n || points[k].day == day) return points[k].survival;
    return points[k].survival + (points[k + 1].survival - points[k].survival) * (day - points[k].day) / (points[k + 1].day - points[k].day);
}

/* "After a year 81% of Audit is still there, 62% of Sales." */
static void set_title(struct chart *chart, const struct report *report, const struct report_table *t,
                      const struct curve_rows *curves, size_t n, double end) {
    double day = end >= 365 ? 365 : end;
    size_t best = 0, worst = 0;
    for (size_t i = 1; i < n; i++) {
        if (survival_at(report, t, &curves[i], day) > survival_at(report, t, &curves[best], day)) best = i;
        if (survival_at(report, t, &curves[i], day) < survival_at(report, t, &curves[worst], day)) worst = i;
    }
    const char *after = day == 365 ? say(report, "After a year", "Na een jaar")
                                   : arena_printf(report->arena, say(report, "After %.0f days", "Na %.0f dagen"), day);
    if (n > 1 && best != worst) {
        chart->title = arena_printf(report->arena, say(report, "%s %s of %s is still there, against %s of %s", "%s is %s van %s er nog, tegen %s van %s"), after,
                                    say_share(report, survival_at(report, t, &curves[best], day)), curves[best].name,
                                    say_share(report, survival_at(report, t, &curves[worst], day)), curves[worst].name);
    } else {
        chart->title = arena_printf(report->arena, say(report, "%s %s is still there", "%s is %s er nog"), after, say_share(report, survival_at(report, t, &curves[0], day)));
    }
}

static void add_labels(struct chart *chart, const struct report *report, const struct report_table *t, const struct curve_rows *curves, size_t n, double end) {
    struct line_end ends[CURVES_MOST];
    for (size_t i = 0; i < n; i++) ends[i] = (struct line_end){curves[i].name, survival_at(report, t, &curves[i], end), i};
    lines_labels(chart, ends, n, 0.05);
}

bool chart_survival(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "survival");
    struct curve_rows curves[CURVES_MOST];
    size_t groups = 0, n = t ? pick_curves(t, curves, &groups) : 0;
    double end = n ? last_day(report_find(report, "at_risk"), curves, n, cell_text(t, curves[0].first, "curve")) : 0;
    if (end <= 0) return false;
    chart->name = "survival";
    chart->height = 520 + (int)n * 16;
    set_title(chart, report, t, curves, n, end);
    chart->description = say(report, "Share of people still employed by days since hire (Kaplan-Meier, 95% band), with the number still followed beneath.",
                             "Aandeel medewerkers nog in dienst naar dagen sinds indiensttreding (Kaplan-Meier, 95%-band), met daaronder het aantal nog gevolgde.");
    if (groups > n) {
        chart->description = arena_printf(report->arena, say(report, "The %zu largest of %zu groups. %s", "De %zu grootste van %zu groepen. %s"), n, groups, chart->description);
    }
    canvas_begin(chart, report, chart->description);
    for (size_t i = 0; i < n; i++) add_curve(chart, report, t, &curves[i], i, end);
    add_risk_table(chart, report, t, curves, n, end);
    add_labels(chart, report, t, curves, n, end);
    text_addf(&chart->draw, "set bmargin at screen %.4f\nset lmargin at screen 0.20\nset rmargin at screen 0.80\n", ((double)n * 15 + 84) / chart->height);
    lines_axis(chart, report, end);
    text_addf(&chart->draw, "set xtics %.8g\n", risk_step(report_find(report, "at_risk"), cell_text(t, curves[0].first, "curve")));
    text_add(&chart->draw, "set yrange [0:1]\nset format y '%.1f'\nset ylabel ");
    canvas_label(&chart->draw, say(report, "share still employed", "aandeel nog in dienst"), 60);
    text_add(&chart->draw, "\nplot ");
    for (size_t i = 0; i < n; i++) {
        text_addf(&chart->draw, "%s$curve%zu using 1:3:4 with filledcurves fillcolor rgb %s fillstyle transparent solid 0.12 noborder", i ? ", " : "", i, canvas_colour(i));
    }
    for (size_t i = 0; i < n; i++) text_addf(&chart->draw, ", $curve%zu using 1:2 with %s linewidth 2 linecolor rgb %s", i, in_steps(report) ? "steps" : "lines", canvas_colour(i));
    text_add_char(&chart->draw, '\n');
    return true;
}

bool chart_hazard(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "hazard");
    size_t peak = SIZE_MAX, shown = 0;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double rate = cell_value(t, r, "rate_per_year");
        if (isnan(rate)) continue;
        shown++;
        if (peak == SIZE_MAX || rate > cell_value(t, peak, "rate_per_year")) peak = r;
    }
    if (shown < 2) return false;
    chart->name = "hazard";
    chart->title = arena_printf(report->arena, say(report, "The risk of leaving is highest at %s: %s a year", "Het vertrekrisico is het hoogst bij %s: %s per jaar"),
                                say_word(report, cell_text(t, peak, "band")), say_share(report, cell_value(t, peak, "rate_per_year")));
    chart->description = say(report, "Exits per person-year by tenure, with 95% limits (exact Poisson).",
                             "Vertrek per persoonsjaar naar diensttijd, met 95%-grenzen (exact Poisson).");
    canvas_begin(chart, report, chart->description);
    text_add(&chart->data, "$hazard << EOD\n");
    struct text tics = {0};
    size_t at = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        double rate = cell_value(t, r, "rate_per_year");
        if (isnan(rate)) continue;
        text_addf(&chart->data, "%zu %.8g %.8g %.8g\n", at, 100 * rate, 100 * cell_value(t, r, "lower"), 100 * cell_value(t, r, "upper"));
        if (at) text_add(&tics, ", ");
        canvas_tic(&tics, say_word(report, cell_text(t, r, "band")), 24);
        text_addf(&tics, " %zu", at++);
    }
    text_add(&chart->data, "EOD\n");
    text_addf(&chart->draw, "set xtics (%s) rotate by 35 right\nset xrange [-0.6:%.1f]\nset yrange [0:*]\nset bmargin at screen 0.24\n", text_string(&tics), (double)at - 0.4);
    text_add(&chart->draw, "set ylabel ");
    canvas_label(&chart->draw, say(report, "exits per hundred person-years", "vertrek per honderd persoonsjaren"), 60);
    text_addf(&chart->draw, "\nset format y '%%g%%%%'\nset boxwidth 0.72\nplot $hazard using 1:2 with boxes fillstyle solid 0.35 noborder linecolor rgb %s, "
                            "$hazard using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.6 linewidth 1.4 linecolor rgb %s\n", canvas_colour(0), canvas_colour(0));
    text_free(&tics);
    return true;
}
