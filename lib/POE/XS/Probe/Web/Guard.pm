package POE::XS::Probe::Web::Guard;

use strict;
use warnings;

our $VERSION = '2.000';

# Who may have what. Other pages in the same browser can send requests here, and so can every user of the machine:
# the first are told by the fields that a browser adds, the second by a token that only this user can read.

use POE::XS::Probe::Web::Secret;

use constant {
    WRONG_MOST  => 5,     # tokens that were wrong in one second
    LOGINS_MOST => 16,    # that are remembered
};

sub new {
    my ($class) = @_;
    return bless {
        token  => POE::XS::Probe::Web::Secret::new_word(),
        logins => [],
        second => 0,
        wrong  => 0,
    }, $class;
}

sub token { return $_[0]{token} }

# Why a request is none that the page, or a program that was told to, would send; undef if it is.
sub objection {
    my ($self, $request, $hosts) = @_;
    my @host = $request->header('Host');
    return 'Host' if @host != 1 or !$hosts->{ $host[0] };
    for my $origin ($request->header('Origin')) {
        return 'Origin' if $origin ne "http://$host[0]";
    }
    for my $site ($request->header('Sec-Fetch-Site')) {
        return 'Sec-Fetch-Site' if $site !~ /\A(?:same-origin|none)\z/;
    }
    return;
}

# ---- tokens ----

# right, wrong, or wait: there were too many wrong ones, and it was not looked at.
sub judge {
    my ($self, $token) = @_;
    my $second = int POE::XS::steady();
    @$self{qw(second wrong)} = ($second, 0) if $self->{second} != $second;
    return 'wait'  if $self->{wrong} >= WRONG_MOST;
    return 'right' if POE::XS::Probe::Web::Secret::are_same($token, $self->{token});
    $self->{wrong}++;
    return 'wrong';
}

# ---- logins ----

# The cookie's name has the port: a browser keeps one jar for all ports of a host.
sub new_cookie {
    my ($self, $port) = @_;
    my $word = POE::XS::Probe::Web::Secret::new_word();
    push @{ $self->{logins} }, $word;
    shift @{ $self->{logins} } while @{ $self->{logins} } > LOGINS_MOST;
    return "poe_probe_$port=$word; HttpOnly; SameSite=Strict; Path=/";
}

# right, wrong or wait
sub who {
    my ($self, $request, $port) = @_;
    my $field = $request->header('Authorization');
    return $self->judge($1) if defined $field and $field =~ /\ABearer +(\S+)\s*\z/i;
    my @words
        = map {/(?:\A|;)\s*poe_probe_$port=([0-9a-f]+)\s*(?=;|\z)/g} $request->header('Cookie');
    for my $word (@words) {
        my $is_in = grep { POE::XS::Probe::Web::Secret::are_same($word, $_) } @{ $self->{logins} };
        return 'right' if $is_in;
    }
    return 'wrong';
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Guard - who may look

=head1 DESCRIPTION

Judges requests by where they come from and by what secret they have.

=head1 FUNCTIONS

=head2 judge($token)

I<Returns> C<right>, C<wrong>, or C<wait> when too many were wrong to look at another.

=head2 new()

I<Returns> one with a token of its own.

=head2 new_cookie($port)

I<Returns> the field that logs a browser in.

=head2 objection($request, \%hosts)

I<Returns> the name of the field that is not that of the page's requests, or undef.

=head2 token()

I<Returns> the token.

=head2 who($request, $port)

I<Returns> the verdict on the token or the cookie of a request, as judge does.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
