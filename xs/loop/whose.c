/* whose.c: the one place that decides whose loop it is: choosing, changing, forking and closing. */
#include "xs/loop/ev.h"

#include "xs/values/values.h"
#include "xs/signals/signals.h"

/* ---- changing ---- */

/* The backend that polls: a bridge may be built upon the private loop. */
static const poexs_backend_t *polling(const poexs_loop_t *l) {
  return l->backend == &poexs_shared ? &poexs_shared : &poexs_own;
}

static bool open_one(poexs_loop_t *l, const poexs_backend_t *to) {
  dTHXa(l->px->perl);
  if (to->open(l)) {
    l->open = to;
    l->engine->generation = poexs_forks();
    return true;
  }
  if (!l->px->thrown)
    l->px->thrown = newSVpvf("POE::XS: cannot open the event loop: %s\n", Strerror(errno));
  return false;
}

/* A daemon closes all descriptors that it does not know: ours in EV's loop, and so libev's, too,
 * whose numbers other files may have by now.  As libev would close those, its loop is left alone
 * from then on. */
static void leave_what_was_closed(poexs_loop_t *l) {
  const poexs_engine_t *e = l->engine;
  poe_loop_t table;
  if (l->open != &poexs_shared || !e->loop || e->generation == poexs_forks()) return;
  if (poe_descriptor_is_ours(&e->wake_fd)) return;
  l->open->close(l);
  poexs_take_child_signal_from_ev();
  l->backend = &poexs_own;
  l->backend->table(l, &table);
  poe_kernel_set_loop(l->px->k, &table);
}

/* Closes what is open and is not to be, or was lost, opens what is, follows a fork. */
static bool ready(poexs_loop_t *l) {
  poexs_engine_t *e = l->engine;
  const poexs_backend_t *to;
  if (UNLIKELY(l->backend == &poexs_shared)) leave_what_was_closed(l);
  to = polling(l);
  if (e->loop && (l->open != to || e->lost)) l->open->close(l);
  if (UNLIKELY(e->loop && e->generation != poexs_forks())) {
    e->generation = poexs_forks();
    to->forked(l);
  }
  return e->loop || open_one(l, to);
}

/* What is open goes at once, unless it is being waited in: then before the next wait. */
static void change(poexs_loop_t *l, const poexs_backend_t *to) {
  poe_loop_t table;
  l->backend = to;
  to->table(l, &table);
  poe_kernel_set_loop(l->px->k, &table);
  if (l->engine->waiting) return;
  if (l->engine->loop && l->open != polling(l)) l->open->close(l);
  if (to == &poexs_shared) (void)ready(l);
}

/* A foreign loop drives: it, and nobody else, is asked to watch. */
void poexs_loop_bridge(poexs_t *px) { change(px->loop, &poexs_bridge); }

/* At once, as the program may call EV::run next. */
bool poexs_loop_share(poexs_t *px) {
  if (px->loop->backend != &poexs_own) return false;
  poexs_give_child_signal_to_ev();
  change(px->loop, &poexs_shared);
  return true;
}

void poexs_loop_count_others(poexs_t *px, bool on) { px->loop->others_count = on; }

bool poexs_loop_watch_signal(poexs_t *px, int sig, bool on) {
  poexs_loop_t *l = px->loop;
  if (l->backend != &poexs_shared || sig <= 0 || sig >= SIG_SIZE) return false;
  if (ready(l) && l->backend != &poexs_shared) return false;
  poexs_shared_signal(l, sig, on);
  return true;
}

/* While there are descriptors left: a program may come to take all of them.  If there are none even
 * now, the first wait says so. */
static void open_early(poexs_loop_t *l) {
  if (l->backend == &poexs_own && l->backend->open(l)) {
    l->open = l->backend;
    l->engine->generation = poexs_forks();
  }
}

void poexs_loop_choose(poexs_t *px, const char *backend) {
  poexs_loop_t *l = px->loop;
  unsigned flags = strEQ(backend, "select")  ? EVBACKEND_SELECT
                   : strEQ(backend, "poll")  ? EVBACKEND_POLL
                   : strEQ(backend, "epoll") ? EVBACKEND_EPOLL
                                             : EVFLAG_AUTO;
  if (strEQ(backend, "EV")) (void)poexs_loop_share(px);
  if (flags == l->engine->flags) return;
  l->engine->flags = flags;
  if (l->backend != &poexs_own || l->engine->waiting) return;
  if (l->engine->loop) l->open->close(l);
  open_early(l);
}

/* ---- making and ending ---- */

void poexs_loop_init(pTHX_ poexs_t *px) {
  static bool prepared = false; /* once a process */
  bool is_first = !prepared;
  poexs_loop_t *l;
  if (is_first) {
    prepared = true;
    poexs_load_ev(aTHX);
    poexs_caught_init(aTHX_ px);
  }
  l = px->loop = (poexs_loop_t *)poe_calloc(1, sizeof *l);
  l->px = px;
  l->backend = &poexs_own;
  l->ready = ready;
  l->engine = poexs_engine_new(aTHX_ px);
  if (is_first) open_early(l);
}

void poexs_loop_free(pTHX_ poexs_t *px) {
  poexs_loop_t *l = px->loop;
  PERL_UNUSED_CONTEXT;
  if (!l) return;
  if (l->engine->loop) l->open->close(l);
  poexs_engine_free(l->engine);
  poe_free(l);
  px->loop = NULL;
}

void poexs_loop_table(poexs_t *px, poe_loop_t *table) { px->loop->backend->table(px->loop, table); }

/* ---- asking ---- */

bool poexs_loop_is_bridged(const poexs_t *px) { return px->loop->backend == &poexs_bridge; }

bool poexs_loop_is_shared(const poexs_t *px) { return px->loop->backend == &poexs_shared; }

bool poexs_loop_is_own(const poexs_t *px) { return px->loop->backend == &poexs_own; }

const char *poexs_loop_backend(poexs_t *px) { return px->loop->backend->name(px->loop); }

void poexs_loop_file(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, bool on) {
  int fd = poexs_fileno(aTHX_ handle);
  if (fd >= 0) poexs_engine_want(px->loop->engine, fd, mode, on);
}
