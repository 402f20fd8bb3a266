//! `api-ssl`: TLS to a router whose certificate nobody signed. What is trusted is the certificate that was there at first
//! sight, by its fingerprint, as with an SSH host key.
//!
//! rustls speaks TLS 1.2 and 1.3 with ephemeral elliptic curves. A RouterOS service without a certificate offers anonymous
//! Diffie-Hellman only, and old versions TLS 1.0 or DHE only (MikroTik, *Services*): each has its own error and advice.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, PeerIncompatible, SignatureScheme,
};

/// SHA-256 of a certificate as it stands on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

/// Which certificate is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Any; its fingerprint is told, to be shown and pinned.
    FirstSight,
    /// This one. Another ends the handshake before anything of ours is sent.
    Pinned(Fingerprint),
}

/// Why there is no TLS with the router.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    #[error("the router's certificate changed: {seen} in place of {pinned}")]
    CertificateChanged { pinned: Fingerprint, seen: Fingerprint },
    #[error("the router offers no TLS that we speak ({0})")]
    NoCommonCipher(String),
    #[error("the router speaks an old TLS only ({0})")]
    OldProtocol(String),
    #[error("the router's certificate cannot be used ({0})")]
    UnusableCertificate(String),
    #[error("what listens there does not speak TLS ({0})")]
    NotTls(String),
    #[error("the router said nothing to the TLS greeting")]
    Silent,
    #[error("the router closed the connection during the TLS handshake")]
    Closed,
    #[error("TLS failed: {0}")]
    Other(String),
}

impl TlsError {
    /// What to do, with the RouterOS commands where there are some.
    pub fn advice(&self) -> &'static str {
        match self {
            TlsError::CertificateChanged { .. } => {
                "If the router was replaced or its certificate renewed, compare the fingerprint with /certificate print on the \
                 router and pin the new one; otherwise someone stands between"
            }
            TlsError::NoCommonCipher(_) => {
                "Most often the service has no certificate. On the router: /certificate add name=api common-name=api \
                 key-size=2048; /certificate sign api; /ip service set api-ssl certificate=api. RouterOS 6 may still offer DHE \
                 only: upgrade it, or use port 8728 inside a tunnel"
            }
            TlsError::OldProtocol(_) => {
                "Upgrade RouterOS, set /ip service set api-ssl tls-version=only-1.2, or use port 8728 inside a tunnel"
            }
            TlsError::UnusableCertificate(_) => {
                "Make a new one on the router with a key of 2048 bits: /certificate add name=api common-name=api key-size=2048; \
                 /certificate sign api; /ip service set api-ssl certificate=api"
            }
            TlsError::NotTls(_) | TlsError::Silent => "Is this port api (8728, plain) rather than api-ssl (8729)?",
            TlsError::Closed => "Look at /ip service on the router: api-ssl may have no certificate, or not allow this address",
            TlsError::Other(_) => "Look at the router's log",
        }
    }
}

/// A TLS handshake over a connection that is open already. Gives the stream and the certificate that was seen.
pub(crate) async fn handshake(
    stream: TcpStream,
    address: SocketAddr,
    trust: Trust,
) -> Result<(TlsStream<TcpStream>, Fingerprint), TlsError> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Pin { trust, seen: OnceLock::new(), provider: provider.clone() });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Other(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone())
        .with_no_client_auth();
    // By address, so no name is sent; the pin is what is checked, not a name.
    let name = ServerName::IpAddress(address.ip().into());
    let outcome = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    match (outcome, verifier.seen.get()) {
        (Ok(stream), Some(seen)) => Ok((stream, *seen)),
        (Ok(_), None) => Err(TlsError::Other("the router showed no certificate".into())),
        (Err(error), seen) => Err(match (trust, seen) {
            (Trust::Pinned(pinned), Some(seen)) if pinned != *seen => TlsError::CertificateChanged { pinned, seen: *seen },
            _ => named(&error),
        }),
    }
}

fn named(error: &io::Error) -> TlsError {
    let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        return match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => TlsError::Closed,
            _ => TlsError::Other(error.to_string()),
        };
    };
    let said = tls.to_string();
    match tls {
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => TlsError::OldProtocol(said),
        rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => TlsError::OldProtocol(said),
        rustls::Error::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity)
        | rustls::Error::PeerIncompatible(_) => TlsError::NoCommonCipher(said),
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => TlsError::UnusableCertificate(said),
        rustls::Error::InvalidMessage(_) => TlsError::NotTls(said),
        _ => TlsError::Other(said),
    }
}

/// Accepts the certificate that is pinned, and keeps what it saw. That the router has the certificate's key is checked as
/// with any other.
#[derive(Debug)]
struct Pin {
    trust: Trust,
    seen: OnceLock<Fingerprint>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let seen = *self.seen.get_or_init(|| Fingerprint::of(end_entity));
        match self.trust {
            Trust::Pinned(pinned) if pinned != seen => {
                Err(rustls::Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
            }
            Trust::Pinned(_) | Trust::FirstSight => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl Fingerprint {
    /// Of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Fingerprint {
        Fingerprint(Sha256::digest(certificate).into())
    }

    pub fn octets(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Fingerprint {
    fn from(octets: [u8; 32]) -> Self {
        Fingerprint(octets)
    }
}

impl fmt::Display for Fingerprint {
    /// As RouterOS shows it: 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 fingerprint has 64 hexadecimal digits")]
pub struct BadFingerprint;

impl FromStr for Fingerprint {
    type Err = BadFingerprint;

    /// With or without colons, in either case.
    fn from_str(text: &str) -> Result<Self, BadFingerprint> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| *c != ':')
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(BadFingerprint))
            .collect::<Result<_, _>>()?;
        let octets: Vec<u8> = digits.chunks(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect();
        if digits.len() != 64 {
            return Err(BadFingerprint);
        }
        octets.try_into().map(Fingerprint).map_err(|_| BadFingerprint)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_they_are_written() {
        let of_nothing = Fingerprint::of(b"");
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(of_nothing.to_string(), text);
        assert_eq!(text.parse::<Fingerprint>().unwrap(), of_nothing);
        let colons: Vec<_> = text.to_uppercase().as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
        assert_eq!(colons.join(":").parse::<Fingerprint>().unwrap(), of_nothing);
        for bad in ["", &text[1..], &format!("{text}00"), &text.replace('e', "x")] {
            assert_eq!(bad.parse::<Fingerprint>(), Err(BadFingerprint), "{bad}");
        }
    }
}
