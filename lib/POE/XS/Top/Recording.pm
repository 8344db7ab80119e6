package POE::XS::Top::Recording;

# A file that is asked like a running program: a dump, one state of it, or a recording, many of them.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer  ();
use POE::XS::Top::JSON    ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Rows    ();

use constant WHOLE_FILE => 256 << 20;

# Only where the states are is kept: a recording may be long.
sub from_file {
    my ($class, $file) = @_;
    open my $handle, '<:raw', $file or die "$file: $!\n";
    my $self = bless {
        file => $file, handle => $handle, frames => [], traces => [], hello => {}, at => 0,
        id   => 0, answers    => [],
    }, $class;
    $self->_look_through;
    $self->_take_whole if !@{ $self->{frames} } && !@{ $self->{traces} };
    die "$file: this is neither a recording nor a dump of poe-top\n"
        if !@{ $self->{frames} } && !@{ $self->{traces} };
    return $self;
}

# What a line is can be told without reading all of it.
sub _look_through {
    my ($self) = @_;
    my $handle = $self->{handle};
    my ($begin, @parts) = (0);
    while (my $line = readline $handle) {
        my $place = [ $begin, length $line ];
        $begin += length $line;
        if    ($line =~ /"schema":"poe-top\//) { push @{ $self->{frames} }, [$place] }
        elsif ($line =~ /"op":"trace"/)        { push @{ $self->{traces} }, $place }
        elsif ($line =~ /"op":"death"/) {
            $self->{death} = (POE::XS::Top::JSON::object($line) || {})->{error};
        } elsif ($line =~ /"op":"hello"/) {
            $self->{hello} = POE::XS::Top::JSON::object($line) || {};
        } elsif ($line =~ /"part":"/) {
            push @parts, $place;
        } elsif ($line =~ /\A\{.*"rows":\[/) {
            push @{ $self->{frames} }, [$place];
        }
        next if !@parts || $line !~ /"last":true/;
        push @{ $self->{frames} }, [ splice @parts ];
    }
    push @{ $self->{frames} }, \@parts if @parts;
    return;
}

# One object in many lines.
sub _take_whole {
    my ($self) = @_;
    return if -s $self->{handle} > WHOLE_FILE;
    seek $self->{handle}, 0, 0;
    local $/ = undef;
    my $object = POE::XS::Top::JSON::object(scalar readline $self->{handle}) or return;
    return if ref $object->{head} ne 'HASH' && ref $object->{sessions} ne 'ARRAY';
    $self->{frames} = [ [] ];
    $self->{frame}  = [ 0, $object ];
    return;
}

sub is_live { return 0 }
sub handle  {return}
sub lost    {return}
sub waits   { return 0 }
sub flush   {return}
sub forget  {return}
sub path    { return $_[0]{file} }

sub hello {
    my ($self) = @_;
    my $head = POE::XS::Top::Answer::hash($self->frame, 'head');
    return { %$head, %{ $self->{hello} } };
}

# ---------------------------------------------------------------------------
# Its states

sub count { return scalar @{ $_[0]{frames} } }
sub at    { return $_[0]{at} }

# Goes to one of the states; false if it is there already, or there is none.
sub go {
    my ($self, $number) = @_;
    $number = $self->count - 1 if $number >= $self->count;
    $number = 0                if $number < 0;
    return 0 if $number == $self->{at};
    $self->{at} = $number;
    return 1;
}

sub frame {
    my ($self) = @_;
    my $kept = $self->{frame};
    return $kept->[1] if $kept && $kept->[0] == $self->{at};
    my %frame;
    for my $place (@{ $self->{frames}[ $self->{at} ] || [] }) {
        my $object = $self->_object($place) // next;
        if    (defined $object->{part}) { POE::XS::Top::Answer::add(\%frame, $object) }
        elsif (defined $object->{rows}) {
            %frame = (%$object, $object->{op} // 'rows' => $object->{rows});
        } else {
            %frame = %$object;
        }
    }
    $self->{frame} = [ $self->{at}, \%frame ];
    return \%frame;
}

sub _object {
    my ($self, $place) = @_;
    seek $self->{handle}, $place->[0], 0;
    read $self->{handle}, my $line, $place->[1];
    return POE::XS::Top::JSON::object($line);
}

# ---------------------------------------------------------------------------
# Answers

my %ANSWER = (
    head =>
        sub { (head => { %{ POE::XS::Top::Answer::hash($_[1], 'head') }, death => $_[0]{death} }) },
    snapshot => sub { %{ $_[1] } },
    trace    => sub { $_[0]->_traced },
    tree     =>
        sub { (rows => [ POE::XS::Top::Answer::rows($_[1], $_[1]{tree} ? 'tree' : 'sessions') ]) },
    metrics => sub { (text => $_[1]{metrics}) },
    session => \&_session,
    why     => \&_why,
    event   => \&_event,
);

sub ask {
    my ($self, $op, %argument) = @_;
    my $frame  = $self->frame;
    my $answer = $ANSWER{$op} || sub { (rows => [ POE::XS::Top::Answer::rows($_[1], $op) ]) };
    my %answer = $answer->($self, $frame, \%argument);
    %answer = (error => 'that is not in the file')
        if exists $answer{text} && !defined $answer{text};
    return { now => $frame->{now}, wall => $frame->{wall}, %answer, op => $op, last => 1 };
}

sub send {
    my ($self, $op, %argument) = @_;
    my $id = ++$self->{id};
    push @{ $self->{answers} },
        { id => $id, request => { %argument, op => $op }, part => $self->ask($op, %argument) };
    return $id;
}

sub receive { return splice @{ $_[0]{answers} } }

sub _traced {
    my ($self) = @_;
    my @rows;
    for my $place (@{ $self->{traces} }) {
        my $object = $self->_object($place) // next;
        push @rows, grep {ref} @{ $object->{rows} } if ref $object->{rows} eq 'ARRAY';
    }
    my $kept = $self->frame->{trace};
    push @rows, @$kept if ref $kept eq 'ARRAY';
    return (rows => \@rows, why => 'time');
}

sub _row {
    my ($self, $frame, $name) = @_;
    for my $row (POE::XS::Top::Answer::rows($frame, 'sessions')) {
        my @names = grep { defined && !ref } $row->{id}, $row->{name},
            ref $row->{aliases} eq 'ARRAY' ? @{ $row->{aliases} } : ();
        return $row if grep { $_ eq $name } @names;
    }
    return;
}

# What the tables say about one session.
sub _session {
    my ($self, $frame, $argument) = @_;
    my $row = $self->_row($frame, $argument->{session} // '') // return _unknown($argument);
    my $id  = $row->{id}                                      // '';
    my %all = %$row;
    for my $table (qw(timers files waits)) {
        $all{$table}
            = [ grep { ($_->{session} // '') eq $id } POE::XS::Top::Answer::rows($frame, $table) ];
    }
    $all{children} = [
        map  { $_->{id} }
        grep { ($_->{parent} // '') eq $id } POE::XS::Top::Answer::rows($frame, 'sessions') ];
    $all{why} = $self->_reasons($frame, \%all);
    return (session => \%all);
}

sub _unknown {
    my ($argument) = @_;
    return (
        error => "there is no session '@{[ $argument->{session} // '' ]}'",
        code  => 'unknown_session'
    );
}

sub _why {
    my ($self, $frame, $argument) = @_;
    my %answer  = $self->_session($frame, $argument);
    my $session = $answer{session} // return %answer;
    return (
        session => $session->{id}, name => $session->{name}, reasons => $session->{why},
        alive   => 1
    );
}

# As the program told them, or else as they follow from what it has.
sub _reasons {
    my ($self, $frame, $session) = @_;
    for my $told (POE::XS::Top::Answer::rows($frame, 'why')) {
        return $told->{reasons}
            if ($told->{session} // '') eq ($session->{id} // '')
            && ref $told->{reasons} eq 'ARRAY';
    }
    my @aliases = ref $session->{aliases} eq 'ARRAY' ? @{ $session->{aliases} } : ();
    return [ (
            map { {
                kind => 'event',
                text => $_ == 1
                ? 'an event is on its way to it'
                : "$_ events are on their way to it", count => $_
            } }
                grep {$_} POE::XS::Top::Numbers::number($session->{queue})
        ),
        (
            map { { %$_, kind => 'timer', text => "the alarm '@{[ _said($_->{name}) ]}' is set" } }
                @{ $session->{timers} }
        ),
        (
            map { {
                %$_, kind => 'file', text =>
                    "it watches descriptor @{[ _said($_->{fd}) ]} to @{[ _said($_->{mode}) ]}"
            } } @{ $session->{files} }
        ),
        (
            map { {
                kind => 'child session',
                text => 'session ' . _said($_) . ', which it made, is alive'
            } } @{ $session->{children} }
        ),
        _counted($session, refs => 'extra reference', signals => 'signal', pids => 'child process'),
        (map { { kind => 'alias', text => "it is known as '@{[ _said($_) ]}'" } } @aliases),
    ];
}

sub _said {
    my ($value) = @_;
    return defined $value && !ref $value ? $value : '?';
}

sub _counted {
    my ($session, @facts) = @_;
    my @reasons;
    while (my ($field, $kind) = splice @facts, 0, 2) {
        my $count = POE::XS::Top::Numbers::number($session->{$field}) or next;
        push @reasons, { kind => $kind, count => $count };
    }
    return @reasons;
}

sub _event {
    my ($self, $frame, $argument) = @_;
    my ($row)
        = grep { ($_->{name} // '') eq ($argument->{name} // '') }
        POE::XS::Top::Answer::rows($frame, 'events');
    return (event => $row) if $row;
    return (error => "there is no event '@{[ $argument->{name} // '' ]}'", code => 'unknown_event');
}

1;

__END__

=head1 NAME

POE::XS::Top::Recording - a file that is asked like a program

=head1 SYNOPSIS

=for example

    use File::Temp;
    use POE::XS::Top::Recording;

    my $file = File::Temp->new;
    print $file qq({"schema":"poe-top/1","now":$_,"sessions":[{"id":2,"queue":$_}]}\n) for 1 .. 3;
    close $file;
    my $recording = POE::XS::Top::Recording->from_file("$file");
    $recording->go(2);
    my $answer = $recording->ask('sessions');
    print $recording->count, " states, queue $answer->{rows}[0]{queue}\n";
    # prints: 3 states, queue 3

=head1 DESCRIPTION

The file has lines of JSON: records of C<poe-top --jsonl>, each a state; or parts of a snapshot as a probe sends them, and
a trace; or it is one object with the fields of a record. What is in none of these forms is passed over.

The methods are those of L<POE::XS::Top::Client>, and these:

=head1 METHODS

=head2 at

I<Returns> the number of the state that is looked at, from 0 on.

=head2 count

I<Returns> how many there are.

=head2 frame

I<Returns> that state as a hash.

=head2 from_file($file)

I<Returns> an object for a file. It dies with a line if it cannot be read or is something else.

=head2 go($number)

Looks at another state, the nearest that there is. I<Returns> whether it is another one.

=head2 ask, flush, forget, handle, hello, is_live, lost, path, receive, send, waits

As for a program. It is not live.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<POE::XS::Top::Client>

=cut
