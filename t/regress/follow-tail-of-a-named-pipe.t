use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use File::Temp qw(tempdir);
use POE        qw(Wheel::FollowTail);
use POSIX      ();

# A named pipe is read as long as somebody writes, without errors in between; a delay that is set again
# at each line does not run out.
my $path = tempdir(CLEANUP => 1) . '/pipe';
POSIX::mkfifo($path, 0600) or plan skip_all => "no named pipes: $!";

my (@log, $out);

sub write_line {
    my ($line) = @_;
    open $out, '>', $path or die $! unless $out;
    syswrite $out, "$line\n";
    return;
}

play(
    _start => sub {
        $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
            Filename   => $path, InputEvent => 'line',
            ErrorEvent => 'error'
        );
        $_[KERNEL]->delay(late => scaled(10));
        $_[KERNEL]->yield(write => 1);
    },
    write => sub { write_line("line $_[ARG0]") },
    line  => sub {
        my ($number) = $_[ARG0] =~ /(\d+)/;
        push @log, $_[ARG0];
        $_[KERNEL]->delay(late => scaled(10));
        return $_[KERNEL]->yield(write => $number + 1) if $number < 5;
        $_[KERNEL]->delay('late');
        delete $_[HEAP]{wheel};
    },
    error => sub { push @log, "error $_[ARG0] $_[ARG1]"; delete $_[HEAP]{wheel} },
    late  => sub { push @log, 'late';                    delete $_[HEAP]{wheel} },
);
is_deeply \@log, [ map {"line $_"} 1 .. 5 ];

done_testing;
