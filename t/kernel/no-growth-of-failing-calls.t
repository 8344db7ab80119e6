use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

{

    package Actor;
    sub method {return}
}
my $actor = bless [], 'Actor';
my $code  = sub { };

sub create {
    my @args = @_;
    eval { POE::Session->create(@args) };
    return;
}

my @calls = (
    'post to nobody'          => sub { $_[KERNEL]->post(nobody => x => [1]) },
    'call to nobody'          => sub { $_[KERNEL]->call(nobody => x => [1]) },
    'signal to nobody'        => sub { $_[KERNEL]->signal(nobody => 'X', [1]) },
    'post to many nobodies'   => sub { our $n; $_[KERNEL]->post('nobody' . ++$n, 'x') },
    'alarm without name'      => sub { $_[KERNEL]->alarm(undef, 1); $_[KERNEL]->delay(undef) },
    'alarm_set without time'  => sub { $_[KERNEL]->alarm_set('x');  $_[KERNEL]->delay_set('x') },
    'alarm_remove of nothing' =>
        sub { my @got = $_[KERNEL]->alarm_remove(1e9); $_[KERNEL]->alarm_remove(undef) },
    'adjust of nothing' =>
        sub { $_[KERNEL]->alarm_adjust(1e9, 1); $_[KERNEL]->delay_adjust(1e9, 1) },
    'alias_set of a taken one' => sub { $_[KERNEL]->alias_set('other') },
    'alias_remove'             => sub { $_[KERNEL]->alias_remove($_) for 'nobody', 'other' },
    'IDs' => sub { $_[KERNEL]->ID_id_to_session(1e9); $_[KERNEL]->ID_session_to_id([]) },
    'refcount of nobody' =>
        sub { $_[KERNEL]->refcount_increment(1e9, 'x'); $_[KERNEL]->refcount_decrement(1e9, 'x') },
    'detach'           => sub { $_[KERNEL]->detach_myself; $_[KERNEL]->detach_child('nobody') },
    'pause of nothing' => sub {
        $_[KERNEL]->select_pause_read(\*STDIN);
        $_[KERNEL]->select_resume_read(\*STDIN);
        $_[KERNEL]->select_read(\*STDIN);
    },
    'state: missing method' => sub {
        my $k = $_[KERNEL];
        eval { $k->state(x => $actor, 'nope') }
    },
    'state: plain reference' => sub {
        my $k = $_[KERNEL];
        eval { $k->state(x => []) }
    },
    'create: odd list'       => sub { create('inline_states') },
    'create: unknown key'    => sub { create(inline_states  => { _start => $code }, wrong => [1]) },
    'create: no code'        => sub { create(inline_states  => { _start => 'text' }) },
    'create: no hash'        => sub { create(inline_states  => []) },
    'create: missing method' => sub { create(package_states => [ Actor => ['nope'] ]) },
    'create: odd array'      => sub { create(object_states  => [$actor]) },
    'create: options'        => sub { create(options => [], inline_states => { _start => $code }) },
    'create: no _start'      => sub {
        local $SIG{__WARN__} = sub { };
        create(inline_states => { x => $code });
    },
    'die in call' => sub {
        my ($k, $s) = @_[ KERNEL, SESSION ];
        eval { $k->call($s, 'broken', [1]) }
    },
    'import: no hash' => sub {
        eval { POE::Kernel->import(1) }
    },
    'import: unknown' => sub {
        eval { POE::Kernel->import({ odd => 1 }) }
    },
);

session(
    _start => sub { $_[KERNEL]->alias_set('other') },
    end    => sub { $_[KERNEL]->alias_remove('other') });

play(
    _start => sub {
        my @args = @_;
        while (my ($name, $code) = splice @calls, 0, 2) {
            no_growth($name, sub { $code->(@args); return }, 150);
        }
        $_[KERNEL]->post(other => 'end');
    },
    broken => sub { die "broken\n" },
);

done_testing;
