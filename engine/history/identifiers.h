/* identifiers.h: does a column hold direct identifiers of people? By its header, in English and Dutch, and by its cells. */
#ifndef BEHOUD_HISTORY_IDENTIFIERS_H
#define BEHOUD_HISTORY_IDENTIFIERS_H

#include "engine/data/cells.h"

/* What the column holds ("an e-mail address"), or NULL. cells[0], cells[stride], ... are `n` of its cells; empty ones are
 * passed over. Cells decide when nine in ten of at least five look alike, and for e-mail addresses and IBANs (by their
 * check digits, ISO 13616) one in five: those, telephone numbers, Dutch citizen service numbers (by the eleven-test), names of people. Pseudonyms as `behoud anonymise` makes them are none. O(n). */
const char *identifiers_find(const char *header, const struct cell *cells, size_t n, size_t stride);

/* By the cells alone, as above but for telephone numbers and names: for a column of ids, which are often long numbers. */
const char *identifiers_in_ids(const struct cell *cells, size_t n, size_t stride);

/* Does one text look like a direct identifier? For values that are about to be shown. */
bool identifiers_is(const char *text);

#endif
