use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();

examples_run($_) for qw(
    POE/Component/Child.pod POE/Component/Client/TCP.pod POE/Component/Server/TCP.pod
    POE/Driver/TLS.pod
);
done_testing;
