package POE::XS::Cluster::Connection;

# One who joins kernels for a while, does what it was told to, and leaves.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::IKC            ();
use POE::Component::IKC::Responder ();
use POE::Kernel                    ();
use POE::Session                   ();
use POE::XS::Cluster               ();
use POE::XS::Cluster::Commands     ();
use POE::XS::Cluster::Output       ();
use POE::XS::Top::Text             ();

use constant { SAID => 0, NO => 1, USAGE => 2 };

sub new {
    my ($class, $option) = @_;
    die "poe-cluster needs Future (the Perl module) 0.40 or later\n"
        if !eval { require POE::Future };
    return bless {
        option => $option,
        out    => POE::XS::Cluster::Output->new($option->{json}),
        errors => [],
        on     => {},
    }, $class;
}

sub option  { return $_[0]{option}{ $_[1] } }
sub out     { return $_[0]{out} }
sub ikc     { return $POE::Component::IKC::Responder::ikc }
sub _kernel { return $POE::Kernel::poe_kernel }

# Returns the exit status.
sub run {
    my ($self) = @_;
    POE::Component::IKC::Responder->spawn;
    my @states = qw(_start _child _stop failed joined late told went said stopped later turn leave);
    POE::Session->create(object_states => [ $self => \@states ]);
    POE::Kernel->run;
    return $self->{status} // USAGE;
}

sub _child {return}
sub _stop  {return}

sub _start {
    my ($self) = @_;
    my $id = $self->{id} = $_[POE::Session::SESSION]->ID;
    _kernel()->sig($_ => 'stopped') for qw(INT TERM HUP);
    ikc()->monitor('*', { error => 'told', unregister => 'went' }, $id);
    _kernel()->delay(late => $self->option('timeout'));
    my %given = map { $_ => $self->option($_) } grep { defined $self->option($_) } qw(secret tls);
    my $end   = eval {
        POE::Component::IKC->join(
            %given,
            name       => $self->option('name'),
            wire       => $self->option('wire'),
            reconnect  => 0,
            on_connect => sub { _kernel()->post($id => 'joined') },
            on_error   => sub { _kernel()->post($id => failed => @_) },
        );
    };
    return $self->{end} = $end if $end;
    my $reason = $@ =~ s/ at \S+ line \d+\.?\n\z//r;
    return $self->finish(USAGE, "--wire: $reason");
}

# ---------------------------------------------------------------------------
# What happens

sub joined {
    my ($self) = @_;
    return if $self->{is_over};
    $self->{has_joined} = 1;
    _kernel()->delay('late');
    my $done = eval { POE::XS::Cluster::Commands::begin($self); 1 };
    return if $done;
    return $self->finish(USAGE, $@);
}

sub late {
    my ($self) = @_;
    return $self->finish(USAGE, $self->_where . ': nobody answers in time (--timeout)');
}

sub failed {
    my ($self, $operation, $number, $text)
        = @_[ POE::Session::OBJECT, POE::Session::ARG0 .. POE::Session::ARG2 ];
    return $self->finish(USAGE, $self->_where . ": $operation: $text");
}

# Without what is in it for nobody else to know.
sub _where { return $_[0]->option('wire') =~ s{//[^/@]*@}{//}r }

sub told {
    my ($self, $operation, $text)
        = @_[ POE::Session::OBJECT, POE::Session::ARG4, POE::Session::ARG5 ];
    $text =~ s/\A\d+: //;
    return                                                 if $text eq '[0] ' or $self->{is_over};
    return $self->finish(USAGE, $self->_where . ": $text") if !$self->{has_joined};
    push @{ $self->{errors} }, $text;
    $self->{on}{error}->($operation, $text) if $self->{on}{error};
    return;
}

# Whoever has nobody left to talk to ends.
sub went {
    my ($self) = @_;
    return if $self->{is_over} or $self->option('wire') =~ /\Anats/;
    my $check = sub {
        $self->finish(USAGE, $self->_where . ': the connection has ended') if !$self->kernels;
    };
    _kernel()->yield(turn => $check);
    return;
}

sub said {
    my ($self, @what) = @_[ POE::Session::OBJECT, POE::Session::ARG0 .. $#_ ];
    $self->{on}{said}->(@what) if $self->{on}{said} and !$self->{is_over};
    return;
}

sub stopped {
    my ($self, $signal) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    _kernel()->sig_handled;
    return $self->finish(
        $self->{on}{stopped} ? SAID : 128 + { HUP => 1, INT => 2, TERM => 15 }->{$signal});
}

# Code that is run in the session.
sub later {
    my ($seconds, $code) = @_[ POE::Session::ARG0, POE::Session::ARG1 ];
    _kernel()->delay_add(turn => $seconds, $code);
    return;
}

sub turn {
    my ($self, $code) = @_[ POE::Session::OBJECT, POE::Session::ARG0 ];
    $code->() if !$self->{is_over};
    return;
}

# ---------------------------------------------------------------------------
# For commands

sub on     { my ($self, $what, $code) = @_; $self->{on}{$what} = $code; return }
sub errors { return @{ $_[0]{errors} } }

sub soon {
    my ($self, $seconds, $code) = @_;
    _kernel()->call($self->{id}, later => $seconds, $code);
    return;
}

# All others, or the one of that name.
sub kernels {
    my ($self, $name) = @_;
    my @all = grep { !$_->{is_own} } ikc()->kernels;
    return @all if !defined $name;
    my ($found) = grep {
        my $kernel = $_;
        grep { $_ eq $name } $kernel->{id}, @{ $kernel->{names} }
    } @all;
    return $found // ();
}

sub ask {
    my ($self, $kernel, $session, $event, @args) = @_;
    return ikc()->ask(
        { timeout => $self->option('timeout') },
        { kernel  => $kernel, session => $session, state => $event }, @args
    );
}

sub listen { my ($self, $address) = @_; return ikc()->listen($address, 'said', $self->{id}) }

sub finish {
    my ($self, $status, $reason) = @_;
    return if $self->{is_over}++;
    $self->{status} = $status;
    $self->{out}->progress('');
    POE::XS::Cluster::complain($reason) if defined $reason;
    %{ $self->{on} } = ();
    _kernel()->call($self->{id}, 'leave');
    return;
}

sub leave {
    my ($self) = @_;
    my $end = delete $self->{end};
    _kernel()->alarm_remove_all;
    _kernel()->sig($_) for qw(INT TERM HUP);
    $end->leave if $end;
    ikc()->shutdown;
    return;
}

1;

__END__

=head1 NAME

POE::XS::Cluster::Connection - one who joins kernels for a while

=head1 DESCRIPTION

Part of L<POE::XS::Cluster>. It joins by the wire of the command line, begins the command, and leaves when that says so.

=head1 METHODS

=head2 new(\%option)

Of L<POE::XS::Cluster::Options>.

=head2 run()

I<Returns> the exit status.

=head2 ask($kernel, $session, $event, @arguments)

I<Returns> a L<POE::Future> of the answer.

=head2 errors()

I<Returns> what monitors were told.

=head2 finish($status, $reason)

The end, with what to complain of, if anything.

=head2 ikc()

I<Returns> the object of L<POE::Component::IKC::Responder>.

=head2 kernels($name)

I<Returns> all other kernels, or the one of that name.

=head2 listen($address)

What is said there goes to the code for C<said>.

=head2 on($what, $code)

Code for C<error>, C<said>, and C<stopped>: a signal, which ends it well.

=head2 failed, joined, late, later, leave, said, stopped, told, turn, went

Events of its session.

=head2 option($name), out()

I<Return> an option; the L<POE::XS::Cluster::Output>.

=head2 soon($seconds, $code)

Runs code later.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-cluster>

=cut
