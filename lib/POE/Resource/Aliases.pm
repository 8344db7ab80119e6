package POE::Resource::Aliases;

use strict;
use warnings;

our $VERSION = '2.000';

1;

__END__

=head1 NAME

POE::Resource::Aliases - names of sessions

=head1 SYNOPSIS

    use strict;
    use warnings;
    use POE;

    POE::Session->create(
        inline_states => {
            _start => sub {
                my ($kernel, $id) = ($_[KERNEL], $_[SESSION]->ID);
                $kernel->alias_set('clerk');
                print join(' ', $kernel->_data_alias_list($id)), "\n";
                print $kernel->_data_alias_loggable($id), "\n";
                $kernel->alias_remove('clerk');
            },
        },
    );
    POE::Kernel->run;

=head1 DESCRIPTION

The table from alias to session and back is part of the compiled kernel. This module is here so that
code which loads it goes on working; it defines nothing.

The methods below are called on the kernel, C<$poe_kernel>. They are private: event loop bridges,
wheels, inspectors and tests use them, programs do not need them. A session is named by its ID,
written C<$sid>, unless it says session, which is the object. A method that says I<trap> dies,
with a stack trace, if the assertion C<ASSERT_DATA> is on.

=head1 METHODS OF THE KERNEL

=head2 _data_alias_add($session, $alias)

Gives the session a name and adds 1 to its reference count, whoever had the name before.

=head2 _data_alias_clear_session($sid)

Takes all names from a session. An unknown one is no error.

=head2 _data_alias_count_ses($sid)

Returns how many names a session has, 0 if it is unknown.

=head2 _data_alias_finalize()

Called when the kernel has done its work: returns 1, or warns C<!!! Leaked alias: NAME = SESSION>
and returns 0.

=head2 _data_alias_list($sid)

Returns the names of a session, sorted; the empty list if it is unknown.

=head2 _data_alias_loggable($sid)

Returns C<session ID>, with the sorted names in parentheses if there are any: for messages.

=head2 _data_alias_remove($session, $alias)

Takes a name away, and 1 from the reference count.

=head2 _data_alias_resolve($alias)

Returns the session of that name, or undef.

=head1 DIFFERENCES FROM POE

The functions do not come from this file, so replacing it changes nothing.

=head1 SEE ALSO

L<POE::Resource>, L<POE::Kernel>, L<POE::API::Peek>.

=cut
