package Twins::Names;

# What may name an event: strings of all kinds, numbers, strings that are another number, objects with and without a
# way to be a string; and how they are told apart in a log.

use strict;
use warnings;

use Exporter     qw(import);
use Scalar::Util qw(blessed dualvar);
use Twins        qw(chance one roll shown);

our @EXPORT_OK = qw(a_name alive named texts);

# A name of each class says how many were made before it, so that a copy is not taken for the original.
my ($made, %alive) = 0;

package Twins::Name::Bare {

    sub new {
        my ($class, $is) = @_;
        $alive{ ++$made } = 1;
        return bless { is => $is, n => $made }, $class;
    }
    sub DESTROY { delete $alive{ $_[0]{n} }; return }
}

package Twins::Name::Text {
    our @ISA = 'Twins::Name::Bare';
    use overload '""' => sub { $_[0]{is} }, fallback => 1;
}

# Upstream compares names by eq and ne, we compare their texts: which has to be the same.
package Twins::Name::Even {
    our @ISA = 'Twins::Name::Bare';
    use overload
        '""' => sub { $_[0]{is} },
        'eq' => sub { "$_[0]{is}" eq "$_[1]" },
        '==' => sub {0}, fallback => 1;
}

package Twins::Name::False {
    our @ISA = 'Twins::Name::Bare';
    use overload '""' => sub { $_[0]{is} }, 'bool' => sub {0}, fallback => 1;
}

package Twins::Name::Number {
    our @ISA = 'Twins::Name::Bare';
    use overload '0+' => sub { $_[0]{n} % 3 }, fallback => 1;
}

my @texts   = ('e0', 'e1', 'e2', 'e3', 0, 1, 2, '1.5', "\xE9", "\x{263A}", 'e 1');
my @classes = qw(Text Text Bare Even False Number);

sub texts { return @texts }

my @kind = (
    (sub { $_[0] }) x 4,
    (
        map {
            my $class = "Twins::Name::$_";
            sub { $class->new($_[0]) }
        } @classes
    ),
    sub { dualvar(1 + roll(9), $_[0]) },
    sub { my $text = $_[0]; utf8::upgrade($text); return $text },
    sub { one(0, 1, 2, 1.5, -3, 1e20, 0.1 + 0.2) },
    sub { !!roll(2) },
    sub {*STDIN},
    sub { \&named },
);

sub a_name { return one(@kind)->(@_ ? $_[0] : one(@texts)) }

# Which objects of them are still there.
sub alive {
    my @alive = sort { $a <=> $b } keys %alive;
    return "@alive";
}

# What is equal in all that a program should ask is shown alike: also characters that are kept as octets or not.
sub named {
    my ($name) = @_;
    return 'undef' if !defined $name;
    return blessed $name && $name->isa('Twins::Name::Bare') ? _object($name) : shown($name)
        if ref $name;
    no warnings 'numeric';
    my $number = $name + 0;
    return shown($name) . ($number ? " is $number" : '');
}

sub _object {
    my ($name) = @_;
    return ref($name) =~ s/.*:://r . " $name->{n} " . shown($name->{is});
}

1;
