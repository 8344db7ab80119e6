use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# What wheels say when the system, an optional module or a file handle that they need is not there.
subtest 'no pseudo-terminals' => sub {
    my $child = run_child(<<'CODE');
        BEGIN { unshift @INC, sub { die "Can't locate $_[1] in \@INC (hidden)\n" if $_[1] =~ m{\AIO/(?:Pty|Tty)\.pm}; return } }
        use POE qw(Wheel::Run);
        print POE::Wheel::Run::PTY_AVAILABLE() ? 'available' : 'not available', "\n";
        POE::Session->create(inline_states => {
            _start => sub {
                for my $conduit (qw(pty pty-pipe)) {
#line 100 "here.pl"
                    eval { POE::Wheel::Run->new(Program => ['true'], Conduit => $conduit, StdoutEvent => 'x') };
                    print $@;
                }
                my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(Program => ['true'], StdoutEvent => 'x');
                $_[KERNEL]->sig_child($wheel->PID, 'ended');
                $_[KERNEL]->delay(nudge => 0.2);
            },
            x     => sub { },
            nudge => sub { kill CHLD => $$; $_[KERNEL]->delay(nudge => 0.2) },
            ended => sub { print "pipes work\n"; $_[KERNEL]->delay('nudge'); delete $_[HEAP]{wheel} },
        });
        POE::Kernel->run;
CODE
    my $refused = "IO::Pty is not available at here.pl line 100.\n";
    is $child->{stdout}, "not available\n$refused${refused}pipes work\n";
    is $child->{stderr}, '';
};

# With few descriptors, all of them taken and then given back one by one until a wheel can be made: each
# failure before has its text.
my $out_of_descriptors = <<'CODE';
    use strict;
    use POE qw(Wheel::Run);
    POE::Kernel->run;
    my %text;
    POE::Session->create(inline_states => {
        _start => sub {
            my @taken;
            while (open my $file, '<', '/dev/null') { push @taken, $file }
            for my $left (0 .. 12) {
                my $wheel = eval {
                    POE::Wheel::Run->new(Program => sub { exit }, StdoutEvent => 'x', StderrEvent => 'x');
                };
                my $text = $wheel ? 'made' : $@ =~ /\A(could not create \w+ pipe): Too many|\A(couldn't fork): .*Too many/ ? $1 // $2 : "other: $@";
                $text{$text}++;
                pop @taken;
            }
            @taken = ();
            print "$_\n" for sort keys %text;
        },
    });
    $SIG{__WARN__} = sub { };
    POE::Kernel->run;
    1 until wait < 0;
CODE

subtest 'out of descriptors' => sub {
    plan skip_all => 'upstream goes on with what it has' if is_upstream();
    local $ENV{CODE} = $out_of_descriptors;
    my $command = join ' ', map {quotemeta} $^X, (map {"-I$_"} grep { !ref } @INC), '-e',
        'eval $ENV{CODE}; die $@ if $@';
    my $said = `ulimit -n 40 && exec $command`;
    like $said, qr/^could not create stdin pipe$/m;
    like $said, qr/^made$/m, 'in the end it works';
    unlike $said, qr/^other/m, 'all failures are of pipes';
};

subtest 'the line editor without handles' => sub {
    plan skip_all => 'Term::ReadKey is not installed' if !eval { require Term::ReadKey };
    for my $name (qw(IN OUT)) {
        my $child = run_child(<<"CODE");
            open my \$keep, '>&', \\*STDOUT or die;
            \$SIG{__WARN__} = sub { print \$keep \@_ };
            close STD$name;
            eval { require POE; POE->import('Wheel::ReadLine'); 1 } or print \$keep "died: \$@";
CODE
        my $what = is_upstream() ? "Can't open private STD$name" : "can't dup STD$name";
        like $child->{stdout}, qr/^$what: \S/m, "STD$name: why";
        like $child->{stdout}, qr/^died: could not import qw\(Wheel::ReadLine\)/m,
            'it does not load';
    }
};

subtest 'the screen without a kernel' => sub {
    plan skip_all => 'Curses is not installed'      if !eval { require Curses };
    plan skip_all => 'upstream begins all the same' if is_upstream();
    my $child = run_child(<<'CODE');
        use POE qw(Wheel::Curses);
        POE::Kernel->run;
        local $POE::Kernel::poe_kernel;
#line 100 "here.pl"
        eval { POE::Wheel::Curses->new(InputEvent => 'x') };
        print $@;
CODE
    is $child->{stdout}, "POE::Wheel::Curses needs a working Kernel at here.pl line 100.\n";
};

done_testing;
