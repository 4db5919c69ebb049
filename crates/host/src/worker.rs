//! The worker's side: one isolate thread, orders in, words out.

use std::io::Write as _;
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::permit::Permits;
use connector_runtime::{Host, Job, Watchdog};

use crate::frame::{self, Order, Word};

/// The whole life of a worker process: serves orders on its standard input (a socket) until the parent closes it.
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
    confine()?;
    let stream = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    let mouth = Mouth(Arc::new(Mutex::new(stream.try_clone()?)));
    if let Err(error) = connector_runtime::initialise() {
        mouth.say(&Word::Unfit(error.to_string()));
        return Ok(());
    }
    let host = Host {
        watchdog: Watchdog::start()?,
        egress: Arc::new(DirectEgress {
            policy: Policy {
                loopback: true,
                private: true,
            },
        }),
        permits: Permits::new(thread::available_parallelism().map_or(1, usize::from)),
        // Whoever runs one invocation, or drops the database after it, wants every session closed.
        lender: None,
    };
    let (orders, inbox) = mpsc::channel::<Box<Job>>();
    thread::Builder::new()
        .name("isolate".into())
        .stack_size(connector_runtime::THREAD_STACK_BYTES)
        .spawn({
            let mouth = mouth.clone();
            move || isolate_thread(&inbox, &host, &mouth)
        })?;
    mouth.say(&Word::Ready);
    listen(stream, &orders)
}

/// Nothing a worker does may outlive its parent, be dumped to disk, or gain rights.
fn confine() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, Signal};
    #[cfg(target_os = "linux")]
    {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
        rustix::thread::set_no_new_privs(true)?;
    }
    rustix::process::setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )?;
    Ok(())
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
