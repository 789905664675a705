/* narrative.c: the board's story, built from the protected tables and nothing else. */
#include "engine/report/narrating.h"
#include "engine/report/writers.h"

#include <math.h>
#include <string.h>

/* --- figures ----------------------------------------------------------------------------------------------------- */

/* The scenario with the highest expected net, but for associations that may be none; or SIZE_MAX. */
static size_t best_scenario(const struct report_table *scenarios) {
    size_t best = SIZE_MAX;
    for (size_t r = 0; scenarios && r < scenarios->n_rows; r++) {
        double net = cell_value(scenarios, r, "net_mean");
        bool unsure = !strcmp(cell_text(scenarios, r, "basis"), "association") && cell_value(scenarios, r, "avoided_p10") < 0; /* no effect is as likely as not */
        if (isnan(net) || unsure) continue;
        if (best == SIZE_MAX || net > cell_value(scenarios, best, "net_mean")) best = r;
    }
    return best;
}

/* The best portfolio, when all of it may be told. */
static size_t chosen_portfolio(const struct report_table *portfolio) {
    size_t last = portfolio ? portfolio->n_rows : 0;
    return last && !strcmp(cell_text(portfolio, last - 1, "scenario"), "all") ? last - 1 : SIZE_MAX;
}

static bool all_told(const struct report_table *portfolio) {
    for (size_t r = 0; portfolio && r < portfolio->n_rows; r++) {
        if (portfolio->rows[r].suppressed) return false;
    }
    return portfolio != NULL;
}

static struct figures figures_of(const struct report *report) {
    struct figures f = {.forecast = report_find(report, "forecast"), .costs = report_find(report, "costs"), .scenarios = report_find(report, "scenarios"), .portfolio = report_find(report, "portfolio"),
                        .coefficients = report_find(report, "logistic_coefficients"), .turnover = report_find(report, "turnover"), .logistic = report_find(report, "logistic_fit"), .whole = SIZE_MAX};
    if (f.forecast) f.whole = row_find(f.forecast, "segment", "all", NULL);
    if (f.whole != SIZE_MAX && f.forecast->rows[f.whole].suppressed) f.whole = SIZE_MAX;
    f.money = f.whole != SIZE_MAX && cell_value(f.forecast, f.whole, "cost_expected") > 0;
    f.best = best_scenario(f.scenarios);
    f.budget_told = all_told(f.portfolio);
    f.chosen = f.budget_told ? chosen_portfolio(f.portfolio) : SIZE_MAX;
    return f;
}

/* --- headline ---------------------------------------------------------------------------------------------------- */

static void tell_leavers(const struct report *report, const struct figures *f, struct text *out) {
    double headcount = whole_value(f, "headcount"), leavers = whole_value(f, "leavers_expected");
    const char *expected = leavers < 0.95 ? say(report, "fewer than one", "minder dan één") : say_count(report, leavers);
    const char *people = round(headcount) == 1 ? say(report, "employee", "medewerker") : say(report, "employees", "medewerkers"), *low = say_count(report, whole_value(f, "leavers_p10")), *high = say_count(report, whole_value(f, "leavers_p90"));
    if (report->meta.language == REPORT_NL) {
        text_addf(out, "Van onze %s %s %s er in de komende %s naar verwachting %s (80%%-bereik %s tot %s).", say_count(report, headcount), people, round(leavers) == 1 || leavers < 0.95 ? "vertrekt" : "vertrekken",
                  say_months(report), expected, low, high);
    } else {
        text_addf(out, "Of our %s %s we expect %s to leave in the next %s (80%% range %s to %s).", say_count(report, headcount), people, expected, say_months(report), low, high);
    }
}

static void tell_cost(const struct report *report, const struct figures *f, struct text *out) {
    if (!f->money) {
        text_add(out, say(report, "What that costs is not computed: the job names no pay.",
                          "Wat dat kost is niet berekend: de opdracht noemt geen salaris."));
        return;
    }
    text_addf(out,
              say(report, "That costs about %s (80%% range %s to %s), or %s for each leaver.",
                  "Dat kost ongeveer %s (80%%-bereik %s tot %s), ofwel %s per vertrekker."),
              say_money(report, whole_value(f, "cost_expected")), say_money(report, whole_value(f, "cost_p10")),
              say_money(report, whole_value(f, "cost_p90")), say_money(report, whole_value(f, "cost_per_leaver")));
    double cash = figures_kind(report, "cash");
    if (isfinite(cash) && figures_kind(report, "output") > 0) {
        text_addf(out, cash >= 0 ? say(report, " Of that %s is money paid, less the pay that vacancies save; the rest is work that is not done.", " Daarvan is %s betaald geld, na aftrek van het loon dat vacatures besparen; de rest is werk dat niet wordt gedaan.")
                                 : say(report, " All of it is work that is not done: in money, %s more pay is saved than is paid.", " Dat alles is werk dat niet wordt gedaan: in geld wordt %s meer aan loon bespaard dan er wordt betaald."), say_money(report, fabs(cash)));
    }
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
    tell_best(report, &f, out);
}

/* --- where ------------------------------------------------------------------------------------------------------- */

enum { CAUSES_TOLD = 6 };

/* The shown rows of the first segment that lose more than the company and enough to say so, by expected leavers a head, highest first; at most `most`.
 * `small`: there are groups, but none of them is large enough. */
static size_t highest_groups(const struct figures *f, size_t *rows, size_t most, bool *small) {
    const struct report_table *t = f->forecast;
    const char *segment = NULL;
    size_t n = 0, groups = 0, large = 0;
    for (size_t r = 0; r < t->n_rows; r++) {
        const char *name = cell_text(t, r, "segment");
        double share = cell_value(t, r, "share");
        if (!strcmp(name, "all")) continue;
        if (!segment) segment = name;
        if (strcmp(name, segment) != 0 || isnan(share)) continue;
        groups++;
        if (cell_value(t, r, "leavers_expected") < LEAVERS_LEAST) continue;
        large++;
        if (share < cell_value(t, f->whole, "share")) continue;
        size_t at = n < most ? n++ : most;
        for (; at > 0 && cell_value(t, rows[at - 1], "share") < share; at--) {
            if (at < most) rows[at] = rows[at - 1];
        }
        if (at < most) rows[at] = r;
    }
    *small = groups > 1 && !large;
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
    const char *until = say_whole_periods(report) ? cell_text(f->turnover, last, "period") : say_day(report, report->meta.as_of);
    text_addf(out, say(report, " Turnover in the twelve months to the end of %s was %s; that also counts people who came in the meantime, the forecast does not.", " Het verloop in de twaalf maanden tot en met %s was %s; dat telt ook wie pas in die tijd in dienst kwam, de prognose niet."), until,
              say_share(report, cell_value(f->turnover, last, "rate_12_months")));
}

/* Whole numbers that add up to the whole number of all of them: those with the largest remainders are rounded up (Hamilton's method). */
static void round_together(double *parts, size_t n, double all) {
    double left = round(all), remainders[CAUSES_TOLD];
    for (size_t i = 0; i < n; i++) {
        remainders[i] = parts[i] - floor(parts[i]);
        left -= parts[i] = floor(parts[i]);
    }
    for (; left >= 1; left--) {
        size_t most = 0;
        for (size_t i = 1; i < n; i++) most = remainders[i] > remainders[most] ? i : most;
        parts[most]++;
        remainders[most] = -1;
    }
}

/* For what causes, where there are several. */
static void tell_causes(const struct report *report, const struct figures *f, struct text *out) {
    const struct report_table *t = report_find(report, "forecast_causes");
    const char *causes[CAUSES_TOLD], *said[CAUSES_TOLD];
    double leavers[CAUSES_TOLD], sum = 0, all = whole_value(f, "leavers_expected");
    size_t n = 0, told = 0;
    for (size_t r = 0; t && r < t->n_rows && n < CAUSES_TOLD; r++) {
        double expected = cell_value(t, r, "leavers_expected");
        if (strcmp(cell_text(t, r, "segment"), "all") != 0 || !strcmp(cell_text(t, r, "cause"), "all") || !isfinite(expected)) continue;
        causes[n] = cell_text(t, r, "cause");
        sum += leavers[n++] = expected;
    }
    if (fabs(sum - all) < 0.01) round_together(leavers, n, all);
    for (size_t i = 0; i < n; i++) {
        if (leavers[i] >= 0.95) said[told++] = arena_printf(report->arena, "%s %s", say_count(report, leavers[i]), say_cause(report, causes[i]));
    }
    if (told > 1) text_addf(out, say(report, "By cause: %s.\n\n", "Naar oorzaak: %s.\n\n"), say_list(report, said, told));
}

/* Who reaches the state pension age, where ages are known: the year that takes most of those that may be told. */
static void tell_wave(const struct report *report, struct text *out) {
    const struct report_table *t = report_find(report, "retirement_wave");
    size_t most = SIZE_MAX, years = 0, told = 0;
    for (size_t r = 0; t && r < t->n_rows; r++) {
        if (strcmp(cell_text(t, r, "segment"), "all") != 0) continue;
        years++;
        told += !t->rows[r].suppressed;
        if (!(cell_value(t, r, "reaching") >= 0.95)) continue;
        if (most == SIZE_MAX || cell_value(t, r, "reaching") > cell_value(t, most, "reaching")) most = r;
    }
    if (most == SIZE_MAX || 2 * told < years) return;
    double people = cell_value(t, most, "reaching");
    text_addf(out, say(report, "The retirement wave is highest in %.0f: %s then reach%s the state pension age, with %s years of service between them.\n\n", "De pensioengolf is het hoogst in %.0f: dan %s%s de AOW-leeftijd, met samen %s dienstjaren.\n\n"),
              cell_value(t, most, "year"), report->meta.language == REPORT_NL ? (round(people) == 1 ? "bereikt " : "bereiken ") : say_how_many(report, people, "employee", "employees"),
              report->meta.language == REPORT_NL ? say_how_many(report, people, "medewerker", "medewerkers") : round(people) == 1 ? "es" : "", say_count(report, cell_value(t, most, "service_years")));
}

static void tell_where(const struct report *report, const struct figures *f, struct text *out) {
    bool small;
    size_t rows[3], n = highest_groups(f, rows, 3, &small);
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
    if (small) text_add(out, say(report, " The groups are too small to single one out.", " De groepen zijn te klein om er één uit te lichten."));
    text_add(out, n ? ".\n\n" : "\n\n");
    tell_causes(report, f, out);
    tell_wave(report, out);
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
        text_addf(out, say(report, "Of the people hired in %s, by estimate %s leave within a year (between %s and %s)", "Van de mensen die in %s in dienst kwamen is naar schatting %s binnen een jaar weg (tussen %s en %s)"),
                  cell_text(early, last, "cohort"), say_share(report, cell_value(early, last, "left")), say_share(report, cell_value(early, last, "lower")),
                  say_share(report, cell_value(early, last, "upper")));
        if (before != SIZE_MAX) text_addf(out, say(report, "; of those of %s, %s", "; van wie in %s begon %s"), cell_text(early, before, "cohort"), say_share(report, cell_value(early, before, "left")));
        text_add(out, ".\n\n");
    }
    if (groups && groups->n_rows && cell_value(groups, 0, "variance") > 0) {
        text_addf(out, say(report, "Beyond what the other attributes explain, it matters which %s people belong to: in one of ten the risk of leaving is %s times the average or more, in one of ten %s times or less.\n\n",
                           "Naast wat de andere kenmerken verklaren maakt het uit bij welke %s mensen horen: bij één op de tien is het vertrekrisico %s maal het gemiddelde of meer, bij één op de tien %s maal of minder.\n\n"),
                  cell_text(groups, 0, "group_by"), say_number(report, cell_value(groups, 0, "ratio_p90"), 2), say_number(report, cell_value(groups, 0, "ratio_p10"), 2));
    }
}

/* --- how sure ---------------------------------------------------------------------------------------------------- */

static void tell_certainty(const struct report *report, const struct figures *f, struct text *out) {
    text_addf(out, "## %s\n\n", say(report, "How sure we are", "Hoe zeker we zijn"));
    text_addf(out, say(report, "The ranges hold four futures in five: they cover chance, the uncertainty of the model and the ranges given for costs. "
                               "The model alone would put the leavers between %s and %s.",
                       "De bereiken omvatten vier van de vijf toekomsten: toeval, de onzekerheid van het model en de opgegeven kostenmarges. "
                       "Met alleen de onzekerheid van het model ligt het aantal vertrekkers tussen %s en %s."),
              say_count(report, whole_value(f, "parameters_p10")), say_count(report, whole_value(f, "parameters_p90")));
    tell_cost_certainty(report, f, out);
    tell_belief(report, out);
    text_addf(out, say(report, " %s of %s rows could be used.", " %s van %s rijen waren bruikbaar."),
              say_count(report, (double)report->meta.rows_used), say_count(report, (double)report->meta.rows_in));
    text_add(out, "\n\n");
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
    if (f.coefficients) tell_why(report, &f, out);
    tell_costs(report, &f, out);
    tell_scenarios(report, &f, out);
    tell_budget(report, &f, out);
    tell_certainty(report, &f, out);
    tell_decision(report, &f, out);
}
