#include "engine/data/job_reading.h"

struct place reader_place(const struct reader *reader, struct fy_node *node) {
    void *step = NULL;
    while (node && fy_node_get_type(node) == FYNT_MAPPING) {
        struct fy_node_pair *pair = fy_node_mapping_iterate(node, &step);
        step = NULL;
        node = pair ? fy_node_pair_key(pair) : NULL;
    }
    if (node && fy_node_get_type(node) == FYNT_SEQUENCE) return reader_place(reader, fy_node_sequence_iterate(node, &step));
    struct fy_token *token = node ? fy_node_get_scalar_token(node) : NULL;
    const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
    if (!mark) return (struct place){reader->file, 0, 0};
    return (struct place){reader->file, (uint32_t)mark->line + 1, (uint32_t)mark->column + 1};
}

bool reader_is_scalar(struct fy_node *node) { return node && fy_node_get_type(node) == FYNT_SCALAR; }

const char *reader_text(const struct reader *reader, struct fy_node *node) {
    size_t length = 0;
    const char *text = fy_node_get_scalar(node, &length);
    return text ? arena_copy(reader->arena, text, length) : "";
}

void reader_wrong(const struct reader *reader, struct place at, const struct schema_key *key, const char *found,
                  const char *expected) {
    diag_add(reader->diag, SEVERITY_ERROR, at, "\"%s\" is %s; expected %s", key->name, found, expected);
}

const char *reader_quoted(const struct reader *reader, const char *text) {
    return arena_printf(reader->arena, "\"%s\"", text);
}

const char *reader_found(const struct reader *reader, struct fy_node *node) {
    if (reader_is_scalar(node)) return reader_quoted(reader, reader_text(reader, node));
    return node && fy_node_get_type(node) == FYNT_SEQUENCE ? "a list" : "a section";
}

bool reader_is_section(const struct reader *reader, const struct schema_key *key, struct fy_node *node) {
    if (node && fy_node_get_type(node) == FYNT_MAPPING) return true;
    reader_wrong(reader, reader_place(reader, node), key, node ? reader_found(reader, node) : "empty", "a section of keys");
    return false;
}

/* --- lists ---------------------------------------------------------------------------------------------------------- */

size_t reader_items(struct fy_node *node) {
    if (!node || fy_node_get_type(node) != FYNT_SEQUENCE) return node ? 1 : 0;
    return (size_t)fy_node_sequence_item_count(node);
}

/* The next item of a list; a lone value counts as a list of one. */
struct fy_node *reader_next(struct fy_node *node, void **step) {
    if (fy_node_get_type(node) == FYNT_SEQUENCE) return fy_node_sequence_iterate(node, step);
    if (*step) return NULL;
    *step = node;
    return node;
}

struct words reader_words(const struct reader *reader, const struct schema_key *key, struct fy_node *node) {
    struct words words = {ARENA_ARRAY(reader->arena, struct word, reader_items(node) + 1), 0};
    void *step = NULL;
    for (struct fy_node *item; node && (item = reader_next(node, &step));) {
        if (reader_is_scalar(item)) {
            words.items[words.count++] = (struct word){reader_text(reader, item), reader_place(reader, item)};
        } else {
            reader_wrong(reader, reader_place(reader, item), key, reader_found(reader, item), "a name or a list of names");
        }
    }
    return words;
}
