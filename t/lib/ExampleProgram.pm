package ExampleProgram;

# Programs of examples/ in processes of their own: where they listen, what they say, how they end.

use strict;
use warnings;

use Exporter qw(import);
use File::Spec;
use IO::Select;
use IO::Socket::INET;
use RealProgram;
use Test::More;
use Time::HiRes qw(time);

our @EXPORT = qw(
    ask
    connect_to_example
    ends_on
    example_says
    quiet_port
    read_line
    shows_usage
    start_example
    type
    where_it_listens
);

sub _file { return File::Spec->rel2abs("examples/$_[0]") }

# Options as start_program has them.
sub start_example {
    my ($name, %option) = @_;
    return start_program(_file($name), limit => 60, %option);
}

# All that an example says which ends by itself.
sub example_says {
    my ($name, @arguments) = @_;
    my $run = run_program(_file($name), args => \@arguments, limit => 60);
    return wantarray ? ($run->said, $run->status) : $run->said;
}

# The port, once the program has said it.
sub where_it_listens {
    my ($program) = @_;
    $program->await(qr/listening on \S+:\d+\n/) or die 'it said: ' . $program->said;
    return $program->said =~ /listening on \S+:(\d+)\n/ ? $1 : 0;
}

# A port where nobody listens, for as long as the test holds the socket that is bound to it.
sub quiet_port {
    my $held = IO::Socket::INET->new(Proto => 'tcp', LocalAddr => '127.0.0.1') or die "bind: $!";
    return ($held->sockport, $held);
}

sub connect_to_example {
    my ($port) = @_;
    return connect_to($port) || die "no connection to $port: $!";
}

# A line of a socket or pipe, without its end; undef at the end of input or when none comes.
sub read_line {
    my ($socket, $seconds) = @_;
    my $until = time + ($seconds || 20);
    my $seen  = \(${*$socket}{not_read} //= '');
    while (time < $until) {
        return $1 if $$seen =~ s/\A([^\r\n]*)\r?\n//;
        IO::Select->new($socket)->can_read($until - time) or last;
        sysread $socket, $$seen, 65_536, length $$seen    or last;
    }
    return undef;
}

sub ask {
    my ($socket, $line) = @_;
    syswrite $socket, "$line\n";
    return read_line($socket);
}

# Lines for a program that was started with input => 1.
sub type {
    my ($program, @lines) = @_;
    return syswrite $program->{in}, join '', map {"$_\n"} @lines;
}

# One assertion: the signal (or what was done to it before, without one) ends it, with status 0 and these last words.
sub ends_on {
    my ($program, $signal, $last) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    $program->signal($signal) if $signal;
    1 while $program->_read;
    $program->stop;
    my $good = defined $program->status && $program->status == 0 && $program->said =~ /$last\n\z/;
    return ok($good, ($signal || 'that') . ' ends it cleanly')
        || diag explain [ $program->status, $program->said ];
}

# One assertion: wrong arguments are answered with the usage text.
sub shows_usage {
    my ($name, @arguments) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my ($said, $status) = example_says($name, @arguments);
    my $good = $said =~ /^usage: \S*\Q$name\E .*\n\n\S/ms && $status;
    return ok($good, "$name @arguments: usage") || diag "status $status, it said:\n$said";
}

1;
