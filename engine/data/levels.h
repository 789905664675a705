/* levels.h: the dictionaries of a file's pieces made one, its texts in the order of their bytes. */
#ifndef BEHOUD_DATA_LEVELS_H
#define BEHOUD_DATA_LEVELS_H

#include "engine/data/dictionary.h"
#include "engine/data/table.h"

/* From this many distinct texts on they stay in order of first appearance: nobody reads such a list. */
enum { LEVELS_SORTED_MOST = 65535 };

/* Codes of pieces to codes of the whole: maps[piece][local code]. Fills column->levels and n_levels.
 * Texts that are not UTF-8 are read as `encoding`, and *foreign is set. Returns false when one cannot be. */
bool levels_merge(const struct dictionary *const *pieces, size_t n_pieces, const char *encoding, struct arena *arena,
                  struct column *column, uint32_t **maps, bool *foreign);

#endif
