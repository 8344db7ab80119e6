/* tap.h: checks that print TAP, both values included when they differ.
 *
 * A program calls checks and returns tap_done(), which prints the plan.  A check never ends the
 * program, except tap_bail. */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>

bool tap_ok(bool passed, const char *file, int line, const char *name, ...)
    __attribute__((format(printf, 4, 5)));
bool tap_int(long long got, long long want, const char *file, int line, const char *name);
bool tap_num(double got, double want, const char *file, int line, const char *name);
bool tap_str(const char *got, const char *want, const char *file, int line, const char *name);
bool tap_ptr(const void *got, const void *want, const char *file, int line, const char *name);
/* Runs fn(arg) in a child process, which must end by abort(). */
bool tap_aborts(void (*fn)(void *arg), void *arg, const char *file, int line, const char *name);
int tap_done(void);
void tap_bail(const char *why);

#define ok(cond, ...) tap_ok((cond), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, name)                                                                    \
  tap_int((long long)(got), (long long)(want), __FILE__, __LINE__, name)
#define is_num(got, want, name) tap_num((got), (want), __FILE__, __LINE__, name)
#define is_str(got, want, name) tap_str((got), (want), __FILE__, __LINE__, name)
#define is_ptr(got, want, name) tap_ptr((got), (want), __FILE__, __LINE__, name)
#define aborts(fn, arg, name)   tap_aborts((fn), (arg), __FILE__, __LINE__, name)

#endif
