use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# What a client may do is for the program to say.

my $program = <<'PERL';
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->sig(HUP => 'hung'); $_[KERNEL]->delay(x => 600) },
    hung => sub { print "hung up\n"; $_[KERNEL]->sig_handled },
    _stop => sub { print "stopped\n" },
});
POE::Kernel->run;
print "over\n";
PERL

sub error { my ($p, @request) = @_; return $p->ask(@request)->{error} // 'none' }

my $p = probed($program);
is error($p, op => 'stop', session => 'it'), 'the program does not allow touch',
    'to stop is not allowed at first';
is error($p, op => 'signal', session => 'it', name => 'HUP'), 'the program does not allow touch',
    'nor is a signal';

my $see = probed("use POE::XS::Probe levels => 'see'; $program");
is_deeply $see->hello->{levels}, ['see'], 'tables alone';
is error($see, op => 'trace', seconds => 0), 'the program does not allow trace',
    'then no trace is made';
is $see->head->{level}, 'times', 'nor kept';
is error($see, op => 'sessions'), 'none', 'tables are shown';

my $none = probed("use POE::XS::Probe levels => []; $program");
is error($none, op => $_), 'the program does not allow see', "no $_ where nothing is allowed"
    for qw(head sessions snapshot metrics warnings);
is error($none, op => 'watch', ops => [ { op => 'head' } ]), 'the program does not allow see',
    'nor watching';

my $touch = probed("use POE::XS::Probe levels => [qw(see touch)]; $program");
is error($touch, op => 'signal', session => 'it', name => 'no name'), 'name: of which signal?',
    'signals have names';
is error($touch, op => 'signal', session => 'no', name => 'HUP'), 'session: there is no "no"',
    'and receivers';
is error($touch, op => 'signal', session => 'it', name => 'HUP'), 'none', 'a signal';
ok $touch->until_it(sub { $touch->stdout =~ /hung up/ }), 'arrives';
is error($touch, op => 'stop', session => 'it'), 'none', 'a session';
is $touch->ended, 0, 'ends';
is $touch->stdout, "hung up\nstopped\nover\n", 'and so does the program';

for my $wrong ("levels => 'all'", "folder => ''", 'warn => 1', "slow => 'x'", 'nothing => 1') {
    my $name = $wrong =~ s/ .*//r;
    like stderr_of("use POE::XS::Probe $wrong;"), qr/$name.* at child\.pl line 1/,
        "$wrong is an error";
}

done_testing;
