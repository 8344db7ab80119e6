package POE::XS::Probe;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(croak);

use POE::XS::Probe::Place;
use POE::XS::Probe::Server;

# What the program allows, and how it is told of trouble. The environment can switch the probe on, but allow
# nothing that the program does not.
my %setting = (
    levels => { see => 1, trace => 1, touch => 0 },
    folder => undef, on_signal => undef, http => undef, http_anywhere => 0,
);

my ($server, $web, $pid);

sub import {
    my ($class, @options) = @_;
    $class->allow(@options) if @options;
    $POE::XS::Probe::wanted = 1;
    return;
}

my %take = (
    levels => sub {
        my ($value) = @_;
        my %on = map { $_ => 1 } ref $value eq 'ARRAY' ? @$value : split /[\s,]+/, $value;
        for my $word (keys %on) {
            croak qq{levels: "$word" is no level: see, trace or touch} if $word !~ /\A(?:see|trace|touch)\z/;
        }
        return { see => 0, trace => 0, touch => 0, %on };
    },
    folder    => sub { return $_[0] },
    on_signal => sub { return $_[0] },
    http      => sub { return $_[0] },
    http_anywhere => sub { return $_[0] ? 1 : 0 },
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
    $class->stop                                if $is_child;
    return $server->path                        if $server;
    require POE;
    POE::XS::measure('counts') if POE::XS::measures() eq 'off';
    $server = POE::XS::Probe::Server::start(folder => $setting{folder}, levels => $setting{levels});
    $pid    = $$;
    _start_web($is_child);
    return $server->path;
}

# The environment says whether there is a page, and where; the program, whether that may be anywhere. The socket is
# there without it. In a forked child a port that the parent has is no error.
sub _start_web {
    my ($is_child) = @_;
    my ($where) = grep { defined && length } $ENV{POE_PROBE_HTTP}, $setting{http};
    return if !defined $where;
    my %option = (at => $where, is_child => $is_child, socket => $server);
    $option{$_} = $setting{$_} for qw(folder levels http_anywhere);
    my $ok = eval { require POE::XS::Probe::Web; $web = POE::XS::Probe::Web::start(%option); 1 };
    warn "POE_PROBE_HTTP: $@" if !$ok;
    return;
}

# In a forked child the socket is the parent's: it is left where it is.
sub stop {
    my ($class) = @_;
    for my $old (grep {defined} $web, $server) {
        $old->stop($pid == $$);
    }
    undef $web;
    undef $server;
    return;
}

sub path { return $server && $pid == $$ ? $server->path : undef }

# With the token: whoever has it may look.
sub url { return $web && $pid == $$ ? $web->url : undef }

# A run begins, or goes on in a forked child. A program that cannot be watched runs all the same.
sub _begin {
    my $ok = eval { __PACKAGE__->start; 1 };
    warn "POE_PROBE: $@" if !$ok;
    return;
}

sub _forked {
    return if !$server;
    _begin();
    return;
}

END { __PACKAGE__->stop }

1;
