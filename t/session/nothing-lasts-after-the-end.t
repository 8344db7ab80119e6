use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

plan skip_all => 'upstream dies of some of these' if is_upstream();

# A handler may go on after its session was stopped. What it sets up then is forgotten.

pipe my $reader, my $writer or die "pipe: $!";
syswrite $writer, 'x';

my %call = (
    sig                => sub { $_[KERNEL]->sig(USR1 => 'late') },
    sig_child          => sub { $_[KERNEL]->sig_child($$ => 'late') },
    yield              => sub { $_[KERNEL]->yield('late') },
    post               => sub { $_[KERNEL]->post($_[SESSION], 'late') },
    call               => sub { $_[KERNEL]->call($_[SESSION], 'late') },
    alarm              => sub { $_[KERNEL]->alarm(late => 1) },
    delay_set          => sub { $_[KERNEL]->delay_set(late => 0) },
    alarm_remove_all   => sub { $_[KERNEL]->alarm_remove_all },
    alias_set          => sub { $_[KERNEL]->alias_set('ghost') },
    select_read        => sub { $_[KERNEL]->select_read($reader => 'late') },
    refcount_increment => sub { $_[KERNEL]->refcount_increment($_[SESSION]->ID, 'x') },
    postback           => sub { $_[SESSION]->postback('late')->() },
    signal             => sub { $_[KERNEL]->signal($_[SESSION], 'USR1') },
    state              => sub {
        $_[KERNEL]->state(other => sub { });
    },
    detach_myself => sub { $_[KERNEL]->detach_myself },
);

my (@died, @log);
play(
    _start => sub { $_[KERNEL]->yield('work') },
    work   => sub {
        $_[KERNEL]->_data_ses_stop($_[SESSION]->ID);
        for my $name (sort keys %call) {
            eval { $call{$name}->(@_); 1 } or push @died, "$name: $@";
            POE::XS::verify();
        }
        is $_[KERNEL]->alias_resolve('ghost'), undef;
    },
    late  => sub { push @log, 'late' },
    _stop => sub { push @log, 'stop' },
);
is_deeply \@died, [], 'nothing dies';
is_deeply \@log, ['stop'];

done_testing;
