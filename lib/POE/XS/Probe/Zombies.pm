package POE::XS::Probe::Zombies;

use strict;
use warnings;

our $VERSION = '2.000';

# Child processes that have ended and that nobody has asked for. They stay until somebody does, or the program ends.

use constant {
    MOST    => 1000,    # children that are looked at
    PATIENT => 5,       # seconds that a program has, if it is to be told of them by itself
};

# Where the system lists a process's children; elsewhere none are known.
sub _children {
    my @children;
    for my $list (glob "/proc/$$/task/*/children") {
        open my $in, '<', $list or next;
        push @children, split ' ', readline($in) // '';
        last if @children >= MOST;
    }
    splice @children, MOST if @children > MOST;
    return @children;
}

# Those of a session are the kernel's to ask for.
sub _unwatched {
    my %watched = map { $_->[0] => 1 } $POE::Kernel::poe_kernel->_child_watches;
    return grep { !$watched{$_} } _children();
}

# Its name, or nothing if it runs.
sub name_of {
    my ($pid) = @_;
    open my $in, '<', "/proc/$pid/stat"                                  or return;
    my ($name, $state) = (readline($in) // '') =~ /\A\d+ \((.*)\) (\S)/s or return;
    return $state eq 'Z' ? $name : undef;
}

# [pid, name] of each, by now.
sub ended {
    return map { my $name = name_of($_); defined $name ? [ $_, $name ] : () } _unwatched();
}

# Those that were there before and still are, as warnings. A program that looks for them itself from time to time
# has time to do so.
sub warnings_of {
    my ($server, @before) = @_;
    my %was  = map { $_->[0] => 1 } @before;
    my $seen = $server->{zombies} || {};
    my $now  = POE::XS::steady();
    my (%still, @found);
    for my $zombie (grep { $was{ $_->[0] } } @before ? ended() : ()) {
        my ($pid, $name) = @$zombie;
        $still{$pid} = exists $seen->{$pid} ? $seen->{$pid} : $now;
        next if $server->{warn} and $now - $still{$pid} < PATIENT;
        push @found, {
            kind => 'zombie', key => $pid, value => $pid + 0,
            text => qq{child process $pid ("$name") has ended, and nobody has waited for it},
        };
    }
    $server->{zombies} = \%still;
    return @found;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Zombies - child processes that nobody waits for

=head1 DESCRIPTION

See L<POE::XS::Probe/WARNINGS>. Where there is no F</proc> that lists children, there are none.

=head1 FUNCTIONS

=head2 ended()

I<Returns> a list of C<[pid, name]> of those children that have ended and that no session watches.

=head2 name_of($pid)

I<Returns> the name of a process that has ended, or undef if it runs, or is none.

=head2 warnings_of($server, @before)

Of those that C<ended> gave before. I<Returns> a list of warnings about those that are still there.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
