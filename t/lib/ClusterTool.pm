package ClusterTool;

# poe-cluster, run as a user would, and a shop for it to look at.

use strict;
use warnings;

use Exporter qw(import);
use POETest;
use Test::More;

our @EXPORT = qw(needs_poe_cluster objects_in poe_cluster shop_sessions);

sub needs_poe_cluster {
    plan(skip_all => 'POE does not have it')                 if is_upstream();
    plan(skip_all => 'no Future that would do is installed') if !eval { require POE::Future };
    return;
}

# Runs it: { status, stdout, stderr }. Options before the arguments: a hash with env.
sub poe_cluster {
    my %option = ref $_[0] ? %{ +shift } : ();
    my %env    = (POE_CLUSTER => undef, LC_ALL => 'C.UTF-8', %{ $option{env} || {} });
    my @words  = map {s/([\\'])/\\$1/gr} @_;
    my $code   = 'use POE::XS::Cluster; exit POE::XS::Cluster::run('
        . join(', ', map {"'$_'"} @words) . ')';
    my $said = run_child($code, env => \%env);
    $said->{status} = $said->{status} & 127 ? 128 + ($said->{status} & 127) : $said->{status} >> 8;
    return $said;
}

# What it said with --json.
sub objects_in {
    my ($said) = @_;
    require POE::XS::Top::JSON;
    return map { POE::XS::Top::JSON::object($_) // "no JSON: $_" } split /\n/, $said->{stdout};
}

# Sessions for the helpers of IKC.pm and Cluster.pm.
sub shop_sessions {
    return {
        prices => {
            ask    => sub { return { item => $_[ POE::Session::ARG0() ], price => 3.5 } },
            forget => sub {return},
            odd    => sub { return ("\x{fc}\a\x{202e}", undef) },
            fail   => sub { return POE::Future->fail("no\e[31m price") },
            speak  => sub {
                $POE::Kernel::poe_kernel->delay(speak => 0.05);
                $POE::Component::IKC::Responder::ikc->say(prices => $_ => { price => 4 })
                    for qw(up down);
            },
        },
    };
}

1;
