package POE::XS::Probe::Web::Stream;

use strict;
use warnings;

our $VERSION = '2.000';

# What those see who ask for the same: it is looked at once a second, and the difference is sent to each of them.
# Rows are compared as the text that the kernel makes of them, without what changes by itself.


use POE::XS::Probe::JSON qw(text_of);
use POE::XS::Probe::Web::Secret;
use POE::XS::Probe::Web::Tables;

use constant {
    TOP        => 500,         # rows of each table, the largest of their kind
    TOP_MOST   => 2000,
    KEPT       => 60,          # differences, for those who lost their connection
    KEPT_BYTES => 1_000_000,
    COMMENT    => 15,          # seconds
    AT_ONCE    => 64,          # rows that are compared in one go
};


# How rows begin, by which they are told apart, and what is not compared.
my %begins = (sessions => '{"id":', events => '{"name":');
my %ages   = (sessions => qr/"(?:age|last)":[^,}]*,?/);
my @tables = qw(sessions events);

sub _wanted {
    my ($query) = @_;
    my %wanted = map { $_ => $query->{$_} } grep { defined $query->{$_} } qw(sort match background);
    my $top    = $query->{top};
    $wanted{top} = defined $top && $top =~ /\A[1-9]\d{0,3}\z/ && $top <= TOP_MOST ? $top : TOP;
    return \%wanted;
}

sub key { return text_of(_wanted($_[0])) }

sub new {
    my ($class, $web, $query) = @_;
    return bless {
        web     => $web, query => _wanted($query),
        nonce   => substr(POE::XS::Probe::Web::Secret::new_word(), 0, 8),
        seq     => 0, at                                => 0, used  => POE::XS::steady(),
        rows    => { map { $_ => {} } @tables }, warned => '', kept => [], clients => {},
        looking => undef,
    }, $class;
}

# ---- those who follow ----

sub is_followed { return !!%{ $_[0]{clients} } }
sub is_looking  { return !!$_[0]{looking} }

# Who is too slow leaves at once.
sub clients {
    my ($self) = @_;
    my @clients = values %{ $self->{clients} };
    return @clients;
}

# True: it has to be looked at now.
sub join {
    my ($self, $client, $last) = @_;
    $self->{clients}{ fileno $client->{socket} } = $client;
    $client->{commented}                         = POE::XS::steady();
    $client->{is_new}                            = !$self->_continue($client, $last);
    return $self->look(POE::XS::steady()) if $client->{is_new};
    return;
}

sub leave {
    my ($self, $client) = @_;
    my $of = $self->{clients};
    delete @$of{ grep { $of->{$_} == $client } keys %$of };
    $self->{used} = POE::XS::steady();
    return;
}

# From where it was when it lost the connection, if that is known. IDs of another process, or of another view, are not
# taken for ours.
sub _continue {
    my ($self, $client, $last) = @_;
    my ($seq) = defined $last ? $last =~ /\A\Q$self->{nonce}\E-(\d{1,15})\z/ : ();
    return if !defined $seq or $seq > $self->{seq};
    return if $self->{seq} - $seq > @{ $self->{kept} };
    my @missed = grep { $_->[0] > $seq } @{ $self->{kept} };
    $self->_send($client, CORE::join '', map { $_->[1] } @missed);
    return 1;
}

sub _send {
    my ($self, $client, $text) = @_;
    return                                                if !length $text;
    $text = sprintf("%x\r\n", length $text) . "$text\r\n" if $client->{is_chunked};
    $self->{web}->send($client, $text);
    return;
}

sub comment {
    my ($self, $now) = @_;
    for my $client ($self->clients) {
        next if $now - $client->{commented} < COMMENT;
        $client->{commented} = $now;
        $self->_send($client, ": still here\n\n");
    }
    return;
}

# ---- looking ----

sub look {
    my ($self, $now) = @_;
    return if $self->{looking};
    $self->{at}      = $now;
    $self->{looking} = {
        left    => [ @tables, 'warnings' ],
        text    => { map { $_ => '' } @tables, 'warnings' },
        new     => { map { $_ => {} } @tables },
        changed => { map { $_ => [] } @tables },
        pending => [],
    };
    return 1;
}

# Some rows are made, or compared, or all is sent.
sub go_on {
    my ($self) = @_;
    my $look   = $self->{looking};
    my $table  = $look->{left}[0];
    return $self->_compare($look, $table) if @{ $look->{pending} };
    if (!defined $table) {
        undef $self->{looking};
        return $self->_publish($look);
    }
    $look->{rows} ||= POE::XS::Probe::Web::Tables::rows($self->{web}, $table, $self->{query});
    my $piece = $look->{rows}->();
    if (defined $piece) {
        $look->{text}{$table} .= $piece;
        $look->{pending} = _split($table, $piece) if $begins{$table} and length $piece;
    } else {
        delete $look->{rows};
        shift @{ $look->{left} };
    }
    return;
}

# In a string quotation marks have a backslash before them, so that what rows begin with is nowhere else.
sub _split {
    my ($table, $text) = @_;
    return [ split /(?<=\}),(?=\Q$begins{$table}\E)/, $text =~ s/\A,//r ];
}

# Each by what it is.
sub _compare {
    my ($self, $look, $table) = @_;
    my ($begin, $ages, $old)  = ($begins{$table}, $ages{$table}, $self->{rows}{$table});
    for my $row (splice @{ $look->{pending} }, 0, AT_ONCE) {
        my ($key) = $row =~ /\A\Q$begin\E("(?:[^"\\]|\\.)*+"|[^,"]+),/ or next;
        my $bare = $ages ? $row =~ s/$ages//gr : $row;
        $look->{new}{$table}{$key} = $bare;
        push @{ $look->{changed}{$table} }, $row if !defined $old->{$key} or $old->{$key} ne $bare;
    }
    return;
}

# Members for those who know the last rows.
sub _difference {
    my ($self, $table, $look) = @_;
    my ($old, $new) = ($self->{rows}{$table}, $look->{new}{$table});
    my @gone = grep { !defined $new->{$_} } sort keys %$old;
    $self->{rows}{$table} = $new;
    return sprintf ',"%s":[%s],"%s_gone":[%s]', $table,
        CORE::join(',', @{ $look->{changed}{$table} }), $table,
        CORE::join ',', @gone;
}

sub _publish {
    my ($self, $look) = @_;
    my $id     = $self->{nonce} . '-' . ++$self->{seq};
    my $moment = POE::XS::Probe::Web::Tables::moment($self->{web}, $id);
    my $delta  = CORE::join '', map { $self->_difference($_, $look) } @tables;
    my $event = _event($id, delta => "{$moment$delta}") . $self->_warnings($look->{text}{warnings});
    $self->_keep($event);
    my $all;
    for my $client ($self->clients) {
        $all = $self->_all($id, $moment, $look->{text}) if $client->{is_new} and !defined $all;
        $self->_send($client, delete $client->{is_new} ? $all : $event);
    }
    return;
}

sub _all {
    my ($self, $id, $moment, $text) = @_;
    my $tables = CORE::join '', map {qq{,"$_":[$text->{$_}]}} sort keys %$text;
    return _event($id, snapshot => "{$moment$tables}");
}

sub _event {
    my ($id, $name, $data) = @_;
    return "id: $id\nevent: $name\ndata: $data\n\n";
}

# Those that have changed. They come with the difference, and have its ID.
sub _warnings {
    my ($self, $text) = @_;
    my $bare = $text =~ s/"(?:since|count)":[^,}]*,?//gr;
    return '' if $self->{warned} eq $bare;
    $self->{warned} = $bare;
    return "event: warning\ndata: [$text]\n\n";
}

sub _keep {
    my ($self, $event) = @_;
    my $kept = $self->{kept};
    push @$kept, [ $self->{seq}, $event ];
    $self->{kept_bytes} += length $event;
    while (@$kept > KEPT or $self->{kept_bytes} > KEPT_BYTES) {
        my $old = shift @$kept or last;
        $self->{kept_bytes} -= length $old->[1];
    }
    return;
}

1;

__END__

=head1 NAME

POE::XS::Probe::Web::Stream - what changes, for those who follow

=head1 DESCRIPTION

All who ask for the same share one.

=head1 FUNCTIONS

=head2 clients()

I<Returns> those who follow.

=head2 comment($now)

Sends one to those who have not had any for 15 seconds. I<Returns> nothing.

=head2 go_on()

Looks a little further, and sends what was found when that is all. I<Returns> nothing.

=head2 is_followed()

I<Returns> whether there is anybody.

=head2 is_looking()

I<Returns> whether there is more to look at.

=head2 join($client, $last_id)

I<Returns> true if it has begun to look.

=head2 key(\%query)

I<Returns> what is the same for all who ask for the same.

=head2 leave($client)

I<Returns> nothing.

=head2 look($now)

Begins. I<Returns> true unless it is at it.

=head2 new($web, \%query)

I<Returns> a new one.

=head1 SEE ALSO

L<POE::XS::Probe::Web>

=cut
