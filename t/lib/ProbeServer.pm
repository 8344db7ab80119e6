package ProbeServer;

# What poe-top talks to, without a program behind it: a process that answers by the protocol of probes from tables that a
# test makes up, or with whatever octets the test wants to see survived.
#
#     my $probe = ProbeServer->start(sessions => [...], raw => { events => sub { "no JSON\n" } });
#     $probe->top('sessions');    # { status, stdout, stderr }
#
# Counters of sessions and events grow with time if they have a `speed`.

use strict;
use warnings;

use File::Spec ();
use File::Temp qw(tempdir);
use FindBin;
use IO::Select         ();
use IO::Socket::UNIX   ();
use POETest            ();
use POE::XS::Top::JSON ();
use POSIX              ();
use Time::HiRes        ();

# A shop: a kernel, somebody who listens, two workers, one who only holds on, and one who belongs to a viewer.
sub shop {
    my $class    = 'POE::Session';
    my @sessions = (
        _session(1, 'kernel', class => 'POE::Kernel', background => 1, parent => undef),
        _session(
            2, 'web', timers => 1, files => 2, count => 12_000, busy_ns => 8e9, speed => 100,
            children         => 2
        ),
        _session(
            3, undef, parent => 2, queue => 7, state => 'ready', count => 300, busy_ns => 2e9,
            place            => 'lib/Shop/Worker.pm:44', class => 'Shop::Worker'
        ),
        _session(
            4, 'worker two', parent => 2, state => 'running', count => 90_000, busy_ns => 1e9,
            most_ns                 => 250e6
        ),
        _session(
            5, undef, refs => 1, count => 1, busy_ns => 1000, place => 'lib/Shop/Leak.pm:7',
            last           => 700
        ),
        _session(6, 'poe-probe', background => 1),
    );
    return (
        sessions => \@sessions,
        events   => [ {
                name    => 'got_line', count => 9000, total_ns => 9e9, self_ns  => 8e9,
                most_ns => 90e6, p50_ns      => 1e5, p99_ns => 4e6, wait_p99_ns => 2e6, speed => 100
            },
            {
                name => 'tick', count => 400, total_ns => 4e6, self_ns => 4e6, most_ns => 1e5,
                run  => [ [ 1024, 300 ], [ 8192, 100 ] ], wait => [ [ 512, 400 ] ]
            },
            { name => 'gone', count => 0, unhandled => 12, unhandled_place => 'shop.pl:99' },
        ],
        timers => [ {
            id    => 7, name => 'tick', session => 2, session_name => 'web', due => 0.75, age => 10,
            place => 'shop.pl:31'
        } ],
        files => [ {
                fd    => 4, mode => 'read', kind => 'socket', session => 2, session_name => 'web',
                event => 'accepted', age => 500, place => 'shop.pl:20',
                wheel => 'POE::Wheel::SocketFactory 1'
            },
            {
                fd    => 5, mode => 'read', kind => 'socket', session => 2, session_name => 'web',
                event => 'got_line', age     => 3, paused => 1, peer  => '127.0.0.1:4242',
                place => 'shop.pl:25', wheel => 'POE::Wheel::ReadWrite 2'
            },
        ],
        wheels => [ {
            id  => 1, class   => 'POE::Wheel::SocketFactory', session => 2, session_name => 'web',
            age => 500, place => 'shop.pl:20'
        } ],
        waits => [ {
                session   => 3, session_name   => 'w3', kind => 'ask', name => 'price', whom => 4,
                whom_name => 'worker two', age => 5, place   => 'shop.pl:60'
            },
            {
                session => 4, session_name => 'worker two', kind => 'ask', name => 'stock',
                whom    => 3, whom_name    => 'w3', age          => 4, place    => 'shop.pl:61'
            },
        ],
        warnings => [ {
            kind  => 'slow', text => 'a handler ran for 250ms', session => 4, event => 'count_all',
            place => 'shop.pl:70', since => 30, count                   => 2
        } ],
        tree => [
            map { {
                id    => $_->{id}, name => $_->{name}, class => $_->{class}, parent => $_->{parent},
                place => $_->{place}
            } } @sessions
        ],
        why => {
            2 => [ {
                    kind  => 'alias', text     => 'it is known as "web"', name => 'web',
                    place => 'shop.pl:12', age => 600
                },
                {
                    kind  => 'timer', text     => 'the alarm "tick" is set', name => 'tick',
                    place => 'shop.pl:31', age => 10
                },
            ],
            5 => [ {
                kind => 'extra reference', text => 'it has an extra reference "order"',
                name => 'order', place          => 'lib/Shop/Leak.pm:9', age => 700
            } ],
        },
        trace => [
            [ 1, 0, 1_000_000, 500_000, 1000, 2, 2, 'got_line', 'file', 'shop.pl:25' ],
            [ 2, 1, 2_000_000, 300_000, 900_000, 4, 2, 'count_all', 'post', 'shop.pl:40' ],
            [ 3, 2, 2_100_000, 100_000, 0, 3, 4, 'price', 'call', 'shop.pl:71' ],
        ],
        metrics => "# TYPE poe_sessions gauge\npoe_sessions 6\n",
    );
}

sub _session {
    my ($id, $name, %more) = @_;
    return {
        id     => $id, name             => $name, aliases => [ defined $name ? $name : () ],
        class  => 'POE::Session', place => "shop.pl:$id",
        parent => 1, children => 0, state => 'waiting', queue => 0, queue_most => 9, timers => 0,
        files  => 0, refs     => 0,
        count  => 0, busy_ns  => 0, total_ns => 0, most_ns => 0, wait_ns => 0, wait_most_ns => 0,
        age    => 600, last   => 1.5,
        background => 0, %more,
    };
}

sub head {
    return (
        program => 'shop.pl', pid  => $$, backend => 'epoll', perl => '5.36.0', poe => '2.000',
        uptime  => 600, sessions   => 6,
        born    => 60, died        => 54, enqueued => 600_000, dispatched => 600_000, calls => 1000,
        ready   => 9000, polls     => 5000,
        wait_ns => 400e9, files_ns => 50e9, events_ns => 140e9, collect_ns => 10e9, queue => 7,
        next_due => 0.75, files    => 2,
        lag      => {
            count => 600_000, p50_ns => 2000, p90_ns => 8000, p99_ns => 90_000, most_ns => 250e6
        },
        fds      => 9,
        fd_limit => 1024,
        children => 1,
        memory   => 34 << 20,
        level    => 'time',
        viewers  => 1,
        names    => 20,
        dropped  => 0, unhandled => 12, warnings => 1,
    );
}

# Options: tables as in shop; head => {}; raw => { op => code that returns octets }; greeting => octets;
# rows_in_a_part; folder; name, of the socket, instead of a number.
sub start {
    my ($class, %option) = @_;
    my $folder = $option{folder} || tempdir(CLEANUP => 1);
    chmod 0700, $folder;
    my $self = bless { folder => $folder, owner => $$, option => { shop(), %option } }, $class;
    pipe my $ready, my $tell or die "pipe: $!";
    my $pid = $self->{pid} = fork() // die "fork: $!";
    if (!$pid) {
        eval { $self->_serve($tell); 1 } or print {*STDERR} "# ProbeServer: $@";
        POSIX::_exit(0);
    }
    close $tell;
    readline $ready // die 'the server did not begin';
    $self->{path} = "$folder/" . ($option{name} // "$pid.sock");
    return $self;
}

# A real program, shop.pl, with a probe in it. It ends with the object.
sub program {
    my ($class, $folder, $code, %env) = @_;
    my $file = "$folder/shop.pl";
    open my $out, '>', $file or die "$file: $!";
    print {$out} $code;
    close $out or die "$file: $!";
    my $self = bless { folder => $folder, owner => $$, option => {} }, $class;
    my $pid  = $self->{pid} = fork() // die "fork: $!";
    if (!$pid) {
        %ENV = (%ENV, POE_PROBE => 1, POE_PROBE_DIR => $folder, %env);
        my ($perl, @library) = command();
        pop @library;
        exec $perl, @library, $file or POSIX::_exit(127);
    }
    $self->{path} = "$folder/$pid.sock";
    my $until = time + POETest::scaled(20);
    until (-S $self->{path}) {
        die "the program has no socket\n" if time > $until || waitpid($pid, POSIX::WNOHANG());
        select undef, undef, undef, 0.02;
    }
    return $self;
}

sub folder { return $_[0]{folder} }
sub pid    { return $_[0]{pid} }
sub path   { return $_[0]{path} }

sub stop {
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;
    local ($?, $!);
    kill KILL => $pid;
    waitpid $pid, 0;
    return;
}

sub DESTROY {
    my ($self) = @_;
    return if $self->{owner} != $$;
    $self->stop;
    return;
}

# ---------------------------------------------------------------------------
# The server

sub _serve {
    my ($self, $tell) = @_;
    my $path   = "$self->{folder}/" . ($self->{option}{name} // "$$.sock");
    my $listen = IO::Socket::UNIX->new(Local => $path, Listen => 5) or die "$path: $!";
    $self->{began} = Time::HiRes::time();
    syswrite $tell, "\n";
    my $select = IO::Select->new($listen);
    my $parent = getppid;
    my %line;

    while (getppid == $parent) {
        for my $handle ($select->can_read(0.5)) {
            if ($handle == $listen) {
                my $new = $listen->accept or next;
                $select->add($new);
                _send($new, $self->{option}{greeting} // $self->_greeting);
                next;
            }
            my $got = sysread $handle, $line{$handle}, 65_536, length($line{$handle} // '');
            if (!$got) { $select->remove($handle); delete $line{$handle}; next }
            while ($line{$handle} =~ s/\A(.*)\n//) {
                _send($handle, $_) for $self->_answers(POE::XS::Top::JSON::object($1) || {});
            }
        }
    }
    return;
}

sub _send {
    my ($handle, $octets) = @_;
    local $SIG{PIPE} = 'IGNORE';
    POSIX::_exit(0) if $octets eq 'END';
    while (length $octets) {
        my $sent = syswrite $handle, $octets or return;
        substr $octets, 0, $sent, '';
    }
    return;
}

sub _greeting {
    my ($self) = @_;
    return POE::XS::Top::JSON::line(
        { v => 1, op => 'hello', program => 'shop.pl', pid => $$, levels => [qw(see trace)] });
}

sub _answers {
    my ($self, $request) = @_;
    my $op  = $request->{op} // '';
    my $raw = $self->{option}{raw}{$op};
    return $raw->($request, $self) if $raw;
    my $method = $self->can("_op_$op");
    return $self->line($request, error => "there is no op '$op'", last => \1)
        if !$method && !$self->{option}{$op};
    return $self->_in_parts($request, $self->_rows($op, $request)) if !$method;
    return $self->$method($request);
}

sub line {
    my ($self, $request, %more) = @_;
    my $now = Time::HiRes::time();
    return POE::XS::Top::JSON::line({
        v    => 1, id => $request->{id}, op => $request->{op}, now => $now - $self->{began} + 600,
        wall => $now, %more
    });
}

sub _in_parts {
    my ($self, $request, $rows, %more) = @_;
    my $size = $self->{option}{rows_in_a_part} || 1000;
    my (@rows, @lines) = @$rows;
    do {
        my @part = splice @rows, 0, $size;
        push @lines, $self->line($request, rows => \@part, %more, @rows ? () : (last => \1));
    } while @rows;
    return @lines;
}

my %SORT = (
    busy  => 'busy_ns', total => 'total_ns', count => 'count', most => 'most_ns',
    queue => 'queue', refs    => 'refs'
);

sub _rows {
    my ($self, $op, $request) = @_;
    my $passed = Time::HiRes::time() - $self->{began};
    my @rows;
    for my $row (@{ $self->{option}{$op} }) {
        my %row   = %$row;
        my $speed = delete $row{speed};
        next
            if defined $request->{match} && !grep { defined && !ref && /\Q$request->{match}\E/i }
            values %row;
        if ($speed) {
            $row{$_} += int($passed * $speed * ($_ eq 'count' ? 1 : 1e6))
                for grep { defined $row{$_} } qw(count busy_ns self_ns total_ns);
        }
        push @rows, \%row if !$row{background} || $op ne 'sessions' || $request->{background};
    }
    my $sort = $SORT{ $request->{sort} // '' };
    @rows = sort { ($b->{$sort} || 0) <=> ($a->{$sort} || 0) } @rows if $sort;
    splice @rows, $request->{top} if $request->{top} && @rows > $request->{top};
    return \@rows;
}

sub _op_head {
    my ($self, $request) = @_;
    my %head   = (head(), pid => $$, %{ $self->{option}{head} || {} });
    my $passed = Time::HiRes::time() - $self->{began};
    $head{dispatched} += int(100 * $passed);
    my %spent = (wait_ns => 7, files_ns => 1, events_ns => 2, collect_ns => 0);
    $head{$_} += int(1e8 * $spent{$_} * $passed) for keys %spent;
    return $self->line($request, head => \%head, last => \1);
}

sub _found {
    my ($self, $name) = @_;
    my ($found)
        = grep { $_->{id} eq $name || ($_->{name} // '') eq $name } @{ $self->{option}{sessions} };
    return $found;
}

sub _unknown {
    my ($self, $request) = @_;
    return $self->line(
        $request, error => "unknown session '$request->{session}'",
        code            => 'unknown_session', last => \1
    );
}

sub _op_why {
    my ($self, $request) = @_;
    my $session = $self->_found($request->{session} // '') or return $self->_unknown($request);
    my $reasons = $self->{option}{why}{ $session->{id} } || [];
    return $self->line(
        $request, session => $session->{id}, name => $session->{name},
        reasons           => $reasons, alive      => @$reasons ? \1 : \0, last => \1
    );
}

sub _op_session {
    my ($self, $request) = @_;
    my $session = $self->_found($request->{session} // '') or return $self->_unknown($request);
    my $id      = $session->{id};
    my %all     = (
        %$session, handlers => [qw(_start got_line tick)], why => $self->{option}{why}{$id} || [],
        events              => [ @{ $self->{option}{events} }[ 0, 1 ] ],
        queued              => [ {
            name => 'order', from => 2, type => 'post', place => 'shop.pl:50', due => -0.1,
            age  => 0.2, args     => 2
        } ],
        (
            map {
                my $table = $_;
                $table => [ grep { $_->{session} == $id } @{ $self->{option}{$table} } ]
            } qw(timers files)
        ),
        signals  => [ { name => 'USR1', event => 'reload', place => 'shop.pl:15', age => 600 } ],
        children =>
            [ map { $_->{id} } grep { ($_->{parent} // 0) == $id } @{ $self->{option}{sessions} } ],
    );
    delete $all{speed};
    return $self->line($request, session => \%all, last => \1);
}

sub _op_event {
    my ($self, $request) = @_;
    my ($event) = grep { $_->{name} eq ($request->{name} // '') } @{ $self->{option}{events} };
    return $self->line($request, error => 'unknown event', code => 'unknown_event', last => \1)
        if !$event;
    return $self->line($request, event => $event, last => \1);
}

sub _op_trace {
    my ($self, $request) = @_;
    return $self->_in_parts($request, $self->{option}{trace}, why => 'time', dropped => 0);
}

sub _op_metrics {
    my ($self, $request) = @_;
    return $self->line($request, text => $self->{option}{metrics}, last => \1);
}

sub _op_snapshot {
    my ($self, $request) = @_;
    my ($head) = map { POE::XS::Top::JSON::object($_)->{head} } $self->_op_head($request);
    return (
        $self->line($request, part => 'head', head => $head),
        (
            map { $self->line($request, part => $_, rows => $self->_rows($_, $request)) }
                qw(sessions events timers files wheels waits tree)
        ),
        $self->line(
            $request, part => 'warnings', rows => $self->_rows('warnings', $request), last => \1
        ),
    );
}

sub _op_watch { return $_[0]->line($_[1], error => 'not here', last => \1) }

# ---------------------------------------------------------------------------
# poe-top as a user runs it

my $program = "$FindBin::Bin/../../bin/poe-top";

sub command {
    my @library = map {"-I$_"} grep { !ref } map { File::Spec->rel2abs($_) } @INC;
    return ($^X, @library, $program);
}

# { status, stdout, stderr }. Options before the arguments: a hash with env.
sub top {
    my ($self, @arguments) = @_;
    my $option = ref $arguments[0] ? shift @arguments : {};
    my $to     = tempdir(CLEANUP => 1);
    my $pid    = fork() // die "fork: $!";
    if (!$pid) {
        open STDIN, '<', '/dev/null' or POSIX::_exit(126);
        open STDOUT, '>', "$to/out"  or POSIX::_exit(126);
        open STDERR, '>', "$to/err"  or POSIX::_exit(126);
        %ENV = (
            %ENV, LC_ALL => 'C.UTF-8', POE_PROBE_DIR => $self->{folder},
            %{ $option->{env} || {} });
        exec command(), @arguments or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    return {
        status => $? & 127 ? "signal $?" : $? >> 8, stdout => _contents("$to/out"),
        stderr => _contents("$to/err") };
}

# poe-top in a terminal: a Terminal. Options are its own, and setup, Perl code that is run before.
sub screens {
    my ($self, $arguments, %option) = @_;
    require Terminal;
    my $setup = delete $option{setup} // '';
    my $list  = join ', ', map { "'" . s/([\\'])/\\$1/gr . "'" } @{ $arguments || [] };
    my %env   = (
        LC_ALL => 'C', POE_PROBE_DIR => $self->{folder}, NO_COLOR => undef,
        %{ delete $option{env} || {} });
    return Terminal->start(
        "use POE::XS::Top; $setup; exit POE::XS::Top::run($list);", %option,
        env => \%env
    );
}

sub _contents {
    my ($path) = @_;
    open my $in, '<:encoding(UTF-8)', $path or die "$path: $!";
    local $/ = undef;
    return scalar readline $in;
}

1;
