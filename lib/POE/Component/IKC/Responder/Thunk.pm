package POE::Component::IKC::Responder::Thunk;

# The sender of events that come from other kernels: a session that stands for a session there. What is
# posted to it goes there. One is used again and again, as long as it is free when the next message comes.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Kernel  ();
use POE::Session ();
use Scalar::Util qw(blessed reftype);

use constant {
    FROM    => 0, RID => 1, IKC => 2, ID => 3, REST => 4, WAITS => 5, ALIAS => 6,
    IS_OVER => 7
};

sub _kernel { return $POE::Kernel::poe_kernel }

my $count = 0;

# One that is free, or a new one.
sub get {
    my ($ikc, $from, $rid) = @_;
    my $self = pop @{ $ikc->{thunks} } // _new($ikc);
    @$self[ FROM, RID, IS_OVER ] = ($from, $rid, 0);
    return $self;
}

# The hot path: an event that wants no answer.
sub deliver {
    my ($ikc, $message, $rid, $target, $state, $args) = @_;
    my $kernel = $POE::Kernel::poe_kernel;
    my $self   = pop @{ $ikc->{thunks} } // _new($ikc);
    @$self[ FROM, RID, IS_OVER ] = ($message->{from}, $rid, 0);
    my $id     = $self->[ID];
    my $result = $kernel->call($id, 'invoke', $target, $state, $args);
    $self->wait_for($result) if ref $result and is_future($self, $result);
    return $self->release    if $self->[WAITS] or $kernel->_data_ses_refcount($id) != $self->[REST];
    push @{ $ikc->{thunks} }, $self;
    return;
}

sub is_future { return blessed $_[1] && $_[1]->can('AWAIT_ON_READY') }

sub _new {
    my ($ikc) = @_;
    my $alias = sprintf 'POEComponentIKCResponderThunk%08d', ++$count;
    my $self  = bless [ undef, undef, $ikc, undef, 0, 0, $alias ], __PACKAGE__;
    POE::Session->create(
        object_states => [
            $self => {
                _start   => '_start',
                _stop    => '_relative',
                _child   => '_relative',
                _parent  => '_relative',
                _default => '_default',
                invoke   => '_invoke',
                put      => '_put_question',
                rest     => '_rest',
            }
        ],
    );
    $self->[REST] = _kernel()->_data_ses_refcount($self->[ID]);
    return $self;
}

sub _start {
    my ($self) = @_;
    $self->[ID] = $_[POE::Session::SESSION]->ID;
    _kernel()->alias_set($self->[ALIAS]);
    _kernel()->detach_myself;
    return;
}

sub _relative {return}

# The handler, with this session as its sender; in the context of the caller.
sub call {
    my ($self, $target, $state, $args) = @_;
    return $POE::Kernel::poe_kernel->call($self->[ID], 'invoke', $target, $state, $args);
}

sub _invoke {
    return $POE::Kernel::poe_kernel->call(
        @_[ POE::Session::ARG0, POE::Session::ARG1 ],
        @{ $_[POE::Session::ARG2] });
}

# ---------------------------------------------------------------------------
# Questions

# The reply comes from the kernel's own verb, if that has been loaded. It says how the handler is called.
sub ask {
    my ($self, $message, $channel, $target, $state, $args) = @_;
    my ($ikc, $rid) = @$self[ IKC, RID ];
    $ikc->{message_ids}{ $self->[ID] } = $ikc->{message_id} if defined $ikc->{message_id};
    my $is_one = !ref $message->{want} && ($message->{want} // '') eq 's';
    if (!POE::Kernel->can('ask')) {
        my @values
            = $is_one
            ? scalar $self->call($target, $state, $args)
            : $self->call($target, $state, $args);
        $ikc->_reply($message, $rid, $channel, 'ok', @values);
        return $self->release;
    }
    my $wire = $channel->{transport} || $channel;
    $wire->{answering}++;
    my $reply = _kernel()->call($self->[ID], 'put', $target, $state, $args);
    $reply->{wants_one} = 1 if $is_one and reftype($reply) eq 'HASH';
    $self->wait_for(
        $reply,
        sub {
            $ikc->_reply_from($message, $rid, $channel, @_);
            $wire->is_drained if !--$wire->{answering} and $wire->{is_draining};
        });
    return $self->release;
}

sub _put_question {
    return POE::XS::Futures::ask(
        $POE::Kernel::poe_kernel,
        @_[ POE::Session::ARG0, POE::Session::ARG1 ],
        @{ $_[POE::Session::ARG2] });
}

# Whoever may post later keeps this one.
sub wait_for {
    my ($self, $future, $then) = @_;
    $self->[WAITS]++;
    $future->AWAIT_ON_READY(sub {
        $then->($future) if $then;
        $self->[WAITS]--;
        undef $future;
        $self->_look_again if $self->[IS_OVER];
    });
    return;
}

# ---------------------------------------------------------------------------
# Its use ends

# Free unless the handler holds it, or posted something to it.
sub release {
    my ($self) = @_;
    $self->[IS_OVER] = 1;
    if (   !$self->[WAITS]
        and $POE::Kernel::poe_kernel->_data_ses_refcount($self->[ID]) == $self->[REST])
    {
        $self->_rest_now;
    } else {
        $self->_look_again;
    }
    return;
}

sub _rest_now {
    my ($self) = @_;
    delete $self->[IKC]{message_ids}{ $self->[ID] };
    push @{ $self->[IKC]{thunks} }, $self;
    return;
}

# Behind all that was posted to it.
sub _look_again {
    my ($self) = @_;
    _kernel()->post($self->[ID], 'rest') if !$self->[WAITS];
    return;
}

# One that is held ends with the last that holds it.
sub _rest {
    my ($self) = @_;
    return if $self->[WAITS];
    if (_kernel()->_data_extref_count_ses($self->[ID])) {
        _kernel()->alias_remove($self->[ALIAS]);
        return;
    }
    return $self->_rest_now;
}

# ---------------------------------------------------------------------------
# What is posted to it

sub _default {
    my ($self, $sender, $event, $args)
        = @_[ POE::Session::OBJECT, POE::Session::SENDER, POE::Session::ARG0, POE::Session::ARG1 ];
    return if $event =~ /\A_/;
    my ($from, $rid, $ikc) = @$self[ FROM, RID, IKC ];
    if (ref $from ne 'HASH') {
        warn "$$: Attempt to respond to an anonymous foreign post with '$event'\n";
        return;
    }
    my $is_proxied = defined $from->{state} && length $from->{state};
    my %message    = (
        event  => $is_proxied ? $from             : { %$from, state => $event },
        params => $is_proxied ? [ $event, $args ] : $args,
    );
    my $own = $ikc->_from($sender);
    $message{from} = $own if $own;
    my $peer = $ikc->{peers}{$rid}
        or return $ikc->_unknown_kernel($rid);
    $peer->{channel}->send(\%message, $rid);
    return;
}

1;
