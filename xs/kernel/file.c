/* file.c: file handles of the program and the descriptors behind them. */
#include "xs/kernel/kernel.h"

#include "xs/values/values.h"
#include "xs/signals/signals.h"
#include "xs/loop/loop.h"

#ifdef __linux__
#include <sys/ioctl.h>
#endif

/* Linux does it in one call for files of every kind. */
static void set_nonblocking(int fd) {
#ifdef __linux__
  int on = 1;
  (void)ioctl(fd, FIONBIO, &on);
#else
  int flags = fcntl(fd, F_GETFL, 0);
  if (flags >= 0 && !(flags & O_NONBLOCK)) (void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
#endif
}

/* What is in the buffer goes out first, as with $|. */
static void set_autoflush(pTHX_ IO *io) {
  if (IoFLAGS(io) & IOf_FLUSH) return;
  if (IoOFP(io)) (void)PerlIO_flush(IoOFP(io));
  IoFLAGS(io) |= IOf_FLUSH;
}

/* Bytes, never blocking, never buffered: _data_handle_condition for a plain handle. */
static void condition_plain(pTHX_ IO *io) {
  (void)PerlIO_binmode(aTHX_ IoIFP(io), IoTYPE(io), O_BINARY, NULL);
  if (IoOFP(io) && IoOFP(io) != IoIFP(io))
    (void)PerlIO_binmode(aTHX_ IoOFP(io), IoTYPE(io), O_BINARY, NULL);
  set_nonblocking(PerlIO_fileno(IoIFP(io)));
  set_autoflush(aTHX_ io);
}

/* Once for each descriptor, when the first watcher comes.  Perl code does it for tied handles and
 * for objects; it may throw. */
static void condition(pTHX_ poexs_t *px, SV *handle) {
  IO *io = poexs_plain_io(aTHX_ handle);
  SV *args[2];
  if (LIKELY(io && IoIFP(io))) {
    condition_plain(aTHX_ io);
    return;
  }
  args[0] = GvSV(px->kernel_gv);
  args[1] = handle;
  poexs_call_perl(aTHX_ "_data_handle_condition", args, 2, G_METHOD | G_VOID | G_DISCARD);
}

static bool same_handle(pTHX_ SV *a, SV *b) {
  if (SvROK(a) && SvROK(b)) return SvRV(a) == SvRV(b);
  return !SvROK(a) && !SvROK(b) && sv_eq(a, b);
}

/* A program that opens a file anew, as one that connects again, often gets the number of the one
 * that it has just closed: the old watch is void, and is not what the new handle asks for. */
static void forget_closed(pTHX_ poexs_t *px, poe_session_t *s, SV *handle, int fd,
                          poe_mode_t mode) {
  const poe_watcher_t *w = poe_watcher_find(px->k, s, fd, mode);
  SV *old = w ? ((poexs_payload_t *)w->payload)->handle : NULL;
  if (LIKELY(!old) || same_handle(aTHX_ old, handle) || !poexs_is_closed(aTHX_ old, fd)) return;
  poe_watcher_remove(px->k, s, fd, mode);
}

/* Croaks with what a foreign loop threw, with nothing left half done.  No descriptor, or a session
 * that is gone, is an error in $!, as select() returns nothing.  What this session watches already
 * stays as it is, event and arguments included, and is only resumed.  A handle's own methods run
 * before anything is made. */
void poexs_file_watch(pTHX_ poexs_t *px, poe_session_t *s, SV *handle, poe_mode_t mode,
                      poexs_event_name_t event, SV **args, I32 n) {
  int fd = poexs_fileno(aTHX_ handle), failed;
  poexs_payload_t *payload;
  poe_name_t *name;
  bool is_new;
  if (fd < 0 || s->gone) {
    errno = EBADF;
    return;
  }
  forget_closed(aTHX_ px, s, handle, fd, mode);
  if (!poe_file_is_known(px->k, fd)) condition(aTHX_ px, handle);
  payload = poexs_payload_new(aTHX_ handle, event.given, args, n);
  name = poe_name_hold(px->k, poexs_name_of(aTHX_ px, event.word));
  failed = poe_watcher_add(px->k, s, fd, mode, name, payload, &is_new);
  poe_name_unref(px->k, name);
  if (failed || !is_new) poexs_payload_release(px, payload);
  if (px->thrown) poexs_rethrow(aTHX_ px);
}

/* By identity: two globs of one name are two handles.  Names of handles are compared as such. */
/* A handle that was closed has no number any more, but we still know whom it watched for. */
static int fd_of_closed(pTHX_ poe_session_t *s, SV *handle, poe_mode_t mode) {
  for (poe_link_t *l = s->watchers.next; l != &s->watchers; l = l->next) {
    poe_watcher_t *w = POE_CONTAINER(l, poe_watcher_t, of_session);
    if (w->mode == mode && same_handle(aTHX_((poexs_payload_t *)w->payload)->handle, handle))
      return w->fd;
  }
  return -1;
}

/* What is not watched is left alone.  Dropping the watcher drops the handle that it keeps: the file
 * may be closed by this, and destructors run, after the kernel has forgotten it. */
void poexs_file_ignore(pTHX_ poexs_t *px, poe_session_t *s, SV *handle, poe_mode_t mode) {
  int fd = poexs_fileno(aTHX_ handle);
  if (fd < 0) fd = fd_of_closed(aTHX_ s, handle, mode);
  if (fd < 0) return;
  poe_watcher_remove(px->k, s, fd, mode);
  if (px->thrown) poexs_rethrow(aTHX_ px);
}

/* A true event name watches, a false one ends it; an object may say itself which it is. */
void poexs_file_select(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, poexs_event_name_t event,
                       SV **args, I32 n) {
  poe_session_t *s = poe_active_session(px->k);
  if (event.given && SvTRUE(event.given))
    poexs_file_watch(aTHX_ px, s, handle, mode, event, args, n);
  else
    poexs_file_ignore(aTHX_ px, s, handle, mode);
}

/* False: nobody watches it.  Pausing concerns the descriptor, for all sessions, as in POE. */
bool poexs_file_pause(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, bool pause) {
  int fd = poexs_fileno(aTHX_ handle), failed;
  if (fd < 0) return false;
  failed = pause ? poe_watcher_pause(px->k, fd, mode) : poe_watcher_resume(px->k, fd, mode);
  if (px->thrown) poexs_rethrow(aTHX_ px);
  return !failed;
}

/* Only where each slice is ours: EV::run and foreign loops have to be told what to wait for. */
void poexs_writer_try(pTHX_ poexs_t *px, SV *handle) {
  if (!poexs_loop_is_own(px))
    poexs_file_pause(aTHX_ px, handle, POE_MODE_WRITE, false);
  else
    (void)poe_writer_try(px->k, poexs_fileno(aTHX_ handle));
}

/* A loop reports a descriptor: the signal pipe is nobody's but ours. */
void poexs_file_found(pTHX_ poexs_t *px, IV fd, poe_mode_t mode) {
  if (fd == px->signals->signal_fd && fd >= 0)
    poexs_call_plain(aTHX_ "POE::Kernel::_drain_signal_pipe");
  else
    poe_file_dispatch_one(px->k, (int)fd, mode);
}
