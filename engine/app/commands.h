/* commands.h: the command line. */
#ifndef BEHOUD_APP_COMMANDS_H
#define BEHOUD_APP_COMMANDS_H

/* Runs the command; the result is the program's exit status (status.h). */
int commands_main(int argc, char **argv);

#endif
