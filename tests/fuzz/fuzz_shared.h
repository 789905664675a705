/* fuzz_shared.h: the bodies of fuzz.h, once in every target: each is a program of one file. */
#ifndef BEHOUD_TESTS_FUZZ_SHARED_H
#define BEHOUD_TESTS_FUZZ_SHARED_H

#include "tests/fuzz/fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_fail(const char *format, ...) {
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    abort();
}

int fuzz_file(const void *bytes, size_t size, char path[40]) {
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    if (descriptor < 0 || write(descriptor, bytes, size) != (ssize_t)size) fuzz_fail("no file in memory");
    snprintf(path, 40, "/proc/self/fd/%d", descriptor);
    return descriptor;
}

#endif
