/* values.h: Perl values on their way to the kernel and back: names, arguments, session objects,
 * file handles.
 *
 * For: turning what a program gave into what the kernel keeps (names, payload words, sessions,
 * descriptors), and what the kernel keeps into what a handler sees.
 *
 * Invariants: Perl values live in the kernel only as payload words, each a counted SV* or a
 * poexs_payload_t*, and as the host's record of a session and of a name.  A value that is handed to
 * handlers and used again is replaced as soon as somebody wrote to it or kept a reference to it.
 *
 * Ownership: "newsv", "newref", "newid" and "take" give a counted value; what is borrowed says so.
 *
 * Callers: any room above, in and outside of handlers, also while the program ends.
 *
 * Perl code: magic of what a program gave is run by poexs_word, poexs_name_of, poexs_resolve,
 * poexs_fileno and poexs_plain_list, and a fileno method by poexs_fileno; nothing may be half done
 * when they are called.  Releasing runs destructors. */
#ifndef POEXS_VALUES_H
#define POEXS_VALUES_H

#include "xs/base/base.h"

enum { POEXS_NAME_CACHE = 256, POEXS_LENT = 16, POEXS_LENT_NAMES = 8 };

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
  U8 looked;  /* counts file events, of which one in some looks whether it is the same file */
  AV *given;  /* owned: the event's name, see given.c; NULL for a plain one */
} poexs_payload_t;

typedef struct poexs_name_slot {
  const char *pv;   /* borrowed, only compared */
  poe_name_t *name; /* borrowed while the generation is the cache's */
} poexs_name_slot_t;

/* Functions that tools replace, and their bits. */
enum { POEXS_INTERNALS = 3, POEXS_ENQUEUE = 1, POEXS_DISPATCH = 2, POEXS_DUE = 4 };

/* Held as long as the binding. */
typedef struct poexs_known_names {
  poe_name_t *start, *stop, *child, *parent, *signal, *deflt, *gc, *scpoll, *empty, *die, *idle,
      *future, *zombie;
  poe_name_t *file_kernel, *file_sessions, *file_handles, *file_loop;
} poexs_known_names_t;

/* Which place of a handler's arguments a name is for. */
enum { POEXS_AS_STATE, POEXS_AS_FILE, POEXS_AS_FROM_STATE, POEXS_NAME_ROLES };

/* A name in one of those places. */
typedef struct poexs_lent_name {
  poe_name_t *name; /* held */
  SV *sv;           /* owned */
  const char *pv;   /* its string, when it was made */
} poexs_lent_name_t;

/* What is lent to the handlers of one depth; each owned, or NULL. */
typedef struct poexs_lent {
  SV *line, *handle, *mode, *nothing, *session, *sender;
  poexs_lent_name_t names[POEXS_NAME_ROLES][POEXS_LENT_NAMES];
  const poexs_lent_name_t
      *last[POEXS_NAME_ROLES]; /* borrowed: the one of the last event, or NULL */
} poexs_lent_t;

typedef struct poexs_values {
  poexs_known_names_t names;
  poexs_name_slot_t name_cache[POEXS_NAME_CACHE];
  uint64_t name_cache_generation;
  poexs_lent_t lent[POEXS_LENT];  /* by depth */
  SV *kernel;                     /* owned: a reference to it, for handlers; or NULL */
  CV *stock_invoke;               /* borrowed: POE::Session::_invoke_state */
  GV *internals[POEXS_INTERNALS]; /* borrowed: functions that tools replace, as they are now */
  struct poexs_futures *futures;  /* owned: once POE::Future is loaded, if it can be compiled */
  U32 replaced;                   /* by a tool: POEXS_ENQUEUE and so on */
} poexs_values_t;

void poexs_values_init(pTHX_ poexs_t *px); /* needs the kernel */
void poexs_values_free(pTHX_ poexs_t *px);

/* ---- name.c: strings ---- */
void poexs_names_init(pTHX_ poexs_t *px);
poe_name_t *poexs_name_of(pTHX_ poexs_t *px,
                          SV *sv); /* borrowed until the next name is asked for */
poe_name_t *poexs_name_find(pTHX_ poexs_t *px, SV *sv); /* NULL: no such name is in use */
/* Borrowed: fit to be passed to a handler. */
SV *poexs_name_sv(pTHX_ poexs_t *px, poe_name_t *name);
SV *poexs_name_newsv(pTHX_ const poe_name_t *name);
/* True of such a value that nobody wrote to or kept. */
static inline bool poexs_name_is_pristine(const SV *sv, const void *key) {
  enum { SHARED_KEY = SVt_PV | SVf_POK | SVp_POK | SVf_IsCOW };
  return SvREFCNT(sv) == 1 && (SvFLAGS(sv) & ~(U32)SVf_UTF8) == SHARED_KEY &&
         SvPVX_const(sv) == (const char *)key && !SvLEN(sv);
}
poe_name_t *poexs_caller_file(pTHX_ poexs_t *px); /* borrowed */
poe_name_t *poexs_file_of(pTHX_ poexs_t *px, const COP *cop);
/* The line of the program that called, directly or through wheels and POE's own Perl parts. */
const COP *poexs_program_line(pTHX);
void poexs_name_release(void *data, void *cached);

/* A string that a program may have given as an object: poexs_word turns that into a plain one while
 * nothing is held that an error would leave behind. */
typedef SV *poexs_word_t;
SV *poexs_word(pTHX_ SV *sv);

/* ---- given.c: names that are no plain strings ---- */
/* The name of an event as a function of ours gets it; both parts are borrowed. */
typedef struct poexs_event_name {
  SV *word;  /* what it reads as, by poexs_word */
  SV *given; /* as the program gave it */
} poexs_event_name_t;
static inline poexs_event_name_t poexs_named(pTHX_ SV *sv) {
  poexs_event_name_t name = {poexs_word(aTHX_ sv), sv};
  return name;
}
#define POEXS_UNNAMED  poexs_named(aTHX_ &PL_sv_undef)
#define POEXS_NO_EVENT ((poexs_event_name_t){NULL, NULL})
static inline bool poexs_is_plain_name(const SV *sv) {
  return (SvFLAGS(sv) & (SVf_POK | SVf_ROK | SVf_IOK | SVf_NOK)) == SVf_POK;
}
AV *poexs_given_new(pTHX_ SV *name, SV *from_state, SV *time); /* counted, or NULL; so may be all */
SV *poexs_given_name(AV *given); /* borrowed, or NULL, as may be the array */
SV *poexs_given_from_state(AV *given);
SV *poexs_given_time(AV *given);
enum { POEXS_IS_ANSWERED = 1 }; /* in mg_private of a reply's magic: it fails nothing any more */
AV *poexs_given_asked(pTHX_ SV *name, SV *from_state,
                      SV *reply); /* takes the reply, with its magic */
SV *poexs_given_reply(
    pTHX_ AV *given); /* mortal; NULL where nobody asks, or it was taken already */
void poexs_event_keep_time(pTHX_ poe_event_t *e, SV *time);
SV *poexs_given_or_name(pTHX_ SV *given, const poe_name_t *name); /* counted */
void poexs_frame_note(pTHX_ poe_frame_t *f, AV *given);
void poexs_frame_forget(pTHX_ poe_frame_t *f);
SV *poexs_frame_given(const poe_frame_t *f); /* borrowed, or NULL, as may be the frame */
static inline AV *poexs_event_given(const poe_event_t *e) {
  return UNLIKELY(e->has_more) ? (AV *)e->argv[e->argc] : NULL;
}

/* ---- enqueue.c: into the queue, past tools ---- */
/* When an event is due, as alarms and delays are queued: by the wall clock, and with a delta by the
 * steady one.  Its wall time is the event's own. */
typedef struct poexs_times {
  NV delta, due;
  bool has_delta;
} poexs_times_t;
void poexs_internals_init(pTHX_ poexs_t *px);
void poexs_look_for_tools(poexs_t *px);
static inline bool poexs_is_replaced(const poexs_t *px, U32 which) {
  return UNLIKELY(px->values->replaced & which);
}
UV poexs_enqueue_by_method(pTHX_ poexs_t *px, poe_event_t *e, poe_session_t *to,
                           poe_session_t *from, poe_name_t *name, U32 type,
                           const poexs_times_t *times, I32 flags);
/* An event of the kernel's own; throws nothing. */
void poexs_enqueue_own(pTHX_ poexs_t *px, poe_event_t *e, poe_session_t *to, poe_session_t *from,
                       poe_name_t *name, poe_type_t type);

/* ---- entry.c ---- */
HE *poexs_entry_of(pTHX_ HV *hv, SV *key); /* the key is a shared string */

/* ---- session.c: session objects ---- */
poe_session_t *poexs_session_of(pTHX_ poexs_t *px,
                                SV *ref);                /* a live session's reference, or NULL */
poe_session_t *poexs_resolve(pTHX_ poexs_t *px, SV *sv); /* anything that names one, or NULL */
/* Written as IDs are: a number above 0, or its digits and no more. */
bool poexs_is_id(pTHX_ SV *sv, int64_t *id);
poe_session_t *poexs_by_id(pTHX_ poexs_t *px, SV *sid);
poe_session_t *poexs_by_form(pTHX_ poexs_t *px, SV *sv); /* a reference, or one in string form */
poe_session_t *poexs_need_session(pTHX_ poexs_t *px, SV *ref); /* croaks */
SV *poexs_session_newref(pTHX_ poexs_t *px, const poe_session_t *s);
/* Borrowed: fit to be passed to a handler. */
SV *poexs_session_arg(pTHX_ poexs_t *px, poe_session_t *s, int role);
SV *poexs_session_newid(pTHX_ poexs_t *px, const poe_session_t *s);
poe_session_t *poexs_session_attach(pTHX_ poexs_t *px, SV *ref, int64_t id, poe_session_t *parent);
void poexs_session_bind(pTHX_ poexs_t *px, SV *object, poe_session_t *s);
bool poexs_session_is_stock(pTHX_ poexs_t *px, poexs_session_t *ps);
void poexs_session_release(void *data, poe_session_t *s);

/* ---- payload.c: arguments ---- */
poexs_t *poexs_read_args(pTHX_ I32 ax, I32 items);                  /* what POEXS_ARGS stands for */
poe_event_t *poexs_event_copy(pTHX_ poexs_t *px, SV **from, I32 n); /* plain values */
poe_event_t *poexs_event_from_av(pTHX_ poexs_t *px, SV *aref); /* copies an array's, or nothing */
AV *poexs_event_av(pTHX_ poe_event_t *e);                      /* moves them into a new array */
/* Sent by the code that runs: its file, line and state.  NULL is a name of ours, and a time
 * that is no object. */
poe_event_t *poexs_event_sent(pTHX_ poexs_t *px, SV *name, SV *time, SV **from, I32 n);
poe_event_t *poexs_event_asked(pTHX_ poexs_t *px, SV *name, SV *reply, SV **from, I32 n);
poe_event_t *poexs_event_sent_from(pTHX_ poexs_t *px, SV *name, SV *args, SV *file, SV *line,
                                   SV *from_state);
void poexs_event_release(void *data, poe_event_t *e);
/* Plain values; NULL is no handle. */
poexs_payload_t *poexs_payload_new(pTHX_ SV *handle, SV *name, SV **from, I32 n);
SV *poexs_payload_given(const void *payload); /* the name, borrowed; NULL for a plain one */
AV *poexs_plain_list(pTHX_ SV *aref);         /* NULL for anything but an array */
void poexs_payload_release(void *data, void *payload);

/* ---- lend.c: fit to be passed to a handler, not to be kept ---- */
SV *poexs_lend_line(pTHX_ poexs_t *px, U32 line);
/* A name where a handler further out may have what poexs_name_sv gives. */
SV *poexs_lend_another_name(pTHX_ poexs_t *px, poe_name_t *name, int role);
static inline SV *poexs_lend_name(pTHX_ poexs_t *px, poe_name_t *name, int role) {
  I32 depth = px->depth < POEXS_LENT ? px->depth : 0;
  const poexs_lent_name_t *last = px->values->lent[depth].last[role];
  if (LIKELY(last && last->name == name && depth == px->depth &&
             poexs_name_is_pristine(last->sv, last->pv)))
    return last->sv;
  return poexs_lend_another_name(aTHX_ px, name, role);
}
SV *poexs_lend_nothing(pTHX_ poexs_t *px); /* undef */
/* Session and sender where a handler further out may have what poexs_session_arg gives.  Within a
 * scope, to be taken back when the handler is over: they keep the objects. */
void poexs_lend_ends(pTHX_ poexs_t *px, const poe_session_t *to, const poe_session_t *from,
                     SV *out[2]);
void poexs_take_back_ends(pTHX_ poexs_t *px);
void poexs_lend_file(pTHX_ poexs_t *px, SV *handle, IV mode, SV *out[2]); /* within a scope */
void poexs_take_back_file(pTHX_ poexs_t *px);
void poexs_lent_free(pTHX_ poexs_t *px);

/* ---- future.c: POE::Future's compiled methods ---- */
/* The methods of Future::PP that they stand in front of, by their places in the list that
 * poexs_futures_init is given. */
enum {
  POEXS_FUTURE_DONE,
  POEXS_FUTURE_MARK,
  POEXS_FUTURE_GET,
  POEXS_FUTURE_ON_READY,
  POEXS_FUTURE_CHAIN,
  POEXS_FUTURE_IS_READY,
  POEXS_FUTURE_IS_CANCELLED,
  POEXS_FUTURE_NEW,
  POEXS_FUTURE_METHODS
};
void poexs_futures_init(pTHX_ poexs_t *px, AV *base);
void poexs_futures_free(pTHX_ poexs_t *px);
CV *poexs_future_base(pTHX_ poexs_t *px, int method);
/* Borrowed; NULL if it is of another class, or the class is not compiled. */
bool poexs_future_is_ours(pTHX_ SV *sv); /* of POE::Future, or a class made of it */
HV *poexs_future_hash(const poexs_t *px, SV *sv);
SV *poexs_future_new(pTHX_ poexs_t *px, SV *proto);
SV *poexs_future_new_done(pTHX_ poexs_t *px, SV *class, SV **result, I32 n);
SV *poexs_future_plain(pTHX_ poexs_t *px);
bool poexs_future_is_simple(pTHX_ const poexs_t *px, HV *h);
bool poexs_future_done(pTHX_ poexs_t *px, SV *self, SV **result, I32 n);
void poexs_future_wakes(pTHX_ poexs_t *px, SV *self);
bool poexs_future_is_ready(pTHX_ const poexs_t *px, HV *h);
bool poexs_future_is_cancelled(pTHX_ const poexs_t *px, HV *h);
AV *poexs_future_result(pTHX_ const poexs_t *px, HV *h);
bool poexs_future_wait(pTHX_ const poexs_t *px, HV *h, SV *code);
/* What takes a waiter that is a suspended sub; false: it does not, and the waiter is to be called.
 */
void poexs_futures_wake_by(poexs_t *px, bool (*resume)(pTHX_ SV *));
void poexs_future_chain(pTHX_ const poexs_t *px, HV *h, SV *awaited);

/* ---- handle.c ---- */
/* The plain handle behind a value; NULL when only Perl can tell (names, tied handles, objects). */
IO *poexs_plain_io(pTHX_ SV *handle);
int poexs_fileno(pTHX_ SV *handle); /* -1 when it has none */
/* A handle that had this number has another by now, or none: it was closed.  Only for plain
 * handles; of others nobody asks. */
bool poexs_is_closed(pTHX_ SV *handle, int fd);
/* Without asking for the number: false for all but a plain handle that is open. */
static inline bool poexs_is_open(SV *handle) {
  const IO *io;
  if (!SvROK(handle) || !isGV_with_GP(SvRV(handle))) return false;
  io = GvIO((GV *)SvRV(handle));
  return io && IoIFP(io);
}

#endif
