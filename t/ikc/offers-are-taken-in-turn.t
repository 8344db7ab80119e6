use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A session that several kernels offer: each message goes to one of them, in turn, as long as it offers it.

plan skip_all => 'POE does not have it'                 if is_upstream();
plan skip_all => 'no Future that would do is installed' if !eval { require POE::Future };
require IKC;
IKC->import;
use POE;

sub offering {
    my ($name) = @_;
    return other_kernel(sub {
        my $port = server(
            { Work => { retract => sub { ikc()->retract('work'); return } } },
            name => $name
        );
        POE::Session->create(
            inline_states => {
                _start => sub { $_[KERNEL]->alias_set('work'); ikc()->offer(work => ['do']) },
                do     => sub { return $name },
            },
        );
        return $port;
    });
}

my @names = qw(One Two Three);
my %port  = map { $_ => offering($_) } @names;

sub ask_many {
    my ($kernel, $then) = @_;
    my @asked = map { $kernel->ask('poe://+/work', 'do') } 1 .. 6;
    return POE::Future->wait_all(@asked)->on_ready(sub {
        my %count;
        $count{ $_->is_done ? $_->result : $_->failure }++ for @asked;
        note_down(\%count);
        POE::Kernel->post(main => $then);
    });
}

until_noted(3);
play_client(
    0,
    sub {
        $_[KERNEL]->call(IKC => monitor => '*' => { register => 'came' });
        client($port{$_}, name => "Cli $_") for @names;
    },
    came => sub {
        $_[KERNEL]->delay(first => 0.2)
            if grep({ $_[ARG1] eq $_ } @names)
            and ++$_[HEAP]{came} == @names;
    },
    first  => sub { $_[HEAP]{wait} = ask_many($_[KERNEL], 'second') },
    second => sub { ikc()->post('poe://Two/Work/retract', 1); $_[KERNEL]->delay(third => 0.2) },
    third  => sub { $_[HEAP]{wait} = ask_many($_[KERNEL], 'fourth') },
    fourth => sub {
        $_[HEAP]{wait}
            = $_[KERNEL]->ask('poe://+/nobody', 'do')->on_ready(sub { note_down($_[0]->failure) });
    },
);
is_deeply got()->[0], { One => 2, Two   => 2, Three => 2 }, 'in turn';
is_deeply got()->[1], { One => 3, Three => 3 }, '... but for one that does not offer it any more';
is got()->[2][2], 'resolve', 'what nobody offers';
done_testing;
