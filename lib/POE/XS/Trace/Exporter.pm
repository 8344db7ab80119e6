package POE::XS::Trace::Exporter;

use strict;
use warnings;

our $VERSION = '2.000';

# The session that sends what ran to a collector. It is in the background: not the program's, and nothing that keeps
# it going. What waits to be sent are the kernel's own records, of which the oldest go when there are too many.

use Carp           qw(croak);
use File::Basename qw(basename);
use List::Util     qw(max min);

our @CARP_NOT = ('POE::XS::Trace');

use POE::XS::Probe::JSON qw(data_of);
use POE::XS::Probe::Level;
use POE::XS::Trace::OTLP;
use POE::XS::Trace::Post;

use constant {
    KEPT      => 65_536,    # records that wait at most
    MANY      => 8192,      # of which so many are a reason to hurry
    PIECE     => 32,        # spans that are made at once, so that the program's events come between
    SLICE     => 1_000_000, # nanoseconds to look for them
    TRIES     => 8,
    WAIT_MOST => 60,        # seconds until the next try
};

# ---- options ----

my $number = sub {
    my ($name, $value) = @_;
    croak "$name: a number of seconds"
        if !defined $value or $value !~ /\A(?:\d+(?:\.\d*)?|\.\d+)\z/;
    return $value;
};
my $text = sub {
    my ($name, $value) = @_;
    croak "$name: text" if !defined $value or ref $value or !length $value;
    return $value;
};
my $hash = sub {
    my ($name, $value) = @_;
    croak "$name: a reference to a hash of texts"
        if ref $value ne 'HASH'
        or grep { !defined or ref } values %$value;
    return $value;
};
my %take = (
    url     => $text, service   => $text, event  => $text, session => $text, resource => $hash,
    every   => $number, timeout => $number, last => $number, min   => $number,
    headers => sub {
        croak 'headers: names and values of HTTP headers'
            if ref $_[1] ne 'HASH'
            or grep { !defined or ref or /[^\t\x20-\x7E\x80-\xFF]/ } values %{ $_[1] }
            or grep { !/\A[\w!#\$%&'*+.^`|~-]+\z/a } keys %{ $_[1] };
        return $_[1];
    },
    batch => sub {
        croak 'batch: a number of spans, from 1 to 10000'
            if !defined $_[1]
            or $_[1] !~ /\A[1-9]\d{0,4}\z/
            or $_[1] > 10_000;
        return $_[1];
    },
    warn => sub {
        croak 'warn: a reference to a function' if ref $_[1] ne 'CODE';
        return $_[1];
    },
);

# What OpenTelemetry's own libraries read of the environment.
sub _of_environment {
    my %found = (headers => {}, resource => {});
    my %env   = map { $_ => $ENV{"OTEL_$_"} } grep { length($ENV{"OTEL_$_"} // '') } qw(
        EXPORTER_OTLP_TRACES_ENDPOINT EXPORTER_OTLP_ENDPOINT EXPORTER_OTLP_HEADERS
        EXPORTER_OTLP_TRACES_HEADERS SERVICE_NAME RESOURCE_ATTRIBUTES
    );
    $found{url} = $env{EXPORTER_OTLP_TRACES_ENDPOINT}
        // ($env{EXPORTER_OTLP_ENDPOINT} // 'http://localhost:4318') =~ s{/*\z}{/v1/traces}r;
    %{ $found{headers} }
        = _pairs($env{EXPORTER_OTLP_TRACES_HEADERS} // $env{EXPORTER_OTLP_HEADERS});
    %{ $found{resource} } = _pairs($env{RESOURCE_ATTRIBUTES});
    $found{service} = $env{SERVICE_NAME} // delete $found{resource}{'service.name'} // basename($0);
    utf8::decode($_) for $found{service}, values %{ $found{resource} };
    return %found;
}

# name=value,name=value with other characters as %XX.
sub _pairs {
    my ($list) = @_;
    return map {s/%([0-9A-Fa-f]{2})/chr hex $1/ger}
        map { /\A\s*([^=\s]+)\s*=\s*(.*?)\s*\z/s ? ($1, $2) : () } split /,/, $list // '';
}

sub new {
    my ($class, %option) = @_;
    my %setting = (_of_environment(), every => 5, batch => 512, timeout => 10, last => 1, min => 0);
    for my $name (sort keys %option) {
        my $code = $take{$name} or croak qq{POE::XS::Trace: unknown option "$name"};
        $setting{$name} = $code->($name, $option{$name});
    }
    $setting{headers} = $take{headers}->(headers => $setting{headers});
    my $target = eval { POE::XS::Trace::Post::target($setting{url}) };
    croak 'url: ', $@ =~ s/\n\z//r if !$target;
    return bless {
        %setting, target => $target,
        pid              => $$, spans => [],
        tries            => 0, at     => 0, until => 0,
        count            => { sent => 0, dropped => 0, failed => 0 },
        },
        $class;
}

# ---- on and off ----

sub begin {
    my ($self) = @_;
    require POE::Session;
    my @events = qw(_start _stop _tick _collect _ready _late _again _finish);
    POE::XS::Look::_in_background(
        sub { POE::Session->create(object_states => [ $self => \@events ]) });
    return;
}

sub is_ours { return $_[0]{pid} == $$ && defined $_[0]{id} }

sub stop {
    my ($self) = @_;
    $POE::Kernel::poe_kernel->call($self->{id}, '_finish') if defined $self->{id};
    return;
}

# What became of the spans so far. Those that wait were not looked at yet: there may be fewer.
sub counts {
    my ($self)  = @_;
    my $left    = POE::XS::Look::_traced() - $self->{at};
    my $waiting = min(KEPT, max(0, $left)) + @{ $self->{spans} };
    return { %{ $self->{count} }, waiting => $waiting, error => $self->{error} };
}

sub _start {
    my ($self, $kernel, $session)
        = @_[ POE::Session::OBJECT(), POE::Session::KERNEL(), POE::Session::SESSION() ];
    $self->{id} = $session->ID;
    POE::XS::Probe::Level::want($self => 'trace');
    POE::XS::Probe::Level::keep($self => KEPT);
    $self->{at}      = POE::XS::Look::_traced();
    $self->{last_at} = POE::XS::steady();
    $kernel->delay(_tick => min(1, $self->{every}));
    return;
}

# The program stops all sessions by force: nobody can wait any more. When a run is over this session stays for the
# next one, or for the end of the program.
sub _stop {
    my ($self) = @_;
    $self->_end;
    return;
}

sub _finish {
    my ($self, $kernel) = @_[ POE::Session::OBJECT(), POE::Session::KERNEL() ];
    $kernel->alarm_remove_all;
    $self->_end;
    return;
}

sub _end {
    my ($self) = @_;
    my $is_ours = $self->is_ours;
    delete $self->{id} or return;
    $self->_send_rest if $is_ours and $self->{last};
    $self->_unwatch;
    delete $self->{post};
    POE::XS::Probe::Level::keep($self => 0);
    POE::XS::Probe::Level::want($self => undef);
    return;
}

# In a forked child the records are the parent's, and so is the connection.
sub _is_here {
    my ($self) = @_;
    return 1 if $self->{pid} == $$;
    $POE::Kernel::poe_kernel->yield('_finish');
    return;
}

# ---- collecting ----

sub _tick {
    my ($self, $kernel) = @_[ POE::Session::OBJECT(), POE::Session::KERNEL() ];
    $self->_is_here or return;
    my $pending = $self->_collect_if_due;
    $kernel->delay(_tick => $pending > MANY ? 0.1 : min(1, $self->{every}));
    return;
}

sub _pending {
    my ($self) = @_;
    my $recorded = POE::XS::Look::_traced();
    $self->{at} = 0 if $recorded < $self->{at};    # all was forgotten meanwhile
    return $recorded - $self->{at};
}

sub _collect_if_due {
    my ($self) = @_;
    my $pending = $self->_pending;
    return $pending if $self->{post} or @{ $self->{spans} } or $self->{collecting} or !$pending;
    return $pending
        if $pending < $self->{batch}
        and POE::XS::steady() - $self->{last_at} < $self->{every};
    $self->{collecting} = 1;
    $self->{until}      = POE::XS::Look::_traced();
    $POE::Kernel::poe_kernel->yield('_collect');
    return $pending;
}

sub _collect {
    my ($self, $kernel) = @_[ POE::Session::OBJECT(), POE::Session::KERNEL() ];
    $self->_is_here or return;
    $self->_more_spans;
    return $kernel->yield('_collect') if $self->_is_more;
    $self->{collecting} = 0;
    $self->{last_at}    = POE::XS::steady();
    $self->_send if @{ $self->{spans} };
    return;
}

sub _is_more {
    my ($self) = @_;
    return @{ $self->{spans} } < $self->{batch} && $self->{at} < $self->{until};
}

sub _more_spans {
    my ($self) = @_;
    my $most = min(PIECE, $self->{batch} - @{ $self->{spans} });
    my ($rows, $at, undef, $dropped) = POE::XS::Look::_trace(
        @$self{qw(at)}, $most, int($self->{min} * 1e9),
        $self->_session_id, $self->{event}, SLICE, 1
    );
    $self->{at} = $at;
    $self->_dropped($dropped) if $dropped;
    return                    if !length $rows;
    my $found = data_of("[$rows]");
    my $clock = POE::XS::Trace::OTLP::clock(POE::XS::Look::_ticks(), Time::HiRes::time());
    my $names = _names(map { $_->[5] } @$found);
    push @{ $self->{spans} }, map { POE::XS::Trace::OTLP::span($_, $clock, $names) } @$found;
    return;
}

# An alias may come later than the exporter, and go before all is sent: before it comes there is nothing.
sub _session_id {
    my ($self) = @_;
    return undef if !defined $self->{session};    ## no critic (ProhibitExplicitReturnUndef)
    my $session = $POE::Kernel::poe_kernel->alias_resolve($self->{session});
    $self->{session_id} = $session->ID if $session;
    return defined $self->{session_id} ? $self->{session_id} : -1;
}

sub _names {
    my (@ids) = @_;
    my ($kernel, %name) = ($POE::Kernel::poe_kernel);
    for my $id (@ids) {
        next if exists $name{$id};
        my $session = $kernel->ID_id_to_session($id);
        ($name{$id}) = $session ? $kernel->alias_list($session) : undef;
    }
    return \%name;
}

sub _dropped {
    my ($self, $n) = @_;
    $self->_warn('more than can be sent: the oldest handlers are dropped')
        if !$self->{count}{dropped};
    $self->{count}{dropped} += $n;
    return;
}

sub _warn {
    my ($self, $said) = @_;
    my $line = "POE::XS::Trace: $self->{url}: $said";
    if ($self->{warn}) {
        eval { $self->{warn}->($line); 1 } or warn "POE::XS::Trace: warn: $@";
    } else {
        warn "$line\n";
    }
    return;
}

# ---- sending ----

sub _body {
    my ($self) = @_;
    my %resource = (
        'process.pid'            => $$,
        'telemetry.sdk.name'     => 'poe-xs',
        'telemetry.sdk.language' => 'perl',
        'telemetry.sdk.version'  => $VERSION,
        %{ $self->{resource} },
        'service.name' => $self->{service});
    return POE::XS::Trace::OTLP::request(
        $self->{spans},
        map { $_ => $resource{$_} } sort keys %resource
    );
}

sub _post {
    my ($self) = @_;
    return $self->{post}
        = POE::XS::Trace::Post->new($self->{target}, $self->{headers}, $self->_body);
}

sub _send {
    my ($self) = @_;
    my $post = $self->_post;
    $POE::Kernel::poe_kernel->delay(_late => $self->{timeout});
    return $self->_go_on;
}

# Watches what the request waits for, or takes its result.
sub _go_on {
    my ($self) = @_;
    my $post = $self->{post};
    return $self->_done if $post->result;
    my $way = $post->wants_to_say ? 'select_write' : 'select_read';
    return
            if $self->{watched}
        and $self->{watched}[0] == $post->handle
        and $self->{watched}[1] eq $way;
    $self->_unwatch;
    my $socket = $post->handle;
    POE::XS::Look::_not_for_children(fileno $socket, 1);
    $self->{watched} = [ $socket, $way ];
    $POE::Kernel::poe_kernel->$way($socket, '_ready');
    return;
}

sub _unwatch {
    my ($self) = @_;
    my ($socket, $way) = @{ delete $self->{watched} || [] };
    return if !$socket;
    $POE::Kernel::poe_kernel->$way($socket);
    POE::XS::Look::_not_for_children(fileno $socket, 0) if $self->{pid} == $$;
    return;
}

sub _ready {
    my ($self) = @_;
    $self->_is_here or return;
    $self->{post}   or return;
    $self->{post}->step;
    return $self->_go_on;
}

sub _late {
    my ($self) = @_;
    $self->_is_here or return;
    $self->_done({ error => "no answer within $self->{timeout} s" }) if $self->{post};
    return;
}

# ---- what became of it ----

sub _done {
    my ($self, $result) = @_;
    $self->_unwatch;
    my $post   = delete $self->{post};
    my $wait   = $self->_judge($result || $post->result);
    my $kernel = $POE::Kernel::poe_kernel;
    $kernel->delay('_late');
    return $kernel->delay(_again => $wait) if defined $wait;
    $self->_collect_if_due;
    return;
}

sub _again {
    my ($self) = @_;
    $self->_is_here or return;
    $self->_send if @{ $self->{spans} } and !$self->{post};
    return;
}

# Seconds until it is to be tried again; undef: it is over, well or not.
sub _judge {
    my ($self, $result) = @_;
    my $status = $result->{status} || 0;
    return $self->_delivered($result->{body}) if $status >= 200 and $status < 300;
    my $is_for_good = $status && $status !~ /\A(?:429|502|503|504)\z/;
    my $error       = $status ? "HTTP status $status" : $result->{error};
    $self->_warn($is_for_good ? $error : "$error; it is tried again") if !defined $self->{error};
    $self->{error} = $error;
    return $self->_give_up if $is_for_good or ++$self->{tries} >= TRIES;
    return min(
        WAIT_MOST,
        _seconds($result->{retry_after}) // 2**($self->{tries} - 1) * (0.5 + rand 0.5));
}

sub _seconds {
    my ($after) = @_;
    return        if !defined $after;
    return $after if $after =~ /\A\d{1,9}\z/;
    my $then = eval { require HTTP::Date; HTTP::Date::str2time($after) };
    return defined $then ? max(0, $then - time) : undef;
}

sub _over {
    my ($self) = @_;
    $self->{tries} = 0;
    return scalar splice @{ $self->{spans} };
}

sub _give_up {
    my ($self) = @_;
    $self->{count}{failed} += @{ $self->{spans} };
    $self->_over;
    return;
}

# It may have taken only a part. The rest is not to be sent again.
sub _delivered {
    my ($self, $body) = @_;
    my $said    = eval { data_of($body) };
    my $partial = ref $said eq 'HASH'
        && ref $said->{partialSuccess} eq 'HASH' ? $said->{partialSuccess} : {};
    my $refused = $partial->{rejectedSpans} || 0;
    my $n       = @{ $self->{spans} };
    $refused = $refused =~ /\A\d{1,9}\z/ ? min($n, $refused) : 0;
    my $why = $partial->{errorMessage};
    my $error
        = defined $why && length $why || $refused
        ? $why // "$refused spans were refused"
        : undef;
    $self->_warn($error) if defined $error and !defined $self->{error};
    $self->{error} = $error;
    $self->{count}{failed} += $refused;
    $self->{count}{sent}   += $n - $refused;
    $self->_over;
    return;
}

# ---- at the end ----

# What there is, without more tries, in a short time for all of it.
sub _send_rest {
    my ($self) = @_;
    my $end = POE::XS::steady() + $self->{last};
    $self->{until} = POE::XS::Look::_traced();
    while ((my $left = $end - POE::XS::steady()) > 0) {
        if (!$self->{post}) {
            $self->_more_spans while $self->_is_more;
            last if !@{ $self->{spans} };
            $self->_post;
        }
        my $result = $self->{post}->finish($left);
        $self->_unwatch;
        delete $self->{post};
        last if defined $self->_judge($result) or defined $self->{error};
    }
    $self->{count}{failed} += @{ $self->{spans} };
    return;
}

1;

__END__

=head1 NAME

POE::XS::Trace::Exporter - the session that sends what ran to a collector

=head1 DESCRIPTION

It is in the background, see L<POE::XS::Trace/export(option =E<gt> value, ...)>. What waits are the kernel's records; only those of one request are
spans already.

=head1 METHODS

=head2 begin()

Makes the session. I<Returns> nothing.

=head2 counts()

I<Returns> what C<exported> of L<POE::XS::Trace> does.

=head2 is_ours()

I<Returns> whether it works, in this process.

=head2 new(%option)

Dies of options that are wrong. I<Returns> an exporter.

=head2 stop()

Sends what waits, and ends it. I<Returns> nothing.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Trace>

=cut
