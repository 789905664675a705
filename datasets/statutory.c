#include "datasets/statutory.h"

#include <stddef.h>

static const char LAW[] = "art. 7:673 BW, amount by yearly decree", UNSURE[] = "art. 7:673 BW, amount by yearly decree (not confirmed)";

static const struct statutory_cap CAPS[] = {
    {2019, 81000, LAW}, {2020, 83000, LAW}, {2021, 84000, LAW}, {2022, 86000, UNSURE}, {2023, 89000, UNSURE}, {2024, 94000, LAW}, {2025, 98000, LAW}, {2026, 102000, UNSURE},
};
enum { N_CAPS = sizeof CAPS / sizeof *CAPS };

const struct statutory_cap *statutory_transition_cap(int year) {
    size_t i = 0;
    while (i + 1 < N_CAPS && CAPS[i + 1].year <= year) i++;
    return &CAPS[i];
}

int statutory_last_cap(void) { return CAPS[N_CAPS - 1].year; }

/* The age that holds for whoever reaches it in that year or later (art. 7a AOW and the yearly decrees). */
static const struct {
    int year, months;
} PENSIONS[] = {{2019, 66 * 12 + 4}, {2022, 66 * 12 + 7}, {2023, 66 * 12 + 10}, {2024, 67 * 12}, {2028, 67 * 12 + 3}};
enum { N_PENSIONS = sizeof PENSIONS / sizeof *PENSIONS, LAST_PENSION = 2031 };

int statutory_pension_months(int birth_year, int birth_month) {
    int born = birth_year * 12 + birth_month - 1;
    for (size_t i = 0; i + 1 < N_PENSIONS; i++) { /* the first age that is reached before the next one holds */
        if ((born + PENSIONS[i].months) / 12 < PENSIONS[i + 1].year) return PENSIONS[i].months;
    }
    return PENSIONS[N_PENSIONS - 1].months;
}

int statutory_last_pension(void) { return LAST_PENSION; }
