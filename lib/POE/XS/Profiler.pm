package POE::XS::Profiler;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp       qw(croak);
use List::Util qw(sum0);

use POE::XS;
use POE::XS::Graph;
use POE::XS::Observer;
use POE::XS::Probe::JSON qw(data_of text_of);
use POE::XS::Profiler::Text;

# Names and lines that are counted each by itself. Those beyond are one.
use constant { EVENTS => 1024, SENDERS => 50, KINDS => 1000, EDGES => 10_000 };

# Sessions take their names when they begin: after so many handlers nobody looks for one any more.
use constant LOOKS => 20;

my %setting = (file => undef, graph => undef, format => 'text', top => 30);
my %from    = map { $_ => 'POE_PROFILE_' . uc } keys %setting;
my ($profile, $tells);

# ---- on and off ----

sub import {
    my ($class, @options) = @_;
    croak "$class: options are pairs" if @options % 2;
    _set(@options);
    for my $name (sort keys %from) {
        my $value = $ENV{ $from{$name} };
        _set($name, $value) if defined $value and length $value;
    }
    $tells = 1;
    $class->start;
    return;
}

my %right = (format => qr/\A(?:text|json)\z/, top => qr/\A\d{1,6}\z/);

sub _set {
    my (%option) = @_;
    for my $name (sort keys %option) {
        croak __PACKAGE__ . qq{: unknown option "$name"} if !exists $setting{$name};
        croak __PACKAGE__ . qq{: $name: "$option{$name}" will not do}
            if $right{$name} and $option{$name} !~ $right{$name};
        $setting{$name} = $option{$name};
    }
    return;
}

sub start {
    return if $profile and $profile->{observer};
    my $level = POE::XS::measures();
    POE::XS::measure('times') if $level !~ /\A(?:times|trace)\z/;
    $profile = {
        pid    => $$, level           => $level, from => POE::XS::steady(),
        before => _tallies(), senders => {}, edges    => {}, edge_count => 0,
        kinds  => { kernel => { class => 'POE::Kernel' } }, kind_of => {},
    };
    $profile->{observer}
        = POE::XS::Observer->new(birth => \&_born, death => \&_died, enter => \&_entered);
    return;
}

sub stop {
    return if !$profile or !$profile->{observer};
    delete $profile->{observer};
    $profile->{seconds} = POE::XS::steady() - $profile->{from};
    $profile->{after}   = _tallies();
    POE::XS::measure($profile->{level});
    return;
}

# What the kernel has counted so far.
sub _tallies {
    my $look = POE::XS::Look->new('events', undef, 0, undef, 0);
    my ($text, $more) = ('', 1);
    while ($more) {
        (my $rows, $more) = $look->on(1_000_000);
        $text .= ',' if length $text and length $rows;
        $text .= $rows;
    }
    return { map { (defined $_->{name} ? _plain($_->{name}) : '(others)') => $_ }
            @{ data_of("[$text]") } };
}

# ---- what is counted ----

# Sessions of a class that are made at the same line are of one kind: there may be any number of them.
sub _born {
    my ($seen) = @_;
    my $place  = defined $seen->{place} ? _plain($seen->{place}) : '';
    my $class  = ref $seen->{session};
    my $kinds  = $profile->{kinds};
    my $key    = "$class $place";
    $key = '(others)' if !$kinds->{$key} and keys %$kinds >= KINDS;
    my $kind = $kinds->{$key} ||= {
        class  => $class, length $place ? (place => $place) : (),
        number => scalar keys %$kinds
    };
    $kind->{sessions}++;
    $kind->{parent} = $profile->{kind_of}{ $seen->{parent_id} } if !exists $kind->{parent};
    $profile->{kind_of}{ $seen->{session_id} } = $key;
    return;
}

sub _died {
    my ($seen) = @_;
    delete $profile->{kind_of}{ $seen->{session_id} };
    return;
}

# Wheels have a number in the names of their events. Programs without "use utf8" have the bytes of what is meant.
sub _plain {
    my ($text) = @_;
    $text =~ s/\(\d+\)// if $text =~ /\APOE::/;
    utf8::decode($text) if $text =~ /[^\x00-\x7f]/;
    return $text;
}

sub _entered {
    my ($seen) = @_;
    my $type   = $seen->{type};
    my $event  = _plain($seen->{event});
    _name_kind($seen);
    my $senders = $profile->{senders};
    $event = '(others)' if !$senders->{$event} and keys %$senders >= EVENTS;
    my $of    = $senders->{$event} ||= {};
    my $place = $type =~ /\A(?:post|alarm|call)\z/
        && defined $seen->{place} ? _plain($seen->{place}) : "($type)";
    $place .= qq{ in "} . _plain($seen->{from_event}) . '"'
        if defined $seen->{from_event} and $place !~ /\A\(/;
    $place = '(elsewhere)' if !$of->{$place} and keys %$of >= SENDERS;
    $of->{$place}++;
    _sent($seen, $event) if $place !~ /\A\((?!elsewhere)/;
    return;
}

sub _name_kind {
    my ($seen) = @_;
    my $key    = $profile->{kind_of}{ $seen->{session_id} } or return;
    my $kind   = $profile->{kinds}{$key};
    return if defined $kind->{name} or $kind->{looked}++ >= LOOKS or $key eq '(others)';
    ($kind->{name}) = map { _plain($_) } $POE::Kernel::poe_kernel->alias_list($seen->{session});
    return;
}

sub _sent {
    my ($seen, $event) = @_;
    my ($from, $to)    = @{ $profile->{kind_of} }{ @$seen{qw(sender_id session_id)} };
    return if !defined $from or !defined $to;
    my $events = $profile->{edges}{$from}{$to} ||= {};
    if (!$events->{$event} and ++$profile->{edge_count} > EDGES) { $event = '(others)' }
    $events->{$event}++;
    return;
}

# ---- what is told ----

my @summed = qw(count timed total_ns self_ns unhandled);

sub data {
    $profile or croak 'POE::XS::Profiler: nothing was profiled';
    my $after = $profile->{after} || _tallies();
    my @rows;
    for my $name (keys %$after) {
        my %row    = (name => $name, most_ns => $after->{$name}{most_ns});
        my $before = $profile->{before}{$name} || {};
        $row{$_} = $after->{$name}{$_} - ($before->{$_} || 0) for @summed;
        next if !$row{count} and !$row{unhandled};
        my $senders = $profile->{senders}{$name} || {};
        $row{senders} = [
            map  { { place => $_, count => $senders->{$_} } }
            sort { $senders->{$b} <=> $senders->{$a} || $a cmp $b } keys %$senders
        ];
        push @rows, \%row;
    }
    return {
        program => $0, pid => $profile->{pid},
        seconds => defined $profile->{seconds}
        ? $profile->{seconds}
        : POE::XS::steady() - $profile->{from},
        count  => sum0(map { $_->{count} } @rows), busy_ns => sum0(map { $_->{self_ns} } @rows),
        events => [
            sort {
                       $b->{self_ns} <=> $a->{self_ns}
                    || $b->{count}   <=> $a->{count}
                    || $a->{name} cmp $b->{name}
            } @rows
        ],
    };
}

# Characters.
sub report {
    my ($class, %option) = @_;
    my $format = $option{format} || $setting{format};
    my $top    = defined $option{top} ? $option{top} : $setting{top};
    my $data   = data();
    if ($format eq 'json') {
        my $text = text_of($data) . "\n";
        utf8::decode($text);
        return $text;
    }
    return POE::XS::Profiler::Text::of($data, $top);
}

sub graph {
    $profile or croak 'POE::XS::Profiler: nothing was profiled';
    _name_living();
    my $kinds = $profile->{kinds};
    my @keys  = sort { $kinds->{$a}{number} <=> $kinds->{$b}{number} }
        grep { $kinds->{$_}{sessions} } keys %$kinds;
    my @nodes = map { { %{ $kinds->{$_} }, id => $_, count => $kinds->{$_}{sessions} } } @keys;
    my @edges;
    for my $from (keys %{ $profile->{edges} }) {
        my $to = $profile->{edges}{$from};
        push @edges, map { { from => $from, to => $_, events => $to->{$_} } } keys %$to;
    }
    return POE::XS::Graph::dot(\@nodes, \@edges, title => $0);
}

# Those that are still there may have got a name since they began.
sub _name_living {
    return if !$POE::Kernel::poe_kernel;
    for my $id (keys %{ $profile->{kind_of} }) {
        my $session = $POE::Kernel::poe_kernel->ID_id_to_session($id) or next;
        _name_kind({ session => $session, session_id => $id });
    }
    return;
}

# ---- at the end ----

sub _write {
    my ($name, $text) = @_;
    utf8::encode($text);
    return print {*STDERR} $text if !defined $name;
    open my $out, '>', $name or die "$name: $!\n";
    print {$out} $text       or die "$name: $!\n";
    return close $out || die "$name: $!\n";
}

# In a forked child there is nothing to tell: its parent does.
sub _end {
    return if !$tells or !$profile or $profile->{pid} != $$;
    stop();
    _write($setting{graph}, graph()) if defined $setting{graph};
    _write($setting{file}, __PACKAGE__->report);
    return;
}

END {
    local ($@, $!, $?);
    eval { _end(); 1 } or warn "POE::XS::Profiler: $@";
}

1;

__END__

=head1 NAME

POE::XS::Profiler - which events take the time, and who sends them

=head1 SYNOPSIS

    perl -MPOE::XS::Profiler shop.pl
    perl -MPOE::XS::Profiler=file,shop.json,format,json shop.pl
    POE_PROFILE_GRAPH=shop.dot perl -MPOE::XS::Profiler shop.pl && dot -Tsvg shop.dot > shop.svg

=for example

    use POE;
    use POE::XS::Profiler ();

    POE::XS::Profiler->start;
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->yield('work') for 1 .. 3 },
            work   => sub { },
        });
    POE::Kernel->run;
    POE::XS::Profiler->stop;
    my ($work) = grep { $_->{name} eq 'work' } @{ POE::XS::Profiler->data->{events} };
    print "$work->{count} calls, sent from line ", $work->{senders}[0]{place} =~ /:(\d+) in "_start"/, "\n";
    # prints: 3 calls, sent from line 7

=head1 DESCRIPTION

Counts and times the handlers of each event from the beginning to the end of a program, and notes which lines sent how
many of them. When the program ends it writes a report: to standard error, or to a file.

    POE profile of shop.pl (4711): 12.0 s, 45678 handlers, which took 3.21 s (27 %)

        calls      own    total     mean  longest  event
        30000    2.10 s    2.9 s    70 us   1.2 ms  order
                    20000 x shop.pl:30 in "request"
                    10000 x shop.pl:57 in "retry"

C<own> is without the handlers that a handler called. Numbers of wheels are left out of names. The kernel counts 1024
names each by itself, and those beyond as C<(others)>; of an event 50 lines are told apart.

Loaded with an empty list, C<use POE::XS::Profiler ()>, it begins when C<start> is called, and writes nothing by itself.

A forked child says nothing. A program that is ended by a signal that it does not handle says nothing either.

=head1 SETTINGS

As arguments of C<use>, or, which counts more, in the environment:

=over

=item file, POE_PROFILE_FILE

Where the report goes. By default to standard error.

=item format, POE_PROFILE_FORMAT

C<text>, or C<json>: what C<data> returns.

=item graph, POE_PROFILE_GRAPH

A file for the graph of sessions. By default there is none.

=item top, POE_PROFILE_TOP

So many events in the text, by default 30; 0 for all.

=back

=head1 FUNCTIONS

All are called as methods of the class.

=head2 start()

Begins anew, unless it is on.

=head2 stop()

Ends it; what was found stays.

=head2 data()

I<Returns> a hash: C<program>, C<pid>, C<seconds>, C<count> of handlers, C<busy_ns>, and C<events>, a list ordered by
C<self_ns> of hashes with C<name>, C<count>, C<timed> (of how many of these the time is known), C<total_ns>, C<self_ns>,
C<most_ns>, C<unhandled>, and C<senders>, a list of C<{ place, count }>. What was not sent by a line has its type in
parentheses as place, as C<(file)>. C<most_ns> may be from before it was started, if something else measured then.

=head2 report(format => $format, top => $top)

I<Returns> the report as characters.

=head2 graph()

I<Returns> the graph of sessions as characters, for C<dot>. Sessions of a class that were made at the same line are one
node; a dashed arrow is from who made them, the others say what was posted or called, and how often.

=head1 COSTS

Some ten microseconds a handler. They are nobody's time, unless a handler calls another one: then they are within that
of the caller.

=head1 SEE ALSO

L<POE::XS::Observer>, L<POE::XS::Probe>, L<poe-top>, L<POE::Manual::Watching>

=cut
