use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# Everything at once, in parts that name their table.

my $p = probed(<<'PERL');
pipe my $in, my $out or die;
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('it');
        $_[KERNEL]->delay(later => 600);
        $_[KERNEL]->select_read($in, 'later');
    },
    later => sub { },
});
POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(later => 600) } }) for 1 .. 499;
POE::Kernel->run;
PERL

my @parts = $p->parts(op => 'snapshot', id => 'all');
is $parts[0]{part}, 'head', 'first the head';
is $parts[0]{head}{sessions}, 500, 'with its numbers';
is $parts[-1]{part}, 'end', 'then an end';
is_deeply [ grep { $_->{last} } @parts ], [ $parts[-1] ], 'which is the last';
is_deeply [ grep { $_->{id} ne 'all' } @parts ], [], 'each with the id of the request';
my %rows;
push @{ $rows{ $_->{part} } }, @{ $_->{rows} } for grep { $_->{rows} } @parts;
is scalar(grep { !$_->{background} } @{ $rows{sessions} }), 500, 'sessions';
is scalar(grep { $_->{name} eq 'later' } @{ $rows{timers} }), 500, 'alarms';
ok scalar(grep { $_->{event} eq 'later' } @{ $rows{files} }), 'files';
ok scalar(grep { $_->{name} eq '_start' } @{ $rows{events} }), 'events';
is scalar @{ $rows{tree} }, 501, 'the tree, with the probe';
is_deeply [ map { $_->{kind} } @{ ($rows{why} || [])->[0]{reasons} } ], [qw(timer file alias)],
    'why each is there';
is scalar @{ $rows{why} }, 500, 'of all sessions of the program';
is ref $rows{$_}, 'ARRAY', $_ for qw(wheels waits warnings);
cmp_ok scalar @parts, '>', 5, 'in slices';
my %few;
push @{ $few{ $_->{part} } }, @{ $_->{rows} }
    for grep { $_->{rows} } $p->parts(op => 'snapshot', top => 3, match => 'it');
is scalar @{ $few{$_} }, 1, "$_ with a text" for qw(sessions why files);

done_testing;
