use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# $@ holds what the program caught before it asked the kernel for something.

sub dies {
    eval { die "caught long ago\n" };
    return;
}

subtest 'a call to a session without a handler for it' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->alias_set('deaf') },
        end    => sub { $_[KERNEL]->alias_remove('deaf') },
        _stop  => sub { push @log, 'deaf stops' });
    session(
        _start => sub { $_[KERNEL]->yield('work') },
        work   => sub {
            dies();
            $_[KERNEL]->call(deaf => 'nothing');
            push @log, "\$\@ is '$@'";
            $_[KERNEL]->delay(later => 0.01);
        },
        later => sub { push @log, 'later'; $_[KERNEL]->post(deaf => 'end') },
    );
    ok eval { $poe_kernel->run; 1 }, 'ends nothing' or diag $@;
    is_deeply \@log, [ "\$\@ is ''", 'later', 'deaf stops' ];
};

subtest 'parents and children without handlers of family events' => sub {
    my @log;
    session(
        _start => sub {
            session(
                _start => sub { $_[KERNEL]->alias_set('child') },
                end    => sub { push @log, 'child ends'; $_[KERNEL]->alias_remove('child') });
            dies();
            $_[KERNEL]->detach_child('child');
            dies();
            $_[KERNEL]->post(child => 'end');
        },
    );
    ok eval { $poe_kernel->run; 1 } or diag $@;
    is_deeply \@log, ['child ends'];
};

done_testing;
