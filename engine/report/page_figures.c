/* page_figures.c: the headline figures, each with its range and with what it was a quarter and a year before. */
#include "engine/report/paging.h"
#include "engine/report/published.h"

#include <math.h>
#include <string.h>

/* A figure as it was: NaN = not known. */
struct then {
    double quarter, year;
};

/* --- what this run's own trend knows ------------------------------------------------------------------------------------- */

/* The value of a column for everybody, `back` rows before the last of the trend; NaN where the trend is shorter. */
static double back_in(const struct report_table *t, const char *column, bool causes, size_t back) {
    for (size_t r = t ? t->n_rows : 0; r-- > 0;) {
        bool whole = !strcmp(cell_text(t, r, "segment"), "all") && (!causes || !strcmp(cell_text(t, r, "cause"), "all"));
        if (whole && back-- == 0) return cell_value(t, r, column);
    }
    return NAN;
}

/* How many rows of the trend make so many months; 0 when its periods are longer. */
static size_t rows_of(const struct report *report, size_t months) {
    size_t each = !strcmp(report->meta.period, "month") ? 1 : !strcmp(report->meta.period, "quarter") ? 3 : 12;
    return months % each ? 0 : months / each;
}

static struct then trend(const struct report *report, const char *table, const char *column, bool causes) {
    const struct report_table *t = report_find(report, table);
    size_t quarter = rows_of(report, 3), year = rows_of(report, 12);
    if (!say_whole_periods(report)) return (struct then){NAN, NAN}; /* the rows before are not a quarter and a year back */
    return (struct then){quarter ? back_in(t, column, causes, quarter) : NAN, back_in(t, column, causes, year)};
}

/* --- what earlier runs knew -------------------------------------------------------------------------------------------------- */

static double told_before(const struct report *report, int months, size_t field) {
    const struct headline *then = report->before ? published_before(report->before, report->meta.as_of, months) : NULL;
    return then && then->months == report->meta.months ? *(const double *)((const char *)then + field) : (double)NAN;
}

static struct then earlier(const struct report *report, size_t field) { return (struct then){told_before(report, 3, field), told_before(report, 12, field)}; }

/* --- a figure ------------------------------------------------------------------------------------------------------------------ */

enum figure { FIGURE_COUNT, FIGURE_SHARE, FIGURE_MONEY };

static const char *say_figure(const struct report *report, enum figure kind, double x) {
    return kind == FIGURE_COUNT ? say_count(report, x) : kind == FIGURE_SHARE ? say_share(report, x) : say_money(report, x);
}

/* "▲ 182", "▼ 0.4 points". */
static const char *say_change(const struct report *report, enum figure kind, double change) {
    bool none = kind == FIGURE_SHARE ? fabs(change) < 0.0005 : kind == FIGURE_COUNT ? fabs(change) < 0.5 : fabs(change) < 500;
    if (none) return say(report, "no change", "gelijk");
    const char *size = kind == FIGURE_SHARE ? arena_printf(report->arena, say(report, "%s points", "%s procentpunt"), say_number(report, fabs(100 * change), 1)) : say_figure(report, kind, fabs(change));
    return arena_printf(report->arena, "%s %s", change > 0 ? "▲" : "▼", size);
}

static void add_changes(const struct report *report, enum figure kind, double now, const struct then *then, struct text *out) {
    const double values[] = {then->quarter, then->year};
    const char *const since[] = {say(report, "in a quarter", "in een kwartaal"), say(report, "in a year", "in een jaar")};
    for (size_t k = 0; k < 2; k++) {
        if (!isfinite(values[k])) continue;
        text_add(out, "<span class=\"change\">");
        bool count = kind == FIGURE_COUNT; /* as the two are printed, so that the difference is what a reader would find */
        html_escape(out, say_change(report, kind, count ? round(now) - round(values[k]) : now - values[k]));
        text_addf(out, " %s</span>", since[k]);
    }
}

static void add_figure(const struct report *report, const char *label, enum figure kind, double now, const char *range, struct then then, struct text *out) {
    if (!isfinite(now)) return;
    text_addf(out, "<div><dt>%s</dt><dd>", label);
    html_escape(out, say_figure(report, kind, now)); /* the currency is the job's text */
    if (range[0]) {
        text_add(out, "<small>");
        html_escape(out, range);
        text_add(out, "</small>");
    }
    add_changes(report, kind, now, &then, out);
    text_add(out, "</dd></div>\n");
}

void page_figures(const struct report *report, struct text *out) {
    const struct report_table *f = report_find(report, "forecast");
    size_t row = f ? row_find(f, "segment", "all", NULL) : SIZE_MAX;
    struct headline now = published_headline(report);
    if (row == SIZE_MAX || f->rows[row].suppressed) return;
    const char *leavers = arena_printf(report->arena, say(report, "in %s; 80%% range %s to %s", "in %s; 80%%-bereik %s tot %s"), say_months(report), say_count(report, cell_value(f, row, "leavers_p10")), say_count(report, cell_value(f, row, "leavers_p90")));
    const char *cost = arena_printf(report->arena, say(report, "80%% range %s to %s", "80%%-bereik %s tot %s"), say_money(report, cell_value(f, row, "cost_p10")), say_money(report, cell_value(f, row, "cost_p90")));
    text_add(out, "<dl class=\"figures\">\n");
    add_figure(report, say(report, "Employees", "Medewerkers"), FIGURE_COUNT, now.headcount, "", trend(report, "flows", "headcount_end", false), out);
    add_figure(report, say(report, "Turnover", "Verloop"), FIGURE_SHARE, now.turnover, say(report, "in the last twelve months", "in de laatste twaalf maanden"), trend(report, "turnover", "rate_12_months", true), out);
    add_figure(report, say(report, "Expected leavers", "Verwachte vertrekkers"), FIGURE_COUNT, now.leavers, leavers, earlier(report, offsetof(struct headline, leavers)), out);
    if (now.cost > 0) add_figure(report, say(report, "Expected cost", "Verwachte kosten"), FIGURE_MONEY, now.cost, cost, earlier(report, offsetof(struct headline, cost)), out);
    text_add(out, "</dl>\n");
}
