package Cluster;

# Kernels that are joined over NATS, by a server of the test's own. The other kernels are processes; the one of the
# test is that of IKC.pm: its main session begins when it has joined.

use strict;
use warnings;

use Exporter qw(import);
use FindBin;
use IKC qw(got note_down other_kernel play_client published until_noted);
use NATSServer;
use POE;
use POE::Component::IKC;
use POETest;
use Test::More;

our @EXPORT = qw(broker broker_is in_cluster kernel got note_down published until_noted);

my $broker;

# Before its folder is removed.
END { undef $broker }

# Begins a test: the server.
sub broker {
    my (@options) = @_;
    needs_nats();
    return $broker = nats_server(@options);
}

# One that the test has started.
sub broker_is { return $broker = $_[0] }

sub _wire { return $broker->url . '/shop' }

# Another kernel, with sessions: name => { event => code }, which are published. Returns its process. Options are for
# join; `then` is code that runs afterwards, `offers` are names of sessions that are offered, too; with `at` it joins when
# it gets that signal.
sub kernel {
    my ($name, $sessions, %option) = @_;
    my ($then, $offers, $at)       = delete @option{qw(then offers at)};
    return other_kernel(sub {
        published($_ => $sessions->{$_}) for sort keys %$sessions;
        my $join = sub { POE::Component::IKC->join(name => $name, wire => _wire(), %option) };
        if   ($at) { _at($at, $join) }
        else       { $join->() }
        for my $offer (@{ $offers || [] }) {
            $POE::Component::IKC::Responder::ikc->offer($offer, [ keys %{ $sessions->{$offer} } ]);
        }
        $then->() if $then;
        return $$;
    });
}

sub _at {
    my ($signal, $code) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->sig($signal => 'now'); $_[KERNEL]->delay(never => 3600) },
            now    => sub {
                $_[KERNEL]->sig($signal);
                $_[KERNEL]->delay('never');
                $_[KERNEL]->sig_handled;
                $code->();
            },
        });
    return;
}

# A session of this kernel: the code runs before it joins, as others may be there at once. It hears of that by the
# event `joined`; it ends by `done`.
sub in_cluster {
    my ($before, %events) = @_;
    my %join = %{ delete $events{join} || {} };
    return play_client(
        0,
        sub {
            my $id = $_[SESSION]->ID;
            &$before;
            POE::Component::IKC->join(
                name       => 'Here',
                wire       => _wire(),
                on_connect => sub { POE::Kernel->post($id => 'joined') },
                %join
            );
        },
        joined => sub { },
        %events
    );
}

1;
