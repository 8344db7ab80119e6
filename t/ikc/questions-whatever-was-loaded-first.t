use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# The kernel's verb knows addresses of other kernels, whichever module was loaded first; without the futures
# there is none.

plan skip_all => 'POE does not have it'               if is_upstream();
plan skip_all => 'no Future that would do is installed' if !eval { require POE::Future };

my $program = <<'END';
use POE;
POE::Session->create(inline_states => {
    _start => sub {
        POE::Component::IKC::Responder->spawn;
        $_[KERNEL]->alias_set('test');
        $POE::Component::IKC::Responder::ikc->register_local('Own');
        $POE::Component::IKC::Responder::ikc->publish(test => ['echo']);
        $_[HEAP]{wait} = $_[KERNEL]->ask('poe://Own/test', echo => 7)->on_done(sub {
            print "@_\n";
            POE::Kernel->alias_remove('test');
            POE::Kernel->post(IKC => 'shutdown');
        });
    },
    echo => sub { return $_[ARG0] },
});
POE::Kernel->run;
END

is output_of("use POE qw(Future Component::IKC); $program"), "7\n", 'futures first';
is output_of("use POE qw(Component::IKC Future); $program"), "7\n", 'futures last';
is output_of("use POE qw(Component::IKC); use POE::Future; $program"), "7\n", 'futures by themselves';
like stderr_of("use POE::Component::IKC::Responder; POE::Component::IKC::Responder->spawn; \$ikc->ask('poe://a/b/c')"),
    qr/ask: POE::Future is not loaded at/, 'no futures';
done_testing;
