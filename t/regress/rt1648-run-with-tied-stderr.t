use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_DEFAULT () {1}
use POE qw(Wheel::Run);

# A program that ties its standard error can run others all the same.
{

    package Tied;
    our @printed;
    sub TIEHANDLE { return bless [], shift }
    sub PRINT     { my $self = shift; push @printed, @_; return 1 }
    sub FILENO    {return}
}

my @log;
tie *STDERR, 'Tied';
play(
    _start => sub {
        $_[KERNEL]->sig(CHLD => 'child');
        $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'program');
        $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program => [
                $^X, '-e', '$| = 1; print STDERR qq(to stderr\n); print qq(to stdout\n); <STDIN>'
            ],
            StdoutEvent => 'line',
            StderrEvent => 'line',
        );
        $_[KERNEL]->delay(late => scaled(20));
    },
    line => sub {
        push @log, $_[ARG0];
        $_[HEAP]{wheel}->put('end') if @log == 2;
    },
    child => sub {
        return if $_[ARG1] != $_[HEAP]{wheel}->PID;
        push @log, "status $_[ARG2]";
        $_[KERNEL]->yield('end');
    },
    late => sub { push @log, 'late'; $_[KERNEL]->yield('end') },
    end  => sub {
        delete $_[HEAP]{wheel};
        $_[KERNEL]->delay('late');
        $_[KERNEL]->sig('CHLD');
        $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'program');
    },
    _stop => sub { },
);
untie *STDERR;
is_deeply [ sort @log ], [ 'status 0', 'to stderr', 'to stdout' ] or diag explain \@log;
is_deeply \@Tied::printed, [], 'nothing comes by the tie';

done_testing;
