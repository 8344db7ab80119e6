use strict;
use warnings;

use lib 't/lib';
use ProbeTest;
use Test::More;

my %word = (read => 'reading', write => 'writing', expedite => 'expedited data');

sub program {
    my ($mode, $further) = @_;
    return <<"PERL";
use IO::Socket;
my (\$in, \$out) = IO::Socket->socketpair(AF_UNIX, SOCK_STREAM, PF_UNSPEC);
POE::Session->create(inline_states => {
    _start => sub {
        \$_[KERNEL]->alias_set('it');
        \$_[KERNEL]->select_$mode(\$in, 'ready');    # HERE
        $further
    },
    ready => sub { },
    drop  => sub { \$_[KERNEL]->select_$mode(\$in) },
});
go { POE::Kernel->post(it => 'drop') };
POE::Kernel->run;
PERL
}

for my $mode (sort keys %word) {
    my $text = qr{watches descriptor \d+ for $word{$mode} \(event "ready"\)};
    subtest $mode => sub { why_is(file => $text, program($mode, '')) };
}
for my $mode (qw(read write)) {
    my $pause = "\$_[KERNEL]->select_pause_$mode(\$in)";
    subtest "$mode, paused" =>
        sub { why_is(file => qr{for $word{$mode}, paused}, program($mode, $pause)) };
}

done_testing;
