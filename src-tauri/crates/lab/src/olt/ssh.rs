//! The SSH side: one terminal per connection, over a bridge that faults and reboots can cut.

use std::borrow::Cow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use russh::keys::PrivateKey;
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::server::{self, Auth, ChannelOpenHandle, Config, Msg, Session};
use russh::{Channel, ChannelId, ChannelOpenFailure, Preferred};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::terminal::{End, Terminal};
use super::{Model, Shared, cdata, hioso, hsgq, huawei, vsol, zte};

/// Time for the last bytes to leave before a connection is cut.
const LAST_BYTES: Duration = Duration::from_millis(50);

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((socket, _)) = listener.accept().await {
        tokio::spawn(connection(socket, Arc::clone(&shared)));
    }
}

async fn connection(mut socket: TcpStream, shared: Arc<Shared>) {
    // Echoes are single bytes; without this each would wait for the one before it to be acknowledged.
    let _ = socket.set_nodelay(true);
    let (end, mut ended) = mpsc::channel(1);
    let mut boots = shared.boots.subscribe();
    let number = *shared.host_key.lock().unwrap_or_else(PoisonError::into_inner);
    let config = Arc::new(config(number, &shared));
    let (mut near, far) = tokio::io::duplex(64 << 10);
    let handler = Connection { shared: Arc::clone(&shared), counted: false, channel: None, end };
    tokio::spawn(async move {
        if let Ok(session) = server::run_stream(config, far, handler).await {
            // An error here is the other side's going away.
            let _ = session.await;
        }
    });
    let cut = tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut socket, &mut near) => None,
        end = ended.recv() => end,
        // A reboot takes everything with it at once.
        _ = boots.changed() => {
            let _ = socket.set_zero_linger();
            return;
        }
    };
    // The bridge is still needed for what the session sent last.
    if cut.is_some() {
        let _ = tokio::time::timeout(LAST_BYTES, tokio::io::copy_bidirectional(&mut socket, &mut near)).await;
    }
    if cut == Some(End::Reset) {
        let _ = socket.set_zero_linger();
    }
    if cut == Some(End::Reboot) {
        shared.plant().reboot();
        shared.boots.send_modify(|boots| *boots += 1);
    }
}

fn config(host_key: u8, shared: &Shared) -> Config {
    let preferred = if shared.options.legacy_ssh {
        Preferred {
            kex: Cow::Owned(vec![russh::kex::DH_G14_SHA1]),
            cipher: Cow::Owned(vec![russh::cipher::AES_128_CBC]),
            mac: Cow::Owned(vec![russh::mac::HMAC_SHA1]),
            ..Preferred::DEFAULT
        }
    } else {
        Preferred::DEFAULT
    };
    Config {
        keys: vec![PrivateKey::from(Ed25519Keypair::from_seed(&[host_key; 32]))],
        preferred,
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        ..Default::default()
    }
}

/// The command line of this model, as a login begins it.
pub(super) fn shell(shared: &Arc<Shared>) -> Box<dyn super::shell::Shell> {
    match shared.model {
        Model::ZteC320 => Box::new(zte::Zte::new(Arc::clone(shared))),
        Model::HiosoHat7304 => Box::new(hioso::Hioso::new(Arc::clone(shared))),
        model @ (Model::VsolV1600g0 | Model::VsolV1600g1 | Model::VsolV1600d) => Box::new(vsol::Vsol::new(Arc::clone(shared), model)),
        model @ (Model::HuaweiMa5608t | Model::HuaweiMa5800) => Box::new(huawei::Huawei::new(Arc::clone(shared), model)),
        Model::HsgqXe04i => Box::new(hsgq::Epon::new(Arc::clone(shared))),
        Model::HsgqG02id => Box::new(hsgq::Gpon::new(Arc::clone(shared))),
        Model::Unbranded => Box::new(cdata::Cdata::new(Arc::clone(shared))),
    }
}

struct Connection {
    shared: Arc<Shared>,
    /// Whether this connection counts as a session.
    counted: bool,
    channel: Option<Channel<Msg>>,
    end: mpsc::Sender<End>,
}

impl server::Handler for Connection {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        Ok(if self.shared.admits(user, password) { Auth::Accept } else { Auth::reject() })
    }

    async fn channel_open_session(&mut self, channel: Channel<Msg>, reply: ChannelOpenHandle, _: &mut Session) -> Result<(), Self::Error> {
        let free = self
            .shared
            .sessions
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |open| (open < self.shared.options.sessions).then_some(open + 1));
        if free.is_err() || self.counted {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        }
        self.counted = true;
        self.channel = Some(channel);
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
        let Some(ours) = self.channel.take() else { return session.channel_failure(channel) };
        session.channel_success(channel)?;
        let shell = shell(&self.shared);
        let terminal = Terminal::new(ours.into_stream(), Arc::clone(&self.shared), shell);
        let end = self.end.clone();
        tokio::spawn(async move {
            let ended = terminal.run().await.unwrap_or(End::Closed);
            // Nobody listens when the connection is gone already.
            let _ = end.send(ended).await;
        });
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.counted {
            self.shared.sessions.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
