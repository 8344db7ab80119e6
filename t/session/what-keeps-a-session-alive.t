use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

sub refcount { my ($session) = @_; return $poe_kernel->_data_ses_refcount($session->ID) }

# What each thing adds to the count of the session that does it, and what takes it away.
sub counts {
    my ($name, $expected, $do, $undo) = @_;
    my ($before, $during, $after);
    play(
        _start => sub {
            my @args = @_;
            $before = refcount($_[SESSION]);
            my $made = $do->(@args);
            $during = refcount($_[SESSION]);
            $undo->(@args, $made) if $undo;
            undef $made;
            $after = refcount($_[SESSION]);
            $_[KERNEL]->stop unless $undo;
        });
    is $during - $before, $expected, "$name counts $expected";
    is $after, $before, "$name: undone counts nothing" if $undo;
    return;
}

pipe my $in, my $out   or die $!;
pipe my $in2, my $out2 or die $!;

counts('a posted event', 1, sub { $_[KERNEL]->yield('x') });
counts('three posted events', 1, sub { $_[KERNEL]->yield('x') for 1 .. 3 });
counts(
    'an alarm', 1, sub { $_[KERNEL]->alarm_set(x => 5e9) },
    sub { $_[KERNEL]->alarm_remove($_[-1]) });
counts(
    'ten alarms', 1, sub { $_[KERNEL]->delay_add(x => 1000) for 1 .. 10 },
    sub { $_[KERNEL]->alarm_remove_all });
counts('an alias', 1, sub { $_[KERNEL]->alias_set('a') }, sub { $_[KERNEL]->alias_remove('a') });
counts(
    'two aliases', 2, sub { $_[KERNEL]->alias_set($_) for qw(a b) },
    sub { $_[KERNEL]->alias_remove($_) for qw(a b) });
counts(
    'the same alias twice', 1, sub { $_[KERNEL]->alias_set('a') for 1, 2 },
    sub { $_[KERNEL]->alias_remove('a') });
counts(
    'an extra reference', 1, sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'tag') },
    sub { $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'tag') });
counts(
    'one tag thrice', 1, sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'tag') for 1 .. 3 },
    sub { my @a = @_; $a[KERNEL]->refcount_decrement($a[SESSION]->ID, 'tag') for 1 .. 3 });
counts(
    'a watched file', 1, sub { $_[KERNEL]->select_read($in, 'x') },
    sub { $_[KERNEL]->select_read($in) });
counts(
    'two modes of a file', 1, sub { $_[KERNEL]->select($in, 'r', undef, 'e') },
    sub { $_[KERNEL]->select($in) });
counts(
    'two files', 2, sub { $_[KERNEL]->select_read($in, 'x'); $_[KERNEL]->select_read($in2, 'x') },
    sub { $_[KERNEL]->select_read($in); $_[KERNEL]->select_read($in2) });
counts(
    'a paused file', 1,
    sub { $_[KERNEL]->select_read($in, 'x'); $_[KERNEL]->select_pause_read($in) },
    sub { $_[KERNEL]->select_read($in) });
counts('a postback', 1, sub { $_[SESSION]->postback('x') }, sub { undef $_[-1] });
counts(
    'a sig_child', 1, sub { $_[KERNEL]->sig_child(999_999, 'x') },
    sub { $_[KERNEL]->sig_child(999_999) });
counts('a sig', 0, sub { $_[KERNEL]->sig(USR1 => 'x') }, sub { $_[KERNEL]->sig('USR1') });
counts('a sig(CHLD)', 0, sub { $_[KERNEL]->sig(CHLD => 'x') });
counts('a child session', 1, sub { session(); return });

subtest 'an event to another session keeps its sender alive' => sub {
    my @log;
    my $receiver
        = session(late => sub { push @log, 'received from ' . ($_[SENDER]->ID // 'nobody') });
    my $sender = session(
        _start => sub { $_[KERNEL]->post($receiver, 'late') },
        _stop  => sub { push @log, 'sender stops' },
    );
    my $id = $sender->ID;
    is refcount($sender), 2, 'its own GC event and that one';
    $poe_kernel->run;
    is_deeply \@log, [ "received from $id", 'sender stops' ];
};

subtest 'a wakeless session ends at once' => sub {
    my @log;
    play(_start => sub { push @log, 'start' }, _stop => sub { push @log, 'stop' });
    is "@log", 'start stop';
};

subtest 'Perl references do not keep it' => sub {
    my $stopped = 0;
    my $session = session(_stop => sub { $stopped++ });
    $poe_kernel->run;
    is $stopped, 1, 'it stops';
    is ref $session, 'POE::Session', 'the object is still there';
    is $poe_kernel->ID_id_to_session($session->ID), undef, 'but its ID resolves no more';
};

subtest 'counting down and up in one handler does no harm' => sub {
    my $alive = 0;
    play(
        _start => sub {
            my $id = $_[SESSION]->ID;
            $_[KERNEL]->refcount_increment($id, 'tag');
            $_[KERNEL]->refcount_decrement($id, 'tag');
            $_[KERNEL]->refcount_increment($id, 'tag');
            $_[KERNEL]->delay(end => 0.01);
        },
        end => sub { $alive++; $_[KERNEL]->refcount_decrement($_[SESSION]->ID, 'tag') },
    );
    is $alive, 1;
};

done_testing;
