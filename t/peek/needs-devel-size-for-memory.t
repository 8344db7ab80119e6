use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'upstream it does not load without' if is_upstream();

# Everything but two methods works without Devel::Size; these two say what is missing, each time, at the
# caller's line.

sub said {
    my ($devel_size) = @_;
    return output_of(<<"CODE");
        our \$looked = 0;
        unshift \@INC, sub {
            return if \$_[1] ne 'Devel/Size.pm';
            \$looked++;
            $devel_size;
        };
        use POE;
        use POE::API::Peek;
        \$SIG{__DIE__} = sub { print "hook. " if \$_[0] !~ /which/ };
        my \$api = POE::API::Peek->new;
        print \$api->session_count, "\\n";
        for my \$method (qw(kernel_memory_size session_memory_size)) {
            eval { \$api->\$method };
            print \$@;
        }
        print \$looked, "\\n";
CODE
}

my $missing = q(die "Can't locate Devel/Size.pm in \@INC\n");
is said($missing), <<'TEXT', 'missing';
1
kernel_memory_size needs the module Devel::Size, which is not installed at child.pl line 13.
session_memory_size needs the module Devel::Size, which is not installed at child.pl line 13.
1
TEXT

like said(q(die "for another perl\n")),
    qr/needs the module Devel::Size, which does not load: for another perl/,
    'broken';

done_testing;
