use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Memory does not grow by messages that come and go, nor by those that are refused.

plan skip_all => 'POE does not have it' if is_upstream();
require IKC;
IKC->import;
use POE;

{
    package Quiet;    # a channel to nowhere
    sub send       { return 1 }
    sub shutdown   { return }
    sub session_id { return 0 }
    sub is_ours    { return 1 }
    sub own_name   { return 'Own' }
}

my $quiet = bless {}, 'Quiet';
play_client(
    0,
    sub {
        my $ikc     = ikc();
        my @peer    = ('Srv', $quiet);
        my $rsvp    = { kernel => 'Srv', session => 's', state => 't' };
        my %from    = (from => { kernel => 'Srv', session => 's', state => 'IKC:proxy' });
        my $receive = sub { $ikc->received({ event => "poe://Own/main/$_[0]", params => [ 1, 2 ], @_[ 1 .. $#_ ] }, @peer) };
        $ikc->peer_came(rid => 'Srv', aliases => ['Alias'], pid => 1, channel => $quiet);
        $ikc->publish(main => ['take']);
        no_growth('a post', sub { $ikc->post('poe://Srv/s/t', [1]) });
        no_growth('an event that comes', sub { $receive->('take', %from) });
        no_growth('a call that comes', sub { $receive->('take', %from, rsvp => {%$rsvp}) });
        no_growth('a call and its answer', sub {
            $ikc->call('poe://Srv/s/t', 1, 'poe:/main/back');
            $receive->('back');
        });
        local $SIG{__WARN__} = sub { };
        no_growth('a refusal', sub { $receive->('unknown', %from) });
        no_growth('a kernel that comes and goes', sub {
            $ikc->peer_came(rid => 'New', aliases => ['Other'], pid => 1, channel => $quiet);
            $ikc->peer_went('New', $quiet);
        });
        is_deeply [ sort keys %{ $ikc->published } ], [ 'IKC', 'main' ], 'nothing is published besides';
        $_[KERNEL]->yield('done');
    },
    take => sub { return $_[ARG0] },
    back => sub { return },
);
done_testing;
