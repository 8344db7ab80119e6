/* backend.h: what whose.c asks of a backend; for the files of this room. */
#ifndef POEXS_BACKEND_H
#define POEXS_BACKEND_H

#include "xs/loop/loop.h"

struct poexs_engine;

typedef struct poexs_loop {
  poexs_t *px; /* borrowed */
  const struct poexs_backend *backend;
  /* Opens the backend that is to be, closes one that is not, follows a fork: whose.c's.  False,
   * with an exception in px->thrown, if there is none to be had. */
  bool (*ready)(struct poexs_loop *l);
  struct poexs_engine *engine;      /* owned: the libev part of own and shared */
  const struct poexs_backend *open; /* whose the engine is now, while it is open */
  bool others_count;                /* watchers of others in EV's loop keep the program going */
} poexs_loop_t;

typedef struct poexs_backend {
  void (*table)(poexs_loop_t *l, poe_loop_t *table); /* what the kernel calls from now on */
  bool (*open)(poexs_loop_t *l);                     /* with all that is watched */
  void (*close)(poexs_loop_t *l);
  void (*forked)(poexs_loop_t *l); /* in the child, before it polls */
  void (*calm)(poexs_loop_t *l);   /* before a wait of ours */
  const char *(*name)(poexs_loop_t *l);
  bool polls_always; /* others watch there, too */
} poexs_backend_t;

extern const poexs_backend_t poexs_own, poexs_shared, poexs_bridge;

/* ---- childsignal.c: SIGCHLD, which EV takes when it is loaded ---- */
void poexs_load_ev(pTHX);
void poexs_give_child_signal_to_ev(void);
void poexs_take_child_signal_from_ev(void);
void poexs_keep_child_signal_with_ev(void); /* before each wait on its loop */

#endif
