# machines.pl SEED: state machines that go to states, call and return from them, redirect and miss
# events, as the dice tell. A session that has an alarm sends them something new each time that all
# has come to rest.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POE          qw(NFA);
use POE::Session ();
use Twins        qw(begin chance one reason roll seconds shown told);

my $machines = 3;
my $ticks    = 30;
my $rest     = seconds(0.015);    # seconds
my $moves    = 200;
my @events   = map {"e$_"} 0 .. 5;
my @states   = map {"at$_"} 0 .. 3;
my (@machines, @callbacks);
our $depth = 0;

begin($ARGV[0]);

sub numbers {
    return map { roll(100) } 1 .. roll(4);
}
sub event { return chance(20) ? 'unheard_of'         : one(@events) }
sub state { return chance(20) ? 'nowhere'            : one(@states) }
sub entry { return chance(2)  ? (event(), numbers()) : () }

# A call that fails is forgotten here, and remembered upstream: none of them does.
my %move = (
    (map { ("goto $_" => sub { $_[0]->goto_state(state(), entry()); return }) } 1 .. 3),
    call_state => sub {
        $_[0]->call_state(event(), one(@states), chance(2) ? () : ('enter', numbers()));
        return;
    },
    return_state => sub { $_[0]->return_state(numbers());         return },
    yield        => sub { $poe_kernel->yield(event(), numbers()); return },
    post         => sub { return $poe_kernel->post(one(@machines)->ID, event(), numbers()) },
    call         => sub { return scalar $poe_kernel->call(one(@machines)->ID, event(), numbers()) },
    where        => sub {
        return map { $_->get_current_state } @machines;
    },
    remember     => sub { $_[0]->get_runstate->{noted} .= roll(10); return },
    recall       => sub { return $_[0]->get_runstate->{noted} },
    option       => sub { return $_[0]->option(one('immediate', 'default') => roll(2)) },
    callback     => sub { push @callbacks, $_[0]->callback(event(), numbers()); return },
    postback     => sub { push @callbacks, $_[0]->postback(event(), numbers()); return },
    use_callback => sub { my $code = pop @callbacks // return; return scalar $code->(numbers()) },
    die          => sub { die "on purpose\n" if $_[1] ne 'leave' && chance(4); return },
    stop         => sub { $_[0]->stop        if chance(20);                    return },
);
my @moves = sort keys %move;

sub move {
    my ($machine, $event) = @_;
    my $name = one(@moves);
    told(" $name");
    told(" $name gave", shown($move{$name}->($machine, $event)));
    return;
}

sub handler {
    my ($self, $machine, $event, $sender, $state) = @_[ OBJECT, MACHINE, EVENT, SENDER, STATE ];
    told(
        shown($machine), $state, $event, 'from', shown($sender),
        'on', ref $self || $self,
        'with', shown(@_[ ARG0 .. $#_ ]));
    some_moves($machine, $event);
    return one("given by $event", undef, 0);
}

# One that dies leaves the depth as it was.
sub some_moves {
    my ($machine, $event) = @_;
    local $depth = $depth + 1;
    return if $depth > 4;
    for (1 .. roll(4)) { move($machine, $event) if $moves-- > 0 }
    return;
}

sub Package::method { goto &handler }

# What is heard in a state, and who hears it.
sub hears {
    my @hears = ('_child', '_parent', 'enter', grep { !chance(5) } @events);
    push @hears, 'leave'    if chance(2);
    push @hears, '_default' if chance(2);
    return @hears;
}

sub spawn {
    my %of_kind = map { ($_ => {}) } qw(inline_states object_states package_states);
    for my $state (@states) {
        my @hears = hears();
        my %names = map { ($_ => 'method') } @hears;
        my ($kind, $data) = @{
            one(
                [ inline_states  => { map { ($_ => \&handler) } @hears } ],
                [ object_states  => [ bless({}, 'Package') => \%names ] ],
                [ package_states => [ Package              => \%names ] ],
            ) };
        $of_kind{$kind}{$state} = $data;
    }
    my $machine = POE::NFA->spawn(%of_kind, chance(3) ? (options => { immediate => 1 }) : ());
    $poe_kernel->refcount_increment($machine->ID, 'kept');
    return $machine;
}

sub begin_all {
    @machines = map { spawn() } 1 .. $machines;
    for my $machine (@machines) {
        eval { $machine->goto_state(one(@states), entry()); 1 } or told('first', reason($@));
    }
    $_[KERNEL]->sig(DIE => 'died');
    $_[KERNEL]->delay(tick => $rest);
    return;
}

sub tick {
    my ($kernel) = $_[KERNEL];
    told('tick');
    if (!$ticks--) {
        @callbacks = ();
        $kernel->refcount_decrement($_->ID, 'kept') for @machines;
        return $kernel->sig('DIE');
    }
    $kernel->post($_->ID, event(), 'tick') for @machines;
    return $kernel->delay(tick => $rest);
}

# POE::NFA exports names of its own for what handlers are given, at the same places.
POE::Session->create(
    inline_states => {
        _start => \&begin_all,
        tick   => \&tick,
        died   =>
            sub { told('death of', reason($_[ ARG0 + 1 ]{error_str})); $_[KERNEL]->sig_handled },
        _child => sub { told('child', $_[ARG0], shown($_[ ARG0 + 1 ])) },
    },
);
told(eval { POE::Kernel->run; 1 } ? 'ran to its end' : 'ended by ' . reason($@));
