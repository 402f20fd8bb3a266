//! One client of the API: login, commands, `listen` and `cancel`, faults.

use std::collections::HashMap;

use janet_routeros::{Decoder, Limits, Sentence, Word, challenge_response, encode_sentence};
use rand::Rng;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::execute::shown;
use super::menu::Menu;
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
}

struct Client {
    device: Device,
    user: Option<User>,
    challenge: Option<String>,
    out: mpsc::UnboundedSender<Out>,
    listens: HashMap<Word, AbortHandle>,
    tasks: JoinSet<()>,
}

pub(super) async fn serve(mut stream: TcpStream, device: Device) {
    let (out, mut waiting) = mpsc::unbounded_channel();
    let mut client = Client { device, user: None, challenge: None, out, listens: HashMap::new(), tasks: JoinSet::new() };
    let mut decoder = Decoder::new(Limits::default());
    let mut buffer = vec![0; 16 << 10];
    let (mut read, mut write) = stream.split();
    loop {
        tokio::select! {
            length = read.read(&mut buffer) => match length {
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
                let (octets, goes_on) = match &out {
                    Out::Octets(octets) => (octets, true),
                    Out::Reset(octets) | Out::Close(octets) => (octets, false),
                };
                if write.write_all(octets).await.is_err() {
                    return;
                }
                if let Out::Reset(_) = out {
                    let _ = write.as_ref().set_zero_linger();
                }
                if !goes_on {
                    return;
                }
            }
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
        let outcome = match (request.menu.as_str(), request.verb.as_str(), &self.user) {
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
            (_, _, Some(user)) => self.device.lock().execute(user, &request),
        };
        self.answer(sentences(outcome, tag.as_deref(), self.says_empty()));
    }

    fn version(&self) -> (u16, u16) {
        let text = self.device.lock().options.version.clone();
        let mut numbers = text.split(['.', ' ']).map(|number| number.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    }

    fn says_empty(&self) -> bool {
        self.version() >= (7, 18)
    }

    fn login(&mut self, request: &Request) -> Result<Given, Refused> {
        let old = self.version() < (6, 43);
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
                self.user = Some(user);
                Ok(Given::default())
            }
            None if old => Err(Refused { category: None, message: "cannot log in".into() }),
            None => Err(Refused { category: None, message: "invalid user name or password (6)".into() }),
        }
    }

    /// Sends news of a menu until it is cancelled.
    fn listen(&mut self, user: User, request: &Request) -> Result<(), Refused> {
        let Some(menu) = Menu::find(&request.menu) else { return refuse(0, "no such command prefix") };
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
