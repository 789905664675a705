/* narrative_plan.c: the best plan, by budget or without one, and what to decide, in the board's words. */
#include "engine/report/narrating.h"

#include <math.h>
#include <string.h>

/* Does the scenario of that name rest on an association? */
static bool is_association(const struct figures *f, const char *name) {
    size_t row = f->scenarios ? row_find(f->scenarios, "scenario", name, NULL) : SIZE_MAX;
    return row != SIZE_MAX && !strcmp(cell_text(f->scenarios, row, "basis"), "association");
}

static const char *chosen_names(const struct report *report, const struct figures *f) {
    enum { NAMES_MOST = 16 };
    const char *names[NAMES_MOST];
    size_t n = 0;
    for (size_t r = 0; r < f->portfolio->n_rows && n < NAMES_MOST; r++) {
        if (cell_value(f->portfolio, r, "chosen") == 1 && r != f->chosen) names[n++] = say_name(report, cell_text(f->portfolio, r, "scenario"));
    }
    return say_list(report, names, n);
}

static bool one_is_chosen(const struct figures *f) {
    size_t n = 0;
    for (size_t r = 0; r < f->portfolio->n_rows; r++) n += cell_value(f->portfolio, r, "chosen") == 1 && r != f->chosen;
    return n == 1;
}

/* The next larger budget that brings more, as the frontier has it. */
static void tell_more(const struct report *report, struct text *out) {
    const struct report_table *t = report_find(report, "budget_frontier");
    for (size_t r = 0; t && r < t->n_rows; r++) {
        if (t->rows[r].suppressed || cell_value(t, r, "within_budget") == 1) continue;
        text_addf(out, say(report, " The next step up costs %s in all and is expected to bring %s more.", " De eerstvolgende stap kost in totaal %s en levert naar verwachting %s meer op."), say_money(report, cell_value(t, r, "programme_cost")),
                  say_money(report, cell_value(t, r, "net_more")));
        return;
    }
    if (t && t->n_rows) text_add(out, say(report, " More money would not bring more.", " Meer geld zou niet meer opleveren."));
}

void tell_budget(const struct report *report, const struct figures *f, struct text *out) {
    if (isnan(report->meta.budget) || !f->portfolio || !f->budget_told) return;
    text_addf(out, "## %s\n\n", say(report, "What a budget would do", "Wat een budget zou doen"));
    if (f->chosen == SIZE_MAX) {
        text_addf(out, say(report, "Of all that a budget of %s allows, nothing is expected to pay for itself.\n\n", "Geen van de scenario's die binnen %s passen verdient zich naar verwachting terug.\n\n"), say_money(report, report->meta.budget));
        return;
    }
    const struct report_table *t = f->portfolio;
    text_addf(out, one_is_chosen(f) ? say(report, "Of all combinations that a budget of %s allows, %s alone brings most.", "Van alle combinaties die een budget van %s toelaat levert %s op zichzelf het meest op.")
                                    : say(report, "Of all combinations that a budget of %s allows, %s together bring most.", "Van alle combinaties die een budget van %s toelaat leveren %s samen het meest op."),
              say_money(report, report->meta.budget), chosen_names(report, f));
    bool keeps = cell_value(t, f->chosen, "avoided_p90") != 0;
    if (keeps) text_addf(out, say(report, " That keeps %s, costs", " Dat houdt er %s binnen, kost"), say_kept(report, cell_value(t, f->chosen, "avoided_mean")));
    text_addf(out, say(report, "%s %s and saves %s: %s (%s), with a chance of %s that it pays.", "%s %s en bespaart %s: %s (%s), met een kans van %s dat het zich terugverdient."), keeps ? "" : say(report, " That costs", " Dat kost"), say_money(report, cell_value(t, f->chosen, "programme_cost")), say_money(report, cell_value(t, f->chosen, "saved_mean")),
              say_net(report, cell_value(t, f->chosen, "net_mean")), say_money_range(report, t, f->chosen, "net_p10", "net_p90"), say_chance(report, cell_value(t, f->chosen, "probability_positive")));
    tell_more(report, out);
    text_add(out, "\n\n");
}

/* --- the best plan ------------------------------------------------------------------------------------------------ */

/* Does anything that is chosen rest on an association? */
static bool rests_on_association(const struct figures *f, const struct report_table *t, size_t row, bool budget) {
    if (!budget) return is_association(f, cell_text(t, row, "scenario"));
    for (size_t r = 0; r < t->n_rows; r++) {
        if (cell_value(t, r, "chosen") == 1 && is_association(f, cell_text(t, r, "scenario"))) return true;
    }
    return false;
}

void tell_best(const struct report *report, const struct figures *f, struct text *out) {
    bool budget = f->chosen != SIZE_MAX;
    const struct report_table *t = budget ? f->portfolio : f->scenarios;
    size_t row = budget ? f->chosen : f->best;
    if (row == SIZE_MAX || (f->portfolio && !budget)) return; /* what no budget allows is no plan */
    const char *what = budget ? chosen_names(report, f) : say_name(report, cell_text(t, row, "scenario"));
    double net = cell_value(t, row, "net_mean"), avoided = cell_value(t, row, "avoided_mean");
    bool several = budget && !one_is_chosen(f);
    const char *base = figures_replaced(f) ? say(report, " who would leave, successors included", " die anders vertrekken, opvolgers meegerekend") : say(report, " of them", "");
    if (fabs(avoided) < 1e-9 && cell_value(t, row, "avoided_p90") == 0) {
        text_addf(out, say(report, " %s would keep nobody, but brings", " %s houdt niemand binnen, maar is goed voor"), what);
    } else {
        text_addf(out, several ? say(report, " %s together would keep %s%s (%s):", " %s houden er samen %s binnen%s (%s):") : say(report, " %s would keep %s%s (%s):", " %s houdt er %s binnen%s (%s):"), what, say_kept(report, avoided), base,
                  say_count_range(report, t, row, "avoided_p10", "avoided_p90"));
    }
    text_addf(out, " %s (%s)", say_net(report, net), say_money_range(report, t, row, "net_p10", "net_p90"));
    if (cell_value(t, row, "programme_cost") > 0) text_addf(out, say(report, " for a programme of %s", " bij een programma van %s"), say_money(report, cell_value(t, row, "programme_cost")));
    text_addf(out, say(report, ", which pays with a chance of %s%s.", ", dat zich met een kans van %s terugverdient%s."), say_chance(report, cell_value(t, row, "probability_positive")),
              rests_on_association(f, t, row, budget) ? say(report, ", as far as what goes together in our data is cause and effect", ", voor zover wat in onze gegevens samengaat ook oorzaak en gevolg is") : "");
}

/* --- what to decide ------------------------------------------------------------------------------------------------ */

/* Is the lower end above nothing, the middle, or neither? */
static const char *verdict(const struct report *report, double low, double mean) {
    if (low > 0) return say(report, "it pays in nine futures of ten or more. Start", "dat loont in negen van de tien toekomsten of meer. Begin ermee");
    if (mean > 0) return say(report, "it pays on average, but not surely. Start where the effect can be measured, with a group beside it that waits, and look again next quarter", "dat loont gemiddeld, maar niet zeker. Begin waar het effect te meten is, met een groep ernaast die wacht, en kijk volgend kwartaal opnieuw");
    return NULL;
}

void tell_decision(const struct report *report, const struct figures *f, struct text *out) {
    bool budget = f->chosen != SIZE_MAX;
    if (!f->money || (!budget && f->best == SIZE_MAX)) return;
    if (f->portfolio && !budget) {
        if (!f->budget_told) return;
        text_addf(out, say(report, "## What to decide\n\nNot to spend a budget of %s on these scenarios as they stand: nothing that it allows is expected to pay for itself. Look for cheaper forms.\n",
                           "## Wat er te besluiten valt\n\nGeef een budget van %s niet uit aan deze scenario's zoals ze zijn: niets dat het toelaat verdient zich naar verwachting terug. Zoek goedkopere vormen.\n"),
                  say_money(report, report->meta.budget));
        return;
    }
    const struct report_table *t = budget ? f->portfolio : f->scenarios;
    size_t row = budget ? f->chosen : f->best;
    const char *what = budget ? chosen_names(report, f) : say_name(report, cell_text(t, row, "scenario")), *advice = verdict(report, cell_value(t, row, "net_p10"), cell_value(t, row, "net_mean"));
    text_addf(out, "## %s\n\n", say(report, "What to decide", "Wat er te besluiten valt"));
    if (advice) {
        text_addf(out, say(report, "Whether to spend %s on %s: %s.", "De vraag is of we %s uitgeven aan %s: %s."), say_money(report, cell_value(t, row, "programme_cost")), what, advice);
    } else {
        text_addf(out, say(report, "None of the scenarios is expected to pay for itself on these figures; %s comes nearest, with %s. Look for a cheaper form.", "Geen van de scenario's verdient zich op deze cijfers naar verwachting terug; %s komt het dichtst in de buurt, met %s. Zoek een goedkopere vorm."),
                  what, say_net(report, cell_value(t, row, "net_mean")));
    }
    if (rests_on_association(f, t, row, budget)) {
        text_add(out, say(report, " Mind that a part of it rests on an association only: try it before you count on it.", " Bedenk dat een deel alleen op samenhang berust: probeer het voordat u erop rekent."));
    }
    text_add_char(out, '\n');
}
