/* status.h: how a function that can fail says so, and what the program's exit status becomes.
 *
 * What the analyst reads goes to a `struct diag` (diag.h); the status only tells the caller whether to go on. */
#ifndef BEHOUD_BASE_STATUS_H
#define BEHOUD_BASE_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_REFUSED = 1, /* the job or the data are refused; every reason is in the diag */
    STATUS_USAGE = 2,   /* the command line is wrong                                    */
    STATUS_MACHINE = 3  /* file system, memory, a missing program                       */
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(string, first) __attribute__((format(printf, string, first)))

#endif
