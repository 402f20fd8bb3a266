//! A router whose every sentence the test writes.

use janet_routeros::{Connection, Decoder, Error, Limits, Login, LoginMethod, Options, Password, Sentence, encode_sentence};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Router {
    listener: TcpListener,
}

pub struct Peer {
    pub stream: TcpStream,
    decoder: Decoder,
}

pub fn login(method: LoginMethod) -> Login {
    Login { user: "api".into(), password: Password::new("test"), method }
}

pub fn options() -> Options {
    Options { deadline: Duration::from_secs(5), connect_timeout: Duration::from_secs(5), ..Options::default() }
}

impl Router {
    pub async fn start() -> Router {
        Router { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    pub fn address(&self) -> std::net::SocketAddr {
        self.listener.local_addr().unwrap()
    }

    pub async fn accept(&self) -> Peer {
        Peer { stream: self.listener.accept().await.unwrap().0, decoder: Decoder::new(Limits::default()) }
    }

    pub async fn open(&self, options: Options) -> Result<Connection, Error> {
        Connection::open(self.address(), &login(LoginMethod::Plain), options).await
    }

    /// On a port that was another router's.
    pub async fn start_at(address: std::net::SocketAddr) -> Router {
        Router { listener: TcpListener::bind(address).await.unwrap() }
    }

    /// Takes the next connection and logs it in.
    pub async fn welcome(&self) -> Peer {
        let mut peer = self.accept().await;
        let (words, tag) = peer.next().await;
        assert_eq!(words, ["/login", "=name=api", "=password=test"]);
        peer.say(&tag, &["!done"]).await;
        peer
    }

    /// A connection that is logged in, and its other end.
    pub async fn connected(options: Options) -> (Connection, Peer) {
        let router = Router::start().await;
        let (connection, peer) = tokio::join!(router.open(options), router.welcome());
        (connection.unwrap(), peer)
    }
}

impl Peer {
    /// The next sentence without its tag, and the tag.
    pub async fn next(&mut self) -> (Vec<String>, String) {
        let sentence = self.next_raw().await.expect("the client closed the connection");
        let mut words: Vec<String> = sentence.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        let tag = words.pop().unwrap();
        (words, tag.strip_prefix(".tag=").unwrap().to_owned())
    }

    pub async fn next_raw(&mut self) -> Option<Sentence> {
        loop {
            if let Some(sentence) = self.decoder.next_sentence().unwrap() {
                return Some(sentence);
            }
            let mut buffer = [0; 1024];
            let length = self.stream.read(&mut buffer).await.ok().filter(|length| *length > 0)?;
            self.decoder.feed(&buffer[..length]);
        }
    }

    pub async fn say(&mut self, tag: &str, words: &[&str]) {
        let octets: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        self.say_octets(tag, &octets).await;
    }

    pub async fn say_octets(&mut self, tag: &str, words: &[&[u8]]) {
        let mut sentence: Vec<Vec<u8>> = words.iter().map(|word| word.to_vec()).collect();
        if !tag.is_empty() {
            sentence.push(format!(".tag={tag}").into_bytes());
        }
        let mut octets = Vec::new();
        encode_sentence(&sentence, &mut octets).unwrap();
        self.stream.write_all(&octets).await.unwrap();
    }
}
