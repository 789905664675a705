/* headers.h: what a column's header says it is, in the words of Dutch and English HR systems. */
#ifndef BEHOUD_APP_HEADERS_H
#define BEHOUD_APP_HEADERS_H

#include <stddef.h>

enum header_role {
    HEADER_NONE,
    HEADER_ID,
    HEADER_MANAGER,
    HEADER_HIRED,
    HEADER_LEFT,
    HEADER_OBSERVED, /* seen from that day on */
    HEADER_REASON,
    HEADER_TENURE,
    HEADER_EXITED,   /* 1 = left */
    HEADER_CENSORED, /* 1 = still there */
    HEADER_OUTCOME,
    HEADER_STATUS,
    HEADER_FROM,
    HEADER_TO,
    HEADER_EXTRACT_DAY,
    HEADER_AS_OF,
    HEADER_EVENT_DAY,
    HEADER_EVENT_KIND,
    HEADER_DEPARTMENT,
    HEADER_TEAM,
    HEADER_ROLE,
    HEADER_LEVEL,
    HEADER_PAY,
    HEADER_HOURS,
    HEADER_AGE,
    HEADER_BIRTH_YEAR,
    HEADER_GENDER
};

/* The role whose name the header is, or is the likeliest to contain; HEADER_NONE when it says nothing. Capitals, blanks and marks
 * do not count. */
enum header_role header_role(const char *header);

/* The unit of a tenure by its header: 0 days, 1 weeks, 2 months, 3 years. */
int header_tenure_unit(const char *header);

/* Is it a Dutch word? For the language of the job that is written. */
int header_is_dutch(const char *header);

#endif
