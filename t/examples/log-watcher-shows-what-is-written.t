use strict;
use warnings;

use File::Temp qw(tempdir);
use lib 't/lib';
use ExampleProgram;
use Test::More;

my $folder = tempdir(CLEANUP => 1);

sub append {
    my ($name, @lines) = @_;
    open my $out, '>>', "$folder/$name" or die "$name: $!";
    syswrite $out, join '', map {"$_\n"} @lines;
    return;
}

sub watch {
    my (@arguments) = @_;
    my $watcher = start_example('log-watcher.pl', args => [ '--poll', 0.05, @arguments ]);
    $watcher->await(qr/watching/);
    return $watcher;
}

append('mail', 'old news');
append('web', 'old news');
my $watcher = watch("$folder/mail", "$folder/web", "$folder/later");

append('mail', 'a letter', 'an ERROR in a letter');
append('web', 'GET /');
ok($watcher->await(qr/^\d\d:\d\d:\d\d   mail +a letter\n/m), 'a line, with its time and file');
ok($watcher->await(qr/^\S+ ! mail +an ERROR in a letter\n/m), 'an alert is marked');
ok($watcher->await(qr/^\S+   web +GET \/\n/m), 'of another file');

append('later', 'the first line');
ok($watcher->await(qr/^\S+   later +the first line\n/m), 'of a file that was not there');

rename "$folder/web", "$folder/web.1" or die "rename: $!";
append('web', 'GET /new');
ok($watcher->await(qr/web +\(begins anew\)\n.*web +GET \/new\n/s), 'of a file that was replaced');

truncate "$folder/mail", 0 or die "truncate: $!";
ok($watcher->await(qr/mail +\(begins anew\)\n/), 'one that shrinks is noticed');
append('mail', 'short again');
ok($watcher->await(qr/mail +short again\n/), 'and followed on');
unlike($watcher->said, qr/old news/, 'what was there before is not shown');
ends_on($watcher, INT => '-- later: 1, mail: 3, web: 2 lines; 1 alerts\nstopped');

subtest 'options' => sub {
    my $other
        = watch('--all', '--alert', 'letter', '--summary', 0.05, "$folder/mail", "$folder/web.1");
    ok($other->await(qr/web.1 +old news\n/), '--all begins at the beginning');
    ok($other->await(qr/^-- mail: 1, web.1: 2 lines; 0 alerts\n/m), '--summary sums up');
    append('mail', 'another letter');
    ok($other->await(qr/^\S+ ! mail +another letter\n/m), '--alert tells what to mark');
    ends_on($other, TERM => 'lines; 1 alerts\nstopped');
};

shows_usage('log-watcher.pl');
shows_usage('log-watcher.pl', '--unknown', 'file');

done_testing;
