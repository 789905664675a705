#include "engine/app/commands.h"

#include "datasets/synth.h"
#include "engine/app/anonymise.h"
#include "engine/app/init.h"
#include "engine/app/pipeline.h"
#include "engine/app/version.h"
#include "engine/app/whatif.h"
#include "engine/base/blocks.h"
#include "engine/base/files.h"
#include "engine/data/job_schema.h"

#include <errno.h>
#include <getopt.h>
#include <gsl/gsl_errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { IDS_MOST = 32 };

struct options {
    const char *out, *format, *key_file, *date, *dates, *scenarios, *run, *log;
    long threads, employees, years, seed, minimum;
    bool quiet, help;
    const char *ids[IDS_MOST];
    size_t n_ids;
    const char *argument; /* the job, or the first file */
    char **arguments;     /* all of them */
    size_t n_arguments;
};

static const char *const USAGE =
    "behoud: retention analytics for HR, from a job file and CSV to a board pack\n"
    "\n"
    "  behoud run JOB.yaml [--out DIR] [--threads N] [--quiet]       the quarterly job\n"
    "  behoud check JOB.yaml [--out DIR]                             read and check everything, fit nothing\n"
    "  behoud whatif JOB.yaml [--scenarios FILE.yaml] [--run DIR] [--out DIR]\n"
    "                                                                new scenarios, costs and budgets on the last run's fits, in DIR\n"
    "  behoud init FILE.csv ... [--out JOB.yaml]                     a starter job, guessed from the files\n"
    "  behoud anonymise FILE.csv ... --key-file K --out DIR          an export made fit to use: no names, pseudonyms for ids\n"
    "  behoud synth --employees N [--years Y] [--seed S] --out DIR   a synthetic workforce with its job file\n"
    "  behoud schema [--format markdown|json]                        the job file's reference\n"
    "  behoud --help | --version | COMMAND --help\n"
    "\n"
    "Exit status: 0 done, 1 the job or the data are refused, 2 wrong command line, 3 the machine failed.\n";

static const char *const RUN_USAGE =
    "behoud run JOB.yaml [--out DIR] [--threads N] [--quiet] [--log FILE]\n\n"
    "Runs the job and writes tables, charts, page, workbook and narrative.\n"
    "  --out DIR     where to; default: JOB-out beside the job. Replaced whole, in one rename\n"
    "  --threads N   how many processors to use; default: all. The results are the same bytes\n"
    "  --quiet       say nothing but faults\n"
    "  --log FILE    add a line for each stage to a file: when it ended, how long it took, how many rows\n";

static const char *const CHECK_USAGE =
    "behoud check JOB.yaml [--out DIR] [--threads N] [--quiet]\n\n"
    "Reads the job and the data, says what is wrong with them, and fits nothing. Writes data_quality and rejects to DIR, by default\n"
    "JOB-check beside the job.\n";

static const char *const WHATIF_USAGE =
    "behoud whatif JOB.yaml [--scenarios FILE.yaml] [--run DIR] [--out DIR] [--threads N] [--quiet]\n\n"
    "Answers from the last run of the job, without reading its data or fitting anything again: forecast, costs, scenarios and the best\n"
    "portfolio under a budget. Refuses when the data, or what the models hang on, have changed since.\n"
    "  --scenarios FILE   costs, scenarios (with their budget) in the place of the job's own\n"
    "  --run DIR          where that run wrote; default: JOB-out beside the job\n"
    "  --out DIR          where to; default: JOB-whatif beside the job. Replaced whole, in one rename\n";

static const char *const INIT_USAGE =
    "behoud init FILE.csv ... [--out JOB.yaml]\n\n"
    "Guesses from headers (Dutch or English) and cells what each file is, and writes a job file with a comment at every guess.\n"
    "  --out JOB.yaml   what to write; default: job.yaml beside the first file. A file that exists is left alone\n";

static const char *const ANONYMISE_USAGE =
    "behoud anonymise FILE.csv ... --key-file K --out DIR [--id COLUMN ...] [--minimum N] [--date ORDER] [--dates month]\n\n"
    "Writes DIR/FILE.csv, fit to use: ids become pseudonyms, names and other identifiers are left out, of a birth date the year is\n"
    "kept, and rare categories are pooled; and DIR/FILE-anonymity.md, what was done and how well people are hidden.\n"
    "  --key-file K    the key; made when it does not exist. With the same key people have the same pseudonym in every file\n"
    "  --id COLUMN     a column of ids, where its name does not say so; may be given several times\n"
    "  --minimum N     categories of fewer rows are pooled; default 10\n"
    "  --date ORDER    format: {date: ORDER} of a job: how dates are written (dd-mm-yyyy, mm-dd-yyyy ...), where that can be read in two ways\n"
    "  --dates month   dates become the first of their month; default: they stay\n";

static const char *const SYNTH_USAGE =
    "behoud synth --employees N [--years Y] [--seed S] --out DIR [--threads N]\n\n"
    "Writes employees.csv, its job file quarterly.yaml, and truth.json with the coefficients it was drawn from.\n"
    "  --employees N   how many people\n"
    "  --years Y       years under observation; default 5\n"
    "  --seed S        the same seed gives the same bytes; default 1\n"
    "  --out DIR       a new or empty folder\n";

static const char *const SCHEMA_USAGE =
    "behoud schema [--format markdown|json]\n\n"
    "Prints the job file's reference: markdown for people, json (a JSON Schema) for editors.\n";

static int usage_fault(const char *text, const char *usage) {
    fprintf(stderr, "behoud: %s\n\n%s", text, usage);
    return STATUS_USAGE;
}

static bool parse_long(const char *text, long *value) {
    char *end;
    errno = 0;
    *value = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *value >= 0;
}

enum { OPTION_OUT = 1000, OPTION_THREADS, OPTION_QUIET, OPTION_FORMAT, OPTION_EMPLOYEES, OPTION_YEARS, OPTION_SEED, OPTION_HELP,
       OPTION_KEY_FILE, OPTION_ID, OPTION_MINIMUM, OPTION_DATES, OPTION_DATE, OPTION_SCENARIOS, OPTION_RUN, OPTION_LOG, OPTION_SEVERAL };

/* The options named in `allowed` (a list of their letters' numbers ended by 0). Returns false after a message. */
static bool parse_options(int argc, char **argv, const int *allowed, const char *usage, struct options *options) {
    static const struct option LONG[] = {{"out", required_argument, NULL, OPTION_OUT},
                                         {"threads", required_argument, NULL, OPTION_THREADS},
                                         {"quiet", no_argument, NULL, OPTION_QUIET},
                                         {"format", required_argument, NULL, OPTION_FORMAT},
                                         {"employees", required_argument, NULL, OPTION_EMPLOYEES},
                                         {"years", required_argument, NULL, OPTION_YEARS},
                                         {"seed", required_argument, NULL, OPTION_SEED},
                                         {"key-file", required_argument, NULL, OPTION_KEY_FILE},
                                         {"id", required_argument, NULL, OPTION_ID},
                                         {"minimum", required_argument, NULL, OPTION_MINIMUM},
                                         {"dates", required_argument, NULL, OPTION_DATES},
                                         {"date", required_argument, NULL, OPTION_DATE},
                                         {"scenarios", required_argument, NULL, OPTION_SCENARIOS},
                                         {"run", required_argument, NULL, OPTION_RUN},
                                         {"log", required_argument, NULL, OPTION_LOG},
                                         {"help", no_argument, NULL, OPTION_HELP},
                                         {NULL, 0, NULL, 0}};
    bool several = false; /* OPTION_SEVERAL stands for more than one file */
    for (const int *a = allowed; *a; a++) several = several || *a == OPTION_SEVERAL;
    *options = (struct options){.years = 5, .seed = 1, .employees = -1, .minimum = 10};
    opterr = 0;
    optind = 1;
    for (int option; (option = getopt_long(argc, argv, "", LONG, NULL)) != -1;) {
        long *number = option == OPTION_THREADS ? &options->threads : option == OPTION_EMPLOYEES ? &options->employees
                     : option == OPTION_YEARS   ? &options->years   : option == OPTION_SEED      ? &options->seed
                     : option == OPTION_MINIMUM ? &options->minimum : NULL;
        bool known = option == OPTION_HELP;
        for (const int *a = allowed; *a && !known; a++) known = *a == option;
        if (!known) {
            fprintf(stderr, "behoud: no option \"%s\" here, or it misses its value\n\n%s", argv[optind - 1], usage);
            return false;
        }
        if (number && !parse_long(optarg, number)) {
            fprintf(stderr, "behoud: \"%s\" is not a whole number\n\n%s", optarg, usage);
            return false;
        }
        if (options->threads > 1024) {
            fprintf(stderr, "behoud: --threads must be at most 1024\n\n%s", usage);
            return false;
        }
        if (option == OPTION_OUT) options->out = optarg;
        if (option == OPTION_FORMAT) options->format = optarg;
        if (option == OPTION_KEY_FILE) options->key_file = optarg;
        if (option == OPTION_DATES) options->dates = optarg;
        if (option == OPTION_DATE) options->date = optarg;
        if (option == OPTION_SCENARIOS) options->scenarios = optarg;
        if (option == OPTION_RUN) options->run = optarg;
        if (option == OPTION_LOG) options->log = optarg;
        if (option == OPTION_ID && options->n_ids < IDS_MOST) options->ids[options->n_ids++] = optarg;
        if (option == OPTION_QUIET) options->quiet = true;
        if (option == OPTION_HELP) options->help = true;
    }
    options->arguments = argv + optind;
    options->n_arguments = (size_t)(argc - optind);
    if (optind < argc) options->argument = argv[optind++];
    if (optind < argc && !several) {
        fprintf(stderr, "behoud: one argument too many: \"%s\"\n\n%s", argv[optind], usage);
        return false;
    }
    return true;
}

static void tell_result(const struct pipeline_result *result, bool check_only, bool read) {
    if (!check_only) printf("%s\n\n", text_string(&result->headline));
    if (read) printf("%zu rows read, %zu used, %zu rejected.\n", result->rows_in, result->rows_used, result->rows_rejected);
    if (check_only) {
        printf("Findings: %s/tables/data_quality.csv\n", result->out);
        return;
    }
    if (result->page) printf("Page:      %s/report.html\n", result->out);
    if (result->workbook) printf("Workbook:  %s/workbook.xlsx\n", result->out);
    if (result->charts) printf("Charts:    %s/charts\n", result->out);
    printf("Narrative: %s/narrative.md\nTables:    %s/tables\n", result->out, result->out);
}

static int command_pipeline(int argc, char **argv, bool check_only) {
    static const int ALLOWED[] = {OPTION_OUT, OPTION_THREADS, OPTION_QUIET, OPTION_LOG, 0};
    const char *usage = check_only ? CHECK_USAGE : RUN_USAGE;
    struct options options;
    if (!parse_options(argc, argv, ALLOWED, usage, &options)) return STATUS_USAGE;
    if (options.help) {
        fputs(usage, stdout);
        return STATUS_OK;
    }
    if (!options.argument) return usage_fault("which job? name its file", usage);
    blocks_threads((int)options.threads);
    struct arena arena = {0};
    struct diag diag;
    struct pipeline_result result;
    diag_init(&diag, &arena);
    enum status status = pipeline_run(&(struct pipeline_options){options.argument, options.out, check_only, options.quiet, options.log}, &arena, &result, &diag);
    diag_print(&diag, 0, stderr);
    if (status == STATUS_OK && !options.quiet) tell_result(&result, check_only, true);
    if (status == STATUS_REFUSED) fprintf(stderr, "behoud: %zu fault%s; nothing was written\n", diag.errors, diag.errors == 1 ? "" : "s");
    text_free(&result.headline);
    arena_free(&arena);
    return (int)status;
}

static int command_whatif(int argc, char **argv) {
    static const int ALLOWED[] = {OPTION_OUT, OPTION_THREADS, OPTION_QUIET, OPTION_SCENARIOS, OPTION_RUN, OPTION_LOG, 0};
    struct options options;
    if (!parse_options(argc, argv, ALLOWED, WHATIF_USAGE, &options)) return STATUS_USAGE;
    if (options.help) {
        fputs(WHATIF_USAGE, stdout);
        return STATUS_OK;
    }
    if (!options.argument) return usage_fault("which job? name its file", WHATIF_USAGE);
    blocks_threads((int)options.threads);
    struct arena arena = {0};
    struct diag diag;
    struct pipeline_result result;
    diag_init(&diag, &arena);
    enum status status = whatif_run(&(struct whatif_options){options.argument, options.scenarios, options.run, options.out, options.quiet, options.log}, &arena, &result, &diag);
    diag_print(&diag, 0, stderr);
    if (status == STATUS_OK && !options.quiet) tell_result(&result, false, false);
    if (status == STATUS_REFUSED) fprintf(stderr, "behoud: %zu fault%s; nothing was written\n", diag.errors, diag.errors == 1 ? "" : "s");
    text_free(&result.headline);
    arena_free(&arena);
    return (int)status;
}

static const char *default_job(const char *file, struct arena *arena) {
    return arena_printf(arena, "%.*sjob.yaml", (int)(file_base(file) - file), file);
}

static int command_init(int argc, char **argv) {
    static const int ALLOWED[] = {OPTION_OUT, OPTION_SEVERAL, 0};
    struct options options;
    if (!parse_options(argc, argv, ALLOWED, INIT_USAGE, &options)) return STATUS_USAGE;
    if (options.help) {
        fputs(INIT_USAGE, stdout);
        return STATUS_OK;
    }
    if (!options.argument) return usage_fault("which files? name one at least", INIT_USAGE);
    struct arena arena = {0};
    struct diag diag;
    diag_init(&diag, &arena);
    const char *out = options.out ? options.out : default_job(options.argument, &arena);
    enum status status = init_run((const char *const *)options.arguments, options.n_arguments, out, &arena, stdout, &diag);
    diag_print(&diag, 0, stderr);
    arena_free(&arena);
    return (int)status;
}

static int command_anonymise(int argc, char **argv) {
    static const int ALLOWED[] = {OPTION_OUT, OPTION_KEY_FILE, OPTION_ID, OPTION_MINIMUM, OPTION_DATES, OPTION_DATE, OPTION_QUIET, OPTION_SEVERAL, 0};
    struct options o;
    if (!parse_options(argc, argv, ALLOWED, ANONYMISE_USAGE, &o)) return STATUS_USAGE;
    if (o.help) {
        fputs(ANONYMISE_USAGE, stdout);
        return STATUS_OK;
    }
    if (!o.argument || !o.key_file || !o.out) return usage_fault("a file, --key-file and --out are needed", ANONYMISE_USAGE);
    if (o.dates && strcmp(o.dates, "month") != 0 && strcmp(o.dates, "day") != 0) return usage_fault("--dates must be day or month", ANONYMISE_USAGE);
    if (o.minimum < 1 || o.minimum > 1000) return usage_fault("--minimum must be from 1 to 1000", ANONYMISE_USAGE);
    struct arena arena = {0};
    struct diag diag;
    diag_init(&diag, &arena);
    enum status status = STATUS_OK;
    for (size_t f = 0; f < o.n_arguments && status == STATUS_OK; f++) {
        const char *file = o.arguments[f];
        status = anonymise_run(&(struct anonymise_options){file, o.key_file, o.out, o.ids, o.n_ids, o.minimum, o.date, o.dates && o.dates[0] == 'm'}, &arena, &diag);
        if (status == STATUS_OK && !o.quiet) printf("Wrote %s/%s and, beside it, how well people are hidden in it.\n", o.out, file_base(file));
    }
    diag_print(&diag, 0, stderr);
    arena_free(&arena);
    return (int)status;
}

static enum status synthesise(const struct synth_plan *plan, const char *out, struct arena *arena, struct diag *diag) {
    static const char *const NOTHING[] = {NULL};
    char *building;
    enum status status = folder_begin(out, NOTHING, arena, &building, diag);
    if (status != STATUS_OK) return status;
    status = synth_write(plan, building, diag);
    if (status == STATUS_OK) status = folder_commit(building, out, diag);
    if (status != STATUS_OK) folder_abandon(building);
    return status;
}

static int command_synth(int argc, char **argv) {
    static const int ALLOWED[] = {OPTION_OUT, OPTION_THREADS, OPTION_QUIET, OPTION_EMPLOYEES, OPTION_YEARS, OPTION_SEED, 0};
    struct options options;
    if (!parse_options(argc, argv, ALLOWED, SYNTH_USAGE, &options)) return STATUS_USAGE;
    if (options.help) {
        fputs(SYNTH_USAGE, stdout);
        return STATUS_OK;
    }
    if (options.employees < 1 || options.employees > SYNTH_EMPLOYEES_MOST) return usage_fault("--employees must be from 1 to 50,000,000", SYNTH_USAGE);
    if (options.years < 1 || options.years > 50) return usage_fault("--years must be from 1 to 50", SYNTH_USAGE);
    if (!options.out) return usage_fault("where to? give --out DIR", SYNTH_USAGE);
    blocks_threads((int)options.threads);
    struct arena arena = {0};
    struct diag diag;
    diag_init(&diag, &arena);
    enum status status = synthesise(&(struct synth_plan){(size_t)options.employees, (int)options.years, (uint64_t)options.seed}, options.out, &arena, &diag);
    diag_print(&diag, 0, stderr);
    if (status == STATUS_OK && !options.quiet) printf("%ld employees in %s; run it with: behoud run %s/quarterly.yaml\n", options.employees, options.out, options.out);
    arena_free(&arena);
    return (int)status;
}

static int command_schema(int argc, char **argv) {
    static const int ALLOWED[] = {OPTION_FORMAT, 0};
    struct options options;
    if (!parse_options(argc, argv, ALLOWED, SCHEMA_USAGE, &options)) return STATUS_USAGE;
    if (options.help) {
        fputs(SCHEMA_USAGE, stdout);
        return STATUS_OK;
    }
    bool json = options.format && !strcmp(options.format, "json");
    if (options.format && !json && strcmp(options.format, "markdown") != 0) return usage_fault("--format must be markdown or json", SCHEMA_USAGE);
    struct text out = {0};
    (json ? job_schema_json : job_schema_markdown)(&out);
    fputs(text_string(&out), stdout);
    text_free(&out);
    return STATUS_OK;
}

static void exhausted(size_t bytes) {
    fprintf(stderr, "behoud: out of memory (%zu bytes more were needed); nothing was written\n", bytes);
    exit(STATUS_MACHINE);
}

int commands_main(int argc, char **argv) {
    gsl_set_error_handler_off();
    arena_on_exhausted(exhausted);
    if (sodium_init() < 0) {
        fputs("behoud: libsodium could not start\n", stderr);
        return STATUS_MACHINE;
    }
    const char *command = argc > 1 ? argv[1] : "";
    if (!strcmp(command, "--help") || !strcmp(command, "-h") || !strcmp(command, "help")) {
        fputs(USAGE, stdout);
        return STATUS_OK;
    }
    if (!strcmp(command, "--version")) {
        printf("behoud %s\n", BEHOUD_VERSION);
        return STATUS_OK;
    }
    if (!strcmp(command, "run")) return command_pipeline(argc - 1, argv + 1, false);
    if (!strcmp(command, "check")) return command_pipeline(argc - 1, argv + 1, true);
    if (!strcmp(command, "whatif")) return command_whatif(argc - 1, argv + 1);
    if (!strcmp(command, "init")) return command_init(argc - 1, argv + 1);
    if (!strcmp(command, "anonymise")) return command_anonymise(argc - 1, argv + 1);
    if (!strcmp(command, "synth")) return command_synth(argc - 1, argv + 1);
    if (!strcmp(command, "schema")) return command_schema(argc - 1, argv + 1);
    static const char *const COMMANDS[] = {"run", "check", "whatif", "init", "anonymise", "synth", "schema"};
    const char *nearest = diag_nearest(command, COMMANDS, sizeof COMMANDS / sizeof *COMMANDS);
    if (command[0]) fprintf(stderr, "behoud: no command \"%s\"%s%s%s\n\n", command, nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
    fputs(USAGE, stderr);
    return STATUS_USAGE;
}
