use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

plan skip_all => 'for the component of this distribution' if is_upstream();
require POE::Component::Child;

# Classes of the program's own: states are methods, and the rest of the object is theirs.

{

    package Shouting;
    our @ISA = 'POE::Component::Child';

    sub new {
        my ($class, %param) = @_;
        my $self = $class->SUPER::new(%param);
        $self->{log} = [] if !$self->{log};
        return $self;
    }

    sub stdout {
        $_[POE::Session::ARG0] = uc $_[POE::Session::ARG0];
        goto &POE::Component::Child::stdout;
    }
    sub died { my ($self, $what) = @_; push @{ $self->{log} }, "died of $what->{rc}"; return }

    sub done {
        my ($self, $what) = @_;
        push @{ $self->{log} }, 'done';
        return $self->SUPER::done($what);
    }

    sub callback {
        my ($self, $event, $what) = @_;
        push @{ $self->{log} }, "callback $event";
        return $self->SUPER::callback($event, $what);
    }
}

my ($child, @got);
play(
    _start => sub {
        $_[KERNEL]->alias_set('main');
        $child = Shouting->new;
        $child->run('echo hello; exit 3');
    },
    stdout => sub { push @got, $_[ARG1]{out} },
    died   => sub { push @got, 'died' },
);
is_deeply \@got, ['HELLO'], 'a state that is overridden';
is_deeply $child->{log}, [ 'callback stdout', 'died of 768' ], 'methods that are';
is_deeply [ sort keys %$child ], [ 'POE::Component::Child', 'log' ], 'one key of the hash is used';
isa_ok $child->new(alias => 'x'), 'Shouting', 'new on an object';

@got = ();
play(
    _start => sub { $_[KERNEL]->alias_set('main'); $child->{log} = []; $child->run('true') },
    done   => sub { push @got, $_[ARG1]{rc} },
);
is_deeply \@got, [0];
is_deeply $child->{log}, [ 'done', 'callback done' ], 'done is a method, too';

POE::Kernel->run;
done_testing;
