package POE::Component::IKC::Transport::NATS::Guest;

use strict;
use warnings;

our $VERSION = '2.000';

# Who asks a session over NATS and is no kernel: a program in any language. The channel of one question.

use POE::Component::Client::NATS::JSON qw(text_of);
use POE::Component::IKC::Util          qw(own_id);

sub new {
    my ($class, $transport, $reply) = @_;
    return bless { transport => $transport, reply => $reply }, $class;
}

sub session_id { return $_[0]{transport}->session_id }
sub is_ours    { return 1 }
sub own_name   { return own_id() }
sub close      {return}

# The answer, or why there is none. What is no JSON is told so.
sub send {
    my ($self, $message) = @_;
    my $reply = $self->{reply};
    return 0 if !length($reply // '') or $message->{is_error} and !defined $message->{params};
    my %answer = (status => $message->{status} // 'refused', params => $message->{params});
    my $octets = eval { text_of(\%answer) }
        // text_of({ status => 'failed', params => ['The answer cannot be sent as JSON'] });
    return $self->{transport}{client}->publish($reply, $octets);
}

1;
