/* sysrw.c: POE::Driver::SysRW, which reads and writes descriptors directly.
 *
 * Tied handles and those with layers that change bytes are left to Perl's sysread and syswrite. */
#include "xs/bytes/bytes.h"

#include "xs/values/values.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { QUEUE, DONE, LEFT, BLOCK_SIZE, TOTAL };

/* The most that is read at once. */
enum { DEFAULT_BLOCK_SIZE = 65536 };

/* Chunks that go out with one system call. */
enum { VECTOR = 64 };

/* A signal that came in between is no error either: the handle is found ready again. */
static bool would_block(void) { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

/* The descriptor of a plain handle; -1: Perl has to see to it.  Bytes that perl's own buffer holds
 * are passed by, as sysread and syswrite do. */
static int plain_fd(pTHX_ SV *handle, bool writing) {
  IO *io = poexs_plain_io(aTHX_ handle);
  PerlIO *f = io ? (writing && IoOFP(io) ? IoOFP(io) : IoIFP(io)) : NULL;
  return f && !PerlIO_isutf8(f) ? PerlIO_fileno(f) : -1;
}

/* A new reference, counted. */
SV *poexs_sysrw_new(pTHX_ HV *stash) {
  AV *self = newAV();
  av_extend(self, TOTAL);
  av_push(self, newRV_noinc((SV *)newAV()));
  av_push(self, newSViv(0));
  av_push(self, newSViv(0));
  av_push(self, newSViv(DEFAULT_BLOCK_SIZE));
  av_push(self, newSViv(0));
  return sv_bless(newRV_noinc((SV *)self), stash);
}

/* ---- reading ---- */

/* The string that is read into, of at least so many bytes and held by nobody else.  One for all
 * wheels of the interpreter: between a read and the end of its delivery nothing else reads, because
 * what was read is copied or given away before a handler runs.  It is shown to nobody; one that is
 * held all the same, by a walk through perl's memory, is left to who holds it. */
static SV *scratch_of(pTHX_ poexs_t *px, STRLEN size) {
  if (UNLIKELY(px->bytes->scratch && SvREFCNT(px->bytes->scratch) != 1)) {
    SvREFCNT_dec(px->bytes->scratch);
    px->bytes->scratch = NULL;
  }
  if (!px->bytes->scratch) px->bytes->scratch = newSV(size + 1);
  SvUPGRADE(px->bytes->scratch, SVt_PV);
  (void)SvGROW(px->bytes->scratch, size + 1);
  POEXS_ASSERT(SvREFCNT(px->bytes->scratch) == 1 && !SvIsCOW(px->bytes->scratch));
  return px->bytes->scratch;
}

/* One read, no more: the rest waits for the next poll, so that no connection starves the others.
 * errno tells an error, or 0 at the end of the file, until somebody else sets it.  No Perl code
 * runs but that of a driver's tied elements. */
poexs_read_kind_t poexs_sysrw_read(pTHX_ poexs_t *px, AV *self, SV *handle) {
  IV size = poexs_slot_iv(aTHX_ self, BLOCK_SIZE);
  int fd = plain_fd(aTHX_ handle, false);
  SV *scratch;
  ssize_t n;
  if (fd < 0 || size <= 0) return POEXS_READ_BY_PERL;
  scratch = scratch_of(aTHX_ px, (STRLEN)size);
  n = read(fd, SvPVX(scratch), (size_t)size);
  if (n <= 0) {
    if (n == 0) errno = 0;
    return n < 0 && would_block() ? POEXS_READ_NOTHING : POEXS_READ_END;
  }
  SvCUR_set(scratch, (STRLEN)n);
  *SvEND(scratch) = '\0';
  SvPOK_only(scratch);
  return POEXS_READ_BYTES;
}

/* What was read, as a value of its own: the scratch string itself when that is mostly filled. */
SV *poexs_scratch_take(pTHX_ poexs_t *px) {
  SV *scratch = px->bytes->scratch, *bytes;
  POEXS_ASSERT(scratch && SvREFCNT(scratch) == 1 && SvPOK(scratch));
  if (SvCUR(scratch) >= SvLEN(scratch) / 2) {
    px->bytes->scratch = NULL;
    bytes = scratch;
  } else {
    bytes = newSVpvn(SvPVX(scratch), SvCUR(scratch));
  }
  if (UNLIKELY(TAINTING_get)) SvTAINTED_on(bytes);
  return bytes;
}

/* Mortal.  Handles may be tied: anything can run. */
static SV *by_perl(pTHX_ const char *function, SV *self, SV *handle) {
  SV *args[2];
  args[0] = self;
  args[1] = handle;
  return sv_2mortal(poexs_call_perl(aTHX_ function, args, 2, G_SCALAR));
}

/* get: an array of what was read, or of nothing where there is nothing yet; undef at the end of the
 * file and on an error, which $! tells apart. */
SV *poexs_sysrw_get(pTHX_ poexs_t *px, SV *self, SV *handle) {
  AV *chunks;
  switch (poexs_sysrw_read(aTHX_ px, poexs_object_av(aTHX_ self, "the driver"), handle)) {
  case POEXS_READ_BY_PERL: return by_perl(aTHX_ "POE::Driver::SysRW::_get_by_perl", self, handle);
  case POEXS_READ_END: return &PL_sv_undef;
  case POEXS_READ_NOTHING: return sv_2mortal(newRV_noinc((SV *)newAV()));
  case POEXS_READ_BYTES: break;
  }
  chunks = newAV();
  av_push(chunks, poexs_scratch_take(aTHX_ px));
  return sv_2mortal(newRV_noinc((SV *)chunks));
}

/* ---- queueing ---- */

/* Borrowed from the driver; Perl code may put another one there. */
static AV *queue_of(pTHX_ AV *self) {
  SV *ref = poexs_slot(aTHX_ self, QUEUE);
  if (!SvROK(ref) || SvTYPE(SvRV(ref)) != SVt_PVAV) croak("the driver has no queue");
  return (AV *)SvRV(ref);
}

/* An empty chunk is none.  DONE and LEFT are of the first chunk, so they change here only when it
 * is the first; TOTAL is what put and flush return, and what wheels compare with their marks. */
void poexs_sysrw_queue(pTHX_ AV *self, SV *chunk) {
  AV *queue = queue_of(aTHX_ self);
  STRLEN n;
  POEXS_ASSERT(SvREFCNT(chunk) == 1);
  if (SvOK(chunk)) (void)SvPV_force(chunk, n);
  if (!SvOK(chunk) || !SvCUR(chunk)) {
    SvREFCNT_dec_NN(chunk);
    return;
  }
  SvUTF8_off(chunk); /* what is written are perl's own octets */
  n = SvCUR(chunk);
  if (av_len(queue) < 0) {
    poexs_slot_set_iv(aTHX_ self, DONE, 0);
    poexs_slot_set_iv(aTHX_ self, LEFT, (IV)n);
  }
  av_push(queue, chunk);
  poexs_slot_set_iv(aTHX_ self, TOTAL, poexs_slot_iv(aTHX_ self, TOTAL) + (IV)n);
}

/* put.  Each chunk is turned into a plain string before it is copied, so what its class may do in
 * between finds the queue whole. */
IV poexs_sysrw_put(pTHX_ SV *object, SV *chunks) {
  AV *self = poexs_object_av(aTHX_ object, "the driver"), *av = poexs_plain_list(aTHX_ chunks);
  if (!av && !SvOK(chunks)) return poexs_slot_iv(aTHX_ self, TOTAL);
  if (!av) croak("the chunks must be an array reference");
  for (SSize_t i = 0; i <= av_len(av); i++) {
    SV **svp = av_fetch(av, i, 0);
    if (svp && SvOK(*svp)) poexs_sysrw_queue(aTHX_ self, newSVsv(poexs_word(aTHX_ * svp)));
  }
  return poexs_slot_iv(aTHX_ self, TOTAL);
}

/* ---- writing ---- */

/* Whether writes may be joined: not where each of them is a message. */
static bool is_byte_stream(int fd) {
  struct stat st;
  int type = 0;
  socklen_t size = sizeof type;
  if (fstat(fd, &st)) return false;
  if (S_ISSOCK(st.st_mode))
    return !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) && type == SOCK_STREAM;
  return S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode);
}

/* Points into the chunks, for one system call: no Perl code may run before that.  Of the first
 * chunk a part may have gone out already. */
static int vector_of(AV *queue, struct iovec *v, STRLEN done, int most) {
  int n = 0;
  for (SSize_t i = 0; i <= AvFILLp(queue) && n < most; i++) {
    SV *chunk = AvARRAY(queue)[i];
    STRLEN skip = i ? 0 : done;
    v[n].iov_base = SvPVX(chunk) + skip;
    v[n++].iov_len = SvCUR(chunk) - skip;
  }
  return n;
}

/* Takes what was written off the queue.  The numbers are what a Perl subclass of the driver, or one
 * that goes on by _flush_by_perl, finds and carries on from. */
static void written(pTHX_ AV *self, AV *queue, size_t n) {
  size_t done = (size_t)poexs_slot_iv(aTHX_ self, DONE) + n;
  poexs_slot_set_iv(aTHX_ self, TOTAL, poexs_slot_iv(aTHX_ self, TOTAL) - (IV)n);
  while (AvFILLp(queue) >= 0 && done >= SvCUR(AvARRAY(queue)[0])) {
    SV *chunk = av_shift(queue);
    done -= SvCUR(chunk);
    SvREFCNT_dec_NN(chunk);
  }
  poexs_slot_set_iv(aTHX_ self, DONE, (IV)done);
  poexs_slot_set_iv(aTHX_ self, LEFT,
                    AvFILLp(queue) >= 0 ? (IV)(SvCUR(AvARRAY(queue)[0]) - done) : 0);
}

/* Programs can reach the queue: what is no plain list of strings is written by Perl code.  Looked
 * at is what one system call may take, and the chunk behind it: a queue may be long. */
static bool is_plain_queue(const AV *queue) {
  if (SvRMAGICAL(queue)) return false;
  for (SSize_t i = 0; i <= AvFILLp(queue) && i <= VECTOR; i++)
    if (!AvARRAY(queue)[i] || !SvPOK(AvARRAY(queue)[i])) return false;
  return true;
}

/* One system call; false when the descriptor takes no more, or on an error, which errno tells. */
static bool write_some(pTHX_ AV *self, AV *queue, int fd, int most) {
  struct iovec v[VECTOR];
  size_t wanted = 0;
  ssize_t got;
  int n = vector_of(queue, v, (STRLEN)poexs_slot_iv(aTHX_ self, DONE), most);
  for (int i = 0; i < n; i++) wanted += v[i].iov_len;
  got = n == 1 ? write(fd, v[0].iov_base, v[0].iov_len) : writev(fd, v, n);
  if (got <= 0) {
    if (got == 0 || would_block()) errno = 0;
    return false;
  }
  errno = 0;
  written(aTHX_ self, queue, (size_t)got);
  return (size_t)got == wanted;
}

/* flush: how many octets are left.  Writes until the queue is empty or the descriptor takes no
 * more, as POE's does; messages of a datagram socket go out one by one, bytes of a stream
 * together. */
IV poexs_sysrw_flush(pTHX_ SV *object, SV *handle) {
  AV *self = poexs_object_av(aTHX_ object, "the driver"), *queue = queue_of(aTHX_ self);
  int fd = plain_fd(aTHX_ handle, true);
  int most = fd >= 0 && AvFILLp(queue) > 0 && is_byte_stream(fd) ? VECTOR : 1;
  SV *left;
  errno = 0;
  while (fd >= 0 && is_plain_queue(queue)) {
    if (AvFILLp(queue) < 0 || !write_some(aTHX_ self, queue, fd, most))
      return poexs_slot_iv(aTHX_ self, TOTAL);
  }
  left = by_perl(aTHX_ "POE::Driver::SysRW::_flush_by_perl", object, handle);
  return SvIV(left);
}
