use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;
use WheelRun;

use POE qw(Wheel::Run);

{

    package Tied;
    sub TIEHANDLE { return bless [], shift }
    sub PRINT     { my $self = shift; push @$self, "$$: @_"; return 1 }
    sub WRITE     { return 0 }
    sub READLINE  { return "of the tie\n" }
    sub FILENO    {return}
    sub CLOSE     { return 1 }
}

sub tied_to {
    my ($name, $code) = @_;
    no strict 'refs';
    my $tie = tie *{"STD$name"}, 'Tied';
    $code->($tie);
    undef $tie;
    untie *{"STD$name"};
    return;
}

for my $name (qw(OUT ERR)) {
    subtest "tied STD$name" => sub {
        tied_to(
            $name => sub {
                my ($tie) = @_;
                my $log = run_wheel(Program => 'echo out; echo err >&2');
                is_deeply $log->{stdout}, ['out'];
                is_deeply $log->{stderr}, ['err'];
                is_deeply $log->{status}, [0];
                is_deeply [@$tie], [], 'the tie has nothing';
                no strict 'refs';
                ok tied *{"STD$name"}, 'and is there still';
            });
    };

    subtest "tied STD$name and code" => sub {
        my $code = sub {
            print "out\n";
            print STDERR "err\n";
            print "tied\n" if tied *STDOUT or tied *STDERR;
        };
        tied_to(
            $name => sub {
                my $log = run_wheel(Program => $code);
                is_deeply $log->{stdout}, ['out'];
                is_deeply $log->{stderr}, ['err'];
            });
    };
}

subtest 'the process of a program warns of it' => sub {
    for my $name (qw(OUT ERR)) {
        my $child = run_child(<<'CODE', env => { NAME => "STD$name" });
use POE qw(Wheel::Run);
{ package Tied; sub TIEHANDLE { bless [] } sub PRINT { } sub FILENO { } }
open my $saved, '>&', \*STDERR or die;
$SIG{__WARN__} = sub { my $text = "@_"; syswrite $saved, $text };
{ no strict 'refs'; tie *{ $ENV{NAME} }, 'Tied' }
POE::Session->create(inline_states => {
    _start => sub {
#line 100 "here.pl"
        my $wheel = $_[HEAP]{wheel} = POE::Wheel::Run->new(Program => ['true']);
        $_[KERNEL]->sig_child($wheel->PID, 'over');
    },
    over => sub { delete $_[HEAP]{wheel} },
});
POE::Kernel->run;
CODE
        is $child->{stderr},
            "Cannot redirect into tied STD$name.  Untying it at here.pl line 100.\n";
    }
};

subtest 'tied STDIN' => sub {
    tied_to(
        IN => sub {
            my $log = run_wheel(
                Program => sub { print scalar <STDIN> },
                on      => { start => sub { $_[1]{wheel}->put('in') } },
            );
            is_deeply $log->{stdout}, ['in'], 'is untied for code';
            play(
                _start => sub {
                    ok !eval { POE::Wheel::Run->new(Program => ['true']) };
                    like $@,
                        qr/\ASomeone has closed or moved STDIN... exec\(\) won't find it at \Q$0\E/,
                        'refused for programs';
                });
        });
};

subtest 'handles that are not at their numbers' => sub {
    for my $name (qw(IN OUT ERR)) {
        my $child = run_child(<<'CODE', env => { NAME => "STD$name" });
use POE qw(Wheel::Run);
open my $say, '>&', \*STDOUT or die;
POE::Session->create(inline_states => {
    _start => sub {
        { no strict 'refs'; close *{ $ENV{NAME} } }
        eval {
#line 100 "here.pl"
            POE::Wheel::Run->new(Program => ['true']);
        };
        print $say $@;
    },
});
POE::Kernel->run;
CODE
        is $child->{stdout},
            "Someone has closed or moved STD$name... exec() won't find it at here.pl line 100.\n";
    }
};

by_fork_too();
done_testing;
