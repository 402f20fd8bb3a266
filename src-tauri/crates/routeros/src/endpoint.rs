//! Where a router's API listens, and how it is spoken to.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::error::Error;
use crate::tls::{Fingerprint, TlsError, Trust, handshake};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Port 8728: passwords and all travel as they are. For tunnels and management networks.
    Plain,
    /// Port 8729, `api-ssl`.
    Tls(Trust),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    pub address: SocketAddr,
    pub transport: Transport,
}

impl Endpoint {
    pub fn plain(address: SocketAddr) -> Endpoint {
        Endpoint { address, transport: Transport::Plain }
    }

    pub fn tls(address: SocketAddr, trust: Trust) -> Endpoint {
        Endpoint { address, transport: Transport::Tls(trust) }
    }
}

/// The certificate that a router shows now, for a person to compare and pin. Nothing but the handshake is sent.
pub async fn look_at_certificate(address: SocketAddr, timeout: Duration) -> Result<Fingerprint, Error> {
    let stream = connect(address, timeout).await?;
    secure(stream, address, Trust::FirstSight, timeout).await.map(|(_, seen)| seen)
}

pub(crate) async fn connect(address: SocketAddr, timeout: Duration) -> Result<TcpStream, Error> {
    let stream = tokio::time::timeout(timeout, TcpStream::connect(address))
        .await
        .map_err(|_| Error::Connect(format!("{address}: no answer within {timeout:?}")))?
        .map_err(|error| Error::Connect(format!("{address}: {error}")))?;
    // Sentences are small and answers are waited for; a failure costs speed only.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

pub(crate) async fn secure(
    stream: TcpStream,
    address: SocketAddr,
    trust: Trust,
    timeout: Duration,
) -> Result<(TlsStream<TcpStream>, Fingerprint), Error> {
    let handshake = tokio::time::timeout(timeout, handshake(stream, address, trust));
    handshake.await.unwrap_or(Err(TlsError::Silent)).map_err(Error::Tls)
}
