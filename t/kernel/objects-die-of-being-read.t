use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

{

    package Unreadable;
    use overload
        '""' => sub { die "no text\n" },
        bool => sub { die "no truth\n" };

    package POE::Unreadable;
    our @ISA = 'Unreadable';
}

sub error_of_run {
    return eval { $poe_kernel->run; 1 } ? 'nothing' : $@;
}

subtest 'an exception' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->yield('work') }, work => sub { die bless {}, 'Unreadable' },
        _stop  => sub { push @log, 'stop' });
    is error_of_run(), "no text\n", 'ends the run by what it died of';
    is_deeply \@log, ['stop'];
};

subtest 'an object of POE that a handler returns' => sub {
    my @log;
    session(
        _start => sub { $_[KERNEL]->alias_set('other'); $_[KERNEL]->sig(DIE => 'died') },
        give   => sub { return bless {}, 'POE::Unreadable' },
        died   => sub { push @log, $_[ARG1]{error_str}; $_[KERNEL]->sig_handled },
        end    => sub { $_[KERNEL]->alias_remove('other') },
    );
    session(
        _start => sub {
            my $result = $_[KERNEL]->call(other => 'give');
            push @log, defined $result ? 'a result' : 'no result',
                ref $_[KERNEL]->get_active_session;
            $_[KERNEL]->post(other => 'end');
        });
    is error_of_run(), 'nothing', 'is an exception of that handler';
    is_deeply \@log, [ 'no result', 'POE::Session', "no text\n" ];
    }
    if !is_upstream();    # there it goes through to the caller

subtest 'a warning that the trace option gives' => sub {
    my @log;
    local $SIG{__WARN__} = sub { die 'warned: ', @_ };
    POE::Session->create(
        inline_states => {
            _start => sub { push @log, 'not reached' },
        },
        options => { trace => 1 },
    );
    push @log, ref $poe_kernel->get_active_session;
    like error_of_run(), qr/\Awarned: .*_start/, 'is an exception of the handler';
    is_deeply \@log, ['POE::Kernel'];
};

done_testing;
