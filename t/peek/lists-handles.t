use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

use Socket;

plan skip_all => 'of this distribution' if is_upstream();

socketpair my $one, my $other, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "socketpair: $!";
pipe my $in, my $out                                           or die "pipe: $!";

sub shown {
    return [ map {"$_->{fileno} $_->{mode} $_->{event} $_->{paused} $_->{arg_count}"} @_ ];
}

my ($fd, $fd_in) = map { fileno $_ } $one, $in;

look(
    sub {
        my ($api, $session) = @_;
        $poe_kernel->select_read($one, 'input', 1, 2);
        $poe_kernel->select_write($one, 'output');
        $poe_kernel->select_pause_write($one);
        my ($list, $count) = both_contexts('session_handle_list');
        is_deeply shown(@$list), [ "$fd read input 0 2", "$fd write output 1 0" ],
            'one for each mode';
        is $count, 2, 'in scalar context how many';
        is $list->[0]{handle}, $one, 'the handle itself';

        my $kid = session(
            _start => sub { $_[KERNEL]->select_read($in, 'kids') },
            end    => sub { $_[KERNEL]->select_read($in) });
        is_deeply shown($api->session_handle_list($kid->ID)), ["$fd_in read kids 0 0"], 'by ID';
        is scalar @{ [ $api->session_handle_list ] }, 2, 'not among those of its parent';

        $poe_kernel->select_resume_write($one);
        is_deeply [ map { $_->{paused} } $api->session_handle_list ], [ 0, 0 ], 'resumed';
        $poe_kernel->select($one);
        is_deeply [ $api->session_handle_list ], [], 'none are left';
        is_deeply [ $api->session_handle_list(9999) ], [], 'nobody has any';
        $poe_kernel->call($kid, 'end');
    },
    _child => sub { });

subtest 'of a wheel' => sub {
    require POE::Wheel::ReadWrite;
    look(sub {
        my $wheel = POE::Wheel::ReadWrite->new(Handle => $one, InputEvent => 'line');
        my ($read, $write) = peek()->session_handle_list;
        is_deeply [ map {"$_->{mode} $_->{paused}"} $read, $write ], [ 'read 0', 'write 1' ],
            'it reads, and writes when there is something';
        $wheel->put('text');
        is + (peek()->session_handle_list)[1]{paused}, 0, 'as now';
    });
};

done_testing;
