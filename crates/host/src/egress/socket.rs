//! The socket pair between parent and worker that connections travel through. It keeps messages apart by itself
//! (`SOCK_SEQPACKET`), so a message can't be torn, and a descriptor belongs to exactly one.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType,
};

use super::wire::MAX_MESSAGE_BYTES;

/// Two ends: the parent's, which never blocks, and the worker's, which does.
pub(crate) fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    let (ours, theirs) = rustix::net::socketpair(
        AddressFamily::UNIX,
        SocketType::SEQPACKET,
        SocketFlags::CLOEXEC,
        None,
    )?;
    rustix::io::ioctl_fionbio(&ours, true)?;
    Ok((ours, theirs))
}

/// Sends one message, with a descriptor or without.
pub(super) fn send(
    socket: impl AsFd,
    message: &[u8],
    descriptor: Option<BorrowedFd<'_>>,
) -> io::Result<()> {
    let descriptors = descriptor.as_slice();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !descriptors.is_empty() {
        control.push(SendAncillaryMessage::ScmRights(descriptors));
    }
    let parts = [IoSlice::new(message)];
    loop {
        match rustix::net::sendmsg(&socket, &parts, &mut control, SendFlags::NOSIGNAL) {
            Err(rustix::io::Errno::INTR) => {}
            result => return Ok(result.map(drop)?),
        }
    }
}

/// Takes the next message of the worker; `None` when the worker has hung up.
///
/// There is no room for descriptors: the kernel closes what a worker attaches.
///
/// # Errors
/// The system's, above all `WouldBlock`; a message that is too long.
pub(super) fn receive_bytes(socket: impl AsFd) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; MAX_MESSAGE_BYTES];
    // With TRUNC the kernel tells how long the message was, not how much of it fitted.
    let (_, length) = rustix::net::recv(socket, buffer.as_mut_slice(), RecvFlags::TRUNC)?;
    bounded(buffer, length)
}

/// Takes the next message of the parent and the descriptor that came with it; `None` when the parent is gone.
pub(super) fn receive(socket: impl AsFd) -> io::Result<Option<(Vec<u8>, Option<OwnedFd>)>> {
    let mut buffer = vec![0; MAX_MESSAGE_BYTES];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let received = rustix::net::recvmsg(
        socket,
        &mut [IoSliceMut::new(&mut buffer)],
        &mut control,
        RecvFlags::CMSG_CLOEXEC | RecvFlags::TRUNC,
    )?;
    let mut descriptor = None;
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(descriptors) = message {
            descriptor = descriptors.last();
        }
    }
    Ok(bounded(buffer, received.bytes)?.map(|bytes| (bytes, descriptor)))
}

fn bounded(mut buffer: Vec<u8>, length: usize) -> io::Result<Option<Vec<u8>>> {
    if length > buffer.len() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a message that is too long",
        ));
    }
    buffer.truncate(length);
    Ok((length > 0).then_some(buffer))
}
