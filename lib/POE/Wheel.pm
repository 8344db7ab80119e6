package POE::Wheel;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

# One space of numbers for all wheels of the interpreter; a number in use is never given twice.
my $last_id = 0;
my %in_use;

# Whether it is noted where wheels are made: it takes time, so that it is for those who have a probe.
our $noting;
$noting ||= $POE::XS::Probe::wanted;

sub new {
    my ($class) = @_;
    croak "$class is not meant to be used directly";
}

sub allocate_wheel_id {
    1 while $in_use{ ++$last_id };
    $in_use{$last_id} = $noting ? _origin() : 1;
    return $last_id;
}

# The class is that of the constructor; the compiled one of ReadWrite is not seen.
sub _origin {
    my ($class) = grep {/\APOE::Wheel::/} map { scalar caller $_ } 1 .. 3;
    local $@;
    my $session = eval { $POE::Kernel::poe_kernel->get_active_session->ID };
    return {
        class => $class || 'POE::Wheel::ReadWrite', session => $session,
        place => POE::XS::Look::_here(), born               => POE::XS::steady(),
    };
}

# What is known of those that are in use, by their numbers.
sub _noted {
    return { map { $_ => $in_use{$_} } grep { ref $in_use{$_} } keys %in_use };
}

sub free_wheel_id {
    my ($id) = @_;
    return delete $in_use{$id} && $id;
}

# What asks for it loads the part of a wheel that has to do with futures, which need a module that not
# everybody has. The message is the same each time.
sub _load_futures {
    my ($class) = @_;
    for my $file (map { s{::}{/}gr . '.pm' } 'POE::Future', $class) {
        delete $INC{$file} if !defined $INC{$file};
        require $file;
    }
    return $class;
}

sub _test_set_wheel_id {
    my ($id) = @_;
    $last_id = $id;
    return;
}

1;
