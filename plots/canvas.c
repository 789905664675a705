#include "plots/canvas.h"

#include "engine/report/wording.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *canvas_colour(size_t i) {
    static const char *const NAMES[] = {"colour1", "colour2", "colour3", "colour4", "colour5", "colour6", "colour7", "colour8"};
    return NAMES[i % THEME_COLOURS];
}

const char *canvas_ink(size_t i) {
    static const char *const NAMES[] = {"ink1", "ink2", "ink3", "ink4", "ink5", "ink6", "ink7", "ink8"};
    return NAMES[i % THEME_COLOURS];
}

/* Relative luminance of a channel, 0 to 1 (WCAG 2.1). */
static double linear(double channel) { return channel <= 0.03928 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4); }

/* A colour as dark as words on white need to be read: contrast 4.5 and over (WCAG 2.1, 1.4.3). */
static void darken(const char *colour, char out[8]) {
    unsigned value = 0;
    double channels[3], share = 1;
    (void)sscanf(colour + 1, "%6x", &value);
    for (int k = 0; k < 3; k++) channels[k] = (double)(value >> (16 - 8 * k) & 255) / 255;
    for (; share > 0.05; share -= 0.02) {
        double light = 0.2126 * linear(share * channels[0]) + 0.7152 * linear(share * channels[1]) + 0.0722 * linear(share * channels[2]);
        if (1.05 / (light + 0.05) >= 4.5) break;
    }
    snprintf(out, 8, "#%02X%02X%02X", (unsigned)(255 * share * channels[0]) & 255u, (unsigned)(255 * share * channels[1]) & 255u, (unsigned)(255 * share * channels[2]) & 255u);
}

/* What an analyst, or the job's theme, may change stands first, by name. */
static void add_theme(const struct chart *chart, const struct report_theme *theme, struct text *out) {
    static const char *const USUAL[THEME_COLOURS] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F5539", "#555555"};
    text_addf(out, "# `gnuplot %s.gp` draws %s anew, here; change its colours and its font in these lines.\n", chart->name, chart->name);
    for (size_t i = 0; i < THEME_COLOURS; i++) text_addf(out, "%scolour%zu = '%s'", i ? "; " : "", i + 1, theme->colours[i] ? theme->colours[i] : USUAL[i]);
    text_add(out, "\n# The same for words, dark enough to read.\n");
    for (size_t i = 0; i < THEME_COLOURS; i++) {
        char ink[8];
        darken(theme->colours[i] ? theme->colours[i] : USUAL[i], ink);
        text_addf(out, "%sink%zu = '%s'", i ? "; " : "", i + 1, ink);
    }
    text_addf(out, "\ntypeface = '%s'\n", theme->font ? theme->font : "DejaVu Sans");
}

static void add_label(struct text *out, const char *text, size_t most, bool format) {
    size_t characters = 0;
    text_add_char(out, '\'');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool begins = (c & 0xC0) != 0x80; /* not the inside of a UTF-8 character */
        if (begins && characters++ == most) {
            text_add(out, "…");
            break;
        }
        if (c == '\'') { /* gnuplot reads '' as an end where it stands first ('s-Hertogenbosch): the typographic mark instead */
            text_add(out, "’");
            continue;
        }
        if (c == '%' && format) text_add_char(out, '%');
        text_add_char(out, c < 32 || c == 127 ? ' ' : (char)c);
    }
    text_add_char(out, '\'');
}

void canvas_label(struct text *out, const char *text, size_t most) { add_label(out, text, most, false); }

void canvas_tic(struct text *out, const char *text, size_t most) { add_label(out, text, most, true); }

void canvas_number(struct text *out, double x) {
    if (isfinite(x)) {
        text_addf(out, "%.8g", x);
    } else {
        text_add(out, "NaN");
    }
}

double canvas_step(double most) {
    double unit = pow(10, floor(log10(fmax(most, 1) / 4)));
    double share = most / 4 / unit;
    return fmax(1, unit * (share > 5 ? 10 : share > 2 ? 5 : share > 1 ? 2 : 1));
}

void canvas_counts(struct text *out, const struct report *report, const char *axis, double low, double high) {
    double step = canvas_step(high - low), first = ceil(low / step) * step;
    text_addf(out, "set %s (", axis);
    for (double x = first; x <= high; x += step) {
        if (x > first) text_add(out, ", ");
        canvas_tic(out, arena_printf(report->arena, "%s%s", x < 0 ? "−" : "", say_count(report, fabs(x))), 16);
        text_addf(out, " %.8g", x);
    }
    text_add(out, ")\n");
}

/* On one line, or on two that break between words. */
static void add_title(struct chart *chart) {
    enum { LINE_MOST = 98 };
    const char *end = chart->title, *cut = NULL;
    size_t characters = 0;
    for (; *end && characters < LINE_MOST; end++) {
        characters += ((unsigned char)*end & 0xC0) != 0x80;
        if (*end == ' ') cut = end;
    }
    bool two = *end && cut;
    text_add(&chart->draw, "set label 1001 ");
    if (two) {
        struct text first = {0};
        text_add_bytes(&first, chart->title, (size_t)(cut - chart->title));
        canvas_label(&chart->draw, text_string(&first), LINE_MOST);
        text_free(&first);
    } else {
        canvas_label(&chart->draw, chart->title, LINE_MOST);
    }
    text_addf(&chart->draw, " at screen 0.02, screen %.4f left noenhanced font ',%d' textcolor rgb '#1B2A33'\n", 1 - (two ? 18.0 : 24.0) / chart->height, two ? 14 : 15);
    if (!two) return;
    text_add(&chart->draw, "set label 1003 ");
    canvas_label(&chart->draw, cut + 1, LINE_MOST);
    text_addf(&chart->draw, " at screen 0.02, screen %.4f left noenhanced font ',14' textcolor rgb '#1B2A33'\n", 1 - 38.0 / chart->height);
}

void canvas_begin(struct chart *chart, const struct report *report, const char *source) {
    struct text *draw = &chart->draw;
    text_add(draw, "reset\nset encoding utf8\n");
    text_add(draw, report->meta.language == REPORT_NL ? "set decimalsign ','\nset minussign\n" : "set decimalsign '.'\nset minussign\n");
    text_add(draw, "set border 3 linecolor rgb '#8A979E'\nset tics nomirror out scale 0.6 textcolor rgb '#3A4A52'\n"
                   "set grid ytics linecolor rgb '#E4EAED' linewidth 1\nunset key\n");
    add_title(chart);
    text_add(draw, "set label 1002 ");
    canvas_label(draw, source, 175);
    text_addf(draw, " at screen 0.02, screen %.4f left noenhanced font ',9' textcolor rgb '#566872'\n", 12.0 / chart->height);
    text_addf(draw, "set tmargin at screen %.4f\n", 1 - 56.0 / chart->height);
}

static void add_format(const struct chart *chart, const char *terminal, const char *ending, const char *background,
                       struct text *out) {
    text_addf(out, "set terminal %s size %d,%d noenhanced font typeface.',11' %s\nset output '%s.%s'\n", terminal,
              chart->width, chart->height, background, chart->name, ending);
    text_add(out, text_string(&chart->draw));
    text_add(out, "\nunset output\n");
}

void canvas_script(const struct chart *chart, const struct report_theme *theme, bool svg, bool png, struct text *out) {
    add_theme(chart, theme, out);
    text_add(out, text_string(&chart->data));
    if (svg) add_format(chart, "svg", "svg", "background '#FFFFFF'", out);
    if (png) add_format(chart, "pngcairo", "png", "background '#FFFFFF' fontscale 0.78", out);
}
