use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

# Names of characters, and such of bytes that are UTF-8 or anything else: all are told, and found again.

my $p = probed(<<'PERL');
my %names = ("caf\xE9", 1, "\x{20AC}uro", 1, "\xC3\xBCber", 1, "a\0b", 1, "\xFF\xFE", 1, "q\"\\\n\t", 1);
for my $name (sort keys %names) {
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->alias_set($name); $_[KERNEL]->yield($name) },
        $name  => sub { $_[KERNEL]->delay($name => 600) },
    });
}
POE::Kernel->run;
PERL

$p->until_it(sub { $p->head->{timers} == 6 });
my @names = sort map { $_->{name} } $p->rows(op => 'sessions');
my @told  = sort("caf\xE9", "\x{20AC}uro", "\xC3\xBCber", "a\0b", "\xFF\xFE", "q\"\\\n\t");
is_deeply \@names, \@told, 'names of sessions';
is_deeply [ sort map { $_->{name} } $p->rows(op => 'timers') ], \@told, 'names of events';
for my $name (@told) {
    my $shown = join '.', map {ord} split //, $name;
    is $p->why($name)->{name}, $name, "a session named $shown";
    is $p->ask(op => 'event', name => $name)->{event}{name}, $name, "an event named $shown";
}
is $p->why("\xFCber")->{name}, "\xC3\xBCber", 'bytes, found by the characters that they stand for';
is_deeply [ map { $_->{name} } $p->rows(op => 'sessions', match => $_->[0]) ], [ $_->[1] ],
    'a part of a name'
    for [ "f\xE9", "caf\xE9" ], [ "\x{20AC}", "\x{20AC}uro" ], [ "\xFCb", "\xC3\xBCber" ];

done_testing;
