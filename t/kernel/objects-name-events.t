use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use POETest;
use Scalar::Util qw(blessed dualvar);
use Test::More;

use POE qw(Wheel::ReadWrite);

# What names an event is only read to find its handler. The handler gets what was given: an object, with or
# without a way to be a string, a string that is another number, a number.

package Plain {
    sub new { my ($class, $is) = @_; return bless { is => $is }, $class }
}

package Texting {
    use overload '""' => sub { $_[0]{is} }, fallback => 1;
    our @ISA = 'Plain';
}

my %maker = (
    'an object'               => sub { Plain->new($_[0]) },
    'an object that is text'  => sub { Texting->new($_[0]) },
    'a string that is number' => sub { dualvar(7, $_[0]) },
);

# What tells the kinds apart.
sub described {
    my ($name) = @_;
    return 'nothing'                   if !defined $name;
    return ref($name) . " $name->{is}" if ref $name;
    no warnings 'numeric';
    return $name + 0 ? "$name is " . ($name + 0) : "only $name";
}

my @ways = (
    qw(post yield call delay delay_add delay_set alarm alarm_add alarm_set postback callback sig sig_child
        select_read wheel)
);

sub send_all {
    my ($make, $kernel, $session, $heap) = @_[ 0, 3, 2, 4 ];
    $kernel->post($session, $make->('post'), 'x');
    $kernel->yield($make->('yield'), 'x');
    $kernel->call($session, $make->('call'), 'x');
    $kernel->$_($make->($_), 0, 'x') for qw(delay delay_add delay_set);
    $kernel->$_($make->($_), time, 'x') for qw(alarm alarm_add alarm_set);
    $session->postback($make->('postback'))->();
    $session->callback($make->('callback'))->();
    $kernel->sig(INVENTED => $make->('sig'));
    $kernel->signal($session, 'INVENTED');
    $kernel->sig_child(spawn(sub {0}), $make->('sig_child'));
    pipe $heap->{in}, $heap->{out}        or die "pipe: $!";
    socketpair my $near, my $far, 1, 1, 0 or die "socketpair: $!";
    syswrite $_, "x\n" for $heap->{out}, $far;
    $kernel->select_read($heap->{in}, $make->('select_read'));
    $heap->{wheel} = POE::Wheel::ReadWrite->new(Handle => $near, InputEvent => $make->('wheel'));
    $heap->{far}   = $far;
    return;
}

# What _default heard, and the handler of "found" in its STATE and in the CALLER_STATE of an event from there.
sub heard_of {
    my ($make) = @_;
    my (%heard, @found);
    play(
        _start => sub {
            my ($kernel, $heap) = @_[ KERNEL, HEAP ];
            $heap->{awaits} = { map { $_ => 1 } @ways };
            send_all($make, @_);
            $kernel->yield($make->('found'));
            $kernel->delay(late => scaled(20));
        },
        _default => sub {
            my ($kernel, $heap, $name, $args) = @_[ KERNEL, HEAP, ARG0, ARG1 ];
            my $way = blessed $name ? $name->{is} : $name;
            return if $way =~ /^_/;
            $heard{$way} = described($name);
            is $_[STATE], '_default', 'STATE is that of the handler' if $way eq 'post';
            $kernel->select_read($heap->{in})                        if $way eq 'select_read';
            delete $heap->{wheel}                                    if $way eq 'wheel';
            delete $heap->{awaits}{$way};
            return if keys %{ $heap->{awaits} };
            $kernel->sig('INVENTED');
            $kernel->delay('late');
            %$heap = ();
            return;
        },
        found => sub {
            push @found, described($_[STATE]), described($_[KERNEL]->get_active_event);
            $_[KERNEL]->yield('after');
            $_[KERNEL]->call($_[SESSION], 'after');
        },
        after => sub { push @found, described($_[CALLER_STATE]) },
        late  => sub { fail 'all came'; $_[KERNEL]->stop },
    );
    return \%heard, \@found;
}

# An object that is no text has no handler of its own: _default hears of all.
for my $kind (sort keys %maker) {
    subtest $kind => sub {
        my $make = $maker{$kind};
        my ($heard, $found) = heard_of($make);
        my @missing = $kind eq 'an object' ? ('found', @ways) : @ways;
        is_deeply $heard, { map { $_ => described($make->($_)) } @missing },
            '_default is given it, whichever way it is sent';
        is_deeply $found, $kind eq 'an object' ? [] : [ (described($make->('found'))) x 4 ],
            'a handler finds it in STATE, the next one in CALLER_STATE';
    };
}

done_testing;
