use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest qw(is_upstream run_child);
use Test::More;

# Whatever ends in a handler of the wheel - the wheel, its session, the kernel, the program - ends in order.

# A program with a wheel in whose handler of one event something is done. It says which handlers ran.
sub program {
    my ($event, $does) = @_;
    return <<"CODE";
        use POE qw(Wheel::ReadWrite Filter::Stream);
        use Socket;
        use IO::Handle;
        socketpair my \$near, my \$far, AF_UNIX, SOCK_STREAM, 0 or die;
        \$_->blocking(0) for \$near, \$far;
        my \%does = ('$event' => sub { $does });
        sub handler {
            my (\$name) = \@_;
            return sub { print "\$name "; goto &{ \$does{\$name} } if \$does{\$name}; return };
        }
        POE::Session->create(inline_states => {
            _start => sub {
                \$_[HEAP]{wheel} = POE::Wheel::ReadWrite->new(
                    Handle => \$near, Filter => POE::Filter::Stream->new,
                    InputEvent => 'input', ErrorEvent => 'error', FlushedEvent => 'flushed',
                    HighMark => 900_000, LowMark => 10, HighEvent => 'high', LowEvent => 'low',
                );
                \$_[KERNEL]->delay(late => 5);
                syswrite \$far, 'record'                                       if '$event' eq 'input';
                close \$far                                                    if '$event' eq 'error';
                \$_[HEAP]{wheel}->put('x')                                     if '$event' eq 'flushed';
                \$_[HEAP]{wheel}->put('x' x 900_000), \$_[KERNEL]->yield('drain')  if '$event' eq 'low';
                \$_[HEAP]{wheel}->put('x' x 800_000), \$_[HEAP]{wheel}->set_high_mark(100) if '$event' eq 'high';
            },
            _stop => sub { print '_stop ' },
            drain => sub {
                1 while sysread \$far, my \$bytes, 65_536;
                \$_[KERNEL]->delay(drain => 0.001) if \$_[HEAP]{wheel} && \$_[HEAP]{wheel}->get_driver_out_octets;
            },
            late => sub { print 'late '; delete \$_[HEAP]{wheel}; \$_[KERNEL]->stop },
            died => sub { print 'DIE '; delete \$_[HEAP]{wheel}; \$_[KERNEL]->alarm_remove_all; \$_[KERNEL]->sig_handled },
            (map { \$_ => handler(\$_) } qw(input error flushed high low)),
        });
        eval { POE::Kernel->run; 1 } or print "died: \$\@";
        print 'end';
CODE
}

my @events = qw(input error flushed high low);

# What a program says when something is done in the handler of each event.
sub says_for_each {
    my ($does, %expected) = @_;
    my %said;
    for my $event (@events) {
        my $child = run_child(program($event, $does), env => { POE_CATCH_EXCEPTIONS => undef });
        $said{$event} = $child->{stdout};
        $said{$event} =~ s/_stop // if $expected{any_stop};
        $said{$event} .= " status $child->{status}" if $child->{status};
        $said{$event} .= " said $child->{stderr}"   if $child->{stderr} ne '' && !$expected{noisy};
    }
    delete @expected{qw(noisy any_stop)};
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return is_deeply \%said,
        {
        (map { $_ => $expected{all} =~ s/EVENT/$_/r } @events),
        map { $_ => $expected{$_} } grep { $_ ne 'all' } keys %expected
        };
}

my $let_go = 'delete $_[HEAP]{wheel}; $_[KERNEL]->alarm_remove_all; $_[KERNEL]->delay("drain");';

subtest 'the wheel' => sub {
    says_for_each($let_go, all => 'EVENT _stop end', low => 'low flushed _stop end');
};

subtest 'by an exception that is handled' => sub {
    says_for_each(q($_[KERNEL]->sig(DIE => 'died'); die "oops\n"), all => 'EVENT DIE _stop end');
};

subtest 'the session, by an exception' => sub {
    says_for_each('die "oops\n"', all => "EVENT _stop died: oops\nend", noisy => 1);
};

subtest 'the kernel' => sub {
    says_for_each('$_[KERNEL]->stop', all => 'EVENT end', any_stop => 1);
};

subtest 'the program' => sub {
    says_for_each('exit', all                                     => 'EVENT ');
    says_for_each('POSIX::_exit(0); BEGIN { require POSIX }', all => 'EVENT ');
};

subtest 'everything at once' => sub {
    says_for_each(
        "$let_go \$_[KERNEL]->stop; die qq(oops\\n)", all => "EVENT died: oops\nend",
        noisy                                             => 1, any_stop => 1
    );
    says_for_each("$let_go undef \$near; close \$far; exit", all => 'EVENT ');
};

subtest 'a wheel that is there when the program ends' => sub {
    my $begin
        = 'use POE qw(Wheel::ReadWrite); POE::Kernel->run; pipe my $in, my $out; our ($global, %kept);';
    my $make
        = 'POE::Wheel::ReadWrite->new(InputHandle => $in, OutputHandle => $out, InputEvent => "i")';
    my %programs = (
        'in a variable of a package' =>
            "$begin POE::Session->create(inline_states => { _start => sub { \$global = $make; \$global->put('x') } }); print 'end'; exit",
        'in a lexical variable' =>
            "$begin my \$lexical; POE::Session->create(inline_states => { _start => sub { \$lexical = $make } }); print 'end'; exit",
        'in a cycle' =>
            "$begin POE::Session->create(inline_states => { _start => sub { my \$wheel = $make; \$kept{cycle} = \\%kept; \$kept{wheel} = [\$wheel, \\%kept] } }); print 'end'; exit",
        'in a handler' =>
            "$begin POE::Session->create(inline_states => { _start => sub { my \$wheel = $make; \$_[KERNEL]->yield('x'); \$_[HEAP]{wheel} = \$wheel }, x => sub { print 'end'; exit } }); POE::Kernel->run",
    );
    for my $name (sort keys %programs) {
        my $child = run_child($programs{$name});
        is "$child->{stdout}$child->{stderr}$child->{status}", 'end0', $name;
    }
};

subtest 'a wheel that outlives its session' => sub {
    my $child = run_child(<<'CODE');
        use POE qw(Wheel::ReadWrite);
        pipe my $in, my $out;
        my $wheel;
        POE::Session->create(inline_states => {
            _start => sub {
                $wheel = POE::Wheel::ReadWrite->new(InputHandle => $in, OutputHandle => $out, InputEvent => 'i');
                $wheel->pause_input;
                $_[KERNEL]->sig(IDLE => 'idle');
                $_[KERNEL]->delay(boom => 0.01);
            },
            boom => sub { die "boom\n" },
            _stop => sub { print 'stopped ' },
        });
        eval { POE::Kernel->run };
        print $@ =~ s/\n/ /r;
        print join ' ', map { $_ // 'undef' } $wheel->get_driver_out_octets, $wheel->put('x'), $wheel->get_driver_out_octets, '';
        undef $wheel;
        POE::Session->create(inline_states => { _start => sub { print 'next session ' } });
        POE::Kernel->run;
        print 'end';
CODE
    is $child->{stdout}, 'stopped boom 0 0 2 next session end' =~ s/0 0 2/0 0 3/r,
        'is of no use and does no harm';
    is $child->{status}, 0;
};

done_testing;
