use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

# A program may exit wherever it is. What runs after that, END blocks and destructors, may still ask
# the kernel for something.

my $prelude = <<'CODE';
    use POE;
    package Asks { sub DESTROY { my $k = $POE::Kernel::poe_kernel or return; $k->state("x"); $k->post(me => "y"); $k->alias_list; print "destroyed " } }
    our $global = bless [], 'Asks';
    sub use_stack { my ($n) = @_; return $n ? use_stack($n - 1) : join ' ', sort { $a <=> $b } reverse 1 .. 200 }
    END {
        use_stack(60);
        $poe_kernel->get_active_session;
        $poe_kernel->get_active_event;
        $poe_kernel->call(me => 'nested');
        $poe_kernel->post(me => 'y');
        $poe_kernel->stop;
        print 'ended ';
    }
CODE

my %place = (
    'a posted event' => 'x => sub { exit 3 }',
    'a nested one'   => 'x => sub { $_[KERNEL]->call(me => "z") }, z => sub { exit 3 }',
    '_start' => 'x => sub { POE::Session->create(inline_states => { _start => sub { exit 3 } }) }',
    '_stop'  =>
        'x => sub { POE::Session->create(inline_states => { _start => sub { }, _stop => sub { exit 3 } }) }',
    'a file handler' =>
        'x => sub { pipe $_[HEAP]{in}, my $out; close $out; $_[KERNEL]->select_read($_[HEAP]{in}, "z") }, z => sub { exit 3 }',
    'a signal handler' =>
        'x => sub { $_[KERNEL]->sig(FOO => "z"); $_[KERNEL]->signal(me => "FOO") }, z => sub { exit 3 }',
    'a handler of %SIG' =>
        'x => sub { $SIG{USR1} = sub { exit 3 }; $_[KERNEL]->delay(z => 5); kill USR1 => $$ }',
    'a callback'   => 'x => sub { $_[SESSION]->callback("z")->() }, z => sub { exit 3 }',
    'another loop' =>
        'x => sub { $_[KERNEL]->delay(z => 0.01); $_[KERNEL]->run }, z => sub { exit 3 }',
);

for my $name (sort keys %place) {
    subtest "exit in $name" => sub {
        my $child = run_child(<<"CODE");
            $prelude
            POE::Session->create(inline_states => {
                _start => sub { \$_[KERNEL]->alias_set('me'); \$_[HEAP]{own} = bless [], 'Asks'; \$_[KERNEL]->yield('x') },
                nested => sub { print 'called ' },
                $place{$name},
            });
            POE::Kernel->run;
            print 'not reached';
CODE
        is $child->{status}, 3 << 8, 'gives its status';
        like $child->{stdout}, qr/ended/;
        unlike $child->{stdout}, qr/not reached/;
        is $child->{stderr}, '';
    };
}

done_testing;
