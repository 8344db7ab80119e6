package POE::XS::Resolver;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp   qw(croak);
use Socket qw(AF_UNSPEC SOCK_STREAM);

use POE::Kernel                  ();
use POE::XS::Resolver::Literal   ();
use POE::XS::Resolver::Questions ();

my %IS_NUMBER    = map { $_ => 1 } qw(family socktype protocol flags);
my %IS_KNOWN     = map { $_ => 1 } qw(host service timeout), keys %IS_NUMBER;
my %IS_OF_EVENTS = map { $_ => 1 } qw(event context);

# Of a name the system takes less; paths are shorter still.
use constant LONGEST => 1025;

# ---------------------------------------------------------------------------
# What is asked

sub _question {
    my ($method, $known, @options) = @_;
    croak "$method: options are pairs" if @options % 2;
    my %option = @options;
    my ($other) = grep { !$IS_KNOWN{$_} and !$known->{$_} } sort keys %option;
    croak qq{$method: there is no option "$other"} if defined $other;
    croak "$method: host or service must be given"
        if !defined $option{host} and !defined $option{service};
    croak "$method: host is too long, or has a character that no name has"
        if length($option{host} // '') > LONGEST
        or ($option{host} // '') =~ /\0/;
    for my $name (grep { defined $option{$_} } sort keys %IS_NUMBER) {
        croak "$method: $name must be a number" if $option{$name} !~ /\A-?[0-9]+\z/;
    }
    croak "$method: timeout must be a number of seconds above 0"
        if defined $option{timeout} and !_is_above_zero($option{timeout});
    return \%option;
}

sub _is_above_zero {
    my ($value) = @_;
    no warnings 'numeric';
    return $value > 0 && $value =~ /\A[0-9.e+-]+\z/i;
}

# As getaddrinfo takes it.
sub _what {
    my ($option) = @_;
    my ($host, $service) = map { _bytes($_) } @$option{qw(host service)};
    return [
        $host, $service,
        $option->{family}   // AF_UNSPEC,
        $option->{socktype} // SOCK_STREAM,
        $option->{protocol} // 0,
        $option->{flags}    // 0,
    ];
}

sub _bytes {
    my ($text) = @_;
    return undef if !defined $text;    ## no critic (one value)
    $text = "$text";
    utf8::encode($text) if utf8::is_utf8($text);
    return $text;
}

# Asks, or answers at once. Returns the question's number.
sub _ask {
    my ($option, $told, $sid) = @_;
    my $what   = _what($option);
    my $number = POE::XS::Resolver::Questions::number();
    my @answer = POE::XS::Resolver::Literal::addresses(@$what);
    if (@answer) { $told->($number, @answer) }
    else {
        POE::XS::Resolver::Questions::put($number, $what, $told, $sid, $option->{timeout});
    }
    return $number;
}

# ---------------------------------------------------------------------------
# For programs

sub resolve {
    my ($class, @options) = @_;
    my $option = _question('resolve', \%IS_OF_EVENTS, @options);
    croak 'resolve: event must be given' if !defined $option->{event};
    my $session = $POE::Kernel::poe_kernel->get_active_session;
    croak 'resolve: only handlers are answered by an event; elsewhere ask'
        if $session == $POE::Kernel::poe_kernel;
    my $sid = $session->ID;
    return _ask($option, _by_event($sid, @$option{qw(event context)}, (caller)[ 1, 2 ]), $sid);
}

# The event is the session's own, from where it asked.
sub _by_event {
    my ($sid, $event, $context, @place) = @_;
    return sub {
        my ($number, $error, @addresses) = @_;
        my $kernel  = $POE::Kernel::poe_kernel;
        my $session = $kernel->ID_id_to_session($sid);
        $kernel->_data_ev_enqueue(
            $session, $session, $event, POE::Kernel::ET_POST(),
            [ $error, \@addresses, $context, $number ], @place
        );
    };
}

sub ask {
    my ($class, @options) = @_;
    require POE::Future;
    my $option = _question('ask', {}, @options);
    my $future = POE::Future->new;
    my $kernel = $POE::Kernel::poe_kernel;
    $kernel->_ready_for_more;
    my $number = _ask($option, _by_future($future, $option), $kernel->get_active_session->ID);
    $future->on_cancel(sub { $class->cancel($number) });
    return $future;
}

sub _by_future {
    my ($future, $option) = @_;
    my $name = $option->{host} // $option->{service};
    return sub {
        my ($number, $error, @addresses) = @_;
        return $future->done_later(@addresses) if !defined $error;
        return $future->fail_later("$name: $error\n", 'resolve', $error, $name);
    };
}

sub cancel {
    my ($class, $id) = @_;
    return POE::XS::Resolver::Questions::cancel($id);
}

1;
