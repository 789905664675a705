/* anonymise.h: `behoud anonymise`: an export made fit to use, with a report of how well people are hidden in it. */
#ifndef BEHOUD_APP_ANONYMISE_H
#define BEHOUD_APP_ANONYMISE_H

#include "engine/base/diag.h"

#include <stdbool.h>

struct anonymise_options {
    const char *file, *key_file, *out;
    const char *const *ids; /* columns to turn into pseudonyms, beside those whose name says that they are ids */
    size_t n_ids;
    long minimum;           /* categories of fewer rows are pooled, and groups of fewer people counted as at risk */
    const char *date;       /* how dates are written, where that can be read in two ways; NULL = detect */
    bool months;            /* dates become the first of their month */
};

/* Writes DIR/FILE.csv, where ids are keyed BLAKE2b pseudonyms (RFC 7693; the same key gives the same pseudonym in every
 * file), identifiers are gone, birth dates are years and rare categories pooled; and DIR/FILE-anonymity.md: what was done to each column,
 * and the k-anonymity (Sweeney 2002, Int. J. Uncertain. Fuzziness Knowl.-Based Syst. 10:557) of what is kept. A key file that does not
 * exist is made, readable by its owner only. */
MUST_CHECK enum status anonymise_run(const struct anonymise_options *options, struct arena *arena, struct diag *diag);

#endif
