package WebProbe;

# A program with the probe's web page, in a process of its own, and raw requests to it.

use strict;
use warnings;

use Carp             qw(croak);
use File::Temp       ();
use IO::Select       ();
use IO::Socket::INET ();
use JSON::PP         ();
use POETest          qw(scaled);
use POSIX            ();
use Test::More       ();
use Time::HiRes      qw(sleep time);

# Why there can be none here, to skip.
sub missing {
    return 'this is about the probe' if POETest::is_upstream();
    return 'HTTP::Request and HTTP::Response are needed'
        if !eval { require HTTP::Request; require HTTP::Response };
    return;
}

sub plan_or_skip {
    my ($class) = @_;
    my $why = $class->missing;
    Test::More::plan(skip_all => $why) if $why;
    return;
}

# The program runs the code before the kernel: inline Perl. Options: http, env, program, before.
sub start {
    my ($class, %option) = @_;
    my $folder = File::Temp->newdir;
    my $err    = File::Temp->new;
    my $code   = $option{program} || _program($option{sessions} || '');
    my $pid    = fork // croak "fork: $!";
    if (!$pid) {
        @ENV{qw(POE_PROBE_DIR POE_PROBE_HTTP)} = ("$folder", $option{http} || '127.0.0.1:0');
        %ENV = (%ENV, %{ $option{env} || {} });
        open STDERR, '>>', "$err" or die "stderr: $!";
        exec $^X, (map {"-I$_"} grep { !ref } @INC), '-e',
            "use strict; use warnings;\n#line 1 \"shop.pl\"\n$code";
    }
    my $self = bless { pid => $pid, folder => $folder, err => $err }, $class;
    $self->_await if !$option{is_refused};
    return $self;
}

# Something to look at, that does not end by itself.
sub _program {
    my ($sessions) = @_;
    return qq{use POE; $sessions
        POE::Session->create(inline_states => {
            _start => sub { \$_[KERNEL]->alias_set('shop'); \$_[KERNEL]->delay(close => 3600) },
            close  => sub { }, hello => sub { },
        });
        POE::Kernel->run;};
}

sub _await {
    my ($self) = @_;
    my $until = time + scaled(20);
    while (time < $until) {
        my ($url) = map { _contents($_) } glob "$self->{folder}/*.url";
        return $self->_take($url) if $url and $url =~ /\n/ and $self->stderr =~ /\Q$url/;
        sleep 0.02;
    }
    croak 'no page: ' . $self->stderr;
}

sub _contents {
    my ($path) = @_;
    open my $in, '<', $path or return;
    local $/ = undef;
    return scalar readline $in;
}

sub _take {
    my ($self, $url) = @_;
    chomp $url;
    @$self{qw(url host port token)}
        = ($url, $url =~ m{\Ahttp://((?:[\d.]+|\[[\d:a-f]+\]):(\d+))/\#([0-9a-f]+)\z});
    return;
}

sub stderr {
    my ($self) = @_;
    return _contents("$self->{err}") // '';
}

sub connect {
    my ($self, %option) = @_;
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, %option)
        || croak "connect: $!";
}

# All that comes until the other side ends, or the time is over; of one answer, undef for the limit.
sub read_all {
    my ($class, $socket, $limit, $until) = @_;
    my ($text, $end) = ('', time + scaled($limit || 15));
    while ((my $left = $end - time) > 0) {
        last if $until and $text =~ $until;
        IO::Select->new($socket)->can_read($left)    or last;
        sysread $socket, $text, 65_536, length $text or last;
    }
    return $text;
}

# { code, head, body, fields } of a request: method, path, and what differs from the usual fields (undef: not sent).
sub ask {
    my ($self, $method, $path, $fields, $content) = @_;
    my $socket = $self->connect;
    print {$socket} $self->request($method, $path, $fields, $content);
    return $self->parse($self->read_all($socket));
}

sub request {
    my ($self, $method, $path, $fields, $content) = @_;
    my %field = (Host => $self->{host}, Connection => 'close', %{ $fields || {} });
    $field{'Content-Length'} //= length $content if defined $content;
    my @lines = map {
        my $name = $_;
        map {"$name: $_\r\n"} ref $field{$name} ? @{ $field{$name} } : $field{$name}
        }
        grep { defined $field{$_} } sort keys %field;
    return join '', "$method $path HTTP/1.1\r\n", @lines, "\r\n", $content // '';
}

sub parse {
    my ($class, $text) = @_;
    my ($head, $body)  = split /\r\n\r\n/, $text, 2;
    my ($code) = ($head // '') =~ m{\AHTTP/1\.1 (\d{3}) };
    my %fields = map { lc($_->[0]) => $_->[1] } map { [ split /: /, $_, 2 ] } split /\r\n/,
        ($head // '') =~ s/\A.*\r\n//r;
    $body = _unchunk($body) if ($fields{'transfer-encoding'} // '') eq 'chunked';
    return { code => $code // 0, head => $head, body => $body // '', fields => \%fields };
}

sub _unchunk {
    my ($left) = @_;
    my $body = '';
    while (defined $left and $left =~ s/\A([0-9a-f]+)\r\n//) {
        my $n = hex $1 or last;
        $body .= substr $left, 0, $n + 2, '';
        $body =~ s/\r\n\z//;
    }
    return $body;
}

# With the token, as programs do.
sub get {
    my ($self, $path, $fields) = @_;
    return $self->ask(
        GET => $path,
        { Authorization => "Bearer $self->{token}", %{ $fields || {} } });
}

sub json { return JSON::PP->new->utf8->decode($_[0]->get($_[1])->{body}) }

# As the page does: the cookie's name and value.
sub log_in {
    my ($self) = @_;
    my $answer = $self->ask(POST => '/login', {}, $self->{token});
    return ($answer->{fields}{'set-cookie'} // '') =~ s/;.*//sr;
}

# Whether it still answers, as it must after whatever it was told.
sub is_well {
    my ($self, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::is($self->get('/snapshot')->{code}, 200, $name || 'the program goes on');
}

sub DESTROY {
    my ($self) = @_;
    return if !$self->{pid} or $self->{is_ended}++;
    local ($?, $!);
    kill KILL => $self->{pid};
    waitpid $self->{pid}, 0;
    return;
}

1;
