use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Socket;
use TailTest qw(fresh_file interval replace);
use Test::More;

use POE qw(Wheel::FollowTail Wheel::ReadWrite Wheel::Run Wheel::SocketFactory);

# The errors, ends and resets that a wheel tells come from its file, as its input does.

my %file;

sub note_file {
    my ($heap, $name) = @_[ HEAP, STATE ];
    $file{$name} //= $_[CALLER_FILE];
    replace($heap->{file}, '') if $name eq 'idle' and $heap->{file};
    delete $heap->{awaits}{$name};
    return if keys %{ $heap->{awaits} };
    %$heap = ();
    $_[KERNEL]->delay('late');
    return;
}

sub make_all {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    socketpair my $near, my $far, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
    close $far;
    $heap->{stream}
        = POE::Wheel::ReadWrite->new(Handle => $near, InputEvent => 'in', ErrorEvent => 'end');
    $heap->{program} = POE::Wheel::Run->new(
        Program    => [ $^X, '-e', '1' ], StdoutEvent => 'in', ErrorEvent => 'program_end',
        CloseEvent => 'closed'
    );
    $kernel->sig_child($heap->{program}->PID, 'in');
    $heap->{log} = POE::Wheel::FollowTail->new(
        Filename     => $heap->{file} = fresh_file("much\n"),
        InputEvent   => 'in', IdleEvent  => 'idle', ResetEvent => 'reset',
        PollInterval => interval(), Seek => 0
    );
    $heap->{client} = POE::Wheel::SocketFactory->new(
        RemoteAddress => '127.0.0.1', RemotePort => 1, SuccessEvent => 'in',
        FailureEvent  => 'refused'
    );
    $heap->{awaits} = { map { $_ => 1 } qw(end program_end closed reset refused) };
    $kernel->delay(late => scaled(20));
    return;
}

play(
    _start => \&make_all,
    in     => sub { },
    late   => sub { %{ $_[HEAP] } = () },
    map { ($_ => \&note_file) } qw(end program_end closed idle reset refused),
);

my %wheel = (
    end   => 'ReadWrite', program_end => 'Run', closed => 'Run', idle => 'FollowTail',
    reset => 'FollowTail', refused    => 'SocketFactory'
);
is $file{$_}, $INC{"POE/Wheel/$wheel{$_}.pm"}, "$wheel{$_}: $_" for sort keys %wheel;

done_testing;
