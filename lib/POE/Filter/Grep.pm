package POE::Filter::Grep;

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Filter::PerRecord qw(BUFFER CODEGET CODEPUT FIRST_UNUSED);

our @ISA       = ('POE::Filter::PerRecord');
our @EXPORT_OK = qw(FIRST_UNUSED);

# The code may look at its record in $_ or in $_[0], and may change it there.
sub get_one {
    my ($self) = @_;
    my $buffer = $self->[BUFFER];
    while (@$buffer) {
        for (shift @$buffer) {
            return [$_] if $self->[CODEGET]->($_);
        }
    }
    return [];
}

sub put {
    my ($self, $records) = @_;
    return [ grep { $self->[CODEPUT]->($_) } @$records ];
}

1;
