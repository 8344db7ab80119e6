use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Terminal;
use Test::More;

my $missing = Terminal::missing('Term::ReadKey');
plan skip_all => $missing if $missing;

# A program with a wheel, whose line "do" has code run.
sub program {
    my ($code, $states) = @_;
    return <<"PROGRAM";
use POE qw(Wheel::ReadLine);
my \$wheel;
POE::Session->create(
    inline_states => {
        _start => sub {
            \$wheel = POE::Wheel::ReadLine->new(InputEvent => 'got', PutMode => 'idle', IdleTime => 1000);
            \$_[KERNEL]->sig(USR1 => 'usr1');
            \$wheel->get('> ');
            $code
        },
        _stop => sub { print STDERR "stopped\\n" },
        got   => sub { print STDERR defined \$_[ARG0] ? "[\$_[ARG0]]" : "<\$_[ARG1]>", "\\n"; \$wheel->get if \$wheel },
        usr1  => sub { undef \$wheel; \$_[KERNEL]->sig('USR1'); \$_[KERNEL]->sig_handled },
        @{[ $states // '' ]}
    });
POE::Kernel->run;
PROGRAM
}

sub started {
    my $terminal = Terminal->start(program(@_));
    $terminal->line_is('> |') if "@_" !~ /ready/;
    return $terminal;
}

subtest 'dropped while a line is edited' => sub {
    my $terminal = started('');
    $terminal->type('abc');
    $terminal->line_is('> abc|');
    $terminal->signal('USR1');
    is $terminal->ends, 0, 'nothing keeps the session, not even the time until idle';
    is $terminal->errors, "stopped\n";
    ok !$terminal->is_raw, 'the terminal is as it was';
};

subtest 'dropped in one of its own functions' => sub {
    my $terminal = started(q{$wheel->bind_key('C-o', sub { undef $wheel });});
    $terminal->type("abc\cOdef\r");
    is $terminal->ends, 0, 'nothing keeps the session';
    is $terminal->errors, "stopped\n", 'and no further key counts' if !is_upstream();
    ok !$terminal->is_raw, 'the terminal is as it was';
};

subtest 'dropped by the completion function' => sub {
    plan skip_all => 'upstream goes on' if is_upstream();
    my $terminal = started(
        q{$wheel->attribs->{completion_function} = sub { undef $wheel; return 'abcdef' };});
    $terminal->type("abc\tdef\r");
    is $terminal->ends, 0;
    is $terminal->errors, "stopped\n";
    ok !$terminal->is_raw, 'the terminal is as it was';
};

subtest 'replaced by another' => sub {
    my $terminal = started('', <<'CODE');
        got => sub {
            print STDERR "[$_[ARG0]]\n";
            undef $wheel;
            return if $_[ARG0] eq 'end';
            $wheel = POE::Wheel::ReadLine->new(InputEvent => 'got');
            $wheel->get('again> ');
        },
CODE
    $terminal->type("one\r");
    $terminal->line_is('again> |');
    $terminal->type("end\r");
    is $terminal->ends, 0;
    is $terminal->errors, "[one]\n[end]\nstopped\n";
};

subtest 'a function that dies' => sub {
    my $terminal = started(q{$wheel->bind_key('C-o', sub { die "oh\n" });});
    $terminal->type("abc\cO");
    isnt $terminal->ends, 0, 'ends the program';
    like $terminal->errors, qr/^oh$/m, 'with its words';
    ok !$terminal->is_raw, 'the terminal is as it was';
};

subtest 'a program that exits' => sub {
    plan skip_all => 'upstream leaves the terminal' if is_upstream();
    my $terminal = started(q{$wheel->bind_key('C-o', sub { exit 3 });});
    $terminal->type("abc\cO");
    is $terminal->ends, 3 << 8, 'in a function';
    ok !$terminal->is_raw, 'the terminal is as it was';
    $terminal = started('', 'got => sub { exit 4 },');
    $terminal->type("\cC");
    is $terminal->ends, 4 << 8, 'after an exception';
    ok !$terminal->is_raw, 'the terminal is as it was';
};

subtest 'a process that it forks' => sub {
    plan skip_all => 'upstream gives the terminal back there' if is_upstream();
    my $terminal
        = started('my $pid = fork // die; exit if !$pid; waitpid $pid, 0; $wheel->put("forked");');
    $terminal->shows(qr/^forked$/m);
    ok $terminal->is_raw, 'leaves the terminal alone when it exits';
    $terminal->signal('USR1');
    is $terminal->ends, 0;
};

subtest 'the terminal goes away' => sub {
    plan skip_all => 'upstream does not see it' if is_upstream();
    my $terminal = started(
        '$SIG{HUP} = "IGNORE"; $wheel->get("ready> ");',
        'got => sub { print STDERR "<$_[ARG1]>\n"; undef $wheel },'
    );
    $terminal->line_is('ready> |');
    $terminal->hang_up;
    is $terminal->ends, 0;
    is $terminal->errors, "<eot>\nstopped\n", 'is the end of input';
};

done_testing;
