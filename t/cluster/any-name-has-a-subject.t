use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require POE::Component::IKC::Transport::NATS::Names;
POE::Component::IKC::Transport::NATS::Names->import(qw(text token));

my @names = (
    '', '_start', 'My::Session', 'a.b', '*', '>', '$SYS', 'IKC:proxy', "\x{263a}", '=41', ' ',
    'x' x 60
);
is text(token($_)), $_, 'of ' . token($_) for @names;
like token($_), qr/\A[A-Za-z0-9=-][A-Za-z0-9_=-]*\z/, "a token" for @names;
my $bytes = join '', map {chr} 0 .. 127;
is text(token(substr $bytes, 64 * $_, 64)), substr($bytes, 64 * $_, 64), 'any sign' for 0, 1;
is text($_), undef, "'$_' is none" for 'a=4', 'a=zz', '', 'a b', "a\n";

my $names = POE::Component::IKC::Transport::NATS::Names->new('r');
my @place = ('from me', 'its session', 'event.1');
is_deeply $names->read($names->to_kernel('you', @place)), \@place, 'to a kernel';
is_deeply $names->read($names->to_service($place[1], $place[0], $place[2])), \@place,
    'to a service';
is_deeply $names->read($names->to_durable('you', $place[1], $place[0], $place[2])), \@place,
    'to a session that is kept for';
is $names->sender($names->presence('me')), 'me', 'who is there';
is $names->read($_), undef, "'$_' is nobody's"
    for 'poe.other.k.a.b.c.d', 'poe.r.k.a.b', 'poe.r.zz.a.b.c.d', 'poe.r';

isnt $names->stream('a_b', 'c'), $names->stream('a', 'b_c'), 'streams have names of their own';
for my $name ('x' x 300) {
    ok !eval { token($name); 1 }, 'a name may be too long';
    like $@, qr/\Athe name "x+\.\.\." is too long at \Q$0\E line/, 'which is told';
}

done_testing;
