#include "plots/lines.h"

#include "engine/report/wording.h"

#include <math.h>

double lines_step(double end) {
    double unit = end > 1095 ? 365 : end > 180 ? 30 : 10;
    return ceil(end / LINES_STEPS / unit) * unit;
}

void lines_axis(struct chart *chart, const struct report *report, double end, double step) {
    if (!(step > 0)) step = fmax(end, 1);
    bool years = step >= 365 && fmod(step, 365) == 0;
    text_addf(&chart->draw, "set xrange [0:%.8g]\nset xtics (", end);
    for (double day = 0; day <= end; day += step) text_addf(&chart->draw, "%s'%.0f' %.8g", day > 0 ? ", " : "", years ? day / 365 : day, day);
    text_add(&chart->draw, ")\nset xlabel ");
    canvas_label(&chart->draw, years ? say(report, "years since hire", "jaren sinds indiensttreding") : say(report, "days since hire", "dagen sinds indiensttreding"), 60);
    text_add(&chart->draw, " offset 0,0.4\n");
}

bool lines_is_named(size_t i, size_t n) { return n <= LINES_NAMED || i < LINES_NAMED / 2 || i + LINES_NAMED / 2 >= n; }

void lines_labels(struct chart *chart, struct line_end *ends, size_t n, double apart) {
    for (size_t i = 1; i < n; i++) {
        struct line_end end = ends[i];
        size_t at = i;
        for (; at > 0 && ends[at - 1].y > end.y; at--) ends[at] = ends[at - 1];
        ends[at] = end;
    }
    for (size_t i = 0; i < n; i++) {
        if (i && ends[i].y < ends[i - 1].y + apart) ends[i].y = ends[i - 1].y + apart;
        text_addf(&chart->draw, "set label %zu ", 600 + i);
        canvas_label(&chart->draw, ends[i].label, 24);
        text_addf(&chart->draw, " at graph 1.012, first %.6g left noenhanced font ',10' textcolor rgb %s\n", ends[i].y, canvas_ink(ends[i].colour));
    }
}

double lines_followed(const struct report_table *t, size_t first, size_t last) {
    double most = 0, day = 0;
    for (size_t r = first; r < last; r++) {
        double at_risk = cell_value(t, r, "n_risk");
        most = fmax(most, at_risk);
        if (at_risk >= most / 10) day = cell_value(t, r, "time_days");
    }
    return day;
}

void lines_step_to(struct chart *chart, double day, double before[3], const double now[3]) {
    text_addf(&chart->data, "%.8g %.8g %.8g %.8g\n%.8g %.8g %.8g %.8g\n", day, before[0], before[1], before[2], day, now[0], now[1], now[2]);
    for (size_t k = 0; k < 3; k++) before[k] = now[k];
}
