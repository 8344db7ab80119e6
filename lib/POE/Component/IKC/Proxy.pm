package POE::Component::IKC::Proxy;

# A session that stands for one of another kernel: what is posted to it goes there, with all arguments.

use strict;
use warnings;

our $VERSION = '2.000';

use Carp     qw(carp);
use Exporter qw(import);

use POE::Component::IKC::Specifier qw(specifier_name);
use POE::Kernel                    ();
use POE::Session                   ();

our @EXPORT = qw(create_ikc_proxy);

sub _kernel { return $POE::Kernel::poe_kernel }

# Of one session of a kernel there is one.
sub spawn {
    my ($class, %given) = @_;
    my $ikc  = $given{ikc} // $POE::Component::IKC::Responder::ikc;
    my $spec = { %{ $given{spec} }, state => '' };
    my $name = specifier_name($spec);
    my $self = bless {
        ikc  => $ikc,
        rid  => $given{rid},
        spec => $spec,
        name => $name,
        to   => { kernel => $given{kernel}, session => $spec->{session}, state => 'IKC:proxy' },
    }, $class;
    return $ikc->{proxies}{$name} if $ikc->{proxies}{$name};
    $ikc->{proxies}{$name} = $self;
    POE::Session->create(
        object_states => [
            $self => { map { $_ => $_ } qw(_child _default _delete _parent _shutdown _start _stop) }
        ],
    );
    $ikc->inform_monitors($self->{rid}, subscribe => {%$spec});
    return $self;
}

sub create_ikc_proxy {
    my ($kernel, $session) = @_;
    my $ikc = $POE::Component::IKC::Responder::ikc;
    my $rid = $ikc->rid_of($kernel) // $kernel;
    return __PACKAGE__->spawn(
        rid    => $rid,
        kernel => $kernel,
        spec   => { kernel => $kernel, session => $session });
}

sub rid { return $_[0]{rid} }

sub _start {
    my ($self) = @_;
    $self->{id} = $_[POE::Session::SESSION]->ID;
    _kernel()->detach_myself;
    my $short = $self->{spec}{session};
    my @names = ($self->{name}, defined _kernel()->alias_resolve($short) ? () : $short);
    $self->{aliases} = \@names;
    _kernel()->alias_set($_) for @names;
    return;
}

sub _stop   {return}
sub _child  {return}
sub _parent {return}

sub _default {
    my ($self, $sender, $event, $args)
        = @_[ POE::Session::OBJECT, POE::Session::SENDER, POE::Session::ARG0, POE::Session::ARG1 ];
    return if $event =~ /\A_/ or $self->{is_over};
    my %message = (event => $self->{to}, params => [ $event, $args ]);
    my $ikc     = $self->{ikc};
    my $from    = $ikc->_from($sender);
    $message{from} = $from if $from;
    my $peer = $ikc->{peers}{ $self->{rid} } or return $ikc->_unknown_kernel($self->{rid});
    $peer->{channel}->send(\%message, $self->{rid});
    return;
}

sub end {
    my ($self) = @_;
    return if $self->{is_over};
    return _kernel()->call($self->{id}, '_shutdown');
}

sub _delete { goto &_shutdown }

sub _shutdown {
    my ($self) = @_;
    return if $self->{is_over}++;
    _kernel()->alias_remove($_) for @{ $self->{aliases} };
    my $ikc = $self->{ikc};
    delete $ikc->{proxies}{ $self->{name} };
    $ikc->inform_monitors($self->{rid}, unsubscribe => { %{ $self->{spec} } });
    return;
}

1;
