use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The same behaviour where the system cannot notify: files are polled.

plan skip_all => 'POE always polls' if is_upstream();

for my $name (qw(begins-where-told by-handle by-name ends-anywhere)) {
    my $file  = "$FindBin::Bin/follow-tail-$name.t";
    my $child = run_child(
        "do q($file); die \$@ if \$@",
        env   => { POE_WHEEL_FOLLOWTAIL_INOTIFY => 0 },
        limit => 60
    );
    ok !$child->{status} && $child->{stdout} =~ /^1\.\.\d+\n\z/m, $name or diag explain $child;
}

done_testing;
