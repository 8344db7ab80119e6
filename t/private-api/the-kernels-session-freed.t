# What says so when the kernel's own session is freed, and when a session is given to the kernel twice.
use strict;
use warnings;
use lib 't/lib';
use POETest;
use Test::More;

BEGIN { $ENV{POE_ASSERT_DEFAULT} = 1 }
use POE;

sub fault_of {
    my ($code) = @_;
    local $SIG{__WARN__} = sub { };
    return
          eval { $code->(); 1 }                                          ? 'none'
        : $@ =~ /^(?:=== \d+ === )?(<us> .*?) at |^---\n(.*?)\n-----$/ms ? $1 // $2
        :                                                                  $@;
}

# Nobody runs what is taken apart.
do {
    local $SIG{__WARN__} = sub { };
    POE::Kernel->run;
};

my $kept = POE::Session->create(
    inline_states => {
        _start => sub { $_[KERNEL]->alias_set($_) for qw(one two) },
        _stop  => sub { }
    });
my $id = $kept->ID;

is fault_of(sub { $poe_kernel->_data_ses_free($poe_kernel->ID) }),
    'no parent to give children to', 'the kernel is freed while it has children';
is fault_of(sub { $poe_kernel->session_alloc($kept) }),
    "<ss>  session $id (one, two)  already allocated\a", 'a session is allocated twice';

is $poe_kernel->_data_ses_free($id), $kept, 'a session that is freed';
is fault_of(sub { $poe_kernel->_data_ses_free($id) }), "unknown SID '$id'", '... twice';
is fault_of(sub { $poe_kernel->session_alloc($kept) }),
    "<ss>  session $id  already allocated\a", '... and allocated again';

is $poe_kernel->_data_ses_free($poe_kernel->ID), $poe_kernel, 'the kernel, which has none any more';
is fault_of(sub { $poe_kernel->$_('x') }), "<us> must call $_() from a running session", $_
    for qw(alarm_remove_all state yield);

done_testing;
