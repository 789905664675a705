#include "engine/app/initiating.h"
#include "engine/base/files.h"

#include <unistd.h>

static void choose(struct initiating *in) {
    for (size_t f = 0; f < in->n; f++) {
        struct sketch *s = &in->files[f];
        in->dutch = in->dutch || s->dutch;
        if (s->shape == SHAPE_SNAPSHOTS && !in->snapshots) in->snapshots = s;
        bool clock = s->shape == SHAPE_SPELLS || s->shape == SHAPE_DURATIONS || s->shape == SHAPE_OUTCOME;
        bool better = clock && (!in->employees || in->employees->shape == SHAPE_DESCRIPTION);
        if (better || (s->shape == SHAPE_DESCRIPTION && !in->employees)) in->employees = s;
    }
    bool says_exits = in->snapshots || (in->employees && in->employees->shape != SHAPE_DESCRIPTION);
    for (size_t f = 0; f < in->n && !says_exits; f++) {
        struct sketch *s = &in->files[f];
        if (s->shape != SHAPE_HISTORY || !sketch_column(s, HEADER_TO)) continue;
        bool department = sketch_column(s, HEADER_DEPARTMENT) != NULL;
        if (!in->employment || (department && !sketch_column(in->employment, HEADER_DEPARTMENT))) in->employment = s;
    }
}

/* How many exits lie after `day`, as a share of all. */
static double exits_after(const struct initiating *in, int32_t day) {
    double after = 0, all = 0;
    for (size_t f = 0; f < in->n; f++) {
        const struct column *left = sketch_column(&in->files[f], HEADER_LEFT);
        if (!left) left = sketch_column(&in->files[f], HEADER_TO);
        for (size_t i = 0; left && i < in->files[f].table.n_rows; i++) {
            int32_t exit = column_day(left, i);
            all += exit != DAY_MISSING;
            after += exit != DAY_MISSING && exit > day;
        }
    }
    return all > 0 ? after / all : 0;
}

/* The latest day anything is known of. Exits some months after the last hire are planned ones, which nobody knows yet; but
 * where many follow long after, nobody was hired any more. */
static int32_t last_day_known(const struct initiating *in) {
    enum { AFTER_DAYS = 92, PLANNED_DAYS = 183 };
    int32_t begun = DAY_MISSING, ended = DAY_MISSING, said = DAY_MISSING;
    for (size_t f = 0; f < in->n; f++) {
        const struct sketch *s = &in->files[f];
        const enum header_role begins[] = {HEADER_HIRED, HEADER_FROM, HEADER_EXTRACT_DAY, HEADER_EVENT_DAY}, ends[] = {HEADER_LEFT, HEADER_TO};
        for (size_t k = 0; k < 4; k++) begun = sketch_last_day(s, begins[k]) > begun ? sketch_last_day(s, begins[k]) : begun;
        for (size_t k = 0; k < 2; k++) ended = sketch_last_day(s, ends[k]) > ended ? sketch_last_day(s, ends[k]) : ended;
        int32_t stated = s == in->snapshots ? sketch_last_day(s, HEADER_EXTRACT_DAY) : sketch_last_day(s, HEADER_AS_OF);
        said = stated > said ? stated : said;
    }
    if (said != DAY_MISSING) return said;
    if (ended <= begun) return begun;
    bool real = ended - begun <= AFTER_DAYS || exits_after(in, begun + PLANNED_DAYS) > 0.03;
    return real ? ended : begun;
}

static void add_head(struct initiating *in) {
    char day[40];
    bool dates = !in->employees || (in->employees->shape != SHAPE_DURATIONS && in->employees->shape != SHAPE_OUTCOME);
    text_add(&in->yaml, "# A first job, guessed from the files. Lines with \"# ?\" are worth a look; `behoud schema` lists every key.\n");
    text_addf(&in->yaml, "title: \"%s\"\nlanguage: %s\n", in->dutch ? "Verloop en behoud" : "Turnover and retention", in->dutch ? "nl" : "en");
    in->as_of = last_day_known(in);
    if (dates && in->as_of != DAY_MISSING) {
        bool planned = exits_after(in, in->as_of) > 0;
        text_addf(&in->yaml, "as_of: %s   # ? the last day observed: here %s\n", days_format(in->as_of, day), planned ? "that of the last hire; exits after it are taken for planned ones" : "the latest day in the files");
        text_addf(&in->unsure, "- as_of: %s is %s; set it to the day of the export\n", day, planned ? "the last hire, and exits after it are taken for planned ones" : "the latest day in the files");
    }
    text_add(&in->yaml, "data:\n");
}

static void tell(const struct initiating *in, FILE *to) {
    static const char *const SHAPES[] = {"not recognised, and not used", "spells of employment with dates", "durations", "a yes-or-no outcome without time", "one row a person",
                                         "a history (from, to)", "extracts of several days", "events", "no people in it, and not used"};
    for (size_t f = 0; f < in->n; f++) fprintf(to, "%s: %zu rows, %s; read with %s\n", init_printable(in, file_base(in->files[f].path)), in->files[f].table.n_rows, SHAPES[in->files[f].shape], in->files[f].table.read_as);
    if (in->unsure.length) fprintf(to, "\nWorth a look before you believe it:\n%s", text_string(&in->unsure));
    fprintf(to, "\nWrote %s; next: behoud check %s\n", init_printable(in, in->out), init_printable(in, in->out));
}

static enum status write_job(struct initiating *in, struct diag *diag) {
    const char *base = file_base(in->out);
    const char *folder = base > in->out ? arena_copy(in->arena, in->out, (size_t)(base - in->out)) : ".";
    add_head(in);
    init_sections(in);
    return file_put(folder, base, text_string(&in->yaml), in->yaml.length, diag);
}

enum status init_run(const char *const *files, size_t n_files, const char *out, struct arena *arena, FILE *to, struct diag *diag) {
    struct initiating in = {.files = ARENA_ARRAY(arena, struct sketch, n_files + 1), .out = out, .arena = arena};
    if (access(out, F_OK) == 0) {
        diag_fail(diag, "%s exists already; give another name with --out", out);
        return STATUS_REFUSED;
    }
    for (size_t f = 0; f < n_files; f++) {
        enum status status = sketch_file(&in.files[in.n++], files[f], arena, diag);
        if (status != STATUS_OK) return status;
    }
    choose(&in);
    for (size_t f = 0; f < in.n; f++) {
        const struct sketch *s = &in.files[f];
        bool clock = s->shape == SHAPE_SPELLS || s->shape == SHAPE_DURATIONS || s->shape == SHAPE_OUTCOME || s->shape == SHAPE_SNAPSHOTS;
        if (!clock || s == in.employees || s == in.snapshots) continue;
        diag_fail(diag, "%s and %s both say who was employed when; put their rows together in one file (those who left and those still there), or name one of them only",
                  file_base((in.employees ? in.employees : in.snapshots)->path), file_base(s->path));
        return STATUS_REFUSED;
    }
    if (!in.employees && !in.employment && !in.snapshots) {
        diag_fail(diag, "none of these files says who was employed when, or who left: no columns such as hire_date and exit_date, tenure and left, or from and to were found");
        return STATUS_REFUSED;
    }
    if (in.employees && in.employees->shape == SHAPE_DESCRIPTION && !in.employment && !in.snapshots) {
        diag_fail(diag, "%s lists people, but nothing says who left: add the file with exits, or with the history of employment", file_base(in.employees->path));
        return STATUS_REFUSED;
    }
    enum status status = write_job(&in, diag);
    if (status == STATUS_OK) tell(&in, to);
    text_free(&in.yaml);
    text_free(&in.unsure);
    return status;
}
