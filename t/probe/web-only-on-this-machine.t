use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;
use WebProbe;

# Other addresses need a word of the program's; the environment alone cannot open it to the network.

WebProbe->plan_or_skip;
my $folder = File::Temp->newdir;

sub said {
    my ($where, $options) = @_;
    my $ran = run_child(<<"CODE", env => { POE_PROBE_HTTP => $where, POE_PROBE_DIR => "$folder" });
use POE;
use POE::XS::Probe $options;
POE::Session->create(inline_states => { _start => sub { } });
POE::Kernel->run;
print "ran\\n";
CODE
    is $ran->{stdout}, "ran\n", "$where: the program runs";
    return $ran->{stderr};
}

for my $where (
    qw(0.0.0.0:0 [::]:0 10.0.0.1:0 127.0.0.2:0 example.org:0 0x7f.0.0.1:0 0177.0.0.1:0 127.1:0))
{
    like said($where, ''), qr/\APOE_PROBE_HTTP: .*does not allow others/,
        '... without a page there';
}
for my $where (qw(80 127.0.0.1 127.0.0.1:x :0 127.0.0.1:70000 [127.0.0.1:0)) {
    like said($where, ''), qr/\APOE_PROBE_HTTP: .*is no address/, '... as that is no address';
}
like said('localhost:0', ''), qr{\APOE_PROBE_HTTP: http://127\.0\.0\.1:\d+/#},
    '... with a page here';
like said('0.0.0.0:0', '(http_anywhere => 1)'), qr{\APOE_PROBE_HTTP: http://127\.0\.0\.1:\d+/#},
    '... with a page everywhere, if the program says so';
like said('example.org:0', '(http_anywhere => 1)'), qr/no address in numbers/, '... but no names';

done_testing;
