/* anonymising.h: an export on its way to being anonymous. Private to anonymise.c and anonymity.c. */
#ifndef BEHOUD_APP_ANONYMISING_H
#define BEHOUD_APP_ANONYMISING_H

#include "engine/app/anonymise.h"
#include "engine/app/headers.h"
#include "engine/app/pseudonyms.h"
#include "engine/base/text.h"
#include "engine/data/export.h"

enum fate { KEPT, DROPPED, PSEUDONYM, YEAR_OF_BIRTH };

struct anonymising {
    const struct anonymise_options *options;
    struct export file;
    struct table table;
    enum column_request *requests;
    enum fate *fates;
    const char **names, **whys; /* of the columns as written; why one was dropped */
    size_t *pooled;             /* categories pooled, by column */
    bool *blanked;              /* and left empty, because together they were rare still */
    unsigned char key[PSEUDONYM_KEY_BYTES];
    const struct column *id;    /* by which rows are a person's; NULL = every row is one */
    size_t *last_row;           /* [id code] */
    struct arena *arena;
    struct diag *diag;
};

/* Has the row as many cells as the header? *next_bad goes along with rising rows, from 0. */
bool anonymising_is_whole(const struct anonymising *a, size_t row, size_t *next_bad);

/* Which row counts for each person. */
void anonymity_find_people(struct anonymising *a);

/* What was done to each column, and how well people are hidden in what is kept, in Markdown. */
void anonymity_report(const struct anonymising *a, struct text *out);

#endif
