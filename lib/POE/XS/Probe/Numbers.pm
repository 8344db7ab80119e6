package POE::XS::Probe::Numbers;

use strict;
use warnings;

our $VERSION = '2.000';

# What is known of the process beside the kernel's own numbers.

use Time::HiRes ();

# What stays the same.
sub program {
    my ($server) = @_;
    return {
        program => "$0", pid => $$ + 0, perl => sprintf('%vd', $^V), poe => "$POE::XS::VERSION",
        backend => POE::XS::backend(), started => $^T + 0,
    };
}

sub process {
    my ($server) = @_;
    my ($fds, $limit) = _descriptors();
    return {
        uptime   => time - $^T, viewers => _sum($server, sub { scalar keys %{ $_[0]{clients} } }),
        dropped  => _sum($server, sub { $_[0]{dropped} }), fds => $fds, fd_limit => $limit,
        memory   => _memory(),
        children => scalar(() = $POE::Kernel::poe_kernel->_child_watches),
    };
}

# Of all the ways to look.
sub _sum {
    my ($server, $code) = @_;
    my $n = 0;
    $n += $code->($_) for grep {defined} $server, $server->{beside};
    return $n;
}

# Linux tells their number as the size of the folder, since 6.2; counting them is for where there are few.
sub _descriptors {
    require POSIX;
    my $limit = POSIX::sysconf(POSIX::_SC_OPEN_MAX());
    my $n     = (stat '/proc/self/fd')[7];
    $n = _count('/proc/self/fd') if !$n;
    return ($n, defined $limit ? $limit + 0 : undef);
}

sub _count {
    my ($folder) = @_;
    opendir my $dir, $folder or return;
    my $n = 0;
    while (defined readdir $dir) { last if ++$n > 10_000 }
    return $n - 3;
}

# Bytes that are in memory.
sub _memory {
    open my $in, '<', '/proc/self/statm' or return;
    my $line = readline $in;
    return (split ' ', $line)[1] * (POSIX::sysconf(POSIX::_SC_PAGESIZE()) || 4096);
}

1;

__END__

=head1 NAME

POE::XS::Probe::Numbers - what is known of a process beside its kernel

=head1 DESCRIPTION

What the system says of the process.

=head1 FUNCTIONS

=head2 process($server)

I<Returns> a reference to a hash of what changes: C<uptime> in seconds, C<memory> in bytes, C<fds>, C<fd_limit>, C<children>,
C<viewers>, C<dropped>.

=head2 program($server)

I<Returns> a reference to a hash of what stays: C<program>, C<pid>, C<perl>, C<poe>, C<backend>, C<started>.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
