package POE::XS::Probe::Web::Resources;

use strict;
use warnings;

our $VERSION = '2.000';

# What can be had, by whom, and the answer to each request.

use HTTP::Status ();
use List::Util   qw(max min);

use POE::XS::Probe::JSON qw(data_of);
use POE::XS::Probe::Answers;
use POE::XS::Probe::Metrics;
use POE::XS::Probe::Web::Reply;
use POE::XS::Probe::Web::Tables;

use constant { TRACE_MOST => 60, TRACE => 5 };

# Path, what answers, and whether a token is needed. Nothing is changed by GET.
my %resource = (
    '/'         => { code => \&_page, is_open  => 1 },
    '/login'    => { code => \&_login, is_open => 1, method => 'POST' },
    '/snapshot' => { code => \&_snapshot },
    '/stream'   => { code => \&_stream },
    '/session/' => { code => \&_session },
    '/event/'   => { code => \&_event },
    '/metrics'  => { code => \&_metrics },
    '/trace'    => { code => \&_trace },
);

# A function that gives its bytes.
sub answer {
    my ($web, $client, $request) = @_;
    my $asked = { web => $web, client => $client, request => $request, reply => {} };
    if ($request->isa('HTTP::Response')) {
        my $code = $request->code;
        return _refuse($asked, $code, HTTP::Status::status_message($code) || 'Error');
    }
    _read($asked);
    my $wrong = $web->{guard}->objection($request, $client->{hosts});
    return _refuse($asked, 403, "Refused: $wrong is not that of this page.") if defined $wrong;
    return _refuse($asked, 400, 'Refused: a path is what can be asked for.')
        if !defined $asked->{path};
    return _admit($asked);
}

sub fault {
    my ($client) = @_;
    return _refuse({ client => $client, reply => {} }, 500, 'The probe has failed.');
}

# The last answer on its connection: what follows is not looked at.
sub _refuse {
    my ($asked, $code, $text, @fields) = @_;
    $asked->{client}{is_last} = $asked->{reply}{is_last} = 1;
    return _say($asked, $code, $text, @fields);
}

sub _say {
    my ($asked, $code, $text, @fields) = @_;
    return POE::XS::Probe::Web::Reply::message(
        { %{ $asked->{reply} }, code => $code, fields => \@fields }, $text);
}

sub _read {
    my ($asked)  = @_;
    my $request  = $asked->{request};
    my $protocol = $request->protocol || '';
    my $is_last  = $protocol ne 'HTTP/1.1'
        || grep {/(?:\A|,)\s*close\s*(?:,|\z)/i} $request->header('Connection');
    $asked->{client}{is_last} = 1 if $is_last;
    $asked->{reply} = { is_last => $is_last, no_content => $request->method eq 'HEAD' };
    my ($path, $query) = $request->uri =~ m{\A(/[^?\#]*)(?:\?([^\#]*))?\z} or return;
    @$asked{qw(path query)} = ($path, _fields($query));
    return;
}

sub _text {
    my ($text) = @_;
    $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    utf8::decode($text);
    return $text;
}

sub _fields {
    my ($query) = @_;
    my %field;
    for my $pair (split /[&;]/, defined $query ? $query : '') {
        my ($name, $value) = map { _text(tr/+/ /r) } split /=/, $pair, 2;
        $field{$name} = $value if defined $value;
    }
    return \%field;
}

sub _admit {
    my ($asked) = @_;
    my ($place, $rest) = $asked->{path} =~ m{\A(/(?:(?:session|event)/(?=.))?)(.*)\z}s;
    my $resource = $resource{ $place eq '/' ? $asked->{path} : $place };
    if (!$resource or !$resource->{is_open}) {
        my $verdict = $asked->{web}{guard}->who($asked->{request}, $asked->{web}->port);
        return _not_in($asked, $verdict) if $verdict ne 'right';
        $asked->{web}->looks;
    }
    return _say($asked, 404, 'There is no such thing here.') if !$resource;
    my $method = $resource->{method} || 'GET';
    my $is_good
        = $asked->{request}->method eq $method || ($method eq 'GET' && $asked->{reply}{no_content});
    return _refuse(
        $asked, 405, "Only by $method.",
        'Allow: ' . ($method eq 'GET' ? 'GET, HEAD' : $method)) if !$is_good;
    $asked->{rest} = _text($rest);
    return $resource->{code}->($asked);
}

sub _not_in {
    my ($asked, $verdict) = @_;
    return _refuse($asked, 429, 'Too many wrong tokens: wait a second.', 'Retry-After: 1')
        if $verdict eq 'wait';
    return _refuse($asked, 401, 'A token is needed.', 'WWW-Authenticate: Bearer');
}

# ---- for everybody ----

sub _page {
    my ($asked) = @_;
    my $page = $asked->{web}{page};
    return POE::XS::Probe::Web::Reply::whole({
            %{ $asked->{reply} }, code => 200, type => 'text/html; charset=utf-8',
            policy                     => $page->{policy}
        },
        $page->{html});
}

sub _login {
    my ($asked) = @_;
    my $guard   = $asked->{web}{guard};
    my $token   = $asked->{request}->content =~ s/\A\s+|\s+\z//gr;
    my $verdict = $guard->judge($token);
    return _not_in($asked, $verdict) if $verdict ne 'right';
    my $cookie = $guard->new_cookie($asked->{web}->port);
    return _say($asked, 200, 'Welcome.', "Set-Cookie: $cookie");
}

# ---- with a token ----

sub _json {
    my ($asked, $content) = @_;
    my $reply = { %{ $asked->{reply} }, code => 200, type => 'application/json' };
    return ref $content
        ? POE::XS::Probe::Web::Reply::pieces($reply, $content)
        : POE::XS::Probe::Web::Reply::whole($reply, $content);
}

sub _snapshot {
    my ($asked) = @_;
    my $pieces = POE::XS::Probe::Web::Tables::snapshot($asked->{web}, $asked->{query});
    return _json($asked, $pieces);
}

# One answer of the probe's, as it is.
sub _one {
    my ($asked, $request) = @_;
    my $line  = POE::XS::Probe::Answers::begin($asked->{web}, undef, $request)->();
    my $error = POE::XS::Probe::Web::Tables::error_in($line);
    return defined $error ? _say($asked, 404, $error) : _json($asked, $line);
}

sub _session { return _one($_[0], { op => 'session', session => $_[0]{rest} }) }
sub _event   { return _one($_[0], { op => 'event', name => $_[0]{rest} }) }

sub _stream {
    my ($asked) = @_;
    my ($client, $request) = @$asked{qw(client request)};
    return _refuse($asked, 503, 'There are too many streams.', 'Retry-After: 10')
        if !$asked->{web}->has_room_for_stream;
    my %reply = (%{ $asked->{reply} }, code => 200, type => 'text/event-stream');
    $reply{fields} = ['X-Accel-Buffering: no'];
    my $start = POE::XS::Probe::Web::Reply::pieces(\%reply, sub {return})->();
    if (!$reply{no_content}) {
        my $last = $request->header('Last-Event-ID');
        $client->{wants_stream} = [ $asked->{query}, $last ];
        $client->{is_chunked}   = !$reply{is_last};
    }
    my @left = ("$start");
    return sub { return shift @left };
}

# By which dialect is liked more; both are as good for those who do not say.
sub _likes_open {
    my ($request) = @_;
    my %liked = ('application/openmetrics-text' => 0, 'text/plain' => 0);
    for my $kind (split /,/, join ',', $request->header('Accept')) {
        my ($type, @more) = map {s/\A\s+|\s+\z//gr} split /;/, lc $kind;
        my ($q) = map {/\Aq=([\d.]+)\z/} @more;
        $liked{$type} = max($liked{$type}, defined $q ? $q : 1)
            if defined $type and exists $liked{$type};
    }
    my $open = $liked{'application/openmetrics-text'};
    return $open > 0 && $open >= $liked{'text/plain'};
}

sub _metrics {
    my ($asked) = @_;
    my $is_open = _likes_open($asked->{request});
    my $head    = data_of(POE::XS::Probe::Web::Tables::head($asked->{web}));
    my $type
        = $is_open ? 'application/openmetrics-text; version=1.0.0' : 'text/plain; version=0.0.4';
    return POE::XS::Probe::Web::Reply::pieces(
        { %{ $asked->{reply} }, code => 200, type => "$type; charset=utf-8" },
        POE::XS::Probe::Metrics::pieces($head, $is_open));
}

# Lines as they are made, in a file. Whether there are any shows with the first.
sub _trace {
    my ($asked) = @_;
    my %request = (%{ $asked->{query} }, op => 'trace');
    my $seconds = $request{seconds};
    my $is_time = defined $seconds && $seconds =~ /\A\d+(?:\.\d+)?\z/;
    $request{seconds} = $is_time ? max(0.1, min(TRACE_MOST, $seconds)) : TRACE;
    my $lines = POE::XS::Probe::Answers::begin($asked->{web}, $asked->{client}, \%request);
    my $answer;
    return sub {
        return $answer->() if $answer;
        my $first = $lines->();
        return $first if defined $first and $first =~ /\A[\d.]*\z/;
        $answer = _traced($asked, $first, $lines);
        return $answer->();
    };
}

sub _traced {
    my ($asked, $first, $lines) = @_;
    my $error
        = defined $first ? POE::XS::Probe::Web::Tables::error_in($first) : 'nothing was recorded';
    return _say($asked, 404, "No trace: $error.") if defined $error;
    my $reply = { %{ $asked->{reply} }, code => 200, type => 'application/jsonl' };
    $reply->{fields} = [qq{Content-Disposition: attachment; filename="poe-trace-$$.jsonl"}];
    my @first = ($first);
    return POE::XS::Probe::Web::Reply::pieces(
        $reply,
        sub { return @first ? shift @first : $lines->() });
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Resources - what can be had from the page's server

=head1 DESCRIPTION

See L<POE::XS::Probe::Web/RESOURCES>.

=head1 FUNCTIONS

=head2 answer($web, $client, $request)

I<Returns> the function that gives the answer.

=head2 fault($client)

I<Returns> the answer of one that failed.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
