use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# Handlers of wheels and signals let other coroutines go on, which take turns of the loop themselves: each event
# is told once, to its session, and all handlers come to their end.

needs('Coro');
plan skip_all => 'POE 1.370 keeps one active session for all coroutines' if !is_built_here();

my $program = run_program(script_of(<<'PERL'));
use strict; use warnings;
use Coro; use Socket;
use POE qw(Filter::Line Wheel::ReadWrite Wheel::Run);
my ($k, %seen, %flushed, @far) = ($poe_kernel);

package SlowFilter { our @ISA = 'POE::Filter::Line'; sub get_one { my $self = shift; Coro::cede(); $self->SUPER::get_one } }

sub note { my ($what) = @_; my $id = $k->get_active_session->ID; Coro::cede() for 1 .. 3; $seen{ $id eq $k->get_active_session->ID ? $what : 'wrong' }++ }

POE::Session->create(inline_states => {
    _start => sub {
        for my $n (1 .. 4) {
            socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die $!;
            push @far, $far;
            $_[HEAP]{$n} = POE::Wheel::ReadWrite->new(Handle => $near, InputEvent => 'line', FlushedEvent => 'flushed',
                $n > 2 ? (Filter => SlowFilter->new) : ());
            $_[HEAP]{$n}->put('out');
            syswrite $far, "a\nb\n";
        }
        $_[HEAP]{run} = POE::Wheel::Run->new(Program => sub { print "said\n" }, StdoutEvent => 'said', CloseEvent => 'closed');
        $k->sig_child($_[HEAP]{run}->PID, 'ended');
        $k->sig(USR1 => 'usr');
        kill USR1 => $$;
        $k->delay(enough => 20);
        $k->yield('tick');
    },
    (map { my $what = $_; $what => sub { note($what); $k->sig_handled; $k->yield('look') } } qw(line said closed ended usr)),
    # More than once, as in any loop within a handler: what two polls found writable is written to twice.
    flushed => sub { note('flushed') if !$flushed{ $_[ARG0] }++; $k->yield('look') },
    tick => sub { $k->delay(tick => 0.01) if $_[HEAP]{run}; cede },    # a loop that sleeps lets no other go on
    look   => sub { my $n = 0; $n += $_ for values %seen; $k->yield('enough') if $n == 16 },
    enough => sub { %{ $_[HEAP] } = (); $k->sig('USR1'); $k->delay('enough') },
    _stop  => sub { $seen{_stop}++ } });

my $over;
my @co = map { async { while (!$over) { POE::Kernel->run_one_timeslice; cede } } } 1, 2;
POE::Kernel->run;
$over = 1;
$_->join for @co;
POE::XS::verify();
print join(' ', map {"$_=$seen{$_}"} sort keys %seen), "\n";
PERL

is($program->{said}, "_stop=1 closed=1 ended=1 flushed=4 line=8 said=1 usr=1\n", 'each event once')
    or diag explain $program;

done_testing;
