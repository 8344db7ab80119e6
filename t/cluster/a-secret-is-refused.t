use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

# A server has users in place of secrets; one that protects nothing is not to be taken for one that does.

plan skip_all => 'POE does not have it' if is_upstream();
require POE;
POE->import;
require POE::Component::IKC;

my $wire = 'nats://127.0.0.1:1/shop';
ok !eval { POE::Component::IKC->join(name => 'Here', wire => $wire, secret => 'x'); 1 }, 'it dies';
like $@, qr/\Athere is no secret over NATS: .* at \Q$0\E line/, 'and says why';
POE::Kernel->post(IKC => 'shutdown');
POE::Kernel->run;

done_testing;
