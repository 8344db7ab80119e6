use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use PeekTest;
use Test::More;

use POE;

plan skip_all => 'it has no counterpart for upstream' if is_upstream();

# A child has copies of the sessions until it drops them; in neither process is the other one seen.

is output_of(<<'CODE'), <<'TEXT', 'each process is told of its own';
    use POE;
    use POE::API::Peek;
    my $api = POE::API::Peek->new;
    sub say_of {
        my ($who) = @_;
        my @mine = grep { $_ != $poe_kernel } $api->session_list;
        print "$who: ", join(' ', map { $api->session_id_loggable($_) } @mine), '; ',
            join(' ', map { $_->{event} } $api->session_alarm_list(2)), '; ',
            $api->id eq $poe_kernel->ID ? "ID\n" : "another ID\n";
    }
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('first');
                POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->delay(tick => 0.2) }, tick => sub { } });
                $_[KERNEL]->yield('go');
            },
            go => sub {
                my $id = $api->id;
                defined(my $pid = fork) or die "fork: $!";
                if (!$pid) {
                    say_of('copied');
                    $_[KERNEL]->has_forked;
                    print $api->id eq $id ? "same ID\n" : "new ID\n";
                    say_of('kept');
                    $_[KERNEL]->stop;
                    say_of('dropped');
                    print 'of one: ', $api->get_session_refcount(1) ? "some\n" : "nothing\n";
                    exit;
                }
                waitpid $pid, 0;
                say_of('parent');
                $_[KERNEL]->alias_remove('first');
            },
        },
    );
    POE::Kernel->run;
CODE
copied: session 1 (first) session 2; tick; ID
new ID
kept: session 1 (first) session 2; tick; ID
dropped: ; ; ID
of one: nothing
parent: session 1 (first) session 2; tick; ID
TEXT

done_testing;
