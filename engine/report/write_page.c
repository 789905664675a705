/* write_page.c: report.html, one file that needs nothing else: figures, narrative, charts, tables, what is hidden, method, data. */
#include "engine/base/files.h"
#include "engine/report/paging.h"

#include <string.h>

static const char STYLE[] =
    ":root{--ink:#1b2a33;--soft:#4f626c;--line:#d5dde1;--paper:#fff}"
    "*{box-sizing:border-box}html{scroll-behavior:smooth}body{margin:0;background:#eef2f4;color:var(--ink);font:17px/1.55 var(--face)}"
    "main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem;background:var(--paper)}"
    ".skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem}"
    "h1{font-size:2.1rem;line-height:1.15;margin:0 0 .25rem;letter-spacing:-.01em}h2{font-size:1.4rem;margin:2.25rem 0 .6rem;padding-top:.5rem;border-top:2px solid var(--accent)}"
    "h3{font-size:1.08rem;margin:2rem 0 .5rem}a{color:var(--accent)}.as-of{color:var(--soft);margin:0 0 1rem}"
    "nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;margin:0 0 1.5rem;padding:.5rem 0;border-bottom:1px solid var(--line);font-size:.92rem}"
    ".first{border:2px solid #B33F00;border-radius:6px;background:#FFF4EC;padding:.7rem 1rem}.headline{font-size:1.28rem;line-height:1.45;border-left:4px solid var(--accent);padding-left:1rem;margin:1.5rem 0}"
    ".figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.5rem,1fr));gap:1rem;margin:1.5rem 0;padding:0}"
    ".figures div{border:1px solid var(--line);border-top:4px solid var(--accent);border-radius:.35rem;padding:.8rem 1rem}.figures dt{color:var(--soft);font-size:.92rem}"
    ".figures dd{margin:.1rem 0 0;font-size:1.55rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}"
    ".figures small,.change{display:block;font-size:.86rem;line-height:1.4;font-weight:400;color:var(--soft);margin-top:.2rem}.change{color:var(--ink)}"
    "figure{margin:1.25rem 0 2rem;border:1px solid var(--line);border-radius:.35rem;padding:.5rem;background:#fff}figure{overflow-x:auto}figure svg{width:100%;height:auto;display:block}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--soft);padding:.25rem 0;font-size:.86rem}"
    "td:not(.t){white-space:nowrap}th,td{padding:.35rem .42rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}th{font-weight:600;border-bottom:2px solid var(--ink)}th:first-child,td:first-child,.t{text-align:left}"
    "tbody tr:nth-child(even){background:#f6f9fa}abbr{text-decoration:none;color:var(--soft)}ul{padding-left:1.2rem}.small{font-size:.86rem;color:var(--soft);overflow-wrap:anywhere}"
    "@media(max-width:40rem){body{font-size:16px}main{padding:1.25rem .9rem}h1{font-size:1.6rem}td,th{padding:.35rem .4rem}figure svg{min-width:44rem}figure::before,.scroll::before{content:'\\2194';display:block;position:sticky;left:0;width:1.2em;color:var(--soft);line-height:1}}"
    "@page{size:A4;margin:16mm 14mm}@media print{body{background:#fff;font-size:10.5pt}main{max-width:none;padding:0}nav,.skip{display:none}.scroll{overflow:visible}"
    "table{font-size:6.8pt}th,td{padding:.15rem .2rem}.figures{grid-template-columns:repeat(4,1fr);gap:.5rem}.figures dd{font-size:1.2rem}.figures div{padding:.5rem}figure,.figures,.first,tr{break-inside:avoid}thead{display:table-header-group}h2,h3,caption,thead{break-after:avoid}.scroll,tbody tr:nth-child(-n+3){break-before:avoid}figure{overflow:visible;border:0;padding:0;margin:.5rem 0}figure svg{max-height:11cm}#chart-odds_ratios svg,#chart-hazard_ratios svg{max-height:20cm}h2{margin-top:1.5rem}}";

void html_escape(struct text *out, const char *s) {
    const char *from = s;
    for (; *s; s++) {
        switch (*s) {
        case '&': text_add(out, "&amp;"); break;
        case '<': text_add(out, "&lt;"); break;
        case '>': text_add(out, "&gt;"); break;
        case '"': text_add(out, "&quot;"); break;
        case '\'': text_add(out, "&#39;"); break;
        case ' ':
            text_add(out, s > from + 2 && !strncmp(s - 3, "€", 3) ? "&nbsp;" : " "); /* an amount stays on its line */
            break;
        default:
            text_add_char(out, *s);
            if (s >= from + 2 && !strncmp(s - 2, "−", 3) && !strncmp(s + 1, "€", 3)) text_add(out, "&#8288;"); /* its minus too */
        }
    }
}

/* --- what is hidden, and how it was made ------------------------------------------------------------------------------------- */

static void add_notes(const struct report *report, const char *topic, bool but, struct text *out) {
    for (size_t i = 0; i < report->n_notes; i++) {
        if (!strcmp(report->notes[i].topic, topic) == but) continue;
        text_add(out, "<li>");
        html_escape(out, report->notes[i].text);
        text_add(out, "</li>\n");
    }
}

static void add_privacy(const struct report *report, struct text *out) {
    text_addf(out, "<h2 id=\"privacy\">%s</h2>\n<ul>\n<li>", say(report, "What is not shown, and why", "Wat niet wordt getoond, en waarom"));
    text_addf(out,
              say(report, "Groups of fewer than %d people are not shown, marked * in the tables, nor what would give them back by sums, differences or the last run. Curves step when at least %d people have left. Charts, workbook and narrative hold no more than the tables.",
                  "Groepen van minder dan %d mensen worden niet getoond, in de tabellen met *, en ook niet wat ze door optellen, aftrekken of met de vorige run zou teruggeven. Curven dalen pas als er minstens %d mensen zijn vertrokken. Grafieken, werkmap en verhaal bevatten niet meer dan de tabellen."),
              report->meta.minimum_cell, report->meta.minimum_events);
    text_add(out, "</li>\n");
    add_notes(report, "privacy", false, out);
    text_add(out, "</ul>\n");
}

static void add_method(const struct report *report, struct text *out) {
    text_addf(out, "<h2 id=\"method\">%s</h2>\n<ul>\n", say(report, "Method and data", "Methode en gegevens"));
    add_notes(report, "privacy", true, out);
    text_addf(out, "</ul>\n<p class=\"small\">behoud %s · %s %s · %s <code>%s</code> · %s <code>%s</code></p>\n", report->meta.version, say(report, "seed", "startgetal"), arena_printf(report->arena, "%d", report->meta.seed),
              say(report, "job", "opdracht"), report->meta.job_digest, say(report, "data", "gegevens"), report->meta.data_digest);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------ */

static void add_head(const struct report *report, struct text *out) {
    const struct report_theme *theme = &report->meta.theme;
    text_addf(out,
              "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>",
              say(report, "en", "nl"));
    html_escape(out, report->meta.title);
    text_addf(out, "</title>\n<style>:root{--accent:%s;--face:%s%s%s'Source Sans 3','Segoe UI',Helvetica,Arial,sans-serif}%s</style>\n</head>\n<body>\n", theme->colours[0] ? theme->colours[0] : "#0b5d7a", theme->font ? "'" : "", theme->font ? theme->font : "",
              theme->font ? "'," : "", STYLE);
}

static void add_contents(const struct report *report, bool charts, struct text *out) {
    text_addf(out, "<nav aria-label=\"%s\"><ul>", say(report, "Contents", "Inhoud"));
    if (charts) text_addf(out, "<li><a href=\"#charts\">%s</a></li>", say(report, "Charts", "Grafieken"));
    text_addf(out, "<li><a href=\"#tables\">%s</a></li><li><a href=\"#privacy\">%s</a></li><li><a href=\"#method\">%s</a></li></ul></nav>\n", say(report, "Tables", "Tabellen"), say(report, "What is not shown", "Wat niet wordt getoond"),
              say(report, "Method and data", "Methode en gegevens"));
}

enum status write_page(const struct report *report, const char *narrative, const struct page_chart *charts, size_t n_charts, const char *folder, struct diag *diag) {
    struct text out = {0};
    add_head(report, &out);
    text_addf(&out, "<a class=\"skip\" href=\"#main\">%s</a>\n<main id=\"main\">\n<h1>", say(report, "To the content", "Naar de inhoud"));
    html_escape(&out, report->meta.title);
    text_add(&out, "</h1>\n");
    if (report->meta.as_of[0]) text_addf(&out, "<p class=\"as-of\">%s %s</p>\n", say(report, "State of affairs on", "Stand van zaken op"), say_day(report, report->meta.as_of));
    add_contents(report, n_charts > 0, &out);
    page_figures(report, &out);
    page_story(narrative, &out);
    page_charts(report, charts, n_charts, &out);
    page_tables(report, &out);
    add_privacy(report, &out);
    add_method(report, &out);
    text_add(&out, "</main>\n</body>\n</html>\n");
    enum status status = file_write(folder, "report.html", text_string(&out), out.length, diag);
    text_free(&out);
    return status;
}
