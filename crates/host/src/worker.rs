//! The worker's side: one isolate thread, orders in, words out.

use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use connector_capability::permit::Permits;
use connector_runtime::{Host, Job, Watchdog};

use crate::confinement::{self, Confined};
use crate::egress::passed::PassedEgress;
use crate::frame::{self, Order, Word};

/// The one lane of a worker that runs one invocation at a time.
const LANE: u32 = 0;

/// The whole life of a worker process: serves orders on its standard input (a socket) until the parent closes it. Its
/// standard output is the socket that connections come through.
///
/// Call it first thing in `main`, before any thread is started.
pub fn worker_main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        // The parent sees the socket close and reports the worker as crashed; there is nobody else to tell.
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve() -> std::io::Result<()> {
    let Confined {
        orders,
        egress,
        cores,
        report,
    } = confinement::enter()?;
    let stream = UnixStream::from(orders);
    let mouth = Mouth(Arc::new(Mutex::new(stream.try_clone()?)));
    if let Err(error) = connector_runtime::initialise() {
        mouth.say(&Word::Unfit(error.to_string()));
        return Ok(());
    }
    let host = Host {
        watchdog: Watchdog::start()?,
        egress: Arc::new(PassedEgress::start(egress)?.on_lane(LANE)),
        permits: Permits::new(cores),
    };
    let (orders, inbox) = mpsc::channel::<Box<Job>>();
    thread::Builder::new()
        .name("isolate".into())
        .stack_size(connector_runtime::THREAD_STACK_BYTES)
        .spawn({
            let mouth = mouth.clone();
            move || isolate_thread(&inbox, &host, &mouth)
        })?;
    mouth.say(&Word::Ready(report));
    listen(stream, &orders)
}

/// Reads orders until the parent hangs up. Then the process must go, whatever its isolate is doing.
fn listen(stream: UnixStream, orders: &mpsc::Sender<Box<Job>>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        stream.set_nonblocking(true)?;
        let mut stream = tokio::net::UnixStream::from_std(stream)?;
        while let Some(Order::Run(job)) = frame::read(&mut stream).await? {
            if orders.send(job).is_err() {
                break;
            }
        }
        Ok(())
    })
}

fn isolate_thread(inbox: &mpsc::Receiver<Box<Job>>, host: &Host, mouth: &Mouth) {
    let _fate = SharedFate;
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        return;
    };
    while let Ok(job) = inbox.recv() {
        let limit = mouth.clone();
        runtime.block_on(connector_runtime::run(
            *job,
            host,
            move |report| limit.say(&Word::Limit(Box::new(report))),
            |report| mouth.say(&Word::Ended(Box::new(report))),
        ));
        mouth.say(&Word::Idle);
    }
}

/// A worker without its isolate thread is no worker: should the thread end, by a panic or otherwise, the process ends
/// with it, and the parent sees at once that it crashed.
struct SharedFate;

impl Drop for SharedFate {
    fn drop(&mut self) {
        std::process::abort();
    }
}

/// The way to the parent. Shared with the watchdog, which must be heard while the isolate's thread is busy.
#[derive(Clone)]
struct Mouth(Arc<Mutex<UnixStream>>);

impl Mouth {
    fn say(&self, word: &Word) {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A parent that is gone needs no answer: reading from it ends this process.
        let _ = frame::encode(word).and_then(|bytes| write_all(&mut stream, &bytes));
    }
}

/// The socket is non-blocking, because reading shares it with tokio: wait for room instead of giving up.
fn write_all(stream: &mut UnixStream, mut bytes: &[u8]) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                let mut poll = [rustix::event::PollFd::new(
                    stream,
                    rustix::event::PollFlags::OUT,
                )];
                rustix::event::poll(&mut poll, None)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
