/* initiating.h: a job on its way from files. Private to init.c, which guesses, and init_sections.c, which writes. */
#ifndef BEHOUD_APP_INITIATING_H
#define BEHOUD_APP_INITIATING_H

#include "engine/app/init.h"
#include "engine/app/sketch.h"
#include "engine/base/text.h"

struct initiating {
    struct sketch *files;
    size_t n;
    const char *out;
    struct sketch *employees, *employment, *snapshots; /* NULL = none */
    int32_t as_of;
    bool dutch;
    struct text yaml, unsure;
    struct arena *arena;
};

/* The text without control characters. */
const char *init_printable(const struct initiating *in, const char *s);

/* Writes everything from `data:` on; what is unsure goes into in->unsure as well. */
void init_sections(struct initiating *in);

#endif
