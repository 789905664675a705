/* sketch.h: what a file seems to be, for the job that `behoud init` writes. Every guess is from headers and cells. */
#ifndef BEHOUD_APP_SKETCH_H
#define BEHOUD_APP_SKETCH_H

#include "engine/app/headers.h"
#include "engine/data/export.h"

enum shape {
    SHAPE_UNKNOWN,
    SHAPE_SPELLS,      /* hired and left                                  */
    SHAPE_DURATIONS,   /* tenure and who left                             */
    SHAPE_OUTCOME,     /* yes or no, without time                         */
    SHAPE_DESCRIPTION, /* one row a person, without an exit               */
    SHAPE_HISTORY,     /* from and to, several rows a person              */
    SHAPE_SNAPSHOTS,   /* extracts of several days                        */
    SHAPE_EVENTS,      /* a person and a day, and nothing that lasts      */
    SHAPE_LOOKUP       /* names of codes: no people in it                 */
};

struct sketch {
    const char *path;
    struct table table;
    enum shape shape;
    enum header_role *roles;  /* of each column, once its cells agree with its header */
    const char **identifiers; /* why a column is never read; NULL = it is read */
    double rows_per_id;
    bool exclusive;           /* `to` is the day on which the next row begins */
    bool guessed_format;      /* dates or decimals could be read in two ways: the job must say how */
    bool dutch;
};

/* Reads the file and guesses. Faults go to the diag. */
MUST_CHECK enum status sketch_file(struct sketch *sketch, const char *path, struct arena *arena, struct diag *diag);

/* The first column with that role; NULL = none. */
const struct column *sketch_column(const struct sketch *sketch, enum header_role role);

/* The latest day in the columns of that role; DAY_MISSING = none. */
int32_t sketch_last_day(const struct sketch *sketch, enum header_role role);

#endif
