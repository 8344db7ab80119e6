package POE::Future::Group;

use strict;
use warnings;

our $VERSION = '2.000';

# Parts that end together: the group's future is ready when all have ended, and the first that fails ends the others.

use Carp         qw(croak);
use Scalar::Util qw(blessed);

our @CARP_NOT = qw(POE::Future POE::Future::Verbs);

# The body's key among those of parts, which are their places.
sub BODY () {-1}

# From POE::Kernel's group: options, then the body. Parts hold the group until they have ended.
sub _run {
    my ($class, @arguments) = @_;
    my $body = pop @arguments;
    croak 'group: a sub is needed' if ref $body ne 'CODE';
    my $self = bless {
        future => POE::Future->new, results => [], parts => {}, queue => [],
        limit  => _limit_of(@arguments) }, $class;
    my $future = $self->{future};
    $future->on_cancel(sub { $self->_cancel_rest });
    $self->{body} = 1;
    $self->_begin(POE::Future->new, undef, $body, $self);
    delete $self->{body};
    $self->_end_if_empty;
    return $future;
}

sub _limit_of {
    my (%options) = @_;
    my $limit     = delete $options{limit};
    my ($other)   = sort keys %options;
    croak "group: there is no option '$other'" if defined $other;
    croak "group: limit must be a whole number above 0, not '$limit'"
        if defined $limit and $limit !~ /\A[1-9][0-9]*\z/;
    return $limit;
}

# ---- for the body ----

sub start {
    my ($self, $code, @arguments) = @_;
    croak 'start: a sub is needed'
        if ref $code ne 'CODE' and !(blessed $code and overload::Method($code, '&{}'));
    my $part  = $self->_new_part;
    my $place = @{ $self->{results} };
    push @{ $self->{results} }, undef;
    push @{ $self->{queue} }, [ $part, $place, $code, @arguments ];
    $self->_begin_next;
    return $part;
}

sub add {
    my ($self, $future) = @_;
    croak 'add: a future is needed' if !blessed $future or !$future->can('AWAIT_ON_READY');
    return $self->start(sub {$future});
}

sub cancel {
    my ($self) = @_;
    $self->_cancel_rest;
    $self->_end_if_empty;
    return $self;
}

sub future { return $_[0]{future} }

# ---- parts ----

sub _new_part {
    my ($self) = @_;
    croak 'start: the group has ended' if $self->{future}->is_ready or $self->{ends};
    return POE::Future->new;
}

sub _running { return scalar keys %{ $_[0]{parts} } }

# What is cancelled before its turn does not begin.
sub _begin_next {
    my ($self) = @_;
    while ( @{ $self->{queue} }
        and !$self->{ends}
        and !$self->{limit} || $self->_running - !!$self->{parts}{ +BODY } < $self->{limit})
    {
        my ($part, @rest) = @{ shift @{ $self->{queue} } };
        $self->_begin($part, @rest) if !$part->is_ready;
    }
    return;
}

# The body has no place among the results, and no part in the limit.
sub _begin {
    my ($self, $part, $place, $code, @arguments) = @_;
    my $key = defined $place ? $place : BODY;
    my @result;
    $self->{parts}{$key} = $part;
    $part->on_ready(sub { $self->_ended($key, $part) });
    eval { @result = scalar $code->(@arguments); 1 }
        or return $part->is_ready || $part->fail($@ || 'Died');
    return $part->is_ready ? $part : $part->done(@result)
        if !blessed $result[0]
        or !$result[0]->can('AWAIT_ON_READY');
    return $self->_follow($part, $result[0]);
}

sub _follow {
    my ($self, $part, $future) = @_;
    return $future->can('cancel') && $future->cancel if $part->is_ready;
    $part->on_cancel(sub { $future->cancel })        if $future->can('cancel');
    return $part->_follow($future, 'cancel');
}

sub _ended {
    my ($self, $key, $part) = @_;
    delete $self->{parts}{$key};
    if ($part->is_failed) {
        $self->{failure} ||= [ $part->failure ];
        $self->_cancel_rest;
    } elsif ($part->is_done and $key != BODY) {
        ($self->{results}[$key]) = $part->result;
    }
    $self->_begin_next;
    return $self->_end_if_empty;
}

sub _cancel_rest {
    my ($self) = @_;
    $self->{ends} = 1;
    $_->[0]->cancel for splice @{ $self->{queue} };
    my @running = @{ $self->{parts} }{ sort { $a <=> $b } keys %{ $self->{parts} } };
    $_->cancel for @running;
    return;
}

sub _end_if_empty {
    my ($self) = @_;
    my $future = $self->{future};
    return if $self->{body} or $future->is_ready or $self->_running or @{ $self->{queue} };
    return $self->{failure}
        ? $future->fail(@{ $self->{failure} })
        : $future->done(@{ $self->{results} });
}

1;

__END__

=encoding utf8

=head1 NAME

POE::Future::Group - parts that end together

=head1 SYNOPSIS

=for example Future/0.49 Future::AsyncAwait/0.54

    use POE qw(Future);
    use Future::AsyncAwait;

    async sub fetch {
        my ($name, $seconds) = @_;
        await POE::Kernel->after($seconds);
        return "fetched $name";
    }

    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('go') },
            go     => async sub {
                my @pages = await $_[KERNEL]->group(
                    limit => 2,
                    sub {
                        my ($group) = @_;
                        $group->start(\&fetch, $_ => 0.01) for qw(one two three);
                    }
                );
                print "$_\n" for @pages;
            },
        },
    );
    POE::Kernel->run;
    # prints:
    #   fetched one
    #   fetched two
    #   fetched three

=head1 DESCRIPTION

What is started in a group does not outlive it. The body that C<< $kernel->group >> (see L<POE::Future::Verbs>) calls
gets such an object, by which it, and its parts, start parts; the future of the group is ready when all of them have
ended. So nothing goes on behind the back of who awaits it, and no failure is lost: the first one cancels all others,
and is the failure of the group.

=head1 METHODS

What dies does so at the caller's line.

=head2 start($code, @arguments)

Calls the code with the arguments, at once, or when the limit has room. It may be an C<async sub>, or return any other
thing that can be awaited, or a value. I<Returns> a POE::Future for the part, which need not be kept; if that is
cancelled, the part is, and the group goes on. I<Dies> with C<start: a sub is needed>, C<start: the group has ended>.

=head2 add($future)

A part that has begun elsewhere; if the group ends before, it is cancelled. I<Returns> as C<start> does. I<Dies> with
C<add: a future is needed>, C<start: the group has ended>.

=head2 cancel

Cancels the parts that have not ended, and those that have not begun. The group ends with the results that there are.
I<Returns> the group.

=head2 future

I<Returns> the future of the group.

=head1 SEE ALSO

L<POE::Future::Verbs>, L<POE::Manual::Futures>

=cut
