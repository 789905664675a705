#include "engine/app/publish.h"

#include "engine/app/version.h"
#include "engine/base/files.h"
#include "engine/report/disclosure.h"
#include "engine/report/published.h"
#include "engine/report/wording.h"
#include "engine/report/writers.h"
#include "plots/charts.h"

#include <string.h>

static bool wants(const struct job *job, const char *format) {
    for (size_t i = 0; i < job->output.charts.count; i++) {
        if (!strcmp(job->output.charts.items[i].text, format)) return true;
    }
    return false;
}

static enum status write_pictures(const struct job *job, const struct report *report, const char *narrative, const char *folder, struct diag *diag) {
    struct chart_set *set = ARENA_NEW(report->arena, struct chart_set);
    struct page_chart pages[CHARTS_MOST];
    enum status status = STATUS_OK;
    if (job->output.charts.count) status = charts_draw(report, folder, wants(job, "svg"), wants(job, "png"), report->arena, set, diag);
    for (size_t i = 0; i < set->n; i++) {
        const struct chart *chart = &set->charts[i];
        pages[i] = (struct page_chart){chart->name, chart->title, chart->description, set->svg[i] ? set->svg[i] : ""};
    }
    if (status == STATUS_OK && job->output.page) status = write_page(report, narrative, pages, set->n, folder, diag);
    charts_free(set);
    return status;
}

static enum status write_all(const struct publication *p, const char *folder, struct progress *progress, struct diag *diag) {
    const struct report *report = p->report;
    struct text narrative = {0};
    progress_stage(progress, "tables");
    enum status status = write_tables(report, folder, diag);
    if (!p->check_only) narrative_write(report, &narrative);
    if (status == STATUS_OK && !p->check_only) status = file_write(folder, "narrative.md", text_string(&narrative), narrative.length, diag);
    if (status == STATUS_OK && !p->check_only && report_find(report, "logistic_fit")) status = write_card(report, folder, diag);
    progress_stage(progress, "charts and page");
    if (status == STATUS_OK && !p->check_only) status = write_pictures(p->job, report, text_string(&narrative), folder, diag);
    progress_stage(progress, "workbook");
    if (status == STATUS_OK && !p->check_only && p->job->output.workbook) status = write_workbook(report, text_string(&narrative), folder, diag);
    if (status == STATUS_OK && p->keep) {
        progress_stage(progress, "keeping the fit");
        status = p->keep(p->kept, folder, diag);
    }
    if (status == STATUS_OK && p->remember) status = published_write(report, report->before, folder, diag);
    if (status == STATUS_OK) status = write_run(report, diag, folder, diag);
    progress_end(progress);
    if (status == STATUS_OK) status = progress_write(progress, folder, diag);
    text_free(&narrative);
    return status;
}

static const char *default_out(const char *job, const char *kind, struct arena *arena) {
    const char *dot = strrchr(file_base(job), '.');
    int length = dot ? (int)(dot - job) : (int)strlen(job);
    return arena_printf(arena, "%.*s-%s", length, job, kind);
}

const char *publish_folder(const struct job *job, const char *kind, struct arena *arena) { return default_out(job->file, kind, arena); }

enum status publish(const struct publication *p, const char *out, struct progress *progress, struct diag *diag) {
    static const char *const OURS[] = {"tables", "charts", "fit", "report.html", "workbook.xlsx", "narrative.md", "model_card.md", "datapackage.json", "run.json", "published.json", "timings.json", NULL};
    char *building;
    enum status status = folder_begin(out, OURS, p->report->arena, &building, diag);
    if (status != STATUS_OK) return status;
    status = write_all(p, building, progress, diag);
    if (status == STATUS_OK) status = folder_commit(building, out, diag);
    if (status != STATUS_OK) folder_abandon(building);
    return status;
}

static const char *title_of(const struct job *job, struct arena *arena) {
    const char *name = file_base(job->file), *dot = strrchr(name, '.');
    if (job->title.text) return job->title.text;
    return dot ? arena_copy(arena, name, (size_t)(dot - name)) : name;
}

void publish_meta(const struct job *job, int32_t as_of, struct report *report) {
    static const char *const PERIODS[] = {"month", "quarter", "year"};
    char day[40] = "";
    if (as_of != DAY_MISSING) days_format(as_of, day);
    report->meta = (struct report_meta){
        .title = title_of(job, report->arena),
        .currency = job->currency.text,
        .as_of = arena_string(report->arena, day),
        .period = PERIODS[job->period],
        .version = BEHOUD_VERSION,
        .job_file = file_base(job->file),
        .language = (enum report_language)job->language,
        .sensitive = "",
        .individual_risk = job->privacy.individual_risk,
        .minimum_cell = job->privacy.minimum_cell,
        .minimum_events = job_minimum_events(&job->privacy),
        .months = job->forecast.months,
        .draws = job->forecast.draws,
        .seed = job->seed,
        .budget = job->budget.amount,
        .theme = {.font = job->output.theme.font.text},
    };
    for (size_t i = 0; i < job->output.theme.colours.count && i < THEME_COLOURS; i++) report->meta.theme.colours[i] = job->output.theme.colours.items[i].text;
}

void publish_protect(struct report *report, const char *before) {
    struct published *published = ARENA_NEW(report->arena, struct published);
    if (before) *published = published_read(before, report->arena);
    published_keep(published, report);
    report->before = published;
    struct disclosure hidden = disclosure_protect(report);
    size_t least = (size_t)report->meta.minimum_cell;
    if (hidden.rows) report_note(report, "privacy", say(report, "%s table rows are not shown: fewer than %zu people, or needed to hide such a row.", "%s tabelrijen worden niet getoond: minder dan %zu mensen, of nodig om zo'n rij te verbergen."), say_count(report, (double)hidden.rows), least);
    if (hidden.cells) report_note(report, "privacy", say(report, "%s single numbers in other rows are not shown, for the same reasons.", "%s losse getallen in andere rijen worden niet getoond, om dezelfde redenen."), say_count(report, (double)hidden.cells));
}
