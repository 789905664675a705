/* workbook_charts.c: native charts, so that whoever presents the workbook can restyle them there. Each draws a few columns of the protected tables,
 * copied to one sheet: rows of a table that belong to one chart do not stand together. */
#include "engine/report/wording.h"
#include "engine/report/workbook.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SERIES_MOST = 3, POINTS_MOST = 60 };

/* How a drawing takes its rows, and draws them. */
enum {
    OF_GROUPS = 1, /* the groups of the first segment, not everybody */
    OF_CAUSES = 2, /* the table has a row for each cause: that of all */
    OWN_LINE = 4,  /* the table has neither segment nor level */
    IN_WORDS = 8,  /* the points are named by words of the program */
    AS_RANGE = 16  /* the columns are low, expected and high: a mark on a line */
};

struct drawing {
    const char *table, *label; /* the column that names a point */
    const char *columns[SERIES_MOST], *names[SERIES_MOST];
    const char *title;
    lxw_chart_type type;
    const char *format;
    unsigned shape;
};

static const char *data_sheet(const struct report *report) { return say(report, "chart data", "grafiekgegevens"); }

struct sheet {
    struct book *book;
    lxw_worksheet *data;
    lxw_col_t column;
};

/* --- which rows ------------------------------------------------------------------------------------------------------------ */

static const char *first_segment(const struct report_table *t) {
    for (size_t r = 0; r < t->n_rows; r++) {
        if (strcmp(cell_text(t, r, "segment"), "all") != 0) return cell_text(t, r, "segment");
    }
    return NULL;
}

static bool belongs(const struct drawing *d, const struct report_table *t, size_t r, const char *segment) {
    if ((d->shape & OWN_LINE)) return true;
    if ((d->shape & OF_CAUSES) && strcmp(cell_text(t, r, "cause"), "all") != 0) return false;
    const char *name = cell_text(t, r, "segment");
    return (d->shape & OF_GROUPS) ? segment && !strcmp(name, segment) : !strcmp(name, "all");
}

static size_t pick(const struct drawing *d, const struct report_table *t, size_t *rows) {
    const char *segment = (d->shape & OF_GROUPS) ? first_segment(t) : NULL;
    size_t n = 0;
    for (size_t r = 0; r < t->n_rows && n < POINTS_MOST; r++) {
        double first = cell_value(t, r, d->columns[0]);
        bool nothing = d->type == LXW_CHART_BAR && first == 0; /* a bar of no length: what is not counted */
        if (belongs(d, t, r, segment) && isfinite(first) && !nothing) rows[n++] = r;
    }
    return n;
}

static bool label_is_number(const struct report_table *t, const char *name) {
    for (size_t c = 0; c < t->n_columns; c++) {
        if (!strcmp(t->columns[c].name, name)) return !cell_is_text(t->columns[c].kind);
    }
    return false;
}

/* --- the data, and the chart ------------------------------------------------------------------------------------------------- */

static void write_data(const struct sheet *s, const struct drawing *d, const struct report_table *t, const size_t *rows, size_t n) {
    book_text(s->data, 0, s->column, d->title, s->book->header);
    for (size_t k = 0; k < SERIES_MOST && d->columns[k]; k++) book_text(s->data, 0, (lxw_col_t)(s->column + 1 + k), d->names[k], s->book->header);
    bool number = label_is_number(t, d->label);
    for (size_t i = 0; i < n; i++) {
        lxw_row_t row = (lxw_row_t)i + 1;
        const char *label = number ? arena_printf(s->book->report->arena, "%.0f", cell_value(t, rows[i], d->label)) : (d->shape & IN_WORDS) ? say_word(s->book->report, cell_text(t, rows[i], d->label)) : say_label(s->book->report, cell_text(t, rows[i], d->label));
        book_text(s->data, row, s->column, label, NULL);
        for (size_t k = 0; k < SERIES_MOST && d->columns[k]; k++) {
            double x = cell_value(t, rows[i], d->columns[k]);
            if (isfinite(x)) worksheet_write_number(s->data, row, (lxw_col_t)(s->column + 1 + k), x, NULL);
        }
    }
}

static lxw_color_t colour(const struct report *report, size_t k) {
    static const unsigned USUAL[] = {0x0072B2, 0xD55E00, 0x009E73};
    const char *own = report->meta.theme.colours[k];
    unsigned value = USUAL[k % 3];
    if (own) (void)sscanf(own, "#%6x", &value);
    return value;
}

static void add_series(const struct sheet *s, lxw_chart *chart, const struct drawing *d, size_t k, size_t n) {
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_col_t column = (lxw_col_t)(s->column + 1 + k);
    lxw_chart_fill fill = {.color = colour(s->book->report, k)};
    lxw_chart_line line = {.color = colour(s->book->report, k), .width = 2.25};
    chart_series_set_categories(series, data_sheet(s->book->report), 1, s->column, (lxw_row_t)n, s->column);
    chart_series_set_values(series, data_sheet(s->book->report), 1, column, (lxw_row_t)n, column);
    chart_series_set_name_range(series, data_sheet(s->book->report), 0, column);
    if ((d->shape & AS_RANGE)) {
        lxw_chart_marker_type mark = k == 1 ? LXW_CHART_MARKER_CIRCLE : LXW_CHART_MARKER_LONG_DASH;
        lxw_chart_line none = {.none = LXW_TRUE};
        lxw_chart_fill dot = {.color = colour(s->book->report, 0)};
        lxw_chart_line edge = {.color = colour(s->book->report, 0)};
        chart_series_set_line(series, &none);
        chart_series_set_marker_type(series, (uint8_t)mark);
        chart_series_set_marker_size(series, 8);
        chart_series_set_marker_fill(series, &dot);
        chart_series_set_marker_line(series, &edge);
    } else if (d->type == LXW_CHART_LINE) {
        chart_series_set_line(series, &line);
    } else {
        chart_series_set_fill(series, &fill);
    }
}

static void draw(struct sheet *s, const struct drawing *d) {
    enum { ROWS_EACH = 20, COLUMNS_EACH = 9 };
    const struct report_table *t = report_find(s->book->report, d->table);
    size_t rows[POINTS_MOST], n = t ? pick(d, t, rows) : 0, series = 0;
    if (n < 2) return;
    write_data(s, d, t, rows, n);
    lxw_chart *chart = workbook_add_chart(s->book->workbook, (uint8_t)d->type);
    for (; series < SERIES_MOST && d->columns[series]; series++) add_series(s, chart, d, series, n);
    lxw_chart_font font = {.size = 12, .bold = LXW_TRUE};
    chart_title_set_name(chart, d->title);
    chart_title_set_name_font(chart, &font);
    chart_axis_set_num_format(chart->y_axis, d->format);
    if (d->type == LXW_CHART_LINE && (d->shape & OF_CAUSES)) chart_axis_set_min(chart->y_axis, 0); /* a rate is told from nothing on */
    if (!strcmp(d->format, "#,##0") && d->type == LXW_CHART_BAR) chart_axis_set_display_units(chart->x_axis, LXW_CHART_AXIS_UNITS_THOUSANDS);
    if (d->type == LXW_CHART_BAR) chart_axis_set_reverse(chart->y_axis);
    if (d->type == LXW_CHART_BAR) chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW); /* not across bars below zero */
    if ((d->shape & AS_RANGE)) chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    if ((d->shape & AS_RANGE)) chart_set_high_low_lines(chart, NULL);
    if ((d->shape & AS_RANGE)) chart_axis_set_display_units(chart->y_axis, LXW_CHART_AXIS_UNITS_THOUSANDS);
    if (d->type == LXW_CHART_BAR) chart_axis_set_num_format(chart->x_axis, d->format);
    if (series == 1) {
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    } else {
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    }
    lxw_chart_options options = {.x_scale = 1.2, .y_scale = 1.25, .description = (char *)d->title};
    size_t place = s->book->n_charts++;
    worksheet_insert_chart_opt(s->book->charts, (lxw_row_t)(place / 2 * ROWS_EACH), (lxw_col_t)(place % 2 * COLUMNS_EACH), chart, &options);
    s->column = (lxw_col_t)(s->column + series + 2);
}

void book_charts(struct book *book) {
    const struct report *r = book->report;
    const struct drawing drawings[] = {
        {"forecast", "level", {"share"}, {say(r, "share", "aandeel")}, say(r, "Expected to leave, by group", "Verwacht vertrek per groep"), LXW_CHART_BAR, "0%", OF_GROUPS},
        {"turnover", "period", {"rate_12_months"}, {say(r, "turnover", "verloop")}, say(r, "Turnover over twelve months", "Verloop over twaalf maanden"), LXW_CHART_LINE, "0%", OF_CAUSES},
        {"flows", "period", {"hires", "exits"}, {say(r, "came", "instroom"), say(r, "left", "uitstroom")}, say(r, "Inflow and outflow", "In- en uitstroom"), LXW_CHART_COLUMN, "#,##0", 0},
        {"headcount", "month", {"headcount_end", "end_p10", "end_p90"}, {say(r, "expected", "verwacht"), "P10", "P90"}, say(r, "Headcount by month ahead", "Verwachte bezetting per maand"), LXW_CHART_LINE, "#,##0", 0},
        {"costs", "component", {"total"}, {say(r, "cost", "kosten")}, say(r, "Cost of leavers by component", "Kosten van vertrek naar onderdeel"), LXW_CHART_BAR, "#,##0", IN_WORDS},
        {"scenarios", "scenario", {"net_p10", "net_mean", "net_p90"}, {"P10", say(r, "expected", "verwacht"), "P90"}, say(r, "Net of each scenario, expected and from P10 to P90", "Netto per scenario: verwacht, en van P10 tot P90"), LXW_CHART_LINE, "#,##0", OWN_LINE | AS_RANGE},
        {"retirement_wave", "year", {"reaching"}, {say(r, "people", "mensen")}, say(r, "Reaching the state pension age", "Wie de AOW-leeftijd bereikt"), LXW_CHART_COLUMN, "0", 0}};
    struct sheet sheet = {.book = book, .data = workbook_add_worksheet(book->workbook, data_sheet(r))};
    for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) draw(&sheet, &drawings[i]);
    if (!book->n_charts) worksheet_write_string(book->charts, 0, 0, say(r, "There is nothing to draw.", "Er is niets te tekenen."), NULL);
}
