use strict;
use warnings;
use Test::More;
use Scalar::Util qw(weaken);
use POE          qw(NFA);

my ($machine, $watch_machine, $watch_object);
my @log;
my $object = bless {}, 'Thing';
sub Thing::DESTROY { push @log, 'destroyed' }

$machine = POE::NFA->spawn(
    runstate      => { thing => $object },
    inline_states => {
        on => {
            start => sub {
                $_[KERNEL]->alias_set('long_lived');
                $_[KERNEL]->delay(never => 600);
                is($_[MACHINE]->stop, 1, 'stop returns 1');
                $_[KERNEL]->yield('never');
            },
            never => sub { fail('no event comes after stop') },
            leave => sub { fail('stop is no transition') },
        }
    },
);
undef $object;
weaken($watch_machine = $machine);
my $id = $machine->ID;
$machine->goto_state(on => 'start');
undef $machine;
ok($watch_machine, 'the kernel keeps it');

POE::NFA->spawn(
    inline_states => {
        on => {
            start => sub { $_[KERNEL]->delay(look => 0.01) },
            look  => sub {
                is($_[KERNEL]->ID_id_to_session($id), undef, 'the ID is gone');
                push @log, 'looked';
            },
        } })->goto_state(on => 'start');

POE::Kernel->run;
is($watch_machine, undef, 'the machine is destroyed');
is_deeply(\@log, [qw(destroyed looked)], 'and its runstate with it, as soon as it stopped');
done_testing;
