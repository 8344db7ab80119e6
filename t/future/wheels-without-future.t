# Without the module Future wheels work as ever; what needs it says so.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use POETest;

plan(skip_all => 'upstream POE has no futures') if is_upstream();

my $run = run_child(<<'PROGRAM');
    BEGIN { unshift @INC, sub { die "no $_[1] here\n" if $_[1] eq 'Future.pm'; return } }
    use POE qw(Wheel::ReadWrite Wheel::Run);
    pipe my $in, my $out;
    syswrite $out, "a line\n";
    POE::Session->create(inline_states => {
        _start => sub {
            my $wheel = $_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(InputHandle => $in, OutputHandle => $in);
            for my $ask (qw(read_line flushed closed)) {
                print $@ =~ /^(POE::Future needs the module Future)/ ? "$1\n" : "no error: $@\n" if !eval { $wheel->$ask; 1 };
            }
            $wheel->event(InputEvent => 'line');
        },
        line => sub { print "$_[ARG0]\n"; delete $_[HEAP]{wheel} },
    });
    POE::Kernel->run;
PROGRAM
is $run->{stdout}, "POE::Future needs the module Future\n" x 3 . "a line\n",
    'each says what it needs';
is $run->{stderr}, '', 'and nothing else';

done_testing();
