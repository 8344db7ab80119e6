use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Test::More;

use POE;

my @mine = ('first', 'second');

for my $how (qw(post yield call alarm delay alarm_set delay_set alarm_add delay_add)) {
    my @at_sending = @mine;
    my @seen;
    play(
        _start => sub {
            _send($how, \@at_sending, @_[ KERNEL, SESSION ]);
            $at_sending[0] = 'changed by sender';
        },
        got => sub { @seen = @_[ ARG0 .. $#_ ]; $_[ARG0] = 'changed'; $_[ARG1] = 'changed' },
    );
    is_deeply \@seen, \@mine, "$how: the handler gets what was given at sending";
    is $at_sending[1], 'second', "$how: assigning to its arguments touches nobody";
}

sub _send {
    my ($how, $args, $kernel, $session) = @_;
    return $kernel->$how($session, got => @$args) if $how =~ /^(?:post|call)\z/;
    return $kernel->yield(got => @$args)          if $how eq 'yield';
    return $kernel->$how(got => ($how =~ /alarm/ ? 1 : 0), @$args);
}

subtest 'references are passed on, not what they point to' => sub {
    my $data = [1];
    play(_start => sub { $_[KERNEL]->yield(push => $data) }, push => sub { push @{ $_[ARG0] }, 2 });
    is_deeply $data, [ 1, 2 ];
};

subtest 'a literal may be changed by the handler' => sub {
    my $ok;
    play(
        _start => sub {
            $_[KERNEL]->yield(edit => 'literal', 5);
            $_[KERNEL]->call($_[SESSION], edit => 'literal', 5);
        },
        edit => sub { $_[ARG0] .= '!'; $_[ARG1]++; $ok .= "$_[ARG0]$_[ARG1]" },
    );
    is $ok, 'literal!6literal!6';
};

subtest 'magical arguments are read when sent' => sub {
    my @seen;
    play(
        _start => sub { 'before' =~ /(.+)/ and $_[KERNEL]->yield(got => $1); 'after' =~ /(.+)/ },
        got    => sub { push @seen, $_[ARG0] },
    );
    is_deeply \@seen, ['before'];
};

subtest 'undef, empty and many' => sub {
    my @sizes;
    play(
        _start => sub {
            $_[KERNEL]->yield(count => @$_) for [], [undef], [ undef, '' ], [ 1 .. 5000 ];
        },
        count => sub { push @sizes, @_ - ARG0 },
    );
    is_deeply \@sizes, [ 0, 1, 2, 5000 ];
};

done_testing;
