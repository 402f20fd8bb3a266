//! A command line, whichever way it is reached. An enum and not a boxed trait: the compiler cannot prove for every lifetime
//! that a boxed one may be sent between threads.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use janet_terminal::{ssh, telnet};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub(super) enum Shell {
    Ssh(ssh::Shell),
    Telnet(telnet::Shell),
}

impl AsyncRead for Shell {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Shell::Ssh(shell) => Pin::new(shell).poll_read(cx, buffer),
            Shell::Telnet(shell) => Pin::new(shell).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Shell {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Shell::Ssh(shell) => Pin::new(shell).poll_write(cx, bytes),
            Shell::Telnet(shell) => Pin::new(shell).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Shell::Ssh(shell) => Pin::new(shell).poll_flush(cx),
            Shell::Telnet(shell) => Pin::new(shell).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Shell::Ssh(shell) => Pin::new(shell).poll_shutdown(cx),
            Shell::Telnet(shell) => Pin::new(shell).poll_shutdown(cx),
        }
    }
}
