//! The device's side of a terminal: echo, line editing, paging with erase sequences, questions, and faults.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::shell::{Reply, Shell};
use super::{Fault, Shared, When};

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Closed,
    /// The connection is to be reset, not closed.
    Reset,
    Reboot,
}

pub(super) struct Terminal<S> {
    stream: S,
    shared: Arc<Shared>,
    shell: Box<dyn Shell>,
    typed: Vec<u8>,
    /// The byte before was CR: a LF after it is the same Enter.
    after_cr: bool,
    /// Bytes that may still be sent before a reset or a stall.
    budget: Option<usize>,
    stalls: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Terminal<S> {
    pub(super) fn new(stream: S, shared: Arc<Shared>, shell: Box<dyn Shell>) -> Self {
        Self { stream, shared, shell, typed: Vec::new(), after_cr: false, budget: None, stalls: false }
    }

    /// Talks until one side leaves.
    pub(super) async fn run(mut self) -> std::io::Result<End> {
        let greeting = self.shell.greeting();
        self.print(&greeting).await?;
        self.prompt().await?;
        if let Some(message) = self.shell.late_message() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            self.send("\r\n").await?;
            self.print(&message).await?;
            self.prompt().await?;
        }
        loop {
            let Some(line) = self.read_line(true).await? else { return Ok(End::Closed) };
            match self.command(line.trim()).await {
                Ok(None) => {}
                Ok(Some(end)) => return Ok(end),
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => return Ok(End::Reset),
                Err(error) => return Err(error),
            }
        }
    }

    async fn command(&mut self, line: &str) -> std::io::Result<Option<End>> {
        let fault = self.shared.faults.on_command(line);
        match &fault {
            Some(Fault::Drop { when: When::BeforeExecuting, .. }) => return Ok(Some(End::Closed)),
            Some(Fault::Delay { by, .. }) => tokio::time::sleep(*by).await,
            Some(Fault::Garbage { bytes, .. }) => self.stream.write_all(bytes).await?,
            _ => {}
        }
        let mut reply = self.shell.execute(line);
        match fault {
            Some(Fault::Drop { .. }) => {
                // Executing takes Enter where the device asks for a parameter first.
                while reply.question.is_some() {
                    reply = self.shell.answer("");
                }
                return Ok(Some(End::Closed));
            }
            Some(Fault::Reset { after, .. }) => self.budget = Some(after),
            Some(Fault::Stall { after, .. }) => (self.budget, self.stalls) = (Some(after), true),
            _ => {}
        }
        loop {
            self.print_paged(&reply).await?;
            if reply.reboot {
                return Ok(Some(End::Reboot));
            }
            if reply.close {
                return Ok(Some(End::Closed));
            }
            let Some(question) = reply.question.take() else { break };
            self.send(&question).await?;
            // A password is not shown.
            let shown = !question.ends_with("assword:");
            let Some(answer) = self.read_line(shown).await? else { return Ok(Some(End::Closed)) };
            reply = self.shell.answer(answer.trim());
        }
        self.prompt().await?;
        Ok(None)
    }

    async fn prompt(&mut self) -> std::io::Result<()> {
        let prompt = self.shell.prompt();
        self.send(&prompt).await
    }

    async fn print(&mut self, lines: &[String]) -> std::io::Result<()> {
        for line in lines {
            self.send(&format!("{line}\r\n")).await?;
        }
        Ok(())
    }

    async fn print_paged(&mut self, reply: &Reply) -> std::io::Result<()> {
        let mut left = self.shell.page();
        for line in &reply.lines {
            if left == Some(0) {
                let pager = self.shell.pager();
                self.send(pager.text).await?;
                let key = self.read_key().await?;
                self.send(pager.erase).await?;
                match key {
                    None | Some(b'q' | b'Q') => return Ok(()),
                    Some(b'\r' | b'\n') => left = Some(1),
                    Some(_) => left = self.shell.page(),
                }
            }
            self.send(&format!("{line}\r\n")).await?;
            left = left.map(|left| left - 1);
        }
        Ok(())
    }

    async fn read_key(&mut self) -> std::io::Result<Option<u8>> {
        let mut byte = [0];
        Ok((self.stream.read(&mut byte).await? == 1).then_some(byte[0]))
    }

    /// A typed line, echoed as it comes; `None` when the other side left.
    async fn read_line(&mut self, shown: bool) -> std::io::Result<Option<String>> {
        self.typed.clear();
        loop {
            let Some(byte) = self.read_key().await? else { return Ok(None) };
            let after_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if after_cr => {}
                b'\r' | b'\n' => {
                    self.send("\r\n").await?;
                    return Ok(Some(String::from_utf8_lossy(&self.typed).into_owned()));
                }
                0x08 | 0x7f => {
                    if self.typed.pop().is_some() && shown {
                        self.send("\x08 \x08").await?;
                    }
                }
                _ => {
                    self.typed.push(byte);
                    if shown {
                        let echo = self.shell.echo(char::from(byte));
                        self.send(&echo).await?;
                    }
                }
            }
        }
    }

    /// Sends, or breaks off in the middle when a reset is due.
    async fn send(&mut self, text: &str) -> std::io::Result<()> {
        let bytes = text.as_bytes();
        let allowed = self.budget.map_or(bytes.len(), |budget| budget.min(bytes.len()));
        self.stream.write_all(bytes.get(..allowed).unwrap_or(bytes)).await?;
        self.stream.flush().await?;
        if let Some(budget) = &mut self.budget {
            *budget -= allowed;
            if allowed < bytes.len() {
                // Silent until the other side leaves.
                while self.stalls && self.read_key().await?.is_some() {}
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
        }
        Ok(())
    }
}
