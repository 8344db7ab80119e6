package POE::Component::IKC::Channel::Input;

# What a channel reads: first lines, then frames. It is the input filter of the channel's wheel, and hands
# what it has found to the channel by itself, which saves an event for each message.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::IKC::Protocol ();
use POE::Filter                   ();
use POE::Filter::Reference        ();
use Scalar::Util                  qw(weaken);

our @ISA = ('POE::Filter');

use constant MAX_LINE => POE::Component::IKC::Protocol::MAX_LINE();

sub new {
    my ($class, $channel) = @_;
    my $self = bless { buffer => '', channel => $channel }, $class;
    weaken $self->{channel};
    return $self;
}

# From now on there are frames. A body that cannot be thawed, or is no hash, becomes an error.
sub expect_frames {
    my ($self, $thaw, $max) = @_;
    $self->{max}    = $max;
    $self->{frames} = POE::Filter::Reference->new(Serializer => 'Storable', MaxBuffer => 2 * $max);
    $self->{frames}[ POE::Filter::Reference::THAW() ] = sub {
        my $message = eval { $thaw->($_[0]) };
        return ref $message eq 'HASH' ? $message : _bad($message);
    };
    return;
}

sub _bad {
    my ($message) = @_;
    return [ defined $message ? 'a message is no hash' : "a message cannot be read: $@" ];
}

sub get {
    my ($self, $chunks) = @_;
    my $channel = $self->{channel} or return [];
    $channel->{is_quiet} = 0;
    $self->_lines(\$chunks) || return [] if !$self->{frames};
    my $messages = eval { $self->{frames}->get($chunks) };
    return $self->_fail('a message is too large') if !$messages;
    for my $message (@$messages) {
        return $self->_fail($message->[0]) if ref $message ne 'HASH';
        $channel->{take}->($message);
        return [] if $channel->{is_closed};
    }
    $self->_check_rest;
    return [];
}

sub _fail {
    my ($self, $reason) = @_;
    $self->{channel}->bad_input($reason =~ s/ at \S+ line [0-9]+\.?\n\z//r =~ s/\n\z//r);
    return [];
}

# Only the beginning of a frame may be left; and not of one that is too large.
sub _check_rest {
    my ($self) = @_;
    my $rest = $self->{frames}[0];
    return if $rest eq '';
    my ($length, $behind) = substr($rest, 0, 21) =~ /\A([0-9]*)(.?)/s;
    return $self->_fail('what came is no message')
        if length $length > 20
        or $behind ne '' && ($behind ne "\0" || $length eq '');
    return $self->_fail("a message of $length octets is too large (max_message)")
        if $length ne ''
        and $behind ne ''
        and $length > $self->{max};
    return;
}

# True when the lines are over: then the chunks are what came behind them.
sub _lines {
    my ($self, $chunks) = @_;
    my $channel = $self->{channel};
    $self->{buffer} .= join '', @$$chunks;
    while (!$self->{frames}) {
        if ($self->{buffer} !~ s/\A([^\x0A]*?)\x0D?\x0A//) {
            $self->_fail('a line is too long') if length $self->{buffer} > MAX_LINE;
            return;
        }
        $channel->take_line($1);
        return if $channel->{is_closed};
    }
    $$chunks = [ $self->{buffer} ];
    $self->{buffer} = '';
    return 1;
}

sub put         { return $_[1] }
sub get_pending {return}

1;
