use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# When the system gives no more processes, a wheel that needs one is refused with the system's reason, and the
# program goes on. Nothing of the wheel stays open.

# Of the two letters that shells know for it.
my $limit  = '{ ulimit -S -u 0 || ulimit -S -p 0; } 2>/dev/null';
my $nobody = (getpwnam 'nobody')[2];
plan skip_all => 'POE 1.370 ends the program'            if is_upstream();
plan skip_all => 'no such limit can be set here'         if system $limit;
plan skip_all => 'root has no limit, nobody is not here' if !$> && !defined $nobody;

# Root becomes somebody who has limits, after all is loaded from where that one may not look.
my $program = <<'CODE';
    use strict;
    use POE qw(Wheel::Run);
    use POSIX ();
    sub wheel { return POE::Wheel::Run->new(Program => $_[0], StdoutEvent => 'x', StderrEvent => 'x') }
    sub next_number { my $fd = POSIX::dup(0); POSIX::close($fd); return $fd }
    POE::Session->create(inline_states => {
        _start => sub { $_[KERNEL]->sig_child(wheel(sub { })->PID, 'x') if !$> },
        x      => sub { },
    });
    POE::Kernel->run;
    POSIX::setuid($ENV{POE_TEST_NOBODY}) if !$>;
    die "still root\n" if !$>;
    $SIG{__WARN__} = sub { };
    POE::Session->create(inline_states => {
        _start => sub {
            my $before = next_number();
            for my $program (sub { }, 'true', ['true']) {
                my $made = eval { wheel($program) };
                print $made ? "made\n" : $@ =~ /fork: (Resource temporarily unavailable)/ ? "$1\n" : "other: $@";
            }
            print 'left open: ', next_number() - $before, "\n";
            $_[KERNEL]->delay(later => 0.01);
        },
        later => sub { print "goes on\n" },
    });
    POE::Kernel->run;
CODE

local $ENV{LC_ALL}          = 'C';
local $ENV{CODE}            = $program;
local $ENV{POE_TEST_NOBODY} = $nobody;
my $command = join ' ', map {quotemeta} $^X, (map {"-I$_"} grep { !ref } @INC), '-e',
    'eval $ENV{CODE}; die $@ if $@';
my $refused = "Resource temporarily unavailable\n";
my $output  = `$limit; exec $command 2>&1`;
like $output, qr/\A(?:$refused){3}left open: 0\ngoes on\n\z/,
    'each is refused, and the program goes on';

done_testing;
