//! One connection to a management interface.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use janet_vault::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::client::{ClientId, LoginAttempt};
use super::command::{Command, password_line};
use super::endpoint::{Endpoint, Stream};
use super::error::{Error, ProtocolError};
use super::line::Limits;
use super::reader::{Notification, Reader, Received};
use super::status::Status;

#[derive(Debug, Clone, Copy)]
pub struct ManagementOptions {
    pub connect_timeout: Duration,
    /// For the greeting, and for each answer.
    pub deadline: Duration,
    pub limits: Limits,
}

impl Default for ManagementOptions {
    fn default() -> Self {
        ManagementOptions { connect_timeout: Duration::from_secs(3), deadline: Duration::from_secs(5), limits: Limits::default() }
    }
}

/// A connection that is logged in. OpenVPN serves one at a time; dropping it frees the place.
pub struct Management {
    stream: Box<dyn Stream>,
    reader: Reader,
    waiting: VecDeque<Notification>,
    options: ManagementOptions,
    asked_for_password: bool,
    /// Why nothing can be asked any more.
    over: Option<Error>,
}

impl Management {
    pub async fn open(endpoint: &Endpoint, password: Option<&Secret>, options: ManagementOptions) -> Result<Management, Error> {
        let connect = |reason: String| Error::Connect(format!("{endpoint}: {reason}"));
        let stream = timeout(options.connect_timeout, endpoint.connect())
            .await
            .map_err(|_| connect(format!("no answer within {:?}", options.connect_timeout)))?
            .map_err(|error| connect(error.to_string()))?;
        let reader = Reader::new(options.limits);
        let mut management = Management { stream, reader, waiting: VecDeque::new(), options, asked_for_password: false, over: None };
        timeout(options.deadline, management.log_in(password)).await.unwrap_or(Err(Error::Occupied(options.deadline)))?;
        Ok(management)
    }

    async fn log_in(&mut self, password: Option<&Secret>) -> Result<(), Error> {
        loop {
            match self.receive().await? {
                Received::PasswordPrompt if self.asked_for_password => return Err(Error::WrongPassword),
                Received::PasswordPrompt => {
                    self.asked_for_password = true;
                    let line = password_line(password.ok_or(Error::PasswordWanted)?.expose())?;
                    self.write(line.as_bytes()).await?;
                }
                Received::Error(_) if self.asked_for_password => return Err(Error::WrongPassword),
                // `password is correct`; the greeting follows.
                Received::Success(_) if self.asked_for_password => {}
                Received::Notification(Notification::Other { source, .. }) if source == "INFO" => return Ok(()),
                // It may have been on its way before the greeting was.
                Received::Notification(notification) => self.keep(notification)?,
                other => return Err(unasked(&other).into()),
            }
        }
    }

    /// `false`: anyone who reaches the port may do everything. A named state for the screen.
    pub fn asked_for_password(&self) -> bool {
        self.asked_for_password
    }

    /// Such as `OpenVPN 2.6.14 x86_64-pc-linux-gnu …`.
    pub async fn version(&mut self) -> Result<String, Error> {
        let rows = self.run(&Command::Version).await?;
        let shown = rows.iter().find_map(|row| row.strip_prefix(b"OpenVPN Version: "));
        let version = shown.ok_or_else(|| ProtocolError::Unreadable("version".to_owned()))?;
        Ok(String::from_utf8_lossy(version).into_owned())
    }

    /// Who is connected now.
    pub async fn status(&mut self) -> Result<Status, Error> {
        Ok(Status::read(&self.run(&Command::Status).await?)?)
    }

    /// Has every client's octets told every so many seconds; 0 ends it.
    pub async fn byte_count(&mut self, seconds: u32) -> Result<(), Error> {
        self.run(&Command::ByteCount(seconds)).await.map(drop)
    }

    /// Ends all sessions of a common name; with `username-as-common-name`, of a user. They come back by themselves.
    pub async fn kill(&mut self, common_name: &str) -> Result<(), Error> {
        self.run(&Command::Kill(common_name.to_owned())).await.map(drop)
    }

    /// Ends one session.
    pub async fn client_kill(&mut self, client: ClientId) -> Result<(), Error> {
        self.run(&Command::ClientKill(client)).await.map(drop)
    }

    pub async fn allow(&mut self, attempt: &LoginAttempt) -> Result<(), Error> {
        self.run(&Command::Allow(attempt.client, attempt.key)).await.map(drop)
    }

    /// The reason goes to OpenVPN's log; the client is told `AUTH_FAILED` and, where given, the second text.
    pub async fn deny(&mut self, attempt: &LoginAttempt, reason: &str, told: Option<&str>) -> Result<(), Error> {
        let (client, key) = (attempt.client, attempt.key);
        self.run(&Command::Deny { client, key, reason: reason.to_owned(), told: told.map(str::to_owned) }).await.map(drop)
    }

    /// Lets OpenVPN go on that waits in `management-hold`.
    pub async fn release_hold(&mut self) -> Result<(), Error> {
        self.run(&Command::HoldRelease).await.map(drop)
    }

    /// The next that OpenVPN tells by itself, as long as it takes. May be dropped and asked again: nothing is lost.
    pub async fn next(&mut self) -> Result<Notification, Error> {
        if let Some(notification) = self.waiting.pop_front() {
            return Ok(notification);
        }
        if let Some(over) = &self.over {
            return Err(over.clone());
        }
        let received = match self.receive().await {
            Ok(Received::Notification(notification)) => return Ok(notification),
            Ok(other) => Err(unasked(&other).into()),
            Err(error) => Err(error),
        };
        received.inspect_err(|error: &Error| self.over = Some(error.clone()))
    }

    /// One that has arrived already.
    pub fn next_waiting(&mut self) -> Option<Notification> {
        self.waiting.pop_front()
    }

    /// The rows of its answer, none where it is one line.
    async fn run(&mut self, command: &Command) -> Result<Vec<Vec<u8>>, Error> {
        let line = command.line()?;
        if let Some(over) = &self.over {
            return Err(over.clone());
        }
        let deadline = self.options.deadline;
        // Whoever drops this call leaves an answer under way that would be taken for the next command's.
        self.over = Some(Error::Deadline(deadline));
        let answer = timeout(deadline, self.exchange(&line, command.has_rows())).await.unwrap_or(Err(Error::Deadline(deadline)));
        self.over = answer.as_ref().err().filter(|error| !error.leaves_the_connection()).cloned();
        answer
    }

    async fn exchange(&mut self, line: &str, has_rows: bool) -> Result<Vec<Vec<u8>>, Error> {
        self.write(line.as_bytes()).await?;
        let limits = self.options.limits;
        let mut rows = Vec::new();
        let mut octets = 0;
        loop {
            match self.receive().await? {
                Received::Notification(notification) => self.keep(notification)?,
                Received::Error(text) => return Err(Error::Refused(text)),
                Received::Success(_) if !has_rows => return Ok(rows),
                Received::End if has_rows => return Ok(rows),
                Received::Row(row) if has_rows => {
                    octets += row.len();
                    if rows.len() == limits.answer || octets > limits.answer_octets {
                        return Err(ProtocolError::LongAnswer(rows.len()).into());
                    }
                    rows.push(row);
                }
                other => return Err(unasked(&other).into()),
            }
        }
    }

    fn keep(&mut self, notification: Notification) -> Result<(), Error> {
        if self.waiting.len() == self.options.limits.waiting {
            return Err(ProtocolError::ManyNotifications(self.waiting.len()).into());
        }
        self.waiting.push_back(notification);
        Ok(())
    }

    async fn receive(&mut self) -> Result<Received, Error> {
        let mut piece = [0; 4096];
        loop {
            if let Some(received) = self.reader.next_received()? {
                return Ok(received);
            }
            match self.stream.read(&mut piece).await {
                Ok(0) => return Err(Error::Closed),
                Ok(read) => self.reader.feed(&piece[..read]),
                Err(error) => return Err(Error::Broken(error.to_string())),
            }
        }
    }

    async fn write(&mut self, octets: &[u8]) -> Result<(), Error> {
        self.stream.write_all(octets).await.map_err(|error| Error::Broken(error.to_string()))
    }
}

fn unasked(received: &Received) -> ProtocolError {
    ProtocolError::Unasked(match received {
        Received::Row(row) => String::from_utf8_lossy(row).chars().take(80).collect(),
        Received::PasswordPrompt => "ENTER PASSWORD:".to_owned(),
        Received::Success(text) => format!("SUCCESS: {text}"),
        Received::Error(text) => format!("ERROR: {text}"),
        Received::End => "END".to_owned(),
        Received::Notification(notification) => format!("{notification:?}"),
    })
}

impl fmt::Debug for Management {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Management").field("over", &self.over).finish_non_exhaustive()
    }
}
