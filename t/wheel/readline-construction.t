use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

# Runs code in a session of a program on a terminal; what it prints to STDERR is the answer.
sub says {
    my ($code, %option) = @_;
    my $terminal = Terminal->start(<<"PROGRAM", %option);
use POE qw(Wheel::ReadLine);
use Carp;
\@Sub::ISA = 'POE::Wheel::ReadLine';
sub made { my \$wheel = eval { POE::Wheel::ReadLine->new(\@_) }; print STDERR \$@ if \$@; \$wheel }
POE::Session->create(
    inline_states => {
        _start => sub {
            \$SIG{__WARN__} = sub { print STDERR "warning: \@_" };
#line 1 "test"
            $code
        },
        got => sub { },
    });
POE::Kernel->run;
PROGRAM
    is $terminal->ends, 0, 'the program ends';
    return $terminal->errors;
}

subtest 'what is wrong' => sub {
    my $needs = 'POE::Wheel::ReadLine requires an InputEvent parameter at ';
    like says('made();'), qr/\A$needs/;
    like says('made(InputEvent => undef);'), qr/\A$needs/;
    like says("eval { Sub->new };\nprint STDERR \$@;"),
        qr/\ASub requires an InputEvent parameter at test line 1\.$/m;
    like says(
        "eval {\nPOE::Wheel::ReadLine->new(InputEvent => 'got', PutMode => 'Idle') }; print STDERR \$@;"
        ),
        qr/\APOE::Wheel::ReadLine PutMode must be either 'immediate', 'idle', or 'after' at test line 2\.$/m;
    like says("my \$wheel =\nPOE::Wheel::ReadLine->new(InputEvent => 'got', Foo => 1, Bar => 2);"),
        qr/\Awarning: unknown parameters in POE::Wheel::ReadLine constructor call: (?:Bar, Foo|Foo, Bar) at test line [12]\.$/m;
};

subtest 'parameters' => sub {
    is says(
        q{my $wheel = made(InputEvent => 'got'); print STDERR join '|', @$wheel[2, 5, 11, 13, 20]}),
        'got|>|idle|2|poe-readline', 'what is not given';
    is says(
        q{my $wheel = made(InputEvent => 'got', PutMode => 'after', IdleTime => 0, AppName => 'me');
        print STDERR join '|', @$wheel[2, 5, 11, 13, 20]}
        ),
        'got|>|after|0|me', 'what is';
    is says(q{my $wheel = made(InputEvent => 'got', appname => 'me'); print STDERR $wheel->[20]}),
        'me',
        'the other name of AppName';
};

subtest 'the object' => sub {
    is says(
        <<'CODE'), "ARRAY Sub(1) -> select read|Sub(1) -> input timeout|1\n", 'an array, of the class that was asked';
my $wheel = Sub->new(InputEvent => 'got');
require Scalar::Util;
print STDERR Scalar::Util::reftype($wheel), ' ', join('|', @$wheel[4, 14], $wheel->ID), "\n";
CODE
    is says(<<'CODE'), "0 0 0 1\n", 'wheels share nothing';
my ($one, $other) = map { made(InputEvent => 'got') } 1, 2;
$one->add_history('line');
print STDERR join(' ', map({ ($one->[$_] == $other->[$_]) || 0 } 6, 18, 19), $one->ID != $other->ID), "\n";
CODE
    is says(<<'CODE'), "Sub 1 got 1\n", 'new on an object copies it';
my $wheel = Sub->new(InputEvent => 'got');
my $copy  = $wheel->new(InputEvent => 'other');
print STDERR join(' ', ref $copy, $copy->ID, $copy->[2], $copy->[6] == $wheel->[6]), "\n";
CODE
    is says(<<'CODE'), "2 2\n", 'IDs are used again when all others are';
{ my $wheel = made(InputEvent => 'got'); }
POE::Wheel::_test_set_wheel_id(1);
my $wheel = made(InputEvent => 'got');
POE::Wheel::_test_set_wheel_id(1);
print STDERR $wheel->ID, ' ';
undef $wheel;
print STDERR POE::Wheel::allocate_wheel_id(), "\n";
CODE
};

subtest 'options and size' => sub {
    is says(<<'CODE', columns => 33, rows => 12), "# emacs  | 1 1 | 33 12\n", 'are told';
my $wheel = made(InputEvent => 'got');
my $options = $wheel->attribs;
print STDERR join(' ', map { $wheel->option($_) } 'comment-begin', 'Editing-Mode', 'none'), ' | ';
$options->{mine} = 'x';
print STDERR join(' ', $wheel->option('mine') eq 'x', $wheel->Attribs == $options), ' | ';
print STDERR join(' ', $wheel->terminal_size), "\n";
CODE
    like says(
        'print STDERR join " ", POE::Wheel::ReadLine->can("ID") ? 1 : 0, POE::Wheel::ReadLine->can("event") ? 1 : 0'
        ),
        qr/\A1 0\z/, 'there is no event method';
};

subtest 'what is left behind' => sub {
    plan skip_all => 'upstream leaks' if is_upstream();
    like says(<<'CODE'), qr/\Aok 1 .*\nok 2 .*\n1\.\.2\n\z/, 'nothing';
require POETest;
require Test::More;
Test::More->builder->output(\*STDERR);
POETest::no_growth('a wheel', sub { POE::Wheel::ReadLine->new(InputEvent => 'got') }, 30);
POETest::no_growth('a wheel that reads', sub { POE::Wheel::ReadLine->new(InputEvent => 'got')->get('> ') }, 30);
Test::More::done_testing();
CODE
};

done_testing;
