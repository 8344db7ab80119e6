use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Between two sessions SESSION is the one whose handler runs, SENDER the one that asked for it.

my ($asked, $asking, %got);
my $keep = sub { my $way = $_[ARG0]; $got{$way} = [ @_[ SESSION, SENDER, HEAP ] ] };

$asked = session(
    _start   => sub { $_[KERNEL]->alias_set('asked'); $_[HEAP] = 'heap of the asked' },
    inline   => $keep,
    _default => sub { $_[ARG0] eq 'unknown' and $got{default} = [ @_[ SESSION, SENDER, HEAP ] ] },
    over     => sub { $_[KERNEL]->alias_remove('asked') },
);
play(
    _start => sub {
        $asking = $_[SESSION];
        $_[HEAP] = 'heap of the asking';
        $_[KERNEL]->post(asked => inline => 'post');
        $_[KERNEL]->call(asked => inline => 'call');
        $_[KERNEL]->post(asked => 'unknown');
        $_[KERNEL]->post(asked => 'over');
    },
);

for my $way (qw(post call default)) {
    is $got{$way}[0], $asked, "$way: SESSION";
    is $got{$way}[1], $asking, "$way: SENDER";
    is $got{$way}[2], 'heap of the asked', "$way: HEAP";
}

done_testing;
