use strict;
use warnings;

use lib 't/lib';
use Test::More;
use WebProbe;

# The token is in a file of mode 0600, and is shown once on standard error.

WebProbe->plan_or_skip;
my $web = WebProbe->start;
my ($path) = glob "$web->{folder}/*.url";

is $path, "$web->{folder}/$web->{pid}.url", 'the file is named by the process';
is sprintf('%04o', (stat $path)[2] & oct 7777), '0600', 'nobody else can read it';
like $web->{token}, qr/\A[0-9a-f]{32}\z/, 'the token has 128 bits';
my @shown = $web->stderr =~ /\Q$web->{url}\E/g;
is scalar @shown, 1, 'the address is shown once';
isnt(WebProbe->start->{token}, $web->{token}, 'another program has another');

done_testing;
