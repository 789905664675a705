#include "plots/charts.h"

#include "engine/base/files.h"
#include "plots/gnuplot.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool (*const CHARTS[])(const struct report *, struct chart *) = {
    chart_forecast, chart_risk_map, chart_flows, chart_turnover, chart_headcount, chart_wave, chart_survival, chart_incidence, chart_hazard, chart_smooth, chart_early,
    chart_odds, chart_hazard_ratios, chart_profiles, chart_by_tenure, chart_vlootschouw, chart_back_test, chart_calibration, chart_fitted, chart_costs, chart_scenarios, chart_drivers, chart_frontier};

static enum status write_script(const struct chart *chart, const struct report_theme *theme, const char *charts, bool png, struct diag *diag) {
    struct text script = {0};
    char name[128];
    canvas_script(chart, theme, true, png, &script);
    snprintf(name, sizeof name, "%s.gp", chart->name);
    enum status status = file_write(charts, name, text_string(&script), script.length, diag);
    text_free(&script);
    return status;
}

static enum status read_picture(struct chart_set *set, size_t i, const char *charts, bool keep, struct arena *arena,
                                struct diag *diag) {
    size_t length;
    char *bytes, *path = arena_printf(arena, "%s/%s.svg", charts, set->charts[i].name);
    enum status status = file_read(path, arena, &bytes, &length, diag);
    set->svg[i] = status == STATUS_OK ? bytes : NULL;
    if (!keep) (void)unlink(path);
    return status;
}

enum status charts_draw(const struct report *report, const char *folder, bool svg, bool png, struct arena *arena,
                        struct chart_set *set, struct diag *diag) {
    *set = (struct chart_set){.n = 0};
    const char *charts = arena_printf(arena, "%s/charts", folder), *scripts[CHARTS_MOST];
    enum status status = folder_make(folder, "charts", diag);
    for (size_t i = 0; i < sizeof CHARTS / sizeof *CHARTS && status == STATUS_OK; i++) {
        struct chart *chart = &set->charts[set->n];
        *chart = (struct chart){.width = 900, .height = 480};
        if (!CHARTS[i](report, chart)) {
            text_free(&chart->data);
            text_free(&chart->draw);
            continue;
        }
        scripts[set->n++] = arena_printf(arena, "%s.gp", chart->name);
        status = write_script(chart, &report->meta.theme, charts, png, diag);
    }
    if (status == STATUS_OK && set->n) status = gnuplot_run(charts, scripts, set->n, diag);
    for (size_t i = 0; i < set->n && status == STATUS_OK; i++) status = read_picture(set, i, charts, svg, arena, diag);
    return status;
}

void charts_free(struct chart_set *set) {
    for (size_t i = 0; i < set->n; i++) {
        text_free(&set->charts[i].data);
        text_free(&set->charts[i].draw);
    }
    set->n = 0;
}
