package POE::Filter::PerRecord;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp croak);
use Exporter qw(import);
use POE::Filter;

our @ISA       = ('POE::Filter');
our @EXPORT_OK = qw(BUFFER CODEGET CODEPUT FIRST_UNUSED);

use constant { BUFFER => 0, CODEGET => 1, CODEPUT => 2, FIRST_UNUSED => 3 };

sub new {
    my ($class, @given) = @_;
    croak "$class must be given an even number of parameters" if @given % 2;
    my %given = @given;
    my ($both, $get, $put) = delete @given{qw(Code Get Put)};
    croak "$class requires a Code or both Get and Put parameters"
        unless defined $both || defined $get && defined $put;
    croak 'Code element is not a subref'       if defined $both && ref $both ne 'CODE';
    croak 'Get or Put element is not a subref' if grep { defined && ref ne 'CODE' } $get, $put;
    carp "$class ignores unknown parameters: " . join ', ', sort keys %given if %given;
    return bless [ [], $both || $get, $both || $put ], $class;
}

my %slots = (code => [ CODEGET, CODEPUT ], get => [CODEGET], put => [CODEPUT]);

sub modify {
    my ($self, @given) = @_;
    while (my ($key, $code) = splice @given, 0, 2) {
        if (ref $code eq 'CODE') {
            $self->[$_] = $code for @{ $slots{ lc $key } || [] };
        } else {
            carp "Modify $key element must be given a coderef";
        }
    }
    return;
}

sub get_one_start {
    my ($self, $records) = @_;
    push @{ $self->[BUFFER] }, @$records if defined $records;
    return;
}

sub get_pending {
    my ($self) = @_;
    return @{ $self->[BUFFER] } ? [ @{ $self->[BUFFER] } ] : undef;
}

1;
