package POE::XS::Top::Model;

# What the screens know: the last answer of each kind, the one before it, and how it went for a while.

use strict;
use warnings;

our $VERSION = '2.000';

use POE::XS::Top::Answer  ();
use POE::XS::Top::Numbers ();
use POE::XS::Top::Rows    ();

use constant HISTORY => 400;

sub new {
    my ($class) = @_;
    return bless { current => {}, earlier => {}, history => {}, rows => {} }, $class;
}

# An answer counts as a new state if time has passed. Another request under the same name has nothing to compare with.
sub take {
    my ($self, $name, $answer, $about) = @_;
    my $before = $self->{current}{$name};
    $about //= '';
    if ($before && $self->{about}{$name} eq $about) {
        $self->{earlier}{$name} = $before if ($before->{now} // 0) ne ($answer->{now} // 0);
    } else {
        delete $self->{earlier}{$name};
    }
    $self->{about}{$name}   = $about;
    $self->{current}{$name} = $answer;
    delete $self->{rows}{$name};
    $self->_remember if $name eq 'head';
    return;
}

# Of an answer that is about one of many, such as a session, only the one that is about this.
sub current {
    my ($self, $name, $about) = @_;
    return if defined $about && ($self->{about}{$name} // '') ne $about;
    return $self->{current}{$name};
}

sub earlier { return $_[0]{earlier}{ $_[1] } }

# Rows with what follows from them. Sessions that a warning is about are marked.
sub rows {
    my ($self, $table) = @_;
    my $answer = $self->{current}{$table} or return [];
    return $self->{rows}{$table} ||= $self->_derived($table, $answer);
}

sub _derived {
    my ($self, $table, $answer) = @_;
    my $rows = POE::XS::Top::Rows::of(
        $table, $answer, $self->{earlier}{$table},
        uptime => $self->head->{uptime});
    return $rows if $table ne 'sessions' || !$self->{current}{warnings};
    my %warned
        = map { $_->{session} // '' => 1 } POE::XS::Top::Answer::rows($self->{current}{warnings});
    $_->{warn} = $warned{ $_->{id} // '' } for @$rows;
    return $rows;
}

sub head {
    my ($self) = @_;
    my $answer = $self->{current}{head} or return {};
    return POE::XS::Top::Rows::head($answer, $self->{earlier}{head});
}

my %MEASURED = (
    rate     => sub { $_[0]{rate}{dispatched} },
    busy     => sub { $_[0]{share}{busy} },
    lag      => sub { POE::XS::Top::Answer::hash($_[0], 'lag')->{p99_ns} },
    memory   => sub { $_[0]{memory} },
    queue    => sub { $_[0]{queue} },
    sessions => sub { $_[0]{sessions} },
);

# In the order of time, even if one goes back in a recording.
sub _remember {
    my ($self) = @_;
    my $head   = $self->head;
    my $now    = POE::XS::Top::Numbers::number($self->{current}{head}{now}) // 0;
    my $when   = $self->{when} ||= [];
    my $kept   = grep { $_ < $now } @$when;
    for my $list ($when, map { $self->{history}{$_} ||= [] } keys %MEASURED) {
        splice @$list, $kept;
        shift @$list if @$list >= HISTORY;
    }
    push @$when, $now;
    for my $name (keys %MEASURED) {
        push @{ $self->{history}{$name} },
            POE::XS::Top::Numbers::number($MEASURED{$name}->($head)) // 0;
    }
    return;
}

sub history {
    my ($self, $name) = @_;
    return $self->{history}{$name} || [];
}

1;

__END__

=head1 NAME

POE::XS::Top::Model - what the screens of poe-top know

=head1 SYNOPSIS

=for example

    use POE::XS::Top::Model;

    my $model = POE::XS::Top::Model->new;
    $model->take('head', { now => $_, head => { dispatched => 500 * $_ } }) for 1, 2;
    print $model->head->{rate}{dispatched}, " a second\n";
    # prints: 500 a second

=head1 METHODS

=head2 current($name, $about)

I<Returns> the last answer of that name, or C<undef>; if it has to be about a certain session or event, only that one.

=head2 earlier($name)

I<Returns> the one before it.

=head2 head

I<Returns> the head with rates.

=head2 history($name)

I<Returns> an array of numbers, the last one the newest: C<rate>, C<busy>, C<lag>, C<memory>, C<queue>, C<sessions>.

=head2 new

I<Returns> an object that knows nothing.

=head2 rows($table)

I<Returns> an array of rows with what follows from them.

=head2 take($name, \%answer, $about)

Takes an answer. C<$about> tells apart answers of one name that cannot be compared.

=head1 DIFFERENCES FROM POE

POE has no such module.

=head1 SEE ALSO

L<POE::XS::Top>, L<POE::XS::Top::Rows>

=cut
