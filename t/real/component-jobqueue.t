use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# POE::Component::JobQueue hands twelve jobs to at most three workers, sessions of their own.

needs('POE::Component::JobQueue');

my $program = run_program(script_of(<<'PERL'));
use POE qw(Component::JobQueue);

my ($working, $most, @results) = (0, 0);

POE::Component::JobQueue->spawn(Alias => 'queue', WorkerLimit => 3, Worker => \&worker, Passive => {});

sub worker {
    my ($postback, $number) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub { $most = $working if ++$working > $most; $_[KERNEL]->delay(done => 0.01) },
            done   => sub { $working--; $postback->($number ** 2) },
        },
    );
}

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->post(queue => enqueue => result => $_) for 1 .. 12 },
        result => sub { push @results, "$_[ARG0][0]:$_[ARG1][0]"; $_[KERNEL]->call(queue => 'stop') if @results == 12 },
    },
);

POE::Kernel->run;
print "$most at a time\n", map { s/:/ /r . "\n" } sort { ($a =~ /\d+/g)[0] <=> ($b =~ /\d+/g)[0] } @results;
PERL

$program->ended_well;
$program->from_here;
is(
    $program->said, join("\n", '3 at a time', map { "$_ " . $_**2 } 1 .. 12) . "\n",
    'all are done, three at a time'
);

done_testing;
