use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A package whose module was not loaded has no methods, though they may be compiled already: perl says so as ever, and
# who looks whether it is there loads it.

sub said {
    my ($code) = @_;
    return output_of(qq{$code; print "\$@"; POE::Kernel->run if 0; });
}

like said("use POE::NFA; eval { $_ }"),
    qr/\ACan't locate object method "create" via package "POE::Session"/, $_
    for 'POE::Session->create(inline_states => {})', 'POE::Session->create';
like said('use POE::NFA; @X::ISA = "POE::Session"; eval { X->create(inline_states => {}) }'),
    qr/Can't locate object method "create" via package "X"/, 'by a subclass';

my @parts = map {"POE::$_"}
    qw(Filter::Line Filter::Stream Filter::Block Filter::Reference Driver::SysRW Wheel::ReadWrite Wheel::Run);
for my $part (@parts) {
    my $method = $part =~ /Filter/ ? 'get' : 'new';
    is output_of(qq{use POE::Kernel; print $part->can('$method') ? 'yes' : 'no'; POE::Kernel->run}),
        'no', $part;
}

my $loads = <<'CODE';
    use POE::Kernel;
    for my $part (@ARGV) {
        next if $part->can('get') || $part->can('put') || $part->can('new');
        eval "require $part" or die $@;
        print "$part\n";
    }
    print POE::Filter::Block->new(BlockSize => 2)->get(['abc'])->[0], "\n";
    POE::Kernel->run;
CODE
is output_of("\@ARGV = qw(@parts);\n$loads"), join('', map {"$_\n"} @parts, 'ab'),
    'those who look load it';

done_testing;
