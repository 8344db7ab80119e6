package POE::XS::Observer;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::XS;

# What each wants, by its number. The kernel knows of one function alone, and of what any of them wants.
my ($last, %observers) = (0);

# For each moment those that want it, in the order in which they came.
my %wanting;

my @names = POE::XS::_moments();
my %bit   = map { $names[$_] => 2 << $_ } 0 .. $#names;

sub moments { return @names }

sub new {
    my ($class, @options) = @_;
    croak "$class: options are pairs" if @options % 2;
    my %code = @options;
    my $args = delete $code{args};
    for my $moment (sort keys %code) {
        croak qq{$class: "$moment" is no moment: } . join ', ', @names if !$bit{$moment};
        croak "$class: $moment takes a function" if ref $code{$moment} ne 'CODE';
    }
    croak "$class: of what moments? " . join ', ', @names if !%code;
    $observers{ ++$last } = { code => \%code, args => $args };
    _tell_kernel();
    return bless { number => $last }, $class;
}

sub stop {
    my ($self) = @_;
    _forget($self->{number});
    return;
}

sub is_observing { return exists $observers{ $_[0]{number} } }

sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT';
    local ($@, $!);
    _forget($self->{number});
    return;
}

# A new thread has a kernel of its own, which nobody observes.
sub CLONE { %observers = %wanting = (); return }

sub _forget {
    my ($number) = @_;
    my $old = delete $observers{$number} or return;
    _tell_kernel();
    return;
}

sub _tell_kernel {
    my ($moments, $with_args) = (0, 0);
    %wanting = ();
    for my $number (sort { $a <=> $b } keys %observers) {
        my ($code, $args) = @{ $observers{$number} }{qw(code args)};
        for my $moment (keys %$code) {
            push @{ $wanting{$moment} }, [ $number, $code->{$moment}, $args ];
            $moments   |= $bit{$moment};
            $with_args |= $bit{$moment} if $args;
        }
    }
    POE::XS::_observe($moments ? \&_seen : undef, $moments, $with_args);
    return;
}

# ---- at each moment ----

sub _seen {
    my ($seen) = @_;
    my $wanting = $wanting{ $seen->{moment} } or return;
    return _call(@{ $wanting->[0] }[ 0, 1 ], $seen) if @$wanting == 1;
    for my $observer (@$wanting) {
        my ($number, $code, $args) = @$observer;
        _call($number, $code, _own($seen, $args)) if $observers{$number};
    }
    return;
}

# One of several may change what it is given, so each gets its own.
sub _own {
    my ($seen, $args) = @_;
    my %own = %$seen;
    delete $own{args}                if !$args;
    $own{args} = [ @{ $own{args} } ] if $own{args};
    return \%own;
}

# One that dies is not asked again: it would die at every event.
sub _call {
    my ($number, $code, $seen) = @_;
    local ($@, $?);
    return if eval { $code->($seen); 1 };
    my $error = $@;
    _forget($number);
    warn "An observer of $seen->{moment} died, and observes no more: $error";
    return;
}

1;

__END__

=head1 NAME

POE::XS::Observer - to be told of what happens in the kernel

=head1 SYNOPSIS

=for example

    use POE;
    use POE::XS::Observer;

    my $observer = POE::XS::Observer->new(
        enqueue => sub {
            my ($seen) = @_;
            print qq{"$seen->{event}" was sent by session $seen->{sender_id}\n}
                if $seen->{type} eq 'post';
        },
        leave => sub {
            my ($seen) = @_;
            print qq{"$seen->{event}" took long\n} if $seen->{seconds} > 60;
        },
    );
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('work') },
            work   => sub { },
        });
    POE::Kernel->run;
    # prints:
    #   "work" was sent by session 1

=head1 DESCRIPTION

Profilers, tracers and tests want to know what a kernel does: who sends what to whom, which handler runs, how
long, what comes and goes. Such tools used to replace functions of POE::Kernel (C<_dispatch_event>,
C<_data_ev_enqueue>). Here they say what they want to be told of. Nothing is replaced, several of them do not
disturb each other, and while there is none, nothing is slower.

An observer is told of a moment by a call of its function, with a hash that is its own:

=over

=item moment

The name of the moment, see L</MOMENTS>.

=item session, session_id, event

The session that it is about, its ID, and the event's name. C<session> is missing where the object is gone.

=item sender, sender_id, from_event

Who sent the event or made the call, and which of its events was being handled then.

=item type

C<post>, C<alarm>, C<call>, C<file>, C<signal>, C<exception>, C<child process>, C<start>, C<stop>, C<child>, C<parent>
or C<other>.

=item place, file, line

Where it was sent, C<place> being C<file:line>; at a birth and a death, where the session was made.

=item id, due

Of alarms and delays: the ID, and the time for which they are set, in seconds since the epoch.

=item args

With the option C<args>: a reference to a list of copies of the event's arguments. References among them are kept for as
long as the observer keeps them.

=back

Members that make no sense at a moment, or that are not known, are missing.

=head1 MOMENTS

=over

=item enqueue

An event, an alarm or a signal has been put into the queue.

=item dispatch

It was taken from there, and its handler is about to be looked for. C<late> is for how many seconds it has been due.

=item dispatched

That is over, whatever became of it, and of its sender, who is not told.

=item ready

A descriptor that the session watches is ready.

=item enter

A handler begins. This is each of them: those of queued events, calls, files, signals, C<_start>, C<_stop>, C<_child> and
C<_parent>.

=item leave

It ended, after so many C<seconds>, those of handlers that it called included; C<died> is true if an exception ended it. It has
no sender any more.

=item birth, death

A session was made, before its C<_start>, or has ended, after its C<_stop>. C<parent> and C<parent_id> are those of the
session that made it, C<age> is how many seconds it has lived.

=back

The probe's sessions are not the program's, and are not told of.

=head1 METHODS

=head2 new($moment => \&function, ..., args => $boolean)

One or more moments, each with the function for it. C<args> asks for the arguments, too. I<Returns> the observer, which
observes until C<stop> or until nobody holds it any more. Croaks at moments that there are not.

=head2 stop()

It is told of nothing more, at once.

=head2 is_observing()

I<Returns> whether it is told of anything: false after C<stop>, and after it died.

=head2 moments()

I<Returns> the names of all moments.

=head1 WHAT TO MIND

An observer is called in the middle of the kernel's work. It may look at everything; what it wants to change it had better
leave to an event that it posts. What it does itself, by calls or posts or by making sessions, no observer is told of, so
it cannot cause its own next call.

An observer that dies is removed, with a warning that has the exception; the program goes on, without a signal C<DIE>.
C<$@>, C<$!> and C<$?> stay as they were.

Each call of a function costs some five microseconds. For numbers alone the kernel counts by itself, at a fraction
of that: see L<POE::XS/measure($level)>, L<POE::XS::Probe> and L<POE::XS::Profiler>.

A forked child goes on observing, as it does with all else that it inherits. A new thread does not.

=head1 SEE ALSO

L<POE::XS>, L<POE::XS::Probe>, L<POE::XS::Profiler>, L<POE::API::Peek>

=cut
