use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;
use Config;

plan skip_all => 'this perl has no threads'             if !$Config{useithreads};
plan skip_all => 'upstream shares its sessions by copy' if is_upstream();

# Each thread is told of its own kernel, also where another's session has the same ID.

my $child = run_child(<<'CODE');
    use threads;
    use POE;
    use POE::API::Peek;
    my ($api, $copied) = POE::API::Peek->new;
    sub in_thread {
        my @said = (scalar $api->session_list, $api->is_kernel_running, $api->session_id_loggable($copied));
        POE::Session->create(
            inline_states => {
                _start => sub { $_[KERNEL]->alias_set('threads'); $_[KERNEL]->yield('look') },
                look   => sub {
                    push @said, $api->is_kernel_running, $api->session_id_loggable, $api->get_session_refcount($copied) // 'unknown',
                        $api->session_count,
                        scalar $api->session_alias_list($copied);
                    $_[KERNEL]->alias_remove('threads');
                },
            },
        );
        POE::Kernel->run;
        return join ', ', @said;
    }
    POE::Session->create(
        inline_states => {
            _start => sub { $copied = $_[SESSION]; $_[KERNEL]->alias_set('main'); $_[KERNEL]->yield('go') },
            go     => sub {
                print threads->create(\&in_thread)->join, "\n";
                print $api->session_id_loggable, ', ', $api->session_count, "\n";
                $_[KERNEL]->alias_remove('main');
            },
        },
    );
    POE::Kernel->run;
CODE
is $child->{stdout}, <<'TEXT', 'what is there';
1, 0, session 1, 1, session 1 (threads), unknown, 2, 0
session 1 (main), 2
TEXT
is $child->{stderr}, '', 'and nothing is complained of';
is $child->{status}, 0, 'it ends well';

done_testing;
