use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Framing;
use POETest;
use Stage ();
use Test::More;

plan skip_all => 'upstream has no such package' if is_upstream();

require POE;
POE->import;
require POE::Driver::SysRW;
require POE::Filter::Line;
require POE::Wheel::Pump;

# What stock wheels share; a wheel's slots are plain variables here.

sub reader  { return POE::Wheel::Pump::reader(@_) }
sub writer  { return POE::Wheel::Pump::writer(@_) }
sub deliver { return POE::Wheel::Pump::deliver(@_) }

my ($driver, $filter, $event) = (POE::Driver::SysRW->new, POE::Filter::Line->new, 'record');

# Runs code in a session that notes its events; returns the notes.
sub notes {
    my ($code) = @_;
    my @notes;
    session(
        _start => sub { $code->(@_) },
        map {
            my $name = $_;
            $name => sub { push @notes, join ' ', $name, @_[ POE::Session::ARG0() .. $#_ ]; return }
        } qw(record other flushed high low)
    );
    POE::Kernel->run;
    return \@notes;
}

sub poe_call {
    my ($code, $handle) = @_;
    my $session = $POE::Kernel::poe_kernel->get_active_session;
    $POE::Kernel::poe_kernel->state(pump => $code);
    $POE::Kernel::poe_kernel->call($session, 'pump', $handle, 0);
    $POE::Kernel::poe_kernel->state('pump');
    return;
}

subtest 'deliver' => sub {
    is_deeply notes(sub { deliver(\$filter, \$event, 7, [ "a\nb", "\nc" ]) }),
        [ 'record a 7', 'record b 7' ];
    is_deeply notes(sub { deliver(\$filter, \$event, '8', ["\n"]) }), ['record c 8'];
    my $nobody;
    is_deeply notes(sub { deliver(\$filter, \$nobody, 7, ["a\n"]) }), [], 'no event';
    is $filter->get_pending, undef, '... drops records';
    says sub { deliver($filter->[0], \$event, 7, []) },
        'POE::Wheel::Pump::deliver: the first two arguments must be references to slots';
};

subtest 'reader' => sub {
    my ($near, $far) = Stage::socket_pair();
    my @ends;
    is_deeply notes(sub {
        my $read = reader(
            \$driver, \$filter, \$event, 7,
            sub { push @ends, [ $_[0] == $near, $! + 0, @_[ 1 .. $#_ ] ] },
            \my $error_event
        );
        $error_event = 'failed';
        syswrite $far, "a\nb\n";
        poe_call($read, $near);
        poe_call($read, $near);
        $event = 'other';
        syswrite $far, "c\n";
        poe_call($read, $near);
        close $far;
        poe_call($read, $near);
        }),
        [ 'record a 7', 'record b 7', 'other c 7' ];
    is_deeply \@ends, [ [ 1, 0, 7, 'failed' ] ], 'the end is for its own code';
    $event = 'record';
    is error_of(sub {
        reader($driver->[1], \$filter, \$event, 7, sub { });
        }),
        'POE::Wheel::Pump::_read: argument 1 must be a reference to a slot';
    like error_of(sub { reader(\$driver) }), qr/reader: 5 or 6 arguments, got 1/;
    my $read = reader(\$driver, \$filter, \$event, 7, sub { });
    like error_of(sub { $read->() }), qr/this is the handler of a select/,
        'is called by the kernel only';
};

subtest 'writer' => sub {
    my ($near, $far)       = Stage::socket_pair();
    my ($octets, $flushed) = (0, 'flushed');
    my @errors;
    is_deeply notes(sub {
        my $write = writer(
            \$driver, \$octets, \$flushed, 7,
            sub { push @errors, $! + 0, @_[ 1 .. $#_ ] });
        $octets = $driver->put(['abc']);
        poe_call($write, $near);
        is $octets, 0, 'counts';
        close $far;
        $octets = $driver->put(['de']);
        local $SIG{PIPE} = 'IGNORE';
        poe_call($write, $near);
        is $octets, 2;
        }),
        ['flushed 7'];
    is_deeply \@errors, [ 0 + Errno::EPIPE(), 7 ];
    like error_of(sub { writer(\$driver, \$octets, \$flushed, 7) }),
        qr/5, 6 or 11 arguments, got 4/;
    like error_of(sub {
        writer(\$driver, \$octets, \$flushed, 7, sub { }, \(($octets) x 2));
        }),
        qr/5, 6 or 11 arguments, got 7/;
};

subtest 'the variables may go before the code' => sub {
    my ($near, $far) = Stage::socket_pair();
    my $read = do {
        my ($d, $f, $e) = (POE::Driver::SysRW->new, POE::Filter::Line->new, 'record');
        reader(\$d, \$f, \$e, 7, sub { });
    };
    syswrite $far, "x\n";
    is_deeply notes(sub { poe_call($read, $near) }), ['record x 7'];
};

subtest 'outside of sessions' => sub {
    is error_of(sub { deliver(\$filter, \$event, 7, ["a\n"]) }), '', 'nobody hears';
};

done_testing;
