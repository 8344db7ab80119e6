use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# Objects that outlive the program's last statement call the kernel when perl takes everything apart. A
# method may fail then, in an eval, but the process must end as it would have ended.
my %args = (
    ID                  => '',
    alarm               => '"x", 1',
    alarm_remove_all    => '',
    alias_list          => '',
    alias_resolve       => '"x"',
    alias_set           => '"x"',
    call                => '$poe_kernel, "x"',
    delay               => '"x", 1',
    detach_myself       => '',
    get_active_event    => '',
    get_active_session  => '',
    get_event_count     => '',
    get_next_event_time => '',
    has_forked          => '',
    post                => '$poe_kernel, "x"',
    refcount_increment  => '1, "x"',
    run                 => '',
    run_one_timeslice   => '',
    select_read         => '\*STDIN, "x"',
    sig                 => 'USR1 => "x"',
    sig_child           => '$$, "x"',
    sig_handled         => '',
    signal              => '$poe_kernel, "x"',
    state               => '"x", sub { }',
    stop                => '',
    yield               => '"x"',
);

# The object holds itself, so that it goes at the very end.
my $program = <<'CODE';
    use POE;
    sub Late::DESTROY { my @values = map { my $code = $_; eval { $code->() } } @{ $_[0]{does} }; print ${^GLOBAL_PHASE} }
    our $late = bless { does => [%s] }, 'Late';
    $late->{itself} = $late;
    POE::Session->create(inline_states => { _start => sub { }, _stop => sub { } });
    POE::Kernel->run;
CODE

sub ending {
    my @calls = @_;
    my $child = run_child(sprintf $program, join ', ', map {"sub { POE::Kernel->$_ }"} @calls);
    return "$child->{status} $child->{timed_out} $child->{stdout}";
}

my @calls = map {"$_($args{$_})"} sort keys %args;
is ending($_), '0 0 DESTRUCT', $_ for @calls;
is ending(@calls), '0 0 DESTRUCT', 'all of them';

subtest 'a program that clears the variable' => sub {
    plan skip_all => 'upstream has nothing else' if is_upstream();
    my $child = run_child(<<'CODE');
        use POE;
        undef $poe_kernel;
        my @values = map { POE::Kernel->get_active_session } 1 .. 3;
        POE::Kernel->yield('x');
        print ref $values[2];
CODE
    is $child->{status}, 0;
    is $child->{stdout}, 'POE::Kernel', 'has not lost the kernel';
};

done_testing;
