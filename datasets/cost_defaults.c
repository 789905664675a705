#include "datasets/cost_defaults.h"

#include <math.h>
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
    {"ramp.days", 60, 120, 240, OWN},
    {"ramp.start", 0.3, 0.5, 0.7, OWN},
    {"internal.share", 0, 0, 0, "none, unless you say so"},
    {"internal.recruiting", 200, 500, 1500, OWN},
    {"internal.onboarding", 250, 750, 2000, OWN},
    {"internal.vacancy_days", 10, 20, 45, OWN},
    {"internal.ramp.days", 30, 60, 120, OWN},
    {"internal.ramp.start", 0.5, 0.7, 0.85, OWN},
    {"internal.backfill", 0.6, 0.75, 0.9, OWN},
};
const size_t N_COST_DEFAULTS = sizeof COST_DEFAULTS / sizeof *COST_DEFAULTS;

static const struct cost_default DESIRED[] = {
    {"output", 0.8, 1.0, 1.2, "behoud's own assumption for exits that are no loss: output worth about its pay"},
};

static const struct cost_default *find(const struct cost_default *defaults, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (!strcmp(defaults[i].name, name)) return &defaults[i];
    }
    return NULL;
}

const struct cost_default *cost_default_find(const char *name) { return find(COST_DEFAULTS, N_COST_DEFAULTS, name); }

const struct cost_default *cost_default_desired(const char *name) { return find(DESIRED, sizeof DESIRED / sizeof *DESIRED, name); }

const struct cost_study COST_STUDIES[] = {
    {"Boushey & Glynn 2012", 0.16, 0.21, 2.13, "27 cases"},
    {"Gallup", 0.50, NAN, 2.00, "40% for frontline work, 80% for technical work, 200% for leaders"},
    {"ABN AMRO 2025", 0.30, NAN, 2.00, "the Netherlands; over two thirds of it indirect"},
};
const size_t N_COST_STUDIES = sizeof COST_STUDIES / sizeof *COST_STUDIES;
