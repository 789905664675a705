/* narrative.c: the board's story, built from the protected tables and nothing else. */
#include "engine/report/narrating.h"
#include "engine/report/writers.h"

#include <math.h>
#include <string.h>

/* --- figures ----------------------------------------------------------------------------------------------------- */

static struct figures figures_of(const struct report *report) {
    struct figures f = {report_find(report, "forecast"),  report_find(report, "costs"),
                        report_find(report, "scenarios"), report_find(report, "logistic_coefficients"),
                        report_find(report, "turnover"),  report_find(report, "logistic_fit"), SIZE_MAX, false};
    if (f.forecast) f.whole = row_find(f.forecast, "segment", "all", NULL);
    if (f.whole != SIZE_MAX && f.forecast->rows[f.whole].suppressed) f.whole = SIZE_MAX;
    f.money = f.whole != SIZE_MAX && cell_value(f.forecast, f.whole, "cost_expected") > 0;
    return f;
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

/* The row of the last rate over twelve months of everybody, of all causes, that is shown; SIZE_MAX = none. */
size_t figures_last_year(const struct figures *f) {
    const struct report_table *t = f->turnover;
    size_t last = SIZE_MAX;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        bool whole = !strcmp(cell_text(t, r, "segment"), "all") && !strcmp(cell_text(t, r, "cause"), "all");
        if (whole && !t->rows[r].suppressed && isfinite(cell_value(t, r, "rate_12_months"))) last = r;
    }
    return last;
}

/* What was, beside what is expected. */
static void tell_last_year(const struct report *report, const struct figures *f, struct text *out) {
    size_t last = figures_last_year(f);
    if (last == SIZE_MAX || report->meta.months != 12) return;
    text_addf(out, say(report, " In the twelve months to the end of %s it was %s.", " In de twaalf maanden tot en met %s was dat %s."), cell_text(f->turnover, last, "period"),
              say_share(report, cell_value(f->turnover, last, "rate_12_months")));
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

static void tell_certainty(const struct report *report, const struct figures *f, struct text *out) {
    text_addf(out, "## %s\n\n", say(report, "How sure we are", "Hoe zeker we zijn"));
    text_addf(out, say(report, "The ranges hold four futures in five: they cover chance, the uncertainty of the model and the ranges given for costs. "
                               "The model alone would put the leavers between %s and %s.",
                       "De bereiken omvatten vier van de vijf toekomsten: toeval, de onzekerheid van het model en de opgegeven kostenmarges. "
                       "Alleen het model zou het aantal vertrekkers tussen %s en %s leggen."),
              say_count(report, whole_value(f, "parameters_p10")), say_count(report, whole_value(f, "parameters_p90")));
    tell_belief(report, out);
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
    tell_whom(report, out);
    tell_why(report, &f, out);
    tell_components(report, &f, out);
    tell_scenarios(report, &f, out);
    tell_certainty(report, &f, out);
    tell_decision(report, &f, out);
}
