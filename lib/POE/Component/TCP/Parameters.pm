package POE::Component::TCP::Parameters;

# What a constructor was given: each parameter is taken out once it is understood, and complained of
# where it is not.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(carp croak);

use POE::Component::TCP::Filters ();

our @CARP_NOT = qw(
    POE::Component::Client::TCP POE::Component::Server::TCP POE::Component::TCP::Filters
);

sub new {
    my ($class, $component, @given) = @_;
    croak "$component->new() requires an even number of parameters" if @given & 1;
    return bless { component => $component, given => {@given} }, $class;
}

# ---------------------------------------------------------------------------
# Taking

sub has { return exists $_[0]{given}{ $_[1] } }

sub take {
    my ($self, @names) = @_;
    return delete @{ $self->{given} }{@names};
}

sub code {
    my ($self, $name) = @_;
    my $code = $self->take($name);
    croak "$name must be a coderef" if defined $code and ref $code ne 'CODE';
    return $code;
}

# A list of values, empty if it is not given.
sub list {
    my ($self, $name) = @_;
    my $list = $self->take($name) // [];
    croak "$name must be an array reference" if ref $list ne 'ARRAY';
    return $list;
}

# Seconds, or undef.
sub seconds {
    my ($self, $name) = @_;
    my $seconds = $self->take($name);
    no warnings 'numeric';
    croak "$name must be a number of seconds above 0" if defined $seconds and !($seconds > 0);
    return $seconds;
}

# Parameters of ReadWrite for water marks, and the code for their events: both or neither.
sub marks {
    my ($self, @callbacks) = @_;
    my @marks = $self->take(qw(HighMark LowMark));
    my @code  = map  { $self->code($_) } @callbacks;
    my $count = grep {defined} @marks, @code;
    return ({}, @code)                                             if !$count;
    croak 'If you use the Mark settings, you must define all four' if $count < 4;
    return ({ HighMark => $marks[0], LowMark => $marks[1] }, @code);
}

# The class of sessions and what comes first in their constructor.
sub session {
    my ($self) = @_;
    my $params = $self->take('SessionParams');
    croak 'SessionParams must be an array reference' if ref $params and ref $params ne 'ARRAY';
    return ($self->take('SessionType') // 'POE::Session', ref $params ? @$params : ());
}

# ---------------------------------------------------------------------------
# The program's own states: those that are inline, and parameters for the session with the others.

my @LISTS = ([ PackageStates => 'package_states' ], [ ObjectStates => 'object_states' ]);

sub states {
    my ($self, $object_states) = @_;
    my $inline = $self->take('InlineStates') // {};
    croak 'InlineStates must be a hash reference' if ref $inline ne 'HASH';
    my %list;
    for (@LISTS) {
        my ($name, $parameter) = @$_;
        my $list = $self->take($name);
        next if !defined $list;
        my $called = $name eq 'ObjectStates' ? $object_states : $name;
        croak "$called must be a list or array reference" if ref $list ne 'ARRAY';
        $list{$parameter} = $list;
    }
    return ($inline, \%list);
}

# Under ASSERT_USAGE, names that the component itself needs are refused.
sub refuse_states {
    my ($inline, $list, @reserved) = @_;
    my %is_reserved = map { $_ => 1 } @reserved;
    my %names       = (
        InlineStates  => [ keys %$inline ],
        PackageStates => [ map { _names('PackageStates', @$_) } _pairs($list->{package_states}) ],
        ObjectStates  => [ map { _names('ObjectStates', @$_) } _pairs($list->{object_states}) ],
    );
    for my $kind (qw(InlineStates PackageStates ObjectStates)) {
        my @bad = sort grep { $is_reserved{$_} } @{ $names{$kind} };
        croak "These $kind aren't allowed: @bad" if @bad;
    }
    return;
}

# Parameters for a session whose own handlers give way to the program's.
sub session_states {
    my ($own, $inline, $list) = @_;
    my %own = %$own;
    delete @own{
        map { ref $_->[1] eq 'HASH' ? keys %{ $_->[1] } : @{ $_->[1] || [] } }
        map { _pairs($_) } values %$list
    };
    return (inline_states => { %own, %$inline }, %$list);
}

sub _pairs {
    my ($list) = @_;
    return map { [ @$list[ 2 * $_, 2 * $_ + 1 ] ] } 0 .. @{ $list || [] } / 2 - 1;
}

sub _names {
    my ($kind, $owner, $states) = @_;
    croak "Undefined $kind member for $owner" if !defined $states;
    return keys %$states                      if ref $states eq 'HASH';
    return @$states                           if ref $states eq 'ARRAY';
    croak "Unknown $kind member type for $owner";
}

# ---------------------------------------------------------------------------
# The rest

# The first parameter left whose name begins so.
sub left {
    my ($self, $pattern) = @_;
    return (sort grep { $_ =~ $pattern } keys %{ $self->{given} })[0];
}

sub end {
    my ($self) = @_;
    carp "$self->{component}->new() doesn't recognize \"$_\" as a parameter"
        for sort keys %{ $self->{given} };
    return;
}

1;
