use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use POSIX qw(SIGTERM);
use Test::More;

# A program ends while it has all kinds of things, of which perl then frees every one (PERL_DESTRUCT_LEVEL=2). It
# ends with the status that it asked for, without a crash and without a word about memory.

plan skip_all => 'for the wheels and components of this distribution' if is_upstream();

my %things = (
    'alarms and postbacks' => <<'CODE',
        $_[KERNEL]->delay(never => 100, bless []);
        $_[KERNEL]->alias_set('somebody');
        $_[HEAP]{postback} = $_[SESSION]->postback('never', bless []);
        $_[HEAP]{itself}   = [ $_[HEAP], $_[SESSION], $_[KERNEL] ];
        $_[KERNEL]->sig(USR1 => 'never', bless []);
CODE
    'a family' => <<'CODE',
        POE::Session->create(inline_states => {
            _start => sub { $_[KERNEL]->alias_set('child'); $_[KERNEL]->post($_[SENDER], 'never') },
            _stop  => sub { $_[KERNEL]->alias_list },
        }) for 1 .. 10;
CODE
    'wheels' => <<'CODE',
        require WheelMakers;
        $_[HEAP]{$_}{wheel} = WheelMakers::make_wheel($_, $_[HEAP]{$_} //= {}) for WheelMakers::wheel_kinds();
        $_[HEAP]{itself} = $_[HEAP];
CODE
    'a server and its clients' => <<'CODE',
        require POE::Component::Server::TCP;
        require POE::Component::Client::TCP;
        require Socket;
        my $port;
        POE::Component::Server::TCP->new(
            Address => '127.0.0.1', ClientInput => sub { },
            Started => sub { ($port) = Socket::unpack_sockaddr_in($_[HEAP]{listener}->getsockname) },
        );
        POE::Component::Client::TCP->new(RemoteAddress => '127.0.0.1', RemotePort => $port, ServerInput => sub { }) for 1 .. 3;
CODE
    'machines' => <<'CODE',
        require POE::NFA;
        for (1 .. 3) {
            POE::NFA->spawn(
                runstate      => { itself => bless [] },
                inline_states => { a => { b => sub { $poe_kernel->delay(b => 100); $_[POE::NFA::RUNSTATE()]{machine} = $_[POE::NFA::MACHINE()] } } },
            )->goto_state('a', 'b');
        }
CODE
    'filters with data' => <<'CODE',
        for my $name (qw(Line Block Stream Reference)) {
            require "POE/Filter/$name.pm";
            my $filter = $_[HEAP]{$name} = "POE::Filter::$name"->new;
            $filter->get_one_start(['half of']);
        }
CODE
    'children' => <<'CODE',
        require POE::Component::Child;
        $_[HEAP]{child} = POE::Component::Child->new(events => { map { $_ => sub { } } qw(stdout stderr done died error) });
        $_[HEAP]{child}->run('cat') for 1 .. 2;
        $_[HEAP]{itself} = $_[HEAP];
CODE
);

# What is done in the middle, the status, and what is said on standard error. The status of an exception is some
# error number.
my %ways = (
    'exits'                 => [ 'exit 3', 3 << 8, '' ],
    'exits in a call'       => [ '$_[KERNEL]->call($_[SESSION], "leave")', 4 << 8, '' ],
    'dies'                  => [ 'die "on purpose\n"', 1, "on purpose\n" ],
    'becomes another'       => [ 'exec "true"', 0, '' ],
    'is told to end'        => [ 'kill TERM => $$; select undef, undef, undef, 9', SIGTERM, '' ],
    'stops its kernel'      => [ '$_[KERNEL]->stop', 0, '' ],
    'forgets what there is' => [ '%{ $_[HEAP] } = (); exit', 0, '' ],
);

sub ending_of {
    my ($thing, $way) = @_;
    my $child = run_child(<<"CODE", env => { PERL_DESTRUCT_LEVEL => 2 }, limit => 60);
        use POE;
        POE::Session->create(inline_states => {
            _start => sub { \$_[KERNEL]->yield('have') },
            have   => sub { $thing; \$_[KERNEL]->delay(end => 0.05) },
            end    => sub { $way },
            leave  => sub { exit 4 },
            map { (\$_ => sub { }) } qw(never told failed),
        });
        POE::Kernel->run;
CODE
    my $said   = $child->{stderr} =~ s/^=== \d+ === !!!.*\n//mgr;     # that there are children left
    my $status = $said eq '' ? $child->{status} : !!$child->{status};
    return "status $status, saying: $said";
}

for my $way (sort keys %ways) {
    my ($code, $status, $said) = @{ $ways{$way} };
    is ending_of($things{$_}, $code), "status $status, saying: $said", "a program with $_ $way"
        for sort keys %things;
}

done_testing;
