use strict;
use warnings;

use lib 't/lib';
use WheelWaits;
use ExampleProgram;
use Test::More;

my ($said, $status) = example_says('crawler.pl', 200, 20);
like $said, qr/^\[#{30}\] 200 of 200, \d+ kB, 3 failed, [\d.]+ s\n/m, 'all pages are fetched';
like $said, qr/^1 of them: Timeout\n2 of them: status 404\n\z/m, 'failures are told by kind';
is $status, 0, 'it ends by itself';

shows_usage('crawler.pl', 'x');

done_testing;
