package POE::Filter;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

sub new {
    my ($class) = @_;
    croak "$class is not meant to be used directly";
}

# All records that are in the buffer once the chunks are added.
sub get {
    my ($self, $chunks) = @_;
    my @records;
    $self->get_one_start($chunks);
    while (1) {
        my $next = $self->get_one;
        last unless @$next;
        push @records, @$next;
    }
    return \@records;
}

# The same settings, an empty buffer.
sub clone {
    my ($self) = @_;
    my @slots = @$self;
    $slots[0] = ref $self->[0] eq 'ARRAY' ? [] : '';
    return bless \@slots, ref $self;
}

# A limit among the parameters, which must be a number above zero.
sub __param_max {
    my ($class, $name, $default, $params) = @_;
    my $value = $params->{$name};
    return $default                   unless defined $value;
    croak "$name must be a number"    unless $value =~ /\A[0-9]+\n?\z/;
    croak "$name must greater then 0" unless $value > 0;
    return $value;
}

1;
