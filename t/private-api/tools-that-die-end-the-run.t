use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# What a tool throws, which stands in the place of a function of the kernel's, comes out of run.

for my $name (qw(_dispatch_event _data_ev_enqueue _data_ev_dispatch_due)) {
    my $code     = POE::Kernel->can($name);
    my $is_armed = 0;
    no strict 'refs';
    no warnings 'redefine';
    local *{"POE::Kernel::$name"} = sub { $is_armed ? die "$name\n" : goto &$code };
    my $lived = 0;
    session(
        _start => sub { $_[KERNEL]->yield('arm') },
        arm    => sub {
            $is_armed = 1;
            eval { $_[KERNEL]->yield('more') };
            $is_armed = 0 if $@;
            like $@, qr/\A_data_ev_enqueue$/,
                'or where the program called, if that is how it came up'
                if $@;
            $lived = 1 if $@;
        },
        more => sub { $lived = 1 },
    );
    my $ended = eval { POE::Kernel->run; 1 };
    is $ended ? 'lived' : $@, $name eq '_data_ev_enqueue' ? 'lived' : "$name\n", $name;
    is $lived, $name eq '_data_ev_enqueue' ? 1 : 0, 'nothing goes on after it';
    $is_armed = 0;
    POE::Kernel->stop;
}

done_testing;
