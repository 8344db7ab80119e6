use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

plan skip_all => 'POE 1.370 reads the file again' if is_upstream();

# Programs that keep snapshots give files more names, and take them away again. That is no change of
# the file.

sub opened {
    my ($file) = @_;
    open my $handle, '<', $file or die "$file: $!";
    return $handle;
}

my %by = (name => sub { (Filename => $_[0]) }, handle => sub { (Handle => opened($_[0])) });
for my $way (sort keys %by) {
    my $file = fresh_file("old\n");
    my $log  = tail(
        [ $by{$way}->($file) ],
        idle     => sub { link $file, "$file.2" or die $! },
        idle     => undef,
        idle     => sub { append($file, "one\n"); link $file, "$file.3" },
        'in one' => undef,
        idle     => sub { unlink "$file.2", "$file.3" },
        idle     => undef,
        idle     => sub { append($file, "two\n") },
        'in two' => undef
    );
    is_deeply $log, [ 'in one', 'in two' ], "by $way";
}

subtest 'another one moved to the name is one' => sub {
    my $file = fresh_file("old\n");
    my $log  = tail(
        [ Filename => $file ],
        idle =>
            sub { append("$file.new", "new\n"); link $file, "$file.2"; rename "$file.new", $file },
        'in new' => undef
    );
    is_deeply $log, [ 'reset', 'in new' ];
};

done_testing;
