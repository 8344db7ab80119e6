use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# MooseX::POE makes objects sessions: its session class is one of its own, below POE::Session.

needs('MooseX::POE');

my $program = run_program(script_of(<<'PERL'));
package Counter {
    use MooseX::POE;

    has name  => (is => 'ro');
    has count => (is => 'rw', default => 0);
    has peer  => (is => 'rw', predicate => 'has_peer');

    sub START { my ($self) = @_; $self->yield('next') }
    sub STOP  { my ($self) = @_; print $self->name, " stops\n" }

    event next => sub {
        my ($self) = @_;
        $self->count($self->count + 1);
        print $self->name, ' ', $self->count, "\n";
        return $self->delay(next => 0.01) if $self->count < 3;
        POE::Kernel->post($self->peer->get_session_id, 'greeting', $self->name) if $self->has_peer;
    };

    event greeting => sub {
        my ($self, $from) = @_[ OBJECT, ARG0 ];
        print $self->name, " greeted by $from\n";
    };

    no MooseX::POE;
}

package Loud {
    use MooseX::POE;
    extends 'Counter';
    after STOP => sub { print "and loudly\n" };
    event greeting => sub { my ($self, $from) = @_[ OBJECT, ARG0 ]; print uc $self->name, " GREETED BY \U$from\E\n" };
    no MooseX::POE;
}

package main;
use POE;

my $second = Loud->new(name => 'second');
POE::Kernel->refcount_increment($second->get_session_id, 'until greeted');
my $first = Counter->new(name => 'first', peer => $second);
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->delay(go => 0.1) },
    go     => sub { $_[KERNEL]->refcount_decrement($second->get_session_id, 'until greeted') },
});
undef $_ for $first;
POE::Kernel->run;
PERL

$program->ended_well;
$program->from_here;
my $said = $program->said;
is_deeply([ $said =~ /^$_ (\d)$/mg ], [ 1, 2, 3 ], "$_ counts") for qw(first second);
like(
    $said, qr/^SECOND GREETED BY FIRST$/m,
    'one posts to the other, whose class has its own handler'
);
like($said, qr/^second stops\nand loudly$/m, 'STOP runs, with what a subclass adds');

done_testing;
