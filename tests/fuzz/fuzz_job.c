/* Any bytes are a job or are refused with at least one message, each with a place. */
#include "engine/data/job.h"
#include "tests/fuzz/fuzz_shared.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena = {0};
    struct diag diag;
    struct job job;
    char path[40];
    int descriptor = fuzz_file(data, size, path);
    diag_init(&diag, &arena);
    enum status status = job_read(path, &arena, &job, &diag);
    if (status != STATUS_OK && diag.errors == 0) fuzz_fail("refused without a word");
    if (status == STATUS_OK && diag.errors > 0) fuzz_fail("accepted with %zu errors", diag.errors);
    for (size_t i = 0; i < diag.count; i++) {
        if (!diag.messages[i].text[0] || !diag.messages[i].at.file) fuzz_fail("a message without text or place");
    }
    arena_free(&arena);
    close(descriptor);
    return 0;
}
