use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# The object that names an event lasts as long as the event, or what watches for it.

my ($made, $gone) = (0, 0);

package Name {
    use overload '""' => sub { $_[0]{is} }, fallback => 1;

    sub new {
        my ($class, $is) = @_;
        $made++;
        return bless { is => $is }, $class;
    }
    sub DESTROY { $gone++; return }
}

sub send_all {
    my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
    my $name = sub { Name->new($_[0] // 'done') };
    $kernel->post($session, $name->(), [1]);
    $kernel->yield($name->());
    $kernel->yield($name->('dying'));
    $kernel->yield($name->('posting'));
    $kernel->call($session, $name->());
    $kernel->$_($name->(), 0) for qw(delay_add delay_set alarm_add alarm_set);
    $kernel->delay($name->('again'), 60) for 1 .. 3;
    $kernel->alarm_remove($kernel->alarm_set($name->(), time + 60));
    $kernel->sig(INVENTED => $name->('signalled')) for 1 .. 2;
    $kernel->signal($session, 'INVENTED');
    $kernel->select_read($heap->{in}, $name->('readable')) for 1 .. 2;
    $kernel->alarm_set($name->(), time + 60);    # goes with the session
    return;
}

sub run_all {
    pipe my $in, my $out or die "pipe: $!";
    syswrite $out, 'x';
    play(
        _start => sub {
            $_[HEAP]{in} = $in;
            $_[KERNEL]->sig(DIE => 'died');
            &send_all;
        },
        done      => sub { },
        dying     => sub { die "oops\n" },
        died      => sub { $_[KERNEL]->sig_handled;                  $_[KERNEL]->sig('DIE'); },
        posting   => sub { $_[KERNEL]->call($_[SESSION], 'done', 1); $_[KERNEL]->yield('done') },
        again     => sub { },
        readable  => sub { $_[KERNEL]->select_read($in); $_[KERNEL]->yield('end') },
        end       => sub { $_[KERNEL]->delay('again');   $_[KERNEL]->alarm_remove_all },
        signalled => sub { $_[KERNEL]->sig('INVENTED') },
    );
    return;
}

run_all();
is $gone, $made, "all $made are gone";

no_growth('naming events with objects', \&run_all, 50);

done_testing;
