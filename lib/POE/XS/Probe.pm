package POE::XS::Probe;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::XS::Probe::JSON qw(data_of);
use POE::XS::Probe::Place;
use POE::XS::Probe::Reasons;
use POE::XS::Probe::Server;

# What the program allows, and how it is told of trouble. The environment can switch the probe on, but allow
# nothing that the program does not.
my %setting = (
    levels => { see => 1, trace => 1, touch => 0 }, folder => undef, warn          => undef,
    slow   => undef, http                                  => undef, http_anywhere => 0,
    signal => undef,
);

my ($server, $web, $pid, $imported);

sub import {
    my ($class, @options) = @_;
    $class->allow(@options)         if @options;
    return $class->_wait_for_signal if defined $setting{signal} and !$POE::XS::Probe::wanted;
    $POE::XS::Probe::wanted = $imported = 1;
    POE::XS::measure('counts') if defined &POE::XS::measure and POE::XS::measures() eq 'off';
    return;
}

# Each time it comes: on, and off again.
sub _wait_for_signal {
    my ($class) = @_;
    $SIG{ $setting{signal} } = sub {
        local ($!, $@, $?);
        return $class->stop if defined $class->path;
        eval { $class->start; 1 } or warn "POE::XS::Probe: $@";
        return;
    };
    return;
}

my %take = (
    levels => sub {
        my ($value) = @_;
        my %on = map { $_ => 1 } ref $value eq 'ARRAY' ? @$value : split /[\s,]+/, $value;
        for my $word (keys %on) {
            croak qq{levels: "$word" is no level: see, trace or touch}
                if $word !~ /\A(?:see|trace|touch)\z/;
        }
        return { see => 0, trace => 0, touch => 0, %on };
    },
    folder => sub {
        my ($value) = @_;
        croak 'folder: the path of a folder' if ref $value or defined $value && !length $value;
        return $value;
    },
    warn => sub {
        my ($value) = @_;
        croak 'warn: "stderr", or a reference to a function'
            if defined $value
            and ref $value ne 'CODE'
            and $value ne 'stderr';
        return $value;
    },
    http => sub {
        my ($value) = @_;
        croak 'http: an address, such as 127.0.0.1:0'
            if ref $value
            or defined $value && $value !~ /:\d+\z/;
        return $value;
    },
    signal => sub {
        my ($value) = @_;
        croak 'signal: the name of one, such as USR2'
            if defined $value and ref $value || !exists $SIG{$value};
        return $value;
    },
    http_anywhere => sub { return $_[0] ? 1 : 0 },
    slow          => sub {
        my ($value) = @_;
        croak 'slow: a number of seconds'
            if !defined $value or $value !~ /\A(?:\d+(?:\.\d*)?|\.\d+)\z/;
        return $value;
    },
);

sub allow {
    my ($class, %option) = @_;
    for my $name (sort keys %option) {
        my $code = $take{$name} or croak qq{POE::XS::Probe: unknown option "$name"};
        $setting{$name} = $code->($option{$name});
    }
    return;
}

# ---- on and off ----

sub start {
    my ($class) = @_;
    my $is_child = $server && $pid != $$;
    $class->stop         if $server and ($is_child or !$server->is_alive);
    return $server->path if $server;
    require POE;
    POE::XS::measure('counts')                       if POE::XS::measures() eq 'off';
    POE::XS::Look::_slow_limit($setting{slow} * 1e9) if defined $setting{slow};
    $server = POE::XS::Probe::Server::start(%setting);
    $pid    = $$;
    _start_web($is_child);
    return $server->path;
}

# The environment says whether there is a page, and where; the program, whether that may be anywhere. The socket is
# there without it.
sub _start_web {
    my ($is_child) = @_;
    my ($where)    = grep { defined && length } $ENV{POE_PROBE_HTTP}, $setting{http};
    return if !defined $where;
    my %option = (at => $where, is_child => $is_child, beside => $server);
    $option{$_} = $setting{$_} for qw(folder levels http_anywhere);
    local $SIG{__DIE__} = 'DEFAULT';
    my $ok = eval {
        require POE::XS::Probe::Web;
        $web = POE::XS::Probe::Web::start(%option);
        1;
    };
    warn "POE_PROBE_HTTP: $@" if !$ok;
    return;
}

# In a forked child the socket is the parent's: it is left where it is.
sub stop {
    my ($class) = @_;
    my @old = grep {defined} $web, $server or return;
    undef $web;
    undef $server;
    $_->stop($pid == $$) for @old;
    return;
}

sub path { return $server && $pid == $$ ? $server->path : undef }

# With the token: whoever has it may look.
sub url { return $web && $pid == $$ ? $web->url : undef }

# ---- from within ----

sub why {
    my ($class, $session) = @_;
    croak 'why: of which session? An object, an ID or an alias' if !defined $session;
    require POE;
    my $found = $POE::Kernel::poe_kernel->alias_resolve($session);
    my $text  = $found && POE::XS::Look::_session($found->ID, 100);
    return if !defined $text;
    return @{ POE::XS::Probe::Reasons::of(data_of($text)) };
}

# A run begins, or goes on in a forked child. A program that cannot be watched runs all the same.
our $begun = 0;    # in which process

sub _begin {
    $begun = $$;
    eval { _dump_to($ENV{POE_PROBE_DUMP}); 1 } or warn "POE_PROBE_DUMP: $@";
    return if !$imported and !$ENV{POE_PROBE} and !$ENV{POE_PROBE_HTTP};
    eval { __PACKAGE__->start; 1 } or warn "POE_PROBE: $@";
    return;
}

sub _dump_to {
    my ($folder) = @_;
    return if !defined $folder or !length $folder;
    require POE::XS::Probe::Dump;
    POE::XS::Probe::Dump::begin($folder) if !POE::XS::Probe::Dump::is_on();
    return;
}

sub _forked {
    return if !$server;
    _begin();
    return;
}

END { __PACKAGE__->stop }

1;
