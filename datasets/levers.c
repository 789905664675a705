#include "datasets/levers.h"

#include <ctype.h>
#include <string.h>

const struct lever LEVERS[] = {
    {"hybrid_work", "two days a week at home", 0.67, 0.67, 1.00, 0, 0, "randomised", "n = 1,612: Bloom, Han & Liang 2024, Nature 630:920; no effect found for managers"},
    {"manager_attention", "managers are asked to bring quits down", 0.75, 0.775, 0.80, 0, 9, "randomised",
     "238 stores: Friebel, Heinz & Zubanov 2022, Management Science 68; wears off after nine months, a reminder (repeat_every: 9) restores it"},
    {"onboarding", "onboarding around who the newcomer is", 0.68, 0.68, 1.00, 183, 0, "field experiment", "Cable, Gino & Staats 2013, Administrative Science Quarterly 58:1; first six months of tenure"},
    {"referral", "a referral programme", 0.85, 0.85, 1.00, 0, 0, "randomised", "Friebel, Heinz, Hoffman & Zubanov 2019"},
    {"job_preview", "a realistic preview of the job", 0.95, 0.95, 1.00, 0, 0, "meta-analysis", "several meta-analyses; size uncertain"},
    {"manager_quality", "from a manager in the lowest tenth to one in the highest", 0.40, 0.40, 1.00, 0, 0, "observational", "people who changed manager: Hoffman & Tadelis; a whole such step is more than most programmes bring"},
    {"pay_rise", "a rise in pay, its size by raise", 0, 0, 0, 0, 0, "mixed", "quits go with pay to the power of -2, studies range from 0 to -4.5; none where peers get the same rise (Dube et al.)"},
    {"training", "training or tuition", 0, 0, 0, 0, 0, "none", "four fifths of the raw gap is selection: Manchester 2012"},
    {"stay_interviews", "talks about staying", 0, 0, 0, 0, 0, "none", "no controlled study found"},
};
const double LEVER_PAY_ELASTICITY[LEVER_ELASTICITIES] = {-4.5, -2, 0};
const size_t N_LEVERS = sizeof LEVERS / sizeof *LEVERS;

const struct lever *lever_find(const char *name) {
    for (size_t i = 0; i < N_LEVERS; i++) {
        if (!strcmp(LEVERS[i].name, name)) return &LEVERS[i];
    }
    return NULL;
}

/* The first that fits; the order matters where names hold several words. */
static const struct remedy REMEDIES[] = {
    {{"talk", "gesprek", "interview", NULL}, "talks about staying and development, every quarter", "stay_interviews"},
    {{"manager", "leiding", "supervisor", NULL}, "attention of managers, and their quality", "manager_attention"},
    {{"remote", "thuis", "hybrid", NULL}, "work at home", "hybrid_work"},
    {{"engagement", "betrokken", "satisf", "tevreden", "sentiment", "burnout", NULL}, "attention of managers: what do people miss?", "manager_attention"},
    {{"training", "opleiding", "tuition", NULL}, "training", "training"},
    {{"salar", "pay", "compa", "loon", "raise", "wage", "bonus", NULL}, "pay in line with the market", ""},
    {{"months_in_role", "promot", "mobil", "doorstroom", NULL}, "another role, or a promotion: a development plan", ""},
    {{"team_exits", NULL}, "talks with the team after an exit", "stay_interviews"},
    {{"absence", "verzuim", "workload", "werkdruk", "overtime", "overwerk", NULL}, "workload and health: a talk with the manager", "manager_attention"},
    {{"tenure", "diensttijd", NULL}, "onboarding, for those in their first months", "onboarding"},
    {{"source", "bron", "referral", NULL}, "referral by colleagues", "referral"},
    {{"potential", "performance", "prestatie", "beoordeling", NULL}, "recognition, and a plan for whoever performs", ""},
};

/* Does `part` stand in `name`, whatever its capitals? */
static int holds(const char *name, const char *part) {
    size_t n = strlen(part);
    for (; *name; name++) {
        size_t k = 0;
        while (k < n && tolower((unsigned char)name[k]) == part[k]) k++;
        if (k == n) return 1;
    }
    return 0;
}

const struct remedy *remedy_for(const char *attribute) {
    for (size_t i = 0; i < sizeof REMEDIES / sizeof *REMEDIES; i++) {
        for (size_t k = 0; REMEDIES[i].words[k]; k++) {
            if (holds(attribute, REMEDIES[i].words[k])) return &REMEDIES[i];
        }
    }
    return NULL;
}
