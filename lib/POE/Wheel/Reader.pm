package POE::Wheel::Reader;

# What comes in by a handle, for whom asks for it by futures. Octets are read ahead up to a mark; the filter
# gets them only when a record is asked for, so that what is unread can still be taken as octets, or go to
# another filter.

use strict;
use warnings;

our $VERSION = '2.000';

# Errors are those of the program's line that called the wheel.
our @CARP_NOT = qw(
    POE::Wheel::ReadWrite POE::Wheel::ReadWrite::Futures POE::Wheel::Run
);

use Carp         qw(croak);
use Scalar::Util qw(blessed);

use POE::Future ();
use POE::Kernel ();

use constant MARK => 65_536;

sub _kernel { return $POE::Kernel::poe_kernel }

# Given by name: references to the wheel's slots of handle, driver and filter; the session, and the name
# that a state of it may have; and code that is told of the end, with the handle and $!.
sub new {
    my ($class, %given) = @_;
    return bless {
        %given,
        reads   => [],       # [future, code that takes what it asks for, arguments], in order
        chunks  => [],       # octets that no filter has had
        length  => 0,        # of all those
        records => [],       # of filters that only give all at once
        mark    => MARK,
        closed  => [],       # futures that are to know of the end
        end     => undef,    # once it came: nothing, or what is wrong
        flows   => 1,        # the handle is watched, and not paused
        is_held => 0,        # by the program
    }, $class;
}

# ---- beginning and leaving ----

# Records that are there already, such as those that came along with a TLS handshake, no select tells of.
sub begin {
    my ($self) = @_;
    my ($handle, $session) = (${ $self->{handle} }, $self->_session);
    return $self->_meet_end('the wheel has no session', 'gone') if !$session or !defined $handle;
    $session->_register_state($self->{state}, sub { $self->_arrive });
    $self->_take_over;
    $self->{flows} = 1;
    _kernel()->_data_handle_add($handle, POE::Kernel::MODE_RD(), $session, $self->{state});
    return $self->_end_of_input
        if !_kernel()->_data_handle_is_good($handle, POE::Kernel::MODE_RD());
    my $driver = ${ $self->{driver} };
    $self->_arrive if $driver->can('has_arrived') and $driver->has_arrived;
    return $self;
}

# An InputEvent that ends in its own handler leaves records in the filter: the pump, which is not done yet,
# lets go of them when it finds another filter.
sub _take_over {
    my ($self) = @_;
    local ($@, $SIG{__DIE__});
    eval { $self->_take_back };
    return;
}

sub _session {
    my ($self) = @_;
    return _kernel()->ID_id_to_session($self->{session});
}

# An event is to get all from now on, and what is unread: references to the wheel's slots of filter and
# event, and its number.
sub leave {
    my ($self, $filter, $event, $id) = @_;
    my @records = splice @{ $self->{records} };
    my @chunks  = $self->_take_chunks;
    $self->_fail('the wheel has an event for what is read now', 'event');
    _kernel()->call($self->{session}, $$event, $_, $id) for @records;
    POE::Wheel::Pump::deliver($filter, $event, $id, \@chunks);
    return;
}

sub _unwatch {
    my ($self) = @_;
    my $handle = ${ $self->{handle} };
    _kernel()->_data_handle_remove($handle, POE::Kernel::MODE_RD(), $self->{session})
        if defined $handle;
    return;
}

# ---- what the program asks for ----

sub read_line {
    my ($self) = @_;
    return $self->_ask(\&_take_record);
}

sub read {
    my ($self, $count) = @_;
    croak 'read: how many octets? A number above 0'
        if !defined $count
        or $count !~ /\A[0-9]+\z/
        or !$count;
    return $self->_ask(\&_take_octets, $count);
}

sub read_until {
    my ($self, $end, %option) = @_;
    my $limit = delete $option{limit};
    croak 'read_until: unknown option ', join ', ', sort keys %option if %option;
    croak 'read_until: up to what? A string, or a pattern made by qr//'
        if !defined $end
        or !length $end
        or ref $end and ref $end ne 'Regexp';
    return $self->_ask(\&_take_until, $end, $limit, 0);
}

sub closed {
    my ($self) = @_;
    return POE::Future->done(_error_of($self->{end})) if $self->{end};
    push @{ $self->{closed} }, my $future = POE::Future->new;
    return $future;
}

# Octets that are read ahead of who asks for them; 0: none.
sub set_input_mark {
    my ($self, $octets) = @_;
    check_mark($octets);
    $self->{mark} = $octets;
    $self->_flow;
    return;
}

sub check_mark {
    my ($octets) = @_;
    croak 'set_input_mark: a number of octets' if !defined $octets or $octets !~ /\A[0-9]+\z/;
    return;
}

# What can be answered at once takes no place in the queue.
sub _ask {
    my ($self, $take, @how) = @_;
    my $reads = $self->{reads};
    shift @$reads while @$reads and $reads->[0][0]->is_ready;    # cancelled
    if (!@$reads) {
        my ($how, @answer) = $self->_answer($take, \@how);
        if ($how) {
            $self->_after_answers;
            return POE::Future->$how(@answer);
        }
    }
    push @$reads, [ my $future = POE::Future->new, $take, \@how ];
    $self->_flow;
    return $future;
}

# ---- answers ----

# How to complete a future that asks for this, and with what; nothing while more has to come.
sub _answer {
    my ($self, $take, $how) = @_;
    my ($got, $failure);
    {
        local ($@, $SIG{__DIE__});
        $got     = eval { $self->$take($how) };
        $failure = $@ if !$got;
    }
    return (done => @$got)              if $got;
    return (fail => $failure, 'filter') if $failure;
    return if !$self->{end};
    $self->{is_met} = 1;
    return (fail => @{ $self->{end} })   if @{ $self->{end} };
    return (done => $self->_rest($take)) if $take != \&_take_record;
    return 'done';
}

# In the order in which they were asked for. A callback of one that dies does not keep the others waiting.
# One that was cancelled takes nothing.
sub _serve {
    my ($self) = @_;
    return if $self->{is_serving};
    local $self->{is_serving} = 1;
    my ($reads, @died) = $self->{reads};
    while (my $read = $reads->[0]) {
        my ($future, $take, $how) = @$read;
        if ($future->is_ready) { shift @$reads; next }
        my ($completion, @answer) = $self->_answer($take, $how);
        last if !$completion;
        shift @$reads;
        eval { $future->$completion(@answer); 1 } or push @died, $@;
    }
    $self->_after_answers;
    die $died[0] if @died;
    return;
}

sub _after_answers {
    my ($self) = @_;
    $self->{end} ? $self->_tell_end : $self->_flow;
    return;
}

# While nobody asks no more than the mark is read ahead.
sub _flow {
    my ($self) = @_;
    return if $self->{end};
    my $wanted
        = !$self->{is_held} && (@{ $self->{reads} } || $self->{length} < $self->{mark}) ? 1 : 0;
    return if $wanted == $self->{flows};
    $self->{flows} = $wanted;
    my $method = $wanted ? '_data_handle_resume' : '_data_handle_pause';
    _kernel()->$method(${ $self->{handle} }, POE::Kernel::MODE_RD());
    return;
}

# By the program.
sub hold {
    my ($self, $is_held) = @_;
    $self->{is_held} = $is_held;
    $self->_flow;
    return;
}

# ---- records ----

sub _take_chunks {
    my ($self) = @_;
    $self->{length} = 0;
    return splice @{ $self->{chunks} };
}

# Filters that are asked for one record at a time keep what follows. Of those that are not, records wait.
sub _take_record {
    my ($self)  = @_;
    my $records = $self->{records};
    my $filter  = ${ $self->{filter} };
    if (!@$records and $filter->can('get_one') and $filter->can('get_one_start')) {
        push @$records, @{ $filter->get_one };
        if (!@$records and @{ $self->{chunks} }) {
            $filter->get_one_start([ $self->_take_chunks ]);
            push @$records, @{ $filter->get_one };
        }
    } elsif (!@$records and @{ $self->{chunks} }) {
        push @$records, @{ $filter->get([ $self->_take_chunks ]) };
    }
    return if !@$records;
    return [ shift @$records ];
}

# ---- octets ----

# What the filter has not made records of comes back from it. It is a filter's copy that goes on, as no
# filter forgets what it has.
sub _take_back {
    my ($self) = @_;
    my $filter = ${ $self->{filter} };
    die _class_of($filter), " has made records already of what is unread\n"
        if @{ $self->{records} };
    my @pending = grep { ref or length } @{ _pending_octets($filter) };
    if (@pending) {
        die _class_of($filter), " keeps what is not octets\n" if grep {ref} @pending;
        ${ $self->{filter} } = $filter->clone;
        $self->_put_back(@pending);
    }
    my $chunks = $self->{chunks};
    $chunks->[0] .= join '', splice @$chunks, 1 if @$chunks > 1;
    return;
}

# Of several filters in a row only the first one has what came by the handle.
sub _pending_octets {
    my ($filter) = @_;
    if ($filter->isa('POE::Filter::Stackable')) {
        my ($first, @others) = $filter->filters;
        die _class_of($_), " in a stack keeps what other filters made\n"
            for grep { @{ $_->get_pending // [] } } @others;
        return $first ? $first->get_pending // [] : [];
    }
    return $filter->get_pending // [];
}

sub _put_back {
    my ($self, @octets) = @_;
    unshift @{ $self->{chunks} }, @octets;
    $self->{length} += length for @octets;
    return;
}

sub _class_of { return blessed($_[0]) // $_[0] }

# The first octets of what is unread, all of which is in one chunk by now.
sub _first {
    my ($self, $count) = @_;
    my $chunks = $self->{chunks};
    $self->{length} -= $count;
    return [ substr $chunks->[0], 0, $count, '' ] if $self->{length};
    return [ splice @$chunks ];
}

sub _take_octets {
    my ($self, $how) = @_;
    my ($count) = @$how;
    $self->_take_back;
    return $self->{length} < $count ? undef : $self->_first($count);
}

# A string is not looked for again where it was not found: the third argument is how far that is.
sub _take_until {
    my ($self, $how) = @_;
    my ($end, $limit, $from) = @$how;
    $self->_take_back;
    my $after = $self->{length} ? _after($self->{chunks}[0], $end, $from) : undef;
    die "read_until: not within $limit octets\n"
        if defined $limit
        and ($after // $self->{length} + 1) > $limit
        and $self->{length} > $limit;
    return $self->_first($after)              if defined $after;
    $how->[2] = $self->{length} - length $end if !ref $end and $self->{length} > length $end;
    return;
}

# Where what follows begins, or undef.
sub _after {
    my ($octets, $end, $from) = @_;
    return $octets =~ $end ? $+[0] : undef if ref $end;
    my $at = index $octets, $end, $from;
    return $at < 0 ? undef : $at + length $end;
}

# What is left at the end, for who asked for more octets than there are.
sub _rest {
    my ($self) = @_;
    return if !$self->{length};
    return @{ $self->_first($self->{length}) };
}

# ---- what comes ----

# The handler of the read select.
sub _arrive {
    my ($self) = @_;
    return if $self->{end} or !defined ${ $self->{handle} };
    my $chunks = ${ $self->{driver} }->get(${ $self->{handle} });
    return $self->_end_of_input if !defined $chunks;
    push @{ $self->{chunks} }, @$chunks;
    $self->{length} += length for @$chunks;
    return $self->_serve;
}

# The filter is another one: what the old one had not framed is before all that is unread.
sub filter_changed {
    my ($self, $pending) = @_;
    $self->_put_back(@{ $pending // [] });
    return $self->_serve;
}

# ---- the end ----

# An error, or the end of the file, of which $! is 0.
sub _end_of_input {
    my ($self) = @_;
    my ($errno, $text) = ($! + 0, "$!");
    return $self->_meet_end($errno ? ("read: $text", 'read', $errno, $text) : ());
}

sub shut {
    my ($self) = @_;
    return $self->{end} ? $self : $self->_meet_end;
}

# Nothing is read any more, but what was is still given out.
sub _meet_end {
    my ($self, @failure) = @_;
    $self->{end} = \@failure;
    $self->_unwatch;
    my @closed = splice @{ $self->{closed} };
    my $lived  = eval { $self->_serve; 1 };
    my $reason = $@;
    for my $future (@closed) { $future->done(_error_of(\@failure)) if !$future->is_ready }
    die $reason if !$lived;
    return $self;
}

sub _error_of {
    my ($failure) = @_;
    my (undef, @error) = @$failure;
    return @error;
}

# Once, when there is nothing unread before it, or somebody was told of it instead of a record.
sub _tell_end {
    my ($self) = @_;
    return if !$self->{is_met} and $self->{length} || @{ $self->{records} };
    my $tell = delete $self->{at_end} or return;
    local $! = $self->{end}[2] // 0;
    $tell->(${ $self->{handle} });
    return;
}

sub _fail {
    my ($self, $message, $category) = @_;
    for my $read (splice @{ $self->{reads} }) {
        my ($future) = @$read;
        $future->fail($message, $category) if !$future->is_ready;
    }
    return;
}

# The wheel is gone.
sub gone {
    my ($self) = @_;
    $self->{end} //= [ 'the wheel is gone', 'gone' ];
    delete $self->{at_end};
    $self->_fail('the wheel is gone', 'gone');
    for my $future (splice @{ $self->{closed} }) { $future->done if !$future->is_ready }
    return;
}

1;

__END__

=head1 NAME

POE::Wheel::Reader - what comes in by a handle, for whom asks

=head1 DESCRIPTION

A part of L<POE::Wheel::ReadWrite> and L<POE::Wheel::Run>, whose manuals have what programs see of it
(L<POE::Wheel::ReadWrite/Asking>). Programs get an object only from C<stdout> and C<stderr> of POE::Wheel::Run.

Octets that were read and not asked for are in the object; those that a filter was given for a record are in the filter,
and come back from it when octets are asked for, or when it is replaced.

=head1 METHODS

=head2 new

Takes, by name, references to the wheel's slots C<handle>, C<driver> and C<filter>; C<session> (its ID) and the name of a
C<state> that it may have; C<at_end>, code that is called once, with the handle and C<$!>, when nothing is unread before the
end; and C<closed>, an array for futures of the end, if it is shared.

=head2 begin

Registers the state and watches the handle. I<Returns> the object.

=head2 check_mark

A function. Dies if what it is given is no mark.

=head2 closed

=head2 read

=head2 read_line

=head2 read_until

=head2 set_input_mark

See L<POE::Wheel::ReadWrite>.

=head2 filter_changed

Takes what the old filter had not framed.

=head2 gone

The wheel is no more: those who wait fail.

=head2 hold

Takes whether the program has paused the input.

=head2 leave

Takes references to the wheel's slots of filter and event, and its number. Delivers what is unread as events.

=head2 shut

Nothing more is read.

=head1 SEE ALSO

L<POE::Wheel::ReadWrite>, L<POE::Wheel::Run>

=cut
