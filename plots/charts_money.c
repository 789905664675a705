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
    canvas_tic(tics, label, 40);
    text_addf(tics, " %zu", place);
}

/* Of the groups with leavers enough to say so, the highest and the lowest share; SIZE_MAX = there are none. `groups`: how many there are at all. */
static void find_extremes(const struct report_table *t, const char *segment, size_t *highest, size_t *lowest, size_t *groups) {
    size_t all = row_find(t, "segment", "all", NULL);
    double usual = all == SIZE_MAX ? (double)NAN : cell_value(t, all, "share");
    *highest = *lowest = SIZE_MAX;
    *groups = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        double share = cell_value(t, r, "share");
        if (strcmp(cell_text(t, r, "segment"), segment) != 0 || isnan(share)) continue;
        ++*groups;
        if (cell_value(t, r, "headcount") * fmax(share, usual) < LEAVERS_LEAST) continue; /* too small to lose as many as that at the usual share */
        if (*highest == SIZE_MAX || share > cell_value(t, *highest, "share")) *highest = r;
        if (*lowest == SIZE_MAX || share < cell_value(t, *lowest, "share")) *lowest = r;
    }
}

bool chart_forecast(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "forecast");
    size_t *rows = ARENA_ARRAY(report->arena, size_t, (t ? t->n_rows : 0) + 1), n = 0, highest, lowest, groups;
    const char *segment = NULL;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        const char *name = cell_text(t, r, "segment");
        if (!strcmp(name, "all")) continue;
        if (!segment) segment = name;
        double share = cell_value(t, r, "share");
        if (strcmp(name, segment) != 0 || isnan(share)) continue;
        size_t at = n++;
        for (; at > 0 && cell_value(t, rows[at - 1], "share") < share; at--) rows[at] = rows[at - 1];
        rows[at] = r;
    }
    if (n > GROUPS_SHOWN) { /* the highest and the lowest */
        memmove(rows + GROUPS_SHOWN / 2, rows + n - GROUPS_SHOWN / 2, GROUPS_SHOWN / 2 * sizeof *rows);
        n = GROUPS_SHOWN;
    }
    if (n < 2) return false;
    find_extremes(t, segment, &highest, &lowest, &groups);
    chart->name = "forecast";
    if (highest != lowest) {
        chart->title = arena_printf(report->arena, say(report, "%s of %s is expected to leave within %s, %s of %s", "Naar verwachting vertrekt %s van %s binnen %s, en %s van %s"), say_share(report, cell_value(t, highest, "share")), say_label(report, cell_text(t, highest, "level")), say_months(report),
                                    say_share(report, cell_value(t, lowest, "share")), say_label(report, cell_text(t, lowest, "level")));
    } else {
        chart->title = arena_printf(report->arena, say(report, "Who is expected to leave within %s: groups too small to tell apart surely", "Wie er naar verwachting binnen %s vertrekt: groepen te klein om zeker te onderscheiden"), say_months(report));
    }
    chart->description = say(report, "Expected share of today's employees who leave, with the range of four futures in five (P10 to P90).",
                             "Verwacht aandeel van de huidige medewerkers dat vertrekt, met het bereik van vier van de vijf toekomsten (P10 tot P90).");
    if (groups > n) chart->description = arena_printf(report->arena, say(report, "%s The %d highest and %d lowest of %zu groups.", "%s De %d hoogste en %d laagste van %zu groepen."), chart->description, GROUPS_SHOWN / 2, GROUPS_SHOWN / 2, groups);
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
    text_addf(&chart->draw, "set ytics (%s)\nset xrange [0:*]\nset format x '%%g%%%%'\nplot $groups using 1:2:3:4 with xerrorbars pointtype 7 pointsize 0.9 linewidth 2 linecolor rgb %s\n",
              text_string(&tics), canvas_colour(0));
    text_free(&tics);
    return true;
}

/* One part behind the other, what is saved going back, and the sum beneath. */
bool chart_costs(const struct report *report, struct chart *chart) {
    enum { PARTS_MOST = 16 };
    const struct report_table *t = report_find(report, "costs");
    size_t rows[PARTS_MOST], n = 0;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double total = cell_value(t, r, "total");
        bool counts = strcmp(cell_text(t, r, "kind"), "own") != 0;
        if (!strcmp(cell_text(t, r, "segment"), "all") && counts && isfinite(total) && total != 0 && n < PARTS_MOST) rows[n++] = r;
    }
    if (!n) return false;
    double sum = 0, low = 0, high = 0;
    size_t most = rows[0];
    for (size_t i = 0; i < n; i++) {
        sum += cell_value(t, rows[i], "total");
        low = fmin(low, sum);
        high = fmax(high, sum);
        if (cell_value(t, rows[i], "total") > cell_value(t, most, "total")) most = rows[i];
    }
    chart->name = "costs";
    chart->title = arena_printf(report->arena, say(report, "Leavers cost %s; the largest part is %s", "Vertrek kost %s; het grootste deel is %s"),
                                say_money(report, sum), say_word(report, cell_text(t, most, "component")));
    chart->description = arena_printf(report->arena, say(report, "Expected cost of leavers in %s by component, one behind the other, and their sum, in %s.", "Verwachte kosten van vertrek in %s naar onderdeel, achter elkaar, en hun som, in %s."),
                                      say_months(report), report->meta.currency);
    begin_rows(chart, report, n + 1, 0.33);
    struct text tics = {0};
    double from = 0;
    text_add(&chart->data, "$parts << EOD\n");
    for (size_t i = 0; i <= n; i++) {
        double total = i < n ? cell_value(t, rows[i], "total") : sum, left = i < n ? fmin(from, from + total) : fmin(0, sum), right = i < n ? fmax(from, from + total) : fmax(0, sum), y = (double)(n + 1 - i);
        text_addf(&chart->data, "%.8g %.8g %.8g %.8g %.8g %.8g %d\n", left, y, left, right, y - 0.32, y + 0.32, i == n ? 2 : total < 0);
        add_row_tic(&tics, i < n ? say_word(report, cell_text(t, rows[i], "component")) : say(report, "together", "samen"), n + 1 - i);
        text_addf(&chart->draw, "set label %zu ", 600 + i);
        canvas_label(&chart->draw, say_money(report, total), 24);
        text_addf(&chart->draw, " at first %.8g, first %.8g left noenhanced font ',10' offset character 0.5,0\n", right, y);
        if (i < n) from += total;
        if (i + 1 < n) text_addf(&chart->draw, "set arrow %zu from first %.8g, first %.8g to first %.8g, first %.8g nohead linecolor rgb '#8A979E' linewidth 0.8\n", 700 + i, from, y - 0.32, from, y - 0.68);
    }
    text_add(&chart->data, "EOD\n");
    text_addf(&chart->draw, "set ytics (%s) scale 0\nunset xtics\nset border 0\nunset grid\nset arrow 1 from first 0, graph 0 to first 0, graph 1 nohead linecolor rgb '#8A979E'\nset xrange [%.8g:%.8g]\nset style fill solid 0.8 noborder\nset linetype 11 linecolor rgb %s\nset linetype 12 linecolor rgb %s\nset linetype 13 linecolor rgb %s\n",
              text_string(&tics), low, high + 0.2 * (high - low), canvas_colour(0), canvas_colour(2), canvas_colour(7));
    text_add(&chart->draw, "plot $parts using 1:2:3:4:5:6:(11+$7) with boxxyerror linecolor variable\n");
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
    bool pays = cell_value(t, best, mean) > 0;
    chart->title = money && !pays ? arena_printf(report->arena, say(report, "No scenario is expected to pay; “%s” loses least: %s", "Geen scenario verdient zich naar verwachting terug; “%s” verliest het minst: %s"), cell_text(t, best, "scenario"), say_money(report, -cell_value(t, best, mean)))
                 : money ? arena_printf(report->arena, say(report, "“%s” is expected to bring %s net", "“%s” levert naar verwachting netto %s op"),
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
    canvas_counts(&chart->draw, report, "xtics", lowest - room, highest + room);
    text_addf(&chart->draw, "set ytics (%s)\nset xrange [%.8g:%.8g]\nset arrow 1 from first 0, graph 0 to first 0, graph 1 nohead linecolor rgb '#8A979E' linewidth 1.4\n"
                            "plot $scenarios using 1:2:3:4 with xerrorbars pointtype 7 pointsize 1 linewidth 2.4 linecolor rgb %s\n", text_string(&tics), lowest - room, highest + room, canvas_colour(2));
    text_free(&tics);
    return true;
}

/* --- what the net hangs on ---------------------------------------------------------------------------------------------------- */

/* The scenario of which most is expected, of those whose drivers are told. */
static const char *best_driven(const struct report *report, const struct report_table *drivers, double *net) {
    const struct report_table *t = report_find(report, "scenarios");
    const char *best = NULL;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double mean = cell_value(t, r, "net_mean");
        const char *name = cell_text(t, r, "scenario");
        size_t row = row_find(drivers, "scenario", name, NULL);
        if (isnan(mean) || row == SIZE_MAX || drivers->rows[row].suppressed || (best && mean <= *net)) continue;
        best = name;
        *net = mean;
    }
    return best;
}

static const char *driver_words(const struct report *report, const struct report_table *t, size_t r) {
    const char *driver = cell_text(t, r, "driver"), *of = cell_text(t, r, "of");
    if (!strcmp(driver, "hazard_ratio")) return arena_printf(report->arena, say(report, "how well “%s” works", "hoe goed “%s” werkt"), of);
    if (!strcmp(driver, "spillover")) return arena_printf(report->arena, say(report, "spillover of “%s”", "uitstraling van “%s”"), of);
    if (!strcmp(driver, "per_head")) return arena_printf(report->arena, say(report, "price a head of “%s”", "prijs per persoon van “%s”"), of);
    if (!strcmp(driver, "fixed")) return arena_printf(report->arena, say(report, "fixed cost of “%s”", "vaste kosten van “%s”"), of);
    if (!strcmp(driver, "of_pay")) return arena_printf(report->arena, say(report, "share of pay of “%s”", "loonaandeel van “%s”"), of);
    if (!strcmp(driver, "risk")) return say(report, "how many leave without it", "hoeveel er zonder vertrekken");
    if (!strcmp(driver, "output")) return say(report, "output against pay", "opbrengst tegenover loon");
    return !strcmp(driver, "line") ? of : say_word(report, driver);
}

bool chart_drivers(const struct report *report, struct chart *chart) {
    enum { BARS_MOST = 10 };
    const struct report_table *t = report_find(report, "scenario_drivers");
    size_t rows[BARS_MOST], n = 0;
    double net = NAN, low = INFINITY, high = -INFINITY;
    const char *scenario = t ? best_driven(report, t, &net) : NULL;
    for (size_t r = 0; scenario && r < t->n_rows && n < BARS_MOST; r++) {
        if (strcmp(cell_text(t, r, "scenario"), scenario) != 0 || !(cell_value(t, r, "swing") > 0)) continue;
        rows[n++] = r;
        low = fmin(low, fmin(cell_value(t, r, "net_low"), cell_value(t, r, "net_high")));
        high = fmax(high, fmax(cell_value(t, r, "net_low"), cell_value(t, r, "net_high")));
    }
    if (n < 2) return false;
    chart->name = "drivers";
    chart->title = arena_printf(report->arena, say(report, "What “%s” brings hangs most on %s", "Wat “%s” oplevert hangt het meest af van %s"), scenario, driver_words(report, t, rows[0]));
    chart->description = arena_printf(report->arena, say(report, "Net over %s in thousands of %s as each uncertain thing alone goes from its P10 to its P90; the line is the expected net.", "Netto over %s in duizenden %s als elk onzeker gegeven alleen van P10 naar P90 gaat; de lijn is het verwachte netto."), say_months(report), report->meta.currency);
    begin_rows(chart, report, n, 0.36);
    struct text tics = {0};
    text_add(&chart->data, "$drivers << EOD\n");
    for (size_t i = 0; i < n; i++) {
        double y = (double)(n - i), a = cell_value(t, rows[i], "net_low") / 1000, b = cell_value(t, rows[i], "net_high") / 1000;
        text_addf(&chart->data, "%.8g %.8g %.8g %.8g %.8g %.8g\n", fmin(a, b), y, fmin(a, b), fmax(a, b), y - 0.3, y + 0.3);
        add_row_tic(&tics, driver_words(report, t, rows[i]), n - i);
    }
    double room = 0.06 * (high - low) / 1000;
    text_add(&chart->data, "EOD\n");
    canvas_counts(&chart->draw, report, "xtics", fmin(low / 1000, 0) - room, fmax(high / 1000, 0) + room);
    text_addf(&chart->draw, "set ytics (%s) scale 0\nset xrange [%.8g:%.8g]\nset border 1\nset style fill solid 0.8 noborder\nset arrow 1 from first %.8g, graph 0 to first %.8g, graph 1 nohead linecolor rgb '#1B2A33' linewidth 1.4 front\n", text_string(&tics), fmin(low / 1000, 0) - room, fmax(high / 1000, 0) + room, net / 1000, net / 1000);
    text_addf(&chart->draw, "set arrow 2 from first 0, graph 0 to first 0, graph 1 nohead dashtype 2 linecolor rgb '#8A979E'\nplot $drivers using 1:2:3:4:5:6 with boxxyerror linecolor rgb %s\n", canvas_colour(0));
    text_free(&tics);
    return true;
}

/* --- what a budget buys ---------------------------------------------------------------------------------------------------------- */

/* What is told of the chosen portfolio: the mean over all futures, of which the frontier has the middle. */
static double told_net(const struct report *report, double otherwise) {
    const struct report_table *t = report_find(report, "portfolio");
    size_t r = t ? row_find(t, "scenario", "all", NULL) : SIZE_MAX;
    double net = r == SIZE_MAX ? (double)NAN : cell_value(t, r, "net_mean");
    return isfinite(net) ? net : otherwise;
}

bool chart_frontier(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "budget_frontier");
    size_t n = 0, chosen = SIZE_MAX;
    double most = 0, last = 0;
    text_add(&chart->data, "$frontier << EOD\n");
    for (size_t r = 0; t && r < t->n_rows; r++) {
        double cost = cell_value(t, r, "programme_cost"), net = cell_value(t, r, "net");
        if (isnan(cost) || isnan(net)) continue;
        text_addf(&chart->data, "%.8g %.8g\n", cost / 1000, net / 1000);
        if (cell_value(t, r, "chosen") == 1) chosen = r;
        most = fmax(most, net);
        last = fmax(last, cost);
        n++;
    }
    text_add(&chart->data, "EOD\n");
    if (n < 3 || !(most > 0) || !isfinite(report->meta.budget)) return false; /* nothing, and one scenario: no choice to draw */
    double end = fmax(last, report->meta.budget) * 1.08;
    chart->name = "frontier";
    chart->title = chosen == SIZE_MAX ? arena_printf(report->arena, say(report, "A budget of %s buys nothing that pays", "Met een budget van %s is niets te doen dat zich terugverdient"), say_money(report, report->meta.budget))
                                      : arena_printf(report->arena, say(report, "%s of a budget of %s buys a net gain of %s", "Met %s van een budget van %s is netto %s te winnen"), say_money(report, cell_value(t, chosen, "programme_cost")), say_money(report, report->meta.budget), say_money(report, told_net(report, cell_value(t, chosen, "net"))));
    chart->description = arena_printf(report->arena, say(report, "The highest expected net that each budget buys, in thousands of %s: each point is a combination of scenarios; the broken line is the budget.", "Het hoogste verwachte netto dat met elk budget haalbaar is, in duizenden %s: elk punt is een combinatie van scenario's; de onderbroken lijn is het budget."), report->meta.currency);
    canvas_begin(chart, report, chart->description);
    text_addf(&chart->data, "$held << EOD\n%.8g %.8g\n%.8g %.8g\nEOD\n", last / 1000, most / 1000, end / 1000, most / 1000);
    struct text ticks = {0};
    size_t label = 600;
    for (size_t r = 0; r < t->n_rows; r++) {
        double cost = cell_value(t, r, "programme_cost"), net = cell_value(t, r, "net");
        if (isnan(cost) || isnan(net) || net <= 0 || label > 606) continue;
        bool right = cost > 0.55 * end;
        text_addf(&chart->draw, "set label %zu ", label++);
        canvas_label(&chart->draw, cell_text(t, r, "scenarios"), 60);
        text_addf(&chart->draw, " at first %.8g, first %.8g %s noenhanced font ',9' offset character %s,%s textcolor rgb '#3A4A52'\n", cost / 1000, net / 1000, right ? "right" : "left", right ? "-0.8" : "0.8", r == chosen ? "0.9" : "-0.9");
    }
    text_addf(&chart->draw, "set xrange [0:%.8g]\nset yrange [0:%.8g]\nset lmargin at screen 0.09\nset rmargin at screen 0.96\nset bmargin at screen 0.17\nset xlabel ", end / 1000, most * 1.15 / 1000);
    canvas_label(&chart->draw, say(report, "programme cost", "programmakosten"), 40);
    canvas_counts(&ticks, report, "xtics", 0, end / 1000);
    canvas_counts(&ticks, report, "ytics", 0, most * 1.15 / 1000);
    text_addf(&chart->draw, " offset 0,0.4\n%sset arrow 1 from first %.8g, graph 0 to first %.8g, graph 1 nohead dashtype 2 linecolor rgb '#8A979E'\n", text_string(&ticks), report->meta.budget / 1000, report->meta.budget / 1000);
    text_free(&ticks);
    text_addf(&chart->draw, "plot $frontier using 1:2 with steps linewidth 2 linecolor rgb %s, $held using 1:2 with lines linewidth 2 linecolor rgb %s, $frontier using 1:2 with points pointtype 7 pointsize 1 linecolor rgb %s", canvas_colour(0), canvas_colour(0), canvas_colour(0));
    if (chosen != SIZE_MAX) {
        text_addf(&chart->data, "$chosen << EOD\n%.8g %.8g\nEOD\n", cell_value(t, chosen, "programme_cost") / 1000, cell_value(t, chosen, "net") / 1000);
        text_addf(&chart->draw, ", $chosen using 1:2 with points pointtype 7 pointsize 1.7 linecolor rgb %s", canvas_colour(1));
    }
    text_add_char(&chart->draw, '\n');
    return true;
}
