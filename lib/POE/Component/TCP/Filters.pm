package POE::Component::TCP::Filters;

# Makes the filters of connections. What is wanted is looked at once: a class is loaded when the
# component is made, not for each connection.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(
    POE::Component::Client::TCP POE::Component::Server::TCP POE::Component::TCP::Parameters
);

use Carp         qw(carp croak);
use Scalar::Util qw(blessed);

use POE::Filter::Line ();

# Takes ReadWrite's parameter names with what they are to be: undef, a class, [class, arguments] or an
# object to clone.
sub new {
    my ($class, %wanted) = @_;
    return bless [ map { [ $_, _maker_of($wanted{$_}) ] } sort keys %wanted ], $class;
}

sub _maker_of {
    my ($wanted) = @_;
    return sub { return $wanted->clone }
        if blessed $wanted;
    croak 'A filter must be a class, an array reference or an object'
        if ref $wanted and ref $wanted ne 'ARRAY';
    my ($class, @arguments) = ref $wanted ? @$wanted : $wanted;
    $class = _load($class // 'POE::Filter::Line');
    return sub { return $class->new(@arguments) };
}

# A class may be one of the program's own, without a file.
sub _load {
    my ($class) = @_;
    return $class if length $class and $class->can('new');
    my $error = _failure_to_load($class);
    return $class if $error eq '';
    carp "Failed to load [$class]\nReason $error\nUsing default POE::Filter::Line ";
    return 'POE::Filter::Line';
}

sub _failure_to_load {
    my ($class) = @_;
    local ($@, $!);
    local $SIG{__DIE__} = 'DEFAULT';
    my $file = $class =~ s{::}{/}gr . '.pm';
    return eval { require $file; 1 } ? '' : $@;
}

# Parameters for ReadWrite, with new filters.
sub make {
    my ($self) = @_;
    return map { $_->[0] => $_->[1]->() } @$self;
}

1;
