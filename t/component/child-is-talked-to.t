use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

plan skip_all => 'for the component of this distribution' if is_upstream();
require POE::Component::Child;

# write, quit, kill and shutdown; which of them make an end a good one.

# Runs the code with a component, and again what it returns once something has come. Returns a log.
sub talked {
    my ($code, %param) = @_;
    my @log;
    my $note = sub {
        my $what = $_[ARG1];
        push @log, "$_[STATE] " . ($what->{out} // $what->{rc});
        $param{then}->($_[ARG0], $log[-1]) if $param{then};
    };
    play(
        (map { $_ => $note } qw(stdout stderr done died)),
        _start => sub {
            $_[KERNEL]->alias_set('main');
            $code->(POE::Component::Child->new(writemap => $param{writemap}));
        },
    );
    return \@log;
}

is_deeply talked(sub {
    my ($child) = @_;
    $child->run('cat');
    ok $child->write('l1', 'l2');
    $child->quit;
    }),
    [ 'stdout l1', 'stdout l2', 'done 0' ], 'write, and quit without a word';

is_deeply talked(sub { $_[0]->run('cat'); $_[0]->quit('bye') }), [ 'stdout bye', 'done 0' ],
    'quit with a word';

is_deeply talked(sub { $_[0]->run('cat'); $_[0]->quit }, writemap => { quit => 'by default' }),
    [ 'stdout by default', 'done 0' ], 'quit with that of the map';

is_deeply talked(sub {
    my ($child) = @_;
    $child->run('wc -c');
    $child->write('x' x 99_999) for 1 .. 20;
    $child->quit('end');
    })->[0] =~ s/\D+/stdout /r,
    'stdout 2000004', 'quit waits until everything is written';

is_deeply talked(sub { $_[0]->run('read word; exit 3'); $_[0]->quit('bye') }), ['done 768'],
    'after quit any end is a good one';

is_deeply talked(
    sub { $_[0]->run('cat'); $_[0]->hello; $_[0]->hello },
    writemap => { hello => 'good morning', bye => 'good night' },
    then     => sub { $_[0]->quit if $_[1] eq 'stdout good night'; $_[0]->bye if !$_[0]{said}++ },
    ),
    [ ('stdout good morning') x 2, 'stdout good night', 'done 0' ], 'words of the map are methods';

subtest 'kill' => sub {
    is_deeply talked(sub { $_[0]->run('exec sleep 50'); is $_[0]->kill, 1 }), ['died 15'], 'TERM';
    is_deeply talked(sub { $_[0]->run('exec sleep 50'); $_[0]->kill(HARD  => 1) }), ['died 9'];
    is_deeply talked(sub { $_[0]->run('exec sleep 50'); $_[0]->kill(SIG   => 'INT') }), ['died 2'];
    is_deeply talked(sub { $_[0]->run('exec sleep 50'); $_[0]->kill(NODIE => 1) }), ['done 15'],
        'NODIE makes it a good end';
};

subtest 'a child that has ended' => sub {
    my @answers;
    talked(
        sub { $_[0]->run('exit 0') },
        then => sub {
            my ($child) = @_;
            @answers = map { $child->$_ } qw(write quit kill stdin_close);
            push @answers, $child->wheel, $child->wheelid;
        });
    my $id = pop @answers;
    is_deeply \@answers, [ 0, 0, 0, 0 ], 'hears nothing, and that is no error';
    ok $id, 'its ID is still the current one';
};

subtest 'nobody at all' => sub {
    talked(sub {
        my ($child) = @_;
        is_deeply [ map { $child->$_ } qw(write quit kill) ], [ 0, 0, 0 ];
        is $child->wheelid, undef;
    });
};

subtest 'the wheel' => sub {
    talked(sub {
        my ($child) = @_;
        my $id = $child->run('cat');
        is $child->wheel->ID, $id;
        is $child->wheel($id)->ID, $id;
        is $child->wheel($id + 1), undef;
        isa_ok $child->wheel, 'POE::Wheel::Run';
        $child->stdin_close($id);
    });
};

subtest 'words that are not there' => sub {
    my $error;
    talked(sub {
        eval { $_[0]->nonsense(1); 1 } or $error = $@;
    });
    like $error,
        qr/\ACan't locate object method "nonsense" via package "POE::Component::Child" at \Q$0\E line/;
    ok !eval { POE::Component::Child->nonsense; 1 };
};

subtest 'bad arguments' => sub {
    my @errors;
    talked(sub {
        my ($child) = @_;
        eval { $child->run;                         1 } or push @errors, $@;
        eval { POE::Component::Child->new('alias'); 1 } or push @errors, $@;
    });
    s/ at \Q$0\E line \d+\.\n\z// for @errors;
    is_deeply \@errors,
        [
        'run() needs a program or a routine',
        'POE::Component::Child->new() requires an even number of parameters'
        ];
};

subtest 'attr' => sub {
    talked(sub {
        my ($child) = @_;
        is $child->attr('alias'), 'main';
        is $child->attr('my/own/place', 0), 0, 'sets, also what is false';
        is $child->attr('my/own/place'), 0;
        is_deeply $child->attr('my'), { own => { place => 0 } };
        is $child->attr('my/other/place'), undef;
        is $child->attr('alias/of/what'), undef;
        ok !exists $child->attr('my')->{other}, 'asking makes nothing';
    });
};

subtest 'debug' => sub {
    my $said = stderr_of(<<'PERL');
use POE qw(Component::Child);
POE::Session->create(inline_states => {
    _start => sub { POE::Component::Child->new(debug => 1, events => { stdout => undef })->run('true') },
});
POE::Kernel->run;
PERL
    like $said, qr/^>POE::Component::Child-\d+: run: true$/m;
};

done_testing;
