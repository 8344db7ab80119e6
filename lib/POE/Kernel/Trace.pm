package POE::Kernel::Trace;

use strict;
use warnings;

our $VERSION = '2.000';

# Loaded only when a TRACE_ constant is on. Events and sessions are seen through the kernel's observer
# hook; the rest by wrapping the functions that change what is traced.

use POE::XS::Observer;

my $kernel = 'POE::Kernel';
my $observer;

sub _name_of {
    my ($session) = @_;
    return 'the kernel' if !defined $session or $session == $POE::Kernel::poe_kernel;
    my $id = $session->ID;
    return defined $id ? $kernel->_data_alias_loggable($id) : "$session";
}

sub _say { POE::Kernel::_warn(join('', @_), "\n"); return }

my %event_text = (
    enqueue    => '<ev> queued "%2$s" for %1$s',
    dispatch   => '<ev> dispatching "%2$s" to %1$s',
    dispatched => '<ev> finished "%2$s" in %1$s',
);
my %session_text = (birth => '<ss> %1$s is allocated', death => '<ss> %1$s is freed');

sub _observer {
    my %text = (
        POE::Kernel::TRACE_EVENTS()   ? %event_text   : (),
        POE::Kernel::TRACE_SESSIONS() ? %session_text : (),
    );
    my $say = sub {
        my ($seen) = @_;
        no warnings 'redundant';
        _say(sprintf $text{ $seen->{moment} }, _name_of($seen->{session}), $seen->{event});
    };
    return POE::XS::Observer->new(map { $_ => $say } keys %text);
}

sub _wrap {
    my ($tag, @names) = @_;
    for my $name (@names) {
        my $code = $kernel->can($name) or next;
        no strict 'refs';
        no warnings 'redefine';
        *{"${kernel}::$name"} = POE::XS::_wrap(
            $code,
            sub {
                _say(
                    "<$tag> $name(",
                    join(', ', map { defined $_ ? "$_" : 'undef' } @_[ 1 .. $#_ ]), ')'
                );
            });
    }
    return;
}

sub install {
    $observer = _observer() if POE::Kernel::TRACE_EVENTS() or POE::Kernel::TRACE_SESSIONS();
    _wrap(
        fh =>
            qw(select select_read select_write select_expedite select_pause_read select_resume_read
            select_pause_write select_resume_write _data_handle_enqueue_ready)
    ) if POE::Kernel::TRACE_FILES();
    _wrap(
        rc => qw(refcount_increment refcount_decrement alias_set alias_remove
            _data_ses_refcount_inc _data_ses_refcount_dec)
    ) if POE::Kernel::TRACE_REFCNT();
    _wrap(sg => qw(sig sig_child signal _child_reaped _data_sig_add _data_sig_remove))
        if POE::Kernel::TRACE_SIGNALS();
    return;
}

1;

__END__

=head1 NAME

POE::Kernel::Trace - the traces of POE::Kernel

=head1 SYNOPSIS

    POE_TRACE_EVENTS=1 perl program

=for example

    sub POE::Kernel::TRACE_SESSIONS () { 1 }
    use POE;

    local $SIG{__WARN__} = sub { print @_ };
    POE::Session->create(inline_states => { _start => sub { } });
    POE::Kernel->run;
    # prints:
    #   === ... === <ss> session 1 is allocated
    #   === ... === <ss> session 1 is freed
    #   ...

=head1 DESCRIPTION

POE::Kernel loads this module when one of C<TRACE_EVENTS>, C<TRACE_FILES>, C<TRACE_REFCNT>,
C<TRACE_SESSIONS> or C<TRACE_SIGNALS> is true. Each line is a warning that begins with the process
and a tag: C<< <ev> >> events queued and dispatched, C<< <fh> >> files, C<< <rc> >> references,
C<< <ss> >> sessions, C<< <sg> >> signals. The wording is for people and may change.

Events and sessions are seen through the kernel's observer, so those that the kernel sends itself
are traced, too; C<call> is not, as it goes through no queue.

=head1 FUNCTIONS

=head2 install()

Installs what the constants ask for. Called once, by POE::Kernel.

=head1 SEE ALSO

L<POE::Kernel/CONFIGURATION>

=cut
