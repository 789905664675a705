/* lines.h: what charts of curves over tenure share: the axis in a readable step, which of many curves are named, and labels at the curves' ends. */
#ifndef BEHOUD_PLOTS_LINES_H
#define BEHOUD_PLOTS_LINES_H

#include "plots/canvas.h"

/* A step for an axis of days up to `end`, at most LINES_STEPS of them: whole years, months or tens of days. */
enum { LINES_STEPS = 6 };
double lines_step(double end);

/* The axis of tenure, from 0 to `end` days, a tick every `step` days: in years where the step is of whole years, else in days. */
void lines_axis(struct chart *chart, const struct report *report, double end, double step);

/* Of `n` curves, the highest first, the i-th is named: all of few, else the highest and the lowest; the others stand in grey. */
enum { LINES_NAMED = 6 };
bool lines_is_named(size_t i, size_t n);

/* The last day on which a tenth of the most there were are still followed, by `n_risk` and `time_days` of rows [first, last):
 * beyond it a curve says little. */
double lines_followed(const struct report_table *t, size_t first, size_t last);

/* A step of a curve and its band: what they were until this day, and what they are from it on. `before` is moved along. */
void lines_step_to(struct chart *chart, double day, double before[3], const double now[3]);

struct line_end {
    const char *label;
    double y;
    size_t colour;
};

/* Labels right of the plot at the heights given, at least `apart` from each other. Reorders ends[]. */
void lines_labels(struct chart *chart, struct line_end *ends, size_t n, double apart);

#endif
