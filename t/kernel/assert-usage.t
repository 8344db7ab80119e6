use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

sub POE::Kernel::ASSERT_USAGE () {1}
use POE;

sub error_of {
    my ($method, @args) = @_;
    local $SIG{__WARN__} = sub { };
    return eval { $poe_kernel->$method(@args); 1 } ? 'no error' : $@;
}

# The first line names the program's line; upstream's names one in POE::Kernel.
my $place = is_upstream() ? qr/\S/ : qr/\Q${\ __FILE__}\E line \d+\.$/m;

sub dies_with {
    my ($text, $method, @args) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return like error_of($method, @args), qr/^=== $$ === \Q$text\E at $place/, $text;
}

subtest 'from outside a session' => sub {
    pipe my $in, my $out or die $!;
    my @id   = (1, 1);
    my %args = ((
            map { ($_ => [ 'x', 1 ]) }
                qw(sig yield alarm alarm_add alarm_set delay delay_add delay_set state)
        ),
        (map { ($_ => [ 1, 1 ]) } qw(alarm_remove alarm_adjust delay_adjust)),
        (map { ($_ => [ $in, 'x' ]) } qw(select select_read select_write select_expedite)),
        (
            map { ($_ => [$in]) }
                qw(select_pause_read select_resume_read select_pause_write select_resume_write)
        ),
        alarm_remove_all => [], detach_myself => [], detach_child => [1],
    );
    for my $method (sort keys %args) {
        dies_with("<us> must call $method() from a running session", $method, @{ $args{$method} });
        next if $method =~ /^(?:alarm_remove_all|detach_myself)\z/;
        dies_with("<us> must call $method() from a running session", $method);
    }
    dies_with('<us> must call sig_chld() from a running session', 'sig_child', 1, 'x');
};

subtest 'what is missing, anywhere' => sub {
    dies_with('<us> undefined destination in signal()', 'signal');
    dies_with('<us> undefined signal in signal()', signal => 1);
    for my $method (qw(post call)) {
        dies_with("<us> destination is undefined in $method()", $method);
        dies_with("<us> event is undefined in $method()", $method => $poe_kernel);
    }
    dies_with("<us> undefined alias in $_()", $_) for qw(alias_set alias_remove alias_resolve);
    dies_with('<us> undefined ID in ID_id_to_session()', 'ID_id_to_session');
    dies_with('<us> undefined session in ID_session_to_id()', 'ID_session_to_id');
    for my $method (qw(refcount_increment refcount_decrement)) {
        dies_with("<us> undefined session ID in $method()", $method);
        dies_with("<us> undefined reference count tag in $method()", $method => 1);
    }
};

subtest 'what is missing, in a session' => sub {
    pipe my $closed, my $out or die $!;
    close $closed;
    play(
        _start => sub {
            dies_with('<us> undefined signal in sig()', 'sig');
            dies_with('<us> undefined process ID in sig_chld()', 'sig_child');
            dies_with('<us> event name is undefined in yield()', 'yield');
            dies_with('<us> event name is undefined in alarm()', 'alarm');
            dies_with("<us> undefined event name in $_()", $_)
                for qw(alarm_add delay delay_add state alarm_set delay_set);
            dies_with("<us> undefined time in $_()", $_ => 'x')
                for qw(alarm_add delay_add alarm_set);
            dies_with('<us> undefined seconds in delay_set()', delay_set => 'x');
            dies_with('<us> undefined alarm id in alarm_remove()', 'alarm_remove');
            dies_with('<us> undefined alarm id in alarm_adjust()', 'alarm_adjust');
            dies_with('<us> undefined alarm delta in alarm_adjust()', alarm_adjust => 1);
            dies_with('<us> undefined delay id in delay_adjust()', 'delay_adjust');
            dies_with('<us> undefined delay seconds in delay_adjust()', delay_adjust => 1);

            for my $method (
                map { (
                    $_,
                    map {"select_$_"}
                        qw(read write expedite pause_read resume_read pause_write resume_write)
                ) } 'select'
                )
            {
                dies_with("<us> undefined filehandle in $method()", $method);
                dies_with("<us> invalid filehandle in $method()", $method, $closed, 'x');
            }
            dies_with("<us> alias 'nobody' does not exist", alias_remove => 'nobody');
        });
};

subtest 'aliases of others' => sub {
    session(
        _start => sub { $_[KERNEL]->alias_set('taken'); $_[KERNEL]->yield('end') },
        end    => sub { $_[KERNEL]->alias_remove('taken') });
    play(
        _start => sub {
            dies_with("<us> alias 'taken' is in use by another session", alias_set => 'taken');
            dies_with(
                "<us> alias 'taken' does not belong to current session",
                alias_remove => 'taken'
            );
        });
};

subtest 'the events of POE may be sent' => sub {
    my @warnings = warnings_of(sub {
        play(_start => sub { $_[KERNEL]->yield('_stop') }, _stop => sub { });
    });
    is_deeply \@warnings, [], 'without a warning';
};

subtest 'has_forked in the parent' => sub {
    like join('', warnings_of(sub { $poe_kernel->has_forked })),
        qr/^=== $$ === You should only call ->has_forked\(\) from the child process\./;
};

subtest 'correct use is not complained about' => sub {
    pipe my $in, my $out or die $!;
    my @warnings = warnings_of(sub {
        play(
            _start => sub {
                my ($kernel, $session) = @_[ KERNEL, SESSION ];
                $kernel->alias_set('me');
                $kernel->delay(x => 0);
                $kernel->select_read($in, 'x');
                $kernel->select_pause_read($in);
                $kernel->select_read($in);
                $kernel->sig(USR1 => 'x');
                $kernel->call(me => 'x');
                $kernel->alarm_remove($kernel->alarm_set(x => 1));
                $kernel->alias_remove('me');
            },
            x => sub { },
        );
    });
    is_deeply \@warnings, [];
};

done_testing;
