/* loop.h: whose event loop it is.
 *
 * For: one module (whose.c) decides who polls, and three backends do it, each a file that fills the
 * same table (backend.h): a private libev loop (own.c), EV's default loop beside everybody else's
 * watchers (shared.c), a foreign loop through the methods of its bridge (bridge.c).  What the first
 * two have in common is libev.c, with timer.c and urgent.c.
 *
 * Invariants: exactly one backend is in service; the kernel has its table.  A bridge stays a
 * bridge, whatever the program loads later; the private loop gives way to EV's default loop, and
 * never back. Only this room knows libev.
 *
 * Ownership: the room owns its libev loop, unless it is EV's, and the descriptors that it opens.
 *
 * Callers: the kernel through its loop table; XS.xs; the functions of POE::Loop::Native.
 *
 * Perl code: methods of a bridge, under an eval; with EV's loop any watcher of the program's. */
#ifndef POEXS_LOOP_H
#define POEXS_LOOP_H

#include "xs/base/base.h"

void poexs_loop_init(pTHX_ poexs_t *px); /* before there is a kernel; loads EV */
void poexs_loop_free(pTHX_ poexs_t *px);
void poexs_loop_table(poexs_t *px, poe_loop_t *table); /* for a new kernel */

/* A native loop: select, poll, epoll, EV (the default loop), or default. */
void poexs_loop_choose(poexs_t *px, const char *backend);
void poexs_loop_bridge(poexs_t *px); /* a foreign loop, from now on */
/* The program uses EV's default loop: true if that is what changes.  With a bridge it changes
 * nothing. */
bool poexs_loop_share(poexs_t *px);
/* Whether watchers of others count as work, as those of AnyEvent do where it took EV only because
 * we had loaded it: without us they would be sessions of the kernel. */
void poexs_loop_count_others(poexs_t *px, bool on);
/* A signal that sessions watch: true if EV's loop watches it for us, beside the program's own. */
bool poexs_loop_watch_signal(poexs_t *px, int sig, bool on);

bool poexs_loop_is_bridged(const poexs_t *px);
bool poexs_loop_is_shared(const poexs_t *px);
bool poexs_loop_is_own(const poexs_t *px); /* each slice is ours, and nothing else is polled */
const char *poexs_loop_backend(poexs_t *px);

/* For a bridge that is built upon the native loop. */
void poexs_loop_file(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, bool on);

#endif
