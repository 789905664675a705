/* narrative.c: the board's story, built from the protected tables and nothing else. */
#include "engine/report/wording.h"
#include "engine/report/writers.h"

#include <math.h>
#include <string.h>

/* --- figures ----------------------------------------------------------------------------------------------------- */

struct figures {
    const struct report_table *forecast, *costs, *scenarios, *coefficients, *turnover, *logistic;
    size_t whole; /* row of everyone in the forecast; SIZE_MAX = none */
    bool money;
};

static struct figures figures_of(const struct report *report) {
    struct figures f = {report_find(report, "forecast"),  report_find(report, "costs"),
                        report_find(report, "scenarios"), report_find(report, "logistic_coefficients"),
                        report_find(report, "turnover"),  report_find(report, "logistic_fit"), SIZE_MAX, false};
    if (f.forecast) f.whole = row_find(f.forecast, "segment", "all", NULL);
    if (f.whole != SIZE_MAX && f.forecast->rows[f.whole].suppressed) f.whole = SIZE_MAX;
    f.money = f.whole != SIZE_MAX && cell_value(f.forecast, f.whole, "cost_expected") > 0;
    return f;
}

static double whole_value(const struct figures *f, const char *column) {
    return cell_value(f->forecast, f->whole, column);
}

/* --- headline ---------------------------------------------------------------------------------------------------- */

static void tell_leavers(const struct report *report, const struct figures *f, struct text *out) {
    const char *headcount = say_count(report, whole_value(f, "headcount"));
    double leavers = whole_value(f, "leavers_expected");
    const char *expected = leavers < 0.95 ? say(report, "fewer than one", "minder dan één") : say_count(report, leavers);
    const char *low = say_count(report, whole_value(f, "leavers_p10")), *high = say_count(report, whole_value(f, "leavers_p90"));
    if (report->meta.language == REPORT_NL) {
        text_addf(out, "Van onze %s medewerkers vertrekken er in de komende %s naar verwachting %s (80%%-bereik %s tot %s).",
                  headcount, say_months(report), expected, low, high);
    } else {
        text_addf(out, "Of our %s employees we expect %s to leave in the next %s (80%% range %s to %s).", headcount, expected,
                  say_months(report), low, high);
    }
}

static void tell_cost(const struct report *report, const struct figures *f, struct text *out) {
    double cost = whole_value(f, "cost_expected"), each = cost / whole_value(f, "leavers_expected");
    if (!f->money) {
        text_add(out, say(report, "What that costs is not computed: the job names no pay.",
                          "Wat dat kost is niet berekend: de opdracht noemt geen salaris."));
        return;
    }
    text_addf(out,
              say(report, "That costs about %s (80%% range %s to %s), or %s for each leaver.",
                  "Dat kost ongeveer %s (80%%-bereik %s tot %s), ofwel %s per vertrekker."),
              say_money(report, cost), say_money(report, whole_value(f, "cost_p10")),
              say_money(report, whole_value(f, "cost_p90")), say_money(report, each));
}

/* The scenario with the highest expected net, or SIZE_MAX. */
static size_t best_scenario(const struct figures *f) {
    size_t best = SIZE_MAX;
    for (size_t r = 0; f->scenarios && r < f->scenarios->n_rows; r++) {
        double net = cell_value(f->scenarios, r, "net_mean");
        if (isnan(net)) continue;
        if (best == SIZE_MAX || net > cell_value(f->scenarios, best, "net_mean")) best = r;
    }
    return best;
}

static void tell_scenario(const struct report *report, const struct figures *f, size_t row, struct text *out) {
    const struct report_table *s = f->scenarios;
    double net = cell_value(s, row, "net_mean"), avoided = cell_value(s, row, "avoided_mean"), saved = cell_value(s, row, "saved_mean");
    if (isnan(avoided)) {
        text_addf(out, say(report, "“%s” is not told: it reaches fewer than %d people.", "“%s” wordt niet verteld: het bereikt minder dan %d mensen."),
                  cell_text(s, row, "scenario"), report->meta.minimum_cell);
        return;
    }
    text_addf(out,
              say(report, "“%s” would keep %s of them (80%% range %s to %s)",
                  "“%s” houdt er naar verwachting %s van binnen (80%%-bereik %s tot %s)"),
              cell_text(s, row, "scenario"),
              avoided < 0.95 ? say(report, "fewer than one", "minder dan één")
                             : arena_printf(report->arena, say(report, "about %s", "%s"), say_count(report, avoided)),
              say_count(report, cell_value(s, row, "avoided_p10")), say_count(report, cell_value(s, row, "avoided_p90")));
    if (isfinite(saved) && isnan(net)) {
        text_addf(out, say(report, ": it saves %s; what the programme costs is not given", ": dat bespaart %s; wat het programma kost is niet opgegeven"), say_money(report, saved));
    } else if (isfinite(net)) {
        text_addf(out,
                  net >= 0 ? say(report, ": it saves %s for a programme of %s, a net gain of %s, and pays for itself with a chance of %s",
                                 ": dat bespaart %s bij een programma van %s, netto %s, en verdient zichzelf terug met een kans van %s")
                           : say(report, ": it saves %s for a programme of %s, a net loss of %s, and pays for itself with a chance of only %s",
                                 ": dat bespaart %s bij een programma van %s, een nettoverlies van %s, en verdient zichzelf terug met een kans van slechts %s"),
                  say_money(report, cell_value(s, row, "saved_mean")), say_money(report, cell_value(s, row, "programme_cost")),
                  say_money(report, fabs(net)), say_share(report, cell_value(s, row, "probability_positive")));
    }
    text_add_char(out, '.');
}

/* Without time there is nothing to forecast: how many there are, and what the model says of them. */
static void tell_outcome(const struct report *report, const struct figures *f, struct text *out) {
    const char *model = report_main_model(report);
    size_t r = model && f->logistic ? row_find(f->logistic, "model", model, NULL) : SIZE_MAX;
    double n = r == SIZE_MAX ? NAN : cell_value(f->logistic, r, "n"), events = r == SIZE_MAX ? NAN : cell_value(f->logistic, r, "n_event");
    if (!isfinite(n) || !isfinite(events)) {
        text_addf(out, say(report, "No model of “%s” could be fitted; the tables say why.", "Voor “%s” kon geen model worden geschat; de tabellen zeggen waarom."), report->meta.outcome);
        return;
    }
    text_addf(out, say(report, "“%s” holds for %s of %s (%s).", "“%s” geldt voor %s van de %s (%s)."), report->meta.outcome, say_count(report, events), say_count(report, n),
              say_share(report, events / n));
}

void narrative_headline(const struct report *report, struct text *out) {
    struct figures f = figures_of(report);
    if (report->meta.outcome) {
        tell_outcome(report, &f, out);
        return;
    }
    if (f.whole == SIZE_MAX) {
        text_add(out, say(report, "No forecast was made; the tables say what was found.",
                          "Er is geen prognose gemaakt; de tabellen tonen wat er is gevonden."));
        return;
    }
    tell_leavers(report, &f, out);
    text_add_char(out, ' ');
    tell_cost(report, &f, out);
    size_t best = best_scenario(&f);
    if (best == SIZE_MAX) return;
    text_add_char(out, ' ');
    tell_scenario(report, &f, best, out);
}

/* --- where ------------------------------------------------------------------------------------------------------- */

/* The shown rows of the first segment, by expected leavers a head, highest first; at most `most`. */
static size_t highest_groups(const struct figures *f, size_t *rows, size_t most) {
    const struct report_table *t = f->forecast;
    const char *segment = NULL;
    size_t n = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *name = cell_text(t, r, "segment");
        if (!strcmp(name, "all")) continue;
        if (!segment) segment = name;
        if (strcmp(name, segment) != 0 || isnan(cell_value(t, r, "share")) || cell_value(t, r, "share") < cell_value(t, f->whole, "share")) continue;
        size_t at = n < most ? n++ : most;
        for (; at > 0 && cell_value(t, rows[at - 1], "share") < cell_value(t, r, "share"); at--) {
            if (at < most) rows[at] = rows[at - 1];
        }
        if (at < most) rows[at] = r;
    }
    return n;
}

/* What was, beside what is expected: the last rate over twelve months that is shown. */
static void tell_last_year(const struct report *report, const struct figures *f, struct text *out) {
    const struct report_table *t = f->turnover;
    size_t last = SIZE_MAX;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        bool whole = !strcmp(cell_text(t, r, "segment"), "all") && !strcmp(cell_text(t, r, "cause"), "all");
        if (whole && !t->rows[r].suppressed && isfinite(cell_value(t, r, "rate_12_months"))) last = r;
    }
    if (last == SIZE_MAX || report->meta.months != 12) return;
    text_addf(out, say(report, " In the twelve months to the end of %s it was %s.", " In de twaalf maanden tot en met %s was dat %s."), cell_text(t, last, "period"),
              say_share(report, cell_value(t, last, "rate_12_months")));
}

static void tell_where(const struct report *report, const struct figures *f, struct text *out) {
    size_t rows[3], n = highest_groups(f, rows, 3);
    text_addf(out, "## %s\n\n", say(report, "Where", "Waar"));
    text_addf(out, say(report, "Across the organisation %s leave within %s.", "Over de hele organisatie vertrekt %s binnen %s."),
              say_share(report, whole_value(f, "share")), say_months(report));
    tell_last_year(report, f, out);
    for (size_t i = 0; i < n; i++) {
        text_addf(out, say(report, "%s %s: %s of %s (%s)", "%s %s: %s van %s (%s)"),
                  i == 0 ? say(report, " The highest shares are expected in", " De hoogste aandelen verwachten we bij") : ";",
                  cell_text(f->forecast, rows[i], "level"),
                  say_count(report, cell_value(f->forecast, rows[i], "leavers_expected")),
                  say_count(report, cell_value(f->forecast, rows[i], "headcount")),
                  say_share(report, cell_value(f->forecast, rows[i], "share")));
    }
    text_add(out, n ? ".\n\n" : "\n\n");
}

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
    text_addf(out, say(report, "; %s%s points%s%s", "; %s%s punt%s%s"), points < 0 ? "−" : "+", say_number(report, fabs(points), fabs(points) < 1 ? 2 : 1), row ? "" : say(report, " of risk in a ", " risico per "),
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

static void tell_why(const struct report *report, const struct figures *f, struct text *out) {
    enum { DRIVERS = 5 };
    size_t rows[DRIVERS], n = 0;
    const struct report_table *t = f->coefficients;
    text_addf(out, "## %s\n\n", say(report, "Why", "Waarom"));
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

/* --- when, and under whom ------------------------------------------------------------------------------------------ */

/* The last cohort of hire that has been followed for a year, and the one before it; SIZE_MAX = none. */
static void last_cohorts(const struct report_table *t, size_t *last, size_t *before) {
    *last = *before = SIZE_MAX;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        if (cell_value(t, r, "at") != 365 || isnan(cell_value(t, r, "left"))) continue;
        *before = *last;
        *last = r;
    }
}

static void tell_when(const struct report *report, struct text *out) {
    const struct report_table *early = report_find(report, "early_attrition"), *groups = report_find(report, "cox_frailty_fit");
    size_t last, before;
    last_cohorts(early, &last, &before);
    if (last != SIZE_MAX && cell_value(early, last, "left") > 0) {
        text_addf(out, say(report, "Of the people hired in %s, %s had left within a year (between %s and %s)", "Van de mensen die in %s in dienst kwamen was %s binnen een jaar weg (tussen %s en %s)"),
                  cell_text(early, last, "cohort"), say_share(report, cell_value(early, last, "left")), say_share(report, cell_value(early, last, "lower")),
                  say_share(report, cell_value(early, last, "upper")));
        if (before != SIZE_MAX) text_addf(out, say(report, "; of those of %s, %s", "; van die van %s %s"), cell_text(early, before, "cohort"), say_share(report, cell_value(early, before, "left")));
        text_add(out, ".\n\n");
    }
    if (groups && groups->n_rows && cell_value(groups, 0, "variance") > 0) {
        text_addf(out, say(report, "Beyond what the other attributes explain, it matters which %s people belong to: in one of ten the risk of leaving is %s times the average or more, in one of ten %s times or less.\n\n",
                           "Naast wat de andere kenmerken verklaren maakt het uit bij welke %s mensen horen: bij één op de tien is het vertrekrisico %s maal het gemiddelde of meer, bij één op de tien %s maal of minder.\n\n"),
                  cell_text(groups, 0, "group_by"), say_number(report, cell_value(groups, 0, "ratio_p90"), 2), say_number(report, cell_value(groups, 0, "ratio_p10"), 2));
    }
}

/* --- what it costs ----------------------------------------------------------------------------------------------- */

static void tell_components(const struct report *report, const struct figures *f, struct text *out) {
    if (!f->money || !f->costs) return;
    text_addf(out, "## %s\n\n", say(report, "What it costs", "Wat het kost"));
    text_addf(out, say(report, "Of the %s, ", "Van de %s is "), say_money(report, whole_value(f, "cost_expected")));
    size_t told = 0;
    for (size_t r = 0; r < f->costs->n_rows; r++) {
        if (strcmp(cell_text(f->costs, r, "segment"), "all") != 0) continue;
        double total = cell_value(f->costs, r, "total");
        if (isnan(total) || total == 0) continue;
        bool last = true;
        for (size_t k = r + 1; k < f->costs->n_rows && last; k++) {
            double more = cell_value(f->costs, k, "total");
            last = strcmp(cell_text(f->costs, k, "segment"), "all") != 0 || isnan(more) || more == 0;
        }
        text_addf(out, say(report, "%s%s is %s", "%s%s %s"), !told++ ? "" : last ? say(report, " and ", " en ") : ", ",
                  say_money(report, total), say_word(report, cell_text(f->costs, r, "component")));
    }
    text_add(out, ".\n\n");
}

/* --- what would change it, how sure, what to decide -------------------------------------------------------------- */

static void tell_scenarios(const struct report *report, const struct figures *f, struct text *out) {
    if (!f->scenarios || !f->scenarios->n_rows) return;
    text_addf(out, "## %s\n\n", say(report, "What would change it", "Wat het zou veranderen"));
    for (size_t r = 0; r < f->scenarios->n_rows; r++) {
        text_add(out, "- ");
        tell_scenario(report, f, r, out);
        if (f->scenarios->rows[r].suppressed) {
            text_add_char(out, '\n');
            continue;
        }
        text_addf(out, say(report, " The effect rests on %s.\n", " Het effect berust op: %s.\n"),
                  say_word(report, cell_text(f->scenarios, r, "basis")));
    }
    text_add_char(out, '\n');
}

/* Was it right before, and does it beat tenure alone? */
static void tell_belief(const struct report *report, const struct figures *f, struct text *out) {
    const struct report_table *t = report_find(report, "validation");
    const char *model = report_main_model(report);
    (void)f;
    size_t r = report_best_test(report, model, "the model"), plain = report_best_test(report, model, "tenure bands alone");
    if (r == SIZE_MAX) return;
    bool later = !strcmp(cell_text(t, r, "test"), "out of time"), sample = !strcmp(cell_text(t, r, "test"), "in sample");
    if (later) {
        text_addf(out, say(report, " Fitted to the past only, the model forecast %s exits for the time after it; %s happened.",
                           " Geschat op alleen het verleden voorspelde het model voor de tijd erna %s vertrekkers; het werden er %s."),
                  say_count(report, cell_value(t, r, "expected")), say_count(report, cell_value(t, r, "n_event")));
    }
    text_addf(out, say(report, " Shown a leaver and a stayer%s, it points at the leaver %s of the time", " Ziet het een vertrekker en een blijver%s, dan wijst het in %s van de gevallen de vertrekker aan"),
              sample ? say(report, " (in the data it was fitted to)", " (op de gegevens waarop het is geschat)") : say(report, " that it had not seen", " die het niet kende"),
              say_share(report, cell_value(t, r, "auc")));
    if (plain != SIZE_MAX && !strcmp(cell_text(t, plain, "test"), cell_text(t, r, "test"))) {
        text_addf(out, say(report, "; tenure alone would %s of the time", "; diensttijd alleen zou dat in %s doen"), say_share(report, cell_value(t, plain, "auc")));
    }
    text_add_char(out, '.');
}

static void tell_certainty(const struct report *report, const struct figures *f, struct text *out) {
    text_addf(out, "## %s\n\n", say(report, "How sure we are", "Hoe zeker we zijn"));
    text_addf(out, say(report, "The ranges hold four futures in five: they cover chance, the uncertainty of the model and the ranges given for costs. "
                               "The model alone would put the leavers between %s and %s.",
                       "De bereiken omvatten vier van de vijf toekomsten: toeval, de onzekerheid van het model en de opgegeven kostenmarges. "
                       "Alleen het model zou het aantal vertrekkers tussen %s en %s leggen."),
              say_count(report, whole_value(f, "parameters_p10")), say_count(report, whole_value(f, "parameters_p90")));
    tell_belief(report, f, out);
    text_addf(out, say(report, " %s of %s rows could be used.", " %s van %s rijen waren bruikbaar."),
              say_count(report, (double)report->meta.rows_used), say_count(report, (double)report->meta.rows_in));
    text_add(out, "\n\n");
}

static void tell_decision(const struct report *report, const struct figures *f, struct text *out) {
    size_t best = best_scenario(f);
    if (best == SIZE_MAX || !f->money) return;
    text_addf(out, "## %s\n\n", say(report, "What to decide", "Wat te besluiten"));
    bool pays = cell_value(f->scenarios, best, "net_p10") > 0, likely = cell_value(f->scenarios, best, "net_mean") > 0;
    const char *name = cell_text(f->scenarios, best, "scenario");
    text_addf(out,
              pays     ? say(report, "Start “%s”: it pays in nine futures of ten or more.\n", "Start “%s”: het loont in negen van de tien toekomsten of meer.\n")
              : likely ? say(report, "“%s” pays on average but not surely: start where it can be measured, and measure.\n",
                             "“%s” loont gemiddeld, maar niet zeker: begin waar het effect te meten is, en meet het.\n")
                       : say(report, "None of the scenarios pays for itself on these figures; “%s” comes nearest.\n",
                             "Geen van de scenario’s verdient zichzelf terug op deze cijfers; “%s” komt het dichtst in de buurt.\n"),
              name);
}

/* The last rate over twelve months of everybody, of all causes; NaN = not shown. */
static double last_year_rate(const struct figures *f) {
    const struct report_table *t = f->turnover;
    double rate = NAN;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        bool whole = !strcmp(cell_text(t, r, "segment"), "all") && !strcmp(cell_text(t, r, "cause"), "all");
        if (whole && !t->rows[r].suppressed && isfinite(cell_value(t, r, "rate_12_months"))) rate = cell_value(t, r, "rate_12_months");
    }
    return rate;
}

/* What a board must know before it reads on: that the answer may be given away, or is far from what was. */
static void tell_first(const struct report *report, const struct figures *f, struct text *out) {
    const double FAR = 1.6;
    double share = f->whole == SIZE_MAX || report->meta.months != 12 ? NAN : whole_value(f, "share"), rate = last_year_rate(f);
    if (report->meta.leaks) {
        text_addf(out, say(report, "**Read this first.** %s seems to be filled in at the exit or after it. As long as a model uses it, its forecast is not to be trusted: leave it out of the job and run again.\n\n",
                           "**Lees dit eerst.** %s lijkt pas bij of na het vertrek te worden ingevuld. Zolang een model het gebruikt, is de prognose niet te vertrouwen: laat het weg uit de opdracht en draai opnieuw.\n\n"),
                  report->meta.leaks);
    }
    if (isfinite(share) && rate > 0 && (share > FAR * rate || share * FAR < rate)) {
        text_addf(out, say(report, "**Mind:** the forecast (%s leave in twelve months) is far from the last twelve months (%s). Is there a reason, or an attribute that knows the answer?\n\n",
                           "**Let op:** de prognose (%s vertrekt in twaalf maanden) ligt ver van de afgelopen twaalf maanden (%s). Is daar een reden voor, of kent een kenmerk het antwoord?\n\n"),
                  say_share(report, share), say_share(report, rate));
    }
}

void narrative_write(const struct report *report, struct text *out) {
    struct figures f = figures_of(report);
    text_addf(out, "# %s\n\n", report->meta.title);
    if (report->meta.as_of[0]) {
        text_addf(out, say(report, "*State of affairs on %s.*\n\n", "*Stand van zaken op %s.*\n\n"), say_day(report, report->meta.as_of));
    }
    tell_first(report, &f, out);
    narrative_headline(report, out);
    text_add(out, "\n\n");
    if (report->meta.outcome) tell_why(report, &f, out);
    if (f.whole == SIZE_MAX) return;
    tell_where(report, &f, out);
    tell_when(report, out);
    tell_why(report, &f, out);
    tell_components(report, &f, out);
    tell_scenarios(report, &f, out);
    tell_certainty(report, &f, out);
    tell_decision(report, &f, out);
}
