package Chaos::Roles;

# The programs that are killed: workers, senders of messages that are kept, and one that is told what may be lost.

use strict;
use warnings;

use Chaos::Marks;
use POE;
use POE::Component::IKC;
use POE::Future;
use Time::HiRes qw(time);

use constant { TICK => 0.02, MOST_OPEN => 5000, LOST_AFTER => 5 };

my $ikc = sub {$POE::Component::IKC::Responder::ikc};

sub run {
    my ($role, %option) = @_;
    my $code = __PACKAGE__->can($role) or die "there is no role $role\n";
    $code->(%option);
    POE::Kernel->run;
    return;
}

sub _join {
    my ($option, $then) = @_;
    return POE::Component::IKC->join(
        name          => $option->{name},
        wire          => 'nats://127.0.0.1/chaos',
        servers       => [ split /,/, $option->{servers} ],
        lost_after    => LOST_AFTER,
        ping_interval => 2,
        on_connect    => $then,
    );
}

# ---- who handles messages: each leaves its mark ----

my %marks;

sub _marks {
    my ($option, $kind, $sender) = @_;
    return $marks{"$kind.$sender"} //= Chaos::Marks->new("$option->{folder}/$kind.$sender");
}

sub _say {
    my ($option, $text) = @_;
    open my $out, '>>', "$option->{folder}/said" or return;
    syswrite $out, sprintf "%.2f %s %s\n", time, $option->{name}, $text;
    return;
}

# What a handler does is done once for each id: that is the mark.
sub worker {
    my (%option) = @_;
    my %states = (
        kept => sub {
            my ($sender, $number) = split ' ', $_[ARG0];
            my $id = $ikc->()->message_id($_[SENDER]);
            _say(\%option, "id $id is not $sender-$number") if $id ne "$sender-$number";
            my $before = _marks(\%option, done => $sender)->mark($number);
            _marks(\%option, again => $sender)->mark($number) if $before;
        },
        plain => sub {
            my ($sender, $number) = split ' ', $_[ARG0];
            _marks(\%option, got => $sender)->mark($number);
        },
    );
    POE::Session->create(
        inline_states => {
            %states,
            _start => sub {
                POE::Component::IKC::Responder->spawn;
                $_[KERNEL]->alias_set($_) for qw(jobs each);
                my %how = (durable => 1, replicas => $option{replicas}, ack_wait => 5);
                $ikc->()->offer(jobs => ['kept'], \%how);
                $ikc->()->offer(each => ['plain']);
                $_[KERNEL]->call(IKC => monitor => '*', { error => 'failed' });
                _join(\%option);
            },
            failed => sub { _say(\%option, "$_[ARG4] $_[ARG5]") if $_[ARG2] or $_[ARG1] eq '*' },
        });
    return;
}

# ---- who sends ----

# So many in each tick as the rate wants, until there is a file `stop`. The code gets the next number.
sub _send_at_rate {
    my ($option, $send, $finish) = @_;
    my ($number, $begun) = (0, time);
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->alias_set('sender'); $_[KERNEL]->yield('tick') },
            tick   => sub {
                return $finish->() if -e "$option->{folder}/stop";
                my $due = (time - $begun) * $option->{rate};
                $begun = time - $number / $option->{rate} if $due - $number > $option->{rate};
                while ($number < $due) { last if !$send->($number); $number++ }
                $_[KERNEL]->delay(tick => TICK);
            },
        });
    return;
}

# Marks what the server said it has.
sub keeper {
    my (%option) = @_;
    my ($acknowledged, $open) = (_marks(\%option, stored => $option{name}), 0);
    my $send = sub {
        my ($number) = @_;
        return 0 if $open >= MOST_OPEN;
        my $id = "$option{name}-$number";
        $open++;
        $ikc->()->store('poe://+/jobs/kept', "$option{name} $number", { id => $id })->on_ready(sub {
            $open--;
            $acknowledged->mark($number)                    if $_[0]->is_done;
            _say(\%option, "not stored: " . $_[0]->failure) if !$_[0]->is_done;
        });
        return 1;
    };
    _join(\%option, sub { POE::Kernel->post(finish => 'begin') });
    POE::Session->create(
        inline_states => {
            _start => sub { $_[KERNEL]->alias_set('finish') },
            begin  => sub { $_[KERNEL]->delay(really => 1) },
            really => sub {
                _send_at_rate(\%option, $send, sub { POE::Kernel->post(finish => 'wait') });
            },
            wait => sub {
                return $_[KERNEL]->delay(wait => 0.2) if $open;
                exit 0;
            },
        });
    return;
}

# To each worker by its name, and to any. Counts what was handed over, and what was told to be lost.
sub teller {
    my (%option) = @_;
    my (%told, %handed);
    my @to   = map {"poe://$_/each/plain"} '+', split /,/, $option{workers};
    my $send = sub {
        my ($number) = @_;
        my $to = $number % @to;
        $handed{ $to[$to] } += my $is_handed
            = $ikc->()->post($to[$to], "$option{name}$to $number") || 0;
        _marks(\%option, handed => "$option{name}$to")->mark($number) if $is_handed;
        return 1;
    };
    my $report = sub {
        open my $out, '>', "$option{folder}/told" or die "$!\n";
        print {$out} map { join(' ', $to[$_], "$option{name}$_", $told{ $to[$_] } // 0) . "\n" }
            0 .. $#to;
        close $out;
        exit 0;
    };
    _join(
        \%option,
        sub {
            _send_at_rate(\%option, $send, sub { POE::Kernel->post(hear => 'wait') });
        });
    POE::Session->create(
        inline_states => {
            _start => sub {
                $_[KERNEL]->alias_set('hear');
                $_[KERNEL]->call(IKC => monitor => '*', { error => 'failed' });
            },
            failed => sub {
                return if !$_[ARG2] and $_[ARG1] ne '*';    # told by each name of a kernel
                my ($count, $to) = $_[ARG5] =~ /\[\d+\] (\d+) for (\S+) may be lost/;
                return if !defined $count;
                $told{$to} += $count;
            },
            wait   => sub { $_[KERNEL]->delay(report => LOST_AFTER + 4) },
            report => $report,
        });
    return;
}

1;
