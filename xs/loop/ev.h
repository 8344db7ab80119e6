/* ev.h: libev, through EV's C API; only files of this room include it. */
#ifndef POEXS_EV_H
#define POEXS_EV_H

#include "xs/loop/backend.h"
#include "xs/signals/signals.h"

#include "EVAPI.h"

/* EV's header gives each file a pointer of its own to the table of functions; one will do. */
extern struct EVAPI *poexs_ev_api; /* evapi.c */
#define GEVAPI poexs_ev_api
void poexs_ev_find_api(pTHX);

typedef struct poexs_fd {
  ev_io io;     /* first: the callback casts back */
  int wanted;   /* EV_READ | EV_WRITE */
  bool counted; /* among those that are active */
  bool expedited;
} poexs_fd_t;

/* A libev loop with the descriptors that we watch in it.  Each watcher has this structure in its
 * data. */
typedef struct poexs_engine {
  poexs_sleeper_t sleeper; /* first: waking casts back */
  poexs_t *px;             /* borrowed */
  struct ev_loop *loop;    /* owned unless it is EV's; NULL while closed */
  bool is_default;         /* it is EV's */
  bool waiting;            /* we, and not EV::run, wait */
  int generation;          /* of the process: see poexs_forks */
  unsigned flags;          /* backend asked for */
  /* wake.c */
  ev_io wake_io;
  poe_descriptor_t wake_fd, wake_end; /* to be read, and to be written; the same for an eventfd */
  /* libev.c */
  poe_descriptor_t backend_fd; /* libev's own, in a loop that is ours */
  bool lost;                   /* it is libev's no more: the loop has to be made anew */
  int losses;                  /* in a row, with no successful wait between */
  poexs_fd_t **fds;            /* owned, by descriptor: libev keeps pointers to its watchers */
  int fd_limit, fd_count;
  /* timer.c */
  ev_io timer_io;
  ev_timer timer; /* where there is no timerfd, and when EV::run drives us */
  poe_descriptor_t timer_fd;
  double woken; /* when the last sleep ended, by poexs_steady */
  double armed; /* the time that the timer is set to, 0 for none */
  /* urgent.c */
  ev_io urgent_io;
  poe_descriptor_t urgent_fd;
  int urgents;
  /* shared.c */
  ev_prepare prepare;
  ev_check check;
  ev_idle hurry;
  ev_child reaper;
  bool hurrying, holding;
  ev_signal *signals[SIG_SIZE]; /* owned; NULL for those that no session watches */
  int active;                   /* watchers of ours that keep EV::run going */
} poexs_engine_t;

static inline poexs_engine_t *poexs_engine_of(void *watcher_data) {
  return (poexs_engine_t *)watcher_data;
}

/* ---- libev.c ---- */
poexs_engine_t *poexs_engine_new(pTHX_ poexs_t *px);
void poexs_engine_free(poexs_engine_t *e);
/* False, with errno, when there is no descriptor left. */
bool poexs_engine_open(poexs_engine_t *e, bool is_default);
void poexs_engine_close(poexs_engine_t *e);
void poexs_engine_want(poexs_engine_t *e, int fd, poe_mode_t mode, bool on);
void poexs_engine_wait(poexs_loop_t *l, double timeout);
/* What both tables have in common; their data is the poexs_loop_t. */
void poexs_engine_table(poexs_loop_t *l, poe_loop_t *table);
const char *poexs_engine_name(poexs_loop_t *l);
/* Polls without waiting; whether anybody but us watches anything there. */
bool poexs_engine_has_others(poexs_engine_t *e);

/* ---- shared.c ---- */
void poexs_shared_signal(poexs_loop_t *l, int sig, bool on);

/* ---- wake.c ---- */
void poexs_wake_init(poexs_engine_t *e);
bool poexs_wake_open(poexs_engine_t *e);
void poexs_wake_close(poexs_engine_t *e);

/* ---- timer.c ---- */
void poexs_timer_init(poexs_engine_t *e);
void poexs_timer_open(poexs_engine_t *e);
void poexs_timer_close(poexs_engine_t *e);
void poexs_timer_arm(poexs_engine_t *e, double due);

/* ---- urgent.c: expedited data ---- */
void poexs_urgent_init(poexs_engine_t *e);
void poexs_urgent_restart(poexs_engine_t *e); /* watches anew whatever is expedited */
void poexs_urgent_close(poexs_engine_t *e);
void poexs_urgent_want(poexs_engine_t *e, poexs_fd_t *f, int fd, bool on);

#endif
