package POE::Filter::Reference::Serializers;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(carp);
use Scalar::Util qw(blessed);

# Carp blames whoever called the filter's constructor.
our @CARP_NOT = ('POE::Filter::Reference');

# Short words for serializers of ours: safe with whatever a stranger may send.
my %own = map { $_ => "POE::Filter::Reference::$_" } qw(JSON Sereal);

# Storable's own functions wrap the compiled ones in an eval each, which costs as much as the work. The
# compiled ones are taken where they work as they always have.
sub _storable {
    my $sample = [ 1, { two => 3 } ];
    my $thaw   = sub { defined $_[0] ? Storable::mretrieve($_[0], $Storable::flags) : undef };
    my $works  = eval { $thaw->(Storable::net_mstore($sample))->[1]{two} == 3 };
    return $works ? (\&Storable::net_mstore, $thaw) : (\&Storable::nfreeze, \&Storable::thaw);
}

# The first of these that loads: its name, its function that freezes, its function that thaws.
sub default {
    my @candidates = qw(Storable FreezeThaw YAML);
    for my $package (@candidates) {
        my ($freeze, $thaw) = _load($package) ? _functions($package) : ();
        return ($package, $freeze, $thaw) if $freeze && $thaw;
        warn $@ || "$package has no functions to freeze and thaw\n";
    }
    die "Filter::Reference requires one of @candidates\n";
}

# The two functions, of which either may be undef.
sub find {
    my ($serializer) = @_;
    my @found = _functions($serializer);
    return @found if blessed $serializer || 2 == grep {defined} @found;
    my $package = $own{$serializer}      || $serializer;
    return _functions($package) if _load($package);
    carp $@;
    return;
}

sub _functions {
    my ($serializer) = @_;
    return _storable() if $serializer eq 'Storable' && Storable->can('nfreeze');
    return ($serializer->can('nfreeze') || $serializer->can('freeze'), $serializer->can('thaw'));
}

# Asked for by somebody who says that the package has what it has not: %INC may have been wrong.
sub _load {
    my ($package) = @_;
    my $file = "$package.pm";
    $file =~ s{::}{/}g;
    delete $INC{$file} if !_has_all($package);
    return eval {
        require $file;
        $package->import;
        1;
    };
}

sub _has_all {
    return 2 == grep {defined} _functions($_[0]);
}

1;
