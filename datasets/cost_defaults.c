#include "datasets/cost_defaults.h"

#include <string.h>

static const char OWN[] = "behoud's own assumption; give your own";

const struct cost_default COST_DEFAULTS[] = {
    {"on_costs", 0.25, 0.30, 0.35, OWN},
    {"output", 1.3, 1.5, 2.0, OWN},
    {"separation", 500, 1000, 2000, OWN},
    {"recruiting", 2000, 4129, 9000, "SHRM 2016: 4,129 dollars a hire on average; range: behoud's own assumption"},
    {"onboarding", 500, 1500, 4000, OWN},
    {"vacancy_days", 30, 42, 90, "SHRM 2016: 42 days to fill on average; range: behoud's own assumption"},
    {"vacancy_loss", 0.8, 1.0, 1.0, OWN},
    {"cover", 0, 0, 0, OWN},
    {"knock_on", 0, 0, 0, OWN},
    {"ramp_days", 60, 120, 240, OWN},
    {"ramp_start", 0.3, 0.5, 0.7, OWN},
};
const size_t N_COST_DEFAULTS = sizeof COST_DEFAULTS / sizeof *COST_DEFAULTS;

const struct cost_default *cost_default_find(const char *name) {
    for (size_t i = 0; i < N_COST_DEFAULTS; i++) {
        if (!strcmp(COST_DEFAULTS[i].name, name)) return &COST_DEFAULTS[i];
    }
    return NULL;
}
