#!/usr/bin/perl
# Log files of many machines in one database. Shippers follow files and hand over what is written to them; one
# recorder, a session of another kernel, writes it down. Lines are kept until the recorder has them, and each lot of
# lines has a number, so nothing is lost and nothing is recorded twice when the recorder is away, or killed. Over
# sockets the shipper waits for the recorder's answer; over NATS it waits for the server, which keeps messages.

use strict;
use warnings;

use Getopt::Long;
use POE qw(Future Component::IKC Wheel::FollowTail);

my $usage = <<"TEXT";
usage: $0 record --wire WIRE DATABASE
       $0 ship --wire WIRE [--all] FILE ...
       $0 show DATABASE

"record" writes lines into the SQLite file DATABASE, "ship" sends what is written to the files, "show" lists
what was recorded. Ctrl-C or TERM ends the first two; a shipper hands over first what it has.

  --wire WIRE      ikc://HOST:PORT, where the recorder listens, ikc+unix:/PATH, or nats://HOST:PORT/REALM
  --all            begins with what the files already have
TEXT

my %option;
GetOptions(\%option, 'wire=s', 'all') or die $usage;
my ($work, @names) = @ARGV;
my %work = (record => \&record, ship => \&ship, show => \&show);
die $usage if !$work or !$work{$work} or !@names or $work ne 'show' and !$option{wire};
my $is_nats = ($option{wire} // '') =~ /\Anatss?:/;
$| = 1;
$work{$work}->(@names);

# ---------------------------------------------------------------------------
# The recorder

sub record {
    my ($file) = @_;
    my $db = open_database($file);
    POE::Component::IKC->join(
        ($is_nats ? 'wire' : 'listen') => $option{wire},
        name                           => 'Recorder'
    );
    POE::Session->create(
        inline_states => {
            _start  => \&begin_recording,
            lines   => \&take_lines,
            trouble => \&say_trouble,
            finish  => \&finish_recording,
        },
        heap => { db => $db },
    );
    POE::Kernel->run;
    print "stopped\n";
    return;
}

sub open_database {
    my ($file) = @_;
    require DBI;
    my $db = DBI->connect("dbi:SQLite:dbname=$file", '', '', { RaiseError => 1, PrintError => 0 });
    $db->do('CREATE TABLE IF NOT EXISTS lots (id TEXT PRIMARY KEY)');
    $db->do('CREATE TABLE IF NOT EXISTS lines (file TEXT, line TEXT)');
    return $db;
}

sub begin_recording {
    my ($kernel) = $_[KERNEL];
    $kernel->alias_set('log');
    $kernel->call(IKC => publish => log => ['lines'], $is_nats ? { durable => 1 } : ());
    $kernel->call(IKC => monitor => '*' => { error => 'trouble' });
    $kernel->sig($_ => 'finish') for 'INT', 'TERM';
    print "recording\n";
    return;
}

# The number of the lot is written together with its lines: one that comes again is known. If this dies, whoever
# waits for the answer sends the lot again.
sub take_lines {
    my ($heap, $lot) = @_[ HEAP, ARG0 ];
    my $db = $heap->{db};
    $db->begin_work;
    my $is_good = eval {
        my $is_new = $db->do('INSERT OR IGNORE INTO lots VALUES (?)', undef, $lot->{id}) > 0;
        my $insert = $db->prepare('INSERT INTO lines VALUES (?, ?)');
        for my $line ($is_new ? @{ $lot->{lines} } : ()) { $insert->execute(@$line) }
        $db->commit;
    };
    return scalar @{ $lot->{lines} } if $is_good;
    my $failure = $@;
    $db->rollback;
    die $failure;
}

sub say_trouble {
    my ($operation, $text) = @_[ ARG4, ARG5 ];
    return if $text =~ m{\A\[0\] *\z};    # a connection has ended
    print "$operation: $text\n";
    return;
}

# The session is there for as long as the wire has questions for it.
sub finish_recording {
    my ($kernel) = $_[KERNEL];
    $kernel->post(IKC => 'shutdown');
    $kernel->sig($_) for 'INT', 'TERM';
    return $kernel->sig_handled;
}

sub show {
    my ($file) = @_;
    my $lines
        = open_database($file)->selectall_arrayref('SELECT * FROM lines ORDER BY file, rowid');
    print "$_->[0]: $_->[1]\n" for @$lines;
    return;
}

# ---------------------------------------------------------------------------
# The shipper

sub ship {
    my (@files) = @_;
    POE::Component::IKC->join(
        wire     => $option{wire},
        name     => "Shipper$$",
        on_error => sub { print "no recorder: $_[2]\n" });
    POE::Session->create(
        inline_states => {
            _start  => \&begin_shipping,
            line    => \&take_line,
            failed  => sub { print "$_[HEAP]{name}{$_[ARG3]}: $_[ARG2]\n" },
            send    => \&send_lot,
            sent    => \&lot_is_safe,
            trouble => \&say_trouble,
            finish  => \&finish_shipping,
        },
        heap => { files => \@files, waiting => [], number => 0 },
    );
    POE::Kernel->run;
    print "stopped\n";
    return;
}

sub begin_shipping {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    for my $file (@{ $heap->{files} }) {
        my $tail = POE::Wheel::FollowTail->new(
            Filename   => $file,
            InputEvent => 'line',
            ErrorEvent => 'failed',
            $option{all} ? (Seek => 0) : (SeekBack => 0),
        );
        $heap->{tail}{ $tail->ID } = $tail;
        $heap->{name}{ $tail->ID } = $file =~ s{.*/}{}r;
    }
    $kernel->alias_set('shipper');
    $kernel->call(IKC => monitor => '*' => { error => 'trouble' });
    $kernel->sig($_ => 'finish') for 'INT', 'TERM';
    print 'following ', scalar @{ $heap->{files} }, " files\n";
    return;
}

sub take_line {
    my ($kernel, $heap, $line, $tail) = @_[ KERNEL, HEAP, ARG0, ARG1 ];
    push @{ $heap->{waiting} }, [ $heap->{name}{$tail}, $line ];
    $kernel->yield('send') if !$heap->{lot};
    return;
}

# One lot is on its way at a time: that keeps the order, and while one is away the next gets larger.
sub send_lot {
    my ($kernel, $session, $heap) = @_[ KERNEL, SESSION, HEAP ];
    return if $heap->{future};
    $heap->{lot} ||= next_lot($heap) || return;
    my $sent = $session->postback('sent');
    $heap->{future} = (
        $is_nats
        ? $POE::Component::IKC::Responder::ikc->store(
            'poe://Recorder/log/lines',
            $heap->{lot}, { id => $heap->{lot}{id} })
        : $kernel->ask('poe://Recorder/log', lines => $heap->{lot}))->on_ready($sent);
    return;
}

sub next_lot {
    my ($heap) = @_;
    my @lines = splice @{ $heap->{waiting} }, 0, 500 or return;
    return { id => join('-', $^T, $$, ++$heap->{number}), lines => \@lines };
}

# Whatever has failed, the lot may be there or not: it is sent again as it was.
sub lot_is_safe {
    my ($kernel, $heap, $given) = @_[ KERNEL, HEAP, ARG1 ];
    delete $heap->{future};
    if (!$given->[0]->is_done) {
        $kernel->delay(send => 0.5);
        return;
    }
    delete $heap->{lot};
    return $kernel->yield('send')    if @{ $heap->{waiting} };
    $kernel->post(IKC => 'shutdown') if $heap->{is_over};
    return;
}

sub finish_shipping {
    my ($kernel, $heap) = @_[ KERNEL, HEAP ];
    delete $heap->{tail};
    $heap->{is_over} = 1;
    $kernel->sig($_) for 'INT', 'TERM';
    $kernel->alias_remove('shipper');
    $kernel->post(IKC => 'shutdown') if !$heap->{lot};
    return $kernel->sig_handled;
}
