package POE::Resource;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource - what the kernel keeps for sessions

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('keeper');
                my $count = $_[KERNEL]->_data_ses_refcount($_[SESSION]->ID);
                print "kept alive by $count reference\n";
            },
        },
    );
    POE::Kernel->run;

=head1 DESCRIPTION

A resource is something that the kernel holds on behalf of a session: a queued event, a timer, a
watched file, an alias, a watcher of a child process, a reference taken by name. Each counts as a
reference. When a session has none left the kernel stops it; when a session is stopped the kernel
drops what it has.

In a POE of old the resources were as many modules mixed into POE::Kernel. They are now one compiled
kernel, and the modules remain so that code which loads them works: this one is empty, and so are
the others but the clock. Their manuals describe the private methods of the kernel,
C<_data_ses_count> and so on, on which event loop bridges and inspectors rely:

=over 4

=item L<POE::Resource::Aliases>

=item L<POE::Resource::Clock>

=item L<POE::Resource::Events>

=item L<POE::Resource::Extrefs>

=item L<POE::Resource::FileHandles>

=item L<POE::Resource::SIDs>

=item L<POE::Resource::Sessions>

=item L<POE::Resource::Signals>

=back

=head1 FUNCTIONS

None.

=head1 DIFFERENCES FROM POE

The work is done in C, so the kernel cannot be changed by putting another module in the place of one
of these.

=head1 SEE ALSO

L<POE::Kernel>, L<POE::Resources>.

=cut
