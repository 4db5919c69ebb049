use std::io::Read as _;
use std::os::fd::AsRawFd as _;

use connector_capability::egress::{Egress, EgressError, Policy};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::egress::account::{Account, Caps};
use crate::egress::passed::PassedEgress;

mod lending;

const OPEN: Policy = Policy {
    loopback: true,
    private: true,
};
/// The one invocation that the worker serves.
const INVOCATION: u64 = 42;
/// Nothing here takes this long, however busy the machine.
const STUCK: Duration = Duration::from_secs(30);

fn account(policy: Policy, open: usize) -> Arc<Account> {
    let caps = Caps {
        open,
        ..Caps::default()
    };
    Account::new(policy, caps)
}

/// A broker, and the worker's end of its socket.
fn broker(account: Arc<Account>) -> (Broker, OwnedFd) {
    let (ours, theirs) = socket::pair().unwrap();
    let served = Served::default();
    served.begin(INVOCATION, account, None);
    let broker = Broker::start(ours, served).unwrap();
    (broker, theirs)
}

/// The way out of that invocation.
fn passed(worker: OwnedFd) -> Arc<dyn Egress> {
    let egress = PassedEgress::start(worker).unwrap();
    egress.for_invocation(INVOCATION).unwrap()
}

fn soon() -> Instant {
    Instant::now() + STUCK
}

/// Waits until something has become true.
async fn until(mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < STUCK, "it never came true");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn ask(worker: &OwnedFd, request: &Request) {
    socket::send(worker, &wire::encode(request).unwrap(), None).unwrap();
}

/// The next answer, waited for on another thread because the worker's end blocks.
async fn answer(worker: &OwnedFd) -> Option<(Reply, Option<OwnedFd>)> {
    let worker = worker.try_clone().unwrap();
    let received = tokio::task::spawn_blocking(move || socket::receive(&worker).unwrap());
    let received = tokio::time::timeout(STUCK, received)
        .await
        .unwrap()
        .unwrap();
    received.map(|(bytes, descriptor)| (wire::decode(&bytes).unwrap(), descriptor))
}

fn connect(id: u64, port: u16) -> Request {
    Request::Connect {
        id,
        invocation: INVOCATION,
        host: "127.0.0.1".to_owned(),
        port,
        timeout_ms: 20_000,
    }
}

#[tokio::test]
async fn a_connection_arrives_connected_and_its_end_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (broker, theirs) = broker(account(OPEN, 1));
    let egress = passed(theirs);

    let mut connection = egress.connect("127.0.0.1", port, soon()).await.unwrap();
    let (mut server, _) = listener.accept().await.unwrap();
    connection.write_all(b"hello").await.unwrap();
    let mut heard = [0; 5];
    server.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"hello");

    let refused = egress.connect("127.0.0.1", port, soon()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "open connections of a tenant is limited to 1"
    );
    drop(connection);
    assert_eq!(
        server.read(&mut heard).await.unwrap(),
        0,
        "closed for the server too"
    );
    until(|| broker.shared.held(|held| held.is_empty())).await;
    egress.connect("127.0.0.1", port, soon()).await.unwrap();
}

#[tokio::test]
async fn refusals_read_as_if_the_worker_had_tried_itself() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    let (_broker, theirs) = broker(account(OPEN, 8));
    let egress = passed(theirs);
    let own = DirectEgress { policy: OPEN };
    for (host, port) in [
        ("127.0.0.1", port),
        ("nobody.invalid", 5432),
        ("169.254.169.254", 80),
        ("/var/run/postgresql", 5432),
    ] {
        let passed = egress.connect(host, port, soon()).await.unwrap_err();
        let direct = own.connect(host, port, soon()).await.unwrap_err();
        assert_eq!(passed.to_string(), direct.to_string());
        assert_eq!(
            std::mem::discriminant(&passed),
            std::mem::discriminant(&direct)
        );
    }
}

#[tokio::test]
async fn the_tenant_s_policy_decides_not_the_worker() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (_broker, theirs) = broker(account(Policy::default(), 8));
    let egress = passed(theirs);
    for host in ["127.0.0.1", "localhost", "[::1]", "::ffff:127.0.0.1"] {
        let refused = egress.connect(host, port, soon()).await.unwrap_err();
        assert!(
            matches!(&refused, EgressError::Forbidden { reason, .. } if reason.contains("loopback")),
            "{host}: {refused}"
        );
    }
}

#[tokio::test]
async fn an_invocation_that_the_worker_does_not_serve_gets_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (_broker, theirs) = broker(account(OPEN, 8));
    let egress = PassedEgress::start(theirs).unwrap();
    let another = egress.for_invocation(INVOCATION + 1).unwrap();
    for egress in [&egress as &dyn Egress, another.as_ref()] {
        let refused = egress.connect("127.0.0.1", port, soon()).await.unwrap_err();
        assert!(
            matches!(refused, EgressError::Forbidden { .. }),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn an_invocation_of_one_address_reaches_no_other() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (ours, theirs) = socket::pair().unwrap();
    let served = Served::default();
    served.begin(INVOCATION, account(OPEN, 8), Some(address));
    let _broker = Broker::start(ours, served).unwrap();
    let egress = passed(theirs);
    egress
        .connect("127.0.0.1", address.port(), soon())
        .await
        .unwrap();
    for (host, port) in [
        ("localhost", address.port()),
        ("127.0.0.2", address.port()),
        ("127.0.0.1", address.port() ^ 1),
        ("1.1.1.1", 5432),
    ] {
        let refused = egress.connect(host, port, soon()).await.unwrap_err();
        assert!(refused.to_string().contains("rehearsal only"), "{refused}");
    }
}

#[tokio::test]
async fn a_worker_that_keeps_what_it_said_it_closed_has_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (_broker, worker) = broker(account(OPEN, 8));
    ask(&worker, &connect(1, port));
    let (reply, descriptor) = answer(&worker).await.unwrap();
    assert_eq!(reply, Reply::Connected { id: 1 });
    let mut kept = StdTcpStream::from(descriptor.unwrap());
    kept.set_nonblocking(false).unwrap();
    ask(&worker, &Request::Closed { id: 1 });
    let read = tokio::task::spawn_blocking(move || kept.read(&mut [0; 1]).unwrap_or(0));
    assert_eq!(tokio::time::timeout(STUCK, read).await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn a_worker_that_breaks_the_rules_is_cut_off() {
    let junk: [&[u8]; 4] = [
        b"\xff\xff\xff",
        b"{}",
        br#"{"closed":{"id":-1}}"#,
        &[b'['; wire::MAX_MESSAGE_BYTES + 1],
    ];
    for message in junk {
        let (_broker, worker) = broker(account(OPEN, 8));
        socket::send(&worker, message, None).unwrap();
        assert!(answer(&worker).await.is_none());
    }
    // An id that was used before could take over another connection's place.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (_broker, worker) = broker(account(OPEN, 8));
    ask(&worker, &connect(7, port));
    assert!(answer(&worker).await.is_some());
    ask(&worker, &connect(7, port));
    assert!(answer(&worker).await.is_none());
}

#[tokio::test]
async fn descriptors_that_a_worker_sends_are_not_kept() {
    let (_broker, worker) = broker(account(OPEN, 8));
    let (mut ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    let message = wire::encode(&Request::Closed { id: 1 }).unwrap();
    socket::send(&worker, &message, Some(theirs.as_fd())).unwrap();
    assert!(theirs.as_raw_fd() > 2);
    drop(theirs);
    let read = tokio::task::spawn_blocking(move || ours.read(&mut [0; 1]).unwrap());
    assert_eq!(tokio::time::timeout(STUCK, read).await.unwrap().unwrap(), 0);
}

/// A worker that serves many tenants of slow servers asks for many connections at once, and breaks no rule by that.
#[tokio::test]
async fn requests_beyond_those_under_way_wait_for_their_turn() {
    const ASKED: u64 = 300;
    // One that takes a single connection, and leaves all others without an answer.
    let deaf = rustix::net::socket(
        rustix::net::AddressFamily::INET,
        rustix::net::SocketType::STREAM,
        None,
    )
    .unwrap();
    let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
    rustix::net::bind(&deaf, &anywhere).unwrap();
    rustix::net::listen(&deaf, 0).unwrap();
    let port = std::net::TcpListener::from(deaf.try_clone().unwrap())
        .local_addr()
        .unwrap()
        .port();
    let caps = Caps {
        open: 1_000,
        per_second: 5_000,
        burst: 5_000,
    };
    let (_broker, worker) = broker(Account::new(OPEN, caps));
    let asks = worker.try_clone().unwrap();
    let asking = tokio::task::spawn_blocking(move || {
        for id in 1..=ASKED {
            let request = Request::Connect {
                id,
                invocation: INVOCATION,
                host: "127.0.0.1".to_owned(),
                port,
                timeout_ms: 700,
            };
            ask(&asks, &request);
        }
    });
    tokio::time::timeout(STUCK, asking).await.unwrap().unwrap();
    let mut answered = std::collections::HashSet::new();
    for _ in 0..ASKED {
        let (reply, _) = answer(&worker).await.expect("it is not cut off");
        let (Reply::Connected { id } | Reply::Refused { id, .. }) = reply;
        assert!(answered.insert(id), "one answer each");
    }
    // And it goes on being served.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let open = listener.local_addr().unwrap().port();
    ask(&worker, &connect(ASKED + 1, open));
    let (reply, descriptor) = answer(&worker).await.expect("it is not cut off");
    assert_eq!(reply, Reply::Connected { id: ASKED + 1 });
    assert!(descriptor.is_some());
}

#[tokio::test]
async fn a_flood_of_requests_ends_with_the_worker_cut_off_and_its_places_free() {
    let account = account(OPEN, 8);
    let (broker, worker) = broker(Arc::clone(&account));
    let flood = tokio::task::spawn_blocking(move || {
        // Nobody listens to the answers. Refused and failed ones count as well as others.
        let sent = (1..5_000).take_while(|&id| {
            let bytes = wire::encode(&connect(id, 1)).unwrap();
            socket::send(&worker, &bytes, None).is_ok()
        });
        sent.count()
    });
    let sent = tokio::time::timeout(STUCK, flood).await.unwrap().unwrap();
    assert!(sent < 4_999, "it was never cut off");
    broker.finish().await;
    until(|| {
        account.admit().is_ok()
            || account.admit().is_err_and(|r| {
                !matches!(
                    r,
                    Refusal::Limited {
                        bound: Bound::Open,
                        ..
                    }
                )
            })
    })
    .await;
}

/// A server that works on a statement does not see that its client is gone: only a CancelRequest reaches it.
#[tokio::test]
async fn the_session_of_a_dead_worker_is_cancelled_where_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (broker, worker) = broker(account(OPEN, 8));
    ask(&worker, &connect(1, port));
    assert!(answer(&worker).await.is_some());
    let (mut session, _) = listener.accept().await.unwrap();
    ask(
        &worker,
        &Request::Session {
            id: 1,
            process_id: 4711,
            secret_key: -2,
        },
    );
    until(|| {
        broker
            .shared
            .held(|held| held.values().any(|held| held.session.is_some()))
    })
    .await;
    drop(worker);
    let server = async {
        // Everything the worker sent, then the end of the connection.
        assert_eq!(session.read(&mut [0; 1]).await.unwrap(), 0);
        let (mut request, _) = listener.accept().await.unwrap();
        let mut message = [0; 16];
        request.read_exact(&mut message).await.unwrap();
        let expected = [16, 80_877_102, 4711, -2_i32]
            .map(i32::to_be_bytes)
            .concat();
        assert_eq!(message.as_slice(), expected);
        drop((request, session));
    };
    let both = async { tokio::join!(broker.finish(), server) };
    tokio::time::timeout(STUCK, both).await.unwrap();
}

#[tokio::test]
async fn dropping_a_broker_cancels_too() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (broker, worker) = broker(account(OPEN, 8));
    ask(&worker, &connect(1, port));
    assert!(answer(&worker).await.is_some());
    let (session, _) = listener.accept().await.unwrap();
    ask(
        &worker,
        &Request::Session {
            id: 1,
            process_id: 1,
            secret_key: 1,
        },
    );
    until(|| {
        broker
            .shared
            .held(|held| held.values().any(|held| held.session.is_some()))
    })
    .await;
    drop(broker);
    let accepted: io::Result<(TcpStream, _)> = tokio::time::timeout(STUCK, listener.accept())
        .await
        .unwrap();
    accepted.unwrap();
    drop(session);
}
