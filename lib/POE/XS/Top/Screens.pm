package POE::XS::Top::Screens;

# The screens together: which one is shown, asking for what it needs, keys that all of them know.

use strict;
use warnings;

our $VERSION = '2.000';

use parent 'POE::XS::Top::Interactive';

use POE::XS::Top::Answer  ();
use POE::XS::Top::Head    ();
use POE::XS::Top::Line    ();
use POE::XS::Top::Model   ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Replay  ();
use POE::XS::Top::Text    ();

use POE::XS::Top::Screen::Event    ();
use POE::XS::Top::Screen::Events   ();
use POE::XS::Top::Screen::Files    ();
use POE::XS::Top::Screen::Help     ();
use POE::XS::Top::Screen::Loop     ();
use POE::XS::Top::Screen::Session  ();
use POE::XS::Top::Screen::Sessions ();
use POE::XS::Top::Screen::Timers   ();
use POE::XS::Top::Screen::Trace    ();
use POE::XS::Top::Screen::Waits    ();
use POE::XS::Top::Screen::Warnings ();

# In the order of their numbers.
my @ORDER = qw(Sessions Session Events Files Timers Waits Trace Warnings Loop);

# After so many seconds without an answer that is said.
use constant LATE => 3;

sub new {
    my ($class, $source, $option) = @_;
    my $self = bless {
        source   => $source, option => $option, model => POE::XS::Top::Model->new,
        interval => $option->{interval} || 1,
        due      => 0, asked => {}, message => '',
        back     => [],
    }, $class;
    $self->colours($option);
    $self->{screens}
        = { map { $_ => "POE::XS::Top::Screen::$_"->new($self) } @ORDER, 'Event', 'Help' };
    $self->{name}   = 'Sessions';
    $self->{replay} = POE::XS::Top::Replay->new($source, $option->{speed}) if !$source->is_live;
    $self->_take_options;
    return $self;
}

sub _take_options {
    my ($self)   = @_;
    my $option   = $self->{option};
    my $sessions = $self->{screens}{Sessions};
    $sessions->filter($option->{match}) if defined $option->{match};
    $sessions->sort_by($option->{sort}, $option->{reverse})
        if defined $option->{sort} || $option->{reverse};
    $sessions->{background} = 1 if $option->{all};
    return;
}

sub screen { return $_[0]{screens}{ $_[0]{name} } }
sub source { return $_[0]{source} }

sub say {
    my ($self, $text) = @_;
    $self->{message} = $text;
    return;
}

# ---------------------------------------------------------------------------
# Asking and being answered

sub handle {
    my ($self) = @_;
    return defined $self->{source}->lost ? undef : $self->{source}->handle;
}

sub ask_soon {
    my ($self) = @_;
    $self->{due} = 0;
    return;
}

sub tick {
    my ($self) = @_;
    my $source = $self->{source};
    my $now    = $self->now;
    $source->flush;
    $self->ask_soon if $self->{replay} && $self->{replay}->plays($now);
    $self->_ask($now)
        if $now >= $self->{due}
        && !%{ $self->{asked} }
        && !$self->{paused}
        && !defined $source->lost;
    $self->arrived if !$source->is_live;
    my $wait = $self->{due} - $self->now;
    $wait = $self->{replay}->waits($now, $wait) if $self->{replay};
    $wait = 0.2                                 if $wait < 0;
    $wait = 1                                   if $wait > 1;
    return $wait;
}

# A state of a recording is compared with the one before it, from wherever one came.
sub _ask {
    my ($self, $now) = @_;
    $self->{due} = $now + $self->{interval};
    if ($self->{replay}) {
        $self->{replay}->before(sub { $self->_send($now); $self->arrived });
        $self->{due} = $now + 3600;
    }
    return $self->_send($now);
}

sub _send {
    my ($self, $now) = @_;
    my %seen;
    for my $want ([qw(head head)], [qw(warnings warnings)], $self->screen->wants) {
        my ($name, $op, %argument) = @$want;
        next if $seen{$name}++;
        my $id = $self->{source}->send($op, %argument);
        $self->{asked}{$id} = {
            name  => $name, about => $argument{session} // $argument{name}, whole => {},
            since => $now
        };
    }
    return;
}

sub arrived {
    my ($self) = @_;
    for my $arrived ($self->{source}->receive) {
        my ($id, $part) = @$arrived{qw(id part)};
        if ($self->{screens}{Trace}->takes($id, $part)) {next}
        my $asked = $self->{asked}{$id} or next;
        $asked->{since} = $self->now;
        POE::XS::Top::Answer::add($asked->{whole}, $part);
        next if !$part->{last};
        delete $self->{asked}{$id};
        $self->{model}->take($asked->{name}, $asked->{whole}, $asked->{about}) if !$self->{paused};
    }
    my $lost = $self->{source}->lost;
    $self->{asked} = {} if defined $lost;
    return;
}

# ---------------------------------------------------------------------------
# Keys

my %KEY = (
    q         => sub { $_[0]->quit },
    '?'       => sub { $_[0]->show('Help', $_[0]->screen, !$_[0]{source}->is_live) },
    tab       => sub { $_[0]->_next_screen(1) },
    backtab   => sub { $_[0]->_next_screen(-1) },
    esc       => sub { $_[0]->back },
    backspace => sub { $_[0]->back },
    ' '       => sub { $_[0]{paused} = !$_[0]{paused}; $_[0]->ask_soon },
    '+'       => sub { $_[0]->_slower(0.5) },
    '-'       => sub { $_[0]->_slower(2) },
    (
        map {
            my $name = $ORDER[ $_ - 1 ];
            $_ => sub { $_[0]->go($name) }
        } 1 .. @ORDER
    ),
);

sub key {
    my ($self, $key) = @_;
    return $self->_key_of_prompt($key) if $self->{prompt};
    $self->{message} = '';
    return               if $self->screen->key($key);
    return $self->_moved if $self->{replay} && $self->{replay}->key($key, $self->now);
    my $do = $KEY{$key} or return;
    $do->($self);
    return;
}

sub _moved {
    my ($self) = @_;
    $self->say($self->{replay}->said);
    return $self->ask_soon;
}

sub _slower {
    my ($self, $factor) = @_;
    my $interval = $self->{interval} * $factor;
    $self->{interval} = $interval < 0.125 ? 0.125 : $interval > 60 ? 60 : $interval;
    $self->ask_soon;
    return $self->say('Asked every ' . POE::XS::Top::Numbers::seconds($self->{interval}));
}

sub go {
    my ($self, $name) = @_;
    return                      if $name eq $self->{name} && !$self->screen->can('again');
    return $self->screen->again if $name eq $self->{name};
    push @{ $self->{back} }, $self->{name} if $self->{name} ne 'Help';
    shift @{ $self->{back} }               if @{ $self->{back} } > 20;
    $self->{name} = $name;
    $self->_forget_requests;
    return;
}

sub back {
    my ($self) = @_;
    $self->{name} = pop @{ $self->{back} } // 'Sessions';
    $self->_forget_requests;
    return;
}

# The new screen need not wait for what the old one asked for.
sub _forget_requests {
    my ($self) = @_;
    $self->{source}->forget($_) for keys %{ $self->{asked} };
    $self->{asked} = {};
    $self->ask_soon;
    return;
}

sub _next_screen {
    my ($self, $step) = @_;
    my ($at) = grep { $ORDER[$_] eq $self->{name} } 0 .. $#ORDER;
    return $self->go($ORDER[ (($at // -1) + $step) % @ORDER ]);
}

# A screen that is about one of many.
sub show {
    my ($self, $name, @what) = @_;
    $self->{screens}{$name}->about(@what);
    return $self->go($name);
}

# ---------------------------------------------------------------------------
# A line to type

sub prompt {
    my ($self, $words, $text, $changed) = @_;
    $self->{prompt} = { words => $words, text => $text, before => $text, changed => $changed };
    return;
}

sub _key_of_prompt {
    my ($self, $key) = @_;
    my $prompt = $self->{prompt};
    if    ($key eq 'enter')     { delete $self->{prompt} }
    elsif ($key eq 'esc')       { $prompt->{text} = $prompt->{before}; delete $self->{prompt} }
    elsif ($key eq 'backspace') { chop $prompt->{text} }
    elsif ($key eq 'pageup')    { $prompt->{text} = '' }
    elsif (length $key == 1)    { $prompt->{text} .= $key if length $prompt->{text} < 200 }
    $prompt->{changed}->($prompt->{text});
    return;
}

# ---------------------------------------------------------------------------
# Drawing

sub lines {
    my ($self, $columns, $rows) = @_;
    my @top  = $self->_top($columns, $rows);
    my $body = $rows - @top - 1;
    my @body = $body > 0 ? $self->screen->lines($columns, $body) : ();
    splice @body, $body if @body > $body;
    push @body, [] while @body < $body;
    return (@top, @body, $self->_bottom($columns));
}

sub _top {
    my ($self, $columns, $rows) = @_;
    return if $rows < 6;
    my $head = $self->{model}->head;
    my @chunks
        = %$head
        ? POE::XS::Top::Head::chunks($head)
        : ([ [ 'poe-top', 'title' ], [' waits for the program'] ]);
    my @lines = POE::XS::Top::Head::lines(\@chunks, $columns, $rows < 12 ? 1 : $rows < 20 ? 2 : 3);
    $self->_add_sparklines($lines[-1], $columns);
    return (@lines, $self->_tabs($columns));
}

sub _add_sparklines {
    my ($self, $line, $columns) = @_;
    my $room = int(($columns - POE::XS::Top::Line::width($line) - 16) / 2);
    return     if $room < 8;
    $room = 30 if $room > 30;
    push @$line, ['  ev/s '],
        [ POE::XS::Top::Head::sparkline($self->{model}->history('rate'), $room), 'bar' ],
        [' busy '],
        [ POE::XS::Top::Head::sparkline($self->{model}->history('busy'), $room, 1), 'bar' ];
    return;
}

# All titles, or where there is no room numbers and the title of what is shown.
sub _tabs {
    my ($self, $columns) = @_;
    for my $gap (2, 1) {
        my $line = $self->_tabs_with(sub { $_[0] }, $gap);
        return $line if POE::XS::Top::Line::width($line) <= $columns;
    }
    return $self->_tabs_with(sub { $_[1] ? $_[0] : '' }, 1);
}

sub _tabs_with {
    my ($self, $title, $gap) = @_;
    my @spans;
    for my $number (1 .. @ORDER) {
        my $name = $ORDER[ $number - 1 ];
        my $here = $name eq $self->{name};
        my $text = $title->($self->{screens}{$name}->title, $here);
        push @spans, [ $number . ($text eq '' ? '' : " $text"), $here ? 'tab' : '' ],
            [ ' ' x $gap ];
    }
    push @spans, [ ' ' . $self->screen->title . ' ', 'tab' ]
        if !grep { $_ eq $self->{name} } @ORDER;
    pop @spans if $spans[-1][0] =~ /\A +\z/;
    return \@spans;
}

sub _bottom {
    my ($self, $columns) = @_;
    if (my $prompt = $self->{prompt}) {
        return [
            [ $prompt->{words}, 'strong' ], [ POE::XS::Top::Text::clean($prompt->{text}) ],
            [ ' ', 'selected' ] ];
    }
    return [ [ POE::XS::Top::Text::clean($self->{message}), 'strong' ] ] if $self->{message} ne '';
    my @spans = $self->_trouble;
    push @spans, [ $self->{replay}->state, 'strong' ] if $self->{replay};
    push @spans, [ 'paused ', 'alarm' ], [' ']        if $self->{paused};
    push @spans, [ POE::XS::Top::Text::clean($self->screen->status) ], ['  '];
    push @spans, [ '? help  / filter  q quit', 'faint' ];
    return \@spans;
}

sub _trouble {
    my ($self) = @_;
    my $lost = $self->{source}->lost;
    return ([ "$lost", 'alarm' ], ['  ']) if defined $lost;
    my ($asked) = sort { $a->{since} <=> $b->{since} } values %{ $self->{asked} };
    my $waited = $asked ? $self->now - $asked->{since} : 0;
    return if $waited < LATE;
    return ([ 'no answer for ' . POE::XS::Top::Numbers::seconds(int $waited), 'alarm' ], ['  ']);
}

1;

__END__

=head1 NAME

POE::XS::Top::Screens - the screens of poe-top

=head1 SYNOPSIS

    use POE::XS::Top::Client;
    use POE::XS::Top::Screens;

    my $client = POE::XS::Top::Client->new('/run/user/1000/poe/1234.sock');
    exit POE::XS::Top::Screens->new($client, {})->run;

=head1 DESCRIPTION

It asks a program, or a recording, for what the screen that is shown needs, once in an interval, and never for more before
the answer has come.

=head1 METHODS

=head2 ask_soon

Asks as soon as that may be, not only when the interval has passed.

=head2 back

Shows the screen before this one.

=head2 go($name)

Shows another screen.

=head2 new($source, \%option)

I<Returns> an object.

=head2 prompt($words, $text, \&changed)

Lets a line be typed; the function gets it with each key.

=head2 say($text)

Shows a message until the next key.

=head2 screen

I<Returns> the screen that is shown.

=head2 show($name, @what)

Shows a screen that is about one of many things, and tells it about which: C<Session>, C<Event>, C<Trace>, C<Help>.

=head2 source

I<Returns> whom it asks.

=head2 arrived, handle, key, lines, tick

As L<POE::XS::Top::Interactive> has them.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<POE::XS::Top::Screen>, L<poe-top>

=cut
