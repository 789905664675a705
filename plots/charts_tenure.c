#include "engine/report/wording.h"
#include "plots/charts.h"
#include "plots/heat.h"
#include "plots/lines.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- incidence, stacked to one -------------------------------------------------------------------------------------------- */

enum { CAUSES_MOST = 6 };

/* Rows of one curve, stratum and cause stand together; each cause steps on days of its own. */
struct cause_rows {
    const char *name;
    size_t first, n;
};

/* `all`: the curve of every cause together. */
static size_t find_causes(const struct report_table *t, struct cause_rows *causes, struct cause_rows *all) {
    const char *curve = NULL, *stratum = NULL;
    size_t n = 0;
    for (size_t first = 0, last; first < t->n_rows; first = last) {
        last = first + 1;
        while (last < t->n_rows && !strcmp(cell_text(t, first, "cause"), cell_text(t, last, "cause")) && !strcmp(cell_text(t, first, "stratum"), cell_text(t, last, "stratum")) &&
               !strcmp(cell_text(t, first, "curve"), cell_text(t, last, "curve"))) last++;
        bool same = curve && !strcmp(curve, cell_text(t, first, "curve")) && !strcmp(stratum, cell_text(t, first, "stratum"));
        if (isnan(cell_value(t, first, "incidence")) || (curve && !same)) continue;
        curve = cell_text(t, first, "curve");
        stratum = cell_text(t, first, "stratum");
        if (!strcmp(cell_text(t, first, "cause"), "all")) *all = (struct cause_rows){"all", first, last - first};
        else if (n + 1 < CAUSES_MOST) causes[n++] = (struct cause_rows){cell_text(t, first, "cause"), first, last - first};
    }
    return n;
}

static double incidence_by(const struct report_table *t, const struct cause_rows *cause, double day) {
    double share = 0;
    for (size_t k = 0; k < cause->n && cell_value(t, cause->first + k, "time_days") <= day; k++) share = cell_value(t, cause->first + k, "incidence");
    return share;
}

/* A day, 0, and what each cause adds on top of those before it. */
static void add_stack(struct chart *chart, const double *shares, size_t n, double day) {
    double stacked = 0;
    text_addf(&chart->data, "%.8g 0", day);
    for (size_t i = 0; i < n; i++) text_addf(&chart->data, " %.8g", stacked += shares[i]);
    text_add_char(&chart->data, '\n');
}

/* Who has left by a day for a cause that has not stepped yet: few for each, so that only all of them together are told. */
static double rest_by(const struct report_table *t, const struct cause_rows *causes, size_t n, const struct cause_rows *all, double day) {
    double rest = incidence_by(t, all, day);
    for (size_t i = 0; i < n; i++) rest -= incidence_by(t, &causes[i], day);
    return fmax(0, rest);
}

/* Every day until `end` on which any cause steps: the shares until it, and those from it on. Returns how many days. */
static size_t add_stacks(struct chart *chart, const struct report_table *t, const struct cause_rows *causes, size_t n, const struct cause_rows *all, double end) {
    double shares[CAUSES_MOST + 1] = {0};
    size_t at[CAUSES_MOST] = {0}, days = 0;
    add_stack(chart, shares, n + 1, 0);
    for (;; days++) {
        double day = INFINITY;
        for (size_t i = 0; i < n; i++) {
            if (at[i] < causes[i].n) day = fmin(day, cell_value(t, causes[i].first + at[i], "time_days"));
        }
        if (!(day <= end)) break;
        add_stack(chart, shares, n + 1, day);
        for (size_t i = 0; i < n; i++) {
            while (at[i] < causes[i].n && cell_value(t, causes[i].first + at[i], "time_days") <= day) shares[i] = cell_value(t, causes[i].first + at[i]++, "incidence");
        }
        shares[n] = rest_by(t, causes, n, all, day);
        add_stack(chart, shares, n + 1, day);
    }
    add_stack(chart, shares, n + 1, end);
    return days;
}

bool chart_incidence(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "incidence");
    struct cause_rows causes[CAUSES_MOST], all = {0};
    struct line_end ends[CAUSES_MOST + 2];
    size_t n = t ? find_causes(t, causes, &all) : 0;
    if (n < 2) return false;
    double end = lines_followed(t, causes[0].first, causes[0].first + causes[0].n), day = end >= 365 ? 365 : end, sum = 0;
    text_add(&chart->data, "$incidence << EOD\n");
    if (add_stacks(chart, t, causes, n, &all, end) < 2) return false;
    text_add(&chart->data, "EOD\n");
    struct text told = {0};
    size_t named = 0; /* what takes no room has no name beside it */
    for (size_t i = 0; i < n; i++) {
        double by_then = incidence_by(t, &causes[i], day);
        if (by_then >= 0.0005) text_addf(&told, "%s%s %s", told.length ? ", " : "", say_share(report, by_then), say_word(report, causes[i].name));
        double share = incidence_by(t, &causes[i], end);
        if (share > 0.002) ends[named++] = (struct line_end){say_word(report, causes[i].name), sum + share / 2, i};
        sum += share;
    }
    double rest = rest_by(t, causes, n, &all, end);
    if (rest > 0.004) ends[named++] = (struct line_end){say(report, "not told apart", "niet uitgesplitst"), sum + rest / 2, 6};
    sum += rest;
    ends[named++] = (struct line_end){say(report, "still employed", "nog in dienst"), (1 + sum) / 2, 7};
    const char *after = day == 365 ? say(report, "Gone after a year", "Na een jaar is vertrokken") : arena_printf(report->arena, say(report, "Gone after %.0f days", "Na %.0f dagen is vertrokken"), day);
    chart->name = "incidence";
    const char *stratum = cell_text(t, causes[0].first, "stratum");
    if (strcmp(stratum, "all") != 0) after = arena_printf(report->arena, "%s, %s", stratum, after);
    chart->title = arena_printf(report->arena, "%s: %s", after, told.length ? text_string(&told) : say_share(report, 0));
    text_free(&told);
    chart->description = say(report, "Cumulative incidence by cause of exit (Aalen-Johansen), stacked; with those still employed it adds up to one.",
                             "Cumulatieve incidentie per vertrekoorzaak (Aalen-Johansen), gestapeld; met wie nog in dienst is telt het op tot één.");
    canvas_begin(chart, report, chart->description);
    lines_labels(chart, ends, named, 0.05);
    lines_axis(chart, report, end, lines_step(end));
    text_add(&chart->draw, "set rmargin at screen 0.80\nset bmargin at screen 0.16\nset yrange [0:1]\nset format y '%.1f'\nset ylabel ");
    canvas_label(&chart->draw, say(report, "share of those hired", "aandeel van wie in dienst kwam"), 60);
    text_add(&chart->draw, "\nset object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor rgb '#EDF1F3' fillstyle solid noborder\nplot ");
    for (size_t i = 0; i < n; i++) {
        text_addf(&chart->draw, "%s$incidence using 1:%zu:%zu with filledcurves fillcolor rgb %s fillstyle solid 0.8 noborder", i ? ", " : "", i + 2, i + 3, canvas_colour(i));
    }
    text_addf(&chart->draw, ", $incidence using 1:%zu:%zu with filledcurves fillcolor rgb %s fillstyle solid 0.8 noborder\n", n + 2, n + 3, canvas_colour(6));
    return true;
}

/* --- the smooth hazard ------------------------------------------------------------------------------------------------------ */

bool chart_smooth(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "hazard_smooth");
    size_t peak = SIZE_MAX, first = SIZE_MAX, points = 0;
    double top = 0;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double low = cell_value(t, r, "lower"); /* the highest that is sure: at the ends, where few are left, curves sway */
        if (!isfinite(low)) continue;
        if (first == SIZE_MAX) first = r;
        if (peak == SIZE_MAX || low > cell_value(t, peak, "lower")) peak = r;
        top = fmax(top, cell_value(t, r, "rate_per_year"));
        points++;
    }
    if (points < 2) return false;
    chart->name = "hazard_smooth";
    const char *pace = say_count(report, 100 * cell_value(t, peak, "rate_per_year"));
    if (peak == first) {
        chart->title = arena_printf(report->arena, say(report, "Smoothed, the risk of leaving is highest at the start: %s exits per hundred person-years", "Afgevlakt is het vertrekrisico aan het begin het hoogst: %s vertrekkers per honderd persoonsjaren"), pace);
    } else {
        chart->title = arena_printf(report->arena, say(report, "Smoothed, the risk of leaving peaks around day %s: %s exits per hundred person-years", "Afgevlakt is het vertrekrisico het hoogst rond dag %s: %s vertrekkers per honderd persoonsjaren"), say_count(report, cell_value(t, peak, "time_days")),
                                    pace);
    }
    chart->description = arena_printf(report->arena, say(report, "Exits per hundred person-years by tenure: Epanechnikov kernel over %.0f days on either side, with 95%% band.",
                                                         "Vertrek per honderd persoonsjaren naar diensttijd: Epanechnikov-kern over %.0f dagen aan weerszijden, met 95%%-band."), cell_value(t, 0, "bandwidth_days"));
    canvas_begin(chart, report, chart->description);
    double ceiling = 0, end = cell_value(t, t->n_rows - 1, "time_days");
    text_add(&chart->data, "$smooth << EOD\n");
    for (size_t r = 0; r < t->n_rows; r++) {
        if (!isfinite(cell_value(t, r, "lower"))) continue;
        double upper = fmin(cell_value(t, r, "upper"), 2 * top); /* a band without bounds at the end would flatten all of it */
        ceiling = fmax(ceiling, upper);
        text_addf(&chart->data, "%.8g %.8g %.8g %.8g\n", cell_value(t, r, "time_days"), 100 * cell_value(t, r, "rate_per_year"), 100 * cell_value(t, r, "lower"), 100 * upper);
    }
    text_add(&chart->data, "EOD\n");
    lines_axis(chart, report, end, lines_step(end));
    text_addf(&chart->draw, "set bmargin at screen 0.16\nset yrange [0:%.8g]\nset format y '%%g'\nset ylabel ", 105 * ceiling);
    canvas_label(&chart->draw, say(report, "exits per hundred person-years", "vertrek per honderd persoonsjaren"), 60);
    text_addf(&chart->draw, "\nplot $smooth using 1:3:4 with filledcurves fillcolor rgb %s fillstyle transparent solid 0.15 noborder, "
                            "$smooth using 1:2 with lines linewidth 2.2 linecolor rgb %s\n", canvas_colour(0), canvas_colour(0));
    return true;
}

/* --- fitted distributions ---------------------------------------------------------------------------------------------------- */

static const char *distribution_name(const struct report *report, const char *name) {
    if (!strcmp(name, "weibull")) return "Weibull";
    if (!strcmp(name, "gompertz")) return "Gompertz";
    if (!strcmp(name, "lognormal")) return say(report, "log-normal", "lognormaal");
    return say(report, "log-logistic", "loglogistisch");
}

static void add_curve(struct chart *chart, const struct report_table *t, size_t first, size_t last, const char *name, double end) {
    text_addf(&chart->data, "$%s << EOD\n0 1\n", name);
    for (size_t r = first; r < last && cell_value(t, r, "time_days") <= end; r++) {
        if (isfinite(cell_value(t, r, "survival"))) text_addf(&chart->data, "%.8g %.8g\n", cell_value(t, r, "time_days"), cell_value(t, r, "survival"));
    }
    text_add(&chart->data, "EOD\n");
}

/* The rows of a table for a curve and stratum (and distribution, when not NULL) stand together. */
static size_t rows_until(const struct report_table *t, size_t first, bool distribution) {
    size_t last = first + 1;
    while (last < t->n_rows && !strcmp(cell_text(t, first, "curve"), cell_text(t, last, "curve")) && !strcmp(cell_text(t, first, "stratum"), cell_text(t, last, "stratum")) &&
           (!distribution || !strcmp(cell_text(t, first, "distribution"), cell_text(t, last, "distribution")))) last++;
    return last;
}

bool chart_fitted(const struct report *report, struct chart *chart) {
    const struct report_table *fits = report_find(report, "parametric"), *curves = report_find(report, "parametric_curves"), *km = report_find(report, "survival");
    size_t best = 0, n = 0;
    struct line_end ends[4];
    while (fits && best < fits->n_rows && !(cell_value(fits, best, "best") > 0 && !fits->rows[best].suppressed)) best++;
    if (!fits || best == fits->n_rows) return false;
    const char *curve = cell_text(fits, best, "curve"), *stratum = cell_text(fits, best, "stratum");
    size_t first = row_find(km, "curve", curve, "stratum", stratum, NULL);
    if (first == SIZE_MAX) return false;
    size_t last = rows_until(km, first, false);
    double followed = cell_value(km, last - 1, "time_days"), end = 1.5 * followed, median = cell_value(fits, best, "median_days");
    const char *name = distribution_name(report, cell_text(fits, best, "distribution"));
    chart->name = "distributions";
    const struct report_table *at = report_find(report, "survival_at");
    size_t seen = at ? row_find(at, "curve", curve, "stratum", stratum, NULL) : SIZE_MAX;
    if (seen != SIZE_MAX && isfinite(cell_value(at, seen, "median_days"))) { /* what was seen needs no fitting */
        chart->title = arena_printf(report->arena, say(report, "For looking past the data: of four distributions %s fits best", "Voor wie verder wil kijken dan de gegevens: van vier verdelingen past %s het best"), name);
    } else if (isfinite(median)) {
        chart->title = arena_printf(report->arena, say(report, "If it goes on so, half have left after %s years (%s fits best)", "Als het zo doorgaat is de helft weg na %s jaar (%s past het best)"),
                                    say_number(report, median / 365.25, 1), name);
    } else {
        chart->title = arena_printf(report->arena, say(report, "If it goes on so, half never leave (%s fits best)", "Als het zo doorgaat vertrekt de helft nooit (%s past het best)"), name);
    }
    chart->description = say(report, "Distributions fitted to all tenures, over the Kaplan-Meier curve (steps). Right of the dashed line nobody was followed so long: there they are a guess.",
                             "Verdelingen geschat op alle diensttijden, over de Kaplan-Meier-curve (traplijn). Rechts van de stippellijn is niemand zo lang gevolgd: daar is het gissen.");
    canvas_begin(chart, report, chart->description);
    add_curve(chart, km, first, last, "seen", followed);
    for (size_t r = 0; r < curves->n_rows && n < 4;) {
        size_t to = rows_until(curves, r, true);
        if (!strcmp(cell_text(curves, r, "curve"), curve) && !strcmp(cell_text(curves, r, "stratum"), stratum)) {
            char block[20];
            snprintf(block, sizeof block, "fit%zu", n);
            add_curve(chart, curves, r, to, block, end);
            ends[n] = (struct line_end){distribution_name(report, cell_text(curves, r, "distribution")), cell_value(curves, to - 1, "survival"), n};
            n++;
        }
        r = to;
    }
    lines_labels(chart, ends, n, 0.05);
    lines_axis(chart, report, end, lines_step(end));
    text_addf(&chart->draw, "set rmargin at screen 0.82\nset bmargin at screen 0.16\nset yrange [0:1]\nset format y '%%.1f'\n"
                            "set arrow 1 from first %.8g, graph 0 to first %.8g, graph 1 nohead dashtype 2 linecolor rgb '#8A979E'\nset ylabel ", followed, followed);
    canvas_label(&chart->draw, say(report, "share still employed", "aandeel nog in dienst"), 60);
    text_add(&chart->draw, "\nplot $seen using 1:2 with steps linewidth 2.4 linecolor rgb '#1B2A33'");
    for (size_t i = 0; i < n; i++) text_addf(&chart->draw, ", $fit%zu using 1:2 with lines linewidth 1.6 linecolor rgb %s", i, canvas_colour(i));
    text_add_char(&chart->draw, '\n');
    return true;
}

/* --- early attrition ------------------------------------------------------------------------------------------------------------ */

static double gone_within_year(const struct report_table *t, const char *cohort) {
    for (size_t r = 0; r < t->n_rows; r++) {
        if (!strcmp(cell_text(t, r, "cohort"), cohort) && cell_value(t, r, "at") == 365) return cell_value(t, r, "left");
    }
    return NAN;
}

bool chart_early(const struct report *report, struct chart *chart) {
    enum { TIMES = 4 };
    const struct report_table *t = report_find(report, "early_attrition");
    size_t cohorts = t ? t->n_rows / TIMES : 0;
    double most = 0, last = NAN, before = NAN;
    const char *last_name = "", *before_name = "";
    for (size_t c = 0; c < cohorts; c++) {
        const char *name = cell_text(t, c * TIMES, "cohort");
        double gone = gone_within_year(t, name);
        for (size_t k = 0; k < TIMES; k++) most = fmax(most, cell_value(t, c * TIMES + k, "left"));
        if (!isfinite(gone)) continue;
        before = last, before_name = last_name;
        last = gone, last_name = name;
    }
    if (cohorts < 2 || !(most > 0)) return false;
    chart->name = "early_attrition";
    chart->height = 150 + (int)cohorts * 30;
    if (isfinite(before)) {
        chart->title = arena_printf(report->arena, say(report, "Of those hired in %s %s had left within a year, of those of %s %s", "Van wie in %s begon was %s binnen een jaar weg, van %s %s"), last_name,
                                    say_share(report, last), before_name, say_share(report, before));
    } else {
        chart->title = say(report, "Share gone early, by cohort of hire", "Aandeel vroeg vertrokken, naar jaar van indiensttreding");
    }
    chart->description = say(report, "1 less Kaplan-Meier, by cohort of hire; empty = not followed so far, or too few people.",
                             "Aandeel vertrokken (1 min Kaplan-Meier), naar jaar van indiensttreding; leeg = nog niet zo lang gevolgd, of te weinig mensen.");
    canvas_begin(chart, report, chart->description);
    text_add(&chart->draw, "set grid noxtics noytics\nset border 0\nset ytics (");
    for (size_t c = 0; c < cohorts; c++) {
        if (c) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, cell_text(t, c * TIMES, "cohort"), 20);
        text_addf(&chart->draw, " %zu", cohorts - c);
    }
    text_add(&chart->draw, ") scale 0\nset xtics (");
    for (size_t k = 0; k < TIMES; k++) {
        text_addf(&chart->draw, "%s", k ? ", " : "");
        canvas_tic(&chart->draw, arena_printf(report->arena, say(report, "within %.0f days", "binnen %.0f dagen"), cell_value(t, k, "at")), 30);
        text_addf(&chart->draw, " %zu", k + 1);
    }
    text_addf(&chart->draw, ") scale 0\nset xrange [0.5:%.1f]\nset yrange [0.5:%.1f]\nset bmargin at screen %.4f\n", TIMES + 0.5, (double)cohorts + 0.5, 64.0 / chart->height);
    for (size_t r = 0; r < cohorts * TIMES; r++) {
        double left = cell_value(t, r, "left");
        if (isfinite(left)) heat_cell(chart, report, r, (double)(r % TIMES + 1), (double)(cohorts - r / TIMES), left / most, say_share(report, left));
    }
    text_add(&chart->draw, "plot NaN notitle\n");
    return true;
}
