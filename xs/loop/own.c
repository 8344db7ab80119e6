/* own.c: the backend that most programs have: a libev loop that nobody else knows of, so that
 * loading POE changes nothing for a program that forks and waits by itself. */
#include "xs/loop/ev.h"

static bool own_open(poexs_loop_t *l) { return poexs_engine_open(l->engine, false); }

static void own_close(poexs_loop_t *l) { poexs_engine_close(l->engine); }

/* A child process has copies of its parent's descriptors, which it may close, and nothing to say to
 * what is behind them. */
static void own_forked(poexs_loop_t *l) { poexs_engine_close(l->engine); }

static void own_calm(poexs_loop_t *l) { PERL_UNUSED_ARG(l); }

const poexs_backend_t poexs_own = {poexs_engine_table, own_open,          own_close, own_forked,
                                   own_calm,           poexs_engine_name, false};
