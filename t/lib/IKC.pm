package IKC;

# Two kernels for tests of POE::Component::IKC: this process, and another that serves. Sessions here tell a
# log what they got, and the test goes on when it has as many entries as it waits for.

use strict;
use warnings;

use Exporter qw(import);
use POE;
use POE::Component::IKC::Client;
use POE::Component::IKC::Responder;
use POE::Component::IKC::Server;
use POETest;
use POSIX ();
use Test::More;

our @EXPORT = qw(client got ikc note_down other_kernel play_client published server until_noted);

my (@children, @log, $wanted);
END { kill KILL => @children if @children }

# Runs the code, which starts a server, in another process; returns the port that it returns.
sub other_kernel {
    my ($code) = @_;
    pipe my $in, my $out or die "pipe: $!";
    my $parent = fork // die "fork: $!";
    if (!$parent) {
        POSIX::_exit(0) if fork // die "fork: $!";
        close $in;
        @children = ();
        alarm scaled(60);
        $SIG{__WARN__} = sub { print {*STDERR} @_ if $ENV{HARNESS_IS_VERBOSE} };
        POE::Kernel->has_forked;
        my $port = eval { $code->() } // "failed: $@";
        syswrite $out, "$$ $port\n";
        close $out;
        POE::Kernel->run;
        POSIX::_exit(0);
    }
    waitpid $parent, 0;    # so that no kernel here has a child that nobody reaps
    close $out;
    my ($pid, $port) = split ' ', readline $in, 2;
    push @children, $pid;
    chomp $port;
    die "the other kernel $port" if $port !~ /\A[0-9]+\z/;
    return $port;
}

# A server with sessions: name => { event => code }, all of which is published.
sub server {
    my ($sessions, %parameters) = @_;
    published($_ => $sessions->{$_}) for sort keys %$sessions;
    return POE::Component::IKC::Server->spawn(
        ip   => '127.0.0.1',
        port => 0,
        name => 'Srv',
        %parameters
    ) // 0;
}

sub ikc { return $POE::Component::IKC::Responder::ikc }

sub published {
    my ($name, $events) = @_;
    POE::Component::IKC::Responder->spawn;
    return POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set($name);
                $_[KERNEL]->call(IKC => publish => $name => [ grep { !/\A_/ } keys %$events ]);
            },
            %$events,
        },
    );
}

sub client {
    my ($port, %parameters) = @_;
    return POE::Component::IKC::Client->spawn(
        ip   => '127.0.0.1',
        port => $port,
        name => 'Cli',
        %parameters
    );
}

# A session here that connects and then does something; its other events are its own. All ends when
# it says so by the event "done", or when it is late.
sub play_client {
    my ($port, $connected, %events) = @_;
    my %parameters = %{ delete $events{client} || {} };
    @log = ();
    POE::Component::IKC::Responder->spawn;
    my $session = POE::Session->create(
        inline_states => { (
                map {
                    $_ => sub { }
                } qw(_stop _child _parent)
            ),
            _start => sub {
                $_[KERNEL]->alias_set('main');
                $_[KERNEL]->delay(late => scaled(20));
                my $id = $_[SESSION]->ID;
                client(
                    $port,
                    on_connect => sub { POE::Kernel->post($id => 'connected') },
                    %parameters
                ) if $port;
                $_[KERNEL]->yield('connected') if !$port;
            },
            connected => $connected,
            late      => sub { fail('it takes too long'); $_[KERNEL]->yield('done') },
            done      => \&_end,
            %events,
        },
    );
    POE::Kernel->run;
    return;
}

sub _end {
    my ($kernel) = $_[KERNEL];
    return if !defined $kernel->alias_resolve('main');
    $kernel->alarm_remove_all;
    $kernel->alias_remove('main');
    $kernel->post(IKC => 'shutdown');
    return;
}

# An entry of the log; at so many of them the main session is done.
sub note_down {
    my (@entry) = @_;
    push @log, @entry > 1 ? \@entry : $entry[0];
    POE::Kernel->post(main => 'done')
        if defined $wanted
        and @log >= $wanted
        and defined POE::Kernel->alias_resolve('main');
    return;
}

sub until_noted { ($wanted) = @_; return }

sub got { return \@log }

1;
