package POE::Driver::TLS;

# TLS between a wheel and its socket. The library reads and writes memory only; octets of the socket are
# moved by a plain driver below. So the library never meets a socket that would block, and whatever
# arrives in one read is decrypted at once: nothing stays behind that no select would tell of.

use strict;
use warnings;

our $VERSION  = '2.000';
our @ISA      = ('POE::Driver');
our @CARP_NOT = qw(POE::Driver::SysRW POE::Driver::TLS::Context);

use Carp         qw(croak);
use Errno        qw(ECONNRESET EPROTO);
use Scalar::Util qw(dualvar refaddr weaken);

use POE::Driver               ();
use POE::Driver::SysRW        ();
use POE::Driver::TLS::Context ();

use constant {
    CONNECTION => 0,     # the library's object
    ARRIVED    => 1,     # its memory: what came from the other end
    LEAVING    => 2,     # what is to go there
    BELOW      => 3,     # the driver that moves them
    QUEUE      => 4,     # chunks that are not encrypted yet
    OCTETS     => 5,     # their length
    BELOW_LEFT => 6,     # octets that the driver below holds
    IS_OPEN    => 7,     # the handshake is over
    FAILURE    => 8,     # why nothing more will be read: a number and a text; 0 is the proper end
    IS_ENDING  => 9,     # no more output: the other end is to be told, or was
    HANDLE     => 10,    # for what is said by the driver itself
    PROCESS    => 11,    # the one that used it last and may do so
    CONTEXT    => 12,
    DONE       => 13,    # octets of the first chunk that are encrypted
};

# How much is encrypted at a time; a socket that is full leaves the rest alone.
use constant PIECE => 65_536;

# A connection belongs to the thread that made it: a copy is of no use, and must not free it. Leaving copies
# out by CLONE_SKIP would make perl panic, as there are weak references to drivers.
my %living;    # weak, by address

sub CLONE {
    for my $copy (values %living) {
        @$copy = ();
        bless $copy, 'POE::Driver';
    }
    %living = ();
    return;
}

# ---------------------------------------------------------------------------
# Construction

sub new {
    my $class = shift;
    croak "$class requires an even number of parameters" if @_ & 1;
    my %given = @_;
    my ($context, $name, $size) = delete @given{qw(Context Hostname BlockSize)};
    croak "$class: Context has these already: @{[ sort keys %given ]}" if $context and keys %given;
    $context //= POE::Driver::TLS::Context->new(%given);
    my $connection = $context->connection($name);
    my ($in, $out) = map { Net::SSLeay::BIO_new(Net::SSLeay::BIO_s_mem()) } 1 .. 2;
    Net::SSLeay::set_bio($connection, $in, $out);
    my $below = POE::Driver::SysRW->new(defined $size ? (BlockSize => $size) : ());
    my $self
        = bless [ $connection, $in, $out, $below, [], 0, 0, 0, undef, 0, undef, $$, $context, 0 ],
        $class;
    weaken($living{ refaddr $self } = $self);
    return $self;
}

sub ssl { return $_[0][CONNECTION] }

# ---------------------------------------------------------------------------
# Between the library's memory and the socket

# Keeps $! of the driver below: callers tell failure by it.
sub _send {
    my ($self, $handle) = @_;
    my $waiting = Net::SSLeay::BIO_pending($self->[LEAVING]);
    $self->[BELOW]->put([ Net::SSLeay::BIO_read($self->[LEAVING], $waiting) ]) if $waiting > 0;
    $self->[BELOW_LEFT] = $self->[BELOW]->flush($handle);
    return $self->[BELOW_LEFT];
}

# Undef, or an error number if the socket has nothing more: 0 at its end.
sub _receive {
    my ($self, $handle) = @_;
    my $chunks = $self->[BELOW]->get($handle);
    return $! + 0 if !defined $chunks;
    Net::SSLeay::BIO_write($self->[ARRIVED], $_) for @$chunks;
    return;
}

# To be called when all that came before is decrypted. An end that the other side did not announce may
# be somebody else's doing.
sub _meet_end {
    my ($self, $errno) = @_;
    return $self->_fail($errno) if $errno;
    return $self->_fail(ECONNRESET, 'the connection ended without a closing message');
}

# The first failure counts. Returns false.
sub _fail {
    my ($self, $errno, $text) = @_;
    $self->[FAILURE] //= [
        $errno, $text // do { local $! = $errno; "$!" }
    ];
    return 0;
}

sub _fail_by_library {
    my ($self) = @_;
    my $text   = POE::Driver::TLS::Context::newest_error();
    my $result = Net::SSLeay::get_verify_result($self->[CONNECTION]);
    $text .= ': ' . Net::SSLeay::X509_verify_cert_error_string($result)
        if $result != Net::SSLeay::X509_V_OK();
    return $self->_fail(EPROTO, $text eq '' ? 'TLS failed' : $text);
}

sub error {
    my ($self) = @_;
    my $failure = $self->[FAILURE] or return;
    return dualvar $failure->[0], $failure->[1];
}

# The message of an error, with what TLS knows of it.
sub in_other_words {
    my ($self, $message) = @_;
    my $error = $self->error;
    return defined $error && $error == $message ? $error : $message;
}

# What a driver returns at the end: $! says how it ended.
sub _end {
    my ($self) = @_;
    $! = $self->[FAILURE][0];
    return undef;    ## no critic (explicit undef is the answer)
}

# ---------------------------------------------------------------------------
# The handshake

# One step with what has arrived. False if it failed.
sub _shake_hands {
    my ($self) = @_;
    return 1 if $self->[IS_OPEN];
    my $connection = $self->[CONNECTION];
    Net::SSLeay::ERR_clear_error();
    my $result = Net::SSLeay::do_handshake($connection);
    return $self->[IS_OPEN] = 1 if $result == 1;
    return 1 if Net::SSLeay::get_error($connection, $result) == Net::SSLeay::ERROR_WANT_READ();
    return $self->_fail_by_library;
}

# For those who want it over before a wheel has the socket.
sub handshake {
    my ($self, $handle) = @_;
    $self->_remember($handle);
    return $self->_end if $self->[FAILURE];
    my $errno = $self->_receive($handle);
    $self->_shake_hands;
    $self->_meet_end($errno) if defined $errno && !$self->[IS_OPEN];
    $self->_send($handle);
    $self->_fail($! + 0) if $!;
    return $self->_end   if $self->[FAILURE];
    return $self->[IS_OPEN];
}

sub is_open     { return $_[0][IS_OPEN] }
sub wants_write { return $_[0][BELOW_LEFT] > 0 }

# Whether records came along with the end of the handshake: no select tells of them.
sub has_arrived {
    my ($self) = @_;
    return Net::SSLeay::BIO_pending($self->[ARRIVED]) > 0;
}

sub _remember {
    my ($self, $handle) = @_;
    @$self[ HANDLE, PROCESS ] = ($handle, $$);
    return;
}

# ---------------------------------------------------------------------------
# What wheels call

sub get {
    my ($self, $handle) = @_;
    $self->_remember($handle);
    return $self->_end if $self->[FAILURE];
    my $was_open = $self->[IS_OPEN];
    my $errno    = $self->_receive($handle);
    my @data     = $self->_shake_hands ? $self->_decrypt : ();
    $self->_meet_end($errno) if defined $errno;
    $self->_speak($handle);
    _kernel()->select_resume_write($handle) if !$was_open && $self->[IS_OPEN] && $self->[OCTETS];
    return \@data                           if !$self->[FAILURE];
    return $self->_end                      if !@data;
    shutdown $handle, 0;    # so that the socket stays ready, and the end is met by the next read
    return \@data;
}

sub _decrypt {
    my ($self) = @_;
    my $connection = $self->[CONNECTION];
    my @data;
    while ($self->[IS_OPEN]) {
        Net::SSLeay::ERR_clear_error();
        my ($data, $result) = Net::SSLeay::read($connection, PIECE);
        if (defined $data and length $data) { push @data, $data; next }
        my $error = Net::SSLeay::get_error($connection, $result // -1);
        last if $error == Net::SSLeay::ERROR_WANT_READ();
        if   ($error == Net::SSLeay::ERROR_ZERO_RETURN()) { $self->_fail(0, '') }
        else                                              { $self->_fail_by_library }
        last;
    }
    return @data;
}

# What the library has to say of its own, such as its part of the handshake.
sub _speak {
    my ($self, $handle) = @_;
    return                                  if !Net::SSLeay::BIO_pending($self->[LEAVING]);
    _kernel()->select_resume_write($handle) if $self->_send($handle);
    return;
}

sub _kernel { return $POE::Kernel::poe_kernel }

sub put {
    my ($self, $chunks) = @_;
    for my $chunk (grep { defined && length } @$chunks) {
        my $copy = $chunk;
        utf8::encode($copy) if utf8::is_utf8($copy);
        push @{ $self->[QUEUE] }, $copy;
        $self->[OCTETS] += length $copy;
    }
    return $self->[OCTETS] + $self->[BELOW_LEFT];
}

sub get_out_messages_buffered {
    my ($self) = @_;
    return @{ $self->[QUEUE] } + ($self->[BELOW_LEFT] ? 1 : 0);
}

sub flush {
    my ($self, $handle) = @_;
    $self->_remember($handle);
    return $self->_flush_handshake($handle) if !$self->[IS_OPEN];
    while (!$self->_send($handle) and !$!) {
        next if $self->_encrypt;
        last;
    }
    return $self->[OCTETS] + $self->[BELOW_LEFT];
}

# Output waits for the end of the handshake, and the write select with it.
sub _flush_handshake {
    my ($self, $handle) = @_;
    my $is_over = $self->handshake($handle);
    return $self->flush($handle)           if $is_over;
    return $self->put([])                  if !defined $is_over;
    _kernel()->select_pause_write($handle) if !$self->[BELOW_LEFT];
    $! = 0;
    return $self->put([]);
}

# Encrypts a piece of what is queued, or says good-bye after all of it. False if there was nothing.
sub _encrypt {
    my ($self) = @_;
    return $self->[IS_ENDING] == 1 ? $self->_say_goodbye : 0 if !@{ $self->[QUEUE] };
    my $data = $self->_take_piece;
    $self->[OCTETS] -= length $data;
    Net::SSLeay::ERR_clear_error();
    return 1 if Net::SSLeay::write($self->[CONNECTION], $data) > 0;
    $self->_fail_by_library;
    $! = EPROTO;
    return 0;
}

# Small chunks are joined. Of a large one it is noted how far it went: to cut pieces off its front would
# copy the rest for each of them.
sub _take_piece {
    my ($self) = @_;
    my ($queue, $done) = @$self[ QUEUE, DONE ];
    if (length($queue->[0]) - $done > PIECE) {
        $self->[DONE] += PIECE;
        return substr $queue->[0], $done, PIECE;
    }
    my $data = $done ? substr shift @$queue, $done : shift @$queue;
    $self->[DONE] = 0;
    $data .= shift @$queue while @$queue and length($data) + length($queue->[0]) <= PIECE;
    return $data;
}

# ---------------------------------------------------------------------------
# The end of output

sub _say_goodbye {
    my ($self) = @_;
    $self->[IS_ENDING] = 2;
    Net::SSLeay::ERR_clear_error();
    Net::SSLeay::shutdown($self->[CONNECTION]);
    return 1;
}

# The other end reads an end of file after what is queued; input goes on.
sub end_output {
    my ($self) = @_;
    return if $self->[IS_ENDING];
    $self->[IS_ENDING] = 1;
    return if !$self->[IS_OPEN] or $self->put([]) or !$self->[HANDLE];
    local $!;
    $self->flush($self->[HANDLE]);
    return;
}

# A closing message, if all that came before it is out. A forked process leaves that to its parent.
sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT' or !$self->[CONNECTION];
    delete $living{ refaddr $self };
    local ($@, $!, $?);
    my $is_mine = $self->[PROCESS] == $$ && $self->[HANDLE] && defined fileno $self->[HANDLE];
    $self->end_output if $is_mine and !$self->[FAILURE] || $self->[FAILURE][0] == 0;
    Net::SSLeay::free($self->[CONNECTION]);
    $self->[CONNECTION] = undef;
    return;
}

1;
