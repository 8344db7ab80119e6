use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
sub POE::Kernel::USE_SIGCHLD ()    {1}
use POE qw(Wheel::Run);

# Each of two programs is reported to its own handler, one of them killed by a signal; then the program
# ends although its session still has a name.
my %status;
play(
    _start => sub {
        my ($kernel, $heap) = @_[ KERNEL, HEAP ];
        $kernel->alias_set('named');
        for my $name (qw(one two)) {
            my $wheel = $heap->{$name} = POE::Wheel::Run->new(
                Program     => [ $^X, '-e', '$| = 1; print qq(up\n); exit 3 if <STDIN>; sleep 60' ],
                StdoutEvent => "${name}_is_up",
            );
            $kernel->sig_child($wheel->PID, "${name}_ended");
        }
    },
    one_is_up => sub { $_[HEAP]{one}->put('end') },
    two_is_up => sub { $_[HEAP]{two}->kill('INT') },
    one_ended => sub { push @{ $status{one} }, $_[ARG2]; delete $_[HEAP]{one} },
    two_ended => sub { push @{ $status{two} }, $_[ARG2]; delete $_[HEAP]{two} },
    _stop     => sub { },
);
is_deeply \%status, { one => [ 3 << 8 ], two => [2] };

done_testing;
