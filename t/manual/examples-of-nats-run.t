use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use ManualExamples;
use NATSServer;
use POETest;
use Test::More;

plan skip_all => 'for the manuals of this distribution' if is_upstream();
needs_nats();

my $server = nats_server(jetstream => 1);
local $ENV{NATS_URL} = $server->url;
local $ENV{PATH}     = "$ENV{PATH}:/usr/sbin";

examples_run($_) for 'POE/Filter/NATS.pod', manuals_below('POE/Component/Client/NATS'),
    'POE/Component/Client/NATS.pod';
done_testing;
