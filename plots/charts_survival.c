#include "engine/report/wording.h"
#include "plots/charts.h"
#include "plots/lines.h"

#include <math.h>
#include <string.h>

struct point {
    double day, survival, lower, upper;
    bool known; /* are its limits? Else they are drawn at the curve */
};

struct curve_rows {
    size_t first, last; /* rows of `survival` */
    const char *name;
    struct point *points; /* its own rows, and its values at the stated tenures */
    size_t n_points;
    double height; /* the share still there by the day that the title tells */
};

/* --- the points of a curve -------------------------------------------------------------------------------------------------------- */

static size_t insert(struct point *points, size_t n, struct point p) {
    if (isnan(p.survival)) return n;
    p.known = isfinite(p.lower) && isfinite(p.upper) && p.day > 0;
    if (isnan(p.lower)) p.lower = p.survival;
    if (isnan(p.upper)) p.upper = p.survival;
    size_t at = n;
    for (; at > 0 && points[at - 1].day > p.day; at--) points[at] = points[at - 1];
    points[at] = p;
    return n + 1;
}

static void find_points(const struct report *report, const struct report_table *t, struct curve_rows *curve) {
    enum { TIMES_MOST = 64 };
    const struct report_table *at = report_find(report, "survival_at");
    struct point *points = ARENA_ARRAY(report->arena, struct point, curve->last - curve->first + TIMES_MOST + 1);
    size_t n = insert(points, 0, (struct point){0, 1, 1, 1, false}), times = 0;
    for (size_t r = curve->first; r < curve->last; r++) n = insert(points, n, (struct point){cell_value(t, r, "time_days"), cell_value(t, r, "survival"), cell_value(t, r, "lower"), cell_value(t, r, "upper"), false});
    for (size_t r = 0; at && r < at->n_rows && times < TIMES_MOST; r++) {
        bool own = !strcmp(cell_text(at, r, "curve"), cell_text(t, curve->first, "curve")) && !strcmp(cell_text(at, r, "stratum"), curve->name);
        if (!own) continue;
        n = insert(points, n, (struct point){cell_value(at, r, "at"), cell_value(at, r, "survival"), cell_value(at, r, "lower"), cell_value(at, r, "upper"), false});
        times++;
    }
    curve->points = points;
    curve->n_points = n;
}

/* A curve that steps on every exit is drawn in steps; of one that tells several exits at once the way between its points is a straight line: held
 * level it would lie above the truth. */
static bool in_steps(const struct report *report) { return report->meta.minimum_events <= 1; }

/* The share still there by a day, between two points on the straight line, as it is drawn. */
static double survival_at(const struct report *report, const struct curve_rows *curve, double day) {
    const struct point *p = curve->points;
    size_t k = 0;
    while (k + 1 < curve->n_points && p[k + 1].day <= day) k++;
    if (in_steps(report) || k + 1 == curve->n_points || p[k].day == day) return p[k].survival;
    return p[k].survival + (p[k + 1].survival - p[k].survival) * (day - p[k].day) / (p[k + 1].day - p[k].day);
}

/* --- which curves -------------------------------------------------------------------------------------------------------------------- */

static bool same_curve(const struct report_table *t, size_t a, size_t b) {
    return !strcmp(cell_text(t, a, "curve"), cell_text(t, b, "curve")) && !strcmp(cell_text(t, a, "stratum"), cell_text(t, b, "stratum"));
}

/* The groups of the first curve that has several, or the one of everybody. */
static struct curve_rows *find_curves(const struct report *report, const struct report_table *t, size_t *n) {
    struct curve_rows *found = ARENA_ARRAY(report->arena, struct curve_rows, t->n_rows + 1);
    const char *curve = NULL;
    *n = 0;
    for (size_t first = 0, last; first < t->n_rows; first = last) {
        last = first + 1;
        while (last < t->n_rows && same_curve(t, first, last)) last++;
        const char *name = cell_text(t, first, "curve");
        bool everybody = !strcmp(cell_text(t, first, "stratum"), "all");
        if (isnan(cell_value(t, first, "survival")) || (curve && strcmp(curve, name) != 0)) continue;
        if (!everybody) curve = name;
        if (!everybody && *n == 1 && !strcmp(found[0].name, "all")) *n = 0;
        if (everybody && *n) continue;
        found[*n] = (struct curve_rows){.first = first, .last = last, .name = cell_text(t, first, "stratum")};
        find_points(report, t, &found[(*n)++]);
    }
    return found;
}

/* How far the number at risk is told of any of them: as far as a curve says anything. */
static double last_day(const struct report_table *risk, const char *curve) {
    double end = 0;
    for (size_t r = 0; risk && r < risk->n_rows; r++) {
        if (!strcmp(cell_text(risk, r, "curve"), curve) && cell_value(risk, r, "n_risk") > 0) end = fmax(end, cell_value(risk, r, "at"));
    }
    return end;
}

/* The highest first. */
static void by_height(struct curve_rows *curves, size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct curve_rows curve = curves[i];
        size_t at = i;
        for (; at > 0 && curves[at - 1].height < curve.height; at--) curves[at] = curves[at - 1];
        curves[at] = curve;
    }
}

/* --- drawing ---------------------------------------------------------------------------------------------------------------------------- */

static void add_points(struct chart *chart, const struct report *report, const struct curve_rows *curve, double end) {
    double before[3] = {1, 1, 1};
    for (size_t k = 0; k < curve->n_points && curve->points[k].day <= end; k++) {
        const double values[] = {curve->points[k].survival, curve->points[k].lower, curve->points[k].upper};
        if (in_steps(report)) {
            lines_step_to(chart, curve->points[k].day, before, values);
        } else {
            text_addf(&chart->data, "%.8g %.8g %.8g %.8g\n", curve->points[k].day, values[0], values[1], values[2]);
        }
    }
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

static void add_risk_table(struct chart *chart, const struct report *report, const char *curve, const struct curve_rows *curves, size_t n, double end) {
    const struct report_table *risk = report_find(report, "at_risk");
    double line = 15.0 / chart->height, top = ((double)n * 15.0 + 34) / chart->height;
    text_add(&chart->draw, "set label 500 ");
    canvas_label(&chart->draw, say(report, "At risk (left, no longer followed)", "Gevolgd (vertrokken, niet meer gevolgd)"), 60);
    text_addf(&chart->draw, " at screen 0.02, screen %.4f left noenhanced font ',9'\n", top);
    for (size_t i = 0; i < n; i++) {
        text_addf(&chart->draw, "set label %zu ", 510 + i * 20);
        canvas_label(&chart->draw, say_label(report, curves[i].name), 22);
        text_addf(&chart->draw, " at screen 0.02, screen %.4f left noenhanced font ',9' textcolor rgb %s\n", top - (double)(i + 1) * line, canvas_ink(i));
        add_risk_row(chart, risk, curve, curves[i].name, i, end, top - (double)(i + 1) * line);
    }
}

/* Is the share by that day known well enough to name the group for it? */
static bool is_sure(const struct curve_rows *curve, double day) {
    size_t k = 0;
    while (k + 1 < curve->n_points && curve->points[k + 1].day <= day) k++;
    return curve->points[k].known && curve->points[k].upper - curve->points[k].lower <= 0.25;
}

/* Do the groups differ beyond chance, by the log-rank test of the curve? */
static bool differ(const struct report *report, const char *curve) {
    const struct report_table *t = report_find(report, "logrank");
    size_t r = t ? row_find(t, "curve", curve, NULL) : SIZE_MAX;
    return r != SIZE_MAX && cell_value(t, r, "p_value") < 0.05;
}

/* "After a year 81% of Audit is still there, 62% of Sales." `curves` by height. Two groups are named where they are surely the highest and the lowest of
 * groups that differ. */
static void set_title(struct chart *chart, const struct report *report, const char *curve, const struct curve_rows *curves, size_t n, double day) {
    const char *after = day == 365 ? say(report, "After a year", "Na een jaar") : arena_printf(report->arena, say(report, "After %.0f days", "Na %.0f dagen"), day);
    const char *high = say_share(report, curves[0].height), *low = say_share(report, curves[n - 1].height);
    bool sure = n > 1 && is_sure(&curves[0], day) && is_sure(&curves[n - 1], day) && differ(report, curve) && strcmp(high, low) != 0;
    if (sure) {
        chart->title = arena_printf(report->arena, say(report, "%s %s of %s is still there, against %s of %s", "%s is %s van %s er nog, tegen %s van %s"), after, high, say_label(report, curves[0].name), low, say_label(report, curves[n - 1].name));
    } else if (n > 1) {
        chart->title = arena_printf(report->arena, say(report, "%s %s to %s is still there; groups do not surely differ", "%s is %s tot %s er nog; de groepen verschillen niet zeker"), after, low, high);
    } else {
        chart->title = arena_printf(report->arena, say(report, "%s %s is still there", "%s is %s er nog"), after, high);
    }
}

bool chart_survival(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "survival"), *risk = report_find(report, "at_risk");
    size_t groups = 0;
    struct curve_rows *curves = t ? find_curves(report, t, &groups) : NULL;
    const char *curve = groups ? cell_text(t, curves[0].first, "curve") : "";
    double end = groups ? last_day(risk, curve) : 0, day = end >= 365 ? 365 : end;
    if (end <= 0) return false;
    for (size_t i = 0; i < groups; i++) curves[i].height = survival_at(report, &curves[i], day);
    by_height(curves, groups);
    chart->name = "survival";
    set_title(chart, report, curve, curves, groups, day);
    chart->description = say(report, "Share of people still employed by tenure (Kaplan-Meier, 95% band), with the number still followed beneath.",
                             "Aandeel medewerkers nog in dienst naar diensttijd (Kaplan-Meier, 95%-band), met daaronder het aantal nog gevolgde.");
    if (groups > LINES_NAMED) {
        chart->description = arena_printf(report->arena, say(report, "The %d highest and %d lowest of %zu groups, the others in grey. %s", "De %d hoogste en %d laagste van %zu groepen, de andere in grijs. %s"), LINES_NAMED / 2, LINES_NAMED / 2, groups, chart->description);
    }
    struct curve_rows named[LINES_NAMED];
    struct line_end ends[LINES_NAMED];
    size_t n = 0;
    text_add(&chart->data, "$others << EOD\n");
    for (size_t i = 0; i < groups; i++) {
        if (lines_is_named(i, groups)) {
            named[n++] = curves[i];
            continue;
        }
        add_points(chart, report, &curves[i], end);
        text_add_char(&chart->data, '\n'); /* a gap before the next curve */
    }
    text_add(&chart->data, "EOD\n");
    for (size_t i = 0; i < n; i++) {
        text_addf(&chart->data, "$curve%zu << EOD\n", i);
        add_points(chart, report, &named[i], end);
        text_add(&chart->data, "EOD\n");
        ends[i] = (struct line_end){say_label(report, named[i].name), survival_at(report, &named[i], end), i}; /* level with its last point */
    }
    chart->height = 520 + (int)n * 16;
    canvas_begin(chart, report, chart->description);
    add_risk_table(chart, report, curve, named, n, end);
    lines_labels(chart, ends, n, 0.05);
    text_addf(&chart->draw, "set bmargin at screen %.4f\nset lmargin at screen 0.20\nset rmargin at screen 0.80\n", ((double)n * 15 + 84) / chart->height);
    lines_axis(chart, report, end, risk_step(risk, curve));
    text_add(&chart->draw, "set yrange [0:1]\nset format y '%.1f'\nset ylabel ");
    canvas_label(&chart->draw, say(report, "share still employed", "aandeel nog in dienst"), 60);
    text_add(&chart->draw, "\nplot ");
    if (groups > n) text_addf(&chart->draw, "$others using 1:2 with %s linewidth 1 linecolor rgb '#BCC8CE', ", in_steps(report) ? "steps" : "lines");
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
    chart->title = arena_printf(report->arena, say(report, "The risk of leaving is highest in %s: %s exits per hundred person-years", "Het vertrekrisico is het hoogst in %s: %s vertrekkers per honderd persoonsjaren"),
                                say_word(report, cell_text(t, peak, "band")), say_count(report, 100 * cell_value(t, peak, "rate_per_year")));
    chart->description = say(report, "Exits per hundred person-years by tenure, with 95% limits (exact Poisson): a pace, not a share of people.",
                             "Vertrek per honderd persoonsjaren naar diensttijd, met 95%-grenzen (exact Poisson): een tempo, geen aandeel van mensen.");
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
    text_addf(&chart->draw, "\nset format y '%%g'\nset boxwidth 0.72\nplot $hazard using 1:2 with boxes fillstyle solid 0.35 noborder linecolor rgb %s, "
                            "$hazard using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.6 linewidth 1.4 linecolor rgb %s\n", canvas_colour(0), canvas_colour(0));
    text_free(&tics);
    return true;
}
