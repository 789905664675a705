#include "engine/report/wording.h"

#include "engine/base/days.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool dutch(const struct report *report) { return report->meta.language == REPORT_NL; }

const char *say(const struct report *report, const char *english, const char *in_dutch) {
    return dutch(report) ? in_dutch : english;
}

/* Digits with the language's marks between thousands and before decimals. */
static const char *marked(const struct report *report, double x, int decimals) {
    char plain[64], out[96];
    if (!isfinite(x)) return "–";
    if (fabs(x) >= 1e15) return arena_printf(report->arena, "%.3g", x); /* no number of people or euros */
    char thousands = dutch(report) ? '.' : ',', decimal = dutch(report) ? ',' : '.';
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(x));
    size_t whole = strcspn(plain, "."), n = 0;
    bool zero = strspn(plain, "0.") == strlen(plain);
    if (x < 0 && !zero) out[n++] = '-';
    for (size_t i = 0; i < whole && n < 90; i++) {
        if (i && (whole - i) % 3 == 0) out[n++] = thousands;
        out[n++] = plain[i];
    }
    if (decimals > 0) {
        out[n++] = decimal;
        for (size_t i = whole + 1; plain[i] && n < 94; i++) out[n++] = plain[i];
    }
    return arena_copy(report->arena, out, n);
}

const char *say_count(const struct report *report, double x) { return marked(report, round(x), 0); }

const char *say_number(const struct report *report, double x, int decimals) { return marked(report, x, decimals); }

const char *say_share(const struct report *report, double share) {
    return isfinite(share) ? arena_printf(report->arena, "%s%%", marked(report, share * 100, 1)) : "–";
}

/* To three significant digits, but never finer than one. */
static double rounded(double x) {
    if (x < 1000) return round(x);
    double unit = pow(10, floor(log10(x)) - 2);
    return round(x / unit) * unit;
}

const char *say_amount(const struct report *report, double x) {
    if (!isfinite(x)) return "–";
    double size = rounded(fabs(x));
    return arena_printf(report->arena, "%s%s", x < 0 && size > 0 ? "−" : "", marked(report, size, 0));
}

const char *say_money(const struct report *report, double x) {
    if (!isfinite(x)) return "–";
    if (fabs(x) >= 1e15) return arena_printf(report->arena, "%.3g", x); /* no number of people or euros */
    const char *currency = report->meta.currency;
    const char *sign = !strcmp(currency, "EUR") ? (dutch(report) ? "€ " : "€") : arena_printf(report->arena, "%s ", currency);
    double size = fabs(x);
    const char *minus = x < 0 && round(size) > 0 ? "−" : "";
    if (size >= 999.5e6) return arena_printf(report->arena, "%s%s%s %s", minus, sign, marked(report, size / 1e9, 2), say(report, "billion", "miljard"));
    if (size >= 999500) return arena_printf(report->arena, "%s%s%s %s", minus, sign, marked(report, size / 1e6, size < 9.95e6 ? 2 : 1), say(report, "million", "miljoen"));
    return arena_printf(report->arena, "%s%s%s", minus, sign, marked(report, rounded(size), 0));
}

const char *say_chance(const struct report *report, double chance) {
    if (!isfinite(chance)) return "–";
    if (chance > 0.99) return say(report, "more than 99%", "meer dan 99%");
    if (chance < 0.01) return say(report, "less than 1%", "minder dan 1%");
    return arena_printf(report->arena, "%s%%", say_count(report, 100 * chance));
}

const char *say_how_many(const struct report *report, double n, const char *one, const char *many) {
    return arena_printf(report->arena, "%s %s", say_count(report, n), round(n) == 1 ? one : many);
}

const char *say_list(const struct report *report, const char *const *items, size_t n) {
    const char *out = n ? items[0] : "";
    for (size_t i = 1; i < n; i++) out = arena_printf(report->arena, "%s%s%s", out, i + 1 < n ? ", " : say(report, " and ", " en "), items[i]);
    return out;
}

const char *say_day(const struct report *report, const char *iso) {
    static const char *const MONTHS[][2] = {{"January", "januari"},     {"February", "februari"}, {"March", "maart"},       {"April", "april"},
                                            {"May", "mei"},             {"June", "juni"},         {"July", "juli"},         {"August", "augustus"},
                                            {"September", "september"}, {"October", "oktober"},   {"November", "november"}, {"December", "december"}};
    int32_t day;
    if (!days_parse_iso(iso, &day)) return iso;
    struct civil civil = days_to_civil(day);
    return arena_printf(report->arena, "%d %s %d", civil.day, MONTHS[civil.month - 1][dutch(report)], civil.year);
}

struct told_ratio say_ratio(const struct report *report, const struct report_table *t, size_t row) {
    struct told_ratio told = {cell_value(t, row, "ratio"), cell_value(t, row, "ratio_lower"), cell_value(t, row, "ratio_upper"), ""};
    if (cell_text(t, row, "level")[0]) return told;
    double deviation = cell_value(t, row, "deviation"), step = 1;
    told.step = "+1";
    if (deviation > 0 && (fabs(log(told.ratio)) < 0.02 || deviation < 0.5)) { /* one is far too little, or more than anyone differs by */
        double unit = pow(10, floor(log10(deviation)));
        step = fmax(round(deviation / unit), 1) * unit; /* one significant digit: a step people can picture */
        told.step = arena_printf(report->arena, "+%s", say_number(report, step, step >= 1 ? 0 : step >= 0.1 ? 1 : 2));
    }
    told.ratio = pow(told.ratio, step);
    told.lower = pow(told.lower, step);
    told.upper = pow(told.upper, step);
    return told;
}

const char *say_months(const struct report *report) {
    if (report->meta.months == 1) return say(report, "month", "maand");
    return arena_printf(report->arena, say(report, "%d months", "%d maanden"), report->meta.months);
}

const char *say_word(const struct report *report, const char *word) {
    static const char *const PAIRS[][3] = {
        {"separation", "separation", "vertrek"},
        {"recruiting", "recruiting", "werving"},
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
        {"ramp.start", "output at the start", "opbrengst bij de start"},
        {"internal.share", "share filled from within", "aandeel vervuld van binnenuit"},
        {"internal.recruiting", "recruiting from within", "werving van binnenuit"},
        {"internal.onboarding", "onboarding from within", "inwerken van binnenuit"},
        {"internal.vacancy_days", "empty days when filled from within", "leegstand bij vervulling van binnenuit"},
        {"internal.backfill", "positions left behind that are filled", "achtergelaten posities die worden vervuld"},
        {"internal.ramp.days", "days until up to speed, from within", "dagen tot op gang, van binnenuit"},
        {"internal.ramp.start", "output at the start, from within", "opbrengst bij de start, van binnenuit"},
        {"Employees by head count at the end of the period", "Employees by head count at the end of the period", "Werknemers aan het eind van de periode, in personen"},
        {"Employees by type of contract at the end of the period", "Employees by type of contract at the end of the period", "Werknemers aan het eind van de periode, naar soort contract"},
        {"Employees who left, and rate of turnover", "Employees who left, and rate of turnover", "Vertrokken werknemers, en het verlooppercentage"},
        {"New employee hires", "New employee hires", "Nieuwe werknemers"},
        {"Employee turnover", "Employee turnover", "Verloop van werknemers"},
        {"Turnover rate", "Turnover rate", "Verlooppercentage"},
        {"Internal mobility rate", "Internal mobility rate", "Interne doorstroom"},
        {"Moves from within, of all who took up a position", "Moves from within, of all who took up a position", "Doorstroom, van iedereen die een positie betrok"},
        {"moves and hires", "moves and hires", "doorstroom en nieuwe werknemers"},
        {"Voluntary turnover rate, without retirement", "Voluntary turnover rate, without retirement", "Vrijwillig verloop, zonder pensioen"},
        {"Recruiting costs, internal and external, for each hire", "Recruiting costs, internal and external, for each hire", "Wervingskosten, intern en extern, per nieuwe werknemer"},
        {"Cost per hire", "Cost per hire", "Kosten per nieuwe werknemer"},
        {"Recruitment, mobility and turnover", "Recruitment, mobility and turnover", "Werving, doorstroom en verloop"},
        {"average headcount: person-days / days", "average headcount: person-days / days", "gemiddelde bezetting: persoonsdagen / dagen"},
        {"employees at the end of the period", "employees at the end of the period", "werknemers aan het eind van de periode"},
        {"expected hires in the place of leavers; costs as in cost_assumptions", "expected hires in the place of leavers; costs as in cost_assumptions", "verwachte aannames op de plaats van vertrekkers; kosten als in cost_assumptions"},
        {"cash", "money paid, less pay saved", "betaald geld, min bespaard loon"},
        {"top", "best performers", "beste presteerders"},
        {"others", "others", "overigen"},
        {"in sample", "the rows it was fitted to", "de rijen waarop het is geschat"},
        {"out of time", "later periods", "latere perioden"},
        {"cross-validation", "people left out", "weggelaten mensen"},
        {"last year's rate by department", "last year's rate by department", "het verloop van vorig jaar per afdeling"},
        {"note", "note", "opmerking"},
        {"warning", "warning", "waarschuwing"},
        {"error", "error", "fout"},
        {"voluntary", "voluntary", "vrijwillig"},
        {"involuntary", "involuntary", "onvrijwillig"},
        {"retirement", "retirement", "pensioen"},
        {"unknown", "reason unknown", "reden onbekend"},
        {"exit", "exits", "vertrek"},
        {"all", "all", "alle"},
        {"(missing)", "(missing)", "(onbekend)"},
        {"tenure", "tenure", "diensttijd"},
        {"typical", "typical", "typisch"},
        {"period of hire", "period of hire (in part)", "periode van indiensttreding (deels)"},
        {"known", "known", "bekend"},
        {"27 cases", "27 cases", "27 gevallen"},
        {"40% for frontline work, 80% for technical work, 200% for leaders", "40% for frontline work, 80% for technical work, 200% for leaders", "40% voor uitvoerend werk, 80% voor technisch werk, 200% voor leidinggevenden"},
        {"the Netherlands; over two thirds of it indirect", "the Netherlands; over two thirds of it indirect", "Nederland; ruim twee derde indirect"},
        {"evidence", "published evidence", "gepubliceerd onderzoek"},
        {"own", "our own estimate", "een eigen schatting"},
        {"association", "an association in our data, no proof of an effect", "samenhang in onze gegevens, geen bewijs van een effect"},
        {"randomised", "randomised", "gerandomiseerd"},
        {"field experiment", "a field experiment", "een veldexperiment"},
        {"meta-analysis", "meta-analyses", "meta-analyses"},
        {"observational", "observed, not tried", "waargenomen, niet beproefd"},
        {"mixed", "studies differ", "studies verschillen"},
        {"below", "below", "onder"},
        {"within", "within", "binnen"},
        {"above", "above", "boven"},
        {"month 1", "month 1", "maand 1"},
        {"month 2", "month 2", "maand 2"},
        {"month 3", "month 3", "maand 3"},
        {"month 4", "month 4", "maand 4"},
        {"months 5-6", "months 5-6", "maand 5-6"},
        {"months 7-9", "months 7-9", "maand 7-9"},
        {"months 10-12", "months 10-12", "maand 10-12"},
        {"year 2", "year 2", "jaar 2"},
        {"year 3", "year 3", "jaar 3"},
        {"years 4-5", "years 4-5", "jaar 4-5"},
        {"years 6-10", "years 6-10", "jaar 6-10"},
        {"years 11-20", "years 11-20", "jaar 11-20"},
        {"over 20 years", "over 20 years", "meer dan 20 jaar"},
        {"month", "month", "maand"},
        {"quarter", "quarter", "kwartaal"},
        {"year", "year", "jaar"},
        {"lower part", "lower part", "lagere deel"},
        {"higher part", "higher part", "hogere deel"},
        {"the model", "the model", "het model"},
        {"tenure bands alone", "tenure bands alone", "diensttijd alleen"},
        {"gender", "gender", "geslacht"},
        {"age", "age", "leeftijd"},
        {"under 30", "under 30", "onder 30"},
        {"30 to 50", "30 to 50", "30 tot 50"},
        {"over 50", "over 50", "boven 50"},
        {"alike", "alike", "gelijk"},
        {"too few to tell", "too few to tell", "te weinig om te zeggen"},
        {"other", "other", "overig"},
        {"risk told too low", "risk told too low", "risico te laag"},
        {"risk told too high", "risk told too high", "risico te hoog"},
        {"selected less (four-fifths rule)", "selected less (four-fifths rule)", "minder vaak geselecteerd (viervijfderegel)"},
        {"risk told too low; selected less", "risk told too low; selected less", "risico te laag; minder vaak geselecteerd"},
        {"risk told too high; selected less", "risk told too high; selected less", "risico te hoog; minder vaak geselecteerd"},
        {"lowest third", "lowest third", "laagste derde"},
        {"middle third", "middle third", "middelste derde"},
        {"highest third", "highest third", "hoogste derde"},
        {"performance", "performance", "prestatie"},
        {"potential", "potential", "potentieel"},
    };
    static const char RATE[] = "last year's rate by ", PLAIN[] = "rate by ";
    if (dutch(report) && !strncmp(word, RATE, sizeof RATE - 1)) return arena_printf(report->arena, "vertrek van vorig jaar per %s", word + sizeof RATE - 1);
    if (dutch(report) && !strncmp(word, PLAIN, sizeof PLAIN - 1)) return arena_printf(report->arena, "vertrek per %s", word + sizeof PLAIN - 1);
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        if (!strcmp(PAIRS[i][0], word)) return PAIRS[i][dutch(report) ? 2 : 1];
    }
    return word;
}

const char *say_band(const struct report *report, const char *band) {
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

const char *say_odds(const struct report *report) {
    if (!report->meta.outcome) return say(report, "odds of leaving", "kansverhouding op vertrek");
    return arena_printf(report->arena, say(report, "odds of “%s”", "kansverhouding op “%s”"), report->meta.outcome);
}

const char *say_cause(const struct report *report, const char *cause) {
    static const char *const PAIRS[][3] = {{"voluntary", "of their own will", "uit eigen beweging"}, {"involuntary", "on the employer's initiative", "op initiatief van de werkgever"}, {"retirement", "into retirement", "met pensioen"},
                                           {"unknown", "for a reason not known", "om een onbekende reden"}, {"other", "for other reasons", "om andere redenen"}};
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        if (!strcmp(PAIRS[i][0], cause)) return PAIRS[i][dutch(report) ? 2 : 1];
    }
    return arena_printf(report->arena, "“%s”", cause);
}
