#include "engine/app/whatif.h"

#include "engine/app/fit_store.h"
#include "engine/app/money.h"
#include "engine/app/publish.h"
#include "engine/app/tables.h"
#include "engine/base/files.h"
#include "engine/report/wording.h"
#include "engine/report/writers.h"

static void set_meta(const struct outlook *outlook, const struct fit_facts *facts, struct report *report) {
    publish_meta(&outlook->study.job, outlook->study.timeline.as_of, report);
    struct report_meta *meta = &report->meta;
    meta->job_digest = "";
    meta->data_digest = facts->data_digest;
    meta->read_as = facts->read_as;
    meta->leaks = facts->leaks;
    meta->first_exit = facts->first_exit;
    meta->rows_in = facts->rows_in;
    meta->rows_used = facts->rows_used;
    meta->rows_rejected = facts->rows_rejected;
    meta->people = facts->people;
}

/* `run`: the folder of the run that it rests on. */
static enum status read_all(const struct whatif_options *options, struct arena *arena, struct outlook *outlook, struct fit_facts *facts, const char **run, struct diag *diag) {
    struct job *job = ARENA_NEW(arena, struct job);
    enum status status = job_read(options->job, arena, job, diag);
    if (status == STATUS_OK && options->scenarios) status = job_read_scenarios(options->scenarios, arena, job, diag);
    if (status != STATUS_OK) return status;
    output_check(job, diag); /* it may have changed since the run */
    if (diag_status(diag) != STATUS_OK) return diag_status(diag);
    *run = options->run ? options->run : publish_folder(job, "out", arena);
    if (options->out && file_same(options->out, *run)) {
        diag_add(diag, SEVERITY_ERROR, (struct place){job->file, 1, 1}, "--out %s is the run that this rests on, and would be replaced; name another folder", options->out);
        return STATUS_REFUSED;
    }
    return fit_load(arena_printf(arena, "%s/fit", *run), job, arena, outlook, facts, diag);
}

enum status whatif_run(const struct whatif_options *options, struct arena *arena, struct pipeline_result *result, struct diag *diag) {
    struct progress progress;
    struct report *report = ARENA_NEW(arena, struct report);
    struct outlook *outlook = ARENA_NEW(arena, struct outlook);
    struct money *money = ARENA_NEW(arena, struct money);
    struct fit_facts facts;
    const char *run = NULL;
    *result = (struct pipeline_result){0};
    progress_begin(&progress, !options->quiet, options->log);
    progress_stage(&progress, "reading");
    enum status status = read_all(options, arena, outlook, &facts, &run, diag);
    progress_stage(&progress, "forecast");
    report_begin(report, arena);
    if (status == STATUS_OK) {
        set_meta(outlook, &facts, report);
        report_note(report, "data", say(report, "This what-if rests on the fits of the last run; no data were read.", "Deze wat-alsberekening berust op de modellen van de laatste run; er zijn geen gegevens gelezen."));
        (void)money_run(&outlook->study, outlook, money, report, diag);
        status = diag_status(diag);
    }
    if (status == STATUS_OK) {
        publish_protect(report, run);
        tables_scenarios_sums(report);
        narrative_headline(report, &result->headline);
        result->out = options->out ? options->out : publish_folder(&outlook->study.job, "whatif", arena);
        status = publish(&(struct publication){&outlook->study.job, report, false, false, NULL, NULL}, result->out, &progress, diag);
    }
    progress_end(&progress);
    report_free(report);
    pipeline_tell(&outlook->study.job, report, result);
    return status;
}
