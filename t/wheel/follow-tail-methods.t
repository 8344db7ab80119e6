use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE qw(Driver::SysRW Filter::Line);

{

    package My::Driver;
    our @ISA   = ('POE::Driver::SysRW');
    our $reads = 0;

    sub new {
        my ($class, @parameters) = @_;
        return bless POE::Driver::SysRW->new(@parameters), $class;
    }

    sub get {
        my ($self, $handle) = @_;
        my $chunks = $self->SUPER::get($handle);
        $reads++ if $chunks;
        return $chunks;
    }
}

sub wheel { return POE::Wheel::FollowTail->new(InputEvent => 'in', @_) }

subtest 'the object is an array with known places' => sub {
    my $file = fresh_file("one\n");
    my ($driver, $filter) = (POE::Driver::SysRW->new, POE::Filter::Line->new);
    play(
        _start => sub {
            my $wheel = wheel(
                Filename   => $file, Driver     => $driver, Filter  => $filter, PollInterval => 7,
                ErrorEvent => 'err', ResetEvent => 'res', IdleEvent => 'idle'
            );
            my ($id, $handle, $stat) = ($wheel->ID, @$wheel[ 0, 10 ]);
            is_deeply [ @$wheel[ 1 .. 9, 11, 12 ] ],
                [
                $file, $driver, $filter, 7, 'in', 'err', 'res', $id,
                "POE::Wheel::FollowTail($id) -> name timer read", 1, 'idle'
                ];
            is fileno($handle) > 2, 1, 'a handle';
            is_deeply $stat, [ (stat $file)[ 0 .. 7 ] ],
                'what stat says, from the device to the size';
            $wheel = wheel(Handle => $handle);
            is $wheel->[9], 'POE::Wheel::FollowTail(' . $wheel->ID . ') -> handle timer read',
                'by handle';
            is ref $wheel->[ $_->[0] ], $_->[1], $_->[1]
                for [ 2, 'POE::Driver::SysRW' ], [ 3, 'POE::Filter::Line' ];
            is $wheel->[4], 1, 'a second';
            $wheel = wheel(Filename => "$file.missing");
            is_deeply $wheel->[10], [ (-1) x 8 ], 'nothing known of what is not there';
            undef $wheel;
            return;
        });
    my @names = qw(
        SELF_HANDLE SELF_FILENAME SELF_DRIVER SELF_FILTER SELF_INTERVAL SELF_EVENT_INPUT
        SELF_EVENT_ERROR SELF_EVENT_RESET SELF_UNIQUE_ID SELF_STATE_READ SELF_LAST_STAT
        SELF_FOLLOW_MODE SELF_EVENT_IDLE
    );
    is_deeply [ map { POE::Wheel::FollowTail->can($_)->() } @names ], [ 0 .. 12 ], 'by name';
    is_deeply [ POE::Wheel::FollowTail::MODE_TIMER(), POE::Wheel::FollowTail::MODE_SELECT() ],
        [ 1, 2 ];
};

subtest 'event' => sub {
    my $file = fresh_file("old\n");
    my (@log, @texts);
    play(
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = wheel(
                Filename     => $file, IdleEvent => 'idle', ErrorEvent => 'e',
                PollInterval => interval());
            @texts = warnings_of(sub {
                $wheel->event(InputEvent => undef);
                $wheel->event(Nonsense   => 'x');
                $wheel->event(InputEvent => 'other', ResetEvent => 'reset', ErrorEvent => undef);
            });
            push @log, $wheel->[POE::Wheel::FollowTail::SELF_EVENT_ERROR] // 'undef';
        },
        idle => sub {
            push @log, 'idle';
            $_[HEAP]{wheel}->event('IdleEvent');
            replace($file, "a\n");
            $_[KERNEL]->delay(further => interval() * 3);
        },
        further => sub { append($file, "b\n") },
        in      => sub { push @log, "in $_[ARG0]" },
        reset   => sub { push @log, 'reset ' . ($_[ARG0] == $_[HEAP]{wheel}->ID) },
        other   => sub {
            push @log, "other $_[ARG0] " . ($_[ARG1] == $_[HEAP]{wheel}->ID);
            %{ $_[HEAP] } = () if $_[ARG0] eq 'b';
        },
    );
    s/ at \Q$0\E line \d+\.\n\z// for @texts;
    is_deeply \@texts,
        [
        'InputEvent requires an event name.  ignoring undef',
        q(ignoring unknown FollowTail parameter 'Nonsense')
        ],
        'what it does not take';
    is_deeply \@log, [ 'undef', 'idle', 'reset 1', 'other a 1', 'other b 1' ], 'what it does';
};

subtest 'a driver of another class' => sub {
    my $file = fresh_file("one\ntwo\n");
    my $log  = tail(
        [ Filename => $file, Seek => 0, Driver => My::Driver->new(BlockSize => 3) ],
        'in two' => undef
    );
    is_deeply $log, [ 'in one', 'in two' ];
    is $My::Driver::reads, 3, 'one block at a time';
};

subtest 'a subclass' => sub {
    @My::Tail::ISA = ('POE::Wheel::FollowTail');
    my $file = fresh_file("one\n");
    play(
        _start => sub {
            my $wheel = My::Tail->new(Filename => $file, InputEvent => 'in');
            is ref $wheel, 'My::Tail';
            is $wheel->[9] =~ s/\d+/ID/r, 'My::Tail(ID) -> name timer read';
            undef $wheel;
            return;
        });
};

done_testing;
