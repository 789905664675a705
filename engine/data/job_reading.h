/* job_reading.h: from the nodes of a YAML file to the structs that a schema describes; every value keeps its line and column. Private to
 * job_*.c. */
#ifndef BEHOUD_DATA_JOB_READING_H
#define BEHOUD_DATA_JOB_READING_H

#include "engine/data/job.h"
#include "engine/data/job_schema.h"

#include <libfyaml.h>

struct reader {
    const char *file;
    struct arena *arena;
    struct diag *diag;
};

/* --- job_nodes.c: where a node stands and what it holds ------------------------------------------------------------- */

struct place reader_place(const struct reader *reader, struct fy_node *node);
bool reader_is_scalar(struct fy_node *node);
const char *reader_text(const struct reader *reader, struct fy_node *node);

/* What stands there, for a message: "text" in quotes, a list, a section. */
const char *reader_quoted(const struct reader *reader, const char *text);
const char *reader_found(const struct reader *reader, struct fy_node *node);

/* "KEY is FOUND; expected EXPECTED". */
void reader_wrong(const struct reader *reader, struct place at, const struct schema_key *key, const char *found, const char *expected);

/* Is it a section? A fault when not. */
bool reader_is_section(const struct reader *reader, const struct schema_key *key, struct fy_node *node);

/* How many items a list has, and the next one; a lone value counts as a list of one. */
size_t reader_items(struct fy_node *node);
struct fy_node *reader_next(struct fy_node *node, void **step);
struct words reader_words(const struct reader *reader, const struct schema_key *key, struct fy_node *node);

/* --- job_scalars.c: single values by kind, within the bounds of their key ------------------------------------------- */

double reader_number(const struct reader *reader, const struct schema_key *key, struct place at, const char *text); /* NaN on a fault */
bool reader_within(const struct reader *reader, const struct schema_key *key, struct place at, double value);
void reader_scalar(const struct reader *reader, const struct schema_key *key, struct place at, const char *text, char *base);

/* --- job_shapes.c: values of a form of their own ----------------------------------------------------------------------- */

void reader_numbers(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base);
void reader_groups(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base);
void reader_range(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base);
void reader_filter(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base);
void reader_reasons(const struct reader *reader, const struct schema_key *key, struct fy_node *node, char *base);

/* --- job_read.c: a section, key by key ---------------------------------------------------------------------------------- */

void reader_section(const struct reader *reader, const struct schema_key *keys, struct fy_node *node, char *base);

#endif
