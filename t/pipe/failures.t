use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE::Pipe::OneWay;
use POE::Pipe::TwoWay;

plan skip_all => 'upstream goes on for ever' if is_upstream();

# Without descriptors nothing can be made; with some, what needs no more than those.

my @taken;

sub take_all_but {
    my ($left) = @_;
    while (@taken < 5_000) {
        open my $file, '<', '/dev/null' or last;
        push @taken, $file;
    }
    if (@taken == 5_000) {
        @taken = ();
        plan skip_all => 'there is no limit';
    }
    splice @taken, 0, $left;
    return;
}

for my $class (qw(POE::Pipe::OneWay POE::Pipe::TwoWay)) {
    subtest "$class without a free descriptor" => sub {
        $class->new($_) for qw(pipe socketpair inet);    # all that is loaded later is loaded
        take_all_but(0);
        my @results;
        for my $type (undef, qw(pipe socketpair inet)) {
            my @handles = $class->new($type);
            push @results, @handles . ($!{EMFILE} ? ' full' : " $!");
        }
        @taken = ();
        is_deeply \@results, [ ('0 full') x 4 ], 'nothing, and why';
        my @handles = $class->new;
        ok scalar @handles, 'that was for then';
        is !!-p $handles[0], $class eq 'POE::Pipe::OneWay', 'and the best is still that';
    };
}

subtest 'what fails gives way to what works' => sub {
    POE::Pipe::TwoWay->new($_) for qw(pipe socketpair inet);
    take_all_but(3);
    my @handles = POE::Pipe::TwoWay->new('pipe');
    my $kind    = @handles && -S $handles[0];
    @taken = ();
    is @handles, 4;
    ok $kind, 'two pipes need four descriptors, a socket pair two';
};

subtest 'nothing is left of failures' => sub {
    POE::Pipe::TwoWay->new($_) for qw(pipe socketpair inet);
    take_all_but(1);
    my $free = 0;
    POE::Pipe::TwoWay->new($_) for qw(pipe inet);
    my @more;
    while (open my $file, '<', '/dev/null') { push @more, $file }
    $free  = @more;
    @taken = @more = ();
    is $free, 1;
};

done_testing;
