use strict;
use warnings;

use Config;
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The kernels of two threads talk as those of two processes do.

plan skip_all => 'POE does not have it'  if is_upstream();
plan skip_all => 'no threads'            if !$Config{useithreads};
plan skip_all => 'questions need Future' if !eval { require POE::Future };
require threads;
use POE;
require POE::Component::IKC;

my $wire = 'ikc+unix:' . tempdir(CLEANUP => 1) . '/socket';

sub shop {
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('prices');
                POE::Component::IKC->join(name => 'Shop', listen => $wire);
                $_[KERNEL]->call(IKC => publish => prices => [ 'price_of', 'close' ]);
            },
            price_of => sub { return { tea => 3 }->{ $_[ARG0] } },
            close    => sub { $_[KERNEL]->post(IKC => 'shutdown') },
        },
    );
    POE::Kernel->run;
    return 'closed';
}

sub customer {
    my $answer;
    my $ask = sub {
        my ($kernel, $name, $what) = @_[ KERNEL, ARG1, ARG4 ];
        return if $name ne 'Shop' or $what ne 'ready';
        $kernel->ask('poe://Shop/prices', price_of => 'tea')->on_done(sub {
            $answer = $_[0];
            $kernel->post(IKC => post => 'poe://Shop/prices/close');
            $kernel->post(IKC => 'shutdown');
        });
    };
    POE::Session->create(
        inline_states => {
            _start => sub {
                POE::Component::IKC->join(name => 'Customer', wire => $wire);
                $_[KERNEL]
                    ->call(IKC => monitor => '*' => { channel => 'channel', error => 'ignore' });
            },
            channel => $ask,
            ignore  => sub { },
        },
    );
    POE::Kernel->run;
    return $answer;
}

my $thread = threads->create(\&shop);
is customer(), 3, 'an answer';
is $thread->join, 'closed', 'and the end';

done_testing;
