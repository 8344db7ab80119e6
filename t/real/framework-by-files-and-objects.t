use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# What an object framework on POE does, as Reflex is one: a single session for all objects. The events of its wheels have
# numbers for names, and the file that they come from tells which kind of wheel that was. What objects send each other are
# events that have an object for a name, which delivers itself. Socket and IO::Socket::INET come with POE.

my $program = run_program(script_of(<<'PERL'), limit => 20);
package Wire {
    sub new { my ($class, $code) = @_; return bless { code => $code }, $class }
    sub deliver { my ($self, @args) = @_; return $self->{code}->(@args) }
}

package Framework;
use POE;

my (%wheel, @event);

sub drop  { my ($kind) = @_; return delete $wheel{$kind} }
sub later { my ($code, @args) = @_; $poe_kernel->post(framework => Wire->new($code), @args); return }
sub now   { my ($code) = @_; $poe_kernel->call(framework => Wire->new($code)); return }

sub come {
    my ($number, $file, @args) = @_;
    my ($kind) = $file =~ m{/([^/.]+)\.pm\z};
    my $class = "Framework::$kind";
    return print "no class for $kind\n" if !$class->can('told');
    return $class->told($event[$number], @args);
}

POE::Session->create(
    inline_states => {
        _start   => sub { $_[KERNEL]->alias_set('framework') },
        _stop    => sub { print "stopped\n" },
        _default => sub {
            my ($name, $args) = @_[ARG0, ARG1];
            return $name->deliver(@$args) if ref $name;
            return $name =~ /\Awheel_(\d+)\z/ ? come($1, $_[CALLER_FILE], @$args) : 0;
        },
    },
);

sub wheel {
    my ($kind, %option) = @_;
    for my $name ("Framework::$kind"->names) {
        push @event, $name;
        $option{$name} = "wheel_$#event";
    }
    now(sub { $wheel{$kind} = "POE::Wheel::$kind"->new(%option) });
    return $wheel{$kind};
}

package Framework::ReadWrite;
sub names { return qw(InputEvent ErrorEvent) }
sub told {
    my ($class, $event, @args) = @_;
    print "ReadWrite $event $args[0]\n";
    return $event eq 'InputEvent' ? close $main::other : Framework::drop('ReadWrite');
}

package Framework::SocketFactory;
sub names { return qw(SuccessEvent FailureEvent) }
sub told  { my ($class, $event) = @_; print "SocketFactory $event\n"; return Framework::drop('SocketFactory') }

package Framework::FollowTail;
sub names { return qw(InputEvent) }
sub told  { my ($class, $event, $line) = @_; print "FollowTail $event $line\n"; return Framework::drop('FollowTail') }

package Framework::Run;
sub names { return qw(StdoutEvent StderrEvent CloseEvent) }
sub told {
    my ($class, $event, @args) = @_;
    return print "Run $event $args[0]\n" if $event ne 'CloseEvent';
    print "Run $event\n";
    return Framework::drop('Run');
}

package main;
use POE qw(Wheel::ReadWrite Wheel::SocketFactory Wheel::FollowTail Wheel::Run);
use File::Temp ();

our $other;
Framework::later(sub { print "posted with @_\n" }, 1, 2);
Framework::now(sub { $poe_kernel->delay_set(Wire->new(sub { print "delayed with @_\n" }), 0.01, 3) });

socketpair my $one, $other, Socket::AF_UNIX, Socket::SOCK_STREAM, Socket::PF_UNSPEC or die $!;
Framework::wheel(ReadWrite => Handle => $one);
syswrite $other, "a line\n";

my $listener = Framework::wheel(SocketFactory => BindAddress => '127.0.0.1', BindPort => 0);
my ($port) = Socket::sockaddr_in($listener->getsockname);
undef $listener;
my $client = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die $!;

my $log = File::Temp->new;
print {$log} "followed\n";
$log->flush;
Framework::wheel(FollowTail => Filename => "$log", Seek => 0, PollInterval => 0.05);

my $run = Framework::wheel(Run => Program => 'echo out; echo err >&2');
Framework::now(sub { $poe_kernel->sig_child($run->PID, Wire->new(sub { print "process ended $_[2]\n" })) });
undef $run;

POE::Kernel->run;
PERL

$program->ended_well;
is_deeply(
    [ sort split /\n/, $program->said ],
    [
        sort 'posted with 1 2',
        'delayed with 3',
        'ReadWrite InputEvent a line',
        'ReadWrite ErrorEvent read',
        'SocketFactory SuccessEvent',
        'FollowTail InputEvent followed',
        'Run StdoutEvent out',
        'Run StderrEvent err',
        'Run CloseEvent',
        'process ended 0',
        'stopped'
    ],
    'each event finds its class, each object its code'
) or diag $program->said;
done_testing;
