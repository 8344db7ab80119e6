use strict;
use warnings;

use lib 't/lib';
use Awaits;
use POETest;
use Test::More;

# What goes wrong elsewhere with futures and async subs: what a program of ours sees of it.

my $begin = <<'PERL';
use strict; use warnings; use POE qw(Future); use Future::AsyncAwait; $| = 1;
sub Noted::DESTROY { print "freed\n" }
sub in_a_session { POE::Session->create(inline_states => { _start => sub { $_[KERNEL]->yield('go') }, @_ }); POE::Kernel->run; print "over\n" }
PERL

sub shows {
    my ($title, $code, $out, $err, %option) = @_;
    my $child = run_child($begin . $code, %option);
    ref $out ? like($child->{stdout}, $out, $title) : is($child->{stdout}, $out, $title);
    return ref $err
        ? like($child->{stderr}, $err, 'and says so')
        : is($child->{stderr}, $err // '', 'without complaint');
}

shows(
    'a handler whose future nobody keeps',
    'in_a_session(go => async sub { my $o = bless [], "Noted"; await POE::Future->done_later; print "went on\n" })',
    "went on\nfreed\nover\n"
);

shows(
    'a plain sub whose future nobody keeps: Future::AsyncAwait warns, and it does not go on',
    'async sub part { await POE::Kernel->after(0.01); print "never\n" } in_a_session(go => sub { part(); return })',
    "over\n", qr/Suspended async sub main::part lost its returning future/
);

shows(
    'a plain sub of which neither its future nor what it awaits is kept: it ends with the session',
    'async sub part { my $o = bless [], "Noted"; await POE::Future->new } in_a_session(go => sub { part(); return }, _stop => sub { print "stops\n" })',
    "freed\nstops\nover\n", qr/Suspended async sub main::part lost its returning future/
);

shows(
    'a sequence that nobody keeps',
    'in_a_session(go => sub { my $f = POE::Future->done_later; my $lost = $f->then(sub { print "never\n" }); undef $lost; $_[KERNEL]->delay(end => 0.01) }, end => sub { })',
    "over\n", qr/lost a sequence Future/
);

shows(
    'get in a handler',
    'in_a_session(go => sub { eval { $_[KERNEL]->after(1)->get; 1 } or print $@ })',
    qr/\AA handler cannot wait by get or await: .* at child\.pl line \d+\.\nover\n\z/
);

shows(
    'a future that an async sub returns is wrapped once more',
    'async sub twice { return POE::Future->done(5) } in_a_session(go => async sub { my $f = await twice(); print ref $f, " ", await($f), "\n" })',
    "POE::Future 5\nover\n"
);

shows(
    'closures keep objects until the handler is over',
    'in_a_session(go => async sub { my $o = bless [], "Noted"; my $f = POE::Future->done_later; my $g = $f->then(sub { my $kept = $o; POE::Future->done }); undef $o; await $g; print "awaited\n" })',
    qr/freed\n/
);

shows(
    'await within map does not compile',
    q{print eval 'async sub { map { await $_ } @_ }; 1' ? 'compiled' : $@},
    qr/\Aawait is not allowed inside map/
);

shows(
    'the first of a sequence is cancelled: the rest waits for ever, and a limit of time tells',
    'in_a_session(go => async sub { my $f = POE::Future->new; my $g = $f->then(sub { POE::Future->done }); $f->cancel; print $g->state, "\n"; eval { await POE::Future->timeout(0.01, $g); 1 } or print "$@\n" })',
    "pending\nTimeout\nover\n"
);

shows(
    'what loses a race is cancelled, unless it is shielded',
    'in_a_session(go => async sub { my @f = map { POE::Future->new } 1 .. 2; await POE::Future->wait_any($f[0], $f[1]->without_cancel, $_[KERNEL]->after(0.01)); print join(" ", map { $_->state } @f), "\n" })',
    "cancelled pending\nover\n"
);

shows(
    'a callback that dies hits who completes the future: here, the kernel',
    'in_a_session(go => sub { $_[HEAP]{f} = $_[KERNEL]->after(0.01)->on_done(sub { die "in a callback\n" }) })',
    '', "in a callback\n"
);

shows(
    'an await that is forgotten: nothing is said of a failure',
    'async sub part { await POE::Future->done_later; die "unseen\n" } in_a_session(go => sub { $_[HEAP]{f} = part(); return })',
    "over\n", '', env => { PERL_FUTURE_DEBUG => undef });

shows(
    '... unless one asks for it',
    'async sub part { await POE::Future->done_later; die "unseen\n" } in_a_session(go => sub { $_[HEAP]{f} = part(); return }); ',
    qr/over\n/, qr/unreported failure of: unseen/, env => { PERL_FUTURE_DEBUG => 1 });

shows(
    'a signal handler that says that it handled the signal before its first await',
    'in_a_session(go => sub { $_[KERNEL]->sig(TERM => "term"); kill TERM => $$; $_[KERNEL]->delay(end => 0.05) }, term => async sub { $_[KERNEL]->sig_handled; await $_[KERNEL]->after(0.01); print "lives\n" }, end => sub { })',
    "lives\nover\n"
);

shows(
    '_start may wait',
    'in_a_session(_start => async sub { await $_[KERNEL]->after(0.01); print "began\n" })',
    "began\nover\n"
);

shows(
    '_stop may not: what it awaits is cancelled',
    'in_a_session(go => sub { }, _stop => async sub { my $o = bless [], "Noted"; await $_[KERNEL]->after(0.01); print "never\n" })',
    "freed\nover\n", ''
);

shows(
    'a handler that is called with its own @_',
    'async sub part { await POE::Future->done_later; print "$_[ARG0]\n" } in_a_session(go => sub { $_[KERNEL]->yield(on => "given") }, on => \&part)',
    "given\nover\n"
);

done_testing;
