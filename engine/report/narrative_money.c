/* narrative_money.c: what it costs, and what would change it, in the board's words. */
#include "engine/report/narrating.h"

#include <math.h>
#include <string.h>

const char *say_kept(const struct report *report, double n) {
    if (n < 0.95) return say(report, "fewer than one", "minder dan één");
    return arena_printf(report->arena, say(report, "about %s", "ongeveer %s"), say_count(report, n));
}

const char *say_count_range(const struct report *report, const struct report_table *t, size_t row, const char *low, const char *high) {
    return arena_printf(report->arena, say(report, "80%% range %s to %s", "80%%-bereik %s tot %s"), say_count(report, cell_value(t, row, low)), say_count(report, cell_value(t, row, high)));
}

const char *say_money_range(const struct report *report, const struct report_table *t, size_t row, const char *low, const char *high) {
    return arena_printf(report->arena, say(report, "80%% range %s to %s", "80%%-bereik %s tot %s"), say_money(report, cell_value(t, row, low)), say_money(report, cell_value(t, row, high)));
}

const char *say_name(const struct report *report, const char *name) { return arena_printf(report->arena, "“%s”", name); }

/* Do those who come in the place of leavers count in the scenarios? */
bool figures_replaced(const struct figures *f) { return f->scenarios && f->scenarios->n_rows && isfinite(cell_value(f->scenarios, 0, "comers")); }

double figures_kind(const struct report *report, const char *kind) {
    const struct report_table *t = report_find(report, "cost_summary");
    size_t r = t ? row_find(t, "kind", kind, NULL) : SIZE_MAX;
    return r == SIZE_MAX ? (double)NAN : cell_value(t, r, "total");
}

/* "a net gain of X" or "a net loss of X". */
const char *say_net(const struct report *report, double net) {
    return arena_printf(report->arena, net >= 0 ? say(report, "a net gain of %s", "netto een winst van %s") : say(report, "a net loss of %s", "netto een verlies van %s"), say_money(report, fabs(net)));
}

/* --- what it costs ----------------------------------------------------------------------------------------------- */

enum { PARTS_TOLD = 4 };

/* The largest parts of the total, as "€x for y". */
static void tell_parts(const struct report *report, const struct figures *f, struct text *out) {
    size_t rows[PARTS_TOLD], n = 0, saved = SIZE_MAX;
    const char *parts[PARTS_TOLD];
    for (size_t r = 0; r < f->costs->n_rows; r++) {
        double total = cell_value(f->costs, r, "total");
        if (strcmp(cell_text(f->costs, r, "segment"), "all") != 0 || !strcmp(cell_text(f->costs, r, "kind"), "own")) continue;
        if (!strcmp(cell_text(f->costs, r, "component"), "saved_pay") && total < 0) saved = r;
        if (!(total > 0)) continue;
        size_t at = n < PARTS_TOLD ? n++ : PARTS_TOLD;
        for (; at > 0 && cell_value(f->costs, rows[at - 1], "total") < total; at--) {
            if (at < PARTS_TOLD) rows[at] = rows[at - 1];
        }
        if (at < PARTS_TOLD) rows[at] = r;
    }
    if (!n) return;
    for (size_t i = 0; i < n; i++) {
        parts[i] = arena_printf(report->arena, "%s (%s)", say_word(report, cell_text(f->costs, rows[i], "component")), say_money(report, cell_value(f->costs, rows[i], "total")));
    }
    text_addf(out, n == 1 ? say(report, " Its largest part is %s", " Het grootste deel is %s") : say(report, " Its largest parts are %s", " De grootste delen zijn %s"), say_list(report, parts, n));
    if (saved != SIZE_MAX) text_addf(out, say(report, "; %s of pay saved while positions stand empty is taken off", "; daar gaat %s aan loon af dat tijdens vacatures wordt bespaard"), say_money(report, -cell_value(f->costs, saved, "total")));
    text_add_char(out, '.');
}

static void tell_kinds(const struct report *report, const struct figures *f, struct text *out) {
    double cash = figures_kind(report, "cash"), output = figures_kind(report, "output");
    if (!isfinite(cash) || !(output > 0)) return;
    text_addf(out, say(report, " Of the total %s is money paid, less pay saved, and %s is work that is not done.", " Van het totaal is %s betaald geld, na aftrek van bespaard loon, en %s werk dat niet wordt gedaan."), say_money(report, cash), say_money(report, output));
    static const char *const UNLESS_SAID[] = {"cover", "knock_on"}; /* nothing, unless the job says what it costs */
    const char *missing[2];
    size_t n = 0;
    for (size_t k = 0; k < 2; k++) {
        size_t r = row_find(f->costs, "segment", "all", "component", UNLESS_SAID[k], NULL);
        if (r != SIZE_MAX && cell_value(f->costs, r, "total") == 0) missing[n++] = say_word(report, UNLESS_SAID[k]);
    }
    if (n) text_addf(out, say(report, " Not counted, for the job gives no amount: %s%s%s.", " Niet meegeteld, want de opdracht noemt er geen bedrag voor: %s%s%s."), missing[0], n > 1 ? "; " : "", n > 1 ? missing[1] : "");
}

/* Beside the total: the job's own lines. */
static void tell_own(const struct report *report, const struct figures *f, struct text *out) {
    for (size_t r = 0; r < f->costs->n_rows; r++) {
        double total = cell_value(f->costs, r, "total");
        if (strcmp(cell_text(f->costs, r, "segment"), "all") != 0 || strcmp(cell_text(f->costs, r, "kind"), "own") != 0 || !(total > 0)) continue;
        text_addf(out, say(report, " Beside it, and not in it: %s for %s, at %s for each leaver.", " Daarnaast, en er niet in: %s voor %s, tegen %s per vertrekker."), say_money(report, total), say_name(report, cell_text(f->costs, r, "component")),
                  say_money(report, cell_value(f->costs, r, "per_leaver")));
    }
}

/* Round percentages, as studies tell them. */
static const char *say_percent(const struct report *report, double share) { return arena_printf(report->arena, "%s%%", say_number(report, 100 * share, 0)); }

static const char *study_words(const struct report *report, const struct report_table *t, size_t r) {
    const char *range = arena_printf(report->arena, say(report, "%s %s to %s", "%s %s tot %s"), cell_text(t, r, "study"), say_percent(report, cell_value(t, r, "low")), say_percent(report, cell_value(t, r, "high")));
    const char *about = say_word(report, cell_text(t, r, "about"));
    double usual = cell_value(t, r, "usual");
    return isfinite(usual) ? arena_printf(report->arena, say(report, "%s (median %s; %s)", "%s (mediaan %s; %s)"), range, say_percent(report, usual), about) : arena_printf(report->arena, "%s (%s)", range, about);
}

/* Against what studies found, in words: each with its range, and where ours lies. */
static void tell_check(const struct report *report, struct text *out) {
    enum { STUDIES_MOST = 8, VERDICTS = 3 };
    static const char *const WHERE[VERDICTS][3] = {{"within", "within %s of %s", "binnen %s van %s"}, {"below", "below %s of %s", "onder %s van %s"}, {"above", "above %s of %s", "boven %s van %s"}};
    const struct report_table *t = report_find(report, "cost_check");
    const char *studies[STUDIES_MOST], *places[VERDICTS];
    size_t n = 0, n_places = 0, within = 0;
    if (!t || !t->n_rows || !isfinite(cell_value(t, 0, "ours"))) return;
    for (size_t r = 0; r < t->n_rows && n < STUDIES_MOST; r++) studies[n++] = study_words(report, t, r);
    text_addf(out, say(report, " That is %s of a year's pay. In studies: %s.", " Dat is %s van een jaarsalaris. In studies: %s."), say_share(report, cell_value(t, 0, "ours")), say_list(report, studies, n));
    for (size_t k = 0; k < VERDICTS; k++) {
        const char *names[STUDIES_MOST];
        size_t here = 0;
        for (size_t r = 0; r < n; r++) {
            if (!strcmp(cell_text(t, r, "verdict"), WHERE[k][0])) names[here++] = cell_text(t, r, "study");
        }
        const char *range = n_places ? say(report, "that", "dat") : say(report, "the range", "het bereik");
        if (here) places[n_places++] = arena_printf(report->arena, WHERE[k][report->meta.language == REPORT_NL ? 2 : 1], range, say_list(report, names, here));
        if (!k) within = here;
    }
    if (within == n) {
        text_add(out, say(report, " Ours lies within every one of them.", " Onze kosten liggen binnen al die marges."));
    } else {
        text_addf(out, say(report, " Ours lies %s%s", " Onze kosten liggen %s%s"), say_list(report, places, n_places), within ? "." : say(report, ": look at its assumptions first.", ": kijk eerst naar de aannames."));
    }
}

static void tell_losses(const struct report *report, struct text *out) {
    const struct report_table *t = report_find(report, "exits_by_kind");
    size_t regretted = t ? row_find(t, "exit", "regretted", NULL) : SIZE_MAX, desired = t ? row_find(t, "exit", "desired", NULL) : SIZE_MAX;
    double leavers = regretted == SIZE_MAX ? NAN : cell_value(t, regretted, "leavers_expected"), wanted = desired == SIZE_MAX ? NAN : cell_value(t, desired, "leavers_expected");
    if (leavers >= 0.95) {
        text_addf(out, round(leavers) == 1 ? say(report, " Among the leavers we expect %s top performer or holder of a critical position, whom we would regret: %s.", " Onder de vertrekkers is naar verwachting %s toppresteerder of bezetter van een sleutelpositie, die we betreuren: %s.")
                                           : say(report, " Among the leavers we expect %s top performers or holders of critical positions, whom we would regret: %s.", " Onder de vertrekkers zijn naar verwachting %s toppresteerders of bezetters van een sleutelpositie, die we betreuren: %s."),
                  say_count(report, leavers), say_money(report, cell_value(t, regretted, "cost_expected")));
    }
    if (wanted >= 0.95) {
        text_addf(out, say(report, " %s no loss, as the job says: %s.", " Het vertrek van %s is volgens de opdracht geen verlies: %s."), report->meta.language == REPORT_NL ? say_count(report, wanted) : say_how_many(report, wanted, "exit is", "exits are"), say_money(report, cell_value(t, desired, "cost_expected")));
    }
}

void tell_costs(const struct report *report, const struct figures *f, struct text *out) {
    if (!f->money || !f->costs) return;
    double leavers = whole_value(f, "leavers_expected");
    text_addf(out, "## %s\n\n", say(report, "What it costs", "Wat het kost"));
    text_addf(out, say(report, "%s at about %s each: together %s (%s).", "%s à ongeveer %s: samen %s (%s)."), say_how_many(report, leavers, say(report, "leaver", "vertrekker"), say(report, "leavers", "vertrekkers")),
              say_money(report, whole_value(f, "cost_per_leaver")), say_money(report, whole_value(f, "cost_expected")), say_money_range(report, f->forecast, f->whole, "cost_p10", "cost_p90"));
    tell_check(report, out);
    text_add(out, "\n\n");
    struct text parts = {0};
    tell_parts(report, f, &parts);
    tell_kinds(report, f, &parts);
    tell_own(report, f, &parts);
    tell_losses(report, &parts);
    const char *text = text_string(&parts);
    if (parts.length) text_addf(out, "%s\n\n", text[0] == ' ' ? text + 1 : text);
    text_free(&parts);
}

/* --- what would change it ----------------------------------------------------------------------------------------- */

/* What it is worth: cost, saving, net with its range, chance, payback. */
static void tell_worth(const struct report *report, const struct report_table *t, size_t row, struct text *out) {
    double net = cell_value(t, row, "net_mean"), cost = cell_value(t, row, "programme_cost"), chance = cell_value(t, row, "probability_positive");
    double saved = cell_value(t, row, "saved_mean");
    if (cost > 0 && saved < 0) {
        text_addf(out, say(report, " It costs %s, and leavers then cost %s more: %s (%s).", " Het kost %s, en vertrek wordt %s duurder: %s (%s)."), say_money(report, cost), say_money(report, -saved), say_net(report, net),
                  say_money_range(report, t, row, "net_p10", "net_p90"));
    } else if (cost > 0) {
        text_addf(out, say(report, " It costs %s and saves %s: %s (%s).", " Het kost %s en bespaart %s: %s (%s)."), say_money(report, cost), say_money(report, saved), say_net(report, net),
                  say_money_range(report, t, row, "net_p10", "net_p90"));
    } else {
        text_addf(out, say(report, " It brings %s (%s).", " Het levert %s op (%s)."), say_net(report, net), say_money_range(report, t, row, "net_p10", "net_p90"));
    }
    text_addf(out, say(report, " The chance that it pays is %s", " De kans dat het zich terugverdient is %s"), say_chance(report, chance));
}

static void tell_conditions(const struct report *report, const struct report_table *t, size_t row, struct text *out) {
    double months = cell_value(t, row, "payback_months"), cut = cell_value(t, row, "break_even_reduction");
    if (isfinite(months) && cell_value(t, row, "programme_cost") > 0) {
        text_addf(out, say(report, ", on average after %s", ", gemiddeld na %s"), say_how_many(report, fmax(1, ceil(months)), say(report, "month", "maand"), say(report, "months", "maanden")));
    }
    text_add_char(out, '.');
    if (cut > 0 && cut <= 1) {
        text_addf(out, say(report, " To pay it must cut the exits it acts on by at least %s.", " Om zich terug te verdienen moet het vertrek waarop het werkt met ten minste %s dalen."), say_share(report, cut));
    } else if (isnan(cut) && isfinite(cell_value(t, row, "hazard_ratio_mode")) && cell_value(t, row, "programme_cost") > 0) {
        text_add(out, say(report, " At this price it cannot pay, even if nobody it reaches left.", " Tegen deze prijs kan het zich niet terugverdienen, zelfs als niemand die het bereikt zou vertrekken."));
    }
}

static void tell_basis(const struct report *report, const struct report_table *t, size_t row, struct text *out) {
    double low = cell_value(t, row, "hazard_ratio_low"), high = cell_value(t, row, "hazard_ratio_high");
    bool no_effect = !strcmp(cell_text(t, row, "basis"), "own") && isnan(low) && cell_value(t, row, "avoided_p90") == 0; /* of how positions are filled */
    text_addf(out, say(report, " It rests on %s", " Dat berust op %s"), no_effect ? say(report, "the cost assumptions", "de kostenaannames") : say_word(report, cell_text(t, row, "basis")));
    if (!strcmp(cell_text(t, row, "basis"), "evidence") && strchr(cell_text(t, row, "source"), ':')) {
        const char *source = cell_text(t, row, "source");
        text_addf(out, " (%s)", say_word(report, arena_copy(report->arena, source, strcspn(source, ":"))));
    }
    if (isfinite(low) && low < high) {
        text_addf(out, say(report, ": the risk of leaving × %s to %s", ": het vertrekrisico × %s tot %s"), say_number(report, low, 2), say_number(report, high, 2));
    } else if (isfinite(low)) {
        text_addf(out, say(report, ": the risk of leaving × %s", ": het vertrekrisico × %s"), say_number(report, low, 2));
    }
    text_add(out, ".");
    bool none = !strcmp(cell_text(t, row, "basis"), "association") && cell_value(t, row, "avoided_p10") < 0 && cell_value(t, row, "avoided_p90") > 0;
    if (none) text_add(out, say(report, " The data cannot tell it from no effect at all.", " De gegevens sluiten niet uit dat het geen enkel effect heeft."));
}

static void tell_scenario(const struct report *report, const struct figures *f, size_t row, struct text *out) {
    const struct report_table *t = f->scenarios;
    const char *name = cell_text(t, row, "scenario");
    double avoided = cell_value(t, row, "avoided_mean");
    if (isnan(avoided)) {
        text_addf(out, say(report, "- **%s** is not told: it reaches fewer than %d people, or differs by as few from groups that are told.\n", "- **%s** wordt niet getoond: het bereikt minder dan %d mensen, of verschilt zo weinig van groepen die wel worden getoond.\n"), say_name(report, name), report->meta.minimum_cell);
        return;
    }
    text_addf(out, say(report, "- **%s**, for %s, ", "- **%s**, voor %s, "), say_name(report, name),
              say_how_many(report, cell_value(t, row, "people"), say(report, "employee", "medewerker"), say(report, "employees", "medewerkers")));
    if (fabs(avoided) < 1e-9 && cell_value(t, row, "avoided_p90") == 0) {
        text_add(out, say(report, "keeps nobody: it is about how positions are filled.", "houdt niemand binnen: het gaat over hoe vacatures worden vervuld."));
    } else if (avoided < 0) {
        text_addf(out, say(report, "would make %s more leave (%s).", "laat er %s meer vertrekken (%s)."), say_kept(report, -avoided), say_count_range(report, t, row, "avoided_p10", "avoided_p90"));
    } else {
        text_addf(out, figures_replaced(f) ? say(report, "would keep %s who would leave, successors included (%s).", "houdt er %s binnen die anders vertrekken, opvolgers meegerekend (%s).") : say(report, "would keep %s of the leavers (%s).", "houdt %s van de vertrekkers binnen (%s)."), say_kept(report, avoided), say_count_range(report, t, row, "avoided_p10", "avoided_p90"));
    }
    if (isfinite(cell_value(t, row, "net_mean"))) {
        tell_worth(report, t, row, out);
        tell_conditions(report, t, row, out);
    } else if (isfinite(cell_value(t, row, "saved_mean"))) {
        text_addf(out, say(report, " That saves %s (%s); what the programme costs is not given.", " Dat bespaart %s (%s); wat het programma kost is niet opgegeven."), say_money(report, cell_value(t, row, "saved_mean")),
                  say_money_range(report, t, row, "saved_p10", "saved_p90"));
    }
    tell_basis(report, t, row, out);
    text_add_char(out, '\n');
}

/* What the best one hangs on most, as the table of drivers has it. */
static void tell_driver(const struct report *report, const struct figures *f, struct text *out) {
    static const char *const WORDS[][3] = {{"hazard_ratio", "how well it works", "hoe goed het werkt"}, {"spillover", "what it does to those left out", "wat het doet met wie erbuiten valt"},
                                           {"per_head", "what it costs per head", "wat het per persoon kost"}, {"fixed", "its fixed cost", "de vaste kosten"}, {"risk", "how many would leave without it", "hoeveel er zonder vertrekken"},
                                           {"output", "what a year's work is worth", "wat een jaar werk waard is"}, {"vacancy_days", "how long positions stand empty", "hoe lang vacatures openstaan"},
                                           {"vacancy_loss", "how much work is left undone meanwhile", "hoeveel werk dan blijft liggen"}, {"ramp.days", "how long successors need to get up to speed", "hoe lang opvolgers nodig hebben om op gang te komen"},
                                           {"ramp.start", "how productive they are at first", "hoe productief zij beginnen"}, {"recruiting", "what recruiting costs", "wat werving kost"}};
    const struct report_table *t = report_find(report, "scenario_drivers");
    size_t row = t && f->best != SIZE_MAX ? row_find(t, "scenario", cell_text(f->scenarios, f->best, "scenario"), NULL) : SIZE_MAX;
    if (row == SIZE_MAX || !isfinite(cell_value(t, row, "net_low"))) return;
    const char *driver = cell_text(t, row, "driver"), *said = driver;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (!strcmp(WORDS[i][0], driver)) said = WORDS[i][report->meta.language == REPORT_NL ? 2 : 1];
    }
    double a = cell_value(t, row, "net_low"), b = cell_value(t, row, "net_high");
    text_addf(out, say(report, "What %s brings hangs most on %s: that alone puts the net between %s and %s.\n\n", "Wat %s oplevert hangt het meest af van %s: alleen daardoor kan het netto uitkomen tussen %s en %s.\n\n"),
              say_name(report, cell_text(t, row, "scenario")), said, say_money(report, fmin(a, b)), say_money(report, fmax(a, b)));
}

/* Targeted against broad, where aiming it brings clearly more. */
static void tell_target(const struct report *report, const struct figures *f, struct text *out) {
    enum { GROUPS_TOLD = 5 };
    const struct report_table *t = report_find(report, "targeting");
    const char *name = t && f->best != SIZE_MAX ? cell_text(f->scenarios, f->best, "scenario") : NULL, *groups[GROUPS_TOLD];
    size_t top = SIZE_MAX, last = SIZE_MAX, n = 0;
    for (size_t r = 0; name && r < t->n_rows; r++) {
        if (strcmp(cell_text(t, r, "scenario"), name) != 0) continue;
        if (t->rows[r].suppressed) return; /* sums that skip a group are no sums */
        if (top == SIZE_MAX || cell_value(t, r, "net_so_far") > cell_value(t, top, "net_so_far")) top = r;
        last = r;
    }
    if (last == SIZE_MAX || top == last) return;
    double aimed = cell_value(t, top, "net_so_far"), broad = cell_value(t, last, "net_so_far");
    if (!(aimed > 0) || aimed < broad + 0.1 * fabs(broad) || cell_value(t, top, "rank") > GROUPS_TOLD) return;
    for (size_t r = 0; r <= top; r++) {
        if (!strcmp(cell_text(t, r, "scenario"), name)) groups[n++] = cell_text(t, r, "level");
    }
    text_addf(out, say(report, "Aimed at %s alone (%s), %s would bring %s instead of %s for everybody it can reach, on average.\n\n", "Alleen gericht op %s (%s) levert %s gemiddeld %s op, tegen %s voor iedereen die het kan bereiken.\n\n"),
              say_list(report, groups, n), say_how_many(report, cell_value(t, top, "people_so_far"), say(report, "employee", "medewerker"), say(report, "employees", "medewerkers")), say_name(report, name),
              say_money(report, aimed), say_money(report, broad));
}

void tell_scenarios(const struct report *report, const struct figures *f, struct text *out) {
    if (!f->scenarios || !f->scenarios->n_rows) return;
    text_addf(out, "## %s\n\n", say(report, "What would change it", "Wat eraan te doen valt"));
    for (size_t r = 0; r < f->scenarios->n_rows; r++) tell_scenario(report, f, r, out);
    text_add_char(out, '\n');
    if (!figures_replaced(f)) {
        text_add(out, say(report, "All of this is about the people there now. What a scenario does for those who come in the place of leavers is not counted; “forecast: {replace: true}” counts it, and may change which of them pay.\n\n",
                          "Dit alles gaat over wie er nu zijn. Wat een scenario doet voor wie op de plaats van een vertrekker komt telt niet mee; met “forecast: {replace: true}” wel, en dat kan veranderen wat zich terugverdient.\n\n"));
    }
    if (figures_kind(report, "output") > figures_kind(report, "cash")) {
        text_add(out, say(report, "Mind that most of what a leaver costs is work left undone: what a scenario saves is for the most part work that does get done, not money in the bank.\n\n",
                          "Bedenk dat vertrek vooral werk kost dat blijft liggen: wat een scenario bespaart is dus grotendeels werk dat wel wordt gedaan, geen geld op de rekening.\n\n"));
    }
    tell_driver(report, f, out);
    tell_target(report, f, out);
}

/* --- how sure ------------------------------------------------------------------------------------------------------ */

/* What makes the range of the cost, each apart. */
void tell_cost_certainty(const struct report *report, const struct figures *f, struct text *out) {
    static const char *const PARTS[][2] = {{"cost_chance_p10", "cost_chance_p90"}, {"cost_parameters_p10", "cost_parameters_p90"}, {"cost_ranges_p10", "cost_ranges_p90"}};
    double widest = -1;
    size_t most = 0;
    if (!f->money) return;
    for (size_t k = 0; k < 3; k++) {
        double width = whole_value(f, PARTS[k][1]) - whole_value(f, PARTS[k][0]);
        if (width > widest) {
            widest = width;
            most = k;
        }
    }
    text_addf(out, say(report, " As for the cost: chance alone would leave it between %s and %s, the model alone between %s and %s, and the ranges of the cost assumptions alone between %s and %s.",
                       " En de kosten: door toeval alleen liggen ze tussen %s en %s, door het model alleen tussen %s en %s, en door de marges in de kostenaannames alleen tussen %s en %s."),
              say_money(report, whole_value(f, PARTS[0][0])), say_money(report, whole_value(f, PARTS[0][1])), say_money(report, whole_value(f, PARTS[1][0])), say_money(report, whole_value(f, PARTS[1][1])),
              say_money(report, whole_value(f, PARTS[2][0])), say_money(report, whole_value(f, PARTS[2][1])));
    if (most == 2) text_add(out, say(report, " Better figures of our own costs would narrow it most.", " Betere cijfers over onze eigen kosten zouden het bereik het meest verkleinen."));
    if (most == 1) text_add(out, say(report, " More history would narrow it most.", " Meer historie zou het bereik het meest verkleinen."));
}
