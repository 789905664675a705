#include "engine/report/lexicon.h"

#include "engine/report/dutch.h"

#include <stdio.h>
#include <string.h>

static bool dutch(const struct report *report) { return report->meta.language == REPORT_NL; }

/* --- words ------------------------------------------------------------------------------------------------------------------ */

const char *say_word(const struct report *report, const char *word) {
    static const char *const CODES[][3] = {
        {"separation", "separation", "afhandeling van het vertrek"},
        {"transition_payment", "transition payments", "transitievergoedingen"},
        {"vacancy", "work left undone in vacancies", "werk dat bij vacatures blijft liggen"},
        {"saved_pay", "pay saved in vacancies", "bespaard loon bij vacatures"},
        {"cover", "cover in vacancies", "vervanging bij vacatures"},
        {"onboarding", "onboarding and training", "inwerken en opleiding"},
        {"ramp", "successors getting up to speed", "opvolgers die nog op gang komen"},
        {"knock_on", "knowledge lost and colleagues held up", "kennisverlies en oponthoud bij collega's"},
        {"vacancy_days", "how long positions stand empty", "hoe lang posities leegstaan"},
        {"vacancy_loss", "output lost in vacancies", "verlies aan werk bij vacatures"},
        {"output", "work that is not done", "werk dat niet gebeurt"},
        {"on_costs", "employer's charges", "werkgeverslasten"},
        {"ramp.days", "days until up to speed", "dagen tot op gang"},
        {"ramp.start", "output at the start", "productiviteit bij de start"},
        {"internal.share", "share filled from within", "aandeel vervuld van binnenuit"},
        {"internal.recruiting", "recruiting from within", "werving van binnenuit"},
        {"internal.onboarding", "onboarding from within", "inwerken van binnenuit"},
        {"internal.vacancy_days", "empty days when filled from within", "leegstand bij vervulling van binnenuit"},
        {"internal.backfill", "positions left behind that are filled", "achtergelaten posities die worden vervuld"},
        {"internal.ramp.days", "days until up to speed, from within", "dagen tot op gang, van binnenuit"},
        {"internal.ramp.start", "output at the start, from within", "productiviteit bij de start, van binnenuit"},
        {"cash", "money paid, less pay saved", "betaald geld, min bespaard loon"},
        {"top", "best performers", "beste presteerders"},
        {"in sample", "the rows it was fitted to", "de rijen waarop het is geschat"},
        {"out of time", "later periods", "latere perioden"},
        {"cross-validation", "people left out", "weggelaten mensen"},
        {"unknown", "reason unknown", "reden onbekend"},
        {"exit", "exits", "vertrek"},
        {"period of hire", "period of hire (in part)", "eerste, onvolledige periode"},
        {"evidence", "published evidence", "gepubliceerd onderzoek"},
        {"own", "our own estimate", "een eigen schatting"},
        {"association", "an association in our data, no proof of an effect", "samenhang in onze gegevens, geen bewijs van een effect"},
        {"field experiment", "a field experiment", "een veldexperiment"},
        {"meta-analysis", "meta-analyses", "meta-analyses"},
        {"observational", "observed, not tried", "waargenomen, niet beproefd"},
        {"mixed", "studies differ", "studies verschillen"},
    };
    static const char RATE[] = "last year's rate by ", PLAIN[] = "rate by ";
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++) {
        if (!strcmp(CODES[i][0], word)) return CODES[i][dutch(report) ? 2 : 1];
    }
    if (!dutch(report)) return word;
    if (!strncmp(word, RATE, sizeof RATE - 1)) return arena_printf(report->arena, "vertrek van vorig jaar per %s", word + sizeof RATE - 1);
    if (!strncmp(word, PLAIN, sizeof PLAIN - 1)) return arena_printf(report->arena, "vertrek per %s", word + sizeof PLAIN - 1);
    const char *known = dutch_word(word);
    return known ? known : word;
}

const char *say_label(const struct report *report, const char *name) {
    static const char *const OURS[] = {"all", "(missing)", "known", "tenure", "typical", "period of hire", "performance", "potential", "lowest third", "middle third", "highest third", "all others", "others", "(other reasons)",
                                       "under 30", "30 to 50", "over 50", "voluntary", "involuntary", "retirement", "lower part", "higher part", "gender", "age", "(Intercept)", "GLOBAL"};
    for (size_t i = 0; i < sizeof OURS / sizeof *OURS; i++) {
        if (!strcmp(OURS[i], name)) return say_word(report, name);
    }
    size_t length = strlen(name);
    static const char BASELINE[] = " (baseline)";
    if (dutch(report) && length > sizeof BASELINE && !strcmp(name + length - sizeof BASELINE + 1, BASELINE)) {
        return arena_printf(report->arena, "%s (basismodel)", say_label(report, arena_copy(report->arena, name, length - sizeof BASELINE + 1)));
    }
    return name;
}

const char *say_band(const struct report *report, const char *band) {
    int from, to;
    char unit, until, more;
    if (dutch(report) && sscanf(band, "%d %c to %d %c%c", &from, &unit, &to, &until, &more) == 4 && (unit == until || (unit == 'm' && from == 12))) {
        return arena_printf(report->arena, "%d tot %d %s", unit == until ? from : 1, to, until == 'm' ? "mnd" : "jaar"); /* "6 tot 12 mnd", "1 tot 2 jaar" */
    }
    static const char *const PAIRS[][2] = {{"under", "onder"}, {"to", "tot"}, {"and", "en"}, {"over", "meer"}, {"m", "mnd"}, {"y", "jaar"}};
    if (!dutch(report) || !strcmp(band, "period of hire")) return say_word(report, band);
    char *rest = arena_string(report->arena, band), *said = arena_string(report->arena, "");
    for (char *word; (word = strsep(&rest, " "));) {
        const char *in_dutch = word;
        for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
            if (!strcmp(word, PAIRS[i][0])) in_dutch = PAIRS[i][1];
        }
        said = arena_printf(report->arena, "%s%s%s", said, said[0] ? " " : "", in_dutch);
    }
    return said;
}

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

/* Columns that hold names of the job, of its files and of the data. */
static bool holds_names(const char *table, const char *column) {
    static const char *const NAMES[] = {"model", "level", "segment", "curve", "stratum", "term", "scenario", "scenarios", "group", "attribute", "versus", "group_by", "within", "value", "from_level", "to_level", "profile",
                                        "performance", "potential", "pseudonym", "position", "parameter", "lever", "of", "file", "column", "cohort", "breakdown", "period", "study"};
    if (!strcmp(table, "top_performers")) return false; /* its groups are the program's */
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (!strcmp(NAMES[i], column)) return true;
    }
    return !strcmp(table, "exit_reasons") && !strcmp(column, "reason"); /* elsewhere why a row is not used */
}

/* Words that mean something else in one column. */
static const char *said_there(const char *table, const char *column, const char *text) {
    static const char *const THERE[][4] = {{"costs", "kind", "own", "eigen regels van de opdracht"}, {"cost_summary", "kind", "own", "eigen regels van de opdracht"}, {"scenario_drivers", "driver", "output", "waarde van een jaar werk"}};
    for (size_t i = 0; i < sizeof THERE / sizeof *THERE; i++) {
        if (!strcmp(THERE[i][0], table) && !strcmp(THERE[i][1], column) && !strcmp(THERE[i][2], text)) return THERE[i][3];
    }
    return NULL;
}

const char *say_found(const struct report *report, const char *text) {
    struct dutch_part parts[DUTCH_PARTS_MOST];
    const char *known = dutch(report) ? dutch_word(text) : NULL;
    const struct dutch_pair *pair = dutch(report) && !known ? dutch_pattern(text, parts) : NULL;
    char *said = arena_string(report->arena, "");
    if (!pair) return known ? known : text;
    size_t n = 0;
    for (const char *s = pair->dutch; *s;) {
        size_t plain = strcspn(s, "*~");
        said = arena_printf(report->arena, "%s%.*s", said, (int)plain, s);
        s += plain;
        if (!*s) continue;
        const char *part = arena_copy(report->arena, parts[n].at, parts[n].length), *ours = *s == '~' ? dutch_word(part) : NULL;
        said = arena_printf(report->arena, "%s%s", said, ours ? ours : part);
        n++;
        s++;
    }
    return said;
}

static bool is_tenure(const struct report_table *table, size_t row) {
    for (size_t c = 0; c < table->n_columns; c++) {
        if (!strcmp(table->columns[c].name, "term")) return !strncmp(table->rows[row].cells[c].text, "tenure", 6);
    }
    return false;
}

const char *say_cell(const struct report *report, const struct report_table *table, size_t row, size_t column) {
    const char *text = table->rows[row].cells[column].text, *name = table->columns[column].name;
    if (!text) return "";
    if (!strcmp(name, "band")) return dutch(report) && dutch_word(text) ? dutch_word(text) : say_band(report, text);
    if (!strcmp(name, "level") && is_tenure(table, row)) return say_band(report, text);
    if (holds_names(table->name, name)) return say_label(report, text);
    const char *colon = !strcmp(name, "source") && dutch(report) ? strstr(text, ": ") : NULL;
    if (colon && dutch_word(colon + 2)) return arena_printf(report->arena, "%s: %s", say_word(report, arena_copy(report->arena, text, (size_t)(colon - text))), dutch_word(colon + 2));
    const char *there = dutch(report) ? said_there(table->name, name, text) : NULL;
    if (there) return there;
    const char *word = say_word(report, text);
    return word == text ? say_found(report, text) : word;
}

/* --- tables and columns ------------------------------------------------------------------------------------------------------- */

const char *say_heading(const struct report *report, const struct report_table *table, size_t column) {
    const char *heading = dutch(report) ? dutch_heading(table->name, table->columns[column].name) : NULL;
    return heading ? heading : table->columns[column].name;
}

const char *say_note(const struct report *report, const char *note) {
    const char *said = dutch(report) ? dutch_note(note) : NULL;
    return said ? said : note;
}

const char *say_sheet(const struct report *report, const char *table) {
    const char *said = dutch(report) ? dutch_sheet(table) : NULL;
    return said ? said : table;
}
