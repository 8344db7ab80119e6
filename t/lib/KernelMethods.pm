package KernelMethods;

# Every public method of POE::Kernel that a handler may call, as it is used when all is well. A test
# calls all of them in some situation and compares what they return with what they always return.

use strict;
use warnings;

use Exporter qw(import);
use POE;
use POETest;
use Socket;
use Test::More;

our @EXPORT = qw(helpful_states methods_fail method_names methods_work);

my $far_off = 4_000_000_000;

sub _shown {
    return join ' ', map { !defined $_ ? 'undef' : ref $_ eq 'ARRAY' ? "[@$_]" : $_ } @_;
}

sub _pair {
    socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
    return ($one, $other);
}

sub _watch {
    my ($name, $kernel) = @_;
    my ($one, $other)   = _pair();
    return ($kernel->$name($one, 'sink'), $kernel->$name($one));
}

sub _pause_and_resume {
    my ($mode, $kernel)          = @_;
    my ($watch, $pause, $resume) = ("select_$mode", "select_pause_$mode", "select_resume_$mode");
    my ($one, $other)            = _pair();
    my @values = ($kernel->$pause($one), $kernel->$watch($one, 'sink'));
    push @values, $kernel->$pause($one), $kernel->$resume($one), $kernel->$watch($one);
    return @values;
}

# Each: what it returns, and code that calls it and takes back what it did. The code is given the kernel
# and the session that is active.
my %method = (
    ID                  => [ 1, sub { $_[0]->ID =~ /\A\S+-[0-9a-f]{8}-[0-9a-f]{8}-/ } ],
    ID_id_to_session    => [ 1, sub { $_[0]->ID_id_to_session($_[1]->ID) == $_[1] } ],
    ID_session_to_id    => [ 1, sub { $_[0]->ID_session_to_id($_[1]) == $_[1]->ID } ],
    alarm               => [ '0 0', \&_alarm ],
    alarm_add           => [ '0 0', \&_alarm_add ],
    alarm_adjust        => [ $far_off + 5, \&_alarm_adjust ],
    alarm_remove        => [ "never $far_off [a b]", \&_alarm_remove ],
    alarm_remove_all    => [ "2 [never $far_off a]", \&_alarm_remove_all ],
    alarm_set           => [ 1, sub { defined $_[0]->alarm_remove(_far($_[0])) } ],
    alias_list          => [ 'aa bb', \&_alias_list ],
    alias_remove        => [ '0 0', \&_alias_remove ],
    alias_resolve       => [ '1 undef', \&_alias_resolve ],
    alias_set           => [ '0 0 0', \&_alias_set ],
    call                => [ 'echo 1 2', sub { $_[0]->call($_[1], echo => 1, 2) } ],
    delay               => [ '0 0', \&_delay ],
    delay_add           => [ '0 0', \&_delay_add ],
    delay_adjust        => [ 1, \&_delay_adjust ],
    delay_set           => [ 1, \&_delay_set ],
    detach_child        => [ 1, \&_detach_child ],
    detach_myself       => [ 1, \&_detach_myself ],
    get_active_event    => [ 1, sub { length $_[0]->get_active_event ? 1 : 0 } ],
    get_active_session  => [ 1, sub { $_[0]->get_active_session == $_[1] } ],
    get_event_count     => [ 1, sub { $_[0]->get_event_count =~ /\A\d+\z/ } ],
    get_next_event_time => [ 1, \&_next_event_time ],
    has_forked          => [ 1, \&_has_forked ],
    new                 => [ 1, sub { POE::Kernel->new == $_[0] } ],
    poe_kernel_loop     => [ 1, sub { $_[0]->poe_kernel_loop =~ /\APOE::(?:XS::)?Loop::\w+\z/ } ],
    post                => [ 1, sub { $_[0]->post($_[1], 'sink') } ],
    refcount_decrement  => [ '1 0', \&_refcount_decrement ],
    refcount_increment  => [ '1 2', \&_refcount_increment ],
    run_while           => [ 'done', sub { $_[0]->run_while(\0); 'done' } ],
    select              => [ '0 0', \&_select ],
    select_expedite     => [ '0 0', sub { _watch(select_expedite => @_) } ],
    select_pause_read   => [ '0 0 1 1 0', sub { _pause_and_resume(read => @_) } ],
    select_pause_write  => [ '0 0 1 1 0', sub { _pause_and_resume(write => @_) } ],
    select_read         => [ '0 0', sub { _watch(select_read => @_) } ],
    select_write        => [ '0 0', sub { _watch(select_write => @_) } ],
    sig               => [ 'done', sub { $_[0]->sig(USR2 => 'sink'); $_[0]->sig('USR2'); 'done' } ],
    sig_child         => [ 'done', \&_sig_child ],
    signal            => [ 1, sub { $_[0]->signal($_[1], 'NOBODY') } ],
    signal_ui_destroy => [ 'done', sub { $_[0]->signal_ui_destroy(bless [], "Widget"); 'done' } ],
    state             => [ '0 0', \&_state ],
    yield             => [ 'undef', sub { scalar $_[0]->yield('sink') } ],
);

# What fails, how it says so, and where: an errno that is returned, or the empty list and $!.
my %failing = (
    alarm            => [ 22, sub { $_[0]->alarm } ],
    alarm_add        => [ 22, sub { $_[0]->alarm_add('x') } ],
    alarm_adjust     => [ '3', sub { _errno_of($_[0]->alarm_adjust(2_000_000_000, 1)) } ],
    alarm_remove     => [ '3', sub { _errno_of($_[0]->alarm_remove(2_000_000_000)) } ],
    alarm_set        => [ 22, sub { _errno_of($_[0]->alarm_set) } ],
    alias_remove     => [ 3, sub { $_[0]->alias_remove('no such alias') } ],
    call             => [ 3, sub { _errno_of($_[0]->call('nobody', 'x')) } ],
    delay            => [ 22, sub { $_[0]->delay } ],
    delay_add        => [ 22, sub { $_[0]->delay_add('x') } ],
    delay_set        => [ 22, sub { _errno_of($_[0]->delay_set('x')) } ],
    detach_child     => [ 3, sub { _errno_of($_[0]->detach_child('nobody')) } ],
    ID_id_to_session => [ 3, sub { _errno_of($_[0]->ID_id_to_session(2_000_000_000)) } ],
    ID_session_to_id => [ 3, sub { _errno_of($_[0]->ID_session_to_id(bless [], 'POE::Session')) } ],
    post             => [ 3, sub { _errno_of($_[0]->post('nobody', 'x')) } ],
    refcount_decrement => [ 3, sub { _errno_of($_[0]->refcount_decrement(2_000_000_000, 'x')) } ],
    refcount_increment => [ 3, sub { _errno_of($_[0]->refcount_increment(2_000_000_000, 'x')) } ],
    select_pause_read  => [ 0, sub { my @pair = _pair(); $_[0]->select_pause_read($pair[0]) } ],
    select_resume_read => [ 0, sub { my @pair = _pair(); $_[0]->select_resume_read($pair[0]) } ],
    signal             => [ 3, sub { _errno_of($_[0]->signal('nobody', 'X')) } ],
);

sub _errno_of { return @_ ? _shown('unexpected', @_) : $! + 0 }

sub _far { return $_[0]->alarm_set(never => $far_off, 'a', 'b') }

sub _alarm {
    return map { scalar $_[0]->alarm('never', @$_) } [$far_off], [];
}
sub _alarm_add { return ($_[0]->alarm_add(never => $far_off), $_[0]->alarm('never')) }

sub _delay {
    return map { scalar $_[0]->delay('never', @$_) } [$far_off], [];
}
sub _delay_add { return ($_[0]->delay_add(never => $far_off), $_[0]->delay('never')) }

sub _alarm_adjust {
    my ($kernel) = @_;
    my $id       = _far($kernel);
    my $time     = $kernel->alarm_adjust($id, 5);
    $kernel->alarm_remove($id);
    return $time;
}

sub _alarm_remove { return $_[0]->alarm_remove(_far($_[0])) }

sub _alarm_remove_all {
    my ($kernel) = @_;
    $kernel->alarm_remove_all;
    $kernel->alarm_set(never => $far_off, 'a') for 1, 2;
    my @removed = $kernel->alarm_remove_all;
    return (scalar @removed, $removed[0]);
}

sub _delay_set { return defined $_[0]->alarm_remove($_[0]->delay_set(never => $far_off)) }

sub _delay_adjust {
    my ($kernel) = @_;
    my $id       = $kernel->delay_set(never => 10);
    my $time     = $kernel->delay_adjust($id, 1000);
    $kernel->alarm_remove($id);
    return $time > time + 500;
}

sub _alias_set {
    my ($kernel) = @_;
    return ($kernel->alias_set('aa'), $kernel->alias_set('aa'), $kernel->alias_remove('aa'));
}

sub _alias_list {
    my ($kernel) = @_;
    $kernel->alias_set($_) for qw(bb aa);
    my @names = $kernel->alias_list;
    $kernel->alias_remove($_) for qw(bb aa);
    return grep {/\A(?:aa|bb)\z/} @names;
}

sub _alias_remove {
    my ($kernel) = @_;
    $kernel->alias_set($_) for qw(bb aa);
    return map { $kernel->alias_remove($_) } qw(bb aa);
}

sub _alias_resolve {
    my ($kernel, $session) = @_;
    $kernel->alias_set('aa');
    my $found = $kernel->alias_resolve('aa') == $session;
    $kernel->alias_remove('aa');
    return ($found, $kernel->alias_resolve('aa'));
}

sub _next_event_time {
    my ($kernel) = @_;
    $kernel->yield('sink');
    return $kernel->get_next_event_time > 0;
}

sub _has_forked {
    my ($kernel) = @_;
    my $id = $kernel->ID;
    $kernel->has_forked;
    return $kernel->ID eq $id;
}

sub _refcount_increment {
    my ($kernel, $session) = @_;
    my @counts = map { $kernel->refcount_increment($session->ID, 'tag') } 1, 2;
    $kernel->refcount_decrement($session->ID, 'tag') for 1, 2;
    return @counts;
}

sub _refcount_decrement {
    my ($kernel, $session) = @_;
    $kernel->refcount_increment($session->ID, 'tag') for 1, 2;
    return map { $kernel->refcount_decrement($session->ID, 'tag') } 1, 2;
}

sub _select {
    my ($kernel) = @_;
    my ($one, $other) = _pair();
    return ($kernel->select($one, 'sink', undef, 'sink'), $kernel->select($one));
}

sub _sig_child {
    my ($kernel) = @_;
    $kernel->sig_child(4_000_000, 'sink');
    $kernel->sig_child(4_000_000);
    return 'done';
}

sub _state {
    my ($kernel) = @_;
    return ($kernel->state(added => sub { }), $kernel->state('added'));
}

sub _detach_child {
    my ($kernel) = @_;
    return $kernel->detach_child(session(_stop => sub { }));
}

sub _detach_myself {
    my ($kernel) = @_;
    my $child = session(leave => sub { return $_[KERNEL]->detach_myself }, _stop => sub { });
    return $kernel->call($child, 'leave');
}

# ---------------------------------------------------------------------------

sub method_names { my %all = (%method, %failing); return sort keys %all }

# States that a session needs in which the methods are called.
sub helpful_states {
    return (
        sink   => sub { },
        never  => sub { fail 'an event that was taken back has come' },
        echo   => sub { return join ' ', 'echo', @_[ ARG0, ARG1 ] },
        _child => sub { },
    );
}

# What differs from what the methods always return; nothing if all is well.
sub methods_work { return _differences(\%method, @_) }
sub methods_fail { return _differences(\%failing, @_) }

sub _differences {
    my ($table, $kernel, $session) = @_;
    my @differ;
    for my $name (sort keys %$table) {
        my ($expected, $code) = @{ $table->{$name} };
        my $got = eval { _shown($code->($kernel, $session)) } // "died: $@";
        push @differ, "$name: $got" if $got ne $expected;
    }
    return @differ;
}

1;
