use strict;
use warnings;

use lib 't/lib';
use Awaits;
use ExampleProgram;
use Test::More;

sub says {
    my (@arguments) = @_;
    my ($said, $status) = example_says('journey.pl', @arguments);
    is $status, 0, 'it ends by itself';
    return $said =~ s/\A.*:\n//r;
}

is says('car=-0.05'), <<'TEXT', 'a booking that fails';
  booked one flight
  booked one hotel
  took back one hotel
  took back one flight
  no journey: no car is left
TEXT
is says('hotel=1.2'), <<'TEXT', 'one that takes too long';
  booked one flight
  took back one flight
  no journey: Timeout
TEXT
is says('car=0.9', 'give-up=0.5'), <<'TEXT', 'a traveller who gives up';
  booked one flight
  booked one hotel
  took back one hotel
  took back one flight
  no journey: the traveller gave up
TEXT
is says('car=0'), <<'TEXT', 'all is well';
  booked one flight
  booked one hotel
  booked one car
  all is booked
TEXT

shows_usage('journey.pl', 'x');

done_testing;
