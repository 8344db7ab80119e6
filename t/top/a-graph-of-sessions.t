use strict;
use warnings;

use lib 't/lib';
use POETest;
use ProbeTest;
use Test::More;

# poe-top graph: of a program that runs, and of a recording.

my $program = probed(<<'PERL');
POE::Session->create(inline_states => {
    _start => sub {
        $_[KERNEL]->alias_set('web');
        POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->alias_set('log'); $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') }, line => sub { } });
        $_[KERNEL]->yield('tick');
    },
    tick => sub { $_[KERNEL]->post(log => 'line'); $_[KERNEL]->delay(tick => 0.01) },
});
POE::Kernel->run;
PERL

sub top {
    my (@arguments) = @_;
    local $ENV{POE_PROBE_DIR} = $program->{folder};
    open my $out, '-|', $^X, (map {"-I$_"} grep { !ref } @INC), 'bin/poe-top', @arguments or die $!;
    local $/;
    return scalar <$out>;
}

my $plain = top('graph');
like $plain, qr/^  session0 \[label="web\\nPOE::Session\\n.*program\.pl:\d+"\];$/m, 'a session';
like $plain, qr/^  session0 -> session1 \[style=dashed/m, 'and its child';
unlike $plain, qr/line x/, 'nothing is traced unless that is asked for';
my $traced = top('graph', '--seconds', '0.3');
like $traced, qr/^  session0 -> session1 \[label="line x \d+"\];$/m, 'what was sent';
like $traced, qr/^  session0 -> session0 \[label="tick x \d+"\];$/m, 'also to itself';
is scalar(() = top('graph', '--match', 'log') =~ /session\d+ \[label/g), 1, 'those that match';

done_testing;
