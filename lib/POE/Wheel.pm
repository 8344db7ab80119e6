package POE::Wheel;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

# One space of numbers for all wheels of the interpreter; a number in use is never given twice.
my $last_id = 0;
my %in_use;

sub new {
    my ($class) = @_;
    croak "$class is not meant to be used directly";
}

sub allocate_wheel_id {
    1 while $in_use{ ++$last_id };
    $in_use{$last_id} = 1;
    return $last_id;
}

sub free_wheel_id {
    my ($id) = @_;
    return delete $in_use{$id} && $id;
}

sub _test_set_wheel_id {
    my ($id) = @_;
    $last_id = $id;
    return;
}

1;
