use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use POETest;
use Test::More;

use POE qw(Wheel::FollowTail);

plan skip_all => q(upstream POE loses the late line) if is_upstream();

# A file that is written to and loses its name after its end was read, and before the wheel looks who has
# the name, is still read to its end.

my $folder = tempdir(CLEANUP => 1);
my $name   = "$folder/log";

sub append {
    my ($text) = @_;
    open my $out, '>>', $name or die "$name: $!";
    syswrite $out, $text;
    close $out;
    return;
}

# Reads like the stock driver, and once does something right after it has met the end.
package Meddling;

our @ISA = ('POE::Driver::SysRW');
our $at_end;

sub get {
    my ($self, $handle) = @_;
    my $chunks = $self->SUPER::get($handle);
    return $chunks if $chunks and @$chunks;
    local $!;
    my $code = $at_end;
    undef $at_end;
    $code->() if $code;
    return $chunks;
}

package main;

append("old\n");
my @log;
play(
    _start => sub {
        $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
            Filename     => $name,
            Driver       => Meddling->new,
            PollInterval => 0.1,
            InputEvent   => 'line',
            ResetEvent   => 'reset',
        );
        $_[KERNEL]->delay(rotate => 0.25);
        $_[KERNEL]->delay(limit  => scaled(5));
    },
    rotate => sub {
        $Meddling::at_end = sub {
            append("late\n");
            rename $name, "$name.1" or die "rename: $!";
            append("new\n");
        };
    },
    line => sub {
        push @log, $_[ARG0];
        $_[KERNEL]->yield('limit') if $_[ARG0] eq 'new';
    },
    reset => sub { push @log, 'reset' if @log },
    limit => sub { delete $_[HEAP]{wheel}; $_[KERNEL]->alarm_remove_all },
);
is_deeply \@log, [ 'late', 'reset', 'new' ], 'the late line comes before the new file';

done_testing;
