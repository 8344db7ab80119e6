package POE::Component::IKC::Serializers;

# Which serializers there are, which of them may be spoken with whom, and the pair of functions of each.
# A name that a peer sends is looked up here; it loads nothing.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(croak);
use Scalar::Util qw(blessed);

use constant PREFIX => 'POE::Component::IKC::Freezer';

# What peers of this distribution speak among themselves, the best first: CBOR says by itself what holds itself. Storable has such a name too, for
# programs that ask for it: by this name both sides know that the other is ours.
my @SAFE         = map { PREFIX . "::$_" } qw(CBOR Sereal JSON);
my $OWN_STORABLE = PREFIX . '::Storable';

# Short words for what a program may name.
my %LONG = (
    CBOR     => [ $SAFE[0] ],
    Sereal   => [ $SAFE[1] ],
    JSON     => [ $SAFE[2] ],
    Freezer  => [PREFIX],
    Storable => [ $OWN_STORABLE, 'Storable' ],
);

my %IS_OURS   = map { $_ => 1 } @SAFE, $OWN_STORABLE;
my %IS_UNSAFE = map { $_ => 1 } $OWN_STORABLE, 'Storable', 'FreezeThaw';

# How each of those that are known is made; what a program names besides is loaded by its name.
my %MAKER = ((
        map {
            my $package = $_;
            $package => sub { _codec_of($package, @_) }
        } @SAFE,
        PREFIX
    ),
    $OWN_STORABLE => \&_storable,
    Storable      => \&_storable,
    FreezeThaw    => \&_freeze_thaw,
);

my %FOUND;

# One that no other distribution has.
sub is_ours { return $IS_OURS{ $_[0] } ? 1 : 0 }

# One whose images can do more than hold data.
sub is_unsafe { return $IS_UNSAFE{ $_[0] } || !$MAKER{ $_[0] } ? 1 : 0 }

# The names to offer or to accept, the best first. What the program listed is taken as it is. Without a list
# the unsafe ones are there for peers that are trusted, such as those on the same machine. With unread => 1
# they are not loaded yet: it is seen only whether their files are there.
sub offered {
    my ($wanted, %option) = @_;
    my $has = $option{unread} ? \&_is_installed : \&find;
    return grep { $has->($_) } @SAFE, PREFIX if !defined $wanted && !$option{trusted};
    return grep { $has->($_) } @SAFE, 'Storable', 'FreezeThaw', PREFIX if !defined $wanted;
    my %seen;
    my @wanted = ref $wanted eq 'ARRAY' ? @$wanted : $wanted;
    return grep { find($_, %option, told => 1) }
        grep { !$seen{$_}++ } map { @{ $LONG{$_} || [$_] } } @wanted;
}

# What the safe ones are made of.
my %MADE_OF = (
    $SAFE[0]   => ['CBOR/XS.pm'],
    $SAFE[1]   => [ 'Sereal/Encoder.pm', 'Sereal/Decoder.pm' ],
    FreezeThaw => ['FreezeThaw.pm'],
);

sub _is_installed {
    my ($name) = @_;
    for my $file (@{ $MADE_OF{$name} || [] }) {
        return 0 if !$INC{$file} && !grep { !ref && -e "$_/$file" } @INC;
    }
    return 1;
}

# { name, freeze => sub (reference), thaw => sub (octets), is_ours, is_unsafe }, or nothing with the reason in
# $@. Options: told, the program named it itself, so that it may be loaded; objects, they may pass.
sub find {
    my ($name, %option) = @_;
    return _described($name, _functions_of($name)) if blessed $name;
    my $key = join ' ', $option{objects} ? 'objects' : 'data', $name;
    return $FOUND{$key} if $FOUND{$key};
    my $maker = $MAKER{$name};
    if (!$maker && !$option{told}) {
        $@ = "$name is not among the serializers that peers may choose\n";
        return;
    }
    my @pair = _quietly($maker || sub { _loaded($name) }, $option{objects}) or return;
    return $FOUND{$key} = _described($name, @pair);
}

sub _described {
    my ($name, $freeze, $thaw) = @_;
    return {
        name      => $name,
        freeze    => $freeze,
        thaw      => $thaw,
        is_ours   => is_ours($name),
        is_unsafe => is_unsafe($name),
    };
}

# The program's own handlers of exceptions hear nothing of what is not installed.
sub _quietly {
    my ($code, @arguments) = @_;
    local $SIG{__DIE__} = 'DEFAULT';
    my @pair;
    return if !eval { @pair = $code->(@arguments); 1 };
    return @pair;
}

sub _load {
    my ($package) = @_;
    my $file = "$package.pm" =~ s{::}{/}gr;
    require $file;
    return $package;
}

sub _codec_of {
    my ($package, $objects) = @_;
    return _load($package)->pair(objects => $objects);
}

# A package that the program named: functions for a class, methods for an object.
sub _loaded {
    my ($package) = @_;
    die "$package is no name of a package\n" if $package !~ /\A\w+(?:::\w+)*\z/a;
    _load($package)                          if !$package->can('thaw');
    return _functions_of($package);
}

sub _functions_of {
    my ($serializer) = @_;
    my $freeze       = $serializer->can('nfreeze') || $serializer->can('freeze');
    my $thaw         = $serializer->can('thaw');
    die "$serializer has no functions to freeze and thaw\n" if !$freeze || !$thaw;
    return ($freeze, $thaw)                                 if !blessed $serializer;
    return (sub { $serializer->$freeze($_[0]) }, sub { $serializer->$thaw($_[0]) });
}

# ---------------------------------------------------------------------------
# Those of the original

# Images hold no code that is run, and by default no objects and no ties: older ones of Storable cannot be
# told so.
sub _storable {
    my ($objects) = @_;
    _load('Storable');
    my $flags = $objects ? Storable::BLESS_OK() : 0;
    my $thaw
        = eval { Storable->VERSION('3.00') }
        ? sub { local $Storable::Eval = 0; Storable::mretrieve($_[0], $flags) }
        : sub { local $Storable::Eval = 0; Storable::thaw($_[0]) };
    my $sample = { one => [ 1, 'two' ] };
    my $works  = eval { $thaw->(Storable::net_mstore($sample))->{one}[1] eq 'two' };
    $thaw = \&Storable::thaw if !$works;
    my $freeze = $works ? \&Storable::net_mstore : \&Storable::nfreeze;
    return ($freeze, $thaw) if $objects;
    _load(PREFIX . '::Image');
    return ($freeze, sub { POE::Component::IKC::Freezer::Image::check($_[0]); $thaw->($_[0]) });
}

sub _freeze_thaw {
    my ($objects) = @_;
    _load('FreezeThaw');
    return (
        sub { FreezeThaw::freeze($_[0]) },
        sub {
            die "a FreezeThaw image holds more than data\n" if !$objects && !_is_plain($_[0]);
            return (FreezeThaw::thaw($_[0]))[0];
        },
    );
}

# An image is a row of items, each of which says how long it is. Objects, code and patterns have marks of their
# own.
sub _is_plain {
    my ($image) = @_;
    return if $image !~ /\AFrT;/g;
    until ($image =~ /\G\z/gc) {
        next   if $image =~ /\G(?:[\@%!<]([0-9]{1,9})\||[\\_])/gc && ($1 // 0) <= length $image;
        return if $image !~ /\G\$([0-9]{1,9})\|/gc;    ## no critic (ProhibitUnusedCapture)
        return if pos($image) + $1 > length $image;
        pos($image) += $1;
    }
    return 1;
}

1;
