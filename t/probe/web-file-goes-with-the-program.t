use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;
use WebProbe;

# A program that ends takes its files with it, and is not kept from ending by the page.

WebProbe->plan_or_skip;
my $folder = File::Temp->newdir;
my $ran
    = run_child(<<'CODE', env => { POE_PROBE_HTTP => '127.0.0.1:0', POE_PROBE_DIR => "$folder" });
use POE;
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->yield('look') },
    look   => sub {
        my @files = glob "$ENV{POE_PROBE_DIR}/$$.*";
        print scalar(@files), " files\n";
    },
});
POE::Kernel->run;
CODE
is $ran->{stdout}, "2 files\n", 'a socket and a token are there while it runs';
is $ran->{status}, 0, 'it ends by itself';
is_deeply [ glob "$folder/*" ], [], 'and nothing is left';

done_testing;
