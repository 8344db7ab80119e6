use strict;
use warnings;

use lib 't/lib';
use RealProgram;
use Test::More;

# Tk's main loop through POE::Loop::Tk, on a display of its own: widgets, postbacks as callbacks, alarms,
# pipes and signals all work, and closing the window ends the program.

needs('Tk', 'POE::Loop::Tk');
delete $ENV{POE_EVENT_LOOP};

my ($xvfb) = grep {-x} map {"$_/Xvfb"} split /:/, $ENV{PATH};
plan skip_all => 'Xvfb is not installed' if !$xvfb;

# The server picks a free display and tells its number.
sub start_display {
    pipe my $in, my $out or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        require Fcntl;
        fcntl $out, Fcntl::F_SETFD(), 0;
        open STDERR, '>', '/dev/null';
        exec $xvfb, '-displayfd', fileno $out, '-screen', '0', '320x240x24', '-nolisten', 'tcp'
            or POSIX::_exit(1);
    }
    close $out;
    my $number = <$in>;
    return ($pid, defined $number ? $number =~ s/\s//gr : undef);
}

my ($server, $display) = start_display();
END { local $?; kill TERM => $server if $server; waitpid $server, 0 if $server }
plan skip_all => 'Xvfb does not start' if !defined $display;

my $program = run_program(script_of(<<'PERL'), env => { DISPLAY => ":$display" });
use Tk;
use POE;

print POE::Kernel->poe_kernel_loop, "\n";
pipe my $in, my $out or die "pipe: $!";
my %due = map { $_ => 1 } qw(alarm button pipe signal);

sub seen {
    my ($what) = @_;
    print "$what\n" if delete $due{$what};
    POE::Kernel->post(main => 'close') if !%due;
}

POE::Session->create(
    inline_states => {
        _start => sub {
            my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
            $kernel->alias_set('main');
            $heap->{button} = $poe_main_window->Button(-text => 'press', -command => $session->postback('pressed'));
            $heap->{button}->pack;
            $kernel->select_read($in, 'readable');
            $kernel->sig(USR1 => 'caught');
            $kernel->delay(ring => 0.02);
            $kernel->delay(give_up => 20);
        },
        ring     => sub { seen('alarm'); $_[HEAP]{button}->invoke; syswrite $out, 'x' },
        pressed  => sub { seen('button') },
        readable => sub { sysread $_[ARG0], my $byte, 1; seen('pipe'); kill USR1 => $$ },
        caught   => sub { $_[KERNEL]->sig_handled; seen('signal') },
        close    => sub { delete $_[HEAP]{button}; $_[KERNEL]->select_read($in); $_[KERNEL]->delay('give_up'); $poe_main_window->destroy },
        give_up  => sub { print "still missing: @{ [ sort keys %due ] }\n"; exit 1 },
        _stop    => sub { print "stopped\n" },
    },
);

POE::Kernel->run;
print "run returned\n";
PERL

$program->ended_well;
$program->from_here;
like($program->said, qr/^POE::Loop::Tk/, 'the loop is chosen because Tk is loaded');
like($program->said, qr/^$_$/m, $_) for qw(alarm button pipe signal);
like($program->said, qr/^stopped\nrun returned\n/m, 'closing the window ends it all');
diag $program->said if $program->said !~ /run returned/;

done_testing;
