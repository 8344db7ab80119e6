# signal: a process that signals itself; its handler sends the next one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $done = 0;
my $start;

POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->sig(USR1 => 'caught');
            $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'measuring');
            $start = now();
            kill USR1 => $$;
        },
        caught => sub {
            return measured('signal', $done, $start) if !(++$done & 63) && over();
            kill USR1 => $$;
        },
    },
);

POE::Kernel->run;
