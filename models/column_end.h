/* column_end.h: what became of each column of a design in a fit. */
#ifndef BEHOUD_MODELS_COLUMN_END_H
#define BEHOUD_MODELS_COLUMN_END_H

enum column_end {
    COLUMN_ESTIMATED,
    COLUMN_REFERENCE,
    COLUMN_ALIASED,    /* repeats other columns */
    COLUMN_EMPTY,      /* no rows */
    COLUMN_NO_EVENTS,  /* a level without exits: its estimate would be minus infinity; its rows are set aside */
    COLUMN_ALL_EVENTS, /* and the reverse */
    COLUMN_INFINITE    /* the likelihood rises for ever with it */
};

#endif
