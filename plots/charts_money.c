#include "engine/report/wording.h"
#include "plots/charts.h"

#include <math.h>
#include <string.h>

enum { GROUPS_SHOWN = 20, SCENARIOS_SHOWN = 16 };

/* Horizontal rows: labels on the left, one row a line, the first on top. */
static void begin_rows(struct chart *chart, const struct report *report, size_t n, double left) {
    chart->height = 150 + (int)n * 30;
    canvas_begin(chart, report, chart->description);
    text_addf(&chart->draw, "set yrange [0.4:%.1f]\nset grid noytics xtics\nset lmargin at screen %.2f\nset rmargin at screen 0.93\nset bmargin at screen %.4f\n",
              (double)n + 0.6, left, 76.0 / chart->height);
}

static void add_row_tic(struct text *tics, const char *label, size_t place) {
    if (tics->length) text_add(tics, ", ");
    canvas_tic(tics, label, 32);
    text_addf(tics, " %zu", place);
}

bool chart_forecast(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "forecast");
    size_t rows[GROUPS_SHOWN], n = 0;
    const char *segment = NULL;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        const char *name = cell_text(t, r, "segment");
        if (!strcmp(name, "all")) continue;
        if (!segment) segment = name;
        double share = cell_value(t, r, "share");
        if (strcmp(name, segment) != 0 || isnan(share)) continue;
        size_t at = n < GROUPS_SHOWN ? n++ : GROUPS_SHOWN;
        for (; at > 0 && cell_value(t, rows[at - 1], "share") < share; at--) {
            if (at < GROUPS_SHOWN) rows[at] = rows[at - 1];
        }
        if (at < GROUPS_SHOWN) rows[at] = r;
    }
    if (n < 2) return false;
    chart->name = "forecast";
    chart->title = arena_printf(report->arena, say(report, "%s of %s is expected to leave within %s, %s of %s", "Naar verwachting vertrekt %s van %s binnen %s, en %s van %s"),
                                say_share(report, cell_value(t, rows[0], "share")), cell_text(t, rows[0], "level"), say_months(report),
                                say_share(report, cell_value(t, rows[n - 1], "share")), cell_text(t, rows[n - 1], "level"));
    chart->description = say(report, "Expected share of today's employees who leave, with the range of four futures in five (P10 to P90).",
                             "Verwacht aandeel van de huidige medewerkers dat vertrekt, met het bereik van vier van de vijf toekomsten (P10 tot P90).");
    begin_rows(chart, report, n, 0.26);
    struct text tics = {0};
    text_add(&chart->data, "$groups << EOD\n");
    for (size_t i = 0; i < n; i++) {
        double headcount = cell_value(t, rows[i], "headcount");
        text_addf(&chart->data, "%.8g %zu %.8g %.8g\n", 100 * cell_value(t, rows[i], "share"), n - i,
                  100 * cell_value(t, rows[i], "leavers_p10") / headcount, 100 * cell_value(t, rows[i], "leavers_p90") / headcount);
        add_row_tic(&tics, cell_text(t, rows[i], "level"), n - i);
    }
    text_add(&chart->data, "EOD\n");
    text_addf(&chart->draw, "set ytics (%s)\nset xrange [0:*]\nset format x '%%g%%%%'\nplot $groups using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.9 linewidth 2 linecolor rgb '%s'\n",
              text_string(&tics), canvas_colour(0));
    text_free(&tics);
    return true;
}

bool chart_costs(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "costs");
    size_t rows[16], n = 0;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double total = cell_value(t, r, "total");
        bool counts = strcmp(cell_text(t, r, "kind"), "own") != 0;
        if (!strcmp(cell_text(t, r, "segment"), "all") && counts && isfinite(total) && total != 0 && n < 16) rows[n++] = r;
    }
    if (!n) return false;
    double sum = 0, low = 0, high = 0;
    size_t most = rows[0];
    for (size_t i = 0; i < n; i++) {
        double total = cell_value(t, rows[i], "total");
        sum += total;
        low = fmin(low, total);
        high = fmax(high, total);
        if (cell_value(t, rows[i], "total") > cell_value(t, most, "total")) most = rows[i];
    }
    chart->name = "costs";
    chart->title = arena_printf(report->arena, say(report, "Leavers cost %s; the largest part is %s", "Vertrek kost %s; het grootste deel is %s"),
                                say_money(report, sum), say_word(report, cell_text(t, most, "component")));
    chart->description = arena_printf(report->arena, say(report, "Expected cost of leavers in %d months by component, in %s.", "Verwachte kosten van vertrek in %d maanden naar onderdeel, in %s."),
                                      report->meta.months, report->meta.currency);
    begin_rows(chart, report, n, 0.28);
    struct text tics = {0};
    text_add(&chart->data, "$parts << EOD\n");
    for (size_t i = 0; i < n; i++) {
        double total = cell_value(t, rows[i], "total");
        text_addf(&chart->data, "0 %zu 0 %.8g %.8g %.8g\n", n - i, total, (double)(n - i) - 0.32, (double)(n - i) + 0.32);
        add_row_tic(&tics, say_word(report, cell_text(t, rows[i], "component")), n - i);
        text_addf(&chart->draw, "set label %zu ", 600 + i);
        canvas_label(&chart->draw, say_money(report, total), 24);
        text_addf(&chart->draw, " at first %.8g, first %zu left noenhanced font ',10' offset character 0.5,0\n", total > 0 ? total : 0, n - i);
    }
    text_add(&chart->data, "EOD\n");
    text_addf(&chart->draw, "set ytics (%s)\nunset xtics\nset border 2\nunset grid\nset xrange [%.8g:%.8g]\nset style fill solid 0.75 noborder\n"
                            "plot $parts using 1:2:3:4:5:6 with boxxyerror linecolor rgb '%s'\n", text_string(&tics), low, high * 1.22, canvas_colour(0));
    text_free(&tics);
    return true;
}

bool chart_scenarios(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "scenarios");
    size_t n = t && t->n_rows < SCENARIOS_SHOWN ? t->n_rows : t ? SCENARIOS_SHOWN : 0;
    bool money = n > 0;
    for (size_t r = 0; r < n; r++) money = money && isfinite(cell_value(t, r, "net_mean"));
    const char *mean = money ? "net_mean" : "avoided_mean", *low = money ? "net_p10" : "avoided_p10", *high = money ? "net_p90" : "avoided_p90";
    size_t best = SIZE_MAX;
    for (size_t r = 0; r < n; r++) {
        if (isnan(cell_value(t, r, mean))) continue;
        if (best == SIZE_MAX || cell_value(t, r, mean) > cell_value(t, best, mean)) best = r;
    }
    if (best == SIZE_MAX) return false;
    chart->name = "scenarios";
    chart->title = money ? arena_printf(report->arena, say(report, "“%s” is expected to bring %s net", "“%s” levert naar verwachting netto %s op"),
                                        cell_text(t, best, "scenario"), say_money(report, cell_value(t, best, mean)))
                         : arena_printf(report->arena, say(report, "“%s” is expected to keep %s people", "“%s” houdt naar verwachting %s mensen binnen"),
                                        cell_text(t, best, "scenario"), say_count(report, cell_value(t, best, mean)));
    chart->description = money ? arena_printf(report->arena, say(report, "Saving less programme cost over %d months, in thousands of %s, with the range of four futures in five (P10 to P90).",
                                                                 "Besparing min programmakosten over %d maanden, in duizenden %s, met het bereik van vier van de vijf toekomsten (P10 tot P90)."),
                                              report->meta.months, report->meta.currency)
                               : say(report, "Leavers avoided, with the range of four futures in five (P10 to P90).", "Vermeden vertrek, met het bereik van vier van de vijf toekomsten (P10 tot P90).");
    begin_rows(chart, report, n, 0.30);
    struct text tics = {0};
    double unit = money ? 1000 : 1, lowest = 0, highest = 0;
    text_add(&chart->data, "$scenarios << EOD\n");
    for (size_t r = 0; r < n; r++) {
        if (isnan(cell_value(t, r, mean))) continue;
        text_addf(&chart->data, "%.8g %zu %.8g %.8g\n", cell_value(t, r, mean) / unit, n - r, cell_value(t, r, low) / unit, cell_value(t, r, high) / unit);
        add_row_tic(&tics, cell_text(t, r, "scenario"), n - r);
        lowest = fmin(lowest, cell_value(t, r, low) / unit);
        highest = fmax(highest, cell_value(t, r, high) / unit);
    }
    double room = highest > lowest ? 0.05 * (highest - lowest) : 1;
    text_add(&chart->data, "EOD\n");
    text_addf(&chart->draw, "set ytics (%s)\nset xrange [%.8g:%.8g]\nset arrow 1 from first 0, graph 0 to first 0, graph 1 nohead linecolor rgb '#8A979E' linewidth 1.4\n"
                            "plot $scenarios using 1:2:3:4 with xerrorbars pointtype 7 pointsize 1 linewidth 2.4 linecolor rgb '%s'\n", text_string(&tics), lowest - room, highest + room, canvas_colour(2));
    text_free(&tics);
    return true;
}
