# Resolver.xs: threads that look names up. For POE::XS::Resolver.

MODULE = POE::XS  PACKAGE = POE::XS::Resolver::Threads

# Both ends of a pipe that does not block, which stays open as long as this is there.
SV *
new(const char *class, int read_fd, int write_fd)
  CODE:
    RETVAL = sv_setref_pv(newSV(0), class, poe_resolver_new(read_fd, write_fd, NULL));
  OUTPUT:
    RETVAL

# The question's number; undef: there are too many.
SV *
ask(poe_resolver_t *r, SV *host, SV *service, int family, int socktype, int protocol, int flags)
  PREINIT:
    poe_question_t q = {0};
    uint64_t id;
  CODE:
    q.family = family;
    q.socktype = socktype;
    q.protocol = protocol;
    q.flags = flags;
    if (SvOK(host)) q.host = SvPVbyte_nolen(host);
    if (SvOK(service)) q.service = SvPVbyte_nolen(service);
    id = poe_resolver_ask(r, &q);
    RETVAL = id ? newSVuv((UV)id) : newSV(0);
  OUTPUT:
    RETVAL

bool
cancel(poe_resolver_t *r, UV id)
  CODE:
    RETVAL = poe_resolver_cancel(r, id);
  OUTPUT:
    RETVAL

# The question's number, what failed or undef, and a hash for each address; nothing while there is none.
void
next(poe_resolver_t *r)
  PREINIT:
    poe_answer_t a;
  PPCODE:
    if (!poe_resolver_next(r, &a)) XSRETURN_EMPTY;
    XPUSHs(sv_2mortal(newSVuv((UV)a.id)));
    XPUSHs(sv_2mortal(poexs_look_up_error(aTHX_ &a)));
    for (const struct addrinfo *i = a.found; i; i = i->ai_next)
      XPUSHs(sv_2mortal(poexs_address(aTHX_ i)));
    poe_answer_free(r, &a);

bool
tend(poe_resolver_t *r)
  CODE:
    RETVAL = poe_resolver_tend(r);
  OUTPUT:
    RETVAL

int
count(poe_resolver_t *r)
  CODE:
    RETVAL = poe_resolver_threads(r);
  OUTPUT:
    RETVAL

bool
is_whole(poe_resolver_t *r)
  CODE:
    RETVAL = poe_resolver_is_whole(r);
  OUTPUT:
    RETVAL

bool
has_pipe(poe_resolver_t *r)
  CODE:
    RETVAL = poe_resolver_has_pipe(r);
  OUTPUT:
    RETVAL

void
DESTROY(SV *self)
  PREINIT:
    poe_resolver_t *r;
  CODE:
    if (!SvROK(self) || !SvIOK(SvRV(self))) XSRETURN_EMPTY;
    r = INT2PTR(poe_resolver_t *, SvIV(SvRV(self)));
    sv_setiv(SvRV(self), 0);
    if (r) poe_resolver_free(r);

# Answers come through a pipe that its own kernel reads.
int
CLONE_SKIP(...)
  CODE:
    PERL_UNUSED_VAR(items);
    RETVAL = 1;
  OUTPUT:
    RETVAL
