use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# The list of sessions: by each column, the first ones of an order, those with a text.

my $p = probed(<<'PERL');
package Special; our @ISA = 'POE::Session';
package main;
my $n = 0;
sub make {
    my ($class, $name, $start) = @_;
    return $class->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set($name); $_[KERNEL]->delay(later => 600); $start->(@_) },
        later => sub { }, work => sub { select undef, undef, undef, $_[ARG0] },
    });
}
pipe my $in, my $out or die;
make('POE::Session', 'worker', sub { $_[KERNEL]->yield(work => 0) for 1 .. 5 });
make('POE::Session', 'slow', sub { $_[KERNEL]->yield(work => 0.05) });
make('POE::Session', 'timers', sub { $_[KERNEL]->delay_set(later => 600) for 1 .. 3 });
make('POE::Session', 'held', sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') for 1 .. 4 });
make('Special', 'files', sub { $_[KERNEL]->select_read($in, 'later') });    # HERE
POE::Kernel->run;
PERL

sub names {
    return map { $_->{name} } $p->rows(op => 'sessions', @_);
}

$p->until_it(sub { my ($w) = $p->rows(op => 'sessions', match => 'slow'); $w && $w->{count} >= 2 });
is_deeply [ names(sort => 'id') ], [qw(worker slow timers held files)], 'in the order of their IDs';
is_deeply [ names(top  => 0) ], [qw(worker slow timers held files)], 'all';
is_deeply [ names(sort => 'id', top => 2) ], [qw(worker slow)], 'the first ones';
my %first
    = (count => 'worker', timers => 'timers', refs => 'held', files => 'files', age => 'worker');
is((names(sort => $_))[0], $first{$_}, "most $_ first") for sort keys %first;
for my $column (qw(busy queue count most wait age timers files refs id last)) {
    is scalar names(sort => $column, top => 3), 3, "three by $column";
}
my %row = map { $_->{name} => $_ } $p->rows(op => 'sessions');
is_deeply [ sort keys %row ], [qw(files held slow timers worker)],
    'nobody but the program is there';
is_deeply [ names(match => 'wor') ], ['worker'], 'by a part of the name';
is_deeply [ names(match => 'Speci') ], ['files'], 'of the class';
is_deeply [ names(match => 'program.p') ], [ names() ], 'of the place';
is_deeply [ names(match => 'nobody') ], [], 'none';

my $files = $row{files};
is $files->{class}, 'Special', 'class';
is $files->{place}, 'program.pl:9', 'where it was made';
is $files->{state}, 'waiting', 'what it does';
is $files->{files}, 1, 'files';
is $files->{timers}, 1, 'timers';
is $files->{queue}, 0, 'queue';
is $files->{background}, JSON::PP::false(), 'it is the program\'s';
is_deeply $files->{aliases}, ['files'], 'names';
is $row{held}{refs}, 4, 'references';
is $row{worker}{count}, 6, 'handlers, _start among them';
cmp_ok $row{worker}{queue_most}, '>=', 5, 'how long its queue was';
is_deeply [ map { $_->{background} ? 1 : 0 }
        $p->rows(op => 'sessions', sort => 'id', background => 1) ],
    [ 0, 0, 0, 0, 0, 1 ], 'the probe itself, when asked for';

done_testing;
