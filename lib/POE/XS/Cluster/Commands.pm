package POE::XS::Cluster::Commands;

# What poe-cluster does when it has joined. Each command ends the connection when it is over.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::Component::IKC::Specifier qw(specifier_parse);
use POE::Future                    ();
use POE::XS                        ();
use POE::XS::Top::Numbers          ();
use POE::XS::Top::Text             ();

use constant { SAID => 0, NO => 1 };

# In seconds: how long a kernel that is not of this distribution has for saying what is wrong.
use constant PATIENCE => 0.5;

my %COMMANDS = (
    bench    => sub { require POE::XS::Cluster::Bench; POE::XS::Cluster::Bench::begin(@_) },
    call     => \&_call,
    kernels  => \&_kernels,
    ping     => \&_ping,
    post     => \&_post,
    sessions => \&_sessions,
    tail     => \&_tail,
);

sub begin {
    my ($connection) = @_;
    my $name = $connection->option('kernel');
    if (defined $name and !$connection->kernels($name)) {
        my $there = join ' ', sort map { name_of($_) } $connection->kernels;
        return $connection->finish(NO, "there is no kernel '$name'; there are: $there");
    }
    return $COMMANDS{ $connection->option('command') }->($connection);
}

sub name_of { my ($kernel) = @_; return $kernel->{names}[0] // $kernel->{id} }

sub _sorted {
    return sort { name_of($a) cmp name_of($b) or $a->{id} cmp $b->{id} } @_;
}

# ---------------------------------------------------------------------------
# Who is there

sub _kernels {
    my ($connection) = @_;
    my @rows = map {
        my ($name, @more) = (@{ $_->{names} });
        {
            cells =>
                [ $name // '-', $_->{pid} || '-', $_->{is_ours} ? 'yes' : 'no', $_->{id}, "@more" ],
            data => {
                kernel => $name // $_->{id},
                id     => $_->{id},
                names  => $_->{names},
                ours   => $_->{is_ours},
                pid    => $_->{pid} ? 0 + $_->{pid} : undef,
            },
        }
    } _sorted($connection->kernels);
    $connection->out->table([ 'Kernel', 'PID', 'Ours', 'ID', 'Other names' ], @rows);
    return $connection->finish(@rows ? SAID : NO, @rows ? undef : 'there is no kernel');
}

# Asks each kernel something. Then code gets a kernel, the seconds that it took, and the answer, of each, in the
# order of their names.
sub _ask_each {
    my ($connection, $event, $then) = @_;
    my @kernels = _sorted($connection->kernels($connection->option('kernel')));
    return $connection->finish(NO, 'there is no kernel') if !@kernels;
    my ($start, @took) = POE::XS::steady();
    my @asked = map {
        my $i = $_;
        _asked($connection, $kernels[$i], $event)
            ->on_ready(sub { $took[$i] = POE::XS::steady() - $start })
    } 0 .. $#kernels;
    $connection->{wait} = POE::Future->wait_all(@asked)->on_ready(sub {
        my ($done, $failed) = ([], 0);
        for my $i (0 .. $#asked) {
            if ($asked[$i]->is_done) {
                push @$done, [ $kernels[$i], $took[$i], $asked[$i]->result ];
                next;
            }
            $failed++;
            POE::XS::Cluster::complain(name_of($kernels[$i]) . ': ' . $asked[$i]->failure);
        }
        $then->(@$done) if @$done;
        $connection->finish($failed ? NO : SAID);
    });
    return;
}

sub _asked {
    my ($connection, $kernel, $event) = @_;
    return $connection->ask($kernel->{id}, 'IKC', $event) if $kernel->{is_ours};
    return POE::Future->fail('it is not of this distribution');
}

sub _ping {
    my ($connection) = @_;
    return _ask_each(
        $connection, 'ping',
        sub {
            my @rows = map {
                my ($kernel, $seconds) = @$_;
                {
                    cells => [ name_of($kernel), POE::XS::Top::Numbers::ns(1e9 * $seconds) ],
                    data  => {
                        kernel  => name_of($kernel),
                        id      => $kernel->{id},
                        seconds => sprintf('%.6f', $seconds) + 0,
                    },
                }
            } @_;
            $connection->out->table([ 'Kernel', 'Answered in' ], @rows);
        });
}

sub _sessions {
    my ($connection) = @_;
    return _ask_each(
        $connection,
        'IKC:sessions',
        sub {
            my @rows = map { _session_rows(@$_) } @_;
            $connection->out->table([ 'Kernel', 'Session', 'Offer', 'Durable', 'Events' ], @rows);
        });
}

sub _session_rows {
    my ($kernel, undef, $sessions) = @_;
    return if ref $sessions ne 'HASH';
    my $name = name_of($kernel);
    return map {
        my $session = ref $sessions->{$_} eq 'HASH'     ? $sessions->{$_}         : {};
        my @events  = ref $session->{events} eq 'ARRAY' ? @{ $session->{events} } : ();
        my ($offer, $durable) = map { $session->{$_} ? 1 : 0 } qw(offer durable);
        {
            cells => [ $name, $_, (map { $_ ? 'yes' : 'no' } $offer, $durable), "@events" ],
            data  => {
                kernel  => $name, session => $_, events => \@events, offer => $offer,
                durable => $durable, id   => $kernel->{id}
            },
        }
    } sort keys %$sessions;
}

# ---------------------------------------------------------------------------
# A word with a session

sub _call {
    my ($connection) = @_;
    my $to           = specifier_parse($connection->option('address'));
    my @args         = @{ $connection->option('arguments') };
    my $is_over      = 0;
    $connection->on(error => sub { $connection->finish(NO, $_[1]) if $_[0] =~ /\Aremote/ });
    $connection->{wait} = $connection->ask(@$to{qw(kernel session state)}, @args)->on_ready(sub {
        my ($future) = @_;
        return $connection->finish(NO, $future->failure) if !$future->is_done;
        my @values = $future->result;
        my $out    = $connection->out;
        if ($connection->option('json')) { $out->put(undef, { result => \@values }) }
        else                             { $out->put($out->json($_)) for @values }
        return $connection->finish(SAID);
    });
    return;
}

# It has been taken when what is sent behind it has been answered.
sub _post {
    my ($connection) = @_;
    my $address      = $connection->option('address');
    my ($data)       = @{ $connection->option('arguments') };
    my $sent         = $connection->ikc->post($address, $data);
    my $over         = sub {
        my @errors = $connection->errors;
        return $connection->finish(NO, "@errors")       if @errors;
        $connection->out->put(undef, { sent => $sent }) if $connection->option('json');
        return $connection->finish(SAID);
    };
    return $connection->soon(0, $over) if !$sent;
    my ($kernel) = specifier_parse($address)->{kernel};
    my @kernels = $connection->kernels($kernel =~ /\A[*+]?\z/ ? undef : $kernel);
    return $connection->soon(PATIENCE, $over) if grep { !$_->{is_ours} } @kernels;
    my @asked = map { $connection->ask($_->{id}, 'IKC', 'ping') } @kernels;
    $connection->{wait}
        = POE::Future->wait_all(@asked)->on_ready(sub { $connection->soon(0, $over) });
    return;
}

sub _tail {
    my ($connection) = @_;
    my $left = $connection->option('count');
    $connection->on(stopped => sub { });
    $connection->on(
        said => sub {
            my ($what, @args) = @_;
            my ($out, $address)
                = ($connection->out, "poe://$what->{kernel}/$what->{session}/$what->{event}");
            my $line = join ' ', POE::XS::Top::Text::clean($address), map { $out->json($_) } @args;
            $out->put($line, { %$what, arguments => \@args });
            $connection->finish(SAID) if defined $left and !--$left;
        });
    $connection->listen($connection->option('address'));
    return;
}

1;

__END__

=head1 NAME

POE::XS::Cluster::Commands - what poe-cluster does

=head1 DESCRIPTION

Part of L<POE::XS::Cluster>: each command of L<poe-cluster>, but for C<bench>, which is L<POE::XS::Cluster::Bench>.

=head1 FUNCTIONS

=head2 begin($connection)

Begins the command of a L<POE::XS::Cluster::Connection>, which is told when it is over.

=head2 name_of(\%kernel)

I<Returns> what a kernel is called.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<poe-cluster>

=cut
