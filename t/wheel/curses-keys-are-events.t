use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Curses') || Terminal::missing_terminal('vt100');
plan skip_all => $missing if $missing;

my $prelude = <<'PROGRAM';
use Curses;
use POE qw(Wheel::Curses);
sub shown {
    my ($key) = @_;
    return $key =~ /\A[ -~]+\z/ ? $key : unpack 'H*', $key;
}
my ($wheel, $row) = (undef, 0);
sub show { addstr($row++, 0, join ' ', @_); refresh() }
PROGRAM

subtest 'keys' => sub {
    my $terminal = Terminal->start($prelude . <<'PROGRAM', term => 'vt100');
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::Curses->new(InputEvent => 'key'); show('ready') },
        key    => sub {
            my ($key, @more) = @_[ARG0 .. $#_];
            my $sender = $_[SENDER] == $_[SESSION] ? 'called' : 'sent';
            return undef $wheel if $key eq 'q';
            show('key', shown($key), @more, $sender);
        },
    });
POE::Kernel->run;
print STDERR "over\n";
PROGRAM
    $terminal->shows(qr/^ready$/m, 'the screen is the program\'s');
    ok $terminal->is_raw, 'keys come one by one';
    $terminal->type('ab');
    $terminal->shows(
        qr/^key a 1 called\nkey b 1 called$/m,
        'each key is an event, with the ID of the wheel'
    );
    $terminal->type("\cC\cZ\t\r\n\x7f\xe9");
    $terminal->shows(qr/^(?:key $_ 1 called\n)/m, "code $_")
        for '03', '1a', '09', '0d', '0a', '7f', 'e9';
    $terminal->type("\eOA\eOB");
    $terminal->shows(qr/^key 259 1 called\nkey 258 1 called$/m, 'arrow keys have numbers');
    $terminal->type('qxyz');
    is $terminal->ends, 0, 'nothing keeps the session when the wheel is dropped in its event';
    is $terminal->errors, "over\n";
    ok !$terminal->is_raw, 'the terminal is as it was' if !is_upstream();
};

subtest 'construction' => sub {
    my $terminal = Terminal->start($prelude . <<'PROGRAM', term => 'vt100');
use Fcntl;
@Sub::ISA = 'POE::Wheel::Curses';
POE::Session->create(
    inline_states => {
        _start => sub {
            local $SIG{__WARN__} = sub { print STDERR "warning: @_" };
            eval { POE::Wheel::Curses->new }; print STDERR $@;
            eval { Sub->new(InputEvent => undef) }; print STDERR $@;
            $wheel = Sub->new(InputEvent => 'key');
            my $blocks = !(fcntl(STDIN, F_GETFL, 0) & O_NONBLOCK);
            print STDERR join('|', ref $wheel, $wheel->[0], @$wheel[2, 3], $blocks), "\n";
            print STDERR join('|', map { $wheel->can($_) ? $_ : '-' } qw(new ID event put)), "\n";
            undef $wheel;
        },
        key => sub { },
    });
POE::Kernel->run;
PROGRAM
    is $terminal->ends, 0;
    like $terminal->errors, qr{\A
        POE::Wheel::Curses\ requires\ an\ InputEvent\ parameter\ at\ program.pl\ line\ \d+\.\n
        Sub\ requires\ an\ InputEvent\ parameter\ at\ program.pl\ line\ \d+\.\n
        POE::Wheel::Curses\|POE::Wheel::Curses\(1\)\ ->\ select\ read\|key\|1\|1\n
        new\|-\|-\|-\n\z}x, 'errors, and the object';
};

subtest 'unknown parameters' => sub {
    plan skip_all => 'upstream dies of them' if is_upstream();
    my $terminal = Terminal->start($prelude . <<'PROGRAM', term => 'vt100');
$SIG{__WARN__} = sub { print STDERR "warning: @_" };
POE::Session->create(
    inline_states => {
        _start => sub {
#line 7 "here"
            $wheel = POE::Wheel::Curses->new(InputEvent => 'key', Foo => 1, Bar => 2);
            show('ready');
        },
        key => sub { undef $wheel },
    });
POE::Kernel->run;
PROGRAM
    $terminal->shows(qr/^ready$/m);
    $terminal->type('x');
    is $terminal->ends, 0;
    is $terminal->errors,
        "warning: unknown parameters in POE::Wheel::Curses constructor call: Bar, Foo at here line 7.\n",
        'are told of';
};

subtest 'other events go on' => sub {
    my $terminal = Terminal->start($prelude . <<'PROGRAM', term => 'vt100');
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::Curses->new(InputEvent => 'key'); $_[KERNEL]->delay(tick => 0.05) },
        tick   => sub { show('tick'); $_[KERNEL]->delay(tick => 0.05) if $row < 3 },
        key    => sub { undef $wheel; $_[KERNEL]->delay('tick') },
    });
POE::Kernel->run;
PROGRAM
    $terminal->shows(qr/(?:^tick\n){3}/m, 'while there is no key');
    $terminal->type('x');
    is $terminal->ends, 0;
};

subtest 'a handler that dies' => sub {
    my $terminal = Terminal->start($prelude . <<'PROGRAM', term => 'vt100');
POE::Session->create(
    inline_states => {
        _start => sub {
            $_[KERNEL]->sig(DIE => 'died');
            $wheel = POE::Wheel::Curses->new(InputEvent => 'key');
            show('ready');
        },
        died => sub { show('died'); $_[KERNEL]->sig_handled },
        key  => sub {
            die "oh\n"           if $_[ARG0] eq 'd';
            return undef $wheel if $_[ARG0] eq 'q';
            show($_[ARG0]);
        },
    });
POE::Kernel->run;
PROGRAM
    $terminal->shows(qr/^ready$/m);
    $terminal->type('ad');
    $terminal->shows(qr/^ready\na\ndied$/m, 'is an exception of the session');
    $terminal->type('b');
    $terminal->shows(qr/^died\nb$/m, 'keys go on');
    $terminal->type('q');
    is $terminal->ends, 0;
};

subtest 'the terminal goes away' => sub {
    plan skip_all => 'upstream spins' if is_upstream();
    my $terminal = Terminal->start($prelude . <<'PROGRAM', term => 'vt100');
$SIG{HUP} = 'IGNORE';
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::Curses->new(InputEvent => 'key'); show('ready') },
        _stop  => sub { print STDERR "stopped\n" },
        key    => sub { },
    });
POE::Kernel->run;
PROGRAM
    $terminal->shows(qr/^ready$/m);
    $terminal->hang_up;
    is $terminal->ends, 0, 'nothing keeps the session';
    is $terminal->errors, "stopped\n";
};

done_testing;
