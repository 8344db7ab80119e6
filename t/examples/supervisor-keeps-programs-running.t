use strict;
use warnings;

use File::Temp qw(tempdir);
use lib 't/lib';
use ExampleProgram;
use POETest;
use Test::More;

my $folder = tempdir(CLEANUP => 1);
my $number = 0;

# A Perl program as a command line.
sub program {
    my ($text) = @_;
    my $file = "$folder/program" . ++$number;
    open my $out, '>', $file or die "$file: $!";
    print {$out} "\$| = 1; $text";
    close $out or die "$file: $!";
    return "$^X $file";
}

my $waits = 'print "here\n"; sleep 1 while 1;';

subtest 'pauses grow' => sub {
    my $supervisor = start_example(
        'supervisor.pl',
        args => [
            qw(--first 0.02 --longest 0.05), 'bad=' . program('warn "no luck\n"; exit 3'),
            'good=' . program($waits) ]);
    ok($supervisor->await(qr/^good +\| here\n/m), 'what a program says is shown');
    ok($supervisor->await(qr/^bad +\| no luck\n/m), 'also what it complains of');
    ok($supervisor->await(qr/(?:again.*?){4}/s), 'one that ends is started again');
    my @pauses = $supervisor->said =~ /^bad +ended with status 3; again in (\S+) s/mg;
    is_deeply([ @pauses[ 0 .. 3 ] ], [ 0.02, 0.04, 0.05, 0.05 ], 'after pauses that grow');
    my @started = $supervisor->said =~ /^good +started/mg;
    is(scalar @started, 1, 'the other one runs on');
    ends_on($supervisor, INT => 'all have ended');
    like($supervisor->said, qr/^good +ended with signal 15\n/m, 'it was asked to end');
};

subtest 'a pause is short again after a long run' => sub {
    my $supervisor = start_example(
        'supervisor.pl',
        args => [ qw(--first 0.02 --stable 0), 'job=' . program('exit 0') ]);
    ok($supervisor->await(qr/(?:again.*?){3}/s), 'three runs');
    is_deeply(
        [ ($supervisor->said =~ /again in (\S+) s/g)[ 0 .. 2 ] ],
        [ 0.02, 0.02, 0.02 ], 'each long enough'
    );
    ends_on($supervisor, TERM => 'all have ended');
};

subtest 'a program that is killed from outside' => sub {
    my $supervisor = start_example(
        'supervisor.pl',
        args => [ qw(--first 0.01), 'job=' . program($waits) ]);
    $supervisor->await(qr/here/);
    my ($pid) = $supervisor->said =~ /process (\d+)/;
    kill KILL => $pid;
    ok($supervisor->await(qr/ended with signal 9; again.*here/s), 'is started again');
    ends_on($supervisor, TERM => 'all have ended');
};

subtest 'programs that do not end' => sub {
    my $stubborn   = program(q($SIG{TERM} = sub { print "no\n" }; ) . $waits);
    my $supervisor = start_example(
        'supervisor.pl',
        args =>
            [ '--grace', scaled(0.3), "stubborn=$stubborn", "shell=echo in a shell; sleep 1000" ]);
    $supervisor->await(qr/here/);
    $supervisor->await(qr/in a shell/);
    ends_on($supervisor, INT => 'all have ended');
    like($supervisor->said, qr/^stubborn +\| no\n/m, 'are asked');
    like(
        $supervisor->said, qr/^stubborn +is killed\nstubborn +ended with signal 9\n/m,
        'and killed'
    );
};

shows_usage('supervisor.pl');
shows_usage('supervisor.pl', 'no command');

done_testing;
