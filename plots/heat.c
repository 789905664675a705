#include "plots/heat.h"

#include <math.h>

static const char *shade(const struct report *report, double share) {
    static const int FROM[] = {255, 247, 236}, TO[] = {179, 63, 0};
    int colour[3];
    for (int k = 0; k < 3; k++) colour[k] = (int)lround(FROM[k] + share * (TO[k] - FROM[k]));
    return arena_printf(report->arena, "#%02X%02X%02X", colour[0], colour[1], colour[2]);
}

void heat_cell(struct chart *chart, const struct report *report, size_t i, double x, double y, double share, const char *label) {
    text_addf(&chart->draw, "set object %zu rectangle center first %.1f, first %.1f size first 0.97, first 0.94 fillcolor rgb '%s' fillstyle solid noborder\n", i + 1, x, y, shade(report, share));
    text_addf(&chart->draw, "set label %zu ", 700 + i);
    canvas_label(&chart->draw, label, 40);
    text_addf(&chart->draw, " at first %.1f, first %.1f center noenhanced font ',10' textcolor rgb '%s' front\n", x, y, share > 0.8 ? "#FFFFFF" : "#1B2A33");
}
