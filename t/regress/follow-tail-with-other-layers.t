use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# PERLIO chooses what reads files below perl. What grows is delivered by whatever layer.

my $code = <<'CODE';
    use TailTest;
    my $file = fresh_file("old\n");
    open my $handle, '<', $file or die $!;
    for my $by ([ Filename => $file ], [ Handle => $handle ]) {
        print join(',', @{ tail($by,
            idle     => sub { append($file, "one\n") },
            'in one' => undef,
            idle     => sub { append($file, "two\n", "three\n") },
            'in three' => sub { replace($file, "n\n") },
            'in n'   => undef,
        ) }), "\n";
    }
CODE

for my $layer (qw(stdio perlio unix)) {
    my $child = run_child($code, env => { PERLIO => $layer }, limit => 30);
    is $child->{stdout}, "in one,in two,in three,reset,in n\n" x 2, $layer or diag $child->{stderr};
}

# A driver that reads through the layers, which remember an end that they have seen.
$code = <<'CODE';
    use TailTest;
    { package My::Driver; sub new { bless {} }
      sub get { my $read = read $_[1], my $bytes, 3; return $read ? [$bytes] : defined $read ? undef : [] } }
    my $file = fresh_file("old\n");
    print join ',', @{ tail([ Filename => $file, Driver => My::Driver->new, SeekBack => 0 ],
        idle     => sub { append($file, "one\n") },
        'in one' => undef,
        idle     => sub { append($file, "two\n") },
        'in two' => undef,
    ) };
CODE
for my $layer (qw(stdio perlio)) {
    my $child = run_child($code, env => { PERLIO => $layer }, limit => 30);
    is $child->{stdout}, 'in one,in two', "a buffering driver, $layer" or diag $child->{stderr};
}

done_testing;
