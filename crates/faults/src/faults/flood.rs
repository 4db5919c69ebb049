//! Clients that are too slow, too big or too many.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rustix::process::{Resource, getrlimit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::error::Failure;
use crate::faults::{Around, Done, Fault, around};
use crate::node::Node;
use crate::stage::Stage;

/// Clients that send a head byte by byte.
const SLOW: usize = 500;
/// A server that waits longer than this for a head is at their mercy.
const MERCY: Duration = Duration::from_secs(20);
/// Clients that send too much.
const BIG: usize = 100;
/// What they say they send: 1 GiB.
const BYTES: u64 = 1 << 30;
/// Connections that only wait.
const IDLE: usize = 10_000;

/// Heads that never end.
///
/// # Errors
/// See [`around`].
pub async fn slow(stage: &mut Stage, how: Around) -> Result<Fault, Failure> {
    let (fault, ()) = around(stage, "slow-loris", how, (), async |stage, ()| {
        let server = first(stage)?;
        let mut clients = JoinSet::new();
        for _ in 0..SLOW {
            clients.spawn(async move { drip(server).await });
        }
        let (mut closed, mut slowest) = (0, Duration::ZERO);
        while let Some(ended) = clients.join_next().await {
            if let Ok(Some(after)) = ended {
                closed += 1;
                slowest = slowest.max(after);
            }
        }
        let mut done = Done::simply(format!("{SLOW} clients that send a head byte by byte"));
        done.notes.push(format!(
            "{closed} were cut off, the last after {:.1} s",
            slowest.as_secs_f64()
        ));
        done.fine = closed == SLOW;
        Ok((done, ()))
    })
    .await?;
    Ok(fault)
}

/// When the server closed it, if it did.
async fn drip(server: SocketAddr) -> Option<Duration> {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(server).await.ok()?;
    let mut head = b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ".to_vec();
    head.extend([b'a'; 1_000]);
    for byte in head {
        let mut answer = [0; 64];
        let ended = tokio::select! {
            read = stream.read(&mut answer) => !matches!(read, Ok(more) if more > 0),
            () = sleep(Duration::from_millis(200)) => stream.write_all(&[byte]).await.is_err(),
        };
        if ended {
            return Some(begun.elapsed());
        }
        if begun.elapsed() > MERCY {
            return None;
        }
    }
    None
}

/// Bodies that are too large, told of before and not.
///
/// # Errors
/// See [`around`].
pub async fn big(stage: &mut Stage, node: Node, how: Around) -> Result<(Fault, Node), Failure> {
    around(stage, "oversized bodies", how, node, async |stage, node: Node| {
        let server = first(stage)?;
        let before = node.memory();
        let mut clients = JoinSet::new();
        for number in 0..BIG {
            let key = stage.key.clone();
            clients.spawn(async move { pour(server, &key, number % 2 == 0).await });
        }
        let (mut refused, mut taken) = (0, 0);
        while let Some(ended) = clients.join_next().await {
            match ended {
                Ok(true) => refused += 1,
                _ => taken += 1,
            }
        }
        let after = node.memory();
        let mut done = Done::simply(format!("{BIG} bodies of 1 GiB, half of them without saying so"));
        done.notes.push(format!(
            "{refused} were refused with 413 or cut off, {taken} were not; the server's memory went from {} to {} MiB",
            before.server_mib, after.server_mib
        ));
        done.fine = refused == BIG && after.server_mib < before.server_mib + 1_024;
        Ok((done, node))
    })
    .await
}

/// Whether it was refused before it was all sent.
async fn pour(server: SocketAddr, key: &str, told: bool) -> bool {
    let Ok(mut stream) = TcpStream::connect(server).await else {
        return false;
    };
    let length = if told {
        format!("content-length: {BYTES}")
    } else {
        "transfer-encoding: chunked".to_owned()
    };
    let head = format!(
        "POST /v1/tenants/t0/connections/main/invoke/updateUser HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\n{length}\r\n\r\n"
    );
    if stream.write_all(head.as_bytes()).await.is_err() {
        return true;
    }
    let piece = vec![b' '; 64 * 1024];
    let (mut read, mut write) = stream.split();
    let sending = async {
        for _ in 0..(BYTES / (64 * 1024)) {
            let chunk = format!("{:x}\r\n", piece.len());
            let sent = async {
                if !told {
                    write.write_all(chunk.as_bytes()).await?;
                }
                write.write_all(&piece).await?;
                if !told {
                    write.write_all(b"\r\n").await?;
                }
                Ok::<_, std::io::Error>(())
            };
            if sent.await.is_err() {
                // Cut off; what was said before may still be read.
                std::future::pending::<()>().await;
            }
        }
    };
    let mut answer = [0; 64];
    tokio::select! {
        () = sending => false,
        said = timeout(Duration::from_secs(60), read.read(&mut answer)) => match said {
            Ok(Ok(length)) if length > 0 => answer.starts_with(b"HTTP/1.1 413"),
            Ok(_) => true,
            Err(_) => false,
        },
    }
}

/// Connections that are kept and say nothing.
///
/// # Errors
/// See [`around`].
pub async fn idle(stage: &mut Stage, node: Node, how: Around) -> Result<(Fault, Node), Failure> {
    around(stage, "idle connections", how, node, async |stage, node: Node| {
        let server = first(stage)?;
        let before = node.memory();
        // Some are needed for everything else.
        let room = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let count = usize::try_from(room.saturating_sub(500)).map_or(IDLE, |room| room.min(IDLE));
        let begun = Instant::now();
        let mut kept = Vec::with_capacity(count);
        let mut failed = 0;
        for _ in 0..count {
            match greeted(server).await {
                Some(stream) => kept.push(stream),
                None => failed += 1,
            }
        }
        let took = begun.elapsed();
        sleep(Duration::from_secs(3)).await;
        let after = node.memory();
        let mut done = Done::simply(format!("{count} keep-alive connections that wait after one answer each"));
        done.notes.push(format!(
            "{failed} got no answer; all of them in {:.1} s; the server's memory went from {} to {} MiB",
            took.as_secs_f64(),
            before.server_mib,
            after.server_mib
        ));
        done.fine = failed == 0;
        drop(kept);
        Ok((done, node))
    })
    .await
}

/// A connection that has had one answer.
async fn greeted(server: SocketAddr) -> Option<TcpStream> {
    let asked = async {
        let mut stream = TcpStream::connect(server).await.ok()?;
        let head = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
        stream.write_all(head).await.ok()?;
        let mut answer = [0; 512];
        let length = stream.read(&mut answer).await.ok()?;
        let answer = answer.get(..length)?;
        answer.starts_with(b"HTTP/1.1 200").then_some(stream)
    };
    timeout(Duration::from_secs(30), asked).await.ok()?
}

fn first(stage: &Stage) -> Result<SocketAddr, Failure> {
    let server = stage.servers().first().copied();
    server.ok_or_else(|| Failure::Server("there is none".to_owned()))
}
