/* charts_people.c: who comes, moves and leaves; how headcount runs on; who reaches the state pension age; where the risk sits. */
#include "engine/report/wording.h"
#include "plots/charts.h"
#include "plots/heat.h"

#include <math.h>
#include <string.h>

static bool is_everybody(const struct report_table *t, size_t r) { return !strcmp(cell_text(t, r, "segment"), "all"); }

/* --- in-, through- and outflow --------------------------------------------------------------------------------------------- */

/* Who moved between the groups of the first segment in a period; NaN where some of it is not told. */
static double moved(const struct report_table *t, const char *period, const char *segment) {
    double sum = 0;
    for (size_t r = 0; segment && r < t->n_rows; r++) {
        if (!strcmp(cell_text(t, r, "period"), period) && !strcmp(cell_text(t, r, "segment"), segment)) sum += cell_value(t, r, "transfers_in");
    }
    return sum;
}

static const char *first_segment(const struct report_table *t) {
    for (size_t r = 0; r < t->n_rows; r++) {
        if (!is_everybody(t, r)) return cell_text(t, r, "segment");
    }
    return NULL;
}

/* Numbers of people either side of zero, without a sign: below the line are those who left. */
static void add_counts_axis(struct chart *chart, const struct report *report, double up, double down) {
    double step = canvas_step(fmax(up, down));
    text_add(&chart->draw, "set ytics (");
    for (double y = -step * ceil(down / step); y <= up + step / 2; y += step) {
        if (y > -step * ceil(down / step)) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, say_count(report, fabs(y)), 12);
        text_addf(&chart->draw, " %.8g", y);
    }
    text_addf(&chart->draw, ")\nset yrange [%.8g:%.8g]\n", -down * 1.12, up * 1.12);
}

static void add_end_label(struct chart *chart, size_t i, const char *label, double y, const char *colour) {
    text_addf(&chart->draw, "set label %zu ", 600 + i);
    canvas_label(&chart->draw, label, 24);
    text_addf(&chart->draw, " at graph 1.012, first %.8g left noenhanced font ',10' textcolor rgb %s\n", y, colour);
}

bool chart_flows(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "flows");
    const char *segment = t ? first_segment(t) : NULL, *period = "";
    double up = 0, down = 0, came = 0, left = 0, any_moves = 0;
    size_t n = 0, told = 0;
    for (size_t r = 0; t && r < t->n_rows; r++) n += is_everybody(t, r);
    if (n < 2) return false;
    size_t every = n / 10 + 1, at = 0;
    struct text tics = {0};
    text_add(&chart->data, "$flows << EOD\n");
    for (size_t r = 0; r < t->n_rows; r++) {
        if (!is_everybody(t, r)) continue;
        double hires = cell_value(t, r, "hires"), exits = cell_value(t, r, "exits"), moves = moved(t, cell_text(t, r, "period"), segment);
        if (at % every == 0) {
            if (tics.length) text_add(&tics, ", ");
            canvas_tic(&tics, cell_text(t, r, "period"), 12);
            text_addf(&tics, " %zu", at);
        }
        if (isfinite(hires) && isfinite(exits)) {
            text_addf(&chart->data, "%zu %.8g %.8g ", at, hires, -exits);
            canvas_number(&chart->data, moves);
            text_add_char(&chart->data, '\n');
            up = fmax(up, fmax(hires, isfinite(moves) ? moves : 0));
            down = fmax(down, exits);
            any_moves = fmax(any_moves, isfinite(moves) ? moves : 0);
            came = hires, left = exits, period = cell_text(t, r, "period");
            told++;
        }
        at++;
    }
    text_add(&chart->data, "EOD\n");
    if (told < 2 || up + down <= 0) {
        text_free(&tics);
        return false;
    }
    chart->name = "flows";
    chart->title = arena_printf(report->arena, say(report, "In %s %s people came and %s left", "In %s kwamen er %s mensen en vertrokken er %s"), period, say_count(report, came), say_count(report, left));
    chart->description = any_moves > 0 ? arena_printf(report->arena, say(report, "Inflow above the line, outflow below it, and as dots how many moved between groups of %s; by period, of everybody.", "Instroom boven de lijn, uitstroom eronder, en als punten de doorstroom tussen groepen van %s; per periode, van iedereen."), segment)
                                       : say(report, "Inflow above the line and outflow below it, by period, of everybody.", "Instroom boven de lijn en uitstroom eronder, per periode, van iedereen.");
    canvas_begin(chart, report, chart->description);
    add_counts_axis(chart, report, up, down);
    text_addf(&chart->draw, "set xtics (%s)\nset xrange [-0.6:%.1f]\nset lmargin at screen 0.09\nset rmargin at screen 0.86\nset bmargin at screen 0.14\nset border 2\nset xzeroaxis linetype 1 linecolor rgb '#8A979E'\nset boxwidth 0.7\nset style fill solid 0.8 noborder\n",
              text_string(&tics), (double)n - 0.4);
    add_end_label(chart, 0, say(report, "came", "instroom"), up * 0.55, canvas_ink(0));
    add_end_label(chart, 1, say(report, "left", "uitstroom"), -down * 0.55, canvas_ink(1));
    if (any_moves > 0) add_end_label(chart, 2, say(report, "moved", "doorstroom"), fmax(any_moves, up * 0.15), canvas_ink(7));
    text_addf(&chart->draw, "plot $flows using 1:2 with boxes linecolor rgb %s, $flows using 1:3 with boxes linecolor rgb %s", canvas_colour(0), canvas_colour(1));
    if (any_moves > 0) text_addf(&chart->draw, ", $flows using 1:4 with points pointtype 7 pointsize 0.7 linecolor rgb %s", canvas_colour(7));
    text_add_char(&chart->draw, '\n');
    text_free(&tics);
    return true;
}

/* --- headcount, month by month ------------------------------------------------------------------------------------------------ */

bool chart_headcount(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "headcount");
    double start = NAN, end = NAN, low = INFINITY, high = 0, least = NAN, most = NAN;
    size_t months = 0;
    text_add(&chart->data, "$headcount << EOD\n");
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double now = cell_value(t, r, "headcount_end");
        if (!is_everybody(t, r) || !isfinite(now)) continue;
        if (!months) {
            start = cell_value(t, r, "headcount_start");
            text_addf(&chart->data, "0 %.8g %.8g %.8g\n", start, start, start);
        }
        least = cell_value(t, r, "end_p10"), most = cell_value(t, r, "end_p90"), end = now;
        text_addf(&chart->data, "%zu %.8g %.8g %.8g\n", ++months, end, least, most);
        low = fmin(low, least);
        high = fmax(high, fmax(start, most));
    }
    text_add(&chart->data, "EOD\n");
    if (months < 2) return false;
    bool replaced = false;
    for (size_t r = 0; r < t->n_rows; r++) replaced = replaced || cell_value(t, r, "hires") > 0;
    chart->name = "headcount";
    chart->title = arena_printf(report->arena, replaced ? say(report, "After %s we expect to be %s people (%s to %s), now %s", "Na %s zijn we naar verwachting met %s (%s tot %s), nu met %s")
                                                        : say(report, "Without new people we are %2$s after %1$s (%3$s to %4$s), now %5$s", "Zonder nieuwe mensen zijn we na %s met %s (%s tot %s), nu met %s"),
                                say_months(report), say_count(report, end), say_count(report, least), say_count(report, most), say_count(report, start));
    chart->description = arena_printf(report->arena, "%s%s", say(report, "Expected headcount by month ahead, with the range of four futures in five (P10 to P90).", "Verwachte bezetting per maand vooruit, met het bereik van vier van de vijf toekomsten (P10 tot P90)."),
                                      low > 0.3 * high ? say(report, " The axis does not begin at zero.", " De as begint niet bij nul.") : "");
    canvas_begin(chart, report, chart->description);
    double room = fmax(1, 0.12 * (high - low)), bottom = low > 0.3 * high ? low - room : 0;
    text_addf(&chart->draw, "set xrange [0:%zu]\nset xtics %d\nset yrange [%.8g:%.8g]\nset lmargin at screen 0.10\nset rmargin at screen 0.86\nset bmargin at screen 0.17\nset xlabel ", months, months > 24 ? 6 : months > 12 ? 3 : 1, bottom, high + room);
    canvas_label(&chart->draw, say(report, "months ahead", "maanden vooruit"), 40);
    text_add(&chart->draw, " offset 0,0.4\n");
    canvas_counts(&chart->draw, report, "ytics", bottom, high + room);
    add_end_label(chart, 0, say_count(report, end), end, canvas_ink(0));
    text_addf(&chart->draw, "plot $headcount using 1:3:4 with filledcurves fillcolor rgb %s fillstyle transparent solid 0.18 noborder, $headcount using 1:2 with linespoints pointtype 7 pointsize 0.5 linewidth 2.4 linecolor rgb %s\n", canvas_colour(0), canvas_colour(0));
    return true;
}

/* --- the retirement wave --------------------------------------------------------------------------------------------------------- */

bool chart_wave(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "retirement_wave");
    size_t n = 0, told = 0, top = SIZE_MAX;
    double all = 0, most = 0;
    struct text tics = {0};
    text_add(&chart->data, "$wave << EOD\n");
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double reaching = cell_value(t, r, "reaching");
        if (!is_everybody(t, r)) continue;
        if (n) text_add(&tics, ", ");
        canvas_tic(&tics, arena_printf(report->arena, "%.0f%s", cell_value(t, r, "year"), t->rows[r].suppressed ? " *" : ""), 8);
        text_addf(&tics, " %zu", n);
        if (isfinite(reaching)) {
            text_addf(&chart->data, "%zu %.8g\n", n, reaching);
            all += reaching;
            told++;
            if (top == SIZE_MAX || reaching > most) top = r, most = reaching;
        }
        n++;
    }
    text_add(&chart->data, "EOD\n");
    if (n < 3 || 2 * told < n || !(most > 0)) { /* of a few years nobody can say where the wave is highest */
        text_free(&tics);
        return false;
    }
    chart->name = "retirement_wave";
    chart->title = arena_printf(report->arena, say(report, "The retirement wave is highest in %.0f: %s people, with %s years of service", "De pensioengolf is het hoogst in %.0f: %s mensen, met %s dienstjaren"), cell_value(t, top, "year"), say_count(report, most), say_count(report, cell_value(t, top, "service_years")));
    chart->description = arena_printf(report->arena, say(report, "People there now who reach the state pension age (AOW), by calendar year: %s in all%s; above each bar the years of service that go with them.", "Mensen die er nu zijn en de AOW-leeftijd bereiken, per kalenderjaar: %s in totaal%s; boven elke balk de dienstjaren die met hen meegaan."), say_count(report, all),
                                      told < n ? say(report, " (* = too few to tell)", " (* = te weinig om te tonen)") : "");
    canvas_begin(chart, report, chart->description);
    size_t at = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        if (!is_everybody(t, r)) continue;
        double reaching = cell_value(t, r, "reaching");
        if (isfinite(reaching) && reaching > 0) {
            text_addf(&chart->draw, "set label %zu ", 600 + at);
            canvas_label(&chart->draw, arena_printf(report->arena, say(report, "%s y", "%s j"), say_count(report, cell_value(t, r, "service_years"))), 16);
            text_addf(&chart->draw, " at first %zu, first %.8g center noenhanced font ',9' offset character 0,0.6 textcolor rgb '#566872'\n", at, reaching);
        }
        at++;
    }
    text_addf(&chart->draw, "set xtics (%s)\nset xrange [-0.6:%.1f]\nset yrange [0:%.8g]\nset lmargin at screen 0.08\nset rmargin at screen 0.97\nset bmargin at screen 0.14\nset boxwidth 0.7\nset style fill solid 0.8 noborder\nplot $wave using 1:2 with boxes linecolor rgb %s\n", text_string(&tics), (double)n - 0.4, most * 1.15,
              canvas_colour(0));
    text_free(&tics);
    return true;
}

/* --- risk by group and tenure -------------------------------------------------------------------------------------------------------- */

enum { MAP_ROWS = 40, MAP_BANDS = 8 };

static size_t name_in(const char **names, size_t *n, size_t most, const char *name) {
    for (size_t i = 0; i < *n; i++) {
        if (!strcmp(names[i], name)) return i;
    }
    if (*n == most) return SIZE_MAX;
    names[*n] = name;
    return (*n)++;
}

bool chart_risk_map(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "risk_by_tenure");
    const char *levels[MAP_ROWS], *bands[MAP_BANDS], *segment = "";
    size_t n_levels = 0, n_bands = 0, top = SIZE_MAX, shown = 0;
    double most = 0;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double share = cell_value(t, r, "share");
        const char *band = cell_text(t, r, "band");
        if (is_everybody(t, r) || !strcmp(band, "all")) continue;
        if (name_in(levels, &n_levels, MAP_ROWS, cell_text(t, r, "level")) == SIZE_MAX || name_in(bands, &n_bands, MAP_BANDS, band) == SIZE_MAX || isnan(share)) continue;
        shown++;
        segment = cell_text(t, r, "segment");
        most = fmax(most, share);
        bool sure = share * t->rows[r].people >= LEAVERS_LEAST;
        if (sure && (top == SIZE_MAX || share > cell_value(t, top, "share"))) top = r;
    }
    if (n_levels < 2 || n_bands < 2 || shown < 4 || !(most > 0)) return false;
    chart->name = "risk_map";
    chart->height = 150 + (int)n_levels * 30;
    chart->title = say(report, "Who is expected to leave, by group and tenure", "Wie er naar verwachting vertrekt, naar groep en diensttijd");
    if (top != SIZE_MAX) {
        chart->title = arena_printf(report->arena, say(report, "The risk is highest in %s at a tenure of %s: %s leave within %s", "Het risico is het hoogst bij %s met een diensttijd van %s: %s vertrekt binnen %s"), cell_text(t, top, "level"), say_band(report, cell_text(t, top, "band")),
                                    say_share(report, cell_value(t, top, "share")), say_months(report));
    }
    chart->description = arena_printf(report->arena, say(report, "Expected share of the people there now who leave within %s, by %s and tenure; empty = too few people to tell.", "Verwacht aandeel van de mensen die er nu zijn dat binnen %s vertrekt, naar %s en diensttijd; leeg = te weinig mensen om te tonen."), say_months(report), segment);
    canvas_begin(chart, report, chart->description);
    text_add(&chart->draw, "set grid noxtics noytics\nset border 0\nset lmargin at screen 0.20\nset rmargin at screen 0.98\nset ytics (");
    for (size_t i = 0; i < n_levels; i++) {
        if (i) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, levels[i], 24);
        text_addf(&chart->draw, " %zu", n_levels - i);
    }
    text_add(&chart->draw, ") scale 0\nset xtics (");
    for (size_t i = 0; i < n_bands; i++) {
        if (i) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, say_band(report, bands[i]), 24);
        text_addf(&chart->draw, " %zu", i + 1);
    }
    text_addf(&chart->draw, ") scale 0\nset xrange [0.5:%.1f]\nset yrange [0.5:%.1f]\nset bmargin at screen %.4f\n", (double)n_bands + 0.5, (double)n_levels + 0.5, 64.0 / chart->height);
    for (size_t r = 0, cell = 0; r < t->n_rows; r++) {
        double share = cell_value(t, r, "share");
        if (is_everybody(t, r) || !strcmp(cell_text(t, r, "band"), "all") || isnan(share)) continue;
        size_t i = name_in(levels, &n_levels, n_levels, cell_text(t, r, "level")), k = name_in(bands, &n_bands, n_bands, cell_text(t, r, "band"));
        if (i != SIZE_MAX && k != SIZE_MAX) heat_cell(chart, report, cell++, (double)k + 1, (double)(n_levels - i), share / most, say_share(report, share));
    }
    text_add(&chart->draw, "plot NaN notitle\n");
    return true;
}
