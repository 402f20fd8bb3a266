//! The Telnet side: options are negotiated in earnest (RFC 854, 857, 858, 1073, 1091), then the device asks who is there.
//!
//! This is written apart from the client it is tested with, so that the two do not share a misreading.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::Shared;
use super::terminal::{End, Terminal};

const IAC: u8 = 255;
const SB: u8 = 250;
const SE: u8 = 240;
const WILL: u8 = 251;
const WONT: u8 = 252;
const DO: u8 = 253;
const DONT: u8 = 254;
const ECHO: u8 = 1;
const SUPPRESS_GO_AHEAD: u8 = 3;
const TERMINAL_TYPE: u8 = 24;
const WINDOW_SIZE: u8 = 31;

/// What the device asks for when a connection begins, as telnetd does.
const OPENING: [u8; 12] = [IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD, IAC, DO, TERMINAL_TYPE, IAC, DO, WINDOW_SIZE];

/// What a client said of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TelnetClient {
    /// Columns and rows.
    pub window: Option<(u16, u16)>,
    pub terminal: Option<String>,
    /// Whether it leaves echoing to the device.
    pub echo: bool,
}

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((socket, _)) = listener.accept().await {
        tokio::spawn(connection(socket, Arc::clone(&shared)));
    }
}

async fn connection(mut socket: TcpStream, shared: Arc<Shared>) {
    let _ = socket.set_nodelay(true);
    let mut boots = shared.boots.subscribe();
    let (mut near, far) = tokio::io::duplex(64 << 10);
    let (end, ended) = oneshot::channel();
    let device = Arc::clone(&shared);
    tokio::spawn(async move {
        let ended = session(far, device).await.unwrap_or(End::Closed);
        // Nobody listens when the client left first.
        let _ = end.send(ended);
    });
    let mut line = Line { two_enters: shared.options.login.crlf_is_two_enters, to_client: OPENING.to_vec(), ..Line::default() };
    let closed_by_device = tokio::select! {
        closed_by_device = line.carry(&mut socket, &mut near) => closed_by_device.unwrap_or(false),
        // A reboot takes everything with it at once.
        _ = boots.changed() => {
            let _ = socket.set_zero_linger();
            return;
        }
    };
    shared.telnet_clients.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(line.client);
    drop(near);
    let end = if closed_by_device { ended.await.unwrap_or(End::Closed) } else { End::Closed };
    if end == End::Reset {
        let _ = socket.set_zero_linger();
    }
    if end == End::Reboot {
        shared.plant().reboot();
        shared.boots.send_modify(|boots| *boots += 1);
    }
}

/// Asks who is there, then talks.
async fn session(far: DuplexStream, shared: Arc<Shared>) -> std::io::Result<End> {
    let shell = super::ssh::shell(&shared);
    let mut terminal = Terminal::new(far, Arc::clone(&shared), shell);
    let free = |open: usize| (open < shared.options.sessions).then_some(open + 1);
    if !terminal.log_in().await? {
        return Ok(End::Closed);
    }
    if shared.sessions.fetch_update(Ordering::SeqCst, Ordering::SeqCst, free).is_err() {
        // These words are from no capture.
        terminal.say("Too many sessions.\r\n").await?;
        return Ok(End::Closed);
    }
    let _open = Open(Arc::clone(&shared));
    terminal.run().await
}

/// A session that counts until it ends.
struct Open(Arc<Shared>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.sessions.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Data,
    Return,
    Command,
    Verb(u8),
    Parameters,
    ParametersCommand,
}

/// The wire between a client and a device's terminal.
#[derive(Debug, Default)]
struct Line {
    two_enters: bool,
    state: State,
    parameters: Vec<u8>,
    to_device: Vec<u8>,
    to_client: Vec<u8>,
    client: TelnetClient,
}

impl Line {
    /// Carries until one side ends; whether that was the device.
    async fn carry(&mut self, socket: &mut TcpStream, near: &mut DuplexStream) -> std::io::Result<bool> {
        let (mut from_client, mut to_client) = socket.split();
        let (mut from_device, mut to_device) = tokio::io::split(near);
        let (mut typed, mut shown) = ([0; 4096], [0; 4096]);
        let mut device_ended = false;
        loop {
            if device_ended && self.to_client.is_empty() {
                to_client.flush().await?;
                return Ok(true);
            }
            tokio::select! {
                count = from_client.read(&mut typed), if self.to_device.is_empty() => match count? {
                    0 => return Ok(false),
                    count => typed.iter().take(count).for_each(|byte| self.typed(*byte)),
                },
                count = from_device.read(&mut shown), if self.to_client.is_empty() && !device_ended => match count? {
                    0 => device_ended = true,
                    count => shown.iter().take(count).for_each(|byte| self.shown(*byte)),
                },
                count = to_client.write(&self.to_client), if !self.to_client.is_empty() => {
                    self.to_client.drain(..count?);
                }
                count = to_device.write(&self.to_device), if !self.to_device.is_empty() && !device_ended => {
                    self.to_device.drain(..count?);
                }
            }
        }
    }

    fn shown(&mut self, byte: u8) {
        self.to_client.push(byte);
        if byte == IAC {
            self.to_client.push(IAC);
        }
    }

    fn typed(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::Data | State::Return, IAC) => State::Command,
            // The second byte of the Enter key.
            (State::Return, 0) => State::Data,
            (State::Return, b'\n') if !self.two_enters => State::Data,
            (State::Return, b'\n') => self.data(b'\r'),
            (State::Data | State::Return, byte) => self.data(byte),
            (State::Command, IAC) => self.data(IAC),
            (State::Command, SB) => {
                self.parameters.clear();
                State::Parameters
            }
            (State::Command, verb @ (WILL | WONT | DO | DONT)) => State::Verb(verb),
            (State::Command, _) => State::Data,
            (State::Verb(verb), option) => {
                self.agree(verb, option);
                State::Data
            }
            (State::Parameters, IAC) => State::ParametersCommand,
            (State::Parameters, byte) => {
                self.parameters.push(byte);
                State::Parameters
            }
            (State::ParametersCommand, IAC) => {
                self.parameters.push(IAC);
                State::Parameters
            }
            (State::ParametersCommand, _) => {
                self.learn();
                State::Data
            }
        };
    }

    fn data(&mut self, byte: u8) -> State {
        self.to_device.push(byte);
        if byte == b'\r' { State::Return } else { State::Data }
    }

    /// Only what was asked for in the opening is agreed to, and no agreement is answered.
    fn agree(&mut self, verb: u8, option: u8) {
        match (verb, option) {
            (DO, ECHO) => self.client.echo = true,
            (WILL, TERMINAL_TYPE) => self.to_client.extend([IAC, SB, TERMINAL_TYPE, 1, IAC, SE]),
            (WILL, WINDOW_SIZE) | (DO, SUPPRESS_GO_AHEAD) | (WONT | DONT, _) => {}
            (WILL, _) => self.to_client.extend([IAC, DONT, option]),
            (_, _) => self.to_client.extend([IAC, WONT, option]),
        }
    }

    fn learn(&mut self) {
        match self.parameters.as_slice() {
            [WINDOW_SIZE, wide, narrow, high, low] => {
                self.client.window = Some((u16::from_be_bytes([*wide, *narrow]), u16::from_be_bytes([*high, *low])));
            }
            [TERMINAL_TYPE, 0, name @ ..] => self.client.terminal = Some(String::from_utf8_lossy(name).into_owned()),
            _ => {}
        }
    }
}
