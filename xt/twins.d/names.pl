# names.pl SEED: sessions that send each other events by names of every kind, in every way there is, run the kernel
# from within handlers, put things into the places of @_, and open, copy and close what they watch, as the dice
# tell. Each alarm has a slot of time to itself, so that there is only one order in which all can happen.
#
# Left out: objects in other places of @_ than those of arguments, which go not with the event, but when the place is
# used again; watching another signal, or none, while one is delivered, which upstream tells all who watched it when
# that began, and we those who still do; the option debug where there are wheels, whose handlers need not be redefined for a new event; files
# that are closed while they are watched; and nested loops on a bridge, which has no timer while what is due is
# dispatched: they would sleep there for ever, on both.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POE   qw(Wheel::ReadWrite);
use POSIX ();
use Socket;
use Twins qw(begin chance one reason roll shown told);
use Twins::Children;
use Twins::Names qw(a_name alive named texts);
use Twins::Slots;

my $slots   = Twins::Slots->new(slot => 0.004, beat => 10);
my $end     = 20;                                             # ticks
my $moves   = 300;                                            # that all of them make together
my @signals = qw(USR1 FAKE);
my ($handled, $depth, $nested, $files, $unread, $over) = (0) x 6;
our $signalled = 0;                                           # how many handlers of signals run
my (@sessions, @names, @alarms, @callbacks, @late);

begin($ARGV[0]);

# ---------------------------------------------------------------------------
# What is said

# When several things can come in any order, all of it is said at the end, in that of the alphabet.
sub say_now {
    my (@words) = @_;
    return told(@words) if !$over;
    push @late, join ' ', map { $_ // 'undef' } @words;
    return;
}

sub id_or_name {
    my ($value) = @_;
    return ref $value && eval { $value->ID } ? shown($value) : named($value);
}

# Of a handle its number among those of this program.
sub shown_all {
    return join ',', map {
              ref eq 'GLOB'  ? 'file ' . *$_{HASH}{number}
            : ref eq 'ARRAY' ? '[' . shown_all(@$_) . ']'
            : id_or_name($_)
    } @_;
}

sub place { my ($file) = @_; return $file eq $0 ? 'here' : $file =~ /(Wheel.*)/ ? $1 : 'POE' }

sub gave {
    my ($what, @values) = @_;
    return say_now(" $what gave", scalar @values, shown_all(@values));
}

# ---------------------------------------------------------------------------
# Ways to send an event. The name is $_[2] itself, which may be a value with magic.

sub numbers {
    return map { roll(100) } 1 .. roll(3);
}
sub other { return chance(2) ? $_[1] : one(@sessions) }
sub slot  { return $slots->after_tick(roll(50)) }

# One that was used before, often: alarms are known by them.
sub name {
    return one(@names) if @names && chance(2);
    push @names, a_name();
    shift @names if @names > 6;
    return $names[-1];
}

sub note_alarm {
    my ($id) = @_;
    push @alarms, $id if defined $id;
    return say_now(' alarm', defined $id ? 'set' : 'not set');
}

sub new_pipe {
    pipe my $in, my $out or die "pipe: $!";
    *$in->{number} = ++$files;
    return { in => $in, out => $out };
}

my %send = (
    yield => sub { $_[0]->yield($_[2], numbers()) },
    post  => sub { $_[0]->post(other(@_), $_[2], numbers()) },
    call  => sub { gave(call => $_[0]->call(other(@_), $_[2], numbers())) },
    delay => sub { $_[0]->delay($_[2], chance(3) ? () : ($slots->delay_of(slot()), numbers())) },
    delay_add => sub { $_[0]->delay_add($_[2], $slots->delay_of(slot()), numbers()) },
    delay_set => sub { note_alarm($_[0]->delay_set($_[2], $slots->delay_of(slot()), numbers())) },
    alarm     => sub { $_[0]->alarm($_[2], chance(3) ? () : ($slots->time_of(slot()), numbers())) },
    alarm_add => sub { $_[0]->alarm_add($_[2], $slots->time_of(slot()), numbers()) },
    alarm_set => sub { note_alarm($_[0]->alarm_set($_[2], $slots->time_of(slot()), numbers())) },
    postback  => sub { push @callbacks, $_[1]->postback($_[2], numbers()) },
    callback  => sub { push @callbacks, $_[1]->callback($_[2], numbers()) },
    sig       => sub { $_[0]->sig(one(@signals), $_[2], numbers()) if !$signalled },
    select_read => sub {
        return if $_[3]{is_deaf} || @{ $_[3]{files} } > 2;
        my $pipe = new_pipe();
        push @{ $_[3]{files} }, $pipe;
        $_[0]->select_read($pipe->{in}, $_[2], numbers());
    },
    select_again => sub {
        my $file = a_file($_[3]) // return;
        $_[0]->select_read($file->{in}, $_[2], numbers());
    },
    wheel => sub {
        return                                               if $_[3]{is_deaf};
        return $_[3]{wheel}->event(InputEvent => $_[2]) && 0 if $_[3]{wheel};
        socketpair my $near, $_[3]{far}, AF_UNIX, SOCK_STREAM, 0 or die "socketpair: $!";
        $_[3]{wheel} = POE::Wheel::ReadWrite->new(Handle => $near, InputEvent => $_[2]);
    },
    state => sub {
        return if "$_[2]" =~ /\A(?:e0|_)/;
        $_[0]->state($_[2], @{ one([ \&handler ], [ \&handler ], [ 'Package', 'method' ], []) });
    },
);
my @sends = sort keys %send;

tie my %tied, 'Echo';
sub Echo::TIEHASH { return bless {}, shift }
sub Echo::FETCH   { return $_[1] }

# Lends the name from a place with magic.
sub lend {
    my ($send, $kernel, $session, $heap) = @_;
    my $text = one(texts());
    return $send->($kernel, $session, $tied{$text}, $heap) if chance(3);
    my $within = "<$text>";
    return $send->($kernel, $session, substr($within, 1, length $text), $heap) if chance(2);
    $within =~ /\A<(.*)>\z/ or die "no name in $within";
    $send->($kernel, $session, $1, $heap);
    return;
}

sub send_by_name {
    my ($kernel, $session, $heap) = @_;
    my $way = one(@sends);
    say_now("  $way");
    return lend($send{$way}, $kernel, $session, $heap) if chance(5);
    return $send{$way}->($kernel, $session, name(), $heap);
}

# ---------------------------------------------------------------------------
# Files: an octet at a time, since the order of files that are ready together is nobody's promise

sub a_file { my ($heap) = @_; return @{ $heap->{files} } ? one(@{ $heap->{files} }) : undef }

sub forget_octet {
    my ($file) = @_;
    return if !delete $file->{has_octet};
    $unread = 0;
    sysread $file->{in}, my $octet, 1;
    return;
}

sub unwatch {
    my ($kernel, $file) = @_;
    forget_octet($file);
    return $kernel->select_read($file->{in});
}

my %with_file = (
    write => sub {
        my ($kernel, $file) = @_;
        return if $unread || $file->{is_paused};
        $unread = $file->{has_octet} = 1;
        syswrite $file->{out}, 'x';
    },
    pause => sub { $_[1]{is_paused} = 1; forget_octet($_[1]); $_[0]->select_pause_read($_[1]{in}) },
    resume => sub { $_[1]{is_paused} = 0; $_[0]->select_resume_read($_[1]{in}) },
    close  => sub { unwatch(@_); close $_[1]{in}; %{ $_[1] } = () },

    # The next file gets its number.
    close_and_open => sub {
        my ($kernel, $file) = @_;
        unwatch(@_);
        close $file->{in};
        close $file->{out};
        %$file = %{ new_pipe() };
        $kernel->select_read($file->{in}, name(), numbers());
    },
    copy_and_close => sub {
        my ($kernel, $file) = @_;
        unwatch(@_);
        open my $copy, one('<&', '<&='), $file->{in} or die "dup: $!";
        *$copy->{number} = ++$files;
        close $file->{in};
        $file->{in} = $copy;
        $kernel->select_read($copy, name(), numbers());
    },

    # By another handle of the same number.
    unwatch_by_number => sub {
        my ($kernel, $file) = @_;
        open my $same, '<&=', $file->{in} or die "fdopen: $!";
        forget_octet($file);
        $kernel->select_read($same);
        $kernel->select_read($file->{in}, name()) if chance(2);
        push @{ $file->{more} }, $same;
    },
);
my @with_file = sort keys %with_file;

sub change_file {
    my ($kernel, $session, $heap) = @_;
    my $file = a_file($heap) // return;
    my $what = one(@with_file);
    say_now("  $what");
    $with_file{$what}->($kernel, $file);
    @{ $heap->{files} } = grep { $_->{in} } @{ $heap->{files} };
    return;
}

# ---------------------------------------------------------------------------
# What else a handler can do

my %move = (
    (map { ("send $_" => \&send_by_name) } 1 .. 12),
    (map { ("file $_" => \&change_file) } 1 .. 3),
    nest      => \&nest,
    put       => sub { return if $unread || !$_[2]{far}; $unread = 1; syswrite $_[2]{far}, "x\n" },
    call_back => sub {
        my $code = pop @callbacks // return;
        gave(back => scalar $code->(numbers()));
    },
    drop    => sub { splice @callbacks, roll(scalar @callbacks), 1 if @callbacks },
    sig_off => sub { $_[0]->sig(one(@signals))                     if !$signalled },
    signal  =>
        sub { $_[0]->signal(chance(3) ? $_[0] : other(@_), a_name(one(@signals)), numbers()) },
    alarm_remove => sub {
        my $id = @alarms ? splice @alarms, roll(scalar @alarms), 1 : return;
        $! = 0;
        my ($event, undef, @args) = $_[0]->alarm_remove($id);
        gave(alarm_remove => defined $event ? ($event, @args) : $! + 0);
    },
    alarm_remove_all => sub {
        return if !chance(3);
        gave(alarm_remove_all => map { [ @$_[ 0, 2 .. $#$_ ] ] } $_[0]->alarm_remove_all);
    },
    option => sub {
        my $name = $_[2]{is_deaf} ? one('default', 'debug') : 'default';
        gave(option => $_[1]->option($name => roll(2)));
    },
);
my @moves = sort keys %move;

sub move {
    my (@of) = @_;
    return if $moves-- <= 0;
    my $name = one(@moves);
    say_now(" $name");
    $depth++;
    $move{$name}->(@of);
    $depth--;
    return;
}

# Runs the kernel until an event of this session's own has come.
sub nest {
    my ($kernel, $session) = @_;
    return if $nested > 2 || $over || $ENV{POE_EVENT_LOOP};
    my ($go, $turns) = (1, 0);
    $nested++;
    $kernel->post($session, nest_ends => \$go);
    if   (chance(2)) { $kernel->run_while(\$go) }
    else             { $turns++ while $go && $turns < 100 && $kernel->run_one_timeslice }
    $nested--;
    return say_now(' nested, turns:', $turns, $go ? 'not over' : 'over');
}

# ---------------------------------------------------------------------------
# Sessions

sub read_octet {
    my ($heap, $handle) = @_;
    my ($file) = grep { $_->{in} == $handle } @{ $heap->{files} };
    my $got = sysread $handle, my $octet, 1;
    $unread = 0 if $file && delete $file->{has_octet};
    return say_now('  read', $got // "failed: $!", $file ? () : 'of no file');
}

# Into places of @_, which are the handler's own.
sub meddle {
    my @places = (SESSION, STATE, SENDER, CALLER_FILE, CALLER_LINE, CALLER_STATE, ARG0 .. $#_);
    for (1 .. 1 + roll(3)) {
        my $place = one(@places);
        $_[$place] = $place < ARG0 || chance(2) ? one(undef, 'meddled', 7, []) : a_name();
    }
    return;
}

sub handler {
    my ($object, $session, $kernel, $heap, $event) = @_[ OBJECT, SESSION, KERNEL, HEAP, STATE ];
    my @args = @_[ ARG0 .. $#_ ];
    my @of   = $event eq '_default' ? @{ $args[1] } : @args;
    return child_ended($session, $event, @args, @of) if $over && defined $of[0] && $of[0] eq 'CHLD';
    say_now(
        ++$handled, id_or_name($session), 'gets', named($event),
        'from', id_or_name($_[SENDER]), named($_[CALLER_STATE]),
        place($_[CALLER_FILE]), 'on', ref $object || $object, 'in',
        named($kernel->get_active_event), 'with', shown_all(@args));
    read_octet($heap, $of[0]) if ref $of[0] eq 'GLOB';
    $unread = 0               if defined $of[0] && !ref $of[0] && $of[0] eq 'x';
    $kernel->sig_handled      if chance(4);
    meddle(@_)                if chance(6);
    local $signalled = $signalled + is_signal($of[0]);
    move($kernel, $session, $heap) for 1 .. ($depth < 4 ? roll(4) : 0);
    return chance(3) ? "given by $handled" : ();
}

sub is_signal {
    my ($name) = @_;
    return 0 + grep { defined $name && "$name" eq $_ } @signals;
}

sub child_ended {
    my ($session, $event, $name, @of) = @_;
    return say_now('child of', id_or_name($session), named($event), named($name), $of[-1]);
}

sub Package::method { goto &handler }

# One that is told of each event before it is.
package Watching {
    our @ISA = 'POE::Session';

    sub _invoke_state {
        my ($self, undef, $state, undef, undef, undef, $from) = @_;
        main::say_now(' invoked', main::named($state), main::named($from));
        goto &POE::Session::_invoke_state;
    }
}

# Its child processes end in any order.
sub finish {
    my ($kernel, $session, $heap, @children) = @_[ KERNEL, SESSION, HEAP, ARG0 .. $#_ ];
    delete @$heap{qw(wheel far)};
    $kernel->select_read($_->{in}) for splice @{ $heap->{files} };
    $kernel->alarm_remove_all;
    $kernel->sig($_) for @signals;
    $kernel->refcount_decrement($session->ID, 'play');
    for my $child (@children) {
        my $pid = fork // die "fork: $!";
        POSIX::_exit(3) if !$pid;
        $kernel->sig_child($pid, @$child);
    }
    return;
}

sub a_session {
    my $is_deaf = chance(4);
    my @known   = ('e0', (grep { chance(3) } texts()), $is_deaf ? () : '_default');
    my %with    = map { ($_ => chance(2) ? \&handler : 'method') } @known;
    my %methods = map { ($_ => 'method') } grep  { !ref $with{$_} } keys %with;
    my %inline  = map { ($_ => $with{$_}) } grep { ref $with{$_} } keys %with;
    my $holder  = one('Package', bless {}, 'Package');
    return one('POE::Session', 'POE::Session', 'Watching')->create(
        heap          => { is_deaf => $is_deaf, files => [] },
        inline_states => {
            %inline,
            _start    => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'play') },
            _stop     => sub { say_now('stopped', id_or_name($_[SESSION])) },
            nest_ends => sub { ${ $_[ARG0] } = 0 },
            finish    => \&finish,
        },
        (ref $holder ? 'object_states' : 'package_states') => [ $holder => \%methods ],
    );
}

# ---------------------------------------------------------------------------
# The first of them, which keeps the others busy until the end

sub tick {
    my ($kernel) = $_[KERNEL];
    say_now('tick; names:', alive());
    return close_all($kernel) if $slots->tick == $end;
    $kernel->alarm(tick => $slots->time_of_tick);
    $kernel->post(one(@sessions), one(a_name('e0'), a_name()), 'tick') for 1, 2;
    return;
}

sub close_all {
    my ($kernel) = @_;
    $over = 1;
    ($moves, @callbacks, @names) = 0;
    for (splice @sessions) {
        $kernel->post($_ => finish => map { [ a_name(), numbers() ] } 1 .. roll(3));
    }
    $kernel->alias_remove('first');
    return;
}

POE::Session->create(
    inline_states => {
        _start => sub {
            my ($kernel) = $_[KERNEL];
            $kernel->alias_set('first');
            $kernel->alarm(tick => $slots->time_of_tick);
            @sessions = map { a_session() } 1 .. 3;
        },
        tick     => \&tick,
        _stop    => sub { say_now('first stops') },
        _default => sub {return},
    },
);
local $SIG{ALRM} = sub { told('ended by the clock'); POSIX::_exit(0) };
alarm 20;
my $ran = eval { POE::Kernel->run; 1 } ? 'ran to its end' : 'ended by ' . reason($@);
told($_) for sort @late;
told($ran, 'names:', alive());
