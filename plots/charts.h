/* charts.h: every chart of the board pack, drawn from the protected tables.
 *
 * A chart function fills a chart and returns whether its tables hold anything to draw. */
#ifndef BEHOUD_PLOTS_CHARTS_H
#define BEHOUD_PLOTS_CHARTS_H

#include "plots/canvas.h"

bool chart_survival(const struct report *report, struct chart *chart);   /* survival by segment, number at risk beneath */
bool chart_hazard(const struct report *report, struct chart *chart);     /* exits a person-year by tenure */
bool chart_smooth(const struct report *report, struct chart *chart);     /* the same as a curve */
bool chart_fitted(const struct report *report, struct chart *chart);     /* distributions over the Kaplan-Meier curve, past the data */
bool chart_early(const struct report *report, struct chart *chart);      /* early attrition by cohort of hire, a heat map */
bool chart_incidence(const struct report *report, struct chart *chart);  /* share gone by cause, stacked to one */
bool chart_hazard_ratios(const struct report *report, struct chart *chart); /* hazard ratios as a forest */
bool chart_profiles(const struct report *report, struct chart *chart);   /* predicted curves of stated people */
bool chart_by_tenure(const struct report *report, struct chart *chart);  /* the effect that holds least at every tenure */
bool chart_turnover(const struct report *report, struct chart *chart);   /* rolling twelve months, by cause */
bool chart_odds(const struct report *report, struct chart *chart);       /* odds ratios as a forest */
bool chart_calibration(const struct report *report, struct chart *chart); /* share that left against the risk forecast */
bool chart_back_test(const struct report *report, struct chart *chart);   /* exits forecast and come, in periods after the fit */
bool chart_vlootschouw(const struct report *report, struct chart *chart); /* performance against potential, a heat map */
bool chart_forecast(const struct report *report, struct chart *chart);   /* expected share of leavers by segment */
bool chart_flows(const struct report *report, struct chart *chart);      /* in-, through- and outflow by period */
bool chart_headcount(const struct report *report, struct chart *chart);  /* headcount month by month, as a fan */
bool chart_wave(const struct report *report, struct chart *chart);       /* who reaches the state pension age, by year */
bool chart_risk_map(const struct report *report, struct chart *chart);   /* expected leavers by group and tenure, a heat map */
bool chart_costs(const struct report *report, struct chart *chart);      /* expected cost by component, as a waterfall */
bool chart_drivers(const struct report *report, struct chart *chart);    /* what the net of the best scenario hangs on, as a tornado */
bool chart_frontier(const struct report *report, struct chart *chart);   /* the best net that each budget buys */
bool chart_scenarios(const struct report *report, struct chart *chart);  /* net of each scenario with P10-P90 */

enum { CHARTS_MOST = 28 };

/* The charts of a run, their scripts in charts/NAME.gp and pictures beside them. */
struct chart_set {
    struct chart charts[CHARTS_MOST];
    const char *svg[CHARTS_MOST]; /* the picture's bytes, NULL when no SVG was asked for */
    size_t n;
};

/* Draws all charts into folder/charts. The page needs SVG: with `svg` false it is drawn, read and removed again. */
MUST_CHECK enum status charts_draw(const struct report *report, const char *folder, bool svg, bool png,
                                   struct arena *arena, struct chart_set *set, struct diag *diag);
void charts_free(struct chart_set *set);

#endif
