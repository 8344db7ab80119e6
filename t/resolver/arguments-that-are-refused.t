use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan(skip_all => 'upstream POE has no resolver') if is_upstream() }

use POE;
use POE::XS::Resolver;

my @event = (event => 'told');
my @cases = (
    [ 'options are pairs', 'host' ],
    [ 'there is no option "hosts"', @event, hosts => 'a' ],
    [ 'host or service must be given', @event ],
    [ 'event must be given', host                                 => 'a' ],
    [ 'family must be a number', @event, host                     => 'a', family  => 'inet' ],
    [ 'timeout must be a number of seconds above 0', @event, host => 'a', timeout => 0 ],
    [ 'timeout must be a number of seconds above 0', @event, host => 'a', timeout => 'soon' ],
    [ 'host is too long, or has a character that no name has', @event, host => "a\0b" ],
);
play(
    _start => sub {
        for my $case (@cases) {
            my ($message, @options) = @$case;
            eval { POE::XS::Resolver->resolve(@options) };
            is $@, "resolve: $message at $0 line ${\ (__LINE__ - 1)}.\n", $message;
        }
    },
    told => sub { fail 'told something' },
);

eval { POE::XS::Resolver->resolve(host => '127.0.0.1', @event) };
like $@, qr/\Aresolve: only handlers are answered by an event; elsewhere ask at \Q$0\E/,
    'outside of sessions';

done_testing;
