/* canvas.h: what every chart's gnuplot text shares: size, fonts, colours, and the one way to write a label.
 *
 * gnuplot runs commands that stand in backquotes or after '<', and acts on _ ^ { } @ & ~ in enhanced text. So a script
 * holds our own tokens only: labels are single-quoted with ' as ’ and control characters out, enhanced text is off,
 * numbers are finite doubles printed by us, file names are ours. */
#ifndef BEHOUD_PLOTS_CANVAS_H
#define BEHOUD_PLOTS_CANVAS_H

#include "engine/base/text.h"
#include "engine/report/report.h"

struct chart {
    const char *name, *title, *description; /* the title says the finding; both are for the page too */
    int width, height;
    struct text data; /* named data blocks       */
    struct text draw; /* commands, run once for each picture format */
};

/* The name of a colour in a script, which says first what it is: of the job's theme, or of eight that colour-blind readers tell apart (Okabe &
 * Ito 2008, "Color Universal Design"). */
const char *canvas_colour(size_t i);

/* The same colour for words: as dark as they need to be. */
const char *canvas_ink(size_t i);

/* 'text' as gnuplot shows it to the letter, cut after `most` characters. */
void canvas_label(struct text *out, const char *text, size_t most);

/* The same for a tick's label, which gnuplot takes for a number format: % is doubled. */
void canvas_tic(struct text *out, const char *text, size_t most);

void canvas_number(struct text *out, double x);

/* A round step of which about five make `most`. */
double canvas_step(double most);

/* Ticks of whole numbers from `low` to `high` on "xtics" or "ytics", with the language's thousands mark, which gnuplot does not know. */
void canvas_counts(struct text *out, const struct report *report, const char *axis, double low, double high);

/* Title, source line and common style, into chart->draw. */
void canvas_begin(struct chart *chart, const struct report *report, const char *source);

/* The whole script of a chart: colours and font, data, then the drawing for each of the formats wanted. */
void canvas_script(const struct chart *chart, const struct report_theme *theme, bool svg, bool png, struct text *out);

#endif
