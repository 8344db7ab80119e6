use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# What the last statement of a handler leaves behind is destroyed while the handler's session and event are
# active, whatever called it: a wheel made there must find the session that it belongs to.

my (%gone, $session);

package Passing {
    sub new  { my ($class, $name) = @_; return bless { name => $name }, $class }
    sub name { return 1 }

    sub DESTROY {
        my ($self) = @_;
        my $kernel = $POE::Kernel::poe_kernel;
        my $where  = $kernel->get_active_session == $session ? 'its session' : 'another session';
        return $gone{ $self->{name} } = "$where, " . ($kernel->get_active_event // 'none');
    }
}

sub leave_one { Passing->new($_[STATE])->name }

sub begin {
    my ($kernel) = @_[ KERNEL, SESSION ];
    pipe my $in, my $out or die "pipe: $!";
    syswrite $out, 'x';
    $kernel->select_read($in, 'file');
    $kernel->sig(INVENTED => 'signal');
    $kernel->signal($session, 'INVENTED');
    $kernel->delay(alarm => 0);
    $_[SESSION]->postback('postback')->();
    return;
}

play(
    _start =>
        sub { $session = $_[SESSION]; $_[KERNEL]->yield('begin'); Passing->new('_start')->name },
    begin    => \&begin,
    file     => sub { $_[KERNEL]->select_read($_[ARG0]); Passing->new('file')->name },
    signal   => sub { $_[KERNEL]->sig('INVENTED');       Passing->new('signal')->name },
    alarm    => \&leave_one,
    postback => \&leave_one,
    _stop    => \&leave_one,
);
is $gone{$_}, "its session, $_", $_ for qw(_start file signal alarm postback _stop);

done_testing;
