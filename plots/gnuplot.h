/* gnuplot.h: the one place that starts gnuplot: without a shell, without its start-up files, with a clean environment
 * and a time limit, two processes side by side, many charts each. */
#ifndef BEHOUD_PLOTS_GNUPLOT_H
#define BEHOUD_PLOTS_GNUPLOT_H

#include "engine/base/diag.h"

enum { GNUPLOT_SECONDS_MOST = 120 };

/* Runs the scripts (file names within `folder`), which write their pictures there. */
MUST_CHECK enum status gnuplot_run(const char *folder, const char *const *scripts, size_t n, struct diag *diag);

#endif
