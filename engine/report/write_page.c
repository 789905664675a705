#include "engine/base/files.h"
#include "engine/report/wording.h"
#include "engine/report/writers.h"

#include <math.h>
#include <string.h>

enum { PAGE_ROWS_MOST = 40 };

static const char STYLE[] =
    ":root{--ink:#1b2a33;--soft:#566872;--line:#d5dde1;--accent:#0b5d7a;--paper:#fff}"
    "*{box-sizing:border-box}body{margin:0;background:#f3f6f7;color:var(--ink);"
    "font:17px/1.55 'Source Sans 3','Segoe UI',Helvetica,Arial,sans-serif}"
    "main{max-width:60rem;margin:0 auto;padding:2.5rem 1.25rem;background:var(--paper)}"
    "h1{font-size:2rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.35rem;margin:2.5rem 0 .75rem;"
    "border-bottom:2px solid var(--accent);padding-bottom:.25rem}h3{font-size:1.05rem;margin:1.75rem 0 .5rem}"
    ".as-of{color:var(--soft);margin:0 0 1.5rem}.first{border:2px solid #B33F00;border-radius:6px;background:#FFF4EC;padding:.7rem 1rem}.headline{font-size:1.3rem;line-height:1.45;border-left:4px solid "
    "var(--accent);padding-left:1rem;margin:1.5rem 0}"
    ".figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem;margin:1.5rem 0;padding:0}"
    ".figures div{border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1rem}.figures dt{color:var(--soft);"
    "font-size:.9rem}.figures dd{margin:.15rem 0 0;font-size:1.6rem;font-weight:600}.figures small{display:block;"
    "font-size:.85rem;font-weight:400;color:var(--soft)}"
    "figure{margin:1.75rem 0}figure svg{width:100%;height:auto;display:block}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem;width:100%}caption{text-align:left;"
    "color:var(--soft);padding:.25rem 0}th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;"
    "white-space:nowrap}th{font-weight:600}th:first-child,td:first-child,.t{text-align:left}"
    "ul{padding-left:1.2rem}.small{font-size:.88rem;color:var(--soft)}"
    "@media print{body{background:#fff;font-size:11pt}main{max-width:none;padding:0}.scroll{overflow:visible}"
    "table{font-size:6.5pt}th,td{white-space:normal;padding:.15rem .25rem;overflow-wrap:anywhere}figure,.figures,tr{break-inside:avoid}"
    "h2,h3{break-after:avoid}}";

void html_escape(struct text *out, const char *s) {
    for (; *s; s++) {
        switch (*s) {
        case '&': text_add(out, "&amp;"); break;
        case '<': text_add(out, "&lt;"); break;
        case '>': text_add(out, "&gt;"); break;
        case '"': text_add(out, "&quot;"); break;
        case '\'': text_add(out, "&#39;"); break;
        default: text_add_char(out, *s);
        }
    }
}

/* --- narrative: the few Markdown forms that narrative.c writes ----------------------------------------------------- */

/* A line with its "**strong**" parts; a mark without a second one closes with the line. */
static void add_marked(struct text *out, const char *line) {
    bool strong = false;
    for (const char *mark; (mark = strstr(line, "**")); line = mark + 2) {
        struct text part = {0};
        text_add_bytes(&part, line, (size_t)(mark - line));
        html_escape(out, text_string(&part));
        text_add(out, strong ? "</strong>" : "<strong>");
        strong = !strong;
        text_free(&part);
    }
    html_escape(out, line);
    if (strong) text_add(out, "</strong>");
}

static void add_line(struct text *out, const char *line, bool *in_list, bool *headline_due) {
    bool item = !strncmp(line, "- ", 2), heading = !strncmp(line, "## ", 3), first = !strncmp(line, "**", 2); /* "**Read this first.** What follows." */
    if (*in_list != item) text_add(out, item ? "<ul>\n" : "</ul>\n");
    *in_list = item;
    const char *tag = item ? "li" : heading ? "h2" : "p", *class = first ? " class=\"first\"" : "";
    if (!strcmp(tag, "p") && !first && *headline_due) {
        class = " class=\"headline\"";
        *headline_due = false;
    }
    text_addf(out, "<%s%s>", tag, class);
    add_marked(out, item ? line + 2 : heading ? line + 3 : line);
    text_addf(out, "</%s>\n", tag);
}

static void add_narrative(struct text *out, const char *narrative) {
    bool in_list = false, headline_due = true;
    while (*narrative) {
        size_t length = strcspn(narrative, "\n");
        struct text line = {0};
        text_add_bytes(&line, narrative, length);
        bool shown_elsewhere = !strncmp(text_string(&line), "# ", 2) || (text_string(&line)[0] == '*' && text_string(&line)[1] != '*');
        if (length && !shown_elsewhere) add_line(out, text_string(&line), &in_list, &headline_due);
        text_free(&line);
        narrative += length + (narrative[length] == '\n');
    }
    if (in_list) text_add(out, "</ul>\n");
}

/* --- headline figures --------------------------------------------------------------------------------------------- */

static void add_figure(struct text *out, const char *label, const char *value, const char *range) {
    text_addf(out, "<div><dt>%s</dt><dd>", label);
    html_escape(out, value); /* the currency is the job's text */
    text_add(out, "<small>");
    html_escape(out, range);
    text_add(out, "</small></dd></div>\n");
}

static void add_figures(const struct report *report, struct text *out) {
    const struct report_table *f = report_find(report, "forecast");
    size_t row = f ? row_find(f, "segment", "all", NULL) : SIZE_MAX;
    if (row == SIZE_MAX || f->rows[row].suppressed) return;
    text_add(out, "<dl class=\"figures\">\n");
    add_figure(out, say(report, "Employees", "Medewerkers"), say_count(report, cell_value(f, row, "headcount")), "");
    add_figure(out, say(report, "Expected leavers", "Verwachte vertrekkers"),
               say_count(report, cell_value(f, row, "leavers_expected")),
               arena_printf(report->arena, "%s – %s", say_count(report, cell_value(f, row, "leavers_p10")),
                            say_count(report, cell_value(f, row, "leavers_p90"))));
    add_figure(out, say(report, "Share leaving", "Aandeel dat vertrekt"), say_share(report, cell_value(f, row, "share")),
               arena_printf(report->arena, say(report, "in %d months", "in %d maanden"), report->meta.months));
    if (cell_value(f, row, "cost_expected") > 0) {
        add_figure(out, say(report, "Expected cost", "Verwachte kosten"), say_money(report, cell_value(f, row, "cost_expected")),
                   arena_printf(report->arena, "%s – %s", say_money(report, cell_value(f, row, "cost_p10")),
                                say_money(report, cell_value(f, row, "cost_p90"))));
    }
    text_add(out, "</dl>\n");
}

/* --- charts ------------------------------------------------------------------------------------------------------- */

/* The drawing with its identifiers made its own, so that many stand on one page, and described for screen readers. */
static void add_svg(struct text *out, const struct page_chart *chart) {
    const char *s = strstr(chart->svg, "<svg");
    if (!s) return;
    text_addf(out, "<svg role=\"img\" aria-labelledby=\"%s-title %s-desc\" ", chart->name, chart->name);
    const char *open_end = strchr(s, '>');
    text_add_bytes(out, s + 5, (size_t)(open_end + 1 - (s + 5)));
    text_addf(out, "<title id=\"%s-title\">", chart->name);
    html_escape(out, chart->title);
    text_addf(out, "</title><desc id=\"%s-desc\">", chart->name);
    html_escape(out, chart->description);
    text_add(out, "</desc>");
    s = open_end + 1;
    const char *own_title = strstr(s, "</desc>");
    if (own_title) s = own_title + strlen("</desc>");
    for (; *s; s++) {
        bool quoted_id = !strncmp(s, " id=\"", 5) || !strncmp(s, " id='", 5);
        if (quoted_id) {
            text_addf(out, "%.5s%s-", s, chart->name);
            s += 4;
        } else if (!strncmp(s, "href='#", 7) || !strncmp(s, "href=\"#", 7)) {
            text_addf(out, "%.7s%s-", s, chart->name);
            s += 6;
        } else if (!strncmp(s, "url(#", 5)) {
            text_addf(out, "url(#%s-", chart->name);
            s += 4;
        } else {
            text_add_char(out, *s);
        }
    }
}

static void add_charts(const struct report *report, const struct page_chart *charts, size_t n, struct text *out) {
    if (!n) return;
    text_addf(out, "<h2>%s</h2>\n", say(report, "Charts", "Grafieken"));
    for (size_t i = 0; i < n; i++) {
        text_add(out, "<figure>\n");
        add_svg(out, &charts[i]);
        text_add(out, "</figure>\n");
    }
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

/* Four significant digits, without zeros behind the mark: 9, 0.6034, 1,042. */
static const char *short_number(const struct report *report, double x) {
    double size = fabs(x);
    if (size > 0 && size < 0.0001) return arena_printf(report->arena, "%.1e", x);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    char *text = arena_string(report->arena, say_number(report, x, decimals));
    for (size_t n = strlen(text); decimals > 0 && n > 0 && (text[n - 1] == '0' || text[n - 1] == '.' || text[n - 1] == ','); n--) {
        bool mark = text[n - 1] != '0';
        text[n - 1] = '\0';
        if (mark) break;
    }
    return text;
}

static const char *shown(const struct report *report, enum cell_kind kind, const union report_cell *cell) {
    if (cell_is_text(kind)) return cell->text ? cell->text : "";
    if (!isfinite(cell->number)) return "";
    double x = cell->number;
    switch (kind) {
    case CELL_SHARE: return say_share(report, x);
    case CELL_COUNT: return say_count(report, x);
    case CELL_MONEY: return say_count(report, x);
    case CELL_FLAG: return x != 0 ? "1" : "";
    default: return short_number(report, x);
    }
}

/* Of a trend the whole company's total; the rest is in its CSV. */
static bool on_page(const struct report_table *table, size_t r) {
    if (strcmp(table->name, "turnover") != 0) return true;
    return !strcmp(cell_text(table, r, "segment"), "all") && !strcmp(cell_text(table, r, "cause"), "all");
}

static void add_table(const struct report *report, const struct report_table *table, struct text *out) {
    size_t rows = 0, last = 0;
    for (; last < table->n_rows && rows < PAGE_ROWS_MOST; last++) rows += on_page(table, last);
    text_addf(out, "<h3 id=\"table-%s\">%s</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"table-%s\"><table><caption>", table->name, table->name, table->name);
    html_escape(out, table->help);
    if (rows < table->n_rows) {
        text_addf(out, say(report, " %zu of %s rows; all are in tables/%s.csv.", " %zu van %s rijen; alle staan in tables/%s.csv."),
                  rows, say_count(report, (double)table->n_rows), table->name);
    }
    text_add(out, "</caption><thead><tr>");
    for (size_t c = 0; c < table->n_columns; c++) {
        text_addf(out, "<th scope=\"col\"%s>%s</th>", cell_is_text(table->columns[c].kind) ? " class=\"t\"" : "", table->columns[c].name);
    }
    text_add(out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < last; r++) {
        if (!on_page(table, r)) continue;
        text_add(out, "<tr>");
        for (size_t c = 0; c < table->n_columns; c++) {
            text_add(out, cell_is_text(table->columns[c].kind) ? "<td class=\"t\">" : "<td>");
            html_escape(out, shown(report, table->columns[c].kind, &table->rows[r].cells[c]));
            text_add(out, "</td>");
        }
        text_add(out, "</tr>\n");
    }
    text_add(out, "</tbody></table></div>\n");
}

static void add_tables(const struct report *report, struct text *out) {
    static const char *const SHOWN[] = {"forecast", "costs", "scenarios", "survival_at", "logrank", "logrank_pairs", "gray", "early_attrition", "cox_fit",
                                        "cox_coefficients", "cox_proportionality", "cox_frailty_fit", "cox_frailty", "parametric", "logistic_fit",
                                        "logistic_coefficients", "marginal_effects", "validation", "fairness", "vlootschouw", "top_performers",
                                        "critical_positions", "hazard", "turnover", "data_quality"};
    text_addf(out, "<h2>%s</h2>\n", say(report, "Tables", "Tabellen"));
    for (size_t i = 0; i < sizeof SHOWN / sizeof *SHOWN; i++) {
        const struct report_table *table = report_find(report, SHOWN[i]);
        if (table && table->n_rows) add_table(report, table, out);
    }
}

static void add_method(const struct report *report, struct text *out) {
    text_addf(out, "<h2>%s</h2>\n<ul>\n", say(report, "Method and data", "Methode en gegevens"));
    for (size_t i = 0; i < report->n_notes; i++) {
        text_add(out, "<li>");
        html_escape(out, report->notes[i].text);
        text_add(out, "</li>\n");
    }
    text_addf(out, "</ul>\n<p class=\"small\">behoud %s · %s %s · %s <code>%s</code> · %s <code>%s</code></p>\n",
              report->meta.version, say(report, "seed", "startgetal"), arena_printf(report->arena, "%d", report->meta.seed),
              say(report, "job", "opdracht"), report->meta.job_digest, say(report, "data", "gegevens"), report->meta.data_digest);
}

enum status write_page(const struct report *report, const char *narrative, const struct page_chart *charts,
                       size_t n_charts, const char *folder, struct diag *diag) {
    struct text out = {0};
    text_addf(&out,
              "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
              say(report, "en", "nl"));
    html_escape(&out, report->meta.title);
    text_addf(&out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", STYLE);
    html_escape(&out, report->meta.title);
    text_add(&out, "</h1>\n");
    if (report->meta.as_of[0]) {
        text_addf(&out, "<p class=\"as-of\">%s %s</p>\n", say(report, "State of affairs on", "Stand van zaken op"), say_day(report, report->meta.as_of));
    }
    add_figures(report, &out);
    add_narrative(&out, narrative);
    add_charts(report, charts, n_charts, &out);
    add_tables(report, &out);
    add_method(report, &out);
    text_add(&out, "</main>\n</body>\n</html>\n");
    enum status status = file_write(folder, "report.html", text_string(&out), out.length, diag);
    text_free(&out);
    return status;
}
