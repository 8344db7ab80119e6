/* poexs.h: the binding, as its own files see it.
 *
 * One poexs_t an interpreter, found through MY_CXT and handed to the kernel as host data.  Perl
 * values live in the kernel only as payload words, each a counted SV* or a poexs_payload_t*.
 *
 * Rules for everybody in xs/: Perl code can run wherever a reference count drops, so change state
 * first and drop last.  Nothing that the kernel calls back may croak: errors go to poexs_fail or
 * to px->thrown, and are raised again once no frame of the kernel is on the stack. */
#ifndef POEXS_H
#define POEXS_H

#ifndef PERL_NO_GET_CONTEXT
#define PERL_NO_GET_CONTEXT
#endif
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"

#include "xs/base/compat.h"

#include "csrc/kernel/kernel.h"
#include "csrc/base/pool.h"

#define POEXS_NAME_CACHE 256
#define POEXS_HOOKS      4
#define POEXS_LENT       16

/* Bits of the run flags, as programs see them. */
enum { POEXS_RUN_CALLED = 1, POEXS_RUN_SESSION = 2, POEXS_RUN_DONE = 4 };

struct poexs_ev;

/* Roles in which a session is handed to a handler: a value for each, as handlers may assign to
 * them. */
enum { POEXS_AS_SESSION, POEXS_AS_SENDER };

/* The host's record of a session. */
typedef struct poexs_session {
  SV *object;       /* owned (counted): the referent of the session object; its magic points back */
  SV *arguments[2]; /* owned: references to it that are handed to handlers, by role */
  HV *stash;        /* borrowed: the class for which `stock` was found out */
  U32 generation;   /* of that class's methods at that time */
  bool stock;       /* handlers are found without calling _invoke_state */
} poexs_session_t;

/* What a file, signal or child watcher carries. */
typedef struct poexs_payload {
  SV *handle; /* owned: the handle as the program gave it; NULL for signals and children */
  AV *args;   /* owned: extra arguments, may be NULL */
} poexs_payload_t;

typedef struct poexs_name_slot {
  const char *pv;   /* borrowed, only compared */
  poe_name_t *name; /* borrowed while the generation is the cache's */
} poexs_name_slot_t;

/* A class of ours, and whether its methods are still the compiled ones. */
enum { POEXS_STOCK_METHODS = 4 };
typedef struct poexs_stock {
  HV *stash; /* borrowed */
  XSUBADDR_t methods[POEXS_STOCK_METHODS];
  U32 generation;
  bool is_known, is_stock;
} poexs_stock_t;

typedef struct poexs_known_names {
  poe_name_t *start, *stop, *child, *parent, *signal, *deflt, *gc, *scpoll, *empty, *die, *idle,
      *zombie;
  poe_name_t *file_kernel, *file_sessions, *file_handles, *file_signals, *file_loop, *file_wheels;
} poexs_known_names_t;

/* What is lent to the handlers of one depth; each owned, or NULL. */
typedef struct poexs_lent {
  SV *line, *handle, *mode;
} poexs_lent_t;

enum { POEXS_WATCHERS = 4 };

typedef struct poexs {
#ifdef MULTIPLICITY
  PerlInterpreter *perl;
#endif
  poe_kernel_t *k;              /* owned */
  AV *object;                   /* owned (counted): the referent of $poe_kernel */
  GV *kernel_gv;                /* borrowed from here on: glob entries of package POE::Kernel */
  GV *exception_gv;             /* $kr_exception */
  GV *call_gv;                  /* &call, as it is now */
  CV *stock_call;               /* and as we compiled it */
  GV *watch_gv[POEXS_WATCHERS]; /* what wheels ask of the kernel, likewise */
  CV *stock_watch[POEXS_WATCHERS];
  XSUBADDR_t pump_bodies[2];    /* what reads and writes for wheels, once it was needed */
  SV *for_pump;                 /* borrowed: the handle for the pump that is being called */
  struct poexs_outlet *outlets; /* owned: those of pumps that are done, for the next */
  HV *wheel_stash;              /* POE::Wheel::ReadWrite */
  GV *take_id_gv, *free_id_gv;  /* numbers of wheels */
  GV *driver_gv;                /* POE::Driver::SysRW's &new, as it is now */
  CV *stock_driver;             /* and as we compiled it */
  SV *wheel_ends[2];    /* owned: what wheels do when they can read or write no more, or NULL */
  poexs_stock_t *stock; /* owned: drivers and filters */
  SV *scratch;          /* owned: what was read last, or NULL */
  CV *stock_invoke;     /* POE::Session::_invoke_state */
  CV *stock_hooks[POEXS_HOOKS]; /* its constructor's methods */
  HV *plain_stash;      /* borrowed: a class that has all of them, when its methods were at */
  U32 plain_generation; /* this generation */
  bool may_create_plain;
  CV *batch;                     /* runs due events under one eval */
  CV *note;                      /* the %SIG handler that only notes the name */
  CV *dummy_die;                 /* &_dummy_sigdie_handler */
  poexs_lent_t lent[POEXS_LENT]; /* by depth */
  AV *retired;                   /* owned: values that handlers may still see; or NULL */
  I32 depth;                     /* how many handlers run within another */
  SV *id;                        /* owned: the kernel's ID */
  SV *thrown; /* owned: an exception to raise when the kernel is off the stack; or NULL */
  poexs_known_names_t names;
  poexs_name_slot_t name_cache[POEXS_NAME_CACHE];
  uint64_t name_cache_generation;
  struct poexs_ev *ev; /* owned: the native loop */
  char *stack_base;    /* about where the C stack began; NULL: not known yet */
  size_t stack_limit;  /* bytes of it that nested handlers may take */
  UV run_flags;
  IV pid;                          /* the process that the kernel belongs to */
  int forks;                       /* and how many forks it had seen then */
  AV *caught;                      /* owned: signals on their way, [name, forks] flattened */
  SV *observer;                    /* owned, or NULL */
  int signal_fd;                   /* read end of the signal pipe of a foreign loop, or -1 */
  int wake_fd;                     /* its write end */
  bool catching;                   /* CATCH_EXCEPTIONS */
  bool bridged;                    /* a foreign loop drives us */
  struct poexs_batch *batch_state; /* borrowed: the innermost batch in progress */
  bool finalizing;
  bool in_thread; /* an ithread's: its stack cannot grow */
} poexs_t;

/* XS.xs */
poexs_t *poexs_here(pTHX);

/* ---- name.c: strings ---- */
void poexs_names_init(pTHX_ poexs_t *px);
poe_name_t *poexs_name_of(pTHX_ poexs_t *px,
                          SV *sv); /* borrowed until the next name is asked for */
poe_name_t *poexs_name_find(pTHX_ poexs_t *px, SV *sv); /* NULL: no such name is in use */
/* Borrowed: fit to be passed to a handler. */
SV *poexs_name_sv(pTHX_ poexs_t *px, poe_name_t *name);
SV *poexs_name_newsv(pTHX_ const poe_name_t *name);
poe_name_t *poexs_caller_file(pTHX_ poexs_t *px); /* borrowed */
void poexs_name_release(void *data, void *cached);

/* A string that a program may have given as an object: poexs_word turns that into a plain one while
 * nothing is held that an error would leave behind. */
typedef SV *poexs_word_t;
SV *poexs_word(pTHX_ SV *sv);

/* ---- session.c: session objects ---- */
poe_session_t *poexs_session_of(pTHX_ poexs_t *px,
                                SV *ref);                /* a live session's reference, or NULL */
poe_session_t *poexs_resolve(pTHX_ poexs_t *px, SV *sv); /* anything that names one, or NULL */
poe_session_t *poexs_by_id(pTHX_ poexs_t *px, SV *sid);
poe_session_t *poexs_by_form(pTHX_ poexs_t *px, SV *sv); /* a reference, or one in string form */
poe_session_t *poexs_need_session(pTHX_ poexs_t *px, SV *ref); /* croaks */
SV *poexs_session_newref(pTHX_ poexs_t *px, const poe_session_t *s);
/* Borrowed: fit to be passed to a handler. */
SV *poexs_session_arg(pTHX_ poexs_t *px, poe_session_t *s, int role);
SV *poexs_session_newid(pTHX_ poexs_t *px, const poe_session_t *s);
poe_session_t *poexs_session_attach(pTHX_ poexs_t *px, SV *ref, int64_t id, poe_session_t *parent);
void poexs_session_bind(pTHX_ poexs_t *px, SV *object, poe_session_t *s);
U32 poexs_generation_of(pTHX_ HV *stash); /* changes with every method that the class has */
bool poexs_session_is_stock(pTHX_ poexs_t *px, poexs_session_t *ps);
void poexs_session_release(void *data, poe_session_t *s);

/* ---- payload.c: arguments ---- */
void poexs_retire(pTHX_ poexs_t *px, SV *sv); /* drops it when no handler can see it any more */
void poexs_drop_retired(pTHX_ poexs_t *px);
#define POEXS_DROP_RETIRED(px)                                                                     \
  if (UNLIKELY((px)->retired != NULL) && !(px)->depth) poexs_drop_retired(aTHX_ px)
poexs_t *poexs_read_args(pTHX_ I32 ax, I32 items);                  /* what POEXS_ARGS stands for */
poe_event_t *poexs_event_copy(pTHX_ poexs_t *px, SV **from, I32 n); /* plain values */
poe_event_t *poexs_event_from_av(pTHX_ poexs_t *px, SV *aref); /* copies an array's, or nothing */
AV *poexs_event_av(pTHX_ poe_event_t *e);                      /* moves them into a new array */
void poexs_event_called_from(pTHX_ poexs_t *px,
                             poe_event_t *e); /* file, line, state of the caller */
void poexs_event_sent_from(pTHX_ poexs_t *px, poe_event_t *e, SV *file, SV *line, SV *from_state);
void poexs_event_release(void *data, poe_event_t *e);
poexs_payload_t *poexs_payload_new(pTHX_ SV *handle, SV **from, I32 n); /* plain values */
AV *poexs_plain_list(pTHX_ SV *aref); /* NULL for anything but an array */
void poexs_payload_release(void *data, void *payload);

/* ---- handler.c: calling handlers ---- */
typedef struct poexs_call {
  poe_session_t *to, *from;
  poe_name_t *name, *file, *from_state;
  SV **argv;
  U32 argc, line;
  U32 type;
} poexs_call_t;
I32 poexs_invoke(pTHX_ poexs_t *px, const poexs_call_t *c, I32 gimme);
I32 poexs_nothing(pTHX_ I32 flags, SV *value);
HE *poexs_entry_of(pTHX_ HV *hv, SV *key); /* the key is a shared string */
/* The same from Perl's side: any object may be the session, any value the sender. */
I32 poexs_invoke_stock(pTHX_ poexs_t *px, SV *self, SV *source, SV *event, SV *args, SV *file,
                       SV *line, SV *from_state, I32 gimme);
SV *poexs_call_perl(pTHX_ const char *name, SV **args, I32 n, I32 flags);
SV *poexs_call_glob(pTHX_ GV *function, SV **args, I32 n, I32 flags);
void poexs_call_plain(pTHX_ const char *name);

/* ---- dispatch.c: what is around handlers ---- */
void poexs_call_of(poexs_call_t *c, poe_event_t *e); /* borrows all that it is made of */
enum { POEXS_ROOM = 8 };
/* That of a file event, within a scope: few arguments are put into the room. */
void poexs_call_of_file(pTHX_ poexs_t *px, poexs_call_t *c, poe_watcher_t *w, SV *room[POEXS_ROOM]);
void poexs_end_of_file(pTHX_ poexs_t *px, const poexs_call_t *c); /* takes back what that lent */
I32 poexs_dispatch_call(pTHX_ poexs_t *px, const poexs_call_t *c, poe_event_t *e, I32 gimme);
void poexs_own_results(pTHX_ I32 n); /* of the n topmost values on the Perl stack */
void poexs_dispatch_signal(pTHX_ poexs_t *px, poe_event_t *e);
void poexs_dispatch_void(pTHX_ poexs_t *px, const poexs_call_t *c);
SV *poexs_dispatch_scalar(pTHX_ poexs_t *px, const poexs_call_t *c);
bool poexs_is_failing(void *data);
void poexs_fail(pTHX_ poexs_t *px, SV *exception); /* makes it pending */
bool poexs_keep_thrown(pTHX_ poexs_t *px);
void poexs_rethrow(pTHX_ poexs_t *px); /* raises what is pending or was thrown */

/* ---- batch.c: runs of the loop ---- */
void poexs_run_batch(pTHX_ poexs_t *px); /* the body of px->batch */
void poexs_pass(void *data);             /* everything that is due */
void poexs_slice(pTHX_ poexs_t *px);     /* of the native loop; raises what was thrown */
void poexs_run(pTHX_ poexs_t *px);       /* slices until no session is left */

/* ---- host.c ---- */
void poexs_test_for_zombie(pTHX_ poexs_t *px);
void poexs_driven_slice(poexs_t *px); /* EV::run found something: files, then what is due */
void poexs_host_init(pTHX_ poexs_t *px, poe_host_t *host);
void poexs_post_signal(pTHX_ poexs_t *px, poe_session_t *to, poe_session_t *from, poe_event_t *e);

/* ---- send.c: post, call, detach and the birth of sessions ---- */
void poexs_guard_stack(pTHX_ poexs_t *px); /* croaks when handlers nest too deeply */
bool poexs_post(pTHX_ poexs_t *px, poe_session_t *to, SV *event, SV **args, I32 n, poe_type_t type);
I32 poexs_call_session(pTHX_ poexs_t *px, poe_session_t *to, SV *event, SV **args, I32 n,
                       I32 gimme);
UV poexs_enqueue(pTHX_ poexs_t *px, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                 SV *event, U32 type, SV *walltime, SV *delta, SV *due);
I32 poexs_dispatch_now(pTHX_ poexs_t *px, poe_session_t *to, poe_session_t *from, SV *event,
                       U32 type, SV *args, SV **where, I32 n, I32 gimme);
int poexs_detach(pTHX_ poexs_t *px, poe_session_t *s, bool tell_parent); /* as from csrc */
int64_t poexs_session_identify(pTHX_ poexs_t *px, SV *object);
SV *poexs_session_start(pTHX_ poexs_t *px, SV *object, int64_t id, poe_event_t *e);

/* ---- lend.c: fit to be passed to a handler, not to be kept ---- */
SV *poexs_lend_line(pTHX_ poexs_t *px, U32 line);
void poexs_lend_file(pTHX_ poexs_t *px, SV *handle, IV mode, SV *out[2]); /* within a scope */
void poexs_take_back_file(pTHX_ poexs_t *px);
void poexs_lent_free(pTHX_ poexs_t *px);

/* ---- adapt.c ---- */
/* A handler that calls code: with another argument in front, or if the heap's element `key` is as
 * true as `when`. Either may be NULL. */
SV *poexs_adapt(pTHX_ SV *code, SV *first, SV *key, bool when);
SV *poexs_adapted(pTHX_ SV *handler, SV *heap, SV **first); /* what it calls; NULL: nothing */

/* ---- wrap.c ---- */
SV *poexs_wrap(pTHX_ SV *code, SV *check); /* a function that runs check, then code */

/* ---- create.c ---- */
SV *poexs_create_plain(pTHX_ poexs_t *px, SV *type, SV **params, I32 n);
void poexs_create_init(pTHX_ poexs_t *px, bool may);
/* True of a class that keeps what POE::Session makes sessions with. */
bool poexs_has_stock_hooks(pTHX_ poexs_t *px, HV *stash);

/* ---- state.c ---- */
void poexs_state_set(pTHX_ poexs_t *px, SV *name, SV *handler, SV *method);
bool poexs_state_is_plain(pTHX_ poexs_t *px, const poe_session_t *s);

/* ---- stack.c ---- */
size_t poexs_stack_limit(void);
void poexs_check_stack(pTHX_ poexs_t *px, char *here); /* croaks when it is nearly used up */

/* ---- alarm.c ---- */
UV poexs_alarm_at(pTHX_ poexs_t *px, SV *name, NV time, SV **args, I32 n, bool replace);
UV poexs_alarm_after(pTHX_ poexs_t *px, SV *name, NV seconds, SV **args, I32 n, bool replace,
                     bool record);
void poexs_alarm_clear(pTHX_ poexs_t *px, SV *name);
poe_event_t *poexs_alarm_mine(pTHX_ poexs_t *px, SV *id);
NV poexs_alarm_time(const poe_event_t *e);
NV poexs_alarm_adjust(poexs_t *px, poe_event_t *e, NV delta);
NV poexs_delay_adjust(poexs_t *px, poe_event_t *e, NV seconds);
void poexs_alarm_take(pTHX_ poexs_t *px, poe_event_t *e, SV *out[3]);
void poexs_event_retime(pTHX_ poexs_t *px, poe_event_t *e, NV due, SV *walltime, SV *delta);
AV *poexs_alarm_take_all(pTHX_ poexs_t *px, poe_session_t *s);

/* ---- file.c ---- */
/* The plain handle behind a value; NULL when only Perl can tell (names, tied handles, objects). */
IO *poexs_plain_io(pTHX_ SV *handle);
int poexs_fileno(pTHX_ SV *handle); /* -1 when it has none */
void poexs_file_watch(pTHX_ poexs_t *px, poe_session_t *s, SV *handle, poe_mode_t mode, SV *event,
                      SV **args, I32 n);
void poexs_file_ignore(pTHX_ poexs_t *px, poe_session_t *s, SV *handle, poe_mode_t mode);
void poexs_file_select(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, SV *event, SV **args, I32 n);
/* Lets the writer of a handle, which copes with one that is not ready, run at the next poll. */
void poexs_writer_try(pTHX_ poexs_t *px, SV *handle);
bool poexs_file_pause(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, bool pause);

void poexs_file_found(pTHX_ poexs_t *px, IV fd, poe_mode_t mode);
void poexs_loop_file(pTHX_ poexs_t *px, SV *handle, poe_mode_t mode, bool on);

/* ---- view.c: the kernel's tables as Perl data ---- */
AV *poexs_alias_names(pTHX_ const poe_session_t *s); /* mortal, sorted */
SV *poexs_queue_item(pTHX_ poexs_t *px, const poe_event_t *e);
SV *poexs_child_record(pTHX_ poexs_t *px, const poe_child_watch_t *c);
SV *poexs_touched(pTHX_ poexs_t *px);
SV *poexs_statistics(pTHX_ poexs_t *px);
SV *poexs_event_record(pTHX_ poexs_t *px, const poe_event_t *e);
SV *poexs_file_sessions(pTHX_ poexs_t *px, int fd, poe_mode_t mode);
SV *poexs_signal_record(pTHX_ poexs_t *px, const poe_pair_t *p);

/* ---- loop_ev.c: libev ---- */
struct poexs_ev *poexs_ev_new(pTHX_ poexs_t *px);
void poexs_ev_free(pTHX_ struct poexs_ev *ev);
void poexs_ev_choose(pTHX_ struct poexs_ev *ev,
                     const char *backend); /* select poll epoll EV or default */
const char *poexs_ev_backend(struct poexs_ev *ev);
void poexs_ev_table(struct poexs_ev *ev, poe_loop_t *loop);
void poexs_ev_share(struct poexs_ev *ev); /* from now on EV's default loop */
bool poexs_ev_is_shared(const struct poexs_ev *ev);
double poexs_now(void *unused);

void poexs_ev_wake(struct poexs_ev *ev);
void poexs_ev_wait(struct poexs_ev *ev, double timeout);
void poexs_ev_file(struct poexs_ev *ev, int fd, poe_mode_t mode, bool on);

/* ---- observe.c: the observer hook as a Perl function ---- */
void poexs_observe(pTHX_ poexs_t *px, SV *code); /* undef: nobody */

/* ---- spawn.c ---- */
IV poexs_spawn(pTHX_ HV *hash); /* starts a program; its process, or -1 if that takes a fork */

/* ---- loop_bridge.c: foreign loops ---- */
void poexs_bridge_table(poexs_t *px, poe_loop_t *loop);

/* ---- slots.c: @$poe_kernel ---- */
void poexs_slots_init(pTHX_ poexs_t *px);

/* ---- caught.c: in the operating system's signal handler ---- */
void poexs_caught_init(pTHX_ poexs_t *px);
void poexs_caught_end(const poexs_t *px);
int poexs_forks(void); /* how often this process is the child of a fork, since POE was loaded */
void poexs_set_sleeper(struct poexs_ev *ev); /* whom signals wake */
void poexs_not_sleeper(const struct poexs_ev *ev);
bool poexs_caught_any(const poexs_t *px);
int poexs_caught_next(const poexs_t *px);

/* ---- signal.c ---- */
void poexs_async_check(pTHX_ poexs_t *px); /* runs %SIG handlers that are due; never croaks */
bool poexs_signals_waiting(pTHX_ const poexs_t *px);
bool poexs_signals_read(pTHX_ poexs_t *px); /* handles caught signals; true if there were any */
bool poexs_signal_watch(pTHX_ poexs_t *px, poe_session_t *s, SV *sig, SV *event, SV *args);
void poexs_child_watch(pTHX_ poexs_t *px, poe_session_t *s, IV pid, SV *event, SV *args);
bool poexs_has_children(void);
int poexs_first_zombie(void); /* a child that is over and unwaited for, or 0 */
void poexs_signal_caught(pTHX_ poexs_t *px, SV *name);
void poexs_child_reaped(poexs_t *px, int pid, int status); /* by libev's default loop */

#ifdef MULTIPLICITY
#define dPOEXS(data)                                                                               \
  poexs_t *px = (poexs_t *)(data);                                                                 \
  dTHXa(px->perl)
#else
#define dPOEXS(data) poexs_t *px = (poexs_t *)(data)
#endif

#endif
