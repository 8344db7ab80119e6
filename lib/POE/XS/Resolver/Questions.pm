package POE::XS::Resolver::Questions;

# What is being asked, by whom, and the session in the background that hears the answers of the threads. Both are
# there from the first question on.

use strict;
use warnings;

our $VERSION = '2.000';

use Errno        qw(ETIMEDOUT);
use Scalar::Util qw(dualvar);
use Socket       qw(EAI_AGAIN EAI_SYSTEM);

use POE::Kernel  ();
use POE::Session ();

# A handler deals with so many answers, and leaves the rest to the next turn of the loop.
use constant ANSWERS_A_TURN => 32;

# Seconds between looks at the threads, while there are questions.
use constant { OFTEN => 0.1, NOW_AND_THEN => 1 };

# Why a session lives, for those who look.
use constant TAG => 'POE::XS::Resolver';

my $last = 0;
my %asked;      # by their numbers; { what, told, session, number } of those that are not answered
my %own_of;     # by the numbers that threads know them by: ours
my ($threads, $reader, $writer, $session, $is_looking, $process);
my $failure;    # why there is none
my @lost;       # pipes whose descriptors the program has closed

sub _kernel { return $POE::Kernel::poe_kernel }

# A new thread has asked nothing, and has a kernel of its own.
sub CLONE {
    %asked = %own_of = ();
    undef $_ for $threads, $reader, $writer, $session, $is_looking;
    return;
}

# ---------------------------------------------------------------------------
# For those who ask

# A number that no question had before.
sub number { return ++$last }

# What is asked, as the threads take it; a function that is told the number, why it failed, or undef, and the
# addresses; a session that lives meanwhile, and a limit in seconds, if there are any.
sub put {
    my ($own, $what, $told, $sid, $seconds) = @_;
    _begin() if !defined $session;
    _renew() if !$threads or $$ != $process;
    $asked{$own} = { what => $what, told => $told, session => $sid };
    _kernel()->refcount_increment($sid, TAG)           if defined $sid;
    _kernel()->call($session, limit => $own, $seconds) if defined $seconds;
    _ask($own);
    return;
}

# True if there was such a question, which now is not answered.
sub cancel {
    my ($own) = @_;
    my $question = _take($own) or return 0;
    $threads->cancel($question->{number}) if $threads and defined $question->{number};
    return 1;
}

sub count { return scalar keys %asked }

# ---------------------------------------------------------------------------

sub _take {
    my ($own) = @_;
    my $question = delete $asked{ $own // 0 } or return;
    my ($number, $sid, $alarm) = @$question{qw(number session alarm)};
    delete $own_of{$number}                     if defined $number;
    _kernel()->call($session, 'forget', $alarm) if defined $alarm;
    _kernel()->refcount_decrement($sid, TAG)    if defined $sid and _is_there($sid);
    return $question;
}

sub _is_there {
    my ($sid) = @_;
    return _kernel()->_data_ses_exists($sid);
}

# A session that was stopped meanwhile is told nothing.
sub _answer {
    my ($own, $error, @addresses) = @_;
    my $question = $asked{$own} or return;
    my $sid      = $question->{session};
    my $is_there = !defined $sid || _is_there($sid);
    $question->{told}->($own, $error, @addresses) if $is_there;
    _take($own);
    return;
}

sub _ask {
    my ($own) = @_;
    my $question = $asked{$own};
    return _refuse_later($own, EAI_SYSTEM, $failure) if !$threads;
    my $number = $threads->ask(@{ $question->{what} });
    return _refuse_later($own, EAI_AGAIN, 'Too many names are being looked up') if !defined $number;
    $question->{number} = $number;
    $own_of{$number} = $own;
    my $looks_enough = $is_looking && ($is_looking eq OFTEN or !$threads->tend);
    _kernel()->call($session, 'look') if !$looks_enough;
    return;
}

sub _refuse_later {
    my ($own, @why) = @_;
    _kernel()->post($session, refuse => $own, dualvar($why[0], $why[1]));
    return;
}

# ---------------------------------------------------------------------------
# The session

sub _begin {
    require POE::XS;
    my %states = (
        _start => \&_start,
        _stop  => \&_stop,
        answer => \&_hear,
        limit  => \&_limit,
        forget => sub { $_[ POE::Session::KERNEL() ]->alarm_remove($_[ POE::Session::ARG0() ]) },
        late   => \&_too_late,
        refuse => \&_refuse,
        look   => \&_look,
        renew  => \&_open,
    );
    POE::XS::Look::_in_background(sub { POE::Session->create(inline_states => \%states) });
    return;
}

sub _start {
    $session = $_[ POE::Session::SESSION() ]->ID;
    _open();
    return;
}

# The kernel is over, or was stopped, and whoever asked is gone.
sub _stop {
    _close();
    undef $_ for $session, $is_looking;
    %asked = %own_of = ();
    return;
}

sub _open {
    _close();
    if (!pipe $reader, $writer) {
        $failure = "$!";
        return;
    }
    _kernel()->_data_handle_condition($_) for $reader, $writer;
    $threads = POE::XS::Resolver::Threads->new(fileno $reader, fileno $writer);
    _kernel()->select_read($reader, 'answer');
    $process = $$;
    return;
}

# Numbers that stand for other files by now are not ours to close, as perl would.
sub _close {
    return if !$threads;
    my $is_ours = $threads->has_pipe;
    undef $threads;
    _kernel()->select_read($reader);
    if ($is_ours) { close $_ for $reader, $writer }
    else          { push @lost, $reader, $writer }
    undef $_ for $reader, $writer;
    return;
}

# What has been asked is asked once more: in a child process, whose threads are the parent's, or when all
# descriptors were closed.
sub _renew {
    _kernel()->call($session, 'renew');
    %own_of = ();
    delete $_->{number} for values %asked;
    for my $own (sort { $a <=> $b } keys %asked) {
        my $sid = $asked{$own}{session};
        if   (!defined $sid or _is_there($sid)) { _ask($own) }
        else                                    { _take($own) }
    }
    return;
}

# A process that goes on after a fork.
sub _forked {
    _renew() if defined $session and $threads and !$threads->is_whole;
    return;
}

sub _hear {
    for (1 .. ANSWERS_A_TURN) {
        my ($number, $error, @addresses) = $threads->next or return;
        my $own = delete $own_of{$number};
        _answer($own, $error, @addresses) if defined $own;
    }
    return;
}

# ---------------------------------------------------------------------------
# Time

sub _limit {
    my ($kernel, $own, $seconds)
        = @_[ POE::Session::KERNEL(), POE::Session::ARG0(), POE::Session::ARG1() ];
    $asked{$own}{alarm} = $kernel->delay_set(late => $seconds, $own, $seconds);
    return;
}

sub _too_late {
    my ($own, $seconds) = @_[ POE::Session::ARG0(), POE::Session::ARG1() ];
    my $question = $asked{$own} or return;
    delete $question->{alarm};
    $threads->cancel($question->{number}) if $threads and defined $question->{number};
    my $message = do { local $! = ETIMEDOUT; "$!" };
    _answer($own, dualvar(EAI_AGAIN, $message));
    return;
}

sub _refuse {
    _answer(@_[ POE::Session::ARG0(), POE::Session::ARG1() ]);
    return;
}

# Whether questions wait for a thread that has to be started; those of sessions that are gone have no need to. Now and
# then, whether the program has closed our pipe.
sub _look {
    for my $own (keys %asked) {
        my $sid = $asked{$own}{session};
        cancel($own) if defined $sid and !_is_there($sid);
    }
    undef $is_looking;
    return          if !%asked;
    return _renew() if !$threads or !$threads->is_whole;
    $is_looking = $threads->tend ? OFTEN : NOW_AND_THEN;
    $_[ POE::Session::KERNEL() ]->delay(look => $is_looking);
    return;
}

1;

__END__

=head1 NAME

POE::XS::Resolver::Questions - names that are being looked up

=head1 DESCRIPTION

Behind L<POE::XS::Resolver>. Programs have no need of it. A session in the background, see L<POE::XS::Probe>, reads what
the threads answer.

=head1 FUNCTIONS

=head2 number()

I<Returns> a number for a question.

=head2 put($number, \@what, $told, $session_id, $seconds)

Asks. C<@what> is a host, a service, a family, a socket type, a protocol and flags, as C<getaddrinfo> takes them;
C<$told> is called once, with the number, what failed or undef, and a hash reference for each address. The session lives
until then, if there is one; when it is gone nobody is told. C<$seconds> is a limit, or undef.

=head2 cancel($number)

Takes a question back. I<Returns> whether it was not answered yet.

=head2 count()

I<Returns> how many questions are not answered yet.

=head1 SEE ALSO

L<POE::XS::Resolver>

=cut
