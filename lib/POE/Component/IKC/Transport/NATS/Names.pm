package POE::Component::IKC::Transport::NATS::Names;

use strict;
use warnings;

our $VERSION = '2.000';

# What kernels, sessions and events are called in subjects, and back.
#
# A subject names who sent it, so that the permissions of a server can vouch for that. A name is one token of it: whatever
# is no letter, digit, `-` or `_` is `=` and two hexadecimal digits. Such tokens are keys and names of streams, too.

use Carp     qw(croak);
use Exporter qw(import);

our @EXPORT_OK = qw(token text);

# Of octets, in one token and in a whole subject. A server takes lines of 4,096, with subject, reply and sizes.
use constant { TOKEN_MOST => 200, SUBJECT_MOST => 1000 };

# An empty token is none that a server takes, and what begins with `_` is other programs'.
sub token {
    my ($text) = @_;
    my $octets = $text;
    utf8::encode($octets) if utf8::is_utf8($octets);
    $octets =~ s/([^A-Za-z0-9_-])/sprintf '=%02X', ord $1/ge;
    $octets =~ s/\A_/=5F/;
    $octets = '='                                                  if !length $octets;
    croak 'the name "' . substr($text, 0, 40) . '..." is too long' if length $octets > TOKEN_MOST;
    return $octets;
}

# Undef if it is none of ours.
sub text {
    my ($token) = @_;
    return '' if $token eq '=';
    return if !length $token or $token =~ /=(?![0-9A-F]{2})/ or $token =~ /[^A-Za-z0-9_=-]/;
    $token =~ s/=(..)/chr hex $1/ge;
    utf8::decode($token);
    return $token;
}

sub new {
    my ($class, $realm) = @_;
    return bless { prefix => 'poe.' . token($realm) }, $class;
}

sub _subject {
    my ($self, $kind, @names) = @_;
    my $subject = join '.', $self->{prefix}, $kind, map { token($_) } @names;
    croak 'the names of kernel, session and event are too long' if length $subject > SUBJECT_MOST;
    return $subject;
}

# ---- what is sent to whom ----

sub to_kernel {
    my ($self, $to, $from, $session, $event) = @_;
    return $self->_subject(k => $to, $from, $session, $event);
}

sub to_service {
    my ($self, $session, $from, $event) = @_;
    return $self->_subject(svc => $session, $from, $event);
}

sub to_durable {
    my ($self, $kernel, $session, $from, $event) = @_;
    return $self->_subject(d => $kernel, $session, $from, $event);
}

sub presence { return $_[0]->_subject(up => $_[1]) }

# ---- and what is listened to ----

sub for_kernel      { return $_[0]->_subject(k   => $_[1]) . '.>' }
sub for_service     { return $_[0]->_subject(svc => $_[1]) . '.>' }
sub for_durable     { return $_[0]->_subject(d   => @_[ 1, 2 ]) . '.>' }
sub for_any_durable { return "$_[0]{prefix}.d.>" }

sub for_presence { return "$_[0]{prefix}.up.*" }

# Where answers of the server come, of the server's own commands too.
sub inbox { return $_[0]->_subject(i => $_[1]) }

# The queue group of a service.
sub group { return token($_[1]) }

# The name of the stream that keeps messages for that session.
sub stream {
    my ($self, $kernel, $session) = @_;
    return join '_', 'POE', map { token($_) =~ s/_/=5F/gr } substr($self->{prefix}, 4), $kernel,
        $session;
}

# Kernel and session of a stream, by its name.
sub kept_in {
    my ($self, $stream) = @_;
    my (undef, undef, @names) = map { text($_) } split /_/, $stream;
    return @names == 2 && defined $names[0] && defined $names[1] ? "$names[0]/$names[1]" : undef;
}

# Where the sender, the session and the event are in what follows the kind.
my %PLACES = (k => [ 1, 2, 3 ], svc => [ 1, 0, 2 ], d => [ 2, 1, 3 ], up => [0]);

# Of a subject that came; undef for what no kernel of ours sends.
sub read {
    my ($self, $subject) = @_;
    my $prefix = "$self->{prefix}.";
    return if 0 != index $subject, $prefix;
    my ($kind, @tokens) = split /\./, substr $subject, length $prefix;
    my $places = $PLACES{ $kind // '' } or return;
    return if @tokens < @$places;
    my @names = map { text($_) } @tokens[@$places];
    return if grep { !defined } @names;
    return \@names;
}

sub sender { return ($_[0]->read($_[1]) || [])->[0] }

1;
