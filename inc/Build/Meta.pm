package Build::Meta;

# What the distribution tells about itself: which packages it provides, and which modules each of its phases needs or
# can use. xt/metadata.t compares this with what the code loads.

use strict;
use warnings;

use Module::Metadata;

my %CONFIGURE = ('EV' => '4.00', 'ExtUtils::MakeMaker' => '6.76', 'Module::Metadata' => 0);

# All but EV come with perl. Distributions of perl which leave out some are why they are listed.
my %RUNTIME = (
    'CPAN::Meta::YAML'         => 0,
    'Carp'                     => 0,
    'Cwd'                      => 0,
    'Data::Dumper'             => 0,
    'Digest::SHA'              => 0,
    'EV'                       => '4.00',
    'Encode'                   => 0,
    'Errno'                    => 0,
    'Exporter'                 => '5.57',
    'Fcntl'                    => 0,
    'File::Basename'           => 0,
    'File::Find'               => 0,
    'File::Spec'               => 0,
    'File::Temp'               => 0,
    'Getopt::Long'             => '2.36',
    'IO::Handle'               => 0,
    'IO::Poll'                 => 0,
    'List::Util'               => 0,
    'MIME::Base64'             => 0,
    'Module::Metadata'         => 0,
    'POSIX'                    => 0,
    'Pod::Usage'               => 0,
    'Scalar::Util'             => 0,
    'Socket'                   => '2.001',
    'Storable'                 => '2.16',
    'Symbol'                   => 0,
    'Sys::Hostname'            => 0,
    'TAP::Parser'              => 0,
    'TAP::Parser::Multiplexer' => 0,
    'Term::Cap'                => 0,
    'Test::More'               => '0.96',
    'Time::HiRes'              => 0,
    'XSLoader'                 => 0,
);

# Parts of it ask for these when they are used, and say so. They install everywhere.
my %RECOMMENDED = (
    'Compress::Raw::Zlib' => 0,         # Filter::Reference with compression
    'Compress::Zlib'      => 0,
    'HTTP::Headers'       => 0,         # Filter::HTTPD
    'HTTP::Parser::XS'    => '0.17',    # the same, faster
    'HTTP::Request'       => 0,
    'HTTP::Response'      => 0,
    'HTTP::Status'        => 0,
    'IO::Pty'             => 0,         # Wheel::Run with terminals
    'JSON::PP'            => 0,         # Filter::Reference for peers that are not trusted
    'Net::SSLeay'         => '1.85',    # TLS
    'Term::ReadKey'       => 0,         # Wheel::ReadLine
    'URI'                 => 0,
);

# Those that are of some systems only, one of several that do, or rarely asked for.
my %SUGGESTED = (
    'AnyEvent'                      => 0,         # futures of condition variables
    'CBOR::XS'                      => 0,         # what kernels write to each other in
    'Cpanel::JSON::XS'              => 0,
    'Crypt::PK::Ed25519'            => 0,         # logins of NATS by key
    'Curses'                        => 0,
    'Devel::Size'                   => 0,         # POE::API::Peek's sizes in memory
    'Email::MIME::RFC2047::Encoder' => 0,
    'FreezeThaw'                    => 0,
    'Future'                        => '0.49',    # POE::Future, and handlers that wait
    'Future::AsyncAwait'            => 0,
    'Future::IO'                    => '0.13',
    'Future::IO::ImplBase'          => 0,
    'JSON::XS'                      => 0,
    'Linux::Inotify2'               => 0,
    'Metrics::Any' => 0,    # the kernel's numbers for whatever a program's modules use
    'Metrics::Any::AdapterBase::Stored' => 0,
    'Mojo::Promise'                     => 0,    # promises of futures
    'Sereal::Decoder'                   => 0,
    'Sereal::Encoder'                   => 0,
    'Test::Reporter'                    => 0,
    'YAML'                              => 0,
);

my %TEST = (
    'App::Prove'          => 0, 'B' => 0, 'Config' => 0, 'Digest::MD5' => 0,
    'Digest::SHA'         => 0,
    'ExtUtils::MakeMaker' => '6.76', 'ExtUtils::Manifest' => 0, 'File::Copy' => 0,
    'File::Path'          => 0, 'FindBin'                 => 0,
    'IO::File'            => 0, 'IO::Select'              => 0, 'IO::Socket'   => 0,
    'IO::Socket::INET'    => 0, 'IO::Socket::IP'          => 0, 'List::Util'   => 0,
    'IO::Socket::UNIX'    => 0, 'JSON::PP'                => 0, 'MIME::Base64' => 0,
    'Math::BigFloat'      => 0,
    'Sys::Hostname'       => 0, 'Test::More' => '0.96', 'Tie::Handle' => 0, 'Tie::Hash' => 0,
);

my %DEVELOP = (
    'CPAN::Meta'          => '2.120900',
    'Devel::Cover'        => 0,
    'Perl::Critic'        => 0,
    'Perl::Tidy'          => 0,
    'Test::Pod'           => '1.41',
    'Test::Pod::Coverage' => 0,
);

# For WriteMakefile.
sub arguments {
    return (
        CONFIGURE_REQUIRES => {%CONFIGURE},
        PREREQ_PM          => {%RUNTIME},
        TEST_REQUIRES      => {%TEST},
        META_MERGE         => _merged(),
    );
}

sub _merged {
    return {
        'meta-spec'    => { version => 2 },
        dynamic_config => 0,
        prereqs        => {
            runtime => { recommends => {%RECOMMENDED}, suggests => {%SUGGESTED} },
            test    => { recommends => { 'Test::LeakTrace' => 0 } },
            develop => { requires   => {%DEVELOP} },
        },
        provides  => provided(),
        resources => { license   => ['https://dev.perl.org/licenses/'] },
        no_index  => { directory => [qw(bench csrc docs examples fuzz inc script t xs xt)] },
    };
}

# Every package below lib/, the inner ones too: who asks an index where a package comes from finds it.
sub provided { return Module::Metadata->provides(dir => 'lib', version => 2) }

1;
