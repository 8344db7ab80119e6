use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

# The empty name is a name, for a signal and for a child process as for all other events; only a file is watched no
# more by a name that is false, and an object says itself whether it is.

package False {
    use overload '""' => sub {'object'}, 'bool' => sub {0}, fallback => 1;
    sub new { return bless {}, shift }
}

package True {
    use overload '""' => sub {''}, 'bool' => sub {1}, fallback => 1;
    sub new { return bless {}, shift }
}

my @got;

for my $name ('', False->new, True->new) {
    @got = ();
    play(
        _start => sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            $kernel->sig(INVENTED => $name, 'arg');
            $kernel->signal($session, 'INVENTED');
            $kernel->sig_child(spawn(sub {3}), $name, 'arg');
        },
        _default => sub {
            my ($told, $args) = @_[ ARG0, ARG1 ];
            push @got, "$told: $args->[0] $args->[-1]" if $told !~ /^_/;
            $_[KERNEL]->sig('INVENTED')                if $args->[0] && $args->[0] eq 'INVENTED';
            return;
        },
    );
    is_deeply [ sort @got ], [ "$name: CHLD arg", "$name: INVENTED arg" ], "signals: '$name'";
}

for my $name ('', 0, False->new, True->new, 'other') {
    my $is_watched;
    play(
        _start => sub {
            my ($kernel, $session) = @_[ KERNEL, SESSION ];
            pipe my $in, my $out or die "pipe: $!";
            $kernel->select_read($in => 'readable');
            $kernel->select_read($in, $name);
            $is_watched = $kernel->_data_handle_is_good($in, 0);
            $kernel->select_read($in);
        },
    );
    is !!$is_watched, !!$name, "a file: '$name'";
}

done_testing;
