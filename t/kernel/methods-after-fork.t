use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use KernelMethods;
use POETest;
use Test::More;

use POE;

# A process that was forked in a handler has all of the methods, at once and in later events, and its
# parent does not notice.

# Runs a session that forks. The child process does the code and then runs on until its kernel is done;
# what it has found is given back.
sub found_by_child {
    my ($in_child) = @_;
    pipe my $in, my $out or die $!;
    my ($found, $role, $pid, $status, @parent) = ('', 'parent');
    session(
        helpful_states(),
        _start => sub { $_[KERNEL]->yield('fork') },
        fork   => sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            $pid = fork // die $!;
            if (!$pid) {
                $role = 'child';
                return $in_child->($out, @_);
            }
            close $out;
            push @parent, methods_work($kernel, $session), methods_fail($kernel, $session);
            $kernel->select_read($in, 'readable');
            $kernel->sig_child($pid, 'ended');
        },
        readable =>
            sub { sysread($in, $found, 4096, length $found) or $_[KERNEL]->select_read($in) },
        ended => sub { $status = $_[ARG2] },
        later => sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            syswrite $out, "$_\n"
                for methods_work($kernel, $session), methods_fail($kernel, $session);
            syswrite $out, "later done\n";
        },
        _stop => sub { },
    );
    $poe_kernel->run;
    POSIX::_exit(0) if $role eq 'child';
    is $status, 0, 'the child process ended well';
    is_deeply \@parent, [], 'the parent went on as before';
    return $found;
}

require POSIX;

is found_by_child(sub {
    my ($out, @args) = @_;
    syswrite $out, "$_\n"
        for methods_work(@args[ KERNEL, SESSION ]), methods_fail(@args[ KERNEL, SESSION ]);
    syswrite $out, "done\n";
    $args[KERNEL]->alarm_remove_all;
    }),
    "has_forked: \ndone\n", 'at once, where only has_forked has something to do';

is found_by_child(sub {
    my ($out, @args) = @_;
    $args[KERNEL]->has_forked;
    syswrite $out, "$_\n"
        for methods_work(@args[ KERNEL, SESSION ]), methods_fail(@args[ KERNEL, SESSION ]);
    syswrite $out, "done\n";
    $args[KERNEL]->yield(later => $out);
    }),
    "done\nlater done\n", 'after has_forked, and in an event';

is found_by_child(sub {
    my ($out, @args) = @_;
    $args[KERNEL]->stop;
    session(
        helpful_states(),
        _start => sub { $_[KERNEL]->yield('later') },
        later  => sub {
            syswrite $out, "$_\n"
                for methods_work(@_[ KERNEL, SESSION ]), methods_fail(@_[ KERNEL, SESSION ]);
            syswrite $out, "done\n";
        },
        _stop => sub { },
    );
    return;
    }),
    "done\n", 'after stop, in a session of its own';

subtest 'what was pending is there in both' => sub {
    my %log;
    pipe my $in, my $out    or die $!;
    pipe my $file, my $full or die $!;
    syswrite $full, 'x';
    my $note = sub { syswrite $out, "$$ $_[STATE]\n" };
    my ($parent, $pid) = $$;
    session(
        _start => sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            $kernel->alias_set('named');
            $kernel->sig(THING => 'signal');
            $kernel->select_read($file, 'file');
            $pid = fork // die $!;
            $pid ? $kernel->sig_child($pid, 'ended') : $kernel->has_forked;
            $kernel->delay(alarm => 0.01);
            $kernel->yield('event');
            $kernel->post('named', 'posted');
            $kernel->signal($session, 'THING');
        },
        file  => sub { &$note; $_[KERNEL]->select_read($file) },
        alarm => sub { &$note; $_[KERNEL]->alias_remove('named') },
        ended => sub { },
        _stop => $note,
        map { $_ => $note } qw(event posted signal),
    );
    $poe_kernel->run;
    POSIX::_exit(0) if !$pid;
    close $out;
    while (my $line = <$in>) {
        my ($process, $event) = split ' ', $line;
        $log{ $process == $parent ? 'parent' : 'child' }{$event}++;
    }
    my %once = map { $_ => 1 } qw(file alarm _stop event posted signal);
    is_deeply \%log, { parent => \%once, child => \%once } or diag explain \%log;
};

done_testing;
