use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use TailTest;
use Test::More;

use POE;

# The wheel goes, or its session, in each of its own handlers or before anything has happened.

# For each event what makes it come, and what comes until then.
my %scene = (
    in    => { makes => sub { append($_[0], "a\nb\n") }, before => 'idle in' },
    reset => { makes => sub { replace($_[0], "a\n") }, before   => 'idle reset' },
    idle  => { makes => sub { }, before                         => 'idle' },
    error => { makes => sub { close $_[1] }, before             => 'idle error', by => 'handle' },
);

# Follows a file until the event, does something to the wheel then, and gives what came, each kind
# once in a row.
sub follow_until {
    my ($event, $end, $by) = @_;
    my $scene = $scene{$event};
    my $file  = fresh_file("old\nolder\n");
    open my $handle, '<', $file or die $!;
    my @what = ($scene->{by} // $by) eq 'handle' ? (Handle => $handle) : (Filename => $file);
    my @log;
    my $come = sub {
        my ($name, @args) = @_;
        push @log, $name if !@log or $log[-1] ne $name;
        $end->(@args)    if $name eq $event and !$args[HEAP]{done}++;
    };
    play(
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                InputEvent   => 'in', ResetEvent => 'reset', IdleEvent => 'idle',
                ErrorEvent   => 'error',
                PollInterval => interval(), @what
            );
            $_[KERNEL]->delay(late => 6 * interval());
        },
        died => sub { push @log, 'died'; $_[KERNEL]->sig_handled },
        idle => sub {
            $scene->{makes}->($file, $handle) if !$_[HEAP]{made}++;
            $come->(idle => @_);
        },
        in    => sub { $come->(in    => @_) },
        reset => sub { $come->(reset => @_) },
        error => sub { $come->(error => @_) },
        late  => sub { push @log, 'late'; %{ $_[HEAP] } = () },
        _stop => sub { push @log, 'stop' },
    );
    is $poe_kernel->_data_handle_count, 0, 'no watcher is left';
    my $came = "@log";
    $came =~ s/reset in /reset / if is_upstream();    # a wheel that has gone still reads on
    return $came;
}

for my $by (qw(name handle)) {
    for my $event (sort keys %scene) {
        my $before = $scene{$event}{before};
        subtest "by $by, in $event" => sub {
            is follow_until($event, sub { delete $_[HEAP]{wheel} }, $by), "$before late stop",
                'deleted';
            is follow_until($event, sub { die "oops\n" }, $by), "$before died late stop",
                'a handler that dies ends it';
            is follow_until($event, sub { $_[KERNEL]->stop }, $by), "$before stop",
                'all is stopped';
            is follow_until(
                $event, sub { $_[KERNEL]->alarm_remove_all; delete $_[HEAP]{wheel} },
                $by
                ),
                "$before stop", 'all alarms and the wheel removed';
        };
    }
}

subtest 'a whole chunk comes though the wheel went with its first record' => sub {
    my $file = fresh_file();
    append($file, "a\nb\nc\n");
    my @log;
    play(
        _start => sub {
            $_[HEAP]{wheel}
                = POE::Wheel::FollowTail->new(Filename => $file, Seek => 0, InputEvent => 'in');
        },
        in => sub { push @log, $_[ARG0]; delete $_[HEAP]{wheel} },
    );
    is "@log", 'a b c';
};

subtest 'replaced in its own event' => sub {
    my $file = fresh_file("old\n");
    my @log;
    my $new = sub {
        return POE::Wheel::FollowTail->new(
            Filename  => $file, InputEvent    => 'in',
            IdleEvent => 'idle', PollInterval => interval());
    };
    play(
        _start => sub { $_[HEAP]{wheel} = $new->() },
        idle   => sub { append($file, ++$_[HEAP]{n}, "\n") if ($_[HEAP]{n} || 0) < 3 },
        in     => sub {
            push @log, $_[ARG0];
            return delete $_[HEAP]{wheel} if @log == 3;
            $_[HEAP]{wheel} = $new->();
            return;
        },
    );
    is scalar @log, 3, 'again and again';
};

subtest 'before anything has happened' => sub {
    my $file = fresh_file("old\n");
    pipe my $reader, my $writer or die $!;
    for my $what ([ Filename => $file ], [ Filename => "$file.missing" ], [ Handle => $reader ]) {
        my @log;
        play(
            _start => sub {
                my $wheel
                    = POE::Wheel::FollowTail->new(@$what, InputEvent => 'in', IdleEvent => 'in');
                undef $wheel;
                return;
            },
            in    => sub { push @log, 'in' },
            _stop => sub { push @log, 'stop' },
        );
        is "@log", 'stop', $what->[0];
    }
};

subtest 'a pipe' => sub {
    for my $event (qw(in idle)) {
        for my $end (sub { delete $_[HEAP]{wheel} }, sub { $_[KERNEL]->stop }) {
            pipe my $reader, my $writer or die $!;
            syswrite $writer, "a\n";
            close $writer if $event eq 'idle';
            my @log;
            play(
                _start => sub {
                    $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                        Handle    => $reader, InputEvent => 'in',
                        IdleEvent => 'idle'
                    );
                },
                in   => sub { push @log, 'in';   $end->(@_) if $event eq 'in' },
                idle => sub { push @log, 'idle'; $end->(@_) },
            );
            is "@log", $event eq 'in' ? 'in' : 'in idle', $event;
            is $poe_kernel->_data_handle_count, 0, 'no watcher is left';
        }
    }
};

subtest 'memory' => sub {
    plan skip_all => 'POE keeps a little of each wheel' if is_upstream();
    my $file = fresh_file("old\n");
    my $made = sub {
        my ($what, @more) = @_;
        return sub {
            my $wheel = POE::Wheel::FollowTail->new($what, @more, InputEvent => 'in');
            return;
        };
    };
    my $polls = 0;
    play(
        _start => sub {
            no_growth('a wheel by name', $made->(Filename => $file), 100);
            no_growth('one of no file yet', $made->(Filename => "$file.missing"), 100);
            no_growth(
                'a refused one',
                sub {
                    eval { $made->(Filename => "/")->() };
                    return;
                },
                100
            );
            $_[HEAP]{wheel} = POE::Wheel::FollowTail->new(
                Filename   => $file, InputEvent => 'in',
                ResetEvent => 'in', IdleEvent   => 'idle', PollInterval => 0
            );
        },
        in   => sub { },
        idle => sub {
            $polls++;
            $polls % 3 ? append($file, "more\n") : replace($file, "new\n");
            $_[HEAP]{at_first} = resident_bytes() if $polls == 300;
            return unless $polls == 1500;
            cmp_ok resident_bytes() - $_[HEAP]{at_first}, '<', 250_000,
                'polls leave nothing behind';
            %{ $_[HEAP] } = ();
        },
    );
};

done_testing;
