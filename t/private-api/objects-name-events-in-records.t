use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# Whoever looks into the kernel, or takes an alarm back, gets the object that names an event, too.

package Name {
    sub new { my ($class, $is) = @_; return bless { is => $is }, $class }
}

sub name_of { return ref $_[0] ? "object $_[0]{is}" : $_[0] // 'undef' }

# A class of sessions of the program's own.
my %invoked;

package Own {
    our @ISA = 'POE::Session';

    sub _invoke_state {
        my ($self, $sender, $event, $args, $file, $line, $from_state) = @_;
        push @{ $invoked{ main::name_of($event) } }, main::name_of($from_state);
        return                                   if !ref $event;
        $POE::Kernel::poe_kernel->yield('after') if $event->{is} eq 'first';
        return;
    }
}

my (%seen, $report);
play(
    _start => sub {
        my ($kernel, $session) = @_[ KERNEL, SESSION ];
        my $id = $kernel->alarm_set(Name->new('alarm'), time + 60);
        my ($item)
            = $kernel->[POE::Kernel::KR_QUEUE]
            ->peek_items(sub { $_[0][POE::Kernel::EV_TYPE] == POE::Kernel::ET_ALARM });
        $seen{queue} = name_of($item->[POE::Kernel::ITEM_PAYLOAD][POE::Kernel::EV_NAME]);
        ($seen{alarm_remove}) = map { name_of($_) } ($kernel->alarm_remove($id))[0];
        $kernel->alarm(Name->new('another'), time + 60);
        ($seen{alarm_remove_all}) = map { name_of($_->[0]) } $kernel->alarm_remove_all;
        $kernel->sig(INVENTED => Name->new('signal'));
        my %watchers = $kernel->_data_sig_watchers('INVENTED');
        $seen{signal} = name_of($watchers{ $session->ID }[0]);
        $kernel->sig('INVENTED');
        pipe $_[HEAP]{in}, $_[HEAP]{out} or die "pipe: $!";
        $kernel->select_read($_[HEAP]{in}, Name->new('file'));
        my ($readers) = $kernel->_data_handle_fno_sessions(fileno $_[HEAP]{in});
        $seen{file} = name_of((values %{ $readers->{ $session->ID } })[0][POE::Kernel::HSS_STATE]);
        $kernel->select_read($_[HEAP]{in});
        $kernel->sig(DIE => 'died');
        $kernel->yield(Name->new('dying'));
    },
    _default => sub { die "oops\n" if ref $_[ARG0]; return },
    died => sub { $report = $_[ARG1]; $_[KERNEL]->sig_handled; $_[KERNEL]->sig('DIE') },
);
is_deeply \%seen,
    {
    queue  => 'object alarm', alarm_remove => 'object alarm', alarm_remove_all => 'object another',
    signal => 'object signal', file        => 'object file',
    },
    'records have it';
is name_of($report->{event}), 'object dying', 'so has the report of a death';

my $own = Own->create(inline_states => { _start => sub { } });
$poe_kernel->post($own, Name->new('first'));
POE::Kernel->run;
is_deeply $invoked{'object first'}, ['undef'], 'a class of its own is given it';
is_deeply $invoked{after}, ['object first'], 'and as the state that sent the next event';

done_testing;
