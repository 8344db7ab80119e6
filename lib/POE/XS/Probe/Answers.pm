package POE::XS::Probe::Answers;

use strict;
use warnings;

our $VERSION = '2.000';

# What can be asked, and the answers: each a function that gives one piece of text after the other, so that no
# piece takes long, and undef when that was all.

use List::Util qw(max min);

use POE::XS::Probe::Metrics;
use POE::XS::Probe::Numbers;
use POE::XS::Probe::JSON qw(data_of text_of);
use POE::XS::Probe::Reasons;
use POE::XS::Probe::Warnings;
use POE::XS::Probe::Wheels;

use constant PROTOCOL => 1;
use constant SLICE    => 1_000_000;    # nanoseconds for a piece of a list
use constant SHOWN    => 100;          # things of a kind that one session has
use constant FOCUS    => 60;           # seconds that its events are counted for
use constant REASONS  => 10;           # and those that are put into words

# ---- requests ----

# undef: it is none. Halves of pairs, and what is beyond Unicode, are characters to some JSON modules.
sub request {
    my ($line) = @_;
    return if $line =~ /\xED[\xA0-\xBF]|\xF4[\x90-\xBF]|[\xF5-\xFF]/;
    my $request = eval { data_of($line) };
    return if ref $request ne 'HASH' or !defined $request->{op} or ref $request->{op};
    my $id = $request->{id};    # a copy: older perls write a number as a string once it was one
    return if defined $id and (ref $id or length $id > 64);
    return $request;
}

# The beginning of each line: what it answers, and when.
sub _head {
    my ($request) = @_;
    my $id = exists $request->{id} ? '"id":' . text_of($request->{id}) . ',' : '';
    return sprintf '{"v":%d,%s"op":%s,"now":%.6f,"wall":%.6f,', PROTOCOL, $id,
        text_of("$request->{op}"),
        POE::XS::steady(), Time::HiRes::time();
}

sub _line {
    my ($request, $members) = @_;
    return _head($request) . $members . "}\n";
}

sub _once {
    my ($text) = @_;
    my @left = ($text);
    return sub { return shift @left };
}

sub _error {
    my ($request, $text, $code) = @_;
    return _once(_line(
        $request,
        '"error":' . text_of($text) . (defined $code ? qq{,"code":"$code"} : '') . ',"last":true'
    ));
}

sub _member {
    my ($request, $name, $value) = @_;
    return _once(_line($request, qq{"$name":$value,"last":true}));
}

sub hello {
    my ($server) = @_;
    return _line(
        { op => 'hello' },
        substr text_of(
            { %{ POE::XS::Probe::Numbers::program($server) }, levels => _levels($server) }),
        1,
        -1
    );
}

sub _levels {
    my ($server) = @_;
    return [ grep { $server->{levels}{$_} } qw(see trace touch) ];
}

# ---- what there is ----

my (%answer, %level_of);

sub begin {
    my ($server, $client, $request) = @_;
    my $code = $answer{ $request->{op} }
        or return _error($request, qq{there is no op "$request->{op}"}, 'unknown_op');
    my $level = $level_of{ $request->{op} } || 'see';
    return _error($request, qq{the program does not allow $level}, 'not_allowed')
        if !$server->{levels}{$level};
    my $begun = _try($code, $server, $client, $request);
    return _failed($request) if !$begun;
    return sub {
        return if !$begun;
        my $piece = _try($begun);
        return $piece if defined $piece;
        undef $begun;
        return length $@ ? _failed($request)->() : undef;
    };
}

# Nothing that goes wrong here is the program's, nor for its handler of exceptions. Afterwards $@ says what did.
sub _try {
    my ($code, @arguments) = @_;
    local $SIG{__DIE__};
    return scalar eval { $code->(@arguments) };
}

# Viewers tell by a code what was asked for and is not there; what is wrong otherwise has none.
sub _failed {
    my ($request) = @_;
    my $text = $@ =~ s/(?: at \S+ line \d+\.)?\n\z//r;
    my $code
        = $text =~ /\Asession: (?:there is no|it is gone)/ ? 'unknown_session'
        : $text =~ /\Aname: no event/                      ? 'unknown_event'
        :                                                    undef;
    return _error($request, $text, $code);
}

# ---- lists ----

sub _number {
    my ($value, $default) = @_;
    return defined $value && !ref $value && $value =~ /\A\d{1,9}\z/ ? $value : $default;
}

sub _word { return defined $_[0] && !ref $_[0] ? "$_[0]" : undef }

# Names are of characters in some programs, of UTF-8's bytes in others.
sub _bytes {
    my ($text) = @_;
    utf8::encode($text) if defined $text;
    return $text;
}

# What a program without "use utf8" calls something are the bytes of what a person means.
sub _spellings {
    my ($text) = @_;
    return grep {defined} $text, _bytes($text);
}

# Rows as they are made, in parts; `as` names the part in an answer of many tables.
sub _rows {
    my ($request, $table, $name) = @_;
    my $top  = _number($request->{top}, 50);
    my $sort = _word($request->{sort});
    my $look = POE::XS::Look->new(
        $table, $sort, $top, _bytes(_word($request->{match})),
        !!$request->{background}) or die qq{sort: "$sort" is no column of $table\n};
    my $part = 0;
    return sub {
        return if !$look;
        my ($rows, $more) = $look->on(SLICE);
        return ''   if $more and !length $rows;
        undef $look if !$more;
        my $which = $name ? qq{"part":"$name","rows"} : '"part":' . $part++ . ',"rows"';
        return _line($request, "$which:[$rows]" . ($more || $name ? '' : ',"last":true'));
    };
}

# Those that a finder gives, once it has done.
sub _told {
    my ($request, $find, $name) = @_;
    my $said;
    return sub {
        return if $said;
        my $found = $find->() or return '';
        $said = 1;
        delete $_->{is_new} for @$found;
        my $rows = text_of($found);
        return _line(
            $request,
            $name ? qq{"part":"$name","rows":$rows} : qq{"rows":$rows,"last":true}
        );
    };
}

sub _table {
    my ($table, $sort) = @_;
    return sub {
        my (undef, undef, $request) = @_;
        return _rows({ sort => $sort, %$request }, $table);
    };
}

%answer = (
    sessions => _table('sessions', 'busy'),
    events   => _table('events', 'total'),
    timers   => _table('timers', 'due'),
    files    => _table('files', 'fd'),
    waits    => _table('waits'),
    wheels   => sub { return _told($_[2], POE::XS::Probe::Wheels::finder($_[2])) },
    tree     => sub { return _rows({ %{ $_[2] }, top => 0 }, 'tree') },
);

# ---- one of them ----

# Its ID. Dies when there is none.
sub _session_id {
    my ($request) = @_;
    my $named = _word($request->{session});
    die "session: which?\n" if !defined $named or !length $named;
    my $kernel = $POE::Kernel::poe_kernel;
    my ($session) = grep {defined} map { $kernel->_data_alias_resolve($_) } _spellings($named);
    $session = $kernel->_data_sid_resolve($named) if !$session and $named =~ /\A\d+\z/;
    die qq{session: there is no "$named"\n} if !$session;
    return $session->ID;
}

$answer{session} = sub {
    my (undef, undef, $request) = @_;
    my $id   = _session_id($request);
    my $text = POE::XS::Look::_session($id, SHOWN);
    die "session: it is gone\n" if !defined $text;
    POE::XS::Look::_focus($id, FOCUS);
    my $why = text_of(POE::XS::Probe::Reasons::of(data_of(POE::XS::Look::_session($id, REASONS))));
    return _member($request, session => substr($text, 0, -1) . qq{,"why":$why\}});
};

$answer{why} = sub {
    my (undef, undef, $request) = @_;
    my $text = POE::XS::Look::_session(_session_id($request), REASONS);
    die "session: it is gone\n" if !defined $text;
    my $session = data_of($text);
    my $reasons = POE::XS::Probe::Reasons::of($session);
    my %said    = (
        session => $session->{id}, name   => $session->{name}, class => $session->{class},
        place   => $session->{place}, age => $session->{age}, state  => $session->{state},
        reasons => $reasons, alive        => @$reasons ? \1 : \0,
    );
    return _once(_line($request, substr(text_of(\%said), 1, -1) . ',"last":true'));
};

$answer{event} = sub {
    my (undef, undef, $request) = @_;
    my $name = _word($request->{name});
    my ($text) = grep {defined} map { POE::XS::Look::_event($_) } _spellings($name);
    die qq{name: no event of that name was seen\n} if !defined $text;
    return _member($request, event => $text);
};

$answer{head} = sub {
    my ($server, undef, $request) = @_;
    return _member($request, head => _head_of($server));
};

sub _head_of {
    my ($server) = @_;
    my $mine = text_of({
        %{ POE::XS::Probe::Numbers::program($server) },
        %{ POE::XS::Probe::Numbers::process($server) } });
    return substr($mine, 0, -1) . ',' . substr POE::XS::Look::_head(), 1;
}

$answer{warnings} = sub {
    my ($server, undef, $request) = @_;
    return _told($request, POE::XS::Probe::Warnings::finder($server));
};

# ---- everything ----

my @snapshot = qw(sessions events timers files waits tree);

$answer{snapshot} = sub {
    my ($server, undef, $request) = @_;
    my %all   = (%$request, top => _number($request->{top}, 0), sort => undef, background => 1);
    my @parts = map {
        my $table = $_;
        sub { return _rows(\%all, $table, $table) }
    } @snapshot;
    my $now = _once(_line($request, '"part":"head","head":' . _head_of($server)));
    push @parts, sub { return _told(\%all, POE::XS::Probe::Wheels::finder(\%all), 'wheels') },
        sub { return _told($request, POE::XS::Probe::Warnings::finder($server), 'warnings') },
        sub { return _reasons(\%all) },
        sub { return _once(_line($request, '"part":"end","last":true')) };
    return sub {
        my $piece = $now->();
        return $piece if defined $piece;
        my $next = shift @parts or return;
        $now = $next->();
        return '';
    };
};

# Why each session is there, some at a time.
sub _reasons {
    my ($request) = @_;
    my $look
        = POE::XS::Look->new('tree', undef, $request->{top}, _bytes(_word($request->{match})), 0);
    my @left;
    return sub {
        return if !$look and !@left;
        if (!@left) {
            my ($rows, $more) = $look->on(SLICE / 20);
            undef $look if !$more;
            @left = $rows =~ /\{"id":(\d+)/g;
        }
        my $end = POE::XS::steady() + SLICE / 1e9;
        my @rows;
        while (@left and POE::XS::steady() < $end) {
            my $id   = shift @left;
            my $text = POE::XS::Look::_session($id, REASONS);
            push @rows,
                { session => $id + 0, reasons => POE::XS::Probe::Reasons::of(data_of($text)) }
                if defined $text;
        }
        return @rows ? _line($request, '"part":"why","rows":' . text_of(\@rows)) : '';
    };
}

$answer{metrics} = sub {
    my ($server, undef, $request) = @_;
    my $is_open = (_word($request->{format}) || 'prometheus') eq 'openmetrics';
    my $head    = data_of(_head_of($server));
    my $pieces  = POE::XS::Probe::Metrics::pieces($head, $is_open);
    my $last;
    return sub {
        return if $last;
        my $text = $pieces->();
        $last = !defined $text;
        return _line($request, '"last":true,"text":""') if $last;
        return ''                                       if !length $text;
        utf8::decode($text);
        return _line($request, '"text":' . text_of($text));
    };
};

# ---- again and again ----

use constant WATCHES_MOST => 16;

$answer{watch} = sub {
    my ($server, $client, $request) = @_;
    my $ops = $request->{ops};
    die "ops: a list of requests\n"
        if ref $ops ne 'ARRAY'
        or !@$ops
        or @$ops > 16
        or grep { ref ne 'HASH' || !defined $_->{op} || ref $_->{op} } @$ops;
    die "ops: none that is for watching itself\n" if grep { $_->{op} =~ /\A(?:un)?watch\z/ } @$ops;
    die "watch: no more at once\n"                if keys %{ $client->{watches} } >= WATCHES_MOST;
    my $every = _word($request->{every});
    $every = defined $every && $every =~ /\A\d+(?:\.\d+)?\z/ ? max(0.1, min(3600, $every)) : 1;
    my $key      = defined $request->{id} ? $request->{id} : '';
    my @requests = map { { %$_, exists $request->{id} ? (id => $request->{id}) : () } } @$ops;
    my $watch    = { key => $key, every => $every, requests => \@requests };
    $client->{watches}{$key} = $watch;
    $server->watch($client, $watch);
    return _once(_line($request, '"watching":true'));
};

$answer{unwatch} = sub {
    my (undef, $client, $request) = @_;
    my $key = defined $request->{id} ? $request->{id} : '';
    delete $client->{watches}{$key};
    return _once(_line($request, '"last":true'));
};

# ---- what runs ----

use constant {
    TRACE_KEPT    => 65_536,
    TRACE_SECONDS => 60,
    TRACE_ROWS    => 1_000_000,
};

# What others know traces and handlers by.
sub _seed {
    require POE::XS::Trace;
    POE::XS::Trace::_seed();
    return;
}

sub _trace_wanted {
    my ($request) = @_;
    my $seconds = _word($request->{seconds});
    _seed() if $request->{ids};
    return {
        ids     => !!$request->{ids},
        at      => POE::XS::Look::_traced(),
        left    => min(TRACE_ROWS, _number($request->{limit}, 100_000)),
        least   => _number($request->{least_ns}, 0), match => _bytes(_word($request->{event})),
        dropped => 0,
        session => defined $request->{session} ? _session_id($request) : undef,
        end     => POE::XS::steady() + (
            defined $seconds && $seconds =~ /\A\d+(?:\.\d+)?\z/ ? min(TRACE_SECONDS, $seconds) : 5
        ),
    };
}

# Ends by time or by the number of rows. A reader that does not keep up loses records, and is told so.
$answer{trace} = sub {
    my ($server, $client, $request) = @_;
    my $guard = $server->trace;
    my $want  = _trace_wanted($request);
    my $open  = $client->{traces} ||= {};
    my $key   = defined $request->{id} ? $request->{id} : '';
    $open->{$key} = $want;
    return sub {
        return if !$guard;
        my ($rows, $at, $n, $dropped, $more)
            = POE::XS::Look::_trace(@$want{qw(at left least session match)}, SLICE, $want->{ids});
        $want->{at} = $at;
        $want->{left}    -= $n;
        $want->{dropped} += $dropped;
        my $why = $want->{left} <= 0 ? 'limit' : !$more
            && POE::XS::steady() >= $want->{end} ? 'time' : undef;
        undef $guard         if $why;
        delete $open->{$key} if $why;
        return _line(
            $request,
            qq{"rows":[$rows],"last":true,"why":"$why","dropped":$want->{dropped},"ticks_ns":}
                . POE::XS::Look::_ticks()) if $why;
        return length $rows ? _line($request, qq{"rows":[$rows]}) : $more ? '' : 0.1;
    };
};

# What it had till then is still told.
$answer{untrace} = sub {
    my (undef, $client, $request) = @_;
    my $key  = _word($request->{trace});
    my $want = $client->{traces}{ defined $key ? $key : '' }
        or die "trace: there is none of that id\n";
    $want->{end} = 0;
    return _once(_line($request, '"last":true'));
};

$level_of{$_} = 'trace' for qw(trace untrace);

# ---- touching ----

$level_of{$_} = 'touch' for qw(signal stop);

sub _signal {
    my ($request, $name) = @_;
    my $id = _session_id($request);
    $POE::Kernel::poe_kernel->signal($id, $name);
    return _once(_line($request, '"done":true,"last":true'));
}

$answer{stop}   = sub { return _signal($_[2], 'KILL') };
$answer{signal} = sub {
    my (undef, undef, $request) = @_;
    my $name = _word($request->{name});
    die "name: of which signal?\n" if !defined $name or $name !~ /\A\w{1,40}\z/;
    return _signal($request, $name);
};

1;

__END__

=head1 NAME

POE::XS::Probe::Answers - what a probe can be asked

=head1 DESCRIPTION

Each answer is a function that gives one piece of text after the other, an empty one or a number of seconds while it has
none, and undef when that was all. See L<POE::XS::Probe/PROTOCOL>.

=head1 FUNCTIONS

=head2 begin($server, $client, \%request)

I<Returns> the answer to a request, which is that of an error if it is wrong.

=head2 hello($server)

I<Returns> the line that a viewer is welcomed with.

=head2 request($line)

I<Returns> the request that a line is, or undef.

=head1 SEE ALSO

L<POE::XS::Probe>

=cut
