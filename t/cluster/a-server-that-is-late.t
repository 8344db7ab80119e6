use strict;
use warnings;

use lib 't/lib';
use POETest;
use Cluster;
use POE;
use Test::More;

# Kernels that join before there is a server are told, and joined when there is.

my $broker = broker(jetstream => 1);
$broker->stop;
kernel('Srv', { service => { add => sub { return $_[ARG0] + 1 } } });

my %noted;
sub once { my ($text) = @_; note_down($text) if !$noted{$text}++; return }

until_noted(4);
in_cluster(
    sub { $_[KERNEL]->call(IKC => monitor => Srv => { register => 'came' }) },
    join => {
        on_error => sub { once($_[0]); POE::Kernel->post(main => 'start') if $_[2] =~ /refused/ },
    },
    start  => sub { $broker->start if !$_[HEAP]{started}++ },
    joined => sub { once('joined') },
    came   => sub {
        once('came');
        $_[KERNEL]->post(IKC => call => 'poe://Srv/service/add', 41, 'poe:result');
    },
    result => sub { once($_[ARG0]) },
);

is_deeply [ sort @{ got() } ], [ 42, 'came', 'connect', 'joined' ], 'in the end'
    or diag explain got();

done_testing;
