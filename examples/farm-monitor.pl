#!/usr/bin/perl
# Thousands of hosts report to one data warehouse, a session of another kernel. A host that says nothing for two and a
# half periods is told of, and so is, at once, a process of hosts that ends. The hosts here are simulated: each is a
# session with a timer, many to a process, which is a farm.

use strict;
use warnings;

use Getopt::Long;
use POE         qw(Component::IKC);
use Time::HiRes qw(time);

my $usage = <<"TEXT";
usage: $0 warehouse --wire WIRE [--period SECONDS]
       $0 farm --wire WIRE --name NAME [--hosts N] [--period SECONDS]

The warehouse says once in a period how many hosts have reported, and what that took of a processor. A farm has N
hosts, 1500 by default, that report once in a period, 10 seconds by default; USR1 lets one of them die. Ctrl-C or
TERM ends both.

  --wire WIRE      ikc://HOST:PORT, where the warehouse listens, ikc+unix:/PATH, or nats://HOST:PORT/REALM
TEXT

my %option = (hosts => 1500, period => 10);
GetOptions(\%option, qw(wire=s name=s hosts=i period=f)) or die $usage;
my $work = shift // '';
die $usage if @ARGV or !$option{wire} or $work !~ /\A(?:warehouse|farm)\z/;
die $usage if $work eq 'farm' and !$option{name};
$| = 1;
$work eq 'farm' ? farm() : warehouse();
POE::Kernel->run;
print "stopped\n";

# ---------------------------------------------------------------------------
# The warehouse

sub warehouse {
    my $how = $option{wire} =~ /\Anatss?:/ ? 'wire' : 'listen';
    POE::Component::IKC->join($how => $option{wire}, name => 'Warehouse');
    POE::Session->create(
        inline_states => {
            _start => \&open_warehouse,
            report => \&take_report,
            sum_up => \&sum_up,
            went   => \&farm_is_gone,
            failed => sub { },            # what ends is told of by `went`
            finish => \&finish,
        },
        heap => { hosts => {}, silent => {}, reports => 0, used => used() },
    );
    return;
}

sub open_warehouse {
    my ($kernel) = $_[KERNEL];
    $kernel->alias_set('main');
    $kernel->alias_set('warehouse');
    $kernel->call(IKC => publish => warehouse => ['report']);
    $kernel->call(IKC => monitor => '*'       => { unregister => 'went', error => 'failed' });
    $kernel->delay(sum_up => $option{period});
    $kernel->sig($_ => 'finish') for 'INT', 'TERM';
    print "open\n";
    return;
}

sub take_report {
    my ($heap, $report) = @_[ HEAP, ARG0 ];
    my ($farm, $host, $load) = @$report;
    $heap->{reports}++;
    $heap->{hosts}{$farm}{$host} = [ time, $load ];
    print "$host is back\n" if %{ $heap->{silent} } and delete $heap->{silent}{$host};
    return;
}

sub sum_up {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    my $old = time - 2.5 * $option{period};
    my ($count, @silent) = 0;
    for my $farm (values %{ $heap->{hosts} }) {
        $count += keys %$farm;
        push @silent, grep { $farm->{$_}[0] < $old } keys %$farm;
    }
    print "$_ is silent\n" for sort grep { !$heap->{silent}{$_}++ } @silent;
    my $used = used();
    printf "%d hosts, %d silent, %d reports, %.1f %% of a processor\n", $count, scalar @silent,
        $heap->{reports}, 100 * ($used - $heap->{used}) / $option{period};
    @$heap{qw(used reports)} = ($used, 0);
    $kernel->delay(sum_up => $option{period});
    return;
}

# In seconds, of this process.
sub used { my ($user, $system) = times; return $user + $system }

# The farm's name is one of those that its kernel has.
sub farm_is_gone {
    my ($heap, $name) = @_[ HEAP, ARG1 ];
    my $hosts = delete $heap->{hosts}{$name} or return;
    delete @{ $heap->{silent} }{ keys %$hosts };
    print "farm $name is gone, with ", scalar keys %$hosts, " hosts\n";
    return;
}

# Both the warehouse and a farm.
sub finish {
    my ($kernel) = $_[KERNEL];
    $kernel->alarm_remove_all;
    $kernel->alias_remove('main');
    $kernel->sig($_) for 'INT', 'TERM', 'USR1';
    $kernel->post(IKC => 'shutdown');
    return $kernel->sig_handled;
}

# ---------------------------------------------------------------------------
# A farm

sub farm {
    POE::Component::IKC->join(
        wire       => $option{wire},
        name       => $option{name},
        on_connect => sub { print "connected\n" },
        on_error   => sub { },                       # the warehouse may come later
    );
    POE::Session->create(
        inline_states => {
            _start => \&begin_farm,
            _child => sub { },
            die    => \&let_one_die,
            failed => sub { },
            finish => \&finish_farm,
        },
    );
    return;
}

sub begin_farm {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->alias_set('main');
    $kernel->call(IKC => monitor => '*' => { error => 'failed' });
    $heap->{hosts} = [ map { start_host("$option{name}-$_") } 1 .. $option{hosts} ];
    $kernel->sig($_   => 'finish') for 'INT', 'TERM';
    $kernel->sig(USR1 => 'die');
    return;
}

# All begin at some time of the first period.
sub start_host {
    my ($name) = @_;
    return POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->delay(report => rand $option{period}) },
            report => \&report,
            die    => sub { $_[KERNEL]->delay('report') },
        },
        heap => $name,
    )->ID;
}

sub report {
    my ($kernel, $name) = @_[ KERNEL, HEAP ];
    $kernel->delay(report => $option{period});
    $kernel->call(
        IKC => post => 'poe://Warehouse/warehouse/report',
        [ $option{name}, $name, rand 4 ]);
    return;
}

sub let_one_die {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->post(pop @{ $heap->{hosts} }, 'die') if @{ $heap->{hosts} };
    return $kernel->sig_handled;
}

sub finish_farm {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    $kernel->post($_ => 'die') for @{ $heap->{hosts} };
    return finish(@_);
}
