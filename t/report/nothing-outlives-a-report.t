use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use Time::HiRes qw(sleep time);

# Tests end with the report: when it is interrupted, when it is killed, and what they leave behind, too.

plan skip_all => 'for the reports of this distribution' if is_upstream();
require ReportTest;
ReportTest->import;

my $hang
    = q{open my $out, '>', "$0.pid.new"; print {$out} $$; close $out; rename "$0.pid.new", "$0.pid"; sleep 600};
my $stray = q{if (!fork) {%s; exit} sleep 1 until -e "$0.pid"; print "1..1\nok 1\n"};

sub waited_for {
    my ($holds) = @_;
    my $until = time + scaled(20);
    sleep 0.02 until $holds->() || time > $until;
    return $holds->();
}

sub pid_in { return contents_of($_[0]) }

for my $signal (qw(INT KILL)) {
    my $folder = folder_of('hang.t' => $hang);
    my $pid    = fork() // die "fork: $!";
    if (!$pid) {
        open STDOUT, '>', '/dev/null' or die;
        exec $^X, (map {"-I$_"} grep { !ref } map { File::Spec->rel2abs($_) } @INC),
            "$FindBin::Bin/../../bin/poe-report", '-o', "$folder/out.yml", $folder;
    }
    ok(waited_for(sub { -e "$folder/hang.t.pid" }), "$signal: a test runs");
    kill $signal => $pid;
    waitpid $pid, 0;
    is($signal eq 'INT' ? $? >> 8 : $? & 127, $signal eq 'INT' ? 130 : 9, 'the report ends');
    my $test = pid_in("$folder/hang.t.pid");
    ok(waited_for(sub { !kill 0, $test }), 'and so does the test');
    ok(!-e "$folder/out.yml", 'nothing is written');
}

my $folder = folder_of('stray.t' => sprintf $stray, $hang);
is(
    poe_report('-o', "$folder/out.yml", $folder)->{status}, 0,
    'a test that leaves a process behind'
);
my $left = pid_in("$folder/stray.t.pid");
ok(waited_for(sub { !kill 0, $left }), 'which is gone');

done_testing;
