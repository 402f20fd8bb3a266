//! One client of the API: login, commands, `listen` and `cancel`, faults.

use std::collections::HashMap;
use std::time::Duration;

use janet_routeros::{Decoder, Limits, Sentence, Word, challenge_response, encode_sentence};
use rand::Rng;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::server::TlsStream;

use super::execute::shown;
use super::request::{Given, Refused, Request, refuse, row_sentence, sentence, sentences};
use super::{Device, User};
use crate::faults::Fault;

/// What goes to the client next.
enum Out {
    Octets(Vec<u8>),
    /// These, then a reset.
    Reset(Vec<u8>),
    /// These, then an orderly close.
    Close(Vec<u8>),
    /// These, then nothing more; the connection stays.
    Stall(Vec<u8>),
}

/// Plain or TLS.
pub(super) trait Line: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Line for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Line for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

struct Client {
    device: Device,
    user: Option<User>,
    challenge: Option<String>,
    out: mpsc::UnboundedSender<Out>,
    listens: HashMap<Word, AbortHandle>,
    tasks: JoinSet<()>,
}

pub(super) async fn serve(mut stream: impl Line, device: Device) {
    let (out, mut waiting) = mpsc::unbounded_channel();
    let mut power_cuts = device.power_cuts.subscribe();
    let mut client = Client { device, user: None, challenge: None, out, listens: HashMap::new(), tasks: JoinSet::new() };
    let mut decoder = Decoder::new(Limits::default());
    let mut buffer = vec![0; 16 << 10];
    loop {
        tokio::select! {
            length = stream.read(&mut buffer) => match length {
                Ok(length) if length > 0 => {
                    decoder.feed(&buffer[..length]);
                    if !client.take_all(&mut decoder) {
                        return;
                    }
                }
                _ => return,
            },
            // `client` holds a sender, so there is always a next one to wait for.
            Some(out) = waiting.recv() => {
                let (Out::Octets(octets) | Out::Reset(octets) | Out::Close(octets) | Out::Stall(octets)) = &out;
                if stream.write_all(octets).await.is_err() || stream.flush().await.is_err() {
                    return;
                }
                match out {
                    Out::Octets(_) => {}
                    Out::Close(_) => return drop(stream.shutdown().await),
                    Out::Reset(_) => return drop(stream.tcp().set_zero_linger()),
                    Out::Stall(_) => return std::future::pending().await,
                }
            }
            _ = power_cuts.changed() => {
                // The sessions were counted anew.
                client.user = None;
                client.tasks.abort_all();
                return std::future::pending().await;
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.user.is_some() {
            let mut state = self.device.lock();
            state.sessions = state.sessions.saturating_sub(1);
        }
    }
}

impl Client {
    /// `false`: the client speaks something else.
    fn take_all(&mut self, decoder: &mut Decoder) -> bool {
        loop {
            match decoder.next_sentence() {
                Ok(Some(words)) => self.take(Request::read(words)),
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }

    fn take(&mut self, request: Request) {
        let tag = request.tag.clone();
        *self.device.lock().calls.entry(format!("{}/{}", request.menu, request.verb)).or_default() += 1;
        let outcome = match (request.menu.as_str(), request.verb.as_str(), &self.user) {
            ("", "login", None) if self.is_full() => {
                let _ = self.out.send(Out::Close(Vec::new()));
                return;
            }
            ("", "login", _) => self.login(&request),
            ("", "quit", _) => {
                let octets = encoded(&[sentence("!fatal", &["session terminated on request".into()], tag.as_deref())]);
                let _ = self.out.send(Out::Close(octets));
                return;
            }
            (_, _, None) => Err(Refused { category: None, message: "not logged in".into() }),
            ("", "cancel", Some(_)) => self.cancel(&request),
            (_, "listen", Some(user)) => match self.listen(user.clone(), &request) {
                Ok(()) => return,
                Err(refused) => Err(refused),
            },
            ("/interface", "monitor-traffic", Some(_)) if request.get("once").is_none() => match self.monitor(request) {
                Ok(()) => return,
                Err(refused) => Err(refused),
            },
            (_, _, Some(user)) => self.device.lock().execute(user, &request),
        };
        self.answer(sentences(outcome, tag.as_deref(), self.says_empty()));
    }

    fn is_full(&self) -> bool {
        let state = self.device.lock();
        state.sessions >= state.max_sessions
    }

    fn says_empty(&self) -> bool {
        self.device.lock().version() >= (7, 18)
    }

    fn login(&mut self, request: &Request) -> Result<Given, Refused> {
        let old = self.device.lock().version() < (6, 43);
        let (name, password) = (request.text("name"), request.text("password"));
        if old && request.get("response").is_none() {
            let challenge: [u8; 16] = rand::rng().random();
            let challenge: String = challenge.iter().map(|octet| format!("{octet:02x}")).collect();
            self.challenge = Some(challenge.clone());
            return Ok(Given { ret: Some(challenge), ..Given::default() });
        }
        let refused = self.device.faults.wrong_password();
        let users = self.device.lock().options.users.clone();
        let user = users.into_iter().find(|user| Some(&user.name) == name.as_ref()).filter(|user| {
            if old {
                let challenge = self.challenge.take().unwrap_or_default();
                let wanted = challenge_response(&user.password, &challenge);
                wanted.is_some_and(|wanted| request.get("response") == Some(wanted.as_bytes()))
            } else {
                password.as_ref() == Some(&user.password)
            }
        });
        match user.filter(|_| !refused) {
            Some(user) => {
                if self.user.replace(user).is_none() {
                    self.device.lock().sessions += 1;
                }
                Ok(Given::default())
            }
            None if old => Err(Refused { category: None, message: "cannot log in".into() }),
            None => Err(Refused { category: None, message: "invalid user name or password (6)".into() }),
        }
    }

    /// Sends news of a menu until it is cancelled.
    fn listen(&mut self, user: User, request: &Request) -> Result<(), Refused> {
        let Some(menu) = self.device.lock().menu(&request.menu) else { return refuse(0, "no such command prefix") };
        let mut changes = self.device.changes.subscribe();
        let (out, tag) = (self.out.clone(), request.tag.clone());
        let task = self.tasks.spawn(async move {
            while let Ok(change) = changes.recv().await {
                if change.menu == menu.path {
                    let mut row = shown(menu, &user, &change.item);
                    if change.dead {
                        row.truncate(1);
                        row.push((".dead".into(), b"yes".to_vec()));
                    }
                    let _ = out.send(Out::Octets(encoded(&[row_sentence(&row, tag.as_deref())])));
                }
            }
        });
        self.listens.insert(request.tag.clone().unwrap_or_default(), task);
        Ok(())
    }

    /// Sends the traffic of interfaces every second until it is cancelled.
    fn monitor(&mut self, request: Request) -> Result<(), Refused> {
        self.device.lock().traffic(&request, Some(0))?;
        let (device, out) = (self.device.clone(), self.out.clone());
        let tag = request.tag.clone();
        let task = self.tasks.spawn(async move {
            let mut seconds = tokio::time::interval(Duration::from_secs(1));
            for section in 0.. {
                seconds.tick().await;
                // An interface that went away ends the rows; the command goes on.
                let rows = device.lock().traffic(&request, Some(section)).unwrap_or_default();
                let reply: Vec<Sentence> = rows.iter().map(|row| row_sentence(row, request.tag.as_deref())).collect();
                let _ = out.send(Out::Octets(encoded(&reply)));
            }
        });
        self.listens.insert(tag.unwrap_or_default(), task);
        Ok(())
    }

    /// Ends one `listen`, or all when no tag is named. Other commands are over before they can be cancelled.
    fn cancel(&mut self, request: &Request) -> Result<Given, Refused> {
        let tags: Vec<Word> = match request.get("tag") {
            Some(tag) => self.listens.keys().filter(|known| known.as_slice() == tag).cloned().collect(),
            None => self.listens.keys().cloned().collect(),
        };
        for tag in tags {
            if let Some(task) = self.listens.remove(&tag) {
                task.abort();
                let interrupted = refuse(2, "interrupted");
                self.answer(sentences(interrupted, Some(tag.as_slice()).filter(|tag| !tag.is_empty()), false));
            }
        }
        Ok(Given::default())
    }

    fn answer(&mut self, reply: Vec<Sentence>) {
        let mut octets = encoded(&reply);
        let out = match self.device.faults.for_reply() {
            None | Some(Fault::WrongPassword) => Out::Octets(octets),
            Some(Fault::Drop) => return,
            Some(Fault::Reset) => {
                octets.truncate(octets.len() / 2);
                Out::Reset(octets)
            }
            Some(Fault::Garbage) => Out::Octets(vec![0xFF; 16]),
            Some(Fault::Stall) => {
                octets.truncate(octets.len() / 2);
                Out::Stall(octets)
            }
            Some(Fault::Fatal) => Out::Close(encoded(&[sentence("!fatal", &["session terminated on request".into()], None)])),
            Some(Fault::Delay(time)) => {
                let sender = self.out.clone();
                self.tasks.spawn(async move {
                    tokio::time::sleep(time).await;
                    let _ = sender.send(Out::Octets(octets));
                });
                return;
            }
        };
        let _ = self.out.send(out);
    }
}

fn encoded(reply: &[Sentence]) -> Vec<u8> {
    let mut octets = Vec::new();
    for words in reply {
        // A word is too long only where a client stored 16 MiB in one; it then gets no answer, as from a full router.
        if let Err(error) = encode_sentence(words, &mut octets) {
            tracing::warn!(%error, "the lab router cannot answer");
        }
    }
    octets
}
