#include "plots/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 2, SCRIPTS_MOST = 64, LOG_BYTES = 600 };

struct process {
    pid_t pid;
    const char *arguments[SCRIPTS_MOST + 4];
    FILE *log;
};

static int start(struct process *process, const char *folder) {
    char home[4096], path[4096];
    snprintf(home, sizeof home, "HOME=%s", getenv("HOME") ? getenv("HOME") : "/");
    snprintf(path, sizeof path, "PATH=%s", getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
    char *environment[] = {home, path, "LANG=C.UTF-8", "LC_ALL=C.UTF-8", NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, fileno(process->log), 2);
    int error = posix_spawnp(&process->pid, "gnuplot", &actions, NULL, (char *const *)process->arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Waits until the process ends or the time is up; true when it ended well. */
static bool finish(struct process *process, time_t deadline) {
    int state = 0;
    for (pid_t done; (done = waitpid(process->pid, &state, WNOHANG)) != process->pid;) {
        if (done < 0 && errno != EINTR) return false;
        if (time(NULL) > deadline) {
            kill(process->pid, SIGKILL);
            (void)waitpid(process->pid, &state, 0);
            return false;
        }
        nanosleep(&(struct timespec){0, 2000000}, NULL);
    }
    return WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

static void report_log(struct process *process, struct diag *diag) {
    char text[LOG_BYTES + 1];
    rewind(process->log);
    text[fread(text, 1, LOG_BYTES, process->log)] = '\0';
    for (char *c = text; *c; c++) {
        if (*c == '\n') *c = ' ';
    }
    diag_fail(diag, "gnuplot could not draw the charts: %s", text[0] ? text : "it was stopped after its time limit");
}

static enum status start_failed(int error, struct diag *diag) {
    diag_fail(diag, "cannot start gnuplot: %s; install gnuplot-nox, or ask for no charts with output: {charts: []}", strerror(error));
    return STATUS_MACHINE;
}

enum status gnuplot_run(const char *folder, const char *const *scripts, size_t n, struct diag *diag) {
    struct process processes[PROCESSES] = {0};
    size_t used = n < PROCESSES ? n : PROCESSES;
    time_t deadline = time(NULL) + GNUPLOT_SECONDS_MOST;
    enum status status = STATUS_OK;
    size_t started = 0;
    for (; started < used && status == STATUS_OK; started++) {
        struct process *process = &processes[started];
        size_t count = 0;
        process->arguments[count++] = "gnuplot";
        process->arguments[count++] = "-d";
        for (size_t i = started; i < n && count < SCRIPTS_MOST; i += used) process->arguments[count++] = scripts[i];
        process->log = tmpfile();
        if (!process->log) return start_failed(errno, diag);
        int error = start(process, folder);
        if (error) {
            fclose(process->log);
            status = start_failed(error, diag);
            break;
        }
    }
    for (size_t p = 0; p < started; p++) {
        if (!finish(&processes[p], deadline)) {
            report_log(&processes[p], diag);
            status = STATUS_MACHINE;
        }
        fclose(processes[p].log);
    }
    return status;
}
