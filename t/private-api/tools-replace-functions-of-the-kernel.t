use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Tools that watch every event put functions of their own in the place of the kernel's, and go on to what was
# there.

my @log;

sub name_of {
    my ($end) = @_;
    return !ref $end ? $end : $end == $poe_kernel ? 'kernel' : 'session';
}

# Each call is logged with the event's ends, name, arguments and place.
sub watch {
    my ($name) = @_;
    my $code = POE::Kernel->can($name);
    no strict 'refs';
    no warnings 'redefine';
    *{"POE::Kernel::$name"} = sub {
        my (undef, $to, $from, $event, $type, $args, $file, $line, $state, @times) = @_;
        my $place = !defined $file ? '' : $file eq __FILE__ ? "line $line" : $file =~ s{.*/}{}r;
        push @log,
            [
            $name, name_of($to), name_of($from), $event, join(' ', map { $_ // 'undef' } @$args),
            $place, $state // '', @times
            ]
            if defined $to;
        push @log, [ $name, '', '', '' ] if !defined $to;
        goto &$code;
    };
    return sub { no strict 'refs'; no warnings 'redefine'; *{"POE::Kernel::$name"} = $code };
}

sub logged {
    my ($name, $event) = @_;
    return [ map { [ @$_[ 1 .. 6 ] ] } grep { $_->[0] eq $name and $_->[3] eq $event } @log ];
}

sub times_of {
    my ($event) = @_;
    return map { @$_[ 7 .. $#$_ ] } grep { $_->[3] eq $event } @log;
}

my @unwatch = map { watch($_) } qw(_dispatch_event _data_ev_enqueue _data_ev_dispatch_due);

pipe my $in, my $out or die "pipe: $!";
syswrite $out, 'x';
my ($other, %got);

sub send_all {
    my ($kernel, $session) = @_[ KERNEL, SESSION ];
#line 100
    $kernel->yield('yielded', 1, 2);
    $kernel->post($session, 'posted');
    $got{scalar} = $kernel->call($other, 'ask', 'me');
    $got{list}   = [ $kernel->call($other, 'ask') ];
    $kernel->delay(delayed => 0.01, 3);
    $got{id} = $kernel->delay_set(set => 0.02);
    $kernel->alarm(alarmed => 1);
    $kernel->sig(INVENTED => 'signalled', 'more');
    $kernel->signal($session, 'INVENTED', 5);
    $kernel->select_read($in, 'readable', 'extra');
    $kernel->yield('dying');
    return;
}
#line 66 "tools-replace-functions-of-the-kernel.t"

$other = session(
    _start => sub { $_[KERNEL]->alias_set('other') },
    ask    => sub { return wantarray ? (1, 2) : "asked by @_[ARG0 .. $#_]" },
    end    => sub { $_[KERNEL]->alias_remove('other') },
);
my @handled;
play(
    _start    => sub { $_[KERNEL]->sig(DIE => 'died'); $_[KERNEL]->yield('go') },
    go        => \&send_all,
    died      => sub { $_[KERNEL]->sig_handled; $_[KERNEL]->sig('DIE') },
    dying     => sub { die "oops\n" },
    readable  => sub { push @handled, "readable $_[ARG2]"; $_[KERNEL]->select_read($in) },
    signalled => sub { push @handled, "@_[ARG0 .. $#_]";   $_[KERNEL]->sig('INVENTED') },
    set       => sub { $_[KERNEL]->post(other => 'end') },
    map {
        my $name = $_;
        ($name => sub { push @handled, "$name @_[ARG0 .. $#_]" })
    } qw(yielded posted delayed alarmed),
);

my %sent = (
    yielded => [ '1 2', 100 ], posted => [ '', 101 ], delayed => [ 3, 104 ], set => [ '', 105 ],
    alarmed => [ '', 106 ], dying     => [ '', 110 ],
);
for my $event (sort keys %sent) {
    my ($args, $line) = @{ $sent{$event} };
    my $expected = [ [ 'session', 'session', $event, $args, "line $line", 'go' ] ];
    is_deeply logged(_data_ev_enqueue => $event), $expected, "$event is queued";
    is_deeply logged(_dispatch_event  => $event), $expected, "$event is dispatched";
}
is_deeply logged(_dispatch_event => 'ask'),
    [ map { [ 'session', 'session', 'ask', @$_, 'go' ] } [ 'me', 'line 102' ], [ '', 'line 103' ] ],
    'calls are dispatched';
is_deeply \%got, { scalar => 'asked by me', list => [ 1, 2 ], id => $got{id} },
    'and return what they return';
ok $got{id} > 0, 'alarms have their IDs';
is_deeply logged(_data_ev_enqueue => '_signal')->[0],
    [ 'session', 'session', '_signal', 'INVENTED 5', 'line 108', 'go' ], 'a signal is queued';
is_deeply logged(_dispatch_event => 'signalled'),
    [ [ 'session', 'kernel', 'signalled', 'INVENTED 5 more', 'line 108', 'go' ] ], 'and dispatched';
is logged(_dispatch_event => $_)->[0][4], 'Kernel.pm', "$_ is dispatched"      for '_start';
is logged(_dispatch_event => $_)->[0][4], 'Sessions.pm', "$_ is dispatched"    for '_stop';
is logged(_dispatch_event => $_)->[0][4], 'FileHandles.pm', "$_ is dispatched" for 'readable';
is logged(_dispatch_event => $_)->[0][1], 'kernel', "$_ is dispatched"         for 'died';
ok scalar(grep { $_->[0] eq '_data_ev_dispatch_due' } @log), 'passes are told of';
is_deeply [ (times_of('alarmed'))[0] ], [1], 'the time of an alarm comes with it';
is_deeply [ (times_of('delayed'))[ 0, 1 ] ], [ undef, 0.01 ], 'so does a delay';
is_deeply [ sort @handled ],
    [ sort 'yielded 1 2', 'posted ', 'delayed 3', 'alarmed ', 'readable extra', 'INVENTED 5 more' ],
    'and the handlers hear it all';

$_->() for @unwatch;
@log = ();
play(_start => sub { $_[KERNEL]->yield('more') }, more => sub { });
is_deeply \@log, [], 'once the kernel has its functions back, nobody is told';

done_testing;
