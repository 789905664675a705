#include "engine/app/pseudonyms.h"

#include "engine/base/files.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status pseudonym_key_read(const char *path, struct arena *arena, struct diag *diag, unsigned char key[PSEUDONYM_KEY_BYTES]) {
    char *bytes;
    size_t length;
    enum status status = file_read(path, arena, &bytes, &length, diag);
    if (status != STATUS_OK) return status;
    if (length < 16) {
        diag_add(diag, SEVERITY_ERROR, (struct place){path, 0, 0}, "holds %zu bytes; a key has 16 at the least. Name a file that does not exist to behoud anonymise --key-file, and a good one is made", length);
        return STATUS_REFUSED;
    }
    struct stat info;
    if (stat(path, &info) == 0 && (info.st_mode & 077)) {
        diag_add(diag, SEVERITY_WARNING, (struct place){path, 0, 0}, "others on this machine can read the key; take that right away with: chmod 600 %s", path);
    }
    size_t used = length;
    while (used && strchr(" \t\r\n", bytes[used - 1])) used--;
    crypto_generichash(key, PSEUDONYM_KEY_BYTES, (const unsigned char *)bytes, used, NULL, 0);
    sodium_memzero(bytes, length);
    return STATUS_OK;
}

const char *pseudonym_of(const unsigned char key[PSEUDONYM_KEY_BYTES], const char *id, char out[PSEUDONYM_LENGTH]) {
    unsigned char digest[crypto_generichash_BYTES_MIN];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)id, strlen(id), key, PSEUDONYM_KEY_BYTES);
    return sodium_bin2hex(out, PSEUDONYM_LENGTH, digest, PSEUDONYM_BYTES);
}

/* Of every value of the table: not of its digest, which run.json tells. */
static void key_of_table(const struct table *table, unsigned char key[PSEUDONYM_KEY_BYTES]) {
    static const unsigned char PURPOSE[] = "behoud individual_risk";
    crypto_generichash_state state;
    crypto_generichash_init(&state, PURPOSE, sizeof PURPOSE - 1, PSEUDONYM_KEY_BYTES);
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c];
        if (column->values) crypto_generichash_update(&state, column->values, table->n_rows * (size_t)column->width);
        for (size_t l = 1; column->kind == COLUMN_LEVEL && l <= column->n_levels; l++) crypto_generichash_update(&state, (const unsigned char *)column->levels[l], strlen(column->levels[l]) + 1);
    }
    crypto_generichash_final(&state, key, PSEUDONYM_KEY_BYTES);
}

static bool key_of(const struct study *study, const struct table *table, struct diag *diag, unsigned char key[PSEUDONYM_KEY_BYTES]) {
    const struct word *file = &study->job.privacy.key_file;
    const char *path = file->text ? file_beside(study->arena, study->job.file, file->text) : "";
    if (file->text && access(path, R_OK) != 0) {
        diag_add(diag, SEVERITY_ERROR, file->at, "cannot read the key file \"%s\"; make one with: behoud anonymise FILE.csv --key-file %s --out FOLDER", file->text, file->text);
        return false;
    }
    if (file->text) return pseudonym_key_read(path, study->arena, diag, key) == STATUS_OK;
    key_of_table(table, key);
    return true;
}

void pseudonyms_make(struct study *study, const struct table *table, const struct column *id, const uint32_t *of_row, size_t n_people, struct diag *diag) {
    unsigned char key[PSEUDONYM_KEY_BYTES];
    char text[40], out[PSEUDONYM_LENGTH];
    if (!study->job.privacy.individual_risk || !key_of(study, table, diag, key)) return;
    study->pseudonyms = ARENA_ARRAY(study->arena, const char *, n_people + 1);
    for (size_t row = 0; row < table->n_rows; row++) {
        size_t person = of_row ? of_row[row] : row;
        if (person >= n_people || study->pseudonyms[person]) continue;
        if (!id) snprintf(text, sizeof text, "row %zu", row);
        study->pseudonyms[person] = arena_string(study->arena, pseudonym_of(key, id ? people_id_text(id, row, text) : text, out));
    }
    sodium_memzero(key, sizeof key);
}
