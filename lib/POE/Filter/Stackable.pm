package POE::Filter::Stackable;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp         qw(croak);
use Exporter     qw(import);
use Scalar::Util qw(blessed);
use POE::Filter;

our @ISA       = ('POE::Filter');
our @EXPORT_OK = qw(FIRST_UNUSED);

use constant { FILTERS => 0, FIRST_UNUSED => 1 };

sub new {
    my ($class, @given) = @_;
    croak "$class must be given an even number of parameters" if @given % 2;
    my %given   = @given;
    my $filters = $given{Filters} // [];
    croak 'Filters is not an ARRAY reference!' if ref $filters ne 'ARRAY';
    return bless [$filters], $class;
}

sub clone {
    my ($self) = @_;
    return bless [ [ map { $_->clone } @{ $self->[FILTERS] } ] ], ref $self;
}

sub get_one_start {
    my ($self, $chunks) = @_;
    my $first = $self->[FILTERS][0] or croak ref($self) . ' has no filters to read with';
    $first->get_one_start($chunks);
    return;
}

# Each pass asks every filter, also those that were given nothing: a filter may hold records of its
# own. A pass in which no records went from one filter to the next cannot be followed by a better one.
sub get_one {
    my ($self) = @_;
    my ($records, $moved);
    do {
        ($records, $moved) = $self->_pass;
    } until @$records || !$moved;
    return $records;
}

sub _pass {
    my ($self) = @_;
    my ($records, $moved) = ([], 0);
    for my $filter (@{ $self->[FILTERS] }) {
        if (@$records) {
            $filter->get_one_start($records);
            $moved = 1;
        }
        $records = $filter->get_one;
    }
    return ($records, $moved);
}

sub put {
    my ($self, $records) = @_;
    for my $filter (reverse @{ $self->[FILTERS] }) {
        $records = $filter->put($records);
        last if !@$records;
    }
    return $records;
}

# What is further along was read earlier, so it comes first.
sub get_pending {
    my ($self) = @_;
    return [ map { @{ $_->get_pending // [] } } reverse @{ $self->[FILTERS] } ];
}

# One that reads no more gives nothing to those behind it.
sub has_refused {
    my ($self) = @_;
    return 0 + grep { $_->can('has_refused') && $_->has_refused } @{ $self->[FILTERS] };
}

sub filters { return @{ $_[0][FILTERS] } }

sub filter_types {
    return map {ref} @{ $_[0][FILTERS] };
}

sub push {
    my ($self, @filters) = @_;
    _check(@filters);
    return CORE::push @{ $self->[FILTERS] }, @filters;
}

sub unshift {
    my ($self, @filters) = @_;
    _check(@filters);
    return CORE::unshift @{ $self->[FILTERS] }, @filters;
}

sub _check {
    my (@filters) = @_;
    for my $filter (@filters) {
        croak 'Filter element is not a POE::Filter instance!'
            unless blessed($filter) && $filter->isa('POE::Filter');
    }
    return;
}

sub pop {
    my ($self) = @_;
    return CORE::pop @{ $self->[FILTERS] };
}

# What the first filter has not parsed yet is for the one that is first now.
sub shift {
    my ($self)  = @_;
    my $removed = CORE::shift @{ $self->[FILTERS] };
    my $pending = $removed && $removed->get_pending;
    my $first   = $self->[FILTERS][0];
    $first->get_one_start($pending) if $pending && $first;
    return $removed;
}

1;
