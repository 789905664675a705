#include "engine/report/wording.h"
#include "plots/charts.h"
#include "plots/lines.h"

#include <math.h>
#include <string.h>

enum { PROFILES_MOST = 64 };

struct stretch {
    size_t first, last; /* rows */
};

/* The rows of a model's profiles, of the first stratum; each profile's rows stand together. */
static size_t find_profiles(const struct report_table *t, const char *model, struct stretch *profiles) {
    size_t n = 0;
    const char *stratum = NULL;
    for (size_t first = 0, last; first < t->n_rows; first = last) {
        last = first + 1;
        while (last < t->n_rows && !strcmp(cell_text(t, first, "profile"), cell_text(t, last, "profile")) && !strcmp(cell_text(t, first, "model"), cell_text(t, last, "model")) &&
               !strcmp(cell_text(t, first, "stratum"), cell_text(t, last, "stratum"))) last++;
        if (strcmp(cell_text(t, first, "model"), model) != 0) continue;
        if (!stratum) stratum = cell_text(t, first, "stratum");
        if (n < PROFILES_MOST && !strcmp(stratum, cell_text(t, first, "stratum"))) profiles[n++] = (struct stretch){first, last};
    }
    return n;
}

static double survival_by(const struct report_table *t, const struct stretch *rows, double day) {
    double s = 1;
    for (size_t r = rows->first; r < rows->last && cell_value(t, r, "time_days") <= day; r++) s = cell_value(t, r, "survival");
    return s;
}

/* Where the band has become so wide that the curve says little, or where it ends. */
static double told_until(const struct report_table *t, const struct stretch *rows) {
    double end = 0;
    for (size_t r = rows->first; r < rows->last; r++) {
        if (cell_value(t, r, "upper") - cell_value(t, r, "lower") > 0.3) break;
        end = cell_value(t, r, "time_days");
    }
    return end;
}

/* How long people are followed, by the first curve that is shown; 0 = there is none. */
static double followed_by(const struct report_table *t) {
    size_t first = 0, last;
    while (t && first < t->n_rows && t->rows[first].suppressed) first++;
    if (!t || first == t->n_rows) return 0;
    last = first + 1;
    while (last < t->n_rows && !strcmp(cell_text(t, first, "stratum"), cell_text(t, last, "stratum"))) last++;
    return lines_followed(t, first, last);
}

/* The highest first, by that day. */
static void by_height(const struct report_table *t, struct stretch *profiles, size_t n, double day) {
    for (size_t i = 1; i < n; i++) {
        struct stretch profile = profiles[i];
        size_t at = i;
        for (; at > 0 && survival_by(t, &profiles[at - 1], day) < survival_by(t, &profile, day); at--) profiles[at] = profiles[at - 1];
        profiles[at] = profile;
    }
}

static void add_profile(struct chart *chart, const struct report_table *t, const struct stretch *rows, double end) {
    double before[3] = {1, 1, 1};
    text_add(&chart->data, "0 1 1 1\n");
    for (size_t r = rows->first; r < rows->last && cell_value(t, r, "time_days") <= end; r++) {
        const double values[] = {cell_value(t, r, "time_days"), cell_value(t, r, "survival"), cell_value(t, r, "lower"), cell_value(t, r, "upper")};
        if (isfinite(values[2])) lines_step_to(chart, values[0], before, values + 1);
    }
}

static const char *profile_name(const struct report *report, const struct report_table *t, const struct stretch *profile) { return say_label(report, cell_text(t, profile->first, "profile")); }

bool chart_profiles(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "cox_curves");
    const char *model = report_cox_model(report);
    struct stretch profiles[PROFILES_MOST];
    size_t n = t && model ? find_profiles(t, model, profiles) : 0;
    double end = 0;
    for (size_t i = 0; i < n; i++) end = fmax(end, told_until(t, &profiles[i]));
    double followed = followed_by(report_find(report, "survival"));
    if (followed > 0) end = fmin(end, followed);
    if (!n || end < 2) return false;
    double day = end >= 365 ? 365 : end;
    by_height(t, profiles, n, day);
    chart->name = "profiles";
    const char *after = day == 365 ? say(report, "After a year", "Na een jaar") : arena_printf(report->arena, say(report, "After %.0f days", "Na %.0f dagen"), day);
    const char *then = day == 365 ? say(report, "after a year", "na een jaar") : arena_printf(report->arena, say(report, "after %.0f days", "na %.0f dagen"), day);
    const char *best = say_share(report, survival_by(t, &profiles[0], day)), *worst = say_share(report, survival_by(t, &profiles[n - 1], day));
    if (n > 1) {
        chart->title = arena_printf(report->arena, say(report, "All else typical, %s %s is expected still there of “%s”, %s of “%s”", "Verder doorsnee is %s naar verwachting %s er nog van “%s”, %s van “%s”"), then, best, profile_name(report, t, &profiles[0]), worst,
                                    profile_name(report, t, &profiles[n - 1]));
    } else {
        chart->title = arena_printf(report->arena, say(report, "%s the model expects %s still there of “%s”", "%s verwacht het model %s nog in dienst van “%s”"), after, best, profile_name(report, t, &profiles[0]));
    }
    const struct report_table *fit = report_find(report, "cox_fit");
    const char *cause = cell_text(fit, row_find(fit, "model", model, NULL), "cause");
    chart->description = arena_printf(report->arena, say(report, "Cox model of exits (%s), other exits set aside: predicted share still employed, all else as in the typical person; 95%% bands.",
                                                         "Cox-model van vertrek (%s), ander vertrek buiten beschouwing: voorspeld aandeel nog in dienst, verder als de doorsnee medewerker; 95%%-banden."),
                                      say_word(report, cause));
    if (n > LINES_NAMED) chart->description = arena_printf(report->arena, say(report, "%s Of these %zu groups %zu in grey.", "%s Van deze %zu groepen %zu in grijs."), chart->description, n, n - LINES_NAMED);
    canvas_begin(chart, report, chart->description);
    struct line_end ends[LINES_NAMED];
    size_t named = 0;
    for (size_t i = 0; i < n; i++) {
        if (!lines_is_named(i, n)) continue;
        ends[named] = (struct line_end){profile_name(report, t, &profiles[i]), survival_by(t, &profiles[i], end), named};
        text_addf(&chart->data, "$profile%zu << EOD\n", named++);
        add_profile(chart, t, &profiles[i], end);
        text_add(&chart->data, "EOD\n");
    }
    text_add(&chart->data, "$others << EOD\n");
    for (size_t i = 0; i < n; i++) {
        if (lines_is_named(i, n)) continue;
        add_profile(chart, t, &profiles[i], end);
        text_add_char(&chart->data, '\n'); /* a gap before the next curve */
    }
    text_add(&chart->data, "EOD\n");
    lines_labels(chart, ends, named, 0.05);
    lines_axis(chart, report, end, lines_step(end));
    text_add(&chart->draw, "set rmargin at screen 0.80\nset bmargin at screen 0.16\nset yrange [0:1]\nset format y '%.1f'\nset ylabel ");
    canvas_label(&chart->draw, say(report, "share still employed", "aandeel nog in dienst"), 60);
    text_add(&chart->draw, "\nplot ");
    if (n > named) text_add(&chart->draw, "$others using 1:2 with steps linewidth 1 linecolor rgb '#BCC8CE', ");
    for (size_t i = 0; i < named; i++) {
        text_addf(&chart->draw, "%s$profile%zu using 1:3:4 with filledcurves fillcolor rgb %s fillstyle transparent solid 0.10 noborder", i ? ", " : "", i, canvas_colour(i));
    }
    for (size_t i = 0; i < named; i++) text_addf(&chart->draw, ", $profile%zu using 1:2 with steps linewidth 2 linecolor rgb %s", i, canvas_colour(i));
    text_add_char(&chart->draw, '\n');
    return true;
}

/* --- effects by tenure ------------------------------------------------------------------------------------------------------ */

/* The model's term with the smallest p-value for which there are rows; NULL when there is none. */
static const char *least_proportional(const struct report_table *tests, const struct report_table *effects, const char *model, double *p) {
    const char *term = NULL;
    *p = INFINITY;
    for (size_t r = 0; r < tests->n_rows; r++) {
        double here = cell_value(tests, r, "p_value");
        if (strcmp(cell_text(tests, r, "model"), model) != 0 || !strcmp(cell_text(tests, r, "term"), "GLOBAL") || !(here < *p)) continue;
        if (row_find(effects, "model", model, "term", cell_text(tests, r, "term"), NULL) == SIZE_MAX) continue;
        *p = here;
        term = cell_text(tests, r, "term");
    }
    return term;
}

/* Of the term's levels the one whose smooth bends most, in standard errors. */
static struct stretch most_bent(const struct report_table *t, const char *model, const char *term) {
    struct stretch best = {0, 0};
    double most = -1;
    for (size_t first = 0, last; first < t->n_rows; first = last) {
        double low = INFINITY, high = -INFINITY, width = 0;
        for (last = first; last < t->n_rows && !strcmp(cell_text(t, first, "level"), cell_text(t, last, "level")) &&
                           !strcmp(cell_text(t, first, "term"), cell_text(t, last, "term")) && !strcmp(cell_text(t, first, "model"), cell_text(t, last, "model")); last++) {
            double smooth = cell_value(t, last, "smooth");
            low = smooth < low ? smooth : low;
            high = smooth > high ? smooth : high;
            width += cell_value(t, last, "upper") - cell_value(t, last, "lower");
        }
        double bent = (high - low) * (double)(last - first) / width;
        if (strcmp(cell_text(t, first, "model"), model) != 0 || strcmp(cell_text(t, first, "term"), term) != 0 || !(bent > most)) continue;
        most = bent;
        best = (struct stretch){first, last};
    }
    return best;
}

bool chart_by_tenure(const struct report *report, struct chart *chart) {
    const struct report_table *t = report_find(report, "cox_by_tenure"), *tests = report_find(report, "cox_proportionality"), *coefficients = report_find(report, "cox_coefficients");
    const char *model = report_cox_model(report), *term;
    double p;
    if (!t || !tests || !model || !(term = least_proportional(tests, t, model, &p))) return false;
    struct stretch rows = most_bent(t, model, term);
    if (rows.last - rows.first < 6) return false;
    const char *level = cell_text(t, rows.first, "level"), *name = say_label(report, term);
    size_t at = row_find(coefficients, "model", model, "term", term, "level", level, NULL);
    double estimate = at == SIZE_MAX ? NAN : cell_value(coefficients, at, "estimate");
    if (level[0]) name = arena_printf(report->arena, "%s: %s", name, say_label(report, level));
    chart->name = "effect_by_tenure";
    chart->title = arena_printf(report->arena, p < 0.05 ? say(report, "The effect of %s is not the same at every tenure", "Het effect van %s is niet bij elke diensttijd gelijk")
                                                        : say(report, "No clear sign that effects change with tenure; %s comes nearest", "Geen duidelijk teken dat effecten met de diensttijd veranderen; %s komt het dichtst bij"), name);
    chart->description = arena_printf(report->arena, say(report, "Schoenfeld residuals by stretch of tenure (points) with their smooth and 95%% band; dashed: the model's one effect. Test: p = %s.",
                                                         "Schoenfeld-residuen per stuk diensttijd (punten) met de afgevlakte lijn en 95%%-band; gestreept: het ene effect van het model. Toets: p = %s."),
                                      say_number(report, p, 3));
    canvas_begin(chart, report, chart->description);
    text_add(&chart->data, "$effects << EOD\n");
    for (size_t r = rows.first; r < rows.last; r++) {
        const double values[] = {(double)(r - rows.first), cell_value(t, r, "effect"), cell_value(t, r, "smooth"), cell_value(t, r, "lower"), cell_value(t, r, "upper")};
        for (size_t k = 0; k < 5; k++) {
            if (k) text_add_char(&chart->data, ' ');
            canvas_number(&chart->data, values[k]);
        }
        text_add_char(&chart->data, '\n');
    }
    text_add(&chart->data, "EOD\n");
    size_t n = rows.last - rows.first, step = (n + 7) / 8; /* stretches hold as many exits each: so far apart they stand */
    text_addf(&chart->draw, "set xrange [-0.5:%.1f]\nset xtics (", (double)n - 0.5);
    for (size_t k = 0; k < n; k += step) {
        text_addf(&chart->draw, "%s'%.0f' %zu", k ? ", " : "", round((cell_value(t, rows.first + k, "from_days") + cell_value(t, rows.first + k, "to_days")) / 2), k);
    }
    text_add(&chart->draw, ")\nset xlabel ");
    canvas_label(&chart->draw, say(report, "days since hire (as many exits in every stretch)", "dagen sinds indiensttreding (in elk stuk evenveel vertrek)"), 70);
    text_add(&chart->draw, " offset 0,0.4\n");
    text_add(&chart->draw, "set rmargin at screen 0.97\nset bmargin at screen 0.16\nset ylabel ");
    canvas_label(&chart->draw, say(report, "effect on the log of the risk", "effect op de logaritme van het risico"), 60);
    text_add(&chart->draw, "\nset arrow 1 from graph 0, first 0 to graph 1, first 0 nohead linecolor rgb '#8A979E' linewidth 1\n");
    if (isfinite(estimate)) text_addf(&chart->draw, "set arrow 2 from graph 0, first %.8g to graph 1, first %.8g nohead dashtype 2 linecolor rgb %s linewidth 1.4\n", estimate, estimate, canvas_colour(1));
    text_addf(&chart->draw, "plot $effects using 1:4:5 with filledcurves fillcolor rgb %s fillstyle transparent solid 0.12 noborder, "
                            "$effects using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb '#566872', $effects using 1:3 with lines linewidth 2.2 linecolor rgb %s\n",
              canvas_colour(0), canvas_colour(0));
    return true;
}
