# post: two sessions that send each other an event with three arguments.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Bench;
use POE;

my $done = 0;
my $start;

sub ball {
    return measured('post', $done, $start) if !(++$done & 1023) && over();
    $_[KERNEL]->post($_[SENDER], 'ball', $_[ARG0], $_[ARG1], $_[ARG2]);
}

POE::Session->create(
    inline_states => { _start => sub { $_[KERNEL]->alias_set('left') }, ball => \&ball });
POE::Session->create(
    inline_states => {
        ball   => \&ball,
        _start => sub { $start = now(); $_[KERNEL]->post('left', 'ball', 1, 'two', [3]) },
    },
);

POE::Kernel->run;
