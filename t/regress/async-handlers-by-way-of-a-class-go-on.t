# An async handler that was called by way of its class, such as a subclass that calls up, or with POE_ASSERT_STATES,
# goes on in its own session.
use strict;
use warnings;
use lib 't/lib';
use Test::More;
use POETest;

plan skip_all => 'POE does not have it' if is_upstream();
plan skip_all => 'no Future that would do is installed'
    if !eval { require POE::Future; require Future::AsyncAwait };

my $program = <<'END';
use POE;
use POE::Future;
use Future::AsyncAwait;
package Sub { our @ISA = 'POE::Session'; sub _invoke_state { my $self = shift; $self->SUPER::_invoke_state(@_) } }
CLASS->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set('it'); $_[KERNEL]->yield('go') },
        (map { $_ => sub { } } qw(_stop _child _parent)),
        go     => sub {
            $_[HEAP] = $_[KERNEL]->ask('it', slow => 3)->on_done(sub { print "got $_[0]\n" });
        },
        slow => async sub {
            my ($session, $what) = @_[ SESSION, ARG0 ];
            await POE::Future->new_delay(0.01);
            my $is_own = $POE::Kernel::poe_kernel->get_active_session == $session;
            return "$what: " . ($is_own ? 'its own' : 'another');
        },
    },
);
POE::Kernel->run;
END

for my $case ([ 'POE::Session', {} ], [ 'POE::Session', { POE_ASSERT_STATES => 1 } ], [ 'Sub', {} ])
{
    my ($class, $env) = @$case;
    my $said = run_child($program =~ s/CLASS/$class/r, env => $env);
    is $said->{stdout}, "got 3: its own\n", join ' ', $class, %$env;
    is $said->{stderr}, '', '... without a complaint';
}

done_testing;
