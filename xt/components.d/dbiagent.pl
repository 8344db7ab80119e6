# package: libpoe-component-dbiagent-perl libdbd-sqlite3-perl
# module: POE::Component::DBIAgent
# exercises: two helper processes run queries on SQLite; the rows come as events

use strict;
use warnings;

use Loopback;
use POE qw(Component::DBIAgent);

my @rows;
program(
    _start => sub {
        $_[KERNEL]->alias_set('main');
        $_[HEAP]{helper} = POE::Component::DBIAgent->new(
            DSN     => [ 'dbi:SQLite:dbname=:memory:', '', '' ],
            Queries => { twice => 'select ? * 2' },
            Count   => 2,
        );
        $_[HEAP]{helper}->query(twice => {}, main => 'row', $_) for 1 .. 4;
    },
    row => sub {
        push @rows, $_[ARG0][0] if ref $_[ARG0];
        return                  if @rows < 4;
        die "@rows"             if "@{[ sort @rows ]}" ne '2 4 6 8';
        $_[HEAP]{helper}->finish;
        worked();
    },
);
