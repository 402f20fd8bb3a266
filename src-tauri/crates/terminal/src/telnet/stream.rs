//! A byte stream over Telnet: options answered, bytes escaped, Enter as the device takes it.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::Enter;
use super::decode::{Decoder, IAC};
use super::negotiation::Negotiation;

/// As wide as over SSH.
const WINDOW: (u16, u16) = (512, 200);
/// A device that does not read gets no more than this kept for it.
const MAX_WAITING: usize = 64 << 10;

/// A terminal on a device. Each Enter written to it, whether CR, LF or CR LF, goes out as the device's Enter.
#[derive(Debug)]
pub struct Shell<S = TcpStream> {
    socket: S,
    decoder: Decoder,
    negotiation: Negotiation,
    enter: Enter,
    /// The byte written last was CR: a LF after it is the same Enter.
    after_return: bool,
    /// Data that came and was not read yet.
    came: Vec<u8>,
    /// Bytes on their way out: answers and data in their order.
    waiting: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Shell<S> {
    pub fn new(socket: S, enter: Enter) -> Self {
        let negotiation = Negotiation::new(WINDOW);
        Self { socket, decoder: Decoder::default(), negotiation, enter, after_return: false, came: Vec::new(), waiting: Vec::new() }
    }

    /// Puts data back, to be read again.
    pub(super) fn unread(&mut self, bytes: &[u8]) {
        self.came.splice(0..0, bytes.iter().copied());
    }

    fn receive(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let events = self
            .decoder
            .decode(bytes, &mut self.came)
            .map_err(|_| Error::new(ErrorKind::InvalidData, "a Telnet sub-negotiation without an end"))?;
        for event in events {
            self.negotiation.answer(&event, &mut self.waiting);
        }
        Ok(())
    }

    fn encode(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                b'\n' if self.after_return => {}
                b'\r' | b'\n' => self.waiting.extend(self.enter.bytes()),
                IAC => self.waiting.extend([IAC, IAC]),
                _ => self.waiting.push(byte),
            }
            self.after_return = byte == b'\r';
        }
    }

    /// Sends what waits.
    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        while !self.waiting.is_empty() {
            let sent = ready!(Pin::new(&mut self.socket).poll_write(context, &self.waiting))?;
            if sent == 0 {
                return Poll::Ready(Err(ErrorKind::WriteZero.into()));
            }
            self.waiting.drain(..sent);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Shell<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        loop {
            if !self.came.is_empty() || buffer.remaining() == 0 {
                let count = buffer.remaining().min(self.came.len());
                buffer.put_slice(self.came.get(..count).unwrap_or_default());
                self.came.drain(..count);
                return Poll::Ready(Ok(()));
            }
            // Answers leave before more is taken in, so that a flood of requests waits on its own sender.
            match self.poll_drain(context) {
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending if self.waiting.len() > MAX_WAITING => return Poll::Pending,
                Poll::Pending | Poll::Ready(Ok(())) => {}
            }
            let mut bytes = [0; 8 << 10];
            let mut chunk = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.socket).poll_read(context, &mut chunk))?;
            if chunk.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            self.receive(chunk.filled())?;
            if let Poll::Ready(Err(error)) = self.poll_drain(context) {
                return Poll::Ready(Err(error));
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Shell<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        if self.waiting.len() > MAX_WAITING {
            ready!(self.poll_drain(context))?;
        }
        self.encode(bytes);
        match self.poll_drain(context) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(bytes.len())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    async fn sent(enter: Enter, writes: &[&[u8]]) -> Vec<u8> {
        let (ours, mut device) = duplex(1 << 10);
        let mut shell = Shell::new(ours, enter);
        for bytes in writes {
            shell.write_all(bytes).await.unwrap();
        }
        shell.shutdown().await.unwrap();
        drop(shell);
        let mut seen = Vec::new();
        device.read_to_end(&mut seen).await.unwrap();
        seen
    }

    #[tokio::test]
    async fn enter_goes_out_as_the_device_takes_it() {
        let writes: [&[u8]; 4] = [b"a\n", b"b\r\n", b"c\r", b"\nd\r\r\n\n"];
        assert_eq!(sent(Enter::Cr, &writes).await, b"a\rb\rc\rd\r\r\r");
        assert_eq!(sent(Enter::CrLf, &writes).await, b"a\r\nb\r\nc\r\nd\r\n\r\n\r\n");
        assert_eq!(sent(Enter::CrNul, &[b"a\n"]).await, b"a\r\0");
        assert_eq!(sent(Enter::Cr, &[b"\xffx"]).await, b"\xff\xffx");
    }

    #[tokio::test]
    async fn answers_go_out_and_only_data_comes_in() {
        let (ours, mut device) = duplex(1 << 10);
        let mut shell = Shell::new(ours, Enter::CrLf);
        device.write_all(b"\xff\xfb\x01\xff\xfd\x22hello \xff").await.unwrap();
        device.write_all(b"\xff world\r\0").await.unwrap();
        let mut data = [0; 64];
        let mut read = Vec::new();
        while read.len() < 14 {
            let count = shell.read(&mut data).await.unwrap();
            read.extend_from_slice(&data[..count]);
        }
        assert_eq!(read, b"hello \xff world\r");
        let mut answers = [0; 6];
        device.read_exact(&mut answers).await.unwrap();
        assert_eq!(&answers, b"\xff\xfd\x01\xff\xfc\x22");
    }

    #[tokio::test]
    async fn an_endless_subnegotiation_breaks_the_stream() {
        let (ours, mut device) = duplex(16 << 10);
        let mut shell = Shell::new(ours, Enter::CrLf);
        device.write_all(b"\xff\xfa\x18").await.unwrap();
        device.write_all(&[b'a'; 4096]).await.unwrap();
        let error = shell.read(&mut [0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }

    #[tokio::test]
    async fn a_flood_of_requests_from_a_device_that_does_not_read_is_not_kept() {
        let (ours, mut device) = duplex(1 << 10);
        let mut shell = Shell::new(ours, Enter::CrLf);
        let reading = tokio::spawn(async move {
            let _ = shell.read(&mut [0; 64]).await;
            shell
        });
        let flood: Vec<u8> = b"\xff\xfb\x01\xff\xfc\x01".repeat(200_000);
        let stuck = tokio::time::timeout(std::time::Duration::from_millis(500), device.write_all(&flood)).await;
        assert!(stuck.is_err(), "the device waits for its own answers");
        drop(device);
        let shell = reading.await.unwrap();
        assert!(shell.waiting.len() < 2 * MAX_WAITING, "{}", shell.waiting.len());
    }
}
