package POE::XS::Report::SelfCheck;

# A quick check of an installed POE-XS, for those who have no distribution folder: a few programs, each of which uses one
# part for real. Each check runs in a process of its own.

use strict;
use warnings;

our $VERSION = '2.000';

use Socket     ();
use Test::More ();

use constant PATIENCE => 10;

my @CHECKS = (
    kernel   => \&_kernel,
    alarms   => \&_alarms,
    files    => \&_files,
    signals  => \&_signals,
    children => \&_children,
    filters  => \&_filters,
    wheels   => \&_wheels,
    tcp      => \&_tcp,
);

sub names {
    return @CHECKS[ grep { $_ % 2 == 0 } 0 .. $#CHECKS ];
}

sub check {
    my ($name) = @_;
    my %check  = @CHECKS;
    my $check  = $check{$name} or die "no check is called $name\n";
    require POE::Kernel;
    require POE::Session;
    POE::Kernel->import;
    $check->();
    Test::More::done_testing();
    return;
}

# The arguments of handlers by number, since POE is loaded late. A child's status is its third.
use constant { KERNEL => 2, HEAP => 3, ARG0 => 10, STATUS => 12 };

sub _is { return Test::More::is_deeply(@_) }

# Runs one session. Should what it waits for never come, an alarm ends the process and so fails the check.
sub _play {
    my (%states) = @_;
    alarm PATIENCE;
    POE::Session->create(inline_states => { _start => sub { }, %states });
    POE::Kernel->run;
    alarm 0;
    return;
}

sub _kernel {
    my @order;
    _is($POE::XS::VERSION, $VERSION, 'the kernel and this check are of one version');
    _play(
        _start => sub {
            $_[KERNEL]->yield(second => 2);
            push @order, $_[KERNEL]->call($_[KERNEL]->get_active_session, first => 1);
        },
        first  => sub { return $_[ARG0] },
        second => sub { push @order, $_[ARG0]; $_[KERNEL]->yield('third') },
        third  => sub { push @order, 3 },
        _stop  => sub { push @order, 'stop' },
    );
    _is(\@order, [ 1, 2, 3, 'stop' ], 'events come in order');
    POE::XS::verify();
    Test::More::pass('the tables of the kernel agree');
    return;
}

sub _alarms {
    my @order;
    _play(
        _start => sub {
            $_[KERNEL]->delay_set(late => 0.04, 'late');
            $_[KERNEL]->delay_set(late => 0.02, 'early');
            my $removed = $_[KERNEL]->delay_set(late => 0.01, 'removed');
            $_[KERNEL]->alarm_remove($removed);
        },
        late => sub { push @order, $_[ARG0] },
    );
    _is(\@order, [qw(early late)], 'alarms come by time, and one that was removed does not');
    return;
}

sub _files {
    my @read;
    pipe my $from, my $to or die "pipe: $!\n";
    _play(
        _start   => sub { $_[KERNEL]->select_read($from, 'readable'); syswrite $to, 'octets' },
        readable => sub {
            sysread $from, my $text, 100;
            push @read, $text;
            $_[KERNEL]->select_read($from);
        },
    );
    _is(\@read, ['octets'], 'a pipe that can be read is');
    return;
}

sub _signals {
    my @signals;
    _play(
        _start => sub {
            $_[KERNEL]->sig(USR1 => 'signaled');
            kill USR1 => $$;
        },
        signaled => sub {
            push @signals, $_[ARG0];
            $_[KERNEL]->sig('USR1');
            $_[KERNEL]->sig_handled;
        },
    );
    _is(\@signals, ['USR1'], 'a signal comes to who watches it');
    return;
}

sub _children {
    my @statuses;
    _play(
        _start => sub {
            my $pid = fork() // die "fork: $!\n";
            if (!$pid) { require POSIX; POSIX::_exit(7) }
            $_[KERNEL]->sig_child($pid, 'ended');
        },
        ended => sub { push @statuses, $_[STATUS] >> 8 },
    );
    _is(\@statuses, [7], 'the status of a child process');
    return;
}

sub _filters {
    require POE::Filter::Line;
    require POE::Filter::Block;
    my $lines = POE::Filter::Line->new->get([ "one\r\ntw", "o\r\nrest" ]);
    _is($lines, [qw(one two)], 'lines');
    my $block = POE::Filter::Block->new(LengthCodec => undef);
    _is($block->get($block->put([qw(three four)])), [qw(three four)], 'blocks there and back');
    return;
}

sub _wheels {
    require POE::Wheel::Run;
    my @lines;
    _play(
        _start => sub {
            $_[HEAP]{wheel} = POE::Wheel::Run->new(
                Program     => [ $^X, '-e', 'print scalar readline; exit 3' ],
                StdoutEvent => 'line', CloseEvent => 'closed',
            );
            $_[KERNEL]->sig_child($_[HEAP]{wheel}->PID, 'ended');
            $_[HEAP]{wheel}->put('through a program');
        },
        line   => sub { push @lines, $_[ARG0] },
        closed => sub { delete $_[HEAP]{wheel} },
        ended  => sub { push @lines, $_[STATUS] >> 8 },
    );
    _is([ sort @lines ], [ 3, 'through a program' ], 'a line through a program, and its status');
    return;
}

sub _tcp {
    require POE::Component::Server::TCP;
    require POE::Component::Client::TCP;
    my @answers;
    alarm PATIENCE;
    POE::Component::Server::TCP->new(
        Alias              => 'server', Address => '127.0.0.1', Port => 0,
        Started            => sub { _tcp_client(_port_of($_[HEAP]{listener}), \@answers) },
        ClientInput        => sub { $_[HEAP]{client}->put(uc $_[ARG0]) },
        ClientDisconnected => sub { $_[KERNEL]->post(server => 'shutdown') },
    );
    POE::Kernel->run;
    alarm 0;
    _is(\@answers, ['HELLO'], 'a server answers a client');
    return;
}

sub _port_of { return (Socket::unpack_sockaddr_in($_[0]->getsockname))[0] }

sub _tcp_client {
    my ($port, $answers) = @_;
    POE::Component::Client::TCP->new(
        RemoteAddress => '127.0.0.1', RemotePort => $port,
        Connected     => sub { $_[HEAP]{server}->put('hello') },
        ServerInput   => sub { push @$answers, $_[ARG0]; $_[KERNEL]->yield('shutdown') },
    );
    return;
}

1;

__END__

=head1 NAME

POE::XS::Report::SelfCheck - a quick check of an installed POE-XS

=head1 SYNOPSIS

=for example

    use POE::XS::Report::SelfCheck;

    POE::XS::Report::SelfCheck::check('files');
    # prints:
    #   ok 1 - a pipe that can be read is
    #   1..1

=head1 DESCRIPTION

Whoever has the distribution has its tests. Whoever only has it installed, perhaps as a package of the system,
has these: one small program each for the C<kernel>, C<alarms>, C<files>, C<signals>, C<children>, C<filters>,
C<wheels> and C<tcp>, which uses that part for real. They take less than two seconds and a socket on 127.0.0.1.
They show whether an installation works on a system; they do not replace the tests.

=head1 FUNCTIONS

=head2 check($name)

Runs one, which prints TAP. It is meant for a process that does nothing else: it runs the kernel, and an alarm ends it
after ten seconds. It dies if there is no check of that name. I<Returns> nothing.

=head2 names()

I<Returns> the names in the order above.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Report>, L<POE::XS::Report::Plan>

=cut
