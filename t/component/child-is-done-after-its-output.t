use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

plan skip_all => 'for the component of this distribution' if is_upstream();
require POE::Component::Child;

# A child's end is told when it has ended and its outputs have, too: a process that it left behind may
# still write to them. It is told once.

sub log_of {
    my (@command) = @_;
    my @log;
    my $note = sub {
        my ($state, $what) = @_[ STATE, ARG1 ];
        push @log, join ' ', $state, $what->{out} // $what->{rc};
    };
    play(
        stdout => $note,
        done   => $note,
        died   => $note,
        _start => sub {
            $_[KERNEL]->alias_set('main');
            POE::Component::Child->new->run(@command);
        },
    );
    return \@log;
}

is_deeply log_of('(sleep 0.3; echo late) & echo early; exit 0'),
    [ 'stdout early', 'stdout late', 'done 0' ], 'the status is known before the end of the output';

is_deeply log_of('echo early; exec >&- 2>&-; sleep 0.3; exit 3'),
    [ 'stdout early', 'died 768' ], 'the output ends before the child';

done_testing;
