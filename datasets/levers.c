#include "datasets/levers.h"

#include <string.h>

const struct lever LEVERS[] = {
    {"hybrid_work", "two days a week at home", 0.67, 0.67, 1.00, 0, 0,
     "randomised, n = 1,612: Bloom, Han & Liang 2024, Nature 630:920; no effect found for managers"},
    {"manager_attention", "managers are asked to bring quits down", 0.75, 0.775, 0.80, 0, 9,
     "randomised, 238 stores: Friebel, Heinz & Zubanov 2022, Management Science 68; fades after nine months"},
    {"onboarding", "onboarding around who the newcomer is", 0.68, 0.68, 1.00, 183, 0,
     "field experiment: Cable, Gino & Staats 2013, Administrative Science Quarterly 58:1; first six months of tenure"},
    {"referral", "a referral programme", 0.85, 0.85, 1.00, 0, 0, "randomised: Friebel, Heinz, Hoffman & Zubanov 2019"},
    {"job_preview", "a realistic preview of the job", 0.95, 0.95, 1.00, 0, 0, "meta-analyses; size uncertain"},
    {"training", "training or tuition", 0, 0, 0, 0, 0, "four fifths of the raw gap is selection: Manchester 2012"},
    {"stay_interviews", "talks about staying", 0, 0, 0, 0, 0, "no controlled study found"},
};
const size_t N_LEVERS = sizeof LEVERS / sizeof *LEVERS;

const struct lever *lever_find(const char *name) {
    for (size_t i = 0; i < N_LEVERS; i++) {
        if (!strcmp(LEVERS[i].name, name)) return &LEVERS[i];
    }
    return NULL;
}
