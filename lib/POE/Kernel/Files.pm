package POE::Kernel::Files;

use strict;
use warnings;

our $VERSION = '2.000';

package    # the subs belong to the kernel's package
    POE::Kernel;

use strict;
use warnings;

# Asked by the binding for handles that are not plain: names, tied handles, objects of other kinds.
sub _fileno {
    my ($handle) = @_;
    my $fd = eval {
        no strict 'refs';
        no warnings;
        fileno $handle;
    };
    return $fd if defined $fd;
    return eval { $handle->fileno };
}

sub _set_nonblocking {
    my ($handle) = @_;
    no warnings;    # a tied handle has no descriptor of its own
    my $flags = fcntl($handle, F_GETFL, 0);
    fcntl($handle, F_SETFL, $flags | O_NONBLOCK) if defined $flags and !($flags & O_NONBLOCK);
    return;
}

sub _set_autoflush {
    my ($handle) = @_;
    my $before = CORE::select($handle);
    $| = 1;
    CORE::select($before);
    return;
}

# Bytes, never blocking, never buffered: what a watched handle has to be. Tied handles may refuse.
sub _data_handle_condition {
    my ($self, $handle) = @_;
    no strict 'refs';
    eval { binmode *$handle };
    eval { _set_nonblocking($handle) };
    eval { _set_autoflush($handle) };
    return;
}

1;

__END__

=head1 NAME

POE::Kernel::Files - how the kernel prepares a file handle

=head1 SYNOPSIS

=for example

    use POE;

    pipe my $reader, my $writer or die "pipe: $!";
    $poe_kernel->_data_handle_condition($reader);
    print "would block\n" if !defined sysread($reader, my $text, 1) && $!{EAGAIN};
    # prints: would block

=head1 DESCRIPTION

POE::Kernel loads this module. A descriptor that is watched for the first time has its handle put in
binary mode, made non-blocking and flushed after each write. None of this is undone when the watcher
goes. Handles that cannot do one of these, such as tied ones, are left as they are in that respect.

=head1 FUNCTIONS

They belong to package POE::Kernel.

=head2 _data_handle_condition($handle)

A method that prepares a handle as above; wheels call it for handles that they do not watch yet.
Returns nothing, and never fails.

=head1 SEE ALSO

L<POE::Kernel/FILES>, L<POE::Resource::FileHandles>

=cut
