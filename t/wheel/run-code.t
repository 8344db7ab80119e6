use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

my $parent = $$;

subtest 'handles are what they are named' => sub {
    my $log = run_wheel(
        Program => sub {
            chomp(my $line = <STDIN>);
            print "out <$line> ", join(' ', map { fileno $_ } *STDIN, *STDOUT, *STDERR), "\n";
            print STDERR "err\n";
            print {*STDOUT} $$ == $parent ? "same\n" : "other\n";
            syswrite STDOUT, "at once\n";
        },
        on => { start => sub { $_[1]{wheel}->put('in') } },
    );
    is_deeply $log->{stdout}, [ 'out <in> 0 1 2', 'other', 'at once' ];
    is_deeply $log->{stderr}, ['err'];
    is_deeply $log->{status}, [0];
};

subtest 'what it returns does not matter' => sub {
    is_deeply run_wheel(Program => sub {7})->{status}, [0];
};

subtest 'exit is its status' => sub {
    my $log = run_wheel(Program => sub { print 'x'; print "y\n"; exit 7 });
    is_deeply $log->{status}, [ 7 << 8 ];
    is_deeply $log->{stdout}, ['xy'];
};

subtest 'what it dies of is an error text' => sub {
    my $log = run_wheel(Program => sub { die "enough\n" });
    is_deeply $log->{status}, [ 255 << 8 ];
    is_deeply $log->{stderr}, ['enough'];
    $log = run_wheel(Program => sub { die "enough" });
    like $log->{stderr}[0], qr/\Aenough at \Q$0\E line \d+\.\z/;
    $log = run_wheel(Program => sub { die ['reason'] });
    like $log->{stderr}[0], qr/\AARRAY\(0x/;
    $log = run_wheel(
        Program => sub {
            local $@;
            eval { die "inner\n" };
            print "on\n";
        });
    is_deeply $log->{stdout}, ['on'];
};

subtest 'an empty reason, too' => sub {
    plan skip_all => 'upstream takes it for success' if is_upstream();
    my $false = bless [], 'False';
    {

        package False;
        use overload bool => sub {0}, '""' => sub {'false'};
    }
    my $log = run_wheel(Program => sub { die $false });
    is_deeply $log->{stderr}, ['false'];
    is_deeply $log->{status}, [ 255 << 8 ];
};

subtest 'nothing of the parent is taken down' => sub {
    my $child = run_child(<<'CODE');
use POE qw(Wheel::Run);
my $parent = $$;
our $object = bless [];
sub DESTROY { print $$ == $parent ? "parent's" : "child's", " object\n" }
END { print $$ == $parent ? "parent's" : "child's", " END\n" }
my @ends = (sub { }, sub { die "x\n" });
POE::Session->create(inline_states => {
    _start => sub { $_[KERNEL]->yield('next') },
    next => sub {
        my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program => shift @ends, StdinEvent => 'in', StderrEvent => 'err');
        $_[KERNEL]->sig_child($wheel->PID, 'over');
    },
    err => sub { },
    over => sub { delete $_[HEAP]{wheel}; $_[KERNEL]->yield('next') if @ends },
});
POE::Kernel->run;
CODE
    is $child->{stdout}, "parent's END\nparent's object\n";
    is $child->{stderr}, '';
};

subtest 'it cannot fall back into the parent\'s program' => sub {
    plan skip_all => 'upstream lets it' if is_upstream();
    my @ran;
    for my $turn (1 .. 2) {
        no warnings 'exiting';
        my $log = run_wheel(Program => sub { next if $turn == 1; last });
        push @ran, $turn;
        is_deeply $log->{status}, [0] or last;
    }
    is_deeply \@ran, [ 1, 2 ];
    is $$, $parent;
};

subtest 'other descriptors are the parent\'s' => sub {
    open my $other, '<', $0 or die $!;
    my $code = sub { print defined fileno $other && -e $other ? "open\n" : "closed\n" };
    is_deeply run_wheel(Program => $code)->{stdout}, ['open'];
    is_deeply run_wheel(Program => $code, CloseOnCall => 1)->{stdout}, ['closed'], 'CloseOnCall';
    ok -e $other, 'the parent has it still';
};

subtest 'CloseOnCall leaves nothing but the three' => sub {
    plan skip_all => 'needs /proc' unless -d '/proc/self/fd';
    my $list = sub {
        opendir my $folder, '/proc/self/fd' or die;
        my @open = grep { -e "/proc/self/fd/$_" } grep {/\d/} readdir $folder;
        print "@{[ sort grep { $_ != fileno $folder } @open ]}\n";
    };
    is_deeply run_wheel(Program => $list, CloseOnCall => 1)->{stdout}, ['0 1 2'];
};

subtest 'an event kernel of its own' => sub {
    my $log = run_wheel(
        Program => sub {
            POE::Kernel->stop;
            POE::Session->create(
                inline_states => {
                    _start => sub { $_[KERNEL]->delay(tick => 0.01) },
                    tick   => sub { print "tick\n" },
                });
            POE::Kernel->run;
            print "done\n";
        });
    is_deeply $log->{stdout}, [ 'tick', 'done' ];
    is_deeply $log->{status}, [0];
};

subtest 'a wheel within' => sub {
    my $log = run_wheel(
        Program => sub {
            POE::Kernel->stop;
            my $inner = run_wheel(Program => [ 'echo', 'inner' ]);
            print "@{ $inner->{stdout} } $inner->{status}[0]\n";
        });
    is_deeply $log->{stdout}, ['inner 0'];
};

subtest 'the parent\'s handles need not be there' => sub {
    my $child = run_child(<<'CODE');
use POE qw(Wheel::Run);
open my $say, '>&', \*STDOUT or die;
close STDIN;
close STDOUT;
POE::Session->create(inline_states => {
    _start => sub {
        my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(
            Program => sub { print scalar <STDIN>; print STDERR "err\n" },
            StdoutEvent => 'said', StderrEvent => 'said');
        $wheel->put('in');
        $_[KERNEL]->sig_child($wheel->PID, 'over');
    },
    said => sub { push @{ $_[HEAP]{said} }, $_[ARG0] },
    over => sub { $_[KERNEL]->delay(done => 0.1) },
    done => sub { delete $_[HEAP]{wheel}; print $say join(' ', sort @{ $_[HEAP]{said} }), "\n" },
});
POE::Kernel->run;
CODE
    is $child->{stdout}, "err in\n" or diag $child->{stderr};
};

done_testing;
