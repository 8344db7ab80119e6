# sessions.pl SEED: sessions of all kinds that send, call, set alarms, name and keep each other, watch signals
# and pipes, are born, part and die, as the dice tell. Each alarm has a slot of time to itself, so that
# there is only one order in which all of it can happen.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POE;
use POSIX ();
use Twins qw(begin chance one reason roll shown told);
use Twins::Children;
use Twins::Slots;

my $slots      = Twins::Slots->new(slot => 0.004, beat => 10);
my $end        = 25;                                             # ticks
my $moves      = 300;                                            # that all of them make together
my @events     = map {"e$_"} 0 .. 4;
my @signals    = qw(USR1 USR2 FAKE);
my @every_kind = qw(_start _stop _child _parent end readable died), map {"sig$_"} @signals;
my ($handled, $depth, $born) = (0, 0, 0);
my (@ids, @alarms, %alias, @pipes, $unread, @callbacks);

begin($ARGV[0]);

sub some_slot { return $slots->after_tick(roll(70)) }

# ---------------------------------------------------------------------------
# What a handler can do

sub numbers {
    return map { roll(100) } 1 .. roll(4);
}

sub name_of { return defined $_[0] ? shown($_[0]) : 'nobody' }

sub destination {
    my ($session) = @_;
    my $which = roll(8);
    return $session                                  if $which == 0;
    return one(@ids)                                 if $which < 5 && @ids;
    return %alias ? one(sort keys %alias) : 'nobody' if $which == 5;
    return $session->ID                              if $which == 6;
    return chance(3) ? 'nobody' : $ids[-1];
}

# What a call gave; with the error where that means that it failed.
sub gave {
    my ($what, @values) = @_;
    return told(" $what gave", scalar @values, shown(@values));
}

sub worked {
    my ($what, $result) = @_;
    return gave($what, $result ? 1 : $! + 0);
}

sub note_alarm {
    my ($id, $n) = @_;
    push @alarms, [ $id, $n ] if defined $id;
    return told(' alarm', defined $id ? 'set' : 'not set');
}

sub a_pipe { my ($heap) = @_; return @{ $heap->{pipes} // [] } ? one(@{ $heap->{pipes} }) : undef }

my %move = (
    yield => sub { $_[0]->yield(one(@events), numbers()) for 0 .. roll(2) },
    post  => sub {
        my $to = destination($_[1]);
        $! = 0;
        worked("post $to" =~ s/=.*//r, $_[0]->post($to, one(@events), numbers()));
    },
    call => sub {
        my ($to, $event, @args) = (destination($_[1]), one(@events), numbers());
        return $_[0]->call($to, $event, @args) && undef if chance(3);
        gave(call => scalar $_[0]->call($to, $event, @args));
    },
    callback => sub {
        my $kind = one('postback', 'callback');
        push @callbacks, [ $kind, $_[1]->$kind(one(@events), numbers()) ];
    },
    use_callback => sub {
        my ($kind, $code) = @{ pop @callbacks // return };
        my $value = $code->(numbers());
        gave($kind, $kind eq 'callback' ? $value : ());
    },
    drop_callback => sub { splice @callbacks, roll(scalar @callbacks), 1 if @callbacks },

    delay => sub {
        $_[0]->delay(one(@events), chance(3) ? () : ($slots->delay_of(some_slot()), numbers()));
    },
    delay_add => sub { $_[0]->delay_add(one(@events), $slots->delay_of(some_slot()), numbers()) },
    delay_set => sub {
        my $n = some_slot();
        note_alarm($_[0]->delay_set(one(@events), $slots->delay_of($n), numbers()), $n);
    },
    alarm => sub {
        $_[0]->alarm(one(@events), chance(3) ? () : ($slots->time_of(some_slot()), numbers()));
    },
    alarm_add => sub { $_[0]->alarm_add(one(@events), $slots->time_of(some_slot()), numbers()) },
    alarm_set => sub {
        my $n = some_slot();
        note_alarm($_[0]->alarm_set(one(@events), $slots->time_of($n), numbers()), $n);
    },
    alarm_remove => sub {
        my $alarm = @alarms ? one(@alarms) : return;
        $! = 0;
        my ($event, undef, @args) = $_[0]->alarm_remove($alarm->[0]);
        gave(alarm_remove => defined $event ? ($event, @args) : $! + 0);
    },
    alarm_adjust => sub {
        my $alarm = @alarms ? one(@alarms) : return;
        my $n     = $slots->from($alarm->[1] + roll(60) - 30);
        $! = 0;
        my $time = $_[0]->alarm_adjust($alarm->[0], $slots->seconds($n - $alarm->[1]));
        $alarm->[1] = $n if defined $time;
        worked(alarm_adjust => $time);
    },
    alarm_remove_all => sub {
        return if !chance(5);
        gave(alarm_remove_all => map { [ @$_[ 0, 2 .. $#$_ ] ] } $_[0]->alarm_remove_all);
    },

    alias_set => sub {
        my $name = 'a' . roll(4);
        $alias{$name} = 1;
        gave(alias_set => $_[0]->alias_set($name) + 0);
    },
    alias_remove  => sub { gave(alias_remove => $_[0]->alias_remove('a' . roll(4)) + 0) },
    alias_resolve => sub { told(' alias is', name_of($_[0]->alias_resolve('a' . roll(4)))) },
    alias_list    => sub { gave(alias_list => sort $_[0]->alias_list(destination($_[1]))) },
    id            => sub { told(' ID is of', name_of($_[0]->ID_id_to_session(one(@ids)))) },
    keep          => sub {
        my $tag = 't' . roll(3);
        $_[2]{kept}{$tag}++;
        gave(refcount_increment => $_[0]->refcount_increment($_[1]->ID, $tag));
    },
    let_go => sub {
        my $tag = 't' . roll(3);
        return if !$_[2]{kept}{$tag};
        $_[2]{kept}{$tag}--;
        gave(refcount_decrement => $_[0]->refcount_decrement($_[1]->ID, $tag));
    },

    (map { ("birth $_" => \&birth) } 1 .. 3),
    detach_child => sub { $! = 0; worked(detach_child => $_[0]->detach_child(destination($_[1]))) },
    detach_myself => sub { $! = 0; worked(detach_myself => $_[0]->detach_myself) if chance(3) },
    state         => sub {
        my $event = one(@events);
        $_[0]->state($event, @{ one([ \&handler ], [ \&handler ], [ 'Package', 'method' ], []) });
    },
    option => sub { gave(option => $_[1]->option(default => roll(2))) },

    sig => sub {
        my $name = one(@signals);
        $_[0]->sig($name, chance(4) ? () : ("sig$name", numbers()));
    },
    sig_die => sub { $_[0]->sig(DIE => 'died') },
    signal  => sub {
        my $to = chance(3) ? $_[0] : destination($_[1]);
        $! = 0;
        worked(signal => $_[0]->signal($to, one(@signals), numbers()));
    },
    die          => sub { die "on purpose\n"    if chance(3) },
    die_of_class => sub { die bless {}, 'Error' if chance(5) },
    stop         => sub { $_[0]->stop           if chance(200) },

    # One octet at a time: the order of files that are ready together is nobody's promise.
    watch => sub {
        return if @pipes > 5;
        pipe my $in, my $out or die "pipe: $!";
        push @pipes, [ $in, $out ];
        push @{ $_[2]{pipes} }, $pipes[-1];
        $_[0]->select_read($in, 'readable', numbers());
    },
    unwatch => sub { my $pipe = a_pipe($_[2]) // return; $_[0]->select_read($pipe->[0]) },
    pause   => sub { my $pipe = a_pipe($_[2]) // return; $_[0]->select_pause_read($pipe->[0]) },
    resume  => sub { my $pipe = a_pipe($_[2]) // return; $_[0]->select_resume_read($pipe->[0]) },
    write   => sub {
        return if !@pipes || $unread++;
        my $pipe = one(@pipes);
        syswrite $pipe->[1], 'x' if $pipe->[1];
    },
    close_pipe => sub { return if !@pipes || $unread++; undef one(@pipes)->[1] },
);
my @moves = sort keys %move;

sub move {
    my ($kernel, $session, $heap) = @_;
    my $name = one(@moves);
    told(" $name");
    $move{$name}->($kernel, $session, $heap);
    return;
}

# ---------------------------------------------------------------------------
# Sessions

# What the arguments show; some of them come from the kernel.
sub shown_arguments {
    my ($kernel, $event, @args) = @_;
    return shown(@args) if $event ne 'died' && $event ne 'readable';
    if ($event eq 'died') {
        my $death = $args[1];
        return join ',', map { name_of($_) } @$death{qw(source_session dest_session)},
            map { $_ // 'undef' } @$death{qw(event from_state)}, reason($death->{error_str}),
            $death->{file} eq $0 ? $death->{line} : 'POE';
    }
    $unread = 0;
    my $got = sysread $args[0], my $octet, 1;
    $kernel->select_read($args[0]) if !$got;
    return shown($got, @args[ 1 .. $#args ]);
}

sub handler {
    my ($self, $kernel, $session, $heap, $event) = @_[ OBJECT, KERNEL, SESSION, HEAP, STATE ];
    my ($sender, $file, $line, $from) = @_[ SENDER, CALLER_FILE, CALLER_LINE, CALLER_STATE ];
    my $number = ++$handled;
    told(
        "$number:",
        name_of($session),
        $event,
        'from',
        name_of($sender),
        $from,
        $file eq $0 ? $line : 'POE',
        'on',
        ref $self || $self,
        'in',
        name_of($kernel->get_active_session),
        $kernel->get_active_event,
        'with',
        shown_arguments($kernel, $event, @_[ ARG0 .. $#_ ]));
    return 'stopped ' . $session->ID           if $event eq '_stop';
    return wind_down($kernel, $session, $heap) if $event eq 'end';
    appear($kernel, $session, $heap)           if $event eq '_start';
    $kernel->sig_handled if $event =~ /^sig/ && chance(2) || $event eq 'died' && !chance(4);
    some_moves($kernel, $session, $heap);
    return           if chance(4);
    return (1, 2, 3) if chance(4);
    return chance(3) ? $session : "given by $number";
}

sub some_moves {
    my (@of) = @_;
    my $most = $depth < 5 ? roll(4) : 0;
    $depth++;
    for (1 .. $most) { move(@of) if $moves-- > 0 }
    $depth--;
    return;
}

sub appear {
    my ($kernel, $session, $heap) = @_;
    push @ids, $session->ID;
    return if chance(3);
    $heap->{kept}{t0}++;
    $kernel->refcount_increment($session->ID, 't0');
    return;
}

sub birth {
    return if $born++ > 12;
    my %states = map { ($_ => \&handler) } @every_kind,
        (grep { !chance(4) } @events), (chance(2) ? '_default' : ());
    my %names = map { ($_ => 'method') } keys %states;
    my @kind  = one(
        [ inline_states  => \%states ],
        [ object_states  => [ bless({}, 'Package') => \%names ] ],
        [ package_states => [ Package              => \%names ] ])->@*;
    my @args    = chance(3) ? () : (args => [ numbers() ]);
    my $session = eval { POE::Session->create(@kind, heap => {}, @args) };
    told(' born:', defined $session ? name_of($session) : reason($@));
    return;
}

sub Package::method { goto &handler }

# Lets go of all that keeps it.
sub wind_down {
    my ($kernel, $session, $heap) = @_;
    $kernel->alias_remove($_) for $kernel->alias_list($session);
    $kernel->alarm_remove_all;
    $kernel->sig($_) for @signals, 'DIE';
    $kernel->select_read($_->[0]) for @{ delete $heap->{pipes} // [] };
    my $kept = delete $heap->{kept} // {};
    for my $tag (sort keys %$kept) {
        $kernel->refcount_decrement($session->ID, $tag) for 1 .. $kept->{$tag};
    }
    return;
}

# ---------------------------------------------------------------------------
# The first of them, which keeps the others busy until the end

sub first_start {
    my ($kernel) = $_[KERNEL];
    $kernel->alias_set('first');
    $kernel->sig(DIE => 'died') if !chance(4);
    $kernel->alarm(tick => $slots->time_of_tick);
    birth() for 1, 2;
    return;
}

sub first_tick {
    my ($kernel) = $_[KERNEL];
    told('tick');
    return close_all($kernel) if $slots->tick == $end;
    $kernel->alarm(tick => $slots->time_of_tick);
    $kernel->post(one(@ids), one(@events), 'tick') for 1, 2;
    return;
}

# What was set to come later comes before the second time.
sub close_all {
    my ($kernel) = @_;
    ($moves, @callbacks) = 0;
    $kernel->post($_ => 'end') for @ids;
    $kernel->alias_remove('first');
    $kernel->sig('DIE');
    $kernel->alarm(close_late => $slots->time_of_tick(8));
    return;
}

POE::Session->create(
    inline_states => {
        _start     => \&first_start,
        tick       => \&first_tick,
        close_late => sub { $_[KERNEL]->post($_ => 'end') for @ids },
        died       =>
            sub { told('first hears of', reason($_[ARG1]{error_str})); $_[KERNEL]->sig_handled },
        _child   => sub { told('first:', $_[ARG0], name_of($_[ARG1]), shown($_[ARG2])) },
        _stop    => sub { told('first stops') },
        _default => sub {return},
    },
);
# One that stop() did not end may be kept by what nobody takes back any more.
local $SIG{ALRM} = sub { told('ended by the clock'); POSIX::_exit(0) };
alarm 6;
told(eval { POE::Kernel->run; 1 } ? 'ran to its end' : 'ended by ' . reason($@));
