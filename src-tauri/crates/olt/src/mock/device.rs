//! The device's side of a byte stream.

use janet_terminal::ByteStream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{NOT_RECORDED, Recording};

/// Texts after which a device waits for a key.
const PAGERS: [&[u8]; 4] =
    [b"---- More ( Press 'Q' to break ) ----", b"--More ( Press 'Q' to quit )--", b"--- Enter Key To Continue ----", b"--More--"];

/// Plays a recording.
#[derive(Debug)]
pub struct MockDevice {
    recording: Recording,
    played: usize,
    prompt: String,
}

impl MockDevice {
    pub fn new(recording: Recording) -> Self {
        Self { recording, played: 0, prompt: String::new() }
    }

    /// Greets, then answers every line until the other side leaves. At a pager it waits for a key, whichever it is.
    pub async fn serve<S: ByteStream>(mut self, mut stream: S) -> std::io::Result<()> {
        let greeting = self.reply("");
        self.send(&mut stream, &greeting).await?;
        let mut line = Vec::new();
        while let Some(byte) = key(&mut stream).await? {
            match byte {
                b'\r' | b'\n' if line.is_empty() => {}
                b'\r' | b'\n' => {
                    let command = String::from_utf8_lossy(&line).trim().to_owned();
                    line.clear();
                    let reply = self.reply(&command);
                    self.send(&mut stream, &reply).await?;
                }
                _ => line.push(byte),
            }
        }
        Ok(())
    }

    fn reply(&mut self, command: &str) -> Vec<u8> {
        match self.recording.played(self.played, command) {
            Some((number, recorded)) => {
                let (bytes, prompt) = recorded.sent(&self.prompt);
                self.played = number + 1;
                self.prompt = prompt;
                bytes
            }
            None => format!("{command}\r\n{NOT_RECORDED}\r\n{}", self.prompt).into_bytes(),
        }
    }

    async fn send<S: ByteStream>(&self, stream: &mut S, bytes: &[u8]) -> std::io::Result<()> {
        let mut rest = bytes;
        while let Some(end) = pager_end(rest) {
            let (page, after) = rest.split_at(end);
            stream.write_all(page).await?;
            stream.flush().await?;
            if key(stream).await?.is_none() {
                return Ok(());
            }
            rest = after;
        }
        stream.write_all(rest).await?;
        stream.flush().await
    }
}

async fn key<S: ByteStream>(stream: &mut S) -> std::io::Result<Option<u8>> {
    let mut byte = [0];
    Ok((stream.read(&mut byte).await? == 1).then(|| byte.first().copied()).flatten())
}

/// Where the first pager ends.
fn pager_end(bytes: &[u8]) -> Option<usize> {
    let end = |pager: &&[u8]| bytes.windows(pager.len()).position(|window| window == *pager).map(|at| at + pager.len());
    PAGERS.iter().filter_map(end).min()
}
