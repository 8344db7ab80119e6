use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# A program that uses POE and AnyEvent and says nothing of event loops: whichever is loaded first and
# whatever AnyEvent chooses, its watchers and POE's events take place under POE::Kernel->run.

needs('AnyEvent');

my $rest = <<'PERL';
my %due = map { $_ => 1 } qw(any_timer any_io any_signal poe_delay poe_pipe poe_signal);

sub seen {
    my ($what) = @_;
    print "$what\n" if delete $due{$what};
    POE::Kernel->post(main => 'close') if !%due;
}

pipe my $any_in, my $any_out or die "pipe: $!";
pipe my $poe_in, my $poe_out or die "pipe: $!";

my @watchers = (
    AnyEvent->timer(after => 0.02, cb => sub { seen('any_timer'); syswrite $poe_out, 'x' }),
    AnyEvent->io(fh => $any_in, poll => 'r', cb => sub { sysread $any_in, my $byte, 1; seen('any_io'); kill USR1 => $$ }),
    AnyEvent->signal(signal => 'USR1', cb => sub { seen('any_signal'); kill USR2 => $$ }),
);

POE::Session->create(
    inline_states => {
        _start => sub {
            my $kernel = $_[KERNEL];
            $kernel->alias_set('main');
            $kernel->select_read($poe_in, 'readable');
            $kernel->sig(USR2 => 'caught');
            $kernel->delay(delayed => 0.03);
            $kernel->delay(give_up => 20);
        },
        delayed  => sub { seen('poe_delay'); syswrite $any_out, 'x' },
        readable => sub { sysread $_[ARG0], my $byte, 1; seen('poe_pipe') },
        caught   => sub { $_[KERNEL]->sig_handled; seen('poe_signal') },
        give_up  => sub { print "still missing: @{ [ sort keys %due ] }\n"; $_[KERNEL]->stop },
        close    => sub { print "close\n"; @watchers = (); $_[KERNEL]->stop },
    },
);

POE::Kernel->run;
print "run returned\n";
PERL

my %first = (
    'POE is loaded first'      => "use POE; use AnyEvent;\n",
    'AnyEvent is loaded first' => "use AnyEvent; use POE;\n",
);

# Upstream has no bridge to what AnyEvent then chose.
$first{'AnyEvent has chosen before POE comes'}
    = "use AnyEvent; BEGIN { AnyEvent::detect() } use POE;\n"
    if is_built_here();

for my $order (sort keys %first) {
    subtest $order => sub {
        my $program = run_program(script_of($first{$order} . $rest));
        $program->from_here;
        like($program->said, qr/^$_$/m, $_)
            for qw(any_timer any_io any_signal poe_delay poe_pipe poe_signal);
        like($program->said, qr/^close\nrun returned$/m, 'run returns') or diag $program->said;
    };
}

done_testing;
