package POE::Component::IKC::Responder::Monitors;

# Part of the Responder: sessions that are told what happens to kernels, and what fails.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(carp);

use POE::Component::IKC::Specifier qw(specifier_parse);
use POE::Kernel                    ();

sub _kernel { return $POE::Kernel::poe_kernel }

# A session has one entry for each name that it gave.
sub monitor {
    my ($self, $name, $wanted, $sender) = @_;
    my $key = _name_in($name);
    if (!defined $key) {
        carp "$$: there is no kernel to monitor in '@{[ $name // 'undef' ]}'";
        return;
    }
    my $id = $self->_sender_id($sender);
    delete $self->{monitors}{$key}{$id};
    $self->{monitors}{$key}{$id} = { %$wanted, name => $name } if $wanted and %$wanted;
    delete $self->{monitors}{$key}                             if !%{ $self->{monitors}{$key} };
    return 1;
}

sub _name_in {
    my ($name) = @_;
    return $name if defined $name and !ref $name and $name !~ m{\Apoe:};
    my $parsed = specifier_parse($name) or return;
    return length $parsed->{kernel} ? $parsed->{kernel} : undef;
}

# For a rid the same is told of each of its aliases. Returns how many were told.
sub inform_monitors {
    my ($self, $name, $event, @more) = @_;
    return 0 if !%{ $self->{monitors} };
    my $peer = $self->{peers}{$name};
    my $told = $self->_inform($name, $peer ? 1 : undef, $event, @more);
    $told += $self->_inform($_, undef, $event, @more) for $peer ? @{ $peer->{aliases} } : ();
    return $told;
}

sub _inform {
    my ($self, $kernel, $is_rid, $event, @more) = @_;
    my $told = 0;
    for my $key ($kernel eq '*' ? '*' : ($kernel, '*')) {
        my $sessions = $self->{monitors}{$key} or next;
        for my $id (sort keys %$sessions) {
            my $wanted = $sessions->{$id};
            my $state  = $wanted->{$event} // next;
            my @args   = ($wanted->{name}, $kernel, $is_rid, $wanted->{data}, @more);
            if   (_kernel()->post($id, $state, @args)) { $told++ }
            else                                       { delete $sessions->{$id} }
        }
        delete $self->{monitors}{$key} if !%$sessions;
    }
    return $told;
}

sub _inform_of_shutdown {
    my ($self) = @_;
    return $self->_inform('*', undef, 'shutdown');
}

# ---------------------------------------------------------------------------
# Errors. True if somebody was told.

sub _tell_error {
    my ($self, $name, $operation, $text) = @_;
    if ($self->{is_quiet}) {    # whoever asked is told by the future
        $self->{why} = $text;
        return 1;
    }
    return $self->inform_monitors($name, error => $operation, $text);
}

# A channel's: a text, or what failed, a number and its text.
sub channel_error {
    my ($self, $error, $rid)        = @_;
    my ($operation, $number, $text) = ref $error ? @$error : ('channel', 0, $error);
    return if $self->_tell_error($rid // '*', "channel-$operation", "[$number] $text");
    carp "$$: Channel error: $operation [$number] $text" if $operation ne 'read' or $number;
    return;
}

sub _local_error {
    my ($self, $name, $when, $text) = @_;
    $self->_tell_error($name, "local-$when", $text) or warn "$$: Local error: $text\n";
    return;
}

# A peer's: that of a request of ours. What it says may be anything.
sub remote_error {
    my ($self, $error) = @_;
    my ($text, $kernel, $when) = ref $error eq 'ARRAY' ? @$error : ($error);
    for ($text, $kernel, $when) { $_ = '' if !defined or ref }
    $self->_tell_error(
        length $kernel ? $kernel : '*', length $when ? "remote-$when" : 'remote',
        $text
    ) or warn "$$: Remote error: $text\n";
    return;
}

1;
