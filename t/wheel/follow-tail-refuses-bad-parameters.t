use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE;

my $file = fresh_file("one\n");
open my $handle, '<', $file or die $!;

# What new() died of and warned of.
sub attempt {
    my @parameters = @_;
    my ($error, @warnings) = ('');
    play(
        _start => sub {
            @warnings = warnings_of(sub {
                eval { POE::Wheel::FollowTail->new(@parameters); 1 } or $error = $@;
            });
        });
    s/ at \Q$0\E line \d+\.\n\z// for $error, @warnings;
    return ($error, @warnings);
}

sub error_of { return (attempt(@_))[0] }

subtest 'errors' => sub {
    my $which = 'FollowTail requires a Handle or Filename parameter, but not both';
    is error_of(), $which, 'nothing to follow';
    is error_of(InputEvent => 'in'), $which, 'the same';
    is error_of(InputEvent => 'in', Handle   => $handle, Filename => $file), $which, 'both';
    is error_of(InputEvent => 'in', Filename => undef), $which, 'undef is none';
    is error_of('odd'), $which, 'an odd list is padded';
    is error_of(Handle => $handle), 'InputEvent required', 'no event';
    my $seek = "can't have Seek and SeekBack at the same time";
    is error_of(InputEvent => 'in', Filename => $file, Seek => 1, SeekBack => 1), $seek,
        'two places';
    is error_of(InputEvent => 'in', Filename => $file, Seek => undef, SeekBack => 1), $seek,
        'even if undef';
    my $directory = 'FollowTail does not tail directories';
    is error_of(InputEvent => 'in', Filename => $FindBin::Bin), $directory, 'a directory';
    opendir my $open, $FindBin::Bin     or die $!;
    open my $folder, '<', $FindBin::Bin or die $!;
    is error_of(InputEvent => 'in', Handle => $folder), $directory, 'an open one';
    is error_of($poe_kernel),
        'wheels no longer require a kernel reference as their first parameter',
        'the old style';
    my $kernel = $poe_kernel;
    undef $poe_kernel;
    my $error = eval { POE::Wheel::FollowTail->new(Handle => $handle, InputEvent => 'in') } // $@;
    $poe_kernel = $kernel;
    like $error, qr/\APOE::Wheel::FollowTail requires a working Kernel at \Q$0\E line/, 'no kernel';
};

subtest 'warnings' => sub {
    pipe my $reader, my $writer or die $!;
    my @pipe = (Handle => $reader, InputEvent => 'in');
    is_deeply [ attempt(@pipe, PollInterval => 1) ],
        [ '', 'FollowTail does not need PollInterval for special files' ], 'a pipe is not polled';
    is_deeply [ attempt(@pipe, SeekBack => 3) ],
        [ '', "POE::Wheel::FollowTail can't SeekBack special files" ], 'and has no places';
    is_deeply [ attempt(@pipe, SeekBack => 0, Seek => undef) ],
        ["can't have Seek and SeekBack at the same time"], 'as ever';
    is_deeply [ attempt(@pipe, SeekBack => 0) ], [''], 'its end is where it begins';
    is_deeply [ attempt(@pipe, Seek     => 3) ], [''], 'Seek is passed over';
    is_deeply [ attempt(Handle          => $handle, InputEvent => 'in', Nonsense => 1) ], [''],
        'and so is what is unknown';
};

done_testing;
