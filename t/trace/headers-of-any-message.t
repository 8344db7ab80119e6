use strict;
use warnings;

use lib 't/lib';
use POETest;
use Test::More;

BEGIN { plan skip_all => 'contexts are ours alone' if is_upstream() }
use POE;
use POE::XS::Trace;

# HTTP::Message and its like, environments of PSGI, plain hashes.

my $told = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
{

    package Message;
    sub new { my ($class, %header) = @_; return bless {%header}, $class }

    sub header {
        my ($self, $name, $value) = @_;
        $self->{$name} = $value if @_ > 2;
        return ref $self->{$name} ? @{ $self->{$name} } : $self->{$name} // ();
    }
    sub remove_header { return delete $_[0]{ $_[1] } }
}

my @found = (
    { HTTP_TRACEPARENT => $told, HTTP_TRACESTATE => 'a=1' },
    { Traceparent      => $told, tracestate      => 'a=1' },
    Message->new(traceparent => $told, tracestate => [ 'a=1', 'b=2' ]),
);
my @not = (
    {}, { HTTP_TRACEPARENT => 'odd' }, Message->new,
    Message->new(traceparent => [ $told, $told ]));

session(
    _start => sub { $_[KERNEL]->yield('it') },
    it     => sub {
        ok(!POE::XS::Trace->inject({}), 'nothing goes out before it is on');
        ok(!POE::XS::Trace->extract($found[0]), 'nor comes in');
        POE::XS::Trace->start;
        ok(!POE::XS::Trace->inject({}), 'nor in the handler that switches it on');
        $_[KERNEL]->yield('on');
    },
    on => sub {
        my %plain = (Tracestate => 'old=1');
        ok(POE::XS::Trace->inject(\%plain), 'a trace of our own');
        is_deeply(
            \%plain, { traceparent => POE::XS::Trace->traceparent },
            'with no state, and no old one'
        );
        ok(!POE::XS::Trace->extract($_), 'no header, or a bad one') for @not;
        for my $from (@found) {
            ok(POE::XS::Trace->extract($from), ref($from) . ': a header');
            like(
                POE::XS::Trace->traceparent, qr/-0af7651916cd43dd8448eb211c80319c-/,
                'it is this trace'
            );
            like(POE::XS::Trace->tracestate, qr/\Aa=1/, 'with its state');
        }
        is(POE::XS::Trace->tracestate, 'a=1,b=2', 'lines of a header are one');
        my $message = Message->new(tracestate => 'old=1', traceparent => 'old');
        ok(POE::XS::Trace->inject($message), 'into a message');
        is($message->{traceparent}, POE::XS::Trace->traceparent, 'the old one is gone');
        is($message->{tracestate}, 'a=1,b=2', 'so is its state');
        for my $how (qw(inject extract)) {
            eval { POE::XS::Trace->$how([]) };
            like(
                $@,
                qr/\A$how: (?:from|into) an HTTP::Message, or a reference to a hash at \Q$0\E /,
                "$how: no message"
            );
        }
        POE::XS::Trace->stop;
        is(POE::XS::Trace->traceparent, undef, 'and off again');
    });
POE::Kernel->run;
is(POE::XS::measures(), 'off', 'nothing is measured any more');

done_testing;
