use strict;
use warnings;

use lib 't/lib';
use DebianExamples;
use RealProgram;
use Test::More;

# Examples without an end of their own are watched for a while, then stopped from here.

needs_examples();

subtest 'names: five clients take turns at a lock' => sub {
    my $program = start_program(example('names'));
    ok(
        $program->await(qr/client $_ acquired lock(?s:.*)client $_ released lock/),
        "client $_ has had it"
    ) for 1 .. 5;
    $program->stop;
    my $since   = $program->said =~ s/\A.*?(?=\+\+\+ client \d acquired)//sr;
    my @holders = $since         =~ /client (\d) (acquired|released) lock/g;
    my ($owner, $broken) = ('', 0);
    while (my ($client, $what) = splice @holders, 0, 2) {
        $broken++ if $owner ne ($what eq 'acquired' ? '' : $client);
        $owner = $what eq 'acquired' ? $client : '';
    }
    is($broken, 0, 'never two at a time');
    $program->from_here;
};

subtest 'queue: at most five children work at a time' => sub {
    my $program = start_program(example('queue'));
    ok($program->await(qr/Child 8 has appeared/), 'children come and go');
    $program->stop;
    my @active = $program->said =~ /\((\d+) active children/g;
    is((sort { $b <=> $a } @active)[0], 5, 'five at most');
    $program->from_here;
};

subtest 'signals: invented and real ones reach both sessions' => sub {
    my $program = start_program(example('signals'));
    ok($program->await(qr/First session caught SIGQUUX/), 'an invented signal');
    ok($program->await(qr/First session caught SIGFOO/), 'one sent to itself');
    $program->signal('INT');
    $program->finish;
    $program->ended_well;
    like($program->said, qr/$_ session caught SIGINT/, "$_ session catches SIGINT")
        for qw(First Second);
    like($program->said, qr/$_ session stopped/, "$_ session stops") for qw(First Second);
    $program->from_here;
};

done_testing;
