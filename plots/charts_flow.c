#include "engine/report/wording.h"
#include "plots/charts.h"

#include <math.h>
#include <string.h>

enum { CAUSES_SHOWN = 4 };

static bool is_whole(const struct report_table *t, size_t r, const char *cause) {
    return !strcmp(cell_text(t, r, "segment"), "all") && !strcmp(cell_text(t, r, "cause"), cause) &&
           !isnan(cell_value(t, r, "rate_12_months"));
}

/* How many periods go by before the first rate over twelve months of everybody: they are not drawn. */
static size_t periods_before(const struct report_table *t) {
    size_t n = 0;
    for (size_t r = 0; r < t->n_rows && !is_whole(t, r, "all"); r++) n += !strcmp(cell_text(t, r, "segment"), "all") && !strcmp(cell_text(t, r, "cause"), "all");
    return n;
}

static size_t add_series(struct chart *chart, const struct report_table *t, const char *cause, size_t i) {
    size_t points = 0, at = 0, skipped = periods_before(t);
    text_addf(&chart->data, "$cause%zu << EOD\n", i);
    for (size_t r = 0; r < t->n_rows; r++) {
        if (strcmp(cell_text(t, r, "segment"), "all") != 0 || strcmp(cell_text(t, r, "cause"), cause) != 0) continue;
        if (is_whole(t, r, cause) && at >= skipped) {
            text_addf(&chart->data, "%zu %.8g\n", at - skipped, 100 * cell_value(t, r, "rate_12_months"));
            points++;
        }
        at++;
    }
    text_add(&chart->data, "EOD\n");
    return points;
}

/* For how many periods there is a rate over twelve months of everybody. */
static size_t rates_told(const struct report_table *t) {
    size_t n = 0;
    for (size_t r = 0; r < t->n_rows; r++) n += is_whole(t, r, "all");
    return n;
}

/* The causes in the table besides the total, in its order. */
static size_t causes_of(const struct report_table *t, const char **causes) {
    size_t n = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *cause = cell_text(t, r, "cause");
        bool known = !strcmp(cause, "all");
        for (size_t i = 0; i < n; i++) known = known || !strcmp(causes[i], cause);
        if (!known && n < CAUSES_SHOWN && !strcmp(cell_text(t, r, "segment"), "all")) causes[n++] = cause;
    }
    return n == 1 ? 0 : n; /* one cause is the total over again */
}

static double last_rate(const struct report_table *t, const char *cause, size_t back, size_t *row) {
    for (size_t r = t->n_rows; r-- > 0;) {
        if (is_whole(t, r, cause) && back-- == 0) {
            *row = r;
            return cell_value(t, r, "rate_12_months");
        }
    }
    return NAN;
}

static void add_period_tics(struct chart *chart, const struct report_table *t) {
    size_t n = 0, at = 0, skipped = periods_before(t);
    for (size_t r = 0; r < t->n_rows; r++) n += !strcmp(cell_text(t, r, "segment"), "all") && !strcmp(cell_text(t, r, "cause"), "all");
    size_t every = (n - skipped) / 10 + 1;
    text_add(&chart->draw, "set xtics (");
    for (size_t r = 0; r < t->n_rows; r++) {
        if (strcmp(cell_text(t, r, "segment"), "all") != 0 || strcmp(cell_text(t, r, "cause"), "all") != 0 || at++ < skipped) continue;
        size_t place = at - 1 - skipped;
        if (place % every != 0) continue;
        if (place) text_add(&chart->draw, ", ");
        canvas_tic(&chart->draw, cell_text(t, r, "period"), 12);
        text_addf(&chart->draw, " %zu", place);
    }
    text_addf(&chart->draw, ")\nset xrange [-0.5:%.1f]\n", (double)(n - skipped) - 0.5);
}

/* Names at the lines' ends, from the lowest up, kept apart where lines end close together. */
static void add_labels(struct chart *chart, const struct report *report, const struct report_table *t, const char **causes, size_t n) {
    size_t order[CAUSES_SHOWN + 1], known = 0, row;
    double top = 0, y[CAUSES_SHOWN + 1], below = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        double end = 100 * last_rate(t, causes[i], 0, &row);
        if (isnan(end)) continue;
        size_t at = known++;
        for (; at > 0 && y[at - 1] > end; at--) {
            y[at] = y[at - 1];
            order[at] = order[at - 1];
        }
        y[at] = end;
        order[at] = i;
        if (end > top) top = end;
    }
    for (size_t k = 0; k < known; k++) {
        double place = y[k] < below + 0.055 * top ? below + 0.055 * top : y[k];
        below = place;
        text_addf(&chart->draw, "set label %zu ", 600 + k);
        canvas_label(&chart->draw, say_word(report, causes[order[k]]), 20);
        text_addf(&chart->draw, " at graph 1.0, first %.8g left noenhanced font ',10' textcolor rgb %s offset character 0.4,0\n", place, canvas_ink(order[k]));
    }
}

bool chart_turnover(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "turnover");
    const char *causes[CAUSES_SHOWN + 1] = {"all"};
    size_t now_row = 0, before_row = 0;
    if (!t || isnan(last_rate(t, "all", 0, &now_row))) return false;
    size_t n = 1 + causes_of(t, causes + 1);
    double now = last_rate(t, "all", 0, &now_row), first = NAN;
    for (size_t r = 0; r < t->n_rows && isnan(first); r++) {
        if (is_whole(t, r, "all")) {
            first = cell_value(t, r, "rate_12_months");
            before_row = r;
        }
    }
    chart->name = "turnover";
    chart->title = now_row == before_row
                       ? arena_printf(report->arena, say(report, "Twelve-month turnover is %s", "Het verloop over twaalf maanden is %s"), say_share(report, now))
                       : arena_printf(report->arena, say(report, "Twelve-month turnover is %s, against %s in %s", "Het verloop over twaalf maanden is %s, tegen %s in %s"),
                                      say_share(report, now), say_share(report, first), cell_text(t, before_row, "period"));
    chart->description = say(report, "Exits in the twelve months to each period's end, divided by average headcount (person-days).",
                             "Vertrek in de twaalf maanden tot het eind van elke periode, gedeeld door de gemiddelde bezetting (persoonsdagen).");
    if (!say_whole_periods(report)) chart->description = arena_printf(report->arena, say(report, "%s The last one: to %s.", "%s De laatste: tot en met %s."), chart->description, say_day(report, report->meta.as_of));
    canvas_begin(chart, report, chart->description);
    add_period_tics(chart, t);
    text_add(&chart->draw, "set yrange [0:*]\nset format y '%g%%'\nset lmargin at screen 0.09\nset rmargin at screen 0.84\nset bmargin at screen 0.15\n");
    bool gaps[CAUSES_SHOWN + 1];
    for (size_t i = 0; i < n; i++) gaps[i] = 2 * add_series(chart, t, causes[i], i) < rates_told(t);
    add_labels(chart, report, t, causes, n);
    text_add(&chart->draw, "plot ");
    for (size_t i = 0; i < n; i++) {
        if (gaps[i]) text_addf(&chart->draw, "%s$cause%zu using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb %s", i ? ", " : "", i, canvas_colour(i)); /* told by the year only: no line between */
        else text_addf(&chart->draw, "%s$cause%zu using 1:2 with linespoints pointtype 7 pointsize 0.4 linewidth %s linecolor rgb %s", i ? ", " : "", i, i ? "1.6" : "2.6", canvas_colour(i));
    }
    text_add_char(&chart->draw, '\n');
    return true;
}
