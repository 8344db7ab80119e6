package POE::XS::Top::Screen::Trace;

# What happens at this moment, until a limit says that it is enough.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Screen';

use POE::XS::Top::Columns ();
use POE::XS::Top::Filter  ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Table   ();
use POE::XS::Top::Text    ();
use POE::XS::Top::Trace   ();

use constant { SECONDS => 60, LIMIT => 10_000, NO_OFTENER => 0.5 };

my @LEAST = (0, 100e3, 1e6, 10e6, 100e6);

my %ENDED = (
    'time'        => 'the trace has ended, after ' . SECONDS . ' seconds',
    'limit'       => 'the trace has ended, at its limit of ' . LIMIT . ' records',
    'slow reader' => 'the trace has ended: it came faster than it could be read',
);

sub facts {
    return (
        title   => 'Trace', table => 'trace', sort => 'seq', descending => 1, by => 'seq',
        whose   => 'to',
        records => [], least => 0, said => 's starts a trace'
    );
}

# Names of sessions come with the tree.
sub wants {
    my ($self) = @_;
    $self->_start_recorded if !$self->app->source->is_live && !$self->{said_recorded}++;
    return [ 'tree', 'tree', top => POE::XS::Top::Screen::MOST_TO_CHOOSE_FROM() ];
}

sub _start_recorded {
    my ($self) = @_;
    $self->{id} = $self->app->source->send('trace');
    return;
}

sub about {
    my ($self, $session) = @_;
    $self->_stop if defined $self->{id};
    $self->{session} = $session;
    return $self->_start;
}

# Whether a part of an answer belongs to the trace.
sub takes {
    my ($self, $id, $part) = @_;
    return 0 if !defined $self->{id} || $id != $self->{id};
    if (ref $part->{rows} eq 'ARRAY') {
        $self->{arrived}++;
        push @{ $self->{records} }, @{ POE::XS::Top::Trace::records($part->{rows}) };
        my $too_many = @{ $self->{records} } - LIMIT;
        splice @{ $self->{records} }, 0, $too_many if $too_many > 0;
    }
    $self->_ended($part) if $part->{last} || defined $part->{error};
    return 1;
}

sub _ended {
    my ($self, $part) = @_;
    $self->{id} = undef;
    return $self->{said} = POE::XS::Top::Text::clean($part->{error}) if defined $part->{error};
    my $why = $part->{why} // 'time';
    $self->{said} = !$self->app->source->is_live ? 'from the file' : $ENDED{$why}
        // 'the trace has ended: ' . POE::XS::Top::Text::clean($why);
    $self->{said} .= ', ' . POE::XS::Top::Numbers::count($part->{dropped}) . ' records dropped'
        if $part->{dropped};
    return;
}

# There may be many: made anew at once if they are to be shown in another way, and now and then as more arrive.
sub rows {
    my ($self) = @_;
    my ($now, $tree) = ($self->app->now, $self->model->current('tree') // '');
    my $way   = join ' ', $self->{wanted}, $self->{sort}, $self->{descending} ? 1 : 0;
    my $state = join ' ', $self->{arrived} // 0, $tree;
    if ($way ne ($self->{way} // '') || ($state ne $self->{state} && $now >= $self->{next})) {
        @$self{qw(way state next)} = ($way, $state, $now + NO_OFTENER);
        $self->{rows} = $self->_made;
    }
    return $self->{rows};
}

sub _made {
    my ($self) = @_;
    my %name;
    for my $row (@{ $self->model->rows('tree') }) {
        $name{ $row->{id} } = $row->{shown} if defined $row->{id} && !ref $row->{id};
    }
    my $records = POE::XS::Top::Trace::named($self->{records}, \%name);
    my @rows    = grep { $self->{wanted}->($_) } @$records;
    my $column  = POE::XS::Top::Columns::find('trace', $self->{sort});
    return [ POE::XS::Top::Table::sorted(\@rows, $column, $self->{descending}) ];
}

# ---------------------------------------------------------------------------
# Starting and stopping

sub _start {
    my ($self) = @_;
    return if !$self->app->source->is_live;
    my $plain = POE::XS::Top::Filter::plain($self->{filter} =~ s/\Aevent://r);
    my $event = $self->{filter} =~ /\Aevent:/ ? $plain : undef;
    $self->{records} = [];
    $self->{arrived}++;
    $self->{said} = '';
    $self->{id}   = $self->app->source->send(
        'trace', seconds => SECONDS, limit => LIMIT,
        defined $self->{session} ? (session  => $self->{session}) : (),
        defined $event           ? (event    => $event)           : (),
        $self->{least}           ? (least_ns => $self->{least})   : ());
    return;
}

sub _stop {
    my ($self) = @_;
    my $source = $self->app->source;
    $source->send('untrace', trace => $self->{id});
    $source->forget($self->{id});
    @$self{qw(id said)} = (undef, 'stopped');
    return;
}

my %KEY = (
    s => sub { defined $_[0]{id} ? $_[0]->_stop : $_[0]->_start },
    m => sub { $_[0]->_other_least },
    a => sub { $_[0]->about(undef) },
    f => sub { $_[0]->_only_chosen },
);

sub bindings {
    my ($self) = @_;
    return ($self->SUPER::bindings, %KEY);
}

# It counts from the next trace on.
sub _other_least {
    my ($self) = @_;
    my ($at)   = grep { $LEAST[$_] == $self->{least} } 0 .. $#LEAST;
    $self->{least} = $LEAST[ ($at + 1) % @LEAST ];
    return if !defined $self->{id};
    $self->_stop;
    return $self->_start;
}

sub _only_chosen {
    my ($self) = @_;
    my $id = $self->session_chosen // return;
    return $self->about($id);
}

sub above {
    my ($self) = @_;
    my @limits = (
        defined $self->{session}
        ? 'session ' . POE::XS::Top::Text::clean($self->{session})
        : 'all sessions',
        $self->{least} ? 'handlers from ' . POE::XS::Top::Numbers::ns($self->{least}) . ' on' : (),
    );
    my $state = defined $self->{id} ? 'tracing' : $self->{said};
    return [
        [ " $state", defined $self->{id} ? 'strong' : 'alarm' ],
        [ ' (' . join(', ', @limits) . ')' ] ];
}

sub nothing { return defined $_[0]{id} ? 'Nothing yet.' : 'No records.' }

sub status {
    my ($self) = @_;
    my $all = @{ $self->{records} };
    return "$all records" . ($self->{filter} eq '' ? '' : ", filter: $self->{filter}");
}

sub help {
    return (
        [ 's', 'starts and stops the trace' ],
        [ 'f', 'traces the session of this row alone' ],
        [ 'a', 'traces all sessions' ],
        [ 'm', 'only handlers that take so long: any time, 100us, 1ms, 10ms, 100ms' ],
        [ 'enter', 'all about the session of this row' ],
    );
}

1;

__END__

=head1 NAME

POE::XS::Top::Screen::Trace - what happens at this moment

=head1 SYNOPSIS

    use POE::XS::Top::Screen::Trace;

    my $screen = POE::XS::Top::Screen::Trace->new($app);
    my @lines  = $screen->lines(80, 20);

=head1 METHODS

=head2 about($session)

Traces one session, or, without one, all.

=head2 takes($id, \%part)

I<Returns> whether this part of an answer belongs to the trace; it is kept then.

=head2 above, bindings, facts, help, nothing, rows, status, wants

As L<POE::XS::Top::Screen> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top::Screen>, L<POE::XS::Top::Screens>, L<poe-top>

=cut
