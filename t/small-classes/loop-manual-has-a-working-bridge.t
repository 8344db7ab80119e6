use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);
use POE::Loop  ();

plan skip_all => 'for the manual of this distribution' if POE::Loop->VERSION < 2;

# The bridge in the manual, written to a file, must carry a program with files, timers and signals.
sub synopsis {
    open my $in, '<', $INC{'POE/Loop.pm'} or die $!;
    my $source = do { local $/; <$in> };
    return $source =~ /^=head1 SYNOPSIS\n(.+?)^=/ms ? $1 =~ s/^    //mgr : '';
}

my $dir = tempdir(CLEANUP => 1);
mkdir "$dir/$_"                            or die $! for 'POE', 'POE/Loop';
open my $out, '>', "$dir/POE/Loop/Tiny.pm" or die $!;
print $out synopsis();
close $out or die $!;
unshift @INC, $dir;

my @log;
ok(eval q{use POE qw(Loop::Tiny); 1}, 'the bridge loads') or diag $@;
is(POE::Kernel->poe_kernel_loop, 'POE::Loop::Tiny', 'and is the one in use');

my %handler = (
    _start => sub {
        my ($kernel, $heap) = @_[ 2, 3 ];
        pipe $heap->{read}, $heap->{write} or die $!;
        $kernel->select_read($heap->{read}, 'readable');
        $kernel->sig(USR1 => 'signal');
        $kernel->delay(timer => 0.02);
    },
    timer    => sub { push @log, 'timer'; syswrite $_[3]{write}, "x" },
    readable => sub {
        my ($kernel, $heap) = @_[ 2, 3 ];
        sysread $heap->{read}, my $byte, 1;
        push @log, "read $byte";
        $kernel->select_pause_read($heap->{read});
        $kernel->select_resume_read($heap->{read});
        kill USR1 => $$;
    },
    signal => sub {
        my ($kernel, $heap) = @_[ 2, 3 ];
        push @log, "signal $_[10]";
        $kernel->select_read($heap->{read});
        $kernel->sig('USR1');
    },
);
POE::Session->create(inline_states => \%handler);
POE::Kernel->run;
is_deeply(\@log, [ 'timer', 'read x', 'signal USR1' ], 'timer, file and signal arrive');

done_testing;
