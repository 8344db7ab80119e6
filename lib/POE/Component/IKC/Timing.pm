package POE::Component::IKC::Timing;

# Marks in a program, with the time between them on stderr if IKC_TIMING is true in the environment when
# this is loaded. The package T has the marks.

use strict;
use warnings;

our $VERSION = '2.000';

use Time::HiRes ();

use constant IS_ON => $ENV{IKC_TIMING} ? 1 : 0;

my %since;

sub _now { return Time::HiRes::clock_gettime(Time::HiRes::CLOCK_MONOTONIC()) }

sub _say {
    my ($name, $what) = @_;
    my $now = _now();
    printf {*STDERR} "%s %s %.6f\n", $name, $what, $now - ($since{$name} // $now);
    $since{$name} = $now;
    return;
}

# Each takes a class, which is not used, and the name of what is measured.
sub T::open  {return}
sub T::start { $since{ $_[1] // '' } = _now() if IS_ON; return }
sub T::point { _say($_[1]    // '', $_[2] // '') if IS_ON; return }

sub T::end {
    if (IS_ON) { _say($_[1] // '', 'end'); delete $since{ $_[1] // '' } }
    return;
}

1;
