#include "engine/app/pipeline.h"

#include "engine/app/fit_store.h"
#include "engine/app/money.h"
#include "engine/app/panels.h"
#include "engine/app/progress.h"
#include "engine/app/publish.h"
#include "engine/app/study.h"
#include "engine/app/tables.h"
#include "engine/base/files.h"
#include "engine/report/wording.h"
#include "engine/report/writers.h"

/* --- what the writers are told about the run ----------------------------------------------------------------------- */

/* Attributes that the law protects, in words. */
static const char *sensitive_of(const struct study *study) {
    const char *words = "";
    for (size_t i = 0; i < study->n_attributes; i++) {
        if (study->attributes[i].sensitive) words = arena_printf(study->arena, "%s%s%s", words, words[0] ? ", " : "", study->attributes[i].name);
    }
    return words;
}

static void set_meta(const struct study *study, struct report *report) {
    publish_meta(&study->job, study->timeline.as_of, report);
    struct report_meta *meta = &report->meta;
    meta->job_digest = study->job_digest;
    meta->data_digest = study->data_digest;
    meta->read_as = study->table.read_as;
    meta->outcome = study->timeless ? study->timeline.causes[1] : NULL;
    meta->sensitive = sensitive_of(study);
    meta->rows_in = study->rows.rows;
    meta->rows_used = study->rows.rows - study->rows.rejected;
    meta->rows_rejected = study->rows.rejected;
    meta->people = study->timeline.n_people;
}

static void note_data(const struct study *study, struct report *report) {
    for (size_t i = 0; i < study->n_inputs; i++) {
        const struct input *input = &study->inputs[i];
        report_note(report, "data", say(report, "%s was read with %s: %s rows, %s used, %s rejected.", "%s is gelezen met %s: %s rijen, %s gebruikt, %s afgewezen."), input->name, say_found(report, input->table.read_as), say_count(report, (double)input->counts.rows),
                    say_count(report, (double)(input->counts.rows - input->counts.rejected)), say_count(report, (double)input->counts.rejected));
    }
    report_note(report, "data", say(report, "%s people are in the analysis.", "%s mensen zitten in de analyse."), say_count(report, (double)study->timeline.n_people));
    if (report->meta.sensitive[0]) report_note(report, "fairness", say(report, "Protected by law and so in a model only where the job names them in its terms: %s.", "Door de wet beschermd, en dus alleen in een model waar de opdracht ze bij de termen noemt: %s."), report->meta.sensitive);
    if (study->left_out[0]) report_note(report, "data", say(report, "Columns not used as attributes: %s.", "Kolommen die niet als kenmerk zijn gebruikt: %s."), study->left_out);
}

/* What was said on the way is said on the page too. */
static void note_warnings(struct report *report, const struct diag *diag) {
    enum { SHOWN = 20 };
    for (size_t i = 0; i < diag->count && i < SHOWN; i++) {
        const struct diag_message *m = &diag->messages[i];
        if (m->severity == SEVERITY_WARNING) report_note(report, "warning", "%s:%u: %s", m->at.file ? file_base(m->at.file) : "", m->at.line, say_found(report, m->text));
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

/* The outlook that all of it rests on; NULL when nothing could be forecast. */
static const struct outlook *run_money(const struct study *study, struct fits *fits, struct report *report, struct diag *diag) {
    struct outlook *outlook = ARENA_NEW(study->arena, struct outlook);
    struct money *money = ARENA_NEW(study->arena, struct money);
    outlook_gather(study, outlook);
    outlook->checked = true;
    if (!outlook_people(outlook, diag) || !outlook_forecast(study, fits, outlook)) return NULL;
    if (!money_run(study, outlook, money, report, diag)) return NULL;
    keep_risks(study, money, fits);
    return outlook;
}

static const struct outlook *run_models(const struct study *study, const struct segment *segments, size_t n, struct report *report, struct progress *progress, struct diag *diag) {
    struct fits *fits = ARENA_NEW(study->arena, struct fits);
    const struct outlook *outlook = NULL;
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
    if (!study->timeless && diag_status(diag) == STATUS_OK) outlook = run_money(study, fits, report, diag);
    progress_stage(progress, "reading the risks");
    tables_reading(study, segments, n, fits, report);
    tables_talent(study, segments, n, fits, report, diag);
    progress_stage(progress, "standard tables");
    tables_moves(study, segments, n, report);
    tables_standards(study, segments, n, report);
    return outlook;
}

/* --- what a what-if reads later ------------------------------------------------------------------------------------ */

struct keeping {
    const struct study *study;
    const struct outlook *outlook;
    const struct report_meta *meta;
};

static enum status keep_fit(const void *kept, const char *folder, struct diag *diag) {
    const struct keeping *k = kept;
    struct fit_facts facts = {k->meta->data_digest, k->meta->read_as, k->meta->leaks, k->meta->first_exit, k->meta->rows_in, k->meta->rows_used, k->meta->rows_rejected, k->meta->people};
    return fit_store(k->study, k->outlook, &facts, folder, diag);
}


enum status pipeline_run(const struct pipeline_options *options, struct arena *arena, struct pipeline_result *result, struct diag *diag) {
    struct progress progress;
    struct study *study = ARENA_NEW(arena, struct study);
    struct report *report = ARENA_NEW(arena, struct report);
    const struct outlook *outlook = NULL;
    size_t n_segments;
    progress_begin(&progress, !options->quiet, options->log);
    progress_stage(&progress, "reading");
    *result = (struct pipeline_result){0};
    enum status status = study_read(options->job, arena, study, diag);
    if (status != STATUS_OK) {
        progress_end(&progress);
        return status;
    }
    result->out = options->out ? options->out : publish_folder(&study->job, options->check_only ? "check" : "out", arena);
    progress_rows(&progress, study->rows.rows);
    progress_expect(&progress, result->out, arena);
    study_lay_out_panel(study);
    study_check_references(study, diag);
    report_begin(report, arena);
    set_meta(study, report);
    note_data(study, report);
    note_warnings(report, diag);
    if (!options->check_only && diag_status(diag) == STATUS_OK) {
        struct segment *segments = study_segments(study, &n_segments, diag);
        outlook = run_models(study, segments, n_segments, report, &progress, diag);
    }
    tables_quality(study, report);
    status = diag_status(diag);
    if (status == STATUS_OK) {
        publish_protect(report, result->out);
        tables_fairness_notes(report);
        tables_scenarios_sums(report);
        narrative_headline(report, &result->headline);
        struct keeping keeping = {study, outlook, &report->meta};
        struct publication publication = {&study->job, report, options->check_only, !options->check_only, outlook && study->job.output.fit ? keep_fit : NULL, &keeping};
        status = publish(&publication, result->out, &progress, diag);
    }
    progress_end(&progress);
    report_free(report);
    pipeline_tell(&study->job, report, result);
    return status;
}

void pipeline_tell(const struct job *job, const struct report *report, struct pipeline_result *result) {
    result->rows_in = report->meta.rows_in;
    result->rows_used = report->meta.rows_used;
    result->rows_rejected = report->meta.rows_rejected;
    result->page = job->output.page;
    result->workbook = job->output.workbook;
    result->charts = job->output.charts.count > 0;
}
