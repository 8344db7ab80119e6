use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use POETest;
use TailTest;
use Test::More;

plan skip_all => 'POE 1.370 looks for the name in the new folder' if is_upstream();

# A daemon changes to another folder once it has begun. What it follows stays what it was.

my $top = tempdir(CLEANUP => 1);
END { chdir '/' }

sub folder {
    my ($name) = @_;
    mkdir "$top/$name" or die "$top/$name: $!";
    chdir "$top/$name" or die "$top/$name: $!";
    return "$top/$name";
}

subtest 'a file that is there' => sub {
    my $folder = folder('first');
    append('log', "old\n");
    my $log = tail(
        [ Filename => 'log' ],
        idle     => sub { chdir '/' or die $! },
        idle     => sub { append("$folder/log", "one\n") },
        'in one' => sub { rename "$folder/log", "$folder/log.1"; append("$folder/log", "two\n") },
        'in two' => undef
    );
    is_deeply $log, [ 'in one', 'reset', 'in two' ], 'and one that takes its name';
};

subtest 'a file that is made later' => sub {
    my $folder = folder('second');
    mkdir "$folder/below" or die $!;
    my $log = tail(
        [ Filename => './below/log' ],
        idle     => sub { chdir '/' or die $! },
        idle     => sub { append("$folder/below/log", "new\n") },
        'in new' => undef
    );
    is_deeply $log, [ 'reset', 'in new' ];
};

subtest 'a folder that is renamed' => sub {
    my $folder = folder('third');
    append('log', "old\n");
    my $log = tail(
        [ Filename => 'log' ],
        idle =>
            sub { rename $folder, "$folder.new"; rename 'log', 'log.1'; append('log', "new\n") },
        'in new' => undef
    );
    is_deeply $log, [ 'reset', 'in new' ], 'around a program that stays there';
};

done_testing;
