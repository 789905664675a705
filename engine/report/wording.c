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

bool say_whole_periods(const struct report *report) {
    enum period_step step = !strcmp(report->meta.period, "month") ? PERIOD_MONTH : !strcmp(report->meta.period, "quarter") ? PERIOD_QUARTER : PERIOD_YEAR;
    int32_t day;
    return !days_parse_iso(report->meta.as_of, &day) || period_of(day, step) != period_of(day + 1, step);
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
