package POE::Session;

use strict;
use warnings;

our $VERSION = '2.000';

use Carp qw(carp croak);
use POE::XS;

# Slots of a session, slots of a handler's @_ (number 6 is for machines only), and the words that the
# constructor, its options and the kernel go by. Real subs: programs compare them with ours.
BEGIN {
    my %value = (
        (map { (qw(SE_NAMESPACE SE_OPTIONS SE_STATES SE_ID))[$_] => $_ } 0 .. 3),
        (map { (qw(OBJECT SESSION KERNEL HEAP STATE SENDER))[$_] => $_ } 0 .. 5),
        (map { (qw(CALLER_FILE CALLER_LINE CALLER_STATE))[$_]    => $_ + 7 } 0 .. 2),
        (map { ("ARG$_"                  => $_ + 10) } 0 .. 9),
        (map { ('OPT_' . uc($_)          => $_) } qw(trace debug default)),
        (map { ('EN_' . uc($_)           => "_$_") } qw(start default signal)),
        (map { ('CREATE_' . uc($_)       => $_) } qw(args heap options)),
        (map { ('CREATE_' . uc($_) . 'S' => "${_}_states") } qw(inline package object)),
    );
    my $define = sub {
        my ($name, $constant) = @_;
        no strict 'refs';
        *$name = sub () {$constant};
    };
    $define->($_, $value{$_}) for keys %value;
}

# A constant of this package, else the one that the kernel's package has, else the default.
BEGIN {
    my $kernels = sub { my $code = POE::Kernel->can($_[0]); return $code ? $code->() : undef };
    my $default = sub {
        my ($name, $value) = @_;
        return if POE::Session->can($name);
        no strict 'refs';
        *$name = sub () {$value};
    };
    $default->(ASSERT_DEFAULT => $kernels->('ASSERT_DEFAULT') || 0);
    $default->(TRACE_DEFAULT  => $kernels->('TRACE_DEFAULT')  || 0);
    my $states  = $kernels->('ASSERT_STATES');
    my $destroy = $kernels->('TRACE_DESTROY');
    $default->(ASSERT_STATES => defined $states  ? $states  : ASSERT_DEFAULT());
    $default->(TRACE_DESTROY => defined $destroy ? $destroy : TRACE_DEFAULT());
}

my @exported = (
    qw(OBJECT SESSION KERNEL HEAP STATE SENDER CALLER_FILE CALLER_LINE CALLER_STATE),
    map {"ARG$_"} 0 .. 9,
);

sub import {
    my $package = caller;
    no strict 'refs';
    *{"${package}::$_"} = \&$_ for @exported;
    return;
}

# ---- creation ----

sub instantiate {
    my ($type, $params) = @_;
    croak "$type requires a working Kernel" unless $INC{'POE/Kernel.pm'};
    my $self = bless [ {}, {}, {} ], $type;
    $self->[SE_OPTIONS]{ +OPT_DEFAULT } = 1 if ASSERT_STATES;
    return $self;
}

sub try_alloc {
    my ($self, @args) = @_;
    if (!exists $self->[SE_STATES]{ +EN_START }) {
        my $id = defined $self->[SE_ID] ? $self->[SE_ID] : '';
        POE::Kernel::_confess("<rv> session ($self) does not exist")
            if POE::Kernel->can('ASSERT_RETVALS')
            and POE::Kernel::ASSERT_RETVALS();
        carp "discarding session $id - no '_start' state";
        return undef;    ## no critic (a value, as it always was)
    }
    POE::Kernel::_ready_for_sessions();
    $POE::Kernel::poe_kernel->session_alloc($self, @args);
    return $self;
}

sub _add_inline {
    my ($self, $states) = @_;
    croak 'inline_states does not refer to a hash' unless ref $states eq 'HASH';
    for my $state (keys %$states) {
        croak "inline state for '$state' needs a CODE reference"
            unless ref $states->{$state} eq 'CODE';
        $self->_register_state($state, $states->{$state});
    }
    return;
}

# The handlers of one object or package: a list of methods, or event => method pairs.
sub _event_methods {
    my ($kind, $target, $handlers) = @_;
    return map { ($_ => $_) } @$handlers if ref $handlers eq 'ARRAY';
    return %$handlers                    if ref $handlers eq 'HASH';
    croak "states for $kind '$target' need to be a hash or array ref";
}

sub _add_methods {
    my ($self, $kind, $list) = @_;
    croak "${kind}_states does not refer to an array" unless ref $list eq 'ARRAY';
    croak "the array for ${kind}_states has an odd number of elements" if @$list % 2;
    for (my $i = 0; $i < @$list; $i += 2) {
        my ($target, $handlers) = @$list[ $i, $i + 1 ];
        carp "'$target' is not an object" if $kind eq 'object' and !ref $target;
        my @methods = _event_methods($kind, $target, $handlers);
        while (my ($event, $method) = splice @methods, 0, 2) {
            $self->_register_state($event, $target, $method);
        }
    }
    return;
}

my %adder = (
    CREATE_HEAP()     => sub { $_[0]->[SE_NAMESPACE] = $_[1] },
    CREATE_INLINES()  => \&_add_inline,
    CREATE_PACKAGES() => sub { $_[0]->_add_methods('package', $_[1]) },
    CREATE_OBJECTS()  => sub { $_[0]->_add_methods('object', $_[1]) },
);

sub _take_options {
    my ($self, $params) = @_;
    return unless exists $params->{ +CREATE_OPTIONS };
    my $options = delete $params->{ +CREATE_OPTIONS };
    croak 'options for ' . ref($self) . ' constructor is expected to be a HASH reference'
        unless ref $options eq 'HASH';
    $self->[SE_OPTIONS] = $options;
    $options->{ +OPT_DEFAULT } = 1 if ASSERT_STATES;
    return;
}

# create itself is compiled: it does the plain cases and leaves all others, and the errors, to this.
sub _create_any {
    my ($type, @params) = @_;
    croak 'odd number of events/handlers (missing one or the other?)' if @params % 2;
    my %params = @params;
    my $self   = $type->instantiate(\%params);
    my $args   = delete $params{ +CREATE_ARGS };
    $self->_take_options(\%params);
    for my $name (keys %params) {
        my $add = $adder{$name} or croak "unknown $type parameter: $name";
        $add->($self, $params{$name});
    }
    return $self->try_alloc(ref $args eq 'ARRAY' ? @$args : defined $args ? $args : ());
}

# Also called by the kernel, whichever of the two is loaded last.
sub _decide_plain {
    _allow_plain(!ASSERT_STATES && !POE::Kernel->CHECKING) if POE::Kernel->can('poe_kernel_loop');
    return;
}

_decide_plain();

# ---- handlers ----

sub _refuse_signal_handler {
    croak(
        ",----- DEPRECATION ERROR -----\n",
        "| A session has a handler for _signal. Such handlers are not\n",
        "| supported: watch signals by name with \$kernel->sig() instead.\n",
        "`-----------------------------\n",
    );
}

# A handler that is no plain code reference is an object or package with a method.
sub _checked_handler {
    my ($name, $handler, $method) = @_;
    return $handler if ref $handler eq 'CODE';
    $method = $name unless defined $method;
    return [ $handler, $method ] if $handler->can($method);
    croak "object $handler does not have a '$method' method"
        if ref $handler and ref $handler ne 'CODE';
    croak "package $handler does not have a '$method' method";
}

# A session that is being created has none.
sub _id_if_any {
    my ($self) = @_;
    my $id = $POE::Kernel::poe_kernel->ID_session_to_id($self);
    return defined $id ? $id : '';
}

sub _register_state {
    my ($self, $name, $handler, $method) = @_;
    $name = '' unless defined $name;
    _refuse_signal_handler() if $name eq EN_SIGNAL;
    if (!$handler) {
        delete $self->[SE_STATES]{$name};
        return;
    }
    carp join '', "redefining handler for event($name) for session(", _id_if_any($self), ')'
        if $self->[SE_OPTIONS]{ +OPT_DEBUG } and exists $self->[SE_STATES]{$name};
    $self->[SE_STATES]{$name}
        = ref $handler eq 'CODE' ? $handler : _checked_handler($name, $handler, $method);
    return;
}

sub _set_id {
    my ($self, $id) = @_;
    $self->[SE_ID] = $id;
    return;
}

# ---- options ----

sub _option_value {
    my ($value) = @_;
    return 1 if $value =~ /\A(?:on|yes|true)\z/i;
    return 0 if $value =~ /\A(?:no|off|false)\z/i;
    return $value;
}

sub _set_option {
    my ($options, $name, $value) = @_;
    if (defined $value) {
        $options->{$name} = _option_value($value);
    } else {
        delete $options->{$name};
    }
    return;
}

sub option {
    my ($self, @list) = @_;
    my $options = $self->[SE_OPTIONS] ||= {};
    my %before;
    while (@list) {
        my $name = lc shift @list;
        $before{$name} = $options->{$name};
        _set_option($options, $name, shift @list) if @list;
    }
    return keys %before == 1 ? (values %before)[0] : \%before;
}

# ---- what the options say ----

sub _report_trace {
    my ($self, $event, $file, $line) = @_;
    POE::Kernel::_warn($self->ID, " -> $event (from $file at $line)\n");
    return;
}

sub _report_redirection {
    my ($self, $event) = @_;
    POE::Kernel::_warn($self->ID, " -> $event redirected to _default\n");
    return;
}

sub _report_missing {
    my ($self, $event, $file, $line) = @_;
    my $us = $POE::Kernel::poe_kernel->_data_alias_loggable($self->ID);
    POE::Kernel::_warn(
        "a '$event' event was sent from $file at $line to $us but $us has neither a handler for it ",
        "nor one for _default\n"
    );
    return;
}

sub DESTROY {
    my ($self) = @_;
    return unless TRACE_DESTROY;
    require Data::Dumper;
    my $id = defined $self->[SE_ID] ? $self->[SE_ID] : '(unallocated)';
    local $Data::Dumper::Deparse = 0;
    POE::Kernel::_warn(
        "----- Session $id is destroyed -----\n", Data::Dumper->Dump([$self], ['session']),
        "----- End of session $id -----\n"
    );
    return;
}

# ---- postbacks and callbacks ----

my $tk_is_loaded = exists $INC{'Tk.pm'};

# Tk's -command wants a plain code reference.
sub _for_tk {
    my ($code) = @_;
    return $tk_is_loaded ? sub { return $code->(@_) } : $code;
}

sub postback {
    my ($self, $event, @etc) = @_;
    my $id   = $self->ID;
    my $code = sub {
        $POE::Kernel::poe_kernel->post($id, $event, [@etc], [@_]);
        return 0;
    };
    return _for_tk(POE::Session::AnonEvent->_new($code, $id));
}

sub callback {
    my ($self, $event, @etc) = @_;
    my $id   = $self->ID;
    my $code = sub { return $POE::Kernel::poe_kernel->call($id, $event, [@etc], [@_]) };
    return _for_tk(POE::Session::AnonEvent->_new($code, $id));
}

package POE::Session::AnonEvent;

our $VERSION = '2.000';

# Session whose life each of these prolongs, by address.
my %holds;

sub _new {
    my ($class, $code, $id) = @_;
    my $self = bless $code, $class;
    $holds{ 0 + $self } = $id;
    $POE::Kernel::poe_kernel->refcount_increment($id, 'anon_event');
    return $self;
}

sub _release {
    my ($self) = @_;
    my $id = delete $holds{ 0 + $self };
    $POE::Kernel::poe_kernel->refcount_decrement($id, 'anon_event')
        if defined $id and defined $POE::Kernel::poe_kernel;
    return;
}

sub weaken {
    my ($self) = @_;
    $self->_release;
    return $self;
}

sub DESTROY {
    my ($self) = @_;
    local $!;
    $self->_release;
    return;
}

1;
