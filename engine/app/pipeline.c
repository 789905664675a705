#include "engine/app/pipeline.h"

#include "engine/app/money.h"
#include "engine/app/progress.h"
#include "engine/app/study.h"
#include "engine/app/tables.h"
#include "engine/app/terms.h"
#include "engine/app/version.h"
#include "engine/base/files.h"
#include "engine/report/disclosure.h"
#include "engine/report/wording.h"
#include "engine/report/writers.h"
#include "plots/charts.h"

#include <stdlib.h>
#include <string.h>

/* --- what the writers are told about the run ----------------------------------------------------------------------- */

static const char *default_title(const struct study *study) {
    const char *name = file_base(study->job.file), *dot = strrchr(name, '.');
    return dot ? arena_copy(study->arena, name, (size_t)(dot - name)) : name;
}

/* Attributes that the law protects, in words. */
static const char *sensitive_of(const struct study *study) {
    const char *words = "";
    for (size_t i = 0; i < study->n_attributes; i++) {
        if (study->attributes[i].sensitive) words = arena_printf(study->arena, "%s%s%s", words, words[0] ? ", " : "", study->attributes[i].name);
    }
    return words;
}

static void set_meta(const struct study *study, struct report *report) {
    char as_of[40] = "";
    const struct job *job = &study->job;
    if (study->timeline.as_of != DAY_MISSING) days_format(study->timeline.as_of, as_of);
    report->meta = (struct report_meta){
        .title = job->title.text ? job->title.text : default_title(study),
        .currency = job->currency.text,
        .as_of = arena_string(study->arena, as_of),
        .version = BEHOUD_VERSION,
        .job_file = file_base(job->file),
        .job_digest = study->job_digest,
        .data_digest = study->data_digest,
        .read_as = study->table.read_as,
        .outcome = study->timeless ? study->timeline.causes[1] : NULL,
        .language = (enum report_language)job->language,
        .sensitive = sensitive_of(study),
        .individual_risk = job->privacy.individual_risk,
        .rows_in = study->rows.rows,
        .rows_used = study->rows.rows - study->rows.rejected,
        .rows_rejected = study->rows.rejected,
        .people = study->timeline.n_people,
        .minimum_cell = job->privacy.minimum_cell,
        .months = job->forecast.months,
        .draws = job->forecast.draws,
        .seed = job->seed,
    };
}

static void note_data(const struct study *study, struct report *report) {
    for (size_t i = 0; i < study->n_inputs; i++) {
        const struct input *input = &study->inputs[i];
        report_note(report, "data", say(report, "%s was read with %s: %zu rows, %zu used, %zu rejected.", "%s is gelezen met %s: %zu rijen, %zu gebruikt, %zu afgewezen."), input->name, input->table.read_as, input->counts.rows,
                    input->counts.rows - input->counts.rejected, input->counts.rejected);
    }
    report_note(report, "data", say(report, "%zu people are in the analysis.", "%zu mensen zitten in de analyse."), study->timeline.n_people);
    if (report->meta.sensitive[0]) report_note(report, "fairness", say(report, "Protected by law and so in a model only where the job names them in its terms: %s.", "Door de wet beschermd, en dus alleen in een model waar de opdracht ze bij de termen noemt: %s."), report->meta.sensitive);
    if (study->left_out[0]) report_note(report, "data", say(report, "Columns not used as attributes: %s.", "Kolommen die niet als kenmerk zijn gebruikt: %s."), study->left_out);
}

/* What was said on the way is said on the page too. */
static void note_warnings(struct report *report, const struct diag *diag) {
    enum { SHOWN = 20 };
    for (size_t i = 0; i < diag->count && i < SHOWN; i++) {
        const struct diag_message *m = &diag->messages[i];
        if (m->severity == SEVERITY_WARNING) report_note(report, "warning", "%s:%u: %s", m->at.file ? file_base(m->at.file) : "", m->at.line, m->text);
    }
}

/* --- the models ---------------------------------------------------------------------------------------------------- */

/* The risks of the people there, for the tables that follow, by line of the study. */
static void keep_risks(const struct study *study, const struct money *money, struct fits *fits) {
    fits->leave = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    double *quit = ARENA_ARRAY(study->arena, double, study->timeline.n + 1);
    for (size_t i = 0; i < money->outlook->people.n; i++) {
        fits->leave[money->outlook->line[i]] = money->leave[i];
        quit[money->outlook->line[i]] = money->quit[i];
    }
    if (money->outlook->voluntary) fits->quit = quit; /* else nobody can say who of the leavers goes of their own will */
}

static void run_money(const struct study *study, struct fits *fits, struct report *report, struct diag *diag) {
    struct outlook *outlook = ARENA_NEW(study->arena, struct outlook);
    struct money *money = ARENA_NEW(study->arena, struct money);
    outlook_gather(study, outlook);
    if (!outlook_people(outlook, diag) || !outlook_forecast(study, fits, outlook)) return;
    if (money_run(study, outlook, money, report, diag)) keep_risks(study, money, fits);
}

static void run_models(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct progress *progress, struct diag *diag) {
    struct fits *fits = ARENA_NEW(study->arena, struct fits);
    progress_stage(progress, "curves");
    if (!study->timeless) tables_survival(study, segments, n, report, diag);
    progress_stage(progress, "flows");
    if (!study->timeless) tables_flows(study, segments, n, report);
    progress_stage(progress, "cox");
    if (!study->timeless) tables_cox(study, report, diag);
    progress_stage(progress, "models");
    tables_logistic(study, segments, n, report, fits, diag);
    progress_stage(progress, "validation");
    tables_validation(study, segments, n, fits, report);
    if (!study->timeless && fits->n) tables_drift(study, report);
    progress_stage(progress, "forecast");
    if (!study->timeless && diag_status(diag) == STATUS_OK) run_money(study, fits, report, diag);
    progress_stage(progress, "reading the risks");
    tables_reading(study, segments, n, fits, report);
    tables_talent(study, fits, report, diag);
}

/* --- the output ---------------------------------------------------------------------------------------------------- */

static bool wants(const struct job *job, const char *format) {
    for (size_t i = 0; i < job->output.charts.count; i++) {
        if (!strcmp(job->output.charts.items[i].text, format)) return true;
    }
    return false;
}

static enum status write_pictures(const struct study *study, const struct report *report, const char *narrative, const char *folder, struct diag *diag) {
    const struct job *job = &study->job;
    struct chart_set *set = ARENA_NEW(study->arena, struct chart_set);
    struct page_chart pages[CHARTS_MOST];
    enum status status = STATUS_OK;
    if (job->output.charts.count) status = charts_draw(report, folder, wants(job, "svg"), wants(job, "png"), study->arena, set, diag);
    for (size_t i = 0; i < set->n; i++) {
        const struct chart *chart = &set->charts[i];
        pages[i] = (struct page_chart){chart->name, chart->title, chart->description, set->svg[i] ? set->svg[i] : ""};
    }
    if (status == STATUS_OK && job->output.page) status = write_page(report, narrative, pages, set->n, folder, diag);
    charts_free(set);
    return status;
}

static enum status write_all(const struct study *study, const struct report *report, bool check_only, const char *folder, struct progress *progress,
                             struct diag *diag) {
    struct text narrative = {0};
    progress_stage(progress, "tables");
    enum status status = write_tables(report, folder, diag);
    if (!check_only) narrative_write(report, &narrative);
    if (status == STATUS_OK && !check_only) status = file_write(folder, "narrative.md", text_string(&narrative), narrative.length, diag);
    if (status == STATUS_OK && !check_only && report_find(report, "logistic_fit")) status = write_card(report, folder, diag);
    progress_stage(progress, "charts and page");
    if (status == STATUS_OK && !check_only) status = write_pictures(study, report, text_string(&narrative), folder, diag);
    progress_stage(progress, "workbook");
    if (status == STATUS_OK && !check_only && study->job.output.workbook) status = write_workbook(report, text_string(&narrative), folder, diag);
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

static enum status publish(const struct study *study, const struct report *report, const struct pipeline_options *options, struct pipeline_result *result,
                           struct progress *progress, struct diag *diag) {
    static const char *const OURS[] = {"tables", "charts", "report.html", "workbook.xlsx", "narrative.md", "model_card.md", "datapackage.json", "run.json", "timings.json", NULL};
    char *building;
    result->out = options->out ? options->out : default_out(options->job, options->check_only ? "check" : "out", study->arena);
    enum status status = folder_begin(result->out, OURS, study->arena, &building, diag);
    if (status != STATUS_OK) return status;
    status = write_all(study, report, options->check_only, building, progress, diag);
    if (status == STATUS_OK) status = folder_commit(building, result->out, diag);
    if (status != STATUS_OK) folder_abandon(building);
    return status;
}

enum status pipeline_run(const struct pipeline_options *options, struct arena *arena, struct pipeline_result *result, struct diag *diag) {
    struct progress progress;
    struct study *study = ARENA_NEW(arena, struct study);
    struct report *report = ARENA_NEW(arena, struct report);
    size_t n_segments;
    progress_begin(&progress, !options->quiet);
    progress_stage(&progress, "reading");
    *result = (struct pipeline_result){0};
    enum status status = study_read(options->job, arena, study, diag);
    if (status != STATUS_OK) {
        progress_end(&progress);
        return status;
    }
    study_lay_out_panel(study);
    study_check_references(study, diag);
    report->arena = arena;
    set_meta(study, report);
    note_data(study, report);
    note_warnings(report, diag);
    if (!options->check_only && diag_status(diag) == STATUS_OK) {
        struct segment *segments = study_segments(study, &n_segments, diag);
        run_models(study, segments, n_segments, report, &progress, diag);
    }
    tables_quality(study, report);
    status = diag_status(diag);
    if (status == STATUS_OK) {
        size_t hidden = disclosure_protect(report, study->job.privacy.minimum_cell);
        if (hidden) report_note(report, "privacy", "%zu table rows are not shown: fewer than %d people, or needed to hide such a row.", hidden, study->job.privacy.minimum_cell);
        tables_fairness_notes(report);
        narrative_headline(report, &result->headline);
        status = publish(study, report, options, result, &progress, diag);
    }
    progress_end(&progress);
    report_free(report);
    result->rows_in = study->rows.rows;
    result->rows_used = study->rows.rows - study->rows.rejected;
    result->rows_rejected = study->rows.rejected;
    result->page = study->job.output.page;
    result->workbook = study->job.output.workbook;
    result->charts = study->job.output.charts.count > 0;
    return status;
}
