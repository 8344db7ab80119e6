package POE::Driver::TLS::Context;

# What the connections of one end have in common: its certificate, whom it trusts, and which protocols
# it speaks. Reading certificates takes milliseconds, so one context serves many drivers.

use strict;
use warnings;

our $VERSION  = '2.000';
our @CARP_NOT = qw(
    POE::Component::Client::TCP POE::Component::Server::TCP POE::Component::TCP::Parameters
    POE::Driver::TLS
);

use Carp qw(croak);

# A context belongs to the thread that made it.
sub CLONE_SKIP { return 1 }

my @KNOWN = qw(
    SSL_alpn_protocols SSL_ca_file SSL_ca_path SSL_cert_file SSL_cipher_list SSL_ciphersuites
    SSL_hostname SSL_key_file SSL_max_version SSL_min_version SSL_passwd_cb SSL_server
    SSL_verify_mode SSL_verifycn_name
);

my %VERSION_NUMBER
    = ('TLSv1' => 0x0301, 'TLSv1_1' => 0x0302, 'TLSv1_2' => 0x0303, 'TLSv1_3' => 0x0304);

# ---------------------------------------------------------------------------
# The library is loaded when somebody wants it.

my $is_loaded;

sub load_library {
    return if $is_loaded;
    my $loaded = do {
        local ($@, $!);
        local $SIG{__DIE__} = 'DEFAULT';
        eval { require Net::SSLeay; Net::SSLeay->VERSION('1.85'); 1 } ? '' : $@;
    };
    croak "TLS needs Net::SSLeay 1.85 or later: $loaded" if $loaded;
    Net::SSLeay::load_error_strings();
    Net::SSLeay::SSLeay_add_ssl_algorithms();
    Net::SSLeay::randomize();
    $is_loaded = 1;
    return;
}

# The newest error of the library in words, and an empty queue of errors.
sub newest_error {
    my $text = '';
    while (my $code = Net::SSLeay::ERR_get_error()) {
        $text = (split /:/, Net::SSLeay::ERR_error_string($code))[-1] // $text;
    }
    return $text;
}

# ---------------------------------------------------------------------------
# Construction

sub new {
    my ($class, %given) = @_;
    load_library();
    my %unknown = %given;
    delete @unknown{@KNOWN};
    croak "TLS does not know @{[ sort keys %unknown ]}" if keys %unknown;
    my $self = bless {%given}, $class;
    $self->{SSL_verify_mode} //= $self->is_server ? 0 : Net::SSLeay::VERIFY_PEER();
    $self->{handle} = Net::SSLeay::CTX_new_with_method(Net::SSLeay::TLS_method())
        or croak 'TLS: no context: ', newest_error();
    Net::SSLeay::CTX_set_mode($self->{handle}, Net::SSLeay::MODE_RELEASE_BUFFERS());
    Net::SSLeay::CTX_set_options($self->{handle}, Net::SSLeay::OP_NO_RENEGOTIATION());

    for my $step (qw(_set_versions _set_ciphers _set_certificate _set_trust _set_protocols)) {
        $self->$step;
    }
    return $self;
}

# Each setting that the library refuses ends construction with the library's reason.
sub _must {
    my ($is_done, $what) = @_;
    my $reason = newest_error();
    croak $reason eq '' ? "TLS: $what" : "TLS: $what: $reason" if !$is_done;
    return;
}

sub _set_versions {
    my ($self) = @_;
    my %set = (
        SSL_min_version => \&Net::SSLeay::CTX_set_min_proto_version,
        SSL_max_version => \&Net::SSLeay::CTX_set_max_proto_version,
    );
    $self->{SSL_min_version} //= 'TLSv1_2';
    for my $name (grep { defined $self->{$_} } sort keys %set) {
        my $number = $VERSION_NUMBER{ $self->{$name} };
        _must(
            defined $number && $set{$name}->($self->{handle}, $number),
            "$name does not know $self->{$name}"
        );
    }
    return;
}

sub _set_ciphers {
    my ($self) = @_;
    my ($list, $suites) = @$self{qw(SSL_cipher_list SSL_ciphersuites)};
    _must(Net::SSLeay::CTX_set_cipher_list($self->{handle}, $list), "SSL_cipher_list $list")
        if defined $list;
    _must(Net::SSLeay::CTX_set_ciphersuites($self->{handle}, $suites), "SSL_ciphersuites $suites")
        if defined $suites;
    return;
}

sub _set_certificate {
    my ($self) = @_;
    my ($context, $file) = @$self{qw(handle SSL_cert_file)};
    my $key_file = $self->{SSL_key_file} // $file;
    if (!defined $file) {
        croak 'TLS: a server needs SSL_cert_file and SSL_key_file' if $self->is_server;
        return;
    }
    Net::SSLeay::CTX_set_default_passwd_cb($context, $self->{SSL_passwd_cb})
        if $self->{SSL_passwd_cb};
    _must(
        Net::SSLeay::CTX_use_certificate_chain_file($context, $file),
        "SSL_cert_file $file cannot be used"
    );
    _must(
        Net::SSLeay::CTX_use_PrivateKey_file($context, $key_file, Net::SSLeay::FILETYPE_PEM()),
        "SSL_key_file $key_file cannot be used"
    );
    _must(
        Net::SSLeay::CTX_check_private_key($context),
        "SSL_key_file $key_file does not belong to SSL_cert_file $file"
    );
    Net::SSLeay::CTX_set_default_passwd_cb($context, undef) if $self->{SSL_passwd_cb};
    return;
}

sub _set_trust {
    my ($self) = @_;
    my ($context, $mode, $file, $path) = @$self{qw(handle SSL_verify_mode SSL_ca_file SSL_ca_path)};
    Net::SSLeay::CTX_set_verify($context, $mode);
    if (defined $file or defined $path) {
        _must(
            Net::SSLeay::CTX_load_verify_locations($context, $file // '', $path // ''),
            join ' ', 'SSL_ca_file or SSL_ca_path cannot be used:', grep {defined} $file, $path
        );
    } elsif ($mode) {
        Net::SSLeay::CTX_set_default_verify_paths($context);
    }
    return if !$self->is_server;
    Net::SSLeay::CTX_set_session_id_context($context, 'POE', 3);
    Net::SSLeay::CTX_set_client_CA_list($context, Net::SSLeay::load_client_CA_file($file))
        if $mode and defined $file;
    return;
}

sub _set_protocols {
    my ($self) = @_;
    my $protocols = $self->{SSL_alpn_protocols} or return;
    if ($self->is_server) {
        Net::SSLeay::CTX_set_alpn_select_cb($self->{handle}, $protocols);
    } else {
        Net::SSLeay::CTX_set_alpn_protos($self->{handle}, $protocols);
    }
    return;
}

sub DESTROY {
    my ($self) = @_;
    return                                        if ${^GLOBAL_PHASE} eq 'DESTRUCT';
    Net::SSLeay::CTX_free(delete $self->{handle}) if $self->{handle};
    return;
}

# ---------------------------------------------------------------------------
# One connection

sub is_server { return !!$_[0]{SSL_server} }

# The library's object for a connection. The name is whom a client means to reach.
sub connection {
    my ($self, $name) = @_;
    my $connection = Net::SSLeay::new($self->{handle});
    if ($self->is_server) {
        Net::SSLeay::set_accept_state($connection);
        return $connection;
    }
    $self->_expect($connection, $name);
    Net::SSLeay::set_connect_state($connection);
    return $connection;
}

sub _is_address {
    my ($name) = @_;
    return $name =~ /:/ || $name =~ /\A[0-9]+(?:\.[0-9]+){3}\z/;
}

# Tells the server which name is wanted, and has its certificate compared with the name.
sub _expect {
    my ($self, $connection, $name) = @_;
    my $asked  = $self->{SSL_hostname}      // $name;
    my $wanted = $self->{SSL_verifycn_name} // $asked;
    Net::SSLeay::set_tlsext_host_name($connection, $asked)
        if defined $asked
        and $asked ne ''
        and !_is_address($asked);
    return if !$self->{SSL_verify_mode};
    croak 'TLS: no name to compare the certificate with: give SSL_verifycn_name'
        if !defined $wanted or $wanted eq '';
    my $rules = Net::SSLeay::get0_param($connection);
    if (_is_address($wanted)) {
        Net::SSLeay::X509_VERIFY_PARAM_set1_ip_asc($rules, $wanted);
    } else {
        Net::SSLeay::X509_VERIFY_PARAM_set_hostflags(
            $rules,
            Net::SSLeay::X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS());
        Net::SSLeay::X509_VERIFY_PARAM_set1_host($rules, $wanted);
    }
    return;
}

1;
