use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @log;

play(
    _start => sub {
        my @list = $_[KERNEL]->yield(one => 'a', 'b');
        is_deeply \@list, [undef], 'one undef in list context';
        is scalar $_[KERNEL]->yield('two'), undef, 'undef in scalar context';
        push @log, 'start ends';
    },
    one   => sub { push @log, "one @_[ARG0..$#_]"; $_[KERNEL]->yield('three') },
    two   => sub { push @log, 'two ' . (@_ - ARG0) },
    three => sub { push @log, 'three' },
);
is_deeply \@log, [ 'start ends', 'one a b', 'two 0', 'three' ], 'in order, each with its arguments';

subtest 'yield goes to the session whose handler runs' => sub {
    my @got;
    my $other = session(
        _start => sub { $_[KERNEL]->alias_set('other') },
        ask    => sub { $_[KERNEL]->yield('mine') },
        mine   => sub { push @got, 'other'; $_[KERNEL]->alias_remove('other') },
    );
    play(
        _start => sub { $_[KERNEL]->call(other => 'ask') },
        mine   => sub { push @got, 'caller' },
    );
    is_deeply \@got, ['other'];
};

subtest 'as a class method' => sub {
    my $seen = 0;
    play(
        _start => sub { POE::Kernel->yield('again') },
        again  => sub { $seen = $_[SENDER] == $_[SESSION] });
    ok $seen, 'the sender is the session itself';
};

done_testing;
