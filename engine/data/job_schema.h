/* job_schema.h: the shape of a job file, as one table that reading, messages and `behoud schema` all use. */
#ifndef BEHOUD_DATA_JOB_SCHEMA_H
#define BEHOUD_DATA_JOB_SCHEMA_H

#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum schema_kind {
    SCHEMA_WORD,    /* struct word: a name, kept with its place             */
    SCHEMA_NUMBER,  /* double                                               */
    SCHEMA_WHOLE,   /* int                                                  */
    SCHEMA_SHARE,   /* double, "5%" or 0.05                                 */
    SCHEMA_BOOL,    /* bool                                                 */
    SCHEMA_DAY,     /* int32_t day                                          */
    SCHEMA_CHOICE,  /* int: index into choices                              */
    SCHEMA_WORDS,   /* struct words: one name or a list                     */
    SCHEMA_NUMBERS, /* double *, with its count in the size_t behind it     */
    SCHEMA_RANGE,   /* struct range: a number or {low, mode, high}          */
    SCHEMA_FILTER,  /* struct filter: COLUMN: level(s) or {below: ...}      */
    SCHEMA_GROUPS,  /* struct groups: a list of names or of lists of names  */
    SCHEMA_REASONS, /* struct job_reasons: CAUSE: [reason, ...]             */
    SCHEMA_SECTION, /* a struct, by `children`                              */
    SCHEMA_LIST     /* array of structs, by `children`, count behind it     */
};

struct schema_key {
    const char *name;
    enum schema_kind kind;
    size_t offset;
    const char *help;
    const char *fallback; /* the default, as it would be written; NULL = none */
    double low, high;     /* bounds of numbers, both 0 = none                 */
    const char *const *choices;
    const struct schema_key *children; /* ended by a NULL name                */
    size_t size;                       /* of one list item                    */
    const char *short_form;            /* the child that a bare scalar fills  */
    bool required, keeps_place;        /* place of the item at offset 0 of it */
    size_t given_offset;               /* bool set when present; 0 = none     */
    size_t place_offset;               /* struct place set when present; 0 = none */
};

/* The keys of the whole file, ended by a NULL name. */
const struct schema_key *job_schema(void);

/* The reference for people, and a JSON Schema (draft 2020-12) for editors. */
void job_schema_markdown(struct text *out);
void job_schema_json(struct text *out);

#endif
