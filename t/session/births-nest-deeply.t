use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Sessions whose _start creates the next one.

my $births = <<'CODE';
    no warnings 'recursion';
    use POE;
    my ($born, $stopped) = (0, 0);
    sub birth {
        my ($more) = @_;
        POE::Session->create(inline_states => {
            _start => sub { $born++; birth($more - 1) if $more },
            _stop  => sub { $stopped++ },
        });
    }
CODE

subtest 'ten thousand generations' => sub {
    my $child = run_child("$births birth(9_999); POE::Kernel->run; print qq{\$born \$stopped};");
    is $child->{stdout}, '10000 10000', 'are born and stop';
    is $child->{status}, 0;
};

subtest 'generations without end' => sub {
    plan skip_all => 'POE goes on until the memory is used up' if is_upstream();
    my $child = run_child(
        "$births print eval { birth(-1); POE::Kernel->run; 1 } ? 'done' : \$@; print \$born > 5_000;",
        limit => 60
    );
    like $child->{stdout}, qr/\A\QPOE::Kernel::call: handlers are nested too deeply\E.*\n1\z/,
        'die before the stack ends';
    is $child->{status}, 0;
};

done_testing;
