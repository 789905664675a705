/* init_sections.c: the sections of a starter job, in YAML, with a comment at every guess. */
#include "engine/app/initiating.h"
#include "engine/base/files.h"
#include "engine/history/identifiers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- pieces of YAML ------------------------------------------------------------------------------------------------ */

/* Always in quotes, so that no name is taken for a number, a day or a "no". */
static const char *quoted(const struct initiating *in, const char *s) {
    struct text out = {0};
    text_add_char(&out, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') text_add_char(&out, '\\');
        if (c < 0x20 || c == 0x7F) {
            text_addf(&out, "\\x%02x", c);
        } else {
            text_add_char(&out, *s);
        }
    }
    text_add_char(&out, '"');
    const char *kept = arena_string(in->arena, text_string(&out));
    text_free(&out);
    return kept;
}

const char *init_printable(const struct initiating *in, const char *s) {
    struct text out = {0};
    text_add_printable(&out, s);
    const char *kept = arena_string(in->arena, text_string(&out));
    text_free(&out);
    return kept;
}

/* In the job as a comment, and told at the end: names of files and columns end no line of either. */
static void unsure(struct initiating *in, const char *what) {
    text_addf(&in->unsure, "- %s\n", init_printable(in, what));
    text_addf(&in->yaml, "    # ? %s\n", init_printable(in, what));
}

static void add_role(struct initiating *in, const struct sketch *s, const char *key, enum header_role role, const char *comment) {
    const struct column *column = sketch_column(s, role);
    if (column) text_addf(&in->yaml, "    %s: %s%s%s\n", key, quoted(in, column->name), comment[0] ? "   # " : "", comment);
}

/* As the job sees it: from its own folder where that is the same, else whole. */
static const char *path_in_job(const struct initiating *in, const char *path) {
    const char *slash = strrchr(in->out, '/');
    size_t length = slash ? (size_t)(slash - in->out) + 1 : 0;
    if (length && !strncmp(path, in->out, length)) return path + length;
    if (!length || path[0] == '/') return path;
    char *whole = realpath(path, NULL);
    const char *kept = whole ? arena_string(in->arena, whole) : path;
    free(whole);
    return kept;
}

static void add_file(struct initiating *in, const struct sketch *s) {
    text_addf(&in->yaml, "    file: %s   # read with %s\n", quoted(in, path_in_job(in, s->path)), s->table.read_as);
    if (!s->guessed_format) return;
    text_add(&in->yaml, "    format: {date: dd-mm-yyyy, decimal: \",\"}\n");
    unsure(in, arena_printf(in->arena, "%s: dates or decimals can be read in two ways; they are read the Dutch way, day first and a decimal comma", file_base(s->path)));
}

/* --- attributes ---------------------------------------------------------------------------------------------------- */

/* Columns that say how it ended, or when, are no attributes. */
static bool gives_away(enum header_role role) {
    return role == HEADER_ID || role == HEADER_REASON || role == HEADER_TENURE || role == HEADER_EXITED || role == HEADER_CENSORED || role == HEADER_OUTCOME || role == HEADER_STATUS;
}

static bool is_attribute(const struct sketch *s, size_t c) {
    const struct column *column = &s->table.columns[c];
    bool describes = column->kind == COLUMN_NUMBER || column->kind == COLUMN_LEVEL;
    return describes && column->name[0] && !s->identifiers[c] && !gives_away(s->roles[c]);
}

/* Does a history have the same attribute? Then the one that stands still is left out. */
static bool in_a_history(const struct initiating *in, const struct sketch *s, const char *name) {
    for (size_t f = 0; f < in->n; f++) {
        const struct sketch *other = &in->files[f];
        if (other->shape != SHAPE_HISTORY || (s->shape == SHAPE_HISTORY && other >= s)) continue;
        for (size_t c = 0; c < other->table.n_columns; c++) {
            if (is_attribute(other, c) && !strcmp(other->table.columns[c].name, name)) return true;
        }
    }
    return false;
}

/* Headers of numbers over cells that are none. */
static void doubt_numbers(struct initiating *in, const struct sketch *s) {
    for (size_t c = 0; c < s->table.n_columns; c++) {
        enum header_role role = header_role(s->table.columns[c].name); /* its cells do not agree with it */
        bool amounts = role == HEADER_PAY || role == HEADER_HOURS || role == HEADER_AGE || role == HEADER_BIRTH_YEAR;
        if (!amounts || s->identifiers[c] || s->table.columns[c].kind != COLUMN_LEVEL) continue;
        unsure(in, arena_printf(in->arena, "%s: %s is taken for categories, for over one cell in fifty is no number; mend those, or write {name: %s, as: number} to read them as missing", file_base(s->path), s->table.columns[c].name, s->table.columns[c].name));
    }
}

static void add_attributes(struct initiating *in, const struct sketch *s) {
    size_t n = 0;
    doubt_numbers(in, s);
    for (size_t c = 0; c < s->table.n_columns; c++) {
        if (s->identifiers[c]) text_addf(&in->yaml, "    # never read: %s (%s)\n", quoted(in, s->table.columns[c].name), s->identifiers[c]);
    }
    for (size_t c = 0; c < s->table.n_columns; c++) {
        const char *name = s->table.columns[c].name;
        if (!is_attribute(s, c) || in_a_history(in, s, name)) continue;
        text_addf(&in->yaml, n++ ? ", %s" : "    attributes: [%s", quoted(in, name));
    }
    if (n) text_add(&in->yaml, "]\n");
}

/* --- who left ------------------------------------------------------------------------------------------------------ */

static bool contains(const char *text, const char *const *words) {
    char folded[256];
    size_t n = 0;
    for (; *text && n + 1 < sizeof folded; text++) folded[n++] = (char)tolower((unsigned char)*text);
    folded[n] = '\0';
    for (; *words; words++) {
        if (strstr(folded, *words)) return true;
    }
    return false;
}

/* "key: [first" or ", next" of a list. */
static void add_item(struct initiating *in, size_t number, const char *key, const char *item) {
    if (number) {
        text_addf(&in->yaml, ", %s", quoted(in, item));
    } else {
        text_addf(&in->yaml, "%s: [%s", key, quoted(in, item));
    }
}

/* The column's distinct values as texts; numbers too. */
static struct column values_of(const struct initiating *in, const struct sketch *s, const struct column *column) {
    return column->kind == COLUMN_LEVEL ? *column : column_as_levels(column, s->table.n_rows, 200, in->arena);
}

static void add_left_values(struct initiating *in, const struct sketch *s, const struct column *column, const char *const *words, const char *key) {
    struct column values = values_of(in, s, column);
    size_t n = 0;
    for (size_t level = 1; level <= values.n_levels; level++) {
        bool one = !strcmp(values.levels[level], "1");
        if (!one && !contains(values.levels[level], words)) continue;
        add_item(in, n++, key, values.levels[level]);
    }
    if (n) text_add(&in->yaml, "]");
    if (!n && values.n_levels) text_addf(&in->yaml, "%s: [%s]", key, quoted(in, values.levels[values.n_levels]));
    text_add(&in->yaml, "}\n");
    if (!n) unsure(in, arena_printf(in->arena, "%s: which value of %s means that someone left", file_base(s->path), column->name));
}

static const char *const LEFT_WORDS[] = {"yes", "ja", "true", "left", "term", "inactive", "vertrokken", "uit dienst", "waar", NULL};

static void add_exited(struct initiating *in, const struct sketch *s, const char *key) {
    const struct column *censored = sketch_column(s, HEADER_CENSORED), *exited = sketch_column(s, HEADER_EXITED);
    if (!exited) exited = sketch_column(s, HEADER_OUTCOME);
    if (exited) {
        text_addf(&in->yaml, "    %s: {column: %s, ", key, quoted(in, exited->name));
        add_left_values(in, s, exited, LEFT_WORDS, "is");
    } else {
        text_addf(&in->yaml, "    %s: {column: %s, is: [\"0\"]}\n", key, quoted(in, censored->name));
        unsure(in, arena_printf(in->arena, "%s: %s = 1 is taken for \"still there when observation ended\"; if 1 means left, write is: [\"1\"]", file_base(s->path), censored->name));
    }
}

/* --- the files as sections ----------------------------------------------------------------------------------------- */

static void add_tenure(struct initiating *in, const struct sketch *s) {
    static const char *const UNITS[] = {"days", "weeks", "months", "years"};
    const struct column *best = sketch_column(s, HEADER_TENURE);
    for (size_t c = 0; c < s->table.n_columns; c++) { /* the finest clock */
        const struct column *column = &s->table.columns[c];
        if (s->roles[c] == HEADER_TENURE && header_tenure_unit(column->name) < header_tenure_unit(best->name)) best = column;
    }
    text_addf(&in->yaml, "    tenure: %s\n    tenure_unit: %s\n", quoted(in, best->name), UNITS[header_tenure_unit(best->name)]);
}

static void add_employees(struct initiating *in) {
    const struct sketch *s = in->employees;
    text_addf(&in->yaml, "  employees:   # %zu rows\n", s->table.n_rows);
    add_file(in, s);
    add_role(in, s, "id", HEADER_ID, "");
    if (s->shape == SHAPE_SPELLS) {
        bool hired = sketch_column(s, HEADER_HIRED) != NULL;
        bool left = sketch_column(s, HEADER_LEFT) != NULL;
        add_role(in, s, "hired", hired ? HEADER_HIRED : HEADER_FROM, "the first day employed");
        add_role(in, s, "left", left ? HEADER_LEFT : HEADER_TO, "the last day employed; empty = still there");
        if (!sketch_column(s, HEADER_ID)) unsure(in, arena_printf(in->arena, "%s: no column of ids was recognised, so every row is a person", file_base(s->path)));
        add_role(in, s, "reason", HEADER_REASON, "");
        add_role(in, s, "observed_from", HEADER_OBSERVED, "whoever was hired before is seen from that day on");
    } else if (s->shape == SHAPE_DURATIONS) {
        add_tenure(in, s);
        add_exited(in, s, "exited");
    } else if (s->shape == SHAPE_OUTCOME) {
        add_exited(in, s, "outcome");
    } else if (in->employment) {
        add_role(in, s, "hired", HEADER_HIRED, "tenure counts from here; exits come from the history below");
    }
    add_attributes(in, s);
}

static void add_histories(struct initiating *in) {
    bool any = false;
    for (size_t f = 0; f < in->n; f++) {
        struct sketch *s = &in->files[f];
        if (s->shape != SHAPE_HISTORY) continue;
        if (!any) text_add(&in->yaml, "  histories:   # what was true from when until when, each on its own clock\n");
        any = true;
        text_addf(&in->yaml, "  -\n");
        add_file(in, s);
        add_role(in, s, "id", HEADER_ID, "");
        add_role(in, s, "from", HEADER_FROM, "");
        add_role(in, s, "to", HEADER_TO, "");
        if (sketch_column(s, HEADER_TO)) {
            text_addf(&in->yaml, "    to_is: %s   # %s\n", s->exclusive ? "exclusive" : "inclusive",
                      s->exclusive ? "rows begin on the day on which the one before them ends" : "the last day on which the row holds");
        }
        if (s == in->employment) {
            text_add(&in->yaml, "    is_employment: true\n");
            add_role(in, s, "reason", HEADER_REASON, "");
            unsure(in, arena_printf(in->arena, "%s: people are taken to have left when their last row here ends", file_base(s->path)));
        }
        add_attributes(in, s);
    }
}

static void add_snapshots(struct initiating *in) {
    static const char *const GONE[] = {"term", "left", "inactive", "uit dienst", "vertrokken", "ex-", NULL};
    const struct sketch *s = in->snapshots;
    const struct column *status = sketch_column(s, HEADER_STATUS);
    text_add(&in->yaml, "  snapshots:\n");
    add_file(in, s);
    add_role(in, s, "id", HEADER_ID, "");
    add_role(in, s, "date", HEADER_EXTRACT_DAY, "the day of the extract");
    add_role(in, s, "hired", HEADER_HIRED, "");
    add_role(in, s, "left", HEADER_LEFT, "");
    if (status) {
        text_addf(&in->yaml, "    status: {column: %s, ", quoted(in, status->name));
        add_left_values(in, s, status, GONE, "left");
    }
    add_role(in, s, "reason", HEADER_REASON, "");
    if (!status && !sketch_column(s, HEADER_LEFT)) {
        text_add(&in->yaml, "    absent_means_left: true\n");
        unsure(in, arena_printf(in->arena, "%s: nothing says who left, so whoever is in no later extract is taken to have left", file_base(s->path)));
    }
    add_attributes(in, s);
}

static void add_events(struct initiating *in) {
    bool any = false;
    for (size_t f = 0; f < in->n; f++) {
        const struct sketch *s = &in->files[f];
        if (s->shape != SHAPE_EVENTS) continue;
        if (!any) text_add(&in->yaml, "  events:\n");
        any = true;
        text_add(&in->yaml, "  -\n");
        add_file(in, s);
        add_role(in, s, "id", HEADER_ID, "");
        add_role(in, s, "date", HEADER_EVENT_DAY, "");
        const char *name = file_base(s->path), *dot = strrchr(name, '.');
        if (sketch_column(s, HEADER_EVENT_KIND)) {
            add_role(in, s, "kind_column", HEADER_EVENT_KIND, "");
        } else {
            text_addf(&in->yaml, "    kind: %s\n", quoted(in, arena_copy(in->arena, name, dot ? (size_t)(dot - name) : strlen(name))));
        }
    }
}

/* --- what can be derived, cut by and cost -------------------------------------------------------------------------- */

/* The name of the attribute with that role in any file of one of the shapes; NULL = none. */
static const char *attribute_of(const struct initiating *in, enum header_role role, bool history_only) {
    for (size_t f = 0; f < in->n; f++) {
        const struct sketch *s = &in->files[f];
        bool read = s == in->employees || s == in->snapshots || s->shape == SHAPE_HISTORY;
        bool moves = s == in->snapshots || s->shape == SHAPE_HISTORY;
        const struct column *column = read && (moves || !history_only) ? sketch_column(s, role) : NULL;
        if (column && (column->kind == COLUMN_LEVEL || column->kind == COLUMN_NUMBER)) return column->name;
    }
    return NULL;
}

static void add_derived(struct initiating *in) {
    static const struct {
        const char *key;
        enum header_role role;
        const char *makes;
    } KEYS[] = {{"role", HEADER_ROLE, "months_in_role"}, {"manager", HEADER_MANAGER, "months_with_manager"}, {"pay", HEADER_PAY, "months_since_raise, raise_percent"},
                {"team", HEADER_TEAM, "team_size, team_exits_12m"}};
    bool any = false;
    for (size_t k = 0; k < sizeof KEYS / sizeof *KEYS; k++) {
        const char *name = attribute_of(in, KEYS[k].role, true);
        if (!name) continue;
        if (!any) text_add(&in->yaml, "  derive:   # worked out at the first day of each period, from what was known then\n");
        any = true;
        text_addf(&in->yaml, "    %s: %s   # makes %s\n", KEYS[k].key, quoted(in, name), KEYS[k].makes);
    }
    const char *job = attribute_of(in, HEADER_ROLE, false), *level = attribute_of(in, HEADER_LEVEL, false);
    if (!any || !attribute_of(in, HEADER_PAY, true) || !job) return;
    text_addf(&in->yaml, "    job: [%s%s%s]   # makes compa_ratio: pay against the median of peers\n", quoted(in, job), level ? ", " : "", level ? quoted(in, level) : "");
}

enum cause_guess { GUESS_VOLUNTARY, GUESS_INVOLUNTARY, GUESS_RETIREMENT, GUESS_OTHER, GUESSES };

/* What a reason's words say; those that turn another word round come first. */
static enum cause_guess guess_cause(const char *reason) {
    static const char *const RETIREMENT[] = {"retire", "pension", "pensioen", "aow", NULL},
                      *const NEGATED[] = {"invol", "onvrij", "niet vrij", "not vol", "non-vol", "non vol", "nonvol", NULL},
                      *const OWN[] = {"eigen verzoek", "eigen initiatief", "ontslagname", "ontslag genomen", "zelf", "own request", "resign", "quit", "volunt", "vrijwillig", "werknemer", "andere baan",
                                      "other job", "new job", "better offer", "career", "persoonlijk", "personal", "relocat", "verhuiz", "study", "studie", "loopbaan", "carri", "reis", "commut", "salaris", "salary", "werkdruk", "workload", "werk-priv", "family", "gezin", NULL},
                      *const SENT[] = {"layoff", "laid off", "dismiss", "fired", "redundan", "boventallig", "reorgan", "ontslag", "performance", "disfunction", "niet verlengd", "not renewed", "einde contract",
                                       "end of contract", "contract end", "vaststelling", "werkgever", "proeftijd", "probation", "terminated", "misconduct", NULL};
    if (contains(reason, RETIREMENT)) return GUESS_RETIREMENT;
    if (contains(reason, NEGATED)) return GUESS_INVOLUNTARY;
    if (contains(reason, OWN)) return GUESS_VOLUNTARY;
    return contains(reason, SENT) ? GUESS_INVOLUNTARY : GUESS_OTHER;
}

static void add_reasons(struct initiating *in) {
    static const char *const NAMES[GUESSES] = {"voluntary", "involuntary", "retirement", "other"};
    const struct sketch *s = in->snapshots ? in->snapshots : in->employment ? in->employment : in->employees;
    const struct column *reason = s ? sketch_column(s, HEADER_REASON) : NULL;
    if (!reason || !reason->n_levels || reason->n_levels > 60) return;
    struct text unknown = {0};
    text_add(&in->yaml, "exit_reasons:   # ? whether each reason stands under the right cause\n");
    for (int cause = 0; cause < GUESSES; cause++) {
        size_t n = 0;
        for (size_t level = 1; level <= reason->n_levels; level++) {
            if ((int)guess_cause(reason->levels[level]) != cause || identifiers_is(reason->levels[level])) continue;
            if (!n) text_add(&in->yaml, "  ");
            add_item(in, n++, NAMES[cause], reason->levels[level]);
            if (cause == GUESS_OTHER) text_addf(&unknown, "%s%s", unknown.length ? ", " : "", init_printable(in, reason->levels[level]));
        }
        if (n) text_add(&in->yaml, "]\n");
    }
    text_add(&in->unsure, "- exit_reasons: whether each reason stands under the right cause");
    if (unknown.length) text_addf(&in->unsure, "; not known, so under other: %s", text_string(&unknown));
    text_add_char(&in->unsure, '\n');
    text_free(&unknown);
}

/* Its name says so, or half of it is under what nobody earns in a year and above what nobody earns in a month. */
static bool pay_is_monthly(const struct initiating *in, const char *name) {
    enum { MONTH_LEAST = 500, MONTH_MOST = 12000 };
    static const char *const WORDS[] = {"maand", "month", NULL};
    if (contains(name, WORDS)) return true;
    for (size_t f = 0; f < in->n; f++) {
        const struct column *column = table_column(&in->files[f].table, name);
        size_t month = 0, known = 0;
        for (size_t i = 0; column && column->kind == COLUMN_NUMBER && i < in->files[f].table.n_rows; i++) {
            double pay = column_number(column, i);
            known += pay > 0;
            month += pay > MONTH_LEAST && pay < MONTH_MOST;
        }
        if (known && month * 2 > known) return true;
    }
    return false;
}

static void add_segments_and_costs(struct initiating *in) {
    const char *department = attribute_of(in, HEADER_DEPARTMENT, false), *level = attribute_of(in, HEADER_LEVEL, false), *pay = attribute_of(in, HEADER_PAY, false);
    bool timeless = in->employees && in->employees->shape == SHAPE_OUTCOME;
    if (department) text_addf(&in->yaml, "segments: [%s%s%s]\n", quoted(in, department), level ? ", " : "", level ? quoted(in, level) : "");
    if (!pay || timeless) return;
    const char *per = pay_is_monthly(in, pay) ? "month" : "year";
    text_addf(&in->yaml, "costs: [{salary: %s, salary_per: %s}]   # ? everything else by default, see `behoud schema`\n", quoted(in, pay), per);
    text_addf(&in->unsure, "- costs: %s is taken for the pay of a %s\n", init_printable(in, pay), per);
}

void init_sections(struct initiating *in) {
    if (in->employees) add_employees(in);
    add_histories(in);
    if (in->snapshots) add_snapshots(in);
    add_events(in);
    add_derived(in);
    add_reasons(in);
    add_segments_and_costs(in);
}
