use strict;
use warnings;

use lib 't/lib';
use POETest qw(scaled);
use Test::More;
use WebProbe;

# A child that knows nothing of the probe holds no end of it: the page ends with its program.

WebProbe->plan_or_skip;
my $web = WebProbe->start(sessions => <<'CODE');
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->sig(USR1 => 'fork'); $_[KERNEL]->alias_set('father') },
        fork   => sub {
            my $pid = fork;
            if (!$pid) { alarm 60; sleep 60; require POSIX; POSIX::_exit(0) }
            $_[KERNEL]->alias_set("child $pid");
            $_[KERNEL]->sig_handled;
        },
    });
CODE

my $socket = $web->connect;
print {$socket} $web->request(GET => '/stream', { Authorization => "Bearer $web->{token}" });
WebProbe->read_all($socket, 10, qr/event: snapshot/);
kill USR1 => $web->{pid};
my $text = WebProbe->read_all($socket, 15, qr/child \d+/);
my ($child) = $text =~ /child (\d+)/;
ok $child, 'there is a child';

kill KILL => $web->{pid};
waitpid $web->{pid}, 0;
WebProbe->read_all($socket, 5);
my $is_over = IO::Select->new($socket)->can_read(0) && !sysread $socket, my $more, 1;
ok $is_over, 'the stream ends with the program';
ok !eval { $web->connect; 1 }, 'nobody listens any more';
kill KILL => $child if $child;

done_testing;
