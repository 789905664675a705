/* narrative_risk.c: what the models say, in the board's words. */
#include "engine/report/narrating.h"

#include <math.h>
#include <string.h>

/* --- why --------------------------------------------------------------------------------------------------------- */

/* A driver is told only when its interval leaves out "no effect". */
static bool is_driver(const struct report_table *t, size_t r) {
    double lower = cell_value(t, r, "ratio_lower"), upper = cell_value(t, r, "ratio_upper");
    return isfinite(lower) && isfinite(upper) && (lower > 1 || upper < 1) &&
           strcmp(cell_text(t, r, "term"), "(Intercept)") != 0 && strcmp(cell_text(t, r, "term"), "tenure") != 0 &&
           strcmp(cell_text(t, r, "level"), "(missing)") != 0 && strncmp(cell_text(t, r, "level"), "spline", 6) != 0; /* a part of a curve is no effect */
}

static const char *reference_of(const struct report_table *t, size_t r) {
    for (size_t k = 0; k < t->n_rows; k++) {
        if (!strcmp(cell_text(t, k, "model"), cell_text(t, r, "model")) &&
            !strcmp(cell_text(t, k, "term"), cell_text(t, r, "term")) && !strcmp(cell_text(t, k, "note"), "reference")) {
            return cell_text(t, k, "level");
        }
    }
    return "";
}

/* What the driver does to the risk itself, in points: per category, or per step of a number as its odds are told. */
static void tell_points(const struct report *report, const struct report_table *t, size_t r, struct text *out) {
    const struct report_table *effects = report_find(report, "marginal_effects");
    size_t e = effects ? row_find(effects, "model", cell_text(t, r, "model"), "term", cell_text(t, r, "term"), "level", cell_text(t, r, "level"), NULL) : SIZE_MAX;
    bool step = !cell_text(t, r, "level")[0] && strcmp(say_ratio(report, t, r).step, "+1") != 0; /* told per other step: points per unit would mislead */
    double points = e == SIZE_MAX || step ? NAN : cell_value(effects, e, "points");
    if (!isfinite(points)) return;
    const char *per = cell_text(effects, e, "per");
    bool row = !strcmp(per, "row");
    text_addf(out, say(report, "; %s%s points%s%s", "; %s%s procentpunt%s%s"), points < 0 ? "−" : "+", say_number(report, fabs(points), fabs(points) < 1 ? 2 : 1), row ? "" : say(report, " of risk in a ", " risico per "),
              row ? "" : say_word(report, per));
}

static void tell_driver(const struct report *report, const struct report_table *t, size_t r, struct text *out) {
    const char *term = cell_text(t, r, "term"), *level = cell_text(t, r, "level"), *reference = level[0] ? reference_of(t, r) : "";
    struct told_ratio told = say_ratio(report, t, r);
    text_addf(out, "- %s %s", term, level[0] ? level : told.step);
    if (reference[0]) text_addf(out, say(report, " against %s", " tegenover %s"), reference);
    text_addf(out, say(report, ": %s × %s (%s to %s)", ": %s × %s (%s tot %s)"), say_odds(report), say_number(report, told.ratio, 2), say_number(report, told.lower, 2), say_number(report, told.upper, 2));
    tell_points(report, t, r, out);
    text_add_char(out, '\n');
}

/* What leavers said, or was written down for them: before what models make of it. */
static void tell_reasons(const struct report *report, struct text *out) {
    enum { REASONS_TOLD = 3 };
    const struct report_table *t = report_find(report, "exit_reasons");
    const char *said[REASONS_TOLD];
    size_t n = 0;
    for (size_t r = 0; t && r < t->n_rows && n < REASONS_TOLD; r++) {
        const char *reason = cell_text(t, r, "reason");
        if (!reason[0] || reason[0] == '(') continue;
        said[n++] = arena_printf(report->arena, "“%s” (%s)", reason, say_count(report, cell_value(t, r, "exits")));
    }
    if (n > 1) text_addf(out, say(report, "Recorded most in the last twelve months: %s.\n\n", "In de laatste twaalf maanden het meest vastgelegd: %s.\n\n"), say_list(report, said, n));
}

void tell_why(const struct report *report, const struct figures *f, struct text *out) {
    enum { DRIVERS = 5 };
    size_t rows[DRIVERS], n = 0;
    const struct report_table *t = f->coefficients;
    text_addf(out, "## %s\n\n", say(report, "Why", "Waarom"));
    tell_reasons(report, out);
    const char *model = report_main_model(report);
    for (size_t r = 0; t && model && r < t->n_rows; r++) {
        if (strcmp(cell_text(t, r, "model"), model) != 0 || !is_driver(t, r)) continue;
        double z = fabs(cell_value(t, r, "statistic"));
        size_t at = n < DRIVERS ? n++ : DRIVERS;
        for (; at > 0 && fabs(cell_value(t, rows[at - 1], "statistic")) < z; at--) {
            if (at < DRIVERS) rows[at] = rows[at - 1];
        }
        if (at < DRIVERS) rows[at] = r;
    }
    if (!n) {
        text_add(out, report->meta.outcome ? say(report, "No attribute in the data tells the two groups apart beyond chance.\n\n",
                                                 "Geen kenmerk in de gegevens onderscheidt de twee groepen boven toeval uit.\n\n")
                                           : say(report, "No attribute in the data tells leavers from stayers beyond chance.\n\n",
                                                 "Geen kenmerk in de gegevens onderscheidt vertrekkers van blijvers boven toeval uit.\n\n"));
        return;
    }
    const char *what = report->meta.outcome ? arena_printf(report->arena, "“%s”", report->meta.outcome) : say(report, "leaving", "vertrek");
    text_addf(out, say(report, "What goes with %s most clearly, other things equal (associations, not proof of cause; 95%% interval):\n\n",
                       "Wat het duidelijkst samengaat met %s, al het andere gelijk (samenhang, geen bewijs van oorzaak; 95%%-interval):\n\n"), what);
    for (size_t i = 0; i < n; i++) tell_driver(report, t, rows[i], out);
    text_add_char(out, '\n');
}

/* --- belief --------------------------------------------------------------------------------------------------------- */

/* Was it right before, and does it beat tenure alone? */
void tell_belief(const struct report *report, struct text *out) {
    const struct report_table *t = report_find(report, "validation");
    const char *model = report_main_model(report);
    size_t r = report_best_test(report, model, "the model"), plain = report_best_test(report, model, "tenure bands alone");
    if (r == SIZE_MAX) return;
    bool later = !strcmp(cell_text(t, r, "test"), "out of time"), sample = !strcmp(cell_text(t, r, "test"), "in sample");
    if (later) {
        const char *cause = report_model_cause(report, model), *kind = strcmp(cause, "all") ? arena_printf(report->arena, " (%s)", say_word(report, cause)) : "";
        text_addf(out, say(report, " Fitted to the past only, the model forecast %s exits%s for the time after it; %s happened.",
                           " Geschat op alleen het verleden voorspelde het model voor de tijd erna %s vertrekkers%s; het werden er %s."),
                  say_count(report, cell_value(t, r, "expected")), kind, say_count(report, cell_value(t, r, "n_event")));
    }
    text_addf(out, say(report, " Shown a leaver and a stayer%s, it points at the leaver %s of the time", " Van een vertrekker en een blijver%s wijst het in %s van de gevallen de vertrekker aan"),
              sample ? say(report, " (in the data it was fitted to)", " (op de gegevens waarop het is geschat)") : say(report, " that it had not seen", " die het niet kent"),
              say_share(report, cell_value(t, r, "auc")));
    if (plain != SIZE_MAX && !strcmp(cell_text(t, plain, "test"), cell_text(t, r, "test"))) {
        text_addf(out, say(report, "; tenure alone would %s of the time", "; diensttijd alleen zou dat in %s doen"), say_share(report, cell_value(t, plain, "auc")));
    }
    text_add_char(out, '.');
}

/* --- whom ---------------------------------------------------------------------------------------------------------- */

static void tell_top(const struct report *report, const struct report_table *t, struct text *out) {
    size_t top = t ? row_find(t, "group", "top", NULL) : SIZE_MAX;
    double people = top == SIZE_MAX ? NAN : cell_value(t, top, "headcount"), leavers = top == SIZE_MAX ? NAN : cell_value(t, top, "leavers_expected");
    if (!isfinite(people) || !isfinite(leavers) || leavers < 0.95) return;
    const char *words = round(leavers) == 1 ? say(report, "Of our %s best performers we expect %s to leave", "Van onze %s beste presteerders vertrekt er naar verwachting %s") : say(report, "Of our %s best performers we expect %s to leave", "Van onze %s beste presteerders vertrekken er naar verwachting %s");
    text_addf(out, words, say_count(report, people), say_count(report, leavers));
    text_addf(out, leavers >= LEAVERS_LEAST ? " (%s)." : ".", say_share(report, leavers / people)); /* a share of a few would be told finer than they are */
}

static void tell_critical(const struct report *report, const struct report_table *t, struct text *out) {
    size_t all = t ? row_find(t, "position", "all", NULL) : SIZE_MAX;
    double holders = all == SIZE_MAX ? NAN : cell_value(t, all, "holders"), vacancies = all == SIZE_MAX ? NAN : cell_value(t, all, "vacancies_expected");
    double ready = all == SIZE_MAX ? NAN : cell_value(t, all, "ready_successors"), shortfall = all == SIZE_MAX ? NAN : cell_value(t, all, "shortfall");
    if (!isfinite(holders) || !isfinite(vacancies) || vacancies < 0.95) return;
    text_addf(out, say(report, " Of the %s critical positions %s are expected to fall vacant", " Van de %s sleutelposities komen er naar verwachting %s vrij"), say_count(report, holders), say_count(report, vacancies));
    if (isfinite(ready)) text_addf(out, say(report, "; %s people stand ready for them", "; %s mensen staan er klaar voor"), say_count(report, ready));
    if (isfinite(shortfall) && shortfall >= 0.95) text_addf(out, say(report, ", position by position %s too few", ", per functie %s te weinig"), say_count(report, shortfall));
    text_add_char(out, '.');
}

void tell_whom(const struct report *report, struct text *out) {
    struct text said = {0};
    tell_top(report, report_find(report, "top_performers"), &said);
    tell_critical(report, report_find(report, "critical_positions"), &said);
    const char *text = text_string(&said);
    if (said.length) text_addf(out, "## %s\n\n%s\n\n", say(report, "Whom", "Wie"), text[0] == ' ' ? text + 1 : text);
    text_free(&said);
}

/* --- read this first ------------------------------------------------------------------------------------------------ */

/* What a board must know before it reads on: that the answer may be given away, that leavers may be missing, that it is far from what was. */
void tell_first(const struct report *report, const struct figures *f, struct text *out) {
    const double FAR = 1.6;
    size_t last = figures_last_year(f);
    double share = f->whole == SIZE_MAX || report->meta.months != 12 ? NAN : whole_value(f, "share"), rate = last == SIZE_MAX ? NAN : cell_value(f->turnover, last, "rate_12_months");
    if (report->meta.leaks) {
        text_addf(out, say(report, "**Read this first.** Filled in at the exit or after it, it seems: %s. As long as a model uses that, its forecast is not to be trusted: leave it out of the job and run again.\n\n",
                           "**Lees dit eerst.** Pas bij of na het vertrek ingevuld, zo lijkt het: %s. Zolang een model dat gebruikt, is de prognose niet te vertrouwen: laat het weg uit de opdracht en draai opnieuw.\n\n"),
                  report->meta.leaks);
    }
    if (report->meta.first_exit) {
        text_addf(out, say(report, "**Mind:** nobody in the file left before %s, though many were hired long before. If earlier leavers are missing, every figure of how long people stay is too rosy: set “observed_from: %s” in the job.\n\n",
                           "**Let op:** niemand in het bestand vertrok vóór %s, terwijl velen ruim daarvoor in dienst kwamen. Ontbreken eerdere vertrekkers, dan is elk cijfer over hoe lang mensen blijven te rooskleurig: zet “observed_from: %s” in de opdracht.\n\n"),
                  say_day(report, report->meta.first_exit), report->meta.first_exit);
    }
    if (isfinite(share) && rate > 0 && (share > FAR * rate || share * FAR < rate)) {
        text_addf(out, say(report, "**Mind:** the forecast (%s leave in twelve months) is far from the last twelve months (%s). Is there a reason, or an attribute that knows the answer?\n\n",
                           "**Let op:** de prognose (%s vertrekt in twaalf maanden) ligt ver van de afgelopen twaalf maanden (%s). Is daar een reden voor, of kent een kenmerk het antwoord?\n\n"),
                  say_share(report, share), say_share(report, rate));
    }
}
