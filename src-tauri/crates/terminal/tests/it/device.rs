//! A device that echoes what is typed and answers every line with a row and its prompt.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;

use russh::keys::ssh_key::private::{Ed25519Keypair, RsaKeypair};
use russh::keys::{Algorithm, PrivateKey};
use russh::server::{self, Auth, ChannelOpenHandle, Config, Msg, Session};
use russh::{Channel, ChannelId, Preferred};
use tokio::net::TcpListener;

/// An Ed25519 host key; another number is another key.
pub fn ed25519(seed: u8) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32]))
}

pub fn rsa() -> PrivateKey {
    PrivateKey::from(RsaKeypair::random(&mut russh::keys::key::safe_rng(), 2048).unwrap())
}

/// Only what the oldest OLTs offer.
pub fn oldest(key: Algorithm, cipher: russh::cipher::Name) -> Preferred {
    Preferred {
        kex: Cow::Owned(vec![russh::kex::DH_G1_SHA1]),
        key: Cow::Owned(vec![key]),
        cipher: Cow::Owned(vec![cipher]),
        mac: Cow::Owned(vec![russh::mac::HMAC_SHA1]),
        compression: Cow::Owned(vec![russh::compression::NONE]),
        ..Preferred::DEFAULT
    }
}

pub async fn start(key: PrivateKey, preferred: Preferred) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = Arc::new(Config {
        keys: vec![key],
        preferred,
        auth_rejection_time: std::time::Duration::ZERO,
        auth_rejection_time_initial: Some(std::time::Duration::ZERO),
        ..Default::default()
    });
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let config = Arc::clone(&config);
            tokio::spawn(async move {
                if let Ok(session) = server::run_stream(config, socket, Device).await {
                    let _ = session.await;
                }
            });
        }
    });
    address
}

struct Device;

impl server::Handler for Device {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        Ok(if user == "admin" && password == "rahasia" { Auth::Accept } else { Auth::reject() })
    }

    async fn channel_open_session(&mut self, _: Channel<Msg>, reply: ChannelOpenHandle, _: &mut Session) -> Result<(), Self::Error> {
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(russh::Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_success(channel)
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        session.channel_success(channel)?;
        session.data(channel, "\r\nOLT#")
    }

    async fn data(&mut self, channel: ChannelId, data: &[u8], session: &mut Session) -> Result<(), Self::Error> {
        let line = String::from_utf8_lossy(data).trim_end().to_owned();
        session.data(channel, format!("{line}\r\nyou said {line}\r\nOLT#"))
    }
}
