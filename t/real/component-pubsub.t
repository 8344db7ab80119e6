use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# POE::Component::PubSub passes what one session publishes to those who subscribed. It looks into
# kernel and session for who owns which event.

needs('POE::Component::PubSub');

my $program = run_program(script_of(<<'PERL'));
use POE qw(Component::PubSub);

POE::Component::PubSub->new('news');

sub subscriber {
    my ($name) = @_;
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->alias_set($name); $_[KERNEL]->post(news => subscribe => weather => 'heard') },
            heard  => sub { print "$name: $_[ARG0]\n"; $_[KERNEL]->alias_remove($name) if $_[ARG0] eq 'storm' },
        },
    );
}

subscriber($_) for qw(one two);

POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->post(news => publish => 'weather'); $_[KERNEL]->yield('report') },
        weather => sub { },
        report => sub { $_[KERNEL]->post(news => weather => $_) for qw(sun rain storm); $_[KERNEL]->delay(silence => 0.05) },
        silence => sub { $_[KERNEL]->post(news => 'destroy') },
    },
);

# Not the publisher: turned away.
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(lie => 0.02) }, lie => sub { $_[KERNEL]->post(news => weather => 'fog') } });

POE::Kernel->run;
PERL

$program->ended_well;
$program->from_here;
my $said = $program->said;
for my $name (qw(one two)) {
    is_deeply([ $said =~ /^$name: (\w+)/mg ], [qw(sun rain storm)], "$name hears all, in order");
}
unlike($said, qr/: fog/, 'but not what somebody else sends');

done_testing;
