/* dutch.h: in Dutch what the program itself says in tables: their names, titles, columns, notes, and the words in their cells. Names of the job and of
 * the data are not in it: a department called "risk" stays that. */
#ifndef BEHOUD_REPORT_DUTCH_H
#define BEHOUD_REPORT_DUTCH_H

#include <stdbool.h>
#include <stddef.h>

struct dutch_pair {
    const char *english, *dutch;
};

/* All but the patterns are sorted by bytes. */
extern const struct dutch_pair DUTCH_WORDS[], DUTCH_PATTERNS[], DUTCH_NOTES[], DUTCH_HEADINGS[], DUTCH_SHEETS[];
extern const size_t N_DUTCH_WORDS, N_DUTCH_PATTERNS, N_DUTCH_NOTES, N_DUTCH_HEADINGS, N_DUTCH_SHEETS;

/* Each NULL when it is not known. A note is of a column or a table, word for word; a heading may be of one table only. */
const char *dutch_word(const char *english);
const char *dutch_note(const char *english);
const char *dutch_heading(const char *table, const char *column);
const char *dutch_sheet(const char *table);

/* A text with parts inserted: the first pattern that it fits, and where those parts stand in it, in order. A * is for a name or a number, which stays as it
 * is; a ~ for a word of the program. */
enum { DUTCH_PARTS_MOST = 6 };
struct dutch_part {
    const char *at;
    size_t length;
};
const struct dutch_pair *dutch_pattern(const char *english, struct dutch_part parts[DUTCH_PARTS_MOST]);

#endif
