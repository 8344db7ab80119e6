use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

subtest 'a line' => sub {
    my $terminal = Terminal->start(<<'PROGRAM');
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub {
            $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->get('Name: ');
        },
        got => sub {
            my ($line, $id, @more) = @_[ARG0 .. $#_];
            my $sender = $_[SENDER] == $_[SESSION] ? 'this session' : 'another';
            print STDERR "($line) ", $id == $wheel->ID ? 'ID' : $id, ' ', scalar(@more), " more from $sender\n";
            return $wheel->get if $line ne 'end';
            undef $wheel;
        },
    });
POE::Kernel->run;
PROGRAM
    $terminal->line_is('Name: |', 'the prompt');
    ok $terminal->is_raw, 'keys come one by one';
    $terminal->type("some one\r");
    $terminal->shows(qr/^Name: some one\nName:$/m, 'it stays for the next line');
    $terminal->type("\r");
    $terminal->shows(qr/(?:^Name:.*\n?){3}\z/m, 'an empty line');
    $terminal->type("end\cJ");
    is $terminal->ends, 0, 'nothing keeps the session';
    is $terminal->errors, <<'TEXT', 'the event';
(some one) ID 0 more from this session
() ID 0 more from this session
(end) ID 0 more from this session
TEXT
    ok !$terminal->is_raw, 'the terminal is as it was';
};

my $exceptions = <<'PROGRAM';
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub {
            $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->get('> ');
        },
        got => sub {
            my ($line, $exception, $id, @more) = @_[ARG0 .. $#_];
            print STDERR $line // 'undef', " $exception ", $id == $wheel->ID, ' ', scalar(@more), "\n";
            $wheel->put('heard') if $exception ne 'end';
            return $wheel->get if $exception ne 'eot';
            undef $wheel;
        },
    });
POE::Kernel->run;
PROGRAM

subtest 'exceptions' => sub {
    my $terminal = Terminal->start($exceptions);
    $terminal->line_is('> |');
    $terminal->type("abc\cC");
    $terminal->shows(qr/^> abc\^C\nheard\n>$/m, 'C-c');
    $terminal->type("abc\cG");
    $terminal->shows(qr/^> abc\^G\nheard\n>$/m, 'C-g');
    $terminal->type("abc\cD");
    $terminal->comes_to(
        sub { $terminal->bells },
        'C-d with a line before the cursor: the bell rings'
    );
    $terminal->type("\cU\cD");
    is $terminal->ends, 0, 'C-d on an empty line';
    is $terminal->errors, "undef interrupt 1 0\nundef cancel 1 0\nundef eot 1 0\n", 'the events';
    ok !$terminal->is_raw, 'the terminal is as it was';
};

subtest 'keys that come early' => sub {
    plan skip_all => 'upstream throws them away' if is_upstream();
    my $editor = Terminal->editor;
    $editor->type("one\rtwo\rthr\cBx");
    $editor->line_is('3> thx|r', 'wait for the next get');
    $editor->shows(qr/^1> one\n\[one\]\n2> two\n\[two\]\n3> thxr\n\z/m, 'each line by itself');
    $editor->number(3);
    $editor->type("\cCmore");
    $editor->line_is('4> |', 'an exception drops them');
    $editor->number(4);
    $editor->quits;
};

subtest 'between lines' => sub {
    my $terminal = Terminal->start(<<'PROGRAM');
use POE qw(Wheel::ReadLine);
my $wheel;
POE::Session->create(
    inline_states => {
        _start => sub { $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got'); $wheel->get('> ') },
        got    => sub { print "plain print\n"; $_[KERNEL]->delay(end => 0.2) },
        end    => sub { undef $wheel },
    });
POE::Kernel->run;
PROGRAM
    $terminal->line_is('> |');
    $terminal->type("x\r");
    $terminal->shows(qr/^> x\nplain print$/m, 'the program may print');
    ok !$terminal->is_raw, 'the terminal is as it was';
    is $terminal->ends, 0;
};

subtest 'the file' => sub {
    plan skip_all => 'upstream leaves it non-blocking' if is_upstream();
    my $terminal = Terminal->start(<<'PROGRAM');
use Fcntl;
use POE qw(Wheel::ReadLine);
POE::Session->create(
    inline_states => {
        _start => sub {
            my $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->get('> ');
            print STDERR fcntl(STDOUT, F_GETFL, 0) & O_NONBLOCK ? "non-blocking\n" : "blocking\n";
        },
        got => sub { },
    });
POE::Kernel->run;
PROGRAM
    is $terminal->ends, 0;
    is $terminal->errors, "blocking\n", 'that is written to is not made non-blocking';
};

subtest 'a line without a get' => sub {
    my $terminal = Terminal->start(<<'PROGRAM');
use POE qw(Wheel::ReadLine);
POE::Session->create(
    inline_states => {
        _start => sub { $_[HEAP]{wheel} = POE::Wheel::ReadLine->new(InputEvent => 'got') },
        got    => sub { },
    });
POE::Kernel->run;
print STDERR "over\n";
PROGRAM
    is $terminal->ends, 0;
    is $terminal->errors, "over\n", 'a wheel that does not read keeps no session';
};

done_testing;
