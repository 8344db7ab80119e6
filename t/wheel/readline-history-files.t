use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use File::Temp;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

# In a session of a program on a terminal, with a wheel, a folder, and functions to write and read a
# file there; what it prints to STDERR is the answer.
sub says {
    my ($code)   = @_;
    my $folder   = File::Temp->newdir;
    my $terminal = Terminal->start(<<"PROGRAM", env => { HOME => "$folder" });
use POE qw(Wheel::ReadLine);
my \$file = '$folder/lines';
sub text {
    my (\$path) = \@_;
    open my \$in, '<', \$path or return 'none';
    local \$/;
    return readline(\$in) =~ tr/\\n/,/r;
}
sub ten_lines { open my \$out, '>', \$file or die; print \$out map {"\$_\\n"} 0 .. 9 }
POE::Session->create(
    inline_states => {
        _start => sub {
            my \$wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            my \$history = sub { join ',', \$wheel->get_history };
            $code
        },
        got => sub { },
    });
POE::Kernel->run;
PROGRAM
    is $terminal->ends, 0, 'the program ends';
    return $terminal->errors;
}

subtest 'written and read' => sub {
    is says(<<'CODE'), '1 a,b, 1 a,b,a,b', 'by name';
$wheel->add_history('a', 'b');
print STDERR $wheel->write_history($file), ' ', text($file), ' ', $wheel->read_history($file), ' ', $history->();
CODE
    is says(<<'CODE'), '1 a, 1 a,a', 'or in the home folder';
$wheel->add_history('a');
print STDERR $wheel->WriteHistory, ' ', text("$ENV{HOME}/.history"), ' ', $wheel->ReadHistory, ' ', $history->();
CODE
    is says(<<'CODE'), 'undef undef undef', 'or not at all';
my $none = '/no/such/folder/file';
print STDERR join ' ', map { $_ // 'undef' } scalar $wheel->write_history($none),
    scalar $wheel->read_history($none), scalar $wheel->history_truncate_file($none);
CODE
};

subtest 'part of a file' => sub {
    my %part = (
        '2, 4'  => '2,3,4', '0, 0'     => '0', '3, 3' => '3', '7' => '7,8,9', '7, 2' => '7,8,9',
        '7, -1' => '7,8,9', 'undef, 2' => '0,1,2', '-5, 1' => '0,1', '8, 99' => '8,9',
    );
    my $reads = join "\n", map {
        "\$wheel->read_history(\$file, $_); print STDERR '$_: ', \$history->(), qq(\\n); \$wheel->[6] = [];"
        }
        sort keys %part;
    is says("ten_lines();\n$reads"), join('', map {"$_: $part{$_}\n"} sort keys %part),
        'from one line to another';
};

subtest 'cut' => sub {
    my $cut
        = 'print STDERR $wheel->history_truncate_file($file, COUNT), " ", text($file), " ", $history->();';
    is says("ten_lines(); \$wheel->add_history('old'); " . $cut =~ s/COUNT/3/r), '1 7,8,9, 7,8,9',
        'the last lines stay, and are the history';
    is says("ten_lines(); \$wheel->add_history('old'); " . $cut =~ s/COUNT/10/r),
        '1 0,1,2,3,4,5,6,7,8,9, old', 'nothing happens to a file that is short enough';
    is says("ten_lines(); \$wheel->add_history('old'); " . $cut =~ s/COUNT/0/r), '1  ',
        'nothing is left';
    is says("ten_lines(); \$wheel->add_history('old'); " . $cut =~ s/, COUNT//r), '1  ',
        'without a number too';
};

done_testing;
