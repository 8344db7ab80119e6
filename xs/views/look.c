/* look.c: the tables as JSON, for the probe.
 *
 * A list is made by an object of class POE::XS::Look, a slice at each call: it takes no more time
 * than it is given.  It belongs to the kernel that made it, and ends before it. */
#include "xs/views/views.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "xs/values/values.h"

/* ---- what the host knows of sessions ---- */

static HV *stash_of(const poe_session_t *s) {
  const poexs_session_t *ps = (const poexs_session_t *)s->host;
  return ps && SvOBJECT(ps->object) ? SvSTASH(ps->object) : NULL;
}

static const char *class_of(void *data, const poe_session_t *s) {
  HV *stash = stash_of(s);
  const char *name = stash ? HvNAME_get(stash) : NULL;
  PERL_UNUSED_ARG(data);
  return !s->host ? "POE::Kernel" : name ? name : "";
}

/* Of sessions that are laid out as POE::Session has it. */
static HV *states_of(const poe_session_t *s) {
  const poexs_session_t *ps = (const poexs_session_t *)s->host;
  const AV *av = ps && SvTYPE(ps->object) == SVt_PVAV ? (const AV *)ps->object : NULL;
  const SV *states = av && !SvRMAGICAL(av) && AvFILLp(av) >= 2 ? AvARRAY(av)[2] : NULL;
  HV *hv = states && SvROK(states) && SvTYPE(SvRV(states)) == SVt_PVHV ? (HV *)SvRV(states) : NULL;
  return hv && !SvRMAGICAL(hv) ? hv : NULL;
}

enum { HANDLERS_SHOWN = 200 };

/* In the hash's order: to walk it changes its iterator, which is put back. */
static void handlers_of(void *data, const poe_session_t *s, poe_text_t *out) {
  HV *states = states_of(s);
  HE **buckets = states ? HvARRAY(states) : NULL;
  int left = HANDLERS_SHOWN;
  PERL_UNUSED_ARG(data);
  for (STRLEN i = 0; buckets && i <= HvMAX(states); i++)
    for (const HE *he = buckets[i]; he && left; he = HeNEXT(he)) {
      if (HeKLEN(he) < 0 || HeVAL(he) == &PL_sv_placeholder) continue;
      poe_text_string(out, HeKEY(he), (size_t)HeKLEN(he), HeKUTF8(he));
      left--;
    }
}

/* ---- what the system knows of descriptors ---- */

static const char *kind_of(int fd) {
  struct stat st;
  if (fstat(fd, &st) != 0) return "closed";
  switch (st.st_mode & S_IFMT) {
  case S_IFSOCK: return "socket";
  case S_IFIFO: return "pipe";
  case S_IFREG: return "file";
  case S_IFDIR: return "folder";
  case S_IFCHR: return isatty(fd) ? "tty" : "device";
  default: return "other";
  }
}

typedef union poexs_address {
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
  struct sockaddr_un un;
} poexs_address_t;

/* As people write it; an empty text for one that has none. */
static void address_text(const poexs_address_t *a, socklen_t len, char *text, size_t size) {
  char host[INET6_ADDRSTRLEN] = "";
  *text = '\0';
  if (a->any.sa_family == AF_INET) {
    inet_ntop(AF_INET, &a->in.sin_addr, host, sizeof host);
    snprintf(text, size, "%s:%d", host, ntohs(a->in.sin_port));
  } else if (a->any.sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &a->in6.sin6_addr, host, sizeof host);
    snprintf(text, size, "[%s]:%d", host, ntohs(a->in6.sin6_port));
  } else if (a->any.sa_family == AF_UNIX && len > offsetof(struct sockaddr_un, sun_path)) {
    const char *path = a->un.sun_path;
    size_t most = len - offsetof(struct sockaddr_un, sun_path);
    snprintf(text, size, "%s%.*s", *path ? "" : "@", (int)(*path ? most : most - 1),
             *path ? path : path + 1);
  }
}

/* The other end, or where it listens. */
static void put_peer(poe_text_t *out, int fd) {
  poexs_address_t a;
  socklen_t len = sizeof a;
  char text[sizeof a.un.sun_path + INET6_ADDRSTRLEN];
  bool is_peer = getpeername(fd, &a.any, &len) == 0;
  if (!is_peer) {
    len = sizeof a;
    if (getsockname(fd, &a.any, &len) != 0) return;
  }
  address_text(&a, len, text, sizeof text);
  if (!*text) return;
  poe_text_key(out, is_peer ? "peer" : "address");
  poe_text_string(out, text, strlen(text), false);
}

static void file_of(void *data, int fd, poe_text_t *out) {
  const char *kind = kind_of(fd);
  PERL_UNUSED_ARG(data);
  poe_text_key(out, "kind");
  poe_text_word(out, kind);
  if (strEQ(kind, "socket")) put_peer(out, fd);
}

static poe_look_host_t looker(poexs_t *px) {
  poe_look_host_t host = {px, class_of, handlers_of, file_of};
  return host;
}

/* ---- values ---- */

/* Counted; the text is freed.  JSON is UTF-8, as bytes. */
static SV *as_value(pTHX_ poe_text_t *t) {
  SV *sv = newSVpvn(t->str ? t->str : "", t->len);
  poe_text_free(t);
  return sv;
}

SV *poexs_look_head(pTHX_ poexs_t *px) {
  poe_text_t t = {0};
  poe_text_open(&t, '{');
  poe_look_head(px->k, &t);
  poe_text_close(&t, '}');
  return as_value(aTHX_ & t);
}

UV poexs_look_lag(pTHX_ poexs_t *px, double part) {
  poe_histogram_t now = {0}, since;
  PERL_UNUSED_CONTEXT;
  if (!px->views->lag) Newxz(px->views->lag, 1, poe_histogram_t);
  poe_kernel_lag(px->k, &now);
  since = now;
  poe_histogram_since(&since, px->views->lag);
  *px->views->lag = now;
  return (UV)poe_histogram_quantile(&since, part);
}

SV *poexs_look_late(pTHX_ poexs_t *px) {
  poe_text_t t = {0};
  poe_text_open(&t, '{');
  poe_look_lag(px->k, &t);
  poe_text_close(&t, '}');
  return as_value(aTHX_ & t);
}

SV *poexs_look_session(pTHX_ poexs_t *px, poe_session_t *s, U32 shown) {
  poe_look_host_t host = looker(px);
  poe_text_t t = {0};
  poe_text_open(&t, '{');
  poe_look_session(px->k, &host, s, shown, &t);
  poe_text_close(&t, '}');
  return as_value(aTHX_ & t);
}

static bool is_name(pTHX_ const poe_name_t *n, SV *text) {
  STRLEN len;
  const char *pv = SvPV_const(text, len);
  return n->len == len && memEQ(n->str, pv, len);
}

/* What a name is, is its characters: it may be known by one form of them, and asked for by the
 * other. */
static const poe_name_stat_t *stat_of(pTHX_ poexs_t *px, SV *name) {
  const poe_name_stat_t *n = NULL;
  SV *wide = sv_mortalcopy(name), *narrow = sv_mortalcopy(name);
  bool is_any = SvOK(name), is_narrow = is_any && sv_utf8_downgrade(narrow, true);
  if (is_any) sv_utf8_upgrade(wide);
  while ((n = poe_name_stat_each(px->k, n))) {
    if (!n->name || !is_any) {
      if (!n->name && !is_any) break;
    } else if (n->name->utf8 ? is_name(aTHX_ n->name, wide)
                             : is_narrow && is_name(aTHX_ n->name, narrow)) {
      break;
    }
  }
  return n;
}

SV *poexs_look_event(pTHX_ poexs_t *px, SV *name) {
  const poe_name_stat_t *n = stat_of(aTHX_ px, name);
  poe_text_t t = {0};
  if (!n) return newSV(0);
  poe_text_open(&t, '{');
  poe_look_event(n, &t);
  poe_text_close(&t, '}');
  return as_value(aTHX_ & t);
}

/* ---- lists ---- */

struct poexs_look {
  poe_look_t *look; /* owned */
  poexs_t *px;      /* borrowed: whose kernel it is */
};

/* NULL: the table has no such column. */
poexs_look_t *poexs_look_new(pTHX_ poexs_t *px, const poe_look_query_t *q) {
  poe_look_host_t host = looker(px);
  poe_look_t *look = poe_look_new(px->k, &host, q);
  poexs_look_t *l;
  PERL_UNUSED_CONTEXT;
  if (!look) return NULL;
  Newx(l, 1, poexs_look_t);
  l->look = look;
  l->px = px;
  return l;
}

/* Between two looks at the clock. */
enum { STEPS = 4 };

/* Rows with commas between; *more says whether there are others.  A kernel that has ended since has
 * none. */
SV *poexs_look_on(pTHX_ poexs_look_t *l, UV nanoseconds, bool *more) {
  const uint64_t end = poexs_ticks(NULL) + nanoseconds;
  poe_text_t t = {0};
  *more = l->px == poexs_here_or_null(aTHX) && l->px->k;
  while (*more) {
    *more = poe_look_on(l->look, &t, STEPS);
    if (poexs_ticks(NULL) >= end) break;
  }
  return as_value(aTHX_ & t);
}

/* Rows so far with commas between, from record *at on; what *dropped counts is added to. */
SV *poexs_look_trace(pTHX_ poexs_t *px, poe_look_trace_t *trace, UV nanoseconds, bool *more) {
  const uint64_t end = poexs_ticks(NULL) + nanoseconds;
  poe_text_t t = {0};
  do *more = poe_look_trace(px->k, trace, &t, STEPS);
  while (*more && poexs_ticks(NULL) < end);
  return as_value(aTHX_ & t);
}

void poexs_look_free(poexs_look_t *l) {
  poe_look_free(l->look);
  Safefree(l);
}
