use strict;
use warnings;

use lib 't/lib';
use Awaits;
use Future::AsyncAwait;
use POE;
use Test::More;

# After an await everything is as the handler was called with.

my @seen;

sub note_down {
    my ($when, @rest) = @_;
    my $kernel = $rest[1];
    return push @seen, [
        $when, $rest[0], $kernel->get_active_session->ID, $kernel->get_active_event,
        @rest[ 2 .. $#rest ] ];
}

sub place {
    my ($session, $kernel, $heap, $state, $sender, $file, $line, $from, @args) = @_[
        SESSION, KERNEL, HEAP, STATE, SENDER, CALLER_FILE, CALLER_LINE, CALLER_STATE,
        ARG0 .. $#_
    ];
    return ($session->ID, $kernel, $heap, $state, $sender->ID, $file, $line, $from, @args);
}

my $asked = states(
    _start => sub { $_[KERNEL]->alias_set('asked') },
    work   => async sub {
        note_down(before => place(@_));
        await POE::Future->new_delay(0.01);
        note_down(after => place(@_));
        await Future->done;
        await POE::Future->done_later;
        note_down(after => place(@_));
        push @{ $_[HEAP]{rest} }, $_[ARG1];
        $_[KERNEL]->alias_remove('asked');
    },
    other => sub { },
);
run_states(
    go => sub {
        $_[KERNEL]->post(asked => work  => "text $_[STATE]", [ 1, 2 ], undef);
        $_[KERNEL]->post(asked => other => $_) for 1 .. 50;
    });

my ($before, @after) = @seen;
is($before->[0], 'before', 'the handler began');
is(scalar @after, 2, 'went on twice');
is_deeply([ @$_[ 1 .. $#$_ ] ], [ @$before[ 1 .. $#$before ] ], 'with what it was called with')
    for @after;
is($before->[1], $before->[2], 'in its own session');
is_deeply([ @$before[ -3 .. -1 ] ], [ 'text go', [ 1, 2 ], undef ], 'with its arguments');

done_testing;
