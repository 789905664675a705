/* people.h: one number for each person, the same in every file.
 *
 * The file that says who is employed numbers the people; ids in other files are looked up. An id is a text or a number;
 * 1001 and "1001" are the same person. O(rows), or O(rows log rows) where ids are numbers in no order. */
#ifndef BEHOUD_HISTORY_PEOPLE_H
#define BEHOUD_HISTORY_PEOPLE_H

#include "engine/data/table.h"

enum { PERSON_NONE = UINT32_MAX };

struct people {
    size_t n;
    uint32_t *of_row;           /* of the file that numbers them; PERSON_NONE where the id is missing */
    const struct column *id;    /* its id column */
    double *numbers;            /* ids that are numbers: rising, one a person */
};

/* Numbers the people of a file: by rising id where ids are numbers, else in the order of the levels. */
struct people people_number(const struct column *id, size_t n_rows, struct arena *arena);

/* The person of each row of another file; PERSON_NONE where the id is missing or nobody's. */
uint32_t *people_find(const struct people *people, const struct column *id, size_t n_rows, struct arena *arena);

/* Would most rows without a person have one, were it not for leading zeros or a ".0" behind? of_row is people_find's. */
bool people_alike(const struct people *people, const struct column *id, const uint32_t *of_row, size_t n_rows);

/* A row's id as text, for messages; `out` holds 40 characters when the id is a number. */
const char *people_id_text(const struct column *id, size_t row, char out[40]);

/* Rows by person: order[first[p] .. first[p + 1]) are those of person p, in file order. */
struct rows_by_person {
    size_t *first;
    uint32_t *order;
};

struct rows_by_person people_rows(const uint32_t *of_row, size_t n_rows, size_t n_people, struct arena *arena);

#endif
