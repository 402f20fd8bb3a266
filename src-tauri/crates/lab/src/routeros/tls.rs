//! The certificate of `api-ssl`: self-signed, as most routers have it.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

/// A certificate that signed itself, and its key, in DER.
#[derive(Clone)]
pub struct SelfSigned {
    pub certificate: Vec<u8>,
    /// PKCS #8.
    pub key: Vec<u8>,
}

impl SelfSigned {
    /// For `127.0.0.1` and `localhost`.
    pub fn new() -> io::Result<SelfSigned> {
        let make = || {
            let key = KeyPair::generate()?;
            let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()])?;
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, "api");
            let certificate = params.self_signed(&key)?;
            Ok(SelfSigned { certificate: certificate.der().to_vec(), key: key.serialize_der() })
        };
        make().map_err(|error: rcgen::Error| io::Error::other(error))
    }
}

/// What a router shows on `api-ssl`. Clones share it.
#[derive(Clone)]
pub(super) struct Identity(Arc<Mutex<Known>>);

struct Known {
    certificate: SelfSigned,
    acceptor: TlsAcceptor,
}

impl Identity {
    pub(super) fn new() -> io::Result<Identity> {
        Ok(Identity(Arc::new(Mutex::new(Known::new()?))))
    }

    pub(super) fn certificate(&self) -> SelfSigned {
        self.lock().certificate.clone()
    }

    pub(super) fn renew(&self) -> io::Result<()> {
        let known = Known::new()?;
        *self.lock() = known;
        Ok(())
    }

    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let acceptor = self.lock().acceptor.clone();
        acceptor.accept(stream).await
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn new() -> io::Result<Known> {
        let certificate = SelfSigned::new()?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certificate.key.clone()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                config.with_no_client_auth().with_single_cert(vec![CertificateDer::from(certificate.certificate.clone())], key)
            })
            .map_err(io::Error::other)?;
        Ok(Known { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}
