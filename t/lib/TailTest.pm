package TailTest;

# Runs POE::Wheel::FollowTail by a script: what to await, and what to do then.

use strict;
use warnings;

use Exporter   qw(import);
use File::Temp qw(tempdir);
use POE        qw(Wheel::FollowTail);
use POETest;

our @EXPORT = qw(append fresh_file interval replace tail tail_and_idle);

sub interval { return scaled(0.05) }

sub append  { return _write('>>', @_) }
sub replace { return _write('>', @_) }

sub _write {
    my ($mode, $file, @texts) = @_;
    open my $out, $mode, $file or die "$file: $!";
    syswrite $out, join '', @texts;
    return;
}

# The path of a file in a folder of its own; without a text it does not exist yet.
sub fresh_file {
    my ($text) = @_;
    my $file = tempdir(CLEANUP => 1) . '/log';
    append($file, $text) if defined $text;
    return $file;
}

# Follows with the wheel's parameters until the script has ended, and returns what came: "in
# RECORD", "reset", "idle", "error OPERATION ERRNO". The script is a list of pairs: a pattern of
# something to await, and code to run when it has come (with the wheel), or undef.
sub tail_and_idle {
    my ($parameters, @script) = @_;
    my @log;
    my $come = sub {
        my ($heap, $entry) = @_;
        push @log, $entry;
        return unless @script and $entry =~ /\A(?:$script[0])\z/;
        my (undef, $code) = splice @script, 0, 2;
        $code->($heap->{wheel}) if $code;
        _end($heap)             if !@script;
    };
    play(
        _start => sub { _begin($_[HEAP], @$parameters); $_[KERNEL]->delay(late => scaled(60)) },
        in     => sub { $come->($_[HEAP], "in $_[ARG0]") },
        reset  => sub { $come->($_[HEAP], 'reset') },
        idle   => sub { $come->($_[HEAP], 'idle') },
        error  => sub { $come->($_[HEAP], 'error ' . join ' ', @_[ ARG0, ARG1 ]) },
        late   => sub { push @log, "no $script[0]"; _end($_[HEAP]) },
    );
    return \@log;
}

sub _begin {
    my ($heap, @parameters) = @_;
    $heap->{wheel} = POE::Wheel::FollowTail->new(
        InputEvent   => 'in', ResetEvent => 'reset', IdleEvent => 'idle', ErrorEvent => 'error',
        PollInterval => interval(), @parameters
    );
    return;
}

sub _end {
    my ($heap) = @_;
    delete $heap->{wheel};
    $POE::Kernel::poe_kernel->delay('late');
    return;
}

sub tail {
    return [ grep { $_ ne 'idle' } @{ tail_and_idle(@_) } ];
}

1;
