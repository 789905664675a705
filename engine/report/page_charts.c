/* page_charts.c: the drawings, described for screen readers, under the question that each answers. */
#include "engine/report/paging.h"

#include <string.h>

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

static void add_chart(const struct page_chart *chart, struct text *out) {
    text_addf(out, "<figure id=\"chart-%s\">\n", chart->name);
    add_svg(out, chart);
    text_add(out, "</figure>\n");
}

/* What is asked, and the charts that answer it, in the order of a meeting. */
static const struct {
    const char *english, *dutch, *names[9];
} QUESTIONS[] = {{"Where we stand", "Hoe we ervoor staan", {"flows", "turnover", "early_attrition"}},
                 {"Who is likely to leave", "Wie er waarschijnlijk vertrekt", {"forecast", "risk_map", "headcount", "retirement_wave", "vlootschouw"}},
                 {"When and why", "Wanneer en waarom", {"survival", "incidence", "hazard", "hazard_smooth", "odds_ratios", "hazard_ratios", "effect_by_tenure", "profiles"}},
                 {"What it costs, and what would change it", "Wat het kost, en wat eraan te doen valt", {"costs", "scenarios", "drivers", "frontier"}},
                 {"How far to believe it", "Hoe ver het te geloven is", {"back_test", "calibration", "distributions"}}};

void page_charts(const struct report *report, const struct page_chart *charts, size_t n, struct text *out) {
    if (!n) return;
    text_addf(out, "<h2 id=\"charts\">%s</h2>\n", say(report, "Charts", "Grafieken"));
    for (size_t q = 0; q < sizeof QUESTIONS / sizeof *QUESTIONS; q++) {
        bool asked = false;
        for (size_t k = 0; k < 9 && QUESTIONS[q].names[k]; k++) {
            for (size_t i = 0; i < n; i++) {
                if (strcmp(charts[i].name, QUESTIONS[q].names[k]) != 0) continue;
                if (!asked) text_addf(out, "<h3>%s</h3>\n", say(report, QUESTIONS[q].english, QUESTIONS[q].dutch));
                asked = true;
                add_chart(&charts[i], out);
            }
        }
    }
}
