use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my $stops = 0;
POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('x'); $_[KERNEL]->yield('end') },
        end => sub { $_[KERNEL]->alias_remove('x') }, _stop => sub { die "stop\n" if ++$stops < 5 }
    });

local $SIG{ALRM} = sub { die "still running\n" };
alarm int scaled(10);
ok !eval { $poe_kernel->run; 1 }, 'run throws';
alarm 0;
is $@, "stop\n", 'exactly what _stop threw';
is $stops, 1, '_stop is called once';

done_testing;
