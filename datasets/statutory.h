/* statutory.h: Dutch amounts and ages that change by law, by the day from which they hold. */
#ifndef BEHOUD_DATASETS_STATUTORY_H
#define BEHOUD_DATASETS_STATUTORY_H

#include <stdbool.h>
#include <stdint.h>

struct statutory_cap {
    int year;
    double amount;
    const char *source;
};

/* The highest transition payment of a year, in euros; of a later year than is known the last one known, of an earlier one the first. */
const struct statutory_cap *statutory_transition_cap(int year);

/* The state pension age (AOW) of who is born in that year and month, in months. */
int statutory_pension_months(int birth_year, int birth_month);

/* The last year for which either is in the tables. */
int statutory_last_cap(void);
int statutory_last_pension(void);

#endif
