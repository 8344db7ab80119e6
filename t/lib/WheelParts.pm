package WheelParts;

# Drivers, filters and handles for ReadWrite, of several kinds that have to behave alike: those of the
# distribution, subclasses that inherit all methods, classes of the program's with just the methods that
# wheels call, and stock ones on tied handles or with methods replaced at run time.

use strict;
use warnings;

use Exporter qw(import);
use POE::Driver::SysRW;
use POE::Filter::Block;
use POE::Filter::Line;
use POE::Filter::Stream;
use Symbol qw(gensym);

our @EXPORT = qw(parts);

my %maker = map { $_ => __PACKAGE__->can("_$_") } qw(stock subclass foreign get_only tied replaced);

# driver, line, stream, block: code that makes one from parameters; handle: code that makes the handle
# for a wheel of a plain one; calls: code that tells how often the program's own code ran.
sub parts {
    my ($kind) = @_;
    my %stock = (
        driver => 'POE::Driver::SysRW',
        map { $_ => 'POE::Filter::' . ucfirst } qw(line stream block)
    );
    my %parts = (handle => sub { $_[0] }, calls => sub {0}, %{ $maker{$kind}->(\%stock) });
    return { %parts, kind => $kind };
}

sub _classes {
    my ($classes) = @_;
    my %made;
    for my $part (keys %$classes) {
        my $class = $classes->{$part};
        $made{$part} = sub { $class->new(@_) };
    }
    return \%made;
}

sub _stock { return _classes($_[0]) }

# ---------------------------------------------------------------------------

sub _subclass {
    my ($stock) = @_;
    my %classes;
    for my $part (keys %$stock) {
        no strict 'refs';
        $classes{$part} = "WheelParts::Subclass::$part";
        @{"$classes{$part}::ISA"} = $stock->{$part};
    }
    return _classes(\%classes);
}

# ---------------------------------------------------------------------------
# Objects that hand everything on and inherit nothing

my $calls = 0;

sub _hands_on {
    my ($class, $inner, @methods) = @_;
    no strict 'refs';
    no warnings 'redefine';
    *{"${class}::new"}
        = sub { my ($self, @given) = @_; return bless { inner => $inner->new(@given) }, $self };
    for my $method (@methods) {
        *{"${class}::$method"}
            = sub { my ($self, @given) = @_; $calls++; return $self->{inner}->$method(@given) };
    }
    return $class;
}

sub _outside {
    my ($stock, $name, @filter_methods) = @_;
    my %classes;
    for my $part (keys %$stock) {
        my @methods
            = $part eq 'driver' ? qw(get put flush get_out_messages_buffered) : @filter_methods;
        $classes{$part} = _hands_on("WheelParts::${name}::$part", $stock->{$part}, @methods);
    }
    return { %{ _classes(\%classes) }, calls => sub {$calls} };
}

sub _foreign  { return _outside($_[0], 'Foreign', qw(get_one_start get_one put get_pending)) }
sub _get_only { return _outside($_[0], 'GetOnly', qw(get put get_pending)) }

# ---------------------------------------------------------------------------

sub _tied {
    my ($stock) = @_;
    my $tied    = 0;
    my $handle  = sub {
        my ($plain) = @_;
        my $symbol = gensym();
        tie *$symbol, 'WheelParts::Tie', $plain, \$tied;
        return $symbol;
    };
    return { %{ _classes($stock) }, handle => $handle, calls => sub {$tied} };
}

{

    package WheelParts::Tie;
    sub TIEHANDLE { my ($class, $handle, $calls) = @_; return bless [ $handle, $calls ], $class }
    sub FILENO    { return fileno $_[0][0] }
    sub BINMODE   { return binmode $_[0][0] }
    sub CLOSE     { return close $_[0][0] }

    sub READ {
        my ($self, undef, $length, $offset) = @_;
        ${ $self->[1] }++;
        return sysread $self->[0], $_[1], $length, $offset || 0;
    }

    sub WRITE {
        my ($self, $bytes, $length, $offset) = @_;
        ${ $self->[1] }++;
        return syswrite $self->[0], $bytes, $length, $offset;
    }
}

# ---------------------------------------------------------------------------
# For the rest of the program: each method calls what it was.

my @replaced = (
    [ driver => qw(get put flush) ],
    map { [ $_ => qw(get_one_start get_one get put get_pending) ] } qw(line stream block)
);

sub _replaced {
    my ($stock) = @_;
    my $count = 0;
    for my $methods (@replaced) {
        my ($part, @names) = @$methods;
        _replace("$stock->{$part}::$_", \$count) for @names;
    }
    return { %{ _classes($stock) }, calls => sub {$count} };
}

sub _replace {
    my ($name, $count) = @_;
    no strict 'refs';
    no warnings 'redefine';
    my $was = \&$name;
    *$name = sub { $$count++; goto &$was };
    return;
}

1;
