package Browser;

# A real browser without a window, driven through the pipe that Chromium has for it.

use strict;
use warnings;

use Carp         qw(croak);
use Fcntl        qw(F_DUPFD);
use File::Path   ();
use File::Temp   ();
use IO::Select   ();
use JSON::PP     ();
use MIME::Base64 qw(decode_base64);
use POSIX        ();
use Time::HiRes  qw(sleep time);

my $json = JSON::PP->new->utf8->allow_nonref;

# Where it is, undef for nowhere.
sub path {
    my ($path) = grep {-x} map {
        my $f = $_;
        map {"$f/$_"} qw(chromium chromium-browser google-chrome)
        }
        split /:/, $ENV{PATH};
    return $path;
}

sub start {
    my ($class) = @_;
    my $folder = File::Temp->newdir;
    pipe my $from_us, my $to_browser or croak "pipe: $!";
    pipe my $from_browser, my $to_us or croak "pipe: $!";
    my $pid = fork // croak "fork: $!";
    _become($folder, $from_us, $to_us) if !$pid;
    my $self = bless {
        pid    => $pid, folder => $folder, out => $to_browser, in => $from_browser,
        buffer => '', id       => 0, events    => [],
    }, $class;
    $to_browser->autoflush;
    close $_ for $from_us, $to_us;
    return $self;
}

# The browser reads commands from descriptor 3, and answers on 4.
sub _become {
    my ($folder, $in, $out) = @_;
    my ($i, $o) = map { fcntl $_, F_DUPFD, 20 } $in, $out;
    CORE::open STDOUT, '>', '/dev/null' or POSIX::_exit(1);
    CORE::open STDERR, '>', '/dev/null' or POSIX::_exit(1);
    POSIX::dup2($i, 3);
    POSIX::dup2($o, 4);
    POSIX::close($_) for $i, $o;
    $ENV{HOME} = "$folder";
    exec path(), qw(--headless=new --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage
        --disable-background-networking --disable-component-update --disable-sync --disable-extensions
        --hide-scrollbars --remote-debugging-pipe), "--user-data-dir=$folder", 'about:blank'
        or POSIX::_exit(1);
}

sub _next {
    my ($self, $until) = @_;
    my $end;
    while (($end = index $self->{buffer}, "\0") < 0) {
        my $left = $until - time;
        IO::Select->new($self->{in})->can_read($left > 0 ? $left : 0)
            or croak 'the browser says nothing';
        sysread $self->{in}, $self->{buffer}, 1 << 20, length $self->{buffer}
            or croak 'the browser has ended';
    }
    my $message = substr $self->{buffer}, 0, $end + 1, '';
    return $json->decode(substr $message, 0, $end);
}

# The result of a command. Events that come before it are kept.
sub ask {
    my ($self, $method, $params) = @_;
    my $id      = ++$self->{id};
    my %command = (id => $id, method => $method, params => $params || {});
    $command{sessionId} = $self->{session} if defined $self->{session};
    print { $self->{out} } $json->encode(\%command), "\0";
    my $until = time + 30;
    while (1) {
        my $answer = $self->_next($until);
        if    (!defined $answer->{id}) { push @{ $self->{events} }, $answer }
        elsif ($answer->{id} == $id) {
            croak "$method: $answer->{error}{message}" if $answer->{error};
            return $answer->{result};
        }
    }
}

sub open {
    my ($self, $url) = @_;
    if (!defined $self->{session}) {
        my $target = $self->ask('Target.createTarget', { url => 'about:blank' })->{targetId};
        $self->{session} = $self->ask(
            'Target.attachToTarget',
            { targetId => $target, flatten => JSON::PP::true() })->{sessionId};
        $self->ask("$_.enable") for qw(Page Runtime Log);
    }
    return $self->ask('Page.navigate', { url => $url });
}

# The value of an expression, a promise's once it is kept.
sub value {
    my ($self, $expression) = @_;
    my $result = $self->ask(
        'Runtime.evaluate',
        {
            expression   => $expression, returnByValue => JSON::PP::true(),
            awaitPromise => JSON::PP::true(),
        });
    croak "$expression: $result->{exceptionDetails}{exception}{description}"
        if $result->{exceptionDetails};
    return $result->{result}{value};
}

# Until it is true.
sub wait_for {
    my ($self, $expression, $seconds) = @_;
    my $until = time + ($seconds || 15);
    while (time < $until) {
        my $value = eval { $self->value($expression) };
        return $value if $value;
        sleep 0.05;
    }
    return;
}

sub key {
    my ($self, $key, %more) = @_;
    my %press = (key => "$key", length $key == 1 ? (text => "$key") : (), %more);
    $self->ask('Input.dispatchKeyEvent', { type => $_, %press }) for qw(keyDown keyUp);
    return;
}

sub size {
    my ($self, $width, $height, $ratio) = @_;
    $self->ask(
        'Emulation.setDeviceMetricsOverride',
        {
            width  => $width, height => $height, deviceScaleFactor => $ratio || 1,
            mobile => $width < 500 ? JSON::PP::true() : JSON::PP::false(),
        });
    return;
}

sub prefers {
    my ($self, $scheme) = @_;
    $self->ask(
        'Emulation.setEmulatedMedia',
        { features => [ { name => 'prefers-color-scheme', value => $scheme } ] });
    return;
}

sub picture {
    my ($self, $path) = @_;
    my $data = $self->ask('Page.captureScreenshot', { format => 'png' })->{data};
    CORE::open my $out, '>:raw', $path or croak "$path: $!";
    print {$out} decode_base64($data);
    return close $out;
}

# What the page complained of.
sub complaints {
    my ($self) = @_;
    my @texts;
    for my $event (@{ $self->{events} }) {
        my $p = $event->{params};
        push @texts, $p->{exceptionDetails}{exception}{description} || $p->{exceptionDetails}{text}
            if $event->{method} eq 'Runtime.exceptionThrown';
        push @texts, $p->{entry}{text}
            if $event->{method} eq 'Log.entryAdded' and $p->{entry}{level} eq 'error';
    }
    return @texts;
}

# Its processes write into its folder until the last of them has ended.
sub _await_end {
    my ($self) = @_;
    my $until = time + 5;
    while (IO::Select->new($self->{in})->can_read($until - time)) {
        sysread $self->{in}, my $bytes, 65_536 or last;
    }
    kill KILL => $self->{pid};
    waitpid $self->{pid}, 0;
    for (1 .. 50) {
        File::Path::remove_tree("$self->{folder}", { error => \my $errors });
        last if !-d $self->{folder};
        sleep 0.05;
    }
    return;
}

sub DESTROY {
    my ($self) = @_;
    return if !$self->{pid};
    local ($?, $@);
    eval { delete $self->{session}; $self->ask('Browser.close') };
    $self->_await_end;
    return;
}

1;
