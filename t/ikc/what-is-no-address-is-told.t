use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

plan skip_all => 'POE does not have it' if is_upstream();
require POE;
POE->import;
require POE::Component::IKC::Responder;

# Texts that name no event, by each verb: a word of warning, and nothing is sent.

POE::Component::IKC::Responder->spawn;
no warnings 'once';
my $ikc = $POE::Component::IKC::Responder::ikc;
my @warned;
local $SIG{__WARN__} = sub { push @warned, @_ };

for my $text ('poe://', '//', "a\nb/c") {
    @warned = ();
    is eval { $ikc->post($text, 1);             1 } // $@, 1, 'post';
    is eval { $ikc->call($text, 1, 'poe:back'); 1 } // $@, 1, 'call';
    like $_ // '', qr/\Q$text\E/, 'told of' for @warned[ 0, 1 ];
}
$ikc->shutdown;
POE::Kernel->run;

done_testing;
